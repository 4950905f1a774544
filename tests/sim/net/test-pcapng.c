#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>

#include "net/pcapng.h"

#define SECOND G_GINT64_CONSTANT (1000000)
#define START G_GINT64_CONSTANT (1772413200000000) /* 2026-03-02 01:00 UTC */

/* One connection that is traced. */
typedef struct {
  Network network;
  Scheduler scheduler;
  NetworkContext context;
  Trace *trace;
  guint32 id;
  guint64 written[2];
} Lab;

static guint32
emit (gpointer data, TraceEvent *event)
{
  Lab *lab = data;

  event->time = lab->context.now;
  event->id = trace_append (lab->trace, event, NULL);
  return event->id;
}

static void
emit_octets (gpointer data, guint32 connection, Direction direction, const guint8 *octets, gsize length)
{
  trace_append_octets (((Lab *) data)->trace, 0, connection, direction, octets, length);
}

static void
run (Lab *lab, gint64 until)
{
  g_autoptr (GArray) events = g_array_new (FALSE, TRUE, sizeof (NetEvent));
  Entry entry;

  while (scheduler_peek (&lab->scheduler) != NULL && scheduler_peek (&lab->scheduler)->time <= until)
    {
      assert_true (scheduler_pop (&lab->scheduler, &entry));
      lab->context.now = entry.time;
      lab->context.cause = 0;
      if (entry.kind == ENTRY_SEGMENT)
        network_segment_arrives (&lab->network, &lab->context, &entry, events);
      else
        network_stream_timer (&lab->network, &lab->context, &entry, events);
      for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
        {
          GBytes *octets = network_read (&lab->network, &lab->context, lab->id, side, G_MAXSIZE);

          g_clear_pointer (&octets, g_bytes_unref);
        }
    }
}

/* Says a line, with a secret from an octet on, and gives it time to arrive. */
static void
say (Lab *lab, Side side, const char *text, guint secret)
{
  guint length = (guint) strlen (text);
  TraceToken token = { .kind = TOKEN_SECRET, .start = secret, .length = length - secret - 2 };
  TraceEvent line = { .kind = TRACE_LINE, .time = lab->context.now, .connection = lab->id };

  line.line.direction = side == SIDE_CLIENT ? TO_SERVER : TO_CLIENT;
  line.line.start = lab->written[side];
  line.line.end = lab->written[side] += length;
  line.line.n_tokens = secret > 0 ? 1 : 0;
  network_write (&lab->network, &lab->context, lab->id, side, (const guint8 *) text, length);
  trace_append (lab->trace, &line, &token);
  run (lab, lab->context.now + SECOND / 5);
}

static Lab *
conversation (guint32 loss_ppm, guint lines)
{
  Lab *lab = g_new0 (Lab, 1);
  LinkSettings settings;
  g_autoptr (GString) letter = g_string_new ("+OK 22437 octets\r\nSubject: hello\r\n\r\n");

  network_init (&lab->network, 1);
  scheduler_init (&lab->scheduler);
  lab->trace = trace_new ();
  lab->context = (NetworkContext) { START, &lab->scheduler, 0, emit, emit_octets, lab };
  link_settings_default (&settings);
  settings.loss_ppm = loss_ppm;
  network_add_link (&lab->network, (Place) { PLACE_DEVICE, 3 }, &settings);
  lab->id = network_connect (&lab->network, &lab->context, (Place) { PLACE_DEVICE, 3 }, PROTOCOL_POP3, 110, TRUE);
  run (lab, START + 20 * SECOND);
  say (lab, SIDE_SERVER, "+OK ready\r\n", 0);
  say (lab, SIDE_CLIENT, "USER ada\r\n", 0);
  say (lab, SIDE_SERVER, "+OK\r\n", 0);
  say (lab, SIDE_CLIENT, "PASS rahasia\r\n", 5);
  say (lab, SIDE_SERVER, "+OK\r\n", 0);
  say (lab, SIDE_CLIENT, "RETR 1\r\n", 0);
  for (guint i = 0; i < lines; i++)
    g_string_append (letter, "A line of the letter that is told over and over again.\r\n");
  g_string_append (letter, ".\r\n");
  say (lab, SIDE_SERVER, letter->str, 0);
  run (lab, START + 200 * SECOND);
  say (lab, SIDE_CLIENT, "QUIT\r\n", 0);
  say (lab, SIDE_SERVER, "+OK bye\r\n", 0);
  network_close (&lab->network, &lab->context, lab->id, SIDE_SERVER);
  run (lab, lab->context.now + SECOND);
  network_close (&lab->network, &lab->context, lab->id, SIDE_CLIENT);
  run (lab, G_MAXINT64);
  assert_int_equal (lab->network.connections->len, 0);
  return lab;
}

