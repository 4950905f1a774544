/* IMAP server: ESEARCH (RFC 4731), SEARCHRES (RFC 5182), WITHIN (RFC 5032), SAVEDATE (RFC 8514), OBJECTID
 * (RFC 8474), PREVIEW (RFC 8970), by the examples of their RFCs. */
#include "server-fixture.h"

static Fixture *
with_letters (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *letter = g_strdup_printf ("Subject: %u\r\n\r\n%u\r\n", i, i);

      deliver (f, letter);
    }
  mail_store_create (f->store, "Other", 0);
  mail_store_mailbox_own (f->store, "Other")->uid_validity = 9;
  log_in_and_select (f, 0);
  talk_end (f, 0, "in STORE 1 +FLAGS.SILENT (\\Deleted)\r\n", "completed\r\n");
  talk_end (f, 0, "in EXPUNGE\r\n", "completed\r\n");
  talk_end (f, 0, "in STORE 2,4:5 +FLAGS.SILENT (\\Flagged)\r\n", "completed\r\n");
  return f;
}

/* RFC 4731 §3.1. */
static void
test_esearch (void **state)
{
  Fixture *f = with_letters (state);

  talk (f, 0, "A282 SEARCH RETURN (MIN COUNT) FLAGGED\r\n",
        "* ESEARCH (TAG \"A282\") MIN 2 COUNT 3\r\nA282 OK SEARCH completed\r\n");
  talk (f, 0, "A283 SEARCH RETURN () FLAGGED\r\n",
        "* ESEARCH (TAG \"A283\") ALL 2,4:5\r\nA283 OK SEARCH completed\r\n");
  talk (f, 0, "A284 SEARCH RETURN (MIN) FLAGGED\r\n", "* ESEARCH (TAG \"A284\") MIN 2\r\nA284 OK SEARCH completed\r\n");
  talk (f, 0, "A285 UID SEARCH RETURN (MIN MAX ALL) FLAGGED\r\n",
        "* ESEARCH (TAG \"A285\") UID MIN 3 MAX 6 ALL 3,5:6\r\nA285 OK SEARCH completed\r\n");
  talk (f, 0, "A286 SEARCH RETURN (MIN MAX COUNT) DRAFT\r\n",
        "* ESEARCH (TAG \"A286\") COUNT 0\r\nA286 OK SEARCH completed\r\n");
  talk (f, 0, "A287 SEARCH RETURN (ALL) CHARSET UTF-8 DRAFT\r\n",
        "* ESEARCH (TAG \"A287\")\r\nA287 OK SEARCH completed\r\n");
  talk (f, 0, "A288 SEARCH RETURN (NONSENSE) ALL\r\n", "A288 BAD SEARCH takes search keys\r\n");
  fixture_free (f);
}

