#include "lesson/lesson-player.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "compat.h"
#include "lesson/lesson-keeper.h"

struct _PrLessonPlayer {
  GObject parent_instance;

  PrSession *session;  /* owned */
  Lesson *lesson;      /* owned, NULL */
  LessonRun *run;      /* owned, NULL */
  GPtrArray *revealed; /* of const LessonBlock *: predictions */
  GPtrArray *pointed;  /* of const LessonBlock *: shows that were carried out */
  GHashTable *hints;   /* const LessonBlock * to so many hints */
  gint64 task_from;    /* µs UTC: when the open task opened */
  guint checked;       /* positions at which the task was asked about */
  gboolean at_rest;    /* what was lived has been played to its end */
};

enum { CHANGED, POINTED, CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PrLessonPlayer, pr_lesson_player, G_TYPE_OBJECT)

static void
tell_changed (PrLessonPlayer *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static guint
guide_branch (gpointer data)
{
  return lesson_run_branch (PR_LESSON_PLAYER (data)->run);
}

static gint64
guide_now (gpointer data)
{
  return lesson_run_now (PR_LESSON_PLAYER (data)->run);
}

static gint64
guide_limit (gpointer data)
{
  return lesson_run_limit (PR_LESSON_PLAYER (data)->run);
}

static int
guide_act (gpointer data, Playback *playback, Action *action, GError **error)
{
  PrLessonPlayer *self = data;

  self->checked = 0;
  return lesson_run_act (self->run, playback, action, error);
}

static void
guide_undone (gpointer data, guint branch)
{
  PrLessonPlayer *self = data;

  self->checked = 0;
  if (branch != lesson_run_branch (self->run))
    lesson_run_set_branch (self->run, branch);
}

static const char *
guide_refusal (gpointer data)
{
  PrLessonPlayer *self = data;
  const LessonBlock *open = lesson_run_open (self->run);

  if (lesson_run_is_exploring (self->run) || (open != NULL && open->kind == LESSON_TASK))
    return NULL;
  return open != NULL ? _("Answer the question first: until then nothing happens")
                      : _("Here the lesson acts. Your turn comes with a task, or with “Try it”");
}

static gboolean
guide_asks (gpointer data)
{
  const LessonBlock *open = lesson_run_open (((PrLessonPlayer *) data)->run);

  return open != NULL && open->kind == LESSON_PREDICT;
}

static const SessionGuide guide
  = { guide_branch, guide_now, guide_limit, guide_act, guide_undone, guide_refusal, guide_asks };

static gboolean
is_ours (PrLessonPlayer *self)
{
  return self->run != NULL && pr_session_journal (self->session) == lesson_run_journal (self->run);
}

static void
drop (PrLessonPlayer *self)
{
  g_ptr_array_set_size (self->revealed, 0);
  g_ptr_array_set_size (self->pointed, 0);
  g_hash_table_remove_all (self->hints);
  g_clear_pointer (&self->run, lesson_run_free);
  g_clear_pointer (&self->lesson, lesson_free);
}

gboolean
pr_lesson_player_is_revealed (PrLessonPlayer *self, const LessonBlock *prediction)
{
  return g_ptr_array_find (self->revealed, prediction, NULL);
}

/* Verdicts whose time has been seen. TRUE: there is one more. */
static gboolean
reveal (PrLessonPlayer *self)
{
  const LessonStep *step = lesson_step (self->lesson, lesson_run_step (self->run));
  gint64 time = pr_session_time (self->session), end = pr_session_end (self->session);
  gboolean more = FALSE;

  for (guint i = 0; i < lesson_step_n_blocks (step); i++)
    {
      const LessonBlock *block = lesson_step_block (step, i);
      const LessonAnswer *answer = block->kind == LESSON_PREDICT ? lesson_run_answer_to (self->run, block) : NULL;

      if (answer == NULL || pr_lesson_player_is_revealed (self, block) || time < MIN (answer->until, end))
        continue;
      g_ptr_array_add (self->revealed, (gpointer) block);
      more = TRUE;
    }
  return more;
}

/* What the lesson points at, once what it speaks of has happened. */
static void
point_at_all (PrLessonPlayer *self)
{
  const LessonStep *step = lesson_step (self->lesson, lesson_run_step (self->run));
  guint n = pr_lesson_player_n_shown (self);

  for (guint i = 0; i < n; i++)
    {
      const LessonBlock *block = lesson_step_block (step, i);
      gboolean shows = block->kind == LESSON_SHOW || (block->kind == LESSON_TASK && block->console != NULL);

      if (!shows || g_ptr_array_find (self->pointed, block, NULL))
        continue;
      g_ptr_array_add (self->pointed, (gpointer) block);
      g_signal_emit (self, signals[POINTED], 0, (gpointer) block);
    }
}

static void
come_to_rest (PrLessonPlayer *self)
{
  if (self->at_rest || pr_session_playing (self->session) || pr_session_time (self->session) < pr_session_end (self->session))
    return;
  self->at_rest = TRUE;
  reveal (self);
  point_at_all (self);
  tell_changed (self);
}

/* The run has lived on: shows it, from that instant. */
static void
play_from (PrLessonPlayer *self, gint64 from, gboolean at_once)
{
  gboolean animated = compat_animates (gtk_settings_get_default ());
  const LessonBlock *open = lesson_run_open (self->run);

  self->at_rest = FALSE;
  self->checked = 0;
  if (open != NULL && open->kind == LESSON_TASK)
    self->task_from = lesson_run_now (self->run);
  pr_session_set_playing (self->session, FALSE);
  pr_session_follow_guide (self->session);
  if (animated && !at_once && from < pr_session_end (self->session))
    {
      pr_session_seek (self->session, from);
      pr_session_set_playing (self->session, TRUE);
    }
  else
    pr_session_seek (self->session, pr_session_end (self->session));
  lesson_keeper_keep (self->run);
  come_to_rest (self);
  tell_changed (self);
}

static void
check_task (PrLessonPlayer *self)
{
  const LessonBlock *open = lesson_run_open (self->run);
  guint positions = 1;

  /* What was so before the task was set is no answer to it. */
  if (open == NULL || open->kind != LESSON_TASK || pr_session_time (self->session) < self->task_from)
    return;
  for (guint i = 0; i < pr_session_n_worlds (self->session); i++)
    positions += timeline_position (pr_session_timeline (self->session, i));
  if (positions == self->checked)
    return;
  self->checked = positions;
  if (!lesson_run_check (self->run, pr_session_time (self->session)))
    return;
  lesson_keeper_task (self->run, open, pr_lesson_player_n_hints (self, open));
  play_from (self, pr_session_time (self->session), FALSE);
}

static void
on_moved (PrLessonPlayer *self)
{
  if (!is_ours (self))
    return;
  if (reveal (self))
    {
      point_at_all (self);
      tell_changed (self);
    }
  check_task (self);
  come_to_rest (self);
}

static void
on_playing (PrLessonPlayer *self)
{
  if (!is_ours (self))
    return;
  come_to_rest (self);
  tell_changed (self);
}

static void
on_changed (PrLessonPlayer *self)
{
  if (self->run == NULL || is_ours (self))
    return;
  drop (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
pr_lesson_player_finalize (GObject *object)
{
  PrLessonPlayer *self = PR_LESSON_PLAYER (object);

  drop (self);
  g_ptr_array_unref (self->revealed);
  g_ptr_array_unref (self->pointed);
  g_hash_table_unref (self->hints);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_lesson_player_parent_class)->finalize (object);
}

static void
pr_lesson_player_class_init (PrLessonPlayerClass *klass)
{
  static const char *const names[N_SIGNALS] = { "changed", "pointed", "closed" };

  G_OBJECT_CLASS (klass)->finalize = pr_lesson_player_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], PR_TYPE_LESSON_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                               i == POINTED ? 1 : 0, G_TYPE_POINTER);
}

