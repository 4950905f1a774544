/* IMAP server: BINARY (RFC 3516), MULTIAPPEND (RFC 3502), QUOTA (RFC 9208), by the examples of their RFCs. */
#include "server-fixture.h"

#define PARTS                                                                                                          \
  "Content-Type: multipart/mixed; boundary=b\r\n\r\n"                                                                  \
  "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"             \
  "Geb=C3=BChr=\r\n!\r\n"                                                                                              \
  "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAw==\r\n"                            \
  "--b\r\nContent-Transfer-Encoding: x-private\r\n\r\nodd\r\n"                                                         \
  "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\nContent-Transfer-Encoding: base64\r\n\r\nSGk=\r\n--b--\r\n"

static void
test_fetch (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));
  static const char octets[] = "* 1 FETCH (BINARY[2] ~{4}\r\n\0\1\2\3)\r\na OK FETCH completed\r\n";

  deliver (f, PARTS);
  log_in_and_select (f, 0);
  talk (f, 0, "a FETCH 1 BINARY.PEEK[1]\r\n",
        "* 1 FETCH (BINARY[1] {8}\r\nGeb\xc3\xbchr!)\r\na OK FETCH completed\r\n");
  talk (f, 0, "a FETCH 1 (BINARY.SIZE[1] BINARY.SIZE[2])\r\n",
        "* 1 FETCH (BINARY.SIZE[1] 8 BINARY.SIZE[2] 4)\r\na OK FETCH completed\r\n");
  say (f, 0, "a FETCH 1 BINARY.PEEK[2]\r\n");
  assert_int_equal (f->talks[0].said->len, sizeof octets - 1);
  assert_memory_equal (f->talks[0].said->str, octets, sizeof octets - 1);
  forget (f, 0);
  talk (f, 0, "a FETCH 1 BINARY.PEEK[2]<1.2>\r\n",
        "* 1 FETCH (BINARY[2]<1> {2}\r\n\1\2)\r\na OK FETCH completed\r\n");
  talk (f, 0, "a FETCH 1 BINARY[4.1]\r\n",
        "* 1 FETCH (BINARY[4.1] {2}\r\nHi FLAGS (\\Seen \\Recent))\r\na OK FETCH completed\r\n");
  talk (f, 0, "a FETCH 1 BINARY[3]\r\n", "a NO [UNKNOWN-CTE] The encoding of a part is not known\r\n");
  talk (f, 0, "a FETCH 1 BINARY[9]\r\n", "* 1 FETCH (BINARY[9] NIL)\r\na OK FETCH completed\r\n");
  talk (f, 0, "a FETCH 1 (BINARY.PEEK[4.HEADER.FIELDS (Subject)] BINARY.SIZE[4.TEXT])\r\n",
        "* 1 FETCH (BINARY[4.HEADER.FIELDS (Subject)] {15}\r\nSubject: in\r\n\r\n BINARY.SIZE[4.TEXT] 4)\r\n"
        "a OK FETCH completed\r\n");
  talk (f, 0, "a FETCH 1 BINARY.SIZE[1]<0.1>\r\n", "a BAD FETCH takes a set of messages and data items\r\n");
  fixture_free (f);
}

/* What comes as binary is kept so that it can be fetched as text as well. */
static void
test_append (void **state)
{
  static const char letter[]
    = "Subject: x\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\1\2\r\n";
  g_autofree char *first = g_strdup_printf ("a APPEND INBOX ~{%zu+}\r\n", sizeof letter - 1);
  Fixture *f = fixture_new (by_octet_of (state));

  log_in_and_select (f, 0);
  say (f, 0, first);
  say_octets (f, 0, letter, sizeof letter - 1);
  say (f, 0, "\r\n");
  heard (f, 0, "* 1 EXISTS\r\n* 1 RECENT\r\na OK [APPENDUID 7 1] APPEND completed\r\n");
  talk (f, 0, "a FETCH 1 BODY.PEEK[]\r\n",
        "* 1 FETCH (BODY[] {84}\r\nSubject: x\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "AAECDQo=\r\n)\r\na OK FETCH completed\r\n");
  talk (f, 0, "a FETCH 1 BINARY.SIZE[1]\r\n", "* 1 FETCH (BINARY.SIZE[1] 5)\r\na OK FETCH completed\r\n");
  say_octets (f, 0, "a APPEND INBOX ~{3+}\r\nA\0B\r\n", 27);
  heard (f, 0, "a NO [UNKNOWN-CTE] There is a NUL where no encoding can take it away\r\n");
  talk_end (f, 0, "a APPEND INBOX ~{14+}\r\nSubject: x\r\n\r\n\r\n", "a OK [APPENDUID 7 2] APPEND completed\r\n");
  fixture_free (f);
}

