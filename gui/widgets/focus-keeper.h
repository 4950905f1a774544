/* Keeps the widget that had the keyboard alive until its successor has it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For every window whose content is rebuilt while it is used. A label that takes the focus asks GTK about the widget that
 * had it before, which GTK (4.8 at least, gtk_label_grab_focus()) has let go of by then: if that was the last reference, the
 * label asks about freed memory. */
void focus_keeper_watch (GtkWindow *window);

G_END_DECLS
