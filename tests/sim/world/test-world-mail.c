/* Mail between servers: what is refused, tried again, returned. */
#include "../../rows.h"

#include <string.h>

#include "world-day.h"

static void
test_nobody_there (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "at 08:00 deliver from=budi@luar.example to=nobody@kantor.example subject=\"X\"\n");
  assert_int_equal (lab.world->outside.outgoing->len, 0);
  assert_int_equal (lab.world->outside.bounced->len, 1);
  assert_int_equal (lab_copies (&lab, PLACE_OUTSIDE, COPY_MOVED, REASON_REFUSED), 1);
  lab_close (&lab);
}

/* A full mailbox refuses for now; the sender tries again later (RFC 5321 §4.5.4.1). */
static void
test_retry_after_over_quota (void **state)
{
  WorldLab lab;

  lab_live (&lab, "account ada@kantor.example password=x quota=5kB\n"
             "device laptop account=ada protocol=pop3 keep=never\n"
             "at 08:00 deliver from=budi@luar.example subject=\"One\" size=3kB\n"
             "at 08:01 deliver from=budi@luar.example subject=\"Two\" size=3kB\n"
             "at 08:02 laptop check\nat 09:00 laptop check\n");
  assert_int_equal (lab.world->outside.outgoing->len, 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  lab_close (&lab);
}

static void
test_two_recipients (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "account budi@kantor.example password=y\n"
                     "at 08:00 deliver from=citra@luar.example to=ada@kantor.example,budi@kantor.example subject=\"Both\"\n");
  assert_int_equal (mailbox_count (mail_store_mailbox (mail_host_store (lab.world->host, 1), "INBOX")), 1);
  assert_int_equal (mailbox_count (mail_store_mailbox (mail_host_store (lab.world->host, 2), "INBOX")), 1);
  for (guint id = 1; id <= trace_length (lab.trace); id++)
    {
      const TraceEvent *event = trace_event (lab.trace, id);

      if (event->kind == TRACE_COPY && event->copy.reason == REASON_DELIVERED)
        assert_true (event->place.id >= 1 && event->place.id <= 2);
    }
  lab_close (&lab);
}

static void
test_two_accounts_write_to_each_other (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "account budi@kantor.example password=y\n"
                     "device laptop account=ada protocol=pop3\ndevice phone account=budi protocol=pop3\n"
                     "at 08:00 laptop write to=budi@kantor.example subject=\"Hello\" as=H\n"
                     "at 08:05 phone check\n");
  assert_non_null (lab_item (&lab, "phone", 1));
  assert_non_null (lab_item (&lab, "laptop", 1));
  assert_int_equal (lab.world->host->queue->len, 0);
  lab_close (&lab);
}

/* The submission server refuses a recipient that it knows not to be there: the letter is among the drafts again. */
static void
test_refused_submission (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=pop3\n"
                     "at 08:00 laptop write to=nobody@kantor.example subject=\"Hello\" as=H\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "Outbox"), 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "Drafts"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "Sent"), 0);
  lab_close (&lab);
}

/* RFC 5321 §3.7, §6.1: who has taken a letter that the next server refuses has to tell its sender. */
static void
test_refused_outside (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=pop3\n"
                     "at 08:00 laptop write to=nobody@luar.example subject=\"Hello\" as=H\n"
                     "at 08:05 laptop check\n");
  assert_int_equal (lab.world->host->queue->len, 0);
  assert_int_equal (lab.world->outside.arrived->len, 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "Sent"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
  lab_close (&lab);
}

