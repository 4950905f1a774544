/* Theme: light or dark as the system says or as the person chose; contrast as the system says.
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
