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

/* The least in which nothing of a compact stage is cut: a column of cards, and the links that go down beside it. */
int stage_layout_width (const StageParts *parts);
int stage_layout_height (const StageParts *parts, int width);
void stage_layout_allocate (StageLayout *layout, const StageParts *parts, int width, int height);
void stage_layout_clear (StageLayout *layout);
