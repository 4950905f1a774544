#include "window/world-switch.h"

#include <glib/gi18n.h>

static void
on_changed (PrSession *session, gpointer data)
{
  GtkWidget *self = data, *child, *group = NULL;
  guint n = pr_session_n_worlds (session);

  while ((child = gtk_widget_get_first_child (self)) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  for (guint i = 0; i < n && n > 1; i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (pr_session_world_name (session, i));

      if (group != NULL)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (group));
      group = button;
      gtk_widget_set_focus_on_click (button, FALSE);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", (int) i);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.world");
      gtk_box_append (GTK_BOX (self), button);
    }
  gtk_widget_set_visible (gtk_widget_get_parent (self), n > 1);
}

GtkWidget *
world_switch_new (PrSession *session, GtkBox *bar)
{
  GtkWidget *self = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (self, "segmented");
  gtk_widget_set_tooltip_text (self, _("Which world is shown"));
  gtk_box_append (bar, self);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), self, 0);
  on_changed (session, self);
  return self;
}
