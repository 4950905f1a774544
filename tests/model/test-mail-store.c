#include "state-check.h"

#include <string.h>

#include "mail-store.h"

#define VALIDITY 1700000000

typedef struct {
  MailStore *store;
  guint32 next_copy;
  Changes changes;
} Fixture;

static int
setup (void **state)
{
  Fixture *f = g_new0 (Fixture, 1);

  f->store = mail_store_new (1, "ada", "kantor.example", "rahasia", 100, VALIDITY);
  f->changes.next_copy = &f->next_copy;
  f->changes.events = g_array_new (FALSE, FALSE, sizeof (CopyEvent));
  *state = f;
  return 0;
}

static int
teardown (void **state)
{
  Fixture *f = *state;

  state_free (&mail_store_state, f->store);
  g_array_free (f->changes.events, TRUE);
  g_free (f);
  return 0;
}

static StoreResult
append (Fixture *f, const char *mailbox, gsize size)
{
  g_autofree char *octets = g_strnfill (size, 'x');
  g_autoptr (Message) message = message_new_from_string (octets, (gssize) size);
  MailboxAppend append = { .message = message, .internal_date = 5, .now = 6, .reason = REASON_DELIVERED };

  return mail_store_append (f->store, mailbox, &append, &f->changes, NULL, NULL);
}

static guint
count (Fixture *f, const char *mailbox)
{
  const Mailbox *found = mail_store_mailbox (f->store, mailbox);

  assert_non_null (found);
  return mailbox_count (found);
}

/* "INBOX,a,a/b" */
static void
check_names (const MailStore *store, const char *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < store->mailboxes->len; i++)
    {
      const Mailbox *mailbox = store->mailboxes->pdata[i];

      g_string_append_printf (names, "%s%s%s", i > 0 ? "," : "", mailbox->name, mailbox->no_select ? "(-)" : "");
    }
  assert_string_equal (names->str, expected);
}

static guint
events_of (Fixture *f, CopyChange change, CopyReason reason)
{
  guint n = 0;

  for (guint i = 0; i < f->changes.events->len; i++)
    {
      const CopyEvent *event = &g_array_index (f->changes.events, CopyEvent, i);

      n += event->change == change && event->reason == reason;
    }
  return n;
}

static void
test_new (void **state)
{
  Fixture *f = *state;
  g_autofree char *address = mail_store_dup_address (f->store);

  assert_string_equal (address, "ada@kantor.example");
  check_names (f->store, "INBOX");
  assert_ptr_equal (mail_store_mailbox (f->store, "inbox"), mail_store_mailbox (f->store, "INBOX"));
  assert_int_equal (mail_store_mailbox (f->store, "InBox")->uid_validity, VALIDITY);
  assert_null (mail_store_mailbox (f->store, "INBOX2"));
  assert_null (mail_store_mailbox (f->store, ""));
}

static void
test_quota (void **state)
{
  Fixture *f = *state;

  assert_true (mail_store_fits (f->store, 100));
  assert_false (mail_store_fits (f->store, 101));
  assert_false (mail_store_fits (f->store, G_MAXUINT64));
  assert_int_equal (append (f, "INBOX", 60), STORE_OK);
  assert_int_equal (append (f, "INBOX", 41), STORE_OVER_QUOTA);
  assert_int_equal (append (f, "INBOX", 40), STORE_OK);
  assert_int_equal (append (f, "INBOX", 1), STORE_OVER_QUOTA);
  assert_int_equal (mail_store_used (f->store), 100);
  f->store->quota = 50;
  assert_false (mail_store_fits (f->store, 0));
  f->store->quota = 0;
  assert_int_equal (append (f, "INBOX", 1000), STORE_OK);
}

static void
test_append (void **state)
{
  Fixture *f = *state;
  g_autoptr (Message) message = message_new_from_string ("x", 1);
  MailboxAppend append_of = { .message = message };
  guint32 uid = 0;
  guint32 uid_validity = 0;

  assert_int_equal (append (f, "nowhere", 1), STORE_NONEXISTENT);
  assert_int_equal (mail_store_append (f->store, "inbox", &append_of, &f->changes, &uid, &uid_validity), STORE_OK);
  assert_int_equal (uid, 1);
  assert_int_equal (uid_validity, VALIDITY);
  append (f, "INBOX", 1);
  assert_int_not_equal (mailbox_find (mail_store_mailbox (f->store, "INBOX"), 1)->email_id,
                        mailbox_find (mail_store_mailbox (f->store, "INBOX"), 2)->email_id);
}

