/* The view: what one session knows of the selected mailbox, and how it learns of changes.
 *
 * view->len is the client's idea of EXISTS. An entry leaves the view only together with an
 * untagged EXPUNGE, so sequence numbers can never drift from the client's (RFC 3501 §7.4.1). */
#include "imap/imap-server-private.h"

#include <string.h>

guint
imap_view_lower_bound (const ImapServer *server, guint32 uid)
{
  guint from = 0;
  guint to = server->view->len;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (imap_view (server, middle)->uid < uid)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

FlagSet
imap_view_flags (const ImapServer *server, guint index)
{
  const ImapViewEntry *entry = imap_view (server, index);
  FlagSet flags = { .keywords = entry->keywords, .system = entry->system };

  if (entry->recent && !imap_is_rev2 (server))
    flags.system |= FLAG_RECENT;
  return flags;
}

void
imap_view_note (ImapServer *server, guint index, const MailboxEntry *seen)
{
  ImapViewEntry *entry = imap_view (server, index);

  entry->keywords = seen->flags.keywords;
  entry->system = seen->flags.system & FLAG_ALL_STORED;
  entry->modseq = seen->modseq;
}

guint
imap_view_recent (const ImapServer *server)
{
  guint count = 0;

  for (guint i = 0; i < server->view->len; i++)
    count += imap_view (server, i)->recent ? 1 : 0;
  return count;
}

const Mailbox *
imap_view_mailbox (ImapCommand *command)
{
  ImapServer *server = command->server;
  const Mailbox *mailbox;

  if (server->mailbox == NULL)
    return NULL;
  mailbox = mail_store_mailbox (command->store, server->mailbox);
  if (mailbox != NULL && mailbox->mailbox_id == server->mailbox_id)
    return mailbox;
  for (guint i = 0; i < command->store->mailboxes->len; i++)
    {
      mailbox = g_ptr_array_index (command->store->mailboxes, i);
      if (mailbox->mailbox_id == server->mailbox_id)
        {
          g_free (server->mailbox);
          server->mailbox = g_strdup (mailbox->name);
          return mailbox;
        }
    }
  return NULL;
}

Mailbox *
imap_view_mailbox_own (ImapCommand *command)
{
  return imap_view_mailbox (command) != NULL ? mail_store_mailbox_own (command->store, command->server->mailbox) : NULL;
}

guint32
imap_view_letter (ImapCommand *command, guint index)
{
  ImapViewEntry *entry = imap_view (command->server, index);
  const Mailbox *mailbox;
  const MailboxEntry *found;

  if (entry->letter != 0)
    return entry->letter;
  mailbox = imap_view_mailbox (command);
  found = mailbox != NULL ? mailbox_find (mailbox, entry->uid) : NULL;
  if (found != NULL)
    entry->letter = found->letter;
  return entry->letter;
}

static void
add_entry (ImapServer *server, const MailboxEntry *entry, gboolean recent)
{
  ImapViewEntry seen = {
    .message = message_ref (entry->message),
    .keywords = entry->flags.keywords,
    .modseq = entry->modseq,
    .email_id = entry->email_id,
    .internal_date = entry->internal_date,
    .save_date = entry->save_date,
    .system = entry->flags.system & FLAG_ALL_STORED,
    .uid = entry->uid,
    .recent = recent,
    .letter = entry->letter,
  };

  g_array_append_val (server->view, seen);
}

/* Takes entries the view has not got. Their \Recent belongs to the first session that may change the
 * mailbox (RFC 3501 §2.3.2). Returns how many there were. */
static guint
add_new (ImapCommand *command, const Mailbox *mailbox)
{
  ImapServer *server = command->server;
  guint32 last = server->view->len > 0 ? imap_view (server, server->view->len - 1)->uid : 0;
  guint before = server->view->len;

  for (guint i = mailbox_lower_bound (mailbox, last + 1); i < mailbox_count (mailbox); i++)
    {
      const MailboxEntry *entry = mailbox_entry (mailbox, i);

      add_entry (server, entry, entry->uid >= mailbox->first_recent);
    }
  if (server->view->len > before && !server->read_only && mailbox->first_recent < mailbox->uid_next)
    {
      Mailbox *own = imap_view_mailbox_own (command);

      own->first_recent = own->uid_next;
    }
  return server->view->len - before;
}

void
imap_view_open (ImapCommand *command, const char *name, gboolean read_only)
{
  ImapServer *server = command->server;
  const Mailbox *mailbox = mail_store_mailbox (command->store, name);

  imap_view_close (server);
  server->mailbox = g_strdup (mailbox->name);
  server->mailbox_id = mailbox->mailbox_id;
  server->read_only = read_only;
  server->seen_modseq = mailbox->highest_modseq;
  add_new (command, mailbox);
}

void
imap_view_close (ImapServer *server)
{
  for (guint i = 0; i < server->view->len; i++)
    message_unref (imap_view (server, i)->message);
  g_array_set_size (server->view, 0);
  g_clear_pointer (&server->mailbox, g_free);
  server->mailbox_id = 0;
  server->seen_modseq = 0;
  server->read_only = FALSE;
  server->expunge_waits = FALSE;
  server->keywords_told = 0;
  uid_set_clear (&server->saved);
  uid_set_init (&server->saved);
}

void
imap_view_tell_keywords (ImapCommand *command, const Mailbox *mailbox)
{
  ImapServer *server = command->server;
  guint n = mailbox->keywords.names->len;
  FlagSet all = { .system = FLAG_ALL_STORED, .keywords = n >= KEYWORD_MAX ? G_MAXUINT64 : ((guint64) 1 << n) - 1 };
  g_autoptr (GString) code = g_string_new ("PERMANENTFLAGS (");
  LineWriter line;

  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "FLAGS");
  line_add (&line, " ");
  imap_put_flags (&line, &all, &mailbox->keywords);
  line_end (&line);
  if (!server->read_only)
    {
      flag_set_format (&all, &mailbox->keywords, code);
      if (n < KEYWORD_MAX)
        g_string_append (code, " \\*");
    }
  g_string_append_c (code, ')');
  imap_untagged_status (command, "OK", code->str,
                        server->read_only ? "No flag can be changed" : "These flags are kept");
  server->keywords_told = n;
}

