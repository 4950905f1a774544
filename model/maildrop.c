#include "maildrop.h"

static const StateField maildrop_entry_fields[] = {
  STATE_FIELD_OF (MaildropEntry, message, STATE_REF, message_state),
  STATE_FIELD (MaildropEntry, uid, STATE_POD),
  STATE_FIELD (MaildropEntry, deleted, STATE_POD),
  STATE_FIELD (MaildropEntry, letter, STATE_POD),
  STATE_FIELD (MaildropEntry, copy, STATE_POD),
  STATE_FIELD (MaildropEntry, fetched, STATE_POD),
  STATE_FIELD (MaildropEntry, unused, STATE_POD),
};
const StateType maildrop_entry_state = STATE_TYPE (MaildropEntry, maildrop_entry_fields);

static const StateField maildrop_fields[] = {
  STATE_FIELD_OF (Maildrop, entries, STATE_STRUCT_ARRAY, maildrop_entry_state),
  STATE_FIELD (Maildrop, uid_validity, STATE_POD),
  STATE_FIELD (Maildrop, unused, STATE_POD),
};
const StateType maildrop_state = STATE_TYPE (Maildrop, maildrop_fields);

static gboolean
is_seen_by (const MaildropRule *rule, const MailboxEntry *entry)
{
  if (rule->hide_popped && (entry->pop_state & POP_STATE_POPPED) != 0)
    return FALSE;
  return (rule->saved_after == 0 || entry->save_date > rule->saved_after)
         && (rule->dated_after == 0 || entry->internal_date > rule->dated_after);
}

void
maildrop_snapshot (Maildrop *maildrop, const MailStore *store)
{
  MaildropRule all = { 0 };

  maildrop_snapshot_by (maildrop, store, &all);
}

void
maildrop_snapshot_by (Maildrop *maildrop, const MailStore *store, const MaildropRule *rule)
{
  const Mailbox *inbox = mail_store_mailbox (store, "INBOX");

  state_clear (&maildrop_state, maildrop);
  maildrop->entries = g_array_new (FALSE, TRUE, sizeof (MaildropEntry));
  maildrop->uid_validity = inbox->uid_validity;
  for (guint i = 0; i < mailbox_count (inbox); i++)
    {
      const MailboxEntry *from = mailbox_entry (inbox, i);
      MaildropEntry entry = {
        .uid = from->uid,
        .letter = from->letter,
        .copy = from->copy,
      };

      if (!is_seen_by (rule, from) || (rule->most != 0 && maildrop->entries->len == rule->most))
        continue;
      entry.message = message_ref (from->message);
      g_array_append_val (maildrop->entries, entry);
    }
}

static MaildropEntry *
find (const Maildrop *maildrop, guint number)
{
  MaildropEntry *entry;

  if (maildrop->entries == NULL || number == 0 || number > maildrop->entries->len)
    return NULL;
  entry = &g_array_index (maildrop->entries, MaildropEntry, number - 1);
  return entry->deleted ? NULL : entry;
}

const MaildropEntry *
maildrop_get (const Maildrop *maildrop, guint number)
{
  return find (maildrop, number);
}

guint
maildrop_count (const Maildrop *maildrop)
{
  guint count = 0;

  for (guint i = 0; maildrop->entries != NULL && i < maildrop->entries->len; i++)
    count += find (maildrop, i + 1) != NULL;
  return count;
}

guint64
maildrop_octets (const Maildrop *maildrop)
{
  guint64 octets = 0;

  for (guint i = 0; maildrop->entries != NULL && i < maildrop->entries->len; i++)
    {
      const MaildropEntry *entry = find (maildrop, i + 1);

      octets += entry != NULL ? message_size (entry->message) : 0;
    }
  return octets;
}

void
maildrop_note_fetched (Maildrop *maildrop, guint number)
{
  MaildropEntry *entry = find (maildrop, number);

  if (entry != NULL)
    entry->fetched = TRUE;
}

gboolean
maildrop_mark (Maildrop *maildrop, guint number)
{
  MaildropEntry *entry = find (maildrop, number);

  if (entry == NULL)
    return FALSE;
  entry->deleted = TRUE;
  return TRUE;
}

void
maildrop_unmark_all (Maildrop *maildrop)
{
  for (guint i = 0; maildrop->entries != NULL && i < maildrop->entries->len; i++)
    g_array_index (maildrop->entries, MaildropEntry, i).deleted = FALSE;
}

char *
maildrop_dup_uidl (const Maildrop *maildrop, guint number)
{
  const MaildropEntry *entry = maildrop_get (maildrop, number);

  if (entry == NULL)
    return NULL;
  return g_strdup_printf ("%08x%08x", maildrop->uid_validity, entry->uid);
}

guint
maildrop_update (Maildrop *maildrop, MailStore *store, Changes *changes)
{
  g_auto (UidSet) marked = { 0 };
  guint expunged = 0;
  Mailbox *inbox;

  for (guint i = 0; maildrop->entries != NULL && i < maildrop->entries->len; i++)
    {
      const MaildropEntry *entry = &g_array_index (maildrop->entries, MaildropEntry, i);

      if (entry->deleted)
        uid_set_add (&marked, entry->uid);
    }
  if (uid_set_is_empty (&marked))
    return 0;
  inbox = mail_store_mailbox_own (store, "INBOX");
  if (inbox->uid_validity == maildrop->uid_validity)
    expunged = mailbox_expunge_set (inbox, &marked, REASON_POP_DELETED, changes);
  return (guint) uid_set_count (&marked) - expunged;
}
