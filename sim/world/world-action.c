/* Actions: who carries out which, and its outcome. */
#include "world/world-private.h"

static void
outcome (Step *step, guint index, ActionOutcome outcome, ImpossibleReason reason, guint32 letter)
{
  const Action *action = journal_action (step->journal, index);
  const Device *device = world_find_device (step->world, action->device);
  TraceEvent event = { .kind = TRACE_ACTION };

  if (device != NULL)
    event.place = device_place (device);
  event.action = (TraceAction) { .action = index, .outcome = outcome, .reason = reason, .letter = letter };
  step->cause = step_emit (step, &event, NULL);
}

void
step_done (Step *step, guint index, guint32 letter)
{
  outcome (step, index, OUTCOME_DONE, IMPOSSIBLE_NONE, letter);
}

void
step_impossible (Step *step, guint index, ImpossibleReason reason)
{
  outcome (step, index, OUTCOME_IMPOSSIBLE, reason, 0);
}

static void
check (Step *step, guint index, Device *device)
{
  if (!device->online)
    {
      step_impossible (step, index, IMPOSSIBLE_OFFLINE);
      return;
    }
  step_done (step, index, 0);
  device->closed = FALSE;
  device->wanted_check = TRUE;
  step_device_work (step, device);
}

static void
close_program (Step *step, guint index, Device *device)
{
  if (device->closed)
    {
      step_impossible (step, index, IMPOSSIBLE_ALREADY);
      return;
    }
  step_done (step, index, 0);
  step_device_close (step, device);
}

static void
set_online (Step *step, guint index, Device *device, gboolean online)
{
  if ((device->online != 0) == online)
    {
      step_impossible (step, index, IMPOSSIBLE_ALREADY);
      return;
    }
  step_done (step, index, 0);
  step_device_set_online (step, device, online);
}

/* `cut` with a point in the conversation waits for it, also for the next connection. */
static void
cut (Step *step, guint index, Device *device)
{
  const Action *action = journal_action (step->journal, index);
  guint32 connection = device->collecting != 0 ? device->collecting : device->submitting;

  if (action->cut_when == 0 && connection == 0)
    {
      step_impossible (step, index, IMPOSSIBLE_NO_CONNECTION);
      return;
    }
  step_done (step, index, 0);
  state_clear (&armed_cut_state, &device->cut);
  device->cut = (ArmedCut) { .armed = TRUE, .how = action->cut, .when = action->cut_when, .at = action->cut_at,
                             .event = step->cause, .octets = action->size, .verb = g_strdup (action->verb) };
  if (action->cut_when == 0)
    step_cut_now (step, device, connection);
}

static void
at_device (Step *step, guint index)
{
  const Action *action = journal_action (step->journal, index);
  Device *device = (Device *) world_find_device (step->world, action->device);

  if (device == NULL)
    {
      /* The journal knows the name, so it was there. */
      step_impossible (step, index, IMPOSSIBLE_REMOVED);
      return;
    }
  if (action->kind >= ACTION_CONNECT)
    {
      step_by_hand (step, index, device);
      return;
    }
  if (device->real && action->kind != ACTION_OFFLINE && action->kind != ACTION_ONLINE && action->kind != ACTION_CUT
      && !(device->policy.console && action->kind == ACTION_REMOVE))
    {
      step_impossible (step, index, IMPOSSIBLE_NO_SUCH_USER); /* whoever sits there is not of this world */
      return;
    }
  switch ((guint) action->kind)
    {
    case ACTION_CHECK:
      check (step, index, device);
      return;
    case ACTION_CLOSE:
      close_program (step, index, device);
      return;
    case ACTION_OFFLINE:
    case ACTION_ONLINE:
      set_online (step, index, device, action->kind == ACTION_ONLINE);
      return;
    case ACTION_CUT:
      cut (step, index, device);
      return;
    case ACTION_LOSE:
    case ACTION_PASSWORD:
      step_device_fault (step, index, device);
      return;
    case ACTION_SET:
      step_set (step, index, device);
      return;
    case ACTION_REMOVE:
      step_remove (step, index, device);
      return;
    case ACTION_WRITE:
    case ACTION_REPLY:
      step_write (step, index, device);
      return;
    default:
      step_person (step, index, device);
    }
}

static void
run (Step *step, guint index)
{
  const Action *action = journal_action (step->journal, index);

  switch (action->kind)
    {
    case ACTION_ACCOUNT:
    case ACTION_DEVICE:
    case ACTION_LINK:
    case ACTION_SERVER:
    case ACTION_LOAD:
      step_set_up (step, index);
      return;
    case ACTION_DELIVER:
      step_deliver (step, index);
      return;
    case ACTION_ACCEPT:
    case ACTION_RECEIVE:
    case ACTION_HANGUP:
      step_real (step, action);
      return;
    case ACTION_RESTART:
    case ACTION_DOWN:
    case ACTION_UP:
    case ACTION_RECREATE:
    case ACTION_QUOTA:
      step_server_fault (step, index);
      return;
    case ACTION_SET_ACCOUNT:
      step_set_account (step, index);
      return;
    case ACTION_END:
      step->world->ended = TRUE;
      step_done (step, index, 0);
      return;
    case ACTION_SCENE:
    case ACTION_EXPECT:
    case ACTION_WAIT:
      step_done (step, index, 0);
      return;
    default:
      at_device (step, index);
    }
}

/* Set-up stands at midnight; the mail programs are started when the first thing happens. What is to come may not
 * decide it: a world must not depend on its future. */
void
step_begin_day (Step *step)
{
  World *world = step->world;

  if (world->day_began)
    return;
  world->day_began = TRUE;
  step->cause = 0;
  for (guint i = 0; i < world->devices->len; i++)
    step_device_begin (step, world->devices->pdata[i]);
}

void
step_action (Step *step, guint index)
{
  run (step, index);
  if (journal_action (step->journal, index)->kind > ACTION_LOAD)
    step_begin_day (step);
}
