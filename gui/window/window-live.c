/* Real mail programs: turning the servers on and off, and the way back to now. */
#include "live/live-bar.h"
#include "live/live-servers.h"
#include "window/window.h"

#include <glib/gi18n.h>

static void
start (PrWindow *window)
{
  g_autoptr (GError) error = NULL;

  if (!live_servers_start (pr_window_session (window), &error))
    pr_window_error (window, error->message);
}

static void
start_anew (PrWindow *window)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = live_servers_new_journal (&error);

  if (journal == NULL)
    {
      pr_window_error (window, error->message);
      return;
    }
  pr_window_set_journal (window, journal, NULL);
  start (window);
  /* What is to be typed into the program is the next thing to know. */
  pr_window_set_page (window, "connect");
}

static void
on_start (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PrSession *session = pr_window_session (data);
  gboolean here = g_str_equal (g_variant_get_string (parameter, NULL), "here");

  if (pr_session_is_live (session))
    return;
  if (!here)
    window_before_loss (data, start_anew);
  else if (pr_session_n_worlds (session) > 0 && !pr_session_is_guided (session))
    start (data);
}

static void
on_stop (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (!pr_session_is_live (pr_window_session (data)))
    return;
  pr_session_stop_live (pr_window_session (data));
  pr_window_toast (data, _("The servers are off. What happened is in the journal."), _("Save"), "win.save");
}

static void
on_now (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_session_follow (pr_window_session (data));
}

GtkWidget *
window_new_live_bar (PrWindow *window)
{
  static const GActionEntry entries[] = {
    { "live-start", on_start, "s", NULL, NULL, { 0 } },
    { "live-stop", on_stop, NULL, NULL, NULL, { 0 } },
    { "live-now", on_now, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  return live_bar_new (pr_window_session (window));
}
