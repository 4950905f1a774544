/* Random lives of a connection: whatever happens to it, what arrives is what was written, in order, from the start, and
 * in the end nothing of it is left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "network-lab.h"
#include "rng.h"

#define LIVES 400

typedef struct {
  Lab *lab;
  guint64 seed;
  guint64 counter;
  guint32 id;
  GByteArray *written[2];
  gboolean closed[2];
} Life;

static guint
chance (Life *life, guint below)
{
  return (guint) (rng_u64 (life->seed, "life", "", life->counter++) % below);
}

static void
write_some (Life *life, Side side)
{
  guint length = chance (life, 4) == 0 ? chance (life, 100000) : 1 + chance (life, 80);
  GByteArray *octets = g_byte_array_new ();

  if (!life->closed[side])
    {
      for (guint i = 0; i < length; i++)
        {
          guint8 octet = (guint8) (life->written[side]->len + i * 7);

          g_byte_array_append (octets, &octet, 1);
        }
      g_byte_array_append (life->written[side], octets->data, octets->len);
      network_write (&life->lab->network, &life->lab->context, life->id, side, octets->data, octets->len);
    }
  g_byte_array_unref (octets);
}

static void
set_up (Life *life, gboolean up)
{
  LinkSettings settings = network_link (&life->lab->network, lab_device (1))->settings;

  settings.up = up;
  network_set_link (&life->lab->network, &life->lab->context, lab_device (1), &settings);
}

static void
do_something (Life *life)
{
  Network *network = &life->lab->network;
  NetworkContext *context = &life->lab->context;
  Side side = (Side) chance (life, 2);

  switch (chance (life, 24))
    {
    case 0:
      network_close (network, context, life->id, side);
      life->closed[side] = TRUE;
      break;
    case 1:
      set_up (life, FALSE);
      break;
    case 2:
    case 3:
      set_up (life, TRUE);
      break;
    case 4:
      if (chance (life, 8) == 0)
        network_abort (network, context, life->id, side);
      break;
    case 5:
      if (chance (life, 4) == 0)
        network_cut (network, context, life->id, (CutKind) chance (life, 3));
      break;
    case 6:
      life->lab->deaf[side] = !life->lab->deaf[side];
      if (!life->lab->deaf[side])
        lab_read_all (life->lab, life->id, side);
      break;
    default:
      write_some (life, side);
      break;
    }
}

static void
finish (Life *life)
{
  set_up (life, TRUE);
  for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
    {
      life->lab->deaf[side] = FALSE;
      lab_read_all (life->lab, life->id, side);
      network_close (&life->lab->network, &life->lab->context, life->id, side);
    }
  for (guint i = 0; i < 3; i++)
    lab_run (life->lab, life->lab->context.now + 400 * SECOND);
}

static void
check (Life *life, gboolean untouched)
{
  Lab *lab = life->lab;

  if (lab->network.connections->len != 0 || lab->network.in_flight->len != 0 || lab->scheduler.entries->len != 0)
    fail_msg ("seed %" G_GUINT64_FORMAT ": something is left", life->seed);
  for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
    {
      const GByteArray *got = lab->got[side];
      const GByteArray *written = life->written[1 - side];

      if (got->len > written->len || (got->len > 0 && memcmp (got->data, written->data, got->len) != 0))
        fail_msg ("seed %" G_GUINT64_FORMAT ": other octets than were written", life->seed);
      if (untouched && got->len != written->len)
        fail_msg ("seed %" G_GUINT64_FORMAT ": %u of %u octets", life->seed, got->len, written->len);
    }
}

/* rough: with links going down, cuts and resets. Otherwise everything must arrive. */
static void
live (guint64 seed, gboolean rough)
{
  Life life = { .lab = lab_new (seed), .seed = seed, .written = { g_byte_array_new (), g_byte_array_new () } };

  lab_add_link (life.lab, 1, chance (&life, rough ? 300000 : 100000));
  life.id = rough ? lab_open (life.lab, 1) : lab_open_and_wait (life.lab, 1);
  for (guint i = 0; i < 30; i++)
    {
      if (rough)
        do_something (&life);
      else
        write_some (&life, (Side) chance (&life, 2));
      lab_run (life.lab, life.lab->context.now + chance (&life, chance (&life, 10) == 0 ? 60000000 : 300000));
    }
  finish (&life);
  check (&life, !rough);
  lab_free (life.lab);
  g_byte_array_unref (life.written[0]);
  g_byte_array_unref (life.written[1]);
}

static void
test_everything_arrives (void **state)
{
  for (guint64 seed = 1; seed <= LIVES; seed++)
    live (seed, FALSE);
}

static void
test_nothing_is_left (void **state)
{
  for (guint64 seed = 1; seed <= LIVES; seed++)
    live (seed, TRUE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_everything_arrives),
    cmocka_unit_test (test_nothing_is_left),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
