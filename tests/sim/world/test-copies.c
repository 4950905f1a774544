#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "world/copies.h"

#define NOON (G_GINT64_CONSTANT (1800000000) * G_USEC_PER_SEC)

/* A small world made by hand: two accounts, a laptop with POP3 and a phone with IMAP, letters 1 to 4. */
typedef struct {
  World *world;
  Trace *trace;
  Message *message;
  Changes changes;
} Fixture;

enum { ADA, BUDI, LAPTOP, PHONE, OUTSIDE, N_PLACES };

static void
add_device (Fixture *f, const char *name, Protocol protocol)
{
  Place place = { PLACE_DEVICE, f->world->devices->len + 1 };
  DevicePolicy policy;
  LinkSettings link;

  device_policy_default (&policy, protocol);
  link_settings_default (&link);
  g_ptr_array_add (f->world->devices, device_new (place.id, name, NULL, 1, &policy));
  network_add_link (&f->world->network, place, &link);
}

static int
setup (void **state)
{
  Fixture *f = g_new0 (Fixture, 1);
  World *world = f->world = g_new0 (World, 1);

  f->trace = trace_new ();
  f->message = message_new_from_string ("Subject: a\r\n\r\nhello\r\n", -1);
  f->changes.next_copy = &world->next_copy;
  f->changes.events = g_array_new (FALSE, FALSE, sizeof (CopyEvent));
  scheduler_init (&world->scheduler);
  network_init (&world->network, 1);
  outside_init (&world->outside);
  world->host = mail_host_new ("mail.kantor.example", 1);
  world->devices = g_ptr_array_new ();
  world->sessions = g_ptr_array_new ();
  world->letters = g_array_new (FALSE, TRUE, sizeof (Letter));
  mail_host_add (world->host, "ada@kantor.example", "x", 0);
  mail_host_add (world->host, "budi@kantor.example", "x", 0);
  add_device (f, "laptop", PROTOCOL_POP3);
  add_device (f, "phone", PROTOCOL_IMAP);
  for (guint32 id = 4; id > 0; id--)
    g_array_append_val (world->letters, ((Letter) { .id = id }));
  *state = f;
  return 0;
}

static int
teardown (void **state)
{
  Fixture *f = *state;
  World *world = f->world;

  state_clear (&scheduler_state, &world->scheduler);
  state_clear (&network_state, &world->network);
  state_clear (&outside_state, &world->outside);
  state_free (&mail_host_state, world->host);
  for (guint i = 0; i < world->devices->len; i++)
    state_free (&device_state, world->devices->pdata[i]);
  g_ptr_array_free (world->devices, TRUE);
  g_ptr_array_free (world->sessions, TRUE);
  g_array_free (world->letters, TRUE);
  g_free (world);
  trace_free (f->trace);
  message_unref (f->message);
  g_array_free (f->changes.events, TRUE);
  g_free (f);
  return 0;
}

/* As the world does: what the model told becomes events of the place. Returns the last one's id. */
static guint32
note (Fixture *f, PlaceKind kind, guint32 place)
{
  guint32 id = 0;

  for (guint i = 0; i < f->changes.events->len; i++)
    {
      TraceEvent event = { .kind = TRACE_COPY, .time = NOON, .place = { kind, place },
                           .copy = g_array_index (f->changes.events, CopyEvent, i) };

      id = trace_append (f->trace, &event, NULL);
    }
  g_array_set_size (f->changes.events, 0);
  return id;
}

static guint32
on_server (Fixture *f, guint32 account, guint32 letter)
{
  MailboxAppend append = { .message = f->message, .letter = letter, .reason = REASON_DELIVERED };

  mail_store_append (mail_host_store (f->world->host, account), "INBOX", &append, &f->changes, NULL, NULL);
  return note (f, PLACE_SERVER, account);
}

static Device *
device (Fixture *f, guint index)
{
  return f->world->devices->pdata[index - LAPTOP];
}

static guint32
on_device (Fixture *f, guint index, const char *folder, guint32 letter, CopyPart part)
{
  ReplicaAdd add = { .message = part == PART_NONE ? NULL : f->message, .part = part, .letter = letter, .uid = letter,
                     .now = NOON, .reason = REASON_DOWNLOADED };
  guint32 item = replica_add (device (f, index)->replica, folder, &add, &f->changes);

  note (f, PLACE_DEVICE, device (f, index)->id);
  return item;
}

