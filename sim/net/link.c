/* Links: what happens to a segment between its ends. */
#include "net/network-internal.h"

#include "rng.h"

#define IN_FLIGHT(network, i) (&g_array_index ((network)->in_flight, InFlight, i))

/* Links are named by the end that is not the server; connections by who opened them. */
static Direction
on_link (const Connection *connection, Direction direction)
{
  if (connection->client.kind != PLACE_SERVER)
    return direction;
  return direction == TO_SERVER ? TO_CLIENT : TO_SERVER;
}

static gboolean
is_lost (const Network *network, const Link *link, const Connection *connection, Direction direction, gboolean certain)
{
  static const char *const names[] = { "to server", "to client" };
  double chance = link->settings.loss_ppm / 1e6;

  if (!link->settings.up)
    return TRUE;
  if (certain)
    return FALSE;
  return connection->silent
         || rng_unit (network->seed ^ link->key, "loss", names[direction], link->counter[direction]) < chance;
}

/* The time that the last octet of the segment arrives at. Segments queue for the link's bandwidth. */
static gint64
transmit (Link *link, Direction direction, gint64 now, guint octets)
{
  gint64 left = MAX (now, link->free_at[direction]);

  if (link->settings.bandwidth > 0)
    left += (gint64) (((guint64) octets + NETWORK_HEADER) * 8 * G_USEC_PER_SEC / link->settings.bandwidth);
  link->free_at[direction] = left;
  link->counter[direction]++;
  link->octets[direction] += octets;
  return left + link->settings.latency;
}

static guint32
trace_segment (NetworkContext *context, const Connection *connection, Side side, guint32 cause, const TraceSegment *segment)
{
  TraceEvent event = { .kind = TRACE_SEGMENT,
                       .cause = cause,
                       .connection = connection->id,
                       .role = side_role (side),
                       .place = connection_place (connection, side),
                       .segment = *segment };

  return context->emit (context->data, &event);
}

static TraceSegment
describe (const Segment *segment, Direction direction, SegmentFate fate)
{
  return (TraceSegment) { .direction = direction,
                          .fate = fate,
                          .flags = segment->flags,
                          .window = segment->window,
                          .sequence = segment->sequence,
                          .length = segment->octets != NULL ? segment->octets->len : 0,
                          .acknowledged = segment->acknowledged,
                          .retransmission_of = segment->of_event };
}

void
link_trace_fate (NetworkContext *context, const Connection *connection, const InFlight *item, SegmentFate fate)
{
  Side to = (Side) item->to;
  Side from = to == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT;
  TraceSegment segment = describe (&item->segment, side_direction (from), fate);
  guint32 id;

  segment.sent = item->sent_event;
  id = trace_segment (context, connection, fate == SEGMENT_ARRIVED ? to : from, item->sent_event, &segment);
  if (fate == SEGMENT_ARRIVED)
    context->cause = id;
}

static void
schedule (Network *network, NetworkContext *context, const Connection *connection, const InFlight *item)
{
  Entry entry = { .time = item->arrives,
                  .kind = ENTRY_SEGMENT,
                  .a = connection->id,
                  .b = item->id,
                  .cause = item->sent_event };

  g_array_append_vals (network->in_flight, item, 1);
  scheduler_add (context->scheduler, entry);
}

guint32
link_send (Network *network, NetworkContext *context, const Connection *connection, Side from, Segment *segment,
           gboolean certain)
{
  Link *link = NETWORK_LINK (network, connection->link);
  Direction direction = side_direction (from);
  Direction way = on_link (connection, direction);
  gboolean lost = is_lost (network, link, connection, way, certain);
  TraceSegment sent = describe (segment, direction, SEGMENT_SENT);
  InFlight item = { .segment = *segment, .connection = connection->id, .to = from == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT };
  guint32 id;

  item.arrives = transmit (link, way, context->now, sent.length);
  sent.arrives = lost ? 0 : item.arrives;
  id = item.sent_event = trace_segment (context, connection, from, context->cause, &sent);
  if (lost)
    {
      link_trace_fate (context, connection, &item, SEGMENT_DROPPED);
      state_clear (&in_flight_state, &item);
    }
  else
    {
      item.id = network->next_in_flight++;
      schedule (network, context, connection, &item);
    }
  *segment = (Segment) { 0 };
  return id;
}

gboolean
link_take_arrived (Network *network, guint32 id, InFlight *arrived)
{
  for (guint i = 0; i < network->in_flight->len; i++)
    if (IN_FLIGHT (network, i)->id == id)
      {
        *arrived = *IN_FLIGHT (network, i);
        g_array_remove_index (network->in_flight, i);
        return TRUE;
      }
  return FALSE;
}

void
link_drop_in_flight (Network *network, NetworkContext *context, guint link, guint32 only)
{
  guint i = 0;

  while (i < network->in_flight->len)
    {
      InFlight item = *IN_FLIGHT (network, i);
      const Connection *connection = network_connection (network, item.connection);

      g_assert (connection != NULL);
      if (connection->link != link || (only != 0 && only != item.connection))
        {
          i++;
          continue;
        }
      g_array_remove_index (network->in_flight, i);
      scheduler_cancel (context->scheduler, ENTRY_SEGMENT, item.connection, item.id);
      link_trace_fate (context, connection, &item, SEGMENT_DROPPED);
      state_clear (&in_flight_state, &item);
    }
}

gboolean
link_carries (const Network *network, guint32 connection)
{
  for (guint i = 0; i < network->in_flight->len; i++)
    if (IN_FLIGHT (network, i)->connection == connection)
      return TRUE;
  return FALSE;
}
