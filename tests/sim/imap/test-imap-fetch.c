/* IMAP server: FETCH (RFC 3501 §6.4.5, §7.4.2). */
#include "server-fixture.h"

/* The message of RFC 3501 §6.4.5's list of part specifiers. */
#define INNER_4_2                                                                                                      \
  "Subject: deep\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n"                                                 \
  "--y\r\n\r\n4.2.1\r\n"                                                                                               \
  "--y\r\nContent-Type: multipart/alternative; boundary=z\r\n\r\n"                                                     \
  "--z\r\n\r\n4.2.2.1\r\n--z\r\nContent-Type: text/richtext\r\n\r\n4.2.2.2\r\n--z--\r\n"                               \
  "--y--\r\n"
#define INNER_3                                                                                                        \
  "Subject: inner\r\nFrom: cici@luar.example\r\nContent-Type: multipart/mixed; boundary=w\r\n\r\n"                     \
  "--w\r\n\r\n3.1\r\n--w\r\nContent-Type: application/octet-stream\r\n\r\n3.2\r\n--w--\r\n"
#define NESTED                                                                                                         \
  "From: budi@luar.example\r\nSubject: parts\r\nContent-Type: multipart/mixed; boundary=\"v\"\r\n\r\n"                 \
  "preamble\r\n"                                                                                                       \
  "--v\r\nContent-Type: text/plain\r\nContent-ID: <one>\r\n\r\n1\r\n"                                                  \
  "--v\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n"                 \
  "Content-Disposition: attachment; filename=a.bin\r\nContent-Language: id, en\r\nContent-MD5: Q2hlY2s=\r\n\r\n"       \
  "Mg==\r\n"                                                                                                           \
  "--v\r\nContent-Type: message/rfc822\r\n\r\n" INNER_3                                                                \
  "\r\n--v\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"                                                       \
  "--x\r\nContent-Type: image/gif\r\n\r\n4.1\r\n"                                                                      \
  "--x\r\nContent-Type: message/rfc822\r\n\r\n" INNER_4_2 "\r\n--x--\r\n"                                              \
  "--v--\r\n"

static Fixture *
with_message (void **state, const char *message)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, message);
  log_in_and_select (f, 0);
  return f;
}

/* What BODY.PEEK[section] gives; NULL expects NIL. */
static void
check_section (Fixture *f, const char *section, const char *octets)
{
  g_autofree char *says = g_strdup_printf ("f FETCH 1 BODY.PEEK[%s]\r\n", section);
  g_autofree char *literal = octets != NULL ? g_strdup_printf ("{%zu}\r\n%s", strlen (octets), octets) : NULL;
  g_autofree char *expected
    = g_strdup_printf ("* 1 FETCH (BODY[%s] %s)\r\nf OK FETCH completed\r\n", section, literal != NULL ? literal : "NIL");

  talk (f, 0, says, expected);
}

static void
test_part_numbers (void **state)
{
  Fixture *f = with_message (state, NESTED);

  check_section (f, "", NESTED);
  check_section (f, "HEADER",
                 "From: budi@luar.example\r\nSubject: parts\r\nContent-Type: multipart/mixed; boundary=\"v\"\r\n\r\n");
  check_section (f, "TEXT", strstr (NESTED, "preamble"));
  check_section (f, "1", "1");
  check_section (f, "1.MIME", "Content-Type: text/plain\r\nContent-ID: <one>\r\n\r\n");
  check_section (f, "1.HEADER", NULL);
  check_section (f, "1.1", NULL);
  check_section (f, "2", "Mg==");
  check_section (f, "3", INNER_3);
  check_section (f, "3.MIME", "Content-Type: message/rfc822\r\n\r\n");
  check_section (f, "3.HEADER",
                 "Subject: inner\r\nFrom: cici@luar.example\r\nContent-Type: multipart/mixed; boundary=w\r\n\r\n");
  check_section (f, "3.TEXT", strstr (INNER_3, "--w"));
  check_section (f, "3.HEADER.FIELDS (SUBJECT)", "Subject: inner\r\n\r\n");
  check_section (f, "3.1", "3.1");
  check_section (f, "3.2", "3.2");
  check_section (f, "4.1", "4.1");
  check_section (f, "4.1.MIME", "Content-Type: image/gif\r\n\r\n");
  check_section (f, "4.2", INNER_4_2);
  check_section (f, "4.2.HEADER", "Subject: deep\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n");
  check_section (f, "4.2.1", "4.2.1");
  check_section (f, "4.2.2.1", "4.2.2.1");
  check_section (f, "4.2.2.2", "4.2.2.2");
  check_section (f, "5", NULL);
  check_section (f, "4.2.2.3", NULL);
  fixture_free (f);
}

