/* FETCH responses (RFC 3501 §7.4.2): one line event each, literals and all. */
#include "imap/imap-binary.h"

#include <string.h>

static void
put_literal (ImapCommand *command, LineWriter *line, guint index, GBytes *octets)
{
  gsize length;
  const guint8 *data;
  TraceToken *token;

  if (octets == NULL)
    {
      line_add (line, "NIL");
      return;
    }
  data = g_bytes_get_data (octets, &length);
  line_addf (line, "{%" G_GSIZE_FORMAT "}\r\n", length);
  line_mark (line);
  line_add_octets (line, data, length);
  token = line_token (line, TOKEN_LITERAL);
  token->number = index + 1;
  token->uid = imap_view (command->server, index)->uid;
  token->letter = imap_view_letter (command, index);
}

static GBytes *
partial_octets (const FetchItem *item, GBytes *whole)
{
  gsize size = g_bytes_get_size (whole);
  gsize from = (gsize) MIN (item->offset, size);

  return g_bytes_new_from_bytes (whole, from, (gsize) MIN (item->count, size - from));
}

static void
put_section (ImapCommand *command, LineWriter *line, guint index, const FetchItem *item)
{
  g_autoptr (GString) name = g_string_new ("BODY");
  g_autoptr (GBytes) whole = imap_section_octets (imap_view (command->server, index)->message, &item->section);
  g_autoptr (GBytes) part = NULL;

  imap_format_section (&item->section, name);
  if (item->partial)
    g_string_append_printf (name, "<%" G_GUINT64_FORMAT ">", item->offset);
  line_put (line, TOKEN_ITEM, name->str);
  line_add (line, " ");
  if (whole != NULL && item->partial)
    part = partial_octets (item, whole);
  put_literal (command, line, index, part != NULL ? part : whole);
}

static void
put_literal8 (ImapCommand *command, LineWriter *line, guint index, GBytes *octets)
{
  gsize length = 0;
  gconstpointer data = octets != NULL ? g_bytes_get_data (octets, &length) : NULL;

  if (length > 0 && memchr (data, 0, length) != NULL)
    line_add (line, "~");
  put_literal (command, line, index, octets);
}

/* BINARY and BINARY.SIZE */
static void
put_binary (ImapCommand *command, LineWriter *line, guint index, const FetchItem *item)
{
  g_autoptr (GString) name = g_string_new (item->kind == FETCH_BINARY ? "BINARY" : "BINARY.SIZE");
  gboolean unknown;
  g_autoptr (GBytes) whole
    = imap_binary_octets (imap_view (command->server, index)->message, &item->section, &unknown);
  g_autoptr (GBytes) part = NULL;

  imap_format_section (&item->section, name);
  if (item->partial)
    g_string_append_printf (name, "<%" G_GUINT64_FORMAT ">", item->offset);
  line_put (line, TOKEN_ITEM, name->str);
  line_add (line, " ");
  if (item->kind == FETCH_BINARY_SIZE)
    {
      line_addf (line, "%" G_GSIZE_FORMAT, whole != NULL ? g_bytes_get_size (whole) : 0);
      return;
    }
  if (whole != NULL && item->partial)
    part = partial_octets (item, whole);
  put_literal8 (command, line, index, part != NULL ? part : whole);
}

/* RFC822, RFC822.HEADER, RFC822.TEXT are sections under other names. */
static void
put_rfc822 (ImapCommand *command, LineWriter *line, guint index, FetchKind kind)
{
  ImapSection section = { .kind = kind == FETCH_RFC822_HEADER ? SECTION_HEADER
                                  : kind == FETCH_RFC822_TEXT ? SECTION_TEXT
                                                              : SECTION_ALL };
  g_autoptr (GBytes) octets = imap_section_octets (imap_view (command->server, index)->message, &section);

  line_put (line, TOKEN_ITEM,
            kind == FETCH_RFC822_HEADER ? "RFC822.HEADER" : kind == FETCH_RFC822_TEXT ? "RFC822.TEXT" : "RFC822");
  line_add (line, " ");
  put_literal (command, line, index, octets);
}

static void
put_flags_item (ImapCommand *command, LineWriter *line, guint index)
{
  const Mailbox *mailbox = imap_view_mailbox (command);
  FlagSet flags = imap_view_flags (command->server, index);
  KeywordTable none;

  keyword_table_init (&none);
  line_put (line, TOKEN_ITEM, "FLAGS");
  line_add (line, " ");
  imap_put_flags (line, &flags, mailbox != NULL ? &mailbox->keywords : &none);
  state_clear (&keyword_table_state, &none);
}

