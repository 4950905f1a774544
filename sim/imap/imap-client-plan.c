/* What to send next: a pure function of flow, policy and replica, so that asking (`cut before=`) changes nothing. */
#include "imap-client-private.h"

#include <string.h>

static ImapPlan
plan (guint input, guint32 rule)
{
  return (ImapPlan) { .command = COMMAND (input), .rule = rule };
}

/* To look at it, or to change something in it. */
static ImapPlan
plan_select (const DevicePolicy *policy, const char *folder, guint32 rule)
{
  gboolean looks = flow_searches (policy) && rule != RULE_REPLAY_PENDING;
  ImapPlan select = plan (looks ? IMAP_INPUT_EXAMINE : IMAP_INPUT_SELECT, rule);

  select.folder = folder;
  return select;
}

static gboolean
has (const ImapClient *client, guint32 capability)
{
  return (client->capabilities & capability) != 0;
}

static gboolean
is_selected (const ImapClient *client, const char *folder)
{
  return client->state >= IMAP_CLIENT_SELECTED && g_strcmp0 (client->selected, folder) == 0;
}

/* A line end is what a quoted string cannot hold (RFC 3501 §9), and a literal can where it goes out at once: LITERAL-
 * has bounds (RFC 7888 §5). */
static gboolean
can_say (const ImapClient *client, const char *text)
{
  return strpbrk (text, "\r\n") == NULL || has (client, CAPABILITY_LITERAL_PLUS);
}

gboolean
flow_scrams (const ImapClient *client, const DevicePolicy *policy)
{
  return policy->auth == AUTH_SCRAM && has (client, CAPABILITY_AUTH_SCRAM);
}

/* AUTHENTICATE PLAIN where the server offers it, else LOGIN (RFC 3501 §6.2). */
static ImapPlan
plan_login (const ImapClient *client, const DevicePolicy *policy)
{
  gboolean may_log_in = !has (client, CAPABILITY_LOGINDISABLED);

  if ((client->notes & NOTE_NO_LOGIN) != 0)
    return plan (IMAP_INPUT_LOGOUT, RULE_END_SESSION);
  if ((client->notes & NOTE_CAPABLE) == 0)
    return plan (IMAP_INPUT_CAPABILITY, RULE_LOG_IN);
  if (client->tls == CLIENT_TLS_NEEDED)
    return plan (has (client, CAPABILITY_STARTTLS) ? IMAP_INPUT_STARTTLS : IMAP_INPUT_LOGOUT,
                 has (client, CAPABILITY_STARTTLS) ? RULE_LOG_IN : RULE_NO_TLS);
  if (flow_scrams (client, policy) && (client->notes & NOTE_NO_AUTHENTICATE) == 0)
    return plan (IMAP_INPUT_AUTHENTICATE, RULE_LOG_IN);
  if (has (client, CAPABILITY_AUTH_PLAIN) && !(policy->sequence == SEQUENCE_MBSYNC && may_log_in) &&
      (client->notes & NOTE_NO_AUTHENTICATE) == 0)
    return plan (IMAP_INPUT_AUTHENTICATE, RULE_LOG_IN);
  if (!may_log_in || !can_say (client, client->user) || !can_say (client, client->password))
    return plan (IMAP_INPUT_LOGOUT, RULE_END_SESSION);
  return plan (IMAP_INPUT_LOGIN, RULE_LOG_IN);
}

static ImapPlan
plan_marked_expunge (const ImapClient *client, guint32 index)
{
  return plan (client->marked == index + 1 ? IMAP_INPUT_EXPUNGE : IMAP_INPUT_STORE, RULE_REPLAY_PENDING);
}

static ImapPlan
plan_fetch (guint32 purpose, guint32 rule)
{
  ImapPlan fetch = plan (IMAP_INPUT_FETCH, rule);

  fetch.purpose = purpose;
  return fetch;
}

