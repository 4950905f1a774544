/* A lesson on a terminal, played to its end with the right choices and the lesson's own solutions. */
#pragma once

#include <glib.h>

/* TRUE for NAME.md and for the name of a lesson that comes with Postroom, unless there is such a file. */
gboolean run_lesson_is_meant (const char *name);
/* quiet: print only what is not as expected. Returns the exit status. */
int run_lesson (const char *name, gboolean quiet);
