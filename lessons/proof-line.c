#include "proof-line.h"

#define MOST_HOPS 16 /* from an event to the line that it goes back to */

static const TraceEvent *
find_cause (const Trace *trace, guint32 id)
{
  for (guint hops = 0; id > 0 && id <= trace_length (trace) && hops < MOST_HOPS; hops++)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind == TRACE_LINE)
        return event;
      id = event->cause < id ? event->cause : 0;
    }
  return NULL;
}

static gboolean
is_data (const TraceEvent *line)
{
  return line->line.kind == LINE_DATA || line->line.kind == LINE_CLIENT_DATA;
}

/* The line that the sender wrote before these octets. */
static const TraceEvent *
find_announced (const Trace *trace, const TraceEvent *data)
{
  for (guint32 id = data->id - 1; id > 0; id--)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind == TRACE_LINE && !event->line.arrived && event->connection == data->connection
          && event->line.direction == data->line.direction && !is_data (event))
        return event;
    }
  return NULL;
}

static gboolean
is_caused_by (const Trace *trace, const TraceEvent *event, const TraceEvent *line)
{
  const TraceEvent *cause = event->cause != 0 ? trace_event (trace, event->cause) : NULL;

  return cause != NULL && cause->kind == TRACE_LINE && trace_sent_line (trace, cause) == line;
}

/* The response to what the client sent, once it is there. It answers the command; what brought it is the data. */
static const TraceEvent *
find_taken (const Trace *trace, const TraceEvent *data)
{
  for (guint32 id = data->id + 1; id <= trace_length (trace); id++)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind == TRACE_LINE && event->line.kind == LINE_RESPONSE && !event->line.arrived
          && event->connection == data->connection && is_caused_by (trace, event, data))
        return event;
    }
  return NULL;
}

guint32
proof_line (const Trace *trace, guint32 event)
{
  const TraceEvent *line = find_cause (trace, event), *said = NULL;

  if (line == NULL)
    return 0;
  if (trace_sent_line (trace, line) != NULL)
    line = trace_sent_line (trace, line);
  if (line->line.kind == LINE_CLIENT_DATA)
    said = find_taken (trace, line);
  if (said == NULL && is_data (line))
    said = find_announced (trace, line);
  return said != NULL ? said->id : line->id;
}
