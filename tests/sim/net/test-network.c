#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "network-lab.h"

static void
test_states_are_covered (void **state)
{
  const StateType *types[] = { &link_state, &connection_state, &in_flight_state, &network_state, &stream_state, &segment_state,
                               &send_queue_state };

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

  lab_add_link (lab, 1, 0);
  id = lab_open (lab, 1);
  lab_run (lab, SECOND);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_CONNECTED], 1);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_CONNECTED], 1);
  lab_write (lab, id, SIDE_SERVER, "+OK ready\r\n");
  lab_run (lab, 2 * SECOND);
  lab_write (lab, id, SIDE_CLIENT, "QUIT\r\n");
  network_close (&lab->network, &lab->context, id, SIDE_CLIENT);
  lab_run (lab, 3 * SECOND);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_PEER_CLOSED], 1);
  /* The half that is open still carries the last reply. */
  lab_write (lab, id, SIDE_SERVER, "+OK bye\r\n");
  network_close (&lab->network, &lab->context, id, SIDE_SERVER);
  lab_run (lab, G_MAXINT64);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_CLOSED], 1);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_CLOSED], 1);
  assert_memory_equal (lab->got[SIDE_CLIENT]->data, "+OK ready\r\n+OK bye\r\n", 20);
  assert_memory_equal (lab->got[SIDE_SERVER]->data, "QUIT\r\n", 6);
  assert_null (network_connection (&lab->network, id));
  assert_int_equal (lab_last_change (lab), CONNECTION_CLOSED);
  assert_int_equal (lab->changes->len, 3);
  assert_int_equal (lab_count_segments (lab, SEGMENT_SENT, SEGMENT_SYN), 2);
  assert_int_equal (lab_count_segments (lab, SEGMENT_SENT, SEGMENT_FIN), 2);
  assert_int_equal (lab->network.in_flight->len, 0);
  assert_int_equal (network_link (&lab->network, lab_device (1))->octets[TO_CLIENT], 20);
  lab_free (lab);
}

static gint64
last_octets_arrived (const Lab *lab)
{
  for (guint i = lab->segments->len; i-- > 0;)
    {
      const TraceEvent *event = &g_array_index (lab->segments, TraceEvent, i);

      if (event->segment.fate == SEGMENT_ARRIVED && event->segment.length > 0)
        return event->time;
    }
  return 0;
}

static void
test_megabyte_survives_loss (void **state)
{
  Lab *lab = lab_new (5);
  guint again = 0;

  lab_add_link (lab, 1, 50000);
  lab_transfer (lab, 1000000);
  assert_true (last_octets_arrived (lab) >= 2 * SECOND && last_octets_arrived (lab) <= 30 * SECOND);
  assert_true (lab_count_segments (lab, SEGMENT_DROPPED, 0) >= 30 && lab_count_segments (lab, SEGMENT_DROPPED, 0) <= 150);
  for (guint i = 0; i < lab->segments->len; i++)
    {
      const TraceEvent *event = &g_array_index (lab->segments, TraceEvent, i);

      assert_true (event->segment.retransmission_of < event->id);
      again += event->segment.fate == SEGMENT_SENT && event->segment.retransmission_of != 0;
    }
  assert_true (again >= 30 && again <= 200);
  lab_free (lab);
}

static void
test_bandwidth_and_latency_bound_a_transfer (void **state)
{
  Lab *lab = lab_new (5);

  lab_add_link (lab, 1, 0);
  lab_transfer (lab, 1000000);
  assert_int_equal (lab_count_segments (lab, SEGMENT_DROPPED, 0), 0);
  /* 20 Mbit/s carry a megabyte in 0.4 s; the window of 64 kB makes it 16 round trips of 40 ms and the start some more. */
  assert_true (last_octets_arrived (lab) >= 600000 && last_octets_arrived (lab) <= 1500000);
  lab_free (lab);
}

static void
test_server_reaches_the_outside_world (void **state)
{
  Lab *lab = lab_new (1);
  LinkSettings settings;
  guint32 id;

  link_settings_default (&settings);
  network_add_link (&lab->network, (Place) { PLACE_OUTSIDE, 0 }, &settings);
  id = network_connect (&lab->network, &lab->context, (Place) { PLACE_SERVER, 0 }, PROTOCOL_SMTP, 25, TRUE);
  lab_run (lab, SECOND);
  lab_write (lab, id, SIDE_CLIENT, "EHLO mail.kantor.example\r\n");
  lab_run (lab, 2 * SECOND);
  assert_int_equal (lab->got[SIDE_SERVER]->len, 26);
  assert_int_equal (network_link (&lab->network, (Place) { PLACE_OUTSIDE, 0 })->octets[TO_CLIENT], 26);
  for (guint i = 0; i < lab->segments->len; i++)
    {
      const TraceEvent *event = &g_array_index (lab->segments, TraceEvent, i);

      assert_int_equal (event->place.kind, event->role == ROLE_CLIENT ? PLACE_SERVER : PLACE_OUTSIDE);
    }
  network_abort (&lab->network, &lab->context, id, SIDE_CLIENT);
  lab_run (lab, G_MAXINT64);
  lab_free (lab);
}

static void
test_refused (void **state)
{
  Lab *lab = lab_new (1);
  guint32 id;

  lab_add_link (lab, 1, 0);
  id = network_connect (&lab->network, &lab->context, lab_device (1), PROTOCOL_POP3, 110, FALSE);
  lab_run (lab, G_MAXINT64);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_RESET], 1);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_RESET], 0);
  assert_int_equal (lab_last_change (lab), CONNECTION_REFUSED);
  assert_null (network_connection (&lab->network, id));
  lab_free (lab);
}

