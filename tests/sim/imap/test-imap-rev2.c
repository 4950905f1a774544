/* IMAP server: IMAP4rev2 (RFC 9051) and UTF8=ACCEPT (RFC 6855): what ENABLE changes. */
#include "server-fixture.h"

static Fixture *
rev2 (void **state, const char *capability)
{
  Fixture *f = fixture_new (by_octet_of (state));
  g_autofree char *says = g_strdup_printf ("e ENABLE %s\r\n", capability);
  g_autofree char *expected = g_strdup_printf ("* ENABLED %s\r\ne OK ENABLE completed\r\n", capability);

  deliver (f, "Subject: x\r\n\r\nHi\r\n");
  deliver (f, "Subject: y\r\n\r\n");
  log_in (f, 0);
  talk (f, 0, says, expected);
  return f;
}

/* RFC 9051 §6.3.2: a LIST response, no RECENT, no UNSEEN, no \Recent. */
static void
test_select (void **state)
{
  Fixture *f = rev2 (state, "IMAP4rev2");

  talk (f, 0, "A142 SELECT INBOX\r\n",
        "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)\r\n"
        "* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft \\*)] These flags are kept\r\n"
        "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] UIDs are valid\r\n* OK [UIDNEXT 3] The next UID\r\n"
        "* OK [HIGHESTMODSEQ 3] The highest mod-sequence\r\n* OK [MAILBOXID (F1)] The mailbox's own id\r\n"
        "* LIST (\\HasNoChildren) \"/\" INBOX\r\nA142 OK [READ-WRITE] SELECT completed\r\n");
  talk (f, 0, "a FETCH 1:2 FLAGS\r\n",
        "* 1 FETCH (FLAGS ())\r\n* 2 FETCH (FLAGS ())\r\na OK FETCH completed\r\n");
  deliver (f, "Subject: z\r\n\r\n");
  talk (f, 0, "a NOOP\r\n", "* 3 EXISTS\r\na OK NOOP completed\r\n");
  fixture_free (f);
}

/* RFC 9051 §6.4.4, §7.5.2: ESEARCH always; unsolicited FETCH with UID. */
static void
test_search_and_updates (void **state)
{
  Fixture *f = rev2 (state, "IMAP4rev2");

  talk_end (f, 0, "a SELECT INBOX\r\n", "completed\r\n");
  talk (f, 0, "A282 SEARCH ALL\r\n", "* ESEARCH (TAG \"A282\") ALL 1:2\r\nA282 OK SEARCH completed\r\n");
  talk (f, 0, "A283 UID SEARCH 2\r\n", "* ESEARCH (TAG \"A283\") UID ALL 2\r\nA283 OK SEARCH completed\r\n");
  talk (f, 0, "A284 SEARCH FLAGGED\r\n", "* ESEARCH (TAG \"A284\")\r\nA284 OK SEARCH completed\r\n");
  log_in_and_select (f, 1);
  talk_end (f, 1, "b STORE 2 FLAGS (\\Seen)\r\n", "completed\r\n");
  talk (f, 0, "a NOOP\r\n", "* 2 FETCH (UID 2 FLAGS (\\Seen))\r\na OK NOOP completed\r\n");
  talk (f, 0, "a STATUS INBOX (MESSAGES SIZE DELETED)\r\n",
        "* STATUS INBOX (MESSAGES 2 SIZE 32 DELETED 0)\r\na OK STATUS completed\r\n");
  fixture_free (f);
}

