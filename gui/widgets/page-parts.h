/* What pages are put together from. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* As high as there is room, and moved up and down where child (consumed) is higher. */
GtkWidget *page_scroller_new (GtkWidget *child);
/* At the box's end, from the left, in as many lines as it needs. Owned by the box. */
GtkWidget *page_add_label (GtkWidget *box, const char *text, const char *css_class);

G_END_DECLS
