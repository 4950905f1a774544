/* APPEND.
 *
 *   append      = "APPEND" SP mailbox 1*append-message                   (RFC 3501 §9, RFC 3502 §6.3.11)
 *   append-message = [SP flag-list] [SP date-time] SP append-data
 *   append-data = literal / literal8 / "UTF8" SP "(" literal8 ")"        (RFC 3516 §7, RFC 6855 §4)
 *
 * All messages or none. Answered with APPENDUID (RFC 4315 §3). */
#include "imap/imap-binary.h"
#include "import.h"

#include <string.h>

#define MESSAGES_MAX 1000

typedef struct {
  GPtrArray *names; /* of char *: flags */
  FlagSet flags;
  gint64 date;
  const guint8 *octets;
  gsize length;
  gboolean binary;  /* came as a literal8 */
  GBytes *message;  /* as it will be stored */
} AppendItem;

static void
clear_item (gpointer data)
{
  AppendItem *item = data;

  g_ptr_array_unref (item->names);
  g_clear_pointer (&item->message, g_bytes_unref);
}

static gboolean
parse_item (ImapCommand *command, AppendItem *item)
{
  if (imap_lexer_peek (&command->args) == '('
      && (!imap_arg_flags (command, FALSE, item->names) || !imap_arg_space (command)))
    return FALSE;
  if (imap_lexer_peek (&command->args) == '"'
      && (!imap_arg_date_time (command, &item->date) || !imap_arg_space (command)))
    return FALSE;
  if ((command->server->enabled & IMAP_UTF8) != 0 && imap_lexer_prefix (&command->args, "UTF8 ("))
    return imap_lexer_peek (&command->args) == '~'
           && imap_lexer_literal (&command->args, &item->octets, &item->length)
           && imap_lexer_accept (&command->args, ')');
  item->binary = imap_lexer_peek (&command->args) == '~';
  return imap_lexer_literal (&command->args, &item->octets, &item->length);
}

static gboolean
parse (ImapCommand *command, char **mailbox, GArray *items)
{
  if (!imap_arg_space (command) || (*mailbox = imap_arg_mailbox (command)) == NULL)
    return FALSE;
  while (imap_arg_space (command))
    {
      AppendItem item = { .names = g_ptr_array_new_with_free_func (g_free), .date = command->now };
      gboolean parsed = items->len < MESSAGES_MAX && parse_item (command, &item);

      g_array_append_val (items, item);
      if (!parsed)
        return FALSE;
    }
  return items->len > 0 && imap_arg_end (command);
}

/* IMAP_OK when the message can be stored. */
static ImapOutcome
check_item (ImapCommand *command, AppendItem *item, Mailbox *mailbox)
{
  g_autoptr (GBytes) encoded = NULL;
  const guint8 *octets = item->octets;
  gsize length = item->length;
  gboolean full;

  if (item->length == 0)
    return imap_reply (command, IMAP_NO, NULL, "An empty literal is no message");
  if (!item->binary && memchr (item->octets, 0, item->length) != NULL)
    return imap_bad (command, "A literal has no NUL");
  if (!imap_intern_flags (mailbox, item->names, &item->flags, &full))
    return imap_bad (command, "There is no such system flag");
  if (full)
    return imap_reply_store (command, STORE_LIMIT);
  if (item->binary)
    {
      g_autoptr (GBytes) binary = g_bytes_new (octets, length);

      encoded = imap_encode_binary (binary);
      if (encoded == NULL)
        return imap_reply (command, IMAP_NO, "UNKNOWN-CTE", "There is a NUL where no encoding can take it away");
      octets = g_bytes_get_data (encoded, &length);
    }
  /* CR and LF stand together only (RFC 5322 §2.3): POP3 would have a line end where it has none (RFC 1939 §3) */
  item->message = import_line_ends (octets, length);
  return IMAP_OK;
}

static ImapOutcome
check_all (ImapCommand *command, const char *mailbox, GArray *items)
{
  Mailbox *own = mail_store_mailbox_own (command->store, mailbox);
  guint64 octets = 0;

  if (command->host->policy.disk_full)
    return imap_reply_store (command, STORE_DISK_FULL);
  for (guint i = 0; i < items->len; i++)
    {
      AppendItem *item = &g_array_index (items, AppendItem, i);
      ImapOutcome outcome = check_item (command, item, own);

      if (outcome != IMAP_OK)
        return outcome;
      octets += g_bytes_get_size (item->message);
    }
  return mail_store_fits (command->store, octets) ? IMAP_OK : imap_reply_store (command, STORE_OVER_QUOTA);
}

static ImapOutcome
append_all (ImapCommand *command, const char *mailbox, GArray *items)
{
  g_auto (UidSet) uids = { 0 };
  guint32 uid_validity = 0;

  uid_set_init (&uids);
  for (guint i = 0; i < items->len; i++)
    {
      AppendItem *item = &g_array_index (items, AppendItem, i);
      g_autoptr (Message) message = message_new (item->message);
      MailboxAppend append = { .message = message, .flags = item->flags, .internal_date = item->date,
                               .now = command->now, .reason = REASON_APPENDED };
      guint32 uid;
      StoreResult result
        = mail_store_append (command->store, mailbox, &append, &command->out->changes, &uid, &uid_validity);

      if (result != STORE_OK)
        return imap_reply_store (command, result);
      uid_set_add (&uids, uid);
    }
  g_string_printf (command->code, "APPENDUID %u ", uid_validity);
  uid_set_format (&uids, command->code);
  return imap_reply (command, IMAP_OK, NULL, "APPEND completed");
}

/* RFC 3501 §6.3.11: TRYCREATE when CREATE would help. */
static ImapOutcome
append (ImapCommand *command, const char *name, GArray *items)
{
  const Mailbox *mailbox = mail_store_mailbox (command->store, name);
  ImapOutcome outcome;

  if (mailbox == NULL)
    return imap_reply (command, IMAP_NO, "TRYCREATE", "There is no such mailbox");
  if (mailbox->no_select)
    return imap_reply (command, IMAP_NO, "CANNOT", "This name only holds other mailboxes");
  outcome = check_all (command, name, items);
  return outcome == IMAP_OK ? append_all (command, name, items) : outcome;
}

ImapOutcome
imap_command_append (ImapCommand *command)
{
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (AppendItem));
  g_autofree char *mailbox = NULL;

  g_array_set_clear_func (items, clear_item);
  if (!parse (command, &mailbox, items))
    return imap_bad (command, "APPEND takes a mailbox, flags, a date, and a literal");
  return append (command, mailbox, items);
}
