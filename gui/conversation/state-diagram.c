#include "conversation/state-diagram.h"

#include <glib/gi18n.h>
#include <math.h>

#include "conversation/state-names.h"
#include "palette.h"
#include "stage/curve.h"
#include "widgets/draw.h"

struct _PrStateDiagram {
  GtkWidget parent_instance;

  StateWalk walk;
  StateLayout *layout; /* owned */
  guint serial;        /* of the fonts that it was measured with */
  gboolean large;
};

G_DEFINE_FINAL_TYPE (PrStateDiagram, pr_state_diagram, GTK_TYPE_WIDGET)

static PangoLayout *
new_layout (PrStateDiagram *self, const char *markup)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  g_autofree char *scaled = g_strdup_printf ("<span size='%s'>%s</span>", self->large ? "90%" : "80%", markup);

  pango_layout_set_markup (layout, scaled, -1);
  return layout;
}

static void
measure_text (gpointer data, const char *markup, int *width, int *height)
{
  g_autoptr (PangoLayout) layout = new_layout (data, markup);

  pango_layout_get_pixel_size (layout, width, height);
}

/* The fonts are those of the window that it is in, and may change. */
static void
lay_out (PrStateDiagram *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));

  if (self->layout != NULL && self->serial == pango_context_get_serial (context))
    return;
  g_clear_pointer (&self->layout, state_layout_free);
  self->layout = state_layout_new (self->walk.table, self->large, measure_text, self);
  self->serial = pango_context_get_serial (context);
}

static float
scale_for (PrStateDiagram *self, int width)
{
  return width > 0 ? MIN (1.0f, (float) width / self->layout->width) : 1.0f;
}

static void
pr_state_diagram_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  PrStateDiagram *self = PR_STATE_DIAGRAM (widget);

  lay_out (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = (int) ceilf (self->layout->width);
      *minimum = self->large ? *natural : MIN (*natural, 120);
    }
  else
    *minimum = *natural = (int) ceilf (self->layout->height * scale_for (self, for_size));
  *minimum_baseline = *natural_baseline = -1;
}

static GtkSizeRequestMode
pr_state_diagram_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static Protocol
protocol_of (const StateTable *table)
{
  return g_str_equal (table->protocol, "POP3")   ? PROTOCOL_POP3
         : g_str_equal (table->protocol, "IMAP") ? PROTOCOL_IMAP
                                                 : PROTOCOL_SMTP;
}

static void
draw_box (GtkSnapshot *snapshot, const graphene_rect_t *rect, const GdkRGBA *fill, const GdkRGBA *border, float thickness)
{
  float radius = MIN (11, rect->size.height / 2);

  draw_fill (snapshot, rect, radius, fill);
  draw_outline (snapshot, rect, radius, thickness, border);
}

