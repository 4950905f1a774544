#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "network-lab.h"

static void
test_copy_in_the_middle_goes_on_alike (void **state)
{
  Lab *lab = lab_new (9);
  g_autoptr (GByteArray) letter = lab_letter (150000);
  guint32 id;
  guint steps = 0;

  lab_add_link (lab, 1, 80000);
  id = lab_open_and_wait (lab, 1);
  network_write (&lab->network, &lab->context, id, SIDE_SERVER, letter->data, letter->len);
  network_close (&lab->network, &lab->context, id, SIDE_SERVER);
  while (lab_step (lab, G_MAXINT64))
    {
      Lab *copy;

      if (++steps % 10 != 0)
        continue;
      copy = lab_dup (lab);
      for (guint i = 0; i < 10; i++)
        {
          g_autofree char *left = NULL;
          g_autofree char *right = NULL;

          assert_int_equal (lab_step (lab, G_MAXINT64), lab_step (copy, G_MAXINT64));
          left = lab_digest (lab);
          right = lab_digest (copy);
          assert_string_equal (left, right);
        }
      assert_int_equal (copy->got[SIDE_CLIENT]->len, lab->got[SIDE_CLIENT]->len);
      lab_free (copy);
    }
  assert_int_equal (lab->got[SIDE_CLIENT]->len, 150000);
  lab_free (lab);
}

static void
test_same_seed_same_trace (void **state)
{
  g_autofree char *first = NULL;

  for (guint run = 0; run < 3; run++)
    {
      Lab *lab = lab_new (run < 2 ? 3 : 4);

      lab_add_link (lab, 1, 50000);
      lab_transfer (lab, 100000);
      if (run == 0)
        first = g_strdup (g_checksum_get_string (lab->log));
      else if (run == 1)
        assert_string_equal (g_checksum_get_string (lab->log), first);
      else
        assert_string_not_equal (g_checksum_get_string (lab->log), first);
      lab_free (lab);
    }
}

/* Which of the segments of device 1 are lost, one character each. */
static char *
losses (gboolean company, gboolean named)
{
  Lab *lab = lab_new (3);
  GString *fates = g_string_new (NULL);
  guint32 id = named && company ? 2 : 1;
  guint32 connection;

  if (company)
    lab_add_link (lab, 3 - id, 50000);
  lab_add_link (lab, id, 100000);
  if (named)
    network_name_link (&lab->network, lab_device (id), "laptop");
  connection = lab_open (lab, id);
  if (company)
    {
      g_autoptr (GByteArray) other = lab_letter (50000);

      network_write (&lab->network, &lab->context, lab_open (lab, 3 - id), SIDE_SERVER, other->data, other->len);
    }
  lab_write (lab, connection, SIDE_SERVER, "hello");
  for (guint i = 0; i < 200; i++)
    {
      lab_run (lab, lab->context.now + 3 * SECOND);
      lab_write (lab, connection, SIDE_CLIENT, "x");
    }
  for (guint i = 0; i < lab->segments->len; i++)
    {
      const TraceEvent *event = &g_array_index (lab->segments, TraceEvent, i);

      if (event->connection == connection && event->segment.fate == SEGMENT_SENT)
        g_string_append_c (fates, event->segment.arrives == 0 ? 'x' : '.');
    }
  lab_free (lab);
  return g_string_free (fates, FALSE);
}

static void
test_another_device_does_not_change_the_luck (void **state)
{
  g_autofree char *alone = losses (FALSE, FALSE);
  g_autofree char *together = losses (TRUE, FALSE);
  g_autofree char *named = losses (FALSE, TRUE);
  g_autofree char *renumbered = losses (TRUE, TRUE);

  assert_non_null (strchr (alone, 'x'));
  assert_string_equal (alone, together);
  assert_string_equal (named, renumbered);
  assert_string_not_equal (alone, named);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_copy_in_the_middle_goes_on_alike),
    cmocka_unit_test (test_same_seed_same_trace),
    cmocka_unit_test (test_another_device_does_not_change_the_luck),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
