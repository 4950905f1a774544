/* Logins that a server does not want yet: too early, or after wrong passwords. */
#include "../../rows.h"

#include <string.h>

#include "world-day.h"

/* RFC 2449 §6.5: the program comes again when it would have anyway, and gets its mail then. */
static void
test_login_delay (void **state)
{
  WorldLab lab;

  lab_live (&lab, "server login-delay=15min\n" ACCOUNT "device laptop account=ada protocol=pop3 keep=always check=10min\n"
             "at 08:00 laptop check\nat 08:05 deliver from=budi@luar.example subject=\"One\"\n"
             "at 08:12 expect laptop INBOX has 0\nat 08:25 laptop offline\n");
  assert_int_equal (lab_lines (&lab, TO_CLIENT, "-ERR [LOGIN-DELAY] "), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
  lab_close (&lab);
}

/* How long the server took to look at what the client said behind each refused login, seconds. Returns how many. */
static guint
gaps (const WorldLab *lab, const char *refusal, gint64 *seconds, guint most)
{
  const TraceEvent *refused = NULL;
  guint n = 0;

  for (guint id = 1; id <= trace_length (lab->trace); id++)
    {
      const TraceEvent *event = trace_event (lab->trace, id);
      g_autofree char *line = NULL;

      if (event->kind != TRACE_LINE)
        continue;
      line = trace_line_text (lab->trace, event, 200);
      if (!event->line.arrived && strstr (line, refusal) != NULL)
        refused = event;
      else if (event->line.arrived && refused != NULL && event->line.direction == TO_SERVER
               && event->connection == refused->connection && n < most)
        {
          seconds[n++] = (event->time - refused->time) / G_USEC_PER_SEC;
          refused = NULL;
        }
    }
  return n;
}

/* Twice as long after each further one, in one session; nothing is lost of what was said meanwhile. */
static void
test_auth_delay (void **state)
{
  static const char *const servers[] = { "", "server auth-delay=2s\n" };

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *text = g_strconcat (servers[i], ACCOUNT
        "device tangan account=ada protocol=pop3 console=on\nat 08:00 tangan connect\n"
        "at 08:00:10 tangan type \"USER ada\"\nat 08:00:10 tangan type \"PASS salah\"\n"
        "at 08:00:10 tangan type \"USER ada\"\nat 08:00:10 tangan type \"PASS keliru\"\n"
        "at 08:00:10 tangan type \"USER ada\"\nat 08:00:10 tangan type \"PASS rahasia\"\n"
        "at 08:00:10 tangan type \"QUIT\"\n", NULL);
      gint64 seconds[4];
      WorldLab lab;

      lab_live (&lab, text);
      assert_int_equal (gaps (&lab, "-ERR [AUTH]", seconds, 4), 2);
      assert_int_equal (seconds[0], i == 0 ? 0 : 2);
      assert_int_equal (seconds[1], i == 0 ? 0 : 4);
      assert_int_equal (lab_lines (&lab, TO_CLIENT, "+OK Logged in"), 1);
      lab_close (&lab);
    }
}

