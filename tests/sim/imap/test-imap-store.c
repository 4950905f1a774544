/* IMAP server: what changes mailboxes: APPEND, STORE, COPY, MOVE, EXPUNGE, CLOSE, and their response codes. */
#include "server-fixture.h"

#define LETTER(n) "Subject: " n "\r\n\r\n" n "\r\n"

static Fixture *
with_letters (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, LETTER ("one"));
  deliver (f, LETTER ("two"));
  deliver (f, LETTER ("three"));
  mail_store_create (f->store, "Other", 0);
  mail_store_mailbox_own (f->store, "Other")->uid_validity = 9;
  log_in_and_select (f, 0);
  return f;
}

/* RFC 3501 §6.4.6's example, and the others' forms. */
static void
test_store (void **state)
{
  Fixture *f = with_letters (state);

  talk (f, 0, "A003 STORE 1:2 +FLAGS (\\Deleted)\r\n",
        "* 1 FETCH (FLAGS (\\Deleted \\Recent))\r\n* 2 FETCH (FLAGS (\\Deleted \\Recent))\r\n"
        "A003 OK STORE completed\r\n");
  talk (f, 0, "a STORE 1 -FLAGS (\\Deleted)\r\n", "* 1 FETCH (FLAGS (\\Recent))\r\na OK STORE completed\r\n");
  talk (f, 0, "a STORE 2 FLAGS \\Seen \\Flagged\r\n",
        "* 2 FETCH (FLAGS (\\Seen \\Flagged \\Recent))\r\na OK STORE completed\r\n");
  talk (f, 0, "a STORE 2 FLAGS.SILENT ()\r\n", "a OK STORE completed\r\n");
  talk (f, 0, "a UID STORE 2 +flags.silent \\answered\r\n", "a OK STORE completed\r\n");
  talk (f, 0, "a UID STORE 2:3 +FLAGS (work)\r\n",
        "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft work)\r\n"
        "* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft work \\*)] These flags are kept\r\n"
        "* 2 FETCH (UID 2 FLAGS (\\Answered \\Recent work))\r\n* 3 FETCH (UID 3 FLAGS (\\Recent work))\r\n"
        "a OK STORE completed\r\n");
  talk (f, 0, "a STORE 3 FLAGS (\\Recent)\r\n", "a BAD There is no such system flag\r\n");
  talk (f, 0, "a STORE 3 FLAGS (\\Nonsense)\r\n", "a BAD There is no such system flag\r\n");
  talk (f, 0, "a NOOP\r\n", "a OK NOOP completed\r\n");
  fixture_free (f);
}

static void
test_too_many_keywords (void **state)
{
  g_autoptr (GString) says = g_string_new ("a STORE 1 FLAGS.SILENT (");
  Fixture *f = with_letters (state);

  for (guint i = 0; i <= KEYWORD_MAX; i++)
    g_string_append_printf (says, "%sk%u", i > 0 ? " " : "", i);
  g_string_append (says, ")\r\n");
  talk_end (f, 0, says->str, "a NO [LIMIT] This mailbox has as many keywords as it can have\r\n");
  talk (f, 0, "a STORE 1 FLAGS ()\r\n", "* 1 FETCH (FLAGS (\\Recent))\r\na OK STORE completed\r\n");
  fixture_free (f);
}

/* RFC 3501 §6.4.3. */
static void
test_expunge (void **state)
{
  Fixture *f = with_letters (state);

  talk_end (f, 0, "a STORE 1,3 +FLAGS.SILENT (\\Deleted)\r\n", "OK STORE completed\r\n");
  talk (f, 0, "A202 EXPUNGE\r\n", "* 1 EXPUNGE\r\n* 2 EXPUNGE\r\nA202 OK EXPUNGE completed\r\n");
  talk (f, 0, "a UID SEARCH ALL\r\n", "* SEARCH 2\r\na OK SEARCH completed\r\n");
  assert_int_equal (f->copies->len, 4);
  assert_int_equal (g_array_index (f->copies, CopyEvent, 3).reason, REASON_EXPUNGED);
  fixture_free (f);
}

/* RFC 4315 §2.1: only what is both marked and named. */
static void
test_uid_expunge (void **state)
{
  Fixture *f = with_letters (state);

  talk_end (f, 0, "a STORE 1:2 +FLAGS.SILENT (\\Deleted)\r\n", "OK STORE completed\r\n");
  talk (f, 0, "A101 UID EXPUNGE 2:3\r\n", "* 2 EXPUNGE\r\nA101 OK EXPUNGE completed\r\n");
  talk (f, 0, "a FETCH 1:* FLAGS\r\n",
        "* 1 FETCH (FLAGS (\\Deleted \\Recent))\r\n* 2 FETCH (FLAGS (\\Recent))\r\na OK FETCH completed\r\n");
  fixture_free (f);
}

static void
test_close (void **state)
{
  Fixture *f = with_letters (state);

  talk_end (f, 0, "a STORE 1 +FLAGS (\\Deleted)\r\n", "OK STORE completed\r\n");
  talk (f, 0, "a UNSELECT\r\n", "a OK UNSELECT completed\r\n");
  assert_int_equal (mailbox_count (mail_store_mailbox (f->store, "INBOX")), 3);
  talk_end (f, 0, "a EXAMINE INBOX\r\n", "OK [READ-ONLY] EXAMINE completed\r\n");
  talk (f, 0, "a CLOSE\r\n", "a OK CLOSE completed\r\n");
  assert_int_equal (mailbox_count (mail_store_mailbox (f->store, "INBOX")), 3);
  talk_end (f, 0, "a SELECT INBOX\r\n", "OK [READ-WRITE] SELECT completed\r\n");
  talk (f, 0, "a CLOSE\r\n", "a OK CLOSE completed\r\n");
  assert_int_equal (mailbox_count (mail_store_mailbox (f->store, "INBOX")), 2);
  fixture_free (f);
}

