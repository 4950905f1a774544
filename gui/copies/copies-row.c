#include "copies/copies-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "palette.h"
#include "stage/place-view.h"
#include "words.h"

/* Pixels of the first column: at least, when the places have what they need at least, at most. */
#define LEAST_FIRST 140
#define WELL_FIRST 180
#define MOST_FIRST 260
/* Pixels that a place's column asks for at most: a sentence wraps anywhere. */
#define MOST_WISH 190
#define SENTENCE 130
#define LONGEST_WORLD 22 /* characters */

struct _PrCopiesRow {
  GtkWidget parent_instance;

  PrSession *session;  /* owned */
  GArray *columns;     /* owned */
  PrCopyWidths *widths; /* owned */
  guint32 letter;
  gboolean bound;
  GtkWidget *first;    /* GtkBox */
  GPtrArray *cells;    /* of GtkLabel, borrowed: one for each column */
  int *words;          /* owned: pixels of each cell's longest word, with what is around it */
  guint32 shown;       /* letter that `first` shows; G_MAXUINT32 - 1 at first */
};

G_DEFINE_FINAL_TYPE (PrCopiesRow, pr_copies_row, GTK_TYPE_WIDGET)

static void
pr_copies_row_dispose (GObject *object)
{
  PrCopiesRow *self = PR_COPIES_ROW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_pointer (&self->words, g_free);
  g_clear_object (&self->widths);
  g_clear_object (&self->session);
  g_clear_pointer (&self->columns, g_array_unref);
  G_OBJECT_CLASS (pr_copies_row_parent_class)->dispose (object);
}

/* The first column gives way to the places. It is as wide in every row, whatever stands there. */
static int
first_width (PrCopiesRow *self, int width)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int first = CLAMP (width - pr_copy_widths_wish (self->widths), palette_scaled (widget, WELL_FIRST),
                     palette_scaled (widget, MOST_FIRST));

  return MAX (MIN (first, width - pr_copy_widths_least (self->widths)), palette_scaled (widget, LEAST_FIRST));
}

static GtkSizeRequestMode
pr_copies_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (PrCopiesRow *self, int *minimum, int *natural)
{
  *minimum = palette_scaled (GTK_WIDGET (self), LEAST_FIRST) + pr_copy_widths_least (self->widths);
  *natural = MAX (palette_scaled (GTK_WIDGET (self), MOST_FIRST) + pr_copy_widths_wish (self->widths), *minimum);
}

/* While other rows have not told yet what they need, a cell may need more than its share. */
static int
height_of_cell (GtkWidget *cell, int share)
{
  int least, height;

  gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (cell, GTK_ORIENTATION_VERTICAL, MAX (share, least), &height, NULL, NULL, NULL);
  return height;
}

static int
height_for_width (PrCopiesRow *self, int width)
{
  int first = first_width (self, width), height;
  g_autofree int *widths = g_new (int, self->cells->len + 1);

  pr_copy_widths_share (self->widths, width - first, widths);
  gtk_widget_measure (self->first, GTK_ORIENTATION_VERTICAL, first, &height, NULL, NULL, NULL);
  for (guint i = 0; i < self->cells->len; i++)
    height = MAX (height, height_of_cell (self->cells->pdata[i], widths[i]));
  return height;
}

static void
pr_copies_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  PrCopiesRow *self = PR_COPIES_ROW (widget);
  int least, wish;

  measure_width (self, &least, &wish);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = wish;
    }
  else
    *minimum = *natural = height_for_width (self, for_size >= 0 ? MAX (for_size, least) : wish);
}

static void
pr_copies_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PrCopiesRow *self = PR_COPIES_ROW (widget);
  int x = first_width (self, width);
  g_autofree int *widths = g_new (int, self->cells->len + 1);

  gtk_widget_size_allocate (self->first, &(GtkAllocation) { 0, 0, x, height }, -1);
  pr_copy_widths_share (self->widths, width - x, widths);
  for (guint i = 0; i < self->cells->len; i++)
    {
      gtk_widget_size_allocate (self->cells->pdata[i], &(GtkAllocation) { x, 0, widths[i], height }, -1);
      x += widths[i];
    }
}

/* An ellipsized label would call it enough to show the first letters of it. */
static void
measure_longest_word (PrCopiesRow *self, guint index)
{
  GtkWidget *cell = self->cells->pdata[index];
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (cell, gtk_label_get_text (GTK_LABEL (cell)));
  int line, word, least, wish;

  pango_layout_get_pixel_size (layout, &line, NULL);
  pango_layout_set_width (layout, 0);
  pango_layout_get_pixel_size (layout, &word, NULL);
  gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wish, NULL, NULL);
  self->words[index] = CLAMP (wish - line + word, least, MAX (least, palette_scaled (cell, MOST_WISH)));
}

