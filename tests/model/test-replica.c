#include "state-check.h"

#include "replica.h"

#define NOON (G_GINT64_CONSTANT (1800000000) * G_USEC_PER_SEC)

typedef struct {
  Replica *replica;
  Message *message;
  guint32 next_copy;
  Changes changes;
} Fixture;

static int
setup (void **state)
{
  Fixture *f = g_new0 (Fixture, 1);

  f->replica = replica_new ();
  f->message = message_new_from_string ("Subject: a\r\n\r\nhello\r\n", -1);
  f->changes.next_copy = &f->next_copy;
  f->changes.events = g_array_new (FALSE, FALSE, sizeof (CopyEvent));
  *state = f;
  return 0;
}

static int
teardown (void **state)
{
  Fixture *f = *state;

  state_unref (&replica_state, f->replica);
  message_unref (f->message);
  g_array_free (f->changes.events, TRUE);
  g_free (f);
  return 0;
}

static guint32
add (Fixture *f, const char *folder, guint32 uid, guint32 letter)
{
  ReplicaAdd what = { .message = f->message, .part = PART_FULL, .uid = uid, .now = NOON, .letter = letter,
                      .parent = 99, .reason = REASON_DOWNLOADED };

  return replica_add (f->replica, folder, &what, &f->changes);
}

static const CopyEvent *
last_event (Fixture *f)
{
  assert_true (f->changes.events->len > 0);
  return &g_array_index (f->changes.events, CopyEvent, f->changes.events->len - 1);
}

static const ReplicaItem *
get (Fixture *f, guint32 id)
{
  const ReplicaItem *item = replica_find_id (f->replica, id, NULL);

  assert_non_null (item);
  return item;
}

static void
test_add (void **state)
{
  Fixture *f = *state;
  guint32 id = add (f, "INBOX", 7, 3);
  ReplicaAdd known = { .part = PART_NONE, .uidl = "6500000f00000001", .size = 4000, .now = NOON, .internal_date = 5 };
  guint32 other = replica_add (f->replica, "INBOX", &known, &f->changes);

  assert_int_equal (get (f, id)->size, message_size (f->message));
  assert_int_equal (get (f, id)->downloaded, NOON);
  assert_int_equal (get (f, id)->internal_date, NOON);
  assert_int_equal (get (f, other)->downloaded, 0);
  assert_int_equal (get (f, other)->internal_date, 5);
  assert_int_equal (get (f, other)->size, 4000);
  assert_string_equal (get (f, other)->uidl, "6500000f00000001");
  assert_int_not_equal (id, other);
  assert_int_equal (last_event (f)->change, COPY_APPEARED);
  assert_int_equal (last_event (f)->octets, 0);
  assert_int_equal (g_array_index (f->changes.events, CopyEvent, 0).parent, 99);
  assert_int_equal (g_array_index (f->changes.events, CopyEvent, 0).octets, message_size (f->message));
  assert_int_equal (replica_octets (f->replica), message_size (f->message));
}

static void
test_finding (void **state)
{
  Fixture *f = *state;
  const ReplicaFolder *folder = NULL;
  guint32 first = add (f, "INBOX", 7, 3);
  guint32 second = add (f, "Sent", 7, 4);

  add (f, "Sent", 0, 5);
  assert_int_equal (replica_find_uid (replica_folder (f->replica, "Sent"), 7)->id, second);
  assert_null (replica_find_uid (replica_folder (f->replica, "Sent"), 8));
  assert_null (replica_find_uid (replica_folder (f->replica, "Sent"), 0));
  assert_int_equal (replica_find_id (f->replica, second, &folder)->letter, 4);
  assert_string_equal (folder->name, "Sent");
  assert_int_equal (replica_find_id (f->replica, first, &folder)->letter, 3);
  assert_string_equal (folder->name, "INBOX");
  assert_null (replica_find_id (f->replica, 99, NULL));
  assert_null (replica_folder (f->replica, "sent"));
  replica_set_hidden (f->replica, second, TRUE);
  assert_true (replica_find_id (f->replica, second, NULL)->hidden);
}

