/* Rows of a classroom as a table that is sorted by a click on a column's title. */
#pragma once

#include <gtk/gtk.h>

#include "classroom.h"

/* A GtkScrolledWindow. */
GtkWidget *classroom_table_new (const char *name);
/* What it shows from now on; borrowed until the next call. NULL: nothing. */
void classroom_table_set (GtkWidget *table, const Classroom *classroom);
guint classroom_table_n_rows (GtkWidget *table);
