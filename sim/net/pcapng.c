#include "net/pcapng.h"

#include <string.h>

#include "rng.h"

#define LINKTYPE_RAW 101 /* the packet begins with its IPv4 header */
#define IP_HEADER 20u
#define TCP_HEADER 20u
#define TCP_MSS_OPTION 4u

/* Of one direction of a connection. */
typedef struct {
  GByteArray *octets; /* all that was written, secrets masked */
  guint32 initial;    /* sequence number of its SYN */
  guint32 fin_event;  /* id of the event that first sent its FIN, 0 */
  guint64 fin_at;     /* octets before the FIN */
  guint32 packets;
} Flow;

typedef struct {
  const Trace *trace;
  guint until;
  Side side;
  GArray *flows;         /* of Flow: 2 * (connection - 1) + direction */
  GArray *openings;      /* of guint32 per connection - 1: id of the event that opened it */
  GByteArray *out;
} Writer;

static void
put16 (GByteArray *out, guint value)
{
  guint8 octets[] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (out, octets, sizeof octets);
}

static void
put32 (GByteArray *out, guint32 value)
{
  put16 (out, value >> 16);
  put16 (out, value & 0xffff);
}

/* Blocks are little-endian, as their byte-order magic says; packets are big-endian. */
static void
put16_le (GByteArray *out, guint value)
{
  put16 (out, GUINT16_SWAP_LE_BE ((guint16) value));
}

static void
put32_le (GByteArray *out, guint32 value)
{
  put32 (out, GUINT32_SWAP_LE_BE (value));
}

static void
pad (GByteArray *out, guint start)
{
  static const guint8 zeroes[4];

  g_byte_array_append (out, zeroes, (0u - (out->len - start)) & 3);
}

static void
put_option (GByteArray *out, guint code, gconstpointer value, guint length)
{
  put16_le (out, code);
  put16_le (out, length);
  g_byte_array_append (out, value, length);
  pad (out, out->len - length);
}

static guint
begin_block (GByteArray *out, guint32 type)
{
  guint start = out->len;

  put32_le (out, type);
  put32_le (out, 0);
  return start;
}

static void
end_block (GByteArray *out, guint start)
{
  guint32 length = out->len - start + 4;
  guint32 little = GUINT32_TO_LE (length);

  put32_le (out, length);
  memcpy (out->data + start + 4, &little, sizeof little);
}

static void
write_head (Writer *writer)
{
  static const char application[] = "Postroom";
  static const guint8 microseconds = 6; /* if_tsresol: 10^-6 s */
  const char *name = writer->side == SIDE_SERVER ? "server" : "client";
  guint start = begin_block (writer->out, 0x0a0d0d0a);

  put32_le (writer->out, 0x1a2b3c4d);
  put16_le (writer->out, 1);
  put16_le (writer->out, 0);
  put32_le (writer->out, G_MAXUINT32); /* section length not given */
  put32_le (writer->out, G_MAXUINT32);
  put_option (writer->out, 4, application, sizeof application - 1);
  put_option (writer->out, 0, NULL, 0);
  end_block (writer->out, start);
  start = begin_block (writer->out, 1);
  put16_le (writer->out, LINKTYPE_RAW);
  put16_le (writer->out, 0);
  put32_le (writer->out, 0); /* packets are whole */
  put_option (writer->out, 2, name, (guint) strlen (name));
  put_option (writer->out, 9, &microseconds, 1);
  put_option (writer->out, 0, NULL, 0);
  end_block (writer->out, start);
}

static guint
flow_index (guint connection, Direction direction)
{
  return 2 * (connection - 1) + (direction == TO_CLIENT ? 1 : 0);
}

static Flow *
flow_of (const Writer *writer, guint connection, Direction direction)
{
  return &g_array_index (writer->flows, Flow, flow_index (connection, direction));
}

/* Within TLS there is nothing to mask. */
static void
mask_line (const Writer *writer, const TraceEvent *event)
{
  Flow *flow = flow_of (writer, event->connection, event->line.direction);
  const TraceToken *tokens = trace_tokens (writer->trace, &event->line);

  if (event->line.raw || (event->line.protected && trace_is_sealed (writer->trace, event)))
    return;
  for (guint i = 0; i < event->line.n_tokens; i++)
    {
      guint64 start = event->line.start + tokens[i].start;

      if (tokens[i].kind == TOKEN_SECRET && start < flow->octets->len)
        memset (flow->octets->data + start, '*', MIN (tokens[i].length, flow->octets->len - start));
    }
}

