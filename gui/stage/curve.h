/* Curve: the path of a link between two points, a cubic Bézier that leaves and arrives along one axis. */
#pragma once

#include <gtk/gtk.h>

typedef struct {
  graphene_point_t p[4];
} Curve;

Curve curve_vertical (float x0, float y0, float x1, float y1);
Curve curve_straight (float x0, float y0, float x1, float y1);
/* t from 0 to 1. */
graphene_point_t curve_at (const Curve *curve, float t);

/* As rotated colour nodes: cheap for the renderer and still vectors in an export. dash: length of dashes and of
 * the gaps, 0 for a whole line. */
void curve_draw (GtkSnapshot *snapshot, const Curve *curve, float thickness, float dash, const GdkRGBA *color);