/* RFC 5182 §2. */
static void
test_saved (void **state)
{
  Fixture *f = with_letters (state);

  talk (f, 0, "A280 SEARCH RETURN (SAVE) FLAGGED\r\n", "A280 OK SEARCH completed\r\n");
  talk (f, 0, "A281 FETCH $ UID\r\n",
        "* 2 FETCH (UID 3)\r\n* 4 FETCH (UID 5)\r\n* 5 FETCH (UID 6)\r\nA281 OK FETCH completed\r\n");
  talk (f, 0, "A282 UID SEARCH UID $ 4\r\n", "* SEARCH 5\r\nA282 OK SEARCH completed\r\n");
  talk (f, 0, "A283 SEARCH RETURN (COUNT) NOT $\r\n",
        "* ESEARCH (TAG \"A283\") COUNT 2\r\nA283 OK SEARCH completed\r\n");
  talk (f, 0, "A284 UID MOVE $ Other\r\n",
        "* OK [COPYUID 9 3,5:6 1:3] Moved\r\n* 2 EXPUNGE\r\n* 3 EXPUNGE\r\n* 3 EXPUNGE\r\nA284 OK MOVE completed\r\n");
  talk (f, 0, "A285 FETCH $ UID\r\n", "A285 OK FETCH completed\r\n");
  talk (f, 0, "A286 SEARCH RETURN (SAVE MIN) ALL\r\n",
        "* ESEARCH (TAG \"A286\") MIN 1\r\nA286 OK SEARCH completed\r\n");
  talk (f, 0, "A287 FETCH $ UID\r\n", "* 1 FETCH (UID 2)\r\nA287 OK FETCH completed\r\n");
  talk (f, 0, "A288 SEARCH RETURN (SAVE) CHARSET X-NONE $\r\n",
        "A288 NO [BADCHARSET (US-ASCII UTF-8)] This charset is not known\r\n");
  talk (f, 0, "A289 FETCH $ UID\r\n", "A289 OK FETCH completed\r\n");
  talk (f, 0, "A290 SEARCH RETURN (SAVE) ALL\r\n", "A290 OK SEARCH completed\r\n");
  talk (f, 0, "A291 SEARCH RETURN (SAVE) FOO\r\n", "A291 BAD SEARCH takes search keys\r\n");
  talk_end (f, 0, "A292 SEARCH $\r\n", "* SEARCH 1 2\r\nA292 OK SEARCH completed\r\n");
  talk_end (f, 0, "A293 SELECT INBOX\r\n", "SELECT completed\r\n");
  talk_end (f, 0, "A294 SEARCH $\r\n", "* SEARCH\r\nA294 OK SEARCH completed\r\n");
  fixture_free (f);
}

/* RFC 5032 §4, RFC 8514 §5. */
static void
test_within_and_savedate (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  log_in (f, 0);
  talk_end (f, 0, "a APPEND INBOX \" 1-Feb-1994 00:00:00 +0000\" {12+}\r\nSubject: x\r\n\r\n", "completed\r\n");
  f->now += 60 * MINUTE;
  talk_end (f, 0, "a APPEND INBOX {12+}\r\nSubject: y\r\n\r\n", "completed\r\n");
  f->now += 5 * MINUTE;
  talk_end (f, 0, "a SELECT INBOX\r\n", "completed\r\n");
  talk (f, 0, "a1 SEARCH YOUNGER 600\r\n", "* SEARCH 2\r\na1 OK SEARCH completed\r\n");
  talk (f, 0, "a1 SEARCH OLDER 600\r\n", "* SEARCH 1\r\na1 OK SEARCH completed\r\n");
  talk (f, 0, "a1 SEARCH YOUNGER 300 OLDER 300\r\n", "* SEARCH\r\na1 OK SEARCH completed\r\n");
  talk (f, 0, "a1 SEARCH YOUNGER 0\r\n", "a1 BAD SEARCH takes search keys\r\n");
  talk (f, 0, "a2 FETCH 1 (SAVEDATE INTERNALDATE)\r\n",
        "* 1 FETCH (SAVEDATE \" 1-Sep-2026 08:00:00 +0000\" INTERNALDATE \" 1-Feb-1994 00:00:00 +0000\")\r\n"
        "a2 OK FETCH completed\r\n");
  talk (f, 0, "a3 SEARCH SAVEDON 1-Sep-2026 BEFORE 2-Feb-1994\r\n", "* SEARCH 1\r\na3 OK SEARCH completed\r\n");
  talk (f, 0, "a3 SEARCH SAVEDBEFORE 1-Sep-2026\r\n", "* SEARCH\r\na3 OK SEARCH completed\r\n");
  talk (f, 0, "a3 SEARCH SAVEDSINCE 1-Sep-2026 SAVEDATESUPPORTED\r\n", "* SEARCH 1 2\r\na3 OK SEARCH completed\r\n");
  fixture_free (f);
}

