/* The selected mailbox: sequence numbers to UIDs, and the replica's folder brought in step with it. */
#include "imap-client-private.h"

#include <string.h>

/* More than this is not believed: four octets each are kept. */
#define MESSAGES_MAX (4 * 1024 * 1024)

/* From where the last one was found on: responses come in the folder's order nearly always. */
const ReplicaItem *
flow_find_item (ImapClient *client, const Replica *replica, guint32 uid)
{
  const ReplicaFolder *folder = client->selected != NULL ? replica_folder (replica, client->selected) : NULL;
  const ReplicaItem *item;

  if (folder == NULL || uid == 0)
    return NULL;
  for (guint i = client->hint; i < client->hint + 2; i++)
    if (i < folder->items->len && FLOW_ITEM (folder, i)->uid == uid)
      {
        client->hint = i;
        return FLOW_ITEM (folder, i);
      }
  item = replica_find_uid (folder, uid);
  if (item != NULL)
    client->hint = (guint32) (item - FLOW_ITEM (folder, 0));
  return item;
}

void
flow_on_exists (Flow *flow, guint32 count)
{
  ImapClient *client = flow->client;
  gboolean selecting = client->state == IMAP_CLIENT_SELECTING;

  if (count > MESSAGES_MAX)
    {
      flow_fail (flow, IMAP_INPUT_ERROR, CLIENT_FAILED);
      return;
    }
  /* Fewer without EXPUNGE (RFC 3501 §7.3.1 forbids it): nothing known of the numbers holds any more. */
  if (count < client->uids->len)
    {
      g_array_set_size (client->uids, 0);
      if (!selecting)
        client->notes |= NOTE_FLAGS_WANTED;
    }
  else if (count > client->uids->len && !selecting)
    client->notes |= NOTE_MAP_WANTED | flow_note_of_arrival (client, flow->policy);
  g_array_set_size (client->uids, count);
}

static void
forget_uid (ImapClient *client, guint32 uid)
{
  uid_set_remove (&client->new_uids, uid);
  uid_set_remove (&client->bodies, uid);
  uid_set_remove (&client->found, uid);
}

