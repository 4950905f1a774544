#include "imap-client-private.h"

#include <string.h>

/* An IDLE is renewed before servers may think that nobody is there: 29 minutes (RFC 2177 §3). */
#define IDLE_RENEWED_AFTER (28 * 60 * (gint64) G_USEC_PER_SEC)
/* As K-9 was read to do. */
#define IDLE_RENEWED_SOONER (24 * 60 * (gint64) G_USEC_PER_SEC)

static const StateField imap_folder_fields[] = {
  STATE_FIELD (ImapFolder, name, STATE_STR),
  STATE_FIELD (ImapFolder, wire, STATE_STR),
  STATE_FIELD (ImapFolder, special_use, STATE_POD),
  STATE_FIELD (ImapFolder, notes, STATE_POD),
};
const StateType imap_folder_state = STATE_TYPE (ImapFolder, imap_folder_fields);

static const StateField imap_client_fields[] = {
  STATE_FIELD_OF (ImapClient, io, STATE_STRUCT, engine_io_state),
  STATE_FIELD (ImapClient, state, STATE_POD),
  STATE_FIELD (ImapClient, result, STATE_POD),
  STATE_FIELD (ImapClient, stay, STATE_POD),
  STATE_FIELD (ImapClient, leave, STATE_POD),
  STATE_FIELD (ImapClient, open_item, STATE_POD),
  STATE_FIELD (ImapClient, notes, STATE_POD),
  STATE_FIELD (ImapClient, user, STATE_STR),
  STATE_FIELD (ImapClient, password, STATE_STR),
  STATE_FIELD_OF (ImapClient, scram, STATE_STRUCT, scram_client_state),
  STATE_FIELD (ImapClient, deadline, STATE_POD),
  STATE_FIELD (ImapClient, heard, STATE_POD),
  STATE_FIELD (ImapClient, uploaded, STATE_POD),
  STATE_FIELD (ImapClient, frame, STATE_POD),
  STATE_FIELD (ImapClient, capabilities, STATE_POD),
  STATE_FIELD (ImapClient, tag, STATE_POD),
  STATE_FIELD (ImapClient, command, STATE_POD),
  STATE_FIELD (ImapClient, purpose, STATE_POD),
  STATE_FIELD (ImapClient, pending, STATE_POD),
  STATE_FIELD (ImapClient, marked, STATE_POD),
  STATE_FIELD (ImapClient, item, STATE_POD),
  STATE_FIELD (ImapClient, uid, STATE_POD),
  STATE_FIELD (ImapClient, copied, STATE_POD),
  STATE_FIELD (ImapClient, copied_validity, STATE_POD),
  STATE_FIELD (ImapClient, uid_validity, STATE_POD),
  STATE_FIELD (ImapClient, uid_next, STATE_POD),
  STATE_FIELD (ImapClient, delimiter, STATE_POD),
  STATE_FIELD (ImapClient, tls, STATE_POD),
  STATE_FIELD (ImapClient, hint, STATE_POD),
  STATE_FIELD (ImapClient, read_only, STATE_POD),
  STATE_FIELD (ImapClient, structured, STATE_POD),
  STATE_FIELD (ImapClient, piece, STATE_POD),
  STATE_FIELD (ImapClient, modseq, STATE_POD),
  STATE_FIELD (ImapClient, section, STATE_STR),
  STATE_FIELD (ImapClient, mime, STATE_STR),
  STATE_FIELD (ImapClient, text, STATE_BUFFER),
  STATE_FIELD (ImapClient, prefix, STATE_STR),
  STATE_FIELD (ImapClient, selected, STATE_STR),
  STATE_FIELD (ImapClient, target, STATE_STR),
  STATE_FIELD_OF (ImapClient, literal, STATE_REF, message_state),
  STATE_FIELD_OF (ImapClient, folders, STATE_STRUCT_ARRAY, imap_folder_state),
  STATE_FIELD_PODS (ImapClient, uids, guint32),
  STATE_FIELD_PODS (ImapClient, opens, guint32),
  STATE_FIELD_PODS (ImapClient, refused, guint32),
  STATE_FIELD_OF (ImapClient, new_uids, STATE_STRUCT, uid_set_state),
  STATE_FIELD_OF (ImapClient, bodies, STATE_STRUCT, uid_set_state),
  STATE_FIELD_OF (ImapClient, found, STATE_STRUCT, uid_set_state),
};
const StateType imap_client_state = STATE_TYPE (ImapClient, imap_client_fields);