static void
test_create (void **state)
{
  Fixture *f = *state;

  assert_int_equal (mail_store_create (f->store, "work", 0), STORE_OK);
  assert_int_equal (mail_store_create (f->store, "work", 0), STORE_ALREADY_EXISTS);
  assert_int_equal (mail_store_create (f->store, "work/", 0), STORE_ALREADY_EXISTS);
  assert_int_equal (mail_store_create (f->store, "inbox", 0), STORE_ALREADY_EXISTS);
  assert_int_equal (mail_store_create (f->store, "a/b/c/", 0), STORE_OK);
  assert_int_equal (mail_store_create (f->store, "inbox/sub", 0), STORE_OK);
  check_names (f->store, "INBOX,INBOX/sub,a,a/b,a/b/c,work");
  for (guint i = 1; i < f->store->mailboxes->len; i++)
    for (guint j = 0; j < i; j++)
      assert_int_not_equal (((Mailbox *) f->store->mailboxes->pdata[i])->uid_validity,
                            ((Mailbox *) f->store->mailboxes->pdata[j])->uid_validity);
}

static void
test_names_not_allowed (void **state)
{
  static const char *const names[] = { "", "/", "/a", "a//b", "a//", "a*", "a/%", "a\nb", "a\x7f", "\xff",
                                       "caf\xc3" };
  Fixture *f = *state;
  g_autofree char *long_name = g_strnfill (1001, 'x');
  g_autofree char *deep = g_strnfill (65, '/');

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      assert_int_equal (mail_store_create (f->store, names[i], 0), STORE_CANNOT);
      assert_int_equal (mail_store_rename (f->store, "INBOX", names[i], &f->changes), STORE_CANNOT);
      mail_store_subscribe (f->store, names[i]);
      assert_false (mail_store_subscribed (f->store, names[i]));
      assert_false (mail_store_unsubscribe (f->store, names[i]));
      assert_int_equal (mail_store_delete (f->store, names[i], &f->changes), STORE_NONEXISTENT);
    }
  for (guint i = 0; i < 65; i += 2)
    deep[i] = 'd';
  assert_int_equal (mail_store_create (f->store, long_name, 0), STORE_CANNOT);
  assert_int_equal (mail_store_create (f->store, deep, 0), STORE_CANNOT);
  check_names (f->store, "INBOX");
  assert_int_equal (mail_store_create (f->store, "Entwürfe/日本", 0), STORE_OK);
}

/* A peer that creates without end gets a refusal some time. */
static void
test_mailboxes_are_bounded (void **state)
{
  Fixture *f = *state;
  StoreResult result = STORE_OK;
  guint n = 0;

  for (; n < 20000 && result == STORE_OK; n++)
    {
      g_autofree char *name = g_strdup_printf ("%05u", n);

      result = mail_store_create (f->store, name, 0);
    }
  assert_int_equal (result, STORE_LIMIT);
  assert_true (f->store->mailboxes->len < 10000);
}

static void
test_special_use (void **state)
{
  Fixture *f = *state;

  assert_null (mail_store_special (f->store, SPECIAL_SENT));
  mail_store_create (f->store, "Terkirim", SPECIAL_SENT);
  mail_store_create (f->store, "Sampah", SPECIAL_TRASH);
  assert_string_equal (mail_store_special (f->store, SPECIAL_SENT)->name, "Terkirim");
  mail_store_rename (f->store, "Terkirim", "Out", &f->changes);
  assert_string_equal (mail_store_special (f->store, SPECIAL_SENT)->name, "Out");
  mail_store_delete (f->store, "Out", &f->changes);
  assert_null (mail_store_special (f->store, SPECIAL_SENT));
}

static void
test_delete (void **state)
{
  Fixture *f = *state;
  guint32 old;

  mail_store_create (f->store, "a", 0);
  append (f, "a", 10);
  append (f, "a", 10);
  old = mail_store_mailbox (f->store, "a")->uid_validity;
  assert_int_equal (mail_store_delete (f->store, "INBOX", &f->changes), STORE_CANNOT);
  assert_int_equal (mail_store_delete (f->store, "b", &f->changes), STORE_NONEXISTENT);
  assert_int_equal (mail_store_delete (f->store, "a", &f->changes), STORE_OK);
  assert_int_equal (events_of (f, COPY_VANISHED, REASON_MAILBOX_DELETED), 2);
  assert_int_equal (mail_store_used (f->store), 0);
  check_names (f->store, "INBOX");
  mail_store_create (f->store, "a", 0);
  assert_true (mail_store_mailbox (f->store, "a")->uid_validity > old);
}

