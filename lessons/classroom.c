#include "classroom.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
classroom_row_free (ClassroomRow *row)
{
  g_free (row->learner);
  g_free (row->file);
  g_free (row->lesson);
  g_free (row);
}

Classroom *
classroom_new (void)
{
  Classroom *classroom = g_new0 (Classroom, 1);

  classroom->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) classroom_row_free);
  classroom->faults = g_ptr_array_new_with_free_func (g_free);
  return classroom;
}

void
classroom_free (Classroom *classroom)
{
  if (classroom == NULL)
    return;
  g_ptr_array_unref (classroom->rows);
  g_ptr_array_unref (classroom->faults);
  g_free (classroom);
}

static gboolean
is_same (const ClassroomRow *a, const ClassroomRow *b)
{
  return strcmp (a->learner, b->learner) == 0 && strcmp (a->lesson, b->lesson) == 0
         && a->begun / G_USEC_PER_SEC == b->begun / G_USEC_PER_SEC;
}

void
classroom_take_row (Classroom *classroom, ClassroomRow *row)
{
  for (guint i = 0; i < classroom->rows->len; i++)
    {
      ClassroomRow *other = classroom->rows->pdata[i];

      if (!is_same (row, other))
        continue;
      if (row->last > other->last)
        {
          classroom->rows->pdata[i] = row;
          row = other;
        }
      classroom_row_free (row);
      return;
    }
  g_ptr_array_add (classroom->rows, row);
}

guint
classroom_n_learners (const Classroom *classroom)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < classroom->rows->len; i++)
    {
      const ClassroomRow *row = classroom->rows->pdata[i];

      g_hash_table_add (names, g_strdup_printf ("%s\n%s", row->file != NULL ? row->file : "", row->learner));
    }
  return classroom->n_idle + g_hash_table_size (names);
}

static void
count_answers (ClassroomRow *row, const ProgressLesson *lesson)
{
  for (guint i = 0; i < lesson->answers->len; i++)
    {
      ProgressVerdict verdict = g_array_index (lesson->answers, ProgressAnswer, i).verdict;

      row->right += verdict == PROGRESS_RIGHT;
      row->wrong += verdict == PROGRESS_WRONG;
      row->open += verdict == PROGRESS_OPEN;
    }
  for (guint i = 0; i < lesson->tasks->len; i++)
    {
      const ProgressTask *task = &g_array_index (lesson->tasks, ProgressTask, i);

      row->tasks++;
      row->shown += task->shown ? 1 : 0;
      row->hints += task->hints;
    }
}