/* What is secret may be known only when the line ends, in a later segment: all of the trace's lines count. */
static void
mask_secrets (const Writer *writer)
{
  for (guint id = 1; id <= trace_length (writer->trace); id++)
    {
      const TraceEvent *event = trace_event (writer->trace, id);

      if (event->kind == TRACE_LINE && 2 * event->connection <= writer->flows->len)
        mask_line (writer, event);
    }
}

static void
begin_flows (Writer *writer)
{
  guint connections = writer->flows->len / 2;

  for (guint connection = 1; connection <= connections; connection++)
    for (Direction direction = TO_SERVER; direction <= TO_CLIENT; direction++)
      {
        Flow *flow = flow_of (writer, connection, direction);
        gsize length;
        const guint8 *octets = trace_wire (writer->trace, connection, direction, &length);

        flow->octets = g_byte_array_new ();
        g_byte_array_append (flow->octets, octets, (guint) length);
        flow->initial = (guint32) rng_u64 (connection, "initial sequence number", NULL, direction);
      }
}

static void
find_connections (Writer *writer)
{
  for (guint id = 1; id <= writer->until; id++)
    {
      const TraceEvent *event = trace_event (writer->trace, id);

      if (event->kind != TRACE_CONNECTION || event->conn.change != CONNECTION_OPENING)
        continue;
      if (writer->openings->len < event->connection)
        g_array_set_size (writer->openings, event->connection);
      g_array_index (writer->openings, guint32, event->connection - 1) = id;
    }
  g_array_set_size (writer->flows, 2 * writer->openings->len);
}

static guint32
address_of (Place place)
{
  guint32 host = 1;

  if (place.kind == PLACE_OUTSIDE)
    host = 2;
  else if (place.kind == PLACE_DEVICE)
    host = (place.id - 1) / 240 * 256 + 10 + (place.id - 1) % 240;
  return (10u << 24) + host;
}

/* RFC 1071. */
static guint32
add_to_sum (guint32 sum, const guint8 *octets, guint length)
{
  for (guint i = 0; i < length; i++)
    {
      sum += (guint32) octets[i] << (i % 2 == 0 ? 8 : 0);
      sum = (sum & 0xffff) + (sum >> 16);
    }
  return sum;
}

static void
store_checksum (guint8 *at, guint32 sum)
{
  sum = ~sum;
  at[0] = (guint8) (sum >> 8);
  at[1] = (guint8) sum;
}

/* An acknowledgement sent after our FIN counts the FIN's phantom octet. */
static guint32
wire_sequence (const Flow *flow, const TraceSegment *segment, guint32 sent)
{
  gboolean behind_fin = flow->fin_event != 0 && sent > flow->fin_event && segment->sequence == flow->fin_at
                        && segment->length == 0 && (segment->flags & SEGMENT_FIN) == 0;

  if (segment->flags & SEGMENT_SYN)
    return flow->initial;
  return flow->initial + 1 + (guint32) segment->sequence + behind_fin;
}

static void
put_ip_header (GByteArray *packet, guint length, guint identification, guint32 from, guint32 to)
{
  guint start = packet->len;

  put16 (packet, 0x4500);
  put16 (packet, length);
  put16 (packet, identification & 0xffff);
  put16 (packet, 0x4000);      /* do not fragment */
  put16 (packet, 64 << 8 | 6); /* TTL, TCP */
  put16 (packet, 0);
  put32 (packet, from);
  put32 (packet, to);
  store_checksum (packet->data + start + 10, add_to_sum (0, packet->data + start, IP_HEADER));
}

static guint
wire_flags (guint flags)
{
  static const struct {
    guint flag;
    guint bit;
  } bits[] = { { SEGMENT_FIN, 1 }, { SEGMENT_SYN, 2 }, { SEGMENT_RST, 4 }, { SEGMENT_PSH, 8 }, { SEGMENT_ACK, 16 } };
  guint wire = 0;

  for (guint i = 0; i < G_N_ELEMENTS (bits); i++)
    wire |= flags & bits[i].flag ? bits[i].bit : 0;
  return wire;
}

