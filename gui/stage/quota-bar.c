#include "stage/quota-bar.h"

#define HEIGHT 6

struct _PrQuotaBar {
  GtkWidget parent_instance;
  double fraction;
  ColorName color;
};

G_DEFINE_FINAL_TYPE (PrQuotaBar, pr_quota_bar, GTK_TYPE_WIDGET)

static void
pr_quota_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PrQuotaBar *self = PR_QUOTA_BAR (widget);
  float width = gtk_widget_get_width (widget), y = (gtk_widget_get_height (widget) - HEIGHT) / 2.0f;
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &GRAPHENE_RECT_INIT (0, y, width, HEIGHT), HEIGHT / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, palette_color (COLOR_TROUGH), &GRAPHENE_RECT_INIT (0, y, width, HEIGHT));
  gtk_snapshot_append_color (snapshot, palette_color (self->color),
                             &GRAPHENE_RECT_INIT (0, y, (float) (width * CLAMP (self->fraction, 0, 1)), HEIGHT));
  gtk_snapshot_pop (snapshot);
}

static void
pr_quota_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 40 : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 110 : HEIGHT;
}

static void
pr_quota_bar_class_init (PrQuotaBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = pr_quota_bar_snapshot;
  widget_class->measure = pr_quota_bar_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
pr_quota_bar_init (PrQuotaBar *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

GtkWidget *
pr_quota_bar_new_figure (double fraction, ColorName color)
{
  PrQuotaBar *self = g_object_new (PR_TYPE_QUOTA_BAR, NULL);

  self->fraction = fraction;
  self->color = color;
  return GTK_WIDGET (self);
}

GtkWidget *
pr_quota_bar_new (double fraction)
{
  return pr_quota_bar_new_figure (fraction, fraction > 0.9 ? COLOR_WARNING : COLOR_SMTP);
}
