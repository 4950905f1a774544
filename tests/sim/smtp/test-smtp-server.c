#include "server-fixture.h"

#define EHLO "EHLO luar.example\r\n"
#define GREETS                                                                                                         \
  "250-mail.kantor.example greets luar.example\r\n250-SIZE 25000000\r\n250-8BITMIME\r\n250-PIPELINING\r\n"            \
  "250-ENHANCEDSTATUSCODES\r\n250-CHUNKING\r\n250-SMTPUTF8\r\n250-DSN\r\n"
#define HELLO GREETS "250 HELP\r\n"
#define MAIL "MAIL FROM:<budi@luar.example>\r\n"
#define MAIL_OK "250 2.1.0 Sender taken\r\n"
#define RCPT "RCPT TO:<ada@kantor.example>\r\n"
#define RCPT_OK "250 2.1.5 Recipient taken\r\n"
#define GO_ON "354 Send the message, then a line with a single dot\r\n"
#define MISPLACED "503 5.5.1 Bad sequence of commands\r\n"
#define NO_ARGUMENT "501 5.5.4 This command takes no argument\r\n"
#define UNKNOWN "500 5.5.2 Unknown command\r\n"
#define BAD_LINE "500 5.5.2 Lines end in CR LF, and CR, LF and NUL stand nowhere else\r\n"

typedef struct {
  const char *name;
  const char *input;
  const char *output;
} Case;

