/* A program that keeps in step by EXAMINE and UID SEARCH a:b NOT DELETED, as it was read in its source: what is not found
 * is gone, also when it only carries \Deleted. It fetches headers, small letters whole, of large ones their structure and
 * their text; then the flags of what it had before. It opens a mailbox by SELECT only to change something there. */
#include "imap-client-private.h"

/* UIDs that one FETCH asks for. */
#define SOME 100

gboolean
flow_searches (const DevicePolicy *policy)
{
  return policy->sequence == SEQUENCE_K9;
}

gboolean
flow_is_large (const DevicePolicy *policy, guint64 size)
{
  return flow_searches (policy) && policy->size_limit > 0 && size > policy->size_limit;
}

static gboolean
is_large (const ImapClient *client, const DevicePolicy *policy, const Replica *replica, guint32 uid)
{
  const ReplicaFolder *folder = client->selected != NULL ? replica_folder (replica, client->selected) : NULL;
  const ReplicaItem *item = folder != NULL ? replica_find_uid (folder, uid) : NULL;

  return item != NULL && flow_is_large (policy, item->size);
}

/* The first of the set that is large, or that is not. 0 when there is none. */
static guint32
first_of (const ImapClient *client, const DevicePolicy *policy, const Replica *replica, const UidSet *set, gboolean large)
{
  for (guint i = 0; set->ranges != NULL && i < set->ranges->len; i++)
    {
      UidRange range = g_array_index (set->ranges, UidRange, i);

      for (guint64 uid = range.from; uid <= range.to; uid++)
        if (is_large (client, policy, replica, (guint32) uid) == large)
          return (guint32) uid;
    }
  return 0;
}

guint32
flow_format_some (const Flow *flow, const UidSet *set, gboolean small_only, GString *out, guint32 *first)
{
  g_auto (UidSet) some = { 0 };
  guint32 last = 0;
  guint count = 0;

  *first = 0;
  for (guint i = 0; set->ranges != NULL && i < set->ranges->len && count < SOME; i++)
    {
      UidRange range = g_array_index (set->ranges, UidRange, i);

      for (guint64 uid = range.from; uid <= range.to && count < SOME; uid++)
        {
          if (small_only && is_large (flow->client, flow->policy, flow->replica, (guint32) uid))
            continue;
          *first = *first == 0 ? (guint32) uid : *first;
          last = (guint32) uid;
          uid_set_add (&some, last);
          count++;
        }
    }
  uid_set_format (&some, out);
  return last;
}

static ImapPlan
plan_fetch (guint purpose, guint32 rule, guint32 uid)
{
  return (ImapPlan) { .command = COMMAND (IMAP_INPUT_FETCH), .purpose = purpose, .rule = rule, .uid = uid };
}

ImapPlan
flow_plan_searching (const ImapClient *client, const DevicePolicy *policy, const Replica *replica)
{
  guint32 large;

  if ((client->notes & (NOTE_FLAGS_WANTED | NOTE_MAP_WANTED)) != 0)
    return (ImapPlan) { .command = COMMAND (client->read_only ? IMAP_INPUT_SEARCH : IMAP_INPUT_EXAMINE),
                        .rule = RULE_SYNC_FLAGS, .folder = client->read_only ? NULL : client->selected };
  if (!uid_set_is_empty (&client->new_uids))
    return plan_fetch (PURPOSE_NEW, RULE_DOWNLOAD_NEW, 0);
  if (first_of (client, policy, replica, &client->bodies, FALSE) != 0)
    return plan_fetch (PURPOSE_BODY, RULE_DOWNLOAD_NEW, 0);
  large = first_of (client, policy, replica, &client->bodies, TRUE);
  if (large != 0)
    return plan_fetch (client->structured == large ? PURPOSE_PART : PURPOSE_STRUCTURE, RULE_TOO_LARGE, large);
  if (!uid_set_is_empty (&client->found))
    return plan_fetch (PURPOSE_FLAGS, RULE_SYNC_FLAGS, 0);
  return (ImapPlan) { 0 };
}

/* More than there are letters is not believed. */
void
flow_on_search (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;
  const GArray *ranges = response->set.ranges;

  if (client->command != COMMAND (IMAP_INPUT_SEARCH) ||
      uid_set_count (&client->found) + uid_set_count (&response->set) > client->uids->len)
    return;
  for (guint i = 0; ranges != NULL && i < ranges->len; i++)
    uid_set_add_range (&client->found, g_array_index (ranges, UidRange, i).from, g_array_index (ranges, UidRange, i).to);
}

void
flow_searched (Flow *flow)
{
  ImapClient *client = flow->client;
  const ReplicaFolder *folder = replica_folder (flow->replica, client->selected);
  g_auto (UidSet) known = { 0 };

  for (guint i = 0; i < folder->items->len; i++)
    if (FLOW_ITEM (folder, i)->uid != 0 && uid_set_contains (&client->found, FLOW_ITEM (folder, i)->uid))
      uid_set_add (&known, FLOW_ITEM (folder, i)->uid);
  flow_reconcile_with (flow, &client->found, G_MAXUINT32);
  uid_set_clear (&client->found);
  client->found = known;
  uid_set_init (&known);
}

static void
forget_some (Flow *flow, UidSet *set, gboolean small_only)
{
  g_auto (UidSet) some = { 0 };

  for (guint i = 0; set->ranges != NULL && i < set->ranges->len; i++)
    {
      UidRange range = g_array_index (set->ranges, UidRange, i);

      for (guint64 uid = range.from; uid <= MIN (range.to, flow->client->uid); uid++)
        if (!small_only || !is_large (flow->client, flow->policy, flow->replica, (guint32) uid))
          uid_set_add (&some, (guint32) uid);
    }
  for (guint i = 0; some.ranges != NULL && i < some.ranges->len; i++)
    {
      UidRange range = g_array_index (some.ranges, UidRange, i);

      for (guint64 uid = range.from; uid <= range.to; uid++)
        uid_set_remove (set, (guint32) uid);
    }
}

/* What was asked for and did not come is not asked for again before the next look. */
void
flow_fetched_some (Flow *flow)
{
  ImapClient *client = flow->client;

  switch ((FetchPurpose) client->purpose)
    {
    case PURPOSE_FLAGS:
      forget_some (flow, &client->found, FALSE);
      break;
    case PURPOSE_NEW:
      forget_some (flow, &client->new_uids, FALSE);
      if (uid_set_is_empty (&client->new_uids) && (client->notes & NOTE_MAP_WANTED) == 0)
        flow_mailbox_done (flow);
      break;
    case PURPOSE_BODY:
      forget_some (flow, &client->bodies, TRUE);
      break;
    case PURPOSE_STRUCTURE:
      if (!flow_structured (flow))
        uid_set_remove (&client->bodies, client->uid);
      break;
    case PURPOSE_PART:
      uid_set_remove (&client->bodies, client->uid);
      client->structured = 0;
      break;
    case PURPOSE_MAP:
    case PURPOSE_CHANGES:
    case PURPOSE_CONFLICT:
      break;
    }
}
