/* STATUS.
 *
 *   status     = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"
 *   status-att = "MESSAGES" / "RECENT" / "UIDNEXT" / "UIDVALIDITY" / "UNSEEN"   (RFC 3501 §9)
 *              / "SIZE" (RFC 8438) / "APPENDLIMIT" (RFC 7889) / "MAILBOXID" (RFC 8474) / "HIGHESTMODSEQ" (RFC 7162)
 *              / "DELETED" / "DELETED-STORAGE" (RFC 9208) */
#include "imap/imap-status.h"

static guint64
count_without (const Mailbox *mailbox, guint32 flag)
{
  guint64 count = 0;

  for (guint i = 0; i < mailbox_count (mailbox); i++)
    count += (mailbox_entry (mailbox, i)->flags.system & flag) == 0 ? 1 : 0;
  return count;
}

static guint64
messages (const MailHost *host, const Mailbox *mailbox)
{
  return mailbox_count (mailbox);
}

/* Messages that a SELECT now would find \Recent. */
static guint64
recent (const MailHost *host, const Mailbox *mailbox)
{
  return mailbox_count (mailbox) - mailbox_lower_bound (mailbox, mailbox->first_recent);
}

static guint64
uid_next (const MailHost *host, const Mailbox *mailbox)
{
  return mailbox->uid_next;
}

static guint64
uid_validity (const MailHost *host, const Mailbox *mailbox)
{
  return mailbox->uid_validity;
}

static guint64
unseen (const MailHost *host, const Mailbox *mailbox)
{
  return count_without (mailbox, FLAG_SEEN);
}

static guint64
deleted (const MailHost *host, const Mailbox *mailbox)
{
  return mailbox_count (mailbox) - count_without (mailbox, FLAG_DELETED);
}

static guint64
deleted_storage (const MailHost *host, const Mailbox *mailbox)
{
  guint64 octets = 0;

  for (guint i = 0; i < mailbox_count (mailbox); i++)
    {
      const MailboxEntry *entry = mailbox_entry (mailbox, i);

      octets += (entry->flags.system & FLAG_DELETED) != 0 ? message_size (entry->message) : 0;
    }
  return octets;
}

static guint64
size (const MailHost *host, const Mailbox *mailbox)
{
  return mailbox_octets (mailbox);
}

static guint64
append_limit (const MailHost *host, const Mailbox *mailbox)
{
  return host->policy.message_limit;
}

static guint64
highest_modseq (const MailHost *host, const Mailbox *mailbox)
{
  return mailbox->highest_modseq;
}

static const struct {
  const char *name;
  guint64 (*value) (const MailHost *host, const Mailbox *mailbox);
} known[] = {
  { "MESSAGES", messages },
  { "RECENT", recent },
  { "UIDNEXT", uid_next },
  { "UIDVALIDITY", uid_validity },
  { "UNSEEN", unseen },
  { "SIZE", size },
  { "APPENDLIMIT", append_limit },
  { "DELETED", deleted },
  { "DELETED-STORAGE", deleted_storage },
  { "HIGHESTMODSEQ", highest_modseq },
  { "MAILBOXID", NULL },
};

static gboolean
contains (const GArray *items, guint item)
{
  for (guint i = 0; i < items->len; i++)
    if (g_array_index (items, guint, i) == item)
      return TRUE;
  return FALSE;
}

static gboolean
parse_items (ImapCommand *command, GArray *items)
{
  ImapLexer *lexer = &command->args;

  if (!imap_lexer_accept (lexer, '('))
    return FALSE;
  do
    {
      guint i;

      for (i = 0; i < G_N_ELEMENTS (known) && !imap_lexer_word (lexer, known[i].name); i++)
        ;
      if (i == G_N_ELEMENTS (known))
        return FALSE;
      if (known[i].value == highest_modseq)
        imap_enable_condstore (command);
      if (!contains (items, i))
        g_array_append_val (items, i);
    }
  while (imap_lexer_space (lexer));
  return imap_lexer_accept (lexer, ')');
}

GArray *
imap_parse_status_items (ImapCommand *command)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (guint));

  if (parse_items (command, items))
    return items;
  g_array_unref (items);
  return NULL;
}

void
imap_tell_status (ImapCommand *command, const Mailbox *mailbox, const GArray *items)
{
  LineWriter line;

  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "STATUS");
  line_add (&line, " ");
  imap_put_mailbox (command, &line, mailbox->name);
  line_add (&line, " (");
  for (guint i = 0; i < items->len; i++)
    {
      guint item = g_array_index (items, guint, i);

      line_add (&line, i > 0 ? " " : "");
      line_put (&line, TOKEN_ITEM, known[item].name);
      if (known[item].value != NULL)
        line_addf (&line, " %" G_GUINT64_FORMAT, known[item].value (command->host, mailbox));
      else
        line_addf (&line, " (F%" G_GUINT64_FORMAT ")", mailbox->mailbox_id);
    }
  line_add (&line, ")");
  line_end (&line);
}

ImapOutcome
imap_command_status (ImapCommand *command)
{
  g_autoptr (GArray) items = NULL;
  g_autofree char *name = NULL;
  const Mailbox *mailbox;

  if (!imap_arg_space (command) || (name = imap_arg_mailbox (command)) == NULL || !imap_arg_space (command)
      || (items = imap_parse_status_items (command)) == NULL || !imap_arg_end (command))
    return imap_bad (command, "STATUS takes a mailbox and a list of items");
  mailbox = mail_store_mailbox (command->store, name);
  if (mailbox == NULL)
    return imap_reply (command, IMAP_NO, "NONEXISTENT", "There is no such mailbox");
  if (mailbox->no_select)
    return imap_reply (command, IMAP_NO, "CANNOT", "This name only holds other mailboxes");
  imap_tell_status (command, mailbox, items);
  return imap_reply (command, IMAP_OK, NULL, "STATUS completed");
}
