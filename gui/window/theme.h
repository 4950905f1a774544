/* Theme: light or dark as the system says or as the person chose; high contrast when either says so; the size of text.
 * Owns the style sheet. */
#pragma once

#include <gtk/gtk.h>

typedef enum { SCHEME_SYSTEM, SCHEME_LIGHT, SCHEME_DARK } ColorScheme;

/* Once, after the display is open. Asks the settings portal without waiting for it. */
void theme_start (void);
void theme_stop (void);
void theme_set_scheme (ColorScheme scheme);
ColorScheme theme_scheme (void);
/* "system", "light", "dark"; anything else is "system". */
ColorScheme theme_parse_scheme (const char *name);
/* High contrast also where the system does not ask for it. */
void theme_set_contrast (gboolean contrast);
gboolean theme_contrast (void); /* as it was set */
/* On top of the system's text scale, which GTK follows by itself. */
#define THEME_LEAST_ZOOM 0.5
#define THEME_MOST_ZOOM 4.0
void theme_set_zoom (double zoom);
double theme_zoom (void);
/* What the panels beside the stage ask for, in pixels: they grow with the text. */
int theme_inspector_width (void);
int theme_lesson_width (void);
