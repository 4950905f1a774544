#include "where-table.h"

#include <glib/gi18n.h>

#include "world/copies.h"
#include "terminal.h"

#define SUBJECT_WIDTH 28

/* Rows of cells, all as text, printed with columns as wide as their widest cell. */
typedef struct {
  GPtrArray *cells; /* of char *, row by row */
  guint columns;
} Grid;

static void
grid_add (Grid *grid, char *text)
{
  g_ptr_array_add (grid->cells, text);
}

static void
grid_write (const Grid *grid, GString *out)
{
  g_autofree guint *widths = g_new0 (guint, grid->columns);
  guint rows = grid->cells->len / grid->columns;

  for (guint i = 0; i < grid->cells->len; i++)
    widths[i % grid->columns] = MAX (widths[i % grid->columns], terminal_width (grid->cells->pdata[i]));
  for (guint row = 0; row < rows; row++)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      for (guint column = 0; column < grid->columns; column++)
        {
          if (column > 0)
            g_string_append (line, "  ");
          terminal_pad (line, grid->cells->pdata[row * grid->columns + column], widths[column]);
        }
      g_strchomp (line->str);
      if (row == 0)
        terminal_styled (out, STYLE_HEADING, line->str);
      else
        g_string_append (out, line->str);
      g_string_append_c (out, '\n');
    }
}

static char *
cell_text (const CopyCell *cell)
{
  GString *text;

  if (!cell->present && !cell->hidden && cell->gone != REASON_NONE)
    return g_strdup_printf (_("gone (%s)"), copy_reason_name (cell->gone));
  if (!cell->present && !cell->hidden)
    return g_strdup (cell->waiting ? _("waiting") : "–");
  text = g_string_new (cell->folder != NULL ? cell->folder : "");
  if (cell->place.kind != PLACE_OUTSIDE)
    g_string_append_printf (text, ", %s", cell->flags.system & FLAG_SEEN ? _("read") : _("unread"));
  if (cell->flags.system & FLAG_FLAGGED)
    g_string_append_printf (text, ", %s", _("flagged"));
  if (cell->flags.system & FLAG_ANSWERED)
    g_string_append_printf (text, ", %s", _("answered"));
  if (cell->flags.system & FLAG_DELETED)
    g_string_append_printf (text, ", %s", _("marked as deleted"));
  if (cell->part < PART_FULL)
    g_string_append_printf (text, ", %s", cell->part == PART_TEXT ? _("text only") : _("header only"));
  if (cell->copies > 1)
    g_string_append_printf (text, ", ×%u", cell->copies);
  if (cell->hidden)
    g_string_append_printf (text, ", %s", _("removed here only"));
  else if (cell->waiting)
    g_string_append_printf (text, ", %s", _("waiting"));
  return g_string_free (text, FALSE);
}

static char *
letter_text (const Timeline *timeline, guint32 id)
{
  const Letter *letter = world_letter (timeline_world (timeline), id);
  GString *text = g_string_new (journal_letter_name (timeline_journal (timeline), id));

  g_string_append (text, "  ");
  terminal_cut (text, letter != NULL && letter->subject != NULL ? letter->subject : "", SUBJECT_WIDTH);
  return g_string_free (text, FALSE);
}

static void
add_sizes (Grid *grid, const char *name, const GArray *sizes)
{
  grid_add (grid, g_strdup (name));
  for (guint i = 0; i < sizes->len; i++)
    grid_add (grid, terminal_size (g_array_index (sizes, guint64, i)));
}

void
where_table_write (const Timeline *timeline, GString *out)
{
  const World *world = timeline_world (timeline);
  g_autoptr (CopyTable) table = copy_table_new (world, timeline_trace (timeline), timeline_position (timeline));
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  Grid grid = { cells, table->places->len + 1 };

  grid_add (&grid, g_strdup (_("Letter")));
  for (guint i = 0; i < table->places->len; i++)
    grid_add (&grid, place_dup_name (world, g_array_index (table->places, Place, i)));
  for (guint row = 0; row < table->letters->len; row++)
    {
      grid_add (&grid, letter_text (timeline, g_array_index (table->letters, guint32, row)));
      for (guint column = 0; column < table->places->len; column++)
        grid_add (&grid, cell_text (copy_table_cell (table, row, column)));
    }
  add_sizes (&grid, _("kept there"), table->kept);
  add_sizes (&grid, _("moved over its link"), table->moved);
  grid_write (&grid, out);
}
