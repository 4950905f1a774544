#include "window/presenter.h"

#include <glib/gi18n.h>
#include <math.h>

#include "playback/scene-strip.h"

#define BAR_SECONDS 3
#define LEAST_MOTION 4 /* pixels: less is a table that somebody leans on */

struct _PrPresenter {
  GtkWidget parent_instance;

  PrSession *session;   /* owned */
  GtkWidget *overlay;
  GtkWidget *revealer;
  GtkWidget *bar;       /* GtkBox: row, and the transport while active */
  GtkWidget *scene;
  GtkWidget *menu;
  GtkWidget *blackout;
  GtkWidget *home;      /* borrowed: where the transport belongs */
  guint hiding;         /* source */
  double x, y;          /* where the pointer was */
  gint64 from, until;   /* the scene that is shown lasts so long, µs; nothing is known of it: from > until */
  gboolean active;
};

G_DEFINE_FINAL_TYPE (PrPresenter, pr_presenter, GTK_TYPE_WIDGET)

static void
pr_presenter_dispose (GObject *object)
{
  PrPresenter *self = PR_PRESENTER (object);

  g_clear_handle_id (&self->hiding, g_source_remove);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_presenter_parent_class)->dispose (object);
}

static void
pr_presenter_class_init (PrPresenterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_presenter_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "presenter");
}

static void
pr_presenter_init (PrPresenter *self)
{
}

/* The scene that is being played, or the journal's title before the first; and when that changes. */
static const char *
scene_now (PrPresenter *self)
{
  Journal *journal = pr_session_journal (self->session);
  const char *found = gtk_window_get_title (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gint64 now = pr_session_time (self->session);
  g_autoptr (GArray) script = NULL;

  self->from = G_MININT64;
  self->until = G_MAXINT64;
  if (journal == NULL || pr_session_n_worlds (self->session) == 0
      || pr_window_is_aside (PR_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)))))
    return found;
  script = journal_script (journal, pr_session_branch (self->session), 0);
  for (guint i = 0; i < script->len; i++)
    {
      const Action *action = journal_action (journal, g_array_index (script, guint, i));

      if (action->kind != ACTION_SCENE)
        continue;
      if (action->time > now)
        {
          self->until = action->time;
          break;
        }
      self->from = action->time;
      found = scene_name (action);
    }
  return found;
}

/* In every frame that is played. */
static void
on_moved (PrPresenter *self)
{
  gint64 now = pr_session_time (self->session);

  if (self->active && pr_presenter_shows_bar (self) && (now < self->from || now >= self->until))
    gtk_label_set_text (GTK_LABEL (self->scene), scene_now (self));
}

static void
on_changed (PrPresenter *self)
{
  self->from = G_MAXINT64;
  on_moved (self);
}

static void
set_bar_shown (PrPresenter *self, gboolean shown)
{
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), shown);
  gtk_widget_set_visible (self->revealer, shown);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), shown || !self->active ? NULL : "none");
  on_changed (self);
}

/* A menu that is open hangs from the bar, and who came by Tab is still there. */
static gboolean
is_bar_in_use (PrPresenter *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));

  return (gtk_widget_get_state_flags (self->bar) & GTK_STATE_FLAG_PRELIGHT) != 0
         || (focus != NULL && gtk_widget_is_ancestor (focus, self->bar)
             && (gtk_window_get_focus_visible (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))))
                 || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL));
}

static gboolean
on_hide (gpointer data)
{
  PrPresenter *self = data;

  if (is_bar_in_use (self))
    return G_SOURCE_CONTINUE;
  self->hiding = 0;
  set_bar_shown (self, FALSE);
  return G_SOURCE_REMOVE;
}

void
pr_presenter_show_bar (PrPresenter *self)
{
  if (!self->active)
    return;
  g_clear_handle_id (&self->hiding, g_source_remove);
  self->hiding = g_timeout_add_seconds (BAR_SECONDS, on_hide, self);
  if (!pr_presenter_shows_bar (self))
    set_bar_shown (self, TRUE);
}

gboolean
pr_presenter_shows_bar (PrPresenter *self)
{
  return gtk_widget_get_visible (self->revealer);
}