static const Case relay_cases[] = {
  { "one message", EHLO MAIL RCPT "DATA\r\nSubject: x\r\n\r\nHello\r\n.\r\nQUIT\r\n",
    HELLO MAIL_OK RCPT_OK GO_ON "250 2.6.0 Message taken, id 1.1\r\n221 2.0.0 Goodbye\r\n" },
  { "HELO", "HELO luar.example\r\nhelo\r\n", "250 mail.kantor.example\r\n501 5.5.4 HELO needs the name of the client\r\n" },
  { "EHLO wrong", "EHLO\r\nEHLO <x>\r\n",
    "501 5.5.4 EHLO needs the name of the client\r\n501 5.5.4 EHLO needs the name of the client\r\n" },
  { "any case of commands", "ehlo luar.example\r\nmail from:<budi@luar.example>\r\nRcpt To:<ADA@kantor.EXAMPLE>\r\n",
    HELLO MAIL_OK RCPT_OK },
  { "no order", "MAIL FROM:<a@b>\r\n" RCPT "DATA\r\n" EHLO RCPT "DATA\r\n" MAIL MAIL "DATA\r\nDATA 1\r\n",
    MISPLACED MISPLACED MISPLACED HELLO MISPLACED MISPLACED MAIL_OK MISPLACED "554 5.5.1 No valid recipients\r\n"
    NO_ARGUMENT },
  { "unknown", "XYZZY\r\n\r\n" EHLO "EHLOX\r\n" MAIL "SEND FROM:<a@b>\r\n" RCPT "XSTARTTLS\r\n",
    UNKNOWN UNKNOWN HELLO UNKNOWN MAIL_OK UNKNOWN RCPT_OK UNKNOWN },
  { "no open relay", EHLO MAIL "RCPT TO:<citra@lain.example>\r\nRCPT TO:<x@[10.0.0.1]>\r\n",
    HELLO MAIL_OK "550 5.7.1 Mail for elsewhere is not relayed for strangers\r\n"
    "550 5.7.1 Mail for elsewhere is not relayed for strangers\r\n" },
  { "unknown user", EHLO MAIL "RCPT TO:<nobody@kantor.example>\r\n" RCPT "RCPT TO:<nobody@kantor.example>\r\n",
    HELLO MAIL_OK "550 5.1.1 No such user here\r\n" RCPT_OK "550 5.1.1 No such user here\r\n" },
  { "postmaster", EHLO MAIL "RCPT TO:<Postmaster>\r\nRCPT TO:<postmaster@kantor.example>\r\n",
    HELLO MAIL_OK RCPT_OK RCPT_OK },
  { "addresses",
    EHLO "MAIL FROM:budi@luar.example\r\nMAIL FROM:<budi@>\r\nMAIL FROM:<.budi@luar.example>\r\nMAIL FROM:<b@-x>\r\n"
         "MAIL\r\nMAIL TO:<a@b>\r\nMAIL FROM: <\"b u.di\\\"\"@luar.example>\r\nRCPT TO:<>\r\nRCPT TO:<ada>\r\n"
         "RCPT FROM:<a@b>\r\nRCPT TO:<@one.example,@two.example:ada@kantor.example>\r\nRCPT TO:<ada@kantor.example> X=1\r\n",
    HELLO "501 5.1.7 That is no address in angle brackets\r\n501 5.1.7 That is no address in angle brackets\r\n"
          "501 5.1.7 That is no address in angle brackets\r\n501 5.1.7 That is no address in angle brackets\r\n"
          "501 5.5.4 MAIL FROM:<address> is the form\r\n501 5.5.4 MAIL FROM:<address> is the form\r\n" MAIL_OK
          "501 5.1.3 That is no address in angle brackets\r\n501 5.1.3 That is no address in angle brackets\r\n"
          "501 5.5.4 RCPT TO:<address> is the form\r\n" RCPT_OK
          "555 5.5.4 A parameter is not known here or has a wrong value\r\n" },
  { "parameters",
    EHLO "MAIL FROM:<> SIZE=x\r\nMAIL FROM:<> BODY=BINARYMIME\r\nMAIL FROM:<> SIZE=25000001\r\nMAIL FROM:<> AUTH=<>\r\n"
         "MAIL FROM:<>  SIZE=1\r\nMAIL FROM:<>x\r\nMAIL FROM:<> size=25000000 body=8bitmime\r\n",
    HELLO "555 5.5.4 A parameter is not known here or has a wrong value\r\n"
          "555 5.5.4 A parameter is not known here or has a wrong value\r\n"
          "552 5.3.4 Messages of that size are not taken\r\n"
          "555 5.5.4 A parameter is not known here or has a wrong value\r\n"
          "555 5.5.4 A parameter is not known here or has a wrong value\r\n"
          "555 5.5.4 A parameter is not known here or has a wrong value\r\n" MAIL_OK },
  { "RSET",
    "RSET\r\nRSET 1\r\n" EHLO "RSET\r\nRSET 1\r\n" MAIL "RSET\r\n" RCPT MAIL RCPT "RSET\r\nDATA\r\n" MAIL
    "RSET 1\r\n" RCPT "RSET 1\r\n",
    "250 2.0.0 Nothing is kept of this mail\r\n" NO_ARGUMENT HELLO "250 2.0.0 Nothing is kept of this mail\r\n" NO_ARGUMENT
    MAIL_OK "250 2.0.0 Nothing is kept of this mail\r\n" MISPLACED MAIL_OK RCPT_OK
    "250 2.0.0 Nothing is kept of this mail\r\n" MISPLACED MAIL_OK NO_ARGUMENT RCPT_OK NO_ARGUMENT },
  { "AUTH is for submission", "AUTH PLAIN\r\n" EHLO "AUTH PLAIN AGFkYQByYWhhc2lh\r\n",
    MISPLACED HELLO "502 5.5.1 AUTH is for submission\r\n" },
  { "EHLO ends a transaction", EHLO MAIL EHLO MAIL RCPT EHLO "DATA\r\n" MAIL "HELO x\r\n" MAIL RCPT "HELO x\r\n" MAIL,
    HELLO MAIL_OK HELLO MAIL_OK RCPT_OK HELLO MISPLACED MAIL_OK "250 mail.kantor.example\r\n" MAIL_OK RCPT_OK
    "250 mail.kantor.example\r\n" MAIL_OK },
  { "a lone LF ends no line well", "NOOP\nQUIT\n" EHLO MAIL "RCPT TO:<ada@kantor.example>\n",
    BAD_LINE BAD_LINE HELLO MAIL_OK BAD_LINE },
  { "a lone LF hides no password", "AUTH PLAIN AGFkYQByYWhhc2lh\n", BAD_LINE },
  { "a lone CR stands in no line", "NOOP\r\rQUIT\r\n", BAD_LINE },
  { "nothing after QUIT", "QUIT 1\r\nQUIT\r\nNOOP\r\n", NO_ARGUMENT "221 2.0.0 Goodbye\r\n" },
};

