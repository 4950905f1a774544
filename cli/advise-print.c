#include "advise-print.h"

#include <glib/gi18n.h>

#include "terminal.h"

#define LABEL_WIDTH 34
#define FIGURE_WIDTH 16

typedef char *(*Figure) (const AdviserFigures *figures, guint device);

static char *
dup_of (guint part, guint whole)
{
  return whole > 0 ? g_strdup_printf (_("%u of %u"), part, whole) : g_strdup ("–");
}

static char *
device_moved (const AdviserFigures *figures, guint device)
{
  return terminal_size (figures->devices[device].moved);
}

static char *
device_end (const AdviserFigures *figures, guint device)
{
  return terminal_size (figures->devices[device].end);
}

static char *
device_peak (const AdviserFigures *figures, guint device)
{
  return terminal_size (figures->devices[device].peak);
}

static char *
device_missing (const AdviserFigures *figures, guint device)
{
  return dup_of (figures->devices[device].missing, figures->kept);
}

static char *
server_end (const AdviserFigures *figures, guint device)
{
  return terminal_size (figures->server_end);
}

static char *
server_peak (const AdviserFigures *figures, guint device)
{
  return terminal_size (figures->server_peak);
}

static char *
refused (const AdviserFigures *figures, guint device)
{
  return dup_of (figures->refused, figures->letters);
}

static char *
never (const AdviserFigures *figures, guint device)
{
  return dup_of (figures->nevers, figures->wants);
}

static char *
waited (const AdviserFigures *figures, guint device)
{
  return dup_of (figures->waits, figures->wants);
}

static char *
longest_wait (const AdviserFigures *figures, guint device)
{
  return g_strdup_printf (_("%u.%u s"), (guint) (figures->wait_longest / G_TIME_SPAN_SECOND),
                          (guint) (figures->wait_longest / 100000 % 10));
}

static char *
offline (const AdviserFigures *figures, guint device)
{
  return dup_of (figures->offline_had, figures->offline_wants);
}

static char *
agreeing (const AdviserFigures *figures, guint device)
{
  return dup_of (figures->read_agreeing, figures->read_places);
}

static char *
sent_seen (const AdviserFigures *figures, guint device)
{
  return dup_of (figures->sent_seen, figures->sent_places);
}

static char *
filed_seen (const AdviserFigures *figures, guint device)
{
  return dup_of (figures->filed_seen, figures->filed_places);
}

static char *
alone (const AdviserFigures *figures, guint device)
{
  return g_strdup_printf ("%u", figures->alone);
}

static const struct {
  const char *label;
  Figure figure;
  gboolean per_device;
} rows[] = {
  { N_ ("Data moved"), device_moved, TRUE },
  { N_ ("Held at the end"), device_end, TRUE },
  { N_ ("Held at most"), device_peak, TRUE },
  { N_ ("Letters missing"), device_missing, TRUE },
  { N_ ("Server: held at the end"), server_end, FALSE },
  { N_ ("Server: held at most"), server_peak, FALSE },
  { N_ ("Letters that did not arrive"), refused, FALSE },
  { N_ ("Letters opened that never came"), never, FALSE },
  { N_ ("Letters waited for"), waited, FALSE },
  { N_ ("Longest wait"), longest_wait, FALSE },
  { N_ ("Readable without a network"), offline, FALSE },
  { N_ ("Shown as read where it should be"), agreeing, FALSE },
  { N_ ("Sent mail seen elsewhere"), sent_seen, FALSE },
  { N_ ("Filed letters in their folder"), filed_seen, FALSE },
  { N_ ("Letters on one device only"), alone, FALSE },
};

