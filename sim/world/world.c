#include "world/world.h"

#include "world/world-private.h"

static const StateField letter_fields[] = {
  STATE_FIELD (Letter, subject, STATE_STR),
  STATE_FIELD (Letter, from, STATE_STR),
  STATE_FIELD (Letter, digest, STATE_STR),
  STATE_FIELD (Letter, size, STATE_POD),
  STATE_FIELD (Letter, id, STATE_POD),
  STATE_FIELD (Letter, action, STATE_POD),
};

const StateType letter_state = STATE_TYPE (Letter, letter_fields);

static const StateField world_fields[] = {
  STATE_FIELD (World, now, STATE_POD),
  STATE_FIELD (World, seed, STATE_POD),
  STATE_FIELD (World, step, STATE_POD),
  STATE_FIELD (World, event, STATE_POD),
  STATE_FIELD (World, instant, STATE_POD),
  STATE_FIELD (World, next_action, STATE_POD),
  STATE_FIELD (World, next_copy, STATE_POD),
  STATE_FIELD (World, variant, STATE_POD),
  STATE_FIELD (World, ended, STATE_POD),
  STATE_FIELD (World, zone_minutes, STATE_POD),
  STATE_FIELD (World, day_began, STATE_POD),
  STATE_FIELD (World, queue_seen, STATE_POD),
  STATE_FIELD (World, next_letter, STATE_POD),
  STATE_FIELD (World, unused, STATE_POD),
  STATE_FIELD_OF (World, scheduler, STATE_STRUCT, scheduler_state),
  STATE_FIELD_OF (World, network, STATE_STRUCT, network_state),
  STATE_FIELD_OF (World, host, STATE_OWNED, mail_host_state),
  STATE_FIELD_OF (World, devices, STATE_OWNED_ARRAY, device_state),
  STATE_FIELD_OF (World, outside, STATE_STRUCT, outside_state),
  STATE_FIELD_OF (World, sessions, STATE_OWNED_ARRAY, session_state),
  STATE_FIELD_OF (World, letters, STATE_STRUCT_ARRAY, letter_state),
  STATE_FIELD_PODS (World, server_copies, ServerCopy),
  STATE_FIELD_PODS (World, real_sockets, RealSocket),
};

const StateType world_state = STATE_TYPE (World, world_fields);

World *
world_new (const Journal *journal, guint variant)
{
  World *world = g_new0 (World, 1);
  LinkSettings link;

  world->now = journal_start (journal);
  world->seed = journal_seed (journal);
  world->zone_minutes = journal_zone_minutes (journal);
  world->variant = variant;
  world->next_letter = JOURNAL_FIRST_OTHER;
  world->host = mail_host_new ("mail.example", world->seed);
  world->host->policy.zone_minutes = world->zone_minutes;
  world->devices = g_ptr_array_new ();
  world->sessions = g_ptr_array_new ();
  world->letters = g_array_new (FALSE, TRUE, sizeof (Letter));
  world->server_copies = g_array_new (FALSE, TRUE, sizeof (ServerCopy));
  world->real_sockets = g_array_new (FALSE, TRUE, sizeof (RealSocket));
  scheduler_init (&world->scheduler);
  network_init (&world->network, world->seed);
  outside_init (&world->outside);
  link_settings_default (&link);
  network_add_link (&world->network, (Place) { PLACE_OUTSIDE, 0 }, &link);
  return world;
}

World *
world_dup (const World *world)
{
  return state_dup (&world_state, world);
}

void
world_free (World *world)
{
  state_free (&world_state, world);
}

char *
world_digest (const World *world)
{
  return state_digest_string (&world_state, world);
}

const Device *
world_device (const World *world, guint32 id)
{
  return id > 0 && id <= world->devices->len ? world->devices->pdata[id - 1] : NULL;
}

const Device *
world_find_device (const World *world, const char *name)
{
  for (guint i = 0; name != NULL && i < world->devices->len; i++)
    if (!((const Device *) world->devices->pdata[i])->removed
        && g_strcmp0 (((const Device *) world->devices->pdata[i])->name, name) == 0)
      return world->devices->pdata[i];
  return NULL;
}

const Letter *
world_letter (const World *world, guint32 id)
{
  for (guint i = 0; id > 0 && i < world->letters->len; i++)
    if (g_array_index (world->letters, Letter, i).id == id)
      return &g_array_index (world->letters, Letter, i);
  return NULL;
}

guint32
step_emit (Step *step, TraceEvent *event, const TraceToken *tokens)
{
  World *world = step->world;

  event->id = ++world->event;
  event->step = world->step;
  event->time = world->now;
  if (event->cause == 0)
    event->cause = step->cause;
  if (step->trace != NULL)
    {
      guint32 id = trace_append (step->trace, event, tokens);

      g_assert (id == event->id);
    }
  return event->id;
}

static guint32
emit_for_network (gpointer data, TraceEvent *event)
{
  return step_emit (data, event, NULL);
}

static void
emit_octets (gpointer data, guint32 connection, Direction direction, const guint8 *octets, gsize length)
{
  Step *step = data;

  if (step->trace != NULL && step->wire)
    trace_append_wire (step->trace, step->world->step, connection, direction, octets, length, step->sealed);
  else if (step->trace != NULL)
    trace_append_octets (step->trace, step->world->step, connection, direction, octets, length);
}

