/* IMAP server: CONDSTORE and QRESYNC (RFC 7162), by its examples. */
#include "server-fixture.h"

#define LETTER(n) "Subject: " n "\r\n\r\n" n "\r\n"

/* Messages 1 to 4 with mod-sequences 2 to 5. */
static Fixture *
with_letters (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, LETTER ("one"));
  deliver (f, LETTER ("two"));
  deliver (f, LETTER ("three"));
  deliver (f, LETTER ("four"));
  log_in_and_select (f, 0);
  log_in_and_select (f, 1);
  return f;
}

/* §3.1.4: FETCH MODSEQ and CHANGEDSINCE. */
static void
test_fetch (void **state)
{
  Fixture *f = with_letters (state);

  talk (f, 0, "a FETCH 1:3 (FLAGS)\r\n",
        "* 1 FETCH (FLAGS (\\Recent))\r\n* 2 FETCH (FLAGS (\\Recent))\r\n* 3 FETCH (FLAGS (\\Recent))\r\n"
        "a OK FETCH completed\r\n");
  talk (f, 0, "a FETCH 1:3 (MODSEQ)\r\n",
        "* OK [HIGHESTMODSEQ 5] The highest mod-sequence told so far\r\n"
        "* 1 FETCH (MODSEQ (2))\r\n* 2 FETCH (MODSEQ (3))\r\n* 3 FETCH (MODSEQ (4))\r\na OK FETCH completed\r\n");
  talk (f, 0, "s100 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 4)\r\n",
        "* 4 FETCH (UID 4 FLAGS (\\Recent) MODSEQ (5))\r\ns100 OK FETCH completed\r\n");
  talk (f, 1, "b STORE 2 +FLAGS (\\Seen)\r\n", "* 2 FETCH (FLAGS (\\Seen))\r\nb OK STORE completed\r\n");
  talk (f, 0, "a NOOP\r\n", "* 2 FETCH (FLAGS (\\Seen \\Recent) MODSEQ (6))\r\na OK NOOP completed\r\n");
  talk (f, 0, "a FETCH 3 BODY[TEXT]\r\n",
        "* 3 FETCH (BODY[TEXT] {7}\r\nthree\r\n FLAGS (\\Seen \\Recent) MODSEQ (7))\r\na OK FETCH completed\r\n");
  talk (f, 0, "a FETCH 1 FLAGS (CHANGEDSINCE 0)\r\n", "a BAD FETCH takes a set of messages and data items\r\n");
  talk (f, 0, "a UID FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)\r\n",
        "a BAD FETCH takes a set of messages and data items\r\n");
  fixture_free (f);
}

/* §3.1.3: STORE UNCHANGEDSINCE. */
static void
test_store (void **state)
{
  Fixture *f = with_letters (state);

  talk (f, 0, "a103 UID STORE 1,2,4 (UNCHANGEDSINCE 4) +FLAGS.SILENT (\\Deleted)\r\n",
        "* OK [HIGHESTMODSEQ 5] The highest mod-sequence told so far\r\n"
        "* 1 FETCH (UID 1 MODSEQ (6))\r\n* 2 FETCH (UID 2 MODSEQ (7))\r\n"
        "a103 OK [MODIFIED 4] Some of the messages were changed meanwhile\r\n");
  talk (f, 0, "b107 STORE 4 (UNCHANGEDSINCE 5) FLAGS (\\Seen)\r\n",
        "* 4 FETCH (FLAGS (\\Seen \\Recent) MODSEQ (8))\r\nb107 OK STORE completed\r\n");
  talk (f, 0, "c101 STORE 3 (UNCHANGEDSINCE 0) +FLAGS (\\Seen)\r\n",
        "c101 OK [MODIFIED 3] Some of the messages were changed meanwhile\r\n");
  talk_end (f, 1, "x STORE 1 +FLAGS (\\Flagged)\r\n", "x OK STORE completed\r\n");
  talk (f, 0, "d105 STORE 1,3 (UNCHANGEDSINCE 6) +FLAGS (\\Answered)\r\n",
        "* 3 FETCH (FLAGS (\\Answered \\Recent) MODSEQ (10))\r\n"
        "* 1 FETCH (FLAGS (\\Flagged \\Deleted \\Recent) MODSEQ (9))\r\n"
        "d105 OK [MODIFIED 1] Some of the messages were changed meanwhile\r\n");
  talk (f, 0, "e STORE 1 (CHANGEDSINCE 6) FLAGS ()\r\n",
        "e BAD STORE takes a set of messages, FLAGS with + or - or neither, and flags\r\n");
  fixture_free (f);
}

