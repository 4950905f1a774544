#include "world/delivery-report.h"

#include "../../rows.h"

#include <string.h>

/* 1 September 2026, 08:00 UTC */
#define NOON (G_GINT64_CONSTANT (1788249600) * G_USEC_PER_SEC)
#define LETTER "From: Alice@Example.ORG\r\nSubject: Bombs\r\nMessage-ID: <1@Example.ORG>\r\n\r\nThe body.\r\n"

static void
begin (DeliveryReport *report, const char *asked, Message *message)
{
  delivery_report_begin (report, "mail.Big-Bucks.COM", "1.0.7");
  report->from = "Alice@Example.ORG";
  report->asked = asked;
  report->message = message;
  report->arrival = NOON;
  report->now = NOON + G_TIME_SPAN_MINUTE;
  report->retry_until = NOON + 5 * G_TIME_SPAN_DAY;
}

static char *
end (DeliveryReport *report)
{
  g_autoptr (Message) message = delivery_report_message (report);

  g_clear_pointer (&report->recipients, g_array_unref);
  return g_strndup ((const char *) message_octets (message, NULL), message_size (message));
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    fail_msg ("no \"%s\" in\n%s", part, text);
}

/* RFC 3461 §10: its recipients. Eric is unknown where Fred, of whom nothing is to be told, is as well; George's mail waits.
 * What each is told, what is not, and by which fields (RFC 3464 §2.2, §2.3). */
static void
test_example (void **state)
{
  g_autoptr (Message) message = message_new_from_string (LETTER, -1);
  g_autofree char *text = NULL;
  DeliveryReport report;

  begin (&report, "RET=HDRS ENVID=QQ314159", message);
  delivery_report_add (&report, "Bob@Example.COM", "NOTIFY=SUCCESS ORCPT=rfc822;Bob@Example.COM", REPORT_RELAYED, NULL);
  delivery_report_add (&report, "Eric@Bombs.AF.MIL", "NOTIFY=FAILURE ORCPT=rfc822;Eric@Bombs.AF.MIL", REPORT_FAILED,
                       "550 'Eric@Bombs.AF.MIL' not found");
  delivery_report_add (&report, "Fred@Bombs.AF.MIL", "NOTIFY=NEVER", REPORT_FAILED, "550 5.1.1 not found");
  delivery_report_add (&report, "Carol@Ivory.EDU", "NOTIFY=FAILURE", REPORT_RELAYED, NULL);
  delivery_report_add (&report, "George@Tax-ME.GOV", "NOTIFY=FAILURE,DELAY", REPORT_DELAYED, "451 4.3.0 later");
  delivery_report_add (&report, "Dana@Ivory.EDU", "", REPORT_DELAYED, NULL);
  assert_int_equal (report.recipients->len, 3);
  text = end (&report);
  assert_has (text, "\r\nTo: Alice@Example.ORG\r\nSubject: Undelivered mail returned to sender\r\n");
  assert_has (text, "\r\nContent-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: QQ314159\r\n"
                    "Reporting-MTA: dns; mail.Big-Bucks.COM\r\nArrival-Date: Tue, 01 Sep 2026 08:00:00 +0000\r\n\r\n"
                    "Original-Recipient: rfc822; Bob@Example.COM\r\nFinal-Recipient: rfc822; Bob@Example.COM\r\n"
                    "Action: relayed\r\nStatus: 2.0.0\r\n\r\n"
                    "Original-Recipient: rfc822; Eric@Bombs.AF.MIL\r\nFinal-Recipient: rfc822; Eric@Bombs.AF.MIL\r\n"
                    "Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 'Eric@Bombs.AF.MIL' not found\r\n\r\n"
                    "Final-Recipient: rfc822; George@Tax-ME.GOV\r\nAction: delayed\r\nStatus: 4.3.0\r\n"
                    "Diagnostic-Code: smtp; 451 4.3.0 later\r\nWill-Retry-Until: Sun, 06 Sep 2026 08:00:00 +0000\r\n\r\n--=");
  assert_has (text, "\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: Alice@Example.ORG\r\n");
  assert_null (strstr (text, "The body."));
  assert_null (strstr (text, "Fred"));
}

/* RFC 3461 §4.3: all of it with a failure, and with nothing else. */
static void
test_full (void **state)
{
  g_autoptr (Message) message = message_new_from_string (LETTER, -1);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = NULL;
      DeliveryReport report;

      begin (&report, "RET=FULL", message);
      delivery_report_add (&report, "eric@bombs.example", "NOTIFY=FAILURE,DELAY", i == 0 ? REPORT_FAILED : REPORT_DELAYED, NULL);
      text = end (&report);
      assert_has (text, i == 0 ? "\r\nContent-Type: message/rfc822\r\n\r\n" LETTER "\r\n--=_report.1.0.7--\r\n"
                               : "\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: ");
      assert_has (text, i == 0 ? "Status: 4.4.7\r\n" : "Status: 4.4.1\r\n");
    }
}

/* What is beyond US-ASCII (RFC 6533 §3); and a letter that has the report's boundary in it (RFC 2046 §5.1.1). */
static void
test_odd_octets (void **state)
{
  g_autoptr (Message) message = message_new_from_string ("Subject: D\xc3\xb6rte\r\n\r\n--=_report.1.0.7--\r\n", -1);
  g_autofree char *text = NULL;
  DeliveryReport report;

  begin (&report, "RET=FULL", message);
  delivery_report_add (&report, "d\xc3\xb6rte@luar.example", "ORCPT=utf-8;d\xc3\xb6rte@luar.example", REPORT_FAILED,
                       "550 5.1.1 D\xc3\xb6rte");
  text = end (&report);
  assert_has (text, "\r\nOriginal-Recipient: utf-8; d\\x{F6}rte@luar.example\r\n"
                    "Final-Recipient: utf-8; d\\x{F6}rte@luar.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n");
  assert_has (text, "boundary=\"=_report_.1.0.7\"\r\n");
  assert_has (text, "\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
}

/* Nobody is told what became of a report (RFC 3461 §6.1), and nobody who is not there. */
static void
test_nowhere_to_go (void **state)
{
  static const char *const from[] = { "", "nobody@kantor.example", "ada@kantor.example", "budi@luar.example" };
  g_autoptr (Message) message = message_new_from_string (LETTER, -1);
  MailHost *host = mail_host_new ("mail.kantor.example", 7);
  guint32 next_copy = 1;
  Changes changes = { .next_copy = &next_copy };

  assert_non_null (mail_host_add (host, "ada@kantor.example", "rahasia", 0));
  for (guint i = 0; i < G_N_ELEMENTS (from); i++)
    {
      DeliveryReport report;

      begin (&report, NULL, message);
      report.from = from[i];
      delivery_report_add (&report, "x@luar.example", "", REPORT_FAILED, NULL);
      delivery_report_send (&report, host, &changes);
      assert_null (report.recipients);
      assert_int_equal (mailbox_count (mail_store_mailbox (mail_host_store (host, 1), "INBOX")), i >= 2 ? 1 : 0);
      assert_int_equal (host->queue->len, i == 3 ? 1 : 0);
    }
  assert_string_equal (((const QueuedMail *) host->queue->pdata[0])->from, "");
  state_free (&mail_host_state, host);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_example),
    cmocka_unit_test (test_full),
    cmocka_unit_test (test_odd_octets),
    cmocka_unit_test (test_nowhere_to_go),
  };

  return cmocka_run_group_tests_name ("delivery-report", tests, NULL, NULL);
}