NetworkContext *
step_network (Step *step)
{
  step->net.cause = step->cause;
  return &step->net;
}

Device *
step_device (const Step *step, guint32 id)
{
  return (Device *) world_device (step->world, id);
}

void
step_schedule (Step *step, EntryKind kind, guint32 a, guint32 b, gint64 time, gboolean background)
{
  Entry entry = { .time = time, .kind = kind, .a = a, .b = b, .cause = step->cause, .background = background };

  scheduler_add (&step->world->scheduler, entry);
}

void
step_timer_event (Step *step, TimerCode timer, Place place, guint32 connection, Role role)
{
  TraceEvent event = { .kind = TRACE_TIMER, .place = place, .connection = connection, .role = role };

  event.timer.timer = timer;
  step->cause = step_emit (step, &event, NULL);
}

static void
run_entry (Step *step, const Entry *entry)
{
  step->cause = entry->cause;
  switch (entry->kind)
    {
    case ENTRY_SEGMENT:
      step_segment (step, entry);
      break;
    case ENTRY_STREAM_TIMER:
      step_stream_timer (step, entry);
      break;
    case ENTRY_ENGINE_TIMER:
      step_engine_timer (step, entry);
      break;
    case ENTRY_PROCESS:
      step_process (step, entry);
      break;
    case ENTRY_DEVICE_CHECK:
      step_device_check (step, step_device (step, entry->a));
      break;
    case ENTRY_DEVICE_WORK:
      step_timer_event (step, TIMER_RETRY, (Place) { PLACE_DEVICE, entry->a }, 0, ROLE_NONE);
      step_device_work (step, step_device (step, entry->a));
      break;
    case ENTRY_HOST_QUEUE:
      step_host_work (step, entry->a);
      break;
    case ENTRY_OUTSIDE_WORK:
      step_outside_work (step, entry->a);
      break;
    }
}

/* Time of the next step; *action tells whether it is the script's. A queue entry of the very microsecond waits for
 * the actions that come after fewer steps than were done in it. */
static gint64
next_time (const World *world, const Journal *journal, const GArray *script, gboolean live, gboolean *action)
{
  const Entry *head = scheduler_peek (&world->scheduler);
  const Action *next = NULL;
  gint64 time;
  guint32 done;

  *action = FALSE;
  if (world->ended && !live)
    return G_MAXINT64;
  if (world->next_action < script->len)
    next = journal_action (journal, g_array_index (script, guint, world->next_action));
  if (next == NULL)
    return head == NULL || (!live && scheduler_idle (&world->scheduler)) ? G_MAXINT64 : MAX (head->time, world->now);
  time = MAX (next->time, world->now);
  done = time == world->now ? world->instant : 0;
  *action = head == NULL || time < head->time || (time == head->time && next->after <= done);
  return *action ? time : MAX (head->time, world->now);
}

gint64
world_next_time (const World *world, const Journal *journal, const GArray *script)
{
  gboolean action;

  return next_time (world, journal, script, FALSE, &action);
}

gint64
world_live_next_time (const World *world, const Journal *journal, const GArray *script)
{
  gboolean action;

  return next_time (world, journal, script, TRUE, &action);
}

static void
step_begin (Step *step, World *world, const Journal *journal, Trace *trace, gint64 time)
{
  *step = (Step) { .world = world, .journal = journal, .trace = trace };
  if (time > world->now)
    world->instant = 0;
  world->now = time;
  world->step++;
  engine_out_init (&step->out, &world->next_copy, world->seed);
  step->happened = g_array_new (FALSE, TRUE, sizeof (NetEvent));
  step->net = (NetworkContext) { .now = time,
                                 .scheduler = &world->scheduler,
                                 .emit = emit_for_network,
                                 .emit_octets = emit_octets,
                                 .data = step };
}

static void
step_end (Step *step)
{
  step_plan_queue (step);
  step_sweep (step);
  step->world->instant++;
  engine_out_clear (&step->out);
  g_array_free (step->happened, TRUE);
}

static gboolean
make_step (World *world, const Journal *journal, const GArray *script, Trace *trace, gboolean live, const WorldTap *tap)
{
  gboolean action;
  gint64 time = next_time (world, journal, script, live, &action);
  Step step;
  Entry entry;

  if (time == G_MAXINT64)
    return FALSE;
  step_begin (&step, world, journal, trace, time);
  step.tap = tap;
  if (action)
    step_action (&step, g_array_index (script, guint, world->next_action++));
  else if (scheduler_pop (&world->scheduler, &entry))
    run_entry (&step, &entry);
  step_end (&step);
  return TRUE;
}

gboolean
world_step (World *world, const Journal *journal, const GArray *script, Trace *trace)
{
  return make_step (world, journal, script, trace, FALSE, NULL);
}

gboolean
world_live_step (World *world, const Journal *journal, const GArray *script, Trace *trace, const WorldTap *tap)
{
  return make_step (world, journal, script, trace, TRUE, tap);
}

void
world_live_act (World *world, const Journal *journal, Trace *trace, const WorldTap *tap, gint64 time, const Action *action)
{
  Step step;

  g_assert (time >= world->now && action_is_real (action));
  step_begin (&step, world, journal, trace, time);
  step.tap = tap;
  step_real (&step, action);
  step_begin_day (&step);
  step_end (&step);
}
