/* DSN (RFC 3461) at the server; part of the program test-smtp-server, which counts the rows. */
#include "smtp/dsn.h"
#include "smtp/smtp-server.h"

#include <string.h>

#include "server-fixture.h"

#define GREETED "EHLO Example.ORG\r\n"
#define LOGGED_IN GREETED "AUTH PLAIN AGFkYQByYWhhc2lh\r\n"
#define SENDER_OK "250 2.1.0 Sender taken\r\n"
#define RECIPIENT_OK "250 2.1.5 Recipient taken\r\n"
#define LETTER "DATA\r\nSubject: Lunch\r\nMessage-ID: <lunch@example.org>\r\n\r\nNoon?\r\n.\r\n"

static const char *
string_at (const GPtrArray *strings, guint index)
{
  return strings->pdata[index];
}

/* RFC 3461 §10.1, its example of a submission, whole. */
static void
check_example (Fixture *f)
{
  const QueuedMail *mail;

  say (f, LOGGED_IN);
  assert_non_null (strstr (f->said->str, "\r\n250-DSN\r\n"));
  say (f, "MAIL FROM:<Alice@Example.ORG> RET=HDRS ENVID=QQ314159\r\n"
          "RCPT TO:<Bob@Example.COM> NOTIFY=SUCCESS ORCPT=rfc822;Bob@Example.COM\r\n"
          "RCPT TO:<Carol@Ivory.EDU> NOTIFY=FAILURE ORCPT=rfc822;Carol@Ivory.EDU\r\n"
          "RCPT TO:<Dana@Ivory.EDU> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Dana@Ivory.EDU\r\n"
          "RCPT TO:<Eric@Bombs.AF.MIL> NOTIFY=FAILURE ORCPT=rfc822;Eric@Bombs.AF.MIL\r\n"
          "RCPT TO:<Fred@Bombs.AF.MIL> NOTIFY=NEVER\r\n"
          "RCPT TO:<George@Tax-ME.GOV> NOTIFY=FAILURE ORCPT=rfc822;George@Tax-ME.GOV\r\n" LETTER);
  assert_string_equal (f->said->str, SENDER_OK RECIPIENT_OK RECIPIENT_OK RECIPIENT_OK RECIPIENT_OK RECIPIENT_OK RECIPIENT_OK
                       "354 Send the message, then a line with a single dot\r\n250 2.6.0 Message taken, id 1.1\r\n");
  assert_int_equal (f->host->queue->len, 1);
  mail = f->host->queue->pdata[0];
  assert_string_equal (mail->asked, "RET=HDRS ENVID=QQ314159");
  assert_int_equal (mail->to_asked->len, 6);
  assert_string_equal (string_at (mail->to_asked, 0), "NOTIFY=SUCCESS ORCPT=rfc822;Bob@Example.COM");
  assert_string_equal (string_at (mail->to_asked, 2), "NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Dana@Ivory.EDU");
  assert_string_equal (string_at (mail->to_asked, 4), "NOTIFY=NEVER");
  /* Nothing is left over for the next mail. */
  say (f, "MAIL FROM:<ada@kantor.example>\r\nRCPT TO:<Bob@Example.COM>\r\n" LETTER);
  mail = f->host->queue->pdata[1];
  assert_null (mail->asked);
  assert_string_equal (string_at (mail->to_asked, 0), "");
}

static void
test_example (void **state)
{
  each_way (SMTP_SUBMISSION, check_example);
}

