/* From segments to the octets that each end read (RFC 9293 §3.4). Sequence numbers wrap and are compared by their
 * difference. */
#include "net/capture-private.h"

#include <string.h>

#define FIN 1
#define SYN 2
#define RST 4
#define ACK 16
/* What may wait for octets before it, in each direction; and how far ahead it may be. */
#define WAITING_MAX 4096
#define AHEAD_MAX (64 * 1024 * 1024)

typedef struct {
  guint32 sequence;
  guint32 length;
  guint32 captured;
  const guint8 *data;
  gint64 time;
} Waiting;

typedef struct {
  gboolean known;     /* next is */
  gboolean gap;       /* octets before the next ones are missing */
  guint32 next;       /* sequence number of the next octet */
  guint32 initial;    /* of the SYN */
  GArray *waiting;    /* of Waiting, ascending */
} Half;

typedef struct {
  CaptureStream *stream; /* owned by the capture */
  CaptureAddresses addresses; /* source: the client's */
  Half halves[2];     /* by Direction */
} Flow;

struct _CaptureFlows {
  Capture *capture;
  GHashTable *flows;  /* char * of both ends → Flow: the one under way */
  GPtrArray *all;     /* of Flow */
};

static void
flow_free (gpointer data)
{
  Flow *flow = data;

  g_array_unref (flow->halves[0].waiting);
  g_array_unref (flow->halves[1].waiting);
  g_free (flow);
}

CaptureFlows *
capture_flows_new (Capture *capture)
{
  CaptureFlows *flows = g_new0 (CaptureFlows, 1);

  flows->capture = capture;
  flows->flows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  flows->all = g_ptr_array_new_with_free_func (flow_free);
  return flows;
}

static char *
format_end (guint family, const guint8 *address, guint port)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (family == 4)
    return g_strdup_printf ("%u.%u.%u.%u:%u", address[0], address[1], address[2], address[3], port);
  for (guint i = 0; i < 16; i += 2)
    g_string_append_printf (text, "%s%x", i > 0 ? ":" : "", (guint) address[i] << 8 | address[i + 1]);
  return g_strdup_printf ("[%s]:%u", text->str, port);
}

static gboolean
is_mail_port (guint port)
{
  static const guint ports[] = { 25, 110, 143, 465, 587, 993, 995, 2525 };

  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    if (ports[i] == port)
      return TRUE;
  return FALSE;
}

/* Who opened the connection; of one whose start was not captured the port tells. */
static gboolean
comes_from_client (const CaptureSegment *segment)
{
  if (segment->flags & SYN)
    return (segment->flags & ACK) == 0;
  if (is_mail_port (segment->source_port) != is_mail_port (segment->destination_port))
    return is_mail_port (segment->destination_port);
  return segment->source_port > segment->destination_port;
}

static Flow *
add_flow (CaptureFlows *flows, const CaptureSegment *segment, char *key)
{
  Flow *flow = g_new0 (Flow, 1);
  CaptureStream *stream = g_new0 (CaptureStream, 1);
  const CaptureAddresses *addresses = &segment->addresses;
  g_autofree char *source = format_end (addresses->family, addresses->source, segment->source_port);
  g_autofree char *destination = format_end (addresses->family, addresses->destination, segment->destination_port);
  gboolean client = comes_from_client (segment);

  stream->client = g_strdup (client ? source : destination);
  stream->server = g_strdup (client ? destination : source);
  stream->client_port = client ? segment->source_port : segment->destination_port;
  stream->server_port = client ? segment->destination_port : segment->source_port;
  stream->from_start = (segment->flags & SYN) != 0;
  stream->octets[0] = g_byte_array_new ();
  stream->octets[1] = g_byte_array_new ();
  stream->chunks = g_array_new (FALSE, TRUE, sizeof (CaptureChunk));
  g_ptr_array_add (flows->capture->streams, stream);
  flow->stream = stream;
  flow->halves[0].waiting = g_array_new (FALSE, TRUE, sizeof (Waiting));
  flow->halves[1].waiting = g_array_new (FALSE, TRUE, sizeof (Waiting));
  g_ptr_array_add (flows->all, flow);
  g_hash_table_replace (flows->flows, key, flow);
  return flow;
}

static Flow *
find_flow (CaptureFlows *flows, const CaptureSegment *segment, Direction *direction)
{
  g_autofree char *source = format_end (segment->addresses.family, segment->addresses.source, segment->source_port);
  g_autofree char *destination = format_end (segment->addresses.family, segment->addresses.destination,
                                             segment->destination_port);
  gboolean swapped = strcmp (source, destination) > 0;
  g_autofree char *key = g_strdup_printf ("%s %s", swapped ? destination : source, swapped ? source : destination);
  Flow *flow = g_hash_table_lookup (flows->flows, key);
  gboolean opens = (segment->flags & (SYN | ACK)) == SYN;

  /* The same ports again, by another connection. */
  if (flow != NULL && opens && flow->halves[TO_SERVER].known && flow->halves[TO_SERVER].initial != segment->sequence)
    flow = NULL;
  if (flow == NULL)
    flow = add_flow (flows, segment, g_steal_pointer (&key));
  *direction = strcmp (flow->stream->client, source) == 0 ? TO_SERVER : TO_CLIENT;
  return flow;
}

