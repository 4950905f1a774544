#include "imap/imap-lexer.h"

#include <string.h>

/* quoted strings longer than this become literals: some clients' line buffers are small */
#define QUOTED_MAX 1000

void
imap_lexer_init (ImapLexer *lexer, gconstpointer data, gsize length)
{
  lexer->data = data;
  lexer->length = length;
  lexer->at = 0;
}

int
imap_lexer_peek (const ImapLexer *lexer)
{
  return lexer->at < lexer->length ? lexer->data[lexer->at] : -1;
}

gboolean
imap_lexer_accept (ImapLexer *lexer, char octet)
{
  if (imap_lexer_peek (lexer) != (guint8) octet)
    return FALSE;
  lexer->at++;
  return TRUE;
}

gboolean
imap_lexer_space (ImapLexer *lexer)
{
  return imap_lexer_accept (lexer, ' ');
}

gboolean
imap_lexer_end (const ImapLexer *lexer)
{
  gsize left = lexer->length - lexer->at;
  const guint8 *at = lexer->data + lexer->at;

  return left == 0 || (left == 1 && at[0] == '\n') || (left == 2 && at[0] == '\r' && at[1] == '\n');
}

/* RFC 3501 §9: atom-specials are "(" ")" "{" SP CTL "%" "*" DQUOTE "\" "]". */
gboolean
imap_is_char (guint8 octet, ImapChars chars)
{
  if (octet <= ' ' || octet >= 0x7f || strchr ("(){\"\\", octet) != NULL)
    return FALSE;
  if (octet == ']')
    return chars != IMAP_ATOM_CHARS;
  if (octet == '%' || octet == '*')
    return chars == IMAP_LIST_CHARS;
  return octet != '+' || chars != IMAP_TAG_CHARS;
}

gboolean
imap_lexer_prefix (ImapLexer *lexer, const char *prefix)
{
  gsize length = strlen (prefix);
  gsize left = lexer->length - lexer->at;

  if (left < length || g_ascii_strncasecmp ((const char *) lexer->data + lexer->at, prefix, length) != 0)
    return FALSE;
  lexer->at += length;
  return TRUE;
}

gboolean
imap_lexer_word (ImapLexer *lexer, const char *word)
{
  gsize start = lexer->at;

  if (!imap_lexer_prefix (lexer, word))
    return FALSE;
  if (lexer->at == lexer->length || !imap_is_char (lexer->data[lexer->at], IMAP_ATOM_CHARS))
    return TRUE;
  lexer->at = start;
  return FALSE;
}

gboolean
imap_lexer_chars (ImapLexer *lexer, ImapChars chars, GString *out)
{
  gsize start = lexer->at;

  while (lexer->at < lexer->length && imap_is_char (lexer->data[lexer->at], chars))
    lexer->at++;
  g_string_truncate (out, 0);
  g_string_append_len (out, (const char *) lexer->data + start, (gssize) (lexer->at - start));
  return lexer->at > start;
}

gboolean
imap_lexer_number (ImapLexer *lexer, guint64 max, guint64 *number)
{
  gsize at = lexer->at;
  guint64 n = 0;

  for (; at < lexer->length && g_ascii_isdigit (lexer->data[at]); at++)
    {
      guint digit = lexer->data[at] - '0';

      if (n > (max - digit) / 10)
        return FALSE;
      n = n * 10 + digit;
    }
  if (at == lexer->at)
    return FALSE;
  lexer->at = at;
  *number = n;
  return TRUE;
}

gboolean
imap_lexer_quoted (ImapLexer *lexer, GString *out)
{
  gsize at = lexer->at;

  g_string_truncate (out, 0);
  if (imap_lexer_peek (lexer) != '"')
    return FALSE;
  for (at++; at < lexer->length && lexer->data[at] != '"'; at++)
    {
      if (lexer->data[at] == '\\')
        at++;
      if (at >= lexer->length || strchr ("\r\n", lexer->data[at]) != NULL) /* strchr() finds NUL too */
        return FALSE;
      g_string_append_c (out, (char) lexer->data[at]);
    }
  if (at >= lexer->length)
    return FALSE;
  lexer->at = at + 1;
  return TRUE;
}

static gboolean
line_end (ImapLexer *lexer)
{
  imap_lexer_accept (lexer, '\r');
  return imap_lexer_accept (lexer, '\n');
}

gboolean
imap_lexer_literal (ImapLexer *lexer, const guint8 **octets, gsize *length)
{
  ImapLexer ahead = *lexer;
  guint64 n;

  imap_lexer_accept (&ahead, '~');
  if (!imap_lexer_accept (&ahead, '{') || !imap_lexer_number (&ahead, G_MAXSSIZE, &n))
    return FALSE;
  imap_lexer_accept (&ahead, '+');
  if (!imap_lexer_accept (&ahead, '}') || !line_end (&ahead) || ahead.length - ahead.at < n)
    return FALSE;
  *octets = ahead.data + ahead.at;
  *length = n;
  lexer->at = ahead.at + n;
  return TRUE;
}

