/* The parameters (RFC 3461 §4):
 *
 *   ret-value    = "FULL" / "HDRS"
 *   envid        = xtext                                   ; at most 100 characters
 *   notify-value = "NEVER" / 1#( "SUCCESS" / "FAILURE" / "DELAY" )
 *   orcpt        = atom ";" xtext                          ; at most 500 characters
 *   xtext        = *( xchar / hexchar )    xchar = "!" to "~" but "+" and "="    hexchar = "+" 2( "0" to "9" / "A" to "F" )
 *
 * What xtext hides is printable too: it becomes a field of a header. */
#include "smtp/dsn.h"

#include <string.h>

#define ENVID_MAX 100
#define ORCPT_MAX 500

/* Behind "NAME=", NULL when the parameter has another name. */
static const char *
value_of (const char *parameter, const char *name)
{
  gsize length = strlen (name);

  return g_ascii_strncasecmp (parameter, name, length) == 0 && parameter[length] == '=' ? parameter + length + 1 : NULL;
}

/* The value of what was asked for; NULL. Caller owns. */
static char *
dup_asked (const char *asked, const char *name)
{
  g_auto (GStrv) words = g_strsplit (asked != NULL ? asked : "", " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (value_of (words[i], name) != NULL)
      return g_strdup (value_of (words[i], name));
  return NULL;
}

static gboolean
is_hex (char c)
{
  return g_ascii_isdigit (c) || (c >= 'A' && c <= 'F');
}

/* One character, *at is moved behind it; '\0' when there is none that may stand there. */
static char
take_xchar (const char **at, gboolean utf8)
{
  const char *c = *at;
  char octet;

  if (*c == '+')
    {
      if (!is_hex (c[1]) || !is_hex (c[2]))
        return '\0';
      octet = (char) (g_ascii_xdigit_value (c[1]) * 16 + g_ascii_xdigit_value (c[2]));
      *at += 3;
      return octet >= ' ' && octet <= '~' ? octet : '\0';
    }
  (*at)++;
  if ((guint8) *c >= 0x80)
    return utf8 ? *c : '\0';
  return *c > ' ' && *c <= '~' && *c != '=' ? *c : '\0';
}

/* NULL when it is no xtext. Caller owns. */
static char *
dup_decoded (const char *xtext, gboolean utf8)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (*xtext != '\0')
    {
      char c = take_xchar (&xtext, utf8);

      if (c == '\0')
        return NULL;
      g_string_append_c (text, c);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_envid (const char *value)
{
  g_autofree char *text = dup_decoded (value, FALSE);

  return text != NULL && text[0] != '\0' && strlen (value) <= ENVID_MAX;
}

static gboolean
is_ret (const char *value)
{
  return g_ascii_strcasecmp (value, "FULL") == 0 || g_ascii_strcasecmp (value, "HDRS") == 0;
}

static gboolean
is_orcpt (const char *value, gboolean utf8)
{
  gsize type = strcspn (value, ";");
  gboolean beyond = utf8 && type == strlen ("utf-8") && g_ascii_strncasecmp (value, "utf-8", type) == 0;
  g_autofree char *address = value[type] == ';' ? dup_decoded (value + type + 1, beyond) : NULL;

  for (gsize i = 0; i < type; i++)
    if (!g_ascii_isalnum (value[i]) && strchr ("!#$%&'*-/?^_`{|}~", value[i]) == NULL)
      return FALSE;
  return type > 0 && address != NULL && address[0] != '\0' && strlen (value) <= ORCPT_MAX
         && g_utf8_validate (address, -1, NULL);
}

/* -1 when it is no notify-value. */
static int
parse_notify (const char *value)
{
  static const char *const names[] = { "SUCCESS", "FAILURE", "DELAY" };
  g_auto (GStrv) words = g_strsplit (value, ",", -1);
  int bits = 0;

  if (g_ascii_strcasecmp (value, "NEVER") == 0)
    return 0;
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint j = 0;

      while (j < G_N_ELEMENTS (names) && g_ascii_strcasecmp (words[i], names[j]) != 0)
        j++;
      if (j == G_N_ELEMENTS (names))
        return -1;
      bits |= 1 << j;
    }
  return words[0] != NULL ? bits : -1;
}

static DsnTake
take (char **asked, const char *name, const char *parameter, gboolean good)
{
  g_autofree char *before = dup_asked (*asked, name);
  char *all;

  if (before != NULL || !good)
    return DSN_WRONG;
  all = *asked != NULL ? g_strjoin (" ", *asked, parameter, NULL) : g_strdup (parameter);
  g_free (*asked);
  *asked = all;
  return DSN_TAKEN;
}

DsnTake
dsn_take_mail (char **asked, const char *parameter)
{
  const char *ret = value_of (parameter, "RET");
  const char *envid = value_of (parameter, "ENVID");

  if (ret != NULL)
    return take (asked, "RET", parameter, is_ret (ret));
  if (envid != NULL)
    return take (asked, "ENVID", parameter, is_envid (envid));
  return DSN_OTHER;
}

DsnTake
dsn_take_rcpt (char **asked, const char *parameter, gboolean utf8)
{
  const char *notify = value_of (parameter, "NOTIFY");
  const char *orcpt = value_of (parameter, "ORCPT");

  if (notify != NULL)
    return take (asked, "NOTIFY", parameter, parse_notify (notify) >= 0);
  if (orcpt != NULL)
    return take (asked, "ORCPT", parameter, is_orcpt (orcpt, utf8));
  return DSN_OTHER;
}

char *
dsn_dup_original (const char *address)
{
  g_autoptr (GString) xtext = g_string_new ("ORCPT=rfc822;");

  if (!g_str_is_ascii (address))
    return g_strdup ("");
  for (const char *c = address; *c != '\0'; c++)
    if (*c > ' ' && *c <= '~' && *c != '+' && *c != '=')
      g_string_append_c (xtext, *c);
    else
      g_string_append_printf (xtext, "+%02X", (guint) *c);
  return g_string_free (g_steal_pointer (&xtext), FALSE);
}

guint
dsn_notify (const char *asked)
{
  g_autofree char *value = dup_asked (asked, "NOTIFY");
  int bits = value != NULL ? parse_notify (value) : -1;

  return bits >= 0 ? (guint) bits : DSN_FAILURE;
}

gboolean
dsn_wants_full (const char *asked)
{
  g_autofree char *value = dup_asked (asked, "RET");

  return value != NULL && g_ascii_strcasecmp (value, "FULL") == 0;
}

char *
dsn_dup_envid (const char *asked)
{
  g_autofree char *value = dup_asked (asked, "ENVID");

  return value != NULL ? dup_decoded (value, FALSE) : NULL;
}

char *
dsn_dup_orcpt (const char *asked)
{
  g_autofree char *value = dup_asked (asked, "ORCPT");
  char *semicolon = value != NULL ? strchr (value, ';') : NULL;
  g_autofree char *address = semicolon != NULL ? dup_decoded (semicolon + 1, TRUE) : NULL;

  if (address == NULL)
    return NULL;
  *semicolon = '\0';
  return g_strconcat (value, ";", address, NULL);
}
