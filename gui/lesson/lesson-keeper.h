/* The learner's own record of progress: one for the program, in the user's data folder, written after each thing done. */
#pragma once

#include <glib-object.h>

#include "lesson-run.h"
#include "progress.h"

/* Read when it is first asked for. Never NULL. */
Progress *lesson_keeper_progress (void);
/* A damaged record was put aside, or a record could not be written: what and where. NULL. Told once, then forgotten.
 * Caller owns. */
char *lesson_keeper_steal_trouble (void);
/* As if the program began anew. For tests. */
void lesson_keeper_forget (void);
/* Somebody wants to know of changes; data must be a GObject. */
void lesson_keeper_connect (GCallback func, gpointer data);
void lesson_keeper_write (void);

void lesson_keeper_keep (const LessonRun *run);
void lesson_keeper_answer (const LessonRun *run, const LessonAnswer *answer);
void lesson_keeper_task (const LessonRun *run, const LessonBlock *task, guint hints);

/* Where to go on: the step, from 0. A finished lesson begins anew. */
guint lesson_keeper_step (const Lesson *lesson);
/* A prediction that was answered or a task that was done, in a lesson that is to be gone on with. */
gboolean lesson_keeper_passed (const Lesson *lesson, const LessonBlock *block, guint *choice);
