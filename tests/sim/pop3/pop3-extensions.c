/* What POP3 got after RFC 1939, one test per RFC; part of the program test-pop3-server, which counts the rows. */
#include "pop3/pop3-server.h"

#include <string.h>

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

int
run_extension_tests (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_stls),
    cmocka_unit_test (test_stls_forgets),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
