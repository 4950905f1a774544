/* Slow links with deep queues: what is late is not lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "network-lab.h"

/* Octets that the link carried to the client for a letter of so many, without any loss. */
static guint64
carried (guint64 bandwidth, gint64 latency, guint length)
{
  Lab *lab = lab_new (3);
  LinkSettings settings;
  guint64 octets;

  link_settings_default (&settings);
  settings.bandwidth = bandwidth;
  settings.latency = latency;
  network_add_link (&lab->network, lab_device (1), &settings);
  lab_transfer (lab, length);
  octets = network_link (&lab->network, lab_device (1))->octets[TO_CLIENT];
  lab_free (lab);
  return octets;
}

static void
test_late_is_not_lost (void **state)
{
  static const struct {
    guint64 bandwidth;
    gint64 latency;
    guint length;
  } links[] = {
    { 40000, 300000, 4000000 }, { 40000, 20000, 1000000 },   { 9600, 100000, 200000 }, { 64000, 600000, 500000 },
    { 256000, 5000, 1000000 },  { 1000000, 250000, 1000000 }, { 40000, 1000, 100000 },  { 14400, 200000, 60000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      guint64 octets = carried (links[i].bandwidth, links[i].latency, links[i].length);

      if (octets > links[i].length * 13 / 10)
        fail_msg ("link %u carried %" G_GUINT64_FORMAT " octets for %u", i, octets, links[i].length);
      assert_true (octets >= links[i].length);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_late_is_not_lost),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
