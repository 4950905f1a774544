/* PrCopiesRow: one row of the copies table; keeps itself up to date while time moves. */
#pragma once

#include "copies/copy-widths.h"
#include "copies/copy-words.h"

#include <gtk/gtk.h>

#define PR_TYPE_COPIES_ROW (pr_copies_row_get_type ())
G_DECLARE_FINAL_TYPE (PrCopiesRow, pr_copies_row, PR, COPIES_ROW, GtkWidget)

#define COPIES_ROW_TOTAL 0          /* instead of a letter: the row "Kept · moved" */
#define COPIES_ROW_HEAD G_MAXUINT32 /* the table's head */

/* columns: of CopyColumn, referenced, as are the widths. */
GtkWidget *pr_copies_row_new (PrSession *session, GArray *columns, PrCopyWidths *widths);
void pr_copies_row_set_letter (PrCopiesRow *row, guint32 letter);
/* Once more, when they were forgotten. */
void pr_copies_row_tell_widths (PrCopiesRow *row);
