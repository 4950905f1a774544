#include "net/stream-internal.h"

static const StateField segment_fields[] = {
  STATE_FIELD (Segment, sequence, STATE_POD), STATE_FIELD (Segment, acknowledged, STATE_POD),
  STATE_FIELD (Segment, octets, STATE_BUFFER), STATE_FIELD (Segment, flags, STATE_POD),
  STATE_FIELD (Segment, window, STATE_POD),   STATE_FIELD (Segment, of_event, STATE_POD),
  STATE_FIELD (Segment, unused, STATE_POD),
};
const StateType segment_state = STATE_TYPE (Segment, segment_fields);

#define POD(member) STATE_FIELD (Stream, member, STATE_POD)
static const StateField stream_fields[] = {
  POD (state),      POD (mss),          POD (una),          POD (next),
  POD (received),   POD (read),
  STATE_FIELD_OF (Stream, sending, STATE_STRUCT, send_queue_state),
  STATE_FIELD (Stream, arrived, STATE_BUFFER),
  STATE_FIELD_OF (Stream, out_of_order, STATE_STRUCT_ARRAY, segment_state),
  STATE_FIELD_PODS (Stream, unacked, SentRange),
  POD (arrived_start), POD (probe),     POD (window),       POD (offered),
  POD (cwnd),       POD (ssthresh),     POD (recover),      POD (srtt),
  POD (rttvar),     POD (rto),          POD (deadline),     POD (ack_at),
  POD (progress),   POD (duplicates),   POD (recovering),   POD (fin_wanted),
  POD (fin_sent),   POD (fin_acked),    POD (fin_received), POD (ack_now),
  POD (unanswered), POD (rst_wanted),   POD (events),
  POD (sent_index), POD (doubt),
};
#undef POD
const StateType stream_state = STATE_TYPE (Stream, stream_fields);

G_STATIC_ASSERT (sizeof (SentRange) == 2 * sizeof (guint64) + 6 * sizeof (guint32));

void
stream_init (Stream *stream)
{
  *stream = (Stream) { .state = STREAM_CLOSED, .mss = STREAM_MSS };
  send_queue_init (&stream->sending);
  stream->arrived = g_byte_array_new ();
  stream->out_of_order = g_array_new (FALSE, TRUE, sizeof (Segment));
  stream->unacked = g_array_new (FALSE, TRUE, sizeof (SentRange));
  stream->window = STREAM_WINDOW;
  stream->offered = STREAM_WINDOW;
  stream->cwnd = (guint64) STREAM_INITIAL_WINDOW * STREAM_MSS;
  stream->ssthresh = G_MAXUINT32;
  stream->rto = STREAM_RTO_INITIAL;
  stream->deadline = STREAM_NEVER;
  stream->ack_at = STREAM_NEVER;
}

void
stream_listen (Stream *stream)
{
  g_assert (stream->state == STREAM_CLOSED);
  stream->state = STREAM_LISTEN;
}

void
stream_connect (Stream *stream, gint64 now)
{
  g_assert (stream->state == STREAM_CLOSED);
  stream->state = STREAM_SYN_SENT;
  stream->progress = now;
  stream_add_range (stream, 0, 0, SEGMENT_SYN);
  STREAM_RANGE (stream, 0)->lost = TRUE;
}

void
stream_add_range (Stream *stream, guint64 sequence, guint length, guint flags)
{
  SentRange range = { .sequence = sequence, .length = length, .flags = flags };

  g_array_append_val (stream->unacked, range);
}

void
stream_become_closed (Stream *stream, guint events)
{
  stream->state = STREAM_CLOSED;
  stream->events |= events;
  stream->deadline = STREAM_NEVER;
  stream->ack_at = STREAM_NEVER;
  stream->ack_now = FALSE;
  stream->probe = FALSE;
  stream->sent_index = 0;
  g_array_set_size (stream->unacked, 0);
  for (guint i = 0; i < stream->out_of_order->len; i++)
    state_clear (&segment_state, &g_array_index (stream->out_of_order, Segment, i));
  g_array_set_size (stream->out_of_order, 0);
}

gboolean
stream_ended (const Stream *stream)
{
  return stream->state == STREAM_CLOSED || stream->state == STREAM_TIME_WAIT;
}

guint64
stream_pending (const Stream *stream)
{
  return stream->sending.end - stream->next;
}

void
stream_write (Stream *stream, const guint8 *octets, gsize length)
{
  if (stream->fin_wanted || stream_ended (stream) || length == 0)
    return;
  send_queue_add (&stream->sending, octets, length);
}

void
stream_shutdown (Stream *stream)
{
  if (stream->state == STREAM_SYN_SENT || stream->state == STREAM_LISTEN)
    stream_become_closed (stream, STREAM_EVENT_CLOSED);
  else if (!stream_ended (stream))
    stream->fin_wanted = TRUE;
}

void
stream_abort (Stream *stream)
{
  /* RFC 9293 §3.10.5: before the handshake there is nobody to reset. */
  gboolean tell = stream->state != STREAM_CLOSED && stream->state != STREAM_LISTEN && stream->state != STREAM_SYN_SENT
                  && stream->state != STREAM_TIME_WAIT;

  stream_become_closed (stream, 0);
  stream->events = 0;
  stream->rst_wanted = tell;
}