void
classroom_add (Classroom *classroom, const Progress *progress, const char *file)
{
  classroom->n_idle += progress->lessons->len == 0;
  for (guint i = 0; i < progress->lessons->len; i++)
    {
      const ProgressLesson *lesson = progress->lessons->pdata[i];
      ClassroomRow *row = g_new0 (ClassroomRow, 1);

      row->learner = g_strdup (*progress->learner != '\0' ? progress->learner : file != NULL ? file : _("no name"));
      row->file = g_strdup (file);
      row->lesson = g_strdup (lesson->name);
      row->n_steps = lesson->n_steps;
      row->reached = lesson->reached;
      row->finished = lesson->finished;
      row->begun = lesson->begun;
      row->last = lesson->last;
      count_answers (row, lesson);
      classroom_take_row (classroom, row);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static gboolean
has_ending (const char *name, const char *ending)
{
  gsize length = strlen (name), n = strlen (ending);

  return length > n && g_ascii_strcasecmp (name + length - n, ending) == 0;
}

static gboolean
add_file (Classroom *classroom, const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL), *shown = g_filename_display_name (name);
  g_autoptr (Progress) progress = NULL;

  if (has_ending (name, ".csv"))
    return classroom_add_table (classroom, path, error);
  progress = progress_read (path, error);
  if (progress != NULL)
    classroom_add (classroom, progress, shown);
  return progress != NULL;
}

gboolean
classroom_add_folder (Classroom *classroom, const char *folder, GError **error)
{
  static const char *const endings[] = { ".json", ".csv" }; /* a record tells more than a table: it comes first */
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (has_ending (name, ".json") || has_ending (name, ".csv"))
      g_ptr_array_add (names, g_strdup (name));
    else
      classroom->n_others += *name != '.';
  g_ptr_array_sort (names, compare_names);
  for (guint kind = 0; kind < G_N_ELEMENTS (endings); kind++)
    for (guint i = 0; i < names->len; i++)
      {
        g_autoptr (GError) fault = NULL;

        if (has_ending (names->pdata[i], endings[kind]) && !add_file (classroom, folder, names->pdata[i], &fault))
          g_ptr_array_add (classroom->faults, g_strdup (fault->message));
      }
  return TRUE;
}

char *
classroom_dup_others (const Classroom *classroom)
{
  if (classroom->n_others == 0)
    return NULL;
  return g_strdup_printf (ngettext ("%u file was left aside: it is neither .json nor .csv",
                                    "%u files were left aside: they are neither .json nor .csv", classroom->n_others),
                          classroom->n_others);
}

#define ORDER(a, b) ((a) < (b) ? -1 : (a) > (b))

int
classroom_compare (const ClassroomRow *a, const ClassroomRow *b, ClassroomColumn column)
{
  switch (column)
    {
    case CLASSROOM_LEARNER:
      return g_utf8_collate (a->learner, b->learner);
    case CLASSROOM_LESSON:
      return strcmp (a->lesson, b->lesson);
    case CLASSROOM_STEPS:
      return ORDER (a->reached * MAX (b->n_steps, 1), b->reached * MAX (a->n_steps, 1));
    case CLASSROOM_RIGHT:
      return ORDER (a->right, b->right);
    case CLASSROOM_WRONG:
      return ORDER (a->wrong, b->wrong);
    case CLASSROOM_TASKS:
      return ORDER (a->tasks, b->tasks);
    case CLASSROOM_HINTS:
      return ORDER (a->hints, b->hints);
    case CLASSROOM_LAST:
      return ORDER (a->last, b->last);
    case N_CLASSROOM_COLUMNS:
      break;
    }
  g_assert_not_reached ();
}

typedef struct {
  ClassroomColumn column;
  gboolean descending;
} Sorting;

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const Sorting *sorting = data;
  int order = classroom_compare (*(ClassroomRow *const *) a, *(ClassroomRow *const *) b, sorting->column);

  return sorting->descending ? -order : order;
}

void
classroom_sort (Classroom *classroom, ClassroomColumn column, gboolean descending)
{
  Sorting sorting = { column, descending };

  g_ptr_array_sort_with_data (classroom->rows, compare_rows, &sorting);
}

const char *
classroom_title (ClassroomColumn column)
{
  static const char *const titles[N_CLASSROOM_COLUMNS] = {
    N_("Learner"), N_("Lesson"), N_("Steps"), N_("Right"), N_("Wrong"), N_("Tasks"), N_("Hints"), N_("Last seen (UTC)"),
  };

  return _(titles[column]);
}

char *
classroom_dup_time (gint64 time, const char *format)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);

  return date != NULL ? g_date_time_format (date, format) : g_strdup ("");
}

char *
classroom_cell (const ClassroomRow *row, ClassroomColumn column)
{
  switch (column)
    {
    case CLASSROOM_LEARNER:
      return g_strdup (row->learner);
    case CLASSROOM_LESSON:
      return g_strdup (row->lesson);
    case CLASSROOM_STEPS:
      return g_strdup_printf (row->finished ? _("%u of %u ✓") : _("%u of %u"), row->reached, row->n_steps);
    case CLASSROOM_RIGHT:
      return g_strdup_printf ("%u", row->right);
    case CLASSROOM_WRONG:
      return g_strdup_printf ("%u", row->wrong);
    case CLASSROOM_TASKS:
      return row->shown > 0 ? g_strdup_printf (_("%u, shown %u"), row->tasks, row->shown) : g_strdup_printf ("%u", row->tasks);
    case CLASSROOM_HINTS:
      return g_strdup_printf ("%u", row->hints);
    case CLASSROOM_LAST:
      return classroom_dup_time (row->last, "%Y-%m-%d %H:%M");
    case N_CLASSROOM_COLUMNS:
      break;
    }
  g_assert_not_reached ();
}