/* §3.1.5, §3.1.7, §3.1.10. */
static void
test_search_and_status (void **state)
{
  Fixture *f = with_letters (state);

  talk (f, 0, "a SEARCH MODSEQ 4\r\n",
        "* OK [HIGHESTMODSEQ 5] The highest mod-sequence told so far\r\n* SEARCH 3 4 (MODSEQ 5)\r\na OK SEARCH completed\r\n");
  talk (f, 0, "a SEARCH OR NOT MODSEQ 720162338 LARGER 50000\r\n",
        "* SEARCH 1 2 3 4 (MODSEQ 5)\r\na OK SEARCH completed\r\n");
  talk (f, 0, "a SEARCH MODSEQ \"/flags/\\\\draft\" all 620162338\r\n", "* SEARCH\r\na OK SEARCH completed\r\n");
  talk (f, 0, "a SEARCH RETURN (ALL) MODSEQ 4\r\n",
        "* ESEARCH (TAG \"a\") ALL 3:4 MODSEQ 5\r\na OK SEARCH completed\r\n");
  talk (f, 0, "a SEARCH RETURN (MIN) MODSEQ 3\r\n", "* ESEARCH (TAG \"a\") MIN 2 MODSEQ 3\r\na OK SEARCH completed\r\n");
  talk (f, 0, "a STATUS INBOX (HIGHESTMODSEQ)\r\n", "* STATUS INBOX (HIGHESTMODSEQ 5)\r\na OK STATUS completed\r\n");
  fixture_free (f);
}

static void
test_enable (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  log_in (f, 0);
  talk (f, 0, "a SELECT INBOX (QRESYNC (7 1))\r\n", "a BAD SELECT takes a mailbox\r\n");
  talk (f, 0, "a ENABLE CONDSTORE X-GOOD-IDEA\r\n", "* ENABLED CONDSTORE\r\na OK ENABLE completed\r\n");
  talk (f, 0, "a ENABLE QRESYNC\r\n", "* ENABLED QRESYNC\r\na OK ENABLE completed\r\n");
  talk_end (f, 0, "a SELECT INBOX (CONDSTORE)\r\n", "OK [READ-WRITE] SELECT completed\r\n");
  talk (f, 0, "a SELECT INBOX (NONSENSE)\r\n", "a BAD SELECT takes a mailbox\r\n");
  fixture_free (f);
}

/* §3.2.10: VANISHED instead of EXPUNGE, and HIGHESTMODSEQ with what expunges. */
static void
test_vanished (void **state)
{
  Fixture *f = with_letters (state);

  talk (f, 0, "a ENABLE QRESYNC\r\n", "* ENABLED QRESYNC\r\na OK ENABLE completed\r\n");
  talk_end (f, 0, "a UID STORE 1:2,4 +FLAGS (\\Deleted)\r\n", "OK STORE completed\r\n");
  talk (f, 0, "a UID EXPUNGE 4\r\n", "* VANISHED 4\r\na OK [HIGHESTMODSEQ 9] EXPUNGE completed\r\n");
  talk_end (f, 1, "b EXPUNGE\r\n", "b OK EXPUNGE completed\r\n");
  talk (f, 0, "a NOOP\r\n", "* VANISHED 1:2\r\na OK NOOP completed\r\n");
  talk (f, 0, "a EXPUNGE\r\n", "a OK EXPUNGE completed\r\n");
  talk (f, 0, "a STORE 1 FLAGS.SILENT (\\Deleted)\r\n", "* 1 FETCH (UID 3 MODSEQ (12))\r\na OK STORE completed\r\n");
  talk (f, 0, "a FETCH 1 BODY[]<0.1>\r\n",
        "* 1 FETCH (BODY[]<0> {1}\r\nS FLAGS (\\Seen \\Deleted \\Recent) MODSEQ (13) UID 3)\r\na OK FETCH completed\r\n");
  talk (f, 0, "a CLOSE\r\n", "a OK [HIGHESTMODSEQ 14] CLOSE completed\r\n");
  fixture_free (f);
}

