#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rng.h"
#include "scheduler.h"

static void
add (Scheduler *scheduler, gint64 time, EntryKind kind, guint32 a)
{
  Entry entry = { .time = time, .kind = kind, .a = a };

  scheduler_add (scheduler, entry);
}

static void
test_state_is_covered (void **state)
{
  char *missing = NULL;

  assert_true (state_type_covers (&scheduler_state, &missing));
  assert_null (missing);
}

static void
test_earliest_first_and_in_order_among_equals (void **state)
{
  Scheduler scheduler;
  Entry entry;
  Entry last = { 0 };
  guint n = 0;

  scheduler_init (&scheduler);
  for (guint i = 0; i < 2000; i++)
    add (&scheduler, (gint64) (rng_u64 (1, "time", "", i) % 50), ENTRY_PROCESS, i);
  assert_int_equal (scheduler_peek (&scheduler)->time, 0);
  while (scheduler_pop (&scheduler, &entry))
    {
      assert_true (n == 0 || last.time < entry.time || (last.time == entry.time && last.serial < entry.serial));
      last = entry;
      n++;
    }
  assert_int_equal (n, 2000);
  assert_null (scheduler_peek (&scheduler));
  state_clear (&scheduler_state, &scheduler);
}

static void
test_cancel_takes_only_what_matches (void **state)
{
  Scheduler scheduler;
  Entry entry;
  gint64 last = -1;
  guint n = 0;

  scheduler_init (&scheduler);
  for (guint i = 0; i < 300; i++)
    add (&scheduler, (gint64) (rng_u64 (2, "time", "", i) % 1000), i % 2 ? ENTRY_SEGMENT : ENTRY_PROCESS, i % 3);
  scheduler_cancel (&scheduler, ENTRY_SEGMENT, 1, 0);
  scheduler_cancel (&scheduler, ENTRY_SEGMENT, 1, 9);
  for (; scheduler_pop (&scheduler, &entry); n++)
    {
      assert_false (entry.kind == ENTRY_SEGMENT && entry.a == 1);
      assert_true (entry.time >= last);
      last = entry.time;
    }
  assert_int_equal (n, 250);
  state_clear (&scheduler_state, &scheduler);
}

static void
test_background_does_not_keep_it_busy (void **state)
{
  Scheduler scheduler;
  Entry check = { .time = 5, .kind = ENTRY_DEVICE_CHECK, .background = TRUE };
  Entry entry;

  scheduler_init (&scheduler);
  assert_true (scheduler_idle (&scheduler));
  scheduler_add (&scheduler, check);
  assert_true (scheduler_idle (&scheduler));
  add (&scheduler, 1, ENTRY_PROCESS, 1);
  assert_false (scheduler_idle (&scheduler));
  assert_true (scheduler_pop (&scheduler, &entry));
  assert_true (scheduler_idle (&scheduler));
  state_clear (&scheduler_state, &scheduler);
}

static void
test_copy_goes_on_alike (void **state)
{
  Scheduler scheduler;
  Scheduler copy;
  Entry a;
  Entry b;

  scheduler_init (&scheduler);
  for (guint i = 0; i < 100; i++)
    add (&scheduler, (gint64) (rng_u64 (3, "time", "", i) % 20), ENTRY_PROCESS, i);
  state_copy (&scheduler_state, &copy, &scheduler);
  add (&scheduler, 3, ENTRY_SEGMENT, 7);
  add (&copy, 3, ENTRY_SEGMENT, 7);
  while (scheduler_pop (&scheduler, &a))
    {
      g_autofree char *left = NULL;
      g_autofree char *right = NULL;

      assert_true (scheduler_pop (&copy, &b));
      assert_memory_equal (&a, &b, sizeof a);
      left = state_digest_string (&scheduler_state, &scheduler);
      right = state_digest_string (&scheduler_state, &copy);
      assert_string_equal (left, right);
    }
  state_clear (&scheduler_state, &scheduler);
  state_clear (&scheduler_state, &copy);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_state_is_covered),
    cmocka_unit_test (test_earliest_first_and_in_order_among_equals),
    cmocka_unit_test (test_cancel_takes_only_what_matches),
    cmocka_unit_test (test_background_does_not_keep_it_busy),
    cmocka_unit_test (test_copy_goes_on_alike),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
