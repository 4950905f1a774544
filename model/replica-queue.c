/* What the replica remembers for its next sessions: UIDLs, changes to tell, letters to submit. */
#include "replica.h"

#include <string.h>

static const StateField uidl_state_fields[] = {
  STATE_FIELD (UidlState, uidl, STATE_STR),
  STATE_FIELD (UidlState, first_seen, STATE_POD),
  STATE_FIELD (UidlState, downloaded, STATE_POD),
  STATE_FIELD (UidlState, item, STATE_POD),
  STATE_FIELD (UidlState, delete_wanted, STATE_POD),
};
const StateType uidl_state_state = STATE_TYPE (UidlState, uidl_state_fields);

static const StateField pending_change_fields[] = {
  STATE_FIELD (PendingChange, kind, STATE_POD),
  STATE_FIELD (PendingChange, operation, STATE_POD),
  STATE_FIELD (PendingChange, flags, STATE_POD),
  STATE_FIELD (PendingChange, folder, STATE_STR),
  STATE_FIELD (PendingChange, target, STATE_STR),
  STATE_FIELD (PendingChange, uid, STATE_POD),
  STATE_FIELD (PendingChange, item, STATE_POD),
  STATE_FIELD (PendingChange, since, STATE_POD),
};
const StateType pending_change_state = STATE_TYPE (PendingChange, pending_change_fields);

static const StateField outbox_entry_fields[] = {
  STATE_FIELD (OutboxEntry, from, STATE_STR),
  STATE_FIELD (OutboxEntry, to, STATE_STRV),
  STATE_FIELD (OutboxEntry, item, STATE_POD),
  STATE_FIELD (OutboxEntry, attempts, STATE_POD),
};
const StateType outbox_entry_state = STATE_TYPE (OutboxEntry, outbox_entry_fields);

/* -1 when it is unknown */
static int
uidl_index (const Replica *replica, const char *uidl)
{
  for (guint i = 0; i < replica->uidls->len; i++)
    if (strcmp (g_array_index (replica->uidls, UidlState, i).uidl, uidl) == 0)
      return (int) i;
  return -1;
}

UidlState *
replica_uidl (Replica *replica, const char *uidl)
{
  int index = uidl_index (replica, uidl);

  return index < 0 ? NULL : &g_array_index (replica->uidls, UidlState, index);
}

UidlState *
replica_note_uidl (Replica *replica, const char *uidl, gint64 now)
{
  UidlState *known = replica_uidl (replica, uidl);
  UidlState state = { .first_seen = now };

  if (known != NULL)
    return known;
  state.uidl = g_strdup (uidl);
  g_array_append_val (replica->uidls, state);
  return &g_array_index (replica->uidls, UidlState, replica->uidls->len - 1);
}

static void
remove_element (GArray *array, const StateType *type, guint index)
{
  g_assert (index < array->len);
  state_clear (type, array->data + index * type->size);
  g_array_remove_index (array, index);
}

void
replica_forget_uidl (Replica *replica, const char *uidl)
{
  int index = uidl_index (replica, uidl);

  if (index >= 0)
    remove_element (replica->uidls, &uidl_state_state, (guint) index);
}

void
replica_forget_uidls (Replica *replica)
{
  while (replica->uidls->len > 0)
    remove_element (replica->uidls, &uidl_state_state, replica->uidls->len - 1);
}

void
replica_pend (Replica *replica, const PendingChange *change)
{
  PendingChange copy;

  state_copy (&pending_change_state, &copy, change);
  g_array_append_val (replica->pending, copy);
}

void
replica_pending_done (Replica *replica, guint index)
{
  remove_element (replica->pending, &pending_change_state, index);
}

void
replica_outbox_add (Replica *replica, const OutboxEntry *entry)
{
  OutboxEntry copy;

  state_copy (&outbox_entry_state, &copy, entry);
  g_array_append_val (replica->outbox, copy);
}

void
replica_outbox_done (Replica *replica, guint index)
{
  remove_element (replica->outbox, &outbox_entry_state, index);
}
