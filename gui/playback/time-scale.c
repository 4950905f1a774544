#include "playback/time-scale.h"

#define LONGEST_GAP 250000.0 /* µs */

typedef struct {
  gint64 time;
  double at; /* sum of the (shortened) gaps up to here */
} Knot;

struct _TimeScale {
  GArray *knots; /* of Knot, ascending, at least 2 */
  double length;
};

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y ? 1 : 0;
}

TimeScale *
time_scale_new (const GArray *times, gint64 start, gint64 end)
{
  TimeScale *scale = g_new0 (TimeScale, 1);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));
  Knot knot = { start, 0 };

  end = MAX (end, start + 1);
  g_array_append_vals (all, times->data, times->len);
  g_array_append_val (all, end);
  g_array_sort (all, compare_times);

  scale->knots = g_array_new (FALSE, FALSE, sizeof (Knot));
  g_array_append_val (scale->knots, knot);
  for (guint i = 0; i < all->len; i++)
    {
      gint64 time = g_array_index (all, gint64, i);

      if (time <= knot.time || time > end)
        continue;
      knot.at += MIN ((double) (time - knot.time), LONGEST_GAP);
      knot.time = time;
      g_array_append_val (scale->knots, knot);
    }
  scale->length = knot.at;
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
