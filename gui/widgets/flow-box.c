#include "widgets/flow-box.h"

struct _PrFlowBox {
  GtkWidget parent_instance;
  int spacing;
};

G_DEFINE_FINAL_TYPE (PrFlowBox, pr_flow_box, GTK_TYPE_WIDGET)

static void
pr_flow_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (pr_flow_box_parent_class)->dispose (object);
}

/* One line: from first up to, not including, the returned child. */
static GtkWidget *
end_of_line (PrFlowBox *self, GtkWidget *first, int width, int *height)
{
  int x = 0;
  GtkWidget *child = first;

  *height = 0;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkRequisition size;

      if (!gtk_widget_get_visible (child))
        continue;
      gtk_widget_get_preferred_size (child, NULL, &size);
      if (child != first && x + size.width > width)
        break;
      x += size.width + self->spacing;
      *height = MAX (*height, size.height);
    }
  return child;
}

static void
place_line (PrFlowBox *self, GtkWidget *first, GtkWidget *end, int y, int height)
{
  int x = 0;

  for (GtkWidget *child = first; child != end; child = gtk_widget_get_next_sibling (child))
    {
      GtkRequisition size;

      if (!gtk_widget_get_visible (child))
        continue;
      gtk_widget_get_preferred_size (child, NULL, &size);
      gtk_widget_size_allocate (child, &(GtkAllocation) { x, y + (height - size.height) / 2, size.width, size.height }, -1);
      x += size.width + self->spacing;
    }
}

/* Lays the children out in the width, below y when allocating; returns the height needed. */
static int
flow (PrFlowBox *self, int width, int y, gboolean allocate)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self));
  int top = y;

  while (first != NULL)
    {
      int height;
      GtkWidget *end = end_of_line (self, first, width, &height);

      if (allocate)
        place_line (self, first, end, y, height);
      y += height + (end != NULL ? self->spacing : 0);
      first = end;
    }
  return y - top;
}

static void
pr_flow_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  PrFlowBox *self = PR_FLOW_BOX (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = flow (self, for_size > 0 ? for_size : G_MAXINT / 2, 0, FALSE);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkRequisition size;

      if (!gtk_widget_get_visible (child))
        continue;
      gtk_widget_get_preferred_size (child, NULL, &size);
      *minimum = MAX (*minimum, size.width);
      *natural += size.width + self->spacing;
    }
  *natural = MAX (*natural - self->spacing, *minimum);
}

static GtkSizeRequestMode
pr_flow_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
pr_flow_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  int needed = flow (PR_FLOW_BOX (widget), width, 0, FALSE);

  flow (PR_FLOW_BOX (widget), width, MAX (0, (height - needed) / 2), TRUE);
}

static void
pr_flow_box_class_init (PrFlowBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_flow_box_dispose;
  widget_class->measure = pr_flow_box_measure;
  widget_class->get_request_mode = pr_flow_box_get_request_mode;
  widget_class->size_allocate = pr_flow_box_size_allocate;
}

static void
pr_flow_box_init (PrFlowBox *self)
{
}

GtkWidget *
pr_flow_box_new (int spacing)
{
  PrFlowBox *self = g_object_new (PR_TYPE_FLOW_BOX, NULL);

  self->spacing = spacing;
  return GTK_WIDGET (self);
}

void
pr_flow_box_append (PrFlowBox *self, GtkWidget *child)
{
  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}
