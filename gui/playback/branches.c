#include "playback/branches.h"

#include <glib/gi18n.h>

#include "words.h"

static void
append (GMenu *menu, const char *label, const char *action, int branch)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "i", branch);
  g_menu_append_item (menu, item);
}

static void
rebuild (GtkMenuButton *button, PrSession *session)
{
  Journal *journal = pr_session_journal (session);
  guint n = journal != NULL ? journal_n_branches (journal) : 0;
  g_autoptr (GMenu) menu = g_menu_new (), to = g_menu_new (), beside = g_menu_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = words_branch (journal, i);

      append (to, label, "win.branch", (int) i);
      if (i != pr_session_branch (session))
        append (beside, label, "win.compare-branch", (int) i);
    }
  if (pr_session_is_comparing (session))
    append (beside, _("Compare no longer"), "win.compare-branch", -1);
  g_menu_append_section (menu, _("Go to"), G_MENU_MODEL (to));
  g_menu_append_section (menu, _("Compare with"), G_MENU_MODEL (beside));
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
  gtk_widget_set_tooltip_text (button, _("Other days that were lived from this one: go there, or see both side by side"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), button, 0);
  rebuild (GTK_MENU_BUTTON (button), session);
  return button;
}