static void
print_row (const AdviserAnswer *answer, guint row, guint device, GString *out)
{
  const AdviserFigures *first = adviser_run_figures (answer->run, 0);
  g_autofree char *label = rows[row].per_device ? g_strdup_printf ("%s: %s", first->devices[device].name, _(rows[row].label))
                                                : g_strdup (_(rows[row].label));

  terminal_pad (out, label, LABEL_WIDTH);
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    {
      g_autofree char *text = rows[row].figure (adviser_run_figures (answer->run, setup), device);

      g_string_append_c (out, ' ');
      if (setup + 1 < ADVISER_N_SETUPS)
        terminal_pad (out, text, FIGURE_WIDTH);
      else
        g_string_append (out, text);
    }
  g_string_append_c (out, '\n');
}

static void
print_heads (const AdviserAnswer *answer, GString *out)
{
  g_autoptr (GString) line = g_string_new (NULL);

  terminal_pad (line, "", LABEL_WIDTH);
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    {
      g_string_append_c (line, ' ');
      terminal_pad (line, adviser_setup_id (setup), setup + 1 < ADVISER_N_SETUPS ? FIGURE_WIDTH : 0);
    }
  terminal_styled (out, STYLE_HEADING, line->str);
  g_string_append_c (out, '\n');
  terminal_pad (out, _("Points against it"), LABEL_WIDTH);
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    {
      g_autofree char *points = adviser_points_text (answer->points[setup]);

      g_string_append_c (out, ' ');
      terminal_pad (out, points, setup + 1 < ADVISER_N_SETUPS ? FIGURE_WIDTH : 0);
    }
  g_string_append_c (out, '\n');
}

static void
print_breaks (const AdviserAnswer *answer, GString *out)
{
  terminal_styled (out, STYLE_HEADING, _("What breaks first"));
  g_string_append_c (out, '\n');
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    {
      g_autofree char *sentence = adviser_break_sentence (answer, setup);
      guint days = adviser_answer_full_after (answer, setup);

      terminal_pad (out, adviser_setup_id (setup), FIGURE_WIDTH);
      g_string_append_printf (out, " %s", sentence);
      if (days > 0)
        {
          g_string_append_c (out, ' ');
          g_string_append_printf (out, ngettext ("At this rate the mailbox is full after %u day.",
                                                 "At this rate the mailbox is full after %u days.", days), days);
        }
      g_string_append_c (out, '\n');
    }
}

static void
print_rules (const AdviserAnswer *answer, GString *out)
{
  terminal_styled (out, STYLE_HEADING, _("How the points come about"));
  g_string_append_c (out, '\n');
  for (AdviserRule rule = 0; rule < ADVISER_N_RULES; rule++)
    {
      g_autofree char *weight = g_strdup_printf ("%2u", answer->weights[rule]);

      terminal_pad (out, adviser_rule_name (rule), LABEL_WIDTH);
      g_string_append_printf (out, " × %s  ", weight);
      terminal_styled (out, STYLE_FAINT, adviser_rule_about (rule));
      g_string_append_c (out, '\n');
    }
}

void
advise_print (const AdviserAnswer *answer, GString *out)
{
  const AdviserFigures *first = adviser_run_figures (answer->run, 0);
  const AdviserPerson *person = adviser_run_person (answer->run);
  g_autoptr (GPtrArray) reasons = adviser_answer_reasons (answer);
  g_autofree char *text = adviser_person_text (person);

  terminal_styled (out, STYLE_FAINT, text);
  g_string_append_c (out, '\n');
  if (first->days < person->days)
    g_string_append_printf (out, _("So much mail is too much to simulate: %u of %u days were.\n"), first->days, person->days);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < reasons->len; i++)
    {
      terminal_styled (out, i == 0 ? STYLE_GOOD : STYLE_FAINT, reasons->pdata[i]);
      g_string_append_c (out, '\n');
    }
  g_string_append_c (out, '\n');
  print_heads (answer, out);
  for (guint row = 0; row < G_N_ELEMENTS (rows); row++)
    for (guint device = 0; device < (rows[row].per_device ? first->n_devices : 1); device++)
      print_row (answer, row, device, out);
  g_string_append_c (out, '\n');
  print_breaks (answer, out);
  g_string_append_c (out, '\n');
  print_rules (answer, out);
}