static void
pr_lesson_player_init (PrLessonPlayer *self)
{
  self->revealed = g_ptr_array_new ();
  self->pointed = g_ptr_array_new ();
  self->hints = g_hash_table_new (NULL, NULL);
}

PrLessonPlayer *
pr_lesson_player_new (PrSession *session)
{
  PrLessonPlayer *self = g_object_new (PR_TYPE_LESSON_PLAYER, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "playing", G_CALLBACK (on_playing), self, G_CONNECT_SWAPPED);
  return self;
}

/* What was passed before happens again at once, with the answers that were given then. */
static void
resume (PrLessonPlayer *self)
{
  guint step = lesson_keeper_step (self->lesson);
  const LessonBlock *open;
  guint choice;

  for (;;)
    {
      while ((open = lesson_run_open (self->run)) != NULL && lesson_keeper_passed (self->lesson, open, &choice))
        if (open->kind == LESSON_PREDICT)
          {
            if (lesson_run_answer (self->run, choice) == NULL)
              return;
            g_ptr_array_add (self->revealed, (gpointer) open);
          }
        else
          lesson_run_solve (self->run);
      if (lesson_run_step (self->run) >= step || !lesson_run_next (self->run))
        return;
    }
}

void
pr_lesson_player_open (PrLessonPlayer *self, Lesson *lesson, gboolean from_start)
{
  Lesson *old_lesson = g_steal_pointer (&self->lesson);
  LessonRun *old_run = g_steal_pointer (&self->run), *run;

  drop (self);
  run = lesson_run_new (lesson);
  self->lesson = lesson;
  self->run = run;
  self->task_from = G_MAXINT64;
  if (!from_start)
    resume (self);
  /* The session lets go of the old journal's guide before that goes. */
  pr_session_set_guided (self->session, lesson_run_journal (run), &guide, self);
  lesson_run_free (old_run);
  lesson_free (old_lesson);
  play_from (self, pr_session_start (self->session), lesson_run_step (run) > 0);
}

