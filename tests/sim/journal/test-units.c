/* Durations, sizes and rates: exact, in range, and written as they are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "journal/units.h"

#define REFUSED G_MAXUINT64

typedef enum { DURATION, SIZE, RATE, PERCENT } What;

static guint64
parse (What what, const char *text)
{
  guint64 value = 0;
  gint64 us;
  guint32 millionths;

  switch (what)
    {
    case DURATION:
      return unit_parse_duration (text, &us) ? (guint64) us : REFUSED;
    case SIZE:
      return unit_parse_size (text, &value) ? value : REFUSED;
    case RATE:
      return unit_parse_rate (text, &value) ? value : REFUSED;
    case PERCENT:
      return unit_parse_percent (text, &millionths) ? millionths : REFUSED;
    }
  return REFUSED;
}

static char *
format (What what, guint64 value)
{
  GString *text = g_string_new (NULL);

  if (what == DURATION)
    unit_format_duration (text, (gint64) value);
  else if (what == SIZE)
    unit_format_size (text, value);
  else if (what == RATE)
    unit_format_rate (text, value);
  else
    unit_format_percent (text, (guint32) value);
  return g_string_free (text, FALSE);
}

static void
test_what_is_read (void **state)
{
  static const struct { What what; const char *text; guint64 value; } cases[] = {
    { DURATION, "40ms", 40000 }, { DURATION, "1.5s", 1500000 }, { DURATION, "0s", 0 }, { DURATION, "14d", 1209600000000 },
    { DURATION, "0.000001s", 1 }, { DURATION, "0.0000001s", REFUSED }, { DURATION, "0.5us", REFUSED },
    { DURATION, "1.0005ms", REFUSED }, { DURATION, "1.001ms", 1001 }, { DURATION, "5", REFUSED }, { DURATION, "-1s", REFUSED },
    { DURATION, "s", REFUSED }, { DURATION, "", REFUSED }, { DURATION, "1 s", REFUSED }, { DURATION, "1S", REFUSED },
    { DURATION, "99999d", 8639913600000000 }, { DURATION, "100000d", REFUSED }, { DURATION, "8639913600000001us", REFUSED },
    { DURATION, "213503983d", REFUSED }, { DURATION, "213503984d", REFUSED }, /* beyond 64 bits it would be small again */
    { DURATION, "99999999999999999999us", REFUSED }, { SIZE, "9223372036GB", 9223372036000000000 },
    { SIZE, "9223372037GB", REFUSED },
    { SIZE, "24kB", 24000 }, { SIZE, "1.5KiB", 1536 }, { SIZE, "512B", 512 }, { SIZE, "0.5B", REFUSED },
    { SIZE, "1.0001kB", REFUSED }, { SIZE, "24KB", REFUSED }, { SIZE, "18446744074GB", REFUSED },
    { RATE, "10Mbit", 10000000 }, { RATE, "10Mbit/s", 10000000 }, { RATE, "64kbit", 64000 }, { RATE, "1Mb", REFUSED },
    { PERCENT, "0.5%", 5000 }, { PERCENT, "100%", 1000000 }, { PERCENT, "100.0001%", REFUSED }, { PERCENT, "101%", REFUSED },
    { PERCENT, "0.0001%", 1 }, { PERCENT, "0.00001%", REFUSED }, { PERCENT, "5", REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (parse (cases[i].what, cases[i].text) != cases[i].value)
      fail_msg ("%s: %" G_GUINT64_FORMAT, cases[i].text, parse (cases[i].what, cases[i].text));
}

static void
test_what_is_written (void **state)
{
  static const struct { What what; guint64 value; const char *text; } cases[] = {
    { DURATION, 90000000, "90s" }, { DURATION, 86400000000, "1d" }, { DURATION, 1500, "1500us" }, { DURATION, 0, "0us" },
    { SIZE, 24000, "24kB" }, { SIZE, 1024, "1KiB" }, { SIZE, 1001, "1001B" }, { RATE, 64000, "64kbit" },
    { PERCENT, 5000, "0.5%" }, { PERCENT, 1, "0.0001%" }, { PERCENT, 1000000, "100%" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = format (cases[i].what, cases[i].value);

      assert_string_equal (text, cases[i].text);
      assert_true (parse (cases[i].what, text) == cases[i].value);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_what_is_read), cmocka_unit_test (test_what_is_written) };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
