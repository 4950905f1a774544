#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "network.h"
#include "rng.h"

#define SECOND G_GINT64_CONSTANT (1000000)

/* A world that only has a network: two kinds of applications, both described by counters. */
typedef struct {
  Network network;
  Scheduler scheduler;
  NetworkContext context;
  GChecksum *log;      /* of all trace events */
  GArray *segments;    /* of TraceEvent */
  GArray *changes;     /* of ConnectionChange */
  GByteArray *got[2];  /* per Side: octets read by it */
  guint counts[2][NET_CLOSED + 1];
  guint32 next_event;
  gint64 ended;
  gboolean deaf[2];    /* does not read */
} Lab;

static guint32
emit (gpointer data, TraceEvent *event)
{
  Lab *lab = data;

  event->id = lab->next_event++;
  event->time = lab->context.now;
  assert_true (event->cause < event->id);
  g_checksum_update (lab->log, (const guchar *) event, sizeof *event);
  if (event->kind == TRACE_SEGMENT)
    g_array_append_val (lab->segments, *event);
  if (event->kind == TRACE_CONNECTION)
    g_array_append_val (lab->changes, event->conn.change);
  return event->id;
}

static void
emit_octets (gpointer data, guint32 connection, Direction direction, const guint8 *octets, gsize length)
{
}

static Lab *
lab_new (guint64 seed)
{
  Lab *lab = g_new0 (Lab, 1);

  network_init (&lab->network, seed);
  scheduler_init (&lab->scheduler);
  lab->context = (NetworkContext) { .now = 1, .scheduler = &lab->scheduler, .emit = emit, .emit_octets = emit_octets, .data = lab };
  lab->log = g_checksum_new (G_CHECKSUM_SHA256);
  lab->segments = g_array_new (FALSE, TRUE, sizeof (TraceEvent));
  lab->changes = g_array_new (FALSE, TRUE, sizeof (ConnectionChange));
  lab->got[0] = g_byte_array_new ();
  lab->got[1] = g_byte_array_new ();
  lab->next_event = 1;
  return lab;
}

static void
lab_free (Lab *lab)
{
  state_clear (&network_state, &lab->network);
  state_clear (&scheduler_state, &lab->scheduler);
  g_checksum_free (lab->log);
  g_array_unref (lab->segments);
  g_array_unref (lab->changes);
  g_byte_array_unref (lab->got[0]);
  g_byte_array_unref (lab->got[1]);
  g_free (lab);
}

static Lab *
lab_dup (const Lab *lab)
{
  Lab *copy = lab_new (0);

  state_clear (&network_state, &copy->network);
  state_clear (&scheduler_state, &copy->scheduler);
  state_copy (&network_state, &copy->network, &lab->network);
  state_copy (&scheduler_state, &copy->scheduler, &lab->scheduler);
  for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
    g_byte_array_append (copy->got[side], lab->got[side]->data, lab->got[side]->len);
  copy->context.now = lab->context.now;
  copy->next_event = lab->next_event;
  return copy;
}

static void
read_all (Lab *lab, guint32 connection, Side side)
{
  GBytes *octets;

  while ((octets = network_read (&lab->network, &lab->context, connection, side, 4096)) != NULL)
    {
      g_byte_array_append (lab->got[side], g_bytes_get_data (octets, NULL), (guint) g_bytes_get_size (octets));
      g_bytes_unref (octets);
    }
}

