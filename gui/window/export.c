#include "window/export.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <math.h>

static cairo_surface_t *
new_surface (const char *path, double width, double height)
{
  if (g_str_has_suffix (path, ".svg"))
    return cairo_svg_surface_create (path, width, height);
  if (g_str_has_suffix (path, ".pdf"))
    return cairo_pdf_surface_create (path, width, height);
  if (g_str_has_suffix (path, ".png"))
    return cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width), (int) ceil (height));
  return NULL;
}

static GskRenderNode *
node_of (GtkWidget *widget, double width, double height)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GdkPaintable) image = gdk_paintable_get_current_image (paintable);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (image, GDK_SNAPSHOT (snapshot), width, height);
  return gtk_snapshot_to_node (snapshot);
}

gboolean
export_widget (GtkWidget *widget, const char *path, GError **error)
{
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GskRenderNode *node = node_of (widget, width, height);
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (node == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, _("nothing is drawn yet"));
      return FALSE;
    }
  surface = new_surface (path, width, height);
  if (surface == NULL)
    {
      gsk_render_node_unref (node);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s”: a picture’s name has to end in .png, .svg or .pdf"), path);
      return FALSE;
    }
  cr = cairo_create (surface);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  gsk_render_node_unref (node);
  cairo_surface_flush (surface);
  status = g_str_has_suffix (path, ".png") ? cairo_surface_write_to_png (surface, path) : CAIRO_STATUS_SUCCESS;
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("“%s” could not be written: %s"), path,
                 cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS;
}
