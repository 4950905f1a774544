#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "sasl-plain.h"

static gboolean
decodes (const char *text)
{
  g_autofree char *authzid = NULL;
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;

  return sasl_plain_decode (text, strlen (text), &authzid, &user, &password);
}

/* RFC 4616 §4, both examples. */
static void
test_examples (void **state)
{
  g_autofree char *authzid = NULL;
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;
  g_autofree char *encoded = sasl_plain_encode ("tim", "tanstaaftanstaaf");
  const char *kurt = "VXJzZWwAS3VydAB4aXBqM3BsbXE=";

  assert_string_equal (encoded, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
  assert_true (decodes (encoded));
  assert_true (sasl_plain_decode (kurt, strlen (kurt), &authzid, &user, &password));
  assert_string_equal (authzid, "Ursel");
  assert_string_equal (user, "Kurt");
  assert_string_equal (password, "xipj3plmq");
}

static void
test_refused (void **state)
{
  static const char *const bad[] = {
    "",
    "=",
    "AHRpbQB0YW5zdGFhZnRhbnN0YWF", /* one letter less */
    "AHRpbQB0YW5z dGFhZnRhbnN0YWFm",
    "AHRpbQB0YW5zdGFhZnRhbnN0YWFm\n",
    "AHRpbQB0YW5zdGFhZnRhbnN0YW-_",
    "dGlt",         /* no NUL */
    "AHRpbQ==",     /* one NUL */
    "AHRpbQA=",     /* no password */
    "AABw",         /* no name */
    "AHQAcABx",     /* three NULs */
    "AHQAcAB=",     /* bits behind the end */
    "AP8AcA==",     /* not UTF-8 */
    "AHQAc===",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (decodes (bad[i]))
      fail_msg ("taken: %s", bad[i]);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_examples),
    cmocka_unit_test (test_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
