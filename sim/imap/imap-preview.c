/* PREVIEW: the beginning of a message's text (RFC 8970). */
#include "imap/imap-fetch.h"
#include "imap/imap-search.h"

#include <string.h>

#define PREVIEW_CHARACTERS 200 /* RFC 8970 §3.2 */
#define OCTETS_LOOKED_AT 16384

/* The first text part that is to be shown: plain before any other. */
static const MessagePart *
find_text (const MessagePart *part, const char *subtype, guint depth)
{
  if (strcmp (part->type, "text") == 0 && g_strcmp0 (part->disposition, "attachment") != 0
      && (subtype == NULL || g_ascii_strcasecmp (part->subtype, subtype) == 0))
    return part;
  if (strcmp (part->type, "multipart") != 0 || depth > IMAP_PATH_MAX)
    return NULL;
  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    {
      const MessagePart *found = find_text (part->children->pdata[i], subtype, depth + 1);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Runs of white space become one space; with markup, tags are left out. */
static char *
shorten (const char *text, gboolean markup)
{
  GString *out = g_string_new (NULL);
  glong characters = 0;
  gboolean in_tag = FALSE;
  gboolean space = FALSE;

  for (const char *at = text; *at != '\0' && characters < PREVIEW_CHARACTERS; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (markup && (c == '<' || (in_tag && c == '>')))
        {
          in_tag = c == '<';
          space = TRUE;
          continue;
        }
      if (in_tag || g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          space = TRUE;
          continue;
        }
      if (space && out->len > 0)
        {
          g_string_append_c (out, ' ');
          characters++;
        }
      space = FALSE;
      if (characters < PREVIEW_CHARACTERS)
        g_string_append_unichar (out, c);
      characters++;
    }
  return g_string_free (out, FALSE);
}

char *
imap_preview (const Message *message)
{
  const MessagePart *root = message_structure (message);
  const MessagePart *part = find_text (root, "plain", 0);
  g_autofree char *text = NULL;

  if (part == NULL)
    part = find_text (root, NULL, 0);
  if (part == NULL || (text = imap_part_text (message, part, OCTETS_LOOKED_AT)) == NULL)
    return g_strdup ("");
  return shorten (text, g_ascii_strcasecmp (part->subtype, "html") == 0);
}
