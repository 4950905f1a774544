/* Checks: the journal's `expect` lines and `must` actions, held against one world. */
#pragma once

#include "time/timeline.h"

/* Writes what failed to out. path: the journal's file. timeline is moved. Returns how many failed; *n_checked counts
 * all that were looked at. */
guint checks_run (Timeline *timeline, const char *path, GString *out, guint *n_checked);