#define AROUND                                                                                                         \
  "NOOP\r\nNOOP x\r\nVRFY ada\r\nVRFY\r\nEXPN list\r\nHELP\r\nHELO\r\nEHLO\r\nQUIT 1\r\nRSET 1\r\nBLAH\r\n"
#define AROUND_OUT                                                                                                     \
  "250 2.0.0 Nothing done\r\n250 2.0.0 Nothing done\r\n252 2.5.2 Cannot say, but send the mail and see\r\n"           \
  "501 5.5.4 VRFY needs an address\r\n502 5.5.1 EXPN is not implemented\r\n"                                           \
  "214 2.0.0 Commands: EHLO HELO "                                                                                      \
  "STARTTLS AUTH MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT (RFC 5321)\r\n"                          \
  "501 5.5.4 HELO needs the name of the client\r\n501 5.5.4 EHLO needs the name of the client\r\n" NO_ARGUMENT         \
  NO_ARGUMENT UNKNOWN

/* What is allowed everywhere, in each state; each state's way out. */
static const Case around_cases[] = {
  { "CONNECTED", AROUND "QUIT\r\n", AROUND_OUT "221 2.0.0 Goodbye\r\n" },
  { "HELO in CONNECTED", "HELO x\r\nHELO x\r\nMAIL FROM:<>\r\n" RCPT "AUTH X\r\n",
    "250 mail.kantor.example\r\n250 mail.kantor.example\r\n" MAIL_OK RCPT_OK MISPLACED },
  { "READY", EHLO EHLO AROUND "QUIT\r\n", HELLO HELLO AROUND_OUT "221 2.0.0 Goodbye\r\n" },
  { "MAIL", EHLO MAIL AROUND "QUIT\r\n", HELLO MAIL_OK AROUND_OUT "221 2.0.0 Goodbye\r\n" },
  { "RCPT", EHLO MAIL RCPT AROUND "DATA 1\r\nQUIT\r\n", HELLO MAIL_OK RCPT_OK AROUND_OUT NO_ARGUMENT "221 2.0.0 Goodbye\r\n" },
};

#define LOG_IN_FIRST "530 5.7.0 Log in first\r\n"
#define SUB_HELLO GREETS "250-AUTH SCRAM-SHA-256 PLAIN LOGIN\r\n250 HELP\r\n"
#define AUTH_OK "235 2.7.0 Logged in\r\n"
#define NOT_BASE64 "501 5.5.2 Not what the mechanism asks for, in base64\r\n"

static const Case submission_cases[] = {
  { "log in first", EHLO MAIL RCPT, SUB_HELLO LOG_IN_FIRST MISPLACED },
  { "PLAIN", EHLO "AUTH PLAIN AGFkYQByYWhhc2lh\r\nAUTH PLAIN AGFkYQByYWhhc2lh\r\nMAIL FROM:<ada@kantor.example> AUTH=<>\r\n"
             "RCPT TO:<citra@lain.example>\r\nRCPT TO:<nobody@kantor.example>\r\n",
    SUB_HELLO AUTH_OK "503 5.5.1 Logged in already\r\n" MAIL_OK RCPT_OK "550 5.1.1 No such user here\r\n" },
  { "PLAIN in two steps", EHLO "AUTH plain\r\nAGFkYQByYWhhc2lh\r\n", SUB_HELLO "334 \r\n" AUTH_OK },
  { "LOGIN", EHLO "AUTH LOGIN\r\nYWRh\r\ncmFoYXNpYQ==\r\n", SUB_HELLO "334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n" AUTH_OK },
  { "LOGIN with the name", EHLO "AUTH LOGIN YWRh\r\ncmFoYXNpYQ==\r\n", SUB_HELLO "334 UGFzc3dvcmQ6\r\n" AUTH_OK },
  { "refused", EHLO "AUTH PLAIN AGFkYQB3cm9uZw==\r\nAUTH PLAIN ZWtvAGFkYQByYWhhc2lh\r\nAUTH PLAIN =\r\nAUTH CRAM-MD5\r\nAUTH\r\n"
                    "AUTH LOGIN !\r\nAUTH LOGIN YWRh\r\n!\r\n",
    SUB_HELLO "535 5.7.8 Wrong user name or password\r\n535 5.7.8 Nobody may act for another here\r\n" NOT_BASE64
    "504 5.5.4 Unknown authentication mechanism\r\n504 5.5.4 Unknown authentication mechanism\r\n" NOT_BASE64
    "334 UGFzc3dvcmQ6\r\n" NOT_BASE64 },
  { "cancelled", EHLO "AUTH PLAIN\r\n*\r\nAUTH PLAIN\r\nAGFk\nNOOP\r\n",
    SUB_HELLO "334 \r\n501 5.7.0 Authentication cancelled\r\n334 \r\n" BAD_LINE "250 2.0.0 Nothing done\r\n" },
};

