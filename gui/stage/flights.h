/* Flights: what is on its way along the links at one instant, as pills and dots to be drawn.
 *
 * Where a pill is follows from virtual time alone: nothing is remembered from frame to frame. */
#pragma once

#include "playback/playback-session.h"

typedef struct {
  Place client;        /* the end of the link that is not the server */
  Protocol protocol;
  Direction direction;
  float progress;      /* 0 at the sender, 1 at the receiver */
  char *text;          /* start of the line that it carries; NULL: only a dot (data, or nothing but TCP) */
  const char *label;   /* of the letter; interned */
  guint32 letter;      /* that it carries octets of, 0 */
  gboolean data;       /* carries octets */
  gboolean lost;       /* will not arrive */
  guint32 connection;
} Flight;

/* In the order they were sent. Free with g_array_unref. */
GArray *flights_at (PrSession *session, guint world, gint64 time);