/* Found wherever it is, also when moves have put ids and UIDs out of order. */
static void
test_finding_after_moves (void **state)
{
  static const char *const folders[] = { "INBOX", "Sent", "Trash" };
  Fixture *f = *state;
  guint32 x = 7;

  for (guint i = 0; i < 300; i++)
    {
      const ReplicaFolder *folder;
      guint32 id;

      x = x * 1664525 + 1013904223;
      add (f, folders[(x >> 8) % 3], (x >> 12) % 3 == 0 ? 0 : 1000 + i, i + 1);
      id = (x >> 16) % (i + 1) + 1;
      if ((x >> 28) % 3 == 0)
        replica_remove (f->replica, id, REASON_EXPUNGED, &f->changes);
      else
        replica_move (f->replica, id, folders[(x >> 24) % 3], (x >> 26) % 2 == 0 ? 0 : 5000 - i, REASON_MOVED,
                      &f->changes);
      if (replica_find_id (f->replica, id, NULL) != NULL)
        assert_int_equal (get (f, id)->letter, id);
      for (guint j = 0; j < f->replica->folders->len; j++)
        for (guint k = 0; k < ((ReplicaFolder *) f->replica->folders->pdata[j])->items->len; k++)
          {
            const ReplicaFolder *in = f->replica->folders->pdata[j];
            const ReplicaItem *item = &g_array_index (in->items, ReplicaItem, k);

            assert_ptr_equal (replica_find_id (f->replica, item->id, &folder), item);
            assert_ptr_equal (folder, in);
            if (item->uid != 0)
              assert_ptr_equal (replica_find_uid (in, item->uid), item);
          }
    }
}

static void
test_set_part (void **state)
{
  Fixture *f = *state;
  ReplicaAdd known = { .part = PART_NONE, .uid = 1, .size = 4000, .now = NOON };
  guint32 id = replica_add (f->replica, "INBOX", &known, &f->changes);
  g_autoptr (Message) header = message_new_from_string ("Subject: a\r\n\r\n", -1);
  guint events;

  replica_set_part (f->replica, id, PART_HEADER, header, NOON + 1, &f->changes);
  assert_int_equal (get (f, id)->downloaded, 0);
  assert_int_equal (last_event (f)->part, PART_HEADER);
  assert_int_equal (last_event (f)->octets, 14);
  replica_set_part (f->replica, id, PART_FULL, f->message, NOON + 2, &f->changes);
  assert_int_equal (get (f, id)->downloaded, NOON + 2);
  assert_ptr_equal (get (f, id)->message, f->message);
  events = f->changes.events->len;
  replica_set_part (f->replica, id, PART_FULL, f->message, NOON + 3, &f->changes);
  replica_set_part (f->replica, id, PART_FULL, NULL, NOON + 3, &f->changes);
  assert_int_equal (f->changes.events->len, events);
  assert_int_equal (get (f, id)->downloaded, NOON + 2);
  assert_int_equal (get (f, id)->size, 4000);
}

static void
test_flags (void **state)
{
  Fixture *f = *state;
  guint32 id = add (f, "INBOX", 7, 3);
  FlagSet seen = { .system = FLAG_SEEN };
  guint events;

  replica_set_flags (f->replica, id, &seen, FALSE, REASON_FLAGS_LOCAL, &f->changes);
  assert_int_equal (get (f, id)->flags.system, FLAG_SEEN);
  assert_int_equal (get (f, id)->server_flags.system, 0);
  assert_int_equal (last_event (f)->reason, REASON_FLAGS_LOCAL);
  assert_int_equal (last_event (f)->old_flags.system, 0);
  assert_int_equal (last_event (f)->new_flags.system, FLAG_SEEN);
  events = f->changes.events->len;
  replica_set_flags (f->replica, id, &seen, TRUE, REASON_FLAGS_SYNCED, &f->changes);
  assert_int_equal (get (f, id)->server_flags.system, FLAG_SEEN);
  assert_int_equal (f->changes.events->len, events);
}

