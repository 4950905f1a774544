#include "widgets/glyph.h"

#include "palette.h"

struct _PrGlyph {
  GtkWidget parent_instance;
  GlyphKind kind;
  int size;
  gboolean on_accent;
};

G_DEFINE_FINAL_TYPE (PrGlyph, pr_glyph, GTK_TYPE_WIDGET)

/* All in a square of 16 units. */
static void
triangle (cairo_t *cr, double x0, double x1)
{
  cairo_move_to (cr, x0, 2.5);
  cairo_line_to (cr, x1, 8);
  cairo_line_to (cr, x0, 13.5);
  cairo_close_path (cr);
}

static void
draw (cairo_t *cr, GlyphKind kind)
{
  switch (kind)
    {
    case GLYPH_PLAY:
      triangle (cr, 4, 14);
      break;
    case GLYPH_PAUSE:
      cairo_rectangle (cr, 3.5, 2.5, 3.2, 11);
      cairo_rectangle (cr, 9.3, 2.5, 3.2, 11);
      break;
    case GLYPH_FORWARD:
      cairo_rectangle (cr, 3, 2.5, 2, 11);
      triangle (cr, 6.5, 14);
      break;
    case GLYPH_BACK:
      cairo_rectangle (cr, 11, 2.5, 2, 11);
      triangle (cr, 9.5, 2);
      break;
    case GLYPH_START:
      cairo_rectangle (cr, 1.5, 2.5, 2, 11);
      triangle (cr, 9, 4);
      triangle (cr, 14.5, 9.5);
      break;
    case GLYPH_END:
      cairo_rectangle (cr, 12.5, 2.5, 2, 11);
      triangle (cr, 7, 12);
      triangle (cr, 1.5, 6.5);
      break;
    case GLYPH_LOCK:
      cairo_rectangle (cr, 3, 7, 10, 7);
      cairo_new_sub_path (cr);
      cairo_arc_negative (cr, 8, 6, 3.8, 0, G_PI);
      cairo_line_to (cr, 4.2, 7);
      cairo_line_to (cr, 5.8, 7);
      cairo_line_to (cr, 5.8, 6);
      cairo_arc (cr, 8, 6, 2.2, G_PI, 0);
      cairo_line_to (cr, 10.2, 7);
      cairo_line_to (cr, 11.8, 7);
      cairo_close_path (cr);
      break;
    }
}

static void
pr_glyph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PrGlyph *self = PR_GLYPH (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double size = palette_scaled (widget, self->size);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  cairo_translate (cr, (width - size) / 2, (height - size) / 2);
  cairo_scale (cr, size / 16.0, size / 16.0);
  gdk_cairo_set_source_rgba (cr, palette_color (self->on_accent ? COLOR_ACCENT_TEXT : COLOR_TEXT));
  draw (cr, self->kind);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
pr_glyph_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = palette_scaled (widget, PR_GLYPH (widget)->size);
}

static void
pr_glyph_class_init (PrGlyphClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = pr_glyph_snapshot;
  widget_class->measure = pr_glyph_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
pr_glyph_init (PrGlyph *self)
{
}

GtkWidget *
pr_glyph_new (GlyphKind kind, int size, gboolean on_accent)
{
  PrGlyph *self = g_object_new (PR_TYPE_GLYPH, NULL);

  self->kind = kind;
  self->size = size;
  self->on_accent = on_accent;
  return GTK_WIDGET (self);
}

void
pr_glyph_set_kind (PrGlyph *self, GlyphKind kind)
{
  self->kind = kind;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
