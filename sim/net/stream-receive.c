/* Stream: what an arriving segment does (RFC 9293 §3.10.7). */
#include "net/stream-internal.h"

/* RFC 6298 §2.2 and §2.3; only of what was sent once (Karn, §3). Nothing else undoes the back-off of the time-out: with
 * a queue that is longer than it, all that came back would be of what was sent again, and it would stay too short. */
static void
take_sample (Stream *stream, gint64 rtt)
{
  if (stream->srtt == 0)
    {
      stream->srtt = MAX (rtt, 1);
      stream->rttvar = rtt / 2;
    }
  else
    {
      stream->rttvar += (ABS (stream->srtt - rtt) - stream->rttvar) / 4;
      stream->srtt = MAX (stream->srtt + (rtt - stream->srtt) / 8, 1);
    }
  stream_set_rto (stream);
}

static gboolean
is_acknowledged (const SentRange *range, guint64 acknowledged, gboolean fin)
{
  if (range->flags & SEGMENT_FIN)
    return fin;
  return range->sequence + range->length <= acknowledged;
}

static void
drop_acknowledged (Stream *stream, guint64 acknowledged, gboolean fin, gint64 now)
{
  gboolean again = FALSE;
  gint64 sent = 0;
  guint n = 0;

  for (; n < stream->unacked->len && is_acknowledged (STREAM_RANGE (stream, n), acknowledged, fin); n++)
    {
      again |= STREAM_RANGE (stream, n)->times > 1;
      sent = STREAM_RANGE (stream, n)->sent;
    }
  /* What waited behind a hole that was filled says nothing about the path either. */
  if (n > 0 && !again)
    take_sample (stream, now - sent);
  if (n > 0)
    g_array_remove_range (stream->unacked, 0, n);
  if (stream->unacked->len > 0 && STREAM_RANGE (stream, 0)->sequence < acknowledged)
    {
      SentRange *first = STREAM_RANGE (stream, 0);

      first->length -= (guint32) (acknowledged - first->sequence);
      first->sequence = acknowledged;
    }
}

/* RFC 5681 §3.1, in octets. */
static void
grow_congestion_window (Stream *stream, guint64 acked)
{
  if (stream->cwnd < stream->ssthresh)
    stream->cwnd += MIN (acked, stream->mss);
  else
    stream->cwnd += MAX ((guint64) stream->mss * stream->mss / stream->cwnd, 1);
}

static void
enter_time_wait (Stream *stream, gint64 now)
{
  stream->state = STREAM_TIME_WAIT;
  stream->deadline = now + STREAM_TIME_WAIT_LENGTH;
  stream->events |= STREAM_EVENT_CLOSED;
}

static void
fin_was_acknowledged (Stream *stream, gint64 now)
{
  stream->fin_acked = TRUE;
  switch (stream->state)
    {
    case STREAM_FIN_WAIT_1:
      stream->state = STREAM_FIN_WAIT_2;
      stream->deadline = now + STREAM_FIN_WAIT_LENGTH;
      break;
    case STREAM_CLOSING:
      enter_time_wait (stream, now);
      break;
    case STREAM_LAST_ACK:
      stream_become_closed (stream, STREAM_EVENT_CLOSED);
      break;
    default:
      break;
    }
}

/* RFC 6582 §3.2: a partial acknowledgement during recovery shows the next hole. */
static void
continue_recovery (Stream *stream, guint64 acknowledged, guint64 acked)
{
  if (acknowledged >= stream->recover)
    {
      stream->recovering = FALSE;
      stream->cwnd = stream->ssthresh;
      return;
    }
  if (stream->unacked->len > 0)
    STREAM_RANGE (stream, 0)->lost = TRUE;
  stream->cwnd = MAX (stream->cwnd - MIN (acked, stream->cwnd), stream->mss) + stream->mss;
}

/* RFC 5682 §2.1, steps 2 and 3: two acknowledgements of what was not sent again show that the time-out came too early.
 * The first lets two new segments go, which make the second one come. */
static void
settle_doubt (Stream *stream, guint64 acknowledged, guint64 acked)
{
  guint64 flight = stream->next - stream->una;

  if (acknowledged >= stream->recover)
    {
      stream->doubt = DOUBT_NONE;
      grow_congestion_window (stream, acked);
    }
  else if (stream->doubt == DOUBT_SECOND_ACK)
    {
      stream->doubt = DOUBT_NONE;
      stream->cwnd = MAX (flight, stream->mss);
    }
  else if (stream->sending.end == stream->next)
    stream_lose_all (stream);
  else
    {
      stream->doubt = DOUBT_SECOND_ACK;
      stream->cwnd = flight + 2 * (guint64) stream->mss;
    }
}