static void
test_move (void **state)
{
  Fixture *f = *state;
  guint32 id = add (f, "INBOX", 7, 3);
  FlagSet work = { .keywords = 1 };
  guint32 copy = get (f, id)->copy;
  const ReplicaFolder *folder;

  keyword_table_intern (&replica_folder_own (f->replica, "INBOX")->keywords, "work");
  keyword_table_intern (&replica_folder_own (f->replica, "Trash")->keywords, "other");
  replica_set_flags (f->replica, id, &work, TRUE, REASON_FLAGS_SYNCED, &f->changes);
  replica_move (f->replica, id, "Trash", 0, REASON_DELETED_LOCALLY, &f->changes);
  assert_int_equal (replica_find_id (f->replica, id, &folder)->uid, 0);
  assert_string_equal (folder->name, "Trash");
  assert_int_equal (get (f, id)->copy, copy);
  assert_int_equal (get (f, id)->flags.keywords, 2);
  assert_int_equal (get (f, id)->server_flags.keywords, 2);
  assert_int_equal (replica_folder (f->replica, "INBOX")->items->len, 0);
  assert_int_equal (last_event (f)->change, COPY_MOVED);
  assert_int_equal (last_event (f)->copy, copy);
  assert_string_equal (last_event (f)->folder, "INBOX");
  assert_string_equal (last_event (f)->to_folder, "Trash");
  replica_move (f->replica, id, "Trash", 12, REASON_MOVED, &f->changes);
  assert_int_equal (get (f, id)->uid, 12);
  assert_int_equal (replica_folder (f->replica, "Trash")->items->len, 1);
}

static void
test_remove (void **state)
{
  Fixture *f = *state;
  guint32 first = add (f, "INBOX", 0, 3);
  guint32 second = add (f, "INBOX", 0, 4);

  replica_note_uidl (f->replica, "u1", NOON)->item = first;
  replica_remove (f->replica, first, REASON_DELETED_LOCALLY, &f->changes);
  assert_null (replica_find_id (f->replica, first, NULL));
  assert_int_equal (last_event (f)->change, COPY_VANISHED);
  assert_int_equal (last_event (f)->letter, 3);
  assert_int_equal (last_event (f)->octets, 0);
  assert_int_equal (replica_uidl (f->replica, "u1")->item, 0);
  assert_int_equal (replica_uidl (f->replica, "u1")->first_seen, NOON);
  assert_int_equal (get (f, second)->letter, 4);
  assert_true (add (f, "INBOX", 0, 5) > second);
}

static void
test_unknown_items_are_ignored (void **state)
{
  Fixture *f = *state;
  FlagSet seen = { .system = FLAG_SEEN };

  replica_set_part (f->replica, 5, PART_FULL, f->message, NOON, &f->changes);
  replica_set_flags (f->replica, 5, &seen, TRUE, REASON_FLAGS_SYNCED, &f->changes);
  replica_set_letter (f->replica, 5, 1);
  replica_set_uid (f->replica, 5, 1);
  replica_set_hidden (f->replica, 5, TRUE);
  replica_move (f->replica, 5, "INBOX", 0, REASON_MOVED, &f->changes);
  replica_remove (f->replica, 5, REASON_EXPUNGED, &f->changes);
  replica_forget_uidl (f->replica, "none");
  assert_int_equal (f->changes.events->len, 0);
}

static void
test_notes (void **state)
{
  Fixture *f = *state;
  guint32 id = add (f, "INBOX", 0, 0);

  replica_set_letter (f->replica, id, 9);
  replica_set_uid (f->replica, id, 44);
  replica_set_hidden (f->replica, id, TRUE);
  assert_int_equal (get (f, id)->letter, 9);
  assert_int_equal (get (f, id)->uid, 44);
  assert_true (get (f, id)->hidden);
}

/* RFC 3501 §2.3.1.1: nothing that was known by UID is known any more. */
static void
test_reset_folder (void **state)
{
  Fixture *f = *state;
  PendingChange flags = { .kind = PENDING_FLAGS, .folder = (char *) "INBOX", .uid = 7 };
  PendingChange elsewhere = { .kind = PENDING_FLAGS, .folder = (char *) "Sent", .uid = 7 };
  PendingChange upload = { .kind = PENDING_APPEND, .folder = (char *) "INBOX", .target = (char *) "INBOX" };
  guint32 local;

  add (f, "INBOX", 7, 3);
  add (f, "INBOX", 8, 4);
  local = add (f, "INBOX", 0, 5);
  add (f, "Sent", 7, 6);
  replica_pend (f->replica, &flags);
  replica_pend (f->replica, &elsewhere);
  replica_pend (f->replica, &upload);
  replica_pend (f->replica, &flags);
  replica_folder_own (f->replica, "INBOX")->highest_modseq = 77;
  replica_reset_folder (f->replica, "INBOX", 1234, &f->changes);
  assert_int_equal (last_event (f)->reason, REASON_UIDVALIDITY);
  assert_int_equal (replica_folder (f->replica, "INBOX")->items->len, 1);
  assert_int_equal (get (f, local)->letter, 5);
  assert_int_equal (replica_folder (f->replica, "INBOX")->uid_validity, 1234);
  assert_int_equal (replica_folder (f->replica, "INBOX")->uid_next, 1);
  assert_int_equal (replica_folder (f->replica, "INBOX")->highest_modseq, 0);
  assert_int_equal (replica_folder (f->replica, "Sent")->items->len, 1);
  assert_int_equal (f->replica->pending->len, 2);
  assert_string_equal (g_array_index (f->replica->pending, PendingChange, 0).folder, "Sent");
  assert_int_equal (g_array_index (f->replica->pending, PendingChange, 1).kind, PENDING_APPEND);
}

