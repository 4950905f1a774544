#include "stage/stage-layout.h"

#include "palette.h"

#define MARGIN 20
#define LEAST_MARGIN 8 /* beside the cards of a compact stage that has little room */
#define GAP 24
#define LEAST_LINK 84
#define LEAST_COMPACT_LINK 48
#define MOST_LINK 170
#define LEAST_DEVICE 190
#define USUAL_COMPACT_DEVICE 230
#define USUAL_DEVICE 240
#define MOST_DEVICE 300
#define LEAST_SERVER 280
#define MOST_SERVER 380
#define OUTSIDE 200
#define LEAST_OUTSIDE 120 /* pixels in any size of text */
#define LANE 6        /* between the links that go down beside a column of cards */
#define NEARLY_STRAIGHT 6
#define LANE_TURN 26  /* where they come into a card, from its top */

typedef struct {
  int margin; /* at either side */
  int server_x, server_y, server_width, server_height;
  int outside_width;
  int device_width, row_height;
  int per_row, rows;
  int columns_gap;
} Sizes;

static int
natural_height (GtkWidget *widget, int width)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (width, minimum), NULL, &minimum, NULL, NULL);
  return minimum;
}

static int
natural_width (GtkWidget *widget)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

static int
margin_of (const StageParts *parts, int width)
{
  int spare = width - MIN (natural_width (parts->server), palette_scaled (parts->server, LEAST_SERVER));

  return parts->compact ? CLAMP (spare / 2, LEAST_MARGIN, MARGIN) : MARGIN;
}

/* The server stands in the middle, or as far to the right as the outside world beside it needs. */
static void
size_server (Sizes *sizes, const StageParts *parts, int width)
{
  int least = palette_scaled (parts->server, LEAST_SERVER), inside = width - 2 * sizes->margin;

  least = MIN (least, inside);
  sizes->server_width = CLAMP (natural_width (parts->server), least, palette_scaled (parts->server, MOST_SERVER));
  if (parts->outside != NULL)
    {
      int wished = MIN (palette_scaled (parts->outside, OUTSIDE), MAX (natural_width (parts->outside), LEAST_OUTSIDE));

      sizes->outside_width = CLAMP (inside - GAP - least, MIN (LEAST_OUTSIDE, wished), wished);
      sizes->server_width = MIN (sizes->server_width, MAX (inside - GAP - sizes->outside_width, least));
      sizes->server_x = sizes->margin + sizes->outside_width + GAP;
    }
  sizes->server_width = MIN (sizes->server_width, inside);
  sizes->server_x = MAX (MIN (sizes->server_x, width - sizes->margin - sizes->server_width), (width - sizes->server_width) / 2);
  sizes->server_height = natural_height (parts->server, sizes->server_width);
}

static int
top_of_server (const Sizes *sizes, const StageParts *parts, int width)
{
  int top = parts->compact ? MARGIN / 2 : MARGIN, corner_width, corner_height;

  if (parts->corner == NULL || !gtk_widget_get_visible (parts->corner))
    return top;
  corner_width = natural_width (parts->corner);
  corner_height = natural_height (parts->corner, corner_width);
  return sizes->server_x + sizes->server_width + GAP / 2 > width - corner_width ? MAX (top, corner_height) : top;
}

static int
lanes_width (int rows)
{
  return LANE * (rows - 1) + 3;
}

static Sizes
sizes_for (const StageParts *parts, int width)
{
  Sizes sizes = { .margin = margin_of (parts, width) };
  int n = MAX ((int) parts->devices->len, 1), inside = width - 2 * sizes.margin;
  int least = MIN (palette_scaled (parts->server, LEAST_DEVICE), inside), widest = least;
  int usual = palette_scaled (parts->server, parts->compact ? USUAL_COMPACT_DEVICE : USUAL_DEVICE);

  size_server (&sizes, parts, width);
  sizes.server_y = top_of_server (&sizes, parts, width);
  for (guint i = 0; i < parts->devices->len; i++)
    widest = MAX (widest, natural_width (g_ptr_array_index (parts->devices, i)));
  widest = MIN (widest, palette_scaled (parts->server, MOST_DEVICE));
  sizes.per_row = CLAMP ((inside + GAP) / (widest + GAP), 1, n);
  sizes.rows = (n + sizes.per_row - 1) / sizes.per_row;
  sizes.per_row = (n + sizes.rows - 1) / sizes.rows;
  sizes.device_width = CLAMP ((inside - GAP * (sizes.per_row - 1)) / sizes.per_row, least, MAX (widest, usual));
  if (sizes.per_row == 1)
    sizes.device_width = CLAMP (width - 2 * lanes_width (n), MIN (least, sizes.device_width), sizes.device_width);
  for (guint i = 0; i < parts->devices->len; i++)
    sizes.row_height = MAX (sizes.row_height, natural_height (g_ptr_array_index (parts->devices, i), sizes.device_width));
  return sizes;
}

