/* What server presets make of IMAP: limits, signs of life, expunging at once, to the archive or to Trash. */
#include "server-fixture.h"

#define LETTER "Subject: one\r\n\r\none\r\n"

static guint
count (const Fixture *f, const char *name)
{
  const Mailbox *mailbox = mail_store_mailbox (f->store, name);

  return mailbox != NULL ? mailbox_count (mailbox) : 0;
}

static void
test_one_session_too_many (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  f->host->policy.imap_connections = 1;
  log_in (f, 0);
  talk_end (f, 1, "a LOGIN ada rahasia\r\n", "a NO [LIMIT] Too many connections of this account\r\n");
  f->host->policy.limit_reply = LIMIT_ALERT;
  talk_end (f, 1, "b LOGIN ada rahasia\r\n", "b NO [ALERT] Too many simultaneous connections.\r\n");
  talk_end (f, 0, "c LOGOUT\r\n", "c OK LOGOUT completed\r\n");
  imap_server_closed (&f->talks[0].server, f->host, f->now, &f->out);
  imap_server_closed (&f->talks[0].server, f->host, f->now, &f->out);
  assert_int_equal (f->store->imap_sessions, 0);
  log_in (f, 1);
  fixture_free (f);
}

/* RFC 2177: nothing happens, but the connection is kept awake. The autologout comes all the same. */
static void
test_still_here (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));
  ImapServer *server = &f->talks[0].server;

  f->host->policy.idle_notice = 2 * MINUTE;
  log_in_and_select (f, 0);
  assert_int_equal (imap_server_expiry (server, f->host), START + f->host->policy.imap_timeout);
  talk (f, 0, "a IDLE\r\n", "+ idling\r\n");
  for (guint i = 1; i < 15; i++)
    {
      f->now = START + 2 * i * MINUTE;
      assert_int_equal (imap_server_expiry (server, f->host), f->now);
      imap_server_timeout (server, f->host, f->now, &f->out);
      drain (f, &f->talks[0]);
      heard (f, 0, "* OK Still here\r\n");
    }
  f->now = START + 30 * MINUTE;
  imap_server_timeout (server, f->host, f->now, &f->out);
  drain (f, &f->talks[0]);
  assert_true (f->talks[0].closed);
  fixture_free (f);
}

static void
test_expunged_at_once (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, LETTER);
  deliver (f, LETTER);
  f->host->policy.auto_expunge = TRUE;
  log_in_and_select (f, 0);
  talk (f, 0, "a UID STORE 1 +FLAGS (\\Seen)\r\n", "* 1 FETCH (UID 1 FLAGS (\\Seen \\Recent))\r\na OK STORE completed\r\n");
  assert_int_equal (count (f, "INBOX"), 2);
  say (f, 0, "b UID STORE 1 +FLAGS (\\Deleted)\r\n");
  assert_non_null (strstr (f->talks[0].said->str, "* 1 EXPUNGE\r\n"));
  assert_int_equal (count (f, "INBOX"), 1);
  fixture_free (f);
}

static void
test_where_expunged_letters_go (void **state)
{
  static const struct {
    ExpungeBehaviour behaviour;
    guint archive;
    guint trash;
  } cases[] = { { EXPUNGE_DELETES, 0, 0 }, { EXPUNGE_ARCHIVES, 1, 0 }, { EXPUNGE_TRASHES, 0, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture *f = fixture_new (by_octet_of (state));

      deliver (f, LETTER);
      mail_store_create (f->store, "Trash", SPECIAL_TRASH);
      f->host->policy.expunge = cases[i].behaviour;
      log_in_and_select (f, 0);
      talk_end (f, 0, "a STORE 1 +FLAGS.SILENT (\\Deleted)\r\n", "STORE completed\r\n");
      talk_end (f, 0, "b EXPUNGE\r\n", "EXPUNGE completed\r\n");
      assert_int_equal (count (f, "INBOX"), 0);
      assert_int_equal (count (f, "Archive"), cases[i].archive);
      assert_int_equal (count (f, "Trash"), cases[i].trash);
      /* From there they do go. */
      if (cases[i].trash > 0)
        {
          talk_end (f, 0, "c SELECT Trash\r\n", "SELECT completed\r\n");
          talk_end (f, 0, "d STORE 1 +FLAGS.SILENT (\\Deleted)\r\n", "STORE completed\r\n");
          talk_end (f, 0, "e EXPUNGE\r\n", "EXPUNGE completed\r\n");
          assert_int_equal (count (f, "Trash"), 0);
        }
      fixture_free (f);
    }
}

static void
test_trash_outside_the_quota (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, LETTER);
  mail_store_create (f->store, "Trash", SPECIAL_TRASH);
  f->store->quota = 2 * strlen (LETTER) - 1;
  log_in_and_select (f, 0);
  talk_end (f, 0, "a MOVE 1 Trash\r\n", "MOVE completed\r\n");
  assert_false (mail_store_fits (f->store, strlen (LETTER)));
  f->host->policy.trash_is_free = TRUE;
  mail_host_policy_changed (f->host, f->now);
  assert_true (mail_store_fits (f->store, strlen (LETTER)));
  fixture_free (f);
}

static void
test_copy_of_sent_mail (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));
  g_autoptr (Message) message = message_new_from_string (LETTER, -1);

  mail_host_store_sent (f->host, f->store, message, f->now, &f->out.changes);
  assert_int_equal (count (f, "Sent"), 0);
  f->host->policy.stores_sent = TRUE;
  mail_host_store_sent (f->host, f->store, message, f->now, &f->out.changes);
  assert_int_equal (count (f, "Sent"), 1);
  assert_int_equal (mailbox_entry (mail_store_mailbox (f->store, "Sent"), 0)->flags.system, FLAG_SEEN);
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_one_session_too_many),      BOTH (test_still_here),
    BOTH (test_expunged_at_once),          BOTH (test_where_expunged_letters_go),
    BOTH (test_trash_outside_the_quota),   BOTH (test_copy_of_sent_mail),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