/* RFC 8474 §4, §5: the email id follows the content, the mailbox id follows RENAME. */
static void
test_object_ids (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, "Subject: x\r\n\r\n");
  deliver (f, "Subject: y\r\n\r\n");
  log_in_and_select (f, 0);
  talk (f, 0, "1 CREATE foo\r\n", "1 OK [MAILBOXID (F4)] CREATE completed\r\n");
  talk (f, 0, "2 FETCH 1:* (EMAILID THREADID)\r\n",
        "* 1 FETCH (EMAILID (M2) THREADID NIL)\r\n* 2 FETCH (EMAILID (M3) THREADID NIL)\r\n2 OK FETCH completed\r\n");
  talk_end (f, 0, "3 MOVE 2 foo\r\n", "3 OK MOVE completed\r\n");
  talk (f, 0, "4 RENAME foo renamed\r\n", "4 OK RENAME completed\r\n");
  talk (f, 0, "5 STATUS renamed (MAILBOXID)\r\n", "* STATUS renamed (MAILBOXID (F4))\r\n5 OK STATUS completed\r\n");
  talk_end (f, 0, "6 SELECT renamed\r\n",
            "* OK [MAILBOXID (F4)] The mailbox's own id\r\n6 OK [READ-WRITE] SELECT completed\r\n");
  talk (f, 0, "7 SEARCH EMAILID M3\r\n", "* SEARCH 1\r\n7 OK SEARCH completed\r\n");
  talk (f, 0, "7 SEARCH OR EMAILID M2 THREADID T1\r\n", "* SEARCH\r\n7 OK SEARCH completed\r\n");
  fixture_free (f);
}

/* RFC 8970 §6. */
static void
test_preview (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));
  g_autoptr (GString) body = g_string_new ("Subject: long\r\n\r\n");
  g_autofree char *expected = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append (body, "word\r\n");
  deliver (f, "Subject: x\r\n\r\n  Dear   Ada,\r\n\r\n please pay.\r\n");
  deliver (f, "Content-Type: text/html\r\n\r\n<p>Dear <b>Ada</b>,</p>\r\n<p>pay</p>");
  deliver (f, "Content-Type: application/pdf\r\n\r\nx");
  deliver (f, "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n"
              "--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nGeb\xfchr\r\n--b--\r\n");
  deliver (f, body->str);
  deliver (f, "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n"
              "Content-Disposition: attachment; filename=x\r\n\r\nattached\r\n--b\r\nContent-Type: text/html\r\n\r\n"
              "<p>shown</p>\r\n--b--\r\n");
  log_in_and_select (f, 0);
  talk (f, 0, "A1 FETCH 6 (PREVIEW)\r\n", "* 6 FETCH (PREVIEW \"shown\")\r\nA1 OK FETCH completed\r\n");
  talk (f, 0, "A1 FETCH 1 (PREVIEW)\r\n", "* 1 FETCH (PREVIEW \"Dear Ada, please pay.\")\r\nA1 OK FETCH completed\r\n");
  talk (f, 0, "A1 FETCH 2:3 PREVIEW (LAZY)\r\n",
        "* 2 FETCH (PREVIEW \"Dear Ada , pay\")\r\n* 3 FETCH (PREVIEW \"\")\r\nA1 OK FETCH completed\r\n");
  talk (f, 0, "A1 FETCH 4 (PREVIEW (LAZY) FLAGS)\r\n",
        "* 4 FETCH (PREVIEW {7}\r\nGeb\xc3\xbchr FLAGS (\\Recent))\r\nA1 OK FETCH completed\r\n");
  g_string_assign (body, "");
  for (guint i = 0; i < 40; i++)
    g_string_append (body, i > 0 ? " word" : "word");
  expected = g_strdup_printf ("* 5 FETCH (PREVIEW \"%s \")\r\nA1 OK FETCH completed\r\n", body->str);
  talk (f, 0, "A1 FETCH 5 PREVIEW\r\n", expected);
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_esearch),    BOTH (test_saved),   BOTH (test_within_and_savedate),
    BOTH (test_object_ids), BOTH (test_preview),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
