#include "widgets/letter-chip.h"

#include <glib/gi18n.h>

#include "palette.h"
#include "widgets/draw.h"
#include "words.h"

#define CHIP_HEIGHT 20
#define CHIP_WIDTH 25
#define OVERHANG 3 /* room for the dot and the star */

struct _PrLetterChip {
  GtkWidget parent_instance;
  ChipView view;
};

G_DEFINE_FINAL_TYPE (PrLetterChip, pr_letter_chip, GTK_TYPE_WIDGET)

static PangoLayout *
label_layout (GtkWidget *widget, const char *label)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, label);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_attr_list_insert (attributes, pango_attr_scale_new (0.86));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

static void
draw_label (GtkSnapshot *snapshot, GtkWidget *widget, const char *label, const graphene_rect_t *bounds, const GdkRGBA *ink)
{
  g_autoptr (PangoLayout) layout = label_layout (widget, label);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  draw_text (snapshot, layout, bounds->origin.x + (bounds->size.width - width) / 2,
             bounds->origin.y + (bounds->size.height - height) / 2, ink);
}

static void
draw_dashes (GtkSnapshot *snapshot, const graphene_rect_t *bounds, const GdkRGBA *color)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, bounds);
  const double dash[] = { 3, 2 };
  double x = bounds->origin.x + 0.5, y = bounds->origin.y + 0.5;
  double w = bounds->size.width - 1, h = bounds->size.height - 1, r = 3.5;

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + w - r, y + h - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + h - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_set_dash (cr, dash, 2, 0);
  cairo_set_line_width (cr, 1);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* On the card's colour: on a chip of a like colour nobody would see it. Its left edge is within the gap between chips. */
static void
draw_star (GtkSnapshot *snapshot, GtkWidget *widget, float y)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, "★");
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoRectangle ink;
  float radius, x;

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.8));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_get_pixel_extents (layout, &ink, NULL);
  radius = (float) ink.width / 2 + 1;
  x = radius - 2;
  draw_fill (snapshot, &GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius), radius, palette_color (COLOR_CARD));
  draw_text (snapshot, layout, x - (float) ink.x - (float) ink.width / 2, y - (float) ink.y - (float) ink.height / 2,
             palette_color (COLOR_STAR));
}

void
chip_draw_tile (GtkSnapshot *snapshot, GtkWidget *widget, guint32 letter, const char *label,
                const graphene_rect_t *bounds)
{
  GdkRGBA color = palette_letter (letter);
  GdkRGBA ink = palette_ink_on (&color);

  draw_fill (snapshot, bounds, 4, &color);
  draw_label (snapshot, widget, label, bounds, &ink);
}

static void
draw_body (PrLetterChip *self, GtkSnapshot *snapshot, const graphene_rect_t *body)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const ChipView *view = &self->view;
  GdkRGBA color = palette_letter (view->letter);

  if (view->ghost)
    {
      draw_dashes (snapshot, body, palette_color (COLOR_FAINT));
      draw_label (snapshot, widget, view->label, body, palette_color (COLOR_FAINT));
      return;
    }
  if (view->part != PART_FULL)
    {
      GdkRGBA soft = color;

      soft.alpha = 0.14;
      draw_fill (snapshot, body, 4, &soft);
      draw_outline (snapshot, body, 4, 1.5, &color);
      draw_label (snapshot, widget, view->label, body, palette_color (COLOR_TEXT));
      return;
    }
  if ((view->flags & FLAG_DELETED) != 0)
    gtk_snapshot_push_opacity (snapshot, palette_is_contrast () ? 0.8 : 0.55);
  chip_draw_tile (snapshot, widget, view->letter, view->label, body);
  if ((view->flags & FLAG_DELETED) != 0)
    gtk_snapshot_pop (snapshot);
}

