/* Passwords, however they were written: six dots each, as everywhere, that tell nothing of the length. Rather too much is masked
 * than too little. */
#include <string.h>

#include "sasl-plain.h"
#include "trace.h"
#include "transcript/transcript-private.h"

/* What is shorter would be found all over a text. */
#define LEARNED_MIN 4
/* Who says so many passwords is not a person; each is masked where it is said all the same. */
#define LEARNED_MAX 200
/* Octets of a line that are searched. */
#define SEARCHED_MAX 8192

static void
learn (GPtrArray *secrets, const char *text, gsize length)
{
  g_autofree char *secret = g_strndup (text, length);

  if (strlen (secret) < LEARNED_MIN || strchr (secret, '*') != NULL || strstr (secret, "•") != NULL || secrets->len >= LEARNED_MAX
      || g_ptr_array_find_with_equal_func (secrets, secret, g_str_equal, NULL))
    return;
  g_ptr_array_add (secrets, g_steal_pointer (&secret));
}

char *
mask_word (GPtrArray *secrets, const char *text, gsize length)
{
  gsize skip = length >= 2 && text[0] == '"' && text[length - 1] == '"' ? 1 : 0;

  learn (secrets, text + skip, length - 2 * skip);
  return g_strdup (TRACE_DOTS);
}

/* PLAIN carries the password after its second NUL (RFC 4616 §2), XOAUTH2 after "Bearer ". LOGIN's second step is one. */
static void
learn_decoded (GPtrArray *secrets, const char *octets, gsize length, gboolean first)
{
  const char *nul = memchr (octets, 0, length);
  const char *bearer = g_strstr_len (octets, (gssize) length, "Bearer ");

  if (nul != NULL && (nul = memchr (nul + 1, 0, length - (gsize) (nul + 1 - octets))) != NULL)
    learn (secrets, nul + 1, length - (gsize) (nul + 1 - octets));
  else if (bearer != NULL)
    {
      gsize rest = length - (gsize) (bearer + 7 - octets);
      const char *end = memchr (bearer + 7, 1, rest);

      learn (secrets, bearer + 7, end != NULL ? (gsize) (end - bearer - 7) : rest);
    }
  else if (!first && g_utf8_validate (octets, (gssize) length, NULL) && memchr (octets, ',', length) == NULL)
    learn (secrets, octets, length);
}

char *
mask_sasl (GPtrArray *secrets, const char *text, gsize length, gboolean first)
{
  gsize n;
  g_autofree guint8 *decoded = sasl_base64_decode (text, length, &n);

  if ((length == 1 && (*text == '*' || *text == '=')) || length == 0)
    return g_strndup (text, length);
  if (decoded != NULL)
    learn_decoded (secrets, (const char *) decoded, n, first);
  learn (secrets, text, length);
  return g_strdup (TRACE_DOTS);
}

static gboolean
looks_like_sasl (const char *text, gsize length)
{
  gsize n;
  g_autofree guint8 *decoded = length >= 8 && length % 4 == 0 ? sasl_base64_decode (text, length, &n) : NULL;
  const guint8 *nul;

  if (decoded == NULL)
    return FALSE;
  if (g_strstr_len ((const char *) decoded, (gssize) n, ",p=") || g_strstr_len ((const char *) decoded, (gssize) n, "Bearer "))
    return TRUE;
  nul = memchr (decoded, 0, n);
  return nul != NULL && memchr (nul + 1, 0, n - (gsize) (nul + 1 - decoded)) != NULL;
}

/* Group 2 of each is secret. */
static const char *const patterns[] = {
  "(^|[^A-Za-z])(?i:PASS)(?-i) +(.+)$",
  "((?:^|[^A-Za-z])LOGIN +(?:\"(?:\\\\.|[^\"\\\\])*\"|[^ ]+) +)(.+)$",
  "((?:^|[^A-Za-z])AUTH(?:ENTICATE)? +[A-Z0-9_-]+ +)([A-Za-z0-9+/=]+)",
  "((?:^|[^A-Za-z])APOP +[^ ]+ +)([^ ]+)",
  "((?:^| )(?:-u|--user|--proxy-user) *[^ :]+:)([^ ]+)",
  "((?:^| )(?:-ap|--auth-password|--password|-p)[ =]+)([^ ]+)",
  "([a-z0-9]+://[^ :/@]+:)([^ /@]+)@",
};

