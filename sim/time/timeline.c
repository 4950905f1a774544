#include "time/timeline-internal.h"

/* Steps between keyframes while running on, and how many are kept. Near the position more are made: is_near_keyframe(). */
#define SPACING 1000
#define MAX_KEYFRAMES 64
/* Messages and mailboxes are shared between keyframes. What is being received is not, nor, after it was re-executed, what
 * is being sent: a letter of 25 MB on its way weighs that much in each. */
#define MAX_WEIGHT (G_GUINT64_CONSTANT (48) << 20)
#define LEAST_WEIGHT 16384
#define NEAR_MIN 16
#define NEAR_MAX 512
#define EXTENSION 256 /* events at a time: going to the furthest point and back is not free */
/* A world that never comes to rest stops here, so that nobody waits for its end. */
#define MAX_STEPS 4000000

#define STEP(timeline, i) (&g_array_index ((timeline)->steps, TimelineStep, i))
#define KEYFRAME(timeline, i) (&g_array_index ((timeline)->keyframes, Keyframe, i))

static void
keyframe_clear (gpointer keyframe)
{
  world_free (((Keyframe *) keyframe)->world);
}

static void
note_step (Timeline *timeline)
{
  TimelineStep step = { timeline->world->now, timeline->world->event, timeline->world->instant };

  g_array_append_val (timeline->steps, step);
}

Timeline *
timeline_new (Journal *journal, guint branch, guint variant)
{
  Timeline *timeline = g_new0 (Timeline, 1);
  Keyframe beginning = { 0 };

  timeline->journal = journal_ref (journal);
  timeline->branch = branch;
  timeline->variant = variant;
  timeline->live_until = G_MININT64;
  timeline->limit = G_MAXINT64;
  timeline->script = journal_script (journal, branch, variant);
  timeline->world = world_new (journal, variant);
  timeline->trace = trace_new ();
  timeline->steps = g_array_new (FALSE, FALSE, sizeof (TimelineStep));
  timeline->keyframes = g_array_new (FALSE, FALSE, sizeof (Keyframe));
  g_array_set_clear_func (timeline->keyframes, keyframe_clear);
  g_assert (timeline->world->step == 0);
  note_step (timeline);
  beginning.world = world_dup (timeline->world);
  g_array_append_val (timeline->keyframes, beginning);
  return timeline;
}

void
timeline_free (Timeline *timeline)
{
  if (timeline == NULL)
    return;
  g_array_unref (timeline->keyframes);
  g_array_unref (timeline->steps);
  g_array_unref (timeline->script);
  trace_free (timeline->trace);
  world_free (timeline->world);
  journal_unref (timeline->journal);
  g_free (timeline);
}

const World *
timeline_world (const Timeline *timeline)
{
  return timeline->world;
}

const Trace *
timeline_trace (const Timeline *timeline)
{
  return timeline->trace;
}

const Journal *
timeline_journal (const Timeline *timeline)
{
  return timeline->journal;
}

guint
timeline_branch (const Timeline *timeline)
{
  return timeline->branch;
}

guint
timeline_variant (const Timeline *timeline)
{
  return timeline->variant;
}

guint
timeline_position (const Timeline *timeline)
{
  return timeline->world->event;
}

gint64
timeline_now (const Timeline *timeline)
{
  return timeline->world->now;
}

static gboolean
is_live (const Timeline *timeline)
{
  return timeline->live_until != G_MININT64;
}

gint64
timeline_next_time (const Timeline *timeline)
{
  gint64 next;

  if (timeline->world->step + 1 < timeline->steps->len)
    return STEP (timeline, timeline->world->step + 1)->time;
  if (timeline->complete)
    return G_MAXINT64;
  if (!is_live (timeline))
    return world_next_time (timeline->world, timeline->journal, timeline->script);
  next = world_live_next_time (timeline->world, timeline->journal, timeline->script);
  return next <= timeline->live_until ? next : G_MAXINT64;
}

static gsize
stream_weight (const Stream *stream)
{
  gsize weight = stream->arrived->len + (gsize) (stream->sending.end - stream->sending.start);

  for (guint i = 0; i < stream->out_of_order->len; i++)
    {
      const GByteArray *octets = g_array_index (stream->out_of_order, Segment, i).octets;

      weight += octets != NULL ? octets->len : 0;
    }
  return weight;
}

static gsize
world_weight (const World *world)
{
  gsize weight = LEAST_WEIGHT;

  for (guint i = 0; i < world->network.connections->len; i++)
    for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
      weight += stream_weight (&g_array_index (world->network.connections, Connection, i).streams[side]);
  for (guint i = 0; i < world->sessions->len; i++)
    weight += session_io (world->sessions->pdata[i])->input->len;
  return weight + (gsize) world->network.in_flight->len * STREAM_MSS;
}

/* The one whose loss hurts least for its weight: its neighbours are near each other for how far away they are. The
 * beginning stays. */
