/* What POP3 got after RFC 1939, one test per RFC; part of the program test-pop3-server, which counts the rows. */
#include "pop3/pop3-server.h"

#include <stdlib.h>
#include <string.h>

#include "../scram-client.h"
#include "server-fixture.h"

/* RFC 2595 §4, its own examples: what is permitted, and what came behind STLS without protection. */
static void
check_stls (Fixture *f)
{
  say (f, "STLS\r\n");
  assert_string_equal (f->said->str, "-ERR TLS is not offered here\r\n");
  say (f, "CAPA\r\n");
  assert_null (strstr (f->said->str, "STLS"));
  f->host->policy.offer_tls = TRUE;
  f->host->policy.login_needs_tls = TRUE;
  say (f, "CAPA\r\n");
  assert_non_null (strstr (f->said->str, "\r\nSTLS\r\n"));
  assert_null (strstr (f->said->str, "USER"));
  say (f, "STLS now\r\nPASS rahasia\r\n");
  assert_string_equal (f->said->str, "-ERR STLS takes no argument\r\n-ERR USER comes first\r\n");
  assert_int_equal (f->tls, 0);
  say (f, "STLS\r\n");
  assert_string_equal (f->said->str, "+OK Begin TLS negotiation\r\n");
  assert_int_equal (f->tls, 1);
  say (f, "CAPA\r\nSTLS\r\n");
  assert_null (strstr (f->said->str, "\r\nSTLS\r\n"));
  assert_non_null (strstr (f->said->str, "\r\nUSER\r\n"));
  assert_non_null (strstr (f->said->str, "-ERR The connection is protected already\r\n"));
  say (f, LOGIN "STLS\r\n");
  assert_string_equal (f->said->str, LOGGED_IN "-ERR Command not allowed in this state\r\n");
}

static void
test_stls (void **state)
{
  each_way (check_stls);
}

static void
test_stls_forgets (void **state)
{
  Fixture *f = fixture_new (FALSE);

  f->host->policy.offer_tls = TRUE;
  say (f, "USER ada\r\nSTLS\r\nPASS rahasia\r\nQUIT\r\nPART");
  assert_string_equal (f->said->str, "+OK Send the password\r\n+OK Begin TLS negotiation\r\n");
  assert_int_equal (f->tls, 1);
  assert_int_equal (f->server.io.input->len, 0);
  say (f, "PASS rahasia\r\n" LOGIN);
  assert_string_equal (f->said->str, "-ERR USER comes first\r\n" LOGGED_IN);
  fixture_free (f);
}

/* RFC 5034 §6, its PLAIN; RFC 7677; LOGIN as those who have it speak it. */
static void
check_sasl (Fixture *f)
{
  g_autofree char *first = scram_client_first ("ada", "fyko");
  g_autofree char *begin = g_strdup_printf ("AUTH SCRAM-SHA-256 %s\r\n", first);

  mail_host_add (f->host, "test@kantor.example", "test", 0);
  say (f, "AUTH PLAIN dGVzdAB0ZXN0AHRlc3Q=\r\n");
  assert_string_equal (f->said->str, "+OK Logged in, 0 messages (0 octets)\r\n");
  connect_again (f);
  say (f, "AUTH LOGIN\r\nYWRh\r\nd3Jvbmc=\r\nAUTH login YWRh\r\n!\r\nAUTH LOGIN YWRh\r\ncmFoYXNpYQ==\r\n");
  assert_string_equal (f->said->str, "+ VXNlcm5hbWU6\r\n+ UGFzc3dvcmQ6\r\n-ERR [AUTH] Wrong user name or password\r\n"
                                     "+ UGFzc3dvcmQ6\r\n-ERR Not what the mechanism asks for, in base64\r\n"
                                     "+ UGFzc3dvcmQ6\r\n+OK Logged in, 2 messages (159 octets)\r\n");
  say (f, "QUIT\r\n");
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *signature = NULL;
      g_autofree char *final = NULL;
      g_autofree char *line = NULL;
      g_autofree char *expected = NULL;

      connect_again (f);
      say (f, begin);
      assert_true (g_str_has_prefix (f->said->str, "+ "));
      g_strchomp (f->said->str);
      final = scram_client_final ("ada", "fyko", i == 0 ? "Rahasia" : "rahasia", f->said->str + 2, &signature);
      line = g_strconcat (final, "\r\n", NULL);
      expected = g_strdup_printf ("+ %s\r\n", signature);
      say (f, line);
      assert_string_equal (f->said->str, i == 0 ? "-ERR [AUTH] Wrong user name or password\r\n" : expected);
    }
  assert_int_equal (f->server.store, 0);
  say (f, "\r\nSTAT\r\n");
  assert_string_equal (f->said->str, "+OK Logged in, 2 messages (159 octets)\r\n+OK 2 159\r\n");
}