/* One entry of the queue, if it comes up by then. */
static gboolean
lab_step (Lab *lab, gint64 until)
{
  g_autoptr (GArray) events = g_array_new (FALSE, TRUE, sizeof (NetEvent));
  Entry entry;

  if (scheduler_peek (&lab->scheduler) == NULL || scheduler_peek (&lab->scheduler)->time > until)
    return FALSE;
  assert_true (scheduler_pop (&lab->scheduler, &entry));
  assert_true (entry.time >= lab->context.now);
  lab->context.now = entry.time;
  lab->context.cause = 0;
  if (entry.kind == ENTRY_SEGMENT)
    network_segment_arrives (&lab->network, &lab->context, &entry, events);
  else
    network_stream_timer (&lab->network, &lab->context, &entry, events);
  for (guint i = 0; i < events->len; i++)
    {
      const NetEvent *event = &g_array_index (events, NetEvent, i);

      lab->counts[event->side][event->kind]++;
      if (event->kind == NET_READABLE && !lab->deaf[event->side])
        read_all (lab, event->connection, event->side);
      if (event->kind == NET_RESET || event->kind == NET_GAVE_UP || event->kind == NET_CLOSED)
        lab->ended = lab->context.now;
    }
  return TRUE;
}

static void
lab_run (Lab *lab, gint64 until)
{
  while (lab_step (lab, until))
    ;
  if (until != G_MAXINT64 && lab->context.now < until)
    lab->context.now = until;
  lab->context.cause = 0;
}

static Place
device (guint32 id)
{
  return (Place) { PLACE_DEVICE, id };
}

static void
add_link (Lab *lab, guint32 id, guint32 loss_ppm)
{
  LinkSettings settings;

  link_settings_default (&settings);
  settings.loss_ppm = loss_ppm;
  network_add_link (&lab->network, device (id), &settings);
}

static guint32
open_connection (Lab *lab, guint32 id)
{
  return network_connect (&lab->network, &lab->context, device (id), PROTOCOL_POP3, 110, TRUE);
}

/* The server's application knows of it. */
static guint32
open_and_wait (Lab *lab, guint32 id)
{
  guint32 connection = open_connection (lab, id);
  guint before = lab->counts[SIDE_SERVER][NET_CONNECTED];

  while (lab->counts[SIDE_SERVER][NET_CONNECTED] == before)
    assert_true (lab_step (lab, G_MAXINT64));
  return connection;
}

static GByteArray *
letter_of (guint length)
{
  GByteArray *octets = g_byte_array_new ();

  g_byte_array_set_size (octets, length);
  for (guint i = 0; i < length; i++)
    octets->data[i] = (guint8) rng_u64 (1, "octets", "", i / 7);
  return octets;
}

static void
write_text (Lab *lab, guint32 connection, Side side, const char *text)
{
  network_write (&lab->network, &lab->context, connection, side, (const guint8 *) text, strlen (text));
}

static char *
digest (const Lab *lab)
{
  g_autofree char *network = state_digest_string (&network_state, &lab->network);
  g_autofree char *scheduler = state_digest_string (&scheduler_state, &lab->scheduler);

  return g_strconcat (network, scheduler, NULL);
}

static guint
count_segments (const Lab *lab, SegmentFate fate, guint flags)
{
  guint n = 0;

  for (guint i = 0; i < lab->segments->len; i++)
    {
      const TraceSegment *segment = &g_array_index (lab->segments, TraceEvent, i).segment;

      n += segment->fate == fate && (segment->flags & flags) == flags;
    }
  return n;
}

static ConnectionChange
last_change (const Lab *lab)
{
  assert_int_not_equal (lab->changes->len, 0);
  return g_array_index (lab->changes, ConnectionChange, lab->changes->len - 1);
}

static void
test_states_are_covered (void **state)
{
  const StateType *types[] = { &link_state, &connection_state, &in_flight_state, &network_state, &stream_state, &segment_state };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *missing = NULL;

      if (!state_type_covers (types[i], &missing))
        fail_msg ("%s", missing);
    }
}