static guint
least_useful_keyframe (const Timeline *timeline)
{
  guint here = timeline->world->step;
  guint best = 1;
  double least = G_MAXDOUBLE;

  for (guint i = 1; i < timeline->keyframes->len; i++)
    {
      guint step = KEYFRAME (timeline, i)->step;
      guint after = i + 1 < timeline->keyframes->len ? KEYFRAME (timeline, i + 1)->step : timeline->steps->len;
      guint gap = after - KEYFRAME (timeline, i - 1)->step;
      double use = gap / (16.0 + (step > here ? step - here : here - step));

      if (timeline->weight > MAX_WEIGHT)
        use /= (double) KEYFRAME (timeline, i)->weight;
      if (use < least)
        {
          least = use;
          best = i;
        }
    }
  return best;
}

static void
thin_keyframes (Timeline *timeline)
{
  while (timeline->keyframes->len > 1 && (timeline->keyframes->len > MAX_KEYFRAMES || timeline->weight > MAX_WEIGHT))
    {
      guint i = least_useful_keyframe (timeline);

      timeline->weight -= KEYFRAME (timeline, i)->weight;
      g_array_remove_index (timeline->keyframes, i);
    }
}

/* Index of the last keyframe at or before the step. */
static guint
find_keyframe (const Timeline *timeline, guint step)
{
  guint low = 0;
  guint high = timeline->keyframes->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (KEYFRAME (timeline, middle)->step <= step)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static void
add_keyframe (Timeline *timeline)
{
  Keyframe keyframe = { .step = timeline->world->step };
  guint before = find_keyframe (timeline, keyframe.step);

  if (KEYFRAME (timeline, before)->step == keyframe.step)
    return;
  keyframe.world = world_dup (timeline->world);
  keyframe.weight = world_weight (keyframe.world);
  timeline->weight += keyframe.weight;
  g_array_insert_val (timeline->keyframes, before + 1, keyframe);
  thin_keyframes (timeline);
}

static gboolean
step_world (Timeline *timeline, Trace *trace)
{
  if (is_live (timeline))
    return world_live_step (timeline->world, timeline->journal, timeline->script, trace, NULL);
  return world_step (timeline->world, timeline->journal, timeline->script, trace);
}

gboolean
timeline_step (Timeline *timeline)
{
  World *world = timeline->world;
  gboolean again = world->step + 1 < timeline->steps->len;

  if (!again && (timeline->complete || world->step >= MAX_STEPS))
    return FALSE;
  if (is_live (timeline) && timeline_next_time (timeline) == G_MAXINT64)
    return FALSE;
  if (!again && timeline->limit != G_MAXINT64 && timeline_next_time (timeline) > timeline->limit)
    return FALSE;
  if (!step_world (timeline, again ? NULL : timeline->trace))
    {
      g_assert (!again);
      timeline->complete = TRUE;
      return FALSE;
    }
  if (!again)
    note_step (timeline);
  /* The same again, or the world read something that is not its own. */
  g_assert (world->step < timeline->steps->len && STEP (timeline, world->step)->event == world->event
            && STEP (timeline, world->step)->time == world->now);
  if (world->step % SPACING == 0)
    add_keyframe (timeline);
  return TRUE;
}

/* Keyframes at 512, 256 ... 16 steps before a place that was gone back to make the next steps back short. */
static gboolean
is_near_keyframe (guint to_go)
{
  return to_go >= NEAR_MIN && to_go <= NEAR_MAX && (to_go & (to_go - 1)) == 0;
}

static void
seek_step (Timeline *timeline, guint step)
{
  const Keyframe *keyframe = KEYFRAME (timeline, find_keyframe (timeline, step));
  gboolean back = step < timeline->world->step;

  g_assert (step < timeline->steps->len);
  if (back || keyframe->step > timeline->world->step)
    {
      world_free (timeline->world);
      timeline->world = world_dup (keyframe->world);
    }
  while (timeline->world->step < step)
    {
      if (back && is_near_keyframe (step - timeline->world->step))
        add_keyframe (timeline);
      if (!timeline_step (timeline))
        g_assert_not_reached ();
    }
}

static void
seek_furthest (Timeline *timeline)
{
  seek_step (timeline, timeline->steps->len - 1);
}

gboolean
timeline_step_back (Timeline *timeline)
{
  if (timeline->world->step == 0)
    return FALSE;
  seek_step (timeline, timeline->world->step - 1);
  return TRUE;
}

/* The first step that wrote the event or a later one; the number of steps when there is none. */
static guint
find_event_step (const Timeline *timeline, guint event)
{
  guint low = 0;
  guint high = timeline->steps->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (STEP (timeline, middle)->event < event)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

guint
timeline_step_end (const Timeline *timeline, guint event)
{
  return STEP (timeline, find_event_step (timeline, event))->event;
}

void
timeline_seek_event (Timeline *timeline, guint id)
{
  guint step = find_event_step (timeline, id);

  if (step < timeline->steps->len)
    {
      seek_step (timeline, step);
      return;
    }
  seek_furthest (timeline);
  while (timeline_position (timeline) < id && timeline_step (timeline))
    ;
}

static gboolean
is_at_or_before (const TimelineStep *step, gint64 time, guint instant)
{
  return step->time < time || (step->time == time && step->instant <= instant);
}

/* The last step at or before; 0 when there is none. */
static guint
find_instant_step (const Timeline *timeline, gint64 time, guint instant)
{
  guint low = 0;
  guint high = timeline->steps->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (is_at_or_before (STEP (timeline, middle), time, instant))
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* A step that belongs to what is at or before is still to be made. */
static gboolean
is_before (const Timeline *timeline, gint64 time, guint instant)
{
  gint64 next = timeline_next_time (timeline);
  guint reached = timeline->world->now == time ? timeline->world->instant : 0;

  return next < time || (next == time && reached < instant);
}

void
timeline_seek_instant (Timeline *timeline, gint64 time, guint instant)
{
  guint step = find_instant_step (timeline, time, instant);

  seek_step (timeline, step);
  if (step + 1 < timeline->steps->len)
    return;
  while (is_before (timeline, time, instant) && timeline_step (timeline))
    ;
}

void
timeline_seek_time (Timeline *timeline, gint64 time)
{
  timeline_seek_instant (timeline, time, G_MAXUINT32);
}

void
timeline_seek_end (Timeline *timeline)
{
  seek_furthest (timeline);
  while (timeline_step (timeline))
    ;
}

/* For doing something at the furthest point and coming back. */
static World *
leave_position (Timeline *timeline)
{
  World *kept = world_dup (timeline->world);

  seek_furthest (timeline);
  return kept;
}

static void
return_to_position (Timeline *timeline, World *kept)
{
  world_free (timeline->world);
  timeline->world = kept;
}

gboolean
timeline_extend (Timeline *timeline)
{
  guint before = trace_length (timeline->trace);
  World *kept;

  if (timeline->complete)
    return FALSE;
  kept = leave_position (timeline);
  while (trace_length (timeline->trace) < before + EXTENSION && timeline_step (timeline))
    ;
  return_to_position (timeline, kept);
  return trace_length (timeline->trace) > before;
}

gint64
timeline_end (Timeline *timeline)
{
  if (!timeline->complete)
    {
      World *kept = leave_position (timeline);

      timeline_seek_end (timeline);
      return_to_position (timeline, kept);
    }
  return STEP (timeline, timeline->steps->len - 1)->time;
}

/* Keeps what happened up to the step. The position is there or before. */
static void
forget_after (Timeline *timeline, guint step)
{
  trace_truncate (timeline->trace, step);
  g_array_set_size (timeline->steps, step + 1);
  while (KEYFRAME (timeline, timeline->keyframes->len - 1)->step > step)
    {
      timeline->weight -= KEYFRAME (timeline, timeline->keyframes->len - 1)->weight;
      g_array_set_size (timeline->keyframes, timeline->keyframes->len - 1);
    }
  timeline->complete = FALSE;
}

/* The earlier of the two actions at which the scripts differ; NULL when they are the same. */
static const Action *
first_difference (const Timeline *timeline, const GArray *script)
{
  const Action *earliest = NULL;
  guint i = 0;

  while (i < script->len && i < timeline->script->len
         && g_array_index (script, guint, i) == g_array_index (timeline->script, guint, i))
    i++;
  for (guint which = 0; which < 2; which++)
    {
      const GArray *one = which == 0 ? script : timeline->script;
      const Action *action = i < one->len ? journal_action (timeline->journal, g_array_index (one, guint, i)) : NULL;

      if (action != NULL
          && (earliest == NULL || action->time < earliest->time
              || (action->time == earliest->time && action->after < earliest->after)))
        earliest = action;
    }
  return earliest;
}

static void
adopt_script (Timeline *timeline, GArray *script)
{
  const Action *difference = first_difference (timeline, script);

  if (difference != NULL)
    {
      /* All of that microsecond: an action is carried out after fewer steps than its +n says when there are no more. */
      guint last = find_instant_step (timeline, difference->time - 1, G_MAXUINT32);

      if (timeline->world->step > last)
        seek_step (timeline, last);
      forget_after (timeline, last);
    }
  g_array_unref (timeline->script);
  timeline->script = script;
}

void
timeline_script_changed (Timeline *timeline)
{
  adopt_script (timeline, journal_script (timeline->journal, timeline->branch, timeline->variant));
}

void
timeline_set_branch (Timeline *timeline, guint branch)
{
  timeline->branch = branch;
  timeline_script_changed (timeline);
}

void
timeline_set_live (Timeline *timeline, gint64 until)
{
  timeline->live_until = MAX (timeline->live_until, until);
  timeline->complete = FALSE;
}

void
timeline_set_limit (Timeline *timeline, gint64 limit)
{
  guint last = find_instant_step (timeline, limit, G_MAXUINT32);

  timeline->limit = limit;
  if (last + 1 == timeline->steps->len)
    return;
  if (timeline->world->step > last)
    seek_step (timeline, last);
  forget_after (timeline, last);
}
