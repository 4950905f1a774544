#include "state-check.h"

#include "mailbox.h"

#define NOON (G_GINT64_CONSTANT (1800000000) * G_USEC_PER_SEC)

typedef struct {
  Mailbox *mailbox;
  guint32 next_copy;
  Changes changes;
} Fixture;

static int
setup (void **state)
{
  Fixture *f = g_new0 (Fixture, 1);

  f->mailbox = mailbox_new ("INBOX", 1700000000, 1);
  f->changes.next_copy = &f->next_copy;
  f->changes.events = g_array_new (FALSE, FALSE, sizeof (CopyEvent));
  *state = f;
  return 0;
}

static int
teardown (void **state)
{
  Fixture *f = *state;

  state_unref (&mailbox_state, f->mailbox);
  g_array_free (f->changes.events, TRUE);
  g_free (f);
  return 0;
}

static guint32
append (Fixture *f, const char *text, guint32 system)
{
  g_autoptr (Message) message = message_new_from_string (text, -1);
  MailboxAppend append = { .message = message, .flags = { .system = system }, .internal_date = NOON - 5,
                           .now = NOON, .reason = REASON_APPENDED, .parent = 77, .letter = 8, .email_id = 9 };

  return mailbox_append (f->mailbox, &append, &f->changes);
}

static const CopyEvent *
last_event (Fixture *f)
{
  assert_true (f->changes.events->len > 0);
  return &g_array_index (f->changes.events, CopyEvent, f->changes.events->len - 1);
}

static void
test_append (void **state)
{
  Fixture *f = *state;
  guint64 before = f->mailbox->highest_modseq;
  guint32 uid = append (f, "Subject: a\r\n\r\nabc\r\n", FLAG_SEEN | FLAG_RECENT);
  const MailboxEntry *entry = mailbox_find (f->mailbox, uid);
  const CopyEvent *event = last_event (f);

  assert_int_equal (uid, 1);
  assert_int_equal (entry->flags.system, FLAG_SEEN);
  assert_int_equal (entry->internal_date, NOON - 5);
  assert_int_equal (entry->save_date, NOON);
  assert_int_equal (entry->email_id, 9);
  assert_true (entry->modseq > before && entry->modseq == f->mailbox->highest_modseq);
  assert_int_equal (event->change, COPY_APPEARED);
  assert_int_equal (event->reason, REASON_APPENDED);
  assert_int_equal (event->copy, entry->copy);
  assert_int_equal (event->parent, 77);
  assert_int_equal (event->letter, 8);
  assert_int_equal (event->uid, uid);
  assert_string_equal (event->folder, "INBOX");
  assert_int_equal (event->old_flags.system, 0);
  assert_int_equal (event->new_flags.system, FLAG_SEEN);
  assert_int_equal (event->part, PART_FULL);
  assert_int_equal (event->octets, 19);
  assert_int_equal (mailbox_octets (f->mailbox), 19);
}

/* Also when the last one has gone: RFC 3501 §2.3.1.1. */
static void
test_uids_only_grow (void **state)
{
  Fixture *f = *state;

  append (f, "a", 0);
  append (f, "b", 0);
  assert_true (mailbox_expunge (f->mailbox, 2, REASON_EXPUNGED, &f->changes));
  assert_int_equal (append (f, "c", 0), 3);
  assert_true (mailbox_expunge (f->mailbox, 1, REASON_EXPUNGED, &f->changes));
  assert_true (mailbox_expunge (f->mailbox, 3, REASON_EXPUNGED, &f->changes));
  assert_int_equal (mailbox_count (f->mailbox), 0);
  assert_int_equal (append (f, "d", 0), 4);
  assert_int_equal (f->mailbox->uid_next, 5);
  assert_int_equal (mailbox_octets (f->mailbox), 1);
}