static void
check_sasl_refused (Fixture *f)
{
  say (f, "AUTH SCRAM-SHA-256\r\n*\r\nAUTH SCRAM-SHA-256 =\r\nAUTH SCRAM-SHA-256-PLUS\r\nAUTH PLAI\r\n");
  assert_string_equal (f->said->str, "+ \r\n-ERR Authentication cancelled\r\n-ERR Not what the mechanism asks for, in base64\r\n"
                                     "-ERR Unknown authentication mechanism\r\n-ERR Unknown authentication mechanism\r\n");
  f->host->policy.login_needs_tls = TRUE;
  say (f, "AUTH SCRAM-SHA-256\r\nAPOP ada 00000000000000000000000000000000\r\n");
  assert_string_equal (f->said->str, "-ERR Passwords are taken on a protected connection only\r\n"
                                     "-ERR Passwords are taken on a protected connection only\r\n");
}

static void
test_sasl (void **state)
{
  each_way (check_sasl);
  each_way (check_sasl_refused);
}

/* RFC 6856 §3.2, its examples. */
static void
check_lang (Fixture *f)
{
  for (guint i = 0; i < 2; i++)
    {
      say (f, "LANG\r\nLANG uga\r\nLANG EN\r\nLANG i-default\r\nLANG *\r\n");
      assert_string_equal (f->said->str, "+OK Language listing follows:\r\nen English\r\ni-default Default language\r\n.\r\n"
                                         "-ERR This language is not supported\r\n+OK en Language changed\r\n"
                                         "+OK i-default Language changed\r\n+OK en English it is\r\n");
      say (f, LOGIN);
    }
}

static void
test_lang (void **state)
{
  each_way (check_lang);
}

/* RFC 6856 §2 and §5. */
static void
check_utf8 (Fixture *f)
{
  deliver (f, "Subject: Gr\xc3\xbc\xc3\x9f" "e\r\n\r\nhi\r\n");
  deliver (f, "Subject: old \xfc\r\n\r\n\xc3\xbc\r\n");
  say (f, LOGIN "UTF8\r\nLIST 3\r\nRETR 3\r\nTOP 3 0\r\nRETR 4\r\nQUIT\r\n");
  assert_non_null (strstr (f->said->str, "-ERR Command not allowed in this state\r\n+OK 3 24\r\n"
                                         "-ERR [UTF8] The message needs UTF8 mode\r\n"
                                         "-ERR [UTF8] The message needs UTF8 mode\r\n+OK "));
  assert_non_null (strstr (f->said->str, "Subject: old \xfc\r\n"));
  connect_again (f);
  f->host->policy.offer_utf8 = FALSE;
  say (f, "CAPA\r\nUTF8\r\n" LOGIN "RETR 3\r\nQUIT\r\n");
  assert_null (strstr (f->said->str, "\r\nUTF8\r\n"));
  assert_non_null (strstr (f->said->str, "\r\n-ERR UTF8 is not offered here\r\n"));
  assert_non_null (strstr (f->said->str, "e\r\n\r\nhi\r\n.\r\n+OK "));
  f->host->policy.offer_utf8 = TRUE;
  connect_again (f);
  say (f, "UTF8 please\r\nUTF8\r\n" LOGIN "RETR 3\r\nTOP 3 0\r\n");
  assert_true (g_str_has_prefix (f->said->str, "-ERR UTF8 takes no argument\r\n+OK UTF8 enabled\r\n"));
  assert_true (g_str_has_suffix (f->said->str, "+OK 24 octets\r\nSubject: Gr\xc3\xbc\xc3\x9f" "e\r\n\r\nhi\r\n.\r\n"
                                               "+OK Top of the message follows\r\nSubject: Gr\xc3\xbc\xc3\x9f" "e\r\n\r\n.\r\n"));
}

static void
test_utf8 (void **state)
{
  each_way (check_utf8);
}

