#include "playback/playback-session.h"

#include <string.h>

#include "playback/playback-session-private.h"
#include "words.h"

#define DEFAULT_SPEED 0.1

static guint signals[SESSION_N_SIGNALS];

G_DEFINE_FINAL_TYPE (PrSession, pr_session, G_TYPE_OBJECT)

void
session_emit (PrSession *self, guint signal)
{
  g_signal_emit (self, signals[signal], 0);
}

static void
world_view_clear (gpointer data)
{
  WorldView *view = data;

  trace_index_free (view->index);
  copy_table_free (view->copies);
  g_free (view->name);
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

  session_live_drop (self);
  drop_playback (self);
  g_array_unref (self->views);
  g_clear_pointer (&self->journal, journal_unref);
  g_free (self->path);
  g_array_unref (self->deeds);
  G_OBJECT_CLASS (pr_session_parent_class)->finalize (object);
}

static void
pr_session_class_init (PrSessionClass *klass)
{
  static const char *const names[SESSION_N_SIGNALS] = { "changed", "moved", "selected", "playing", "live" };

  G_OBJECT_CLASS (klass)->finalize = pr_session_finalize;
  for (guint i = 0; i < SESSION_N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], PR_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pr_session_init (PrSession *self)
{
  self->views = g_array_new (FALSE, TRUE, sizeof (WorldView));
  g_array_set_clear_func (self->views, world_view_clear);
  self->deeds = g_array_new (FALSE, FALSE, sizeof (Deed));
  self->unit = STEP_LINE;
  self->speed = DEFAULT_SPEED;
}

PrSession *
pr_session_new (void)
{
  return g_object_new (PR_TYPE_SESSION, NULL);
}

/* What lies ahead is known after playback_end(): the scrubber shows all of it. */
void
session_learn_future (PrSession *self)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = playback_n_timelines (self->playback);

  self->start = playback_start (self->playback);
  self->end = session_find_end (self);
  g_array_set_size (self->views, 0);
  g_array_set_size (self->views, n);
  for (guint i = 0; i < n; i++)
    {
      WorldView *view = &g_array_index (self->views, WorldView, i);
      const Trace *trace = timeline_trace (playback_timeline (self->playback, i));

      view->index = trace_index_new ();
      if (playback_beside (self->playback) >= 0)
        view->name = words_branch (self->journal, timeline_branch (playback_timeline (self->playback, i)));
      trace_index_update (view->index, trace, self->start);
      for (guint id = 1; id <= trace_length (trace); id++)
        g_array_append_val (times, trace_event (trace, id)->time);
    }
  g_clear_pointer (&self->scale, time_scale_free);
  self->scale = time_scale_new (times, self->start, self->end);
}

gboolean
session_see_growth (PrSession *self)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean shrunk = FALSE;

  for (guint i = 0; i < self->views->len; i++)
    {
      WorldView *view = &g_array_index (self->views, WorldView, i);
      const Trace *trace = pr_session_trace (self, i);
      guint seen = view->index->length;

      shrunk = shrunk || trace_length (trace) < seen;
      g_clear_pointer (&view->copies, copy_table_free);
      if (trace_length (trace) < seen)
        trace_index_reset (view->index);
      trace_index_update (view->index, trace, self->start);
      for (guint id = seen + 1; id <= trace_length (trace); id++)
        g_array_append_val (times, trace_event (trace, id)->time);
    }
  time_scale_extend (self->scale, times, self->end);
  return shrunk;
}

/* The line that was written last: what is shown as selected until a person picks another one. */
void
session_follow_head (PrSession *self)
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
begin (PrSession *self, Journal *journal, const char *path, const SessionGuide *guide, gpointer data)
{
  Journal *old = self->journal;

  pr_session_stop_live (self);
  pr_session_set_playing (self, FALSE);
  drop_playback (self);
  self->journal = journal_ref (journal);
  g_clear_pointer (&old, journal_unref);
  pr_session_set_path (self, path);
  self->modified = FALSE;
  self->selected = 0;
  self->guide = guide;
  self->guide_data = data;
  g_array_set_size (self->deeds, 0);
  self->playback = playback_new (journal, guide != NULL ? guide->branch (data) : 0);
  session_learn_future (self);
  playback_seek_time (self->playback, self->start);
  self->time = self->start;
  session_follow_head (self);
  session_emit (self, SESSION_CHANGED);
  session_emit (self, SESSION_MOVED);
}

void
pr_session_set_journal (PrSession *self, Journal *journal, const char *path)
{
  begin (self, journal, path, NULL, NULL);
}

void
pr_session_set_guided (PrSession *self, Journal *journal, const SessionGuide *guide, gpointer data)
{
  begin (self, journal, NULL, guide, data);
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
  session_emit (self, SESSION_CHANGED);
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
  g_autofree char *code = words_dup_language ();

  if (g_array_index (self->views, WorldView, world).name != NULL)
    return g_array_index (self->views, WorldView, world).name;
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
  session_follow_head (self);
  session_emit (self, SESSION_SELECTED);
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
  session_emit (self, SESSION_SELECTED);
}
