/* LessonRun: a learner in a lesson. Deterministic, no clock, no window: the window and the terminal both drive it.
 *
 * What is shown. The lesson is at a step (lesson_run_step). Of its blocks, the first lesson_run_n_visible() are to be
 * shown: all of them, or up to the question or task that is open. What stands after an open question is neither shown nor
 * lived, so that nothing can give its answer away.
 *
 * What is lived. The run has a journal that grows: the lesson's set-up from the beginning, the lines of each `do` and
 * `expect` block when the learner comes there, a `wait` until what was asked is decided, and what the learner does. Nothing
 * that comes later is in it. A window plays lesson_run_branch() of it with a Playback: after any call that may have changed
 * something here it calls playback_set_branch() with that branch, and plays on to lesson_run_now(), never beyond
 * lesson_run_limit(), which is also the playback's.
 *
 * Questions. A prediction opens when it is met; lesson_run_next() then refuses. lesson_run_answer() lives on, up to the next
 * question in this step; the simulation itself tells which choice was right.
 *
 * Tasks. While one is open, lesson_run_act() does what the learner wants, in a branch of his own. After each action and as
 * time goes on, lesson_run_check() asks whether the goal is reached, however it was. lesson_run_solve() plays the lesson's own
 * solution, in the world as it was when the task opened.
 *
 * Free exploration: lesson_run_explore() begins a branch, lesson_run_return() leaves it; the lesson's world is as before. */
#pragma once

#include "lesson.h"
#include "time/timeline.h"

typedef struct _LessonRun LessonRun;

/* What one choice turned out to be. */
typedef struct {
  gboolean is_true;
  guint variant;   /* world of what follows: the one that decided */
  GArray *proofs;  /* of guint32: events of that world's trace, in the run's branch */
  char *actual;    /* what is the case, for people; never NULL */
} LessonResult;

typedef struct {
  const LessonBlock *block;
  guint choice;        /* the learner's, index */
  int right;           /* index of the only choice that is true; -1: none or several are, as may be in a world that the
                          learner's own actions have made */
  gint64 until;        /* when it was decided: the moment to show */
  GPtrArray *results;  /* of LessonResult *, one for each choice */
} LessonAnswer;

/* The lesson is borrowed and has to outlive the run. */
LessonRun *lesson_run_new (const Lesson *lesson);
void lesson_run_free (LessonRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LessonRun, lesson_run_free)

const Lesson *lesson_run_lesson (const LessonRun *run);
guint lesson_run_step (const LessonRun *run);
/* Of any step; 0 of one that was not reached yet. */
guint lesson_run_n_visible (const LessonRun *run, guint step);
gboolean lesson_run_can_next (const LessonRun *run);
gboolean lesson_run_next (LessonRun *run);     /* FALSE: something is open, or the last step is shown */
gboolean lesson_run_previous (LessonRun *run); /* to look at it again: the world stays as it is. FALSE at the first */
gboolean lesson_run_is_finished (const LessonRun *run); /* the last step is reached and nothing is open */

/* The prediction or task that is open, NULL. */
const LessonBlock *lesson_run_open (const LessonRun *run);

Journal *lesson_run_journal (const LessonRun *run); /* borrowed; one and the same for the whole run */
guint lesson_run_branch (const LessonRun *run);
/* µs UTC: when all that was lived has come to rest and the last prediction that was answered is decided, or the time at which
 * the open question asks. */
gint64 lesson_run_now (LessonRun *run);
/* Later than this nothing may be shown. G_MAXINT64: no limit. */
gint64 lesson_run_limit (LessonRun *run);

/* An open prediction's. Owned by the run. NULL when none is open or there is no such choice. */
const LessonAnswer *lesson_run_answer (LessonRun *run, guint choice);
/* What was answered there, NULL. */
const LessonAnswer *lesson_run_answer_to (const LessonRun *run, const LessonBlock *block);
/* What any answer would come to, for checking lessons only; choice is meaningless. Free with lesson_answer_free(). NULL
 * when no prediction is open. */
LessonAnswer *lesson_run_evaluate (LessonRun *run);
void lesson_answer_free (LessonAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LessonAnswer, lesson_answer_free)

/* While a task is open or while exploring: the learner acts at the playback's present. Takes the action. Returns the
 * branch, which the playback is then in; -1 with error. */
int lesson_run_act (LessonRun *run, Playback *playback, Action *action, GError **error);
/* The learner's world is another branch of the journal (the playback's undo). Only while a task is open or exploring. */
void lesson_run_set_branch (LessonRun *run, guint branch);
/* Is the open task's goal reached at that time? Then the task is closed. */
gboolean lesson_run_check (LessonRun *run, gint64 time);
/* The next hint of the open task; NULL when there is no other. */
const LessonText *lesson_run_hint (LessonRun *run);
guint lesson_run_n_hints (const LessonRun *run); /* so many were given */
/* Plays the solution of the open task and closes it. TRUE when the goal is reached by it. */
gboolean lesson_run_solve (LessonRun *run);
/* Tasks that were solved by lesson_run_solve() are not the learner's own. */
typedef enum { TASK_NOT_DONE, TASK_DONE, TASK_SHOWN } TaskState;
TaskState lesson_run_task_state (const LessonRun *run, const LessonBlock *task);

/* FALSE while something is open. at: the present of what is shown. */
gboolean lesson_run_explore (LessonRun *run, gint64 at);
gboolean lesson_run_is_exploring (const LessonRun *run);
void lesson_run_return (LessonRun *run);

/* A line of the lesson could not be lived in the world that the learner made: which and why. NULL */
const LessonFault *lesson_run_trouble (const LessonRun *run);
