/* IMAP server: several sessions on one mailbox, each with its own view. */
#include "server-fixture.h"

#define LETTER(n) "Subject: " n "\r\n\r\n" n "\r\n"

static Fixture *
with_two_sessions (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, LETTER ("one"));
  deliver (f, LETTER ("two"));
  deliver (f, LETTER ("three"));
  log_in_and_select (f, 0);
  log_in_and_select (f, 1);
  return f;
}

static void
poll_session (Fixture *f, guint n)
{
  imap_server_poll (&f->talks[n].server, f->host, f->now, &f->out);
  drain (f, &f->talks[n]);
}

/* RFC 3501 §2.3.2: \Recent for the first session only. */
static void
test_recent (void **state)
{
  Fixture *f = with_two_sessions (state);

  talk (f, 0, "a SEARCH RECENT\r\n", "* SEARCH 1 2 3\r\na OK SEARCH completed\r\n");
  talk (f, 1, "b SEARCH RECENT\r\n", "* SEARCH\r\nb OK SEARCH completed\r\n");
  deliver (f, LETTER ("four"));
  talk (f, 1, "b NOOP\r\n", "* 4 EXISTS\r\n* 1 RECENT\r\nb OK NOOP completed\r\n");
  talk (f, 0, "a NOOP\r\n", "* 4 EXISTS\r\n* 3 RECENT\r\na OK NOOP completed\r\n");
  fixture_free (f);
}

/* A session that may not change the mailbox sees \Recent and leaves it to others. */
static void
test_recent_and_examine (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, LETTER ("one"));
  log_in (f, 0);
  talk_end (f, 0, "a EXAMINE INBOX\r\n", "EXAMINE completed\r\n");
  talk (f, 0, "a SEARCH RECENT\r\n", "* SEARCH 1\r\na OK SEARCH completed\r\n");
  talk (f, 0, "a FETCH 1 BODY[TEXT]\r\n", "* 1 FETCH (BODY[TEXT] {5}\r\none\r\n)\r\na OK FETCH completed\r\n");
  talk (f, 0, "a STATUS INBOX (RECENT UNSEEN)\r\n", "* STATUS INBOX (RECENT 1 UNSEEN 1)\r\na OK STATUS completed\r\n");
  log_in_and_select (f, 1);
  talk (f, 1, "b SEARCH RECENT\r\n", "* SEARCH 1\r\nb OK SEARCH completed\r\n");
  fixture_free (f);
}

static void
test_flags_of_others (void **state)
{
  Fixture *f = with_two_sessions (state);

  talk_end (f, 0, "a STORE 2 +FLAGS (\\Seen)\r\n", "OK STORE completed\r\n");
  talk (f, 1, "b NOOP\r\n", "* 2 FETCH (FLAGS (\\Seen))\r\nb OK NOOP completed\r\n");
  talk (f, 1, "b NOOP\r\n", "b OK NOOP completed\r\n");
  talk (f, 0, "a NOOP\r\n", "a OK NOOP completed\r\n");
  talk_end (f, 0, "a STORE 2 FLAGS.SILENT (work)\r\n", "OK STORE completed\r\n");
  talk (f, 1, "b CHECK\r\n",
        "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft work)\r\n"
        "* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft work \\*)] These flags are kept\r\n"
        "* 2 FETCH (FLAGS (work))\r\nb OK CHECK completed\r\n");
  fixture_free (f);
}

/* .SILENT hides only what the client can work out by itself (RFC 3501 §6.4.6). */
static void
test_silent_and_others (void **state)
{
  Fixture *f = with_two_sessions (state);

  talk_end (f, 0, "a STORE 2 +FLAGS (\\Flagged)\r\n", "OK STORE completed\r\n");
  talk (f, 1, "b STORE 2 +FLAGS.SILENT (\\Seen)\r\n",
        "* 2 FETCH (FLAGS (\\Seen \\Flagged))\r\nb OK STORE completed\r\n");
  fixture_free (f);
}

/* RFC 3501 §7.4.1: never while answering FETCH, STORE or SEARCH; the contents stay readable. */
static void
test_expunge_waits (void **state)
{
  Fixture *f = with_two_sessions (state);

  talk_end (f, 0, "a STORE 1 +FLAGS (\\Deleted)\r\n", "OK STORE completed\r\n");
  talk_end (f, 0, "a EXPUNGE\r\n", "* 1 EXPUNGE\r\na OK EXPUNGE completed\r\n");
  talk (f, 1, "b FETCH 1 (UID BODY.PEEK[TEXT])\r\n",
        "* 1 FETCH (UID 1 BODY[TEXT] {5}\r\none\r\n)\r\nb OK FETCH completed\r\n");
  talk (f, 1, "b SEARCH ALL\r\n", "* SEARCH 1 2 3\r\nb OK SEARCH completed\r\n");
  talk (f, 1, "b STORE 1:2 +FLAGS (\\Seen)\r\n",
        "* 2 FETCH (FLAGS (\\Seen))\r\nb NO [EXPUNGEISSUED] Some of the messages are no longer there\r\n");
  talk (f, 1, "b STORE 3 FLAGS.SILENT ()\r\n", "b OK STORE completed\r\n");
  talk (f, 1, "b FOO\r\n", "b BAD There is no such command\r\n");
  deliver (f, LETTER ("four"));
  talk (f, 1, "b SEARCH 4\r\n", "* SEARCH\r\n* 4 EXISTS\r\n* 1 RECENT\r\nb OK SEARCH completed\r\n");
  fixture_free (f);
}