static void
test_conversation_and_orderly_end (void **state)
{
  Lab *lab = lab_new (1);
  guint32 id;

  add_link (lab, 1, 0);
  id = open_connection (lab, 1);
  lab_run (lab, SECOND);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_CONNECTED], 1);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_CONNECTED], 1);
  write_text (lab, id, SIDE_SERVER, "+OK ready\r\n");
  lab_run (lab, 2 * SECOND);
  write_text (lab, id, SIDE_CLIENT, "QUIT\r\n");
  network_close (&lab->network, &lab->context, id, SIDE_CLIENT);
  lab_run (lab, 3 * SECOND);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_PEER_CLOSED], 1);
  /* The half that is open still carries the last reply. */
  write_text (lab, id, SIDE_SERVER, "+OK bye\r\n");
  network_close (&lab->network, &lab->context, id, SIDE_SERVER);
  lab_run (lab, G_MAXINT64);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_CLOSED], 1);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_CLOSED], 1);
  assert_memory_equal (lab->got[SIDE_CLIENT]->data, "+OK ready\r\n+OK bye\r\n", 20);
  assert_memory_equal (lab->got[SIDE_SERVER]->data, "QUIT\r\n", 6);
  assert_null (network_connection (&lab->network, id));
  assert_int_equal (last_change (lab), CONNECTION_CLOSED);
  assert_int_equal (lab->changes->len, 3);
  assert_int_equal (count_segments (lab, SEGMENT_SENT, SEGMENT_SYN), 2);
  assert_int_equal (count_segments (lab, SEGMENT_SENT, SEGMENT_FIN), 2);
  assert_int_equal (lab->network.in_flight->len, 0);
  assert_int_equal (network_link (&lab->network, device (1))->octets[TO_CLIENT], 20);
  lab_free (lab);
}

/* Sends the letter from the server and closes; both ends must end in order and the octets be there. */
static void
transfer (Lab *lab, guint length)
{
  g_autoptr (GByteArray) letter = letter_of (length);
  guint32 id = open_and_wait (lab, 1);

  network_write (&lab->network, &lab->context, id, SIDE_SERVER, letter->data, letter->len);
  network_close (&lab->network, &lab->context, id, SIDE_SERVER);
  lab_run (lab, lab->context.now + 600 * SECOND);
  assert_int_equal (lab->got[SIDE_CLIENT]->len, length);
  assert_memory_equal (lab->got[SIDE_CLIENT]->data, letter->data, length);
  network_close (&lab->network, &lab->context, id, SIDE_CLIENT);
  lab_run (lab, G_MAXINT64);
  assert_null (network_connection (&lab->network, id));
}

static void
test_megabyte_survives_loss (void **state)
{
  Lab *lab = lab_new (5);
  guint again = 0;

  add_link (lab, 1, 50000);
  transfer (lab, 1000000);
  assert_in_range (count_segments (lab, SEGMENT_DROPPED, 0), 30, 150);
  for (guint i = 0; i < lab->segments->len; i++)
    {
      const TraceEvent *event = &g_array_index (lab->segments, TraceEvent, i);

      assert_true (event->segment.retransmission_of < event->id);
      again += event->segment.fate == SEGMENT_SENT && event->segment.retransmission_of != 0;
    }
  assert_in_range (again, 30, 200);
  lab_free (lab);
}

static void
test_bandwidth_and_latency_bound_a_transfer (void **state)
{
  Lab *lab = lab_new (5);

  add_link (lab, 1, 0);
  transfer (lab, 1000000);
  assert_int_equal (count_segments (lab, SEGMENT_DROPPED, 0), 0);
  /* 20 Mbit/s carry a megabyte in 0.4 s; the window of 64 kB makes it 16 round trips of 40 ms and the start some more. */
  for (guint i = lab->segments->len; i-- > 0;)
    {
      const TraceEvent *event = &g_array_index (lab->segments, TraceEvent, i);

      if (event->segment.fate != SEGMENT_ARRIVED || event->segment.length == 0)
        continue;
      assert_in_range (event->time, 600000, 1500000);
      break;
    }
  lab_free (lab);
}

