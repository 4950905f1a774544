#include "widgets/either.h"

struct _PrEither {
  GtkWidget parent_instance;
  GtkWidget *wide;   /* children of this */
  GtkWidget *narrow;
};

G_DEFINE_FINAL_TYPE (PrEither, pr_either, GTK_TYPE_WIDGET)

static void
pr_either_dispose (GObject *object)
{
  PrEither *self = PR_EITHER (object);

  g_clear_pointer (&self->wide, gtk_widget_unparent);
  g_clear_pointer (&self->narrow, gtk_widget_unparent);
  G_OBJECT_CLASS (pr_either_parent_class)->dispose (object);
}

static int
least_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
pr_either_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                   int *minimum_baseline, int *natural_baseline)
{
  PrEither *self = PR_EITHER (widget);
  int wide_minimum, wide_natural, narrow_minimum, narrow_natural;

  gtk_widget_measure (self->wide, orientation, -1, &wide_minimum, &wide_natural, NULL, NULL);
  gtk_widget_measure (self->narrow, orientation, -1, &narrow_minimum, &narrow_natural, NULL, NULL);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN (wide_minimum, narrow_minimum)
                                                       : MAX (wide_minimum, narrow_minimum);
  *natural = MAX (wide_natural, narrow_natural);
}

/* Only what is a child to be seen may change while sizes are being given out. */
static void
pr_either_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PrEither *self = PR_EITHER (widget);
  gboolean wide = width >= least_width (self->wide);

  gtk_widget_set_child_visible (self->wide, wide);
  gtk_widget_set_child_visible (self->narrow, !wide);
  gtk_widget_allocate (wide ? self->wide : self->narrow, width, height, baseline, NULL);
}

static void
pr_either_class_init (PrEitherClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_either_dispose;
  widget_class->measure = pr_either_measure;
  widget_class->size_allocate = pr_either_size_allocate;
}

static void
pr_either_init (PrEither *self)
{
}

GtkWidget *
pr_either_new (GtkWidget *wide, GtkWidget *narrow)
{
  PrEither *self = g_object_new (PR_TYPE_EITHER, NULL);

  self->wide = wide;
  self->narrow = narrow;
  gtk_widget_set_parent (wide, GTK_WIDGET (self));
  gtk_widget_set_parent (narrow, GTK_WIDGET (self));
  gtk_widget_set_child_visible (narrow, FALSE);
  return GTK_WIDGET (self);
}
