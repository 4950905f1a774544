/* COPY, MOVE, and their UID forms.
 *
 *   copy = "COPY" SP sequence-set SP mailbox   (RFC 3501 §9)
 *   move = "MOVE" SP sequence-set SP mailbox   (RFC 6851 §3)
 *
 * Answered with COPYUID (RFC 4315 §3): for MOVE in an untagged OK before the EXPUNGEs (RFC 6851 §4.3). */
#include "imap/imap-qresync.h"

typedef struct {
  GArray *from; /* of guint32: source UIDs */
  GArray *to;   /* of guint32: the copies' UIDs */
} Copied;

/* Expunged by another session, which this one has not been told yet. */
static gboolean
is_gone (ImapCommand *command, guint32 uid)
{
  const Mailbox *mailbox = imap_view_mailbox (command);

  return mailbox == NULL || mailbox_find (mailbox, uid) == NULL;
}

static gboolean
any_gone (ImapCommand *command, const GArray *indexes)
{
  for (guint i = 0; i < indexes->len; i++)
    if (is_gone (command, imap_view (command->server, g_array_index (indexes, guint, i))->uid))
      return TRUE;
  return FALSE;
}

/* Copies all or nothing (RFC 3501 §6.4.7): the first failure takes back the copies made. */
static StoreResult
copy_all (ImapCommand *command, const GArray *indexes, const char *to, Copied *copied)
{
  ImapServer *server = command->server;
  CopyReason reason = command->input == IMAP_MOVE || command->input == IMAP_UID_MOVE ? REASON_MOVED : REASON_COPIED;
  StoreResult result = command->host->policy.disk_full && reason == REASON_COPIED ? STORE_DISK_FULL : STORE_OK;

  for (guint i = 0; i < indexes->len && result == STORE_OK; i++)
    {
      guint32 uid = imap_view (server, g_array_index (indexes, guint, i))->uid;
      guint32 new_uid = 0;

      if (is_gone (command, uid))
        continue;
      result = mail_store_copy (command->store, server->mailbox, uid, to, command->now, reason, &command->out->changes,
                                &new_uid);
      if (result == STORE_OK)
        {
          g_array_append_val (copied->from, uid);
          g_array_append_val (copied->to, new_uid);
        }
    }
  for (guint i = 0; i < copied->to->len && result != STORE_OK; i++)
    mailbox_expunge (mail_store_mailbox_own (command->store, to), g_array_index (copied->to, guint32, i),
                     REASON_REFUSED, &command->out->changes);
  return result;
}

/* A uid-set in the order of the array (RFC 4315 §3: source and destination correspond). */
static void
format_uids (const GArray *uids, GString *out)
{
  for (guint i = 0; i < uids->len;)
    {
      guint32 first = g_array_index (uids, guint32, i);
      guint32 last = first;

      for (i++; i < uids->len && g_array_index (uids, guint32, i) == last + 1; i++)
        last++;
      g_string_append_printf (out, "%s%u", out->str[out->len - 1] == ' ' ? "" : ",", first);
      if (last > first)
        g_string_append_printf (out, ":%u", last);
    }
}

static void
copyuid (ImapCommand *command, const char *to, const Copied *copied, GString *code)
{
  const Mailbox *mailbox = mail_store_mailbox (command->store, to);

  g_string_printf (code, "COPYUID %u ", mailbox->uid_validity);
  format_uids (copied->from, code);
  g_string_append_c (code, ' ');
  format_uids (copied->to, code);
}

static void
expunge_moved (ImapCommand *command, const Copied *copied)
{
  Mailbox *mailbox = imap_view_mailbox_own (command);

  for (guint i = 0; mailbox != NULL && i < copied->from->len; i++)
    mailbox_expunge (mailbox, g_array_index (copied->from, guint32, i), REASON_MOVED, &command->out->changes);
}

static ImapOutcome
copied_reply (ImapCommand *command, const char *to, const Copied *copied, gboolean move)
{
  g_autoptr (GString) code = g_string_new (NULL);

  if (copied->from->len > 0)
    copyuid (command, to, copied, code);
  if (move && code->len > 0)
    {
      imap_untagged_status (command, "OK", code->str, "Moved");
      g_string_truncate (code, 0);
    }
  if (move)
    {
      expunge_moved (command, copied);
      if (copied->from->len > 0)
        imap_code_modseq (command);
    }
  return imap_reply (command, IMAP_OK, code->len > 0 ? code->str : NULL, move ? "MOVE completed" : "COPY completed");
}

static ImapOutcome
copy (ImapCommand *command, const GArray *indexes, const char *to)
{
  gboolean move = command->input == IMAP_MOVE || command->input == IMAP_UID_MOVE;
  const Mailbox *mailbox = mail_store_mailbox (command->store, to);
  Copied copied = { 0 };
  ImapOutcome outcome;
  StoreResult result;

  if (mailbox == NULL)
    return imap_reply (command, IMAP_NO, "TRYCREATE", "There is no such mailbox");
  if (mailbox->no_select)
    return imap_reply (command, IMAP_NO, "CANNOT", "This name only holds other mailboxes");
  if (move && command->server->read_only)
    return imap_reply (command, IMAP_NO, "NOPERM", "The mailbox is open for reading only");
  if (!command->uid && any_gone (command, indexes))
    return imap_reply (command, IMAP_NO, "EXPUNGEISSUED", "Some of the messages are no longer there");
  copied.from = g_array_new (FALSE, FALSE, sizeof (guint32));
  copied.to = g_array_new (FALSE, FALSE, sizeof (guint32));
  result = copy_all (command, indexes, to, &copied);
  outcome = result == STORE_OK ? copied_reply (command, to, &copied, move) : imap_reply_store (command, result);
  g_array_unref (copied.from);
  g_array_unref (copied.to);
  return outcome;
}

ImapOutcome
imap_command_copy (ImapCommand *command)
{
  g_autoptr (GArray) indexes = NULL;
  g_autofree char *to = NULL;

  if (!imap_arg_space (command) || (indexes = imap_arg_set (command)) == NULL || !imap_arg_space (command)
      || (to = imap_arg_mailbox (command)) == NULL || !imap_arg_end (command))
    return imap_bad_set (command, "COPY and MOVE take a set of messages and a mailbox");
  return copy (command, indexes, to);
}