/* The command for one change whose mailbox is selected. Without MOVE it is COPY first (RFC 6851 §3.3). */
static ImapPlan
plan_change (const ImapClient *client, const PendingChange *change, guint32 index)
{
  switch (change->kind)
    {
    case PENDING_FLAGS:
      if ((client->notes & NOTE_CONFLICT) != 0)
        return plan_fetch (PURPOSE_CONFLICT, RULE_SYNC_FLAGS);
      return plan (IMAP_INPUT_STORE, RULE_REPLAY_PENDING);
    case PENDING_MOVE:
      return plan (has (client, CAPABILITY_MOVE) ? IMAP_INPUT_MOVE : IMAP_INPUT_COPY, RULE_REPLAY_PENDING);
    case PENDING_COPY:
      return plan (IMAP_INPUT_COPY, RULE_REPLAY_PENDING);
    case PENDING_EXPUNGE:
      return plan_marked_expunge (client, index);
    case PENDING_APPEND:
      return plan (IMAP_INPUT_APPEND, g_strcmp0 (change->target, "Sent") == 0 ? RULE_SAVE_SENT : RULE_REPLAY_PENDING);
    }
  return (ImapPlan) { 0 };
}

static ImapPlan
plan_replay (const ImapClient *client, const DevicePolicy *policy, const Replica *replica)
{
  ImapPlan next = { 0 };

  for (guint i = 0; i < replica->pending->len && next.command == COMMAND_NONE; i++)
    {
      const PendingChange *change = FLOW_PENDING (replica, i);
      guint32 uid;

      if (flow_change_readiness (client, replica, i, &uid) != CHANGE_READY)
        continue;
      if (change->target != NULL && flow_folder (client, change->target) == NULL)
        next = plan (IMAP_INPUT_CREATE, RULE_REPLAY_PENDING);
      else if (change->kind != PENDING_APPEND &&
               (!is_selected (client, change->folder) || client->read_only))
        return plan_select (policy, change->folder, RULE_REPLAY_PENDING);
      else
        next = plan_change (client, change, i);
      next.pending = i + 1;
      next.uid = uid;
      next.item = change->item;
      next.folder = change->target;
    }
  return next;
}

static ImapPlan
plan_body (const ImapClient *client, guint32 uid, guint32 item, guint32 rule)
{
  ImapPlan fetch = plan (IMAP_INPUT_FETCH, rule);

  fetch.purpose = PURPOSE_BODY;
  fetch.uid = uid;
  fetch.item = item;
  return fetch;
}

static ImapPlan
plan_open (const ImapClient *client, const DevicePolicy *policy, const Replica *replica)
{
  const ReplicaFolder *folder;
  const ReplicaItem *item = replica_find_id (replica, client->open_item, &folder);

  if (client->open_item == 0 || item == NULL || item->uid == 0 || flow_can_be_read (policy, item))
    return (ImapPlan) { 0 };
  if (!is_selected (client, folder->name))
    return plan_select (policy, folder->name, RULE_OPEN_ON_DEMAND);
  if (flow_opens_text (policy, item))
    return flow_plan_text (client, item);
  return plan_body (client, item->uid, item->id, RULE_OPEN_ON_DEMAND);
}

