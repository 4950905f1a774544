#include "stage/stage-layout.h"

#include "palette.h"

#define MARGIN 20
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
#define LANE 6        /* between the links that go down beside a column of cards */
#define NEARLY_STRAIGHT 6
#define LANE_TURN 26  /* where they come into a card, from its top */

typedef struct {
  int server_width, server_height;
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

static Sizes
sizes_for (GtkWidget *server, GPtrArray *devices, int width, gboolean compact)
{
  Sizes sizes = { 0 };
  int n = MAX ((int) devices->len, 1), inside = width - 2 * MARGIN;
  int least = palette_scaled (server, LEAST_DEVICE), widest = least;

  sizes.server_width = CLAMP (natural_width (server), palette_scaled (server, LEAST_SERVER),
                              palette_scaled (server, MOST_SERVER));
  sizes.server_height = natural_height (server, sizes.server_width);
  for (guint i = 0; i < devices->len; i++)
    widest = MAX (widest, natural_width (g_ptr_array_index (devices, i)));
  widest = MIN (widest, palette_scaled (server, MOST_DEVICE));
  sizes.per_row = CLAMP ((inside + GAP) / (widest + GAP), 1, n);
  sizes.rows = (n + sizes.per_row - 1) / sizes.per_row;
  sizes.per_row = (n + sizes.rows - 1) / sizes.rows;
  sizes.device_width = CLAMP ((inside - GAP * (sizes.per_row - 1)) / sizes.per_row, least,
                              MAX (widest, palette_scaled (server, compact ? USUAL_COMPACT_DEVICE : USUAL_DEVICE)));
  for (guint i = 0; i < devices->len; i++)
    sizes.row_height = MAX (sizes.row_height, natural_height (g_ptr_array_index (devices, i), sizes.device_width));
  return sizes;
}

static int
top_margin (gboolean compact)
{
  return compact ? 10 : MARGIN;
}

int
stage_layout_height (GtkWidget *server, GtkWidget *outside, GPtrArray *devices, int width, gboolean compact)
{
  Sizes sizes = sizes_for (server, devices, width, compact);

  return top_margin (compact) + sizes.server_height + (compact ? LEAST_COMPACT_LINK : LEAST_LINK)
         + sizes.rows * (sizes.row_height + GAP) - GAP + (compact ? MARGIN / 2 : MARGIN);
}

static void
place (GtkWidget *widget, int x, int y, int width, int height)
{
  int least;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_size_allocate (widget, &(GtkAllocation) { x, y, MAX (width, least), height }, -1);
}

static void
place_outside (StageLayout *layout, GtkWidget *outside, int server_x, int server_y, int server_height)
{
  int width = MIN (palette_scaled (outside, OUTSIDE), MAX (natural_width (outside), 120));
  int height = natural_height (outside, width), x = MAX (MARGIN, (server_x - width) / 3);
  int y = server_y + MAX (0, (server_height - height) / 2 - 8);

  place (outside, x, y, width, height);
  layout->outside_link = curve_straight (server_x, y + height / 2.0f, x + width, y + height / 2.0f);
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
  int pitch = (width - 2 * MARGIN) / sizes->per_row; /* columns stand one below the other, also in a row with less */

  for (guint i = 0; i < devices->len; i++)
    {
      int row = (int) i / sizes->per_row, column = (int) i % sizes->per_row;
      int x = MARGIN + column * pitch + (pitch - sizes->device_width) / 2;
      int y = top + row * (sizes->row_height + GAP);
      GtkWidget *device = g_ptr_array_index (devices, i);
      int left = column > 0 ? x - (pitch - sizes->device_width) : 0;
      Curve curve = link_to (sizes, row, x, y, left, server_bottom, top);

      place (device, x, y, sizes->device_width, natural_height (device, sizes->device_width));
      g_array_append_val (layout->device_links, curve);
    }
}

void
stage_layout_allocate (StageLayout *layout, GtkWidget *server, GtkWidget *outside, GPtrArray *devices,
                       int width, int height, gboolean compact)
{
  Sizes sizes = sizes_for (server, devices, width, compact);
  int server_x = (width - sizes.server_width) / 2, server_y = top_margin (compact);
  int bottom = server_y + sizes.server_height;
  int link = CLAMP (height - bottom - sizes.rows * (sizes.row_height + GAP) + GAP - MARGIN,
                    compact ? LEAST_COMPACT_LINK : LEAST_LINK, palette_scaled (server, MOST_LINK));

  layout->device_links = g_array_new (FALSE, FALSE, sizeof (Curve));
  place (server, server_x, server_y, sizes.server_width, sizes.server_height);
  if (outside != NULL)
    place_outside (layout, outside, server_x, server_y, sizes.server_height);
  place_devices (layout, &sizes, devices, width, bottom, bottom + link);
  spread_links (layout->device_links, server_x, sizes.server_width);
}

void
stage_layout_clear (StageLayout *layout)
{
  g_clear_pointer (&layout->device_links, g_array_unref);
}