static void
test_single_part (void **state)
{
  Fixture *f = with_message (state, "Subject: plain\r\n\r\nHello\r\n");

  check_section (f, "1", "Hello\r\n");
  check_section (f, "TEXT", "Hello\r\n");
  check_section (f, "2", NULL);
  check_section (f, "1.1", NULL);
  talk (f, 0, "f FETCH 1 BODYSTRUCTURE\r\n",
        "* 1 FETCH (BODYSTRUCTURE (\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 7 1 NIL NIL NIL NIL))\r\n"
        "f OK FETCH completed\r\n");
  fixture_free (f);
}

static void
test_header_fields (void **state)
{
  Fixture *f = with_message (state, "Subject: one\r\n two\r\nTo: a@b\r\nDate: now\r\nTO: c@d\r\n\r\nx\r\n");

  check_section (f, "HEADER.FIELDS (to X-None)", "To: a@b\r\nTO: c@d\r\n\r\n");
  check_section (f, "HEADER.FIELDS.NOT (To Date)", "Subject: one\r\n two\r\n\r\n");
  check_section (f, "HEADER.FIELDS (None)", "\r\n");
  fixture_free (f);
}

static void
test_partial (void **state)
{
  Fixture *f = with_message (state, "Subject: x\r\n\r\n0123456789");

  talk (f, 0, "f FETCH 1 BODY.PEEK[TEXT]<2.3>\r\n", "* 1 FETCH (BODY[TEXT]<2> {3}\r\n234)\r\nf OK FETCH completed\r\n");
  talk (f, 0, "f FETCH 1 BODY.PEEK[TEXT]<8.30>\r\n", "* 1 FETCH (BODY[TEXT]<8> {2}\r\n89)\r\nf OK FETCH completed\r\n");
  talk (f, 0, "f FETCH 1 BODY.PEEK[]<100.4294967295>\r\n",
        "* 1 FETCH (BODY[]<100> {0}\r\n)\r\nf OK FETCH completed\r\n");
  talk (f, 0, "f FETCH 1 BODY.PEEK[TEXT]<0.4294967300>\r\n",
        "* 1 FETCH (BODY[TEXT]<0> {10}\r\n0123456789)\r\nf OK FETCH completed\r\n");
  talk (f, 0, "f FETCH 1 BODY.PEEK[TEXT]<4294967300.9223372036854775807>\r\n",
        "* 1 FETCH (BODY[TEXT]<4294967300> {0}\r\n)\r\nf OK FETCH completed\r\n");
  talk (f, 0, "f FETCH 1 BODY.PEEK[]<9223372036854775808.1>\r\n", "f BAD FETCH takes a set of messages and data items\r\n");
  talk (f, 0, "f FETCH 1 BODY[TEXT]<0.0>\r\n", "f BAD FETCH takes a set of messages and data items\r\n");
  fixture_free (f);
}

