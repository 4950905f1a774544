/* Changes that wait for the server, told to it in their order (RFC 4549 §4.2). A change leaves the
 * queue when the server has confirmed it; one that the server refuses stays, and is not tried again
 * before the next check. */
#include "imap-client-private.h"

#include <string.h>

static gboolean
is_refused (const ImapClient *client, guint index)
{
  for (guint i = 0; i < client->refused->len; i++)
    if (g_array_index (client->refused, guint32, i) == index)
      return TRUE;
  return FALSE;
}

/* Target of a change: there, or to be created. */
static gboolean
target_is_usable (const ImapClient *client, const char *name)
{
  const ImapFolder *target = flow_folder (client, name);

  return target == NULL || (target->notes & (FOLDER_REFUSED | FOLDER_NO_SELECT)) == 0;
}

/* An upload whose answer was lost may have been found in its mailbox since: then it has its UID. */
static ChangeReadiness
append_readiness (const ImapClient *client, const Replica *replica, const PendingChange *change)
{
  const ReplicaFolder *folder;
  const ReplicaItem *item = replica_find_id (replica, change->item, &folder);

  if (item == NULL || item->message == NULL || item->part < PART_FULL || item->hidden || change->target == NULL)
    return CHANGE_POINTLESS;
  if (item->uid != 0 && strcmp (folder->name, change->target) == 0)
    return CHANGE_POINTLESS;
  return target_is_usable (client, change->target) ? CHANGE_READY : CHANGE_WAITS;
}

static guint32
uid_of_change (const Replica *replica, const PendingChange *change)
{
  const ReplicaFolder *folder;
  const ReplicaItem *item;

  if (change->uid != 0 || change->item == 0)
    return change->uid;
  item = replica_find_id (replica, change->item, &folder);
  return item != NULL && strcmp (folder->name, change->folder) == 0 ? item->uid : 0;
}

ChangeReadiness
flow_change_readiness (const ImapClient *client, const Replica *replica, guint index, guint32 *uid)
{
  const PendingChange *change = FLOW_PENDING (replica, index);
  const ImapFolder *folder;

  *uid = 0;
  if (is_refused (client, index))
    return CHANGE_WAITS;
  if (change->kind == PENDING_APPEND)
    return append_readiness (client, replica, change);
  if ((change->kind == PENDING_MOVE || change->kind == PENDING_COPY) &&
      (change->target == NULL || strcmp (change->target, change->folder) == 0))
    return CHANGE_POINTLESS;
  *uid = uid_of_change (replica, change);
  folder = flow_folder (client, change->folder);
  if (*uid == 0 || folder == NULL || (folder->notes & (FOLDER_REFUSED | FOLDER_NO_SELECT)) != 0)
    return CHANGE_WAITS;
  if (change->target != NULL && !target_is_usable (client, change->target))
    return CHANGE_WAITS;
  return CHANGE_READY;
}

gboolean
flow_change_covers (const Replica *replica, const char *folder, guint32 uid)
{
  for (guint i = 0; i < replica->pending->len; i++)
    {
      const PendingChange *change = FLOW_PENDING (replica, i);

      if ((change->kind == PENDING_MOVE || change->kind == PENDING_EXPUNGE) && change->uid == uid &&
          strcmp (change->folder, folder) == 0)
        return TRUE;
    }
  return FALSE;
}

/* An index + 1 after the change at index has left the queue. */
static guint32
shifted (guint32 place, guint index)
{
  if (place == index + 1)
    return 0;
  return place > index + 1 ? place - 1 : place;
}

void
flow_change_finished (Flow *flow, guint index)
{
  ImapClient *client = flow->client;

  replica_pending_done (flow->replica, index);
  client->marked = shifted (client->marked, index);
  client->pending = shifted (client->pending, index);
  for (guint i = client->refused->len; i > 0; i--)
    {
      guint32 place = shifted (g_array_index (client->refused, guint32, i - 1) + 1, index);

      if (place == 0)
        g_array_remove_index (client->refused, i - 1);
      else
        g_array_index (client->refused, guint32, i - 1) = place - 1;
    }
}

void
flow_change_refused (Flow *flow, guint index)
{
  guint32 place = index;

  if (!is_refused (flow->client, index))
    g_array_append_val (flow->client->refused, place);
}

void
flow_drop_pointless (Flow *flow)
{
  for (guint i = flow->replica->pending->len; i > 0; i--)
    {
      guint32 uid;

      if (flow_change_readiness (flow->client, flow->replica, i - 1, &uid) != CHANGE_POINTLESS)
        continue;
      if (FLOW_PENDING (flow->replica, i - 1)->kind == PENDING_MOVE)
        replica_set_hidden (flow->replica, FLOW_PENDING (flow->replica, i - 1)->item, FALSE);
      flow_change_finished (flow, i - 1);
    }
}