static void
check_errors (Fixture *f)
{
  for (guint i = 0; i < 2; i++)
    {
      connect_again (f);
      if (i == 1)
        say (f, LOGIN);
      for (guint j = 0; j < 19; j++)
        say (f, "XYZZY\r\n");
      assert_false (f->closed);
      say (f, "XYZZY\r\nNOOP\r\n");
      assert_string_equal (f->said->str, "-ERR Unknown command\r\n");
      assert_true (f->closed);
      assert_int_equal (mail_host_store (f->host, 1)->lock_session, 0);
    }
  connect_again (f);
  for (guint i = 0; i < 4; i++)
    say (f, "USER ada\r\nPASS wrong\r\nAPOP ada short\r\n");
  assert_false (f->closed);
  say (f, "AUTH PLAIN\r\nAGFkYQB3cm9uZw==\r\n" LOGIN);
  assert_string_equal (f->said->str, "+ \r\n-ERR [AUTH] Wrong user name or password\r\n");
  assert_true (f->closed);
}

static void
test_errors (void **state)
{
  each_way (check_errors);
}

/* RFC 1939 §7: what UIDL says outlives the session and the server's memory: it is made of what the mailbox keeps. */
static void
check_uidl_survives (Fixture *f)
{
  MailHost *again = g_new0 (MailHost, 1);
  g_autofree char *before = NULL;

  say (f, LOGIN "DELE 1\r\nQUIT\r\n");
  connect_again (f);
  say (f, LOGIN "UIDL\r\nQUIT\r\n");
  before = g_strdup (f->said->str);
  state_copy (&mail_host_state, again, f->host);
  state_free (&mail_host_state, f->host);
  f->host = again;
  connect_again (f);
  deliver (f, FIRST);
  say (f, LOGIN "DELE 2\r\nQUIT\r\n");
  connect_again (f);
  say (f, LOGIN "UIDL\r\nQUIT\r\n");
  assert_string_equal (f->said->str, before);
}

static void
test_uidl_survives (void **state)
{
  each_way (check_uidl_survives);
}

/* Without the lock two sessions may be there at once; what the other has removed is gone when both have asked for it. */
static void
check_shared (Fixture *f)
{
  Pop3Server other;
  EngineOut out;

  f->host->policy.pop3_lock = FALSE;
  engine_out_init (&out, &f->next_copy, 1);
  pop3_server_init (&other, f->host->next_session++);
  pop3_server_start (&other, f->host, f->now, &out);
  pop3_server_receive (&other, (const guint8 *) LOGIN "DELE 1\r\n", strlen (LOGIN "DELE 1\r\n"));
  while (pop3_server_next (&other, f->host, f->now, &out))
    ;
  say (f, LOGIN "DELE 1\r\n");
  pop3_server_receive (&other, (const guint8 *) "QUIT\r\n", 6);
  while (pop3_server_next (&other, f->host, f->now, &out))
    ;
  assert_int_equal (inbox_count (f), 1);
  f->host->policy.expunged_error = TRUE;
  say (f, "RSET\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n");
  assert_string_equal (f->said->str, "+OK No message is marked as deleted\r\n-ERR Message 1 expunged.\r\n"
                                     "+OK Marked as deleted\r\n+OK Goodbye\r\n");
  assert_int_equal (inbox_count (f), 1);
  state_clear (&pop3_server_state, &other);
  engine_out_clear (&out);
}

static void
test_shared (void **state)
{
  each_way (check_shared);
}

/* RFC 2449 §6.5 and §8.1.1, its example: CAPA says how long, and a login that comes too early is refused, with the state
 * left as it is. */
static void
check_login_delay (Fixture *f)
{
  say (f, "CAPA\r\n");
  assert_null (strstr (f->said->str, "LOGIN-DELAY"));
  f->host->policy.login_delay = 900 * G_USEC_PER_SEC - 1;
  say (f, "CAPA\r\nUSER ada\r\nPASS rahasia\r\nCAPA\r\nQUIT\r\n");
  assert_non_null (strstr (f->said->str, "\r\nLOGIN-DELAY 900\r\n"));
  assert_non_null (strstr (f->said->str, "+OK Logged in"));
  f->now += 900 * (gint64) G_USEC_PER_SEC - 2;
  connect_again (f);
  say (f, "USER ada\r\nPASS salah\r\nUSER ada\r\nPASS rahasia\r\nSTAT\r\n");
  assert_string_equal (f->said->str, "+OK Send the password\r\n-ERR [AUTH] Wrong user name or password\r\n"
                                     "+OK Send the password\r\n"
                                     "-ERR [LOGIN-DELAY] Minimum time between mail checks violation\r\n"
                                     "-ERR Command not allowed in this state\r\n");
  /* Another account's login is its own; a refused one does not count. */
  say (f, "USER eko\r\nPASS two words\r\nQUIT\r\n");
  assert_non_null (strstr (f->said->str, "+OK Logged in"));
  f->now += 1;
  connect_again (f);
  say (f, "USER ada\r\nPASS rahasia\r\n");
  assert_non_null (strstr (f->said->str, "+OK Logged in"));
}

