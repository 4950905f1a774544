/* PrPacketsView: the segments of the focused world up to the position, each tied to the line whose octets it carries. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_PACKETS_VIEW (pr_packets_view_get_type ())
G_DECLARE_FINAL_TYPE (PrPacketsView, pr_packets_view, PR, PACKETS_VIEW, GtkWidget)

GtkWidget *pr_packets_view_new (PrSession *session);
/* Of PrLine: the events of sent segments. Borrowed. */
GtkSelectionModel *pr_packets_view_model (PrPacketsView *view);
