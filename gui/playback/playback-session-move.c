/* PrSession: where in time we are: seeking, stepping, playing. */
#include "playback/playback-session-private.h"

/* A position inside a step, or one that another world pulled along, belongs to some time: the clock shows that. */
void
session_take_time (PrSession *self)
{
  self->time = CLAMP (playback_now (self->playback), self->start, self->end);
}

static void
moved (PrSession *self)
{
  for (guint i = 0; i < self->views->len; i++)
    g_clear_pointer (&g_array_index (self->views, WorldView, i).copies, copy_table_free);
  session_follow_head (self);
  session_emit (self, SESSION_MOVED);
}

gint64
pr_session_start (PrSession *self)
{
  return self->start;
}

gint64
pr_session_end (PrSession *self)
{
  return self->end;
}

gint64
pr_session_time (PrSession *self)
{
  return self->time;
}

void
pr_session_seek (PrSession *self, gint64 time)
{
  if (self->playback == NULL)
    return;
  pace_stop (&self->pace);
  self->time = CLAMP (time, self->start, self->end);
  session_live_moved (self, self->time >= self->end);
  playback_seek_time (self->playback, self->time);
  moved (self);
}

void
pr_session_seek_event (PrSession *self, guint world, guint32 event)
{
  const Trace *trace = pr_session_trace (self, world);

  if (event == 0 || event > trace_length (trace))
    return;
  pr_session_set_playing (self, FALSE);
  pr_session_seek (self, trace_event (trace, event)->time);
}

StepUnit
pr_session_unit (PrSession *self)
{
  return self->unit;
}

void
pr_session_set_unit (PrSession *self, StepUnit unit)
{
  self->unit = unit;
  session_emit (self, SESSION_PLAYING);
}

gboolean
pr_session_step (PrSession *self, StepUnit unit, gboolean forward)
{
  gboolean stepped;

  if (self->playback == NULL)
    return FALSE;
  pr_session_set_playing (self, FALSE);
  session_live_moved (self, FALSE);
  stepped = playback_step (self->playback, unit, forward);
  if (playback_now (self->playback) < self->start)
    playback_seek_time (self->playback, self->start);
  if (playback_now (self->playback) > self->end)
    playback_seek_time (self->playback, self->end);
  session_take_time (self);
  moved (self);
  return stepped;
}

gboolean
pr_session_playing (PrSession *self)
{
  return self->playing;
}

void
pr_session_set_playing (PrSession *self, gboolean playing)
{
  if (self->playing == playing || (playing && self->playback == NULL))
    return;
  if (playing && session_live_pause (self))
    return;
  self->playing = playing;
  pace_stop (&self->pace);
  if (playing && self->time >= self->end)
    pr_session_seek (self, self->start);
  session_emit (self, SESSION_PLAYING);
}

double
pr_session_speed (PrSession *self)
{
  return self->speed;
}

void
pr_session_set_devices_only (PrSession *self, gboolean devices_only)
{
  self->devices_only = devices_only;
}

void
pr_session_set_speed (PrSession *self, double speed)
{
  self->speed = CLAMP (speed, 0.001, 10000);
  pace_stop (&self->pace);
  session_emit (self, SESSION_PLAYING);
}

static gint64
next_event_time (PrSession *self)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->views->len; i++)
    next = MIN (next, timeline_next_time (pr_session_timeline (self, i)));
  return MIN (next, self->end);
}

static gboolean
is_worth_waiting_for (PrSession *self, const TraceIndex *index, const TraceEvent *event)
{
  const IndexedConnection *connection = trace_index_connection (index, event->connection);

  return !self->devices_only || connection == NULL || connection->client.kind == PLACE_DEVICE;
}

/* When somebody says the next line in any world. */
static gint64
next_line_time (PrSession *self)
{
  gint64 next = self->end;

  for (guint i = 0; i < self->views->len; i++)
    {
      const TraceIndex *index = pr_session_index (self, i);
      const Trace *trace = pr_session_trace (self, i);
      guint at = trace_index_count (index->rows, timeline_position (pr_session_timeline (self, i)));

      for (; at < index->rows->len; at++)
        {
          const TraceEvent *event = trace_event (trace, g_array_index (index->rows, guint32, at));

          if (event->time >= next || is_worth_waiting_for (self, index, event))
            {
              next = MIN (next, event->time);
              break;
            }
        }
    }
  return next;
}

void
pr_session_advance (PrSession *self, gint64 elapsed)
{
  if (!self->playing)
    return;
  self->time = MIN (pace_advance (&self->pace, self->time, elapsed, self->speed, next_event_time (self), next_line_time (self)),
                    self->end);
  playback_seek_time (self->playback, self->time);
  moved (self);
  if (self->time < self->end)
    return;
  pr_session_set_playing (self, FALSE);
  session_live_moved (self, TRUE);
}

gboolean
pr_session_skipping (PrSession *self)
{
  return self->pace.skipping;
}
