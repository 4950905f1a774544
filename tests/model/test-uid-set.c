#include "state-check.h"

#include <string.h>

#include "uid-set.h"

static void
check_set (const UidSet *set, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  uid_set_format (set, text);
  assert_string_equal (text->str, expected);
  for (guint i = 0; set->ranges != NULL && i < set->ranges->len; i++)
    {
      const UidRange *range = &g_array_index (set->ranges, UidRange, i);

      assert_true (range->from > 0 && range->from <= range->to);
      assert_true (i == 0 || (range - 1)->to < range->from - 1);
    }
}

typedef struct {
  const char *text;
  guint32 star;
  const char *expected; /* NULL: refused */
} ParseCase;

static const ParseCase parse_cases[] = {
  { "1", 9, "1" },
  { "1,2,3", 9, "1:3" },
  { "3,1,2", 9, "1:3" },
  { "1:3,7,*", 9, "1:3,7,9" },
  { "5:2", 9, "2:5" },
  { "*", 9, "9" },
  { "*:7", 9, "7:9" },
  { "12:*", 9, "9:12" },
  { "*:*", 9, "9" },
  { "1:1", 9, "1" },
  { "1,1,1:1", 9, "1" },
  { "2:4,6:8,3:7", 9, "2:8" },
  { "1,3,5,2,4", 9, "1:5" },
  { "4294967295", 9, "4294967295" },
  { "4294967294,4294967295", 9, "4294967294:4294967295" },
  { "1:4294967295", 9, "1:4294967295" },
  { "4294967295,1:*", 4294967295u, "1:4294967295" },
  { "*", 0, "" },
  { "*,3", 0, "3" },
  { "1:*", 0, "" },
  { "*:1,4", 0, "4" },
  { "", 9, NULL },
  { "0", 9, NULL },
  { "1,0", 9, NULL },
  { "0:1", 9, NULL },
  { "01", 9, NULL },
  { "+1", 9, NULL },
  { "-1", 9, NULL },
  { " 1", 9, NULL },
  { "1 ", 9, NULL },
  { "1,", 9, NULL },
  { ",1", 9, NULL },
  { "1,,2", 9, NULL },
  { "1:", 9, NULL },
  { ":1", 9, NULL },
  { "1:2:3", 9, NULL },
  { "1*", 9, NULL },
  { "**", 9, NULL },
  { "4294967296", 9, NULL },
  { "18446744073709551617", 9, NULL },
  { "99999999999999999999999999", 9, NULL },
  { "1:4294967296", 9, NULL },
  { "1.5", 9, NULL },
  { "a", 9, NULL },
  { "1:\xc2\xb2", 9, NULL },
};

static void
test_parse (void **state)
{
  g_auto (UidSet) set = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (parse_cases); i++)
    {
      const ParseCase *c = &parse_cases[i];

      uid_set_add (&set, 77);
      assert_int_equal (uid_set_parse (&set, c->text, -1, c->star), c->expected != NULL);
      check_set (&set, c->expected != NULL ? c->expected : "");
    }
}

/* A length given: nothing behind it is looked at, and there need be no NUL. */
static void
test_parse_length (void **state)
{
  g_auto (UidSet) set = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (parse_cases); i++)
    {
      const ParseCase *c = &parse_cases[i];
      gsize length = strlen (c->text);
      g_autofree char *exact = g_memdup2 (c->text, length + 1);
      g_autofree char *longer = g_strconcat (c->text, "1", NULL);

      exact = g_realloc (exact, MAX (length, 1));
      assert_int_equal (uid_set_parse (&set, exact, (gssize) length, c->star), c->expected != NULL);
      assert_int_equal (uid_set_parse (&set, longer, (gssize) length, c->star), c->expected != NULL);
      check_set (&set, c->expected != NULL ? c->expected : "");
    }
  assert_false (uid_set_parse (&set, "1\0002", 3, 9));
}

/* What is written is read as the same set. */
static void
test_format_parses_back (void **state)
{
  g_auto (UidSet) set = { 0 };
  g_auto (UidSet) again = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (parse_cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      uid_set_parse (&set, parse_cases[i].text, -1, parse_cases[i].star);
      if (uid_set_is_empty (&set))
        continue;
      uid_set_format (&set, text);
      assert_true (uid_set_parse (&again, text->str, -1, 0));
      check_same (&uid_set_state, &set, &again);
    }
}

static void
test_remove (void **state)
{
  g_auto (UidSet) set = { 0 };

  uid_set_remove (&set, 1);
  uid_set_parse (&set, "1:5,8", -1, 0);
  uid_set_remove (&set, 3);
  check_set (&set, "1:2,4:5,8");
  uid_set_remove (&set, 8);
  uid_set_remove (&set, 7);
  uid_set_remove (&set, 1);
  uid_set_remove (&set, 5);
  check_set (&set, "2,4");
  uid_set_add_range (&set, G_MAXUINT32, G_MAXUINT32 - 1);
  uid_set_remove (&set, G_MAXUINT32);
  check_set (&set, "2,4,4294967294");
  assert_int_equal (uid_set_count (&set), 3);
}

static void
test_count_and_contains (void **state)
{
  g_auto (UidSet) set = { 0 };

  assert_true (uid_set_is_empty (&set));
  assert_int_equal (uid_set_count (&set), 0);
  assert_false (uid_set_contains (&set, 1));
  uid_set_parse (&set, "1:4294967295", -1, 0);
  assert_true (uid_set_count (&set) == G_MAXUINT32);
  assert_true (uid_set_contains (&set, 1));
  assert_true (uid_set_contains (&set, G_MAXUINT32));
  assert_false (uid_set_contains (&set, 0));
  assert_false (uid_set_is_empty (&set));
}

/* Against the plainest set there is: an array of bits. */
static void
test_like_bits (void **state)
{
  g_auto (UidSet) set = { 0 };
  gboolean bits[65] = { 0 };
  guint32 x = 12345;

  for (guint round = 0; round < 4000; round++)
    {
      guint32 from;
      guint32 to;

      x = x * 1664525 + 1013904223;
      from = (x >> 8) % 64 + 1;
      to = MIN (64, from + (x >> 20) % 4);
      if ((x >> 30) == 0)
        uid_set_add_range (&set, to, from);
      else
        uid_set_remove (&set, from);
      for (guint32 n = from; n <= ((x >> 30) == 0 ? to : from); n++)
        bits[n] = (x >> 30) == 0;
      for (guint32 n = 1; n <= 64; n++)
        assert_int_equal (uid_set_contains (&set, n), bits[n]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_parse),
    cmocka_unit_test (test_parse_length),
    cmocka_unit_test (test_format_parses_back),
    cmocka_unit_test (test_remove),
    cmocka_unit_test (test_count_and_contains),
    cmocka_unit_test (test_like_bits),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
