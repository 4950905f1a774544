/* Base subjects: what is left of a subject when replies' and lists' additions are taken off (RFC 5256 §2.1). */
#include "imap/imap-sort.h"

#include <string.h>

char *
imap_collation_key (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_strup (normal != NULL ? normal : text, -1);
}

/* Step 1: decoded, runs of white space made one space. */
static GString *
normal_subject (const char *subject)
{
  g_autofree char *decoded = message_decode_words (subject);
  GString *out = g_string_new (NULL);

  for (const char *at = decoded; *at != '\0'; at++)
    if (!g_ascii_isspace (*at))
      g_string_append_c (out, *at);
    else if (out->len == 0 || out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  return out;
}

/* Step 2: subj-trailer = "(fwd)" / WSP */
static void
strip_trailers (GString *text, gboolean *reply)
{
  for (;;)
    {
      if (text->len > 0 && text->str[text->len - 1] == ' ')
        g_string_truncate (text, text->len - 1);
      else if (text->len >= 5 && g_ascii_strcasecmp (text->str + text->len - 5, "(fwd)") == 0)
        {
          g_string_truncate (text, text->len - 5);
          *reply = TRUE;
        }
      else
        return;
    }
}

/* subj-blob = "[" *BLOBCHAR "]" *WSP: its length, 0 when there is none */
static gsize
blob_length (const char *text)
{
  gsize length;

  if (*text != '[')
    return 0;
  length = 1 + strcspn (text + 1, "[]");
  if (text[length] != ']')
    return 0;
  for (length++; text[length] == ' '; length++)
    ;
  return length;
}

/* subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":" */
static gsize
refwd_length (const char *text)
{
  gsize length;

  if (g_ascii_strncasecmp (text, "re", 2) == 0)
    length = 2;
  else if (g_ascii_strncasecmp (text, "fwd", 3) == 0)
    length = 3;
  else if (g_ascii_strncasecmp (text, "fw", 2) == 0)
    length = 2;
  else
    return 0;
  for (; text[length] == ' '; length++)
    ;
  length += blob_length (text + length);
  return text[length] == ':' ? length + 1 : 0;
}

/* subj-leader = (*subj-blob subj-refwd) / WSP */
static gsize
leader_length (const char *text, gboolean *reply)
{
  gsize at = 0;
  gsize length;

  if (*text == ' ')
    return 1;
  while ((length = blob_length (text + at)) > 0)
    at += length;
  length = refwd_length (text + at);
  if (length == 0)
    return 0;
  *reply = TRUE;
  return at + length;
}

/* Steps 3 to 5. */
static void
strip_leaders (GString *text, gboolean *reply)
{
  for (;;)
    {
      gsize length = leader_length (text->str, reply);

      if (length == 0)
        {
          length = blob_length (text->str);
          if (length == 0 || length >= text->len)
            return;
        }
      g_string_erase (text, 0, (gssize) length);
    }
}

char *
imap_base_subject (const char *subject, gboolean *reply)
{
  GString *text = normal_subject (subject);
  char *key;

  *reply = FALSE;
  for (;;)
    {
      strip_trailers (text, reply);
      strip_leaders (text, reply);
      /* Step 6: "[fwd:" ... "]" */
      if (text->len < 6 || g_ascii_strncasecmp (text->str, "[fwd:", 5) != 0 || text->str[text->len - 1] != ']')
        break;
      *reply = TRUE;
      g_string_truncate (text, text->len - 1);
      g_string_erase (text, 0, 5);
    }
  key = imap_collation_key (text->str);
  g_string_free (text, TRUE);
  return key;
}
