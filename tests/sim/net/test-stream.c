#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rng.h"
#include "net/stream.h"

#define MS G_GINT64_CONSTANT (1000)
#define SECOND G_GINT64_CONSTANT (1000000)

static guint states_seen;

/* Two ends and a test that carries each segment by hand. */
typedef struct {
  Stream client;
  Stream server;
  gint64 now;
  guint32 event;
} Pair;

static void
note_state (const Stream *stream)
{
  states_seen |= 1u << stream->state;
}

static gboolean
next (Pair *pair, Stream *from, Segment *segment)
{
  note_state (from);
  if (!stream_next_segment (from, pair->now, segment))
    return FALSE;
  note_state (from);
  stream_sent (from, ++pair->event);
  return TRUE;
}

static void
deliver (Pair *pair, Stream *to, Segment *segment)
{
  stream_receive (to, segment, pair->now);
  note_state (to);
  state_clear (&segment_state, segment);
}

/* All that from wants to send arrives. Returns how many segments. */
static guint
carry (Pair *pair, Stream *from)
{
  Stream *to = from == &pair->client ? &pair->server : &pair->client;
  Segment segment;
  guint n = 0;

  for (; next (pair, from, &segment); n++)
    deliver (pair, to, &segment);
  return n;
}

static void
drop (Pair *pair, Stream *from)
{
  Segment segment;

  assert_true (next (pair, from, &segment));
  state_clear (&segment_state, &segment);
}

static void
settle (Pair *pair)
{
  while (carry (pair, &pair->client) + carry (pair, &pair->server) > 0)
    ;
}

static void
open_pair (Pair *pair)
{
  *pair = (Pair) { .now = SECOND };
  stream_init (&pair->client);
  stream_init (&pair->server);
  stream_listen (&pair->server);
  note_state (&pair->server);
  stream_connect (&pair->client, pair->now);
  settle (pair);
  assert_int_equal (pair->client.state, STREAM_ESTABLISHED);
  assert_int_equal (pair->server.state, STREAM_ESTABLISHED);
  assert_int_equal (stream_take_events (&pair->client), STREAM_EVENT_CONNECTED);
  assert_int_equal (stream_take_events (&pair->server), STREAM_EVENT_CONNECTED);
}

static void
clear_pair (Pair *pair)
{
  state_clear (&stream_state, &pair->client);
  state_clear (&stream_state, &pair->server);
}

static void
say (Stream *stream, const char *text)
{
  stream_write (stream, (const guint8 *) text, strlen (text));
}

static void
assert_reads (Stream *stream, const char *text)
{
  GBytes *octets = stream_read (stream, 1000);

  assert_non_null (octets);
  assert_int_equal (g_bytes_get_size (octets), strlen (text));
  assert_memory_equal (g_bytes_get_data (octets, NULL), text, strlen (text));
  g_bytes_unref (octets);
}

static void
write_zeroes (Stream *stream, gsize length)
{
  g_autofree guint8 *zeroes = g_malloc0 (length);

  stream_write (stream, zeroes, length);
}

static void
test_a_reply_carries_the_acknowledgement (void **state)
{
  Pair pair;

  open_pair (&pair);
  say (&pair.client, "NOOP\r\n");
  assert_int_equal (carry (&pair, &pair.client), 1);
  assert_int_equal (carry (&pair, &pair.server), 0);
  assert_int_equal (stream_expiry (&pair.server), pair.now + STREAM_ACK_DELAY);
  assert_reads (&pair.server, "NOOP\r\n");
  say (&pair.server, "+OK\r\n");
  assert_int_equal (carry (&pair, &pair.server), 1);
  assert_int_equal (pair.client.una, 6);
  /* Nobody answers this one: the acknowledgement comes alone, later. */
  assert_int_equal (carry (&pair, &pair.client), 0);
  pair.now = stream_expiry (&pair.client);
  assert_int_equal (stream_timeout (&pair.client, pair.now), 0);
  assert_int_equal (carry (&pair, &pair.client), 1);
  assert_int_equal (pair.server.una, 5);
  assert_int_equal (stream_expiry (&pair.server), STREAM_NEVER);
  clear_pair (&pair);
}