/* RFC 3501 §6.3.4: the name stays, its messages go; a second time it is an error. */
static void
test_delete_with_inferiors (void **state)
{
  Fixture *f = *state;
  guint32 old;

  mail_store_create (f->store, "a/b", 0);
  append (f, "a", 10);
  append (f, "a/b", 10);
  old = mail_store_mailbox (f->store, "a")->uid_validity;
  assert_int_equal (mail_store_delete (f->store, "a", &f->changes), STORE_OK);
  check_names (f->store, "INBOX,a(-),a/b");
  assert_int_equal (events_of (f, COPY_VANISHED, REASON_MAILBOX_DELETED), 1);
  assert_int_equal (mail_store_used (f->store), 10);
  assert_int_equal (mail_store_delete (f->store, "a", &f->changes), STORE_CANNOT);
  assert_int_equal (append (f, "a", 1), STORE_NONEXISTENT);
  assert_int_equal (mail_store_copy (f->store, "a/b", 1, "a", 0, REASON_COPIED, &f->changes, NULL), STORE_NONEXISTENT);
  assert_int_equal (mail_store_create (f->store, "a", 0), STORE_OK);
  check_names (f->store, "INBOX,a,a/b");
  assert_true (mail_store_mailbox (f->store, "a")->uid_validity > old);
  mail_store_delete (f->store, "a", &f->changes);
  mail_store_delete (f->store, "a/b", &f->changes);
  assert_int_equal (mail_store_delete (f->store, "a", &f->changes), STORE_OK);
  check_names (f->store, "INBOX");
}

static void
test_rename_takes_inferiors_along (void **state)
{
  Fixture *f = *state;
  const CopyEvent *event;
  guint32 uid_validity;
  guint64 mailbox_id;

  mail_store_create (f->store, "a/b", 0);
  mail_store_create (f->store, "ab", 0);
  append (f, "a/b", 10);
  uid_validity = mail_store_mailbox (f->store, "a/b")->uid_validity;
  mailbox_id = mail_store_mailbox (f->store, "a/b")->mailbox_id;
  assert_int_equal (mail_store_rename (f->store, "a", "x/y", &f->changes), STORE_OK);
  check_names (f->store, "INBOX,ab,x,x/y,x/y/b");
  assert_int_equal (count (f, "x/y/b"), 1);
  assert_int_equal (mail_store_mailbox (f->store, "x/y/b")->uid_validity, uid_validity);
  assert_int_equal (mail_store_mailbox (f->store, "x/y/b")->mailbox_id, mailbox_id);
  event = &g_array_index (f->changes.events, CopyEvent, f->changes.events->len - 1);
  assert_int_equal (event->change, COPY_MOVED);
  assert_string_equal (event->folder, "a/b");
  assert_string_equal (event->to_folder, "x/y/b");
}

static void
test_rename_refused (void **state)
{
  Fixture *f = *state;

  mail_store_create (f->store, "a/b", 0);
  mail_store_create (f->store, "c", 0);
  assert_int_equal (mail_store_rename (f->store, "z", "y", &f->changes), STORE_NONEXISTENT);
  assert_int_equal (mail_store_rename (f->store, "a", "c", &f->changes), STORE_ALREADY_EXISTS);
  assert_int_equal (mail_store_rename (f->store, "a", "a", &f->changes), STORE_ALREADY_EXISTS);
  assert_int_equal (mail_store_rename (f->store, "a", "a/d", &f->changes), STORE_CANNOT);
  assert_int_equal (mail_store_rename (f->store, "a", "inbox", &f->changes), STORE_ALREADY_EXISTS);
  assert_int_equal (mail_store_rename (f->store, "INBOX", "c", &f->changes), STORE_ALREADY_EXISTS);
  check_names (f->store, "INBOX,a,a/b,c");
}

/* An inferior whose name would grow too long stays, and so does everything else. */
static void
test_rename_too_long (void **state)
{
  Fixture *f = *state;
  g_autofree char *name = g_strnfill (999, 'x');

  mail_store_create (f->store, "a/b", 0);
  assert_int_equal (mail_store_rename (f->store, "a", name, &f->changes), STORE_CANNOT);
  check_names (f->store, "INBOX,a,a/b");
  assert_int_equal (mail_store_rename (f->store, "a/b", name, &f->changes), STORE_OK);
}