void
pr_copies_row_tell_widths (PrCopiesRow *self)
{
  g_autofree int *wishes = g_new (int, self->cells->len + 1);

  for (guint i = 0; i < self->cells->len; i++)
    {
      gboolean dotted = strstr (gtk_label_get_text (self->cells->pdata[i]), "·") != NULL;
      int least, wish;

      gtk_widget_measure (self->cells->pdata[i], GTK_ORIENTATION_HORIZONTAL, -1, &least, &wish, NULL, NULL);
      wish = MIN (wish, palette_scaled (GTK_WIDGET (self), dotted ? MOST_WISH : SENTENCE));
      wishes[i] = MAX (self->words[i], wish);
    }
  pr_copy_widths_want (self->widths, self->words, wishes);
}

/* The size of text may have changed. */
static void
pr_copies_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  PrCopiesRow *self = PR_COPIES_ROW (widget);

  GTK_WIDGET_CLASS (pr_copies_row_parent_class)->css_changed (widget, change);
  if (!self->bound)
    return;
  for (guint i = 0; i < self->cells->len; i++)
    measure_longest_word (self, i);
  pr_copies_row_tell_widths (self);
}

static void
pr_copies_row_class_init (PrCopiesRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_copies_row_dispose;
  widget_class->get_request_mode = pr_copies_row_get_request_mode;
  widget_class->measure = pr_copies_row_measure;
  widget_class->size_allocate = pr_copies_row_size_allocate;
  widget_class->css_changed = pr_copies_row_css_changed;
  gtk_widget_class_set_css_name (widget_class, "copiesrow");
}

static void
pr_copies_row_init (PrCopiesRow *self)
{
  self->shown = G_MAXUINT32 - 1;
  self->first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->first, "first");
  gtk_widget_set_parent (self->first, GTK_WIDGET (self));
  self->cells = g_ptr_array_new ();
}

static GtkWidget *
new_label (const char *text, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static GtkWidget *
new_first_label (const char *text)
{
  g_autofree char *lines = copy_words_for_lines (text);
  GtkWidget *label = new_label (lines, 0);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_width_chars (GTK_LABEL (label), 9);
  gtk_widget_set_tooltip_text (label, text);
  return label;
}

static const Letter *
find_letter (PrCopiesRow *self)
{
  for (guint i = 0; i < pr_session_n_worlds (self->session); i++)
    {
      const Letter *letter = world_letter (pr_session_world (self->session, i), self->letter);

      if (letter != NULL)
        return letter;
    }
  return NULL;
}

static void
fill_letter (PrCopiesRow *self)
{
  const Letter *letter = find_letter (self);
  ChipView view = { .label = journal_letter_name (pr_session_journal (self->session), self->letter), .letter = self->letter,
                     .part = PART_FULL, .quiet = TRUE };
  g_autofree char *size = letter != NULL ? words_size (letter->size) : NULL;
  g_autofree char *text = letter == NULL ? g_strdup ("") : letter->size < 100000
    ? g_strdup (letter->subject) : g_strdup_printf ("%s · %s", letter->subject, size);

  gtk_box_append (GTK_BOX (self->first), pr_letter_chip_new (&view, letter != NULL ? letter->subject : NULL));
  gtk_box_append (GTK_BOX (self->first), new_first_label (text));
}

static void
fill_first (PrCopiesRow *self)
{
  GtkWidget *child;

  if (self->shown == self->letter)
    return;
  while ((child = gtk_widget_get_first_child (self->first)) != NULL)
    gtk_box_remove (GTK_BOX (self->first), child);
  self->shown = self->letter;
  if (self->letter == COPIES_ROW_HEAD)
    gtk_box_append (GTK_BOX (self->first), new_first_label (_("Where each message lives")));
  else if (self->letter == COPIES_ROW_TOTAL)
    gtk_box_append (GTK_BOX (self->first), new_first_label (_("Kept · moved over the network")));
  else
    fill_letter (self);
}

/* A branch that was named by what was done in it would leave no room for the place. Caller owns. */
static char *
dup_world_name (PrCopiesRow *self, guint world)
{
  const char *name = pr_session_world_name (self->session, world);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (name, -1) <= LONGEST_WORLD)
    return g_strdup (name);
  start = g_utf8_substring (name, 0, LONGEST_WORLD - 1);
  return g_strdup_printf ("%s…", g_strchomp (start));
}

