/* What server presets make of POP3: popped mail, how much is listed, identifiers, waiting for the lock, limits. */
#include "client-fixture.h"

static Device *
new_device (guint messages)
{
  Device *d = device_new (FALSE);

  d->policy.keep = KEEP_ALWAYS;
  d->policy.remember = FALSE; /* everything that is listed is fetched */
  device_serve (d, messages);
  return d;
}

static guint
fetched_by_check (Device *d)
{
  guint before = d->retrs;

  device_check (d);
  return d->retrs - before;
}

/* RETR and QUIT, without any DELE: listed no more, and still there. A lost connection leaves it listed. */
static void
test_popped (void **state)
{
  Device *d = new_device (2);

  d->host->policy.popped = TRUE;
  d->cut_before = "QUIT";
  assert_int_equal (fetched_by_check (d), 2);
  d->cut_before = NULL;
  assert_int_equal (fetched_by_check (d), 2);
  assert_int_equal (fetched_by_check (d), 0);
  assert_int_equal (device_on_server (d), 2);
  device_free (d);
}

/* "recent:" lists what came in the last 30 days, popped or not. */
static void
test_recent (void **state)
{
  Device *d = new_device (2);

  d->host->policy.popped = TRUE;
  d->host->policy.recent_login = TRUE;
  assert_int_equal (fetched_by_check (d), 2);
  d->now += 29 * DAY;
  assert_int_equal (fetched_by_check (d), 0);
  d->now -= DAY;
  d->recent = TRUE;
  assert_int_equal (fetched_by_check (d), 2);
  d->now += 30 * DAY;
  assert_int_equal (fetched_by_check (d), 0);
  device_free (d);
}