static const GRegex *
compiled (guint pattern)
{
  static gsize regexes[G_N_ELEMENTS (patterns)];

  if (g_once_init_enter (&regexes[pattern]))
    g_once_init_leave (&regexes[pattern], (gsize) g_regex_new (patterns[pattern], G_REGEX_CASELESS | G_REGEX_RAW
                                                               | G_REGEX_OPTIMIZE, 0, NULL));
  return (const GRegex *) regexes[pattern];
}

static void
mask_match (GPtrArray *secrets, GString *text, guint pattern)
{
  g_autoptr (GMatchInfo) match = NULL;
  gsize length = MIN (text->len, SEARCHED_MAX);
  int start, end;

  if (!g_regex_match_full (compiled (pattern), text->str, (gssize) length, 0, 0, &match, NULL))
    return;
  if (!g_match_info_fetch_pos (match, 2, &start, &end) || start < 0)
    return;
  if ((gsize) end == length)
    end = (int) text->len; /* the secret goes on behind what was searched */
  g_free (mask_sasl (secrets, text->str + start, (gsize) (end - start), TRUE));
  g_free (mask_word (secrets, text->str + start, (gsize) (end - start)));
  g_string_erase (text, start, end - start);
  g_string_insert (text, start, TRACE_DOTS);
}

/* Of LOGIN's steps nothing is left but a word: a line that is nothing else is taken for one. */
gboolean
mask_is_step (const char *text, gsize length)
{
  gsize n;
  g_autofree guint8 *decoded = length >= 8 && length % 4 == 0 ? sasl_base64_decode (text, length, &n) : NULL;

  if (decoded == NULL || looks_like_sasl (text, length) || !g_utf8_validate ((const char *) decoded, (gssize) n, NULL))
    return decoded != NULL && looks_like_sasl (text, length);
  for (const char *c = (const char *) decoded; c < (const char *) decoded + n; c = g_utf8_next_char (c))
    if (!g_unichar_isprint (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

char *
mask_line (GPtrArray *secrets, const char *text, gsize length)
{
  g_autoptr (GString) out = g_string_new_len (text, (gssize) length);

  if (looks_like_sasl (text, length))
    return mask_sasl (secrets, text, length, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    mask_match (secrets, out, i);
  return g_strndup (out->str, out->len);
}

static gint
compare_lengths (gconstpointer a, gconstpointer b)
{
  gsize x = strlen (*(const char *const *) a), y = strlen (*(const char *const *) b);

  return x < y ? 1 : x > y ? -1 : 0;
}

void
mask_order (GPtrArray *secrets)
{
  guint n = secrets->len;

  /* What is no command is told of in capitals. */
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (secrets, g_ascii_strup (secrets->pdata[i], -1));
  g_ptr_array_sort (secrets, compare_lengths);
}

/* g_string_replace() moves all that follows at each place, which takes minutes for a letter of some megaoctets; so does
 * strstr() with AddressSanitizer, which measures all that follows. */
char *
mask_replace (const char *text, const char *what, const char *with)
{
  GString *out = g_string_new (NULL);
  gsize length = strlen (what);
  const char *end = text + strlen (text);

  for (const char *found; (found = g_strstr_len (text, end - text, what)) != NULL; text = found + length)
    {
      g_string_append_len (out, text, found - text);
      g_string_append (out, with);
    }
  g_string_append (out, text);
  return g_string_free (out, FALSE);
}

char *
mask_learned (const GPtrArray *secrets, char *text)
{
  for (guint i = 0; i < secrets->len; i++)
    if (strstr (text, secrets->pdata[i]) != NULL)
      {
        g_autofree char *open = text;

        text = mask_replace (open, secrets->pdata[i], TRACE_DOTS);
      }
  return text;
}

char *
mask_printable (const char *text, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c++)
    if (((guchar) *c < ' ' && *c != '\n' && *c != '\t') || *c == 0x7f)
      g_string_append_printf (out, "\\x%02x", (guint) (guchar) *c);
    else
      g_string_append_c (out, *c);
  return g_strndup (out->str, out->len);
}