static void
run_cases (SmtpMode mode, const Case *cases, guint n)
{
  for (guint i = 0; i < n; i++)
    for (guint by_octet = 0; by_octet < 2; by_octet++)
      {
        Fixture *f = fixture_new (mode, by_octet != 0);

        assert_string_equal (f->said->str, "220 mail.kantor.example ESMTP Postroom\r\n");
        say (f, cases[i].input);
        if (strcmp (f->said->str, cases[i].output) != 0)
          fail_msg ("%s (%s):\n%s", cases[i].name, by_octet ? "by octet" : "whole", f->said->str);
        fixture_free (f);
      }
}

static void
test_relay (void **state)
{
  run_cases (SMTP_RELAY_IN, relay_cases, G_N_ELEMENTS (relay_cases));
  run_cases (SMTP_RELAY_IN, around_cases, G_N_ELEMENTS (around_cases));
}

static void
test_submission (void **state)
{
  run_cases (SMTP_SUBMISSION, submission_cases, G_N_ELEMENTS (submission_cases));
}

static void
check_trace_fields (Fixture *f)
{
  g_autofree char *message = NULL;

  say (f, EHLO MAIL RCPT "DATA\r\nSubject: x\r\n\r\n..\r\n...\r\n.a\r\n\r\nend\r\n.\r\n");
  assert_int_equal (inbox_count (f, 1), 1);
  assert_int_equal (f->copies, 1);
  message = dup_last (f, 1);
  assert_string_equal (message, "Return-Path: <budi@luar.example>\r\n"
                                "Received: from luar.example by mail.kantor.example with ESMTP id 1.1\r\n"
                                "\tfor <ada@kantor.example>;\r\n"
                                "\tTue, 1 Sep 2026 15:00:00 +0700\r\n"
                                "Subject: x\r\n\r\n.\r\n..\r\na\r\n\r\nend\r\n");
}

static void
test_trace_fields (void **state)
{
  each_way (SMTP_RELAY_IN, check_trace_fields);
}

/* RFC 5321 appendix D.1: Smith and Jones, Green unknown, Brown; with this host's names. */
static void
check_rfc_session (Fixture *f)
{
  mail_host_add (f->host, "jones@foo.example", "x", 0);
  mail_host_add (f->host, "brown@foo.example", "x", 0);
  say (f, EHLO "MAIL FROM:<Smith@bar.example>\r\nRCPT TO:<Jones@foo.example>\r\nRCPT TO:<Green@foo.example>\r\n"
               "RCPT TO:<Brown@foo.example>\r\nDATA\r\nBlah blah blah...\r\n...etc. etc. etc.\r\n.\r\nQUIT\r\n");
  assert_string_equal (f->said->str, HELLO MAIL_OK RCPT_OK "550 5.1.1 No such user here\r\n" RCPT_OK GO_ON
                       "250 2.6.0 Message taken, id 1.1\r\n221 2.0.0 Goodbye\r\n");
  assert_int_equal (inbox_count (f, 3), 1);
  assert_int_equal (inbox_count (f, 4), 1);
}

static void
test_rfc_session (void **state)
{
  each_way (SMTP_RELAY_IN, check_rfc_session);
}

static void
check_several (Fixture *f)
{
  g_autofree char *message = NULL;

  say (f, EHLO "MAIL FROM:<>\r\n" RCPT RCPT "RCPT TO:<eko@kantor.example>\r\nDATA\r\n.\r\n");
  assert_true (g_str_has_suffix (f->said->str, "250 2.6.0 Message taken, id 1.1\r\n"));
  assert_int_equal (inbox_count (f, 1), 1);
  assert_int_equal (inbox_count (f, 2), 1);
  message = dup_last (f, 2);
  assert_true (g_str_has_prefix (message, "Return-Path: <>\r\nReceived: "));
  assert_null (strstr (message, "for <"));
  assert_int_equal (f->host->queue->len, 0);
}

