/* Paths (RFC 5321 §4.1.2):
 *
 *   Path       = "<" [ A-d-l ":" ] Mailbox ">"      ; the route A-d-l is dropped
 *   Mailbox    = Local-part "@" ( Domain / address-literal )
 *   with UTF-8 in all of it (RFC 6531 §3.3): whether that is wanted is known only behind the path
 *   Local-part = Dot-string / Quoted-string         ; at most 64 octets
 *   Domain     = sub-domain *("." sub-domain)       ; at most 255 octets */
#include <string.h>

#include "smtp/smtp-server-private.h"

static gboolean
is_atext (char c)
{
  return g_ascii_isalnum (c) || (guint8) c >= 0x80 || (c != '\0' && strchr ("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Behind a Dot-string, NULL when there is none. */
static const char *
skip_dot_string (const char *p)
{
  for (;;)
    {
      const char *atom = p;

      while (is_atext (*p))
        p++;
      if (p == atom)
        return NULL;
      if (*p != '.')
        return p;
      p++;
    }
}

/* Behind a Quoted-string, NULL when there is none. */
static const char *
skip_quoted (const char *p)
{
  for (p++; *p != '"'; p++)
    {
      if (*p == '\\')
        p++;
      if ((guint8) *p < ' ' || *p == 0x7f)
        return NULL;
    }
  return p + 1;
}

static const char *
skip_domain (const char *p)
{
  const char *start = p;

  if (*p == '[')
    {
      for (p++; g_ascii_isalnum (*p) || *p == '.' || *p == ':' || *p == '-'; p++)
        ;
      return *p == ']' && p > start + 1 ? p + 1 : NULL;
    }
  for (;;)
    {
      const char *label = p;

      while (g_ascii_isalnum (*p) || *p == '-' || *p == '_' || (guint8) *p >= 0x80)
        p++;
      if (p == label || *label == '-' || p[-1] == '-')
        return NULL;
      if (*p != '.')
        return p - start <= 255 ? p : NULL;
      p++;
    }
}

static const char *
skip_mailbox (const char *p)
{
  const char *local = p;

  p = *p == '"' ? skip_quoted (p) : skip_dot_string (p);
  if (p == NULL || p - local > 64)
    return NULL;
  if (*p == '>' && p - local == 10 && g_ascii_strncasecmp (local, "postmaster", 10) == 0)
    return p;
  return *p == '@' ? skip_domain (p + 1) : NULL;
}

/* Behind "@one,@two:", or p itself when there is no route. */
static const char *
skip_route (const char *p)
{
  while (*p == '@')
    {
      p = skip_domain (p + 1);
      if (p == NULL || (*p != ',' && *p != ':'))
        return NULL;
      if (*p++ == ':')
        return p;
    }
  return p;
}

/* What a Quoted-string says, from behind its first quote. *end: behind the last one. Caller owns. */
static GString *
unquote (const char *p, const char **end)
{
  GString *text = g_string_new (NULL);

  for (; *p != '"'; p++)
    {
      if (*p == '\\')
        p++;
      g_string_append_c (text, *p);
    }
  *end = p + 1;
  return text;
}

/* All quoted forms of a Local-part are the same one: here it has no more quotes than it needs (RFC 5321 §4.1.2). */
static char *
dup_mailbox (const char *start, const char *end)
{
  g_autoptr (GString) local = NULL;
  g_autoptr (GString) out = g_string_new ("\"");
  const char *dot_string;
  const char *rest;

  if (*start != '"')
    return g_strndup (start, (gsize) (end - start));
  local = unquote (start + 1, &rest);
  dot_string = skip_dot_string (local->str);
  if (dot_string != NULL && *dot_string == '\0')
    g_string_assign (out, local->str);
  else
    {
      for (const char *p = local->str; *p != '\0'; p++)
        g_string_append_printf (out, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
      g_string_append_c (out, '"');
    }
  g_string_append_len (out, rest, end - rest);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

gboolean
smtp_is_international (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guint8) *text >= 0x80)
      return TRUE;
  return FALSE;
}

gboolean
smtp_parse_path (const char *text, char **address, const char **rest)
{
  const char *start;
  const char *end;

  if (text[0] != '<' || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  start = skip_route (text + 1);
  end = start != NULL && *start != '>' ? skip_mailbox (start) : start;
  if (end == NULL || *end != '>' || (end == start && start != text + 1) || end + 1 - text > 256)
    return FALSE;
  *address = dup_mailbox (start, end);
  *rest = end + 1;
  return TRUE;
}
