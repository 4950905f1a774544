/* StageLayout: where the cards stand and where the links run. */
#pragma once

#include <gtk/gtk.h>

#include "stage/curve.h"

typedef struct {
  Curve outside_link;
  GArray *device_links; /* of Curve, as the devices; NULL before the first allocation */
} StageLayout;

/* devices: of GtkWidget *. outside may be NULL. */
int stage_layout_height (GtkWidget *server, GtkWidget *outside, GPtrArray *devices, int width, gboolean compact);
void stage_layout_allocate (StageLayout *layout, GtkWidget *server, GtkWidget *outside, GPtrArray *devices,
                            int width, int height, gboolean compact);
void stage_layout_clear (StageLayout *layout);
