/* TraceIndex: where things are in a trace, found once, so that views need not walk it.
 *
 * Grows with the trace; all arrays are in order of event ids, and so of time. */
#pragma once

#include <glib.h>

#include "trace.h"

typedef struct {
  guint32 id;          /* of the connection */
  Protocol protocol;
  guint32 port;
  Place client;
  guint32 first_event;
  guint32 last_event;
  gint64 first_time;   /* µs UTC */
  gint64 last_time;
  GArray *lines[2][2]; /* per Direction, [0] written [1] handled: of guint32 ids of line events, by start */
} IndexedConnection;

typedef struct {
  guint length;         /* events seen so far */
  GArray *rows;         /* of guint32: what the conversation shows */
  GArray *flights;      /* of guint32: sent segments */
  GArray *fates;        /* of guint32, as many as flights: the event that tells what became of it, 0 when none does yet */
  GArray *actions;      /* of guint32 */
  GPtrArray *connections; /* of IndexedConnection *; index = id - 1, NULL where the trace names none */
  gint64 longest_flight; /* µs */
} TraceIndex;

TraceIndex *trace_index_new (void);
void trace_index_free (TraceIndex *index);
/* Sees what has been added. When the trace has become shorter, call reset first. start: what was set up before that
 * time is no news to anybody. */
void trace_index_update (TraceIndex *index, const Trace *trace, gint64 start);
void trace_index_reset (TraceIndex *index);

const IndexedConnection *trace_index_connection (const TraceIndex *index, guint32 connection); /* NULL */
/* How many of the (ascending) ids are <= id. */
guint trace_index_count (const GArray *ids, guint32 id);
/* What has become of a sent segment by that position: SEGMENT_SENT is still on its way. */
SegmentFate trace_index_fate (const TraceIndex *index, const Trace *trace, const TraceEvent *segment, guint position);
/* The other event of a line: of a written one the handling, of a handled one the writing. NULL when there is none. */
const TraceEvent *trace_index_counterpart (const TraceIndex *index, const Trace *trace, const TraceEvent *line);
/* The first line whose octets begin in the segment; NULL: it carries the middle of something. */
const TraceEvent *trace_index_line_of_segment (const TraceIndex *index, const Trace *trace, const TraceEvent *segment);
/* The line that the segment's first octet belongs to, NULL. */
const TraceEvent *trace_index_line_around (const TraceIndex *index, const Trace *trace, const TraceEvent *segment);
