#include "mail-store.h"

#include "mail-store-private.h"

static const StateField mail_store_fields[] = {
  STATE_FIELD (MailStore, user, STATE_STR),
  STATE_FIELD (MailStore, domain, STATE_STR),
  STATE_FIELD (MailStore, password, STATE_STR),
  STATE_FIELD_OF (MailStore, mailboxes, STATE_REF_ARRAY, mailbox_state),
  STATE_FIELD (MailStore, subscriptions, STATE_STRV),
  STATE_FIELD (MailStore, quota, STATE_POD),
  STATE_FIELD (MailStore, next_object_id, STATE_POD),
  STATE_FIELD (MailStore, next_uid_validity, STATE_POD),
  STATE_FIELD (MailStore, lock_session, STATE_POD),
  STATE_FIELD (MailStore, id, STATE_POD),
  STATE_FIELD (MailStore, trash_is_free, STATE_POD),
  STATE_FIELD (MailStore, pop3_sessions, STATE_POD),
  STATE_FIELD (MailStore, imap_sessions, STATE_POD),
  STATE_FIELD (MailStore, popped_at, STATE_POD),
  STATE_FIELD (MailStore, pop_since, STATE_POD),
  STATE_FIELD (MailStore, pop, STATE_POD),
  STATE_FIELD (MailStore, imap_off, STATE_POD),
  STATE_FIELD (MailStore, after_pop, STATE_POD),
  STATE_FIELD (MailStore, unused, STATE_POD),
};
const StateType mail_store_state = STATE_TYPE (MailStore, mail_store_fields);

MailStore *
mail_store_new (guint32 id, const char *user, const char *domain, const char *password, guint64 quota,
                guint32 uid_validity)
{
  MailStore *store = g_new0 (MailStore, 1);

  store->id = id;
  store->user = g_strdup (user);
  store->domain = g_strdup (domain);
  store->password = g_strdup (password);
  store->quota = quota;
  store->next_object_id = 1;
  store->next_uid_validity = uid_validity;
  store->mailboxes = g_ptr_array_new ();
  store->subscriptions = g_ptr_array_new ();
  mail_store_add_mailbox (store, "INBOX");
  return store;
}

char *
mail_store_dup_address (const MailStore *store)
{
  return g_strconcat (store->user, "@", store->domain, NULL);
}

const Mailbox *
mail_store_mailbox (const MailStore *store, const char *name)
{
  int index = mail_store_index (store, name);

  return index < 0 ? NULL : store->mailboxes->pdata[index];
}

Mailbox *
mail_store_mailbox_own (MailStore *store, const char *name)
{
  int index = mail_store_index (store, name);

  return index < 0 ? NULL : state_own (&mailbox_state, &store->mailboxes->pdata[index]);
}

const Mailbox *
mail_store_special (const MailStore *store, SpecialUse use)
{
  for (guint i = 0; i < store->mailboxes->len; i++)
    {
      const Mailbox *mailbox = store->mailboxes->pdata[i];

      if ((mailbox->special_use & use) != 0)
        return mailbox;
    }
  return NULL;
}

guint64
mail_store_used (const MailStore *store)
{
  guint64 used = 0;

  for (guint i = 0; i < store->mailboxes->len; i++)
    {
      const Mailbox *mailbox = store->mailboxes->pdata[i];

      if (!store->trash_is_free || (mailbox->special_use & SPECIAL_TRASH) == 0)
        used += mailbox_octets (mailbox);
    }
  return used;
}

gboolean
mail_store_fits (const MailStore *store, guint64 octets)
{
  guint64 used = mail_store_used (store);

  return store->quota == 0 || (used <= store->quota && octets <= store->quota - used);
}

/* Index of the subscription; with found FALSE, where it belongs. */
static guint
subscription_index (const MailStore *store, const char *name, gboolean *found)
{
  guint i;

  *found = FALSE;
  for (i = 0; i < store->subscriptions->len; i++)
    {
      int order = strcmp (store->subscriptions->pdata[i], name);

      *found = order == 0;
      if (order >= 0)
        break;
    }
  return i;
}

void
mail_store_subscribe (MailStore *store, const char *name)
{
  g_autofree char *clean = mail_store_dup_name (name);
  gboolean found;
  guint index;

  if (clean == NULL || store->subscriptions->len >= MAIL_STORE_NAMES_MAX)
    return;
  index = subscription_index (store, clean, &found);
  if (!found)
    g_ptr_array_insert (store->subscriptions, (gint) index, g_steal_pointer (&clean));
}

gboolean
mail_store_unsubscribe (MailStore *store, const char *name)
{
  g_autofree char *clean = mail_store_dup_name (name);
  gboolean found = FALSE;
  guint index = clean == NULL ? 0 : subscription_index (store, clean, &found);

  if (found)
    g_free (g_ptr_array_steal_index (store->subscriptions, index));
  return found;
}

gboolean
mail_store_subscribed (const MailStore *store, const char *name)
{
  g_autofree char *clean = mail_store_dup_name (name);
  gboolean found = FALSE;

  if (clean != NULL)
    subscription_index (store, clean, &found);
  return found;
}

StoreResult
mail_store_append (MailStore *store, const char *mailbox, const MailboxAppend *append, Changes *changes,
                   guint32 *uid, guint32 *uid_validity)
{
  MailboxAppend with_id = *append;
  const Mailbox *found = mail_store_mailbox (store, mailbox);
  Mailbox *own;
  guint32 new_uid;

  if (found == NULL || found->no_select)
    return STORE_NONEXISTENT;
  if (!mail_store_fits (store, message_size (append->message)))
    return STORE_OVER_QUOTA;
  if (with_id.email_id == 0)
    with_id.email_id = store->next_object_id++;
  own = mail_store_mailbox_own (store, mailbox);
  new_uid = mailbox_append (own, &with_id, changes);
  if (uid != NULL)
    *uid = new_uid;
  if (uid_validity != NULL)
    *uid_validity = own->uid_validity;
  return STORE_OK;
}

StoreResult
mail_store_copy (MailStore *store, const char *from, guint32 uid, const char *to, gint64 now, CopyReason reason,
                 Changes *changes, guint32 *new_uid)
{
  const Mailbox *source = mail_store_mailbox (store, from);
  const MailboxEntry *entry = source == NULL ? NULL : mailbox_find (source, uid);
  const Mailbox *found = mail_store_mailbox (store, to);
  MailboxAppend append;
  Mailbox *target;
  guint32 copied;

  if (entry == NULL || found == NULL || found->no_select)
    return STORE_NONEXISTENT;
  if (reason != REASON_MOVED && !mail_store_fits (store, message_size (entry->message)))
    return STORE_OVER_QUOTA;
  append = (MailboxAppend) {
    .message = entry->message,
    .flags = entry->flags,
    .internal_date = entry->internal_date,
    .now = now,
    .reason = reason,
    .parent = entry->copy,
    .letter = entry->letter,
    .email_id = entry->email_id,
  };
  target = mail_store_mailbox_own (store, to);
  append.flags = flag_set_translate (&append.flags, &source->keywords, &target->keywords);
  copied = mailbox_append (target, &append, changes);
  if (new_uid != NULL)
    *new_uid = copied;
  return STORE_OK;
}