static void
test_several_recipients (void **state)
{
  each_way (SMTP_RELAY_IN, check_several);
}

static void
check_submission (Fixture *f)
{
  const QueuedMail *mail;
  g_autofree char *message = NULL;

  say (f, EHLO "AUTH PLAIN AGFkYQByYWhhc2lh\r\nMAIL FROM:<ada@kantor.example>\r\nRCPT TO:<citra@lain.example>\r\n"
               "RCPT TO:<eko@kantor.example>\r\nRCPT TO:<dian@lain.example>\r\nDATA\r\nSubject: x\r\n\r\nHi\r\n.\r\n");
  assert_int_equal (f->secrets, 1);
  assert_int_equal (inbox_count (f, 2), 1);
  message = dup_last (f, 2);
  assert_non_null (strstr (message, " with ESMTPA id "));
  assert_non_null (strstr (message, "Date: Tue, 1 Sep 2026 15:00:00 +0700\r\n"));
  assert_non_null (strstr (message, "@mail.kantor.example>\r\nSubject: x\r\n"));
  assert_int_equal (f->host->queue->len, 1);
  mail = f->host->queue->pdata[0];
  assert_string_equal (mail->from, "ada@kantor.example");
  assert_int_equal (mail->to->len, 2);
  assert_string_equal (mail->to->pdata[1], "dian@lain.example");
  assert_null (message_header (mail->message, "Return-Path"));
  assert_non_null (message_header (mail->message, "Message-ID"));

  say (f, "MAIL FROM:<ada@kantor.example>\r\nRCPT TO:<citra@lain.example>\r\nDATA\r\n"
          "Date: Mon, 31 Aug 2026 10:00:00 +0000\r\nMessage-ID: <own@x>\r\n\r\n.\r\n");
  mail = f->host->queue->pdata[1];
  assert_string_equal (message_header (mail->message, "Date"), "Mon, 31 Aug 2026 10:00:00 +0000");
  assert_string_equal (message_header (mail->message, "Message-ID"), "<own@x>");
}

/* RFC 6409 §8: Date and Message-ID are added only where they are missing. */
static void
test_submission_adds_fields (void **state)
{
  each_way (SMTP_SUBMISSION, check_submission);
}

static void
check_outside (Fixture *f)
{
  const QueuedMail *mail;

  say (f, "EHLO mail.kantor.example\r\nMAIL FROM:<ada@kantor.example> SIZE=9\r\nRCPT TO:<any@body.example>\r\n"
          "DATA\r\nSubject: x\r\n\r\n.\r\n");
  assert_true (g_str_has_suffix (f->said->str, "250 2.6.0 Message taken, id 1.1\r\n"));
  assert_int_equal (f->server.received->len, 1);
  mail = f->server.received->pdata[0];
  assert_string_equal (mail->to->pdata[0], "any@body.example");
  assert_non_null (message_header (mail->message, "Received"));
  assert_int_equal (smtp_server_expiry (&f->server, NULL), f->now + 5 * 60 * (gint64) G_USEC_PER_SEC);
  say (f, "MAIL FROM:<ada@kantor.example>\r\nRCPT TO:<nobody@body.example>\r\n");
  assert_true (g_str_has_suffix (f->said->str, "550 5.1.1 No such user here\r\n"));
}

static void
test_outside (void **state)
{
  each_way (SMTP_OUTSIDE, check_outside);
}

/* RFC 5321 §2.3.8, §4.1.1.4: whatever is sent, the one end is CR LF "." CR LF, and nothing that comes
 * before it is ever taken for a command. */
