/* Progress: what a learner has done in which lesson. One JSON file; no clock here, time is an argument.
 *
 *   { "postroom-progress": 1, "learner": "Ada", "lessons": [
 *       { "name": "a-letter-travels", "steps": 5, "reached": 3, "finished": false,
 *         "begun": "2026-03-02T01:00:00Z", "last": "2026-03-02T01:09:00Z",
 *         "answers": [ { "question": 1, "choice": 0, "verdict": "right", "at": "2026-03-02T01:03:00Z" } ],
 *         "tasks": [ { "task": 1, "shown": false, "hints": 2, "at": "2026-03-02T01:08:00Z" } ] } ] }
 *
 * verdict: "right", "wrong", or "open" when no single choice was right. Only the first answer to a question counts. What the
 * format does not know is read over. */
#pragma once

#include <glib.h>

typedef enum { PROGRESS_RIGHT, PROGRESS_WRONG, PROGRESS_OPEN } ProgressVerdict;

typedef struct {
  guint question; /* LessonBlock's number, from 1 */
  guint choice;   /* from 0 */
  ProgressVerdict verdict;
  gint64 at;      /* µs UTC */
} ProgressAnswer;

typedef struct {
  guint task;     /* LessonBlock's number, from 1 */
  gboolean shown; /* the lesson's solution was asked for */
  guint hints;    /* so many were given */
  gint64 at;
} ProgressTask;

typedef struct {
  char *name;     /* the lesson's */
  guint n_steps;
  guint reached;  /* steps, from 1; 0: none yet */
  gboolean finished;
  gint64 begun, last; /* µs UTC */
  GArray *answers;    /* of ProgressAnswer */
  GArray *tasks;      /* of ProgressTask */
} ProgressLesson;

typedef struct {
  char *learner;      /* never NULL, may be empty */
  GPtrArray *lessons; /* of ProgressLesson *, in the order in which they were begun */
} Progress;

typedef enum {
  PROGRESS_ERROR_DAMAGED, /* "FILE: what", with line and column where the JSON is no JSON */
  PROGRESS_ERROR_FOREIGN, /* no record of progress, or of a later version */
} ProgressErrorCode;
#define PROGRESS_ERROR (progress_error_quark ())
GQuark progress_error_quark (void);

Progress *progress_new (void);
void progress_free (Progress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Progress, progress_free)

/* name: for errors. NULL with PROGRESS_ERROR. */
Progress *progress_parse (const char *text, gssize length, const char *name, GError **error);
/* Also with G_FILE_ERROR; G_FILE_ERROR_NOENT when there is no such file. */
Progress *progress_read (const char *path, GError **error);
char *progress_to_json (const Progress *progress);
/* One line for each lesson, see classroom.h. Caller owns. */
char *progress_to_csv (const Progress *progress);
/* At once or not at all. */
gboolean progress_write (const Progress *progress, const char *path, GError **error);

void progress_set_learner (Progress *progress, const char *learner);
ProgressLesson *progress_find (const Progress *progress, const char *lesson); /* NULL */
/* step: from 1. A lesson that is new is begun. */
void progress_reach (Progress *progress, const char *lesson, guint n_steps, guint step, gboolean finished, gint64 now);
/* Of a lesson that was begun. What was answered or done before stays as it was. */
void progress_answer (Progress *progress, const char *lesson, guint question, guint choice, ProgressVerdict verdict,
                      gint64 now);
void progress_task (Progress *progress, const char *lesson, guint task, gboolean shown, guint hints, gint64 now);
const ProgressAnswer *progress_find_answer (const ProgressLesson *lesson, guint question); /* NULL */
const ProgressTask *progress_find_task (const ProgressLesson *lesson, guint task);         /* NULL */
/* NULL: all lessons. The name stays. */
void progress_reset (Progress *progress, const char *lesson);