gsize
stream_readable (const Stream *stream)
{
  return stream->arrived->len - stream->arrived_start;
}

/* Moves the rest to the front only when half is done with, so that reading is linear in the octets. */
static void
compact (GByteArray *buffer, guint32 *start)
{
  if (*start == 0 || *start < buffer->len / 2)
    return;
  g_byte_array_remove_range (buffer, 0, *start);
  *start = 0;
}

void
stream_forget_sent (Stream *stream, guint64 acknowledged)
{
  stream->una = acknowledged;
  send_queue_forget (&stream->sending, acknowledged);
}

GBytes *
stream_read (Stream *stream, gsize max)
{
  gsize length = MIN (max, stream_readable (stream));
  GBytes *octets;
  guint64 edge;

  if (length == 0)
    return NULL;
  octets = g_bytes_new (stream->arrived->data + stream->arrived_start, length);
  stream->arrived_start += (guint32) length;
  stream->read += length;
  compact (stream->arrived, &stream->arrived_start);
  /* RFC 9293 §3.8.6.2.2: tell the peer of more room when it is worth a segment. */
  edge = stream->read + STREAM_WINDOW;
  if (stream->offered - stream->received < STREAM_MSS && edge - stream->offered >= STREAM_MSS && !stream_ended (stream)
      && !stream->fin_received)
    stream->ack_now = TRUE;
  return octets;
}

/* Everything but SYN and RST, in order of need. */
static guint
flags_of (const Stream *stream, guint flags)
{
  if (stream->state != STREAM_SYN_SENT)
    flags |= SEGMENT_ACK;
  if (stream->fin_received)
    flags |= SEGMENT_ACK_FIN;
  return flags;
}

static void
fill_segment (Stream *stream, Segment *segment, guint64 sequence, guint flags)
{
  *segment = (Segment) { .sequence = sequence, .acknowledged = stream->received, .flags = flags_of (stream, flags) };
  segment->window = (guint32) (STREAM_WINDOW - stream_readable (stream));
  stream->offered = MAX (stream->offered, stream->received + segment->window);
  stream->ack_now = FALSE;
  stream->ack_at = STREAM_NEVER;
  stream->unanswered = 0;
}

static void
send_range (Stream *stream, guint i, gint64 now, Segment *segment)
{
  SentRange *range = STREAM_RANGE (stream, i);

  fill_segment (stream, segment, range->sequence, range->flags);
  if (range->length > 0)
    segment->octets = send_queue_get (&stream->sending, range->sequence, range->length);
  segment->of_event = range->event;
  range->lost = FALSE;
  range->sent = now;
  range->times++;
  stream->sent_index = i + 1;
  if (stream->deadline == STREAM_NEVER)
    stream->deadline = now + stream->rto;
}

/* Octets believed to be on their way. */
static guint64
in_flight (const Stream *stream)
{
  guint64 octets = 0;

  for (guint i = 0; i < stream->unacked->len; i++)
    if (!STREAM_RANGE (stream, i)->lost)
      octets += STREAM_RANGE (stream, i)->length;
  return octets;
}

static gboolean
send_again (Stream *stream, gint64 now, Segment *segment)
{
  for (guint i = 0; i < stream->unacked->len; i++)
    {
      if (!STREAM_RANGE (stream, i)->lost)
        continue;
      /* The first is always worth it; those behind wait for room in the congestion window. */
      if (i > 0 && in_flight (stream) + STREAM_RANGE (stream, i)->length > stream->cwnd)
        return FALSE;
      send_range (stream, i, now, segment);
      return TRUE;
    }
  return FALSE;
}

static void
note_fin_sent (Stream *stream)
{
  stream->fin_sent = TRUE;
  stream->state = stream->state == STREAM_CLOSE_WAIT ? STREAM_LAST_ACK : STREAM_FIN_WAIT_1;
}

/* How much of what waits may leave now. RFC 9293 §3.8.6.2.1: no small segment while more waits and
 * others are on their way. */
static guint
sendable (Stream *stream)
{
  guint64 pending = stream_pending (stream);
  guint64 flight = stream->next - stream->una;
  guint64 room = MIN (stream->window, stream->cwnd);
  guint64 chunk = MIN (pending, stream->mss);

  room = room > flight ? room - flight : 0;
  if (room >= chunk)
    return (guint) chunk;
  if (stream->probe && flight == 0 && room == 0)
    return 1;
  return flight == 0 ? (guint) room : 0;
}

