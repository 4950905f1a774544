#include "stage/stage-draw.h"

#include <glib/gi18n.h>

#include "dialogs/networks.h"
#include "stage/pill.h"
#include "widgets/draw.h"
#include "widgets/letter-chip.h"
#include "palette.h"

#define PILL_PAD 8
#define TILE 16
#define ARROW_GAP 7

const Link *
stage_find_link (const World *world, Place client)
{
  for (guint i = 0; i < world->network.links->len; i++)
    {
      const Link *link = &g_array_index (world->network.links, Link, i);

      if (link->place.kind == client.kind && (client.kind != PLACE_DEVICE || link->place.id == client.id))
        return link;
    }
  return NULL;
}

const Connection *
stage_find_connection (const World *world, Place client)
{
  const Connection *cut = NULL;

  for (guint i = 0; i < world->network.connections->len; i++)
    {
      const Connection *connection = &g_array_index (world->network.connections, Connection, i);

      if (client.kind == PLACE_DEVICE ? connection->client.kind != PLACE_DEVICE || connection->client.id != client.id
                                      : connection->client.kind == PLACE_DEVICE)
        continue;
      if (!connection->silent)
        return connection;
      cut = connection;
    }
  return cut;
}

static PangoLayout *
small_layout (GtkWidget *widget, const char *text, gboolean mono)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.84));
  if (mono)
    {
      pango_attr_list_insert (attributes, pango_attr_family_new ("monospace"));
      pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
    }
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

static void
add_figure (GString *figures, const char *figure)
{
  g_string_append (figures, figures->len > 0 ? " · " : "");
  g_string_append (figures, figure);
}

char *
stage_dup_figures (const LinkSettings *settings)
{
  g_autofree char *latency = network_dup_value (settings, "latency");
  g_autofree char *bandwidth = network_dup_value (settings, "bandwidth");
  g_autofree char *loss = network_dup_value (settings, "loss");
  /* Translators: the share of what is sent on a link that is lost: "5% lost" */
  g_autofree char *lost = g_strdup_printf (_("%s lost"), loss);
  GString *figures = g_string_new (NULL);

  add_figure (figures, latency);
  if (settings->bandwidth > 0)
    add_figure (figures, bandwidth);
  if (settings->loss_ppm > 0)
    add_figure (figures, lost);
  return g_string_free (figures, FALSE);
}

static void
draw_figures (GtkSnapshot *snapshot, GtkWidget *widget, const Curve *curve, const LinkSettings *settings)
{
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  graphene_point_t at = curve_at (curve, 0.93f);
  int width, height;
  float y;

  text = stage_dup_figures (settings);
  layout = small_layout (widget, text, FALSE);
  pango_layout_get_pixel_size (layout, &width, &height);
  y = MIN (at.y - 12, curve->p[3].y - height - 2); /* above the card, however large it is */
  if (curve->p[3].x <= curve->p[0].x)
    draw_text (snapshot, layout, at.x - width - 12, y, palette_color (COLOR_DIM));
  else
    draw_text (snapshot, layout, at.x + 12, y, palette_color (COLOR_DIM));
}

/* Not by transparency: a link is drawn in pieces that overlap a little. */
static GdkRGBA
faded (const GdkRGBA *color, float alpha)
{
  const GdkRGBA *behind = palette_color (COLOR_STAGE);

  return (GdkRGBA) { color->red * alpha + behind->red * (1 - alpha), color->green * alpha + behind->green * (1 - alpha),
                     color->blue * alpha + behind->blue * (1 - alpha), 1 };
}

/* Both ends think that it lives: it has its colour, and nothing gets through. */
static void
draw_cut (GtkSnapshot *snapshot, GtkWidget *widget, const Curve *curve, const GdkRGBA *color)
{
  graphene_point_t at = curve_at (curve, 0.5f);
  float radius = (float) palette_scaled (widget, 9), arm = radius * 0.45f;

  curve_draw (snapshot, curve, 3, 10, color);
  draw_fill (snapshot, &GRAPHENE_RECT_INIT (at.x - radius, at.y - radius, 2 * radius, 2 * radius), radius,
             palette_color (COLOR_WARNING));
  for (int side = -1; side <= 1; side += 2)
    {
      Curve stroke = curve_straight (at.x - arm, at.y - arm * (float) side, at.x + arm, at.y + arm * (float) side);
      GdkRGBA ink = palette_ink_on (palette_color (COLOR_WARNING));

      curve_draw (snapshot, &stroke, 2, 0, &ink);
    }
}

void
stage_draw_link (GtkSnapshot *snapshot, GtkWidget *widget, const Curve *curve, const World *world, Place client,
                 gboolean with_figures)
{
  const Link *link = stage_find_link (world, client);
  const Device *device = client.kind == PLACE_DEVICE ? world_device (world, client.id) : NULL;
  const Connection *live = stage_find_connection (world, client);
  Protocol usual = device != NULL ? device->policy.protocol : PROTOCOL_SMTP;
  gboolean down = (link != NULL && !link->settings.up) || (device != NULL && !device->online);

  if (down)
    curve_draw (snapshot, curve, 2.5f, 6, palette_color (COLOR_TROUGH));
  else if (live != NULL && live->silent)
    draw_cut (snapshot, widget, curve, palette_protocol (live->protocol));
  else if (live != NULL)
    curve_draw (snapshot, curve, 3, client.kind == PLACE_OUTSIDE ? 5 : 0, palette_protocol (live->protocol));
  else
    {
      GdkRGBA color = faded (palette_protocol (usual), palette_is_contrast () ? 0.75f : 0.42f);

      curve_draw (snapshot, curve, 2.5f, client.kind == PLACE_OUTSIDE ? 5 : 0, &color);
    }
  if (with_figures && link != NULL && !down)
    draw_figures (snapshot, widget, curve, &link->settings);
}