static void
check_smuggling (Fixture *f)
{
  static const char *const ends[] = { "\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\r\r\n.\n", "\n.\r",
                                      "\r\n.\r\r\n", "\r\n.x\r.\n", "\r" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *input
        = g_strconcat (EHLO MAIL RCPT "DATA\r\nSubject: x\r\n\r\nHi", ends[i],
                       "MAIL FROM:<admin@kantor.example>\r\n" RCPT "DATA\r\nforged\r\n.\r\nNOOP\r\n", NULL);

      say (f, input);
      assert_string_equal (f->said->str, HELLO MAIL_OK RCPT_OK GO_ON
                           "554 5.6.0 A lone CR or LF is in the message (RFC 5321 section 2.3.8)\r\n"
                           "250 2.0.0 Nothing done\r\n");
      assert_int_equal (inbox_count (f, 1), 0);
    }
  say (f, MAIL RCPT "DATA\r\n.\r.\r\n\n.\r\nNOOP\r\n.\r\n");
  assert_non_null (strstr (f->said->str, "554 5.6.0"));
  assert_int_equal (inbox_count (f, 1), 0);
}

static void
test_no_smuggling (void **state)
{
  each_way (SMTP_RELAY_IN, check_smuggling);
}

static void
check_limits (Fixture *f)
{
  g_autofree char *line = g_strnfill (5000, 'y');
  g_autofree char *message = NULL;

  f->host->policy.message_limit = 6000;
  say (f, EHLO MAIL RCPT "DATA\r\n");
  feed (f, line, 5000);
  say (f, "\r\n.\r\n");
  assert_string_equal (f->said->str, "250 2.6.0 Message taken, id 1.1\r\n");
  message = dup_last (f, 1);
  assert_non_null (strstr (message, line));
  say (f, MAIL RCPT "DATA\r\n");
  feed (f, line, 5000);
  feed (f, line, 5000);
  assert_true (f->server.data->len <= 6000);
  say (f, "\r\n.\r\n");
  assert_string_equal (f->said->str, "552 5.3.4 The message is too large\r\n");
  assert_int_equal (inbox_count (f, 1), 1);
}

static void
test_size_limit (void **state)
{
  each_way (SMTP_RELAY_IN, check_limits);
}

static void
check_quota (Fixture *f)
{
  g_autofree char *line = g_strnfill (900, 'y');

  say (f, EHLO "MAIL FROM:<> SIZE=1001\r\nRCPT TO:<eko@kantor.example>\r\n");
  assert_true (g_str_has_suffix (f->said->str, "452 4.2.2 The mailbox is full\r\n"));
  assert_int_equal (f->quotas, 1);
  f->host->policy.over_quota_temporary = FALSE;
  say (f, "RCPT TO:<eko@kantor.example>\r\n" RCPT "RSET\r\n");
  assert_true (g_str_has_prefix (f->said->str, "552 5.2.2 The mailbox is full\r\n"));

  say (f, MAIL RCPT "RCPT TO:<eko@kantor.example>\r\nDATA\r\n");
  feed (f, line, 900);
  say (f, "\r\n.\r\n");
  assert_string_equal (f->said->str, "552 5.2.2 A mailbox is full: nobody has got the message\r\n");
  f->host->policy.over_quota_temporary = TRUE;
  say (f, MAIL RCPT "RCPT TO:<eko@kantor.example>\r\nDATA\r\n");
  feed (f, line, 900);
  say (f, "\r\n.\r\n");
  assert_string_equal (f->said->str, "452 4.2.2 A mailbox is full: nobody has got the message\r\n");
  assert_int_equal (inbox_count (f, 1), 0);
  assert_int_equal (inbox_count (f, 2), 0);
  assert_int_equal (f->quotas, 4);
}

static void
check_disk (Fixture *f)
{
  say (f, EHLO);
  f->host->policy.disk_full = TRUE;
  say (f, MAIL);
  assert_string_equal (f->said->str, "452 4.3.1 The disk is full\r\n");
  f->host->policy.disk_full = FALSE;
  say (f, MAIL RCPT "DATA\r\n");
  f->host->policy.disk_full = TRUE;
  say (f, "Subject: x\r\n\r\ny\r\n.\r\n");
  assert_string_equal (f->said->str, "452 4.3.1 The disk is full: nobody has got the message\r\n");
  assert_int_equal (inbox_count (f, 1), 0);
}

static void
test_full_disk (void **state)
{
  each_way (SMTP_RELAY_IN, check_disk);
}

static void
test_quota (void **state)
{
  each_way (SMTP_RELAY_IN, check_quota);
}

