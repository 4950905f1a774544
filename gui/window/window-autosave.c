/* What is not saved is kept in the cache folder a few seconds after each deed, one file a window, and offered at the next
 * start when the program that wrote it is no longer there. A clean end removes it. */
#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

#include "window/window.h"

#define DELAY_SECONDS 3
#define PREFIX "unsaved-"

typedef struct {
  char *path;
  guint timeout;
  gboolean complained; /* once is enough */
} Autosave;

static char *
dup_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "postroom", NULL);
}

static void
autosave_free (gpointer data)
{
  Autosave *autosave = data;

  g_clear_handle_id (&autosave->timeout, g_source_remove);
  g_unlink (autosave->path);
  g_free (autosave->path);
  g_free (autosave);
}

/* Who relies on it should know that it is not there. */
static void
complain (PrWindow *window, Autosave *autosave, const char *why)
{
  g_autofree char *text = g_strdup_printf (_("What is not saved could not be kept for the case of a crash: %s"), why);

  if (!autosave->complained)
    pr_window_error (window, text);
  autosave->complained = TRUE;
}

gboolean
window_autosave_now (PrWindow *window)
{
  Autosave *autosave = g_object_get_data (G_OBJECT (window), "autosave");
  PrSession *session = pr_window_session (window);
  g_autofree char *folder = dup_folder ();
  g_autoptr (Journal) copy = NULL;
  g_autoptr (GError) error = NULL;

  if (autosave == NULL)
    return FALSE;
  if (!pr_session_modified (session))
    {
      g_unlink (autosave->path);
      return FALSE;
    }
  /* A copy: writing must not change what the window knows of its own file. */
  copy = journal_dup (pr_session_journal (session));
  g_mkdir_with_parents (folder, 0700); /* what is wrong with it, writing tells */
  if (journal_write (copy, autosave->path, &error))
    return TRUE;
  complain (window, autosave, error->message);
  return FALSE;
}

static gboolean
on_timeout (gpointer data)
{
  Autosave *autosave = g_object_get_data (data, "autosave");

  autosave->timeout = 0;
  window_autosave_now (data);
  return G_SOURCE_REMOVE;
}

static void
on_changed (PrSession *session, gpointer data)
{
  Autosave *autosave = g_object_get_data (data, "autosave");

  if (autosave != NULL && autosave->timeout == 0)
    autosave->timeout = g_timeout_add_seconds (DELAY_SECONDS, on_timeout, data);
}

/* A window that is closed has asked before: nothing is left to be kept. */
static void
on_destroy (GtkWidget *window, gpointer data)
{
  g_object_set_data (G_OBJECT (window), "autosave", NULL);
}

/* The program that wrote it is gone. */
static gboolean
is_orphan (const char *name)
{
  pid_t writer;

  if (!g_str_has_prefix (name, PREFIX) || !g_str_has_suffix (name, ".postroom"))
    return FALSE;
  writer = (pid_t) g_ascii_strtoll (name + sizeof PREFIX - 1, NULL, 10);
  return writer > 0 && kill (writer, 0) != 0 && errno == ESRCH;
}

char *
window_dup_orphan (void)
{
  g_autofree char *folder = dup_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_orphan (name))
      return g_build_filename (folder, name, NULL);
  return NULL;
}

static void
restore (PrWindow *window)
{
  g_autofree char *path = window_dup_orphan ();
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = path != NULL ? journal_read (path, &error) : NULL;

  if (journal == NULL)
    {
      if (error != NULL)
        pr_window_error (window, error->message);
      return;
    }
  pr_window_set_journal (window, journal, NULL);
  pr_session_set_unsaved (pr_window_session (window));
  /* It goes only when it is kept elsewhere again. */
  if (window_autosave_now (window))
    g_unlink (path);
}

static void
on_restore (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  window_before_loss (data, restore);
}

/* There may be work of several windows, or of several times. */
static void
offer_orphan (PrWindow *window)
{
  g_autofree char *orphan = window_dup_orphan ();

  if (orphan == NULL)
    return;
  pr_window_toast (window, _("Work that was not saved last time was found."), _("Restore"), "win.restore");
  pr_window_add_choice (window, _("Discard"), "win.discard");
}

static void
on_discard (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *orphan = window_dup_orphan ();

  if (orphan != NULL)
    g_unlink (orphan);
  pr_window_toast (data, _("Discarded"), NULL, NULL);
  offer_orphan (data);
}

void
window_start_autosave (PrWindow *window)
{
  static const GActionEntry entries[] = { { "restore", on_restore, NULL, NULL, NULL, { 0 } },
                                          { "discard", on_discard, NULL, NULL, NULL, { 0 } } };
  static guint windows;
  Autosave *autosave = g_new0 (Autosave, 1);
  g_autofree char *folder = dup_folder ();
  g_autofree char *name = g_strdup_printf (PREFIX "%d-%u.postroom", (int) getpid (), ++windows);

  autosave->path = g_build_filename (folder, name, NULL);
  g_object_set_data_full (G_OBJECT (window), "autosave", autosave, autosave_free);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  g_signal_connect_object (pr_window_session (window), "changed", G_CALLBACK (on_changed), window, 0);
  g_signal_connect_object (pr_window_session (window), "live", G_CALLBACK (on_changed), window, 0);
  g_signal_connect (window, "destroy", G_CALLBACK (on_destroy), NULL);
  offer_orphan (window);
}
