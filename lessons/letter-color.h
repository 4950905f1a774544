/* A letter's colour, the same in every picture and page. */
#pragma once

#include <glib.h>

/* "#2a78d6" */
const char *letter_color (guint letter);
