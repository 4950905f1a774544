/* The row of a list view that is to be seen stays in view: also when the list has not been laid out yet, or its room changes. */
#pragma once

#include <gtk/gtk.h>

/* list: in a scrolled window. position: of the row; what is beyond the last one asks for nothing. The one asked for last
 * counts. It is done when the list has taken in new rows, and once more when their heights are known. */
void row_in_view (GtkWidget *list, guint position);