/* RFC 3461 §4 and §5.1: what is said twice or has no such form is a 501, and nothing of the command counts. */
static void
check_refused (Fixture *f)
{
  static const char *const mails[] = {
    "RET=SOME",  "RET=",  "RET=FULL RET=FULL", "ENVID=",        "ENVID=a=b",    "ENVID=a+b",
    "ENVID=a+2", "ENVID=a+2e", "ENVID=a+0D+0Ab", "ENVID=a+E9", "ENVID=\xc3\xa9", "ENVID=1 RET=HDRS ENVID=1",
  };
  static const char *const rcpts[] = {
    "NOTIFY=", "NOTIFY=ALWAYS", "NOTIFY=NEVER,SUCCESS", "NOTIFY=SUCCESS,", "NOTIFY=NEVER NOTIFY=NEVER",
    "ORCPT=rfc822", "ORCPT=;ada@x", "ORCPT=rfc822;", "ORCPT=rfc822;a+0Ab", "ORCPT=rfc 822;a", "ORCPT=rfc822;a ORCPT=rfc822;a",
    "ORCPT=(x);a", "ORCPT=utf-8;d\xc3\xb6rte@x",
  };
  g_autofree char *long_id = g_strnfill (101, 'x');
  g_autofree char *too_long = g_strdup_printf ("MAIL FROM:<> ENVID=%s\r\n", long_id);

  say (f, GREETED);
  for (guint i = 0; i < G_N_ELEMENTS (mails); i++)
    {
      g_autofree char *line = g_strdup_printf ("MAIL FROM:<budi@luar.example> %s\r\n", mails[i]);

      say (f, line);
      if (!g_str_has_prefix (f->said->str, "501 5.5.4 ") || f->server.from != NULL || f->server.asked != NULL)
        fail_msg ("%s: %s", mails[i], f->said->str);
    }
  say (f, too_long);
  assert_true (g_str_has_prefix (f->said->str, "501 5.5.4 "));
  say (f, "MAIL FROM:<> NOTIFY=NEVER\r\n");
  assert_true (g_str_has_prefix (f->said->str, "555 5.5.4 "));
  say (f, "MAIL FROM:<budi@luar.example>\r\n");
  for (guint i = 0; i < G_N_ELEMENTS (rcpts); i++)
    {
      g_autofree char *line = g_strdup_printf ("RCPT TO:<ada@kantor.example> %s\r\n", rcpts[i]);
      gboolean other = strcmp (rcpts[i], "ORCPT=rfc 822;a") == 0;

      say (f, line);
      if (!g_str_has_prefix (f->said->str, other ? "501" : "501 5.5.4 ") || f->server.to->len != 0)
        fail_msg ("%s: %s", rcpts[i], f->said->str);
    }
  say (f, "RCPT TO:<ada@kantor.example> RET=FULL\r\nRCPT TO:<ada@kantor.example> SIZE=1\r\n");
  assert_true (g_str_has_prefix (f->said->str, "555 5.5.4 "));
}

static void
test_refused (void **state)
{
  each_way (SMTP_RELAY_IN, check_refused);
}

/* The longest that RFC 3461 allows fit into a line. */
static void
check_longest (Fixture *f)
{
  g_autofree char *id = g_strnfill (100, 'x');
  g_autofree char *address = g_strnfill (500 - strlen ("rfc822;"), 'y');
  g_autofree char *lines = g_strdup_printf ("MAIL FROM:<budi@luar.example> RET=FULL ENVID=%s BODY=8BITMIME SMTPUTF8\r\n"
                                            "RCPT TO:<ada@kantor.example> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;%s\r\n"
                                            "RCPT TO:<eko@kantor.example> orcpt=UTF-8;d\xc3\xb6rte+2Bx@luar.example\r\n",
                                            id, address);

  say (f, GREETED);
  say (f, lines);
  assert_string_equal (f->said->str, SENDER_OK RECIPIENT_OK RECIPIENT_OK);
}

static void
test_longest (void **state)
{
  each_way (SMTP_RELAY_IN, check_longest);
}

#define REPORT_HEAD \
  "Return-Path: <>\r\nFrom: Mail delivery <MAILER-DAEMON@mail.kantor.example>\r\nTo: ada@kantor.example\r\n" \
  "Subject: Delivered mail\r\nDate: Tue, 01 Sep 2026 15:00:00 +0700\r\n" \
  "Message-ID: <report.1-1.7@mail.kantor.example>\r\nIn-Reply-To: <lunch@example.org>\r\n" \
  "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n" \
  "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"=_report.1-1.7\"\r\n\r\n" \
  "--=_report.1-1.7\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" \
  "This is the mail system at mail.kantor.example.\r\n\r\n" \
  "Your letter \"Lunch\" was delivered to:\r\n\r\n  eko@kantor.example\r\n\r\n" \
  "--=_report.1-1.7\r\nContent-Type: message/delivery-status\r\n\r\n" \
  "Original-Envelope-Id: QQ 314+159\r\nReporting-MTA: dns; mail.kantor.example\r\n" \
  "Arrival-Date: Tue, 01 Sep 2026 15:00:00 +0700\r\n\r\n" \
  "Original-Recipient: rfc822; eko@kantor.example\r\nFinal-Recipient: rfc822; eko@kantor.example\r\n" \
  "Action: delivered\r\nStatus: 2.0.0\r\n\r\n" \
  "--=_report.1-1.7\r\nContent-Type: text/rfc822-headers\r\n\r\nReturn-Path: <ada@kantor.example>\r\nReceived: "

/* RFC 3461 §5.2.6: it is in the mailbox of who was asked about. The header comes back, although all was asked for: that is
 * for failures (§4.3). */
