/* Connections: two streams, a link, and what is told about them. */
#include "net/network-internal.h"

Direction
side_direction (Side from)
{
  return from == SIDE_CLIENT ? TO_SERVER : TO_CLIENT;
}

Role
side_role (Side side)
{
  return side == SIDE_CLIENT ? ROLE_CLIENT : ROLE_SERVER;
}

Place
connection_place (const Connection *connection, Side side)
{
  if (side == SIDE_CLIENT)
    return connection->client;
  return connection->client.kind == PLACE_SERVER ? (Place) { PLACE_OUTSIDE, 0 } : (Place) { PLACE_SERVER, 0 };
}

guint32
connection_trace (NetworkContext *context, const Connection *connection, Side side, ConnectionChange change)
{
  TraceEvent event = { .kind = TRACE_CONNECTION,
                       .cause = context->cause,
                       .connection = connection->id,
                       .role = side_role (side),
                       .place = connection_place (connection, side) };

  event.conn = (TraceConnection) { change, connection->protocol, connection->port, connection->client };
  return context->emit (context->data, &event);
}

/* A stream to a side that is gone altogether sends no reset: there is nobody to tell. */
static gboolean
is_worth_sending (const Connection *connection, Side from, const Segment *segment)
{
  Side to = from == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT;

  return (segment->flags & SEGMENT_RST) == 0 || connection->streams[to].state != STREAM_CLOSED;
}

static void
send_segments (Network *network, NetworkContext *context, Connection *connection, Side side)
{
  Stream *stream = &connection->streams[side];
  Segment segment;

  while (stream_next_segment (stream, context->now, &segment))
    {
      if (!is_worth_sending (connection, side, &segment))
        state_clear (&segment_state, &segment);
      else
        stream_sent (stream, link_send (network, context, connection, side, &segment, FALSE));
    }
}

static void
arm (NetworkContext *context, Connection *connection, Side side)
{
  gint64 expiry = stream_expiry (&connection->streams[side]);
  Entry entry = { .time = expiry, .kind = ENTRY_STREAM_TIMER, .a = connection->id, .b = side, .cause = context->cause };

  if (expiry == connection->armed[side])
    return;
  if (connection->armed[side] != STREAM_NEVER)
    scheduler_cancel (context->scheduler, ENTRY_STREAM_TIMER, connection->id, side);
  connection->armed[side] = expiry;
  entry.generation = ++connection->generation[side];
  if (expiry != STREAM_NEVER)
    scheduler_add (context->scheduler, entry);
}

static void
tell (GArray *events, const Connection *connection, Side side, guint happened)
{
  static const struct {
    guint happened;
    NetEventKind kind;
  } kinds[] = {
    { STREAM_EVENT_CONNECTED, NET_CONNECTED },
    { STREAM_EVENT_READABLE, NET_READABLE },
    { STREAM_EVENT_PEER_CLOSED, NET_PEER_CLOSED },
    { STREAM_EVENT_RESET | STREAM_EVENT_REFUSED, NET_RESET },
    { STREAM_EVENT_GAVE_UP, NET_GAVE_UP },
    { STREAM_EVENT_CLOSED, NET_CLOSED },
  };

  for (guint i = 0; events != NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      NetEvent event = { kinds[i].kind, connection->id, side };

      if (happened & kinds[i].happened)
        g_array_append_val (events, event);
    }
}

/* What happened at that side, for people. A connection that was reset ends once, however many ends notice. */
static void
trace_happened (NetworkContext *context, Connection *connection, Side side, guint happened)
{
  if (happened & STREAM_EVENT_CONNECTED && side == SIDE_CLIENT)
    connection_trace (context, connection, side, CONNECTION_OPEN);
  if (happened & STREAM_EVENT_REFUSED)
    connection_trace (context, connection, side, CONNECTION_REFUSED);
  if (happened & STREAM_EVENT_GAVE_UP)
    connection_trace (context, connection, side, CONNECTION_TIMED_OUT);
  if (happened & STREAM_EVENT_RESET && !connection->ended)
    connection_trace (context, connection, side, CONNECTION_RESET);
  if (happened & (STREAM_EVENT_REFUSED | STREAM_EVENT_GAVE_UP | STREAM_EVENT_RESET))
    connection->ended = TRUE;
}

static void
trace_closed (NetworkContext *context, Connection *connection)
{
  Side last = connection->streams[SIDE_CLIENT].state == STREAM_TIME_WAIT ? SIDE_SERVER : SIDE_CLIENT;

  if (connection->ended || !stream_ended (&connection->streams[SIDE_CLIENT])
      || !stream_ended (&connection->streams[SIDE_SERVER]))
    return;
  connection_trace (context, connection, last, CONNECTION_CLOSED);
  connection->ended = TRUE;
}

/* A server that never heard of it has nothing to end. */
static gboolean
is_over (const Connection *connection)
{
  guint32 server = connection->streams[SIDE_SERVER].state;

  return connection->streams[SIDE_CLIENT].state == STREAM_CLOSED && (server == STREAM_CLOSED || server == STREAM_LISTEN);
}

static void
forget (Network *network, NetworkContext *context, Connection *connection)
{
  guint index = (guint) (connection - &g_array_index (network->connections, Connection, 0));

  for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
    if (connection->armed[side] != STREAM_NEVER)
      scheduler_cancel (context->scheduler, ENTRY_STREAM_TIMER, connection->id, side);
  if (!connection->ended)
    connection_trace (context, connection, SIDE_CLIENT, CONNECTION_CLOSED);
  state_clear (&connection_state, connection);
  g_array_remove_index (network->connections, index);
}

void
connection_settle (Network *network, NetworkContext *context, guint32 id, GArray *events)
{
  Connection *connection = network_connection (network, id);

  for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
    {
      guint happened = stream_take_events (&connection->streams[side]);

      trace_happened (context, connection, side, happened);
      tell (events, connection, side, happened);
      send_segments (network, context, connection, side);
      arm (context, connection, side);
    }
  trace_closed (context, connection);
  if (is_over (connection) && !link_carries (network, id))
    forget (network, context, connection);
}
