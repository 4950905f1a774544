/* Tables of progress as comma-separated values (RFC 4180), written and read again. */
#include "classroom.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HEADER "learner,lesson,steps,reached,finished,right,wrong,open,tasks,shown,hints,begun,last,file"
#define N_CELLS 14
#define ISO_TIME "%Y-%m-%dT%H:%M:%SZ"
#define FORMULA "=+-@\t\r" /* what a spreadsheet takes for the beginning of one */
#define MOST 1000000
#define MOST_ROWS 10000

/* A spreadsheet would take a text that begins like a formula for one, and do what it says. */
static void
add_csv (GString *csv, const char *text)
{
  gboolean guarded = *text != '\0' && strchr (FORMULA, *text) != NULL;

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
  GString *csv = g_string_new (HEADER "\r\n");

  for (guint i = 0; i < classroom->rows->len; i++)
    {
      const ClassroomRow *row = classroom->rows->pdata[i];
      g_autofree char *begun = classroom_dup_time (row->begun, ISO_TIME), *last = classroom_dup_time (row->last, ISO_TIME);

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

/* One cell from *at on, which then is behind it and what ends it. FALSE: a quotation mark is not where it may be. */
static gboolean
take_cell (const char **at, char divider, GPtrArray *cells, gboolean *last)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  const char *text = *at;
  gboolean quoted = *text == '"';

  for (text += quoted; *text != '\0'; text++)
    {
      if (quoted && *text == '"' && text[1] != '"')
        break;
      if (!quoted && (*text == divider || *text == '\n' || (*text == '\r' && text[1] == '\n')))
        break;
      if (*text == '"' && !quoted)
        return FALSE;
      text += *text == '"';
      g_string_append_c (cell, *text);
    }
  if (quoted && *text++ != '"')
    return FALSE;
  if (*text == '\r' && text[1] == '\n')
    text++;
  if (*text != '\0' && *text != divider && *text != '\n')
    return FALSE;
  *last = *text != divider;
  *at = text + (*text != '\0');
  if (cell->len > 1 && cell->str[0] == '\'' && strchr (FORMULA, cell->str[1]) != NULL)
    g_string_erase (cell, 0, 1); /* as add_csv() has guarded it */
  g_ptr_array_add (cells, g_strdup (cell->str));
  return TRUE;
}

/* The cells of a row; NULL when it is none. */
static GPtrArray *
take_row (const char **at, char divider)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  gboolean last = FALSE;

  while (!last)
    if (cells->len > N_CELLS || !take_cell (at, divider, cells, &last))
      return NULL;
  return g_steal_pointer (&cells);
}

static gboolean
read_number (const GPtrArray *cells, guint cell, guint *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (cells->pdata[cell], 10, 0, MOST, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

static gboolean
read_time (const char *text, gint64 *time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (text, NULL);

  *time = date != NULL ? g_date_time_to_unix (date) * G_USEC_PER_SEC : 0;
  return date != NULL || *text == '\0';
}

/* NULL: it is no row of such a table. */
static ClassroomRow *
read_row (const GPtrArray *cells, const char *file)
{
  ClassroomRow *row = g_new0 (ClassroomRow, 1);
  gboolean good = cells->len == N_CELLS && *(char *) cells->pdata[1] != '\0';
  guint *const numbers[] = { [2] = &row->n_steps, [3] = &row->reached, [5] = &row->right, [6] = &row->wrong, [7] = &row->open,
                             [8] = &row->tasks, [9] = &row->shown, [10] = &row->hints };

  for (guint i = 2; good && i < G_N_ELEMENTS (numbers); i++)
    good = numbers[i] == NULL || read_number (cells, i, numbers[i]);
  if (!good || !read_time (cells->pdata[11], &row->begun) || !read_time (cells->pdata[12], &row->last)
      || (strcmp (cells->pdata[4], "yes") != 0 && strcmp (cells->pdata[4], "no") != 0))
    {
      classroom_row_free (row);
      return NULL;
    }
  row->finished = strcmp (cells->pdata[4], "yes") == 0;
  row->learner = g_strdup (*(char *) cells->pdata[0] != '\0' ? cells->pdata[0] : file);
  row->lesson = g_strdup (cells->pdata[1]);
  row->file = g_strdup (file);
  return row;
}

/* What divides the cells: a spreadsheet saves with what is usual in its country. '\0': this is no such table. */
static char
read_header (const char **at)
{
  static const char dividers[] = ",;\t";

  for (const char *divider = dividers; *divider != '\0'; divider++)
    {
      const char *rest = *at;
      g_autoptr (GPtrArray) cells = take_row (&rest, *divider);
      g_autofree char *line = NULL;

      if (cells == NULL || cells->len != N_CELLS)
        continue;
      g_ptr_array_add (cells, NULL);
      line = g_strjoinv (",", (char **) cells->pdata);
      if (strcmp (line, HEADER) != 0)
        continue;
      *at = rest;
      return *divider;
    }
  return '\0';
}

static GPtrArray *
read_rows (const char *text, const char *file, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) classroom_row_free);
  const char *at = text + (g_str_has_prefix (text, "\xef\xbb\xbf") ? 3 : 0), *counted = text;
  char divider = read_header (&at);
  guint line = 1;

  if (divider == '\0')
    {
      g_set_error (error, PROGRESS_ERROR, PROGRESS_ERROR_FOREIGN, _("%s: this is no table of progress"), file);
      return NULL;
    }
  while (*at != '\0')
    {
      g_autoptr (GPtrArray) cells = NULL;
      ClassroomRow *row;

      for (; counted < at; counted++)
        line += *counted == '\n';
      cells = take_row (&at, divider);
      row = cells != NULL && rows->len < MOST_ROWS ? read_row (cells, file) : NULL;
      if (row == NULL)
        {
          g_set_error (error, PROGRESS_ERROR, PROGRESS_ERROR_DAMAGED, _("%s:%u:1: this is no row of a table of progress"), file,
                       line);
          return NULL;
        }
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}

gboolean
classroom_parse_table (Classroom *classroom, const char *text, gsize length, const char *name, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (!g_utf8_validate (text, (gssize) length, NULL))
    {
      g_set_error (error, PROGRESS_ERROR, PROGRESS_ERROR_FOREIGN, _("%s: this is no table of progress"), name);
      return FALSE;
    }
  rows = read_rows (text, name, error);
  while (rows != NULL && rows->len > 0)
    classroom_take_row (classroom, g_ptr_array_steal_index (rows, 0));
  return rows != NULL;
}

gboolean
classroom_add_table (Classroom *classroom, const char *path, GError **error)
{
  g_autofree char *text = NULL, *name = g_path_get_basename (path), *shown = g_filename_display_name (name);
  gsize length;

  return g_file_get_contents (path, &text, &length, error)
         && classroom_parse_table (classroom, text, length, shown, error);
}
