/* When it has to be true: walks the timeline over the moments that are asked about. */
#include "eavesdropper.h"
#include "expectation-private.h"

#include <glib/gi18n-lib.h>

guint
expectation_find_event (const Trace *trace, guint action)
{
  for (guint id = 1; id <= trace_length (trace); id++)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind == TRACE_ACTION && event->action.action == action)
        return id;
    }
  return 0;
}

void
verdict_clear (Verdict *verdict)
{
  g_clear_pointer (&verdict->proofs, g_array_unref);
  g_clear_pointer (&verdict->actual, g_free);
}

static Moment
moment_at (const Expect *expect, const Timeline *timeline)
{
  return (Moment) { expect, timeline_journal (timeline), timeline_world (timeline), timeline_trace (timeline),
                    timeline_position (timeline) };
}

/* Could these events have made a difference to what a place holds? */
static gboolean
matters (const Expect *expect, const Trace *trace, guint from, guint to)
{
  /* A change stops waiting when an answer comes, which touches no copy. */
  gboolean any = g_strcmp0 (expect->state, "waiting") == 0 || g_strcmp0 (expect->state, "hidden") == 0;

  for (guint id = from + 1; id <= to; id++)
    {
      TraceKind kind = trace_event (trace, id)->kind;

      if (any || kind == TRACE_COPY || kind == TRACE_ACTION)
        return TRUE;
    }
  return FALSE;
}

static gboolean
holds (const Expect *expect, const Timeline *timeline)
{
  Moment moment = moment_at (expect, timeline);

  return moment_holds (&moment);
}

/* From the position on, up to time: stops where it holds. */
static gboolean
walk (const Expect *expect, Timeline *timeline, gint64 time)
{
  guint seen;

  if (holds (expect, timeline))
    return TRUE;
  seen = timeline_position (timeline);
  while (timeline_next_time (timeline) <= time && timeline_step (timeline))
    {
      guint position = timeline_position (timeline);

      if (matters (expect, timeline_trace (timeline), seen, position) && holds (expect, timeline))
        return TRUE;
      seen = position;
    }
  return FALSE;
}

static void
seek_idle (Timeline *timeline)
{
  while (!scheduler_idle (&timeline_world (timeline)->scheduler) && timeline_step (timeline))
    ;
}

/* Where the moments begin that are asked about; the timeline is put there. */
static void
seek_first (const Expect *expect, Timeline *timeline, guint event)
{
  gboolean whole = expect->when == EXPECT_EVER || expect->when == EXPECT_NEVER;

  timeline_seek_event (timeline, event);
  if (whole || (expect->when == EXPECT_BY && expect->by < timeline_now (timeline)))
    timeline_seek_event (timeline, 0);
  if (expect->when == EXPECT_WHEN_IDLE)
    seek_idle (timeline);
}

static void
seek_last (const Expect *expect, Timeline *timeline)
{
  if (expect->when == EXPECT_EVER || expect->when == EXPECT_NEVER)
    timeline_seek_end (timeline);
  else if (expect->when == EXPECT_BY)
    timeline_seek_time (timeline, expect->by);
}

static gboolean
evaluate_copies (const Expect *expect, Timeline *timeline, Verdict *verdict)
{
  gboolean found;
  Moment moment;

  if (expect->when == EXPECT_NOW || expect->when == EXPECT_WHEN_IDLE)
    found = holds (expect, timeline);
  else
    found = walk (expect, timeline, expect->when == EXPECT_BY ? expect->by : G_MAXINT64 - 1);
  moment = moment_at (expect, timeline);
  verdict->actual = moment_describe (&moment, verdict->proofs);
  return found;
}

static gboolean
evaluate_said (const Expect *expect, Timeline *timeline, Verdict *verdict)
{
  Moment moment;
  guint32 line;

  seek_last (expect, timeline);
  moment = moment_at (expect, timeline);
  line = moment_find_said (&moment, 0, moment.position);
  if (line != 0)
    {
      g_array_append_val (verdict->proofs, line);
      verdict->actual = trace_line_shown (moment.trace, trace_event (moment.trace, line), 200);
    }
  else
    verdict->actual = g_strdup (_("no line with these words"));
  return line != 0;
}

/* The server's link is that of everybody. */
static Place
link_of (const Moment *moment)
{
  const char *name = moment->expect->folder;
  const Device *device = name != NULL ? world_find_device (moment->world, name) : NULL;

  if (device != NULL)
    return device_place (device);
  return (Place) { g_strcmp0 (name, "outside") == 0 ? PLACE_OUTSIDE : PLACE_NONE, 0 };
}

static gboolean
evaluate_reads (const Expect *expect, Timeline *timeline, Verdict *verdict)
{
  g_autoptr (GArray) heard = NULL;
  const Heard *found;
  Moment moment;

  seek_last (expect, timeline);
  moment = moment_at (expect, timeline);
  heard = eavesdrop (moment.world, moment.trace, moment.position, link_of (&moment));
  found = eavesdrop_find (heard, expect->text);
  if (found != NULL)
    g_array_append_val (verdict->proofs, found->event);
  verdict->actual = g_strdup (found == NULL ? _("nothing that can be read has these words") : found->text);
  return found != NULL;
}

static gboolean
evaluate_state (const Expect *expect, Timeline *timeline, Verdict *verdict)
{
  Moment moment = moment_at (expect, timeline);
  guint first = moment.position;
  guint32 event = moment_current_state (&moment, FALSE);
  gboolean found;

  if (event == 0 && expect->when != EXPECT_NOW && expect->when != EXPECT_WHEN_IDLE)
    {
      seek_last (expect, timeline);
      moment = moment_at (expect, timeline);
      event = moment_find_state (&moment, first, moment.position);
    }
  found = event != 0;
  if (!found)
    event = moment_current_state (&moment, TRUE);
  if (event != 0)
    {
      const TraceState *state = &trace_event (moment.trace, event)->state;

      g_array_append_val (verdict->proofs, event);
      verdict->actual = g_strdup_printf (_("in state %s"), state->table->states[state->new_state]);
    }
  else
    verdict->actual = g_strdup (_("no connection yet"));
  return found;
}

void
expectation_evaluate (const Expect *expect, Timeline *timeline, guint event, Verdict *verdict)
{
  gboolean found;
  Moment moment;

  *verdict = (Verdict) { ANSWER_UNKNOWN, g_array_new (FALSE, FALSE, sizeof (guint32)), NULL };
  if (event == 0)
    event = timeline_position (timeline);
  seek_first (expect, timeline, event);
  /* Places come with the set-up; what is asked about the whole run may begin before it. */
  if (expect->when == EXPECT_EVER || expect->when == EXPECT_NEVER || expect->when == EXPECT_BY)
    while (moment = moment_at (expect, timeline), !moment_has_place (&moment) && timeline_step (timeline))
      ;
  moment = moment_at (expect, timeline);
  if (!moment_has_place (&moment))
    {
      verdict->actual = g_strdup (_("there is no such place in this world"));
      return;
    }
  if (expect->kind == EXPECT_SAID)
    found = evaluate_said (expect, timeline, verdict);
  else if (expect->kind == EXPECT_READS)
    found = evaluate_reads (expect, timeline, verdict);
  else if (expect->kind == EXPECT_STATE)
    found = evaluate_state (expect, timeline, verdict);
  else
    found = evaluate_copies (expect, timeline, verdict);
  verdict->answer = found == (expect->when != EXPECT_NEVER) ? ANSWER_TRUE : ANSWER_FALSE;
}