static char *
head_words (PrCopiesRow *self, const CopyColumn *column)
{
  Place place = g_array_index (pr_session_copies (self->session, column->world)->places, Place, column->column);
  g_autofree char *plain = place_dup_name (pr_session_world (self->session, column->world), place);
  g_autofree char *name = words_capitalised (plain);
  g_autofree char *world = dup_world_name (self, column->world);
  CopyColumn *last = &g_array_index (self->columns, CopyColumn, self->columns->len - 1);
  CopyColumn *first = &g_array_index (self->columns, CopyColumn, 0);

  if (*world == '\0' || first->world == last->world)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s · %s", world, name);
}

static void
mark (GtkWidget *cell, CellMark value)
{
  gtk_widget_remove_css_class (cell, "missing");
  gtk_widget_remove_css_class (cell, "other");
  if (value != CELL_SAME)
    gtk_widget_add_css_class (cell, value == CELL_MISSING ? "missing" : "other");
}

static void
fill_cells (PrCopiesRow *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      GtkWidget *cell = self->cells->pdata[i];
      const CopyColumn *column = &g_array_index (self->columns, CopyColumn, i);
      g_autofree char *words = self->letter == COPIES_ROW_HEAD ? head_words (self, column)
        : self->letter == COPIES_ROW_TOTAL ? copy_kept_words (self->session, column)
        : copy_cell_words (self->session, column, self->letter);
      g_autofree char *text = copy_words_for_lines (words);

      if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (cell)), text) != 0)
        {
          gtk_label_set_text (GTK_LABEL (cell), text);
          gtk_widget_set_tooltip_text (cell, words);
          measure_longest_word (self, i);
        }
      mark (cell, self->letter == COPIES_ROW_HEAD || self->letter == COPIES_ROW_TOTAL
                  ? CELL_SAME : copy_cell_mark (self->session, self->columns, i, self->letter));
    }
  pr_copies_row_tell_widths (self);
}

static void
refresh (PrCopiesRow *self)
{
  /* A row that is kept for later use may belong to a world that is no more. */
  if (!self->bound || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  for (guint i = 0; i < self->columns->len; i++)
    {
      const CopyColumn *column = &g_array_index (self->columns, CopyColumn, i);

      if (column->world >= pr_session_n_worlds (self->session)
          || column->column >= pr_session_copies (self->session, column->world)->places->len)
        return;
    }
  fill_first (self);
  fill_cells (self);
}

static void
on_moved (PrCopiesRow *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    refresh (self);
}

GtkWidget *
pr_copies_row_new (PrSession *session, GArray *columns, PrCopyWidths *widths)
{
  PrCopiesRow *self = g_object_new (PR_TYPE_COPIES_ROW, NULL);

  self->session = g_object_ref (session);
  self->columns = g_array_ref (columns);
  self->widths = g_object_ref (widths);
  self->words = g_new0 (int, columns->len + 1);
  for (guint i = 0; i < columns->len; i++)
    {
      GtkWidget *cell = new_label (NULL, 0.5f);

      gtk_label_set_wrap (GTK_LABEL (cell), TRUE);
      gtk_label_set_lines (GTK_LABEL (cell), 5);
      /* GTK 4.8 takes the ellipsis as the least width, also where the text is shorter, and then warns. */
      gtk_label_set_width_chars (GTK_LABEL (cell), 4);
      gtk_label_set_justify (GTK_LABEL (cell), GTK_JUSTIFY_CENTER);
      gtk_widget_add_css_class (cell, "cell");
      if (g_array_index (columns, CopyColumn, i).first)
        gtk_widget_add_css_class (cell, "world-start");
      gtk_widget_set_parent (cell, GTK_WIDGET (self));
      g_ptr_array_add (self->cells, cell);
    }
  g_signal_connect_object (widths, "grown", G_CALLBACK (gtk_widget_queue_resize), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::root", G_CALLBACK (refresh), NULL);
  g_signal_connect (self, "map", G_CALLBACK (refresh), NULL);
  return GTK_WIDGET (self);
}

void
pr_copies_row_set_letter (PrCopiesRow *self, guint32 letter)
{
  self->letter = letter;
  self->bound = TRUE;
  if (letter == COPIES_ROW_HEAD)
    gtk_widget_add_css_class (GTK_WIDGET (self), "head");
  if (letter == COPIES_ROW_TOTAL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "total");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "total");
  refresh (self);
}