static void
test_abort_resets_the_other_end (void **state)
{
  Lab *lab = lab_new (1);
  guint32 id;

  lab_add_link (lab, 1, 0);
  id = lab_open (lab, 1);
  lab_run (lab, SECOND);
  network_abort (&lab->network, &lab->context, id, SIDE_CLIENT);
  lab_run (lab, G_MAXINT64);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_RESET], 0);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_RESET], 1);
  assert_int_equal (lab_last_change (lab), CONNECTION_RESET);
  assert_int_equal (lab->changes->len, 3);
  assert_null (network_connection (&lab->network, id));
  lab_free (lab);
}

static void
test_cut_by_reset_reaches_both_ends (void **state)
{
  Lab *lab = lab_new (1);
  guint32 id;

  lab_add_link (lab, 1, 0);
  id = lab_open (lab, 1);
  lab_run (lab, SECOND);
  lab_write (lab, id, SIDE_SERVER, "+OK on its way when it happens\r\n");
  network_cut (&lab->network, &lab->context, id, CUT_RESET);
  lab_write (lab, id, SIDE_CLIENT, "QUIT\r\n");
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

  lab_add_link (lab, 1, 0);
  id = lab_open (lab, 1);
  lab_run (lab, SECOND);
  network_cut (&lab->network, &lab->context, id, CUT_SILENT);
  lab_write (lab, id, SIDE_CLIENT, "QUIT\r\n");
  lab_run (lab, 400 * SECOND);
  assert_int_equal (lab->counts[SIDE_CLIENT][NET_GAVE_UP], 1);
  assert_true (lab->ended - SECOND >= 120 * SECOND && lab->ended - SECOND <= 240 * SECOND);
  assert_int_equal (lab_last_change (lab), CONNECTION_TIMED_OUT);
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

  lab_add_link (lab, 1, 0);
  id = lab_open (lab, 1);
  lab_run (lab, SECOND);
  lab_write (lab, id, SIDE_CLIENT, "NOOP\r\n");
  network_cut (&lab->network, &lab->context, id, CUT_CLOSE);
  lab_run (lab, 2 * SECOND);
  assert_int_equal (lab->got[SIDE_SERVER]->len, 6);
  assert_int_equal (lab->counts[SIDE_SERVER][NET_PEER_CLOSED], 1);
  network_close (&lab->network, &lab->context, id, SIDE_SERVER);
  lab_run (lab, G_MAXINT64);
  assert_null (network_connection (&lab->network, id));
  assert_int_equal (lab_last_change (lab), CONNECTION_CLOSED);
  lab_free (lab);
}

static void
set_up (Lab *lab, guint32 id, gboolean up)
{
  LinkSettings settings = network_link (&lab->network, lab_device (id))->settings;

  settings.up = up;
  network_set_link (&lab->network, &lab->context, lab_device (id), &settings);
}

static void
test_link_down_and_up_again (void **state)
{
  Lab *lab = lab_new (1);
  g_autoptr (GByteArray) letter = lab_letter (200000);
  guint32 id;
  guint before;

  lab_add_link (lab, 1, 0);
  id = lab_open (lab, 1);
  network_write (&lab->network, &lab->context, id, SIDE_SERVER, letter->data, letter->len);
  lab_run (lab, 150000);
  before = lab->got[SIDE_CLIENT]->len;
  assert_true (before >= 1 && before <= 199999);
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

  lab_add_link (lab, 1, 0);
  set_up (lab, 1, FALSE);
  lab_open (lab, 1);
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
  g_autoptr (GByteArray) letter = lab_letter (300000);
  guint32 id;

  lab_add_link (lab, 1, 0);
  lab->deaf[SIDE_CLIENT] = TRUE;
  id = lab_open (lab, 1);
  network_write (&lab->network, &lab->context, id, SIDE_SERVER, letter->data, letter->len);
  lab_run (lab, 900 * SECOND);
  /* Probes are answered for ever: nobody gives up. */
  assert_int_equal (lab->counts[SIDE_SERVER][NET_GAVE_UP], 0);
  assert_true (network_readable (&lab->network, id, SIDE_CLIENT) >= STREAM_WINDOW - STREAM_MSS);
  assert_true (network_readable (&lab->network, id, SIDE_CLIENT) <= STREAM_WINDOW);
  lab->deaf[SIDE_CLIENT] = FALSE;
  lab_read_all (lab, id, SIDE_CLIENT);
  lab_run (lab, lab->context.now + 30 * SECOND);
  assert_int_equal (lab->got[SIDE_CLIENT]->len, 300000);
  assert_memory_equal (lab->got[SIDE_CLIENT]->data, letter->data, 300000);
  network_abort (&lab->network, &lab->context, id, SIDE_SERVER);
  lab_run (lab, G_MAXINT64);
  lab_free (lab);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_states_are_covered),
    cmocka_unit_test (test_conversation_and_orderly_end),
    cmocka_unit_test (test_megabyte_survives_loss),
    cmocka_unit_test (test_bandwidth_and_latency_bound_a_transfer),
    cmocka_unit_test (test_server_reaches_the_outside_world),
    cmocka_unit_test (test_refused),
    cmocka_unit_test (test_abort_resets_the_other_end),
    cmocka_unit_test (test_cut_by_reset_reaches_both_ends),
    cmocka_unit_test (test_silent_cut_is_given_up_in_bounded_time),
    cmocka_unit_test (test_cut_by_close_is_an_orderly_end),
    cmocka_unit_test (test_link_down_and_up_again),
    cmocka_unit_test (test_no_way_to_the_server),
    cmocka_unit_test (test_deaf_reader_stops_the_sender),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