static void
test_segments_are_cut_at_the_mss (void **state)
{
  Pair pair;
  Segment segment;
  guint lengths[4] = { 0 };

  open_pair (&pair);
  write_zeroes (&pair.server, 3 * STREAM_MSS + 7);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      assert_true (next (&pair, &pair.server, &segment));
      lengths[i] = segment.octets->len;
      assert_int_equal ((segment.flags & SEGMENT_PSH) != 0, i == 3);
      state_clear (&segment_state, &segment);
    }
  assert_false (next (&pair, &pair.server, &segment));
  assert_int_equal (lengths[0], STREAM_MSS);
  assert_int_equal (lengths[3], 7);
  clear_pair (&pair);
}

static void
test_initial_window_then_slow_start (void **state)
{
  Pair pair;
  Segment segment;
  guint n = 0;

  open_pair (&pair);
  write_zeroes (&pair.server, 60000);
  for (; next (&pair, &pair.server, &segment); n++)
    deliver (&pair, &pair.client, &segment);
  assert_int_equal (n, STREAM_INITIAL_WINDOW);
  carry (&pair, &pair.client);
  assert_int_equal (carry (&pair, &pair.server), 11);
  clear_pair (&pair);
}

/* RFC 6298 §5: 1 s at first, doubled each time, and the id of the first sending kept. */
static void
test_retransmission_backs_off (void **state)
{
  Pair pair = { .now = SECOND };
  Segment segment;

  stream_init (&pair.client);
  stream_init (&pair.server);
  stream_listen (&pair.server);
  stream_connect (&pair.client, pair.now);
  drop (&pair, &pair.client);
  for (guint i = 0; i < STREAM_SYN_TRIES - 1; i++)
    {
      assert_int_equal (stream_expiry (&pair.client) - pair.now, SECOND << i);
      pair.now = stream_expiry (&pair.client);
      assert_int_equal (stream_timeout (&pair.client, pair.now), 1);
      assert_true (next (&pair, &pair.client, &segment));
      assert_int_equal (segment.of_event, 1);
      state_clear (&segment_state, &segment);
    }
  pair.now = stream_expiry (&pair.client);
  stream_timeout (&pair.client, pair.now);
  assert_int_equal (stream_take_events (&pair.client), STREAM_EVENT_GAVE_UP);
  assert_int_equal (pair.now, 64 * SECOND);
  assert_true (stream_ended (&pair.client));
  assert_int_equal (stream_expiry (&pair.client), STREAM_NEVER);
  clear_pair (&pair);
}

/* RFC 5681 §3.1: behind a timeout the window is one segment again, and RFC 6298 §5.5: the timer is twice as long. */
static void
test_a_timeout_closes_the_window (void **state)
{
  Pair pair;
  gint64 rto;

  open_pair (&pair);
  write_zeroes (&pair.server, 6 * STREAM_MSS);
  for (guint i = 0; i < 4; i++)
    drop (&pair, &pair.server);
  rto = pair.server.rto;
  pair.now = stream_expiry (&pair.server);
  stream_timeout (&pair.server, pair.now);
  assert_int_equal (pair.server.cwnd, STREAM_MSS);
  assert_int_equal (pair.server.ssthresh, 2 * STREAM_MSS);
  assert_int_equal (pair.server.rto, 2 * rto);
  assert_int_equal (carry (&pair, &pair.server), 1);
  assert_int_equal (stream_readable (&pair.client), STREAM_MSS);
  clear_pair (&pair);
}

static void
test_rto_follows_the_round_trip (void **state)
{
  Pair pair;
  Segment segment;

  open_pair (&pair);
  for (guint i = 0; i < 40; i++)
    {
      say (&pair.client, "x");
      assert_true (next (&pair, &pair.client, &segment));
      pair.now += 300 * MS;
      deliver (&pair, &pair.server, &segment);
      pair.now += STREAM_ACK_DELAY;
      stream_timeout (&pair.server, pair.now);
      carry (&pair, &pair.server);
    }
  assert_true (pair.client.srtt >= 300 * MS && pair.client.srtt <= 345 * MS);
  assert_true (pair.client.rto >= 340 * MS && pair.client.rto <= 500 * MS);
  clear_pair (&pair);
}

