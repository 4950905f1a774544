/* A state diagram within the inspector, and enlarged. */
#include "conversation/state-diagram.h"

#include <glib/gi18n.h>

#include "dialogs/dialog-frame.h"

static GtkWidget *
new_words (const StateWalk *walk)
{
  g_autofree char *text = state_walk_words (walk);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

GtkWindow *
state_diagram_present (GtkWidget *above, const StateWalk *walk)
{
  GtkRoot *root = gtk_widget_get_root (above);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autofree char *title = g_strdup_printf (g_str_equal (walk->table->role, "client") ? _("States of the %s client")
                                                                                      : _("States of the %s server"),
                                            walk->table->protocol);

  gtk_window_set_title (GTK_WINDOW (window), title);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 980, -1); /* as high as the diagram, when there is room for it */
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 680);
  gtk_widget_add_css_class (box, "dialog-fields");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), pr_state_diagram_new (walk, TRUE));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), new_words (walk));
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_window_set_child (GTK_WINDOW (window), box);
  dialog_frame_add_escape (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  return GTK_WINDOW (window);
}

static void
on_clicked (GtkWidget *button, gpointer data)
{
  state_diagram_present (button, data);
}

static void
walk_free (gpointer walk, GClosure *closure)
{
  g_free (walk);
}

GtkWidget *
state_diagram_button (const StateWalk *walk)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *words = state_walk_words (walk);
  g_autofree char *name = g_strdup_printf (_("%s Enlarge the diagram of the states."), words);

  gtk_box_append (GTK_BOX (box), pr_state_diagram_new (walk, FALSE));
  gtk_box_append (GTK_BOX (box), new_words (walk));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "diagram");
  gtk_widget_set_tooltip_text (button, _("Enlarge the diagram"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_clicked), g_memdup2 (walk, sizeof *walk), walk_free, 0);
  return button;
}