static void
test_uidls (void **state)
{
  Fixture *f = *state;

  assert_null (replica_uidl (f->replica, "u1"));
  replica_note_uidl (f->replica, "u1", 10);
  replica_note_uidl (f->replica, "u2", 20);
  replica_note_uidl (f->replica, "u1", 30)->delete_wanted = TRUE;
  assert_int_equal (f->replica->uidls->len, 2);
  assert_int_equal (replica_uidl (f->replica, "u1")->first_seen, 10);
  assert_true (replica_uidl (f->replica, "u1")->delete_wanted);
  assert_null (replica_uidl (f->replica, "U1")); /* RFC 1939 §7: the octets count */
  replica_forget_uidl (f->replica, "u1");
  assert_null (replica_uidl (f->replica, "u1"));
  assert_non_null (replica_uidl (f->replica, "u2"));
}

static void
test_outbox (void **state)
{
  Fixture *f = *state;
  g_autoptr (GPtrArray) to = g_ptr_array_new ();
  OutboxEntry entry = { .from = (char *) "ada@kantor.example", .to = to, .item = 3 };
  const OutboxEntry *kept;

  g_ptr_array_add (to, (char *) "budi@luar.example");
  replica_outbox_add (f->replica, &entry);
  replica_outbox_add (f->replica, &entry);
  replica_pend (f->replica, &(PendingChange) { .kind = PENDING_MOVE, .folder = (char *) "a", .target = (char *) "b" });
  g_ptr_array_set_size (to, 0);
  kept = &g_array_index (f->replica->outbox, OutboxEntry, 1);
  assert_string_equal (kept->to->pdata[0], "budi@luar.example");
  replica_outbox_done (f->replica, 0);
  assert_int_equal (f->replica->outbox->len, 1);
  replica_pending_done (f->replica, 0);
  assert_int_equal (f->replica->pending->len, 0);
}

static void
test_copy_on_write (void **state)
{
  Fixture *f = *state;
  guint32 id = add (f, "INBOX", 7, 3);
  FlagSet seen = { .system = FLAG_SEEN };
  Replica *copy = state_ref (f->replica);
  g_autofree char *before = state_digest_string (&replica_state, f->replica);
  g_autofree char *after = NULL;

  add (f, "Sent", 1, 4);
  g_free (g_steal_pointer (&before));
  before = state_digest_string (&replica_state, f->replica);
  state_own (&replica_state, (gpointer *) &copy);
  check_same (&replica_state, f->replica, copy);
  assert_ptr_equal (replica_folder (copy, "Sent"), replica_folder (f->replica, "Sent"));
  replica_set_flags (copy, id, &seen, FALSE, REASON_FLAGS_LOCAL, &f->changes);
  check_differ (&replica_state, f->replica, copy);
  assert_ptr_equal (replica_folder (copy, "Sent"), replica_folder (f->replica, "Sent"));
  replica_move (copy, id, "Sent", 0, REASON_MOVED, &f->changes);
  replica_note_uidl (copy, "u", 0);
  replica_reset_folder (copy, "Sent", 5, &f->changes);
  after = state_digest_string (&replica_state, f->replica);
  assert_string_equal (before, after);
  state_unref (&replica_state, copy);
}

int
main (void)
{
#define T(name) cmocka_unit_test_setup_teardown (name, setup, teardown)
  const struct CMUnitTest tests[] = {
    T (test_add),
    T (test_finding),
    T (test_finding_after_moves),
    T (test_set_part),
    T (test_flags),
    T (test_move),
    T (test_remove),
    T (test_notes),
    T (test_unknown_items_are_ignored),
    T (test_reset_folder),
    T (test_uidls),
    T (test_outbox),
    T (test_copy_on_write),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