void
flow_change_has_uid (Flow *flow, guint32 id, const char *name, guint32 uid)
{
  const ReplicaFolder *folder;
  const ReplicaItem *item = id != 0 ? replica_find_id (flow->replica, id, &folder) : NULL;

  if (item == NULL)
    return;
  if (strcmp (folder->name, name) == 0 && replica_find_uid (folder, uid) == NULL)
    replica_set_uid (flow->replica, id, uid);
  /* What the person did to it since: those changes could not name it yet. */
  for (guint i = 0; i < flow->replica->pending->len; i++)
    {
      PendingChange *change = FLOW_PENDING (flow->replica, i);

      if (change->kind != PENDING_APPEND && change->item == id && change->uid == 0 && strcmp (change->folder, name) == 0)
        change->uid = uid;
    }
}

static gboolean
same_header (const ReplicaItem *item, const Message *header)
{
  OctetRange a;
  OctetRange b;

  if (item->message == NULL)
    return FALSE;
  a = message_header_range (item->message);
  b = message_header_range (header);
  return a.end == b.end && memcmp (message_octets (item->message, NULL), message_octets (header, NULL), a.end) == 0;
}

/* The item that waits in folder for its UID and has this header; 0 when there is none. */
static guint32
waiting_item (const Replica *replica, const char *name, const Message *header)
{
  const ReplicaFolder *folder = replica_folder (replica, name);

  for (guint i = 0; i < folder->items->len; i++)
    if (FLOW_ITEM (folder, i)->uid == 0 && same_header (FLOW_ITEM (folder, i), header))
      return FLOW_ITEM (folder, i)->id;
  for (guint i = 0; i < replica->pending->len; i++)
    {
      const PendingChange *change = FLOW_PENDING (replica, i);
      const ReplicaItem *item;

      if (change->kind == PENDING_APPEND || change->uid != 0 || strcmp (change->folder, name) != 0)
        continue;
      item = replica_find_id (replica, change->item, NULL);
      if (item != NULL && same_header (item, header))
        return item->id;
    }
  return 0;
}

/* Servers without UIDPLUS do not say which UID an upload or a copy got: its header tells. */
gboolean
flow_adopt (Flow *flow, const ImapResponse *response)
{
  g_autoptr (Message) header = message_new (response->body != NULL ? response->body : response->header);
  guint32 item = waiting_item (flow->replica, flow->client->selected, header);

  if (item == 0)
    return FALSE;
  flow_change_has_uid (flow, item, flow->client->selected, response->uid);
  if (flow_find_item (flow->client, flow->replica, response->uid) != NULL)
    flow_on_fetch (flow, response);
  return TRUE;
}

/* The UID that the server told for what it has put into target, if it fits what is known of that mailbox
 * (RFC 4315 §3); otherwise 0, and the mailbox is looked at again. */
static guint32
told_uid (Flow *flow, const char *target)
{
  ImapClient *client = flow->client;
  ImapFolder *listed = flow_folder (client, target);
  ReplicaFolder *folder = replica_folder_own (flow->replica, target);

  if (folder->uid_validity == 0)
    folder->uid_validity = client->copied_validity;
  if (client->copied != 0 && folder->uid_validity == client->copied_validity)
    return client->copied;
  if (listed != NULL)
    listed->notes &= ~(guint32) FOLDER_VISITED;
  return 0;
}

static void
has_moved (Flow *flow, const PendingChange *change, CopyReason reason)
{
  const ReplicaFolder *folder;
  const ReplicaItem *item = change->item != 0 ? replica_find_id (flow->replica, change->item, &folder) : NULL;
  guint32 uid = told_uid (flow, change->target);

  if (item != NULL && strcmp (folder->name, change->folder) == 0 && strcmp (folder->name, change->target) != 0)
    {
      replica_move (flow->replica, change->item, change->target, 0, reason, &flow->out->changes);
      replica_set_hidden (flow->replica, change->item, FALSE);
    }
  if (uid != 0)
    flow_change_has_uid (flow, change->item, change->target, uid);
}

gboolean
flow_moves_away (Flow *flow, guint32 uid)
{
  const ImapClient *client = flow->client;
  const PendingChange *change = client->pending != 0 ? FLOW_PENDING (flow->replica, client->pending - 1) : NULL;

  if (change == NULL || change->kind != PENDING_MOVE || uid_of_change (flow->replica, change) != uid)
    return FALSE;
  has_moved (flow, change, REASON_MOVED);
  return TRUE;
}

