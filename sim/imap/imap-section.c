/* Sections of a message.
 *
 *   section      = "[" [section-spec] "]"
 *   section-spec = section-msgtext / (section-part ["." section-text])
 *   section-msgtext = "HEADER" / "HEADER.FIELDS" [".NOT"] SP header-list / "TEXT"
 *   section-part = nz-number *("." nz-number); section-text = section-msgtext / "MIME"
 *   header-list = "(" header-fld-name *(SP header-fld-name) ")"             (RFC 3501 §9) */
#include "imap/imap-fetch.h"

#include <string.h>

#define FIELDS_MAX 256

static gboolean
parse_fields (ImapLexer *lexer, ImapSection *section, GString *scratch)
{
  if (!imap_lexer_space (lexer) || !imap_lexer_accept (lexer, '('))
    return FALSE;
  do
    {
      if (section->fields->len >= FIELDS_MAX || !imap_lexer_astring (lexer, scratch))
        return FALSE;
      g_ptr_array_add (section->fields, g_strdup (scratch->str));
    }
  while (imap_lexer_space (lexer));
  g_ptr_array_add (section->fields, NULL);
  return imap_lexer_accept (lexer, ')');
}

static gboolean
parse_text (ImapLexer *lexer, ImapSection *section, GString *scratch)
{
  if (imap_lexer_word (lexer, "HEADER"))
    section->kind = SECTION_HEADER;
  else if (imap_lexer_word (lexer, "TEXT"))
    section->kind = SECTION_TEXT;
  else if (section->depth > 0 && imap_lexer_word (lexer, "MIME"))
    section->kind = SECTION_MIME;
  else if (imap_lexer_word (lexer, "HEADER.FIELDS") || imap_lexer_word (lexer, "HEADER.FIELDS.NOT"))
    {
      section->kind = g_ascii_tolower (lexer->data[lexer->at - 1]) == 't' ? SECTION_FIELDS_NOT : SECTION_FIELDS;
      section->fields = g_ptr_array_new_with_free_func (g_free);
      return parse_fields (lexer, section, scratch);
    }
  else
    return FALSE;
  return TRUE;
}

gboolean
imap_parse_section (ImapLexer *lexer, ImapSection *section, GString *scratch)
{
  guint64 n;

  memset (section, 0, sizeof *section);
  if (!imap_lexer_accept (lexer, '['))
    return FALSE;
  if (imap_lexer_accept (lexer, ']'))
    return TRUE;
  do
    {
      if (!imap_lexer_number (lexer, G_MAXUINT32, &n))
        return (section->depth == 0 || lexer->data[lexer->at - 1] == '.') && parse_text (lexer, section, scratch)
               && imap_lexer_accept (lexer, ']');
      if (n == 0 || section->depth >= IMAP_PATH_MAX)
        return FALSE;
      section->path[section->depth++] = (guint) n;
    }
  while (imap_lexer_accept (lexer, '.'));
  return imap_lexer_accept (lexer, ']');
}

void
imap_format_section (const ImapSection *section, GString *out)
{
  static const char *const names[] = { "", "HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT", "MIME" };

  g_string_append_c (out, '[');
  for (guint i = 0; i < section->depth; i++)
    g_string_append_printf (out, "%s%u", i > 0 ? "." : "", section->path[i]);
  if (section->depth > 0 && section->kind != SECTION_ALL)
    g_string_append_c (out, '.');
  g_string_append (out, names[section->kind]);
  for (guint i = 0; section->fields != NULL && i + 1 < section->fields->len; i++)
    {
      g_string_append (out, i == 0 ? " (" : " ");
      imap_format_astring (out, section->fields->pdata[i]);
    }
  g_string_append (out, section->fields != NULL ? ")]" : "]");
}

static GBytes *
range_octets (const Message *message, OctetRange range)
{
  g_autoptr (GBytes) octets = g_bytes_ref (message_get_bytes (message));

  return g_bytes_new_from_bytes (octets, range.start, range.end - range.start);
}

/* The chosen fields and the blank line after them (RFC 3501 §6.4.5). */
static GBytes *
field_octets (const Message *message, OctetRange header, const ImapSection *section)
{
  g_autoptr (GArray) ranges = message_header_fields (message, header, (GStrv) section->fields->pdata,
                                                     section->kind == SECTION_FIELDS);
  GByteArray *octets = g_byte_array_new ();
  const guint8 *data = message_octets (message, NULL);

  for (guint i = 0; i < ranges->len; i++)
    {
      OctetRange range = g_array_index (ranges, OctetRange, i);

      g_byte_array_append (octets, data + range.start, (guint) (range.end - range.start));
    }
  g_byte_array_append (octets, (const guint8 *) "\r\n", 2);
  return g_byte_array_free_to_bytes (octets);
}

static GBytes *
text_octets (const Message *message, OctetRange header, OctetRange whole, const ImapSection *section)
{
  OctetRange body = { header.end, whole.end };

  if (section->kind == SECTION_HEADER)
    return range_octets (message, header);
  if (section->kind == SECTION_TEXT)
    return range_octets (message, body);
  return field_octets (message, header, section);
}

GBytes *
imap_section_octets (const Message *message, const ImapSection *section)
{
  OctetRange whole = { 0, message_size (message) };
  const MessagePart *part;

  if (section->depth == 0 && section->kind == SECTION_ALL)
    return range_octets (message, whole);
  if (section->depth == 0)
    return text_octets (message, message_header_range (message), whole, section);
  part = message_part (message, section->path, section->depth);
  if (part == NULL)
    return NULL;
  if (section->kind == SECTION_ALL)
    return range_octets (message, part->body);
  if (section->kind == SECTION_MIME)
    return range_octets (message, part->header);
  /* HEADER and TEXT of a part are those of the message inside it. */
  if (strcmp (part->type, "message") != 0 || part->children->len == 0)
    return NULL;
  return text_octets (message, part->rfc822_header, part->body, section);
}