static void
test_refused (void **state)
{
  Lab *lab = lab_new (1);
  guint32 id;

  add_link (lab, 1, 0);
  id = network_connect (&lab->network, &lab->context, device (1), PROTOCOL_POP3, 110, FALSE);
  lab_run (lab, G_MAXINT64);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_RESET], 1);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_RESET], 0);
  assert_int_equal (last_change (lab), CONNECTION_REFUSED);
  assert_null (network_connection (&lab->network, id));
  lab_free (lab);
}

static void
test_abort_resets_the_other_end (void **state)
{
  Lab *lab = lab_new (1);
  guint32 id;

  add_link (lab, 1, 0);
  id = open_connection (lab, 1);
  lab_run (lab, SECOND);
  network_abort (&lab->network, &lab->context, id, SIDE_CLIENT);
  lab_run (lab, G_MAXINT64);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_RESET], 0);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_RESET], 1);
  assert_int_equal (last_change (lab), CONNECTION_RESET);
  assert_int_equal (lab->changes->len, 3);
  assert_null (network_connection (&lab->network, id));
  lab_free (lab);
}

static void
test_cut_by_reset_reaches_both_ends (void **state)
{
  Lab *lab = lab_new (1);
  guint32 id;

  add_link (lab, 1, 0);
  id = open_connection (lab, 1);
  lab_run (lab, SECOND);
  write_text (lab, id, SIDE_SERVER, "+OK on its way when it happens\r\n");
  network_cut (&lab->network, &lab->context, id, CUT_RESET);
  write_text (lab, id, SIDE_CLIENT, "QUIT\r\n");
  lab_run (lab, G_MAXINT64);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_RESET], 1);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_RESET], 1);
  assert_int_equal (lab->got[SIDE_CLIENT]->len, 0);
  assert_int_equal (lab->got[SIDE_SERVER]->len, 0);
  assert_null (network_connection (&lab->network, id));
  lab_free (lab);
}

static void
test_silent_cut_is_given_up_in_bounded_time (void **state)
{
  Lab *lab = lab_new (1);
  guint32 id;

  add_link (lab, 1, 0);
  id = open_connection (lab, 1);
  lab_run (lab, SECOND);
  network_cut (&lab->network, &lab->context, id, CUT_SILENT);
  write_text (lab, id, SIDE_CLIENT, "QUIT\r\n");
  lab_run (lab, 400 * SECOND);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_GAVE_UP], 1);
  assert_in_range (lab->ended - SECOND, 120 * SECOND, 240 * SECOND);
  assert_int_equal (last_change (lab), CONNECTION_TIMED_OUT);
  /* The server has nothing to send and notices nothing, until it wants to. */
  assert_non_null (network_connection (&lab->network, id));
  assert_int_equal (lab->counts[SIDE_SERVER][NET_GAVE_UP], 0);
  network_close (&lab->network, &lab->context, id, SIDE_SERVER);
  lab_run (lab, G_MAXINT64);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_GAVE_UP], 1);
  assert_null (network_connection (&lab->network, id));
  lab_free (lab);
}

static void
test_cut_by_close_is_an_orderly_end (void **state)
{
  Lab *lab = lab_new (1);
  guint32 id;

  add_link (lab, 1, 0);
  id = open_connection (lab, 1);
  lab_run (lab, SECOND);
  write_text (lab, id, SIDE_CLIENT, "NOOP\r\n");
  network_cut (&lab->network, &lab->context, id, CUT_CLOSE);
  lab_run (lab, 2 * SECOND);
  assert_int_equal (lab->got[SIDE_SERVER]->len, 6);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_PEER_CLOSED], 1);
  network_close (&lab->network, &lab->context, id, SIDE_SERVER);
  lab_run (lab, G_MAXINT64);
  assert_null (network_connection (&lab->network, id));
  assert_int_equal (last_change (lab), CONNECTION_CLOSED);
  lab_free (lab);
}

static void
set_up (Lab *lab, guint32 id, gboolean up)
{
  LinkSettings settings = network_link (&lab->network, device (id))->settings;

  settings.up = up;
  network_set_link (&lab->network, &lab->context, device (id), &settings);
}

