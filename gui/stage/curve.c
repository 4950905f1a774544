#include "stage/curve.h"

#include <math.h>

#define PIECES 28

Curve
curve_vertical (float x0, float y0, float x1, float y1)
{
  float bend = (y1 - y0) * 0.55f;

  return (Curve) { { { x0, y0 }, { x0, y0 + bend }, { x1, y1 - bend }, { x1, y1 } } };
}

Curve
curve_straight (float x0, float y0, float x1, float y1)
{
  float dx = (x1 - x0) / 3, dy = (y1 - y0) / 3;

  return (Curve) { { { x0, y0 }, { x0 + dx, y0 + dy }, { x1 - dx, y1 - dy }, { x1, y1 } } };
}

graphene_point_t
curve_at (const Curve *curve, float t)
{
  float u = 1 - t;
  float a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;

  return GRAPHENE_POINT_INIT (a * curve->p[0].x + b * curve->p[1].x + c * curve->p[2].x + d * curve->p[3].x,
                              a * curve->p[0].y + b * curve->p[1].y + c * curve->p[2].y + d * curve->p[3].y);
}

static void
draw_piece (GtkSnapshot *snapshot, const graphene_point_t *from, const graphene_point_t *to, float thickness,
            const GdkRGBA *color)
{
  float dx = to->x - from->x, dy = to->y - from->y;
  float length = sqrtf (dx * dx + dy * dy);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, from);
  gtk_snapshot_rotate (snapshot, atan2f (dy, dx) * 180.0f / (float) G_PI);
  /* A little longer than the piece, so that no gap shows at the joints. */
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (-0.3f, -thickness / 2, length + 0.6f, thickness));
  gtk_snapshot_restore (snapshot);
}

static void
draw_dashes (GtkSnapshot *snapshot, const Curve *curve, float thickness, float dash, const GdkRGBA *color)
{
  float walked = 0;
  graphene_point_t last = curve->p[0], begin = last;
  gboolean on = TRUE;

  for (int i = 1; i <= 200; i++)
    {
      graphene_point_t point = curve_at (curve, (float) i / 200);

      walked += hypotf (point.x - last.x, point.y - last.y);
      last = point;
      if (walked < dash)
        continue;
      if (on)
        draw_piece (snapshot, &begin, &point, thickness, color);
      on = !on;
      begin = point;
      walked = 0;
    }
}

void
curve_draw (GtkSnapshot *snapshot, const Curve *curve, float thickness, float dash, const GdkRGBA *color)
{
  graphene_point_t last = curve->p[0];

  if (dash > 0)
    {
      draw_dashes (snapshot, curve, thickness, dash, color);
      return;
    }
  for (int i = 1; i <= PIECES; i++)
    {
      graphene_point_t point = curve_at (curve, (float) i / PIECES);

      draw_piece (snapshot, &last, &point, thickness, color);
      last = point;
    }
}
