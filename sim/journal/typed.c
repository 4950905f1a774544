#include "journal/typed.h"

#include <string.h>

#include "trace.h"

#define SHORTEST_BASE64 12 /* octets: below that it is rather a word */

static void
add_octet (GByteArray *out, guint8 octet)
{
  g_byte_array_append (out, &octet, 1);
}

/* What stands behind a backslash. Returns how many octets of the text it took. */
static gsize
unescape (const char *text, GByteArray *out)
{
  static const char codes[] = "rnt0\\";
  static const char meanings[] = "\r\n\t\0\\";
  const char *code = *text != '\0' ? strchr (codes, *text) : NULL;

  if (code != NULL)
    {
      add_octet (out, (guint8) meanings[code - codes]);
      return 1;
    }
  if (*text == 'x' && g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]))
    {
      add_octet (out, (guint8) (g_ascii_xdigit_value (text[1]) * 16 + g_ascii_xdigit_value (text[2])));
      return 3;
    }
  add_octet (out, '\\');
  return 0;
}

void
typed_octets (const char *text, gboolean escaped, GByteArray *out)
{
  for (; *text != '\0'; text++)
    if (escaped && *text == '\\')
      text += unescape (text + 1, out);
    else if (!escaped && *text == '\n')
      g_byte_array_append (out, (const guint8 *) "\r\n", 2);
    else
      add_octet (out, (guint8) *text);
  if (!escaped)
    g_byte_array_append (out, (const guint8 *) "\r\n", 2);
}

static gboolean
is_base64 (const char *text, gsize length)
{
  static const char others[] = "+/=";

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && strchr (others, text[i]) == NULL)
      return FALSE;
  return length >= SHORTEST_BASE64 && length % 4 == 0;
}

typedef struct {
  gsize start;
  gsize length;
} Part;

/* The line's words. Returns how many there are; only the first n_parts are filled in. */
static guint
split (const char *text, Part *parts, guint n_parts)
{
  guint n = 0;

  for (gsize at = 0; text[at] != '\0';)
    {
      gsize length = strcspn (text + at, " ");

      if (length > 0 && n < n_parts)
        parts[n] = (Part) { at, length };
      n += length > 0;
      at += length;
      at += strspn (text + at, " ");
    }
  return n;
}

static gboolean
is_word (const char *text, const Part *part, const char *word)
{
  return part->length == strlen (word) && g_ascii_strncasecmp (text + part->start, word, part->length) == 0;
}

gboolean
typed_secret (const char *text, gboolean step, gsize *start)
{
  Part parts[4] = { { 0, 0 } };
  guint n = split (text, parts, G_N_ELEMENTS (parts));
  /* IMAP puts a tag in front (RFC 9051 §2.2.1). */
  const struct {
    const char *word;
    guint at;
    guint secret;
  } rules[] = { { "PASS", 0, 1 }, { "LOGIN", 1, 3 }, { "AUTH", 0, 2 }, { "AUTHENTICATE", 1, 3 } };

  if (step || (n == 1 && is_base64 (text + parts[0].start, strcspn (text + parts[0].start, "\\"))))
    {
      *start = step ? 0 : parts[0].start;
      return *text != '\0';
    }
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (n > rules[i].secret && is_word (text, &parts[rules[i].at], rules[i].word))
      {
        *start = parts[rules[i].secret].start;
        return TRUE;
      }
  return FALSE;
}

char *
typed_dup_masked (const char *text, gboolean step)
{
  gsize start;
  GString *out;

  if (!typed_secret (text, step, &start))
    return g_strdup (text);
  out = g_string_new_len (text, (gssize) start);
  g_string_append (out, TRACE_DOTS);
  return g_string_free (out, FALSE);
}
