/* Curve: the path of a link between two points, a cubic Bézier that leaves and arrives along one axis. */
#pragma once

#include <gtk/gtk.h>

/* With a lane it goes on from p[3] straight down to corner, and from there round it into the side of a card at end. */
typedef struct {
  graphene_point_t p[4];
  gboolean lane;
  graphene_point_t corner;
  graphene_point_t end;
  float lane_left, lane_right; /* between the cards beside the lane */
  float below; /* of a level one: where the card at its left ends */
} Curve;

Curve curve_vertical (float x0, float y0, float x1, float y1);
Curve curve_straight (float x0, float y0, float x1, float y1);
/* Lets one that was made by curve_vertical() begin elsewhere. */
void curve_start_at (Curve *curve, float x);
/* The curve goes on between two columns of cards, and ends at the side of one. left: where the column before it ends. */
void curve_add_lane (Curve *curve, float corner_y, float left, float end_x);
/* How far a point is from it. */
float curve_distance (const Curve *curve, float x, float y);
/* t from 0 to 1. */
graphene_point_t curve_at (const Curve *curve, float t);

/* Where dashes of about that length begin and end, in turn, so that the first begins and the last ends where the
 * curve does: graphene_point_t, free with g_array_unref. */
GArray *curve_dashes (const Curve *curve, float dash);
/* As rotated colour nodes: cheap for the renderer and still vectors in an export. dash: length of dashes and of
 * the gaps, 0 for a whole line. */
void curve_draw (GtkSnapshot *snapshot, const Curve *curve, float thickness, float dash, const GdkRGBA *color);