static void
test_finding (void **state)
{
  Fixture *f = *state;

  for (guint i = 0; i < 6; i++)
    append (f, "x", 0);
  mailbox_expunge (f->mailbox, 3, REASON_EXPUNGED, &f->changes);
  mailbox_expunge (f->mailbox, 6, REASON_EXPUNGED, &f->changes);
  assert_null (mailbox_find (f->mailbox, 0));
  assert_null (mailbox_find (f->mailbox, 3));
  assert_null (mailbox_find (f->mailbox, 6));
  assert_null (mailbox_find (f->mailbox, G_MAXUINT32));
  assert_int_equal (mailbox_find (f->mailbox, 4)->uid, 4);
  assert_int_equal (mailbox_lower_bound (f->mailbox, 0), 0);
  assert_int_equal (mailbox_lower_bound (f->mailbox, 3), 2);
  assert_int_equal (mailbox_entry (f->mailbox, 2)->uid, 4);
  assert_int_equal (mailbox_lower_bound (f->mailbox, 6), mailbox_count (f->mailbox));
}

static void
test_flags (void **state)
{
  Fixture *f = *state;
  guint32 uid = append (f, "x", FLAG_SEEN);
  FlagSet flagged = { .system = FLAG_FLAGGED | FLAG_RECENT, .keywords = 2 };
  guint64 before = f->mailbox->highest_modseq;
  guint events = f->changes.events->len;

  assert_true (mailbox_store_flags (f->mailbox, uid, FLAGS_ADD, &flagged, REASON_FLAGS_STORED, &f->changes));
  assert_int_equal (mailbox_find (f->mailbox, uid)->flags.system, FLAG_SEEN | FLAG_FLAGGED);
  assert_int_equal (f->mailbox->highest_modseq, before + 1);
  assert_int_equal (mailbox_find (f->mailbox, uid)->modseq, before + 1);
  assert_int_equal (last_event (f)->change, COPY_CHANGED);
  assert_int_equal (last_event (f)->old_flags.system, FLAG_SEEN);
  assert_int_equal (last_event (f)->new_flags.system, FLAG_SEEN | FLAG_FLAGGED);
  assert_int_equal (last_event (f)->new_flags.keywords, 2);

  /* What is so already is no change (RFC 7162 §3.1.3 lets modseq stay). */
  assert_false (mailbox_store_flags (f->mailbox, uid, FLAGS_ADD, &flagged, REASON_FLAGS_STORED, &f->changes));
  assert_false (mailbox_store_flags (f->mailbox, 99, FLAGS_ADD, &flagged, REASON_FLAGS_STORED, &f->changes));
  assert_int_equal (f->mailbox->highest_modseq, before + 1);
  assert_int_equal (f->changes.events->len, events + 1);
}

static void
test_expunge_history (void **state)
{
  Fixture *f = *state;
  g_auto (UidSet) gone = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 since;

  for (guint i = 0; i < 5; i++)
    append (f, "xyz", 0);
  mailbox_expunge (f->mailbox, 5, REASON_EXPUNGED, &f->changes);
  since = f->mailbox->highest_modseq;
  mailbox_expunge (f->mailbox, 4, REASON_POP_DELETED, &f->changes);
  assert_int_equal (last_event (f)->change, COPY_VANISHED);
  assert_int_equal (last_event (f)->reason, REASON_POP_DELETED);
  assert_int_equal (last_event (f)->octets, 0);
  mailbox_expunge (f->mailbox, 1, REASON_EXPUNGED, &f->changes);
  assert_false (mailbox_expunge (f->mailbox, 1, REASON_EXPUNGED, &f->changes));
  assert_int_equal (f->mailbox->highest_modseq, since + 2);
  mailbox_expunged_since (f->mailbox, since, &gone);
  uid_set_format (&gone, text);
  assert_string_equal (text->str, "1,4");
  mailbox_expunged_since (f->mailbox, 0, &gone);
  assert_true (uid_set_contains (&gone, 5));
  assert_int_equal (uid_set_count (&gone), 3);
  uid_set_clear (&gone);
  mailbox_expunged_since (f->mailbox, f->mailbox->highest_modseq, &gone);
  assert_true (uid_set_is_empty (&gone));
}

