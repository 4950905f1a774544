/* A slow line: transfers that take longer than any time-out are not cut while octets still get through. */
#include "../../rows.h"

#include "world-lab.h"

#define SLOW "link phone latency=300ms bandwidth=40kbit\n"

static guint
timers (const WorldLab *lab, TimerCode code)
{
  guint n = 0;

  for (guint id = 1; id <= trace_length (lab->trace); id++)
    {
      const TraceEvent *event = trace_event (lab->trace, id);

      n += event->kind == TRACE_TIMER && event->timer.timer == code;
    }
  return n;
}

/* 4 MB at 40 kbit/s take 13 minutes; the server logs out after 10 (RFC 1939 §3), and hears nothing meanwhile. */
static void
test_download (void **state)
{
  static const char *const protocols[] = { "pop3", "imap full-copy=on" };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autofree char *text = g_strdup_printf ("server pop3-timeout=10min imap-timeout=30min\n"
                                               "account ada@kantor.example password=rahasia\n"
                                               "device phone account=ada protocol=%s\n" SLOW
                                               "at 08:00 deliver from=budi@luar.example subject=\"Big\" size=%s\n"
                                               "at 08:05 phone check\n",
                                               protocols[i], i == 0 ? "4MB" : "11MB");
      WorldLab lab;

      lab_live (&lab, text);
      assert_int_equal (lab_device_count (&lab, "phone", "INBOX"), 1);
      assert_int_equal (timers (&lab, TIMER_AUTOLOGOUT), 0);
      assert_int_equal (timers (&lab, TIMER_NO_ANSWER), 0);
      lab_close (&lab);
    }
}

static void
test_submission (void **state)
{
  WorldLab lab;

  lab_live (&lab, "server smtp-timeout=5min\naccount ada@kantor.example password=rahasia\n"
             "device phone account=ada protocol=pop3\n" SLOW
             "at 08:00 phone write to=budi@luar.example subject=\"Big\" size=4MB\n");
  assert_int_equal (timers (&lab, TIMER_NO_ANSWER), 0);
  assert_int_equal (timers (&lab, TIMER_AUTOLOGOUT), 0);
  assert_int_equal (lab.world->outside.arrived->len, 1);
  lab_close (&lab);
}

/* The line goes down in the middle: nothing gets through, and both ends find out. */
static void
test_silence_is_still_noticed (void **state)
{
  WorldLab lab;

  lab_live (&lab, "account ada@kantor.example password=rahasia\ndevice phone account=ada protocol=pop3\n" SLOW
             "at 08:00 deliver from=budi@luar.example subject=\"Big\" size=4MB\n"
             "at 08:05 phone check\nat 08:08 phone offline\n");
  assert_int_equal (lab_device_count (&lab, "phone", "INBOX"), 0);
  assert_int_equal (mail_host_store (lab.world->host, 1)->lock_session, 0);
  lab_close (&lab);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_download),
    cmocka_unit_test (test_submission),
    cmocka_unit_test (test_silence_is_still_noticed),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