/* The same for all protocols. */
static void
test_auth_delay_everywhere (void **state)
{
  static const struct {
    const char *device;
    const char *action;
    const char *refusal;
  } cases[] = {
    { "pop3", "check", "-ERR [AUTH]" },
    { "imap", "check", "AUTHENTICATIONFAILED" },
    { "pop3", "write to=budi@luar.example subject=\"Hai\"", "535 5.7.8 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint delayed = 0; delayed < 2; delayed++)
      {
        g_autofree char *text = g_strdup_printf ("server auth-delay=%s\n" ACCOUNT
                                                 "device laptop account=ada protocol=%s password=salah\n"
                                                 "at 08:00 laptop %s\nat 08:10 laptop offline\n",
                                                 delayed ? "10s" : "never", cases[i].device, cases[i].action);
        gint64 seconds[1] = { 0 };
        WorldLab lab;

        lab_live (&lab, text);
        assert_int_equal (gaps (&lab, cases[i].refusal, seconds, 1), 1);
        assert_int_equal (seconds[0], delayed ? 10 : 0);
        lab_close (&lab);
      }
}

/* RFC 7677, with a server that offers it: the password is nowhere, both ends prove themselves, all works as before. */
static void
test_scram (void **state)
{
  static const char *const protocols[] = { "pop3", "imap" };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    for (guint wrong = 0; wrong < 2; wrong++)
      {
        g_autofree char *text = g_strdup_printf (ACCOUNT "device laptop account=ada protocol=%s auth=scram%s\n"
                                                 "at 08:00 deliver from=budi@luar.example subject=\"One\"\n"
                                                 "at 08:05 laptop check\n"
                                                 "at 08:10 laptop write to=budi@luar.example subject=\"Hai\"\n"
                                                 "at 08:20 laptop offline\n",
                                                 protocols[i], wrong ? " password=salah" : "");
        WorldLab lab;

        lab_live (&lab, text);
        assert_true (lab_lines (&lab, TO_SERVER, "AUTH SCRAM-SHA-256 ") > 0);
        assert_int_equal (lab_lines (&lab, TO_SERVER, "AUTH PLAIN"), 0);
        assert_int_equal (lab_lines (&lab, TO_SERVER, "PASS"), 0);
        assert_int_equal (lab_lines (&lab, TO_SERVER, "a2 AUTHENTICATE PLAIN"), 0);
        assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), wrong ? 0 : 1);
        assert_int_equal (lab.world->outside.arrived->len, wrong ? 0 : 1);
        lab_close (&lab);
      }
}

/* A service that is switched off has a closed port, or refuses in words whoever knows the password. */
static void
test_switched_off (void **state)
{
  static const struct { const char *server; const char *device; const char *login; const char *words; } cases[] = {
    { "pop3=off", "protocol=pop3", "AUTH PLAIN", NULL },
    { "imap=off", "protocol=imap", "a1 AUTHENTICATE", NULL },
    { "pop3=off switched-off=refused", "protocol=pop3", "AUTH PLAIN", "-ERR [SYS/PERM] POP3 is disabled" },
    { "imap=off switched-off=refused", "protocol=imap", "a1 AUTHENTICATE", "a1 NO [NOPERM] IMAP is switched off" },
    { "preset=webmail pop3=off", "preset=thunderbird-pop3", "AUTH PLAIN", "-ERR [SYS/PERM] POP3 is disabled" },
    { "preset=webmail imap=off", "preset=k9-imap", "a1 AUTHENTICATE", "a1 NO [NOPERM] IMAP is switched off" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("server %s\n" ACCOUNT "device laptop account=ada %s\n"
                                               "at 08:00 deliver from=budi@luar.example subject=\"One\"\n"
                                               "at 08:05 laptop check\nat 08:06 laptop offline\n",
                                               cases[i].server, cases[i].device);
      WorldLab lab;

      lab_live (&lab, text);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 0);
      assert_int_equal (lab_server_count (&lab, "INBOX"), 1);
      assert_int_equal (cases[i].words != NULL, lab_lines (&lab, TO_SERVER, cases[i].login) > 0);
      assert_true (cases[i].words == NULL || lab_lines (&lab, TO_CLIENT, cases[i].words) > 0);
      lab_close (&lab);
    }
}

/* A program that wants TLS sends nothing where there is none: the letter waits in the outbox, and goes when there is. */
static void
test_outbox_waits_for_tls (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=pop3 keep=always tls=starttls\n"
             "at 08:05 laptop write to=budi@luar.example subject=\"One\" as=A\n"
             "at 08:10 expect laptop Outbox has A\nat 08:10 expect laptop Drafts has 0\n"
             "at 09:00 server tls=starttls\nat 10:00 expect outside has A\nat 10:00 laptop offline\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "Drafts"), 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "Outbox"), 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "Sent"), 1);
  assert_int_equal (lab_lines (&lab, TO_SERVER, "MAIL FROM"), lab_lines (&lab, TO_SERVER, "DATA"));
  lab_close (&lab);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_login_delay),
    cmocka_unit_test (test_auth_delay),
    cmocka_unit_test (test_auth_delay_everywhere),
    cmocka_unit_test (test_scram),
    cmocka_unit_test (test_switched_off),
    cmocka_unit_test (test_outbox_waits_for_tls),
  };

  return cmocka_run_group_tests_name ("world-login", tests, NULL, NULL);
}
