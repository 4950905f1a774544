/* The parameters of SELECT and the resynchronisation that they ask for.
 *
 *   select-param       = "CONDSTORE" / "QRESYNC" SP "(" uidvalidity SP mod-sequence-value [SP known-uids]
 *                        [SP seq-match-data] ")"
 *   seq-match-data     = "(" known-sequence-set SP known-uid-set ")"     (RFC 7162 §7)
 *
 * The mailbox keeps all its expunges, so seq-match-data has nothing to add (RFC 7162 §3.2.5.2). */
#include "imap/imap-qresync.h"

#include <string.h>

void
imap_resync_init (Resync *resync)
{
  memset (resync, 0, sizeof *resync);
  uid_set_init (&resync->known);
}

void
imap_resync_clear (Resync *resync)
{
  uid_set_clear (&resync->known);
}

/* A set of numbers without "*". */
static gboolean
plain_set (ImapCommand *command, UidSet *set)
{
  ImapLexer *lexer = &command->args;
  gsize start = lexer->at;

  while (imap_lexer_peek (lexer) > 0 && strchr ("0123456789:,", imap_lexer_peek (lexer)) != NULL)
    lexer->at++;
  return lexer->at > start
         && uid_set_parse (set, (const char *) lexer->data + start, (gssize) (lexer->at - start), 0);
}

static gboolean
seq_match_data (ImapCommand *command)
{
  g_auto (UidSet) numbers = { 0 };
  g_auto (UidSet) uids = { 0 };

  uid_set_init (&numbers);
  uid_set_init (&uids);
  return imap_lexer_accept (&command->args, '(') && plain_set (command, &numbers) && imap_arg_space (command)
         && plain_set (command, &uids) && imap_lexer_accept (&command->args, ')')
         && uid_set_count (&numbers) == uid_set_count (&uids);
}

static gboolean
parse_qresync (ImapCommand *command, Resync *resync)
{
  guint64 uid_validity;

  if (!imap_arg_space (command) || !imap_lexer_accept (&command->args, '(')
      || !imap_lexer_number (&command->args, G_MAXUINT32, &uid_validity) || uid_validity == 0
      || !imap_arg_space (command) || !imap_arg_modseq (command, FALSE, &resync->modseq))
    return FALSE;
  resync->wanted = TRUE;
  resync->uid_validity = (guint32) uid_validity;
  if (imap_arg_space (command))
    {
      resync->some = imap_lexer_peek (&command->args) != '(';
      if (resync->some && !plain_set (command, &resync->known))
        return FALSE;
      if ((!resync->some || imap_arg_space (command)) && !seq_match_data (command))
        return FALSE;
    }
  return imap_lexer_accept (&command->args, ')');
}

gboolean
imap_parse_select_params (ImapCommand *command, Resync *resync)
{
  ImapLexer *lexer = &command->args;

  if (!imap_lexer_accept (lexer, '('))
    return FALSE;
  do
    {
      if (imap_lexer_word (lexer, "CONDSTORE"))
        command->server->enabled |= IMAP_CONDSTORE; /* SELECT tells HIGHESTMODSEQ anyway */
      else if ((command->server->enabled & IMAP_QRESYNC) == 0 || resync->wanted || !imap_lexer_word (lexer, "QRESYNC")
               || !parse_qresync (command, resync))
        return FALSE;
    }
  while (imap_lexer_space (lexer));
  return imap_lexer_accept (lexer, ')');
}

void
imap_tell_vanished_since (ImapCommand *command, guint64 since, const UidSet *among)
{
  const Mailbox *mailbox = imap_view_mailbox (command);
  g_auto (UidSet) expunged = { 0 };
  g_auto (UidSet) told = { 0 };

  uid_set_init (&expunged);
  uid_set_init (&told);
  if (mailbox == NULL)
    return;
  mailbox_expunged_since (mailbox, since, &expunged);
  for (guint i = 0; among != NULL && i < expunged.ranges->len; i++)
    {
      const UidRange *range = &g_array_index (expunged.ranges, UidRange, i);

      for (guint64 uid = range->from; uid <= range->to; uid++)
        if (uid_set_contains (among, (guint32) uid))
          uid_set_add (&told, (guint32) uid);
    }
  imap_tell_vanished (command, among != NULL ? &told : &expunged, TRUE);
}

void
imap_resync (ImapCommand *command, const Resync *resync)
{
  ImapServer *server = command->server;
  const Mailbox *mailbox = imap_view_mailbox (command);

  if (!resync->wanted || resync->uid_validity != mailbox->uid_validity)
    return;
  imap_tell_vanished_since (command, resync->modseq, resync->some ? &resync->known : NULL);
  for (guint i = 0; i < server->view->len; i++)
    if (imap_view (server, i)->modseq > resync->modseq
        && (!resync->some || uid_set_contains (&resync->known, imap_view (server, i)->uid)))
      imap_view_tell_flags (command, i);
}

void
imap_code_modseq (ImapCommand *command)
{
  const Mailbox *mailbox = imap_view_mailbox (command);

  if ((command->server->enabled & IMAP_QRESYNC) != 0 && mailbox != NULL)
    g_string_printf (command->code, "HIGHESTMODSEQ %" G_GUINT64_FORMAT, mailbox->highest_modseq);
}
