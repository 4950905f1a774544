#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rng.h"

/* What journals mean depends on these numbers: they may never change. */
static void
test_values_are_pinned (void **state)
{
  assert_int_equal (rng_u64 (0, "", "", 0), G_GUINT64_CONSTANT (0xabec3a5a6647473c));
  assert_int_equal (rng_u64 (7, "loss", "laptop", 0), G_GUINT64_CONSTANT (0x354a4e5d413691e7));
  assert_int_equal (rng_u64 (7, "loss", "laptop", 1), G_GUINT64_CONSTANT (0xc0507f34d608e5a9));
  assert_int_equal (rng_u64 (8, "loss", "laptop", 0), G_GUINT64_CONSTANT (0xa290707e36a30f7a));
  assert_true (rng_unit (7, "loss", "laptop", 0) == (double) (rng_u64 (7, "loss", "laptop", 0) >> 11) / 9007199254740992.0);
}

static void
test_every_part_of_the_key_counts (void **state)
{
  guint64 base = rng_u64 (7, "loss", "laptop", 3);

  assert_int_not_equal (base, rng_u64 (6, "loss", "laptop", 3));
  assert_int_not_equal (base, rng_u64 (7, "delay", "laptop", 3));
  assert_int_not_equal (base, rng_u64 (7, "loss", "phone", 3));
  assert_int_not_equal (base, rng_u64 (7, "loss", "laptop", 4));
  assert_int_not_equal (rng_u64 (7, "ab", "c", 0), rng_u64 (7, "a", "bc", 0));
  assert_int_equal (rng_u64 (7, NULL, NULL, 0), rng_u64 (7, "", "", 0));
}

static void
test_units_are_spread_evenly (void **state)
{
  guint buckets[10] = { 0 };

  for (guint i = 0; i < 20000; i++)
    {
      double unit = rng_unit (1, "spread", "x", i);

      assert_true (unit >= 0 && unit < 1);
      buckets[(guint) (unit * 10)]++;
    }
  for (guint i = 0; i < G_N_ELEMENTS (buckets); i++)
    assert_true (buckets[i] >= 1800 && buckets[i] <= 2200);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_values_are_pinned),
    cmocka_unit_test (test_every_part_of_the_key_counts),
    cmocka_unit_test (test_units_are_spread_evenly),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
