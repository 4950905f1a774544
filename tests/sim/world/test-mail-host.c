#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "world/mail-host.h"

#define NOON (G_GINT64_CONSTANT (1800000000) * G_USEC_PER_SEC)

typedef struct {
  MailHost *host;
  Message *message;
  guint32 next_copy;
  Changes changes;
} Fixture;

static int
setup (void **state)
{
  Fixture *f = g_new0 (Fixture, 1);

  f->host = mail_host_new ("mail.kantor.example", 42);
  f->message = message_new_from_string ("Subject: a\r\n\r\nhello\r\n", -1);
  f->changes.next_copy = &f->next_copy;
  f->changes.events = g_array_new (FALSE, FALSE, sizeof (CopyEvent));
  mail_host_add (f->host, "ada@kantor.example", "rahasia", 30);
  mail_host_add (f->host, "budi@kantor.example", "x", 0);
  mail_host_add (f->host, "budi@rumah.example", "y", 0);
  *state = f;
  return 0;
}

static int
teardown (void **state)
{
  Fixture *f = *state;

  state_free (&mail_host_state, f->host);
  message_unref (f->message);
  g_array_free (f->changes.events, TRUE);
  g_free (f);
  return 0;
}

static void
test_coverage (void **state)
{
  static const StateType *const types[] = { &mail_host_state, &queued_mail_state };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *missing = NULL;

      if (!state_type_covers (types[i], &missing))
        fail_msg ("%s", missing);
    }
}

static void
test_accounts (void **state)
{
  Fixture *f = *state;
  const MailStore *ada = mail_host_find (f->host, "ada");

  assert_non_null (ada);
  assert_int_equal (ada->id, 1);
  assert_ptr_equal (mail_host_store (f->host, 1), ada);
  assert_null (mail_host_store (f->host, 0));
  assert_null (mail_host_store (f->host, 4));
  assert_null (mail_host_add (f->host, "ADA@Kantor.example", "z", 0));
  assert_null (mail_host_add (f->host, "ada", "z", 0));
  assert_null (mail_host_add (f->host, "@kantor.example", "z", 0));
  assert_null (mail_host_add (f->host, "ada@", "z", 0));
  assert_int_equal (f->host->stores->len, 3);
}

static void
test_find (void **state)
{
  Fixture *f = *state;

  assert_int_equal (mail_host_find (f->host, "Ada@KANTOR.example")->id, 1);
  assert_int_equal (mail_host_find (f->host, "budi@rumah.example")->id, 3);
  assert_null (mail_host_find (f->host, "budi"));
  assert_null (mail_host_find (f->host, "ad"));
  assert_null (mail_host_find (f->host, "adaa"));
  assert_null (mail_host_find (f->host, ""));
  assert_null (mail_host_find (f->host, "@kantor.example"));
  assert_null (mail_host_find (f->host, "ada@"));
  assert_null (mail_host_find (f->host, "ada@luar.example"));
}

static void
test_local (void **state)
{
  Fixture *f = *state;

  assert_true (mail_host_is_local (f->host, "nobody@KANTOR.example"));
  assert_true (mail_host_is_local (f->host, "ada@rumah.example"));
  assert_false (mail_host_is_local (f->host, "ada@luar.example"));
  assert_false (mail_host_is_local (f->host, "ada"));
  assert_false (mail_host_is_local (f->host, "ada@sub.kantor.example"));
  assert_int_equal (f->host->domains->len, 2);
}

static void
test_deliver (void **state)
{
  Fixture *f = *state;
  const CopyEvent *event;
  const MailboxEntry *entry;

  assert_int_equal (mail_host_deliver (f->host, "ada@kantor.example", f->message, NOON, &f->changes), DELIVER_OK);
  entry = mailbox_find (mail_store_mailbox (mail_host_store (f->host, 1), "INBOX"), 1);
  assert_ptr_equal (entry->message, f->message);
  assert_int_equal (entry->internal_date, NOON);
  assert_int_equal (entry->flags.system, 0);
  event = &g_array_index (f->changes.events, CopyEvent, 0);
  assert_int_equal (event->reason, REASON_DELIVERED);
  assert_int_equal (mail_host_deliver (f->host, "ada@kantor.example", f->message, NOON, &f->changes),
                    DELIVER_OVER_QUOTA);
  assert_int_equal (mail_host_deliver (f->host, "eva@kantor.example", f->message, NOON, &f->changes),
                    DELIVER_NO_SUCH_USER);
  assert_int_equal (mail_host_deliver (f->host, "ada@luar.example", f->message, NOON, &f->changes),
                    DELIVER_NO_SUCH_USER);
  assert_int_equal (f->changes.events->len, 1);
}