/* A new layout under a pointer at rest is told as motion, too. */
static void
on_motion (GtkEventControllerMotion *controller, double x, double y, gpointer data)
{
  PrPresenter *self = data;
  gboolean far = fabs (x - self->x) + fabs (y - self->y) >= LEAST_MOTION;

  if (!far)
    return;
  self->x = x;
  self->y = y;
  pr_presenter_show_bar (self);
}

static void
on_enter (GtkEventControllerMotion *controller, double x, double y, gpointer data)
{
  PrPresenter *self = data;

  self->x = x;
  self->y = y;
}

static GtkWidget *
new_button (const char *label, const char *action, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static GtkWidget *
new_menu_button (GMenuModel *model)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "open-menu-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), model);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (button), GTK_ARROW_UP);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Main menu"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Main menu"), -1);
  return button;
}

static void
build_bar (PrPresenter *self, GtkStack *pages, GMenuModel *menu)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *switcher = gtk_stack_switcher_new ();

  self->bar = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->bar, "present-bar");
  self->scene = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->scene), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->scene), 0);
  gtk_widget_set_hexpand (self->scene, TRUE);
  gtk_widget_add_css_class (self->scene, "present-scene");
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), pages);
  gtk_widget_add_css_class (switcher, "segmented");
  gtk_widget_set_valign (switcher, GTK_ALIGN_CENTER);
  self->menu = new_menu_button (menu);
  gtk_widget_add_css_class (row, "present-row");
  gtk_box_append (GTK_BOX (row), self->scene);
  gtk_box_append (GTK_BOX (row), switcher);
  gtk_box_append (GTK_BOX (row), new_button (_("_Black Screen"), "win.black",
                                             _("Nothing to look at, until the next key (full stop)")));
  gtk_box_append (GTK_BOX (row), self->menu);
  gtk_box_append (GTK_BOX (row), new_button (_("_Leave"), "win.present", _("Back to the window (Escape)")));
  gtk_box_append (GTK_BOX (self->bar), row);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer), GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), self->bar);
  gtk_widget_set_valign (self->revealer, GTK_ALIGN_END);
  gtk_widget_set_visible (self->revealer, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->revealer);
}

static void
on_black_pressed (PrPresenter *self)
{
  pr_presenter_set_black (self, FALSE);
}

static void
build_blackout (PrPresenter *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->blackout = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->blackout, "blackout");
  gtk_widget_set_visible (self->blackout, FALSE);
  gtk_widget_set_cursor_from_name (self->blackout, "none");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->blackout), GTK_ACCESSIBLE_PROPERTY_LABEL, _("The screen is black"), -1);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_black_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->blackout, GTK_EVENT_CONTROLLER (click));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->blackout);
}

GtkWidget *
pr_presenter_new (PrWindow *window, GtkWidget *content, GtkStack *pages, GMenuModel *menu)
{
  PrPresenter *self = g_object_new (PR_TYPE_PRESENTER, NULL);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->session = g_object_ref (pr_window_session (window));
  self->home = content;
  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), content);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  build_bar (self, pages, menu);
  build_blackout (self);
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion), self, 0);
  g_signal_connect_object (motion, "enter", G_CALLBACK (on_enter), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_object (pages, "notify::visible-child", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
pr_presenter_set_active (PrPresenter *self, gboolean active, GtkWidget *transport)
{
  g_autoptr (GtkWidget) moving = g_object_ref (transport);

  if (self->active == active)
    return;
  self->active = active;
  g_clear_handle_id (&self->hiding, g_source_remove);
  gtk_box_remove (GTK_BOX (active ? self->home : self->bar), moving);
  gtk_box_append (GTK_BOX (active ? self->bar : self->home), moving);
  pr_presenter_set_black (self, FALSE);
  set_bar_shown (self, FALSE);
}

gboolean
pr_presenter_active (PrPresenter *self)
{
  return self->active;
}

void
pr_presenter_set_black (PrPresenter *self, gboolean black)
{
  gtk_widget_set_visible (self->blackout, black);
}

gboolean
pr_presenter_black (PrPresenter *self)
{
  return gtk_widget_get_visible (self->blackout);
}

void
pr_presenter_popup_menu (PrPresenter *self)
{
  pr_presenter_show_bar (self);
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu));
}
