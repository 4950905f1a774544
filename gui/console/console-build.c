/* What a console is made of. */
#include "console/console-private.h"

#include <glib/gi18n.h>

#include "conversation/conversation.h"
#include "widgets/flow-box.h"
#include "widgets/reader-name.h"

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer data)
{
  PrConsole *self = data;

  if ((modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;
  /* An entry that is empty lets Tab go on, so that nobody is caught here. */
  if (key == GDK_KEY_Tab && *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    return pr_console_complete (self);
  if (key == GDK_KEY_Up || key == GDK_KEY_Down)
    {
      pr_console_recall (self, key == GDK_KEY_Up ? -1 : 1);
      return TRUE;
    }
  return FALSE;
}

static void
on_activate (PrConsole *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "console.send", NULL);
}

static GtkWidget *
new_choice (const char *const *words, const char *tooltip)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (words);

  gtk_widget_set_tooltip_text (choice, tooltip);
  reader_name (choice, tooltip);
  return choice;
}

static GtkWidget *
new_button (const char *label, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

GtkWidget *
console_build_bar (PrConsole *self)
{
  static const char *const none[] = { NULL };
  const char *const names[] = { "POP3", "IMAP", _("SMTP (submission)"), _("SMTP (port 25)"), NULL };
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *row = pr_flow_box_new (8);
  GtkWidget *undo = new_button (_("Take _Back"), _("Undo what was typed last (Ctrl+Z)"), "win.undo");

  self->account = new_choice (none, _("Whose mail it is"));
  self->protocol = new_choice (names, _("What you speak"));
  self->connect = new_button (_("_Connect"), _("Open a connection to the server"), "console.connect");
  gtk_widget_add_css_class (self->connect, "suggested-action");
  self->hang_up = new_button (_("_Hang Up"), _("End the connection without a word"), "console.hang-up");
  self->state = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->state, "state");
  gtk_widget_set_valign (self->state, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (undo, GTK_ALIGN_START);
  gtk_widget_set_hexpand (row, TRUE);
  gtk_widget_add_css_class (bar, "console-bar");
  pr_flow_box_append (PR_FLOW_BOX (row), self->account);
  pr_flow_box_append (PR_FLOW_BOX (row), self->protocol);
  pr_flow_box_append (PR_FLOW_BOX (row), self->connect);
  pr_flow_box_append (PR_FLOW_BOX (row), self->hang_up);
  pr_flow_box_append (PR_FLOW_BOX (row), self->state);
  gtk_box_append (GTK_BOX (bar), row);
  gtk_box_append (GTK_BOX (bar), undo);
  return bar;
}

GtkWidget *
console_build_middle (PrConsole *self)
{
  GtkWidget *middle = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *heading = gtk_label_new (_("You may type now"));

  self->conversation = pr_conversation_new (self->session);
  gtk_widget_set_hexpand (self->conversation, TRUE);
  self->commands = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->commands), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (self->commands, TRUE);
  gtk_widget_add_css_class (self->commands, "fades");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "dim");
  gtk_widget_add_css_class (side, "console-side");
  gtk_widget_set_size_request (side, 230, -1);
  gtk_box_append (GTK_BOX (side), heading);
  gtk_box_append (GTK_BOX (side), self->commands);
  gtk_box_append (GTK_BOX (middle), self->conversation);
  gtk_box_append (GTK_BOX (middle), side);
  gtk_widget_set_vexpand (middle, TRUE);
  return middle;
}

GtkWidget *
console_build_line (PrConsole *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->entry = gtk_entry_new ();
  gtk_widget_add_css_class (self->entry, "console-entry");
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("What you say to the server"), -1);
  /* The keyboard is in the text within it. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (self->entry))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("What you say to the server"), -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (console_update_hint), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  self->send = new_button (_("_Send"), _("Send the line (Enter)"), "console.send");
  gtk_widget_add_css_class (line, "console-bar");
  gtk_box_append (GTK_BOX (line), self->entry);
  gtk_box_append (GTK_BOX (line), self->send);
  return line;
}
