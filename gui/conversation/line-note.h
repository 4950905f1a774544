/* What a line of a conversation means and does, in a few words. */
#pragma once

#include "playback/playback-session.h"

/* The step in which the receiver handled a written line: its events are in [first, last]. FALSE: not handled yet
 * at the position. */
gboolean line_note_effects (PrSession *session, guint world, const TraceEvent *line, guint32 *first, guint32 *last);
/* The event that knows most of a line: what it names may be resolved only where it is handled. Never NULL. */
const TraceEvent *line_best (PrSession *session, guint world, const TraceEvent *line);
/* For the right-hand column. Caller owns; "" when there is nothing to say. */
char *line_note (PrSession *session, guint world, const TraceEvent *line);
/* The decision that made the client send it, NULL. */
const TraceEvent *line_decision (const Trace *trace, const TraceEvent *line);
/* Text of a row that is no line: "laptop check", "Laptop opens a POP3 connection to port 110". Caller owns. */
char *event_text (PrSession *session, guint world, const TraceEvent *event);
