#include "dialogs/amount-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Those of which no amount at all means something of its own. */
static const struct {
  const char *option;
  const char *text;
} nones[] = {
  { "check", N_("Never") },
  { "connect-timeout", N_("Without end") },
  { "command-timeout", N_("Without end") },
  { "size-limit", N_("No limit") },
  { "newest", N_("All letters") },
  { "window-days", N_("All letters") },
  { "part-size", N_("The whole letter") },
  { "trash-days", N_("Never") },
  { "port", N_("The usual one") },
  { "quota", N_("No limit") },
  { "pop3-timeout", N_("Never") },
  { "imap-timeout", N_("Never") },
  { "smtp-timeout", N_("Never") },
  { "lock-wait", N_("No time at all") },
  { "idle-notice", N_("Never") },
  { "pop3-connections", N_("Any number") },
  { "imap-connections", N_("Any number") },
  { "pop3-most", N_("All letters") },
  { "slow", N_("No time at all") },
  { "login-delay", N_("No time at all") },
  { "expire", N_("Without end") },
  { "auth-delay", N_("No time at all") },
};

/* All that there are; a value is never written in another. Those in the middle of a list are always offered. */
static const char *const durations[] = { "us", "ms", "s", "min", "h", "d" };
static const char *const sizes[] = { "B", "KiB", "MiB", "GiB", "kB", "MB", "GB" };
#define ALWAYS_DURATIONS 2 /* from that one on */
#define ALWAYS_SIZES 4

gboolean
amount_is (const OptionSpec *option)
{
  return option->type == OPTION_DURATION || option->type == OPTION_SIZE || option->type == OPTION_NUMBER
         || option->type == OPTION_DAYS;
}

static const char *
none_text (const OptionSpec *option)
{
  for (guint i = 0; i < G_N_ELEMENTS (nones); i++)
    if (g_str_equal (nones[i].option, option->name))
      return nones[i].text;
  return NULL;
}

static const char *
find_unit (const OptionSpec *option, const char *suffix)
{
  const char *const *units = option->type == OPTION_SIZE ? sizes : durations;
  guint n = option->type == OPTION_SIZE ? G_N_ELEMENTS (sizes) : G_N_ELEMENTS (durations);

  for (guint i = 0; i < n && option->type != OPTION_NUMBER; i++)
    if (g_str_equal (units[i], suffix))
      return units[i];
  return "";
}

void
amount_split (const OptionSpec *option, const char *value, char **number, const char **unit)
{
  gsize digits = strspn (value, "0123456789.");

  if (none_text (option) != NULL && (digits == 0 || strspn (value, "0.") == digits))
    {
      *number = g_strdup ("");
      *unit = AMOUNT_NONE;
      return;
    }
  *number = digits > 0 ? g_strndup (value, digits) : g_strdup ("0");
  *unit = digits > 0 ? find_unit (option, value + digits) : option->type == OPTION_DAYS ? "d" : "s";
}

static gboolean
needs (const OptionSpec *option, const char *value, const char *unit)
{
  g_autofree char *number = NULL;
  const char *found = NULL;

  if (value != NULL)
    amount_split (option, value, &number, &found);
  return found != NULL && g_str_equal (found, unit);
}

GPtrArray *
amount_units (const OptionSpec *option, const char *value, const char *usual)
{
  GPtrArray *units = g_ptr_array_new ();
  gboolean size = option->type == OPTION_SIZE;
  const char *const *all = size ? sizes : durations;
  guint n = size ? G_N_ELEMENTS (sizes) : G_N_ELEMENTS (durations), always = size ? ALWAYS_SIZES : ALWAYS_DURATIONS;

  if (option->type == OPTION_NUMBER)
    g_ptr_array_add (units, (gpointer) "");
  else if (option->type == OPTION_DAYS)
    g_ptr_array_add (units, (gpointer) "d");
  else
    for (guint i = 0; i < n; i++)
      if (i >= always || needs (option, value, all[i]) || needs (option, usual, all[i])
          || (g_str_equal (option->name, "slow") && g_str_equal (all[i], "ms")))
        g_ptr_array_add (units, (gpointer) all[i]);
  if (none_text (option) != NULL)
    g_ptr_array_add (units, (gpointer) AMOUNT_NONE);
  return units;
}

char *
amount_join (const OptionSpec *option, const char *number, const char *unit)
{
  g_autofree char *plain = NULL;

  if (g_str_equal (unit, AMOUNT_NONE))
    return g_strdup (option->type == OPTION_NUMBER ? "0" : option->type == OPTION_SIZE ? "0B" : "never");
  plain = g_strstrip (g_strdelimit (g_strdup (number), ",", '.'));
  return g_strconcat (plain, unit, NULL);
}

static const char *
counted_words (const OptionSpec *option, gulong n)
{
  if (g_str_equal (option->name, "top-lines"))
    return ngettext ("line", "lines", n);
  if (g_str_has_suffix (option->name, "-days"))
    return ngettext ("day", "days", n);
  if (g_str_has_suffix (option->name, "-connections"))
    return ngettext ("session", "sessions", n);
  if (g_str_equal (option->name, "port"))
    return _("this port");
  return ngettext ("letter", "letters", n);
}

const char *
amount_unit_words (const OptionSpec *option, const char *unit, const char *number)
{
  gulong n = g_str_equal (number, "1") ? 1 : 2;

  if (g_str_equal (unit, AMOUNT_NONE))
    return _(none_text (option));
  if (*unit == '\0')
    return counted_words (option, n);
  if (g_str_equal (unit, "us"))
    return ngettext ("microsecond", "microseconds", n);
  if (g_str_equal (unit, "ms"))
    return ngettext ("millisecond", "milliseconds", n);
  if (g_str_equal (unit, "s"))
    return ngettext ("second", "seconds", n);
  if (g_str_equal (unit, "min"))
    return ngettext ("minute", "minutes", n);
  if (g_str_equal (unit, "h"))
    return ngettext ("hour", "hours", n);
  if (g_str_equal (unit, "d"))
    return ngettext ("day", "days", n);
  if (g_str_equal (unit, "B"))
    return ngettext ("byte", "bytes", n);
  return unit; /* kB and MB are the same in every language */
}

char *
amount_dup_words (const OptionSpec *option, const char *value)
{
  g_autofree char *number = NULL;
  const char *unit, *words;

  amount_split (option, value, &number, &unit);
  words = amount_unit_words (option, unit, number);
  if (g_str_equal (unit, AMOUNT_NONE))
    return g_strdup (words);
  return g_str_equal (option->name, "port") ? g_steal_pointer (&number) : g_strdup_printf ("%s %s", number, words);
}

const char *
amount_trouble (const char *number)
{
  g_autofree char *text = g_strstrip (g_strdup (number));
  gboolean whole = *text != '\0' && strspn (text, "0123456789") == strlen (text);

  return whole ? _("Type a smaller number.") : _("Type a number, such as 15.");
}
