#include "stage/curve.h"

#include <math.h>

#define PIECES 28

Curve
curve_vertical (float x0, float y0, float x1, float y1)
{
  float bend = (y1 - y0) * 0.55f;

  return (Curve) { .p = { { x0, y0 }, { x0, y0 + bend }, { x1, y1 - bend }, { x1, y1 } } };
}

Curve
curve_straight (float x0, float y0, float x1, float y1)
{
  float dx = (x1 - x0) / 3, dy = (y1 - y0) / 3;

  return (Curve) { .p = { { x0, y0 }, { x0 + dx, y0 + dy }, { x1 - dx, y1 - dy }, { x1, y1 } } };
}

void
curve_start_at (Curve *curve, float x)
{
  curve->p[0].x = curve->p[1].x = x;
}

void
curve_add_lane (Curve *curve, float corner_y, float left, float end_x)
{
  float x = curve->p[3].x;

  curve->lane = TRUE;
  curve->lane_left = left;
  curve->lane_right = end_x;
  curve->corner = GRAPHENE_POINT_INIT (x, corner_y);
  curve->end = GRAPHENE_POINT_INIT (end_x, corner_y + ABS (end_x - x));
}

float
curve_distance (const Curve *curve, float x, float y)
{
  float nearest = G_MAXFLOAT;

  for (int i = 0; i <= 100; i++)
    {
      graphene_point_t point = curve_at (curve, (float) i / 100);

      nearest = MIN (nearest, hypotf (point.x - x, point.y - y));
    }
  return nearest;
}

/* A quarter round the corner: down first, then sideways. */
static graphene_point_t
turn_at (const Curve *curve, float t)
{
  float u = 1 - t, bend_y = curve->end.y;

  return GRAPHENE_POINT_INIT (u * u * curve->corner.x + 2 * u * t * curve->corner.x + t * t * curve->end.x,
                              u * u * curve->corner.y + 2 * u * t * bend_y + t * t * curve->end.y);
}

static graphene_point_t
bow_at (const Curve *curve, float t)
{
  float u = 1 - t;
  float a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;

  return GRAPHENE_POINT_INIT (a * curve->p[0].x + b * curve->p[1].x + c * curve->p[2].x + d * curve->p[3].x,
                              a * curve->p[0].y + b * curve->p[1].y + c * curve->p[2].y + d * curve->p[3].y);
}

graphene_point_t
curve_at (const Curve *curve, float t)
{
  float bow, down, turn, along;

  if (!curve->lane)
    return bow_at (curve, t);
  /* By length, so that what travels does not change its pace where the parts meet. */
  bow = 1.15f * hypotf (curve->p[3].x - curve->p[0].x, curve->p[3].y - curve->p[0].y);
  down = curve->corner.y - curve->p[3].y;
  turn = 1.6f * ABS (curve->end.x - curve->corner.x);
  along = t * (bow + down + turn);
  if (along <= bow)
    return bow_at (curve, bow > 0 ? along / bow : 1);
  if (along <= bow + down)
    return GRAPHENE_POINT_INIT (curve->corner.x, curve->p[3].y + along - bow);
  return turn_at (curve, turn > 0 ? (along - bow - down) / turn : 1);
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

#define SAMPLES 200

/* How far along the curve each of its samples is. */
static void
measure (const Curve *curve, float walked[SAMPLES + 1])
{
  graphene_point_t last = curve_at (curve, 0);

  walked[0] = 0;
  for (int i = 1; i <= SAMPLES; i++)
    {
      graphene_point_t point = curve_at (curve, (float) i / SAMPLES);

      walked[i] = walked[i - 1] + hypotf (point.x - last.x, point.y - last.y);
      last = point;
    }
}

GArray *
curve_dashes (const Curve *curve, float dash)
{
  GArray *ends = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
  float walked[SAMPLES + 1];
  int n, sample = 0;

  measure (curve, walked);
  n = MAX ((int) lroundf (walked[SAMPLES] / dash), 1) | 1; /* with a dash at both ends */
  for (int i = 0; i <= n; i++)
    {
      float along = walked[SAMPLES] * (float) i / (float) n, piece;
      graphene_point_t point;

      while (sample < SAMPLES - 1 && walked[sample + 1] < along)
        sample++;
      piece = walked[sample + 1] - walked[sample];
      point = curve_at (curve, ((float) sample + (piece > 0 ? MIN ((along - walked[sample]) / piece, 1) : 0)) / SAMPLES);
      g_array_append_val (ends, point);
    }
  return ends;
}

static void
draw_dashes (GtkSnapshot *snapshot, const Curve *curve, float thickness, float dash, const GdkRGBA *color)
{
  g_autoptr (GArray) ends = curve_dashes (curve, dash);

  for (guint i = 0; i + 1 < ends->len; i += 2)
    draw_piece (snapshot, &g_array_index (ends, graphene_point_t, i), &g_array_index (ends, graphene_point_t, i + 1),
                thickness, color);
}

void
curve_draw (GtkSnapshot *snapshot, const Curve *curve, float thickness, float dash, const GdkRGBA *color)
{
  graphene_point_t last = curve->p[0];
  int pieces = curve->lane ? 3 * PIECES : PIECES;

  if (dash > 0)
    {
      draw_dashes (snapshot, curve, thickness, dash, color);
      return;
    }
  for (int i = 1; i <= pieces; i++)
    {
      graphene_point_t point = curve_at (curve, (float) i / (float) pieces);

      draw_piece (snapshot, &last, &point, thickness, color);
      last = point;
    }
}