static gboolean
was_deleted_here (const Replica *replica, const char *folder, guint32 uid)
{
  for (guint i = 0; i < replica->pending->len; i++)
    {
      const PendingChange *change = FLOW_PENDING (replica, i);

      if (change->kind == PENDING_EXPUNGE && change->uid == uid && strcmp (change->folder, folder) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The server has it no more. */
static void
item_gone (Flow *flow, guint32 uid)
{
  ImapClient *client = flow->client;
  const ReplicaItem *item = flow_find_item (client, flow->replica, uid);
  gboolean own;

  forget_uid (client, uid);
  if (item == NULL || flow_moves_away (flow, uid))
    return;
  own = was_deleted_here (flow->replica, client->selected, uid);
  if (!own)
    engine_note_decision (flow->out, RULE_GONE_ON_SERVER, item->letter, uid, client->uids->len, 0);
  replica_remove (flow->replica, item->id, own ? REASON_DELETED_LOCALLY : REASON_GONE_ON_SERVER,
                  &flow->out->changes);
}

void
flow_on_expunge (Flow *flow, guint32 number)
{
  ImapClient *client = flow->client;
  guint32 uid;

  if (number > client->uids->len)
    return;
  uid = FLOW_UID (client, number - 1);
  g_array_remove_index (client->uids, number - 1);
  if (uid != 0)
    item_gone (flow, uid);
  else if (flow_searches (flow->policy))
    client->notes |= NOTE_MAP_WANTED; /* who knows which one it was */
}

void
flow_on_vanished (Flow *flow, const UidSet *uids, gboolean earlier)
{
  ImapClient *client = flow->client;
  const ReplicaFolder *folder = replica_folder (flow->replica, client->selected);
  guint64 removed = 0;

  for (guint i = client->uids->len; i > 0 && !earlier; i--)
    if (FLOW_UID (client, i - 1) != 0 && uid_set_contains (uids, FLOW_UID (client, i - 1)))
      {
        g_array_remove_index (client->uids, i - 1);
        removed++;
      }
  /* Some of it was where the UIDs are not known: which places are left for which, nobody can tell. */
  if (!earlier && removed < uid_set_count (uids))
    {
      guint left = client->uids->len - (guint) MIN (uid_set_count (uids) - removed, client->uids->len);

      g_array_set_size (client->uids, 0);
      g_array_set_size (client->uids, left);
      client->notes |= NOTE_FLAGS_WANTED;
    }
  for (guint i = folder != NULL ? folder->items->len : 0; i > 0; i--)
    {
      guint32 uid = FLOW_ITEM (folder, i - 1)->uid;

      if (uid == 0 || !uid_set_contains (uids, uid))
        continue;
      item_gone (flow, uid);
      folder = replica_folder (flow->replica, client->selected);
    }
}

static FlagSet
read_flags (Flow *flow, const GPtrArray *words)
{
  ReplicaFolder *folder = replica_folder_own (flow->replica, flow->client->selected);
  FlagSet flags = { 0 };

  for (guint i = 0; i < words->len; i++)
    {
      SystemFlag flag = system_flag_parse (words->pdata[i]);
      int keyword = -1;

      flags.system |= flag;
      if (flag == 0 && ((const char *) words->pdata[i])[0] != '\\')
        keyword = keyword_table_intern (&folder->keywords, words->pdata[i]);
      if (keyword >= 0)
        flags.keywords |= G_GUINT64_CONSTANT (1) << keyword;
    }
  flags.system &= FLAG_ALL_STORED;
  return flags;
}

static gboolean
change_is_about (const PendingChange *change, const ReplicaItem *item, const char *folder)
{
  return strcmp (change->folder, folder) == 0 && (change->uid == item->uid || (change->uid == 0 && change->item == item->id));
}

/* The person sees the server's flags with the changes that it has not heard of yet (RFC 4549 §4.2.3). */
static void
sync_flags (Flow *flow, const ReplicaItem *item, FlagSet flags)
{
  const char *folder = flow->client->selected;
  gboolean synced = TRUE;

  for (guint i = 0; i < flow->replica->pending->len; i++)
    {
      const PendingChange *change = FLOW_PENDING (flow->replica, i);

      if (change->kind != PENDING_FLAGS || !change_is_about (change, item, folder))
        continue;
      flags = flag_set_apply (&flags, change->operation, &change->flags);
      synced = FALSE;
    }
  if (flag_set_equal (&flags, &item->flags) && (!synced || flag_set_equal (&flags, &item->server_flags)))
    return;
  replica_set_flags (flow->replica, item->id, &flags, synced, REASON_FLAGS_SYNCED, &flow->out->changes);
}

/* A window reaches so many days back from now. */
static gboolean
wants_body (const Flow *flow, CopyPart part, guint64 size, gint64 date)
{
  guint32 days = flow->policy->window_days;

  return flow->policy->full_copy && part < (flow_is_large (flow->policy, size) ? PART_TEXT : PART_FULL) &&
         (days == 0 || flow->now - date <= days * G_TIME_SPAN_DAY);
}

static void
add_item (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;
  GBytes *octets = response->body != NULL ? response->body : response->header;
  g_autoptr (Message) message = octets != NULL ? message_new (octets) : NULL;
  int zone;
  ReplicaAdd add = {
    .message = message,
    .part = response->body != NULL ? PART_FULL : response->header != NULL ? PART_HEADER : PART_NONE,
    .uid = response->uid,
    .flags = read_flags (flow, response->words),
    .size = response->size,
    .internal_date = response->date,
    .now = flow->now,
    .reason = REASON_DOWNLOADED,
  };

  if (add.internal_date == 0 && (message == NULL || !message_date (message, &add.internal_date, &zone)))
    add.internal_date = flow->now;
  replica_add (flow->replica, client->selected, &add, &flow->out->changes);
  if (wants_body (flow, add.part, add.size, add.internal_date))
    uid_set_add (&client->bodies, response->uid);
}

static void
on_new (Flow *flow, const ImapResponse *response)
{
  if (response->header == NULL && response->body == NULL)
    return;
  uid_set_remove (&flow->client->new_uids, response->uid);
  if (!flow_adopt (flow, response))
    add_item (flow, response);
}

/* A number that stands for another UID than it did: nothing known of the numbers holds (RFC 3501 §7.4.1). */
static void
place_uid (ImapClient *client, guint32 number, guint32 uid)
{
  guint32 *place = &FLOW_UID (client, number - 1);

  if (*place != 0 && *place != uid)
    {
      memset (client->uids->data, 0, client->uids->len * sizeof (guint32));
      client->notes |= NOTE_FLAGS_WANTED;
    }
  *place = uid;
}

void
flow_on_fetch (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;
  const ReplicaItem *item;
  guint32 uid = response->uid;

  if (response->number > client->uids->len)
    return;
  if (uid == 0)
    uid = FLOW_UID (client, response->number - 1);
  else
    place_uid (client, response->number, uid);
  if (uid == 0)
    return;
  item = flow_find_item (client, flow->replica, uid);
  if (item == NULL && flow_fetches_blindly (flow->policy) && (response->has & FETCH_HAS_FLAGS) != 0)
    {
      if (!flow_change_covers (flow->replica, client->selected, uid))
        add_item (flow, response);
      return;
    }
  if (item == NULL)
    {
      if (response->uid != 0 && uid_set_contains (&client->new_uids, uid))
        on_new (flow, response);
      return;
    }
  if (response->body != NULL && item->part < PART_FULL)
    {
      g_autoptr (Message) message = message_new (response->body);

      replica_set_part (flow->replica, item->id, PART_FULL, message, flow->now, &flow->out->changes);
      uid_set_remove (&client->bodies, uid);
    }
  if ((response->has & FETCH_HAS_FLAGS) != 0)
    {
      FlagSet flags = read_flags (flow, response->words);

      sync_flags (flow, flow_find_item (client, flow->replica, uid), flags);
      if (flow_searches (flow->policy) && client->state == IMAP_CLIENT_IDLING)
        client->notes |= (flags.system & FLAG_DELETED) != 0 ? NOTE_MAP_WANTED : 0;
    }
  flow_on_part (flow, response, uid);
  flow_take_modseq (flow, response, uid);
}

/* The greatest UID up to which nothing is unknown: what lies behind it has just arrived. */
static guint32
known_up_to (const ImapClient *client)
{
  guint32 last = 0;

  for (guint i = 0; i < client->uids->len; i++)
    {
      if (FLOW_UID (client, i) == 0)
        return last;
      last = MAX (last, FLOW_UID (client, i));
    }
  return G_MAXUINT32;
}

static void
drop_gone (Flow *flow, const UidSet *there, guint32 last)
{
  const ReplicaFolder *folder = replica_folder (flow->replica, flow->client->selected);

  for (guint i = folder->items->len; i > 0; i--)
    {
      guint32 uid = FLOW_ITEM (folder, i - 1)->uid;

      if (uid == 0 || uid > last || uid_set_contains (there, uid))
        continue;
      item_gone (flow, uid);
      folder = replica_folder (flow->replica, flow->client->selected);
    }
  for (guint i = flow->replica->pending->len; i > 0; i--)
    {
      const PendingChange *change = FLOW_PENDING (flow->replica, i - 1);

      /* What carries \Deleted is not found, and still has to be expunged. */
      if (change->kind == PENDING_APPEND || (change->kind == PENDING_EXPUNGE && flow_searches (flow->policy)))
        continue;
      if (change->uid != 0 && change->uid <= last && strcmp (change->folder, folder->name) == 0 &&
          !uid_set_contains (there, change->uid))
        flow_change_finished (flow, i - 1);
    }
}

static void
note_new (Flow *flow, const UidSet *there)
{
  ImapClient *client = flow->client;
  const ReplicaFolder *folder = replica_folder (flow->replica, client->selected);
  g_auto (UidSet) here = { 0 };

  uid_set_clear (&client->new_uids);
  uid_set_clear (&client->bodies);
  for (guint i = 0; i < folder->items->len; i++)
    {
      const ReplicaItem *item = FLOW_ITEM (folder, i);

      if (item->uid == 0)
        continue;
      uid_set_add (&here, item->uid);
      if (wants_body (flow, item->part, item->size, item->internal_date) && !item->hidden &&
          uid_set_contains (there, item->uid))
        uid_set_add (&client->bodies, item->uid);
    }
  for (guint i = 0; there->ranges != NULL && i < there->ranges->len; i++)
    {
      UidRange range = g_array_index (there->ranges, UidRange, i);

      for (guint64 uid = range.from; uid <= range.to; uid++)
        if (!uid_set_contains (&here, (guint32) uid) &&
            !flow_change_covers (flow->replica, client->selected, (guint32) uid))
          uid_set_add (&client->new_uids, (guint32) uid);
    }
}

void
flow_reconcile_with (Flow *flow, const UidSet *there, guint32 last)
{
  ImapClient *client = flow->client;
  ReplicaFolder *folder;
  guint32 next = client->uid_next;

  drop_gone (flow, there, last);
  note_new (flow, there);
  if (there->ranges != NULL && there->ranges->len > 0)
    next = MAX (next, g_array_index (there->ranges, UidRange, there->ranges->len - 1).to + 1);
  folder = replica_folder_own (flow->replica, client->selected);
  folder->uid_next = MAX (folder->uid_next, next);
  if (uid_set_is_empty (&client->new_uids))
    flow_mailbox_done (flow);
}

void
flow_reconcile (Flow *flow)
{
  const ImapClient *client = flow->client;
  g_auto (UidSet) there = { 0 };

  for (guint i = 0; i < client->uids->len; i++)
    if (FLOW_UID (client, i) != 0)
      uid_set_add (&there, FLOW_UID (client, i));
  flow_reconcile_with (flow, &there, known_up_to (client));
}

static gboolean
is_awaited (const Replica *replica, guint32 item)
{
  for (guint i = 0; i < replica->pending->len; i++)
    if (FLOW_PENDING (replica, i)->item == item)
      return TRUE;
  return FALSE;
}

/* Items that were moved here, whose UID nobody told, and that turned out not to be among the new ones. */
void
flow_mailbox_done (Flow *flow)
{
  const ReplicaFolder *folder = replica_folder (flow->replica, flow->client->selected);

  if (known_up_to (flow->client) != G_MAXUINT32 && !flow_searches (flow->policy))
    return;
  replica_folder_own (flow->replica, folder->name)->highest_modseq
    = flow_uses_modseq (flow->client, flow->policy) ? flow->client->modseq : 0;
  folder = replica_folder (flow->replica, flow->client->selected);
  for (guint i = folder->items->len; i > 0; i--)
    {
      const ReplicaItem *item = FLOW_ITEM (folder, i - 1);

      if (item->uid != 0 || item->local_only || is_awaited (flow->replica, item->id))
        continue;
      engine_note_decision (flow->out, RULE_GONE_ON_SERVER, item->letter, 0, flow->client->uids->len, 0);
      replica_remove (flow->replica, item->id, REASON_GONE_ON_SERVER, &flow->out->changes);
      folder = replica_folder (flow->replica, flow->client->selected);
    }
}
