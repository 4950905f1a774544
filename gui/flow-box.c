#include "flow-box.h"

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

/* Lays the children out in the width; returns the height needed. */
static int
flow (PrFlowBox *self, int width, gboolean allocate)
{
  int x = 0, y = 0, line = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkRequisition size;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_get_preferred_size (child, NULL, &size);
      if (x > 0 && x + size.width > width)
        {
          x = 0;
          y += line + self->spacing;
          line = 0;
        }
      if (allocate)
        gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, size.width, size.height }, -1);
      x += size.width + self->spacing;
      line = MAX (line, size.height);
    }
  return y + line;
}

static void
pr_flow_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  PrFlowBox *self = PR_FLOW_BOX (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = flow (self, for_size > 0 ? for_size : G_MAXINT / 2, FALSE);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkRequisition size;

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
  flow (PR_FLOW_BOX (widget), width, TRUE);
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