static void
draw_shadow (GtkSnapshot *snapshot, const graphene_rect_t *bounds, float radius)
{
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, bounds, radius);
  gtk_snapshot_append_outset_shadow (snapshot, &rounded, &(GdkRGBA) { 0, 0, 0, 0.22f }, 0, 1, 0, 3);
}

static void
draw_dot (GtkSnapshot *snapshot, GtkWidget *widget, const graphene_point_t *at, const Flight *flight)
{
  GdkRGBA color = flight->data ? *palette_protocol (flight->protocol) : *palette_color (COLOR_FAINT);
  float radius = flight->data ? 4.5f : 3, tile = (float) palette_scaled (widget, TILE);

  if (flight->letter != 0 && flight->data)
    {
      chip_draw_tile (snapshot, widget, flight->letter, flight->label,
                      &GRAPHENE_RECT_INIT (at->x - tile / 2, at->y - tile / 2, tile + 2, tile));
      return;
    }
  draw_fill (snapshot, &GRAPHENE_RECT_INIT (at->x - radius, at->y - radius, 2 * radius, 2 * radius), radius, &color);
}

/* From the mail server away? The server is a client itself when it brings mail to the outside world. */
static gboolean
goes_out (const Flight *flight)
{
  return (flight->direction == TO_CLIENT) != (flight->client.kind == PLACE_SERVER);
}

static void
draw_pill (GtkSnapshot *snapshot, GtkWidget *widget, const Curve *curve, float t, const Flight *flight)
{
  const GdkRGBA *color = palette_protocol (flight->protocol);
  GdkRGBA ink = palette_ink_on (color);
  /* The server is above the devices; the outside world is to its left. */
  const char *arrow = flight->client.kind == PLACE_DEVICE ? (goes_out (flight) ? "↓" : "↑") : (goes_out (flight) ? "←" : "→");
  g_autoptr (PangoLayout) words = small_layout (widget, flight->text, TRUE);
  g_autoptr (PangoLayout) end = small_layout (widget, flight->lost ? "✕" : arrow, TRUE);
  float stage_width = (float) gtk_widget_get_width (widget), room;
  int width, height, end_width, side = palette_scaled (widget, TILE), tile = flight->letter != 0 ? side + 8 : 0, around;
  graphene_rect_t pill;

  pango_layout_get_pixel_size (words, &width, &height);
  pango_layout_get_pixel_size (end, &end_width, NULL);
  around = tile + ARROW_GAP + end_width + 2 * PILL_PAD;
  room = pill_room (curve, t, (float) (width + around), stage_width);
  if (width + around > room)
    {
      pango_layout_set_width (words, MAX ((int) room - around, 1) * PANGO_SCALE);
      pango_layout_set_ellipsize (words, PANGO_ELLIPSIZE_END);
      pango_layout_get_pixel_size (words, &width, &height);
    }
  pill = pill_place (curve, t, (float) (width + around), (float) height + 4, stage_width);
  draw_shadow (snapshot, &pill, pill.size.height / 2);
  draw_fill (snapshot, &pill, pill.size.height / 2, color);
  if (tile > 0)
    chip_draw_tile (snapshot, widget, flight->letter, flight->label,
                    &GRAPHENE_RECT_INIT (pill.origin.x + PILL_PAD - 2, pill.origin.y + (pill.size.height - (float) side) / 2,
                                         side + 2, side));
  draw_text (snapshot, words, pill.origin.x + PILL_PAD + (float) tile, pill.origin.y + 2, &ink);
  draw_text (snapshot, end, pill.origin.x + pill.size.width - PILL_PAD - (float) end_width, pill.origin.y + 2, &ink);
}

static float
along_curve (const Flight *flight, gboolean still)
{
  float progress = still ? 0.5f : CLAMP (flight->progress, 0, 1);

  return goes_out (flight) ? progress : 1 - progress;
}

gboolean
stage_flights_touch (GtkWidget *widget, const Curve *curve, const Flight *a, const Flight *b, gboolean still)
{
  graphene_point_t at = pill_point (curve, along_curve (a, still)), other = pill_point (curve, along_curve (b, still));
  float reach = a->letter != 0 && a->data ? (float) palette_scaled (widget, TILE) + 4 : 11;

  return ABS (at.x - other.x) < reach && ABS (at.y - other.y) < reach;
}

void
stage_draw_flight (GtkSnapshot *snapshot, GtkWidget *widget, const Curve *curve, const Flight *flight, gboolean still)
{
  float along = along_curve (flight, still);
  graphene_point_t at = pill_point (curve, along);

  if (flight->lost)
    gtk_snapshot_push_opacity (snapshot, 1 - (still ? 0.5 : CLAMP (flight->progress, 0, 1)) * 0.8);
  if (flight->text == NULL)
    draw_dot (snapshot, widget, &at, flight);
  else
    draw_pill (snapshot, widget, curve, along, flight);
  if (flight->lost)
    gtk_snapshot_pop (snapshot);
}
