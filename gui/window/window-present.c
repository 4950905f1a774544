/* For an audience: presenting, the clicker's keys, the black screen; and the size of text, for whoever sits further away. */
#include "window/presenter.h"
#include "window/theme.h"

#define ZOOM_STEP 1.1
/* Text is as large on a full screen as if the screen had that many pixels from top to bottom. */
#define PRESENT_LINES 680
#define LEAST_PRESENT_ZOOM 1.25
#define MOST_PRESENT_ZOOM 3.0
#define SMALL_AGAIN 120 /* milliseconds until the window is laid out with small text */

/* All windows have one size of text: what it was before the first of them had an audience. */
static double zoom_before = 1;
static guint n_audiences;

static int
screen_height (PrWindow *window)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  GdkMonitor *monitor = surface != NULL ? gdk_display_get_monitor_at_surface (display, surface) : NULL;
  GdkRectangle screen;
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  if (monitor == NULL)
    return height;
  gdk_monitor_get_geometry (monitor, &screen);
  return screen.height;
}

/* usual: what the person has chosen for the window, which an audience gets at least as much more of. */
static double
present_zoom (PrWindow *window, double usual)
{
  double zoom = MAX ((double) screen_height (window) / PRESENT_LINES, usual * LEAST_PRESENT_ZOOM);

  return CLAMP (zoom, LEAST_PRESENT_ZOOM, MOST_PRESENT_ZOOM);
}

static void
set_state (PrWindow *window, const char *name, gboolean state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (state));
}

static gboolean
leave_full_screen (gpointer window)
{
  if (gtk_widget_get_mapped (window) && !pr_presenter_active (PR_PRESENTER (pr_window_presenter (window))))
    gtk_window_unfullscreen (window);
  return G_SOURCE_REMOVE;
}

/* Beside a day the keys are for time; on the other pages they choose, and go on from where they were. */
static void
keep_focus (PrWindow *window, GtkWidget *focus)
{
  if (focus != NULL && pr_window_is_aside (window) && gtk_widget_get_mapped (focus) && gtk_widget_is_sensitive (focus))
    gtk_window_set_focus (GTK_WINDOW (window), focus);
}

static void
begin_zoom (PrWindow *window)
{
  if (n_audiences++ == 0)
    zoom_before = theme_zoom ();
  theme_set_zoom (present_zoom (window, zoom_before));
}

static void
end_zoom (void)
{
  if (--n_audiences == 0)
    theme_set_zoom (zoom_before);
}

static void
on_present (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PrPresenter *presenter = PR_PRESENTER (pr_window_presenter (data));
  gboolean active = !pr_presenter_active (presenter);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (data));

  pr_window_set_presenting (data, active);
  keep_focus (data, focus);
  if (active)
    begin_zoom (data);
  else
    end_zoom ();
  if (active && !gtk_widget_has_css_class (data, "picture"))
    gtk_window_fullscreen (data);
  else if (!active) /* The desktop would give the window the room that large text asks for: it has to know of the small one. */
    g_timeout_add_full (G_PRIORITY_DEFAULT, SMALL_AGAIN, leave_full_screen, g_object_ref (data), g_object_unref);
  g_simple_action_set_state (action, g_variant_new_boolean (active));
  set_state (data, "black", FALSE);
}

static void
on_black (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PrPresenter *presenter = PR_PRESENTER (pr_window_presenter (data));

  if (!pr_presenter_active (presenter))
    return;
  pr_presenter_set_black (presenter, !pr_presenter_black (presenter));
  g_simple_action_set_state (action, g_variant_new_boolean (pr_presenter_black (presenter)));
}

static void
on_zoom (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *name = g_action_get_name (G_ACTION (action));
  gboolean presenting = pr_presenter_active (PR_PRESENTER (pr_window_presenter (data)));

  if (g_str_equal (name, "zoom-normal"))
    theme_set_zoom (presenting ? present_zoom (data, 1) : 1);
  else
    theme_set_zoom (theme_zoom () * (g_str_equal (name, "zoom-in") ? ZOOM_STEP : 1 / ZOOM_STEP));
}

static void
on_contrast (GSimpleAction *action, GVariant *state, gpointer data)
{
  theme_set_contrast (g_variant_get_boolean (state));
  g_simple_action_set_state (action, state);
}

/* Taken off the full screen by the desktop: then there is no audience any more. */
static void
on_fullscreened (PrWindow *window)
{
  if (!gtk_window_is_fullscreen (GTK_WINDOW (window)) && pr_presenter_active (PR_PRESENTER (pr_window_presenter (window))))
    g_action_group_activate_action (G_ACTION_GROUP (window), "present", NULL);
}

/* Closed while presenting: the text of other windows finds back to its size. */
static void
on_unrealize (PrWindow *window)
{
  if (pr_presenter_active (PR_PRESENTER (pr_window_presenter (window))))
    end_zoom ();
}

void
window_add_present_actions (PrWindow *window)
{
  static const GActionEntry entries[] = {
    { "present", on_present, NULL, "false", NULL, { 0 } },
    { "black", on_black, NULL, "false", NULL, { 0 } },
    { "zoom-in", on_zoom, NULL, NULL, NULL, { 0 } },
    { "zoom-out", on_zoom, NULL, NULL, NULL, { 0 } },
    { "zoom-normal", on_zoom, NULL, NULL, NULL, { 0 } },
    { "contrast", NULL, NULL, "false", on_contrast, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  g_signal_connect (window, "notify::fullscreened", G_CALLBACK (on_fullscreened), NULL);
  g_signal_connect (window, "unrealize", G_CALLBACK (on_unrealize), NULL);
}

static gboolean
is_enabled (PrWindow *window, const char *name)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);

  return action != NULL && g_action_get_enabled (action);
}

/* Through the lesson that is open; otherwise by what was chosen as a step. */
static void
turn (PrWindow *window, gboolean forward)
{
  const char *name = forward ? "step-forward" : "step-back";

  if (pr_lesson_player_lesson (pr_window_lesson (window)) != NULL)
    window_turn_lesson (window, forward);
  else if (is_enabled (window, name))
    g_action_group_activate_action (G_ACTION_GROUP (window), name, NULL);
}

static gboolean
is_typing (PrWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  return focus != NULL && (GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus)
                           || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL);
}

gboolean
window_present_key (PrWindow *window, guint key, GdkModifierType modifiers)
{
  PrPresenter *presenter = PR_PRESENTER (pr_window_presenter (window));

  if (!pr_presenter_active (presenter))
    return FALSE;
  if (key == GDK_KEY_Tab || key == GDK_KEY_ISO_Left_Tab || key == GDK_KEY_F10)
    pr_presenter_show_bar (presenter);
  if (modifiers != 0 || is_typing (window))
    return FALSE;
  if (pr_presenter_black (presenter) || key == GDK_KEY_period || key == GDK_KEY_b || key == GDK_KEY_KP_Decimal)
    g_action_group_activate_action (G_ACTION_GROUP (window), "black", NULL);
  else if (key == GDK_KEY_Escape)
    g_action_group_activate_action (G_ACTION_GROUP (window), "present", NULL);
  else if (key == GDK_KEY_F10)
    pr_presenter_popup_menu (presenter);
  else if (!pr_window_is_aside (window) && (key == GDK_KEY_Page_Down || key == GDK_KEY_Page_Up))
    turn (window, key == GDK_KEY_Page_Down);
  else
    return FALSE;
  return TRUE;
}
