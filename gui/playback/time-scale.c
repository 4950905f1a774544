#include "playback/time-scale.h"

#define LONGEST_GAP 250000.0 /* µs */

typedef struct {
  gint64 time;
  double at; /* sum of the (shortened) gaps up to here */
} Knot;

struct _TimeScale {
  GArray *knots; /* of Knot, ascending, at least 2 */
  double length;
  gboolean open; /* nothing happened at the last knot: it is only the end */
};

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y ? 1 : 0;
}

static void
add_knot (TimeScale *scale, gint64 time)
{
  Knot knot = g_array_index (scale->knots, Knot, scale->knots->len - 1);

  if (time <= knot.time)
    return;
  knot.at += MIN ((double) (time - knot.time), LONGEST_GAP);
  knot.time = time;
  g_array_append_val (scale->knots, knot);
}

void
time_scale_extend (TimeScale *scale, GArray *times, gint64 end)
{
  guint before;

  if (scale->open)
    g_array_set_size (scale->knots, scale->knots->len - 1);
  g_array_sort (times, compare_times);
  for (guint i = 0; i < times->len && g_array_index (times, gint64, i) <= end; i++)
    add_knot (scale, g_array_index (times, gint64, i));
  before = scale->knots->len;
  add_knot (scale, end);
  if (scale->knots->len == 1)
    add_knot (scale, g_array_index (scale->knots, Knot, 0).time + 1);
  scale->open = scale->knots->len > before;
  scale->length = g_array_index (scale->knots, Knot, scale->knots->len - 1).at;
}

TimeScale *
time_scale_new (const GArray *times, gint64 start, gint64 end)
{
  TimeScale *scale = g_new0 (TimeScale, 1);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));
  Knot knot = { start, 0 };

  g_array_append_vals (all, times->data, times->len);
  scale->knots = g_array_new (FALSE, FALSE, sizeof (Knot));
  g_array_append_val (scale->knots, knot);
  time_scale_extend (scale, all, MAX (end, start + 1));
  return scale;
}

void
time_scale_free (TimeScale *scale)
{
  if (scale == NULL)
    return;
  g_array_unref (scale->knots);
  g_free (scale);
}

double
time_scale_fraction (const TimeScale *scale, gint64 time)
{
  const Knot *knots = (const Knot *) (gpointer) scale->knots->data;
  guint low = 0, high = scale->knots->len - 1;

  if (time <= knots[0].time)
    return 0;
  if (time >= knots[high].time)
    return 1;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (knots[middle].time <= time)
        low = middle;
      else
        high = middle;
    }
  return (knots[low].at
          + (knots[high].at - knots[low].at) * (double) (time - knots[low].time) / (double) (knots[high].time - knots[low].time))
         / scale->length;
}

gint64
time_scale_time (const TimeScale *scale, double fraction)
{
  const Knot *knots = (const Knot *) (gpointer) scale->knots->data;
  double at = CLAMP (fraction, 0, 1) * scale->length;
  guint low = 0, high = scale->knots->len - 1;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (knots[middle].at <= at)
        low = middle;
      else
        high = middle;
    }
  return knots[low].time
         + (gint64) ((at - knots[low].at) / (knots[high].at - knots[low].at) * (double) (knots[high].time - knots[low].time));
}