/* RFC 5321 §4.5.4.1: what cannot be delivered for days comes back to its sender. */
static void
test_bounce (void **state)
{
  WorldLab lab;
  const Mailbox *inbox;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=pop3\nlink outside loss=100%\n"
                     "at 08:00 laptop write to=budi@luar.example subject=\"Hello\" as=H\n"
                     "at 7d 08:00 laptop check\n");
  assert_int_equal (lab.world->host->queue->len, 0);
  inbox = mail_store_mailbox (mail_host_store (lab.world->host, 1), "INBOX");
  assert_int_equal (mailbox_count (inbox), 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
  assert_int_equal (lab.world->letters->len, 2);
  assert_non_null (lab_item (&lab, "laptop", JOURNAL_FIRST_OTHER)); /* no action made it */
  {
    const Message *report = lab_item (&lab, "laptop", JOURNAL_FIRST_OTHER)->message;
    g_autofree char *text = g_strndup ((const char *) message_octets (report, NULL), message_size (report));

    /* RFC 3464 §2: for people, for programs, and what it is about. */
    assert_non_null (strstr (text, "\r\nContent-Type: multipart/report; report-type=delivery-status;"));
    assert_non_null (strstr (text, "\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "));
    assert_non_null (strstr (text, "\r\n\r\nFinal-Recipient: rfc822; budi@luar.example\r\nAction: failed\r\nStatus: 4.4.7\r\n"));
    assert_non_null (strstr (text, "\r\nSubject: Hello\r\n"));
  }
  lab_close (&lab);
}

static char *
dup_report (const WorldLab *lab, guint index)
{
  const Mailbox *inbox = mail_store_mailbox (mail_host_store (lab->world->host, 1), "INBOX");
  const Message *message = mailbox_entry (inbox, index)->message;

  return g_strndup ((const char *) message_octets (message, NULL), message_size (message));
}

#define WRITER(notify) ACCOUNT "device laptop account=ada protocol=imap notify=" notify "\n"

/* RFC 3461 §5.2.2: the outside world does not say what becomes of it, so that it was relayed is all that can be told. */
static void
test_relayed (void **state)
{
  static const char *const days[] = { WRITER ("all"), WRITER ("never"), WRITER ("default") };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      WorldLab lab;
      g_autofree char *text = g_strconcat (days[i], "at 08:00 laptop write to=budi@luar.example subject=\"Hello\"\n", NULL);

      lab_live (&lab, text);
      assert_int_equal (lab.world->host->queue->len, 0);
      assert_int_equal (lab_server_count (&lab, "INBOX"), i == 0 ? 1 : 0);
      if (i == 0)
        {
          g_autofree char *report = dup_report (&lab, 0);

          assert_non_null (strstr (report, "\r\nSubject: Relayed mail\r\n"));
          assert_non_null (strstr (report, "\r\n\r\nOriginal-Recipient: rfc822; budi@luar.example\r\n"
                                           "Final-Recipient: rfc822; budi@luar.example\r\nAction: relayed\r\n"
                                           "Status: 2.0.0\r\n"));
          assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
        }
      lab_close (&lab);
    }
}

/* RFC 3461 §5.2.5 and §5.2.4: late, once; and given up. Nobody who asked for nothing at all is told. */
static void
test_delayed_then_failed (void **state)
{
  static const char *const days[] = { WRITER ("all"), WRITER ("never") };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      WorldLab lab;
      g_autofree char *text = g_strconcat (days[i], "link outside loss=100%\n"
                                           "at 08:00 laptop write to=budi@luar.example subject=\"Hello\"\n"
                                           "at 7d 08:00 laptop check\n", NULL);

      lab_live (&lab, text);
      assert_int_equal (lab.world->host->queue->len, 0);
      assert_int_equal (lab_server_count (&lab, "INBOX"), i == 0 ? 2 : 0);
      if (i == 0)
        {
          g_autofree char *late = dup_report (&lab, 0);
          g_autofree char *lost = dup_report (&lab, 1);
          const char *until = strstr (late, "\r\nAction: delayed\r\nStatus: 4.4.1\r\nWill-Retry-Until: ");

          assert_non_null (until);
          assert_non_null (strstr (late, "\r\nSubject: Delayed mail, still being tried\r\n"));
          assert_non_null (strstr (lost, "\r\nAction: failed\r\nStatus: 4.4.7\r\n"));
          assert_null (strstr (lost, "Will-Retry-Until"));
        }
      lab_close (&lab);
    }
}