static void
test_login_delay (void **state)
{
  each_way (check_login_delay);
}

static void
check_says_expire (Fixture *f, const char *text)
{
  g_autofree char *line = g_strdup_printf ("\r\nEXPIRE %s\r\n", text);

  say (f, "CAPA\r\n");
  if (strstr (f->said->str, line) == NULL)
    fail_msg ("no EXPIRE %s in\n%s", text, f->said->str);
}

/* RFC 2449 §6.7: what is said is what is done, to the day. */
static void
check_expire (Fixture *f)
{
  check_says_expire (f, "NEVER");
  f->host->policy.expire = 30 * G_TIME_SPAN_DAY;
  check_says_expire (f, "30");
  f->now += 30 * G_TIME_SPAN_DAY;
  say (f, "USER ada\r\nPASS rahasia\r\n");
  assert_non_null (strstr (f->said->str, "+OK Logged in, 2 messages"));
  check_says_expire (f, "30");
  say (f, "QUIT\r\n");
  f->now += 1;
  deliver (f, FIRST);
  connect_again (f);
  g_array_set_size (f->copies, 0);
  say (f, "USER ada\r\nPASS rahasia\r\n");
  assert_non_null (strstr (f->said->str, "+OK Logged in, 1 message "));
  assert_int_equal (f->copies->len, 2);
  assert_int_equal (g_array_index (f->copies, CopyEvent, 0).change, COPY_VANISHED);
  assert_int_equal (g_array_index (f->copies, CopyEvent, 0).reason, REASON_EXPIRED);
}

/* EXPIRE 0: what was fetched is gone after QUIT as if DELE had been said for it, and only that. */
static void
check_expire_at_once (Fixture *f)
{
  f->host->policy.after_pop = AFTER_POP_DELETE;
  check_says_expire (f, "0");
  say (f, "USER ada\r\nPASS rahasia\r\nRETR 2\r\n");
  connect_again (f);
  say (f, "USER eko\r\nPASS two words\r\nQUIT\r\n");
  pop3_server_closed (&f->server, f->host, f->now, &f->out);
  drain (f);
  mail_host_store (f->host, 1)->lock_session = 0;
  connect_again (f);
  say (f, "USER ada\r\nPASS rahasia\r\n");
  assert_non_null (strstr (f->said->str, "+OK Logged in, 2 messages"));
  g_array_set_size (f->copies, 0);
  say (f, "RETR 2\r\nQUIT\r\n");
  assert_int_equal (f->copies->len, 1);
  assert_int_equal (g_array_index (f->copies, CopyEvent, 0).reason, REASON_POP_DELETED);
  assert_int_equal (g_array_index (f->copies, CopyEvent, 0).uid, 2);
}

/* Accounts that chose otherwise: the shortest time, and USER, until it is known who asks. */
static void
check_expire_differs (Fixture *f)
{
  f->host->policy.expire = 7 * G_TIME_SPAN_DAY;
  mail_host_store (f->host, 2)->after_pop = AFTER_POP_TRASH + 1;
  check_says_expire (f, "0 USER");
  say (f, "USER ada\r\nPASS rahasia\r\n");
  check_says_expire (f, "7");
  say (f, "QUIT\r\n");
  connect_again (f);
  say (f, "USER eko\r\nPASS two words\r\n");
  check_says_expire (f, "0");
}

static void
test_expire (void **state)
{
  each_way (check_expire);
  each_way (check_expire_at_once);
  each_way (check_expire_differs);
}

int
run_extension_tests (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_login_delay),
    cmocka_unit_test (test_expire),
    cmocka_unit_test (test_stls),
    cmocka_unit_test (test_stls_forgets),
    cmocka_unit_test (test_sasl),
    cmocka_unit_test (test_lang),
    cmocka_unit_test (test_utf8),
    cmocka_unit_test (test_errors),
    cmocka_unit_test (test_uidl_survives),
    cmocka_unit_test (test_shared),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