static void
lab_free (Lab *lab)
{
  state_clear (&network_state, &lab->network);
  state_clear (&scheduler_state, &lab->scheduler);
  trace_free (lab->trace);
  g_free (lab);
}

static guint32
little32 (const guint8 *at)
{
  return (guint32) at[0] | (guint32) at[1] << 8 | (guint32) at[2] << 16 | (guint32) at[3] << 24;
}

static guint32
big32 (const guint8 *at)
{
  return GUINT32_SWAP_LE_BE (little32 (at));
}

static guint
big16 (const guint8 *at)
{
  return (guint) at[0] << 8 | at[1];
}

/* Correct checksums make the sum all ones. */
static guint32
sum_of (guint32 sum, const guint8 *octets, guint length)
{
  for (guint i = 0; i < length; i++)
    sum += (guint32) octets[i] << (i % 2 == 0 ? 8 : 0);
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

/* What a reader of the file makes of it: for each direction the stream put together by sequence numbers. */
typedef struct {
  GByteArray *stream[2];
  guint32 initial[2];
  guint32 end[2];   /* behind the FIN */
  guint32 acked[2]; /* the last acknowledgement of that direction */
  guint packets;
  gint64 last_time;
} Reading;

static void
read_packet (Reading *reading, const guint8 *packet, guint length)
{
  gboolean to_server = big16 (packet + 22) == 110;
  guint d = to_server ? TO_SERVER : TO_CLIENT;
  const guint8 *tcp = packet + 20;
  guint header = (guint) (tcp[12] >> 4) * 4;
  guint octets = length - 20 - header;
  guint32 sequence = big32 (tcp + 4);

  assert_int_equal (packet[0], 0x45);
  assert_int_equal (big16 (packet + 2), length);
  assert_int_equal (sum_of (0, packet, 20), 0xffff);
  assert_int_equal (sum_of (sum_of (6 + length - 20, packet + 12, 8), tcp, length - 20), 0xffff);
  assert_int_equal (big32 (packet + (to_server ? 12 : 16)), 0x0a00000c);
  assert_int_equal (big32 (packet + (to_server ? 16 : 12)), 0x0a000001);
  if (tcp[13] & 2)
    reading->initial[d] = sequence;
  if (tcp[13] & 1)
    reading->end[d] = sequence + octets + 1;
  if (tcp[13] & 16)
    reading->acked[1 - d] = big32 (tcp + 8);
  if (octets > 0)
    {
      guint at = sequence - reading->initial[d] - 1;

      if (reading->stream[d]->len < at + octets)
        g_byte_array_set_size (reading->stream[d], at + octets);
      memcpy (reading->stream[d]->data + at, tcp + header, octets);
    }
  reading->packets++;
}

static void
read_capture (Reading *reading, const GByteArray *file)
{
  guint n = 0;

  *reading = (Reading) { .stream = { g_byte_array_new (), g_byte_array_new () } };
  for (guint at = 0; at < file->len; n++)
    {
      const guint8 *block = file->data + at;
      guint32 type = little32 (block);
      guint32 length = little32 (block + 4);

      assert_int_equal (length % 4, 0);
      assert_true (length >= 12 && at + length <= file->len);
      assert_int_equal (little32 (block + length - 4), length);
      assert_int_equal (type, n == 0 ? 0x0a0d0d0a : n == 1 ? 1 : 6);
      if (type == 6)
        {
          gint64 time = (gint64) ((guint64) little32 (block + 12) << 32 | little32 (block + 16));

          assert_true (time >= START && time >= reading->last_time);
          reading->last_time = time;
          assert_true (little32 (block + 20) + 32 <= length);
          read_packet (reading, block + 28, little32 (block + 20));
        }
      at += length;
    }
}

static void
check_capture (guint32 loss_ppm, Side side)
{
  Lab *lab = conversation (loss_ppm, 400);
  g_autoptr (GByteArray) file = pcapng_from_trace (lab->trace, trace_length (lab->trace), side);
  Reading reading;

  read_capture (&reading, file);
  for (Direction d = TO_SERVER; d <= TO_CLIENT; d++)
    {
      gsize length;
      const guint8 *octets = trace_octets (lab->trace, lab->id, d, &length);
      g_autofree guint8 *expected = g_memdup2 (octets, length);

      if (d == TO_SERVER)
        memset (expected + strlen ("USER ada\r\nPASS "), '*', strlen ("rahasia"));
      assert_int_equal (reading.stream[d]->len, length);
      assert_memory_equal (reading.stream[d]->data, expected, length);
      assert_int_equal (reading.end[d], reading.initial[d] + 1 + length + 1);
      assert_int_equal (reading.acked[d], reading.end[d]);
      g_byte_array_unref (reading.stream[d]);
    }
  lab_free (lab);
}

static void
test_streams_come_together_at_the_server (void **state)
{
  check_capture (0, SIDE_SERVER);
}

static void
test_streams_come_together_at_the_client (void **state)
{
  check_capture (0, SIDE_CLIENT);
}

static void
test_streams_come_together_in_spite_of_loss (void **state)
{
  check_capture (50000, SIDE_SERVER);
  check_capture (50000, SIDE_CLIENT);
}

static void
test_only_until_the_event (void **state)
{
  Lab *lab = conversation (0, 4);
  g_autoptr (GByteArray) none = pcapng_from_trace (lab->trace, 0, SIDE_CLIENT);
  g_autoptr (GByteArray) syn = pcapng_from_trace (lab->trace, 2, SIDE_CLIENT);
  Reading reading;

  for (guint i = 0; i < 2; i++)
    {
      read_capture (&reading, i == 0 ? none : syn);
      assert_int_equal (reading.packets, i);
      g_byte_array_unref (reading.stream[0]);
      g_byte_array_unref (reading.stream[1]);
    }
  lab_free (lab);
}

static char *
ask_tshark (const char *tshark, const char *path, const char *filter, const char *field)
{
  const char *arguments[] = { tshark, "-n", "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-r", path, "-Y",
                              filter, "-T", "fields", "-e", field, NULL };
  char *said = NULL;
  int status = -1;

  assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &said, NULL, &status,
                             NULL));
  assert_int_equal (status, 0);
  return said;
}

