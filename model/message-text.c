/* A message for people: encoded words, transfer encodings, dates. GMime does the decoding. */
#include "message-private.h"

#include <gmime/gmime.h>

/* Once for the process; GMime needs it for its charset tables only. */
static void
need_gmime (void)
{
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      g_mime_init ();
      g_once_init_leave (&ready, 1);
    }
}

char *
message_decode_words (const char *text)
{
  g_autofree char *decoded = NULL;

  if (text == NULL)
    return g_strdup ("");
  need_gmime ();
  decoded = g_mime_utils_header_decode_text (NULL, text);
  return g_utf8_make_valid (decoded != NULL ? decoded : text, -1);
}

char *
message_dup_subject (const Message *message)
{
  return message_decode_words (message_header (message, "Subject"));
}

char *
message_dup_from (const Message *message)
{
  g_autoptr (GPtrArray) list = message_addresses (message, message_header_range (message), "From");

  for (guint i = 0; i < list->len; i++)
    {
      const MessageAddress *address = list->pdata[i];
      g_autofree char *name = NULL;
      g_autofree char *mailbox = NULL;

      if (address->host == NULL)
        continue;
      name = message_decode_words (address->name);
      mailbox = *address->host != '\0' ? g_strdup_printf ("%s@%s", address->mailbox, address->host)
                                       : g_strdup (address->mailbox);
      if (*name != '\0')
        {
          g_autofree char *both = g_strdup_printf ("%s <%s>", name, mailbox);

          return g_utf8_make_valid (both, -1);
        }
      return g_utf8_make_valid (mailbox, -1);
    }
  return message_decode_words (message_header (message, "From"));
}

GBytes *
message_part_decoded (const Message *message, const MessagePart *part)
{
  GMimeContentEncoding encoding = g_mime_content_encoding_from_string (part->encoding);
  gsize length = part->body.end - part->body.start;
  GMimeEncoding decoder;
  gsize decoded_length;
  char *decoded;

  if (encoding == GMIME_CONTENT_ENCODING_7BIT || encoding == GMIME_CONTENT_ENCODING_8BIT
      || encoding == GMIME_CONTENT_ENCODING_BINARY)
    return g_bytes_new_from_bytes (message_get_bytes (message), part->body.start, length);
  if (encoding != GMIME_CONTENT_ENCODING_BASE64 && encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
    return NULL;
  g_mime_encoding_init_decode (&decoder, encoding);
  decoded = g_malloc (g_mime_encoding_outlen (&decoder, length) + 1);
  decoded_length = g_mime_encoding_flush (&decoder, (const char *) message_octets (message, NULL) + part->body.start,
                                          length, decoded);
  return g_bytes_new_take (decoded, decoded_length);
}

gboolean
message_date (const Message *message, gint64 *time, int *zone_minutes)
{
  const char *value = message_header (message, "Date");
  g_autoptr (GDateTime) date = NULL;

  if (value == NULL)
    return FALSE;
  need_gmime ();
  date = g_mime_utils_header_decode_date (value);
  if (date == NULL)
    return FALSE;
  *time = g_date_time_to_unix (date) * G_USEC_PER_SEC;
  *zone_minutes = (int) (g_date_time_get_utc_offset (date) / G_TIME_SPAN_MINUTE);
  return TRUE;
}
