#include "mailbox.h"

static const StateField mailbox_entry_fields[] = {
  STATE_FIELD (MailboxEntry, modseq, STATE_POD),
  STATE_FIELD (MailboxEntry, internal_date, STATE_POD),
  STATE_FIELD (MailboxEntry, save_date, STATE_POD),
  STATE_FIELD (MailboxEntry, flags, STATE_POD),
  STATE_FIELD_OF (MailboxEntry, message, STATE_REF, message_state),
  STATE_FIELD (MailboxEntry, uid, STATE_POD),
  STATE_FIELD (MailboxEntry, copy, STATE_POD),
  STATE_FIELD (MailboxEntry, letter, STATE_POD),
  STATE_FIELD (MailboxEntry, pop_state, STATE_POD),
  STATE_FIELD (MailboxEntry, email_id, STATE_POD),
};
const StateType mailbox_entry_state = STATE_TYPE (MailboxEntry, mailbox_entry_fields);

static const StateField mailbox_fields[] = {
  STATE_FIELD (Mailbox, shared, STATE_SKIP),
  STATE_FIELD (Mailbox, name, STATE_STR),
  STATE_FIELD (Mailbox, mailbox_id, STATE_POD),
  STATE_FIELD (Mailbox, highest_modseq, STATE_POD),
  STATE_FIELD (Mailbox, octets, STATE_POD),
  STATE_FIELD (Mailbox, uid_validity, STATE_POD),
  STATE_FIELD (Mailbox, uid_next, STATE_POD),
  STATE_FIELD (Mailbox, first_recent, STATE_POD),
  STATE_FIELD (Mailbox, special_use, STATE_POD),
  STATE_FIELD (Mailbox, unused, STATE_POD),
  STATE_FIELD (Mailbox, no_select, STATE_POD),
  STATE_FIELD_OF (Mailbox, keywords, STATE_STRUCT, keyword_table_state),
  STATE_FIELD_OF (Mailbox, entries, STATE_STRUCT_ARRAY, mailbox_entry_state),
  STATE_FIELD_PODS (Mailbox, expunged, Expunged),
};
const StateType mailbox_state = STATE_TYPE (Mailbox, mailbox_fields);

#define ENTRY(mailbox, i) (&g_array_index ((mailbox)->entries, MailboxEntry, i))

Mailbox *
mailbox_new (const char *name, guint32 uid_validity, guint64 mailbox_id)
{
  Mailbox *mailbox = state_shared_new (&mailbox_state);

  g_assert (uid_validity > 0);
  mailbox->name = g_strdup (name);
  mailbox->mailbox_id = mailbox_id;
  mailbox->highest_modseq = 1;
  mailbox->uid_validity = uid_validity;
  mailbox->uid_next = 1;
  mailbox->first_recent = 1;
  keyword_table_init (&mailbox->keywords);
  mailbox->entries = g_array_new (FALSE, TRUE, sizeof (MailboxEntry));
  mailbox->expunged = g_array_new (FALSE, TRUE, sizeof (Expunged));
  return mailbox;
}

guint
mailbox_count (const Mailbox *mailbox)
{
  return mailbox->entries->len;
}

const MailboxEntry *
mailbox_entry (const Mailbox *mailbox, guint index)
{
  g_assert (index < mailbox->entries->len);
  return ENTRY (mailbox, index);
}

