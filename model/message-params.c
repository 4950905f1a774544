/* Parameters of MIME fields (RFC 2045 §5.1):
 *
 *     value *( ";" attribute "=" ( token / quoted-string ) )
 *
 * with comments in parentheses between them. Values keep RFC 2047 and RFC 2231 encoding. */
#include "message-private.h"

#include <string.h>

#define PARAMS_MAX 100

static const char *
skip_comment (const char *at)
{
  guint depth = 0;

  do
    {
      if (*at == '(')
        depth++;
      else if (*at == ')')
        depth--;
      else if (*at == '\\' && at[1] != '\0')
        at++;
      at++;
    }
  while (depth > 0 && *at != '\0');
  return at;
}

static const char *
skip_space (const char *at)
{
  while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n' || *at == '(')
    at = *at == '(' ? skip_comment (at) : at + 1;
  return at;
}

/* Up to one of the stops, or a comment. */
static char *
take_text (const char **at, const char *stops)
{
  gsize length = strcspn (*at, stops);
  char *text = g_strndup (*at, length);

  *at += length;
  return g_strstrip (text);
}

static char *
take_quoted (const char **at)
{
  GString *text = g_string_new (NULL);
  const char *p = *at + 1;

  for (; *p != '\0' && *p != '"'; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        p++;
      g_string_append_c (text, *p);
    }
  *at = *p == '"' ? p + 1 : p;
  return g_string_free (text, FALSE);
}

char *
message_parse_params (const char *value, GPtrArray *params)
{
  const char *at = skip_space (value);
  char *head = take_text (&at, ";(");

  for (guint n = 0; n < PARAMS_MAX; n++)
    {
      g_autofree char *name = NULL;

      at = skip_space (at);
      if (*at != ';' && *at != '\0')
        at += strcspn (at, ";");
      if (*at == '\0')
        break;
      at = skip_space (at + 1);
      name = take_text (&at, "=;(");
      at = skip_space (at);
      if (*at != '=' || *name == '\0')
        continue;
      at = skip_space (at + 1);
      g_ptr_array_add (params, g_steal_pointer (&name));
      /* Old programs leave the quotes away even when there are spaces inside: all up to the semicolon is meant. */
      g_ptr_array_add (params, *at == '"' ? take_quoted (&at) : take_text (&at, ";("));
    }
  return head;
}