void
imap_client_init (ImapClient *client, const char *user, const char *password, gboolean stay)
{
  memset (client, 0, sizeof *client);
  engine_io_init (&client->io);
  client->user = g_strdup (user);
  client->password = g_strdup (password);
  client->stay = stay ? TRUE : FALSE;
  client->folders = g_array_new (FALSE, TRUE, sizeof (ImapFolder));
  client->uids = g_array_new (FALSE, TRUE, sizeof (guint32));
  client->opens = g_array_new (FALSE, TRUE, sizeof (guint32));
  client->refused = g_array_new (FALSE, TRUE, sizeof (guint32));
}

void
imap_client_receive (ImapClient *client, const guint8 *octets, gsize length)
{
  if (client->state != IMAP_CLIENT_CLOSED)
    engine_io_receive (&client->io, octets, length);
}

void
imap_client_require_tls (ImapClient *client)
{
  client->tls = CLIENT_TLS_NEEDED;
}

void
imap_client_refresh (ImapClient *client)
{
  client->notes |= NOTE_REFRESH;
  g_array_set_size (client->refused, 0);
}

void
imap_client_open (ImapClient *client, guint32 item)
{
  if (client->open_item == 0)
    client->open_item = item;
  else
    g_array_append_val (client->opens, item);
}

void
imap_client_leave (ImapClient *client)
{
  client->leave = TRUE;
}

/* What can still be fetched: it has a UID in a mailbox that can be selected. */
static gboolean
can_open (const ImapClient *client, const DevicePolicy *policy, const Replica *replica)
{
  const ReplicaFolder *folder;
  const ReplicaItem *item = replica_find_id (replica, client->open_item, &folder);
  const ImapFolder *listed;

  if (item == NULL || item->uid == 0 || flow_can_be_read (policy, item))
    return FALSE;
  listed = flow_folder (client, folder->name);
  return listed != NULL && (listed->notes & (FOLDER_NO_SELECT | FOLDER_REFUSED)) == 0;
}

static void
settle_opens (ImapClient *client, const DevicePolicy *policy, const Replica *replica)
{
  while ((client->notes & NOTE_LISTED) != 0 && client->open_item != 0 && !can_open (client, policy, replica))
    client->open_item = 0;
  if (client->open_item == 0 && client->opens->len > 0)
    {
      client->open_item = g_array_index (client->opens, guint32, 0);
      g_array_remove_index (client->opens, 0);
      settle_opens (client, policy, replica);
    }
}

/* Check mail: the list of folders again, and every folder. What IDLE watches is in step anyway. */
static void
settle_refresh (ImapClient *client)
{
  if ((client->notes & NOTE_REFRESH) == 0 || (client->notes & NOTE_LISTED) == 0)
    return;
  client->notes &= ~(guint32) (NOTE_REFRESH | NOTE_LISTED);
  for (guint i = 0; i < client->folders->len; i++)
    {
      ImapFolder *folder = FLOW_FOLDER (client, i);

      folder->notes &= ~(guint32) (FOLDER_REFUSED | FOLDER_ASKED);
      if (client->state < IMAP_CLIENT_SELECTED || g_strcmp0 (folder->name, client->selected) != 0)
        folder->notes &= ~(guint32) FOLDER_VISITED;
    }
  if (client->state == IMAP_CLIENT_SELECTED)
    client->notes |= NOTE_NOOP_WANTED;
}

/* Between commands: forgets what there is no point in doing any more. */
static void
settle (Flow *flow)
{
  if (!flow_is_idle_like (flow->client) || flow->client->state < IMAP_CLIENT_AUTHENTICATED)
    return;
  settle_refresh (flow->client);
  settle_opens (flow->client, flow->policy, flow->replica);
  flow_drop_pointless (flow);
}

