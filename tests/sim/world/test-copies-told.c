/* What the trace tells of copies is all that happens to them: whoever adds it up has, after every step, what the
 * world has. The days here have cuts, deletions, a full mailbox and two protocols in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "world/copies.h"

#define STEPS_MAX 200000

/* A copy that, by the events, is there. */
typedef struct {
  Place place;
  guint32 copy;
  guint32 letter;
  const char *folder;
} Told;

static const char head[] =
  "postroom 1\nseed 7\ndate 2026-03-02\nzone +07:00\n"
  "account ada@kantor.example password=rahasia quota=50kB\n"
  "variant POP3\n"
  "  device laptop account=ada protocol=pop3 keep=never\n"
  "  device phone account=ada protocol=pop3 keep=always\n"
  "variant IMAP\n"
  "  device laptop account=ada protocol=imap\n"
  "  device phone account=ada protocol=imap full-copy=off\n"
  "at 08:00 deliver from=budi@luar.example subject=\"One\" size=3kB\n"
  "at 08:00:10 deliver from=cici@foto.example subject=\"Two\" size=30kB\n"
  "at 08:00:20 deliver from=promo@toko.example subject=\"Three\" size=8kB\n"
  "at 08:00:30 deliver from=dewi@pajak.example subject=\"Four\" size=40kB\n";

static const char *const days[] = {
  "at 08:05 laptop check\nat 08:06 phone check\nat 08:07 laptop read A\nat 08:08 laptop delete B\n"
  "at 08:09 phone check\nat 08:10 laptop purge\nat 08:11 laptop check\nat 08:12 phone check\n",

  "at 08:05 cut laptop before=QUIT\nat 08:05 laptop check\nat 08:06 phone check\nat 08:20 laptop check\n"
  "at 08:30 phone delete A\nat 08:40 phone check\nat 08:50 laptop check\n",

  "at 08:05 laptop check\nat 08:06 phone check\nat 08:07 phone offline\nat 08:08 phone flag A\nat 08:08 phone delete C\n"
  "at 08:09 laptop delete C\nat 08:10 phone online\nat 08:11 phone check\nat 08:12 laptop check\n",

  "at 08:05 laptop check\nat 08:06 laptop reply A body=\"Yes.\"\n"
  "at 08:07 laptop write to=eko@jauh.example subject=\"Hello\" body=\"How are you?\"\n"
  "at 08:08 laptop move A to Projects\nat 08:09 phone check\nat 08:15 phone read A\n",

  "at 08:05 cut laptop how=reset octets=4000\nat 08:05 laptop check\nat 08:06 cut phone how=silent octets=9000\n"
  "at 08:06 phone check\nat 09:00 laptop check\nat 09:10 phone check\n",
};

static guint
find_told (const GArray *told, Place place, guint32 copy)
{
  guint i;

  for (i = 0; i < told->len; i++)
    {
      const Told *one = &g_array_index (told, Told, i);

      if (one->copy == copy && one->place.kind == place.kind && one->place.id == place.id)
        break;
    }
  return i;
}

static void
hear (GArray *told, const TraceEvent *event)
{
  const CopyEvent *copy = &event->copy;
  guint index = find_told (told, event->place, copy->copy);
  Told one = { event->place, copy->copy, copy->letter, copy->folder };

  if (copy->change == COPY_APPEARED)
    {
      assert_int_equal (index, told->len);
      assert_int_not_equal (copy->letter, 0);
      g_array_append_val (told, one);
      return;
    }
  assert_true (index < told->len);
  assert_int_equal (g_array_index (told, Told, index).letter, copy->letter);
  if (copy->change == COPY_MOVED)
    g_array_index (told, Told, index).folder = copy->to_folder;
  else if (copy->change == COPY_VANISHED)
    g_array_remove_index (told, index);
}

static void
check_cell (const CopyCell *cell, const GArray *told)
{
  gboolean folder_told = FALSE;
  guint count = 0;

  for (guint i = 0; i < told->len; i++)
    {
      const Told *one = &g_array_index (told, Told, i);

      if (one->letter != cell->letter || one->place.kind != cell->place.kind || one->place.id != cell->place.id)
        continue;
      count++;
      folder_told |= one->folder == cell->folder;
    }
  assert_true (cell->copies <= count);
  assert_int_equal (cell->present, cell->copies > 0);
  if (!cell->hidden && !cell->waiting)
    assert_int_equal (cell->copies, count);
  if (cell->present)
    assert_true (folder_told);
  if (cell->ever && !cell->present && !cell->hidden)
    assert_true (cell->gone_event > 0 && cell->gone != REASON_NONE);
}