static void
test_expunge_set (void **state)
{
  Fixture *f = *state;
  g_auto (UidSet) set = { 0 };
  guint64 before;
  guint events;

  for (guint i = 0; i < 6; i++)
    append (f, "xyz", 0);
  mailbox_expunge (f->mailbox, 2, REASON_EXPUNGED, &f->changes);
  before = f->mailbox->highest_modseq;
  events = f->changes.events->len;
  uid_set_parse (&set, "1:3,6:9", -1, 0);
  assert_int_equal (mailbox_expunge_set (f->mailbox, &set, REASON_POP_DELETED, &f->changes), 3);
  assert_int_equal (mailbox_count (f->mailbox), 2);
  assert_int_equal (mailbox_entry (f->mailbox, 0)->uid, 4);
  assert_int_equal (mailbox_entry (f->mailbox, 1)->uid, 5);
  assert_int_equal (message_size (mailbox_entry (f->mailbox, 0)->message), 3);
  assert_int_equal (mailbox_octets (f->mailbox), 6);
  assert_int_equal (f->mailbox->highest_modseq, before + 3);
  assert_int_equal (f->changes.events->len, events + 3);
  assert_int_equal (g_array_index (f->changes.events, CopyEvent, events).uid, 1);
  assert_int_equal (last_event (f)->uid, 6);
  assert_int_equal (mailbox_expunge_set (f->mailbox, &set, REASON_POP_DELETED, &f->changes), 0);
  assert_int_equal (f->mailbox->highest_modseq, before + 3);
}

/* A session that holds its own reference can still read what was expunged. */
static void
test_message_outlives_expunge (void **state)
{
  Fixture *f = *state;
  guint32 uid = append (f, "still here", 0);
  g_autoptr (Message) held = message_ref (mailbox_find (f->mailbox, uid)->message);

  mailbox_expunge (f->mailbox, uid, REASON_EXPUNGED, &f->changes);
  assert_int_equal (message_size (held), 10);
}

static void
test_notes_take_no_modseq (void **state)
{
  Fixture *f = *state;
  guint32 uid = append (f, "x", 0);
  guint64 before = f->mailbox->highest_modseq;

  mailbox_set_letter (f->mailbox, uid, 12);
  mailbox_set_pop_state (f->mailbox, uid, 1);
  mailbox_set_letter (f->mailbox, 99, 12);
  mailbox_set_pop_state (f->mailbox, 99, 1);
  assert_int_equal (mailbox_find (f->mailbox, uid)->letter, 12);
  assert_int_equal (mailbox_find (f->mailbox, uid)->pop_state, 1);
  assert_int_equal (f->mailbox->highest_modseq, before);
}

static void
test_copy_on_write (void **state)
{
  Fixture *f = *state;
  FlagSet seen = { .system = FLAG_SEEN };
  Mailbox *other;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  append (f, "x", 0);
  append (f, "y", 0);
  before = state_digest_string (&mailbox_state, f->mailbox);
  other = state_ref (f->mailbox);
  state_own (&mailbox_state, (gpointer *) &other);
  check_same (&mailbox_state, f->mailbox, other);
  mailbox_store_flags (other, 1, FLAGS_ADD, &seen, REASON_FLAGS_STORED, &f->changes);
  check_differ (&mailbox_state, f->mailbox, other);
  mailbox_expunge (other, 2, REASON_EXPUNGED, &f->changes);
  keyword_table_intern (&other->keywords, "work");
  after = state_digest_string (&mailbox_state, f->mailbox);
  assert_string_equal (before, after);
  state_unref (&mailbox_state, other);
}

int
main (void)
{
#define T(name) cmocka_unit_test_setup_teardown (name, setup, teardown)
  const struct CMUnitTest tests[] = {
    T (test_append),
    T (test_uids_only_grow),
    T (test_finding),
    T (test_flags),
    T (test_expunge_history),
    T (test_expunge_set),
    T (test_message_outlives_expunge),
    T (test_notes_take_no_modseq),
    T (test_copy_on_write),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
