#include "copies/copies-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "copies/copies-row.h"
#include "palette.h"
#include "widgets/one-stop.h"
#include "widgets/reader-name.h"

/* So many letters are always seen, if there are; so many the table asks room for. */
#define LEAST_ROWS 3
#define LEAST_HEIGHT 140 /* pixels of those few letters, however often they wrap */
#define MOST_ROWS 8

#define LEAP G_TIME_SPAN_SECOND

struct _PrCopiesView {
  GtkWidget parent_instance;

  PrSession *session;      /* owned */
  gboolean all_worlds;
  GArray *columns;         /* owned, of CopyColumn */
  GArray *letters;         /* owned, of guint32: the rows */
  GtkStringList *rows;     /* owned: a letter's number as text, a row each */
  PrCopyWidths *widths;    /* owned: of the columns */
  gint64 time;             /* µs: of the session, when the table was last brought up to date */
  int text_size;           /* pixels of a hundred, when the widths were last forgotten */
  GtkWidget *box;          /* moves all sideways */
  GtkWidget *table;        /* head, rows, total */
  GtkWidget *head, *total; /* PrCopiesRow */
  GtkWidget *list;
  GtkWidget *scroller;     /* of the rows */
  GtkWidget *stop;         /* PrOneStop around it */
};

G_DEFINE_FINAL_TYPE (PrCopiesView, pr_copies_view, GTK_TYPE_WIDGET)

static void
pr_copies_view_dispose (GObject *object)
{
  PrCopiesView *self = PR_COPIES_VIEW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->rows);
  g_clear_object (&self->widths);
  g_clear_object (&self->session);
  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->letters, g_array_unref);
  G_OBJECT_CLASS (pr_copies_view_parent_class)->dispose (object);
}

/* The size of text may have changed: the rows tell anew how wide they want to be. */
static void
pr_copies_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  PrCopiesView *self = PR_COPIES_VIEW (widget);
  int size = palette_scaled (widget, 100);

  GTK_WIDGET_CLASS (pr_copies_view_parent_class)->css_changed (widget, change);
  if (self->widths != NULL && size != self->text_size)
    pr_copy_widths_forget (self->widths);
  self->text_size = size;
}

static int
height_of (GtkWidget *widget, int width)
{
  int least, height;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (width, least), &height, NULL, NULL, NULL);
  return height;
}

/* Of all letters' rows, as they wrap at that width: the list itself would not heed it. Those that are far out of sight have
 * no widget, and count as the others do. */
static int
height_of_rows (PrCopiesView *self, int width)
{
  int height = 0, rows = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL; row = gtk_widget_get_next_sibling (row), rows++)
    height += height_of (row, width);
  return rows > 0 ? (int) ((gint64) height * self->letters->len / rows) : 0;
}

static void
measure_table (GtkWidget *table, GtkOrientation orientation, int for_size, int *minimum, int *natural,
               int *minimum_baseline, int *natural_baseline)
{
  PrCopiesView *self = PR_COPIES_VIEW (gtk_widget_get_ancestor (table, PR_TYPE_COPIES_VIEW));
  int rows = (int) self->letters->len, width = for_size, all, framed;

  gtk_widget_measure (self->head, GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  if (width < 0)
    width = *natural;
  framed = height_of (self->head, width) + height_of (self->total, width);
  all = height_of_rows (self, width);
  *minimum = framed + MIN (all, MIN (all * LEAST_ROWS / MAX (rows, 1), LEAST_HEIGHT));
  *natural = framed + (rows > MOST_ROWS ? all * MOST_ROWS / rows : all);
}

/* The total stands right below the last row, or at the foot when the rows have to scroll. */
static void
allocate_table (GtkWidget *table, int width, int height, int baseline)
{
  PrCopiesView *self = PR_COPIES_VIEW (gtk_widget_get_ancestor (table, PR_TYPE_COPIES_VIEW));
  int head = height_of (self->head, width), total = height_of (self->total, width);
  int rows = CLAMP (height - head - total, 0, height_of_rows (self, width));

  gtk_widget_size_allocate (self->head, &(GtkAllocation) { 0, 0, width, head }, -1);
  if (gtk_widget_should_layout (self->stop))
    gtk_widget_size_allocate (self->stop, &(GtkAllocation) { 0, head, width, rows }, -1);
  gtk_widget_size_allocate (self->total, &(GtkAllocation) { 0, head + rows, width, total }, -1);
}

static GtkSizeRequestMode
table_mode (GtkWidget *table)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static GtkSizeRequestMode
pr_copies_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* A scrolled window asks its content for the height without saying how wide it will be: rows of two lines got that of one. */
static void
pr_copies_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  PrCopiesView *self = PR_COPIES_VIEW (widget);
  int least;

  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  gtk_widget_measure (self->table, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (self->table, orientation, for_size >= 0 ? MAX (for_size, least) : -1, minimum, natural, NULL, NULL);
}

static void
pr_copies_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (PR_COPIES_VIEW (widget)->box, &(GtkAllocation) { 0, 0, width, height }, -1);
}

static void
pr_copies_view_class_init (PrCopiesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_copies_view_dispose;
  widget_class->css_changed = pr_copies_view_css_changed;
  widget_class->get_request_mode = pr_copies_view_get_request_mode;
  widget_class->measure = pr_copies_view_measure;
  widget_class->size_allocate = pr_copies_view_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "copies");
}