static int
least_width (GtkWidget *widget)
{
  int least;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least;
}

int
stage_layout_width (const StageParts *parts)
{
  int card = least_width (parts->server), lanes = lanes_width (MAX ((int) parts->devices->len, 1));

  for (guint i = 0; i < parts->devices->len; i++)
    card = MAX (card, least_width (g_ptr_array_index (parts->devices, i)));
  return card + 2 * MAX (LEAST_MARGIN, lanes);
}

int
stage_layout_height (const StageParts *parts, int width)
{
  Sizes sizes = sizes_for (parts, width);

  return sizes.server_y + sizes.server_height + (parts->compact ? LEAST_COMPACT_LINK : LEAST_LINK)
         + sizes.rows * (sizes.row_height + GAP) - GAP + (parts->compact ? MARGIN / 2 : MARGIN);
}

static void
place (GtkWidget *widget, int x, int y, int width, int height)
{
  int least;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_size_allocate (widget, &(GtkAllocation) { x, y, MAX (width, least), height }, -1);
}

static void
place_outside (StageLayout *layout, const Sizes *sizes, GtkWidget *outside)
{
  int width = sizes->outside_width, height = natural_height (outside, width);
  int x = MAX (sizes->margin, (sizes->server_x - width) / 3);
  int y = sizes->server_y + MAX (0, (sizes->server_height - height) / 2 - 8);

  place (outside, x, y, width, height);
  layout->outside_link = curve_straight (sizes->server_x, y + height / 2.0f, x + width, y + height / 2.0f);
  layout->outside_link.below = (float) (y + height);
}

/* Links leave the server from left to right as the devices stand, so that as few as can be cross. */
static void
spread_links (GArray *links, int server_x, int server_width)
{
  for (guint i = 0; i < links->len; i++)
    {
      Curve *curve = &g_array_index (links, Curve, i);
      float x = curve->p[3].x, from;
      guint left = 0;

      for (guint k = 0; k < links->len; k++)
        {
          float other = g_array_index (links, Curve, k).p[3].x;

          left += other < x || (other == x && k < i);
        }
      from = server_x + server_width * (left + 1.0f) / (links->len + 1.0f);
      if (ABS (from - x) < NEARLY_STRAIGHT && !curve->lane)
        from = x;
      curve_start_at (curve, from);
    }
}

/* The link of a card in a lower row goes down beside the cards above, in a lane of its own: the deeper, the further out. */
static Curve
link_to (const Sizes *sizes, int row, int x, int y, int left, int server_bottom, int top)
{
  Curve curve;

  if (row == 0)
    return curve_vertical (0, server_bottom, x + sizes->device_width / 2.0f, y);
  curve = curve_vertical (0, server_bottom, x - LANE * row - 2.0f, top);
  curve_add_lane (&curve, y + LANE_TURN - LANE * row - 2.0f, (float) left, x);
  return curve;
}

static void
place_devices (StageLayout *layout, const Sizes *sizes, GPtrArray *devices, int width, int server_bottom, int top)
{
  int pitch = (width - 2 * sizes->margin) / sizes->per_row; /* columns stand one below the other, also in a row with less */

  for (guint i = 0; i < devices->len; i++)
    {
      int row = (int) i / sizes->per_row, column = (int) i % sizes->per_row;
      int x = sizes->margin + column * pitch + (pitch - sizes->device_width) / 2;
      int y = top + row * (sizes->row_height + GAP);
      GtkWidget *device = g_ptr_array_index (devices, i);
      int left = column > 0 ? x - (pitch - sizes->device_width) : 0;
      Curve curve = link_to (sizes, row, x, y, left, server_bottom, top);

      place (device, x, y, sizes->device_width, natural_height (device, sizes->device_width));
      g_array_append_val (layout->device_links, curve);
    }
}

void
stage_layout_allocate (StageLayout *layout, const StageParts *parts, int width, int height)
{
  Sizes sizes = sizes_for (parts, width);
  int bottom = sizes.server_y + sizes.server_height;
  int link = CLAMP (height - bottom - sizes.rows * (sizes.row_height + GAP) + GAP - MARGIN,
                    parts->compact ? LEAST_COMPACT_LINK : LEAST_LINK, palette_scaled (parts->server, MOST_LINK));

  layout->device_links = g_array_new (FALSE, FALSE, sizeof (Curve));
  place (parts->server, sizes.server_x, sizes.server_y, sizes.server_width, sizes.server_height);
  if (parts->outside != NULL)
    place_outside (layout, &sizes, parts->outside);
  place_devices (layout, &sizes, parts->devices, width, bottom, bottom + link);
  spread_links (layout->device_links, sizes.server_x, sizes.server_width);
}

void
stage_layout_clear (StageLayout *layout)
{
  g_clear_pointer (&layout->device_links, g_array_unref);
}
