/* PrTrafficView: space and traffic. For each place of the focused world the octets that it holds and those that crossed its
 * link, over the time that has been lived, all read from the trace. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_TRAFFIC_VIEW (pr_traffic_view_get_type ())
G_DECLARE_FINAL_TYPE (PrTrafficView, pr_traffic_view, PR, TRAFFIC_VIEW, GtkWidget)

GtkWidget *pr_traffic_view_new (PrSession *session);
