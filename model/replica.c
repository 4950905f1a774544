#include "replica.h"

#include <string.h>

static const StateField replica_item_fields[] = {
  STATE_FIELD (ReplicaItem, flags, STATE_POD),
  STATE_FIELD (ReplicaItem, server_flags, STATE_POD),
  STATE_FIELD (ReplicaItem, internal_date, STATE_POD),
  STATE_FIELD (ReplicaItem, downloaded, STATE_POD),
  STATE_FIELD (ReplicaItem, size, STATE_POD),
  STATE_FIELD (ReplicaItem, modseq, STATE_POD),
  STATE_FIELD_OF (ReplicaItem, message, STATE_REF, message_state),
  STATE_FIELD (ReplicaItem, uidl, STATE_STR),
  STATE_FIELD (ReplicaItem, id, STATE_POD),
  STATE_FIELD (ReplicaItem, uid, STATE_POD),
  STATE_FIELD (ReplicaItem, copy, STATE_POD),
  STATE_FIELD (ReplicaItem, letter, STATE_POD),
  STATE_FIELD (ReplicaItem, part, STATE_POD),
  STATE_FIELD (ReplicaItem, local_only, STATE_POD),
  STATE_FIELD (ReplicaItem, hidden, STATE_POD),
  STATE_FIELD (ReplicaItem, unused, STATE_POD),
};
const StateType replica_item_state = STATE_TYPE (ReplicaItem, replica_item_fields);

static const StateField replica_folder_fields[] = {
  STATE_FIELD (ReplicaFolder, shared, STATE_SKIP),
  STATE_FIELD (ReplicaFolder, name, STATE_STR),
  STATE_FIELD (ReplicaFolder, uid_validity, STATE_POD),
  STATE_FIELD (ReplicaFolder, uid_next, STATE_POD),
  STATE_FIELD (ReplicaFolder, highest_modseq, STATE_POD),
  STATE_FIELD (ReplicaFolder, special_use, STATE_POD),
  STATE_FIELD (ReplicaFolder, remote, STATE_POD),
  STATE_FIELD (ReplicaFolder, top_uid, STATE_POD),
  STATE_FIELD (ReplicaFolder, moved_in, STATE_POD),
  STATE_FIELD_OF (ReplicaFolder, keywords, STATE_STRUCT, keyword_table_state),
  STATE_FIELD_OF (ReplicaFolder, items, STATE_STRUCT_ARRAY, replica_item_state),
};
const StateType replica_folder_state = STATE_TYPE (ReplicaFolder, replica_folder_fields);

static const StateField replica_fields[] = {
  STATE_FIELD (Replica, shared, STATE_SKIP),
  STATE_FIELD_OF (Replica, folders, STATE_REF_ARRAY, replica_folder_state),
  STATE_FIELD_OF (Replica, uidls, STATE_STRUCT_ARRAY, uidl_state_state),
  STATE_FIELD_OF (Replica, pending, STATE_STRUCT_ARRAY, pending_change_state),
  STATE_FIELD_OF (Replica, outbox, STATE_STRUCT_ARRAY, outbox_entry_state),
  STATE_FIELD (Replica, next_item, STATE_POD),
  STATE_FIELD (Replica, unused, STATE_POD),
};
const StateType replica_state = STATE_TYPE (Replica, replica_fields);

#define ITEM(folder, i) (&g_array_index ((folder)->items, ReplicaItem, i))

Replica *
replica_new (void)
{
  Replica *replica = state_shared_new (&replica_state);

  replica->folders = g_ptr_array_new ();
  replica->uidls = g_array_new (FALSE, TRUE, sizeof (UidlState));
  replica->pending = g_array_new (FALSE, TRUE, sizeof (PendingChange));
  replica->outbox = g_array_new (FALSE, TRUE, sizeof (OutboxEntry));
  replica->next_item = 1;
  replica_folder_own (replica, "INBOX");
  return replica;
}

static int
folder_index (const Replica *replica, const char *name)
{
  for (guint i = 0; i < replica->folders->len; i++)
    if (strcmp (((const ReplicaFolder *) replica->folders->pdata[i])->name, name) == 0)
      return (int) i;
  return -1;
}

const ReplicaFolder *
replica_folder (const Replica *replica, const char *name)
{
  int index = folder_index (replica, name);

  return index < 0 ? NULL : replica->folders->pdata[index];
}

ReplicaFolder *
replica_folder_own (Replica *replica, const char *name)
{
  int index = folder_index (replica, name);
  ReplicaFolder *folder;

  if (index >= 0)
    return state_own (&replica_folder_state, &replica->folders->pdata[index]);
  folder = state_shared_new (&replica_folder_state);
  folder->name = g_strdup (name);
  keyword_table_init (&folder->keywords);
  folder->items = g_array_new (FALSE, TRUE, sizeof (ReplicaItem));
  g_ptr_array_add (replica->folders, folder);
  return folder;
}

