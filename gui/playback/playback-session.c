#include "playback/playback-session.h"

#include <string.h>

#include "playback/pace.h"

#define DEFAULT_SPEED 0.1

typedef struct {
  TraceIndex *index;
  CopyTable *copies;   /* NULL: not asked for since the last move */
} WorldView;

struct _PrSession {
  GObject parent_instance;

  /* owned */
  Journal *journal;
  Playback *playback;
  char *path;
  GArray *views; /* of WorldView */
  TimeScale *scale;

  gint64 start, end, time;
  guint32 selected;
  StepUnit unit;
  gboolean playing;
  gboolean modified;
  gboolean devices_only;
  double speed;

  Pace pace;
};

enum { CHANGED, MOVED, SELECTED, PLAYING, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PrSession, pr_session, G_TYPE_OBJECT)

static void
world_view_clear (gpointer data)
{
  WorldView *view = data;

  trace_index_free (view->index);
  copy_table_free (view->copies);
}

static void
drop_playback (PrSession *self)
{
  g_array_set_size (self->views, 0);
  g_clear_pointer (&self->scale, time_scale_free);
  g_clear_pointer (&self->playback, playback_free);
}

static void
pr_session_finalize (GObject *object)
{
  PrSession *self = PR_SESSION (object);

  drop_playback (self);
  g_array_unref (self->views);
  g_clear_pointer (&self->journal, journal_unref);
  g_free (self->path);
  G_OBJECT_CLASS (pr_session_parent_class)->finalize (object);
}

static void
pr_session_class_init (PrSessionClass *klass)
{
  static const char *const names[N_SIGNALS] = { "changed", "moved", "selected", "playing" };

  G_OBJECT_CLASS (klass)->finalize = pr_session_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], PR_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pr_session_init (PrSession *self)
{
  self->views = g_array_new (FALSE, TRUE, sizeof (WorldView));
  g_array_set_clear_func (self->views, world_view_clear);
  self->unit = STEP_LINE;
  self->speed = DEFAULT_SPEED;
}

PrSession *
pr_session_new (void)
{
  return g_object_new (PR_TYPE_SESSION, NULL);
}

/* What lies ahead is known after playback_end(): the scrubber shows all of it. */
static void
learn_future (PrSession *self)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = playback_n_timelines (self->playback);

  self->start = playback_start (self->playback);
  self->end = playback_end (self->playback);
  g_array_set_size (self->views, 0);
  g_array_set_size (self->views, n);
  for (guint i = 0; i < n; i++)
    {
      WorldView *view = &g_array_index (self->views, WorldView, i);
      const Trace *trace = timeline_trace (playback_timeline (self->playback, i));

      view->index = trace_index_new ();
      trace_index_update (view->index, trace, self->start);
      for (guint id = 1; id <= trace_length (trace); id++)
        g_array_append_val (times, trace_event (trace, id)->time);
    }
  g_clear_pointer (&self->scale, time_scale_free);
  self->scale = time_scale_new (times, self->start, self->end);
}

/* The line that was written last: what is shown as selected until a person picks another one. */
static void
follow_head (PrSession *self)
{
  guint focus = playback_focus (self->playback);
  const WorldView *view = &g_array_index (self->views, WorldView, focus);
  const Trace *trace = pr_session_trace (self, focus);
  guint count = trace_index_count (view->index->rows, timeline_position (pr_session_timeline (self, focus)));

  self->selected = 0;
  while (count > 0 && self->selected == 0)
    {
      guint32 id = g_array_index (view->index->rows, guint32, --count);

      if (trace_event (trace, id)->kind == TRACE_LINE)
        self->selected = id;
    }
}

static void
moved (PrSession *self)
{
  for (guint i = 0; i < self->views->len; i++)
    g_clear_pointer (&g_array_index (self->views, WorldView, i).copies, copy_table_free);
  follow_head (self);
  g_signal_emit (self, signals[MOVED], 0);
}

/* A position inside a step, or one that another world pulled along, belongs to some time: the clock shows that. */
static void
take_time_from_playback (PrSession *self)
{
  self->time = CLAMP (playback_now (self->playback), self->start, self->end);
}

void
pr_session_set_journal (PrSession *self, Journal *journal, const char *path)
{
  Journal *old = self->journal;

  pr_session_set_playing (self, FALSE);
  drop_playback (self);
  self->journal = journal_ref (journal);
  g_clear_pointer (&old, journal_unref);
  pr_session_set_path (self, path);
  self->modified = FALSE;
  self->selected = 0;
  self->playback = playback_new (journal, 0);
  learn_future (self);
  playback_seek_time (self->playback, self->start);
  self->time = self->start;
  follow_head (self);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[MOVED], 0);
}

Journal *
pr_session_journal (PrSession *self)
{
  return self->journal;
}

const char *
pr_session_path (PrSession *self)
{
  return self->path;
}

void
pr_session_set_path (PrSession *self, const char *path)
{
  char *copy = g_strdup (path);

  g_free (self->path);
  self->path = copy;
}

