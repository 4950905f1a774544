/* PrColumn: a child that is never wider than its natural width: lines as long as a page of a book, not as the window. GTK
 * measures what is aligned within its place by the width for a height, which texts that wrap cannot answer (4.24 warns). */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_COLUMN (pr_column_get_type ())
G_DECLARE_FINAL_TYPE (PrColumn, pr_column, PR, COLUMN, GtkWidget)

GtkWidget *pr_column_new (GtkWidget *child);