/* §3.2.5, §3.2.6: what a client that was away has missed. */
static void
test_resync (void **state)
{
  Fixture *f = with_letters (state);

  talk_end (f, 1, "b UID STORE 2 +FLAGS (\\Deleted)\r\n", "OK STORE completed\r\n");
  talk_end (f, 1, "b EXPUNGE\r\n", "OK EXPUNGE completed\r\n");
  talk_end (f, 1, "b UID STORE 4 +FLAGS (\\Flagged)\r\n", "OK STORE completed\r\n");
  talk_end (f, 0, "a UNSELECT\r\n", "OK UNSELECT completed\r\n");
  talk_end (f, 0, "a ENABLE QRESYNC\r\n", "OK ENABLE completed\r\n");
  talk_end (f, 0, "a SELECT INBOX (QRESYNC (7 5))\r\n",
            "* VANISHED (EARLIER) 2\r\n* 3 FETCH (UID 4 FLAGS (\\Flagged) MODSEQ (8))\r\n"
            "a OK [READ-WRITE] SELECT completed\r\n");
  talk_end (f, 0, "a SELECT INBOX (QRESYNC (7 5 1:3 (1,3 1,3)))\r\n",
            "* VANISHED (EARLIER) 2\r\na OK [READ-WRITE] SELECT completed\r\n");
  talk_end (f, 0, "a SELECT INBOX (QRESYNC (6 5))\r\n",
            "* OK [MAILBOXID (F1)] The mailbox's own id\r\na OK [READ-WRITE] SELECT completed\r\n");
  talk (f, 0, "s101 UID FETCH 1:3 (UID FLAGS) (CHANGEDSINCE 3 VANISHED)\r\n",
        "* VANISHED (EARLIER) 2\r\n* 2 FETCH (UID 3 FLAGS () MODSEQ (4))\r\ns101 OK FETCH completed\r\n");
  talk_end (f, 1, "b UID STORE 4 +FLAGS (\\Deleted)\r\n", "OK STORE completed\r\n");
  talk_end (f, 1, "b EXPUNGE\r\n", "OK EXPUNGE completed\r\n");
  talk (f, 0, "a NOOP\r\n", "* VANISHED 4\r\na OK NOOP completed\r\n");
  talk (f, 0, "a UID FETCH 1:* (FLAGS) (CHANGEDSINCE 8 VANISHED)\r\n",
        "* VANISHED (EARLIER) 4\r\na OK FETCH completed\r\n");
  talk (f, 0, "a FETCH 1 (FLAGS) (CHANGEDSINCE 3 VANISHED)\r\n",
        "a BAD FETCH takes a set of messages and data items\r\n");
  fixture_free (f);
}

/* §3.2.11 */
static void
test_closed (void **state)
{
  Fixture *f = with_letters (state);

  say (f, 0, "a SELECT INBOX\r\n");
  assert_true (g_str_has_prefix (f->talks[0].said->str, "* OK [CLOSED] The mailbox selected before is closed\r\n"));
  forget (f, 0);
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_fetch),    BOTH (test_store),  BOTH (test_search_and_status), BOTH (test_enable),
    BOTH (test_vanished), BOTH (test_resync), BOTH (test_closed),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