static void
acknowledged_more (Stream *stream, guint64 acknowledged, gboolean fin, gint64 now)
{
  guint64 acked = acknowledged - stream->una;

  drop_acknowledged (stream, acknowledged, fin, now);
  stream_forget_sent (stream, acknowledged);
  stream->progress = now;
  stream->duplicates = 0;
  stream->deadline = stream->unacked->len > 0 ? now + stream->rto : STREAM_NEVER;
  if (stream->doubt != DOUBT_NONE)
    settle_doubt (stream, acknowledged, acked);
  else if (stream->recovering)
    continue_recovery (stream, acknowledged, acked);
  else
    grow_congestion_window (stream, acked);
  if (fin)
    fin_was_acknowledged (stream, now);
}

/* RFC 5681 §3.2: the third duplicate means that a segment was lost, and further ones that others left the network. */
static void
duplicate_acknowledgement (Stream *stream)
{
  if (stream->doubt != DOUBT_NONE)
    {
      stream->cwnd = MIN (stream->cwnd, 3 * (guint64) stream->mss);
      stream_lose_all (stream);
      return;
    }
  stream->duplicates++;
  if (stream->recovering)
    stream->cwnd += stream->mss;
  else if (stream->duplicates == 3)
    {
      stream->ssthresh = MAX ((stream->next - stream->una) / 2, 2 * (guint64) stream->mss);
      stream->cwnd = stream->ssthresh + 3 * (guint64) stream->mss;
      stream->recovering = TRUE;
      stream->recover = stream->next;
      STREAM_RANGE (stream, 0)->lost = TRUE;
    }
}

static void
take_window (Stream *stream, guint32 window, gint64 now)
{
  gboolean opened = stream->window == 0 && window > 0;

  if (stream->window == 0)
    stream->progress = now; /* RFC 9293 §3.8.6.1: never give up a peer that answers probes */
  stream->window = window;
  if (!opened)
    return;
  stream_set_rto (stream);
  stream->deadline = stream->unacked->len > 0 ? now + stream->rto : STREAM_NEVER;
  if (stream->unacked->len > 0)
    STREAM_RANGE (stream, 0)->lost = TRUE; /* the probe, refused before */
}

static void
take_acknowledgement (Stream *stream, const Segment *segment, gint64 now)
{
  gboolean fin = (segment->flags & SEGMENT_ACK_FIN) && stream->fin_sent && !stream->fin_acked;
  gboolean plain = segment->octets == NULL && (segment->flags & SEGMENT_FIN) == 0;

  if (segment->acknowledged > stream->next || segment->acknowledged < stream->una)
    return;
  if (segment->acknowledged > stream->una || fin)
    acknowledged_more (stream, segment->acknowledged, fin, now);
  else if (plain && stream->unacked->len > 0 && stream->window >= stream->mss)
    duplicate_acknowledgement (stream); /* and no news of a window that had been closed */
  take_window (stream, segment->window, now);
}

static void
fin_arrived (Stream *stream, gint64 now)
{
  stream->fin_received = TRUE;
  stream->ack_now = TRUE;
  stream->events |= STREAM_EVENT_PEER_CLOSED;
  switch (stream->state)
    {
    case STREAM_ESTABLISHED:
      stream->state = STREAM_CLOSE_WAIT;
      break;
    case STREAM_FIN_WAIT_1:
      stream->state = STREAM_CLOSING;
      break;
    case STREAM_FIN_WAIT_2:
      enter_time_wait (stream, now);
      break;
    default:
      break;
    }
}

/* The part of the segment that continues what has arrived. FALSE: none does. */
static gboolean
take_in_order (Stream *stream, const Segment *segment, gint64 now)
{
  guint length = segment->octets != NULL ? segment->octets->len : 0;
  guint64 skip = stream->received - segment->sequence;

  if (stream->fin_received || skip > length || (skip == length && (segment->flags & SEGMENT_FIN) == 0))
    return FALSE;
  if (length - skip + stream_readable (stream) > STREAM_WINDOW)
    return FALSE;
  if (skip < length)
    {
      g_byte_array_append (stream->arrived, segment->octets->data + skip, (guint) (length - skip));
      stream->received += length - skip;
      stream->events |= STREAM_EVENT_READABLE;
    }
  if (segment->flags & SEGMENT_FIN)
    fin_arrived (stream, now);
  return TRUE;
}

static void
keep_out_of_order (Stream *stream, const Segment *segment)
{
  guint length = segment->octets != NULL ? segment->octets->len : 0;
  Segment kept;
  guint i = 0;

  if (segment->sequence + length > stream->read + STREAM_WINDOW || stream->fin_received)
    return;
  for (; i < stream->out_of_order->len; i++)
    {
      const Segment *other = &g_array_index (stream->out_of_order, Segment, i);

      if (other->sequence == segment->sequence)
        return;
      if (other->sequence > segment->sequence)
        break;
    }
  state_copy (&segment_state, &kept, segment);
  g_array_insert_val (stream->out_of_order, i, kept);
}