static void
draw_markup (PrStateDiagram *self, GtkSnapshot *snapshot, const char *markup, const graphene_rect_t *rect, const GdkRGBA *ink,
             gboolean centred)
{
  g_autoptr (PangoLayout) layout = new_layout (self, markup);
  int width, height;

  pango_layout_set_alignment (layout, centred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
  pango_layout_set_width (layout, (int) ceilf (rect->size.width) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, centred ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, &width, &height);
  draw_text (snapshot, layout, rect->origin.x, rect->origin.y + (rect->size.height - (float) height) / 2, ink);
}

static void
draw_edge (GtkSnapshot *snapshot, const LayoutEdge *edge, float thickness, const GdkRGBA *color)
{
  const graphene_point_t *end = &edge->points[edge->n_points - 1], *before = &edge->points[edge->n_points - 2];
  float length = hypotf (end->x - before->x, end->y - before->y);
  float dx = length > 0 ? (end->x - before->x) / length : 0, dy = length > 0 ? (end->y - before->y) / length : 1;
  float size = 3.5f + thickness;

  for (guint i = 0; i + 1 < edge->n_points; i++)
    {
      Curve piece = curve_straight (edge->points[i].x, edge->points[i].y, edge->points[i + 1].x, edge->points[i + 1].y);

      curve_draw (snapshot, &piece, thickness, edge->quiet ? 3 : 0, color);
    }
  for (int side = -1; side <= 1; side += 2)
    {
      Curve wing = curve_straight (end->x, end->y, end->x - size * dx - size * (float) side * dy * 0.6f,
                                   end->y - size * dy + size * (float) side * dx * 0.6f);

      curve_draw (snapshot, &wing, thickness, 0, color);
    }
}

static const LayoutEdge *
walked_edge (PrStateDiagram *self)
{
  return self->walk.row >= 0 ? state_layout_edge (self->layout, self->walk.before, self->walk.now) : NULL;
}

static void
draw_edges (PrStateDiagram *self, GtkSnapshot *snapshot)
{
  const LayoutEdge *walked = walked_edge (self);

  for (guint i = 0; i < self->layout->edges->len; i++)
    {
      const LayoutEdge *edge = &g_array_index (self->layout->edges, LayoutEdge, i);
      g_autofree char *markup = g_markup_escape_text (edge->label, -1);

      if (edge == walked || (edge->quiet && !self->large))
        continue;
      draw_edge (snapshot, edge, 1, palette_color (edge->quiet ? COLOR_FAINT : COLOR_STRONG_BORDER));
      if (self->large)
        draw_markup (self, snapshot, markup, &edge->label_rect, palette_color (COLOR_DIM), FALSE);
    }
  if (walked != NULL)
    draw_edge (snapshot, walked, 2.5f, palette_protocol (protocol_of (self->walk.table)));
}

/* What was said stands on the way that it led, over everything. */
static void
draw_walked_label (PrStateDiagram *self, GtkSnapshot *snapshot)
{
  const LayoutEdge *edge = walked_edge (self);
  const LayoutNode *node = state_layout_node (self->layout, self->walk.now);
  const GdkRGBA *color = palette_protocol (protocol_of (self->walk.table));
  GdkRGBA ink = palette_ink_on (color);
  g_autofree char *escaped = NULL;
  graphene_rect_t pill;
  int width, height;
  float x, y;

  if (self->walk.row < 0 || (edge == NULL && !self->large))
    return;
  escaped = g_markup_escape_text (state_input_words (self->walk.table->inputs[self->walk.table->rows[self->walk.row].input]), -1);
  measure_text (self, escaped, &width, &height);
  x = node->rect.origin.x + node->rect.size.width - (float) width / 2 - 14;
  y = node->rect.origin.y;
  if (edge != NULL && edge->n_points == 4)
    {
      /* Outwards, off the nodes. */
      x = edge->points[1].x + ((float) width / 2 + 2) * (edge->points[1].x > edge->points[0].x ? 1 : -1);
      y = (edge->points[1].y + edge->points[2].y) / 2;
    }
  else if (edge != NULL)
    {
      x = edge->points[0].x + (float) width / 2 + 12;
      y = (edge->points[0].y + edge->points[1].y) / 2;
    }
  graphene_rect_init (&pill, x - (float) width / 2 - 6, y - (float) height / 2, (float) width + 12, (float) height);
  pill.origin.x = CLAMP (pill.origin.x, 0, MAX (0, self->layout->width - pill.size.width));
  draw_box (snapshot, &pill, color, color, 0);
  draw_markup (self, snapshot, escaped, &pill, &ink, TRUE);
}

static void
draw_nodes (PrStateDiagram *self, GtkSnapshot *snapshot)
{
  const GdkRGBA *color = palette_protocol (protocol_of (self->walk.table));
  GdkRGBA ink = palette_ink_on (color);

  for (guint i = 0; i < self->layout->nodes->len; i++)
    {
      const LayoutNode *node = &g_array_index (self->layout->nodes, LayoutNode, i);
      gboolean now = node->state == self->walk.now, before = node->state == self->walk.before;

      draw_box (snapshot, &node->rect, now ? color : palette_color (COLOR_CARD),
                now || before ? color : palette_color (COLOR_STRONG_BORDER), before && !now ? 2 : 1);
      draw_markup (self, snapshot, node->text, &node->rect, now ? &ink : palette_color (before ? COLOR_TEXT : COLOR_DIM), TRUE);
    }
}

static void
pr_state_diagram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PrStateDiagram *self = PR_STATE_DIAGRAM (widget);
  float scale = scale_for (self, gtk_widget_get_width (widget));
  float spare = (float) gtk_widget_get_width (widget) - scale * self->layout->width;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (MAX (0, floorf (spare / 2)), 0));
  gtk_snapshot_scale (snapshot, scale, scale);
  draw_edges (self, snapshot);
  draw_nodes (self, snapshot);
  draw_walked_label (self, snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
pr_state_diagram_finalize (GObject *object)
{
  g_clear_pointer (&PR_STATE_DIAGRAM (object)->layout, state_layout_free);
  G_OBJECT_CLASS (pr_state_diagram_parent_class)->finalize (object);
}

static void
pr_state_diagram_class_init (PrStateDiagramClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = pr_state_diagram_finalize;
  widget_class->measure = pr_state_diagram_measure;
  widget_class->get_request_mode = pr_state_diagram_request_mode;
  widget_class->snapshot = pr_state_diagram_snapshot;
  gtk_widget_class_set_css_name (widget_class, "statediagram");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
pr_state_diagram_init (PrStateDiagram *self)
{
}

char *
state_walk_words (const StateWalk *walk)
{
  const StateTable *table = walk->table;
  const StateRow *row = walk->row >= 0 ? &table->rows[walk->row] : NULL;
  const char *input = row != NULL ? state_input_words (table->inputs[row->input]) : NULL;
  const char *outcome = row != NULL ? table->outcomes[row->outcome] : "";

  if (row == NULL)
    return g_strdup_printf (_("The state is %s."), table->states[walk->now]);
  if (row->from == row->to)
    return *outcome != '\0' ? g_strdup_printf (_("%s, answered %s, leaves the state %s as it is."), input, outcome,
                                               table->states[row->to])
                            : g_strdup_printf (_("%s leaves the state %s as it is."), input, table->states[row->to]);
  if (*outcome != '\0')
    return g_strdup_printf (_("%s, answered %s, leads from %s to %s."), input, outcome, table->states[row->from],
                            table->states[row->to]);
  return g_strdup_printf (_("%s leads from %s to %s."), input, table->states[row->from], table->states[row->to]);
}

GtkWidget *
pr_state_diagram_new (const StateWalk *walk, gboolean large)
{
  PrStateDiagram *self = g_object_new (PR_TYPE_STATE_DIAGRAM, NULL);
  g_autofree char *words = state_walk_words (walk);
  g_autofree char *name = g_strdup_printf (g_str_equal (walk->table->role, "client") ? _("States of the %s client")
                                                                                     : _("States of the %s server"),
                                           walk->table->protocol);

  self->walk = *walk;
  self->large = large;
  lay_out (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  return GTK_WIDGET (self);
}

const StateLayout *
pr_state_diagram_layout (PrStateDiagram *self)
{
  return self->layout;
}
