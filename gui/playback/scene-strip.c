#include "playback/scene-strip.h"

#include <glib/gi18n.h>
#include <string.h>

struct _PrSceneStrip {
  GtkWidget parent_instance;

  PrSession *session;  /* owned */
  GArray *times;       /* of gint64, per scene */
  GPtrArray *buttons;  /* of GtkWidget *, borrowed */
  GtkWidget *scroller;
  GtkWidget *box;
  int current;         /* -1: before the first */
};

G_DEFINE_FINAL_TYPE (PrSceneStrip, pr_scene_strip, GTK_TYPE_WIDGET)

static void
pr_scene_strip_dispose (GObject *object)
{
  PrSceneStrip *self = PR_SCENE_STRIP (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->session);
  g_clear_pointer (&self->times, g_array_unref);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);
  G_OBJECT_CLASS (pr_scene_strip_parent_class)->dispose (object);
}

static void
pr_scene_strip_class_init (PrSceneStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_scene_strip_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "scenestrip");
}

static void
pr_scene_strip_init (PrSceneStrip *self)
{
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->buttons = g_ptr_array_new ();
  self->scroller = gtk_scrolled_window_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->box, "scenes");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  self->current = -2;
}

const char *
scene_name (const Action *action)
{
  for (const char *const *language = g_get_language_names (); *language != NULL; language++)
    {
      if (g_str_has_prefix (*language, "en") || g_str_equal (*language, "C"))
        break;
      for (guint i = 0; action->texts != NULL && i + 1 < action->texts->len; i += 2)
        if (g_str_equal (g_ptr_array_index (action->texts, i), *language))
          return g_ptr_array_index (action->texts, i + 1);
    }
  return action->text != NULL ? action->text : "";
}

static void
on_clicked (GtkButton *button, gpointer data)
{
  PrSceneStrip *self = data;
  guint at;

  if (g_ptr_array_find (self->buttons, button, &at))
    pr_session_seek (self->session, g_array_index (self->times, gint64, at));
}

static void
add_scene (PrSceneStrip *self, const Action *action)
{
  g_autofree char *time = journal_format_time (pr_session_journal (self->session), action->time, 0);
  char *colon = strrchr (time, ':');
  g_autofree char *text = NULL;
  GtkWidget *button, *label;

  /* Seconds are noise here unless the scene is on one. */
  if (colon != NULL && g_str_has_suffix (time, ":00"))
    *colon = '\0';
  text = g_strdup_printf ("%s %s", time, scene_name (action));
  if (self->buttons->len > 0)
    {
      GtkWidget *arrow = gtk_label_new ("→");

      gtk_widget_add_css_class (arrow, "faint");
      gtk_box_append (GTK_BOX (self->box), arrow);
    }
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), 15);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 15);
  button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_tooltip_text (button, text);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_add_css_class (button, "scene");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), self, 0);
  gtk_box_append (GTK_BOX (self->box), button);
  g_ptr_array_add (self->buttons, button);
  g_array_append_val (self->times, action->time);
}

static void
rebuild (PrSceneStrip *self)
{
  Journal *journal = pr_session_journal (self->session);
  GtkWidget *child;
  g_autoptr (GArray) script = NULL;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  g_ptr_array_set_size (self->buttons, 0);
  g_array_set_size (self->times, 0);
  self->current = -2;
  if (journal == NULL || pr_session_n_worlds (self->session) == 0)
    return;
  script = journal_script (journal, timeline_branch (pr_session_timeline (self->session, 0)), 0);
  for (guint i = 0; i < script->len; i++)
    {
      const Action *action = journal_action (journal, g_array_index (script, guint, i));

      if (action->kind == ACTION_SCENE)
        add_scene (self, action);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->buttons->len > 0);
}

static void
show_current (PrSceneStrip *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  graphene_rect_t bounds;

  if (self->current < 0
      || !gtk_widget_compute_bounds (g_ptr_array_index (self->buttons, self->current), self->box, &bounds))
    return;
  gtk_adjustment_clamp_page (adjustment, bounds.origin.x - 60, bounds.origin.x + bounds.size.width + 60);
}

static void
on_moved (PrSceneStrip *self)
{
  gint64 now = pr_session_time (self->session);
  int current = -1;

  for (guint i = 0; i < self->times->len; i++)
    if (g_array_index (self->times, gint64, i) <= now)
      current = (int) i;
  if (current == self->current)
    return;
  self->current = current;
  for (guint i = 0; i < self->buttons->len; i++)
    {
      GtkWidget *button = g_ptr_array_index (self->buttons, i);

      gtk_widget_remove_css_class (button, "current");
      gtk_widget_remove_css_class (button, "future");
      if ((int) i >= current)
        gtk_widget_add_css_class (button, (int) i == current ? "current" : "future");
      gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_SELECTED, (int) i == current, -1);
    }
  show_current (self);
}

GtkWidget *
pr_scene_strip_new (PrSession *session)
{
  PrSceneStrip *self = g_object_new (PR_TYPE_SCENE_STRIP, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  rebuild (self);
  on_moved (self);
  return GTK_WIDGET (self);
}
