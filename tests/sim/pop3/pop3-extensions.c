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
                                     "+ UGFzc3dvcmQ6\r\n-ERR Not a LOGIN response\r\n"
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
  assert_string_equal (f->said->str, "+ \r\n-ERR Authentication cancelled\r\n-ERR Not a SCRAM-SHA-256 response\r\n"
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

int
run_extension_tests (void)
{
  const struct CMUnitTest tests[] = {
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
