#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "world/device-policy.h"

/* Part of trace files: every rule has a word of its own. */
static void
test_rules_have_names (void **state)
{
  for (guint i = RULE_NONE; i <= RULE_UTF8; i++)
    for (guint j = RULE_NONE; j < i; j++)
      assert_string_not_equal (decision_rule_name (i), decision_rule_name (j));
}

/* The plain programs give a silent server up, and lose nothing by a lost connection. */
static void
test_defaults (void **state)
{
  DevicePolicy pop3;
  DevicePolicy imap;

  device_policy_default (&pop3, PROTOCOL_POP3);
  device_policy_default (&imap, PROTOCOL_IMAP);
  assert_int_equal (pop3.protocol, PROTOCOL_POP3);
  assert_int_equal (pop3.keep, KEEP_NEVER);
  assert_int_equal (pop3.commit, COMMIT_EACH_MESSAGE);
  assert_true (pop3.command_timeout > 0 && pop3.connect_timeout > 0);
  assert_false (pop3.save_sent);
  assert_true (pop3.use_utf8);
  assert_true (imap.save_sent && imap.idle);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_rules_have_names),
    cmocka_unit_test (test_defaults),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
