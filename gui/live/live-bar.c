#include "live/live-bar.h"

#include <glib/gi18n.h>

typedef struct {
  PrSession *session; /* borrowed: it outlives the bar's signals */
  GtkWidget *bar;
  GtkWidget *dot;
  GtkWidget *text;
  GtkWidget *now;     /* GtkButton */
} LiveBar;

static char *
dup_text (PrSession *session)
{
  guint n = pr_session_n_clients (session);

  if (!pr_session_follows (session))
    return g_strdup (_("You look at the past; the servers live on."));
  if (n == 0)
    return g_strdup (_("The servers are on, and time runs as in real life. No mail program is connected."));
  return g_strdup_printf (ngettext ("Time runs as in real life. %u connection of a real mail program",
                                    "Time runs as in real life. %u connections of real mail programs", n), n);
}

static void
update (PrSession *session, gpointer bar)
{
  LiveBar *self = g_object_get_data (bar, "live-bar");
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->bar, pr_session_is_live (self->session));
  if (!pr_session_is_live (self->session))
    return;
  text = dup_text (self->session);
  gtk_label_set_text (GTK_LABEL (self->text), text);
  gtk_widget_set_visible (self->now, !pr_session_follows (self->session));
  if (pr_session_follows (self->session))
    gtk_widget_add_css_class (self->dot, "on");
  else
    gtk_widget_remove_css_class (self->dot, "on");
}

static GtkWidget *
add_button (LiveBar *self, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_box_append (GTK_BOX (self->bar), button);
  return button;
}

GtkWidget *
live_bar_new (PrSession *session)
{
  LiveBar *self = g_new0 (LiveBar, 1);

  self->session = session;
  self->bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  gtk_widget_add_css_class (self->bar, "live-bar");
  self->dot = gtk_label_new (_("Live"));
  gtk_widget_add_css_class (self->dot, "live-dot");
  gtk_widget_set_valign (self->dot, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->bar), self->dot);
  self->text = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_wrap (GTK_LABEL (self->text), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (self->text), 12);
  gtk_widget_set_hexpand (self->text, TRUE);
  gtk_box_append (GTK_BOX (self->bar), self->text);
  self->now = add_button (self, _("Back to Now"), "win.live-now");
  gtk_widget_add_css_class (self->now, "suggested-action");
  add_button (self, _("What to Type In"), "win.page::connect");
  add_button (self, _("Stop the Servers"), "win.live-stop");
  g_object_set_data_full (G_OBJECT (self->bar), "live-bar", self, g_free);
  g_signal_connect_object (session, "live", G_CALLBACK (update), self->bar, 0);
  update (session, self->bar);
  return self->bar;
}
