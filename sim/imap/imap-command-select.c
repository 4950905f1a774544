/* SELECT, EXAMINE, CLOSE, UNSELECT, EXPUNGE.
 *
 *   select = "SELECT" SP mailbox [select-params]; examine = "EXAMINE" SP mailbox [select-params]
 *   select-params = SP "(" select-param *(SP select-param) ")"; close = "CLOSE"; expunge = "EXPUNGE"
 *                                                                        (RFC 3501 §9, RFC 4466 §2.1, RFC 7162 §7)
 *   uid-expunge = "UID" SP "EXPUNGE" SP sequence-set                                                     (RFC 4315 §4)
 *   unselect = "UNSELECT"                                                                                (RFC 3691 §3) */
#include "imap/imap-list.h"
#include "imap/imap-qresync.h"

static void
tell_unseen (ImapCommand *command)
{
  ImapServer *server = command->server;

  for (guint i = 0; i < server->view->len; i++)
    if ((imap_view (server, i)->system & FLAG_SEEN) == 0)
      {
        g_autofree char *code = g_strdup_printf ("UNSEEN %u", i + 1);

        imap_untagged_status (command, "OK", code, "The first message not seen");
        return;
      }
}

/* RFC 3501 §6.3.1: what SELECT and EXAMINE must tell. */
static void
tell_mailbox (ImapCommand *command)
{
  const Mailbox *mailbox = imap_view_mailbox (command);
  g_autofree char *validity = g_strdup_printf ("UIDVALIDITY %u", mailbox->uid_validity);
  g_autofree char *next = g_strdup_printf ("UIDNEXT %u", mailbox->uid_next);
  g_autofree char *modseq = g_strdup_printf ("HIGHESTMODSEQ %" G_GUINT64_FORMAT, mailbox->highest_modseq);
  g_autofree char *id = g_strdup_printf ("MAILBOXID (F%" G_GUINT64_FORMAT ")", mailbox->mailbox_id);

  imap_view_tell_keywords (command, mailbox);
  imap_untagged_count (command, command->server->view->len, "EXISTS");
  imap_view_tell_recent (command);
  if (!imap_is_rev2 (command->server))
    tell_unseen (command);
  imap_untagged_status (command, "OK", validity, "UIDs are valid");
  imap_untagged_status (command, "OK", next, "The next UID");
  imap_untagged_status (command, "OK", modseq, "The highest mod-sequence");
  imap_untagged_status (command, "OK", id, "The mailbox's own id");
  if (imap_is_rev2 (command->server))
    imap_list_one (command, mailbox->name);
}

/* A mailbox that another SELECT closes: what comes after belongs to the other (RFC 7162 §3.2.11). */
static void
close_selected (ImapCommand *command)
{
  if (command->server->mailbox != NULL)
    imap_untagged_status (command, "OK", "CLOSED", "The mailbox selected before is closed");
  imap_view_close (command->server);
}

ImapOutcome
imap_command_select (ImapCommand *command)
{
  gboolean read_only = command->input == IMAP_EXAMINE;
  g_autofree char *name = NULL;
  g_auto (Resync) resync = { 0 };
  const Mailbox *mailbox;

  imap_resync_init (&resync);
  if (!imap_arg_space (command) || (name = imap_arg_mailbox (command)) == NULL
      || (imap_arg_space (command) && !imap_parse_select_params (command, &resync)) || !imap_arg_end (command))
    return imap_bad (command, read_only ? "EXAMINE takes a mailbox" : "SELECT takes a mailbox");
  close_selected (command);
  mailbox = mail_store_mailbox (command->store, name);
  if (mailbox == NULL)
    return imap_reply (command, IMAP_NO, "NONEXISTENT", "There is no such mailbox");
  if (mailbox->no_select)
    return imap_reply (command, IMAP_NO, "CANNOT", "This name only holds other mailboxes");
  imap_view_open (command, name, read_only);
  tell_mailbox (command);
  imap_resync (command, &resync);
  if (read_only)
    return imap_reply (command, IMAP_OK, "READ-ONLY", "EXAMINE completed");
  return imap_reply (command, IMAP_OK, "READ-WRITE", "SELECT completed");
}

gboolean
imap_expunge_marked (ImapCommand *command, const GArray *indexes)
{
  ImapServer *server = command->server;
  Mailbox *mailbox = imap_view_mailbox_own (command);
  guint n = indexes != NULL ? indexes->len : server->view->len;
  gboolean any = FALSE;

  for (guint i = 0; mailbox != NULL && i < n; i++)
    {
      guint index = indexes != NULL ? g_array_index (indexes, guint, i) : i;
      const MailboxEntry *entry = mailbox_find (mailbox, imap_view (server, index)->uid);

      if (entry != NULL && (entry->flags.system & FLAG_DELETED) != 0)
        {
          any |= mail_host_expunge (command->host, command->store, mailbox->name, entry->uid, command->now,
                                    &command->out->changes);
          mailbox = imap_view_mailbox_own (command);
        }
    }
  return any;
}

ImapOutcome
imap_command_close (ImapCommand *command)
{
  gboolean close = command->input == IMAP_CLOSE;
  gboolean any = FALSE;

  if (!imap_arg_end (command))
    return imap_bad (command, close ? "CLOSE takes no arguments" : "UNSELECT takes no arguments");
  if (close && !command->server->read_only)
    any = imap_expunge_marked (command, NULL);
  if (any)
    imap_code_modseq (command);
  imap_view_close (command->server);
  return imap_reply (command, IMAP_OK, NULL, close ? "CLOSE completed" : "UNSELECT completed");
}

ImapOutcome
imap_command_expunge (ImapCommand *command)
{
  g_autoptr (GArray) indexes = NULL;

  if (command->uid && (!imap_arg_space (command) || (indexes = imap_arg_set (command)) == NULL))
    return imap_bad (command, "UID EXPUNGE takes a set of UIDs");
  if (!imap_arg_end (command))
    return imap_bad (command, "EXPUNGE takes no arguments");
  if (command->server->read_only)
    return imap_reply (command, IMAP_NO, "NOPERM", "The mailbox is open for reading only");
  if (imap_expunge_marked (command, indexes))
    imap_code_modseq (command);
  return imap_reply (command, IMAP_OK, NULL, "EXPUNGE completed");
}
