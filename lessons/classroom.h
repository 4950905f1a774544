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
  guint n_learners;
} Classroom;

typedef enum {
  CLASSROOM_LEARNER, CLASSROOM_LESSON, CLASSROOM_STEPS, CLASSROOM_RIGHT, CLASSROOM_WRONG, CLASSROOM_TASKS, CLASSROOM_HINTS,
  CLASSROOM_LAST, N_CLASSROOM_COLUMNS
} ClassroomColumn;

Classroom *classroom_new (void);
void classroom_free (Classroom *classroom);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Classroom, classroom_free)

void classroom_add (Classroom *classroom, const Progress *progress, const char *file);
/* All *.json files in it, in the order of their names; those that are no records become faults. FALSE: no such folder. */
gboolean classroom_add_folder (Classroom *classroom, const char *folder, GError **error);
/* Stable. -1, 0, 1 */
int classroom_compare (const ClassroomRow *a, const ClassroomRow *b, ClassroomColumn column);
void classroom_sort (Classroom *classroom, ClassroomColumn column, gboolean descending);
/* For people: a column's title, and what stands in it. Caller owns the latter. */
const char *classroom_title (ClassroomColumn column);
char *classroom_cell (const ClassroomRow *row, ClassroomColumn column);
/* RFC 4180, with a line of names, which are the same in every language. Caller owns. */
char *classroom_to_csv (const Classroom *classroom);