guint
mailbox_lower_bound (const Mailbox *mailbox, guint32 uid)
{
  guint low = 0;
  guint high = mailbox->entries->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (ENTRY (mailbox, middle)->uid < uid)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static MailboxEntry *
find (const Mailbox *mailbox, guint32 uid)
{
  guint index = mailbox_lower_bound (mailbox, uid);

  if (index == mailbox->entries->len || ENTRY (mailbox, index)->uid != uid)
    return NULL;
  return ENTRY (mailbox, index);
}

const MailboxEntry *
mailbox_find (const Mailbox *mailbox, guint32 uid)
{
  return find (mailbox, uid);
}

guint64
mailbox_octets (const Mailbox *mailbox)
{
  return mailbox->octets;
}

static CopyEvent
entry_event (const Mailbox *mailbox, const MailboxEntry *entry, CopyChange change, CopyReason reason)
{
  CopyEvent event = {
    .change = change,
    .reason = reason,
    .copy = entry->copy,
    .letter = entry->letter,
    .uid = entry->uid,
    .folder = g_intern_string (mailbox->name),
    .old_flags = entry->flags,
    .new_flags = entry->flags,
    .part = PART_FULL,
    .octets = message_size (entry->message),
  };

  return event;
}

guint32
mailbox_append (Mailbox *mailbox, const MailboxAppend *append, Changes *changes)
{
  MailboxEntry entry = {
    .modseq = ++mailbox->highest_modseq,
    .internal_date = append->internal_date,
    .save_date = append->now,
    .flags = { .system = append->flags.system & FLAG_ALL_STORED, .keywords = append->flags.keywords },
    .message = message_ref (append->message),
    .copy = changes_new_copy (changes),
    .letter = append->letter,
    .email_id = append->email_id,
  };
  CopyEvent event;

  /* The last UID that RFC 3501 §2.3.1.1 allows is 2^32-1; UIDNEXT must still say more. */
  g_assert (mailbox->uid_next < G_MAXUINT32);
  entry.uid = mailbox->uid_next++;
  g_array_append_val (mailbox->entries, entry);
  mailbox->octets += message_size (entry.message);
  event = entry_event (mailbox, &entry, COPY_APPEARED, append->reason);
  event.parent = append->parent;
  event.old_flags = (FlagSet) { 0 };
  changes_add (changes, &event);
  return entry.uid;
}

gboolean
mailbox_store_flags (Mailbox *mailbox, guint32 uid, FlagsOperation operation, const FlagSet *flags,
                     CopyReason reason, Changes *changes)
{
  MailboxEntry *entry = find (mailbox, uid);
  FlagSet result;
  CopyEvent event;

  if (entry == NULL)
    return FALSE;
  result = flag_set_apply (&entry->flags, operation, flags);
  result.system &= FLAG_ALL_STORED;
  if (flag_set_equal (&entry->flags, &result))
    return FALSE;
  event = entry_event (mailbox, entry, COPY_CHANGED, reason);
  event.new_flags = result;
  entry->flags = result;
  entry->modseq = ++mailbox->highest_modseq;
  changes_add (changes, &event);
  return TRUE;
}

/* Notes that the entry goes, and frees what it holds; its place in entries is the caller's to close. */
static void
forget_entry (Mailbox *mailbox, MailboxEntry *entry, CopyReason reason, Changes *changes)
{
  CopyEvent event = entry_event (mailbox, entry, COPY_VANISHED, reason);
  Expunged expunged = { .modseq = ++mailbox->highest_modseq, .uid = entry->uid };

  event.part = PART_NONE;
  event.octets = 0;
  g_array_append_val (mailbox->expunged, expunged);
  mailbox->octets -= message_size (entry->message);
  state_clear (&mailbox_entry_state, entry);
  changes_add (changes, &event);
}

gboolean
mailbox_expunge (Mailbox *mailbox, guint32 uid, CopyReason reason, Changes *changes)
{
  MailboxEntry *entry = find (mailbox, uid);

  if (entry == NULL)
    return FALSE;
  forget_entry (mailbox, entry, reason, changes);
  g_array_remove_index (mailbox->entries, (guint) (entry - ENTRY (mailbox, 0)));
  return TRUE;
}

guint
mailbox_expunge_set (Mailbox *mailbox, const UidSet *set, CopyReason reason, Changes *changes)
{
  guint kept = 0;
  guint gone;

  for (guint i = 0; i < mailbox->entries->len; i++)
    {
      MailboxEntry *entry = ENTRY (mailbox, i);

      if (uid_set_contains (set, entry->uid))
        forget_entry (mailbox, entry, reason, changes);
      else
        *ENTRY (mailbox, kept++) = *entry;
    }
  gone = mailbox->entries->len - kept;
  g_array_set_size (mailbox->entries, kept);
  return gone;
}

void
mailbox_set_pop_state (Mailbox *mailbox, guint32 uid, guint32 pop_state)
{
  MailboxEntry *entry = find (mailbox, uid);

  if (entry != NULL)
    entry->pop_state = pop_state;
}

void
mailbox_set_letter (Mailbox *mailbox, guint32 uid, guint32 letter)
{
  MailboxEntry *entry = find (mailbox, uid);

  if (entry != NULL)
    entry->letter = letter;
}

void
mailbox_expunged_since (const Mailbox *mailbox, guint64 since, UidSet *set)
{
  for (guint i = mailbox->expunged->len; i > 0; i--)
    {
      const Expunged *expunged = &g_array_index (mailbox->expunged, Expunged, i - 1);

      if (expunged->modseq <= since)
        break;
      uid_set_add (set, expunged->uid);
    }
}
