/* The link of a device, or of the outside world: networks by name, and sliders. */
#pragma once

#include "net/network.h"
#include "window/window.h"

/* name: of a device, or "outside". NULL when the world has no such link. */
GtkWindow *link_dialog_present (PrWindow *parent, const char *name, guint world);
/* The line that the button would add, NULL when nothing is changed. Caller owns. */
char *link_dialog_dup_action (GtkWindow *window);
/* For tests: moves the slider of "latency", "bandwidth" or "loss". */
void link_dialog_slide (GtkWindow *window, const char *option, double value);
