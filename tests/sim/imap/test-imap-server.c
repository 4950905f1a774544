/* IMAP server: sessions as RFC 3501 §8 shows one, command by command. */
#include "server-fixture.h"

#define MEETING                                                                                                        \
  "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n"                                                                    \
  "From: Terry Gray <gray@cac.washington.edu>\r\n"                                                                     \
  "Subject: IMAP4rev1 WG mtg summary and minutes\r\n"                                                                  \
  "To: imap@cac.washington.edu\r\n"                                                                                    \
  "cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\r\n"                                                  \
  "Message-Id: <B27397-0100000@cac.washington.edu>\r\n"                                                                \
  "MIME-Version: 1.0\r\n"                                                                                              \
  "Content-Type: TEXT/PLAIN; CHARSET=US-ASCII\r\n"                                                                     \
  "\r\n"                                                                                                               \
  "Minutes follow.\r\n"

static void
test_states_are_described (void **state)
{
  char *missing;

  assert_true (state_type_covers (&imap_server_state, &missing));
  assert_true (state_type_covers (&imap_view_entry_state, &missing));
}

/* RFC 3501 §8. */
static void
test_sample_connection (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, MEETING);
  talk_end (f, 0, "a001 login ada rahasia\r\n", "] LOGIN completed\r\n");
  talk (f, 0, "a002 select inbox\r\n",
        "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)\r\n"
        "* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft \\*)] These flags are kept\r\n"
        "* 1 EXISTS\r\n* 1 RECENT\r\n* OK [UNSEEN 1] The first message not seen\r\n"
        "* OK [UIDVALIDITY 7] UIDs are valid\r\n* OK [UIDNEXT 2] The next UID\r\n"
        "a002 OK [READ-WRITE] SELECT completed\r\n");
  talk (f, 0, "a003 fetch 1 full\r\n",
        "* 1 FETCH (FLAGS (\\Recent) INTERNALDATE \" 1-Sep-2026 08:00:00 +0000\" RFC822.SIZE 359 ENVELOPE ("
        "\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev1 WG mtg summary and minutes\" "
        "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
        "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) ((NIL NIL \"imap\" \"cac.washington.edu\")) "
        "((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL "
        "\"<B27397-0100000@cac.washington.edu>\") "
        "BODY (\"text\" \"plain\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 17 1))\r\n"
        "a003 OK FETCH completed\r\n");
  talk (f, 0, "a004 fetch 1 body[text]\r\n",
        "* 1 FETCH (BODY[TEXT] {17}\r\nMinutes follow.\r\n FLAGS (\\Seen \\Recent))\r\na004 OK FETCH completed\r\n");
  talk (f, 0, "a005 store 1 +flags \\deleted\r\n",
        "* 1 FETCH (FLAGS (\\Seen \\Deleted \\Recent))\r\na005 OK STORE completed\r\n");
  talk (f, 0, "a006 logout\r\n", "* BYE Logging out\r\na006 OK LOGOUT completed\r\n");
  assert_true (f->talks[0].closed);
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_states_are_described),
    BOTH (test_sample_connection),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