/* COPY in place of MOVE has gone well: what is left to do is the original. Kept in the queue as that, so
 * that a connection lost now does not copy it twice. */
static void
copied_to_move (Flow *flow, PendingChange *change)
{
  guint32 uid = uid_of_change (flow->replica, change);

  has_moved (flow, change, REASON_MOVED);
  change->kind = PENDING_EXPUNGE;
  change->uid = uid;
  change->item = 0;
  g_clear_pointer (&change->target, g_free);
}

/* Nothing here mirrors the copy yet. */
static void
copied (Flow *flow, const PendingChange *change)
{
  ImapFolder *listed = flow_folder (flow->client, change->target);

  if (listed != NULL)
    listed->notes &= ~(guint32) FOLDER_VISITED;
}

static void
expunged (Flow *flow, const PendingChange *change)
{
  const ReplicaFolder *folder;
  const ReplicaItem *item = change->item != 0 ? replica_find_id (flow->replica, change->item, &folder) : NULL;

  if (item != NULL && strcmp (folder->name, change->folder) == 0)
    replica_remove (flow->replica, item->id, REASON_DELETED_LOCALLY, &flow->out->changes);
}

static void
flags_stored (Flow *flow, const PendingChange *change, guint32 uid)
{
  const ReplicaItem *item = flow_find_item (flow->client, flow->replica, uid);
  FlagSet flags;

  if (item == NULL || item->uid != uid)
    return;
  flags = item->flags;
  for (guint i = 0; i < flow->replica->pending->len; i++)
    {
      const PendingChange *other = FLOW_PENDING (flow->replica, i);

      if (other != change && other->kind == PENDING_FLAGS && (other->item == change->item || other->uid == uid))
        return;
    }
  replica_set_flags (flow->replica, item->id, &flags, TRUE, REASON_FLAGS_SYNCED, &flow->out->changes);
}

static void
confirmed (Flow *flow, guint index)
{
  PendingChange *change = FLOW_PENDING (flow->replica, index);

  switch (change->kind)
    {
    case PENDING_FLAGS:
      flags_stored (flow, change, uid_of_change (flow->replica, change));
      break;
    case PENDING_MOVE:
      if (flow->client->command == COMMAND (IMAP_INPUT_COPY))
        {
          copied_to_move (flow, change);
          return;
        }
      has_moved (flow, change, REASON_MOVED);
      break;
    case PENDING_COPY:
      copied (flow, change);
      break;
    case PENDING_EXPUNGE:
      if (flow->client->command == COMMAND (IMAP_INPUT_STORE))
        {
          flow->client->marked = index + 1;
          return;
        }
      expunged (flow, change);
      break;
    case PENDING_APPEND:
      has_moved (flow, change, REASON_APPENDED);
      break;
    }
  flow_change_finished (flow, index);
}

/* Somebody else has changed the message since it was looked at. It is looked at again, and the change made on top of
 * that: flags are added and taken away one by one, so that both changes are kept, and where both are about the same flag
 * the later one holds (RFC 7162 §3.1.3). A message that changes again and again waits for the next check. */
static void
conflicted (Flow *flow, guint index)
{
  ImapClient *client = flow->client;

  if ((client->notes & NOTE_CONFLICTED_AGAIN) != 0)
    {
      client->notes &= ~(guint32) (NOTE_CONFLICTED | NOTE_CONFLICTED_AGAIN);
      flow_change_refused (flow, index);
      return;
    }
  client->notes |= NOTE_CONFLICT | ((client->notes & NOTE_CONFLICTED) != 0 ? NOTE_CONFLICTED_AGAIN : NOTE_CONFLICTED);
}

void
flow_replayed (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;
  const ImapFolder *target;
  guint index = client->pending - 1;

  g_clear_pointer (&client->literal, message_unref);
  if (client->pending == 0 || index >= flow->replica->pending->len)
    return;
  if (client->command == COMMAND (IMAP_INPUT_STORE) && response->code == CODE_MODIFIED)
    {
      conflicted (flow, index);
      return;
    }
  if (response->status == STATUS_OK)
    {
      client->notes &= ~(guint32) (NOTE_CONFLICTED | NOTE_CONFLICTED_AGAIN);
      confirmed (flow, index);
      return;
    }
  target = client->target != NULL ? flow_folder (client, client->target) : NULL;
  if (response->code == CODE_TRYCREATE && target != NULL && (target->notes & FOLDER_CREATED) == 0)
    flow_remove_folder (client, client->target);
  else
    flow_change_refused (flow, index);
}
