/* APPEND.
 *
 *   append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP literal   (RFC 3501 §9)
 *
 * Answered with APPENDUID (RFC 4315 §3). */
#include "imap/imap-server-private.h"

#include <string.h>

typedef struct {
  char *mailbox;
  GPtrArray *flags; /* of char * */
  gint64 date;
  const guint8 *octets;
  gsize length;
} AppendArguments;

static gboolean
parse (ImapCommand *command, AppendArguments *arguments)
{
  if (!imap_arg_space (command) || (arguments->mailbox = imap_arg_mailbox (command)) == NULL
      || !imap_arg_space (command))
    return FALSE;
  if (imap_lexer_peek (&command->args) == '('
      && (!imap_arg_flags (command, FALSE, arguments->flags) || !imap_arg_space (command)))
    return FALSE;
  if (imap_lexer_peek (&command->args) == '"'
      && (!imap_arg_date_time (command, &arguments->date) || !imap_arg_space (command)))
    return FALSE;
  return imap_lexer_literal (&command->args, &arguments->octets, &arguments->length) && imap_arg_end (command);
}

static ImapOutcome
append (ImapCommand *command, const AppendArguments *arguments)
{
  g_autoptr (GBytes) octets = g_bytes_new (arguments->octets, arguments->length);
  g_autoptr (Message) message = message_new (octets);
  MailboxAppend append = { .message = message, .now = command->now, .internal_date = arguments->date,
                           .reason = REASON_APPENDED };
  Mailbox *mailbox = mail_store_mailbox_own (command->store, arguments->mailbox);
  guint32 uid, uid_validity;
  gboolean full;
  StoreResult result;

  if (!imap_intern_flags (mailbox, arguments->flags, &append.flags, &full))
    return imap_bad (command, "There is no such system flag");
  if (full)
    return imap_reply_store (command, STORE_LIMIT);
  result = mail_store_append (command->store, arguments->mailbox, &append, &command->out->changes, &uid, &uid_validity);
  if (result != STORE_OK)
    return imap_reply_store (command, result);
  g_string_printf (command->code, "APPENDUID %u %u", uid_validity, uid);
  return imap_reply (command, IMAP_OK, NULL, "APPEND completed");
}

/* RFC 3501 §6.3.11: TRYCREATE when CREATE would help. */
static ImapOutcome
check_and_append (ImapCommand *command, const AppendArguments *arguments)
{
  const Mailbox *mailbox = mail_store_mailbox (command->store, arguments->mailbox);

  if (mailbox == NULL)
    return imap_reply (command, IMAP_NO, "TRYCREATE", "There is no such mailbox");
  if (mailbox->no_select)
    return imap_reply (command, IMAP_NO, "CANNOT", "This name only holds other mailboxes");
  if (arguments->length == 0)
    return imap_reply (command, IMAP_NO, NULL, "An empty literal is no message");
  if (memchr (arguments->octets, 0, arguments->length) != NULL)
    return imap_bad (command, "A literal has no NUL");
  if (!mail_store_fits (command->store, arguments->length))
    return imap_reply_store (command, STORE_OVER_QUOTA);
  return append (command, arguments);
}

ImapOutcome
imap_command_append (ImapCommand *command)
{
  AppendArguments arguments = { .flags = g_ptr_array_new_with_free_func (g_free), .date = command->now };
  ImapOutcome outcome;

  if (parse (command, &arguments))
    outcome = check_and_append (command, &arguments);
  else
    outcome = imap_bad (command, "APPEND takes a mailbox, flags, a date, and a literal");
  g_free (arguments.mailbox);
  g_ptr_array_unref (arguments.flags);
  return outcome;
}