void
imap_view_tell_flags (ImapCommand *command, guint index)
{
  const Mailbox *mailbox = imap_view_mailbox (command);
  FlagSet flags = imap_view_flags (command->server, index);
  KeywordTable none;
  LineWriter line;

  keyword_table_init (&none);
  imap_untagged (command, &line);
  imap_put_number (command, &line, index);
  line_add (&line, " ");
  line_put (&line, TOKEN_COMMAND, "FETCH");
  line_add (&line, " (");
  if (command->uid || (command->server->enabled & (IMAP_QRESYNC | IMAP_REV2)) != 0)
    {
      line_add (&line, "UID ");
      imap_put_uid (command, &line, index);
      line_add (&line, " ");
    }
  line_add (&line, "FLAGS ");
  imap_put_flags (&line, &flags, mailbox != NULL ? &mailbox->keywords : &none);
  if ((command->server->enabled & IMAP_CONDSTORE) != 0)
    line_addf (&line, " MODSEQ (%" G_GUINT64_FORMAT ")", imap_view (command->server, index)->modseq);
  line_add (&line, ")");
  line_end (&line);
  state_clear (&keyword_table_state, &none);
}

/* RFC 9051 has no \Recent any more (appendix E, item 12). */
void
imap_view_tell_recent (ImapCommand *command)
{
  if (!imap_is_rev2 (command->server))
    imap_untagged_count (command, imap_view_recent (command->server), "RECENT");
}

static void
remove_entry (ImapServer *server, guint index)
{
  message_unref (imap_view (server, index)->message);
  g_array_remove_index (server->view, index);
}

