#include "dialogs/dialog-frame.h"

#include <glib/gi18n.h>

#include "widgets/focus-keeper.h"
#include "widgets/reader-name.h"

void
dialog_frame_add_escape (GtkWindow *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
}

GtkWindow *
dialog_frame_new (PrWindow *parent, const char *title, const char *deed, GtkWidget *content, GtkWidget **button)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *header = gtk_header_bar_new (), *cancel = gtk_button_new_with_mnemonic (_("_Cancel"));

  gtk_window_set_title (window, title);
  gtk_window_set_transient_for (window, GTK_WINDOW (parent));
  gtk_window_set_modal (window, TRUE);
  gtk_window_set_destroy_with_parent (window, TRUE);
  *button = gtk_button_new_with_mnemonic (deed);
  gtk_widget_add_css_class (*button, "suggested-action");
  gtk_header_bar_set_show_title_buttons (GTK_HEADER_BAR (header), FALSE);
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), cancel);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), *button);
  gtk_window_set_titlebar (window, header);
  gtk_window_set_default_widget (window, *button);
  gtk_window_set_child (window, content);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (gtk_window_close), window, G_CONNECT_SWAPPED);
  dialog_frame_add_escape (window);
  focus_keeper_watch (window);
  reader_name_mnemonics (header);
  return window;
}

GtkWidget *
dialog_frame_new_only (PrWindow *parent, guint world, gboolean active)
{
  PrSession *session = pr_window_session (parent);
  g_autofree char *text = NULL;
  GtkWidget *check;

  if (pr_session_n_worlds (session) < 2)
    return NULL;
  text = g_strdup_printf (_("Only in the world “%s”"), pr_session_world_name (session, world));
  check = gtk_check_button_new_with_label (text);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  gtk_widget_add_css_class (check, "dialog-only");
  return check;
}

void
dialog_frame_act (GtkWindow *window, PrWindow *parent, const char *action, GtkWidget *only, guint world)
{
  gboolean alone = only != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (only));

  gtk_widget_activate_action (GTK_WIDGET (parent), "win.act-in", "(si)", action, alone ? (int) world : -1);
  gtk_window_close (window);
}