static void
check_recipients (Fixture *f)
{
  say (f, EHLO "AUTH PLAIN AGFkYQByYWhhc2lh\r\n" MAIL);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *command = g_strdup_printf ("RCPT TO:<x%u@lain.example>\r\n", i);

      say (f, command);
      assert_string_equal (f->said->str, RCPT_OK);
    }
  say (f, "RCPT TO:<y@lain.example>\r\n");
  assert_string_equal (f->said->str, "452 4.5.3 Too many recipients: send the rest in another mail\r\n");
}

static void
test_too_many_recipients (void **state)
{
  each_way (SMTP_SUBMISSION, check_recipients);
}

static void
feed_long (Fixture *f, const char *start, gsize filling, const char *end)
{
  g_autofree char *middle = g_strnfill (filling, 'x');
  g_autofree char *all = g_strconcat (start, middle, end, NULL);

  say (f, all);
  assert_true (f->server.io.input->len <= 12288);
}

static void
check_long_lines (Fixture *f)
{
  feed_long (f, "NOOP ", 512 - 7, "\r\n");
  assert_string_equal (f->said->str, "250 2.0.0 Nothing done\r\n");
  feed_long (f, "NOOP ", 513 - 7, "\r\nNOOP\r\n");
  assert_string_equal (f->said->str, "500 5.5.2 Line too long\r\n250 2.0.0 Nothing done\r\n");
  say (f, EHLO);
  feed_long (f, "NOOP ", 20000, "\r\n");
  assert_string_equal (f->said->str, "500 5.5.2 Line too long\r\n");
  assert_int_equal (f->secrets, 0);
  feed_long (f, "AUTH PLAIN ", 20000, "\r\n");
  assert_string_equal (f->said->str, "500 5.5.2 Line too long\r\n");
  assert_int_equal (f->secrets, 1);
  feed_long (f, "AUTH PLAIN\r\n", 13000, "\r\n");
  assert_string_equal (f->said->str, "334 \r\n500 5.5.2 Line too long\r\n");
  say (f, "AUTH PLAIN AGFkYQByYWhhc2lh\r\n");
  feed_long (f, "MAIL FROM:<", 300, "@luar.example>\r\n");
  assert_string_equal (f->said->str, "501 5.1.7 That is no address in angle brackets\r\n");
  say (f, MAIL);
  feed_long (f, "NOOP ", 600, "\r\n");
  assert_string_equal (f->said->str, "500 5.5.2 Line too long\r\n");
  say (f, RCPT);
  feed_long (f, "NOOP ", 600, "\r\n");
  assert_string_equal (f->said->str, "500 5.5.2 Line too long\r\n");
}

static void
test_line_limits (void **state)
{
  each_way (SMTP_SUBMISSION, check_long_lines);
}

/* Each state can end by a time-out (421) and by a lost connection. */
static void
test_ends (void **state)
{
  static const char *const ways[] = { "", EHLO, EHLO "AUTH PLAIN\r\n", EHLO "AUTH PLAIN AGFkYQByYWhhc2lh\r\n" MAIL,
                                      EHLO "AUTH PLAIN AGFkYQByYWhhc2lh\r\n" MAIL RCPT,
                                      EHLO "AUTH PLAIN AGFkYQByYWhhc2lh\r\n" MAIL RCPT "DATA\r\nHello\r\n.\r" };

  for (guint i = 0; i < G_N_ELEMENTS (ways) * 2; i++)
    {
      Fixture *f = fixture_new (SMTP_SUBMISSION, TRUE);

      say (f, ways[i / 2]);
      g_string_truncate (f->said, 0);
      assert_int_equal (smtp_server_expiry (&f->server, f->host), f->now + f->host->policy.smtp_timeout);
      if (i % 2 == 0)
        smtp_server_timeout (&f->server, f->host, f->now, &f->out);
      else
        smtp_server_closed (&f->server, f->host, f->now, &f->out);
      drain (f);
      assert_string_equal (f->said->str, i % 2 == 0 ? "421 4.4.2 Waited too long: closing\r\n" : "");
      assert_true (f->closed);
      assert_int_equal (inbox_count (f, 1), 0);
      assert_int_equal (smtp_server_expiry (&f->server, f->host), ENGINE_NEVER);
      smtp_server_closed (&f->server, f->host, f->now, &f->out);
      smtp_server_timeout (&f->server, f->host, f->now, &f->out);
      assert_int_equal (f->out.events->len, 0);
      say (f, "NOOP\r\n");
      assert_string_equal (f->said->str, "");
      fixture_free (f);
    }
}