/* A silent server is given up; an IDLE's deadline is that of its renewal and is not moved by what comes in. */
static void
set_deadline (ImapClient *client, const DevicePolicy *policy, gint64 now, guint32 old_state)
{
  guint64 heard = client->io.in_offset + client->io.input->len;
  gboolean waits = client->command != COMMAND_NONE || client->state == IMAP_CLIENT_GREETING;

  if (client->state == IMAP_CLIENT_IDLING)
    {
      if (old_state != IMAP_CLIENT_IDLING)
        client->deadline = now + (policy->sequence == SEQUENCE_K9 ? IDLE_RENEWED_SOONER : IDLE_RENEWED_AFTER);
    }
  else if (!waits || client->state == IMAP_CLIENT_CLOSED || policy->command_timeout <= 0)
    client->deadline = 0;
  else if (client->deadline == 0 || heard != client->heard || old_state != client->state)
    client->deadline = now + policy->command_timeout + (gint64) client->uploaded * ENGINE_UPLOAD_PACE;
  client->heard = heard;
}

gboolean
imap_client_next (ImapClient *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out)
{
  Flow flow = { client, policy, replica, out, now };
  guint32 old_state = client->state;
  guint32 old_tag = client->tag;
  gboolean done = FALSE;

  if (client->state == IMAP_CLIENT_CLOSED)
    return FALSE;
  done = flow_receive (&flow);
  if (!done)
    {
      ImapPlan plan;

      settle (&flow);
      plan = flow_plan (client, policy, replica);
      done = plan.command != COMMAND_NONE;
      if (done)
        flow_send (&flow, &plan);
    }
  if (client->tag != old_tag)
    client->deadline = 0;
  set_deadline (client, policy, now, old_state);
  return done;
}

gboolean
imap_client_in_step (const ImapClient *client, const DevicePolicy *policy, const Replica *replica)
{
  guint32 wanted = NOTE_FLAGS_WANTED | NOTE_MAP_WANTED | NOTE_NOOP_WANTED | NOTE_REFRESH | NOTE_CHANGES_WANTED;
  gboolean watches = client->state == IMAP_CLIENT_IDLE_REQUESTED || client->state == IMAP_CLIENT_IDLING;

  if (client->command != COMMAND_NONE && !watches)
    return FALSE;
  if (client->state < IMAP_CLIENT_AUTHENTICATED || client->state >= IMAP_CLIENT_IDLE_ENDING)
    return FALSE;
  if ((client->notes & NOTE_LISTED) == 0 || (client->notes & wanted) != 0 || client->io.input->len > 0)
    return FALSE;
  for (guint i = 0; i < client->folders->len; i++)
    if (flow_wants_folder (policy, FLOW_FOLDER (client, i)))
      return FALSE;
  for (guint i = 0; i < replica->pending->len; i++)
    {
      guint32 uid;

      if (flow_change_readiness (client, replica, i, &uid) == CHANGE_READY)
        return FALSE;
    }
  return client->open_item == 0 && uid_set_is_empty (&client->new_uids) &&
         uid_set_is_empty (&client->bodies) && uid_set_is_empty (&client->found);
}

gint64
imap_client_expiry (const ImapClient *client)
{
  return client->deadline != 0 ? client->deadline : ENGINE_NEVER;
}

void
imap_client_timeout (ImapClient *client, gint64 now, EngineOut *out)
{
  Flow flow = { .client = client, .out = out, .now = now };

  if (client->deadline == 0 || now < client->deadline || client->state == IMAP_CLIENT_CLOSED)
    return;
  client->deadline = 0;
  if (client->state != IMAP_CLIENT_IDLING)
    {
      flow_fail (&flow, IMAP_INPUT_TIMEOUT, CLIENT_FAILED);
      return;
    }
  flow_transition (&flow, IMAP_INPUT_TIMEOUT, IMAP_OUTCOME_NONE);
  client->notes |= NOTE_RENEW;
}

void
imap_client_closed (ImapClient *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out)
{
  Flow flow = { client, policy, replica, out, now };

  if (client->state == IMAP_CLIENT_CLOSED)
    return;
  flow_fail (&flow, IMAP_INPUT_CLOSED, CLIENT_FAILED);
  g_clear_pointer (&client->literal, message_unref);
}

const char *
imap_client_peek (const ImapClient *client, const DevicePolicy *policy, const Replica *replica, gint64 now)
{
  ImapPlan plan = flow_plan (client, policy, replica);

  return flow_verb (plan.command);
}