/* RFC 5322 §2.3: whatever a line ends in, it is kept with CRLF, so that POP3 and IMAP agree on what the lines are. */
static void
test_line_ends (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  log_in_and_select (f, 0);
  talk_end (f, 0, "a APPEND INBOX {19+}\r\nA: b\n\n1\n.\n2\r3\r\n4\r\r\n\r\n", "a OK [APPENDUID 7 1] APPEND completed\r\n");
  talk (f, 0, "a FETCH 1 (RFC822.SIZE BODY.PEEK[])\r\n",
        "* 1 FETCH (RFC822.SIZE 25 BODY[] {25}\r\nA: b\r\n\r\n1\r\n.\r\n2\r\n3\r\n4\r\n\r\n)\r\na OK FETCH completed\r\n");
  talk_end (f, 0, "a APPEND INBOX ~{60+}\r\nA: b\nContent-Type: a/b\nContent-Transfer-Encoding: binary\n\n1\n\r\n",
            "a OK [APPENDUID 7 2] APPEND completed\r\n");
  talk (f, 0, "a FETCH 2 (BODY.PEEK[] BINARY.PEEK[1])\r\n",
        "* 2 FETCH (BODY[] {68}\r\nA: b\r\nContent-Type: a/b\r\nContent-Transfer-Encoding: base64\r\n\r\nMQo=\r\n"
        " BINARY[1] {2}\r\n1\n)\r\na OK FETCH completed\r\n");
  talk_end (f, 0, "a APPEND INBOX {7+}\r\nA: b\n\nx\r\n", "a OK [APPENDUID 7 3] APPEND completed\r\n");
  talk (f, 0, "a FETCH 3 BODY.PEEK[]\r\n", "* 3 FETCH (BODY[] {9}\r\nA: b\r\n\r\nx)\r\na OK FETCH completed\r\n");
  fixture_free (f);
}

/* RFC 3502 §6.3.11 */
static void
test_multiappend (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  log_in (f, 0);
  mail_store_create (f->store, "saved-messages", 0);
  mail_store_mailbox_own (f->store, "saved-messages")->uid_validity = 9;
  talk (f, 0, "A003 APPEND saved-messages (\\Seen) {14}\r\n", "+ Ready for literal data\r\n");
  talk (f, 0, "Subject: 1\r\n\r\n (\\Flagged) \" 7-Feb-1994 22:43:04 -0800\" {14}\r\n", "+ Ready for literal data\r\n");
  talk (f, 0, "Subject: 2\r\n\r\n\r\n", "A003 OK [APPENDUID 9 1:2] APPEND completed\r\n");
  talk (f, 0, "A004 APPEND saved-messages {14+}\r\nSubject: 3\r\n\r\n {0+}\r\n\r\n",
        "A004 NO An empty literal is no message\r\n");
  talk (f, 0, "A005 STATUS saved-messages (MESSAGES UNSEEN)\r\n",
        "* STATUS saved-messages (MESSAGES 2 UNSEEN 1)\r\nA005 OK STATUS completed\r\n");
  f->store->quota = 50;
  talk (f, 0, "A006 APPEND saved-messages {14+}\r\nSubject: 3\r\n\r\n {14+}\r\nSubject: 4\r\n\r\n\r\n",
        "A006 NO [OVERQUOTA] That would be over the quota\r\n");
  talk (f, 0, "A007 APPEND saved-messages {3+}\r\nA:B \r\n",
        "A007 BAD APPEND takes a mailbox, flags, a date, and a literal\r\n");
  fixture_free (f);
}

/* RFC 9208 §4.1 */
static void
test_quota (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, "Subject: x\r\n\r\nHi\r\n");
  deliver (f, "Subject: y\r\n\r\n");
  log_in (f, 0);
  talk (f, 0, "G0 GETQUOTAROOT INBOX\r\n", "* QUOTAROOT INBOX\r\nG0 OK GETQUOTAROOT completed\r\n");
  talk (f, 0, "G1 GETQUOTA \"\"\r\n", "G1 NO [NONEXISTENT] There is no such quota root\r\n");
  f->store->quota = 512 * 1024;
  talk (f, 0, "G0001 GETQUOTA \"\"\r\n", "* QUOTA \"\" (STORAGE 1 512)\r\nG0001 OK GETQUOTA completed\r\n");
  talk (f, 0, "G0002 GETQUOTAROOT INBOX\r\n",
        "* QUOTAROOT INBOX \"\"\r\n* QUOTA \"\" (STORAGE 1 512)\r\nG0002 OK GETQUOTAROOT completed\r\n");
  talk (f, 0, "G0003 GETQUOTAROOT Nowhere\r\n", "G0003 NO [NONEXISTENT] There is no such mailbox\r\n");
  talk (f, 0, "G0004 GETQUOTA other\r\n", "G0004 NO [NONEXISTENT] There is no such quota root\r\n");
  talk_end (f, 0, "S0 SELECT INBOX\r\n", "completed\r\n");
  talk_end (f, 0, "S1 STORE 1 FLAGS (\\Deleted)\r\n", "completed\r\n");
  talk (f, 0, "S0003 STATUS INBOX (MESSAGES DELETED DELETED-STORAGE)\r\n",
        "* STATUS INBOX (MESSAGES 2 DELETED 1 DELETED-STORAGE 18)\r\nS0003 OK STATUS completed\r\n");
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_fetch), BOTH (test_append), BOTH (test_line_ends), BOTH (test_multiappend), BOTH (test_quota),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
