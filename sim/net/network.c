#include "net/network-internal.h"

#include "rng.h"

#define POD(T, member) STATE_FIELD (T, member, STATE_POD)

static const StateField link_fields[] = {
  POD (Link, place), POD (Link, settings), POD (Link, key), POD (Link, free_at), POD (Link, counter), POD (Link, octets),
};
const StateType link_state = STATE_TYPE (Link, link_fields);

static const StateField connection_fields[] = {
  POD (Connection, id),          POD (Connection, link),        POD (Connection, client), POD (Connection, protocol),
  POD (Connection, port),        POD (Connection, client_port), POD (Connection, silent),
  STATE_FIELD_OF (Connection, streams[0], STATE_STRUCT, stream_state),
  STATE_FIELD_OF (Connection, streams[1], STATE_STRUCT, stream_state),
  POD (Connection, generation),  POD (Connection, armed),       POD (Connection, first_event),
  POD (Connection, ended),       POD (Connection, tls),         POD (Connection, unused),  POD (Connection, opened),
};
const StateType connection_state = STATE_TYPE (Connection, connection_fields);

static const StateField in_flight_fields[] = {
  STATE_FIELD_OF (InFlight, segment, STATE_STRUCT, segment_state),
  POD (InFlight, arrives), POD (InFlight, connection), POD (InFlight, to), POD (InFlight, sent_event), POD (InFlight, id),
};
const StateType in_flight_state = STATE_TYPE (InFlight, in_flight_fields);

static const StateField network_fields[] = {
  STATE_FIELD_OF (Network, links, STATE_STRUCT_ARRAY, link_state),
  STATE_FIELD_OF (Network, connections, STATE_STRUCT_ARRAY, connection_state),
  STATE_FIELD_OF (Network, in_flight, STATE_STRUCT_ARRAY, in_flight_state),
  POD (Network, next_connection), POD (Network, next_in_flight), POD (Network, seed),
};
const StateType network_state = STATE_TYPE (Network, network_fields);

/* Digested as octets: no padding may hide in them. */
G_STATIC_ASSERT (sizeof (LinkSettings) == 2 * sizeof (guint64) + 2 * sizeof (guint32));
G_STATIC_ASSERT (sizeof (Place) == 2 * sizeof (guint32));

void
link_settings_default (LinkSettings *settings)
{
  *settings = (LinkSettings) { .latency = 20 * 1000, .bandwidth = 20 * 1000 * 1000, .up = TRUE };
}

void
network_init (Network *network, guint64 seed)
{
  *network = (Network) { .next_connection = 1, .next_in_flight = 1, .seed = seed };
  network->links = g_array_new (FALSE, TRUE, sizeof (Link));
  network->connections = g_array_new (FALSE, TRUE, sizeof (Connection));
  network->in_flight = g_array_new (FALSE, TRUE, sizeof (InFlight));
}

guint
network_add_link (Network *network, Place place, const LinkSettings *settings)
{
  Link link = { .place = place, .settings = *settings };

  g_assert (network_link (network, place) == NULL);
  link.key = rng_u64 (network->seed, "link", place.kind == PLACE_OUTSIDE ? "outside" : "device", place.id);
  g_array_append_val (network->links, link);
  return network->links->len - 1;
}

void
network_name_link (Network *network, Place place, const char *name)
{
  Link *link = network_link (network, place);

  g_assert (link != NULL);
  link->key = rng_u64 (network->seed, "link name", name, 0);
}

Link *
network_link (Network *network, Place place)
{
  for (guint i = 0; i < network->links->len; i++)
    if (NETWORK_LINK (network, i)->place.kind == place.kind && NETWORK_LINK (network, i)->place.id == place.id)
      return NETWORK_LINK (network, i);
  return NULL;
}

Connection *
network_connection (Network *network, guint32 id)
{
  for (guint i = 0; i < network->connections->len; i++)
    if (g_array_index (network->connections, Connection, i).id == id)
      return &g_array_index (network->connections, Connection, i);
  return NULL;
}

static Link *
link_of_place (Network *network, Place place, guint *index)
{
  Link *link = network_link (network, place);

  g_assert (link != NULL);
  *index = (guint) (link - NETWORK_LINK (network, 0));
  return link;
}

guint32
network_connect (Network *network, NetworkContext *context, Place place, Protocol protocol, guint port, gboolean listening)
{
  Connection connection = { .id = network->next_connection++,
                            .client = place,
                            .protocol = protocol,
                            .port = port,
                            .opened = context->now,
                            .armed = { STREAM_NEVER, STREAM_NEVER } };

  link_of_place (network, place.kind == PLACE_SERVER ? (Place) { PLACE_OUTSIDE, 0 } : place, &connection.link);
  connection.client_port = NETWORK_CLIENT_PORT (connection.id);
  for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
    stream_init (&connection.streams[side]);
  if (listening)
    stream_listen (&connection.streams[SIDE_SERVER]);
  stream_connect (&connection.streams[SIDE_CLIENT], context->now);
  connection.first_event = connection_trace (context, &connection, SIDE_CLIENT, CONNECTION_OPENING);
  g_array_append_val (network->connections, connection);
  connection_settle (network, context, connection.id, NULL);
  return connection.id;
}

