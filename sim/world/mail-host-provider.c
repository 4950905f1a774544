/* What providers do with mail besides the standards: copies of sent mail, what POP3 has fetched, what is expunged. */
#include <string.h>

#include "world/mail-host.h"

void
mail_host_policy_changed (MailHost *host, gint64 now)
{
  for (guint i = 0; i < host->stores->len; i++)
    ((MailStore *) host->stores->pdata[i])->trash_is_free = host->policy.trash_is_free;
  if (!host->policy.from_now)
    host->pop_since = 0;
  else if (host->pop_since == 0)
    host->pop_since = now;
}

/* Its mailbox of that use, made when there is none. Interned. */
static const char *
special (MailStore *store, SpecialUse use, const char *name)
{
  const Mailbox *mailbox = mail_store_special (store, use);

  if (mailbox != NULL)
    return g_intern_string (mailbox->name);
  mail_store_create (store, name, use);
  mail_store_subscribe (store, name);
  return name;
}

/* FALSE: it stays where it is. */
static gboolean
move (MailStore *store, const char *from, guint32 uid, const char *to, gint64 now, Changes *changes)
{
  if (strcmp (from, to) == 0
      || mail_store_copy (store, from, uid, to, now, REASON_MOVED, changes, NULL) != STORE_OK)
    return FALSE;
  return mailbox_expunge (mail_store_mailbox_own (store, from), uid, REASON_MOVED, changes);
}

gboolean
mail_host_expunge (MailHost *host, MailStore *store, const char *mailbox, guint32 uid, gint64 now, Changes *changes)
{
  const char *trash = special (store, SPECIAL_TRASH, "Trash");
  const char *to = NULL;

  if (host->policy.expunge == EXPUNGE_ARCHIVES)
    to = special (store, SPECIAL_ARCHIVE, "Archive");
  else if (host->policy.expunge == EXPUNGE_TRASHES)
    to = trash;
  if (to != NULL && strcmp (mailbox, trash) != 0 && strcmp (mailbox, to) != 0)
    {
      FlagSet deleted = { .system = FLAG_DELETED };

      mailbox_store_flags (mail_store_mailbox_own (store, mailbox), uid, FLAGS_REMOVE, &deleted, REASON_FLAGS_STORED,
                           changes);
      if (move (store, mailbox, uid, to, now, changes))
        return TRUE;
    }
  return mailbox_expunge (mail_store_mailbox_own (store, mailbox), uid, REASON_EXPUNGED, changes);
}

AfterPop
mail_host_after_pop_of (const MailHost *host, const MailStore *store)
{
  return store != NULL && store->after_pop != 0 ? (AfterPop) (store->after_pop - 1) : host->policy.after_pop;
}

void
mail_host_after_pop (MailHost *host, MailStore *store, guint32 uid, gint64 now, Changes *changes)
{
  const Mailbox *inbox = mail_store_mailbox (store, "INBOX");
  const MailboxEntry *entry = mailbox_find (inbox, uid);
  FlagSet seen = { .system = FLAG_SEEN };

  if (entry == NULL)
    return;
  if (host->policy.popped)
    mailbox_set_pop_state (mail_store_mailbox_own (store, "INBOX"), uid, entry->pop_state | POP_STATE_POPPED);
  switch (mail_host_after_pop_of (host, store))
    {
    case AFTER_POP_KEEP:
      break;
    case AFTER_POP_READ:
      mailbox_store_flags (mail_store_mailbox_own (store, "INBOX"), uid, FLAGS_ADD, &seen, REASON_READ_BY_POP, changes);
      break;
    case AFTER_POP_ARCHIVE:
      move (store, "INBOX", uid, special (store, SPECIAL_ARCHIVE, "Archive"), now, changes);
      break;
    case AFTER_POP_TRASH:
      move (store, "INBOX", uid, special (store, SPECIAL_TRASH, "Trash"), now, changes);
      break;
    case AFTER_POP_DELETE:
      mailbox_expunge (mail_store_mailbox_own (store, "INBOX"), uid, REASON_POP_DELETED, changes);
      break;
    }
}

void
mail_host_expire (MailHost *host, MailStore *store, gint64 now, Changes *changes)
{
  const Mailbox *inbox = mail_store_mailbox (store, "INBOX");
  guint index = 0;

  while (host->policy.expire > 0 && index < mailbox_count (inbox))
    {
      const MailboxEntry *entry = mailbox_entry (inbox, index);

      if (now - entry->save_date <= host->policy.expire)
        index++;
      else
        {
          mailbox_expunge (mail_store_mailbox_own (store, "INBOX"), entry->uid, REASON_EXPIRED, changes);
          inbox = mail_store_mailbox (store, "INBOX");
        }
    }
}

guint
mail_host_expire_days (const MailHost *host, const MailStore *store)
{
  if (host->policy.popped || mail_host_after_pop_of (host, store) >= AFTER_POP_ARCHIVE)
    return 0;
  if (host->policy.expire == 0)
    return MAIL_HOST_NEVER_EXPIRES;
  return (guint) MIN (host->policy.expire / G_TIME_SPAN_DAY, G_MAXINT32);
}

void
mail_host_store_sent (MailHost *host, MailStore *store, Message *message, gint64 now, Changes *changes)
{
  MailboxAppend append = { .message = message, .flags = { .system = FLAG_SEEN }, .internal_date = now, .now = now,
                           .reason = REASON_DELIVERED };

  if (host->policy.stores_sent)
    mail_store_append (store, special (store, SPECIAL_SENT, "Sent"), &append, changes, NULL, NULL);
}
