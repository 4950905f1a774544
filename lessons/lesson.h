/* Lesson: one CommonMark file, parsed. Prose in steps, and fenced blocks of journal lines, questions and tasks in it.
 * lessons/README.md tells the format to those who write lessons; lesson-run.h lives one.
 *
 * All journal lines of a lesson (set-up, `do`, `expect`, solutions) are one journal, read by the journal's own parser:
 * lesson->journal. Its actions carry the lines of the lesson's file; where a world would end before a prediction is decided, a
 * `wait` that is in no file comes last. It is for looking things up, never for living: it knows what is to come. */
#pragma once

#include <glib.h>

#include "journal/journal.h"
#include "lesson-text.h"

typedef enum {
  LESSON_ERROR_SYNTAX, /* "FILE:LINE:COLUMN: what" */
  LESSON_ERROR_READ,
  LESSON_ERROR_NOT_FOUND,
} LessonErrorCode;
#define LESSON_ERROR (lesson_error_quark ())
GQuark lesson_error_quark (void);

typedef enum {
  LESSON_PROSE,
  LESSON_SETUP,
  LESSON_DO,
  LESSON_EXPECT,
  LESSON_PREDICT,
  LESSON_TASK,
  LESSON_NOTE,    /* for the instructor, never shown to the class */
  LESSON_SHOW,
  LESSON_EXPLORE,
} LessonBlockKind;

/* One answer that a prediction offers. Whether it is right is not known before the run. */
typedef struct {
  guint line;          /* in the file, from 1 */
  LessonText *text;
  GPtrArray *expects;  /* of Action * (ACTION_EXPECT): all have to be true at `until` */
  LessonText *wrong;   /* what to say when it turns out wrong; NULL */
  LessonText *right;   /* the same; NULL */
} LessonChoice;

/* Where something stands in the file, both from 1. */
typedef struct {
  guint line;
  guint column;
} LessonPlace;

typedef struct {
  LessonBlockKind kind;
  guint line;          /* of its fence, or its first line of prose; from 1 */
  guint last_line;
  guint first_action;  /* its lines in lesson->journal: setup, do, expect, and a task's solution */
  guint n_actions;
  guint number;        /* predictions, tasks: 1, 2, ... over the lesson, each for itself; a lasting name for answers */
  LessonText *text;    /* prose, note: all; predict, task, explore: the question; otherwise NULL */
  gint64 until;        /* predict: when its expectations are asked, µs UTC */
  gint64 at;           /* predict: when it opens, G_MININT64: as soon as what was lived has come to rest */
  GPtrArray *choices;  /* predict: of LessonChoice * */
  GPtrArray *goals;    /* task: of Action * (ACTION_EXPECT) */
  GPtrArray *hints;    /* task: of LessonText * */
  char *console;       /* task: the device at whose console the learner types; show: the device whose conversation or
                          console is meant; NULL */
  char *protocol;      /* task with console: "pop3", "imap", "smtp"; NULL */
  char *page;          /* show: "stage", "compare"; NULL */
  char *tab;           /* show: "conversation", "copies", "packets", "traffic", "console"; NULL */
  char *show_line;     /* show: part of a line of a conversation to select; NULL */
  char *variant;       /* show: the name of the world that is meant; NULL: any that has the line */
  LessonPlace console_at; /* of the words that gave them */
  LessonPlace line_at;
  LessonPlace variant_at;
} LessonBlock;

typedef struct {
  char *title;
  guint line;
  GPtrArray *blocks;   /* of LessonBlock *, in the file's order */
} LessonStep;

typedef struct {
  char *name;          /* "pop3-download-delete": the file's name without .md */
  char *language;      /* "en": the folder's name, or "" when that is no language */
  char *path;          /* as it was opened; "en/NAME.md" of a shipped one */
  char *title;
  LessonText *summary;
  guint minutes;
  guint order;         /* shipped lessons are listed by it */
  guint about;         /* line of the `lesson` block */
  GStrv claims;        /* "C05", ...: ids of claim.h; never NULL */
  char *picture;       /* "pop3", "imap", "both", "smtp", "tls"; NULL */
  char *after;         /* name of a lesson that should come before; NULL */
  GPtrArray *steps;    /* of LessonStep * */
  Journal *journal;
  char *start;         /* text of a journal with the set-up alone: what a run begins with */
} Lesson;

/* A fault of a lesson's file. */
typedef struct {
  guint line;   /* from 1 */
  guint column; /* from 1, in characters */
  char *message;
} LessonFault;

/* name: path for errors, from which the lesson's name and language are taken too. NULL with the first fault as error. */
Lesson *lesson_parse (const char *text, gssize length, const char *name, GError **error);
/* The same, and all faults that were found are added to faults (of LessonFault *). NULL when there are any. */
Lesson *lesson_parse_all (const char *text, gssize length, const char *name, GPtrArray *faults);
Lesson *lesson_read (const char *path, GError **error);
void lesson_free (Lesson *lesson);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lesson, lesson_free)

guint lesson_n_steps (const Lesson *lesson);
const LessonStep *lesson_step (const Lesson *lesson, guint step);
guint lesson_step_n_blocks (const LessonStep *step);
const LessonBlock *lesson_step_block (const LessonStep *step, guint block);
guint lesson_n_blocks_of (const Lesson *lesson, LessonBlockKind kind);

GPtrArray *lesson_faults_new (void);
void lesson_fault (GPtrArray *faults, guint line, guint column, const char *format, ...) G_GNUC_PRINTF (4, 5);
/* "FILE:LINE:COLUMN: what". Caller owns. */
char *lesson_fault_text (const LessonFault *fault, const char *path);