static void
put_text_item (ImapCommand *command, LineWriter *line, guint index, FetchKind kind)
{
  const ImapViewEntry *entry = imap_view (command->server, index);
  g_autoptr (GString) value = g_string_new (NULL);
  const char *name;

  if (kind == FETCH_INTERNALDATE)
    {
      name = "INTERNALDATE";
      imap_format_date_time (value, entry->internal_date, command->host->policy.zone_minutes);
    }
  else if (kind == FETCH_ENVELOPE)
    {
      name = "ENVELOPE";
      imap_format_envelope (entry->message, message_header_range (entry->message), value);
    }
  else
    {
      name = kind == FETCH_BODY ? "BODY" : "BODYSTRUCTURE";
      imap_format_body (entry->message,
                        (kind == FETCH_BODYSTRUCTURE ? BODY_EXTENDED : 0) | (imap_is_rev2 (command->server) ? BODY_GLOBAL : 0),
                        value);
    }
  line_put (line, TOKEN_ITEM, name);
  line_add (line, " ");
  line_add_octets (line, (const guint8 *) value->str, value->len);
}

/* EMAILID, THREADID, SAVEDATE, PREVIEW, MODSEQ */
static void
put_extension (ImapCommand *command, LineWriter *line, guint index, FetchKind kind)
{
  static const char *const names[] = { "MODSEQ", "EMAILID", "THREADID", "SAVEDATE", "PREVIEW" };
  const ImapViewEntry *entry = imap_view (command->server, index);
  g_autoptr (GString) value = g_string_new (NULL);
  g_autofree char *preview = NULL;

  if (kind == FETCH_MODSEQ)
    g_string_printf (value, "(%" G_GUINT64_FORMAT ")", entry->modseq);
  else if (kind == FETCH_EMAILID)
    g_string_printf (value, "(M%" G_GUINT64_FORMAT ")", entry->email_id);
  else if (kind == FETCH_THREADID)
    g_string_assign (value, "NIL"); /* threads are not kept (RFC 8474 §5.2) */
  else if (kind == FETCH_SAVEDATE)
    imap_format_date_time (value, entry->save_date, command->host->policy.zone_minutes);
  else
    {
      preview = imap_preview (entry->message);
      imap_format_string (value, preview, -1);
    }
  line_put (line, TOKEN_ITEM, names[kind - FETCH_MODSEQ]);
  line_add (line, " ");
  line_add_octets (line, (const guint8 *) value->str, value->len);
}

static void
put_item (ImapCommand *command, LineWriter *line, guint index, const FetchItem *item)
{
  switch (item->kind)
    {
    case FETCH_UID:
      line_put (line, TOKEN_ITEM, "UID");
      line_add (line, " ");
      imap_put_uid (command, line, index);
      break;
    case FETCH_FLAGS:
      put_flags_item (command, line, index);
      break;
    case FETCH_SIZE:
      line_put (line, TOKEN_ITEM, "RFC822.SIZE");
      line_add (line, " ");
      line_mark (line);
      line_addf (line, "%" G_GSIZE_FORMAT, message_size (imap_view (command->server, index)->message));
      line_token (line, TOKEN_SIZE);
      break;
    case FETCH_INTERNALDATE:
    case FETCH_ENVELOPE:
    case FETCH_BODY:
    case FETCH_BODYSTRUCTURE:
      put_text_item (command, line, index, item->kind);
      break;
    case FETCH_RFC822:
    case FETCH_RFC822_HEADER:
    case FETCH_RFC822_TEXT:
      put_rfc822 (command, line, index, item->kind);
      break;
    case FETCH_SECTION:
      put_section (command, line, index, item);
      break;
    case FETCH_BINARY:
    case FETCH_BINARY_SIZE:
      put_binary (command, line, index, item);
      break;
    case FETCH_MODSEQ:
    case FETCH_EMAILID:
    case FETCH_THREADID:
    case FETCH_SAVEDATE:
    case FETCH_PREVIEW:
      put_extension (command, line, index, item->kind);
      break;
    }
}

static gboolean
all_encodings_known (const Message *message, const GArray *items)
{
  gboolean unknown = FALSE;

  for (guint i = 0; i < items->len && !unknown; i++)
    {
      const FetchItem *item = &g_array_index (items, FetchItem, i);

      if (item->kind == FETCH_BINARY || item->kind == FETCH_BINARY_SIZE)
        {
          g_autoptr (GBytes) octets = imap_binary_octets (message, &item->section, &unknown);
        }
    }
  return !unknown;
}

gboolean
imap_fetch_message (ImapCommand *command, guint index, const GArray *items)
{
  LineWriter line;

  if (!all_encodings_known (imap_view (command->server, index)->message, items))
    return FALSE;
  imap_untagged (command, &line);
  imap_put_number (command, &line, index);
  line_add (&line, " ");
  line_put (&line, TOKEN_COMMAND, "FETCH");
  line_add (&line, " (");
  for (guint i = 0; i < items->len; i++)
    {
      line_add (&line, i > 0 ? " " : "");
      put_item (command, &line, index, &g_array_index (items, FetchItem, i));
    }
  line_add (&line, ")");
  line_end (&line);
  return TRUE;
}