static void
deliver (Flow *flow, Direction direction, const Waiting *part)
{
  Half *half = &flow->halves[direction];
  GByteArray *octets = flow->stream->octets[direction];
  guint32 before = half->next - part->sequence; /* octets of it that came already */
  CaptureChunk chunk = { part->time, direction, half->gap, octets->len, 0 };

  if (before < part->captured)
    chunk.length = part->captured - before;
  half->next = part->sequence + part->length;
  half->gap = part->captured < part->length;
  if (chunk.length == 0)
    {
      half->gap = half->gap || chunk.gap;
      return;
    }
  g_byte_array_append (octets, part->data + before, (guint) chunk.length);
  g_array_append_val (flow->stream->chunks, chunk);
}

static gint32
distance (const Half *half, guint32 sequence)
{
  return (gint32) (sequence - half->next);
}

static void
deliver_waiting (Flow *flow, Direction direction)
{
  Half *half = &flow->halves[direction];
  guint done = 0;

  while (done < half->waiting->len && distance (half, g_array_index (half->waiting, Waiting, done).sequence) <= 0)
    {
      Waiting part = g_array_index (half->waiting, Waiting, done++);

      if (distance (half, part.sequence + part.length) > 0)
        deliver (flow, direction, &part);
    }
  if (done > 0)
    g_array_remove_range (half->waiting, 0, done);
}

/* Octets that are not in the capture: what comes after them is taken. */
static void
jump (Flow *flow, Direction direction)
{
  Half *half = &flow->halves[direction];

  half->next = g_array_index (half->waiting, Waiting, 0).sequence;
  half->gap = TRUE;
  deliver_waiting (flow, direction);
}

static void
keep (Flow *flow, Direction direction, const Waiting *part)
{
  Half *half = &flow->halves[direction];
  guint at = half->waiting->len;

  if (distance (half, part->sequence) > AHEAD_MAX)
    return;
  if (half->waiting->len >= WAITING_MAX)
    {
      jump (flow, direction);
      at = half->waiting->len;
    }
  while (at > 0 && distance (half, g_array_index (half->waiting, Waiting, at - 1).sequence) > distance (half, part->sequence))
    at--;
  g_array_insert_val (half->waiting, at, *part);
}

static void
take_data (Flow *flow, Direction direction, const CaptureSegment *segment)
{
  Half *half = &flow->halves[direction];
  Waiting part = { segment->sequence, segment->length, segment->captured, segment->data, segment->time };

  if (!half->known)
    {
      half->known = TRUE;
      half->next = segment->sequence;
    }
  if (distance (half, part.sequence) > 0)
    keep (flow, direction, &part);
  else if (distance (half, part.sequence + part.length) > 0)
    {
      deliver (flow, direction, &part);
      deliver_waiting (flow, direction);
    }
}

/* The other end has got what the capture lacks. */
static void
take_acknowledgement (Flow *flow, Direction direction, guint32 acknowledged)
{
  Half *half = &flow->halves[direction];

  while (half->known && half->waiting->len > 0
         && (gint32) (acknowledged - g_array_index (half->waiting, Waiting, 0).sequence) > 0)
    jump (flow, direction);
}

void
capture_flows_add (CaptureFlows *flows, const CaptureSegment *segment)
{
  Direction direction;
  Flow *flow = find_flow (flows, segment, &direction);
  Half *half = &flow->halves[direction];
  CaptureSegment rest = *segment;

  if (segment->flags & SYN)
    {
      rest.sequence++;
      if (!half->known)
        {
          half->known = TRUE;
          half->initial = segment->sequence;
          half->next = rest.sequence;
        }
    }
  if ((segment->flags & (ACK | RST)) == ACK)
    take_acknowledgement (flow, direction == TO_SERVER ? TO_CLIENT : TO_SERVER, segment->acknowledgement);
  if (segment->length > 0 && (segment->flags & RST) == 0)
    take_data (flow, direction, &rest);
}

void
capture_flows_finish (CaptureFlows *flows)
{
  for (guint i = 0; i < flows->all->len; i++)
    for (Direction direction = TO_SERVER; direction <= TO_CLIENT; direction++)
      {
        Flow *flow = flows->all->pdata[i];

        while (flow->halves[direction].waiting->len > 0)
          jump (flow, direction);
      }
  g_hash_table_unref (flows->flows);
  g_ptr_array_unref (flows->all);
  g_free (flows);
}
