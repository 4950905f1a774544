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

/* Octets that were appended in one step. Which step it was decides whether they go with it: events do not refer to octets
 * that wait for an answer, or for room in the peer's window. */
typedef struct {
  guint32 step;
  guint32 buffer; /* index in buffers, or in wires */
  guint32 length;
  guint32 wire;   /* TRUE: one span of wires */
} TraceWritten;

struct _Trace {
  GArray *events;     /* of TraceEvent; id - 1 is the index */
  GArray *tokens;     /* of TraceToken, those of all lines */
  GPtrArray *buffers; /* of GByteArray *: 2 * (connection - 1) + direction; NULL where nothing was written */
  GPtrArray *sent;    /* of GArray * of guint32, as buffers: ids of the lines written there, in order */
  GPtrArray *wires;   /* of TraceWire *, as buffers: what was sent, where that is not what was written; NULL elsewhere */
  GArray *written;    /* of TraceWritten, in order */
  GArray *copies;    /* of guint32: ids of TRACE_COPY events, ascending */
  GArray *openings;   /* of guint32: connection - 1 → id of its first TRACE_CONNECTION event, 0 */
  TraceWatch watch;   /* NULL: events are kept */
  gpointer watch_data;
};

guint trace_buffer_index (guint connection, Direction direction);

void trace_wire_free (gpointer wire);
const TraceWire *trace_wire_find (const Trace *trace, guint connection, Direction direction);
/* Forgets the last span, of so many octets. */
void trace_wire_forget (Trace *trace, guint index, guint length);