static void
test_tshark_dissects_it_cleanly (void **state)
{
  g_autofree char *tshark = g_find_program_in_path ("tshark");
  g_autofree char *folder = g_dir_make_tmp ("postroom-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "day.pcapng", NULL);
  g_autoptr (GByteArray) file = NULL;
  g_autofree char *commands = NULL;
  g_autofree char *bad = NULL;
  Lab *lab;

  if (tshark == NULL)
    {
      g_rmdir (folder);
      skip ();
    }
  lab = conversation (0, 400);
  file = pcapng_from_trace (lab->trace, trace_length (lab->trace), SIDE_SERVER);
  assert_true (g_file_set_contents (path, (const char *) file->data, file->len, NULL));
  commands = ask_tshark (tshark, path, "pop.request", "pop.request.command");
  assert_string_equal (commands, "USER\nPASS\nRETR\nQUIT\n");
  bad = ask_tshark (tshark, path, "tcp.analysis.flags or tcp.checksum.status == 0 or ip.checksum.status == 0 or _ws.malformed",
                    "frame.number");
  assert_string_equal (bad, "");
  g_unlink (path);
  g_rmdir (folder);
  lab_free (lab);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_streams_come_together_at_the_server),
    cmocka_unit_test (test_streams_come_together_at_the_client),
    cmocka_unit_test (test_streams_come_together_in_spite_of_loss),
    cmocka_unit_test (test_only_until_the_event),
    cmocka_unit_test (test_tshark_dissects_it_cleanly),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
