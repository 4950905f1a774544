/* The texts that SEARCH looks into: header fields with RFC 2047's encoded words decoded, and text
 * parts with their transfer encoding and charset undone. */
#include "imap/imap-search.h"

#include <string.h>

char *
imap_search_fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT);

  return g_utf8_casefold (normal != NULL ? normal : text, -1);
}

gboolean
imap_is_charset (const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-_.:+", *c) == NULL)
      return FALSE;
  return *name != '\0';
}

/* Octets of a charset as UTF-8; what cannot be converted is taken as it is, broken octets replaced. */
static char *
to_utf8 (const char *octets, gsize length, const char *charset)
{
  char *text = NULL;

  if (charset != NULL && imap_is_charset (charset) && g_ascii_strcasecmp (charset, "utf-8") != 0
      && g_ascii_strcasecmp (charset, "us-ascii") != 0)
    text = g_convert (octets, (gssize) length, "UTF-8", charset, NULL, NULL, NULL);
  return text != NULL ? text : g_utf8_make_valid (octets, (gssize) length);
}

static gboolean
holds (const char *utf8, const char *needle)
{
  g_autofree char *folded = imap_search_fold (utf8);

  return strstr (folded, needle) != NULL;
}

/* A line end within a field is none of its value (RFC 5322 §2.2.3). */
static void
unfold (char *text)
{
  char *to = text;

  for (; *text != '\0'; text++)
    if (*text != '\r' && *text != '\n')
      *to++ = *text;
  *to = '\0';
}

/* "Name: value" or folded lines of it; with name_too the name is looked into as well. */
static gboolean
field_holds (const guint8 *field, gsize length, const char *needle, gboolean name_too)
{
  const guint8 *colon = memchr (field, ':', length);
  const guint8 *from = name_too || colon == NULL ? field : colon + 1;
  g_autofree char *raw = g_utf8_make_valid ((const char *) from, (gssize) (field + length - from));
  g_autofree char *value = NULL;

  unfold (raw);
  value = message_decode_words (raw);
  return holds (value, needle);
}

static gboolean
fields_hold (const Message *message, OctetRange header, const char *name, const char *needle)
{
  const char *names[] = { name, NULL };
  g_autoptr (GArray) ranges = message_header_fields (message, header, (GStrv) (name != NULL ? names : names + 1),
                                                     name != NULL);
  const guint8 *data = message_octets (message, NULL);

  for (guint i = 0; i < ranges->len; i++)
    {
      OctetRange range = g_array_index (ranges, OctetRange, i);

      if (field_holds (data + range.start, range.end - range.start, needle, name == NULL))
        return TRUE;
    }
  return FALSE;
}

gboolean
imap_search_header (const Message *message, const char *name, const char *needle)
{
  return fields_hold (message, message_header_range (message), name, needle);
}

/* "Name <mailbox@host>", as the envelope has it: without comments and line ends within (RFC 3501 §6.4.4: "in the
 * envelope structure's FROM field"). */
static char *
address_text (const MessageAddress *address)
{
  g_autofree char *name = message_decode_words (address->name);
  g_autofree char *text
    = address->host != NULL
        ? g_strdup_printf ("%s <%s@%s>", name, address->mailbox != NULL ? address->mailbox : "", address->host)
        : g_strdup (address->mailbox != NULL ? address->mailbox : "");

  return g_utf8_make_valid (text, -1);
}

gboolean
imap_search_addresses (const Message *message, const char *name, const char *needle)
{
  g_autoptr (GPtrArray) addresses = message_addresses (message, message_header_range (message), name);

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      g_autofree char *text = address_text (addresses->pdata[i]);

      if (*needle != '\0' && holds (text, needle))
        return TRUE;
    }
  return imap_search_header (message, name, needle);
}

gboolean
imap_search_all_headers (const Message *message, const char *needle)
{
  return fields_hold (message, message_header_range (message), NULL, needle);
}

static const char *
charset_of (const MessagePart *part)
{
  for (guint i = 0; part->params != NULL && i + 1 < part->params->len; i += 2)
    if (g_ascii_strcasecmp (part->params->pdata[i], "charset") == 0)
      return part->params->pdata[i + 1];
  return NULL;
}

char *
imap_part_text (const Message *message, const MessagePart *part, gsize most)
{
  g_autoptr (GBytes) octets = message_part_decoded (message, part);
  const char *data;
  gsize length;

  if (octets == NULL)
    return NULL;
  data = g_bytes_get_data (octets, &length);
  return to_utf8 (data != NULL ? data : "", MIN (length, most), charset_of (part));
}

static gboolean
text_holds (const Message *message, const MessagePart *part, const char *needle)
{
  g_autofree char *utf8 = imap_part_text (message, part, G_MAXSIZE);

  return utf8 != NULL && holds (utf8, needle);
}

gboolean
imap_search_body (const Message *message, const char *needle)
{
  const MessagePart *root = message_structure (message);
  const MessagePart *part = root;
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();

  g_ptr_array_add (waiting, (gpointer) root);
  while (waiting->len > 0)
    {
      part = g_ptr_array_remove_index (waiting, waiting->len - 1);
      if (strcmp (part->type, "text") == 0 && text_holds (message, part, needle))
        return TRUE;
      if (strcmp (part->type, "message") == 0 && part->rfc822_header.end > part->rfc822_header.start
          && fields_hold (message, part->rfc822_header, NULL, needle))
        return TRUE;
      for (guint i = 0; part->children != NULL && i < part->children->len; i++)
        g_ptr_array_add (waiting, part->children->pdata[i]);
    }
  return *needle == '\0';
}
