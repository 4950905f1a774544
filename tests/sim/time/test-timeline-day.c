/* The shipped day: long, and so a test of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "timeline-lab.h"

static Journal *
shipped_journal (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "data", "journals", "same-day.postroom", NULL);
  GError *error = NULL;
  Journal *journal = journal_read (path, &error);

  if (journal == NULL)
    fail_msg ("%s", error->message);
  return journal;
}

static void
test_back_to_every_event_of_the_shipped_day (void **state)
{
  g_autoptr (Journal) journal = shipped_journal ();

  for (guint variant = 0; variant < journal_n_variants (journal); variant++)
    check_every_step_back (journal, variant);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_back_to_every_event_of_the_shipped_day),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