/* RFC 3501 §6.4.7 with RFC 4315 §3's code. */
static void
test_copy (void **state)
{
  Fixture *f = with_letters (state);

  talk_end (f, 0, "a STORE 2 FLAGS (\\Seen work)\r\n", "OK STORE completed\r\n");
  talk (f, 0, "A003 COPY 2:3 Other\r\n", "A003 OK [COPYUID 9 2:3 1:2] COPY completed\r\n");
  talk (f, 0, "A003 UID COPY 1,3 Other\r\n", "A003 OK [COPYUID 9 1,3 3:4] COPY completed\r\n");
  talk (f, 0, "A003 UID COPY 99 Other\r\n", "A003 OK COPY completed\r\n");
  talk (f, 0, "A003 COPY 4 Other\r\n", "A003 BAD There is no message with this number\r\n");
  talk (f, 0, "A003 COPY 1 Nowhere\r\n", "A003 NO [TRYCREATE] There is no such mailbox\r\n");
  talk (f, 0, "A003 COPY 1 INBOX\r\n",
        "* 4 EXISTS\r\n* 4 RECENT\r\nA003 OK [COPYUID 7 1 4] COPY completed\r\n");
  talk_end (f, 0, "a SELECT Other\r\n", "OK [READ-WRITE] SELECT completed\r\n");
  talk (f, 0, "a FETCH 1 FLAGS\r\n", "* 1 FETCH (FLAGS (\\Seen \\Recent work))\r\na OK FETCH completed\r\n");
  fixture_free (f);
}

/* RFC 6851 §3.3, §4.3. */
static void
test_move (void **state)
{
  Fixture *f = with_letters (state);

  talk (f, 0, "a UID MOVE 1,3 Other\r\n",
        "* OK [COPYUID 9 1,3 1:2] Moved\r\n* 1 EXPUNGE\r\n* 2 EXPUNGE\r\na OK MOVE completed\r\n");
  talk (f, 0, "a MOVE 1 Other\r\n", "* OK [COPYUID 9 2 3] Moved\r\n* 1 EXPUNGE\r\na OK MOVE completed\r\n");
  talk (f, 0, "a MOVE 1:* Other\r\n", "a OK MOVE completed\r\n");
  talk (f, 0, "a STATUS Other (MESSAGES)\r\n", "* STATUS Other (MESSAGES 3)\r\na OK STATUS completed\r\n");
  fixture_free (f);
}

static void
test_quota (void **state)
{
  Fixture *f = with_letters (state);

  f->store->quota = mail_store_used (f->store) + 10;
  talk (f, 0, "a COPY 1:3 Other\r\n", "a NO [OVERQUOTA] That would be over the quota\r\n");
  assert_int_equal (mailbox_count (mail_store_mailbox (f->store, "Other")), 0);
  talk (f, 0, "a APPEND INBOX {11+}\r\nSubject: x\n\r\n", "a NO [OVERQUOTA] That would be over the quota\r\n");
  talk_end (f, 0, "a UID MOVE 1 Other\r\n", "* 1 EXPUNGE\r\na OK MOVE completed\r\n");
  fixture_free (f);
}

/* RFC 3501 §6.3.11's example, with RFC 4315 §3's code. */
static void
test_append (void **state)
{
  Fixture *f = with_letters (state);

  talk (f, 0, "A003 APPEND Other (\\Seen) {36}\r\n", "+ Ready for literal data\r\n");
  talk (f, 0, "Subject: afternoon meeting\r\n\r\nHello.\r\n", "A003 OK [APPENDUID 9 1] APPEND completed\r\n");
  talk (f, 0, "a APPEND INBOX (\\Flagged draft2) \" 7-Feb-1994 21:52:25 -0800\" {14+}\r\nSubject: x\r\n\r\n\r\n",
        "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft draft2)\r\n"
        "* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft draft2 \\*)] These flags are kept\r\n"
        "* 4 EXISTS\r\n* 4 RECENT\r\na OK [APPENDUID 7 4] APPEND completed\r\n");
  talk (f, 0, "a FETCH 4 (FLAGS INTERNALDATE BODY.PEEK[])\r\n",
        "* 4 FETCH (FLAGS (\\Flagged \\Recent draft2) INTERNALDATE \" 8-Feb-1994 05:52:25 +0000\" "
        "BODY[] {14}\r\nSubject: x\r\n\r\n)\r\na OK FETCH completed\r\n");
  talk (f, 0, "a APPEND Nowhere {3+}\r\nA:B\r\n", "a NO [TRYCREATE] There is no such mailbox\r\n");
  talk (f, 0, "a APPEND INBOX {0+}\r\n\r\n", "a NO An empty literal is no message\r\n");
  say_octets (f, 0, "a APPEND INBOX {3+}\r\nA\0B\r\n", 26);
  heard (f, 0, "a BAD A literal has no NUL\r\n");
  talk (f, 0, "a APPEND INBOX \"abc\"\r\n", "a BAD APPEND takes a mailbox, flags, a date, and a literal\r\n");
  talk (f, 0, "a APPEND {5+}\r\nOther {3+}\r\nA:B\r\n", "a OK [APPENDUID 9 2] APPEND completed\r\n");
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_store), BOTH (test_too_many_keywords), BOTH (test_expunge), BOTH (test_uid_expunge), BOTH (test_close),
    BOTH (test_copy),  BOTH (test_move),              BOTH (test_quota),   BOTH (test_append),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
