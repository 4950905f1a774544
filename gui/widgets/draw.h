/* What several widgets draw. All of it is added to the snapshot. */
#pragma once

#include <gtk/gtk.h>

/* A box with round corners. */
void draw_fill (GtkSnapshot *snapshot, const graphene_rect_t *bounds, float radius, const GdkRGBA *color);
/* Its border alone, inside of the bounds. */
void draw_outline (GtkSnapshot *snapshot, const graphene_rect_t *bounds, float radius, float thickness, const GdkRGBA *color);
/* Text, with its top left corner there. */
void draw_text (GtkSnapshot *snapshot, PangoLayout *layout, float x, float y, const GdkRGBA *color);
