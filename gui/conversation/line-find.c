#include "conversation/line-find.h"

#include <glib/gi18n.h>
#include <string.h>

#define AT_A_TIME 2000 /* lines looked through between two frames */
#define LONGEST 4096   /* octets of a line that are looked through */

struct _PrLineFind {
  GtkWidget parent_instance;
  PrSession *session;  /* owned */
  PrLineList *lines;   /* owned */
  GtkWidget *bar;
  GtkWidget *entry;
  GtkWidget *result;
  char *text;          /* owned, case folded, while looking */
  guint at;            /* row looked at next */
  guint left;          /* rows not looked at yet */
  gboolean forward;
  guint idle;
};

G_DEFINE_FINAL_TYPE (PrLineFind, pr_line_find, GTK_TYPE_WIDGET)

static void
pr_line_find_dispose (GObject *object)
{
  PrLineFind *self = PR_LINE_FIND (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  g_clear_pointer (&self->text, g_free);
  g_clear_object (&self->lines);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_line_find_parent_class)->dispose (object);
}

static void
pr_line_find_class_init (PrLineFindClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pr_line_find_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pr_line_find_init (PrLineFind *self)
{
}

static gboolean
has_text (PrLineFind *self, guint32 id)
{
  const Trace *trace = pr_session_trace (self->session, pr_session_focus (self->session));
  g_autofree char *text = NULL, *folded = NULL;

  if (trace_event (trace, id)->kind != TRACE_LINE)
    return FALSE;
  text = trace_line_shown (trace, trace_event (trace, id), LONGEST);
  folded = g_utf8_casefold (text, -1);
  return strstr (folded, self->text) != NULL;
}

static gboolean
look (gpointer data)
{
  PrLineFind *self = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->lines));

  for (guint i = 0; i < AT_A_TIME && self->left > 0 && n > 0; i++, self->left--)
    {
      g_autoptr (PrLine) line = g_list_model_get_item (G_LIST_MODEL (self->lines), self->at % n);

      if (has_text (self, pr_line_event (line)))
        {
          self->idle = 0;
          gtk_label_set_text (GTK_LABEL (self->result), _("found"));
          pr_session_select (self->session, pr_line_event (line));
          return G_SOURCE_REMOVE;
        }
      self->at = (self->at % n + (self->forward ? 1 : n - 1)) % n;
    }
  if (self->left > 0 && n > 0)
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  gtk_label_set_text (GTK_LABEL (self->result), _("not found"));
  return G_SOURCE_REMOVE;
}

/* here: the selected line counts, too. */
static void
go (PrLineFind *self, gboolean forward, gboolean here)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->lines));
  guint now = pr_line_list_find (self->lines, pr_session_selected (self->session));
  guint step = here ? 0 : forward ? 1 : n - 1;

  g_clear_handle_id (&self->idle, g_source_remove);
  g_free (self->text);
  self->text = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->entry)), -1);
  gtk_label_set_text (GTK_LABEL (self->result), "");
  if (*self->text == '\0' || n == 0)
    return;
  self->forward = forward;
  self->left = n;
  self->at = now == G_MAXUINT ? 0 : (now + step) % n;
  self->idle = g_idle_add (look, self);
}

void
pr_line_find_go (PrLineFind *self, gboolean forward)
{
  go (self, forward, FALSE);
}

static void
on_typed (PrLineFind *self)
{
  go (self, TRUE, TRUE);
}

static gboolean
on_find (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  PrLineFind *self = data;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return FALSE;
  pr_line_find_open (self, TRUE);
  return TRUE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer data)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || !(modifiers & GDK_SHIFT_MASK))
    return FALSE;
  pr_line_find_go (data, FALSE);
  return TRUE;
}

static void
on_next (PrLineFind *self)
{
  pr_line_find_go (self, TRUE);
}

static void
on_stop (PrLineFind *self)
{
  pr_line_find_open (self, FALSE);
}

static void
add_keys (PrLineFind *self, GtkWidget *keys_from)
{
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (shortcuts), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_f, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (on_find, self, NULL)));
  gtk_widget_add_controller (keys_from, shortcuts);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (self->entry, keys);
}

static void
on_opened (PrLineFind *self)
{
  if (gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->bar)))
    gtk_widget_grab_focus (self->entry);
  else
    gtk_label_set_text (GTK_LABEL (self->result), "");
}

static void
on_previous (PrLineFind *self)
{
  pr_line_find_go (self, FALSE);
}

static void
add_button (PrLineFind *self, GtkWidget *box, const char *icon, const char *name, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
}

GtkWidget *
pr_line_find_new (PrSession *session, PrLineList *lines, GtkWidget *keys_from)
{
  PrLineFind *self = g_object_new (PR_TYPE_LINE_FIND, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->session = g_object_ref (session);
  self->lines = g_object_ref (lines);
  self->bar = gtk_search_bar_new ();
  self->entry = gtk_search_entry_new ();
  self->result = gtk_label_new ("");
  gtk_label_set_width_chars (GTK_LABEL (self->result), 14);
  gtk_label_set_xalign (GTK_LABEL (self->result), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Find in the conversation"), -1);
  gtk_box_append (GTK_BOX (box), self->entry);
  add_button (self, box, "go-up-symbolic", _("The one before (Shift+Enter)"), G_CALLBACK (on_previous));
  add_button (self, box, "go-down-symbolic", _("The next one (Enter)"), G_CALLBACK (on_next));
  gtk_box_append (GTK_BOX (box), self->result);
  gtk_search_bar_set_child (GTK_SEARCH_BAR (self->bar), box);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (on_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "stop-search", G_CALLBACK (on_stop), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bar, "notify::search-mode-enabled", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  add_keys (self, keys_from);
  return GTK_WIDGET (self);
}

void
pr_line_find_open (PrLineFind *self, gboolean open)
{
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->bar), open);
  if (open)
    gtk_widget_grab_focus (self->entry);
}

void
pr_line_find_set_text (PrLineFind *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}