static void
test_can_deliver (void **state)
{
  Fixture *f = *state;

  assert_int_equal (mail_host_can_deliver (f->host, "ada@kantor.example", 30), DELIVER_OK);
  assert_int_equal (mail_host_can_deliver (f->host, "ada@kantor.example", 31), DELIVER_OVER_QUOTA);
  assert_int_equal (mail_host_can_deliver (f->host, "ada@kantor.example", G_MAXUINT64), DELIVER_OVER_QUOTA);
  assert_int_equal (mail_host_can_deliver (f->host, "budi@rumah.example", G_MAXUINT64), DELIVER_OK);
  assert_int_equal (mail_host_can_deliver (f->host, "eva@kantor.example", 0), DELIVER_NO_SUCH_USER);
}

/* RFC 5321 §4.5.1 */
static void
test_postmaster (void **state)
{
  Fixture *f = *state;

  assert_int_equal (mail_host_can_deliver (f->host, "Postmaster", 0), DELIVER_OK);
  assert_int_equal (mail_host_can_deliver (f->host, "POSTMASTER@kantor.example", 0), DELIVER_OK);
  assert_int_equal (mail_host_can_deliver (f->host, "postmaster@luar.example", 0), DELIVER_NO_SUCH_USER);
  assert_int_equal (mail_host_can_deliver (f->host, "postmasters", 0), DELIVER_NO_SUCH_USER);
  mail_host_add (f->host, "postmaster@kantor.example", "p", 0);
  assert_int_equal (mail_host_deliver (f->host, "postmaster@kantor.example", f->message, NOON, &f->changes), DELIVER_OK);
  assert_int_equal (mailbox_count (mail_store_mailbox (mail_host_store (f->host, 4), "INBOX")), 1);
}

static void
test_queue (void **state)
{
  Fixture *f = *state;
  g_autoptr (GPtrArray) to = g_ptr_array_new ();
  const QueuedMail *mail;

  g_ptr_array_add (to, (char *) "citra@luar.example");
  mail_host_enqueue (f->host, "ada@kantor.example", to, f->message, NOON);
  mail_host_enqueue (f->host, "", to, f->message, NOON + 1);
  assert_int_equal (f->host->queue->len, 2);
  mail = f->host->queue->pdata[1];
  assert_int_equal (mail->id, 2);
  assert_string_equal (mail->from, "");
  assert_string_equal (mail->to->pdata[0], "citra@luar.example");
  assert_int_equal (mail->accepted, NOON + 1);
}

/* The same account has the same UIDVALIDITY in every variant of a journal, whatever else is there. */
static void
test_uid_validity_by_address (void **state)
{
  Fixture *f = *state;
  MailHost *other = mail_host_new ("mail.kantor.example", 42);
  guint32 budi = mail_store_mailbox (mail_host_store (f->host, 3), "INBOX")->uid_validity;

  mail_host_add (other, "budi@rumah.example", "y", 0);
  assert_int_equal (mail_store_mailbox (mail_host_store (other, 1), "INBOX")->uid_validity, budi);
  assert_int_not_equal (mail_store_mailbox (mail_host_store (f->host, 1), "INBOX")->uid_validity, budi);
  state_free (&mail_host_state, other);
}

static void
test_copies (void **state)
{
  Fixture *f = *state;
  g_autoptr (GPtrArray) to = g_ptr_array_new ();
  MailHost *copy = state_dup (&mail_host_state, f->host);
  g_autofree char *before = state_digest_string (&mail_host_state, f->host);
  g_autofree char *copied = state_digest_string (&mail_host_state, copy);
  g_autofree char *changed = NULL;
  g_autofree char *after = NULL;

  assert_string_equal (before, copied);
  mail_host_deliver (copy, "ada", f->message, NOON, &f->changes);
  mail_host_enqueue (copy, "", to, f->message, NOON);
  changed = state_digest_string (&mail_host_state, copy);
  after = state_digest_string (&mail_host_state, f->host);
  assert_string_not_equal (before, changed);
  assert_string_equal (before, after);
  state_free (&mail_host_state, copy);
}

/* The plain server keeps to the time-outs that the RFCs demand. */
static void
test_default_policy (void **state)
{
  HostPolicy policy;

  mail_host_default_policy (&policy);
  assert_true (policy.pop3_timeout >= 10 * 60 * G_USEC_PER_SEC); /* RFC 1939 §3 */
  assert_true (policy.imap_timeout >= 30 * 60 * G_USEC_PER_SEC); /* RFC 3501 §5.4 */
  assert_true (policy.smtp_timeout >= 5 * 60 * G_USEC_PER_SEC);  /* RFC 5321 §4.5.3.2.7 */
  assert_true (policy.pop3_lock && policy.pop3_enabled && policy.imap_enabled && policy.smtp_enabled);
  assert_false (policy.pop3_sets_seen);
}

int
main (void)
{
#define T(name) cmocka_unit_test_setup_teardown (name, setup, teardown)
  const struct CMUnitTest tests[] = {
    T (test_coverage),    T (test_accounts),    T (test_find),  T (test_local),
    T (test_deliver),     T (test_can_deliver), T (test_queue), T (test_postmaster),
    T (test_copies),      T (test_uid_validity_by_address),     T (test_default_policy),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
