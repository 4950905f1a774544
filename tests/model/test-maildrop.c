#include "state-check.h"

#include "maildrop.h"

typedef struct {
  MailStore *store;
  Maildrop maildrop;
  guint32 next_copy;
  Changes changes;
} Fixture;

static void
append (Fixture *f, const char *text)
{
  g_autoptr (Message) message = message_new_from_string (text, -1);
  MailboxAppend append = { .message = message, .letter = 5 };

  assert_int_equal (mail_store_append (f->store, "INBOX", &append, &f->changes, NULL, NULL), STORE_OK);
}

/* UIDs 1, 3 and 4. */
static int
setup (void **state)
{
  Fixture *f = g_new0 (Fixture, 1);

  f->store = mail_store_new (1, "ada", "kantor.example", "rahasia", 0, 0x6500000f);
  f->changes.next_copy = &f->next_copy;
  f->changes.events = g_array_new (FALSE, FALSE, sizeof (CopyEvent));
  append (f, "one");
  append (f, "");
  append (f, "three");
  append (f, "fourth");
  mailbox_expunge (mail_store_mailbox_own (f->store, "INBOX"), 2, REASON_EXPUNGED, &f->changes);
  maildrop_snapshot (&f->maildrop, f->store);
  *state = f;
  return 0;
}

static int
teardown (void **state)
{
  Fixture *f = *state;

  state_clear (&maildrop_state, &f->maildrop);
  state_free (&mail_store_state, f->store);
  g_array_free (f->changes.events, TRUE);
  g_free (f);
  return 0;
}

static void
test_snapshot (void **state)
{
  Fixture *f = *state;
  Maildrop never = { 0 };

  assert_int_equal (maildrop_count (&f->maildrop), 3);
  assert_int_equal (maildrop_octets (&f->maildrop), 3 + 5 + 6);
  assert_int_equal (maildrop_get (&f->maildrop, 1)->uid, 1);
  assert_int_equal (maildrop_get (&f->maildrop, 2)->uid, 3);
  assert_int_equal (maildrop_get (&f->maildrop, 2)->letter, 5);
  assert_null (maildrop_get (&f->maildrop, 0));
  assert_null (maildrop_get (&f->maildrop, 4));
  assert_null (maildrop_get (&f->maildrop, G_MAXUINT));
  assert_int_equal (maildrop_count (&never), 0);
  assert_int_equal (maildrop_octets (&never), 0);
  assert_null (maildrop_get (&never, 1));
  assert_int_equal (maildrop_update (&never, f->store, &f->changes), 0);
}

/* RFC 1939 §4: what comes later is not in it, what goes meanwhile still is. */
static void
test_fixed_for_the_session (void **state)
{
  Fixture *f = *state;

  append (f, "later");
  mailbox_expunge (mail_store_mailbox_own (f->store, "INBOX"), 3, REASON_EXPUNGED, &f->changes);
  assert_int_equal (maildrop_count (&f->maildrop), 3);
  assert_int_equal (message_size (maildrop_get (&f->maildrop, 2)->message), 5);
  maildrop_snapshot (&f->maildrop, f->store);
  assert_int_equal (maildrop_count (&f->maildrop), 3);
  assert_int_equal (maildrop_get (&f->maildrop, 3)->uid, 5);
}

static void
test_mark (void **state)
{
  Fixture *f = *state;

  assert_true (maildrop_mark (&f->maildrop, 2));
  assert_false (maildrop_mark (&f->maildrop, 2));
  assert_false (maildrop_mark (&f->maildrop, 0));
  assert_false (maildrop_mark (&f->maildrop, 4));
  assert_null (maildrop_get (&f->maildrop, 2));
  assert_null (maildrop_dup_uidl (&f->maildrop, 2));
  assert_int_equal (maildrop_count (&f->maildrop), 2);
  assert_int_equal (maildrop_octets (&f->maildrop), 9);
  assert_int_equal (maildrop_get (&f->maildrop, 3)->uid, 4);
  maildrop_unmark_all (&f->maildrop);
  assert_int_equal (maildrop_count (&f->maildrop), 3);
}

static void
test_uidl (void **state)
{
  Fixture *f = *state;
  g_autofree char *second = maildrop_dup_uidl (&f->maildrop, 2);

  assert_string_equal (second, "6500000f00000003");
}

static void
test_update (void **state)
{
  Fixture *f = *state;
  const Mailbox *inbox;

  maildrop_mark (&f->maildrop, 1);
  maildrop_mark (&f->maildrop, 3);
  assert_int_equal (mailbox_count (mail_store_mailbox (f->store, "INBOX")), 3);
  mailbox_expunge (mail_store_mailbox_own (f->store, "INBOX"), 4, REASON_EXPUNGED, &f->changes);
  assert_int_equal (maildrop_update (&f->maildrop, f->store, &f->changes), 1);
  inbox = mail_store_mailbox (f->store, "INBOX");
  assert_int_equal (mailbox_count (inbox), 1);
  assert_int_equal (mailbox_entry (inbox, 0)->uid, 3);
  assert_int_equal (g_array_index (f->changes.events, CopyEvent, f->changes.events->len - 1).reason, REASON_POP_DELETED);
}

/* The numbers of another UIDVALIDITY name other messages. */
static void
test_update_after_uidvalidity_changed (void **state)
{
  Fixture *f = *state;

  maildrop_mark (&f->maildrop, 1);
  mail_store_mailbox_own (f->store, "INBOX")->uid_validity++;
  assert_int_equal (maildrop_update (&f->maildrop, f->store, &f->changes), 1);
  assert_int_equal (mailbox_count (mail_store_mailbox (f->store, "INBOX")), 3);
}

static void
test_copies (void **state)
{
  Fixture *f = *state;
  Maildrop copy;

  state_copy (&maildrop_state, &copy, &f->maildrop);
  check_same (&maildrop_state, &copy, &f->maildrop);
  maildrop_mark (&copy, 1);
  check_differ (&maildrop_state, &copy, &f->maildrop);
  assert_int_equal (maildrop_count (&f->maildrop), 3);
  state_clear (&maildrop_state, &copy);
}

int
main (void)
{
#define T(name) cmocka_unit_test_setup_teardown (name, setup, teardown)
  const struct CMUnitTest tests[] = {
    T (test_snapshot), T (test_fixed_for_the_session), T (test_mark),
    T (test_uidl),     T (test_update),                T (test_update_after_uidvalidity_changed),
    T (test_copies),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
