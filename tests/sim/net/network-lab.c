#include "network-lab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rng.h"

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

Lab *
lab_new (guint64 seed)
{
  Lab *lab = g_new0 (Lab, 1);

  network_init (&lab->network, seed);
  scheduler_init (&lab->scheduler);
  lab->context
    = (NetworkContext) { .now = 1, .scheduler = &lab->scheduler, .emit = emit, .emit_octets = emit_octets, .data = lab };
  lab->log = g_checksum_new (G_CHECKSUM_SHA256);
  lab->segments = g_array_new (FALSE, TRUE, sizeof (TraceEvent));
  lab->changes = g_array_new (FALSE, TRUE, sizeof (ConnectionChange));
  lab->got[0] = g_byte_array_new ();
  lab->got[1] = g_byte_array_new ();
  lab->next_event = 1;
  return lab;
}

void
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

Lab *
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

void
lab_read_all (Lab *lab, guint32 connection, Side side)
{
  GBytes *octets;

  while ((octets = network_read (&lab->network, &lab->context, connection, side, 4096)) != NULL)
    {
      g_byte_array_append (lab->got[side], g_bytes_get_data (octets, NULL), (guint) g_bytes_get_size (octets));
      g_bytes_unref (octets);
    }
}

/* One entry of the queue, if it comes up by then. */
gboolean
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
        lab_read_all (lab, event->connection, event->side);
      if (event->kind == NET_RESET || event->kind == NET_GAVE_UP || event->kind == NET_CLOSED)
        lab->ended = lab->context.now;
    }
  return TRUE;
}

void
lab_run (Lab *lab, gint64 until)
{
  while (lab_step (lab, until))
    ;
  if (until != G_MAXINT64 && lab->context.now < until)
    lab->context.now = until;
  lab->context.cause = 0;
}

Place
lab_device (guint32 id)
{
  return (Place) { PLACE_DEVICE, id };
}

void
lab_add_link (Lab *lab, guint32 id, guint32 loss_ppm)
{
  LinkSettings settings;

  link_settings_default (&settings);
  settings.loss_ppm = loss_ppm;
  network_add_link (&lab->network, lab_device (id), &settings);
}

guint32
lab_open (Lab *lab, guint32 id)
{
  return network_connect (&lab->network, &lab->context, lab_device (id), PROTOCOL_POP3, 110, TRUE);
}

/* The server's application knows of it. */
guint32
lab_open_and_wait (Lab *lab, guint32 id)
{
  guint32 connection = lab_open (lab, id);
  guint before = lab->counts[SIDE_SERVER][NET_CONNECTED];

  while (lab->counts[SIDE_SERVER][NET_CONNECTED] == before)
    assert_true (lab_step (lab, G_MAXINT64));
  return connection;
}

GByteArray *
lab_letter (guint length)
{
  GByteArray *octets = g_byte_array_new ();

  g_byte_array_set_size (octets, length);
  for (guint i = 0; i < length; i++)
    octets->data[i] = (guint8) rng_u64 (1, "octets", "", i / 7);
  return octets;
}

void
lab_write (Lab *lab, guint32 connection, Side side, const char *text)
{
  network_write (&lab->network, &lab->context, connection, side, (const guint8 *) text, strlen (text));
}

char *
lab_digest (const Lab *lab)
{
  g_autofree char *network = state_digest_string (&network_state, &lab->network);
  g_autofree char *scheduler = state_digest_string (&scheduler_state, &lab->scheduler);

  return g_strconcat (network, scheduler, NULL);
}

guint
lab_count_segments (const Lab *lab, SegmentFate fate, guint flags)
{
  guint n = 0;

  for (guint i = 0; i < lab->segments->len; i++)
    {
      const TraceSegment *segment = &g_array_index (lab->segments, TraceEvent, i).segment;

      n += segment->fate == fate && (segment->flags & flags) == flags;
    }
  return n;
}

ConnectionChange
lab_last_change (const Lab *lab)
{
  assert_int_not_equal (lab->changes->len, 0);
  return g_array_index (lab->changes, ConnectionChange, lab->changes->len - 1);
}

/* Sends the letter from the server and closes; both ends must end in order and the octets be there. */
void
lab_transfer (Lab *lab, guint length)
{
  g_autoptr (GByteArray) letter = lab_letter (length);
  guint32 id = lab_open_and_wait (lab, 1);

  network_write (&lab->network, &lab->context, id, SIDE_SERVER, letter->data, letter->len);
  network_close (&lab->network, &lab->context, id, SIDE_SERVER);
  lab_run (lab, lab->context.now + 3600 * SECOND);
  assert_int_equal (lab->got[SIDE_CLIENT]->len, length);
  assert_memory_equal (lab->got[SIDE_CLIENT]->data, letter->data, length);
  network_close (&lab->network, &lab->context, id, SIDE_CLIENT);
  lab_run (lab, G_MAXINT64);
  assert_null (network_connection (&lab->network, id));
}
