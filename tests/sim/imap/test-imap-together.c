/* IMAP client and server together: two devices on one account come to show the same, whatever happens. */
#include "pump.h"

/* In the server's words, so that a filter can take any of them away. */
static const char *const abilities[] = { "", "MOVE", "MOVE COPYUID APPENDUID UIDPLUS",
                                         "MOVE COPYUID APPENDUID UIDPLUS LITERAL+ SASL-IR SPECIAL-USE IDLE" };

static const ReplicaItem *
any_item (Pump *pump, const Device *device, const ReplicaFolder **folder)
{
  const ReplicaItem *item;

  *folder = device->replica->folders->pdata[pump_random (pump, device->replica->folders->len)];
  if ((*folder)->items->len == 0)
    return NULL;
  item = &g_array_index ((*folder)->items, ReplicaItem, pump_random (pump, (*folder)->items->len));
  return item->hidden || item->uid == 0 ? NULL : item;
}

static void
flag_something (Pump *pump, Device *device)
{
  static const guint32 flags[] = { FLAG_SEEN, FLAG_FLAGGED, FLAG_ANSWERED };
  const ReplicaFolder *folder;
  const ReplicaItem *item = any_item (pump, device, &folder);
  FlagsOperation operation = pump_random (pump, 2) == 0 ? FLAGS_ADD : FLAGS_REMOVE;
  FlagSet change = { .system = flags[pump_random (pump, 3)] };
  FlagSet after;

  if (item == NULL)
    return;
  after = flag_set_apply (&item->flags, operation, &change);
  pump_pend (device, PENDING_FLAGS, folder, item, NULL, operation, change.system);
  replica_set_flags (device->replica, item->id, &after, FALSE, REASON_FLAGS_LOCAL, &pump->out.changes);
}

static void
move_something (Pump *pump, Device *device)
{
  static const char *const targets[] = { "Trash", "Projects/2026", "Entwürfe & mehr" };
  const char *target = targets[pump_random (pump, 3)];
  const ReplicaFolder *folder;
  const ReplicaItem *item = any_item (pump, device, &folder);

  if (item == NULL || strcmp (folder->name, target) == 0)
    return;
  pump_pend (device, PENDING_MOVE, folder, item, target, FLAGS_ADD, 0);
  replica_set_hidden (device->replica, item->id, TRUE);
}

static void
expunge_something (Pump *pump, Device *device)
{
  const ReplicaFolder *folder;
  const ReplicaItem *item = any_item (pump, device, &folder);

  if (item == NULL)
    return;
  pump_pend (device, PENDING_EXPUNGE, folder, item, NULL, FLAGS_ADD, 0);
  replica_set_hidden (device->replica, item->id, TRUE);
}

static void
save_something (Pump *pump, Device *device)
{
  g_autofree char *text = g_strdup_printf ("Subject: mine %" G_GUINT64_FORMAT "\r\n\r\nHi\r\n", pump->counter);
  g_autoptr (Message) message = message_new_from_string (text, -1);
  ReplicaAdd add = { .message = message, .part = PART_FULL, .flags = { .system = FLAG_SEEN }, .now = pump->now,
                     .internal_date = pump->now, .local_only = TRUE, .reason = REASON_COMPOSED };
  guint32 id = replica_add (device->replica, "Sent", &add, &pump->out.changes);
  const ReplicaFolder *folder;
  const ReplicaItem *item = replica_find_id (device->replica, id, &folder);

  pump_pend (device, PENDING_APPEND, folder, item, "Sent", FLAGS_ADD, 0);
}

static void
open_something (Pump *pump, Device *device)
{
  const ReplicaFolder *folder;
  const ReplicaItem *item = any_item (pump, device, &folder);

  if (item != NULL && device->connected)
    imap_client_open (&device->client, item->id);
}

static void
happen (Pump *pump)
{
  Device *device = &pump->devices[pump_random (pump, DEVICES)];

  switch (pump_random (pump, 12))
    {
    case 0:
      pump_deliver (pump, (guint) pump->counter);
      break;
    case 1:
    case 2:
      flag_something (pump, device);
      break;
    case 3:
      move_something (pump, device);
      break;
    case 4:
      if (pump_random (pump, 3) == 0)
        expunge_something (pump, device);
      break;
    case 5:
      save_something (pump, device);
      break;
    case 6:
      open_something (pump, device);
      break;
    case 7:
      pump_disconnect (pump, device);
      break;
    case 8:
      pump_connect (pump, device);
      device->cut_after = pump_random (pump, 4) == 0 ? (gint64) pump_random (pump, 3000) : -1;
      break;
    case 9:
      if (device->connected)
        imap_client_refresh (&device->client);
      break;
    default:
      for (guint i = pump_random (pump, 6); i > 0; i--)
        pump_step (pump, device);
      break;
    }
  engine_out_drain (&pump->out);
}

/* Twice, so that what one tells last is heard by the other. */
static void
settle (Pump *pump)
{
  for (guint round = 0; round < 3; round++)
    {
      for (guint i = 0; i < DEVICES; i++)
        {
          pump->devices[i].cut_after = -1;
          pump_connect (pump, &pump->devices[i]);
          imap_client_refresh (&pump->devices[i].client);
        }
      pump_run (pump);
    }
}

