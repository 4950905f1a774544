/* PrCopyWidths: how wide the places' columns of one table want to be. Every row tells it, every row asks it, so the columns
 * stand in line. A column does not become narrower of itself: nothing jumps to and fro while time passes. */
#pragma once

#include <glib-object.h>

#define PR_TYPE_COPY_WIDTHS (pr_copy_widths_get_type ())
G_DECLARE_FINAL_TYPE (PrCopyWidths, pr_copy_widths, PR, COPY_WIDTHS, GObject)

/* "grown" is emitted when a column wants more than before. */
PrCopyWidths *pr_copy_widths_new (guint n);
/* Pixels below which a row's cells would be cut off, and those that they want: n of each, no wish below its least. */
void pr_copy_widths_want (PrCopyWidths *self, const int *leasts, const int *wishes);
/* The size of text has changed, or all that is told. */
void pr_copy_widths_forget (PrCopyWidths *self);
/* Of all columns together. */
int pr_copy_widths_least (PrCopyWidths *self);
int pr_copy_widths_wish (PrCopyWidths *self);
/* Room shared out among the n columns, to the last pixel. Where all fit alike, all are alike; where one wants more, the
 * others give way down to what they want; where not all get what they want, the widest give way first, none below its least. */
void pr_copy_widths_share (PrCopyWidths *self, int room, int *widths);
