/* PrTrafficChart: one or two figures over the time that has been lived, on the scrubber's time scale.
 *
 * One figure stands on the chart's foot. Two (what came down, what went up) stand on and hang from a line in the middle, so that
 * they are told apart by more than a colour. A click goes to that time. */
#pragma once

#include "measure.h"
#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_TRAFFIC_CHART (pr_traffic_chart_get_type ())
G_DECLARE_FINAL_TYPE (PrTrafficChart, pr_traffic_chart, PR, TRAFFIC_CHART, GtkWidget)

/* In the order of `kinds` below; a chart of space has the first only. */
typedef enum {
  CHART_ABOVE,      /* held, or what came down */
  CHART_ABOVE_PART, /* of that: what was said, without headers and repetitions */
  CHART_BELOW,      /* what went up */
  CHART_BELOW_PART,
  CHART_N_FIGURES,
} ChartFigure;

GtkWidget *pr_traffic_chart_new (PrSession *session, gboolean two_ways);
/* measure: borrowed, until the next call. most: the value at the chart's edge, the same for all charts of a column. */
void pr_traffic_chart_set (PrTrafficChart *chart, const Measure *measure, const MeasureKind *kinds, Place place, gint64 most,
                           const GdkRGBA *color);