/* RFC 9051 §5.1, RFC 6855 §3: names in UTF-8; "&" is a character like any other. */
static void
check_names (Fixture *f)
{
  log_in (f, 1);
  talk_end (f, 0, "a CREATE \"Entw\xc3\xbcrfe\"\r\n", "CREATE completed\r\n");
  talk_end (f, 0, "a CREATE R&D\r\n", "CREATE completed\r\n");
  talk_end (f, 0, "a CREATE {8+}\r\n\xe5\x8f\xb0\xe5\x8c\x97/x\r\n", "CREATE completed\r\n");
  talk (f, 0, "a CREATE \"bad\xff\"\r\n", "a BAD CREATE takes the name of a mailbox\r\n");
  talk (f, 0, "a CREATE \"tab\t\"\r\n", "a BAD CREATE takes the name of a mailbox\r\n");
  talk (f, 0, "a LIST \"\" %\r\n",
        "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\HasNoChildren) \"/\" \"Entw\xc3\xbcrfe\"\r\n"
        "* LIST (\\HasNoChildren) \"/\" R&D\r\n* LIST (\\HasChildren) \"/\" \"\xe5\x8f\xb0\xe5\x8c\x97\"\r\n"
        "a OK LIST completed\r\n");
  talk (f, 1, "b LIST \"\" E%\r\n", "* LIST (\\HasNoChildren) \"/\" Entw&APw-rfe\r\nb OK LIST completed\r\n");
  talk (f, 1, "b LIST \"\" R%\r\n", "* LIST (\\HasNoChildren) \"/\" R&-D\r\nb OK LIST completed\r\n");
  talk (f, 0, "a STATUS \"Entw\xc3\xbcrfe\" (MESSAGES)\r\n",
        "* STATUS \"Entw\xc3\xbcrfe\" (MESSAGES 0)\r\na OK STATUS completed\r\n");
}

static void
test_names (void **state)
{
  Fixture *f = rev2 (state, "IMAP4rev2");

  check_names (f);
  fixture_free (f);
  f = rev2 (state, "UTF8=ACCEPT");
  check_names (f);
  fixture_free (f);
}

/* RFC 6855 §3, §4. */
static void
test_utf8 (void **state)
{
  Fixture *f = rev2 (state, "UTF8=ACCEPT");

  talk (f, 0, "a APPEND INBOX UTF8 (~{15+}\r\nSubject: \xc3\xbc\r\n\r\n)\r\n",
        "a OK [APPENDUID 7 3] APPEND completed\r\n");
  talk (f, 0, "a APPEND INBOX UTF8 ({3+}\r\nA:B)\r\n",
        "a BAD APPEND takes a mailbox, flags, a date, and a literal\r\n");
  talk_end (f, 0, "a SELECT INBOX\r\n", "completed\r\n");
  talk (f, 0, "a SEARCH SUBJECT \"\xc3\x9c\"\r\n", "* SEARCH 3\r\na OK SEARCH completed\r\n");
  talk (f, 0, "a SEARCH CHARSET UTF-8 ALL\r\n", "a BAD SEARCH takes search keys\r\n");
  log_in (f, 1);
  talk (f, 1, "b APPEND INBOX UTF8 (~{3+}\r\nA:B)\r\n",
        "b BAD APPEND takes a mailbox, flags, a date, and a literal\r\n");
  fixture_free (f);
}

/* RFC 9051 §9, media-message: in IMAP4rev2 message/global has the form of message/rfc822. Others take it for any type. */
static void
test_global (void **state)
{
  Fixture *f = rev2 (state, "IMAP4rev2");

  deliver (f, "Content-Type: message/global\r\n\r\nSubject: g\r\n\r\nHi\r\n");
  talk_end (f, 0, "a SELECT INBOX\r\n", "completed\r\n");
  talk (f, 0, "a FETCH 3 BODY\r\n",
        "* 3 FETCH (BODY (\"message\" \"global\" NIL NIL NIL \"7BIT\" 18 (NIL \"g\" NIL NIL NIL NIL NIL NIL NIL NIL) "
        "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 4 1) 3))\r\na OK FETCH completed\r\n");
  talk (f, 0, "a FETCH 3 (BODY.PEEK[1.HEADER] BODY.PEEK[1.1])\r\n",
        "* 3 FETCH (BODY[1.HEADER] {14}\r\nSubject: g\r\n\r\n BODY[1.1] {4}\r\nHi\r\n)\r\na OK FETCH completed\r\n");
  log_in_and_select (f, 1);
  talk (f, 1, "b FETCH 3 BODY\r\n",
        "* 3 FETCH (BODY (\"message\" \"global\" NIL NIL NIL \"7BIT\" 18))\r\nb OK FETCH completed\r\n");
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_select), BOTH (test_search_and_updates), BOTH (test_names), BOTH (test_utf8), BOTH (test_global),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