static void
put_tcp (const Writer *writer, GByteArray *packet, const TraceEvent *event, guint32 sent)
{
  const TraceSegment *segment = &event->segment;
  const TraceEvent *opening
    = trace_event (writer->trace, g_array_index (writer->openings, guint32, event->connection - 1));
  Direction back = segment->direction == TO_SERVER ? TO_CLIENT : TO_SERVER;
  const Flow *flow = flow_of (writer, event->connection, segment->direction);
  const Flow *other = flow_of (writer, event->connection, back);
  guint ports[] = { NETWORK_CLIENT_PORT (event->connection), opening->conn.port };
  guint words = (TCP_HEADER + (segment->flags & SEGMENT_SYN ? TCP_MSS_OPTION : 0)) / 4;
  guint64 start = MIN (segment->sequence, flow->octets->len);

  put16 (packet, ports[segment->direction == TO_SERVER ? 0 : 1]);
  put16 (packet, ports[segment->direction == TO_SERVER ? 1 : 0]);
  put32 (packet, wire_sequence (flow, segment, sent));
  if (segment->flags & SEGMENT_ACK)
    put32 (packet, other->initial + 1 + (guint32) segment->acknowledged + ((segment->flags & SEGMENT_ACK_FIN) != 0));
  else
    put32 (packet, 0);
  put16 (packet, words << 12 | wire_flags (segment->flags));
  put16 (packet, MIN (segment->window, 65535));
  put32 (packet, 0); /* checksum, urgent pointer */
  if (segment->flags & SEGMENT_SYN)
    put32 (packet, 2 << 24 | TCP_MSS_OPTION << 16 | STREAM_MSS);
  g_byte_array_append (packet, flow->octets->data + start, (guint) MIN (segment->length, flow->octets->len - start));
}

/* RFC 9293 §3.1: over a pseudo-header of addresses, protocol and length. */
static void
sum_tcp (GByteArray *packet)
{
  guint length = packet->len - IP_HEADER;
  guint32 sum = add_to_sum (6 + length, packet->data + 12, 8);

  store_checksum (packet->data + IP_HEADER + 16, add_to_sum (sum, packet->data + IP_HEADER, length));
}

static void
write_packet (Writer *writer, const TraceEvent *event, guint32 sent)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  const TraceEvent *opening
    = trace_event (writer->trace, g_array_index (writer->openings, guint32, event->connection - 1));
  Place server = { opening->conn.client.kind == PLACE_SERVER ? PLACE_OUTSIDE : PLACE_SERVER, 0 };
  gboolean to_server = event->segment.direction == TO_SERVER;
  guint32 client_address = address_of (opening->conn.client);
  Flow *flow = flow_of (writer, event->connection, event->segment.direction);
  guint length = IP_HEADER + TCP_HEADER + event->segment.length;
  guint start;

  length += event->segment.flags & SEGMENT_SYN ? TCP_MSS_OPTION : 0;
  put_ip_header (packet, length, ++flow->packets, to_server ? client_address : address_of (server),
                 to_server ? address_of (server) : client_address);
  put_tcp (writer, packet, event, sent);
  sum_tcp (packet);
  start = begin_block (writer->out, 6);
  put32_le (writer->out, 0);
  put32_le (writer->out, (guint32) ((guint64) event->time >> 32));
  put32_le (writer->out, (guint32) event->time);
  put32_le (writer->out, packet->len);
  put32_le (writer->out, packet->len);
  g_byte_array_append (writer->out, packet->data, packet->len);
  pad (writer->out, start);
  end_block (writer->out, start);
}

static void
write_packets (Writer *writer)
{
  for (guint id = 1; id <= writer->until; id++)
    {
      const TraceEvent *event = trace_event (writer->trace, id);
      gboolean ours;

      if (event->kind != TRACE_SEGMENT || event->segment.fate == SEGMENT_DROPPED)
        continue;
      ours = (event->segment.direction == TO_SERVER) == (writer->side == SIDE_CLIENT);
      if (event->segment.fate == SEGMENT_SENT && event->segment.flags & SEGMENT_FIN)
        {
          Flow *flow = flow_of (writer, event->connection, event->segment.direction);

          flow->fin_event = flow->fin_event != 0 ? flow->fin_event : id;
          flow->fin_at = event->segment.sequence + event->segment.length;
        }
      if (ours && event->segment.fate == SEGMENT_SENT)
        write_packet (writer, event, id);
      else if (!ours && event->segment.fate == SEGMENT_ARRIVED)
        write_packet (writer, event, event->segment.sent);
    }
}

GByteArray *
pcapng_from_trace (const Trace *trace, guint until, Side side)
{
  Writer writer = { .trace = trace, .until = MIN (until, trace_length (trace)), .side = side };

  writer.flows = g_array_new (FALSE, TRUE, sizeof (Flow));
  writer.openings = g_array_new (FALSE, TRUE, sizeof (guint32));
  writer.out = g_byte_array_new ();
  find_connections (&writer);
  begin_flows (&writer);
  mask_secrets (&writer);
  write_head (&writer);
  write_packets (&writer);
  for (guint i = 0; i < writer.flows->len; i++)
    g_byte_array_unref (g_array_index (writer.flows, Flow, i).octets);
  g_array_unref (writer.flows);
  g_array_unref (writer.openings);
  return writer.out;
}
