/* PrLineRow: one row of the conversation: time, who, words, letter, note. */
#pragma once

#include "conversation/line-list.h"

#include <gtk/gtk.h>

#define PR_TYPE_LINE_ROW (pr_line_row_get_type ())
G_DECLARE_FINAL_TYPE (PrLineRow, pr_line_row, PR, LINE_ROW, GtkWidget)

GtkWidget *pr_line_row_new (void);
/* One line of a conversation as plain text: time, who, side, words. Caller owns. */
char *line_row_text (PrSession *session, guint32 event);
/* How many characters the columns of time and who need for every row there is. */
void line_row_widths (PrSession *session, int *time, int *who);
/* heard: as somebody sees it who listens on the way. alone: all lines are of one place, which need not be told. */
void pr_line_row_bind (PrLineRow *row, PrSession *session, guint32 event, gboolean heard, gboolean alone);
