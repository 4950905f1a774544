#include "widgets/one-stop.h"

struct _PrOneStop {
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (PrOneStop, pr_one_stop, GTK_TYPE_WIDGET)

static gboolean
pr_one_stop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (gtk_widget_get_focus_child (widget) != NULL && (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD))
    return FALSE;
  return child != NULL && gtk_widget_child_focus (child, direction);
}

static void
pr_one_stop_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (pr_one_stop_parent_class)->dispose (object);
}

static void
pr_one_stop_class_init (PrOneStopClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_one_stop_dispose;
  widget_class->focus = pr_one_stop_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
pr_one_stop_init (PrOneStop *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

GtkWidget *
pr_one_stop_new (GtkWidget *child)
{
  GtkWidget *self = g_object_new (PR_TYPE_ONE_STOP, NULL);

  gtk_widget_set_parent (child, self);
  return self;
}