static CopyTable *
table_of (Fixture *f)
{
  CopyTable *table = copy_table_new (f->world, f->trace, trace_length (f->trace));

  assert_int_equal (table->letters->len, 4);
  assert_int_equal (table->places->len, N_PLACES);
  assert_int_equal (table->cells->len, 4 * N_PLACES);
  return table;
}

static const CopyCell *
cell (const CopyTable *table, guint32 letter, guint column)
{
  const CopyCell *found = copy_table_cell (table, letter - 1, column);

  assert_int_equal (found->letter, letter);
  return found;
}

static void
test_nothing_anywhere (void **state)
{
  g_autoptr (CopyTable) table = table_of (*state);

  for (guint32 letter = 1; letter <= 4; letter++)
    for (guint column = 0; column < N_PLACES; column++)
      {
        assert_false (cell (table, letter, column)->present);
        assert_false (cell (table, letter, column)->ever);
        assert_int_equal (cell (table, letter, column)->octets, 0);
      }
}

static void
test_rows_and_columns (void **state)
{
  static const PlaceKind kinds[] = { PLACE_SERVER, PLACE_SERVER, PLACE_DEVICE, PLACE_DEVICE, PLACE_OUTSIDE };
  static const char *const names[] = { "Server (ada)", "Server (budi)", "laptop", "phone", "Outside" };
  Fixture *f = *state;
  g_autoptr (CopyTable) table = table_of (f);

  for (guint i = 0; i < 4; i++)
    assert_int_equal (g_array_index (table->letters, guint32, i), i + 1);
  for (guint i = 0; i < N_PLACES; i++)
    {
      Place place = g_array_index (table->places, Place, i);
      g_autofree char *name = place_dup_name (f->world, place);

      assert_int_equal (place.kind, kinds[i]);
      assert_string_equal (name, names[i]);
    }
}

static void
test_names_of_few_places (void **state)
{
  Fixture *f = *state;
  g_autofree char *nobody = place_dup_name (f->world, (Place) { PLACE_NONE, 0 });
  g_autofree char *server = NULL;

  assert_string_equal (nobody, "");
  state_free (&mail_store_state, g_ptr_array_remove_index (f->world->host->stores, BUDI));
  server = place_dup_name (f->world, (Place) { PLACE_SERVER, 1 });
  assert_string_equal (server, "Server");
}

static void
test_present (void **state)
{
  Fixture *f = *state;
  FlagSet flagged = { .system = FLAG_FLAGGED };
  guint32 item;
  g_autoptr (CopyTable) table = NULL;

  on_server (f, 1, 2);
  item = on_device (f, PHONE, "INBOX", 2, PART_HEADER);
  replica_set_flags (device (f, PHONE)->replica, item, &flagged, TRUE, REASON_FLAGS_SYNCED, &f->changes);
  on_device (f, LAPTOP, "INBOX", 2, PART_NONE);
  table = table_of (f);
  assert_true (cell (table, 2, ADA)->present);
  assert_int_equal (cell (table, 2, ADA)->part, PART_FULL);
  assert_int_equal (cell (table, 2, ADA)->octets, message_size (f->message));
  assert_string_equal (cell (table, 2, ADA)->folder, "INBOX");
  assert_false (cell (table, 2, BUDI)->present);
  assert_true (cell (table, 2, PHONE)->present);
  assert_int_equal (cell (table, 2, PHONE)->part, PART_HEADER);
  assert_int_equal (cell (table, 2, PHONE)->flags.system, FLAG_FLAGGED);
  assert_false (cell (table, 2, PHONE)->waiting);
  assert_int_equal (cell (table, 2, LAPTOP)->part, PART_NONE);
  assert_int_equal (cell (table, 2, LAPTOP)->octets, 0);
  assert_int_equal (g_array_index (table->kept, guint64, ADA), message_size (f->message));
  assert_int_equal (g_array_index (table->kept, guint64, PHONE), message_size (f->message));
  assert_int_equal (g_array_index (table->kept, guint64, LAPTOP), 0);
}