/* RFC 3501 §6.3.5 */
static void
test_rename_inbox (void **state)
{
  Fixture *f = *state;
  FlagSet keyword = { .system = FLAG_SEEN, .keywords = 1 };
  const MailboxEntry *moved;
  guint64 email_id;

  mail_store_create (f->store, "INBOX/sub", 0);
  append (f, "INBOX", 60);
  append (f, "INBOX", 30);
  keyword_table_intern (&mail_store_mailbox_own (f->store, "INBOX")->keywords, "work");
  mailbox_store_flags (mail_store_mailbox_own (f->store, "INBOX"), 1, FLAGS_REPLACE, &keyword, REASON_FLAGS_STORED,
                       &f->changes);
  email_id = mailbox_find (mail_store_mailbox (f->store, "INBOX"), 1)->email_id;
  assert_int_equal (mail_store_rename (f->store, "INBOX", "old/mail", &f->changes), STORE_OK);
  check_names (f->store, "INBOX,INBOX/sub,old,old/mail");
  assert_int_equal (count (f, "INBOX"), 0);
  assert_int_equal (count (f, "old/mail"), 2);
  moved = mailbox_entry (mail_store_mailbox (f->store, "old/mail"), 0);
  assert_int_equal (moved->email_id, email_id);
  assert_int_equal (moved->flags.system, FLAG_SEEN);
  assert_string_equal (mail_store_mailbox (f->store, "old/mail")->keywords.names->pdata[0], "work");
  assert_int_equal (mail_store_mailbox (f->store, "INBOX")->uid_next, 3);
  assert_int_equal (mail_store_mailbox (f->store, "INBOX")->uid_validity, VALIDITY);
  assert_int_equal (events_of (f, COPY_APPEARED, REASON_MOVED), 2);
  assert_int_equal (events_of (f, COPY_VANISHED, REASON_MOVED), 2);
}

static void
test_subscriptions (void **state)
{
  Fixture *f = *state;

  mail_store_subscribe (f->store, "c");
  mail_store_subscribe (f->store, "a");
  mail_store_subscribe (f->store, "b/");
  mail_store_subscribe (f->store, "a");
  mail_store_subscribe (f->store, "Inbox");
  assert_int_equal (f->store->subscriptions->len, 4);
  assert_string_equal (f->store->subscriptions->pdata[0], "INBOX");
  assert_string_equal (f->store->subscriptions->pdata[1], "a");
  assert_string_equal (f->store->subscriptions->pdata[2], "b");
  assert_string_equal (f->store->subscriptions->pdata[3], "c");
  assert_true (mail_store_subscribed (f->store, "inbox"));
  assert_true (mail_store_unsubscribe (f->store, "b"));
  assert_false (mail_store_unsubscribe (f->store, "b"));
  assert_false (mail_store_subscribed (f->store, "b"));
  mail_store_create (f->store, "a", 0);
  mail_store_delete (f->store, "a", &f->changes);
  assert_true (mail_store_subscribed (f->store, "a")); /* RFC 3501 §6.3.6 */
}

static void
test_copy (void **state)
{
  Fixture *f = *state;
  FlagSet flags = { .system = FLAG_ANSWERED, .keywords = 2 };
  const MailboxEntry *original;
  const MailboxEntry *copy;
  const CopyEvent *event;
  guint32 new_uid = 0;

  mail_store_create (f->store, "work", 0);
  append (f, "INBOX", 40);
  keyword_table_intern (&mail_store_mailbox_own (f->store, "INBOX")->keywords, "a");
  keyword_table_intern (&mail_store_mailbox_own (f->store, "INBOX")->keywords, "b");
  mailbox_store_flags (mail_store_mailbox_own (f->store, "INBOX"), 1, FLAGS_ADD, &flags, REASON_FLAGS_STORED, &f->changes);
  assert_int_equal (mail_store_copy (f->store, "INBOX", 1, "work", 99, REASON_COPIED, &f->changes, &new_uid), STORE_OK);
  event = &g_array_index (f->changes.events, CopyEvent, f->changes.events->len - 1);
  original = mailbox_find (mail_store_mailbox (f->store, "INBOX"), 1);
  copy = mailbox_find (mail_store_mailbox (f->store, "work"), new_uid);
  assert_ptr_equal (copy->message, original->message);
  assert_int_equal (copy->email_id, original->email_id);
  assert_int_equal (copy->internal_date, 5);
  assert_int_equal (copy->save_date, 99);
  assert_int_equal (copy->flags.system, FLAG_ANSWERED);
  assert_int_equal (copy->flags.keywords, 1);
  assert_int_equal (event->parent, original->copy);
  assert_int_not_equal (event->copy, original->copy);
  assert_int_equal (mail_store_copy (f->store, "INBOX", 2, "work", 0, REASON_COPIED, &f->changes, NULL), STORE_NONEXISTENT);
  assert_int_equal (mail_store_copy (f->store, "INBOX", 1, "none", 0, REASON_COPIED, &f->changes, NULL), STORE_NONEXISTENT);
  assert_int_equal (mail_store_copy (f->store, "none", 1, "work", 0, REASON_COPIED, &f->changes, NULL), STORE_NONEXISTENT);
  assert_int_equal (mail_store_copy (f->store, "INBOX", 1, "INBOX", 0, REASON_COPIED, &f->changes, NULL),
                    STORE_OVER_QUOTA);
  assert_int_equal (mail_store_copy (f->store, "INBOX", 1, "work", 0, REASON_MOVED, &f->changes, NULL), STORE_OK);
}

