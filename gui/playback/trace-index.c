#include "playback/trace-index.h"

#include "explain.h"

static void
connection_free (gpointer data)
{
  IndexedConnection *connection = data;

  if (connection == NULL)
    return;
  for (guint i = 0; i < 4; i++)
    g_array_unref (connection->lines[i / 2][i % 2]);
  g_free (connection);
}

TraceIndex *
trace_index_new (void)
{
  TraceIndex *index = g_new0 (TraceIndex, 1);

  index->rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  index->flights = g_array_new (FALSE, FALSE, sizeof (guint32));
  index->fates = g_array_new (FALSE, FALSE, sizeof (guint32));
  index->actions = g_array_new (FALSE, FALSE, sizeof (guint32));
  index->connections = g_ptr_array_new_with_free_func (connection_free);
  return index;
}

void
trace_index_free (TraceIndex *index)
{
  if (index == NULL)
    return;
  g_array_unref (index->rows);
  g_array_unref (index->flights);
  g_array_unref (index->fates);
  g_array_unref (index->actions);
  g_ptr_array_unref (index->connections);
  g_free (index);
}

void
trace_index_reset (TraceIndex *index)
{
  g_array_set_size (index->rows, 0);
  g_array_set_size (index->flights, 0);
  g_array_set_size (index->fates, 0);
  g_array_set_size (index->actions, 0);
  g_ptr_array_set_size (index->connections, 0);
  index->length = 0;
  index->longest_flight = 0;
}

static IndexedConnection *
own_connection (TraceIndex *index, const TraceEvent *event)
{
  IndexedConnection *connection;

  if (index->connections->len < event->connection)
    g_ptr_array_set_size (index->connections, (gint) event->connection);
  connection = g_ptr_array_index (index->connections, event->connection - 1);
  if (connection != NULL)
    return connection;

  connection = g_new0 (IndexedConnection, 1);
  connection->id = event->connection;
  connection->first_event = event->id;
  connection->first_time = event->time;
  for (guint i = 0; i < 4; i++)
    connection->lines[i / 2][i % 2] = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_ptr_array_index (index->connections, event->connection - 1) = connection;
  return connection;
}

static gboolean
shown_in_conversation (const TraceEvent *event, gint64 start)
{
  switch (event->kind)
    {
    case TRACE_LINE:
      return !event->line.arrived;
    case TRACE_CONNECTION:
      return event->conn.change != CONNECTION_OPEN;
    case TRACE_ACTION:
      return event->action.outcome != OUTCOME_DONE;
    case TRACE_FAULT:
      return event->time >= start;
    case TRACE_TIMER:
      return event->timer.timer == TIMER_AUTOLOGOUT || event->timer.timer == TIMER_NO_ANSWER;
    case TRACE_STATE:
      return explain_tls (event) != NULL;
    default:
      return FALSE;
    }
}

static void
see_segment (TraceIndex *index, const TraceEvent *event)
{
  const TraceSegment *segment = &event->segment;
  guint at;

  if (segment->fate == SEGMENT_SENT)
    {
      guint32 none = 0;

      g_array_append_val (index->flights, event->id);
      g_array_append_val (index->fates, none);
      index->longest_flight = MAX (index->longest_flight, segment->arrives - event->time);
      return;
    }
  at = trace_index_count (index->flights, segment->sent);
  if (at > 0 && g_array_index (index->flights, guint32, at - 1) == segment->sent)
    g_array_index (index->fates, guint32, at - 1) = event->id;
}

static void
see (TraceIndex *index, const TraceEvent *event, gint64 start)
{
  IndexedConnection *connection = event->connection != 0 ? own_connection (index, event) : NULL;

  if (shown_in_conversation (event, start))
    g_array_append_val (index->rows, event->id);
  if (event->kind == TRACE_ACTION)
    g_array_append_val (index->actions, event->id);
  if (event->kind == TRACE_SEGMENT)
    see_segment (index, event);
  if (connection == NULL)
    return;
  connection->last_event = event->id;
  connection->last_time = event->time;
  if (event->kind == TRACE_LINE)
    g_array_append_val (connection->lines[event->line.direction][event->line.arrived ? 1 : 0], event->id);
  if (event->kind == TRACE_CONNECTION && connection->protocol == PROTOCOL_NONE)
    {
      connection->protocol = event->conn.protocol;
      connection->port = event->conn.port;
      connection->client = event->conn.client;
    }
}

