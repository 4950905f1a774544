#include "playback/branches.h"

#include <glib/gi18n.h>

/* "what if, from 08:06:00: phone check": the name alone would be the same for all. Caller owns. */
static char *
branch_label (Journal *journal, guint index)
{
  const Branch *branch = journal_branch (journal, index);
  g_autofree char *time = journal_format_time (journal, branch->at, 0);

  if (index == 0)
    return g_strdup (_("As it was written"));
  for (guint i = 0; i < journal_n_actions (journal); i++)
    if (journal_action_branch (journal, i) == index)
      {
        g_autofree char *text = action_to_shown_text (journal_action (journal, i));

        return g_strdup_printf (_("What if, at %s: %s"), time, text);
      }
  return g_strdup_printf (branch->drop_later ? _("Without what came at %s") : _("What if, from %s"), time);
}

static void
rebuild (GtkMenuButton *button, PrSession *session)
{
  Journal *journal = pr_session_journal (session);
  guint n = journal != NULL ? journal_n_branches (journal) : 0;
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = branch_label (journal, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.branch", "i", (int) i);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (button), n > 1 && !pr_session_is_guided (session));
}

static void
on_changed (PrSession *session, gpointer data)
{
  rebuild (data, session);
}

GtkWidget *
branches_button_new (PrSession *session)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _("What If"));
  gtk_widget_set_tooltip_text (button, _("Go to another day that was lived from this one"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), button, 0);
  rebuild (GTK_MENU_BUTTON (button), session);
  return button;
}
