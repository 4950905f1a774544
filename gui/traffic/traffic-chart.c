#include "traffic/traffic-chart.h"

#include <glib/gi18n.h>
#include <math.h>

#include "palette.h"
#include "words.h"

/* Pixels high: at least, and where there is room. */
#define LEAST 34
#define WISH 64

struct _PrTrafficChart {
  GtkWidget parent_instance;

  PrSession *session; /* owned */
  gboolean two_ways;
  const Measure *measure; /* borrowed; NULL at first */
  MeasureKind kinds[CHART_N_FIGURES];
  Place place;
  gint64 most;
  GdkRGBA color;
};

G_DEFINE_FINAL_TYPE (PrTrafficChart, pr_traffic_chart, GTK_TYPE_WIDGET)

static void
pr_traffic_chart_dispose (GObject *object)
{
  g_clear_object (&PR_TRAFFIC_CHART (object)->session);
  G_OBJECT_CLASS (pr_traffic_chart_parent_class)->dispose (object);
}

static gint64
value_at (PrTrafficChart *self, ChartFigure figure, gint64 time)
{
  return measure_at_time (self->measure, self->kinds[figure], self->place, time);
}

/* Height of a value in pixels; what is there at all can be seen. */
static float
height_of (PrTrafficChart *self, gint64 value, float room)
{
  if (value <= 0 || self->most <= 0)
    return 0;
  return MAX (room * (float) value / (float) self->most, 1.5f);
}

/* Steps, a rectangle for each stretch of time without a change. */
static void
draw_figure (PrTrafficChart *self, GtkSnapshot *snapshot, ChartFigure figure, float foot, float room, const GdkRGBA *color)
{
  const TimeScale *scale = pr_session_scale (self->session);
  int width = gtk_widget_get_width (GTK_WIDGET (self)), from = 0;
  gint64 now = pr_session_time (self->session), value = 0;
  gboolean below = figure >= CHART_BELOW;

  for (int x = 0; x <= width; x++)
    {
      gint64 time = time_scale_time (scale, (x + 0.5) / width), next = 0;
      gboolean last = x == width || time > now;

      if (!last)
        next = value_at (self, figure, time);
      if ((last || next != value) && value > 0 && x > from)
        {
          float tall = height_of (self, value, room);

          gtk_snapshot_append_color (snapshot, color,
                                     &GRAPHENE_RECT_INIT (from, below ? foot : foot - tall, x - from, tall));
        }
      if (last)
        break;
      if (next != value)
        from = x;
      value = next;
    }
}

static void
pr_traffic_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PrTrafficChart *self = PR_TRAFFIC_CHART (widget);
  float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  float foot = self->two_ways ? (float) (int) (height / 2) : height - 1, room = foot - 2;
  GdkRGBA soft = self->color;

  soft.alpha = 0.45f;
  if (self->measure != NULL && pr_session_scale (self->session) != NULL)
    {
      float x = (float) time_scale_fraction (pr_session_scale (self->session), pr_session_time (self->session)) * width;

      for (guint i = 0; i < (self->two_ways ? CHART_N_FIGURES : 1); i++)
        draw_figure (self, snapshot, i, i >= CHART_BELOW ? foot + 1 : foot, room,
                     i == CHART_ABOVE_PART || i == CHART_BELOW_PART || !self->two_ways ? &self->color : &soft);
      gtk_snapshot_append_color (snapshot, palette_color (COLOR_TEXT),
                                 &GRAPHENE_RECT_INIT (floorf (CLAMP (x, 0, width - 1)), 0, 1, height));
    }
  gtk_snapshot_append_color (snapshot, palette_color (COLOR_STRONG_BORDER), &GRAPHENE_RECT_INIT (0, foot, width, 1));
}

static void
pr_traffic_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 80 : LEAST;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 80 : WISH;
}

static gboolean
pr_traffic_chart_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  PrTrafficChart *self = PR_TRAFFIC_CHART (widget);
  int width = gtk_widget_get_width (widget);
  gint64 time;
  g_autofree char *when = NULL, *above = NULL, *below = NULL, *text = NULL;

  if (keyboard || width <= 0 || self->measure == NULL || pr_session_scale (self->session) == NULL)
    return FALSE;
  time = time_scale_time (pr_session_scale (self->session), (x + 0.5) / width);
  if (time > pr_session_time (self->session))
    return FALSE; /* not lived yet */
  when = journal_format_time (pr_session_journal (self->session), time, 3);
  above = words_size ((guint64) value_at (self, CHART_ABOVE, time));
  below = words_size (self->two_ways ? (guint64) value_at (self, CHART_BELOW, time) : 0);
  /* Translators: a time, then octets */
  text = self->two_ways ? g_strdup_printf (_("%s: %s received, %s sent"), when, above, below)
                        : g_strdup_printf (_("%s: %s held"), when, above);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
pr_traffic_chart_class_init (PrTrafficChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_traffic_chart_dispose;
  widget_class->snapshot = pr_traffic_chart_snapshot;
  widget_class->measure = pr_traffic_chart_measure;
  widget_class->query_tooltip = pr_traffic_chart_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "trafficchart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
on_pressed (GtkGestureClick *click, int n, double x, double y, gpointer data)
{
  PrTrafficChart *self = data;
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  if (width > 0 && pr_session_scale (self->session) != NULL)
    pr_session_seek (self->session, time_scale_time (pr_session_scale (self->session), x / width));
}

static void
pr_traffic_chart_init (PrTrafficChart *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_margin_top (GTK_WIDGET (self), 3);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self), 3);
}

GtkWidget *
pr_traffic_chart_new (PrSession *session, gboolean two_ways)
{
  PrTrafficChart *self = g_object_new (PR_TYPE_TRAFFIC_CHART, NULL);

  self->session = g_object_ref (session);
  self->two_ways = two_ways;
  return GTK_WIDGET (self);
}

void
pr_traffic_chart_set (PrTrafficChart *self, const Measure *measure, const MeasureKind *kinds, Place place, gint64 most,
                      const GdkRGBA *color)
{
  self->measure = measure;
  for (guint i = 0; i < (self->two_ways ? CHART_N_FIGURES : 1); i++)
    self->kinds[i] = kinds[i];
  self->place = place;
  self->most = most;
  self->color = *color;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
