/* Pictures of what the window shows: .png in pixels, .svg and .pdf as vectors. */
#pragma once

#include <gtk/gtk.h>

/* The widget has to be on the screen. The kind is told by the name's ending.
 * Errors: G_IO_ERROR; BUSY while nothing has been drawn. */
gboolean export_widget (GtkWidget *widget, const char *path, GError **error);
