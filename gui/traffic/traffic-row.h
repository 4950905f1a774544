/* PrTrafficRow: one place in the table of space and traffic, or the table's heads. */
#pragma once

#include "measure.h"
#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_TRAFFIC_ROW (pr_traffic_row_get_type ())
#define TRAFFIC_ROW_COLUMNS 7
G_DECLARE_FINAL_TYPE (PrTrafficRow, pr_traffic_row, PR, TRAFFIC_ROW, GtkWidget)

/* place.kind PLACE_NONE: the heads. */
/* columns: of GtkSizeGroup, TRAFFIC_ROW_COLUMNS of them: rows that share them stand in line. */
GtkWidget *pr_traffic_row_new (PrSession *session, Place place, GPtrArray *columns);
/* Figures at the session's position in the focused world. most_*: the largest of all rows and all time. */
void pr_traffic_row_update (PrTrafficRow *row, const Measure *measure, gint64 most_held, gint64 most_moved);
