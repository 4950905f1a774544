#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "dot-stuff.h"

typedef struct {
  const char *plain;
  const char *stuffed;
} Case;

static const Case cases[] = {
  { "", ".\r\n" },
  { "a\r\n", "a\r\n.\r\n" },
  { ".\r\n", "..\r\n.\r\n" },
  { "..\r\n.x\r\n\r\n", "...\r\n..x\r\n\r\n.\r\n" },
  { "a.\r\nb\r\n", "a.\r\nb\r\n.\r\n" },
  { "a\n.\nb\r.\rc\r\n", "a\n.\nb\r.\rc\r\n.\r\n" },
  { "\r\r\n.\n\r\n", "\r\r\n..\n\r\n.\r\n" },
};

static void
check_block (const Case *c, gsize first)
{
  gsize length = strlen (c->stuffed);
  const guint8 *octets = (const guint8 *) c->stuffed;
  g_autoptr (GBytes) content = NULL;
  gsize scan = 0;

  assert_int_equal (dot_find_end (octets, first, &scan), 0);
  assert_int_equal (dot_find_end (octets, length, &scan), length);
  content = dot_unstuff (octets, length);
  assert_int_equal (g_bytes_get_size (content), strlen (c->plain));
  if (c->plain[0] != '\0')
    assert_memory_equal (g_bytes_get_data (content, NULL), c->plain, strlen (c->plain));
}

/* There and back, the block arriving in two pieces cut anywhere. */
static void
test_there_and_back (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();

      dot_stuff (out, (const guint8 *) cases[i].plain, strlen (cases[i].plain));
      assert_int_equal (out->len, strlen (cases[i].stuffed));
      assert_memory_equal (out->data, cases[i].stuffed, out->len);
      for (gsize first = 0; first < out->len; first++)
        check_block (&cases[i], first);
    }
}

static void
test_a_missing_end_is_added (void **state)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  dot_stuff (out, (const guint8 *) "a\r", 2);
  assert_int_equal (out->len, 7);
  assert_memory_equal (out->data, "a\r\r\n.\r\n", 7);
}

static void
test_what_follows_is_not_taken (void **state)
{
  gsize scan = 0;

  assert_int_equal (dot_find_end ((const guint8 *) "a\r\n.\r\n+OK\r\n", 11, &scan), 6);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_there_and_back),
    cmocka_unit_test (test_a_missing_end_is_added),
    cmocka_unit_test (test_what_follows_is_not_taken),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
