/* GETQUOTA and GETQUOTAROOT (RFC 9208).
 *
 *   getquota = "GETQUOTA" SP quota-root-name; getquotaroot = "GETQUOTAROOT" SP mailbox
 *
 * An account with a quota has one root, "", of its storage in units of 1024 octets. */
#include "imap/imap-server-private.h"

static void
tell_quota (ImapCommand *command)
{
  guint64 used = (mail_store_used (command->store) + 1023) / 1024;
  LineWriter line;

  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "QUOTA");
  line_addf (&line, " \"\" (STORAGE %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT ")", used, command->store->quota / 1024);
  line_end (&line);
}

static ImapOutcome
quota (ImapCommand *command)
{
  if (!imap_arg_space (command) || !imap_lexer_astring (&command->args, command->word) || !imap_arg_end (command))
    return imap_bad (command, "GETQUOTA takes a quota root");
  if (command->word->len > 0 || command->store->quota == 0)
    return imap_reply (command, IMAP_NO, "NONEXISTENT", "There is no such quota root");
  tell_quota (command);
  return imap_reply (command, IMAP_OK, NULL, "GETQUOTA completed");
}

static ImapOutcome
quota_root (ImapCommand *command)
{
  g_autofree char *name = NULL;
  LineWriter line;

  if (!imap_arg_space (command) || (name = imap_arg_mailbox (command)) == NULL || !imap_arg_end (command))
    return imap_bad (command, "GETQUOTAROOT takes a mailbox");
  if (mail_store_mailbox (command->store, name) == NULL)
    return imap_reply (command, IMAP_NO, "NONEXISTENT", "There is no such mailbox");
  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "QUOTAROOT");
  line_add (&line, " ");
  imap_put_mailbox (command, &line, name);
  line_add (&line, command->store->quota > 0 ? " \"\"" : "");
  line_end (&line);
  if (command->store->quota > 0)
    tell_quota (command);
  return imap_reply (command, IMAP_OK, NULL, "GETQUOTAROOT completed");
}

ImapOutcome
imap_command_quota (ImapCommand *command)
{
  return command->input == IMAP_GETQUOTA ? quota (command) : quota_root (command);
}