static void
test_link_down_and_up_again (void **state)
{
  Lab *lab = lab_new (1);
  g_autoptr (GByteArray) letter = letter_of (200000);
  guint32 id;
  guint before;

  add_link (lab, 1, 0);
  id = open_connection (lab, 1);
  network_write (&lab->network, &lab->context, id, SIDE_SERVER, letter->data, letter->len);
  lab_run (lab, 150000);
  before = lab->got[SIDE_CLIENT]->len;
  assert_in_range (before, 1, 199999);
  assert_int_not_equal (lab->network.in_flight->len, 0);
  set_up (lab, 1, FALSE);
  assert_int_equal (lab->network.in_flight->len, 0);
  lab_run (lab, 20 * SECOND);
  assert_int_equal (lab->got[SIDE_CLIENT]->len, before);
  set_up (lab, 1, TRUE);
  lab_run (lab, 60 * SECOND);
  assert_int_equal (lab->got[SIDE_CLIENT]->len, 200000);
  assert_memory_equal (lab->got[SIDE_CLIENT]->data, letter->data, 200000);
  network_abort (&lab->network, &lab->context, id, SIDE_SERVER);
  lab_run (lab, G_MAXINT64);
  lab_free (lab);
}

static void
test_no_way_to_the_server (void **state)
{
  Lab *lab = lab_new (1);

  add_link (lab, 1, 0);
  set_up (lab, 1, FALSE);
  open_connection (lab, 1);
  lab_run (lab, G_MAXINT64);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_GAVE_UP], 1);
  assert_int_equal (lab->ended, 1 + 63 * SECOND);
  assert_int_equal (lab->network.connections->len, 0);
  lab_free (lab);
}

static void
test_deaf_reader_stops_the_sender (void **state)
{
  Lab *lab = lab_new (1);
  g_autoptr (GByteArray) letter = letter_of (300000);
  guint32 id;

  add_link (lab, 1, 0);
  lab->deaf[SIDE_CLIENT] = TRUE;
  id = open_connection (lab, 1);
  network_write (&lab->network, &lab->context, id, SIDE_SERVER, letter->data, letter->len);
  lab_run (lab, 900 * SECOND);
  /* Probes are answered for ever: nobody gives up. */
  assert_int_equal (lab->counts[SIDE_SERVER][NET_GAVE_UP], 0);
  assert_in_range (network_readable (&lab->network, id, SIDE_CLIENT), STREAM_WINDOW - STREAM_MSS, STREAM_WINDOW);
  lab->deaf[SIDE_CLIENT] = FALSE;
  read_all (lab, id, SIDE_CLIENT);
  lab_run (lab, lab->context.now + 30 * SECOND);
  assert_int_equal (lab->got[SIDE_CLIENT]->len, 300000);
  assert_memory_equal (lab->got[SIDE_CLIENT]->data, letter->data, 300000);
  network_abort (&lab->network, &lab->context, id, SIDE_SERVER);
  lab_run (lab, G_MAXINT64);
  lab_free (lab);
}

static void
test_copy_in_the_middle_goes_on_alike (void **state)
{
  Lab *lab = lab_new (9);
  g_autoptr (GByteArray) letter = letter_of (150000);
  guint32 id;
  guint steps = 0;

  add_link (lab, 1, 80000);
  id = open_and_wait (lab, 1);
  network_write (&lab->network, &lab->context, id, SIDE_SERVER, letter->data, letter->len);
  network_close (&lab->network, &lab->context, id, SIDE_SERVER);
  while (lab_step (lab, G_MAXINT64))
    {
      Lab *copy;

      if (++steps % 10 != 0)
        continue;
      copy = lab_dup (lab);
      for (guint i = 0; i < 10; i++)
        {
          g_autofree char *left = NULL;
          g_autofree char *right = NULL;

          assert_int_equal (lab_step (lab, G_MAXINT64), lab_step (copy, G_MAXINT64));
          left = digest (lab);
          right = digest (copy);
          assert_string_equal (left, right);
        }
      assert_int_equal (copy->got[SIDE_CLIENT]->len, lab->got[SIDE_CLIENT]->len);
      lab_free (copy);
    }
  assert_int_equal (lab->got[SIDE_CLIENT]->len, 150000);
  lab_free (lab);
}