static void
pr_copies_view_init (PrCopiesView *self)
{
  self->columns = g_array_new (FALSE, FALSE, sizeof (CopyColumn));
  self->letters = g_array_new (FALSE, FALSE, sizeof (guint32));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Where each message lives"), -1);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  PrCopiesView *self = data;

  gtk_list_item_set_child (item, pr_copies_row_new (self->session, self->columns, self->widths));
  gtk_list_item_set_selectable (item, FALSE);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const char *letter = gtk_string_object_get_string (gtk_list_item_get_item (item));

  pr_copies_row_set_letter (PR_COPIES_ROW (gtk_list_item_get_child (item)), (guint32) g_ascii_strtoull (letter, NULL, 10));
  reader_name_row (item);
}

static void
fill_rows (PrCopiesView *self)
{
  g_autoptr (GArray) letters = copy_letters (self->session, self->columns);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  g_autoptr (GPtrArray) names = NULL;

  if (letters->len == n && n == self->letters->len
      && (letters->len == 0 || memcmp (letters->data, self->letters->data, letters->len * sizeof (guint32)) == 0))
    return;
  names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < letters->len; i++)
    g_ptr_array_add (names, g_strdup_printf ("%u", g_array_index (letters, guint32, i)));
  g_ptr_array_add (names, NULL);
  gtk_string_list_splice (self->rows, 0, n, (const char *const *) names->pdata);
  /* A scroll bar would want more height than one row has. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  letters->len >= LEAST_ROWS ? GTK_POLICY_AUTOMATIC : GTK_POLICY_EXTERNAL);
  gtk_widget_set_visible (self->stop, letters->len > 0);
  g_array_unref (self->letters);
  self->letters = g_steal_pointer (&letters);
}

static GtkWidget *
new_list (PrCopiesView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *list;

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->rows)))), factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Where each message lives"), -1);
  return list;
}

static GtkWidget *
new_row (PrCopiesView *self, guint32 letter)
{
  GtkWidget *row = pr_copies_row_new (self->session, self->columns, self->widths);

  pr_copies_row_set_letter (PR_COPIES_ROW (row), letter);
  gtk_box_append (GTK_BOX (self->table), row);
  return row;
}

static void
build (PrCopiesView *self)
{
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->widths);
  self->widths = pr_copy_widths_new (self->columns->len);
  self->table = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_layout_manager (self->table, gtk_custom_layout_new (table_mode, measure_table, allocate_table));
  self->list = new_list (self);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
  gtk_widget_add_css_class (self->scroller, "fades");
  self->head = new_row (self, COPIES_ROW_HEAD);
  self->stop = pr_one_stop_new (self->scroller);
  gtk_box_append (GTK_BOX (self->table), self->stop);
  self->total = new_row (self, COPIES_ROW_TOTAL);
  /* Many places are wider than the window: all moves sideways together. */
  self->box = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->box), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->box), self->table);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static gboolean
same_columns (const GArray *a, const GArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (CopyColumn)) == 0);
}

/* Step by step, and while time passes, columns keep their widths. After a leap they are as what stands there wants them. */
static gboolean
follow_time (PrCopiesView *self)
{
  gint64 time = pr_session_time (self->session);
  gboolean leap = ABS (time - self->time) > LEAP && !pr_session_playing (self->session) && self->widths != NULL;

  if (leap)
    pr_copy_widths_forget (self->widths);
  self->time = time;
  return leap;
}

static void
update (PrCopiesView *self)
{
  guint world = self->all_worlds ? G_MAXUINT : pr_session_focus (self->session);
  GArray *columns = copy_columns (self->session, world);

  if (self->box == NULL || !same_columns (columns, self->columns))
    {
      g_array_unref (self->columns);
      self->columns = columns;
      gtk_string_list_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)), NULL);
      build (self);
    }
  else
    g_array_unref (columns);
  fill_rows (self);
}

/* The rows have been brought up to date already: they were mapped before. */
static void
on_map (PrCopiesView *self)
{
  gboolean leap = follow_time (self);

  update (self);
  if (!leap)
    return;
  pr_copies_row_tell_widths (PR_COPIES_ROW (self->head));
  pr_copies_row_tell_widths (PR_COPIES_ROW (self->total));
  for (GtkWidget *item = gtk_widget_get_first_child (self->list); item != NULL; item = gtk_widget_get_next_sibling (item))
    if (PR_IS_COPIES_ROW (gtk_widget_get_first_child (item)))
      pr_copies_row_tell_widths (PR_COPIES_ROW (gtk_widget_get_first_child (item)));
}

/* A table that nobody sees is not filled while time passes. */
static void
on_moved (PrCopiesView *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  follow_time (self);
  update (self);
}

GtkWidget *
pr_copies_view_new (PrSession *session, gboolean all_worlds)
{
  PrCopiesView *self = g_object_new (PR_TYPE_COPIES_VIEW, NULL);

  self->session = g_object_ref (session);
  self->all_worlds = all_worlds;
  self->rows = gtk_string_list_new (NULL);
  g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  update (self);
  return GTK_WIDGET (self);
}