static void
test_structure (void **state)
{
  Fixture *f = with_message (state, NESTED);

  talk (f, 0, "f FETCH 1 BODYSTRUCTURE\r\n",
        "* 1 FETCH (BODYSTRUCTURE ("
        "(\"text\" \"plain\" (\"charset\" \"us-ascii\") \"<one>\" NIL \"7BIT\" 1 0 NIL NIL NIL NIL)"
        "(\"application\" \"octet-stream\" (\"name\" \"a.bin\") NIL NIL \"BASE64\" 4 \"Q2hlY2s=\" "
        "(\"attachment\" (\"filename\" \"a.bin\")) (\"id\" \"en\") NIL)"
        "(\"message\" \"rfc822\" NIL NIL NIL \"7BIT\" 157 "
        "(NIL \"inner\" ((NIL NIL \"cici\" \"luar.example\")) ((NIL NIL \"cici\" \"luar.example\")) "
        "((NIL NIL \"cici\" \"luar.example\")) NIL NIL NIL NIL NIL) "
        "((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 3 0 NIL NIL NIL NIL)"
        "(\"application\" \"octet-stream\" NIL NIL NIL \"7BIT\" 3 NIL NIL NIL NIL) "
        "\"mixed\" (\"boundary\" \"w\") NIL NIL NIL) 12 NIL NIL NIL NIL)"
        "((\"image\" \"gif\" NIL NIL NIL \"7BIT\" 3 NIL NIL NIL NIL)"
        "(\"message\" \"rfc822\" NIL NIL NIL \"7BIT\" 205 (NIL \"deep\" NIL NIL NIL NIL NIL NIL NIL NIL) "
        "((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 5 0 NIL NIL NIL NIL)"
        "((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 7 0 NIL NIL NIL NIL)"
        "(\"text\" \"richtext\" (\"charset\" \"us-ascii\") NIL NIL \"7BIT\" 7 0 NIL NIL NIL NIL) "
        "\"alternative\" (\"boundary\" \"z\") NIL NIL NIL) "
        "\"mixed\" (\"boundary\" \"y\") NIL NIL NIL) 18 NIL NIL NIL NIL) "
        "\"mixed\" (\"boundary\" \"x\") NIL NIL NIL) "
        "\"mixed\" (\"boundary\" \"v\") NIL NIL NIL))\r\nf OK FETCH completed\r\n");
  talk_end (f, 0, "f FETCH 1 BODY\r\n", "\"mixed\") \"mixed\"))\r\nf OK FETCH completed\r\n");
  fixture_free (f);
}

static void
test_envelope (void **state)
{
  Fixture *f = with_message (state, "Date: Wed, 17 Jul 1996 02:23:25 -0700\r\nSubject: \"quo\\ted\"\r\n"
                                    "From: \"Ada, A.\" <ada@kantor.example>, b@c\r\nSender: s@kantor.example\r\n"
                                    "Reply-To:\r\nTo: team: x@y, Z <z@y>;, last@y\r\nBcc: undisclosed:;\r\n"
                                    "In-Reply-To: <1@y>\r\nMessage-ID: <2@y>\r\n\r\n");

  talk (f, 0, "f FETCH 1 ENVELOPE\r\n",
        "* 1 FETCH (ENVELOPE (\"Wed, 17 Jul 1996 02:23:25 -0700\" \"\\\"quo\\\\ted\\\"\" "
        "((\"Ada, A.\" NIL \"ada\" \"kantor.example\")(NIL NIL \"b\" \"c\")) ((NIL NIL \"s\" \"kantor.example\")) "
        "((\"Ada, A.\" NIL \"ada\" \"kantor.example\")(NIL NIL \"b\" \"c\")) "
        "((NIL NIL \"team\" NIL)(NIL NIL \"x\" \"y\")(\"Z\" NIL \"z\" \"y\")(NIL NIL NIL NIL)(NIL NIL \"last\" \"y\")) "
        "NIL ((NIL NIL \"undisclosed\" NIL)(NIL NIL NIL NIL)) \"<1@y>\" \"<2@y>\"))\r\nf OK FETCH completed\r\n");
  fixture_free (f);
}