static void
check_delivered (Fixture *f)
{
  g_autofree char *report = NULL;

  say (f, LOGGED_IN "MAIL FROM:<ada@kantor.example> RET=FULL ENVID=QQ+20314+2B159\r\n"
          "RCPT TO:<eko@kantor.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;eko@kantor.example\r\n" LETTER);
  assert_int_equal (inbox_count (f, 2), 1);
  assert_int_equal (inbox_count (f, 1), 1);
  assert_int_equal (f->host->queue->len, 0);
  report = dup_last (f, 1);
  if (!g_str_has_prefix (report, REPORT_HEAD))
    fail_msg ("%s", report);
  assert_true (g_str_has_suffix (report, "\r\nMessage-ID: <lunch@example.org>\r\n\r\n\r\n--=_report.1-1.7--\r\n"));
  assert_null (strstr (report, "Noon?"));
}

static void
test_delivered (void **state)
{
  each_way (SMTP_SUBMISSION, check_delivered);
}

/* Of success nobody is told who did not ask, and nobody tells a null reverse-path anything. A sender elsewhere is told by
 * mail with a null reverse-path (RFC 3461 §6.1). */
static void
check_who_is_told (Fixture *f)
{
  static const char *const none[] = { "", " NOTIFY=NEVER", " NOTIFY=FAILURE,DELAY" };
  const QueuedMail *mail;

  say (f, GREETED);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_autofree char *lines = g_strdup_printf ("MAIL FROM:<budi@luar.example>\r\nRCPT TO:<ada@kantor.example>%s\r\n" LETTER,
                                                none[i]);

      say (f, lines);
    }
  say (f, "MAIL FROM:<>\r\nRCPT TO:<ada@kantor.example> NOTIFY=SUCCESS\r\n" LETTER);
  say (f, "MAIL FROM:<nobody@kantor.example>\r\nRCPT TO:<ada@kantor.example> NOTIFY=SUCCESS\r\n" LETTER);
  assert_int_equal (inbox_count (f, 1), 5);
  assert_int_equal (f->host->queue->len, 0);
  say (f, "MAIL FROM:<budi@luar.example>\r\nRCPT TO:<ada@kantor.example> NOTIFY=SUCCESS\r\n" LETTER);
  assert_int_equal (f->host->queue->len, 1);
  mail = f->host->queue->pdata[0];
  assert_string_equal (mail->from, "");
  assert_string_equal (string_at (mail->to, 0), "budi@luar.example");
  assert_string_equal (message_header (mail->message, "Subject"), "Delivered mail");
}

static void
test_who_is_told (void **state)
{
  each_way (SMTP_RELAY_IN, check_who_is_told);
}

/* The outside world offers none of it, and takes none of it. */
static void
check_not_offered (Fixture *f)
{
  say (f, GREETED);
  assert_null (strstr (f->said->str, "DSN"));
  say (f, "MAIL FROM:<> RET=FULL\r\nMAIL FROM:<>\r\nRCPT TO:<x@luar.example> NOTIFY=NEVER\r\n");
  assert_true (g_str_has_prefix (f->said->str, "555 5.5.4 "));
  assert_true (g_str_has_suffix (f->said->str, SENDER_OK "555 5.5.4 A parameter is not known here or has a wrong value\r\n"));
}

static void
test_not_offered (void **state)
{
  each_way (SMTP_OUTSIDE, check_not_offered);
}

static void
test_what_is_asked (void **state)
{
  g_autofree char *envid = dsn_dup_envid ("RET=full envid=a+2Bb+20c");
  g_autofree char *orcpt = dsn_dup_orcpt ("NOTIFY=NEVER ORCPT=x400;/g+3D1");
  g_autofree char *original = NULL;

  assert_int_equal (dsn_notify (NULL), DSN_FAILURE);
  assert_int_equal (dsn_notify ("ORCPT=rfc822;a"), DSN_FAILURE);
  assert_int_equal (dsn_notify ("NOTIFY=NEVER"), 0);
  assert_int_equal (dsn_notify ("notify=delay,Success"), DSN_DELAY | DSN_SUCCESS);
  assert_false (dsn_wants_full (NULL));
  assert_false (dsn_wants_full ("RET=HDRS"));
  assert_true (dsn_wants_full ("ENVID=x RET=full"));
  assert_string_equal (envid, "a+b c");
  assert_string_equal (orcpt, "x400;/g=1");
  original = dsn_dup_original ("ada+kopi@a=b");
  assert_string_equal (original, "ORCPT=rfc822;ada+2Bkopi@a+3Db");
  assert_null (dsn_dup_envid ("RET=FULL"));
  assert_null (dsn_dup_orcpt (""));
}

int
run_dsn_tests (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_example),
    cmocka_unit_test (test_refused),
    cmocka_unit_test (test_longest),
    cmocka_unit_test (test_delivered),
    cmocka_unit_test (test_who_is_told),
    cmocka_unit_test (test_not_offered),
    cmocka_unit_test (test_what_is_asked),
  };

  return cmocka_run_group_tests_name ("smtp-dsn", tests, NULL, NULL);
}