gboolean
imap_lexer_string (ImapLexer *lexer, GString *out)
{
  gsize start = lexer->at;
  const guint8 *octets;
  gsize length;

  if (imap_lexer_quoted (lexer, out))
    return TRUE;
  if (imap_lexer_peek (lexer) == '~' || !imap_lexer_literal (lexer, &octets, &length))
    return FALSE;
  if (memchr (octets, 0, length) != NULL)
    {
      lexer->at = start;
      return FALSE;
    }
  g_string_truncate (out, 0);
  g_string_append_len (out, (const char *) octets, (gssize) length);
  return TRUE;
}

gboolean
imap_lexer_astring (ImapLexer *lexer, GString *out)
{
  return imap_lexer_chars (lexer, IMAP_ASTRING_CHARS, out) || imap_lexer_string (lexer, out);
}

gboolean
imap_lexer_nstring (ImapLexer *lexer, GString *out, gboolean *nil)
{
  *nil = imap_lexer_word (lexer, "NIL");
  if (*nil)
    g_string_truncate (out, 0);
  return *nil || imap_lexer_string (lexer, out);
}

gboolean
imap_lexer_flag (ImapLexer *lexer, GString *out)
{
  gsize start = lexer->at;

  if (!imap_lexer_accept (lexer, '\\'))
    return imap_lexer_chars (lexer, IMAP_ATOM_CHARS, out);
  if (imap_lexer_accept (lexer, '*'))
    g_string_assign (out, "*");
  else if (!imap_lexer_chars (lexer, IMAP_ATOM_CHARS, out))
    {
      lexer->at = start;
      return FALSE;
    }
  g_string_prepend_c (out, '\\');
  return TRUE;
}

/* "{" digits ["+"] "}", looked for from the end of the line. */
gboolean
imap_line_announces_literal (const guint8 *line, gsize length, ImapLiteral *literal)
{
  gsize at = length;
  gsize digits;

  if (at > 0 && line[at - 1] == '\n')
    at--;
  if (at > 0 && line[at - 1] == '\r')
    at--;
  if (at == 0 || line[--at] != '}')
    return FALSE;
  literal->synchronising = !(at > 0 && line[at - 1] == '+');
  if (!literal->synchronising)
    at--;
  for (digits = at; digits > 0 && g_ascii_isdigit (line[digits - 1]); digits--)
    ;
  if (digits == at || digits == 0 || line[digits - 1] != '{')
    return FALSE;
  literal->octets = 0;
  for (; digits < at; digits++)
    if (!g_uint64_checked_mul (&literal->octets, literal->octets, 10)
        || !g_uint64_checked_add (&literal->octets, literal->octets, line[digits] - '0'))
      {
        literal->octets = G_MAXUINT64;
        break;
      }
  while (line[digits] != '{')
    digits--;
  literal->binary = digits > 0 && line[digits - 1] == '~';
  return TRUE;
}

static gboolean
is_quotable (const char *text, gsize length)
{
  if (length > QUOTED_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (text[i] == '\0' || text[i] == '\r' || text[i] == '\n' || (guint8) text[i] >= 0x80)
      return FALSE;
  return TRUE;
}

static void
append_quoted (GString *out, const char *text, gsize length)
{
  g_string_append_c (out, '"');
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"' || text[i] == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, text[i]);
    }
  g_string_append_c (out, '"');
}

void
imap_format_string (GString *out, const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;

  if (!is_quotable (text, n))
    {
      g_string_append_printf (out, "{%" G_GSIZE_FORMAT "}\r\n", n);
      g_string_append_len (out, text, (gssize) n);
      return;
    }
  append_quoted (out, text, n);
}

void
imap_format_nstring (GString *out, const char *text, gssize length)
{
  if (text == NULL)
    g_string_append (out, "NIL");
  else
    imap_format_string (out, text, length);
}

void
imap_format_astring (GString *out, const char *text)
{
  gsize n = strlen (text);

  for (gsize i = 0; i < n; i++)
    if (!imap_is_char ((guint8) text[i], IMAP_ASTRING_CHARS))
      n = 0;
  if (n == 0 || g_ascii_strcasecmp (text, "NIL") == 0)
    imap_format_string (out, text, -1);
  else
    g_string_append (out, text);
}

void
imap_format_utf8_astring (GString *out, const char *text)
{
  if (g_str_is_ascii (text))
    imap_format_astring (out, text);
  else
    append_quoted (out, text, strlen (text));
}