static void
test_items (void **state)
{
  Fixture *f = with_message (state, "Subject: x\r\n\r\nHi\r\n");
  const char *macro_all = " INTERNALDATE \" 1-Sep-2026 08:00:00 +0000\" RFC822.SIZE 18 ENVELOPE "
                          "(NIL \"x\" NIL NIL NIL NIL NIL NIL NIL NIL))\r\nf OK FETCH completed\r\n";

  talk (f, 0, "f FETCH 1 (RFC822.HEADER RFC822.SIZE)\r\n",
        "* 1 FETCH (RFC822.HEADER {14}\r\nSubject: x\r\n\r\n RFC822.SIZE 18)\r\nf OK FETCH completed\r\n");
  talk (f, 0, "f FETCH 1 FAST\r\n",
        "* 1 FETCH (FLAGS (\\Recent) INTERNALDATE \" 1-Sep-2026 08:00:00 +0000\" RFC822.SIZE 18)\r\n"
        "f OK FETCH completed\r\n");
  talk_end (f, 0, "f FETCH 1 all\r\n", macro_all);
  talk (f, 0, "f FETCH 1 RFC822.TEXT\r\n",
        "* 1 FETCH (RFC822.TEXT {4}\r\nHi\r\n FLAGS (\\Seen \\Recent))\r\nf OK FETCH completed\r\n");
  talk (f, 0, "f FETCH 1 RFC822\r\n", "* 1 FETCH (RFC822 {18}\r\nSubject: x\r\n\r\nHi\r\n)\r\nf OK FETCH completed\r\n");
  talk (f, 0, "f UID FETCH 1:* (FLAGS)\r\n",
        "* 1 FETCH (UID 1 FLAGS (\\Seen \\Recent))\r\nf OK FETCH completed\r\n");
  talk (f, 0, "f UID FETCH 900:* UID\r\n", "* 1 FETCH (UID 1)\r\nf OK FETCH completed\r\n");
  talk (f, 0, "f UID FETCH 900 UID\r\n", "f OK FETCH completed\r\n");
  talk (f, 0, "f FETCH 2 UID\r\n", "f BAD There is no message with this number\r\n");
  talk (f, 0, "f FETCH 1:2 FLAGS\r\n", "f BAD There is no message with this number\r\n");
  talk (f, 0, "f STORE 2 FLAGS ()\r\n", "f BAD There is no message with this number\r\n");
  talk (f, 0, "f COPY 2 INBOX\r\n", "f BAD There is no message with this number\r\n");
  talk (f, 0, "f FETCH 0 FLAGS\r\n", "f BAD FETCH takes a set of messages and data items\r\n");
  talk (f, 0, "f FETCH 1 (ALL)\r\n", "f BAD FETCH takes a set of messages and data items\r\n");
  talk (f, 0, "f FETCH 1 BODY[MIME]\r\n", "f BAD FETCH takes a set of messages and data items\r\n");
  talk (f, 0, "f FETCH 1 BODY[1.]\r\n", "f BAD FETCH takes a set of messages and data items\r\n");
  talk (f, 0, "f FETCH 1 BODY[0]\r\n", "f BAD FETCH takes a set of messages and data items\r\n");
  fixture_free (f);
}

/* One event for the whole response; the tokens know number, UID and letter. */
static void
test_trace (void **state)
{
  Fixture *f = with_message (state, "Subject: x\r\n\r\nHi\r\n");
  const TraceEvent *event = NULL;
  const TraceToken *token = NULL;

  g_array_set_size (f->lines, 0);
  mailbox_set_letter (mail_store_mailbox_own (f->store, "INBOX"), 1, 42);
  say (f, 0, "f UID FETCH 1 BODY.PEEK[]\r\n");
  for (guint i = 0; i < f->lines->len; i++)
    if (!g_array_index (f->lines, TraceEvent, i).line.arrived)
      {
        event = &g_array_index (f->lines, TraceEvent, i);
        break;
      }
  assert_int_equal (event->line.kind, LINE_UNTAGGED);
  assert_int_equal (event->line.letter, 42);
  for (guint i = 0; i < event->line.n_tokens; i++)
    {
      token = &g_array_index (f->tokens, TraceToken, event->line.first_token + i);
      if (token->kind == TOKEN_LITERAL)
        break;
    }
  assert_int_equal (token->kind, TOKEN_LITERAL);
  assert_int_equal (token->letter, 42);
  assert_int_equal (token->number, 1);
  assert_int_equal (token->uid, 1);
  assert_int_equal (token->length, 18);
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_part_numbers), BOTH (test_single_part), BOTH (test_header_fields), BOTH (test_partial),
    BOTH (test_structure),    BOTH (test_envelope),    BOTH (test_items),         BOTH (test_trace),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
