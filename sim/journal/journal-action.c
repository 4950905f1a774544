/* One line's words → an Action, by the tables of action-spec.h. */
#include "journal/journal-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "journal/action-spec.h"
#include "journal/journal-load.h"
#include "journal/preset.h"
#include "journal/units.h"

typedef struct {
  const Word *words;
  guint n;
  guint next;
  guint *column;
  GError **error;
} Words;

static gboolean G_GNUC_PRINTF (3, 4)
fail (Words *words, guint at, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  if (at < words->n)
    *words->column = words->words[at].column;
  else if (words->n > 0)
    *words->column
        = words->words[words->n - 1].column + (guint) g_utf8_strlen (words->words[words->n - 1].text, -1);
  g_set_error_literal (words->error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, text);
  return FALSE;
}

static char **
positional_member (Action *action, char code)
{
  switch (code)
    {
    case 'n':
      return &action->device;
    case 'a':
    case 'A':
      return &action->account;
    case 'l':
      return &action->letter;
    case 'f':
      return &action->folder;
    case 'F':
      return &action->path;
    case 'w':
    case 'x':
    case 'o':
      return &action->text;
    default:
      g_assert_not_reached ();
    }
}

static const char *
positional_meaning (char code)
{
  switch (code)
    {
    case 'n':
      return _("the name of a device");
    case 'a':
      return _("the name of an account");
    case 'A':
      return _("an address such as ada@kantor.example");
    case 'l':
      return _("a letter (its label or its subject)");
    case 'f':
      return _("the name of a folder");
    case 'F':
      return _("the name of a file");
    case 's':
      return _("a size with its unit, such as 24kB");
    case 'w':
      return _("a password");
    case 'x':
      return _("the line that is typed, in quotation marks");
    case 'o':
      return _("the octets that are sent, such as 'NOOP\\r\\n'");
    default:
      return _("“to”");
    }
}

static gboolean
take_positional (Words *words, const ActionSpec *spec, Action *action)
{
  for (const char *p = spec->positional; *p != '\0'; p++)
    {
      const Word *word = &words->words[words->next];

      if (words->next >= words->n || (!word->quoted && strchr (word->text, '=') != NULL))
        return fail (words, words->next, _("“%s” needs %s here"), spec->verb, positional_meaning (*p));
      if (*p == 't' && strcmp (word->text, "to") != 0)
        return fail (words, words->next, _("“to” is expected here, not “%s”"), word->text);
      if (*p == 'A' && strchr (word->text, '@') == NULL)
        return fail (words, words->next, _("“%s” is no address such as ada@kantor.example"), word->text);
      if (*p == 's' && !unit_parse_size (word->text, &action->size))
        return fail (words, words->next, _("“%s” is not right for “%s”: it needs %s"), word->text, spec->verb,
                     positional_meaning (*p));
      if (*p != 't' && *p != 's')
        *positional_member (action, *p) = g_strdup (word->text);
      words->next++;
    }
  return TRUE;
}

static gboolean
take_cut_point (Words *words, Action *action, const char *name, const char *value, gboolean *taken)
{
  *taken = TRUE;
  if (strcmp (name, "before") == 0 || strcmp (name, "after") == 0)
    {
      action->cut_when = *name == 'b' ? 1 : 2;
      action->verb = g_ascii_strup (value, -1);
      return *value != '\0' || fail (words, words->next, _("“%s” needs a command such as QUIT"), name);
    }
  if (strcmp (name, "octets") == 0)
    {
      action->cut_when = 3;
      return g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &action->size, NULL)
             || unit_parse_size (value, &action->size)
             || fail (words, words->next, _("“octets” needs a number or a size such as 4kB, not “%s”"), value);
    }
  *taken = FALSE;
  return TRUE;
}

static gboolean
takes_preset (const ActionSpec *spec)
{
  return spec->kind == ACTION_DEVICE || spec->kind == ACTION_SERVER || spec->kind == ACTION_SET;
}

static gboolean
take_option (Words *words, const ActionSpec *spec, Action *action, const char *name, const char *value)
{
  const OptionSpec *option = action_spec_option (spec, name);
  const char *expected = NULL;
  gboolean taken = FALSE;

  if (spec->kind == ACTION_CUT && !take_cut_point (words, action, name, value, &taken))
    return FALSE;
  if (spec->kind == ACTION_LOAD && strcmp (name, "embed") == 0)
    return journal_load_embedded (action, value, words->error);
  if (taken || (takes_preset (spec) && strcmp (name, "preset") == 0))
    return TRUE;
  /* Who sits at a device is not a setting of it. */
  if (option == NULL || (spec->kind == ACTION_SET && strcmp (name, "console") == 0))
    return fail (words, words->next, _("“%s” has no option “%s”"), spec->verb, name);
  if (!option_parse (option, action, value, &expected))
    return fail (words, words->next, _("“%s” is not right for “%s”: it needs %s"), value, name, expected);
  return TRUE;
}