void
trace_index_update (TraceIndex *index, const Trace *trace, gint64 start)
{
  guint length = trace_length (trace);

  g_assert (index->length <= length);
  for (guint id = index->length + 1; id <= length; id++)
    see (index, trace_event (trace, id), start);
  index->length = length;
}

const IndexedConnection *
trace_index_connection (const TraceIndex *index, guint32 connection)
{
  if (connection == 0 || connection > index->connections->len)
    return NULL;
  return g_ptr_array_index (index->connections, connection - 1);
}

guint
trace_index_count (const GArray *ids, guint32 id)
{
  guint low = 0, high = ids->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (ids, guint32, middle) <= id)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

SegmentFate
trace_index_fate (const TraceIndex *index, const Trace *trace, const TraceEvent *segment, guint position)
{
  guint at = trace_index_count (index->flights, segment->id);
  guint32 fate = 0;

  if (at > 0 && g_array_index (index->flights, guint32, at - 1) == segment->id)
    fate = g_array_index (index->fates, guint32, at - 1);
  if (fate != 0 && fate <= position)
    return trace_event (trace, fate)->segment.fate;
  return segment->segment.arrives == 0 ? SEGMENT_DROPPED : SEGMENT_SENT;
}

/* How many lines of the array begin before the offset. */
static guint
lines_before (const Trace *trace, const GArray *lines, guint64 offset)
{
  guint low = 0, high = lines->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (trace_event (trace, g_array_index (lines, guint32, middle))->line.start < offset)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const TraceEvent *
trace_index_counterpart (const TraceIndex *index, const Trace *trace, const TraceEvent *line)
{
  const IndexedConnection *connection = trace_index_connection (index, line->connection);
  const TraceEvent *found;
  GArray *lines;
  guint at;

  if (connection == NULL || line->line.raw)
    return NULL;
  lines = connection->lines[line->line.direction][line->line.arrived ? 0 : 1];
  at = lines_before (trace, lines, line->line.start);
  if (at == lines->len)
    return NULL;
  found = trace_event (trace, g_array_index (lines, guint32, at));
  return found->line.start < line->line.end ? found : NULL;
}

/* Lines are ranges of what was written, segments of what was sent: TLS makes others of them. */
static guint64
written_at (const Trace *trace, const TraceEvent *segment, guint32 behind)
{
  return trace_written_at (trace, segment->connection, segment->segment.direction, segment->segment.sequence + behind);
}

const TraceEvent *
trace_index_line_of_segment (const TraceIndex *index, const Trace *trace, const TraceEvent *segment)
{
  const IndexedConnection *connection = trace_index_connection (index, segment->connection);
  const TraceEvent *found;
  GArray *lines;
  guint at;

  if (connection == NULL || segment->segment.length == 0)
    return NULL;
  lines = connection->lines[segment->segment.direction][0];
  at = lines_before (trace, lines, written_at (trace, segment, 0));
  if (at == lines->len)
    return NULL;
  found = trace_event (trace, g_array_index (lines, guint32, at));
  return found->line.start < written_at (trace, segment, segment->segment.length) ? found : NULL;
}

const TraceEvent *
trace_index_line_around (const TraceIndex *index, const Trace *trace, const TraceEvent *segment)
{
  const IndexedConnection *connection = trace_index_connection (index, segment->connection);
  GArray *lines;
  guint at;

  if (connection == NULL || segment->segment.length == 0)
    return NULL;
  lines = connection->lines[segment->segment.direction][0];
  at = lines_before (trace, lines, written_at (trace, segment, 0) + 1);
  return at > 0 ? trace_event (trace, g_array_index (lines, guint32, at - 1)) : NULL;
}
