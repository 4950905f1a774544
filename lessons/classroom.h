/* Classroom: the records of many learners as one table, a row for each learner and lesson. No network, no account: the
 * instructor has a folder with the files that the learners have exported. */
#pragma once

#include "progress.h"

typedef struct {
  char *learner;  /* never empty: the file's name where the learner has not said his */
  char *file;     /* where it stands; NULL for the program's own record */
  char *lesson;
  guint n_steps, reached;
  gboolean finished;
  guint right, wrong, open;   /* first answers to questions */
  guint tasks, shown, hints;  /* tasks done, so many of them by the lesson, and hints given */
  gint64 begun, last;         /* µs UTC */
} ClassroomRow;

typedef struct {
  GPtrArray *rows;   /* of ClassroomRow * */
  GPtrArray *faults; /* of char *: files that could not be read, and why */
  guint n_idle;      /* learners whose record has no lesson */
  guint n_others;    /* files in the folder that are neither .json nor .csv */
} Classroom;

typedef enum {
  CLASSROOM_LEARNER, CLASSROOM_LESSON, CLASSROOM_STEPS, CLASSROOM_RIGHT, CLASSROOM_WRONG, CLASSROOM_TASKS, CLASSROOM_HINTS,
  CLASSROOM_LAST, N_CLASSROOM_COLUMNS
} ClassroomColumn;

Classroom *classroom_new (void);
void classroom_free (Classroom *classroom);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Classroom, classroom_free)

void classroom_add (Classroom *classroom, const Progress *progress, const char *file);
/* Of what a learner has done in a lesson since he began it, the last record counts: it may be exported twice, as JSON and as a
 * table, and a table of the whole class may lie beside. Takes the row. */
void classroom_take_row (Classroom *classroom, ClassroomRow *row);
void classroom_row_free (ClassroomRow *row);
guint classroom_n_learners (const Classroom *classroom);
/* All *.json files in it, then all *.csv, in the order of their names; those that are no records become faults. FALSE: no such
 * folder. */
gboolean classroom_add_folder (Classroom *classroom, const char *folder, GError **error);
/* Stable. -1, 0, 1 */
int classroom_compare (const ClassroomRow *a, const ClassroomRow *b, ClassroomColumn column);
void classroom_sort (Classroom *classroom, ClassroomColumn column, gboolean descending);
/* For people: a column's title, and what stands in it. Caller owns the latter. */
const char *classroom_title (ClassroomColumn column);
char *classroom_cell (const ClassroomRow *row, ClassroomColumn column);
char *classroom_dup_time (gint64 time, const char *format); /* UTC */
/* How many files were left aside; NULL: none. Caller owns. */
char *classroom_dup_others (const Classroom *classroom);

/* classroom-csv.c. RFC 4180, with a line of names, which are the same in every language. Caller owns. */
char *classroom_to_csv (const Classroom *classroom);
/* A table that was written so, perhaps saved again by a spreadsheet: all of its rows, or none with PROGRESS_ERROR and the place.
 * name: for errors. */
gboolean classroom_parse_table (Classroom *classroom, const char *text, gsize length, const char *name, GError **error);
gboolean classroom_add_table (Classroom *classroom, const char *path, GError **error);
