#include "bench.h"

#include <stdio.h>
#include <time.h>

static gint64
clock_us (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

gint64
bench_now (void)
{
  return clock_us (CLOCK_MONOTONIC);
}

gint64
bench_cpu (void)
{
  return clock_us (CLOCK_PROCESS_CPUTIME_ID);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

double
bench_percentile (GArray *doubles, double p)
{
  if (doubles->len == 0)
    return 0;
  g_array_sort (doubles, compare_doubles);
  return g_array_index (doubles, double, (guint) (p * (doubles->len - 1)));
}

void
bench_tell (const char *name, double value, const char *unit, double goal)
{
  if (goal > 0)
    printf ("%-46s %12.2f %-9s %6.2f of the goal\n", name, value, unit, value / goal);
  else
    printf ("%-46s %12.2f %s\n", name, value, unit);
  fflush (stdout);
}

static GString *
new_text (void)
{
  return g_string_new ("postroom 1\nseed 7\ndate 2026-03-02\nzone +07:00\ntitle \"Bench\"\n"
                       "account ada@kantor.example password=rahasia quota=10GB\n"
                       "link outside latency=5ms bandwidth=1000Mbit\n");
}

static void
at (GString *text, guint second)
{
  g_string_append (text, "at ");
  if (second >= 86400)
    g_string_append_printf (text, "%ud ", second / 86400 + 1);
  g_string_append_printf (text, "%02u:%02u:%02u ", second / 3600 % 24, second / 60 % 60, second % 60);
}

static Journal *
finish (GString *text)
{
  g_autoptr (GError) error = NULL;
  Journal *journal = journal_parse (text->str, -1, "bench.postroom", &error);

  g_assert_no_error (error);
  g_string_free (text, TRUE);
  return journal;
}

static void
add_devices (GString *text, guint n, const char *options, const char *link)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "device d%u account=ada %s\nlink d%u %s\n", i, options, i, link);
}

static void
add_letters (GString *text, guint n, guint every, const char *size)
{
  for (guint i = 0; i < n; i++)
    {
      at (text, i * every);
      g_string_append_printf (text, "deliver from=budi@luar.example subject=\"Letter %u\" size=%s\n", i, size);
    }
}

Journal *
bench_day (guint letters, guint devices, guint checks)
{
  GString *text = new_text ();

  add_devices (text, devices, "protocol=imap condstore=off qresync=off idle=off", "latency=1ms bandwidth=1000Mbit");
  add_letters (text, letters, 1, "1kB");
  for (guint i = 0; i < checks * devices; i++)
    {
      at (text, letters + 60 + i);
      g_string_append_printf (text, "d%u check\n", i % devices);
    }
  return finish (text);
}

Journal *
bench_week (void)
{
  static const char *const manners[] = { "protocol=pop3 keep=never check=30min", "protocol=pop3 keep=14d check=15min",
                                         "protocol=imap check=15min", "protocol=imap full-copy=on check=30min" };
  GString *text = new_text ();

  for (guint i = 0; i < 12; i++)
    g_string_append_printf (text, "device d%u account=ada %s\nlink d%u latency=%ums bandwidth=20Mbit\n", i, manners[i % 4], i,
                            20 + 5 * i);
  add_letters (text, 7 * 96, 900, "20kB");
  return finish (text);
}

Journal *
bench_crowd (void)
{
  GString *text = new_text ();

  add_devices (text, 6, "protocol=imap full-copy=on idle=off", "latency=40ms bandwidth=4Mbit");
  for (guint i = 6; i < 12; i++)
    g_string_append_printf (text, "device d%u account=ada protocol=pop3 keep=always\n"
                                  "link d%u latency=60ms bandwidth=2Mbit\n", i, i);
  add_letters (text, 30, 1, "200kB");
  for (guint i = 0; i < 12; i++)
    {
      at (text, 120);
      g_string_append_printf (text, "d%u check\n", i);
    }
  return finish (text);
}
