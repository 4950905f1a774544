#include "widgets/column.h"

struct _PrColumn {
  GtkWidget parent_instance;
  GtkWidget *child;
};

G_DEFINE_FINAL_TYPE (PrColumn, pr_column, GTK_TYPE_WIDGET)

static int
narrowed (PrColumn *self, int width)
{
  int natural;

  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return MIN (width, natural);
}

static void
pr_column_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                   int *minimum_baseline, int *natural_baseline)
{
  PrColumn *self = PR_COLUMN (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    gtk_widget_measure (self->child, orientation, -1, minimum, natural, NULL, NULL);
  else
    gtk_widget_measure (self->child, orientation, for_size < 0 ? -1 : narrowed (self, for_size), minimum, natural, NULL, NULL);
}

static GtkSizeRequestMode
pr_column_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
pr_column_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PrColumn *self = PR_COLUMN (widget);
  int narrow = narrowed (self, width);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  gtk_widget_size_allocate (self->child, &(GtkAllocation) { mirrored ? width - narrow : 0, 0, narrow, height }, -1);
}

static void
pr_column_dispose (GObject *object)
{
  g_clear_pointer (&PR_COLUMN (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (pr_column_parent_class)->dispose (object);
}

static void
pr_column_class_init (PrColumnClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_column_dispose;
  widget_class->measure = pr_column_measure;
  widget_class->get_request_mode = pr_column_get_request_mode;
  widget_class->size_allocate = pr_column_size_allocate;
}

static void
pr_column_init (PrColumn *self)
{
}

GtkWidget *
pr_column_new (GtkWidget *child)
{
  PrColumn *self = g_object_new (PR_TYPE_COLUMN, NULL);

  self->child = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