static void
check (const World *world, const Trace *trace, const GArray *told)
{
  g_autoptr (CopyTable) table = copy_table_new (world, trace, trace_length (trace));

  for (guint row = 0; row < table->letters->len; row++)
    for (guint column = 0; column < table->places->len; column++)
      check_cell (copy_table_cell (table, row, column), told);
}

static void
live (const Journal *journal, guint variant)
{
  g_autoptr (GArray) script = journal_script (journal, 0, variant);
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (Told));
  g_autoptr (World) world = world_new (journal, variant);
  g_autoptr (Trace) trace = trace_new ();
  guint heard = 0;

  for (guint steps = 0; world_step (world, journal, script, trace); steps++)
    {
      gboolean changed = FALSE;

      assert_true (steps < STEPS_MAX);
      while (heard < trace_length (trace))
        {
          const TraceEvent *event = trace_event (trace, ++heard);

          if (event->kind != TRACE_COPY)
            continue;
          hear (told, event);
          changed = TRUE;
        }
      if (changed)
        check (world, trace, told);
    }
  check (world, trace, told);
  assert_true (told->len > 0);
}

static void
test_told (void **state)
{
  for (guint day = 0; day < G_N_ELEMENTS (days); day++)
    {
      g_autofree char *text = g_strconcat (head, days[day], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (Journal) journal = journal_parse (text, -1, "day", &error);

      if (journal == NULL)
        fail_msg ("day %u: %s", day, error->message);
      for (guint variant = 0; variant < journal_n_variants (journal); variant++)
        live (journal, variant);
    }
}

static guint
draw (guint64 *x, guint below)
{
  *x = *x * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
  return (guint) (*x >> 33) % below;
}

/* Something that a person, or a train tunnel, does. %s is the device, %c a letter's label. */
static void
add_random_line (GString *text, guint64 *x, guint minute)
{
  static const char *const acts[] = {
    "check",  "check",    "check",   "check",  "read %c",  "unread %c",          "flag %c",
    "unflag %c", "delete %c", "delete %c", "purge", "offline", "online", "move %c to Projects",
    "reply %c body=\"Yes.\"", "write to=eko@jauh.example subject=\"Hello\" size=5kB", "close",
  };
  static const char *const cuts[] = { "before=QUIT", "before=RETR", "after=DELE", "octets=5000", "octets=900",
                                      "before=UID", "after=LOGIN" };
  static const char *const hows[] = { "silent", "reset", "close" };
  const char *device = draw (x, 2) == 0 ? "laptop" : "phone";

  g_string_append_printf (text, "at %02u:%02u:%02u ", 9 + minute / 60, minute % 60, draw (x, 60));
  if (draw (x, 8) == 0)
    g_string_append_printf (text, "deliver from=fani@luar.example subject=\"Number %u\" size=%ukB", minute,
                            draw (x, 20) + 1);
  else if (draw (x, 10) == 0)
    g_string_append_printf (text, "cut %s how=%s %s", device, hows[draw (x, 3)], cuts[draw (x, G_N_ELEMENTS (cuts))]);
  else if (draw (x, 12) == 0)
    g_string_append_printf (text, "link %s loss=%u%%", device, draw (x, 8));
  else
    {
      g_auto (GStrv) pieces = g_strsplit (acts[draw (x, G_N_ELEMENTS (acts))], "%c", 2);
      const char label[] = { (char) ('A' + draw (x, 4)), '\0' };
      g_autofree char *act = g_strjoinv (label, pieces);

      g_string_append_printf (text, "%s %s", device, act);
    }
  g_string_append_c (text, '\n');
}

static void
test_random_days (void **state)
{
  for (guint64 seed = 1; seed <= 40; seed++)
    {
      g_autoptr (GString) text = g_string_new (head);
      g_autoptr (GError) error = NULL;
      g_autoptr (Journal) journal = NULL;
      guint64 x = seed;
      guint minute = 0;

      for (guint i = 0; i < 30; i++, minute += draw (&x, 6) + 1)
        add_random_line (text, &x, minute);
      journal = journal_parse (text->str, (gssize) text->len, "random", &error);
      if (journal == NULL)
        fail_msg ("seed %u: %s\n%s", (guint) seed, error->message, text->str);
      for (guint variant = 0; variant < journal_n_variants (journal); variant++)
        live (journal, variant);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_told),
    cmocka_unit_test (test_random_days),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
