/* What went over the network where that is not what engines wrote: TLS. */
#include "trace-private.h"

void
trace_wire_free (gpointer data)
{
  TraceWire *wire = data;

  if (wire == NULL)
    return;
  g_byte_array_unref (wire->octets);
  g_array_unref (wire->spans);
  g_free (wire);
}

const TraceWire *
trace_wire_find (const Trace *trace, guint connection, Direction direction)
{
  guint index = connection > 0 ? trace_buffer_index (connection, direction) : G_MAXUINT;

  return index < trace->wires->len ? trace->wires->pdata[index] : NULL;
}

const guint8 *
trace_wire (const Trace *trace, guint connection, Direction direction, gsize *length)
{
  const TraceWire *wire = trace_wire_find (trace, connection, direction);

  if (wire == NULL)
    return trace_octets (trace, connection, direction, length);
  *length = wire->octets->len;
  return wire->octets->data;
}

const guint8 *
trace_line_octets (const Trace *trace, const TraceEvent *line, gsize *length)
{
  return line->line.raw ? trace_wire (trace, line->connection, line->line.direction, length)
                        : trace_octets (trace, line->connection, line->line.direction, length);
}

/* The first span that ends behind that octet of what was written; of what is not sent yet, the last one. */
static guint
span_of (const TraceWire *wire, guint64 written)
{
  guint from = 0;
  guint to = wire->spans->len - 1;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (g_array_index (wire->spans, TraceSpan, middle).plain > written)
        to = middle;
      else
        from = middle + 1;
    }
  return from;
}

static guint64
span_start (const TraceWire *wire, guint span)
{
  return span > 0 ? g_array_index (wire->spans, TraceSpan, span - 1).wire : wire->split;
}

void
trace_line_on_wire (const Trace *trace, const TraceEvent *line, guint64 *start, guint64 *end)
{
  const TraceWire *wire = trace_wire_find (trace, line->connection, line->line.direction);
  gboolean plain = wire == NULL || line->line.raw;

  *start = line->line.start;
  *end = line->line.end;
  if (!plain && *start >= wire->split)
    *start = span_start (wire, span_of (wire, *start));
  if (!plain && *end > wire->split)
    *end = g_array_index (wire->spans, TraceSpan, span_of (wire, *end - 1)).wire;
}

gboolean
trace_is_sealed (const Trace *trace, const TraceEvent *line)
{
  const TraceWire *wire = trace_wire_find (trace, line->connection, line->line.direction);

  return wire != NULL && !line->line.raw && line->line.start >= wire->split;
}

guint64
trace_written_at (const Trace *trace, guint connection, Direction direction, guint64 offset)
{
  const TraceWire *wire = trace_wire_find (trace, connection, direction);
  guint64 written;

  if (wire == NULL || offset <= wire->split)
    return offset;
  written = wire->split;
  for (guint i = 0; i < wire->spans->len && span_start (wire, i) < offset; i++)
    written = g_array_index (wire->spans, TraceSpan, i).plain;
  return written;
}

static TraceWire *
wire_new (const Trace *trace, guint connection, Direction direction)
{
  TraceWire *wire = g_new0 (TraceWire, 1);
  gsize length;
  const guint8 *octets = trace_octets (trace, connection, direction, &length);

  wire->octets = g_byte_array_new ();
  g_byte_array_append (wire->octets, octets, (guint) length);
  wire->split = length;
  wire->spans = g_array_new (FALSE, FALSE, sizeof (TraceSpan));
  return wire;
}

void
trace_append_wire (Trace *trace, guint32 step, guint connection, Direction direction, const guint8 *octets, gsize length,
                   guint64 written)
{
  guint index = trace_buffer_index (connection, direction);
  TraceWritten sent = { .step = step, .buffer = index, .length = (guint32) length, .wire = TRUE };
  TraceSpan span = { .plain = written };
  TraceWire *wire;

  if (trace->watch != NULL)
    return;
  if (index >= trace->wires->len)
    g_ptr_array_set_size (trace->wires, (gint) index + 1);
  if (trace->wires->pdata[index] == NULL)
    trace->wires->pdata[index] = wire_new (trace, connection, direction);
  wire = trace->wires->pdata[index];
  g_byte_array_append (wire->octets, octets, (guint) length);
  span.wire = wire->octets->len;
  g_array_append_val (wire->spans, span);
  g_array_append_val (trace->written, sent);
}

void
trace_wire_forget (Trace *trace, guint index, guint length)
{
  TraceWire *wire = trace->wires->pdata[index];

  g_byte_array_set_size (wire->octets, wire->octets->len - length);
  g_array_set_size (wire->spans, wire->spans->len - 1);
  if (wire->spans->len == 0)
    g_clear_pointer (&trace->wires->pdata[index], trace_wire_free);
}
