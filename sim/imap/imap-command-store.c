/* STORE and UID STORE.
 *
 *   store           = "STORE" SP sequence-set [SP "(" "UNCHANGEDSINCE" SP mod-sequence-valzer ")"] SP store-att-flags
 *   store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))
 *                                                              (RFC 3501 §9, RFC 7162 §7) */
#include "imap/imap-server-private.h"

typedef struct {
  GArray *indexes;
  GPtrArray *names; /* of char * */
  FlagsOperation operation;
  gboolean silent;
  gboolean conditional;
  guint64 unchanged_since;
} StoreArguments;

/* "(" "UNCHANGEDSINCE" SP mod-sequence-valzer ")" SP */
static gboolean
parse_modifiers (ImapCommand *command, StoreArguments *arguments)
{
  if (!imap_lexer_accept (&command->args, '('))
    return TRUE;
  arguments->conditional = TRUE;
  imap_enable_condstore (command);
  return imap_lexer_word (&command->args, "UNCHANGEDSINCE") && imap_arg_space (command)
         && imap_arg_modseq (command, TRUE, &arguments->unchanged_since) && imap_lexer_accept (&command->args, ')')
         && imap_arg_space (command);
}

static gboolean
parse (ImapCommand *command, StoreArguments *arguments)
{
  ImapLexer *lexer = &command->args;

  if (!imap_arg_space (command) || (arguments->indexes = imap_arg_set (command)) == NULL || !imap_arg_space (command)
      || !parse_modifiers (command, arguments))
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

typedef enum { STORED, GONE, MODIFIED } Stored;

/* With CONDSTORE the new mod-sequence is told even with .SILENT (RFC 7162 §3.1.3). */
static void
tell_modseq (ImapCommand *command, guint index)
{
  LineWriter line;

  imap_untagged (command, &line);
  imap_put_number (command, &line, index);
  line_add (&line, " ");
  line_put (&line, TOKEN_COMMAND, "FETCH");
  line_add (&line, " (UID ");
  imap_put_uid (command, &line, index);
  line_addf (&line, " MODSEQ (%" G_GUINT64_FORMAT "))", imap_view (command->server, index)->modseq);
  line_end (&line);
}

/* With .SILENT the client works the flags out by itself: others' changes to the same message are still told, by the
 * update at the command's end, because then its result is not what it expects (RFC 3501 §6.4.6). */
static void
note_silently (ImapCommand *command, guint index, const MailboxEntry *entry, const FlagSet *expected)
{
  if (expected->keywords != entry->flags.keywords
      || (expected->system & FLAG_ALL_STORED) != (entry->flags.system & FLAG_ALL_STORED))
    return;
  imap_view_note (command->server, index, entry);
  if ((command->server->enabled & IMAP_CONDSTORE) != 0)
    tell_modseq (command, index);
}

static Stored
store_one (ImapCommand *command, Mailbox *mailbox, guint index, const StoreArguments *arguments, const FlagSet *flags)
{
  ImapServer *server = command->server;
  guint32 uid = imap_view (server, index)->uid;
  const MailboxEntry *entry = mailbox_find (mailbox, uid);
  FlagSet known = imap_view_flags (server, index);
  FlagSet expected = flag_set_apply (&known, arguments->operation, flags);

  if (entry == NULL)
    return GONE;
  if (arguments->conditional && entry->modseq > arguments->unchanged_since)
    return MODIFIED;
  mailbox_store_flags (mailbox, uid, arguments->operation, flags, REASON_FLAGS_STORED, &command->out->changes);
  entry = mailbox_find (mailbox, uid);
  if (arguments->silent)
    note_silently (command, index, entry, &expected);
  else
    {
      imap_view_note (server, index, entry);
      imap_view_tell_flags (command, index);
    }
  return STORED;
}

static ImapOutcome
stored_reply (ImapCommand *command, const UidSet *modified, guint gone)
{
  if (!uid_set_is_empty (modified))
    {
      g_string_assign (command->code, "MODIFIED ");
      uid_set_format (modified, command->code);
      return imap_reply (command, gone > 0 ? IMAP_NO : IMAP_OK, NULL, "Some of the messages were changed meanwhile");
    }
  if (gone > 0)
    return imap_reply (command, IMAP_NO, "EXPUNGEISSUED", "Some of the messages are no longer there");
  return imap_reply (command, IMAP_OK, NULL, "STORE completed");
}

static ImapOutcome
store (ImapCommand *command, const StoreArguments *arguments)
{
  Mailbox *mailbox = imap_view_mailbox_own (command);
  g_auto (UidSet) modified = { 0 };
  FlagSet flags = { 0 };
  guint gone = 0;
  gboolean full;

  uid_set_init (&modified);
  if (mailbox == NULL)
    return imap_reply (command, IMAP_NO, "NONEXISTENT", "The mailbox was deleted");
  if (!imap_intern_flags (mailbox, arguments->names, &flags, &full))
    return imap_bad (command, "There is no such system flag");
  if (full)
    return imap_reply_store (command, STORE_LIMIT);
  if (mailbox->keywords.names->len > command->server->keywords_told)
    imap_view_tell_keywords (command, mailbox);
  for (guint i = 0; i < arguments->indexes->len; i++)
    {
      guint index = g_array_index (arguments->indexes, guint, i);
      Stored stored = store_one (command, mailbox, index, arguments, &flags);

      gone += stored == GONE ? 1 : 0;
      if (stored == MODIFIED)
        uid_set_add (&modified, command->uid ? imap_view (command->server, index)->uid : index + 1);
    }
  /* Providers that expunge at once: told at this command's end when it is UID STORE, else at the next one's. */
  if (command->host->policy.auto_expunge && arguments->operation != FLAGS_REMOVE && (flags.system & FLAG_DELETED) != 0)
    imap_expunge_marked (command, arguments->indexes);
  return stored_reply (command, &modified, gone);
}

ImapOutcome
imap_command_store (ImapCommand *command)
{
  StoreArguments arguments = { .names = g_ptr_array_new_with_free_func (g_free) };
  ImapOutcome outcome;

  if (!parse (command, &arguments))
    outcome = imap_bad_set (command, "STORE takes a set of messages, FLAGS with + or - or neither, and flags");
  else if (command->server->read_only)
    outcome = imap_reply (command, IMAP_NO, "NOPERM", "The mailbox is open for reading only");
  else
    outcome = store (command, &arguments);
  g_clear_pointer (&arguments.indexes, g_array_unref);
  g_ptr_array_unref (arguments.names);
  return outcome;
}