static const char *
find_value (const Words *words, const char *name, guint *at)
{
  for (*at = words->next; *at < words->n; (*at)++)
    if (g_str_has_prefix (words->words[*at].text, name))
      return words->words[*at].text + strlen (name);
  return NULL;
}

static gboolean
fail_preset (Words *words, guint at, PresetKind kind, const char *id)
{
  g_auto (GStrv) near = preset_dup_near (kind, id);
  g_autofree char *names = g_strjoinv ("”, “", near);

  if (near[0] == NULL)
    return fail (words, at, _("there is no preset “%s”"), id);
  return fail (words, at, _("there is no preset “%s”; perhaps “%s”"), id, names);
}

/* What a preset says comes first, wherever it stands: other options override it. */
static gboolean
take_preset (Words *words, const ActionSpec *spec, Action *action)
{
  guint at;
  const char *id = find_value (words, "preset=", &at);
  PresetKind kind = spec->kind == ACTION_SERVER ? PRESET_SERVER : PRESET_DEVICE;
  const Preset *preset = id != NULL ? preset_find (kind, id) : NULL;

  if (id != NULL && preset == NULL)
    return fail_preset (words, at, kind, id);
  if (preset != NULL)
    preset_apply (preset, action);
  action->named = 0;
  return TRUE;
}

/* A device's protocol sets the defaults of its other options, wherever it stands. */
static gboolean
take_protocol (Words *words, const ActionSpec *spec, Action *action)
{
  const OptionSpec *option = action_spec_option (spec, "protocol");
  Protocol before = action->policy.protocol;
  guint at;
  const char *value = find_value (words, "protocol=", &at);
  const char *expected;

  if (value == NULL && (action->preset != NULL || spec->kind == ACTION_SET))
    return TRUE;
  if (value == NULL)
    return fail (words, words->n, _("a device needs preset=…, protocol=pop3 or protocol=imap"));
  if (!option_parse (option, action, value, &expected))
    return fail (words, at, _("“%s” is not right for “%s”: it needs %s"), value, "protocol", expected);
  if (action->preset != NULL && action->policy.protocol != before)
    return fail (words, at, _("the preset “%s” speaks another protocol"), action->preset);
  if (action->policy.protocol == PROTOCOL_NONE)
    return fail (words, at, _("a device needs preset=…, protocol=pop3 or protocol=imap"));
  if (action->preset == NULL)
    device_policy_default (&action->policy, action->policy.protocol);
  return TRUE;
}

