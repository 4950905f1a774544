#include "copies/copies-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "copies/copies-row.h"
#include "palette.h"
#include "widgets/one-stop.h"
#include "widgets/reader-name.h"

struct _PrCopiesView {
  GtkWidget parent_instance;

  PrSession *session;      /* owned */
  gboolean all_worlds;
  GArray *columns;         /* owned, of CopyColumn */
  GArray *letters;         /* owned, of guint32; the rows but for the last */
  GtkStringList *rows;     /* owned: a letter's number as text, a row each */
  GtkWidget *box;
  GtkWidget *scroller; /* of the rows */
};

G_DEFINE_FINAL_TYPE (PrCopiesView, pr_copies_view, GTK_TYPE_WIDGET)

static void
pr_copies_view_dispose (GObject *object)
{
  PrCopiesView *self = PR_COPIES_VIEW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->rows);
  g_clear_object (&self->session);
  g_clear_pointer (&self->columns, g_array_unref);
  g_clear_pointer (&self->letters, g_array_unref);
  G_OBJECT_CLASS (pr_copies_view_parent_class)->dispose (object);
}

static void keep_room (PrCopiesView *self);

/* The size of text may have changed. */
static void
pr_copies_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (pr_copies_view_parent_class)->css_changed (widget, change);
  if (PR_COPIES_VIEW (widget)->box != NULL)
    keep_room (PR_COPIES_VIEW (widget));
}

static void
pr_copies_view_class_init (PrCopiesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_copies_view_dispose;
  widget_class->css_changed = pr_copies_view_css_changed;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
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

  gtk_list_item_set_child (item, pr_copies_row_new (self->session, self->columns));
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

  if (n > 0 && letters->len == self->letters->len
      && (letters->len == 0 || memcmp (letters->data, self->letters->data, letters->len * sizeof (guint32)) == 0))
    return;
  names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < letters->len; i++)
    g_ptr_array_add (names, g_strdup_printf ("%u", g_array_index (letters, guint32, i)));
  g_ptr_array_add (names, g_strdup_printf ("%u", COPIES_ROW_TOTAL));
  g_ptr_array_add (names, NULL);
  gtk_string_list_splice (self->rows, 0, n, (const char *const *) names->pdata);
  g_array_unref (self->letters);
  self->letters = g_steal_pointer (&letters);
}

static void
build (PrCopiesView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *head = pr_copies_row_new (self->session, self->columns);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *list;

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->rows)))), factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Where each message lives"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  self->scroller = scroller;
  /* Many places are wider than the window: head and rows move sideways together. */
  self->box = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->box), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->box), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->box), column);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (column), head);
  gtk_box_append (GTK_BOX (column), pr_one_stop_new (scroller));
  pr_copies_row_set_letter (PR_COPIES_ROW (head), COPIES_ROW_HEAD);
}

/* A few letters are always seen; the list asks for the room of all, up to the most. */
static void
keep_room (PrCopiesView *self)
{
  int rows = (int) g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  int room = palette_scaled (GTK_WIDGET (self), CLAMP (rows, 1, 3) * 38);

  /* Neither bound may cross the other on the way, when the size of text has changed. */
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), -1);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), palette_scaled (GTK_WIDGET (self), 8 * 33));
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->scroller), room);
}

static gboolean
same_columns (const GArray *a, const GArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (CopyColumn)) == 0);
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
  keep_room (self);
}

/* A table that nobody sees is not filled while time passes. */
static void
on_moved (PrCopiesView *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
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
  g_signal_connect (self, "map", G_CALLBACK (update), NULL);
  update (self);
  return GTK_WIDGET (self);
}