static void
test_same_seed_same_trace (void **state)
{
  g_autofree char *first = NULL;

  for (guint run = 0; run < 3; run++)
    {
      Lab *lab = lab_new (run < 2 ? 3 : 4);

      add_link (lab, 1, 50000);
      transfer (lab, 100000);
      if (run == 0)
        first = g_strdup (g_checksum_get_string (lab->log));
      else if (run == 1)
        assert_string_equal (g_checksum_get_string (lab->log), first);
      else
        assert_string_not_equal (g_checksum_get_string (lab->log), first);
      lab_free (lab);
    }
}

/* Which of the segments of device 1 are lost, one character each. */
static char *
losses (gboolean company, gboolean named)
{
  Lab *lab = lab_new (3);
  GString *fates = g_string_new (NULL);
  guint32 id = named && company ? 2 : 1;
  guint32 connection;

  if (company)
    add_link (lab, 3 - id, 50000);
  add_link (lab, id, 100000);
  if (named)
    network_name_link (&lab->network, device (id), "laptop");
  connection = open_connection (lab, id);
  if (company)
    {
      g_autoptr (GByteArray) other = letter_of (50000);

      network_write (&lab->network, &lab->context, open_connection (lab, 3 - id), SIDE_SERVER, other->data, other->len);
    }
  write_text (lab, connection, SIDE_SERVER, "hello");
  for (guint i = 0; i < 200; i++)
    {
      lab_run (lab, lab->context.now + 3 * SECOND);
      write_text (lab, connection, SIDE_CLIENT, "x");
    }
  for (guint i = 0; i < lab->segments->len; i++)
    {
      const TraceEvent *event = &g_array_index (lab->segments, TraceEvent, i);

      if (event->connection == connection && event->segment.fate == SEGMENT_SENT)
        g_string_append_c (fates, event->segment.arrives == 0 ? 'x' : '.');
    }
  lab_free (lab);
  return g_string_free (fates, FALSE);
}

static void
test_another_device_does_not_change_the_luck (void **state)
{
  g_autofree char *alone = losses (FALSE, FALSE);
  g_autofree char *together = losses (TRUE, FALSE);
  g_autofree char *named = losses (FALSE, TRUE);
  g_autofree char *renumbered = losses (TRUE, TRUE);

  assert_non_null (strchr (alone, 'x'));
  assert_string_equal (alone, together);
  assert_string_equal (named, renumbered);
  assert_string_not_equal (alone, named);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_states_are_covered),
    cmocka_unit_test (test_conversation_and_orderly_end),
    cmocka_unit_test (test_megabyte_survives_loss),
    cmocka_unit_test (test_bandwidth_and_latency_bound_a_transfer),
    cmocka_unit_test (test_refused),
    cmocka_unit_test (test_abort_resets_the_other_end),
    cmocka_unit_test (test_cut_by_reset_reaches_both_ends),
    cmocka_unit_test (test_silent_cut_is_given_up_in_bounded_time),
    cmocka_unit_test (test_cut_by_close_is_an_orderly_end),
    cmocka_unit_test (test_link_down_and_up_again),
    cmocka_unit_test (test_no_way_to_the_server),
    cmocka_unit_test (test_deaf_reader_stops_the_sender),
    cmocka_unit_test (test_copy_in_the_middle_goes_on_alike),
    cmocka_unit_test (test_same_seed_same_trace),
    cmocka_unit_test (test_another_device_does_not_change_the_luck),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
