/* What SMTP got after RFC 5321, one test per RFC; part of the program test-smtp-server, which counts the rows. */
#include "smtp/smtp-server.h"

#include <string.h>

#include "server-fixture.h"

/* RFC 3207 §5, its example, and §4. */
static void
check_starttls (Fixture *f)
{
  say (f, "STARTTLS\r\nEHLO mail.luar.example\r\nSTARTTLS\r\n");
  assert_null (strstr (f->said->str, "250-STARTTLS"));
  assert_non_null (strstr (f->said->str, "503 5.5.1 Bad sequence of commands\r\n"));
  assert_non_null (strstr (f->said->str, "502 5.5.1 TLS is not offered here\r\n"));
  f->host->policy.offer_tls = TRUE;
  f->host->policy.login_needs_tls = TRUE;
  say (f, "EHLO mail.luar.example\r\n");
  assert_non_null (strstr (f->said->str, "\r\n250-STARTTLS\r\n"));
  assert_null (strstr (f->said->str, "AUTH"));
  say (f, "MAIL FROM:<ada@kantor.example>\r\nSTARTTLS now\r\n");
  assert_string_equal (f->said->str,
                       "530 5.7.0 Must issue a STARTTLS command first\r\n501 5.5.4 This command takes no argument\r\n");
  assert_int_equal (f->tls, 0);
  say (f, "STARTTLS\r\n");
  assert_string_equal (f->said->str, "220 2.0.0 Ready to start TLS\r\n");
  assert_int_equal (f->tls, 1);
  say (f, "MAIL FROM:<ada@kantor.example>\r\nAUTH PLAIN AGFkYQByYWhhc2lh\r\n");
  assert_string_equal (f->said->str, "503 5.5.1 Bad sequence of commands\r\n503 5.5.1 Bad sequence of commands\r\n");
  say (f, "EHLO mail.luar.example\r\n");
  assert_null (strstr (f->said->str, "250-STARTTLS"));
  assert_non_null (strstr (f->said->str, "250-AUTH"));
  say (f, "STARTTLS\r\nAUTH PLAIN AGFkYQByYWhhc2lh\r\n");
  assert_string_equal (f->said->str, "503 5.5.1 The connection is protected already\r\n235 2.7.0 Logged in\r\n");
}

static void
test_starttls (void **state)
{
  each_way (SMTP_SUBMISSION, check_starttls);
}

/* RFC 3207 §4.2: what was known before is forgotten, and what came behind STARTTLS without protection is nothing. */
static void
test_starttls_forgets (void **state)
{
  Fixture *f = fixture_new (SMTP_SUBMISSION, FALSE);

  f->host->policy.offer_tls = TRUE;
  say (f, "EHLO luar.example\r\nAUTH PLAIN AGFkYQByYWhhc2lh\r\nSTARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@luar.example>\r\n");
  assert_true (g_str_has_suffix (f->said->str, "235 2.7.0 Logged in\r\n220 2.0.0 Ready to start TLS\r\n"));
  assert_int_equal (f->server.io.input->len, 0);
  assert_null (f->server.helo);
  say (f, "EHLO luar.example\r\nMAIL FROM:<ada@kantor.example>\r\n");
  assert_true (g_str_has_suffix (f->said->str, "530 5.7.0 Log in first\r\n"));
  fixture_free (f);
}

int
run_extension_tests (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_starttls),
    cmocka_unit_test (test_starttls_forgets),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