const Lesson *
pr_lesson_player_lesson (PrLessonPlayer *self)
{
  return self->lesson;
}

const LessonRun *
pr_lesson_player_run (PrLessonPlayer *self)
{
  return self->run;
}

const LessonStep *
pr_lesson_player_step (PrLessonPlayer *self)
{
  return self->run != NULL ? lesson_step (self->lesson, lesson_run_step (self->run)) : NULL;
}

guint
pr_lesson_player_n_shown (PrLessonPlayer *self)
{
  const LessonStep *step = pr_lesson_player_step (self);
  guint n = lesson_run_n_visible (self->run, lesson_run_step (self->run));

  for (guint i = 0; i < n; i++)
    {
      const LessonBlock *block = lesson_step_block (step, i);

      if (block->kind == LESSON_PREDICT && !pr_lesson_player_is_revealed (self, block))
        return i + 1;
    }
  return n;
}

guint
pr_lesson_player_n_hints (PrLessonPlayer *self, const LessonBlock *task)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->hints, task));
}

gboolean
pr_lesson_player_can_next (PrLessonPlayer *self)
{
  if (self->run == NULL)
    return FALSE;
  return lesson_run_can_next (self->run)
         && pr_lesson_player_n_shown (self) == lesson_run_n_visible (self->run, lesson_run_step (self->run));
}

static gboolean
is_showing (PrLessonPlayer *self)
{
  return self->run != NULL && !self->at_rest && pr_session_playing (self->session);
}

gboolean
pr_lesson_player_can_go_on (PrLessonPlayer *self)
{
  return is_showing (self) || pr_lesson_player_can_next (self);
}

void
pr_lesson_player_next (PrLessonPlayer *self)
{
  gint64 from;

  if (self->run == NULL)
    return;
  if (is_showing (self))
    {
      pr_session_set_playing (self->session, FALSE);
      pr_session_seek (self->session, pr_session_end (self->session));
      return;
    }
  if (!pr_lesson_player_can_next (self))
    return;
  pr_lesson_player_return (self);
  from = lesson_run_now (self->run);
  lesson_run_next (self->run);
  play_from (self, from, FALSE);
}

void
pr_lesson_player_back (PrLessonPlayer *self)
{
  if (self->run != NULL && lesson_run_previous (self->run))
    tell_changed (self);
}

void
pr_lesson_player_answer (PrLessonPlayer *self, guint choice)
{
  const LessonAnswer *answer;
  gint64 from;

  if (self->run == NULL)
    return;
  from = lesson_run_now (self->run);
  answer = lesson_run_answer (self->run, choice);
  if (answer == NULL)
    return;
  lesson_keeper_answer (self->run, answer);
  play_from (self, from, FALSE);
}

void
pr_lesson_player_hint (PrLessonPlayer *self)
{
  const LessonBlock *task = self->run != NULL ? lesson_run_open (self->run) : NULL;

  if (task == NULL || lesson_run_hint (self->run) == NULL)
    return;
  g_hash_table_insert (self->hints, (gpointer) task, GUINT_TO_POINTER (lesson_run_n_hints (self->run)));
  tell_changed (self);
}

void
pr_lesson_player_solve (PrLessonPlayer *self)
{
  const LessonBlock *task = self->run != NULL ? lesson_run_open (self->run) : NULL;

  if (task == NULL || task->kind != LESSON_TASK)
    return;
  lesson_run_solve (self->run);
  lesson_keeper_task (self->run, task, pr_lesson_player_n_hints (self, task));
  play_from (self, self->task_from, FALSE);
}

void
pr_lesson_player_explore (PrLessonPlayer *self)
{
  if (self->run == NULL || !lesson_run_explore (self->run, pr_session_time (self->session)))
    return;
  pr_session_set_playing (self->session, FALSE);
  pr_session_follow_guide (self->session);
  tell_changed (self);
}

void
pr_lesson_player_return (PrLessonPlayer *self)
{
  if (self->run == NULL || !lesson_run_is_exploring (self->run))
    return;
  lesson_run_return (self->run);
  play_from (self, pr_session_time (self->session), TRUE);
}

void
pr_lesson_player_point (PrLessonPlayer *self, guint block)
{
  const LessonStep *step = pr_lesson_player_step (self);

  if (step != NULL && block < pr_lesson_player_n_shown (self) && lesson_step_block (step, block)->kind == LESSON_SHOW)
    g_signal_emit (self, signals[POINTED], 0, (gpointer) lesson_step_block (step, block));
}