static void
live (guint64 seed, const char *hidden, gboolean full_copy, guint changes)
{
  Pump pump;

  pump_init (&pump, seed, hidden);
  for (guint i = 0; i < DEVICES; i++)
    {
      pump.devices[i].policy.full_copy = full_copy;
      pump.devices[i].policy.part_size = i == 1 ? seed % 20 : 0;
      /* Each device may have another way to learn what has changed (RFC 7162). */
      pump.devices[i].policy.use_condstore = (changes + i) % 3 == 1;
      pump.devices[i].policy.use_qresync = (changes + i) % 3 == 2;
    }
  for (guint i = 0; i < 5; i++)
    pump_deliver (&pump, i);
  settle (&pump);
  pump_assert_converged (&pump);
  for (guint i = 0; i < 120; i++)
    happen (&pump);
  settle (&pump);
  pump_assert_converged (&pump);
  for (guint i = 0; i < DEVICES; i++)
    assert_int_equal (replica_folder (pump.devices[i].replica, "INBOX")->highest_modseq != 0, (changes + i) % 3 != 0);
  pump_clear (&pump);
}

static void
test_random_lives (void **state)
{
  for (guint64 seed = 1; seed <= 40; seed++)
    for (guint i = 0; i < G_N_ELEMENTS (abilities); i++)
      live (seed * 10 + i, abilities[i], seed % 2 == 0, (guint) seed);
}

/* All that was done offline is told in the next session, and the other device learns it while it idles. */
static void
test_offline_queue (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (abilities); i++)
    {
      Pump pump;
      Device *laptop = &pump.devices[0];
      const ReplicaFolder *inbox;

      pump_init (&pump, i, abilities[i]);
      for (guint n = 0; n < 4; n++)
        pump_deliver (&pump, n);
      settle (&pump);
      pump_disconnect (&pump, laptop);
      inbox = replica_folder (laptop->replica, "INBOX");
      pump_pend (laptop, PENDING_FLAGS, inbox, replica_find_uid (inbox, 1), NULL, FLAGS_ADD, FLAG_SEEN);
      pump_pend (laptop, PENDING_MOVE, inbox, replica_find_uid (inbox, 2), "Trash", FLAGS_ADD, 0);
      pump_pend (laptop, PENDING_EXPUNGE, inbox, replica_find_uid (inbox, 3), NULL, FLAGS_ADD, 0);
      save_something (&pump, laptop);
      pump_connect (&pump, laptop);
      pump_run (&pump);
      assert_int_equal (laptop->replica->pending->len, 0);
      assert_int_equal (mailbox_count (mail_store_mailbox (pump.store, "INBOX")), 2);
      assert_int_equal (mailbox_count (mail_store_mailbox (pump.store, "Trash")), 1);
      assert_int_equal (mailbox_count (mail_store_mailbox (pump.store, "Sent")), 1);
      settle (&pump);
      pump_assert_converged (&pump);
      pump_clear (&pump);
    }
}

/* Both were offline and changed the same letter: what each did is there, and the server was asked only for what it could
 * still do (RFC 7162 §3.1.3). */
static void
test_conflict_of_two (void **state)
{
  Pump pump;

  pump_init (&pump, 7, "");
  for (guint i = 0; i < DEVICES; i++)
    pump.devices[i].policy.use_condstore = TRUE;
  pump_deliver (&pump, 1);
  settle (&pump);
  for (guint i = 0; i < DEVICES; i++)
    {
      const ReplicaFolder *inbox = replica_folder (pump.devices[i].replica, "INBOX");

      pump_disconnect (&pump, &pump.devices[i]);
      pump_pend (&pump.devices[i], PENDING_FLAGS, inbox, replica_find_uid (inbox, 1), NULL, FLAGS_ADD,
                 i == 0 ? FLAG_SEEN : FLAG_FLAGGED);
    }
  settle (&pump);
  pump_assert_converged (&pump);
  for (guint i = 0; i < DEVICES; i++)
    {
      const ReplicaFolder *inbox = replica_folder (pump.devices[i].replica, "INBOX");

      assert_int_equal (pump.devices[i].replica->pending->len, 0);
      assert_int_equal (replica_find_uid (inbox, 1)->flags.system, FLAG_SEEN | FLAG_FLAGGED);
    }
  pump_clear (&pump);
}

static void
test_uid_validity (void **state)
{
  Pump pump;
  Mailbox *inbox;

  pump_init (&pump, 1, "");
  pump_deliver (&pump, 1);
  pump_deliver (&pump, 2);
  settle (&pump);
  pump_disconnect (&pump, &pump.devices[0]);
  pump_disconnect (&pump, &pump.devices[1]);
  inbox = mail_store_mailbox_own (pump.store, "INBOX");
  inbox->uid_validity += 100;
  settle (&pump);
  pump_assert_converged (&pump);
  assert_int_equal (replica_folder (pump.devices[0].replica, "INBOX")->uid_validity, inbox->uid_validity);
  assert_true (replica_find_uid (replica_folder (pump.devices[0].replica, "INBOX"), 1)->id > 2);
  pump_clear (&pump);
}

/* What is new is there at once on a device that idles. */
static void
test_idle_news (void **state)
{
  Pump pump;

  pump_init (&pump, 1, "");
  settle (&pump);
  pump_deliver (&pump, 1);
  pump_run (&pump);
  pump_assert_converged (&pump);
  assert_int_equal (replica_folder (pump.devices[1].replica, "INBOX")->items->len, 1);
  pump_clear (&pump);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_idle_news),
    cmocka_unit_test (test_offline_queue),
    cmocka_unit_test (test_conflict_of_two), cmocka_unit_test (test_uid_validity),
    cmocka_unit_test (test_random_lives),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
