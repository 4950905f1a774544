/* StageLayout: where the cards stand and where the links run. */
#pragma once

#include <gtk/gtk.h>

#include "stage/curve.h"

/* What is laid out. All borrowed. */
typedef struct {
  GtkWidget *server;
  GtkWidget *outside; /* NULL: there is none */
  GtkWidget *corner;  /* lies over the stage's upper right corner, NULL; no card is to stand below it */
  GPtrArray *devices; /* of GtkWidget * */
  gboolean compact;
} StageParts;

typedef struct {
  Curve outside_link;
  GArray *device_links; /* of Curve, as the devices; NULL before the first allocation */
} StageLayout;

int stage_layout_height (const StageParts *parts, int width);
void stage_layout_allocate (StageLayout *layout, const StageParts *parts, int width, int height);
void stage_layout_clear (StageLayout *layout);
