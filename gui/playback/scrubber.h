/* PrScrubber: the whole day as a line: sessions as coloured bars, scenes as marks, and a knob at
 * the present instant, to be dragged. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_SCRUBBER (pr_scrubber_get_type ())
G_DECLARE_FINAL_TYPE (PrScrubber, pr_scrubber, PR, SCRUBBER, GtkWidget)

GtkWidget *pr_scrubber_new (PrSession *session);
/* In how many lanes the sessions lie, one above the other: three that show names, more and thinner ones where more sessions
 * go on at once. */
guint pr_scrubber_lanes (PrScrubber *self);
