#include "imap-response-private.h"

#include <string.h>

#define TOKENS_MAX 256
#define WORDS_MAX 512
#define WORD_LENGTH_MAX 256
#define DEPTH_MAX 100

gboolean
response_octet (ResponseReader *reader, char octet)
{
  if (reader->at >= reader->end || *reader->at != (guint8) octet)
    return FALSE;
  reader->at++;
  return TRUE;
}

gboolean
response_space (ResponseReader *reader)
{
  gboolean any = FALSE;

  while (response_octet (reader, ' '))
    any = TRUE;
  return any;
}

static gboolean
is_atom_octet (guint8 c)
{
  return c > 0x20 && c != 0x7f && c != '(' && c != ')' && c != '"' && c != '{';
}

/* An atom, or a FETCH item with its section: spaces and parentheses inside brackets belong to it. */
static ResponseValue
read_atom (ResponseReader *reader)
{
  ResponseValue value = { VALUE_ATOM, reader->at, 0 };
  gboolean section = FALSE;

  while (reader->at < reader->end && *reader->at != '\r' && *reader->at != '\n' &&
         (is_atom_octet (*reader->at) || section))
    {
      if (*reader->at == '[')
        section = TRUE;
      else if (*reader->at == ']')
        section = FALSE;
      reader->at++;
    }
  value.length = (gsize) (reader->at - value.octets);
  if (value.length == 0)
    value.kind = VALUE_NONE;
  return value;
}

/* quoted = DQUOTE *QUOTED-CHAR DQUOTE (RFC 3501 §9) */
static ResponseValue
read_quoted (ResponseReader *reader)
{
  ResponseValue none = { VALUE_NONE, reader->at, 0 };
  ResponseValue value = { VALUE_STRING, ++reader->at, 0 };

  while (reader->at < reader->end && *reader->at != '"')
    {
      if (*reader->at == '\r' || *reader->at == '\n')
        return none;
      if (*reader->at == '\\' && reader->at + 1 < reader->end)
        reader->at++;
      reader->at++;
    }
  if (reader->at >= reader->end)
    return none;
  value.length = (gsize) (reader->at - value.octets);
  reader->at++;
  return value;
}

/* literal = "{" number "}" CRLF *CHAR8 (RFC 3501 §4.3) */
static ResponseValue
read_literal (ResponseReader *reader)
{
  ResponseValue none = { VALUE_NONE, reader->at, 0 };
  ResponseValue value = { VALUE_LITERAL, NULL, 0 };
  guint64 size;

  reader->at++;
  if (!response_number (reader, &size))
    return none;
  response_octet (reader, '+');
  if (!response_octet (reader, '}'))
    return none;
  response_octet (reader, '\r');
  if (!response_octet (reader, '\n') || size > (guint64) (reader->end - reader->at))
    return none;
  value.octets = reader->at;
  value.length = size;
  reader->at += size;
  return value;
}

ResponseValue
response_value (ResponseReader *reader)
{
  ResponseValue value = { VALUE_NONE, reader->at, 0 };

  if (reader->at >= reader->end)
    return value;
  switch (*reader->at)
    {
    case '(':
      reader->at++;
      value.kind = VALUE_OPEN;
      return value;
    case ')':
      reader->at++;
      value.kind = VALUE_CLOSE;
      return value;
    case '"':
      return read_quoted (reader);
    case '~': /* literal8, RFC 3516 */
      if (reader->at + 1 < reader->end && reader->at[1] == '{')
        {
          reader->at++;
          return read_literal (reader);
        }
      return read_atom (reader);
    case '{':
      return read_literal (reader);
    default:
      return read_atom (reader);
    }
}

gboolean
response_skip (ResponseReader *reader, const ResponseValue *value)
{
  guint depth = value->kind == VALUE_OPEN ? 1 : 0;

  while (depth > 0)
    {
      ResponseValue inner;

      response_space (reader);
      inner = response_value (reader);
      if (inner.kind == VALUE_NONE || depth > DEPTH_MAX)
        return FALSE;
      if (inner.kind == VALUE_OPEN)
        depth++;
      else if (inner.kind == VALUE_CLOSE)
        depth--;
    }
  return TRUE;
}

static gboolean
parse_number (const guint8 *octets, gsize length, guint64 *number)
{
  *number = 0;
  if (length == 0 || length > 18)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (octets[i]))
        return FALSE;
      *number = *number * 10 + (octets[i] - '0');
    }
  return TRUE;
}

gboolean
response_number (ResponseReader *reader, guint64 *number)
{
  const guint8 *from = reader->at;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;
  return parse_number (from, (gsize) (reader->at - from), number);
}

gboolean
value_number (const ResponseValue *value, guint64 *number)
{
  return value->kind == VALUE_ATOM && parse_number (value->octets, value->length, number);
}

gboolean
value_is (const ResponseValue *value, const char *word)
{
  return strlen (word) == value->length && g_ascii_strncasecmp ((const char *) value->octets, word, value->length) == 0;
}

char *
value_dup (const ResponseValue *value)
{
  GString *text;

  if (value->kind == VALUE_NONE || memchr (value->octets, 0, value->length) != NULL)
    return NULL;
  text = g_string_sized_new (value->length);
  for (gsize i = 0; i < value->length; i++)
    {
      if (value->kind == VALUE_STRING && value->octets[i] == '\\' && i + 1 < value->length)
        i++;
      g_string_append_c (text, (char) value->octets[i]);
    }
  return g_string_free (text, FALSE);
}

void
response_token (ResponseReader *reader, TokenKind kind, const guint8 *octets, gsize length, guint32 number, guint32 uid)
{
  TraceToken token = { .kind = kind, .start = (guint32) (octets - reader->start), .length = (guint32) length,
                       .number = number, .uid = uid };

  if (reader->response->tokens->len < TOKENS_MAX)
    g_array_append_val (reader->response->tokens, token);
}

gboolean
response_flags (ResponseReader *reader)
{
  const guint8 *from;
  ResponseValue value = response_value (reader);

  if (value.kind != VALUE_OPEN)
    return FALSE;
  from = reader->at;
  g_ptr_array_set_size (reader->response->words, 0);
  for (;;)
    {
      response_space (reader);
      value = response_value (reader);
      if (value.kind == VALUE_CLOSE)
        break;
      if (value.kind != VALUE_ATOM)
        return FALSE;
      if (value.length <= WORD_LENGTH_MAX && reader->response->words->len < WORDS_MAX)
        g_ptr_array_add (reader->response->words, g_strndup ((const char *) value.octets, value.length));
    }
  response_token (reader, TOKEN_FLAGS, from, (gsize) (reader->at - 1 - from), 0, 0);
  return TRUE;
}
