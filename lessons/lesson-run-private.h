/* What lesson-run.c and lesson-world.c share. */
#pragma once

#include "lesson-run.h"

struct _LessonRun {
  const Lesson *lesson;
  Journal *journal;
  guint branch;        /* what is lived */
  guint home;          /* while a task is open or exploring: the lesson's own */
  gboolean exploring;
  guint step;          /* that is looked at */
  guint reached_step;  /* the furthest */
  guint reached_block; /* in it: the first that is not passed */
  guint n_hints;
  GPtrArray *answers;  /* of LessonAnswer * */
  GPtrArray *done;     /* of const LessonBlock *: tasks */
  GPtrArray *shown;    /* of const LessonBlock *: tasks that the lesson solved */
  GPtrArray *timelines; /* of Timeline *, one for each variant, of `branch` */
  gint64 last;         /* time of the last line that was lived */
  gint64 now;          /* lesson_run_now(), G_MININT64: to be found out */
  LessonFault trouble; /* line 0: none */
};

/* Appends the block's lines to the branch of a journal. */
void lesson_world_live (LessonRun *run, Journal *journal, guint branch, const LessonBlock *block);
/* The worlds of the run's branch live until the prediction is decided: what they do by themselves may decide it. */
void lesson_world_wait (LessonRun *run, Journal *journal, const LessonBlock *prediction);
/* The journal has changed. */
void lesson_world_changed (LessonRun *run);
/* Time of the lesson's first line that is still to come, G_MAXINT64. */
gint64 lesson_world_next_line (const LessonRun *run);
/* When what was lived has come to rest, at most limit. */
gint64 lesson_world_rest (LessonRun *run, gint64 limit);
/* All expectations at that time in all their worlds. results: of the one that decided. */
LessonResult *lesson_world_ask (LessonRun *run, GPtrArray *timelines, GPtrArray *expects, gint64 time);
GPtrArray *lesson_world_timelines (Journal *journal, guint branch);
/* What the block's choices turn out to be once the lines up to the next question are lived. */
LessonAnswer *lesson_world_evaluate (LessonRun *run, const LessonBlock *block);
