/* Pace: how virtual time follows real time while a day plays.
 *
 * Hours in which nothing happens are passed over at a glance; a long letter on its way, octets
 * without a word said, takes a second and a half at most. All else goes at the chosen speed. */
#pragma once

#include <glib.h>

typedef struct {
  gboolean skipping;                     /* nothing happens: being passed over */
  gint64 skip_from, skip_to, skip_elapsed; /* µs */
  double rush;                           /* speed until rush_to; 0: none */
  gint64 rush_to;                        /* µs */
} Pace;

void pace_stop (Pace *pace);
/* The time after elapsed µs of real time. next_event: when anything happens next; next_line: when somebody says
 * something next. G_MAXINT64 where nothing comes. */
gint64 pace_advance (Pace *pace, gint64 time, gint64 elapsed, double speed, gint64 next_event, gint64 next_line);