static void
draw_marks (PrLetterChip *self, GtkSnapshot *snapshot, const graphene_rect_t *body)
{
  const ChipView *view = &self->view;
  float right = body->origin.x + body->size.width, middle = body->origin.y + body->size.height / 2;

  if ((view->flags & FLAG_DELETED) != 0 && !view->ghost)
    gtk_snapshot_append_color (snapshot, palette_color (COLOR_TEXT),
                               &GRAPHENE_RECT_INIT (body->origin.x + 4, middle - 0.75f, body->size.width - 8, 1.5f));
  if (view->ghost || view->quiet)
    return;
  if ((view->flags & FLAG_SEEN) == 0)
    {
      draw_fill (snapshot, &GRAPHENE_RECT_INIT (right - 6, -1, 10, 10), 5, palette_color (COLOR_CARD));
      draw_fill (snapshot, &GRAPHENE_RECT_INIT (right - 5, 0, 8, 8), 4, palette_color (COLOR_ACCENT));
    }
  if ((view->flags & FLAG_FLAGGED) != 0)
    draw_star (snapshot, GTK_WIDGET (self), OVERHANG - 1);
  if (view->waiting)
    {
      graphene_rect_t ring = GRAPHENE_RECT_INIT (right - 6, body->origin.y + body->size.height - 6, 9, 9);

      draw_fill (snapshot, &ring, 4.5, palette_color (COLOR_CARD));
      draw_outline (snapshot, &ring, 4.5, 2, palette_color (COLOR_DIM));
    }
}

static void
pr_letter_chip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PrLetterChip *self = PR_LETTER_CHIP (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  graphene_rect_t body = GRAPHENE_RECT_INIT (0, OVERHANG, width - OVERHANG, height - 2 * OVERHANG);

  draw_body (self, snapshot, &body);
  draw_marks (self, snapshot, &body);
}

static void
pr_letter_chip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  g_autoptr (PangoLayout) layout = label_layout (widget, PR_LETTER_CHIP (widget)->view.label);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MAX (palette_scaled (widget, CHIP_WIDTH), width + 10) + OVERHANG;
  else
    *minimum = *natural = MAX (palette_scaled (widget, CHIP_HEIGHT), height + 2) + 2 * OVERHANG;
}

static void
pr_letter_chip_class_init (PrLetterChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = pr_letter_chip_snapshot;
  widget_class->measure = pr_letter_chip_measure;
  gtk_widget_class_set_css_name (widget_class, "letterchip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
pr_letter_chip_init (PrLetterChip *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

static void
add_word (GString *text, const char *word)
{
  g_string_append (text, text->len > 0 ? ", " : "");
  g_string_append (text, word);
}

char *
chip_view_describe (const ChipView *view, const char *subject)
{
  g_autoptr (GString) state = g_string_new (NULL);

  if (view->ghost)
    add_word (state, words_gone (view->gone));
  else
    {
      if (!view->quiet)
        add_word (state, (view->flags & FLAG_SEEN) != 0 ? _("read") : _("unread"));
      if ((view->flags & FLAG_FLAGGED) != 0)
        add_word (state, _("flagged"));
      if ((view->flags & FLAG_DELETED) != 0)
        add_word (state, _("marked as deleted"));
      if (view->part != PART_FULL)
        add_word (state, view->part == PART_TEXT ? _("only the text is here") : _("only the header is here"));
      if (view->waiting)
        add_word (state, _("waits for the server"));
    }
  if (state->len == 0)
    return g_strdup_printf (_("Letter %s, %s"), view->label, subject != NULL ? subject : "");
  /* Translators: label of the letter, its subject, then its state: "Letter A, Meeting at nine: unread" */
  return g_strdup_printf (_("Letter %s, %s: %s"), view->label, subject != NULL ? subject : "", state->str);
}

GtkWidget *
pr_letter_chip_new (const ChipView *view, const char *subject)
{
  PrLetterChip *self = g_object_new (PR_TYPE_LETTER_CHIP, NULL);
  g_autofree char *description = chip_view_describe (view, subject);

  self->view = *view;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, description, -1);
  return GTK_WIDGET (self);
}

const ChipView *
pr_letter_chip_view (PrLetterChip *chip)
{
  return &chip->view;
}
