#include "adviser-table.h"

#include <glib/gi18n-lib.h>

/* A figure: so much of so much (whole 0: of the largest of all set-ups). */
typedef struct {
  guint64 part;
  guint64 whole;
} Amount;

typedef Amount (*Figure) (const AdviserFigures *figures, guint device);

typedef enum { AS_OCTETS, AS_PART, AS_SECONDS, AS_NUMBER } As;

static Amount
device_moved (const AdviserFigures *f, guint device)
{
  return (Amount){ f->devices[device].moved, 0 };
}

static Amount
device_end (const AdviserFigures *f, guint device)
{
  return (Amount){ f->devices[device].end, 0 };
}

static Amount
device_peak (const AdviserFigures *f, guint device)
{
  return (Amount){ f->devices[device].peak, 0 };
}

static Amount
device_missing (const AdviserFigures *f, guint device)
{
  return (Amount){ f->devices[device].missing, f->kept };
}

static Amount
server_end (const AdviserFigures *f, guint device)
{
  return (Amount){ f->server_end, 0 };
}

static Amount
server_peak (const AdviserFigures *f, guint device)
{
  return (Amount){ f->server_peak, 0 };
}

static Amount
refused (const AdviserFigures *f, guint device)
{
  return (Amount){ f->refused, f->letters };
}

static Amount
never (const AdviserFigures *f, guint device)
{
  return (Amount){ f->nevers, f->wants };
}

static Amount
waited (const AdviserFigures *f, guint device)
{
  return (Amount){ f->waits, f->wants };
}

static Amount
longest_wait (const AdviserFigures *f, guint device)
{
  return (Amount){ (guint64) f->wait_longest, 0 };
}

static Amount
offline (const AdviserFigures *f, guint device)
{
  return (Amount){ f->offline_had, f->offline_wants };
}

static Amount
agreeing (const AdviserFigures *f, guint device)
{
  return (Amount){ f->read_agreeing, f->n_devices > 1 ? f->read_places : 0 };
}

static Amount
sent_seen (const AdviserFigures *f, guint device)
{
  return (Amount){ f->sent_seen, f->sent_places };
}

static Amount
filed_seen (const AdviserFigures *f, guint device)
{
  return (Amount){ f->filed_seen, f->filed_places };
}

static Amount
alone (const AdviserFigures *f, guint device)
{
  return (Amount){ f->alone, 0 };
}

static const struct {
  const char *label;
  Figure figure;
  As as;
  gboolean per_device;
  gboolean more_is_better;
} rows[] = {
  { N_ ("Data moved"), device_moved, AS_OCTETS, TRUE, FALSE },
  { N_ ("Held at the end"), device_end, AS_OCTETS, TRUE, FALSE },
  { N_ ("Held at most"), device_peak, AS_OCTETS, TRUE, FALSE },
  { N_ ("Letters missing"), device_missing, AS_PART, TRUE, FALSE },
  { N_ ("Server: held at the end"), server_end, AS_OCTETS, FALSE, FALSE },
  { N_ ("Server: held at most"), server_peak, AS_OCTETS, FALSE, FALSE },
  { N_ ("Letters that did not arrive"), refused, AS_PART, FALSE, FALSE },
  { N_ ("Letters opened that never came"), never, AS_PART, FALSE, FALSE },
  { N_ ("Letters waited for"), waited, AS_PART, FALSE, FALSE },
  { N_ ("Longest wait"), longest_wait, AS_SECONDS, FALSE, FALSE },
  { N_ ("Readable without a network"), offline, AS_PART, FALSE, TRUE },
  { N_ ("Shown as read where it should be"), agreeing, AS_PART, FALSE, TRUE },
  { N_ ("Sent mail seen elsewhere"), sent_seen, AS_PART, FALSE, TRUE },
  { N_ ("Filed letters in their folder"), filed_seen, AS_PART, FALSE, TRUE },
  { N_ ("Letters on one device only"), alone, AS_NUMBER, FALSE, FALSE },
};

/* What GLib calls bytes are octets in every RFC on mail. */
static char *
dup_octets (guint64 octets)
{
  if (octets < 1000)
    return g_strdup_printf (ngettext ("%u octet", "%u octets", octets), (guint) octets);
  return g_format_size (octets);
}

static char *
dup_text (As as, Amount amount)
{
  switch (as)
    {
    case AS_OCTETS:
      return dup_octets (amount.part);
    case AS_PART:
      if (amount.whole == 0)
        return g_strdup ("–");
      return g_strdup_printf (_("%u of %u"), (guint) amount.part, (guint) amount.whole);
    case AS_SECONDS:
      return g_strdup_printf (_("%u.%u s"), (guint) (amount.part / G_TIME_SPAN_SECOND), (guint) (amount.part / 100000 % 10));
    case AS_NUMBER:
      return g_strdup_printf ("%u", (guint) amount.part);
    }
  g_assert_not_reached ();
}

static void
row_free (gpointer data)
{
  AdviserRow *row = data;

  g_free (row->label);
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    g_free (row->texts[setup]);
  g_free (row);
}

/* NULL when it would be empty for all. */
static AdviserRow *
new_row (const AdviserAnswer *answer, guint index, guint device)
{
  AdviserRow *row = g_new0 (AdviserRow, 1);
  guint64 largest = 0;
  gboolean empty = rows[index].as == AS_PART;

  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    {
      const AdviserFigures *figures = adviser_run_figures (answer->run, setup);
      Amount amount = rows[index].figure (figures, device);

      largest = MAX (largest, amount.part);
      empty = empty && amount.whole == 0;
      row->texts[setup] = dup_text (rows[index].as, amount);
      row->bars[setup] = amount.whole > 0 ? (double) amount.part / amount.whole : (double) amount.part;
    }
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS && rows[index].as != AS_PART && largest > 0; setup++)
    row->bars[setup] /= largest;
  row->more_is_better = rows[index].more_is_better;
  row->label = g_strdup (_(rows[index].label));
  if (rows[index].per_device)
    {
      g_autofree char *title = adviser_person_device_title (adviser_run_person (answer->run), device);

      g_free (row->label);
      row->label = g_strdup_printf ("%s: %s", title, _(rows[index].label));
    }
  if (empty)
    g_clear_pointer (&row, row_free);
  return row;
}

GPtrArray *
adviser_table_new (const AdviserAnswer *answer)
{
  GPtrArray *table = g_ptr_array_new_with_free_func (row_free);
  guint n_devices = adviser_run_figures (answer->run, 0)->n_devices;

  for (guint index = 0; index < G_N_ELEMENTS (rows); index++)
    for (guint device = 0; device < (rows[index].per_device ? n_devices : 1); device++)
      {
        AdviserRow *row = new_row (answer, index, device);

        if (row != NULL)
          g_ptr_array_add (table, row);
      }
  return table;
}