/* One letter, two copies. */
static void
test_downloaded_twice (void **state)
{
  Fixture *f = *state;
  g_autoptr (CopyTable) table = NULL;

  on_device (f, LAPTOP, "INBOX", 3, PART_FULL);
  on_device (f, LAPTOP, "Archive", 3, PART_FULL);
  table = table_of (f);
  assert_int_equal (cell (table, 3, LAPTOP)->copies, 2);
  assert_string_equal (cell (table, 3, LAPTOP)->folder, "INBOX");
  assert_int_equal (cell (table, 3, LAPTOP)->octets, 2 * message_size (f->message));
}

/* The event that proves why it went; a later arrival takes the proof back. */
static void
test_gone (void **state)
{
  Fixture *f = *state;
  MailStore *store = mail_host_store (f->world->host, 1);
  guint32 vanished;
  g_autoptr (CopyTable) table = NULL;
  g_autoptr (CopyTable) earlier = NULL;

  on_server (f, 1, 1);
  mailbox_expunge (mail_store_mailbox_own (store, "INBOX"), 1, REASON_POP_DELETED, &f->changes);
  vanished = note (f, PLACE_SERVER, 1);
  table = table_of (f);
  assert_false (cell (table, 1, ADA)->present);
  assert_true (cell (table, 1, ADA)->ever);
  assert_int_equal (cell (table, 1, ADA)->gone, REASON_POP_DELETED);
  assert_int_equal (cell (table, 1, ADA)->gone_event, vanished);
  assert_false (cell (table, 1, BUDI)->ever);

  earlier = copy_table_new (f->world, f->trace, vanished - 1);
  assert_true (cell (earlier, 1, ADA)->ever);
  assert_int_equal (cell (earlier, 1, ADA)->gone_event, 0);
  copy_table_free (g_steal_pointer (&table));
  on_server (f, 1, 1);
  table = table_of (f);
  assert_true (cell (table, 1, ADA)->present);
  assert_int_equal (cell (table, 1, ADA)->gone, REASON_NONE);
  assert_int_equal (cell (table, 1, ADA)->gone_event, 0);
}

static void
test_hidden (void **state)
{
  Fixture *f = *state;
  guint32 item = on_device (f, PHONE, "INBOX", 4, PART_FULL);
  g_autoptr (CopyTable) table = NULL;

  replica_set_hidden (device (f, PHONE)->replica, item, TRUE);
  table = table_of (f);
  assert_false (cell (table, 4, PHONE)->present);
  assert_true (cell (table, 4, PHONE)->hidden);
  assert_true (cell (table, 4, PHONE)->waiting);
  assert_string_equal (cell (table, 4, PHONE)->folder, "INBOX");
  on_device (f, PHONE, "Trash", 4, PART_FULL);
  copy_table_free (g_steal_pointer (&table));
  table = table_of (f);
  assert_true (cell (table, 4, PHONE)->present);
  assert_false (cell (table, 4, PHONE)->hidden);
  assert_string_equal (cell (table, 4, PHONE)->folder, "Trash");
  assert_int_equal (cell (table, 4, PHONE)->copies, 1);
}

static void
test_waiting (void **state)
{
  Fixture *f = *state;
  Replica *phone = device (f, PHONE)->replica;
  guint32 first = on_device (f, PHONE, "INBOX", 1, PART_FULL);
  guint32 third = on_device (f, PHONE, "Outbox", 3, PART_FULL);
  g_autoptr (CopyTable) table = NULL;

  on_device (f, PHONE, "INBOX", 2, PART_FULL);
  on_device (f, PHONE, "INBOX", 4, PART_FULL);
  replica_pend (phone, &(PendingChange) { .kind = PENDING_FLAGS, .item = first });
  replica_pend (phone, &(PendingChange) { .kind = PENDING_FLAGS, .folder = (char *) "INBOX", .uid = 2 });
  replica_pend (phone, &(PendingChange) { .kind = PENDING_FLAGS, .folder = (char *) "none", .uid = 4 });
  replica_outbox_add (phone, &(OutboxEntry) { .from = (char *) "ada@kantor.example", .item = third });
  table = table_of (f);
  assert_true (cell (table, 1, PHONE)->waiting);
  assert_true (cell (table, 2, PHONE)->waiting);
  assert_true (cell (table, 3, PHONE)->waiting);
  assert_false (cell (table, 4, PHONE)->waiting);
}