/* Whatever a server's unique ids look like, and whoever stores the copy of what was sent: each copy is of a letter. */
static void
test_copies_at_other_servers (void **state)
{
  static const char *const days[] = {
    "server preset=dovecot\ndevice laptop account=ada protocol=pop3 keep=2d headers-only=on\n"
    "at 08:00 deliver from=budi@luar.example subject=\"Top\" size=5kB as=A\nat 08:05 laptop check\n",
    "server preset=webmail\ndevice laptop account=ada protocol=pop3 keep=always\n"
    "at 08:00 laptop write to=ada@kantor.example subject=\"To myself\"\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      WorldLab lab;
      g_autofree char *text = g_strconcat ("account ada@kantor.example password=rahasia\n", days[i], NULL);
      guint copies = 0;

      lab_open (&lab, text, 0);
      lab_run (&lab);
      for (guint id = 1; id <= trace_length (lab.trace); id++)
        if (trace_event (lab.trace, id)->kind == TRACE_COPY)
          {
            assert_int_equal (trace_event (lab.trace, id)->copy.letter, 1);
            copies++;
          }
      assert_true (copies >= 3);
      lab_close (&lab);
    }
}

/* More mail than labels of two letters: a bounce has its own id and name all the same, and can be meant by it. */
static void
test_a_bounce_among_many (void **state)
{
  g_autoptr (GString) mbox = g_string_new (NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new (NULL, NULL);
  g_autofree char *base64 = NULL, *text = NULL;
  WorldLab lab;

  for (guint i = 0; i < 710; i++)
    g_string_append_printf (mbox, "From x Mon Mar  2 08:00:00 2026\nSubject: %u\n\nHai\n\n", i);
  base64 = g_base64_encode ((const guchar *) mbox->str, mbox->len);
  text = g_strdup_printf (ACCOUNT "device laptop account=ada protocol=imap inbox-only=on\n"
                          "load ada many.mbox folder=Arsip embed=\"%s\"\n"
                          "at 08:00 laptop write to=nobody@kantor.example subject=Hilang\n"
                          "at 08:01 laptop write to=nobody@luar.example,budi@luar.example subject=Jauh\n"
                          "at 08:10 deliver from=budi@luar.example subject=Baru\n"
                          "at 08:20 laptop read AAA*\nat 08:20 laptop reply AAA*\n", base64);
  lab_live (&lab, text);
  assert_true (lab.world->letters->len > 713);
  for (guint i = 0; i < lab.world->letters->len; i++)
    assert_true (g_hash_table_add (ids, GUINT_TO_POINTER (g_array_index (lab.world->letters, Letter, i).id)));
  assert_string_equal (journal_letter_name (lab.journal, 703), "AAA");
  assert_string_equal (journal_letter_name (lab.journal, JOURNAL_FIRST_OTHER), "AAA*");
  assert_int_equal (lab_outcome (&lab, ACTION_READ)->outcome, OUTCOME_DONE);
  assert_int_equal (lab_outcome (&lab, ACTION_READ)->letter, JOURNAL_FIRST_OTHER);
  assert_int_equal (lab_outcome (&lab, ACTION_REPLY)->outcome, OUTCOME_DONE);
  assert_true (g_str_has_prefix (world_letter (lab.world, lab_outcome (&lab, ACTION_REPLY)->letter)->subject, "Re: Und"));
  lab_close (&lab);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_nobody_there),
    cmocka_unit_test (test_retry_after_over_quota),
    cmocka_unit_test (test_two_recipients),
    cmocka_unit_test (test_two_accounts_write_to_each_other),
    cmocka_unit_test (test_refused_submission),
    cmocka_unit_test (test_refused_outside),
    cmocka_unit_test (test_bounce),
    cmocka_unit_test (test_relayed),
    cmocka_unit_test (test_delayed_then_failed),
    cmocka_unit_test (test_copies_at_other_servers),
    cmocka_unit_test (test_a_bounce_among_many),
  };

  return cmocka_run_group_tests_name ("world-mail", tests, NULL, NULL);
}