static void
test_expunge_told (void **state)
{
  static const char *const tells[][2] = {
    { "b NOOP\r\n", "b OK NOOP completed\r\n" },
    { "b CHECK\r\n", "b OK CHECK completed\r\n" },
    { "b UID SEARCH 1\r\n", NULL },
    { "b UID FETCH 2 UID\r\n", NULL },
    { "b UID STORE 2 FLAGS.SILENT ()\r\n", "b OK STORE completed\r\n" },
    { "b EXPUNGE\r\n", "b OK EXPUNGE completed\r\n" },
    { "b STATUS INBOX (MESSAGES)\r\n", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tells); i++)
    {
      Fixture *f = with_two_sessions (state);

      talk_end (f, 0, "a UID STORE 1,3 +FLAGS (\\Deleted)\r\n", "OK STORE completed\r\n");
      talk_end (f, 0, "a EXPUNGE\r\n", "a OK EXPUNGE completed\r\n");
      say (f, 1, tells[i][0]);
      assert_non_null (strstr (f->talks[1].said->str, "* 1 EXPUNGE\r\n* 2 EXPUNGE\r\nb OK "));
      forget (f, 1);
      talk (f, 1, "b FETCH 1:* UID\r\n", "* 1 FETCH (UID 2)\r\nb OK FETCH completed\r\n");
      fixture_free (f);
    }
}

static void
test_copy_of_expunged (void **state)
{
  Fixture *f = with_two_sessions (state);

  mail_store_create (f->store, "Other", 0);
  talk_end (f, 0, "a UID MOVE 1 Other\r\n", "a OK MOVE completed\r\n");
  talk (f, 1, "b COPY 1:2 Other\r\n",
        "* 1 EXPUNGE\r\nb NO [EXPUNGEISSUED] Some of the messages are no longer there\r\n");
  assert_int_equal (mailbox_count (mail_store_mailbox (f->store, "Other")), 1);
  fixture_free (f);
}

/* RFC 2177 §3. */
static void
test_idle (void **state)
{
  Fixture *f = with_two_sessions (state);

  poll_session (f, 1);
  deliver (f, LETTER ("four"));
  poll_session (f, 1);
  heard (f, 1, "");
  talk (f, 1, "A002 IDLE\r\n", "+ idling\r\n* 4 EXISTS\r\n* 1 RECENT\r\n");
  talk_end (f, 0, "a UID STORE 2 +FLAGS (\\Deleted)\r\n", "OK STORE completed\r\n");
  poll_session (f, 1);
  heard (f, 1, "* 2 FETCH (FLAGS (\\Deleted))\r\n");
  talk_end (f, 0, "a EXPUNGE\r\n", "a OK EXPUNGE completed\r\n");
  deliver (f, LETTER ("five"));
  poll_session (f, 1);
  heard (f, 1, "* 2 EXPUNGE\r\n* 4 EXISTS\r\n* 2 RECENT\r\n");
  poll_session (f, 1);
  heard (f, 1, "");
  talk (f, 1, "DONE\r\n", "A002 OK IDLE terminated\r\n");
  fixture_free (f);
}

/* A mailbox deleted or renamed under a session that has it selected. */
static void
test_mailbox_goes (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  mail_store_create (f->store, "Other", 0);
  log_in (f, 0);
  log_in (f, 1);
  talk_end (f, 0, "a APPEND Other {12+}\r\nSubject: x\r\n\r\n", "APPEND completed\r\n");
  talk_end (f, 0, "a SELECT Other\r\n", "SELECT completed\r\n");
  talk (f, 1, "b RENAME Other Third\r\n", "b OK RENAME completed\r\n");
  talk (f, 0, "a STORE 1 FLAGS (\\Seen)\r\n", "* 1 FETCH (FLAGS (\\Seen \\Recent))\r\na OK STORE completed\r\n");
  talk (f, 1, "b DELETE Third\r\n", "b OK DELETE completed\r\n");
  talk (f, 0, "a FETCH 1 (FLAGS BODY.PEEK[HEADER])\r\n",
        "* 1 FETCH (FLAGS (\\Seen \\Recent) BODY[HEADER] {12}\r\nSubject: x\r\n)\r\na OK FETCH completed\r\n");
  talk (f, 0, "a STORE 1 FLAGS ()\r\n", "a NO [NONEXISTENT] The mailbox was deleted\r\n");
  talk (f, 0, "a COPY 1 INBOX\r\n",
        "* 1 EXPUNGE\r\na NO [EXPUNGEISSUED] Some of the messages are no longer there\r\n");
  talk (f, 0, "a EXPUNGE\r\n", "a OK EXPUNGE completed\r\n");
  talk (f, 0, "a CLOSE\r\n", "a OK CLOSE completed\r\n");
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_recent),           BOTH (test_recent_and_examine), BOTH (test_flags_of_others),
    BOTH (test_silent_and_others), BOTH (test_expunge_waits),     BOTH (test_expunge_told),
    BOTH (test_copy_of_expunged), BOTH (test_idle),               BOTH (test_mailbox_goes),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
