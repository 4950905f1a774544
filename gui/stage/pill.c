#include "stage/pill.h"

#define EDGE 4    /* kept free at the sides of the stage */
#define INNER 34  /* of the words, on the side of their link where the other links are */
#define LEAST 150
#define SHARE 0.32f /* of the stage, at most */

static gboolean
is_level (const Curve *curve)
{
  return curve->p[0].y == curve->p[3].y;
}

graphene_point_t
pill_point (const Curve *curve, float t)
{
  return curve_at (curve, 0.14f + 0.72f * t);
}

/* In the lane between two columns of cards, or so far down that words would lie on the cards of the first row. */
static gboolean
is_between_cards (const Curve *curve, const graphene_point_t *at)
{
  return curve->lane && at->y > curve->p[3].y - 14;
}

static gboolean
fits_level (const Curve *curve, float width)
{
  return width <= curve->p[0].x - curve->p[3].x - 2 * EDGE;
}

float
pill_room (const Curve *curve, float t, float wanted, float stage_width)
{
  graphene_point_t at = pill_point (curve, t);

  if (is_level (curve))
    return fits_level (curve, wanted) ? wanted : MIN (wanted, curve->p[0].x - 2 * EDGE);
  if (is_between_cards (curve, &at))
    return MIN (wanted, curve->lane_right - curve->lane_left - 2 * EDGE);
  return MIN (wanted, MAX (stage_width * SHARE, LEAST));
}

graphene_rect_t
pill_place (const Curve *curve, float t, float width, float height, float stage_width)
{
  graphene_point_t at = pill_point (curve, t);
  float least = EDGE, most = stage_width - EDGE, x = at.x - width / 2, y = at.y - height / 2;

  if (is_level (curve))
    {
      gboolean fits = fits_level (curve, width);

      least = fits ? curve->p[3].x + EDGE : EDGE;
      most = curve->p[0].x - EDGE;
      y = fits ? y : curve->below + EDGE;
    }
  else if (is_between_cards (curve, &at))
    {
      least = curve->lane_left + EDGE;
      most = curve->lane_right - EDGE;
    }
  else if (width > 2 * INNER)
    x += CLAMP ((curve->p[3].x - curve->p[0].x) / LEAST, -1, 1) * (width / 2 - INNER);
  return GRAPHENE_RECT_INIT (CLAMP (x, least, MAX (least, most - width)), y, width, height);
}
