/* Only what has changed since the last session (RFC 7162). With QRESYNC the SELECT itself brings changed flags and UIDs
 * that are gone; with CONDSTORE alone a FETCH brings the flags, and only the count can tell that nothing is gone. What
 * does not add up is read from end to end, as without either. */
#include "imap-client-private.h"

#include <string.h>

gboolean
flow_uses_modseq (const ImapClient *client, const DevicePolicy *policy)
{
  return (policy->use_condstore || policy->use_qresync) && !flow_searches (policy) &&
         (client->capabilities & CAPABILITY_CONDSTORE) != 0;
}

gboolean
flow_can_resync (const ImapClient *client, const Replica *replica, const char *name)
{
  const ReplicaFolder *folder = replica_folder (replica, name);

  return folder != NULL && folder->uid_validity != 0 && folder->highest_modseq != 0;
}

void
flow_known_uids (const Replica *replica, const char *name, UidSet *known)
{
  const ReplicaFolder *folder = replica_folder (replica, name);

  for (guint i = 0; folder != NULL && i < folder->items->len; i++)
    if (FLOW_ITEM (folder, i)->uid != 0)
      uid_set_add (known, FLOW_ITEM (folder, i)->uid);
  for (guint i = 0; i < replica->pending->len; i++)
    {
      const PendingChange *change = FLOW_PENDING (replica, i);

      if (change->kind != PENDING_APPEND && change->uid != 0 && strcmp (change->folder, name) == 0)
        uid_set_add (known, change->uid);
    }
}

guint64
flow_known_modseq (const Flow *flow, const char *name, guint32 uid)
{
  const ReplicaFolder *folder = replica_folder (flow->replica, name);
  const ReplicaItem *item = folder != NULL ? replica_find_uid (folder, uid) : NULL;

  if (item == NULL || !flow_uses_modseq (flow->client, flow->policy))
    return 0;
  return MAX (item->modseq, folder->highest_modseq);
}

void
flow_take_modseq (Flow *flow, const ImapResponse *response, guint32 uid)
{
  ReplicaItem *item;

  if ((response->has & FETCH_HAS_MODSEQ) == 0 || !flow_uses_modseq (flow->client, flow->policy))
    return;
  replica_folder_own (flow->replica, flow->client->selected);
  item = (ReplicaItem *) flow_find_item (flow->client, flow->replica, uid);
  if (item != NULL)
    item->modseq = response->modseq;
}

/* Gives all places of the mailbox, or the first ones, their UIDs: those that were known, and those told since.
 * FALSE when that cannot be so. */
static gboolean
place_known (Flow *flow, UidSet *known)
{
  ImapClient *client = flow->client;
  guint place = 0;

  for (guint i = 0; i < client->uids->len; i++)
    if (FLOW_UID (client, i) != 0)
      uid_set_add (known, FLOW_UID (client, i));
  if (uid_set_count (known) > client->uids->len)
    return FALSE;
  for (guint i = 0; known->ranges != NULL && i < known->ranges->len; i++)
    {
      UidRange range = g_array_index (known->ranges, UidRange, i);

      for (guint64 uid = range.from; uid <= range.to; uid++, place++)
        {
          if (FLOW_UID (client, place) != 0 && FLOW_UID (client, place) != uid)
            return FALSE;
          FLOW_UID (client, place) = (guint32) uid;
        }
    }
  return TRUE;
}

static void
read_whole (Flow *flow)
{
  ImapClient *client = flow->client;

  memset (client->uids->data, 0, client->uids->len * sizeof (guint32));
  client->notes |= NOTE_FLAGS_WANTED;
}

/* Nothing has happened: no flag, nothing new, and nothing gone. */
static gboolean
is_unchanged (Flow *flow, const ReplicaFolder *folder, const UidSet *known)
{
  const ImapClient *client = flow->client;

  return client->modseq == folder->highest_modseq && uid_set_count (known) == client->uids->len &&
         client->uid_next != 0 && client->uid_next == folder->uid_next;
}

void
flow_resynced (Flow *flow)
{
  ImapClient *client = flow->client;
  const ReplicaFolder *folder = replica_folder (flow->replica, client->selected);
  gboolean selecting = client->command == COMMAND (IMAP_INPUT_SELECT);
  gboolean told = !selecting || ((client->notes & NOTE_RESYNC) != 0 && (client->notes & NOTE_AWAITS_CLOSED) == 0 &&
                                 client->uid_validity == folder->uid_validity);
  g_auto (UidSet) known = { 0 };

  client->notes &= ~(guint32) (NOTE_RESYNC | NOTE_AWAITS_CLOSED);
  flow_known_uids (flow->replica, client->selected, &known);
  if (client->uids->len == 0)
    flow_reconcile (flow);
  else if (!flow_uses_modseq (client, flow->policy) || client->modseq == 0 || folder->highest_modseq == 0 ||
           (client->notes & NOTE_FLAGS_WANTED) != 0)
    read_whole (flow);
  else if (!told && !is_unchanged (flow, folder, &known))
    client->notes |= NOTE_CHANGES_WANTED;
  else if (!place_known (flow, &known))
    read_whole (flow);
  else if (uid_set_count (&known) == client->uids->len)
    flow_reconcile (flow);
  else if (selecting)
    client->notes |= NOTE_MAP_WANTED;
  else
    read_whole (flow);
}
