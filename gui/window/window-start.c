/* To the start page and back, and what is opened from there. */
#include "pages/start-journals.h"
#include "pages/start-page.h"
#include "window/window.h"

#include <glib/gi18n.h>

#define NEXT "open-next" /* what is opened once nothing would be lost */

static void
on_show_start (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PrWindow *window = data;

  if (g_str_equal (pr_window_page (window), "start"))
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.leave-start", NULL);
      return;
    }
  pr_session_set_playing (pr_window_session (window), FALSE);
  if (!pr_window_is_aside (window))
    g_object_set_data_full (G_OBJECT (window), "page-before", g_strdup (pr_window_page (window)), g_free);
  pr_window_set_page (window, "start");
}

static void
on_leave_start (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *before = g_object_get_data (data, "page-before");

  if (g_str_equal (pr_window_page (data), "start") && pr_session_n_worlds (pr_window_session (data)) > 0)
    pr_window_set_page (data, before != NULL ? before : "stage");
}

static void
open_next (PrWindow *window)
{
  const char *path = g_object_get_data (G_OBJECT (window), NEXT);

  pr_window_open (window, path);
}

static void
on_open_path (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_object_set_data_full (data, NEXT, g_variant_dup_string (parameter, NULL), g_free);
  window_before_loss (data, open_next);
}

static void
open_next_text (PrWindow *window)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = journal_parse (g_object_get_data (G_OBJECT (window), NEXT), -1, _("the experiment"), &error);

  if (journal == NULL)
    pr_window_error (window, error->message);
  else
    pr_window_set_journal (window, journal, NULL);
}

/* A journal that is in no file. */
static void
on_open_text (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_object_set_data_full (data, NEXT, g_variant_dup_string (parameter, NULL), g_free);
  window_before_loss (data, open_next_text);
}

static void
begin_next (PrWindow *window)
{
  GVariant *protocols = g_object_get_data (G_OBJECT (window), NEXT);
  const char *laptop, *phone;
  g_autoptr (Journal) journal = NULL;

  g_variant_get (protocols, "(&s&s)", &laptop, &phone);
  journal = start_journal_free_play (laptop, phone);
  pr_window_set_journal (window, journal, NULL);
}

static gboolean
is_protocol (const char *name)
{
  return g_str_equal (name, "pop3") || g_str_equal (name, "imap");
}

static void
on_free_play (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *laptop, *phone;

  g_variant_get (parameter, "(&s&s)", &laptop, &phone);
  if (!is_protocol (laptop) || !is_protocol (phone))
    return;
  g_object_set_data_full (data, NEXT, g_variant_ref (parameter), (GDestroyNotify) g_variant_unref);
  window_before_loss (data, begin_next);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  gtk_widget_activate_action (widget, "win.leave-start", NULL);
  return TRUE;
}

GtkWidget *
window_new_start_page (PrWindow *window)
{
  static const GActionEntry entries[] = {
    { "show-start", on_show_start, NULL, NULL, NULL, { 0 } },
    { "leave-start", on_leave_start, NULL, NULL, NULL, { 0 } },
    { "open-path", on_open_path, "s", NULL, NULL, { 0 } },
    { "open-text", on_open_text, "s", NULL, NULL, { 0 } },
    { "free-play", on_free_play, "(ss)", NULL, NULL, { 0 } },
  };
  GtkWidget *page = pr_start_page_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (on_escape, NULL, NULL)));
  gtk_widget_add_controller (page, keys);
  g_signal_connect_after (page, "map", G_CALLBACK (pr_start_page_focus), NULL);
  return page;
}