/* The selected mailbox: first what is there, then what is new, then the bodies (RFC 4549 §4.3). */
static ImapPlan
plan_mailbox (const ImapClient *client, const DevicePolicy *policy, const Replica *replica)
{
  ImapPlan extra = flow_plan_extra_selected (client, policy);

  if (client->state < IMAP_CLIENT_SELECTED)
    return (ImapPlan) { 0 };
  if (extra.command != COMMAND_NONE)
    return extra;
  if ((client->notes & NOTE_NOOP_WANTED) != 0)
    return plan (IMAP_INPUT_NOOP, RULE_SYNC_FLAGS);
  if (flow_searches (policy))
    return flow_plan_searching (client, policy, replica);
  if ((client->notes & NOTE_FLAGS_WANTED) != 0)
    return plan_fetch (PURPOSE_FLAGS, RULE_SYNC_FLAGS);
  if ((client->notes & NOTE_CHANGES_WANTED) != 0)
    return plan_fetch (PURPOSE_CHANGES, RULE_SYNC_FLAGS);
  if ((client->notes & NOTE_MAP_WANTED) != 0)
    return plan_fetch (PURPOSE_MAP, RULE_SYNC_FLAGS);
  if (!uid_set_is_empty (&client->new_uids))
    return plan_fetch (PURPOSE_NEW, RULE_DOWNLOAD_NEW);
  if (!uid_set_is_empty (&client->bodies))
    return plan_body (client, g_array_index (client->bodies.ranges, UidRange, 0).from, 0, RULE_DOWNLOAD_NEW);
  return (ImapPlan) { 0 };
}

/* INBOX, Sent, Trash, Drafts, then the others as the server lists them. */
static guint
folder_rank (const char *name)
{
  static const char *const first[] = { "INBOX", "Sent", "Trash", "Drafts" };
  guint rank = 0;

  while (rank < G_N_ELEMENTS (first) && strcmp (name, first[rank]) != 0)
    rank++;
  return rank;
}

gboolean
flow_wants_folder (const DevicePolicy *policy, const ImapFolder *folder)
{
  return (folder->notes & (FOLDER_VISITED | FOLDER_NO_SELECT | FOLDER_REFUSED)) == 0
         && (!policy->inbox_only || strcmp (folder->name, "INBOX") == 0);
}

/* Most folders are empty, and stay so: STATUS tells without leaving the selected one (RFC 3501 §6.3.10). */
static ImapPlan
plan_next_folder (const ImapClient *client, const DevicePolicy *policy, const Replica *replica)
{
  const ImapFolder *next = NULL;
  ImapPlan status;

  for (guint i = 0; i < client->folders->len; i++)
    {
      const ImapFolder *folder = FLOW_FOLDER (client, i);

      if (flow_wants_folder (policy, folder) &&
          (next == NULL || folder_rank (folder->name) < folder_rank (next->name)))
        next = folder;
    }
  if (next == NULL)
    return (ImapPlan) { 0 };
  if (strcmp (next->name, "INBOX") == 0 || (next->notes & FOLDER_ASKED) != 0 ||
      !flow_is_empty_here (replica, next->name))
    return plan_select (policy, next->name, RULE_FOLDERS);
  status = plan (IMAP_INPUT_STATUS, RULE_FOLDERS);
  status.folder = next->name;
  return status;
}

/* Everything is in step: watch, wait, or go. */
static ImapPlan
plan_rest (const ImapClient *client, const DevicePolicy *policy)
{
  const ImapFolder *inbox = flow_folder (client, "INBOX");
  ImapPlan extra = flow_plan_extra_end (client, policy);

  if (client->leave || !client->stay)
    return extra.command != COMMAND_NONE ? extra : plan (IMAP_INPUT_LOGOUT, RULE_END_SESSION);
  if ((!is_selected (client, "INBOX") || (flow_searches (policy) && !client->read_only)) && inbox != NULL &&
      (inbox->notes & FOLDER_REFUSED) == 0)
    return plan_select (policy, "INBOX", RULE_WATCH);
  if (policy->idle && has (client, CAPABILITY_IDLE) && (client->notes & NOTE_NO_IDLE) == 0 &&
      client->state >= IMAP_CLIENT_SELECTED)
    return plan (IMAP_INPUT_IDLE, RULE_WATCH);
  return (ImapPlan) { 0 };
}

/* Once a session. A server that lets anybody in before TLS gets nothing to do (RFC 3501 §6.2.1: STARTTLS is for the
 * not authenticated state only). */
