#include "classroom.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
row_free (gpointer data)
{
  ClassroomRow *row = data;

  g_free (row->learner);
  g_free (row->file);
  g_free (row->lesson);
  g_free (row);
}

Classroom *
classroom_new (void)
{
  Classroom *classroom = g_new0 (Classroom, 1);

  classroom->rows = g_ptr_array_new_with_free_func (row_free);
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
  classroom->n_learners++;
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
      g_ptr_array_add (classroom->rows, row);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

gboolean
classroom_add_folder (Classroom *classroom, const char *folder, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      g_autofree char *shown = g_filename_display_name (names->pdata[i]);
      g_autoptr (GError) fault = NULL;
      g_autoptr (Progress) progress = progress_read (path, &fault);

      if (progress != NULL)
        classroom_add (classroom, progress, shown);
      else
        g_ptr_array_add (classroom->faults, g_strdup (fault->message));
    }
  return TRUE;
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

/* "2026-03-02 01:09", UTC. */
static char *
dup_time (gint64 time, const char *format)
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
      return dup_time (row->last, "%Y-%m-%d %H:%M");
    case N_CLASSROOM_COLUMNS:
      break;
    }
  g_assert_not_reached ();
}

/* A spreadsheet would take a text that begins like a formula for one, and do what it says. */
static void
add_csv (GString *csv, const char *text)
{
  gboolean guarded = *text != '\0' && strchr ("=+-@\t\r", *text) != NULL;

  if (!guarded && strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }
  g_string_append (csv, guarded ? "\"'" : "\"");
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  g_string_append_c (csv, '"');
}

char *
classroom_to_csv (const Classroom *classroom)
{
  GString *csv = g_string_new ("learner,lesson,steps,reached,finished,right,wrong,open,tasks,shown,hints,begun,last,file\r\n");

  for (guint i = 0; i < classroom->rows->len; i++)
    {
      const ClassroomRow *row = classroom->rows->pdata[i];
      g_autofree char *begun = dup_time (row->begun, "%Y-%m-%dT%H:%M:%SZ"), *last = dup_time (row->last, "%Y-%m-%dT%H:%M:%SZ");

      add_csv (csv, row->learner);
      g_string_append_c (csv, ',');
      add_csv (csv, row->lesson);
      g_string_append_printf (csv, ",%u,%u,%s,%u,%u,%u,%u,%u,%u,%s,%s,", row->n_steps, row->reached,
                              row->finished ? "yes" : "no", row->right, row->wrong, row->open, row->tasks, row->shown,
                              row->hints, begun, last);
      add_csv (csv, row->file != NULL ? row->file : "");
      g_string_append (csv, "\r\n");
    }
  return g_string_free (csv, FALSE);
}

char *
progress_to_csv (const Progress *progress)
{
  g_autoptr (Classroom) classroom = classroom_new ();

  classroom_add (classroom, progress, NULL);
  return classroom_to_csv (classroom);
}