static void
test_three_duplicates_bring_it_back_at_once (void **state)
{
  Pair pair;
  Segment segment;

  open_pair (&pair);
  write_zeroes (&pair.server, 6 * STREAM_MSS);
  drop (&pair, &pair.server);
  for (guint i = 0; i < 3; i++)
    {
      assert_true (next (&pair, &pair.server, &segment));
      deliver (&pair, &pair.client, &segment);
      assert_int_equal (carry (&pair, &pair.client), 1);
    }
  assert_int_equal (pair.client.out_of_order->len, 3);
  assert_true (next (&pair, &pair.server, &segment));
  assert_int_equal (segment.sequence, 0);
  assert_int_not_equal (segment.of_event, 0);
  deliver (&pair, &pair.client, &segment);
  assert_int_equal (pair.client.out_of_order->len, 0);
  assert_int_equal (stream_readable (&pair.client), 4 * STREAM_MSS);
  assert_true (pair.server.recovering);
  settle (&pair);
  assert_int_equal (stream_readable (&pair.client), 6 * STREAM_MSS);
  assert_false (pair.server.recovering);
  assert_true (pair.server.cwnd >= 2 * STREAM_MSS && pair.server.cwnd <= 10 * STREAM_MSS - 1);
  clear_pair (&pair);
}

static void
test_what_came_twice_is_taken_once (void **state)
{
  Pair pair;
  Segment first;
  Segment again;

  open_pair (&pair);
  say (&pair.client, "DELE 1\r\n");
  assert_true (next (&pair, &pair.client, &first));
  deliver (&pair, &pair.server, &first);
  pair.now = stream_expiry (&pair.client);
  stream_timeout (&pair.client, pair.now);
  assert_true (next (&pair, &pair.client, &again));
  deliver (&pair, &pair.server, &again);
  assert_reads (&pair.server, "DELE 1\r\n");
  assert_int_equal (stream_readable (&pair.server), 0);
  assert_int_equal (carry (&pair, &pair.server), 1);
  assert_int_equal (pair.client.unacked->len, 0);
  clear_pair (&pair);
}

static void
test_closed_window_is_probed (void **state)
{
  Pair pair;
  GBytes *read;

  open_pair (&pair);
  write_zeroes (&pair.server, STREAM_WINDOW + 5000);
  settle (&pair);
  for (guint i = 0; i < 50 && pair.server.window > 0; i++)
    {
      pair.now += SECOND;
      stream_timeout (&pair.client, pair.now);
      stream_timeout (&pair.server, pair.now);
      settle (&pair);
    }
  assert_int_equal (stream_readable (&pair.client), STREAM_WINDOW);
  assert_int_equal (pair.server.window, 0);
  for (guint i = 0; i < 20; i++)
    {
      assert_int_not_equal (stream_expiry (&pair.server), STREAM_NEVER);
      pair.now = stream_expiry (&pair.server);
      stream_timeout (&pair.server, pair.now);
      assert_int_equal (carry (&pair, &pair.server), 1);
      assert_int_equal (carry (&pair, &pair.client), 1);
    }
  assert_int_equal (stream_take_events (&pair.server), 0);
  read = stream_read (&pair.client, G_MAXSIZE);
  g_bytes_unref (read);
  settle (&pair);
  pair.now += SECOND;
  stream_timeout (&pair.client, pair.now);
  settle (&pair);
  assert_int_equal (stream_readable (&pair.client), 5000);
  clear_pair (&pair);
}

