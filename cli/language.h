/* The language of texts, where the person asks for another than the machine's. */
#pragma once

#include <glib.h>

/* Texts are in that language from here on ("en", "id"). Before anything is done: g_dgettext() looks only once, at its first
 * text, whether there is a translation at all. Complains when it returns FALSE: there is none. */
gboolean cli_language_use (const char *code);
/* Of the texts: "en", or that of the translation in use. Caller owns. */
char *cli_language_dup (void);
