#include "imap/imap-binary.h"

#include <string.h>

/* lines of BASE64 (RFC 2045 §6.8) */
#define LINE_OCTETS 57

static void
append_range (GByteArray *out, const guint8 *data, gsize start, gsize end)
{
  if (end > start)
    g_byte_array_append (out, data + start, (guint) (end - start));
}

static void
append_text (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

static void
append_base64 (GByteArray *out, const guint8 *data, gsize length)
{
  for (gsize at = 0; at < length; at += LINE_OCTETS)
    {
      g_autofree char *line = g_base64_encode (data + at, MIN (LINE_OCTETS, length - at));

      append_text (out, line);
      append_text (out, "\r\n");
    }
}

/* Leaves in the order of their octets. */
static void
collect_binary (const MessagePart *part, GPtrArray *found)
{
  if (part->children == NULL || part->children->len == 0)
    {
      if (strcmp (part->encoding, "BINARY") == 0)
        g_ptr_array_add (found, (gpointer) part);
      return;
    }
  for (guint i = 0; i < part->children->len; i++)
    collect_binary (part->children->pdata[i], found);
}

static OctetRange
encoding_field (const Message *message, const MessagePart *part)
{
  static const char *const names[] = { "Content-Transfer-Encoding", NULL };
  g_autoptr (GArray) ranges = message_header_fields (message, part->header, (GStrv) names, TRUE);
  OctetRange none = { part->header.start, part->header.start };

  return ranges->len > 0 ? g_array_index (ranges, OctetRange, 0) : none;
}

static GBytes *
encode_parts (const Message *message, const GPtrArray *parts)
{
  GByteArray *out = g_byte_array_new ();
  gsize length;
  const guint8 *data = message_octets (message, &length);
  gsize at = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      const MessagePart *part = parts->pdata[i];
      OctetRange field = encoding_field (message, part);

      append_range (out, data, at, field.start);
      append_text (out, "Content-Transfer-Encoding: base64\r\n");
      append_range (out, data, field.end, part->body.start);
      append_base64 (out, data + part->body.start, part->body.end - part->body.start);
      at = part->body.end;
    }
  append_range (out, data, at, length);
  return g_byte_array_free_to_bytes (out);
}

GBytes *
imap_encode_binary (GBytes *octets)
{
  g_autoptr (Message) message = message_new (octets);
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  g_autoptr (GBytes) encoded = NULL;
  gsize length;
  gconstpointer data;

  collect_binary (message_structure (message), parts);
  encoded = encode_parts (message, parts);
  data = g_bytes_get_data (encoded, &length);
  return memchr (data, 0, length) == NULL ? g_steal_pointer (&encoded) : NULL;
}

GBytes *
imap_binary_octets (const Message *message, const ImapSection *section, gboolean *unknown)
{
  const MessagePart *part;
  GBytes *octets;

  *unknown = FALSE;
  if (section->depth == 0 || section->kind != SECTION_ALL)
    return imap_section_octets (message, section);
  part = message_part (message, section->path, section->depth);
  if (part == NULL)
    return NULL;
  if (strcmp (part->type, "multipart") == 0 || strcmp (part->type, "message") == 0)
    return imap_section_octets (message, section);
  octets = message_part_decoded (message, part);
  *unknown = octets == NULL;
  return octets;
}
