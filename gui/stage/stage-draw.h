/* Drawing of links and of what travels along them. */
#pragma once

#include "stage/curve.h"
#include "stage/flights.h"

#include <gtk/gtk.h>

/* NULL when there is none. */
const Link *stage_find_link (const World *world, Place client);
/* The connection there, rather a living one than one that was cut; NULL. */
const Connection *stage_find_connection (const World *world, Place client);
/* What is written beside a link: "40 ms · 10 Mbit/s". Caller owns. */
char *stage_dup_figures (const LinkSettings *settings);
/* client: the end that is not the server. Curves run from the server to the client. */
void stage_draw_link (GtkSnapshot *snapshot, GtkWidget *widget, const Curve *curve, const World *world, Place client,
                      gboolean with_figures);
/* Would one cover the other where they are, on that curve? Of flights without words. */
gboolean stage_flights_touch (GtkWidget *widget, const Curve *curve, const Flight *a, const Flight *b, gboolean still);
/* still: in the middle of the link, for people who want no motion. */
void stage_draw_flight (GtkSnapshot *snapshot, GtkWidget *widget, const Curve *curve, const Flight *flight, gboolean still);
