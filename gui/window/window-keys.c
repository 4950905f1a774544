/* The keys that move time. They work wherever the keyboard is, before lists and buttons take
 * arrows and the space bar for themselves; but not inside an open menu, and the space bar still
 * presses a button that was walked to by Tab. */
#include "window/window.h"

typedef struct {
  guint key;
  GdkModifierType modifiers;
  const char *action;
  StepUnit unit; /* for step-by */
  int direction;
} Key;

static const Key keys[] = {
  { GDK_KEY_space, 0, "win.play", 0, 0 },
  { GDK_KEY_Right, 0, "win.step-forward", 0, 0 },
  { GDK_KEY_Left, 0, "win.step-back", 0, 0 },
  { GDK_KEY_Right, GDK_SHIFT_MASK, "win.step-by", STEP_COMMAND, 1 },
  { GDK_KEY_Left, GDK_SHIFT_MASK, "win.step-by", STEP_COMMAND, -1 },
  { GDK_KEY_Right, GDK_CONTROL_MASK, "win.step-by", STEP_ACTION, 1 },
  { GDK_KEY_Left, GDK_CONTROL_MASK, "win.step-by", STEP_ACTION, -1 },
  { GDK_KEY_Page_Down, 0, "win.step-by", STEP_ACTION, 1 },
  { GDK_KEY_Page_Up, 0, "win.step-by", STEP_ACTION, -1 },
  { GDK_KEY_Home, 0, "win.go-start", 0, 0 },
  { GDK_KEY_End, 0, "win.go-end", 0, 0 },
  { GDK_KEY_w, 0, "win.next-world", 0, 0 },
};

static gboolean
belongs_elsewhere (PrWindow *window, guint key)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));

  if (pr_window_is_aside (window))
    return TRUE;
  if (focus == NULL)
    return FALSE;
  if (gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL || GTK_IS_TEXT (focus))
    return TRUE;
  return key == GDK_KEY_space && gtk_window_get_focus_visible (GTK_WINDOW (window))
         && (GTK_IS_BUTTON (focus) || GTK_IS_CHECK_BUTTON (focus) || gtk_widget_get_ancestor (focus, GTK_TYPE_DROP_DOWN) != NULL);
}

/* The number of an answer, as it stands beside it. */
static gboolean
choose_answer (PrWindow *window, guint key, GdkModifierType modifiers)
{
  guint number = key >= GDK_KEY_1 && key <= GDK_KEY_9 ? key - GDK_KEY_1 + 1
                 : key >= GDK_KEY_KP_1 && key <= GDK_KEY_KP_9 ? key - GDK_KEY_KP_1 + 1 : 0;

  return number > 0 && modifiers == 0 && !belongs_elsewhere (window, key) && window_choose_answer (window, number - 1);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer data)
{
  PrWindow *window = data;

  modifiers &= gtk_accelerator_get_default_mod_mask ();
  if (window_present_key (window, key, modifiers) || choose_answer (window, key, modifiers))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (keys[i].key != key || keys[i].modifiers != modifiers)
        continue;
      if (belongs_elsewhere (window, key))
        return FALSE;
      if (keys[i].direction == 0)
        gtk_widget_activate_action (GTK_WIDGET (window), keys[i].action, NULL);
      else
        gtk_widget_activate_action (GTK_WIDGET (window), keys[i].action, "i", keys[i].direction * ((int) keys[i].unit + 1));
      return TRUE;
    }
  return FALSE;
}

void
window_add_keys (PrWindow *window)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (on_key), window, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}
