/* The language that the machine asks for, for both programs. Catalogues are Postroom's own and need no locale of the system in
 * their language. */
#pragma once

#include <glib.h>

/* Sets the locale up from the environment, before anybody else does. From here on gettext and g_get_language_names() mean the
 * same language. installed: where the catalogues are, when not in the build folder beside the program nor in
 * $POSTROOM_LOCALEDIR. */
void machine_language_begin (const char *installed);
/* In C gettext translates nothing: another name for the same, where the person asks for C or for nothing. */
void machine_language_leave_c (void);
