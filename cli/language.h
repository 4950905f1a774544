/* The language of texts. Catalogues are Postroom's own and need no locale of the system in their language. */
#pragma once

#include <glib.h>

/* Sets the locale up from the environment. From here on gettext and g_get_language_names() mean the same language. */
void cli_language_begin (void);
/* Texts are in that language from here on ("en", "id"). Before anything is done: g_dgettext() looks only once, at its first
 * text, whether there is a translation at all. Complains when it returns FALSE: there is none. */
gboolean cli_language_use (const char *code);
/* Of the texts: "en", or that of the translation in use. Caller owns. */
char *cli_language_dup (void);