static void
test_half_close_carries_the_last_reply (void **state)
{
  Pair pair;

  open_pair (&pair);
  say (&pair.client, "QUIT\r\n");
  stream_shutdown (&pair.client);
  say (&pair.client, "never sent");
  assert_int_equal (carry (&pair, &pair.client), 1);
  assert_int_equal (pair.client.state, STREAM_FIN_WAIT_1);
  assert_int_equal (pair.server.state, STREAM_CLOSE_WAIT);
  assert_int_equal (stream_take_events (&pair.server), STREAM_EVENT_READABLE | STREAM_EVENT_PEER_CLOSED);
  carry (&pair, &pair.server);
  assert_int_equal (pair.client.state, STREAM_FIN_WAIT_2);
  assert_reads (&pair.server, "QUIT\r\n");
  say (&pair.server, "+OK bye\r\n");
  stream_shutdown (&pair.server);
  carry (&pair, &pair.server);
  assert_int_equal (pair.server.state, STREAM_LAST_ACK);
  assert_int_equal (pair.client.state, STREAM_TIME_WAIT);
  assert_int_equal (stream_take_events (&pair.client), STREAM_EVENT_READABLE | STREAM_EVENT_PEER_CLOSED | STREAM_EVENT_CLOSED);
  assert_reads (&pair.client, "+OK bye\r\n");
  carry (&pair, &pair.client);
  assert_int_equal (pair.server.state, STREAM_CLOSED);
  assert_int_equal (stream_take_events (&pair.server), STREAM_EVENT_CLOSED);
  pair.now = stream_expiry (&pair.client);
  stream_timeout (&pair.client, pair.now);
  assert_int_equal (pair.client.state, STREAM_CLOSED);
  clear_pair (&pair);
}

static void
test_both_close_at_once (void **state)
{
  Pair pair;
  Segment from_client;
  Segment from_server;

  open_pair (&pair);
  stream_shutdown (&pair.client);
  stream_shutdown (&pair.server);
  assert_true (next (&pair, &pair.client, &from_client));
  assert_true (next (&pair, &pair.server, &from_server));
  deliver (&pair, &pair.client, &from_server);
  deliver (&pair, &pair.server, &from_client);
  assert_int_equal (pair.client.state, STREAM_CLOSING);
  settle (&pair);
  assert_int_equal (pair.client.state, STREAM_TIME_WAIT);
  assert_int_equal (pair.server.state, STREAM_TIME_WAIT);
  clear_pair (&pair);
}

static void
test_lost_fin_and_lost_last_acknowledgement (void **state)
{
  Pair pair;

  open_pair (&pair);
  stream_shutdown (&pair.client);
  drop (&pair, &pair.client);
  pair.now = stream_expiry (&pair.client);
  stream_timeout (&pair.client, pair.now);
  settle (&pair);
  stream_shutdown (&pair.server);
  carry (&pair, &pair.server);
  drop (&pair, &pair.client);
  pair.now = stream_expiry (&pair.server);
  stream_timeout (&pair.server, pair.now);
  settle (&pair);
  assert_int_equal (pair.server.state, STREAM_CLOSED);
  assert_int_equal (pair.client.state, STREAM_TIME_WAIT);
  clear_pair (&pair);
}

static void
test_closed_port_answers_with_reset (void **state)
{
  Pair pair = { .now = SECOND };

  stream_init (&pair.client);
  stream_init (&pair.server);
  stream_connect (&pair.client, pair.now);
  settle (&pair);
  assert_int_equal (stream_take_events (&pair.client), STREAM_EVENT_REFUSED);
  assert_int_equal (pair.client.state, STREAM_CLOSED);
  clear_pair (&pair);
}

static void
test_abort_is_told_to_the_peer_only (void **state)
{
  Pair pair;

  open_pair (&pair);
  say (&pair.client, "lost");
  stream_abort (&pair.client);
  settle (&pair);
  assert_int_equal (stream_take_events (&pair.client), 0);
  assert_int_equal (stream_take_events (&pair.server), STREAM_EVENT_RESET);
  assert_int_equal (stream_readable (&pair.server), 0);
  clear_pair (&pair);
}