/* POP3: deleted on the laptop, DELE waits for the next session. */
static void
test_wanted_deletion (void **state)
{
  Fixture *f = *state;
  const Mailbox *inbox = mail_store_mailbox (mail_host_store (f->world->host, 1), "INBOX");
  g_autofree char *uidl = g_strdup_printf ("%08x%08x", inbox->uid_validity, 1);
  g_autofree char *other = g_strdup_printf ("%08x%08x", inbox->uid_validity - 1, 2);
  g_autoptr (CopyTable) table = NULL;

  on_server (f, 1, 3);
  on_server (f, 1, 4);
  replica_note_uidl (device (f, LAPTOP)->replica, uidl, NOON)->delete_wanted = TRUE;
  replica_note_uidl (device (f, LAPTOP)->replica, other, NOON)->delete_wanted = TRUE;
  replica_note_uidl (device (f, LAPTOP)->replica, "of another server", NOON)->delete_wanted = TRUE;
  table = table_of (f);
  assert_true (cell (table, 3, LAPTOP)->waiting);
  assert_true (cell (table, 3, LAPTOP)->hidden);
  assert_false (cell (table, 4, LAPTOP)->waiting);
  assert_false (cell (table, 3, PHONE)->waiting);
  on_device (f, LAPTOP, "Archive", 3, PART_FULL);
  copy_table_free (g_steal_pointer (&table));
  table = table_of (f);
  assert_true (cell (table, 3, LAPTOP)->waiting);
  assert_false (cell (table, 3, LAPTOP)->hidden);
}

static void
test_outside_and_links (void **state)
{
  Fixture *f = *state;
  OutsideCopy waiting = { .letter = 1, .copy = 7, .fate = OUTSIDE_TO_SEND, .octets = 500 };
  OutsideCopy sent = { .letter = 2, .copy = 8, .fate = OUTSIDE_SENT, .octets = 300 };
  Link *link = network_link (&f->world->network, (Place) { PLACE_DEVICE, 2 });
  g_autoptr (CopyTable) table = NULL;

  g_array_append_val (f->world->outside.copies, waiting);
  g_array_append_val (f->world->outside.copies, sent);
  link->octets[TO_SERVER] = 10;
  link->octets[TO_CLIENT] = 400;
  table = table_of (f);
  assert_true (cell (table, 1, OUTSIDE)->waiting);
  assert_false (cell (table, 2, OUTSIDE)->waiting);
  assert_string_equal (cell (table, 2, OUTSIDE)->folder, outside_folder (OUTSIDE_SENT));
  assert_int_equal (g_array_index (table->kept, guint64, OUTSIDE), 800);
  assert_int_equal (g_array_index (table->moved, guint64, PHONE), 410);
  assert_int_equal (g_array_index (table->moved, guint64, LAPTOP), 0);
  assert_int_equal (g_array_index (table->moved, guint64, ADA), 0);
}

/* What nobody could tell the letter of is in no row, and disturbs none. */
static void
test_unresolved (void **state)
{
  Fixture *f = *state;
  g_autoptr (CopyTable) table = NULL;

  on_server (f, 1, 0);
  on_server (f, 1, 99);
  on_device (f, PHONE, "INBOX", 0, PART_FULL);
  table = table_of (f);
  for (guint32 letter = 1; letter <= 4; letter++)
    for (guint column = 0; column < N_PLACES; column++)
      assert_false (cell (table, letter, column)->ever);
  assert_int_equal (g_array_index (table->kept, guint64, ADA), 2 * message_size (f->message));
}

int
main (void)
{
#define T(name) cmocka_unit_test_setup_teardown (name, setup, teardown)
  const struct CMUnitTest tests[] = {
    T (test_nothing_anywhere), T (test_rows_and_columns),  T (test_present),    T (test_downloaded_twice),
    T (test_names_of_few_places),
    T (test_gone),             T (test_hidden),            T (test_waiting),    T (test_wanted_deletion),
    T (test_unresolved),       T (test_outside_and_links),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
