/* What trace.c and trace-wire.c share. For no other file. */
#pragma once

#include "trace.h"

/* Up to these offsets lines and wire stand side by side. */
typedef struct {
  guint64 plain; /* end, octets as written */
  guint64 wire;  /* end, octets as sent */
} TraceSpan;

typedef struct {
  GByteArray *octets;
  guint64 split;  /* up to there nothing was protected: the same octet stands at the same offset */
  GArray *spans;  /* of TraceSpan, ascending; never empty */
} TraceWire;

struct _Trace {
  GArray *events;     /* of TraceEvent; id - 1 is the index */
  GArray *tokens;     /* of TraceToken, those of all lines */
  GPtrArray *buffers; /* of GByteArray *: 2 * (connection - 1) + direction; NULL where nothing was written */
  GPtrArray *sent;    /* of GArray * of guint32, as buffers: ids of the lines written there, in order */
  GPtrArray *wires;   /* of TraceWire *, as buffers: what was sent, where that is not what was written; NULL elsewhere */
  GArray *copies;    /* of guint32: ids of TRACE_COPY events, ascending */
  GArray *openings;   /* of guint32: connection - 1 → id of its first TRACE_CONNECTION event, 0 */
  TraceWatch watch;   /* NULL: events are kept */
  gpointer watch_data;
};

guint trace_buffer_index (guint connection, Direction direction);

void trace_wire_free (gpointer wire);
const TraceWire *trace_wire_find (const Trace *trace, guint connection, Direction direction);
void trace_wire_dup (const Trace *trace, Trace *dup);
/* Forgets what no event that is left refers to. To be called before the buffers lose anything. */
void trace_wire_truncate (Trace *trace);