const ReplicaItem *
replica_find_uid (const ReplicaFolder *folder, guint32 uid)
{
  /* What is new is asked for most, and is above all that are there. */
  if (uid == 0 || uid > folder->top_uid)
    return NULL;
  for (guint i = folder->items->len; i > 0; i--)
    if (ITEM (folder, i - 1)->uid == uid)
      return ITEM (folder, i - 1);
  return NULL;
}

/* By halves. */
static int
ordered_index (const ReplicaFolder *folder, guint32 id)
{
  guint low = 0;
  guint high = folder->items->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (ITEM (folder, middle)->id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low < folder->items->len && ITEM (folder, low)->id == id ? (int) low : -1;
}

/* -1 when it is not in the folder. */
static int
item_index (const ReplicaFolder *folder, guint32 id)
{
  if (!folder->moved_in)
    return ordered_index (folder, id);
  for (guint i = folder->items->len; i > 0; i--)
    if (ITEM (folder, i - 1)->id == id)
      return (int) i - 1;
  return -1;
}

const ReplicaItem *
replica_find_id (const Replica *replica, guint32 id, const ReplicaFolder **in)
{
  for (guint i = 0; i < replica->folders->len; i++)
    {
      const ReplicaFolder *folder = replica->folders->pdata[i];
      int index = item_index (folder, id);

      if (index < 0)
        continue;
      if (in != NULL)
        *in = folder;
      return ITEM (folder, index);
    }
  return NULL;
}

static guint64
item_octets (const ReplicaItem *item)
{
  return item->message != NULL ? message_size (item->message) : 0;
}

guint64
replica_octets (const Replica *replica)
{
  guint64 octets = 0;

  for (guint i = 0; i < replica->folders->len; i++)
    {
      const ReplicaFolder *folder = replica->folders->pdata[i];

      for (guint j = 0; j < folder->items->len; j++)
        octets += item_octets (ITEM (folder, j));
    }
  return octets;
}

/* The item for changing, its folder made the replica's own. NULL when there is none. */
static ReplicaItem *
item_own (Replica *replica, guint32 id, ReplicaFolder **in)
{
  for (guint i = 0; i < replica->folders->len; i++)
    {
      int index = item_index (replica->folders->pdata[i], id);

      if (index < 0)
        continue;
      *in = state_own (&replica_folder_state, &replica->folders->pdata[i]);
      return ITEM (*in, index);
    }
  return NULL;
}

static CopyEvent
item_event (const ReplicaFolder *folder, const ReplicaItem *item, CopyChange change, CopyReason reason)
{
  CopyEvent event = {
    .change = change,
    .reason = reason,
    .copy = item->copy,
    .letter = item->letter,
    .uid = item->uid,
    .folder = g_intern_string (folder->name),
    .old_flags = item->flags,
    .new_flags = item->flags,
    .part = item->part,
    .octets = item_octets (item),
  };

  return event;
}

guint32
replica_add (Replica *replica, const char *name, const ReplicaAdd *add, Changes *changes)
{
  ReplicaFolder *folder = replica_folder_own (replica, name);
  ReplicaItem item = {
    .flags = add->flags,
    .server_flags = add->flags,
    .internal_date = add->internal_date != 0 ? add->internal_date : add->now,
    .downloaded = add->part == PART_FULL ? add->now : 0,
    .size = add->size != 0 || add->message == NULL ? add->size : message_size (add->message),
    .message = add->message != NULL ? message_ref (add->message) : NULL,
    .uidl = g_strdup (add->uidl),
    .id = replica->next_item++,
    .uid = add->uid,
    .copy = changes_new_copy (changes),
    .letter = add->letter,
    .part = add->part,
    .local_only = add->local_only,
  };
  CopyEvent event = item_event (folder, &item, COPY_APPEARED, add->reason);

  event.parent = add->parent;
  event.old_flags = (FlagSet) { 0 };
  folder->top_uid = MAX (folder->top_uid, item.uid);
  g_array_append_val (folder->items, item);
  changes_add (changes, &event);
  return item.id;
}

void
replica_set_part (Replica *replica, guint32 id, CopyPart part, Message *message, gint64 now, Changes *changes)
{
  ReplicaFolder *folder;
  ReplicaItem *item = item_own (replica, id, &folder);
  CopyEvent event;

  if (item == NULL || (item->part == part && (message == NULL || message == item->message)))
    return;
  if (message != NULL)
    {
      message_ref (message);
      state_unref (&message_state, item->message);
      item->message = message;
    }
  if (part == PART_FULL && item->part != PART_FULL)
    item->downloaded = now;
  item->part = part;
  event = item_event (folder, item, COPY_CHANGED, REASON_DOWNLOADED);
  changes_add (changes, &event);
}

void
replica_set_flags (Replica *replica, guint32 id, const FlagSet *flags, gboolean synced, CopyReason reason,
                   Changes *changes)
{
  ReplicaFolder *folder;
  ReplicaItem *item = item_own (replica, id, &folder);
  CopyEvent event;

  if (item == NULL)
    return;
  if (synced)
    item->server_flags = *flags;
  if (flag_set_equal (&item->flags, flags))
    return;
  event = item_event (folder, item, COPY_CHANGED, reason);
  event.new_flags = *flags;
  item->flags = *flags;
  changes_add (changes, &event);
}

void
replica_set_letter (Replica *replica, guint32 id, guint32 letter)
{
  ReplicaFolder *folder;
  ReplicaItem *item = item_own (replica, id, &folder);

  if (item != NULL)
    item->letter = letter;
}

void
replica_set_uid (Replica *replica, guint32 id, guint32 uid)
{
  ReplicaFolder *folder;
  ReplicaItem *item = item_own (replica, id, &folder);

  if (item == NULL)
    return;
  item->uid = uid;
  folder->top_uid = MAX (folder->top_uid, uid);
  item->local_only = item->local_only && uid == 0;
}

void
replica_set_hidden (Replica *replica, guint32 id, gboolean hidden)
{
  ReplicaFolder *folder;
  ReplicaItem *item = item_own (replica, id, &folder);

  if (item != NULL)
    item->hidden = hidden;
}

void
replica_move (Replica *replica, guint32 id, const char *name, guint32 new_uid, CopyReason reason, Changes *changes)
{
  ReplicaFolder *target = replica_folder_own (replica, name);
  ReplicaFolder *folder;
  ReplicaItem *item = item_own (replica, id, &folder);
  ReplicaItem moved;
  CopyEvent event;

  if (item == NULL)
    return;
  item->uid = new_uid;
  target->top_uid = MAX (target->top_uid, new_uid);
  if (folder == target)
    return;
  moved = *item;
  g_array_remove_index (folder->items, (guint) (item - ITEM (folder, 0)));
  event = item_event (folder, &moved, COPY_MOVED, reason);
  moved.flags = flag_set_translate (&moved.flags, &folder->keywords, &target->keywords);
  moved.server_flags = flag_set_translate (&moved.server_flags, &folder->keywords, &target->keywords);
  event.new_flags = moved.flags;
  event.to_folder = g_intern_string (target->name);
  target->moved_in = TRUE;
  g_array_append_val (target->items, moved);
  changes_add (changes, &event);
}

static void
remove_at (ReplicaFolder *folder, guint index, CopyReason reason, Changes *changes)
{
  ReplicaItem *item = ITEM (folder, index);
  CopyEvent event = item_event (folder, item, COPY_VANISHED, reason);

  event.part = PART_NONE;
  event.octets = 0;
  state_clear (&replica_item_state, item);
  g_array_remove_index (folder->items, index);
  changes_add (changes, &event);
}

void
replica_remove (Replica *replica, guint32 id, CopyReason reason, Changes *changes)
{
  ReplicaFolder *folder;
  ReplicaItem *item = item_own (replica, id, &folder);

  if (item == NULL)
    return;
  remove_at (folder, (guint) (item - ITEM (folder, 0)), reason, changes);
  for (guint i = 0; i < replica->uidls->len; i++)
    if (g_array_index (replica->uidls, UidlState, i).item == id)
      g_array_index (replica->uidls, UidlState, i).item = 0;
}

void
replica_reset_folder (Replica *replica, const char *name, guint32 uid_validity, Changes *changes)
{
  ReplicaFolder *folder = replica_folder_own (replica, name);

  for (guint i = folder->items->len; i > 0; i--)
    if (ITEM (folder, i - 1)->uid != 0)
      remove_at (folder, i - 1, REASON_UIDVALIDITY, changes);
  for (guint i = replica->pending->len; i > 0; i--)
    {
      const PendingChange *change = &g_array_index (replica->pending, PendingChange, i - 1);

      /* What waits to be uploaded has no UID yet. */
      if (change->kind != PENDING_APPEND && g_strcmp0 (change->folder, name) == 0)
        replica_pending_done (replica, i - 1);
    }
  folder->uid_validity = uid_validity;
  folder->uid_next = 1;
  folder->highest_modseq = 0;
  folder->top_uid = 0;
}