gboolean
pr_session_modified (PrSession *self)
{
  return self->modified;
}

void
pr_session_set_unsaved (PrSession *self)
{
  self->modified = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
pr_session_set_saved (PrSession *self)
{
  self->modified = FALSE;
}

guint
pr_session_n_worlds (PrSession *self)
{
  return self->views->len;
}

Timeline *
pr_session_timeline (PrSession *self, guint world)
{
  return playback_timeline (self->playback, world);
}

const World *
pr_session_world (PrSession *self, guint world)
{
  return timeline_world (pr_session_timeline (self, world));
}

const Trace *
pr_session_trace (PrSession *self, guint world)
{
  return timeline_trace (pr_session_timeline (self, world));
}

const TraceIndex *
pr_session_index (PrSession *self, guint world)
{
  return g_array_index (self->views, WorldView, world).index;
}

const CopyTable *
pr_session_copies (PrSession *self, guint world)
{
  WorldView *view = &g_array_index (self->views, WorldView, world);
  Timeline *timeline = pr_session_timeline (self, world);

  if (view->copies == NULL)
    view->copies = copy_table_new (timeline_world (timeline), timeline_trace (timeline), timeline_position (timeline));
  return view->copies;
}

const char *
pr_session_world_name (PrSession *self, guint world)
{
  const char *language = g_get_language_names ()[0];
  g_autofree char *code = g_strndup (language, strcspn (language, "_.@"));

  return journal_variant_title (self->journal, timeline_variant (pr_session_timeline (self, world)), code);
}

const TimeScale *
pr_session_scale (PrSession *self)
{
  return self->scale;
}

guint
pr_session_focus (PrSession *self)
{
  return self->playback != NULL ? playback_focus (self->playback) : 0;
}

void
pr_session_set_focus (PrSession *self, guint world)
{
  if (self->playback == NULL || world >= self->views->len || world == playback_focus (self->playback))
    return;
  playback_set_focus (self->playback, world);
  follow_head (self);
  g_signal_emit (self, signals[SELECTED], 0);
}

guint32
pr_session_selected (PrSession *self)
{
  return self->selected;
}

void
pr_session_select (PrSession *self, guint32 event)
{
  if (self->selected == event)
    return;
  self->selected = event;
  g_signal_emit (self, signals[SELECTED], 0);
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
  g_signal_emit (self, signals[PLAYING], 0);
}

gboolean
pr_session_step (PrSession *self, StepUnit unit, gboolean forward)
{
  gboolean stepped;

  if (self->playback == NULL)
    return FALSE;
  pr_session_set_playing (self, FALSE);
  stepped = playback_step (self->playback, unit, forward);
  if (playback_now (self->playback) < self->start)
    playback_seek_time (self->playback, self->start);
  take_time_from_playback (self);
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
  self->playing = playing;
  pace_stop (&self->pace);
  if (playing && self->time >= self->end)
    pr_session_seek (self, self->start);
  g_signal_emit (self, signals[PLAYING], 0);
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
  g_signal_emit (self, signals[PLAYING], 0);
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
  if (self->time >= self->end)
    pr_session_set_playing (self, FALSE);
}

gboolean
pr_session_skipping (PrSession *self)
{
  return self->pace.skipping;
}

gboolean
pr_session_act_action (PrSession *self, Action *action, GError **error)
{
  if (playback_act (self->playback, action, error) < 0)
    return FALSE;
  self->modified = TRUE;
  learn_future (self);
  follow_head (self);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[MOVED], 0);
  return TRUE;
}

gboolean
pr_session_act (PrSession *self, const char *text, GError **error)
{
  Action *action = journal_parse_action (self->journal, text, self->time, 0, error);

  return action != NULL && pr_session_act_action (self, action, error);
}

guint
pr_session_branch (PrSession *self)
{
  return self->playback != NULL ? playback_branch (self->playback) : 0;
}

void
pr_session_set_branch (PrSession *self, guint branch)
{
  if (self->playback == NULL || branch == playback_branch (self->playback) || branch >= journal_n_branches (self->journal))
    return;
  pr_session_set_playing (self, FALSE);
  playback_set_branch (self->playback, branch);
  learn_future (self);
  take_time_from_playback (self);
  playback_seek_time (self->playback, self->time);
  follow_head (self);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[MOVED], 0);
}

gboolean
pr_session_can_undo (PrSession *self)
{
  return pr_session_branch (self) != 0;
}

gboolean
pr_session_undoes_one (PrSession *self)
{
  guint deeds = 0;

  for (guint i = 0; pr_session_can_undo (self) && i < journal_n_actions (self->journal); i++)
    deeds += journal_action_branch (self->journal, i) == pr_session_branch (self);
  return deeds == 1;
}

void
pr_session_undo (PrSession *self)
{
  if (!pr_session_can_undo (self) || !playback_undo (self->playback))
    return;
  learn_future (self);
  take_time_from_playback (self);
  follow_head (self);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[MOVED], 0);
}