/* Every way to change a copy leaves the original as it was. */
static void
test_copy_on_write (void **state)
{
  Fixture *f = *state;
  FlagSet seen = { .system = FLAG_SEEN };
  MailStore *copy;
  MailStore *again;

  mail_store_create (f->store, "work/deep", 0);
  append (f, "INBOX", 10);
  append (f, "work", 10);
  copy = state_dup (&mail_store_state, f->store);
  again = state_dup (&mail_store_state, f->store);
  check_same (&mail_store_state, f->store, copy);
  assert_ptr_equal (mail_store_mailbox (copy, "INBOX"), mail_store_mailbox (f->store, "INBOX"));
  mailbox_store_flags (mail_store_mailbox_own (copy, "INBOX"), 1, FLAGS_ADD, &seen, REASON_FLAGS_STORED, &f->changes);
  check_differ (&mail_store_state, f->store, copy);
  assert_ptr_equal (mail_store_mailbox (copy, "work"), mail_store_mailbox (f->store, "work"));
  mail_store_copy (copy, "INBOX", 1, "work", 0, REASON_COPIED, &f->changes, NULL);
  mail_store_rename (copy, "work", "play", &f->changes);
  mail_store_rename (copy, "INBOX", "old", &f->changes);
  mail_store_delete (copy, "play", &f->changes);
  mail_store_subscribe (copy, "x");
  check_same (&mail_store_state, f->store, again);
  state_free (&mail_store_state, copy);
  state_free (&mail_store_state, again);
}

/* A server that got the messages only: order, flags, keywords and folders stay, numbers do not. */
static void
test_renumber (void **state)
{
  Fixture *f = *state;
  const FlagSet seen = { .system = FLAG_SEEN };
  const Mailbox *inbox;
  guint32 validity = mail_store_mailbox (f->store, "INBOX")->uid_validity;

  mail_store_create (f->store, "a/b", SPECIAL_TRASH);
  for (guint size = 1; size <= 3; size++)
    append (f, "INBOX", size);
  append (f, "a/b", 4);
  mailbox_expunge (mail_store_mailbox_own (f->store, "INBOX"), 1, REASON_EXPUNGED, &f->changes);
  mailbox_store_flags (mail_store_mailbox_own (f->store, "INBOX"), 3, FLAGS_ADD, &seen, REASON_FLAGS_STORED, &f->changes);

  mail_store_renumber (f->store, 7, &f->changes);
  check_names (f->store, "INBOX,a,a/b");
  inbox = mail_store_mailbox (f->store, "INBOX");
  assert_true (inbox->uid_validity > validity);
  assert_int_equal (mailbox_count (inbox), 2);
  assert_int_equal (mailbox_entry (inbox, 0)->uid, 1);
  assert_int_equal (message_size (mailbox_entry (inbox, 0)->message), 2);
  assert_int_equal (mailbox_entry (inbox, 1)->flags.system, FLAG_SEEN);
  assert_int_equal (mailbox_entry (inbox, 1)->internal_date, 5);
  assert_int_equal (count (f, "a/b"), 1);
  assert_int_equal (mail_store_mailbox (f->store, "a/b")->special_use, SPECIAL_TRASH);
  assert_int_equal (mail_store_used (f->store), 9);
}

int
main (void)
{
#define T(name) cmocka_unit_test_setup_teardown (name, setup, teardown)
  const struct CMUnitTest tests[] = {
    T (test_new),
    T (test_quota),
    T (test_append),
    T (test_create),
    T (test_names_not_allowed),
    T (test_mailboxes_are_bounded),
    T (test_special_use),
    T (test_delete),
    T (test_delete_with_inferiors),
    T (test_rename_takes_inferiors_along),
    T (test_rename_refused),
    T (test_rename_too_long),
    T (test_rename_inbox),
    T (test_subscriptions),
    T (test_renumber),
    T (test_copy),
    T (test_copy_on_write),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
