/* PrLineList: what was said so far in one world, as a GListModel that makes its row objects on
 * demand: a hundred thousand lines cost no more than the thirty that are seen. */
#pragma once

#include "playback/playback-session.h"

/* One row: an event of the trace. */
#define PR_TYPE_LINE (pr_line_get_type ())
G_DECLARE_FINAL_TYPE (PrLine, pr_line, PR, LINE, GObject)

guint32 pr_line_event (PrLine *line);

#define PR_TYPE_LINE_LIST (pr_line_list_get_type ())
G_DECLARE_FINAL_TYPE (PrLineList, pr_line_list, PR, LINE_LIST, GObject)

PrLineList *pr_line_list_new (PrSession *session);
/* Not what was said but the segments that carried it: each row is the event of a sent segment. */
PrLineList *pr_line_list_new_packets (PrSession *session);
/* Only what was said with that place; PLACE_NONE for all. */
void pr_line_list_set_filter (PrLineList *list, Place place);
/* Index of the row of that event, G_MAXUINT when it has none. */
guint pr_line_list_find (PrLineList *list, guint32 event);