/* A peer that lies about what it got or sends from nowhere changes nothing. */
static void
test_impossible_segments_are_ignored (void **state)
{
  Pair pair;
  Segment ahead = { .acknowledged = 1000, .flags = SEGMENT_ACK, .window = 5 };
  Segment far = { .sequence = 10 * STREAM_WINDOW, .flags = SEGMENT_ACK | SEGMENT_PSH, .window = STREAM_WINDOW };

  open_pair (&pair);
  say (&pair.client, "x");
  drop (&pair, &pair.client);
  deliver (&pair, &pair.client, &ahead);
  assert_int_equal (pair.client.una, 0);
  assert_int_equal (pair.client.window, STREAM_WINDOW);
  far.octets = g_byte_array_new ();
  g_byte_array_set_size (far.octets, 10);
  deliver (&pair, &pair.client, &far);
  assert_int_equal (pair.client.out_of_order->len, 0);
  assert_int_equal (stream_readable (&pair.client), 0);
  clear_pair (&pair);
}

static Segment
any_segment (guint64 seed, guint64 n)
{
  Segment segment = { .sequence = rng_u64 (seed, "sequence", "", n) % 3000, .acknowledged = rng_u64 (seed, "ack", "", n) % 3000 };
  guint length = (guint) (rng_u64 (seed, "length", "", n) % 200);

  segment.flags = (guint32) rng_u64 (seed, "flags", "", n) & 63;
  if (n % 16 != 0)
    segment.flags &= ~(guint32) SEGMENT_RST;
  segment.window = (guint32) (rng_u64 (seed, "window", "", n) % 4 * 1000);
  if (length > 100)
    {
      segment.octets = g_byte_array_new ();
      g_byte_array_set_size (segment.octets, length);
    }
  return segment;
}

/* Segments that no honest end would send: nothing breaks, and the bounds hold. */
static void
test_any_segments_at_all (void **state)
{
  for (guint64 seed = 1; seed <= 300; seed++)
    {
      Pair pair = { .now = SECOND };
      Stream *stream = &pair.client;

      stream_init (stream);
      if (seed % 2 == 0)
        stream_connect (stream, pair.now);
      else
        stream_listen (stream);
      for (guint64 n = 0; n < 200; n++)
        {
          Segment in = any_segment (seed, n);
          Segment out;

          pair.now += (gint64) (rng_u64 (seed, "time", "", n) % SECOND);
          if (stream_expiry (stream) <= pair.now)
            stream_timeout (stream, pair.now);
          deliver (&pair, stream, &in);
          if (n % 5 == 0)
            write_zeroes (stream, 700);
          if (n % 50 == 49)
            stream_shutdown (stream);
          while (next (&pair, stream, &out))
            state_clear (&segment_state, &out);
          assert_true (stream->una <= stream->next && stream->next <= stream->sending.end);
          assert_true (stream_readable (stream) <= STREAM_WINDOW);
          assert_true (stream->out_of_order->len < 3000);
        }
      state_clear (&stream_state, stream);
    }
}

static void
test_every_state_was_seen (void **state)
{
  for (StreamState s = STREAM_CLOSED; s <= STREAM_TIME_WAIT; s++)
    if ((states_seen & (1u << s)) == 0)
      fail_msg ("%s was never seen", stream_state_name (s));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_a_reply_carries_the_acknowledgement),
    cmocka_unit_test (test_segments_are_cut_at_the_mss),
    cmocka_unit_test (test_initial_window_then_slow_start),
    cmocka_unit_test (test_retransmission_backs_off),
    cmocka_unit_test (test_a_timeout_closes_the_window),
    cmocka_unit_test (test_rto_follows_the_round_trip),
    cmocka_unit_test (test_three_duplicates_bring_it_back_at_once),
    cmocka_unit_test (test_what_came_twice_is_taken_once),
    cmocka_unit_test (test_closed_window_is_probed),
    cmocka_unit_test (test_half_close_carries_the_last_reply),
    cmocka_unit_test (test_both_close_at_once),
    cmocka_unit_test (test_lost_fin_and_lost_last_acknowledgement),
    cmocka_unit_test (test_closed_port_answers_with_reset),
    cmocka_unit_test (test_abort_is_told_to_the_peer_only),
    cmocka_unit_test (test_impossible_segments_are_ignored),
    cmocka_unit_test (test_any_segments_at_all),
    cmocka_unit_test (test_every_state_was_seen),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