static void
test_after_access (void **state)
{
  static const struct {
    AfterPop after;
    guint inbox;
    guint archive;
    guint trash;
    gboolean seen;
  } cases[] = {
    { AFTER_POP_KEEP, 2, 0, 0, FALSE },
    { AFTER_POP_READ, 2, 0, 0, TRUE },
    { AFTER_POP_ARCHIVE, 0, 2, 0, FALSE },
    { AFTER_POP_TRASH, 0, 0, 2, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Device *d = new_device (2);
      const MailStore *store = mail_host_store (d->host, 1);
      const Mailbox *archive, *trash, *inbox;

      d->host->policy.after_pop = cases[i].after;
      assert_int_equal (fetched_by_check (d), 2);
      inbox = mail_store_mailbox (store, "INBOX");
      archive = mail_store_mailbox (store, "Archive");
      trash = mail_store_mailbox (store, "Trash");
      assert_int_equal (mailbox_count (inbox), cases[i].inbox);
      assert_int_equal (archive != NULL ? mailbox_count (archive) : 0, cases[i].archive);
      assert_int_equal (trash != NULL ? mailbox_count (trash) : 0, cases[i].trash);
      if (cases[i].inbox > 0)
        assert_int_equal ((mailbox_entry (inbox, 0)->flags.system & FLAG_SEEN) != 0, cases[i].seen);
      device_free (d);
    }
}

static void
test_what_is_listed (void **state)
{
  Device *d = new_device (5);

  d->host->policy.pop3_most = 3;
  assert_int_equal (fetched_by_check (d), 3);
  d->host->policy.from_now = TRUE;
  mail_host_policy_changed (d->host, d->now);
  assert_int_equal (fetched_by_check (d), 0);
  d->host->policy.from_now = FALSE;
  d->host->policy.pop3_most = 0;
  mail_host_policy_changed (d->host, d->now);
  assert_int_equal (fetched_by_check (d), 5);
  device_free (d);
}

static void
test_identifiers (void **state)
{
  Device *d = new_device (1);
  const Mailbox *inbox = mail_store_mailbox (mail_host_store (d->host, 1), "INBOX");
  g_autofree char *plain = g_strdup_printf ("%08x%08x", inbox->uid_validity, 1);
  g_autofree char *turned = g_strdup_printf ("%08x%08x", 1, inbox->uid_validity);

  d->policy.remember = TRUE;
  device_check (d);
  assert_non_null (replica_uidl (d->replica, plain));
  d->host->policy.uidl = UIDL_UID_VALIDITY; /* the same mail under another identifier: downloaded again */
  assert_int_equal (fetched_by_check (d), 1);
  assert_non_null (replica_uidl (d->replica, turned));
  assert_null (replica_uidl (d->replica, plain));
  d->host->policy.uidl = UIDL_NONE;
  d->policy.without_uidl = WITHOUT_UIDL_STOP;
  assert_int_equal (device_check (d), CLIENT_FAILED);
  device_free (d);
}

typedef struct {
  Pop3Server server;
  MailHost *host;
  EngineOut out;
  guint32 next_copy;
} Second;

static char *
say (Second *s, gint64 now, const char *text)
{
  g_autofree char *octets = g_strconcat (text, "\r\n", NULL);
  char *heard;

  pop3_server_receive (&s->server, (const guint8 *) octets, *text != '\0' ? strlen (octets) : 0);
  while (pop3_server_next (&s->server, s->host, now, &s->out))
    ;
  heard = g_strndup ((const char *) s->out.octets->data, s->out.octets->len);
  engine_out_drain (&s->out);
  return heard;
}

static void
second_log_in (Second *s, MailHost *host, gint64 now)
{
  g_autofree char *user = NULL;

  s->host = host;
  s->next_copy = 1;
  engine_out_init (&s->out, &s->next_copy, 1);
  pop3_server_init (&s->server, host->next_session++);
  pop3_server_start (&s->server, host, now, &s->out);
  user = say (s, now, "USER ada");
}

static void
second_clear (Second *s, gint64 now)
{
  pop3_server_closed (&s->server, s->host, now, &s->out);
  engine_out_clear (&s->out);
  state_clear (&pop3_server_state, &s->server);
}

/* RFC 2449 §8.1.2, after a while in which the lock might have become free. */
static void
test_waiting_for_the_lock (void **state)
{
  for (guint ends = 0; ends < 2; ends++)
    {
      Device *d = new_device (1);
      Second one = { 0 };
      Second two = { 0 };
      g_autofree char *first = NULL, *second = NULL, *later = NULL;

      d->host->policy.pop3_lock_wait = 10 * G_USEC_PER_SEC;
      second_log_in (&one, d->host, START);
      second_log_in (&two, d->host, START);
      first = say (&one, START, "PASS rahasia");
      assert_true (g_str_has_prefix (first, "+OK"));
      second = say (&two, START, "PASS rahasia");
      assert_string_equal (second, "");
      assert_int_equal (pop3_server_expiry (&two.server, d->host), START + 10 * G_USEC_PER_SEC);
      if (ends != 0)
        {
          g_autofree char *quit = say (&one, START + 1, "QUIT");

          later = say (&two, START + 2, "");
          assert_true (g_str_has_prefix (later, "+OK"));
        }
      else
        {
          pop3_server_timeout (&two.server, d->host, START + 10 * G_USEC_PER_SEC, &two.out);
          later = say (&two, START + 10 * G_USEC_PER_SEC, "");
          assert_true (g_str_has_prefix (later, "-ERR [IN-USE]"));
          assert_int_equal (two.server.state, POP3_AUTHORIZATION);
        }
      second_clear (&one, START);
      second_clear (&two, START);
      device_free (d);
    }
}

static void
test_expunged_meanwhile_and_limits (void **state)
{
  Device *d = new_device (2);
  Second one = { 0 };
  Second two = { 0 };
  Changes changes = { &one.next_copy, NULL };
  g_autofree char *first = NULL, *second = NULL, *retr = NULL, *quit = NULL, *again = NULL;

  d->host->policy.pop3_lock = FALSE;
  d->host->policy.expunged_error = TRUE;
  d->host->policy.pop3_connections = 1;
  second_log_in (&one, d->host, START);
  second_log_in (&two, d->host, START);
  first = say (&one, START, "PASS rahasia");
  second = say (&two, START, "PASS rahasia");
  assert_true (g_str_has_prefix (second, "-ERR [SYS/TEMP]"));
  mailbox_expunge (mail_store_mailbox_own (mail_host_store (d->host, 1), "INBOX"), 2, REASON_EXPUNGED, &changes);
  retr = say (&one, START, "RETR 2");
  assert_string_equal (retr, "-ERR Message 2 expunged.\r\n");
  quit = say (&one, START, "QUIT");
  again = say (&two, START, "USER ada\r\nPASS rahasia");
  assert_non_null (strstr (again, "+OK Logged in, 1 message "));
  second_clear (&one, START);
  second_clear (&two, START);
  device_free (d);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_popped),
    cmocka_unit_test (test_recent),
    cmocka_unit_test (test_after_access),
    cmocka_unit_test (test_what_is_listed),
    cmocka_unit_test (test_identifiers),
    cmocka_unit_test (test_waiting_for_the_lock),
    cmocka_unit_test (test_expunged_meanwhile_and_limits),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
