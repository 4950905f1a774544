#include "pages/classroom-table.h"

#include "lesson-catalog.h"

#define STORE "classroom-store"
#define LESSONS "classroom-lessons" /* GPtrArray of LessonEntry */

/* A row as an object, as lists want it. */
#define PR_TYPE_CLASS_ROW (pr_class_row_get_type ())
G_DECLARE_FINAL_TYPE (PrClassRow, pr_class_row, PR, CLASS_ROW, GObject)

struct _PrClassRow {
  GObject parent_instance;

  const ClassroomRow *row; /* borrowed */
};

G_DEFINE_FINAL_TYPE (PrClassRow, pr_class_row, G_TYPE_OBJECT)

static void
pr_class_row_class_init (PrClassRowClass *klass)
{
}

static void
pr_class_row_init (PrClassRow *self)
{
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  ClassroomColumn which = GPOINTER_TO_UINT (column);
  GtkWidget *label = gtk_label_new (NULL);
  gboolean text = which == CLASSROOM_LEARNER || which == CLASSROOM_LESSON;

  gtk_label_set_xalign (GTK_LABEL (label), 0); /* as the heads are */
  gtk_label_set_ellipsize (GTK_LABEL (label), text ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_label_set_width_chars (GTK_LABEL (label), text ? 10 : 3);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

/* A lesson of one's own has but its name. */
static const char *
lesson_title (const GPtrArray *lessons, const char *name)
{
  for (guint i = 0; i < lessons->len; i++)
    if (g_str_equal (((const LessonEntry *) lessons->pdata[i])->name, name))
      return ((const LessonEntry *) lessons->pdata[i])->title;
  return name;
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  const PrClassRow *row = gtk_list_item_get_item (item);
  g_autofree char *text = classroom_cell (row->row, GPOINTER_TO_UINT (column));
  const char *shown = text;

  if (GPOINTER_TO_UINT (column) == CLASSROOM_LESSON)
    shown = lesson_title (g_object_get_data (G_OBJECT (factory), LESSONS), row->row->lesson);
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), shown);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), text);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer column)
{
  return classroom_compare (((const PrClassRow *) a)->row, ((const PrClassRow *) b)->row, GPOINTER_TO_UINT (column));
}

static void
add_column (GtkColumnView *view, ClassroomColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare, GUINT_TO_POINTER (column), NULL));
  g_autoptr (GtkColumnViewColumn) made = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GUINT_TO_POINTER (column));
  if (column == CLASSROOM_LESSON)
    g_object_set_data_full (G_OBJECT (factory), LESSONS, lesson_catalog_list (g_get_language_names ()),
                            (GDestroyNotify) g_ptr_array_unref);
  made = gtk_column_view_column_new (classroom_title (column), factory);
  gtk_column_view_column_set_sorter (made, sorter);
  gtk_column_view_column_set_expand (made, column == CLASSROOM_LEARNER || column == CLASSROOM_LESSON);
  gtk_column_view_append_column (view, made);
}

GtkWidget *
classroom_table_new (const char *name)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *view = gtk_column_view_new (NULL);
  GListStore *store = g_list_store_new (PR_TYPE_CLASS_ROW);
  GtkSorter *sorter;
  g_autoptr (GtkNoSelection) selection = NULL;

  for (ClassroomColumn column = 0; column < N_CLASSROOM_COLUMNS; column++)
    add_column (GTK_COLUMN_VIEW (view), column);
  sorter = gtk_column_view_get_sorter (GTK_COLUMN_VIEW (view));
  selection = gtk_no_selection_new (G_LIST_MODEL (gtk_sort_list_model_new (G_LIST_MODEL (store), g_object_ref (sorter))));
  gtk_column_view_set_model (GTK_COLUMN_VIEW (view), GTK_SELECTION_MODEL (selection));
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (view, "class-table");
  g_object_set_data (G_OBJECT (scroller), STORE, store);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 420);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  return scroller;
}

void
classroom_table_set (GtkWidget *table, const Classroom *classroom)
{
  GListStore *store = g_object_get_data (G_OBJECT (table), STORE);

  g_list_store_remove_all (store);
  for (guint i = 0; classroom != NULL && i < classroom->rows->len; i++)
    {
      g_autoptr (PrClassRow) row = g_object_new (PR_TYPE_CLASS_ROW, NULL);

      row->row = classroom->rows->pdata[i];
      g_list_store_append (store, row);
    }
}

guint
classroom_table_n_rows (GtkWidget *table)
{
  return g_list_model_get_n_items (g_object_get_data (G_OBJECT (table), STORE));
}
