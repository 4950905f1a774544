#include "advise-print.h"

#include <glib/gi18n.h>

#include "adviser-table.h"
#include "terminal.h"

#define LABEL_WIDTH 34
#define FIGURE_WIDTH 16

static void
print_row (const AdviserRow *row, GString *out)
{
  terminal_pad (out, row->label, LABEL_WIDTH);
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    {
      g_string_append_c (out, ' ');
      terminal_pad (out, row->texts[setup], setup + 1 < ADVISER_N_SETUPS ? FIGURE_WIDTH : 0);
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
  g_autoptr (GPtrArray) rows = adviser_table_new (answer);
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
  for (guint i = 0; i < rows->len; i++)
    print_row (rows->pdata[i], out);
  g_string_append_c (out, '\n');
  print_breaks (answer, out);
  g_string_append_c (out, '\n');
  print_rules (answer, out);
}
