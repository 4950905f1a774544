#include "widgets/notice.h"

#include <glib/gi18n.h>

#define TOAST_SECONDS 6

struct _PrNotice {
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkWidget *label;
  GtkWidget *button;
  GtkWidget *choice;
  gboolean toast;
  guint timeout;
};

G_DEFINE_FINAL_TYPE (PrNotice, pr_notice, GTK_TYPE_WIDGET)

static void
pr_notice_dispose (GObject *object)
{
  PrNotice *self = PR_NOTICE (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (pr_notice_parent_class)->dispose (object);
}

static void
pr_notice_class_init (PrNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_notice_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "notice");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
pr_notice_init (PrNotice *self)
{
}

static void
add_close_button (PrNotice *self, GtkWidget *box)
{
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_button_set_has_frame (GTK_BUTTON (close), FALSE);
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (close, _("Close this message"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Close this message"), -1);
  g_signal_connect_object (close, "clicked", G_CALLBACK (pr_notice_hide), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), close);
}

GtkWidget *
pr_notice_new (gboolean toast)
{
  PrNotice *self = g_object_new (PR_TYPE_NOTICE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->toast = toast;
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer),
                                    toast ? GTK_REVEALER_TRANSITION_TYPE_CROSSFADE : GTK_REVEALER_TRANSITION_TYPE_SLIDE_DOWN);
  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_selectable (GTK_LABEL (self->label), !toast);
  gtk_widget_set_can_focus (self->label, FALSE); /* Tab passes it; `focusable` would let it keep the keyboard */
  gtk_widget_set_hexpand (self->label, !toast);
  self->button = gtk_button_new ();
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  self->choice = gtk_button_new ();
  gtk_widget_set_valign (self->choice, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (box, toast ? "toast" : "banner");
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->button);
  gtk_box_append (GTK_BOX (box), self->choice);
  add_close_button (self, box);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return GTK_WIDGET (self);
}

static gboolean
on_timeout (gpointer data)
{
  PrNotice *self = data;

  self->timeout = 0;
  pr_notice_hide (self);
  return G_SOURCE_REMOVE;
}

void
pr_notice_show (PrNotice *self, const char *text, const char *button, const char *action)
{
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_visible (self->button, button != NULL);
  gtk_widget_set_visible (self->choice, FALSE);
  if (button != NULL)
    gtk_button_set_label (GTK_BUTTON (self->button), button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), action);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (self->toast)
    self->timeout = g_timeout_add_seconds (TOAST_SECONDS, on_timeout, self);
}

void
pr_notice_add_choice (PrNotice *self, const char *button, const char *action)
{
  gtk_button_set_label (GTK_BUTTON (self->choice), button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->choice), action);
  gtk_widget_set_visible (self->choice, TRUE);
  g_clear_handle_id (&self->timeout, g_source_remove);
}

static gboolean
has_focus (PrNotice *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

/* GTK would do it with the frame after the hiding, and 4.8 keeps what was hidden for good when the window is closed before
 * that. */
static void
pass_focus_on (PrNotice *self)
{
  GtkWidget *around = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
  while (around != NULL && !gtk_widget_child_focus (around, GTK_DIR_TAB_FORWARD))
    around = gtk_widget_get_parent (around);
  gtk_widget_set_can_focus (GTK_WIDGET (self), TRUE);
}

void
pr_notice_hide (PrNotice *self)
{
  if (has_focus (self))
    pass_focus_on (self);
  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
pr_notice_pass (PrNotice *self)
{
  if (self->timeout != 0)
    pr_notice_hide (self);
}

const char *
pr_notice_text (PrNotice *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_text (GTK_LABEL (self->label)) : NULL;
}