static gboolean
take_options (Words *words, const ActionSpec *spec, Action *action)
{
  if (takes_preset (spec) && !take_preset (words, spec, action))
    return FALSE;
  if ((spec->kind == ACTION_DEVICE || spec->kind == ACTION_SET) && !take_protocol (words, spec, action))
    return FALSE;
  for (; words->next < words->n; words->next++)
    {
      const Word *word = &words->words[words->next];
      const char *equals = strchr (word->text, '=');
      g_autofree char *name = equals ? g_strndup (word->text, (gsize) (equals - word->text)) : NULL;

      if (equals == NULL || word->quoted)
        return fail (words, words->next, _("“%s” is not understood here"), word->text);
      if (!take_option (words, spec, action, name, equals + 1))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_scene (Words *words, Action *action)
{
  if (words->next >= words->n)
    return fail (words, words->next, _("“scene” needs a text"));
  action->text = g_strdup (words->words[words->next++].text);
  action->texts = g_ptr_array_new_with_free_func (g_free);
  for (; words->next < words->n; words->next++)
    {
      const char *text = words->words[words->next].text;
      const char *equals = strchr (text, '=');

      if (equals == NULL || equals == text)
        return fail (words, words->next, _("another language is written as in id=\"…\""));
      g_ptr_array_add (action->texts, g_strndup (text, (gsize) (equals - text)));
      g_ptr_array_add (action->texts, g_strdup (equals + 1));
    }
  return TRUE;
}

static gboolean
take_needed (Words *words, const ActionSpec *spec, const Action *action)
{
  if (spec->kind == ACTION_ACCOUNT && action->text == NULL)
    return fail (words, words->n, _("an account needs password=…"));
  if (spec->kind == ACTION_DEVICE && action->account == NULL)
    return fail (words, words->n, _("a device needs account=…"));
  if (action_sets (spec->kind) && action->named == 0 && action->preset == NULL)
    return fail (words, words->n, _("“%s” needs something to set, such as %s"), spec->verb,
                 spec->kind == ACTION_SET ? "check=15min" : "quota=20MB");
  if (spec->kind == ACTION_DELIVER && (action->from == NULL || action->subject == NULL))
    return fail (words, words->n, _("“deliver” needs from=… and subject=…"));
  if (spec->kind == ACTION_ACCEPT && (action->from == NULL || action->policy.protocol == PROTOCOL_NONE))
    return fail (words, words->n, _("“accept” needs socket=…, protocol=… and from=…"));
  if (spec->kind == ACTION_RECEIVE && (action->text == NULL) == (action->octets == NULL))
    return fail (words, words->n, _("“receive” needs socket=… and either line=… or octets=…"));
  if (spec->kind == ACTION_WRITE && (action->to == NULL || action->subject == NULL))
    return fail (words, words->n, _("“write” needs to=… and subject=…"));
  return TRUE;
}

/* The two words that begin here, when they are one verb. */
static const ActionSpec *
take_two_words (Words *words)
{
  g_autofree char *verb = NULL;
  const ActionSpec *spec;

  if (words->next + 1 >= words->n || words->words[words->next].quoted || words->words[words->next + 1].quoted)
    return NULL;
  verb = g_strjoin (" ", words->words[words->next].text, words->words[words->next + 1].text, NULL);
  spec = action_spec_find (verb, FALSE);
  words->next += spec != NULL ? 2 : 0;
  return spec;
}

/* verb ..., or DEVICE verb ... */
static const ActionSpec *
take_verb (Words *words, char **device)
{
  const Word *word = &words->words[words->next];
  const ActionSpec *spec = take_two_words (words);

  if (spec != NULL)
    return spec;
  spec = word->quoted ? NULL : action_spec_find (word->text, FALSE);
  if (spec != NULL)
    {
      words->next++;
      return spec;
    }
  if (words->next + 1 >= words->n)
    {
      fail (words, words->next, _("“%s” is no action"), word->text);
      return NULL;
    }
  spec = action_spec_find (words->words[words->next + 1].text, TRUE);
  if (spec == NULL)
    {
      fail (words, words->next + 1, _("“%s” is nothing that a device can do"), words->words[words->next + 1].text);
      return NULL;
    }
  *device = g_strdup (word->text);
  words->next += 2;
  return spec;
}

static gboolean
take_rest (Words *words, const Journal *journal, const ActionSpec *spec, Action *action, const char *folder)
{
  if (spec->kind == ACTION_EXPECT)
    {
      action->expect = journal_parse_expect (journal, action->time, words->words + words->next, words->n - words->next,
                                             words->column, words->error);
      return action->expect != NULL;
    }
  if (spec->kind == ACTION_SCENE)
    return take_scene (words, action);
  if (!take_positional (words, spec, action) || !take_options (words, spec, action)
      || !take_needed (words, spec, action))
    return FALSE;
  if (spec->kind == ACTION_LOAD && action->loaded == NULL)
    {
      *words->column = words->words[words->next > 2 ? 2 : 0].column;
      return journal_load (action, folder, words->error);
    }
  return TRUE;
}

Action *
journal_parse_words (const Journal *journal, guint32 variants, gint64 time, guint after, const Word *words,
                     guint n_words, const char *folder, guint *column, GError **error)
{
  Words cursor = { words, n_words, 0, column, error };
  g_autoptr (Action) action = NULL;
  g_autofree char *device = NULL;
  const ActionSpec *spec;
  gboolean must = FALSE, proof;

  *column = n_words > 0 ? words[0].column : 1;
  if (n_words > 1 && strcmp (words[0].text, "must") == 0)
    {
      must = TRUE;
      cursor.next++;
    }
  if (cursor.next >= n_words)
    {
      fail (&cursor, n_words, _("an action is missing here"));
      return NULL;
    }
  proof = strcmp (words[cursor.next].text, "proof") == 0 && !words[cursor.next].quoted;
  spec = proof ? action_spec_get (ACTION_EXPECT) : take_verb (&cursor, &device);
  if (spec == NULL)
    return NULL;
  cursor.next += proof;
  action = action_new (spec->kind);
  action->device = g_steal_pointer (&device);
  action->variants = variants;
  action->time = time;
  action->after = after;
  action->must = must;
  if (!take_rest (&cursor, journal, spec, action, folder))
    return NULL;
  if (proof)
    action->expect->proof = TRUE;
  return g_steal_pointer (&action);
}
