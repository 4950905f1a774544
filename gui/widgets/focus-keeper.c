#include "widgets/focus-keeper.h"

#define KEPT "postroom-kept-focus"

static gboolean
let_go (gpointer widget)
{
  g_object_unref (widget);
  return G_SOURCE_REMOVE;
}

static void
on_focus_moved (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  gpointer before = g_object_steal_data (G_OBJECT (window), KEPT);

  if (focus != NULL)
    g_object_set_data_full (G_OBJECT (window), KEPT, g_object_ref (focus), g_object_unref);
  if (before != NULL)
    g_idle_add (let_go, before);
}

void
focus_keeper_watch (GtkWindow *window)
{
  g_signal_connect (window, "notify::focus-widget", G_CALLBACK (on_focus_moved), NULL);
}
