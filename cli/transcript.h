/* Transcript: what was said in one world, line by line, with the journal's actions in between. */
#pragma once

#include "time/timeline.h"

/* Of the whole trace. timeline: at its end. Appends to out. */
void transcript_write (const Timeline *timeline, GString *out);
/* Only what happened from one time to another, both inclusive. */
void transcript_write_span (const Timeline *timeline, gint64 from, gint64 to, GString *out);
/* One event of the trace as such a line, for pointing at it. Appends to out. */
void transcript_write_event (const Timeline *timeline, guint event, GString *out);
