/* What breaks: servers that restart or are down, accounts that are made anew, devices that are lost. */
#include "world/world-private.h"

void
step_fault (Step *step, FaultCode fault, Place place)
{
  TraceEvent event = { .kind = TRACE_FAULT, .place = place };

  event.fault = (TraceFault) { .fault = fault, .device = place.kind == PLACE_DEVICE ? place.id : 0 };
  step->cause = step_emit (step, &event, NULL);
}

/* Its process is gone: the kernel answers for it, with a reset. */
static void
reset_end (Step *step, Session *session)
{
  network_abort (&step->world->network, step_network (step), session->connection, (Side) session->side);
  step_finish (step, session);
}

/* The host's own ends: of sessions with it, and of what it is sending on. The outside world's server is another one. */
static gboolean
is_of_host (const Session *session)
{
  if (session->smtp_client != NULL)
    return session->of_host != 0;
  return session_is_server (session) && !(session->smtp_server != NULL && session->smtp_server->mode == SMTP_OUTSIDE);
}

/* store 0: all of them. */
static void
reset_sessions (Step *step, guint32 store)
{
  GPtrArray *sessions = step->world->sessions;

  for (guint i = 0; i < sessions->len; i++)
    {
      Session *session = sessions->pdata[i];

      if (!session->finished && is_of_host (session) && (store == 0 || session_store (session) == store))
        reset_end (step, session);
    }
}

static void
set_down (Step *step, guint index, gboolean down)
{
  MailHost *host = step->world->host;

  if ((host->down != 0) == down)
    {
      step_impossible (step, index, IMPOSSIBLE_ALREADY);
      return;
    }
  step_done (step, index, 0);
  step_fault (step, down ? FAULT_SERVER_DOWN : FAULT_SERVER_UP, (Place) { PLACE_SERVER, 0 });
  host->down = down;
  if (down)
    reset_sessions (step, 0);
  for (guint i = 0; i < host->queue->len && !down; i++)
    step_schedule (step, ENTRY_HOST_QUEUE, ((QueuedMail *) host->queue->pdata[i])->id, 0, step->world->now, FALSE);
}

static void
recreate (Step *step, guint index, MailStore *store)
{
  Place place = { PLACE_SERVER, store->id };

  step_done (step, index, 0);
  step_fault (step, FAULT_RECREATED, place);
  reset_sessions (step, store->id);
  if (journal_action (step->journal, index)->mail == MAIL_KEPT)
    mail_store_renumber (store, step->world->now, &step->out.changes);
  else
    {
      mail_store_empty (store, &step->out.changes);
      mail_host_furnish (store);
    }
  step_copies (step, place, NULL);
}

static void
set_quota (Step *step, guint index, MailStore *store)
{
  TraceEvent event = { .kind = TRACE_QUOTA, .place = { PLACE_SERVER, store->id } };

  step_done (step, index, 0);
  store->quota = journal_action (step->journal, index)->size;
  event.quota = (TraceQuota) { .used = mail_store_used (store), .limit = store->quota };
  step_emit (step, &event, NULL);
}

void
step_server_fault (Step *step, guint index)
{
  const Action *action = journal_action (step->journal, index);
  MailStore *store = action->account != NULL ? mail_host_find (step->world->host, action->account) : NULL;

  if (action->kind == ACTION_DOWN || action->kind == ACTION_UP)
    set_down (step, index, action->kind == ACTION_DOWN);
  else if (action->kind == ACTION_RESTART && step->world->host->down)
    step_impossible (step, index, IMPOSSIBLE_SERVER_DOWN);
  else if (action->kind == ACTION_RESTART)
    {
      step_done (step, index, 0);
      step_fault (step, FAULT_SERVER_RESTART, (Place) { PLACE_SERVER, 0 });
      reset_sessions (step, 0);
    }
  else if (store == NULL)
    step_impossible (step, index, IMPOSSIBLE_NO_SUCH_USER);
  else if (action->kind == ACTION_RECREATE)
    recreate (step, index, store);
  else
    set_quota (step, index, store);
}

void
step_lose_items (Step *step, Device *device, CopyReason reason)
{
  Replica *replica = state_own (&replica_state, (gpointer *) &device->replica);

  for (guint i = 0; i < replica->folders->len; i++)
    {
      const ReplicaFolder *folder = replica->folders->pdata[i];

      while (folder->items->len > 0)
        {
          replica_remove (replica, g_array_index (folder->items, ReplicaItem, 0).id, reason,
                          &step->out.changes);
          folder = replica->folders->pdata[i];
        }
    }
  step_copies (step, device_place (device), NULL);
  state_unref (&replica_state, replica);
  device->replica = replica_new ();
}

static void
lose (Step *step, guint index, Device *device)
{
  step_done (step, index, 0);
  if (device->online)
    step_device_set_online (step, device, FALSE);
  step_fault (step, FAULT_DEVICE_LOST, device_place (device));
  state_clear (&armed_cut_state, &device->cut);
  device->wanted_check = FALSE;
  step_lose_items (step, device, REASON_DEVICE_LOST);
}

static void
lose_memory (Step *step, guint index, Device *device)
{
  if (device->policy.protocol != PROTOCOL_POP3 || device->replica->uidls->len == 0)
    {
      step_impossible (step, index, IMPOSSIBLE_ALREADY);
      return;
    }
  step_done (step, index, 0);
  step_fault (step, FAULT_MEMORY_LOST, device_place (device));
  replica_forget_uidls (state_own (&replica_state, (gpointer *) &device->replica));
}

static void
set_password (Step *step, guint index, Device *device)
{
  const Action *action = journal_action (step->journal, index);

  if (g_strcmp0 (device->password, action->text) == 0)
    {
      step_impossible (step, index, IMPOSSIBLE_ALREADY);
      return;
    }
  step_done (step, index, 0);
  step_fault (step, FAULT_PASSWORD, device_place (device));
  g_free (device->password);
  device->password = g_strdup (action->text);
  device->failures = 0;
  step_device_work (step, device);
}

void
step_device_fault (Step *step, guint index, Device *device)
{
  const Action *action = journal_action (step->journal, index);

  if (action->kind == ACTION_PASSWORD)
    set_password (step, index, device);
  else if (action->lose == LOSE_MEMORY)
    lose_memory (step, index, device);
  else
    lose (step, index, device);
}
