/* A trace as text: one JSON object a line. */
#pragma once

#include "trace.h"

/* Appends the events behind the first *written, and counts it up. world: its name becomes a member of each object; NULL for
 * none. */
void trace_lines_append (GString *out, const Trace *trace, guint *written, const char *world);