static ImapPlan
plan_beginning (const ImapClient *client, const DevicePolicy *policy)
{
  if (client->tls == CLIENT_TLS_NEEDED)
    return plan (IMAP_INPUT_LOGOUT, RULE_END_SESSION);
  if ((client->notes & NOTE_CAPABLE) == 0)
    return plan (IMAP_INPUT_CAPABILITY, RULE_LOG_IN);
  if (policy->use_qresync && has (client, CAPABILITY_QRESYNC) && has (client, CAPABILITY_ENABLE) &&
      (client->notes & NOTE_ENABLE) == 0)
    return plan (IMAP_INPUT_ENABLE, RULE_SYNC_FLAGS);
  if (has (client, CAPABILITY_NAMESPACE) && (client->notes & NOTE_NAMESPACE) == 0)
    return plan (IMAP_INPUT_NAMESPACE, RULE_FOLDERS);
  return flow_plan_extra_beginning (client, policy);
}

/* Before all else: a LIST or a lost connection would forget what was made. */
static ImapPlan
plan_subscribe (const ImapClient *client)
{
  ImapPlan subscribe = plan (IMAP_INPUT_SUBSCRIBE, RULE_REPLAY_PENDING);

  for (guint i = 0; i < client->folders->len; i++)
    if ((FLOW_FOLDER (client, i)->notes & FOLDER_UNSUBSCRIBED) != 0)
      {
        subscribe.folder = FLOW_FOLDER (client, i)->name;
        return subscribe;
      }
  return (ImapPlan) { 0 };
}

static ImapPlan
plan_work (const ImapClient *client, const DevicePolicy *policy, const Replica *replica)
{
  ImapPlan next = { 0 };

  if ((client->notes & NOTE_LISTED) == 0 && client->state == IMAP_CLIENT_AUTHENTICATED)
    next = plan_beginning (client, policy);
  else
    next = plan_subscribe (client);
  if (next.command != COMMAND_NONE)
    return next;
  if ((client->notes & NOTE_LISTED) == 0 || (client->notes & NOTE_REFRESH) != 0)
    return plan (IMAP_INPUT_LIST, RULE_FOLDERS);
  next = plan_replay (client, policy, replica);
  if (next.command == COMMAND_NONE)
    next = plan_open (client, policy, replica);
  if (next.command == COMMAND_NONE)
    next = plan_mailbox (client, policy, replica);
  if (next.command == COMMAND_NONE)
    next = plan_next_folder (client, policy, replica);
  return next.command != COMMAND_NONE ? next : plan_rest (client, policy);
}

gboolean
flow_is_idle_like (const ImapClient *client)
{
  return client->state == IMAP_CLIENT_IDLING || client->command == COMMAND_NONE;
}

ImapPlan
flow_plan (const ImapClient *client, const DevicePolicy *policy, const Replica *replica)
{
  ImapPlan next = { 0 };

  if (!flow_is_idle_like (client))
    return next;
  switch ((ImapClientState) client->state)
    {
    case IMAP_CLIENT_NOT_AUTHENTICATED:
      return plan_login (client, policy);
    case IMAP_CLIENT_AUTHENTICATED:
    case IMAP_CLIENT_SELECTED:
      if ((client->notes & NOTE_NO_LOGIN) != 0)
        return plan (IMAP_INPUT_LOGOUT, RULE_END_SESSION);
      return plan_work (client, policy, replica);
    case IMAP_CLIENT_IDLING:
      next = plan_work (client, policy, replica);
      if (next.command == COMMAND (IMAP_INPUT_IDLE) && (client->notes & NOTE_RENEW) == 0)
        return (ImapPlan) { 0 };
      return plan (IMAP_INPUT_DONE, next.rule);
    case IMAP_CLIENT_GREETING:
    case IMAP_CLIENT_AUTHENTICATING:
    case IMAP_CLIENT_SELECTING:
    case IMAP_CLIENT_IDLE_REQUESTED:
    case IMAP_CLIENT_IDLE_ENDING:
    case IMAP_CLIENT_LOGGING_OUT:
    case IMAP_CLIENT_CLOSED:
      break;
    }
  return next;
}