static gboolean
send_new (Stream *stream, gint64 now, Segment *segment)
{
  guint length;
  guint flags = 0;

  if (stream->fin_sent || (stream->state != STREAM_ESTABLISHED && stream->state != STREAM_CLOSE_WAIT))
    return FALSE;
  length = sendable (stream);
  stream->probe = FALSE;
  if (length == stream_pending (stream) && stream->fin_wanted)
    flags |= SEGMENT_FIN;
  if (length > 0 && length == stream_pending (stream))
    flags |= SEGMENT_PSH;
  if (length == 0 && flags == 0)
    {
      /* Nothing is on its way that could bring the news of an opened window: probe for it. */
      if (stream_pending (stream) > 0 && stream->unacked->len == 0 && stream->deadline == STREAM_NEVER)
        stream->deadline = now + stream->rto;
      return FALSE;
    }
  if (stream->unacked->len == 0)
    {
      stream->progress = now;
      stream->deadline = STREAM_NEVER;
    }
  stream_add_range (stream, stream->next, length, flags);
  stream->next += length;
  if (flags & SEGMENT_FIN)
    note_fin_sent (stream);
  send_range (stream, stream->unacked->len - 1, now, segment);
  return TRUE;
}

gboolean
stream_next_segment (Stream *stream, gint64 now, Segment *segment)
{
  stream->sent_index = 0;
  if (stream->rst_wanted)
    {
      fill_segment (stream, segment, stream->next, SEGMENT_RST);
      segment->window = 0;
      stream->rst_wanted = FALSE;
      return TRUE;
    }
  if (send_again (stream, now, segment) || send_new (stream, now, segment))
    return TRUE;
  if (!stream->ack_now)
    return FALSE;
  fill_segment (stream, segment, stream->next, 0);
  return TRUE;
}

void
stream_sent (Stream *stream, guint32 event)
{
  SentRange *range;

  if (stream->sent_index == 0)
    return;
  range = STREAM_RANGE (stream, stream->sent_index - 1);
  if (range->event == 0)
    range->event = event;
  stream->sent_index = 0;
}

gint64
stream_expiry (const Stream *stream)
{
  return MIN (stream->deadline, stream->ack_at);
}

void
stream_set_rto (Stream *stream)
{
  stream->rto = stream->srtt == 0 ? STREAM_RTO_INITIAL
                                  : CLAMP (stream->srtt + 4 * stream->rttvar, STREAM_RTO_MIN, STREAM_RTO_MAX);
}

static gboolean
should_give_up (const Stream *stream, gint64 now)
{
  const SentRange *first = STREAM_RANGE (stream, 0);

  if (first->flags & SEGMENT_SYN)
    return first->times >= STREAM_SYN_TRIES;
  return now - stream->progress >= STREAM_GIVE_UP;
}

void
stream_lose_all (Stream *stream)
{
  stream->doubt = DOUBT_NONE;
  for (guint i = 0; i < stream->unacked->len; i++)
    STREAM_RANGE (stream, i)->lost = TRUE;
}

/* RFC 6298 §5.4 to §5.6, RFC 5681 §3.1. The first segment is sent again; whether those behind it count as lost too is
 * known when the next acknowledgements have come: behind a queue they may only be late (RFC 5682 §2.1). */
static guint32
retransmission_timeout (Stream *stream, gint64 now)
{
  guint32 event = STREAM_RANGE (stream, 0)->event;

  if (should_give_up (stream, now))
    {
      /* The application never heard of a handshake that was not finished. */
      stream_become_closed (stream, stream->state == STREAM_SYN_RECEIVED ? 0 : STREAM_EVENT_GAVE_UP);
      return event;
    }
  if (stream->window > 0) /* else it was a probe that was refused, no sign of congestion */
    {
      stream->ssthresh = MAX (in_flight (stream) / 2, 2 * (guint64) stream->mss);
      stream->cwnd = stream->mss;
    }
  stream->recovering = FALSE;
  stream->duplicates = 0;
  stream->rto = MIN (2 * stream->rto, STREAM_RTO_MAX);
  stream->recover = stream->next;
  if (stream->window > 0 && (STREAM_RANGE (stream, 0)->flags & SEGMENT_SYN) == 0 && STREAM_RANGE (stream, 0)->times == 1)
    {
      STREAM_RANGE (stream, 0)->lost = TRUE;
      stream->doubt = DOUBT_FIRST_ACK;
    }
  else
    stream_lose_all (stream);
  return event;
}

guint32
stream_timeout (Stream *stream, gint64 now)
{
  if (stream->ack_at <= now)
    {
      stream->ack_at = STREAM_NEVER;
      stream->ack_now = TRUE;
    }
  if (stream->deadline > now)
    return 0;
  stream->deadline = STREAM_NEVER;
  if (stream->state == STREAM_TIME_WAIT)
    stream_become_closed (stream, 0);
  else if (stream->state == STREAM_FIN_WAIT_2)
    stream_become_closed (stream, STREAM_EVENT_CLOSED);
  else if (stream->unacked->len > 0)
    return retransmission_timeout (stream, now);
  else
    {
      stream->probe = TRUE;
      stream->rto = MIN (2 * stream->rto, STREAM_RTO_MAX);
    }
  return 0;
}

guint
stream_take_events (Stream *stream)
{
  guint events = stream->events;

  stream->events = 0;
  return events;
}

const char *
stream_state_name (StreamState state)
{
  static const char *const names[] = { "CLOSED",     "LISTEN",     "SYN-SENT",   "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
                                       "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING",    "LAST-ACK",     "TIME-WAIT" };

  g_assert (state < G_N_ELEMENTS (names));
  return names[state];
}
