/* PrGlyph: the signs on the transport's buttons, drawn here: they look the same with every icon theme. */
#pragma once

#include <gtk/gtk.h>

typedef enum { GLYPH_START, GLYPH_BACK, GLYPH_PLAY, GLYPH_PAUSE, GLYPH_FORWARD, GLYPH_END,
               GLYPH_LOCK } GlyphKind;

#define PR_TYPE_GLYPH (pr_glyph_get_type ())
G_DECLARE_FINAL_TYPE (PrGlyph, pr_glyph, PR, GLYPH, GtkWidget)

/* size: in pixels, with text of the usual size. */
GtkWidget *pr_glyph_new (GlyphKind kind, int size, gboolean on_accent);
void pr_glyph_set_kind (PrGlyph *glyph, GlyphKind kind);