static void
check_policies (Fixture *f)
{
  f->host->policy.login_needs_tls = TRUE;
  say (f, EHLO "AUTH PLAIN\r\n");
  assert_string_equal (f->said->str, HELLO "538 5.7.11 Passwords are taken on a protected connection only\r\n");
  f->server.tls = TRUE;
  say (f, EHLO);
  assert_string_equal (f->said->str, SUB_HELLO);
  f->host->policy.smtp_enabled = FALSE;
  open_session (f, SMTP_SUBMISSION);
  assert_string_equal (f->said->str, "421 The mail service is closed\r\n");
  assert_true (f->closed);
}

static void
test_policies (void **state)
{
  each_way (SMTP_SUBMISSION, check_policies);
}

static void
check_loop (Fixture *f)
{
  g_autoptr (GString) message = g_string_new (EHLO MAIL RCPT "DATA\r\n");

  for (guint i = 0; i < 101; i++)
    g_string_append (message, "Received: from x by y; Tue, 1 Sep 2026 08:00:00 +0000\r\n");
  g_string_append (message, "\r\n.\r\n");
  say (f, message->str);
  assert_true (g_str_has_suffix (f->said->str, "554 5.4.6 The message goes in circles\r\n"));
}

static void
test_loop (void **state)
{
  each_way (SMTP_RELAY_IN, check_loop);
}

static void
test_random_octets (void **state)
{
  static const char *const words[] = { EHLO, MAIL, RCPT, "DATA\r\n", ".\r\n", "\r", "\n", ".", "RSET\r\n", "HELO x\r\n",
                                       "AUTH PLAIN AGFkYQByYWhhc2lh\r\n", "AUTH LOGIN\r\n", "YWRh\r\n", "Subject: x\r\n\r\n",
                                       "MAIL FROM:<\"", "@", ">", "SIZE=18446744073709551616", "RCPT TO:<[", "VRFY \r\n" };

  for (guint seed = 1; seed <= 90; seed++)
    {
      Fixture *f = fixture_new (seed % 3, FALSE);
      guint64 x = seed;

      for (guint i = 0; i < 200; i++)
        {
          guint8 octet;

          x = x * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
          octet = (guint8) (x >> 56);
          if ((x >> 40) % 4 == 0)
            feed (f, (const char *) &octet, 1);
          else
            feed (f, words[(x >> 33) % G_N_ELEMENTS (words)], strlen (words[(x >> 33) % G_N_ELEMENTS (words)]));
        }
      smtp_server_closed (&f->server, f->host, f->now, &f->out);
      drain (f);
      assert_int_equal (f->server.state, SMTP_CLOSED);
      fixture_free (f);
    }
}

static void
test_state_is_covered (void **state)
{
  g_autofree char *missing = NULL;

  if (!state_type_covers (&smtp_server_state, &missing))
    fail_msg ("%s", missing);
}

static void
test_all_rows (void **state)
{
  rows_assert_all (&smtp_server_table);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_relay),
    cmocka_unit_test (test_submission),
    cmocka_unit_test (test_trace_fields),
    cmocka_unit_test (test_rfc_session),
    cmocka_unit_test (test_several_recipients),
    cmocka_unit_test (test_submission_adds_fields),
    cmocka_unit_test (test_outside),
    cmocka_unit_test (test_no_smuggling),
    cmocka_unit_test (test_size_limit),
    cmocka_unit_test (test_quota),
    cmocka_unit_test (test_full_disk),
    cmocka_unit_test (test_too_many_recipients),
    cmocka_unit_test (test_line_limits),
    cmocka_unit_test (test_ends),
    cmocka_unit_test (test_policies),
    cmocka_unit_test (test_loop),
    cmocka_unit_test (test_random_octets),
    cmocka_unit_test (test_state_is_covered),
    cmocka_unit_test (test_all_rows),
  };

  int failed = run_extension_tests () + run_dsn_tests ();

  return failed + cmocka_run_group_tests (tests, NULL, NULL);
}