void
network_write (Network *network, NetworkContext *context, guint32 id, Side side, const guint8 *octets, gsize length)
{
  Connection *connection = network_connection (network, id);

  if (connection == NULL || length == 0)
    return;
  context->emit_octets (context->data, id, side_direction (side), octets, length);
  stream_write (&connection->streams[side], octets, length);
  connection_settle (network, context, id, NULL);
}

gsize
network_readable (const Network *network, guint32 id, Side side)
{
  Connection *connection = network_connection ((Network *) network, id);

  return connection != NULL ? stream_readable (&connection->streams[side]) : 0;
}

GBytes *
network_read (Network *network, NetworkContext *context, guint32 id, Side side, gsize max)
{
  Connection *connection = network_connection (network, id);
  GBytes *octets;

  if (connection == NULL)
    return NULL;
  octets = stream_read (&connection->streams[side], max);
  connection_settle (network, context, id, NULL);
  return octets;
}

void
network_close (Network *network, NetworkContext *context, guint32 id, Side side)
{
  Connection *connection = network_connection (network, id);

  if (connection == NULL)
    return;
  stream_shutdown (&connection->streams[side]);
  connection_settle (network, context, id, NULL);
}

static void
end_at_once (Network *network, NetworkContext *context, guint32 id, Side side, ConnectionChange change)
{
  Connection *connection = network_connection (network, id);

  if (connection == NULL)
    return;
  if (!stream_ended (&connection->streams[side]) && !connection->ended)
    {
      connection_trace (context, connection, side, change);
      connection->ended = TRUE;
    }
  stream_abort (&connection->streams[side]);
  connection_settle (network, context, id, NULL);
}

void
network_abort (Network *network, NetworkContext *context, guint32 id, Side side)
{
  end_at_once (network, context, id, side, CONNECTION_RESET);
}

void
network_give_up (Network *network, NetworkContext *context, guint32 id, Side side)
{
  end_at_once (network, context, id, side, CONNECTION_TIMED_OUT);
}

static void
emit_fault (NetworkContext *context, FaultCode fault, CutKind cut, Place place, guint32 connection)
{
  TraceEvent event = { .kind = TRACE_FAULT, .cause = context->cause, .connection = connection, .place = place };

  event.fault = (TraceFault) { .fault = fault, .cut = cut, .device = place.kind == PLACE_DEVICE ? place.id : 0 };
  context->cause = context->emit (context->data, &event);
}

/* Something between the ends tells each that the other has reset, as some routers do. */
static void
send_reset_to (Network *network, NetworkContext *context, const Connection *connection, Side to)
{
  const Stream *stream = &connection->streams[to];
  Segment segment = { .sequence = stream->received, .flags = SEGMENT_RST | SEGMENT_ACK, .acknowledged = stream->una };

  if (stream->fin_acked)
    segment.flags |= SEGMENT_ACK_FIN;
  link_send (network, context, connection, to == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT, &segment, TRUE);
}

void
network_cut (Network *network, NetworkContext *context, guint32 id, CutKind how)
{
  Connection *connection = network_connection (network, id);

  if (connection == NULL)
    return;
  emit_fault (context, FAULT_CUT, how, connection->client, id);
  if (how == CUT_CLOSE)
    stream_shutdown (&connection->streams[SIDE_CLIENT]);
  else
    {
      link_drop_in_flight (network, context, connection->link, id);
      connection->silent = TRUE;
    }
  if (how == CUT_RESET)
    for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
      send_reset_to (network, context, connection, side);
  connection_settle (network, context, id, NULL);
}

void
network_set_link (Network *network, NetworkContext *context, Place place, const LinkSettings *settings)
{
  guint index;
  Link *link = link_of_place (network, place, &index);
  FaultCode fault = FAULT_LINK_CHANGED;

  if (link->settings.up && !settings->up)
    fault = FAULT_LINK_DOWN;
  else if (!link->settings.up && settings->up)
    fault = FAULT_LINK_UP;
  link->settings = *settings;
  emit_fault (context, fault, CUT_SILENT, place, 0);
  if (fault == FAULT_LINK_DOWN)
    link_drop_in_flight (network, context, index, 0);
}

void
network_segment_arrives (Network *network, NetworkContext *context, const Entry *entry, GArray *events)
{
  InFlight item;
  Connection *connection;

  if (!link_take_arrived (network, entry->b, &item))
    return;
  connection = network_connection (network, item.connection);
  g_assert (connection != NULL);
  link_trace_fate (context, connection, &item, SEGMENT_ARRIVED);
  stream_receive (&connection->streams[item.to], &item.segment, context->now);
  state_clear (&in_flight_state, &item);
  connection_settle (network, context, connection->id, events);
}

void
network_stream_timer (Network *network, NetworkContext *context, const Entry *entry, GArray *events)
{
  Connection *connection = network_connection (network, entry->a);
  Side side = (Side) entry->b;
  guint32 again;

  if (connection == NULL || connection->generation[side] != entry->generation)
    return;
  connection->armed[side] = STREAM_NEVER;
  again = stream_timeout (&connection->streams[side], context->now);
  if (again != 0)
    {
      TraceEvent event = { .kind = TRACE_TIMER,
                           .cause = again,
                           .connection = connection->id,
                           .role = side_role (side),
                           .place = connection_place (connection, side),
                           .timer = { TIMER_RETRANSMIT } };

      context->cause = context->emit (context->data, &event);
    }
  connection_settle (network, context, connection->id, events);
}