static void
tell_expunge (ImapCommand *command, guint index)
{
  LineWriter line;

  imap_untagged (command, &line);
  imap_put_number (command, &line, index);
  line_add (&line, " ");
  line_put (&line, TOKEN_COMMAND, "EXPUNGE");
  line_end (&line);
  remove_entry (command->server, index);
}

void
imap_tell_vanished (ImapCommand *command, const UidSet *uids, gboolean earlier)
{
  g_autoptr (GString) text = g_string_new (NULL);
  LineWriter line;

  if (uid_set_is_empty (uids))
    return;
  uid_set_format (uids, text);
  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "VANISHED");
  line_add (&line, earlier ? " (EARLIER) " : " ");
  line_add (&line, text->str);
  line_end (&line);
}

/* VANISHED takes EXPUNGE's place once QRESYNC is enabled (RFC 7162 §3.2.10.2). The indexes are ascending. */
static void
tell_gone (ImapCommand *command, const GArray *gone)
{
  ImapServer *server = command->server;
  g_auto (UidSet) uids = { 0 };

  uid_set_init (&uids);
  if ((server->enabled & IMAP_QRESYNC) == 0)
    {
      for (guint i = 0; i < gone->len; i++)
        tell_expunge (command, g_array_index (gone, guint, i) - i);
      return;
    }
  for (guint i = gone->len; i > 0; i--)
    {
      guint index = g_array_index (gone, guint, i - 1);

      uid_set_add (&uids, imap_view (server, index)->uid);
      remove_entry (server, index);
    }
  imap_tell_vanished (command, &uids, FALSE);
}

/* Both lists are in the order of UIDs. */
static void
update_expunged (ImapCommand *command, const Mailbox *mailbox, gboolean expunges)
{
  ImapServer *server = command->server;
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (guint));
  guint at = 0;

  for (guint i = 0; i < server->view->len; i++)
    {
      guint32 uid = imap_view (server, i)->uid;

      while (mailbox != NULL && at < mailbox_count (mailbox) && mailbox_entry (mailbox, at)->uid < uid)
        at++;
      if (mailbox == NULL || at == mailbox_count (mailbox) || mailbox_entry (mailbox, at)->uid != uid)
        g_array_append_val (gone, i);
    }
  server->expunge_waits = !expunges && gone->len > 0;
  if (expunges)
    tell_gone (command, gone);
}

static void
update_flags (ImapCommand *command, const Mailbox *mailbox)
{
  ImapServer *server = command->server;

  for (guint i = 0; i < mailbox_count (mailbox); i++)
    {
      const MailboxEntry *entry = mailbox_entry (mailbox, i);
      guint index;
      ImapViewEntry *seen;
      gboolean same;

      if (entry->modseq <= server->seen_modseq)
        continue;
      index = imap_view_lower_bound (server, entry->uid);
      seen = index < server->view->len ? imap_view (server, index) : NULL;
      if (seen == NULL || seen->uid != entry->uid)
        continue;
      same = seen->keywords == entry->flags.keywords && seen->system == (entry->flags.system & FLAG_ALL_STORED);
      imap_view_note (server, index, entry);
      if (!same)
        imap_view_tell_flags (command, index);
    }
}

void
imap_view_update (ImapCommand *command, gboolean expunges)
{
  ImapServer *server = command->server;
  const Mailbox *mailbox = imap_view_mailbox (command);

  if (mailbox != NULL && mailbox->highest_modseq == server->seen_modseq && !server->expunge_waits)
    return;
  update_expunged (command, mailbox, expunges);
  if (mailbox == NULL)
    return;
  if (mailbox->keywords.names->len > server->keywords_told)
    imap_view_tell_keywords (command, mailbox);
  update_flags (command, mailbox);
  server->seen_modseq = mailbox->highest_modseq;
  if (add_new (command, mailbox) > 0)
    {
      imap_untagged_count (command, server->view->len, "EXISTS");
      imap_view_tell_recent (command);
    }
}
