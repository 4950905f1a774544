/* TimeScale: from virtual time to a place on the scrubber and back.
 *
 * A day of mail is minutes of nothing between fractions of a second in which all happens. Gaps
 * between events are drawn no longer than a quarter of a second, so that sessions can be seen
 * and hit; between two events the scale is linear. */
#pragma once

#include <glib.h>

typedef struct _TimeScale TimeScale;

/* times: of gint64 µs, any order; may be empty. start and end are always on the scale. */
TimeScale *time_scale_new (const GArray *times, gint64 start, gint64 end);
void time_scale_free (TimeScale *scale);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TimeScale, time_scale_free)

/* It goes on: times are what happened since, and the new end. */
void time_scale_extend (TimeScale *scale, GArray *times, gint64 end);

double time_scale_fraction (const TimeScale *scale, gint64 time); /* 0 to 1 */
gint64 time_scale_time (const TimeScale *scale, double fraction);