static void
drain_out_of_order (Stream *stream, gint64 now)
{
  while (stream->out_of_order->len > 0)
    {
      Segment *first = &g_array_index (stream->out_of_order, Segment, 0);

      if (first->sequence > stream->received)
        return;
      take_in_order (stream, first, now);
      state_clear (&segment_state, first);
      g_array_remove_index (stream->out_of_order, 0);
    }
}

static void
take_octets (Stream *stream, const Segment *segment, gint64 now)
{
  gboolean gap = stream->out_of_order->len > 0;

  if (segment->octets == NULL && (segment->flags & SEGMENT_FIN) == 0)
    return;
  if (segment->sequence > stream->received)
    {
      keep_out_of_order (stream, segment);
      stream->ack_now = TRUE;
      return;
    }
  /* Again, or no room: the acknowledgement says what is expected (RFC 9293 §3.10.7.4). */
  if (!take_in_order (stream, segment, now))
    {
      stream->ack_now = TRUE;
      return;
    }
  drain_out_of_order (stream, now);
  stream->unanswered++;
  if (gap || stream->unanswered >= 2)
    stream->ack_now = TRUE;
  else if (stream->ack_at == STREAM_NEVER)
    stream->ack_at = now + STREAM_ACK_DELAY;
}

static void
reset (Stream *stream)
{
  switch (stream->state)
    {
    case STREAM_CLOSED:
    case STREAM_LISTEN:
      break;
    case STREAM_SYN_RECEIVED: /* the application never heard of it */
    case STREAM_TIME_WAIT:
      stream_become_closed (stream, 0);
      break;
    case STREAM_CLOSING:
    case STREAM_LAST_ACK:
      stream_become_closed (stream, STREAM_EVENT_CLOSED);
      break;
    case STREAM_SYN_SENT:
      stream_become_closed (stream, STREAM_EVENT_REFUSED);
      break;
    default:
      stream_become_closed (stream, STREAM_EVENT_RESET);
      break;
    }
}

static void
establish (Stream *stream, gint64 now)
{
  const SentRange *syn = STREAM_RANGE (stream, 0);

  if (syn->times == 1)
    take_sample (stream, now - syn->sent);
  g_array_remove_index (stream->unacked, 0);
  stream_set_rto (stream);
  stream->deadline = STREAM_NEVER;
  stream->progress = now;
  stream->state = STREAM_ESTABLISHED;
  stream->events |= STREAM_EVENT_CONNECTED;
}

/* Before the connection is there. TRUE: the segment is dealt with. */
static gboolean
receive_unsynchronised (Stream *stream, const Segment *segment, gint64 now)
{
  gboolean syn = (segment->flags & SEGMENT_SYN) != 0;

  switch (stream->state)
    {
    case STREAM_CLOSED:
      stream->rst_wanted = TRUE; /* RFC 9293 §3.10.7.1 */
      return TRUE;
    case STREAM_LISTEN:
      stream->rst_wanted = !syn;
      if (!syn)
        return TRUE;
      stream->state = STREAM_SYN_RECEIVED;
      stream->window = segment->window;
      stream->progress = now;
      stream_add_range (stream, 0, 0, SEGMENT_SYN);
      STREAM_RANGE (stream, 0)->lost = TRUE;
      return TRUE;
    case STREAM_SYN_SENT:
      if (!syn || (segment->flags & SEGMENT_ACK) == 0)
        return TRUE;
      stream->window = segment->window;
      establish (stream, now);
      stream->ack_now = TRUE;
      return TRUE;
    case STREAM_SYN_RECEIVED:
      if (syn)
        STREAM_RANGE (stream, 0)->lost = TRUE;
      else
        establish (stream, now);
      return syn;
    default:
      stream->ack_now |= syn; /* our ACK of the SYN was lost */
      return syn;
    }
}

void
stream_receive (Stream *stream, const Segment *segment, gint64 now)
{
  if (segment->flags & SEGMENT_RST)
    {
      reset (stream);
      return;
    }
  if (receive_unsynchronised (stream, segment, now))
    return;
  take_acknowledgement (stream, segment, now);
  if (stream->state == STREAM_CLOSED)
    return;
  take_octets (stream, segment, now);
  if (stream->state == STREAM_FIN_WAIT_2)
    stream->deadline = now + STREAM_FIN_WAIT_LENGTH;
  else if (stream->state == STREAM_TIME_WAIT && segment->flags & SEGMENT_FIN)
    stream->deadline = now + STREAM_TIME_WAIT_LENGTH;
}
