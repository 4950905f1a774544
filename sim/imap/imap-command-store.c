/* STORE and UID STORE.
 *
 *   store           = "STORE" SP sequence-set SP store-att-flags
 *   store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))   (RFC 3501 §9) */
#include "imap/imap-server-private.h"

typedef struct {
  GArray *indexes;
  GPtrArray *names; /* of char * */
  FlagsOperation operation;
  gboolean silent;
} StoreArguments;

static gboolean
parse (ImapCommand *command, StoreArguments *arguments)
{
  ImapLexer *lexer = &command->args;

  if (!imap_arg_space (command) || (arguments->indexes = imap_arg_set (command)) == NULL || !imap_arg_space (command))
    return FALSE;
  if (imap_lexer_accept (lexer, '+'))
    arguments->operation = FLAGS_ADD;
  else if (imap_lexer_accept (lexer, '-'))
    arguments->operation = FLAGS_REMOVE;
  if (imap_lexer_word (lexer, "FLAGS.SILENT"))
    arguments->silent = TRUE;
  else if (!imap_lexer_word (lexer, "FLAGS"))
    return FALSE;
  return imap_arg_space (command) && imap_arg_flags (command, TRUE, arguments->names) && imap_arg_end (command);
}

/* Returns FALSE when the message is gone: another session has expunged it. */
static gboolean
store_one (ImapCommand *command, Mailbox *mailbox, guint index, const StoreArguments *arguments, const FlagSet *flags)
{
  ImapServer *server = command->server;
  guint32 uid = imap_view (server, index)->uid;
  const MailboxEntry *entry = mailbox_find (mailbox, uid);
  FlagSet known = imap_view_flags (server, index);
  FlagSet expected = flag_set_apply (&known, arguments->operation, flags);

  if (entry == NULL)
    return FALSE;
  mailbox_store_flags (mailbox, uid, arguments->operation, flags, REASON_FLAGS_STORED, &command->out->changes);
  entry = mailbox_find (mailbox, uid);
  /* With .SILENT the client works the flags out by itself: others' changes to the same message are
   * still told, by the update, because then its result is not what it expects (RFC 3501 §6.4.6). */
  if (arguments->silent)
    {
      if (expected.keywords == entry->flags.keywords
          && (expected.system & FLAG_ALL_STORED) == (entry->flags.system & FLAG_ALL_STORED))
        imap_view_set_flags (server, index, &entry->flags);
      return TRUE;
    }
  imap_view_set_flags (server, index, &entry->flags);
  imap_view_tell_flags (command, index);
  return TRUE;
}

static ImapOutcome
store (ImapCommand *command, const StoreArguments *arguments)
{
  Mailbox *mailbox = imap_view_mailbox_own (command);
  FlagSet flags = { 0 };
  guint gone = 0;
  gboolean full;

  if (mailbox == NULL)
    return imap_reply (command, IMAP_NO, "NONEXISTENT", "The mailbox was deleted");
  if (!imap_intern_flags (mailbox, arguments->names, &flags, &full))
    return imap_bad (command, "There is no such system flag");
  if (full)
    return imap_reply_store (command, STORE_LIMIT);
  if (mailbox->keywords.names->len > command->server->keywords_told)
    imap_view_tell_keywords (command, mailbox);
  for (guint i = 0; i < arguments->indexes->len; i++)
    gone += store_one (command, mailbox, g_array_index (arguments->indexes, guint, i), arguments, &flags) ? 0 : 1;
  if (gone > 0)
    return imap_reply (command, IMAP_NO, "EXPUNGEISSUED", "Some of the messages are no longer there");
  return imap_reply (command, IMAP_OK, NULL, "STORE completed");
}

ImapOutcome
imap_command_store (ImapCommand *command)
{
  StoreArguments arguments = { .names = g_ptr_array_new_with_free_func (g_free) };
  ImapOutcome outcome;

  if (!parse (command, &arguments))
    outcome = imap_bad (command, "STORE takes a set of messages, FLAGS with + or - or neither, and flags");
  else if (command->server->read_only)
    outcome = imap_reply (command, IMAP_NO, "NOPERM", "The mailbox is open for reading only");
  else
    outcome = store (command, &arguments);
  g_clear_pointer (&arguments.indexes, g_array_unref);
  g_ptr_array_unref (arguments.names);
  return outcome;
}
