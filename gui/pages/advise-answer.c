#include "pages/advise-answer.h"

#include <glib/gi18n.h>

#include "adviser-table.h"
#include "stage/quota-bar.h"

static GtkWidget *
new_text (const char *text, const char *class, int width)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), width);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX (width, 90));
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_recommendation (const AdviserAnswer *answer)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const AdviserFigures *figures = adviser_run_figures (answer->run, answer->best);
  const AdviserPerson *person = adviser_run_person (answer->run);
  g_autoptr (GPtrArray) reasons = adviser_answer_reasons (answer);

  gtk_box_append (GTK_BOX (box), new_text (_("This suits you"), "dim", 12));
  gtk_box_append (GTK_BOX (box), new_text (adviser_setup_name (answer->best), "start-title", 12));
  gtk_box_append (GTK_BOX (box), new_text (adviser_setup_about (answer->best), NULL, 12));
  for (guint i = 0; i < reasons->len; i++)
    gtk_box_append (GTK_BOX (box), new_text (reasons->pdata[i], i == 0 ? NULL : "dim", 12));
  if (figures->days < person->days)
    {
      g_autofree char *text = g_strdup_printf (_("So much mail is too much to simulate: %u of %u days were."), figures->days,
                                               person->days);

      gtk_box_append (GTK_BOX (box), new_text (text, "dim", 12));
    }
  gtk_widget_add_css_class (box, "advise-best");
  return box;
}

static GtkWidget *
new_head (const AdviserAnswer *answer, AdviserSetup setup)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *play = gtk_button_new_with_label (_("Play"));
  g_autofree char *name = g_strdup_printf (_("Play this month: %s"), adviser_setup_name (setup));
  GtkWidget *title = new_text (adviser_setup_name (setup), "card-title", 7);

  gtk_widget_set_tooltip_text (title, adviser_setup_about (setup));
  gtk_widget_set_vexpand (title, TRUE);
  gtk_box_append (GTK_BOX (box), title);
  gtk_widget_set_tooltip_text (play, name);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (play), "u", setup);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (play), "advise.play");
  gtk_widget_set_halign (play, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (play), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), play);
  return box;
}

static GtkWidget *
new_cell (const AdviserRow *row, AdviserSetup setup)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  ColorName color = setup <= SETUP_POP3_KEEP ? COLOR_POP3 : COLOR_IMAP;

  gtk_box_append (GTK_BOX (box), new_text (row->texts[setup], "numeric", 7));
  gtk_box_append (GTK_BOX (box), pr_quota_bar_new_figure (row->bars[setup], color));
  return box;
}

static GtkWidget *
new_break (const AdviserAnswer *answer, AdviserSetup setup)
{
  g_autofree char *sentence = adviser_break_sentence (answer, setup);
  guint days = adviser_answer_full_after (answer, setup);
  g_autoptr (GString) text = g_string_new (sentence);

  if (days > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, ngettext ("At this rate the mailbox is full after %u day.",
                                              "At this rate the mailbox is full after %u days.", days), days);
    }
  return new_text (text->str, "dim", 7);
}

static GtkWidget *
new_points (const AdviserAnswer *answer, AdviserSetup setup)
{
  g_autofree char *points = adviser_points_text (answer->points[setup]);

  return new_text (points, "card-title", 7);
}

static void
attach (GtkWidget *grid, GtkWidget *cell, guint column, int row, gboolean best)
{
  gtk_widget_add_css_class (cell, "advise-cell");
  if (best)
    gtk_widget_add_css_class (cell, "best");
  gtk_widget_set_hexpand (cell, column > 0);
  gtk_grid_attach (GTK_GRID (grid), cell, (int) column, row, 1, 1);
}

static GtkWidget *
new_table (const AdviserAnswer *answer)
{
  GtkWidget *grid = gtk_grid_new ();
  g_autoptr (GPtrArray) rows = adviser_table_new (answer);
  int last = (int) rows->len + 2;

  attach (grid, new_text ("", NULL, 10), 0, 0, FALSE);
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    {
      attach (grid, new_head (answer, setup), setup + 1, 0, setup == answer->best);
      attach (grid, new_points (answer, setup), setup + 1, 1, setup == answer->best);
    }
  attach (grid, new_text (_("Points against it"), NULL, 10), 0, 1, FALSE);
  for (guint i = 0; i < rows->len; i++)
    {
      const AdviserRow *row = rows->pdata[i];

      attach (grid, new_text (row->label, NULL, 10), 0, (int) i + 2, FALSE);
      for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
        attach (grid, new_cell (row, setup), setup + 1, (int) i + 2, setup == answer->best);
    }
  attach (grid, new_text (_("What breaks first"), NULL, 10), 0, last, FALSE);
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    attach (grid, new_break (answer, setup), setup + 1, last, setup == answer->best);
  gtk_widget_add_css_class (grid, "advise-table");
  return grid;
}

static GtkWidget *
new_rules (const AdviserAnswer *answer)
{
  GtkWidget *expander = gtk_expander_new (_("How the points come about")), *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 14);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_widget_set_margin_top (grid, 8);
  for (AdviserRule rule = 0; rule < ADVISER_N_RULES; rule++)
    {
      g_autofree char *weight = g_strdup_printf ("× %u", answer->weights[rule]);

      gtk_grid_attach (GTK_GRID (grid), new_text (adviser_rule_name (rule), NULL, 20), 0, (int) rule, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), new_text (weight, "numeric", 4), 1, (int) rule, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), new_text (adviser_rule_about (rule), "dim", 20), 2, (int) rule, 1, 1);
    }
  gtk_expander_set_child (GTK_EXPANDER (expander), grid);
  return expander;
}

GtkWidget *
advise_answer_new (const AdviserAnswer *answer)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  gtk_box_append (GTK_BOX (box), new_recommendation (answer));
  gtk_box_append (GTK_BOX (box), new_table (answer));
  gtk_box_append (GTK_BOX (box), new_rules (answer));
  return box;
}
