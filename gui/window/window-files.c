#include <glib/gi18n.h>
#include <string.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "application.h"
#include "compat.h"
#include "window/export.h"
#include "pages/start-journals.h"
#include "report.h"
#include "words.h"

static const char *const journal_patterns[] = { "*.postroom", NULL };
static const char *const open_patterns[] = { "*.postroom", "*.md", NULL };
static const char *const mail_patterns[] = { "*.mbox", "*.mbx", "*.eml", "*", NULL };

static void
on_open_chosen (const char *path, gpointer data)
{
  if (path != NULL)
    pr_window_open (data, path);
}

static void
choose_journal (PrWindow *window)
{
  compat_choose_file (GTK_WINDOW (window), _("Open a Journal or a Lesson"), CHOOSE_OPEN, _("Journals and lessons"),
                      open_patterns, NULL, on_open_chosen, window);
}

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  window_before_loss (data, choose_journal);
}

gboolean
window_save (PrWindow *window, const char *path)
{
  PrSession *session = pr_window_session (window);
  g_autoptr (GError) error = NULL;

  if (!journal_write (pr_session_journal (session), path, &error))
    {
      pr_window_error (window, error->message);
      return FALSE;
    }
  pr_session_set_path (session, path);
  pr_session_set_saved (session);
  window_autosave_now (window); /* nothing has to be kept any more */
  start_recent_add (path);
  pr_window_toast (window, _("Saved"), NULL, NULL);
  return TRUE;
}

/* Called when saving is over, with what is to be done then. */
static void
go_on (PrWindow *window)
{
  void (*func) (PrWindow *) = g_object_steal_data (G_OBJECT (window), "after-save");

  if (func != NULL)
    func (window);
}

static void
on_save_chosen (const char *path, gpointer data)
{
  if (path == NULL || !window_save (data, path))
    {
      g_object_steal_data (G_OBJECT (data), "after-save");
      return;
    }
  go_on (data);
}

static void
choose_where_to_save (PrWindow *window)
{
  const char *path = pr_session_path (pr_window_session (window));
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : g_strdup ("journal.postroom");

  compat_choose_file (GTK_WINDOW (window), _("Save the Journal"), CHOOSE_SAVE, _("Journals"), journal_patterns, name,
                      on_save_chosen, window);
}

/* The shipped journals belong to the installation: what is changed in them is saved elsewhere. */
static gboolean
can_overwrite (const char *path)
{
  g_autofree char *shipped = application_find_data ("journals/same-day.postroom");
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;
  g_autofree char *shipped_folder = shipped != NULL ? g_path_get_dirname (shipped) : NULL;

  return path != NULL && g_strcmp0 (folder, shipped_folder) != 0 && g_access (path, W_OK) == 0;
}

static void
save (PrWindow *window)
{
  const char *path = pr_session_path (pr_window_session (window));

  if (!can_overwrite (path))
    choose_where_to_save (window);
  else if (window_save (window, path))
    go_on (window);
}

static void
on_save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  save (data);
}

static void
on_save_as (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  choose_where_to_save (data);
}

static void
on_answer (AskAnswer answer, gpointer data)
{
  if (answer == ASK_SAVE)
    save (data);
  else if (answer == ASK_DISCARD)
    go_on (data);
  else
    g_object_steal_data (G_OBJECT (data), "after-save");
}

void
window_before_loss (PrWindow *window, void (*func) (PrWindow *window))
{
  pr_session_stop_live (pr_window_session (window));
  if (!pr_session_modified (pr_window_session (window)))
    {
      func (window);
      return;
    }
  g_object_set_data (G_OBJECT (window), "after-save", func);
  compat_ask_save (GTK_WINDOW (window), _("What was done here is not saved. Save it as a journal?"), on_answer, window);
}

gboolean
window_load_mail (PrWindow *window, const char *path)
{
  PrSession *session = pr_window_session (window);
  const MailHost *host = pr_session_world (session, pr_session_focus (session))->host;
  g_autofree char *text = NULL, *name = NULL, *message = NULL;
  g_autoptr (GString) escaped = g_string_new (path);
  g_autoptr (GError) error = NULL;
  guint before = journal_n_letters (pr_session_journal (session)), loaded;

  if (host->stores->len == 0)
    {
      pr_window_error (window, _("There is no account to put mail into."));
      return FALSE;
    }
  pr_session_set_playing (session, FALSE);
  g_string_replace (escaped, "\\", "\\\\", 0);
  g_string_replace (escaped, "\"", "\\\"", 0);
  text = g_strdup_printf ("load %s \"%s\"", ((const MailStore *) g_ptr_array_index (host->stores, 0))->user, escaped->str);
  if (!pr_session_act (session, text, &error))
    {
      pr_window_error (window, error->message);
      return FALSE;
    }
  /* The mail is there at once, not only after the next step. */
  pr_session_step (session, STEP_EVENT, TRUE);
  name = g_path_get_basename (path);
  loaded = journal_n_letters (pr_session_journal (session)) - before;
  message = g_strdup_printf (ngettext ("%u letter loaded from %s", "%u letters loaded from %s", loaded), loaded, name);
  pr_window_toast (window, message, pr_session_undoes_one (session) ? _("Undo") : NULL, "win.undo");
  return TRUE;
}

static void
on_mail_chosen (const char *path, gpointer data)
{
  if (path != NULL)
    window_load_mail (data, path);
}

static void
on_load_mail (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  compat_choose_file (data, _("Load Real Mail"), CHOOSE_OPEN, _("Mail (mbox, .eml)"), mail_patterns, NULL, on_mail_chosen, data);
}

static void
on_load_maildir (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  compat_choose_file (data, _("Load a Maildir Folder"), CHOOSE_FOLDER, NULL, NULL, NULL, on_mail_chosen, data);
}

static void
on_picture_chosen (const char *path, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  if (!export_widget (data, path, &error))
    pr_window_error (data, error->message);
  else
    pr_window_toast (data, _("Picture saved"), NULL, NULL);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  compat_choose_file (data, _("Export a Picture"), CHOOSE_SAVE, NULL, NULL, "postroom.png", on_picture_chosen, data);
}

static void
on_report_chosen (const char *path, gpointer data)
{
  g_autofree char *code = words_dup_language ();
  g_autofree char *html = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  html = report_html (pr_session_journal (pr_window_session (data)), g_str_equal (code, "C") ? "en" : code);
  if (!g_file_set_contents (path, html, -1, &error))
    pr_window_error (data, error->message);
  else
    pr_window_toast (data, _("Page saved"), NULL, NULL);
}

static void
on_export_report (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  compat_choose_file (data, _("Export as One Page"), CHOOSE_SAVE, NULL, NULL, "postroom.html", on_report_chosen, data);
}

/* A journal or a lesson is opened, anything else is taken for mail. */
static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  g_autofree char *path = g_file_get_path (g_value_get_object (value));

  if (path == NULL)
    return FALSE;
  if (!g_str_has_suffix (path, ".postroom") && !g_str_has_suffix (path, ".md"))
    return pr_session_n_worlds (pr_window_session (data)) > 0 && window_load_mail (data, path);
  if (pr_session_modified (pr_window_session (data)))
    {
      pr_window_error (data, _("What was done here is not saved. Save it first, or open the file with Ctrl+O."));
      return FALSE;
    }
  return pr_window_open (data, path);
}

void
window_add_file_actions (PrWindow *window)
{
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);
  static const GActionEntry entries[] = {
    { "open", on_open, NULL, NULL, NULL, { 0 } },
    { "save", on_save, NULL, NULL, NULL, { 0 } },
    { "save-as", on_save_as, NULL, NULL, NULL, { 0 } },
    { "load-mail", on_load_mail, NULL, NULL, NULL, { 0 } },
    { "load-maildir", on_load_maildir, NULL, NULL, NULL, { 0 } },
    { "export", on_export, NULL, NULL, NULL, { 0 } },
    { "export-report", on_export_report, NULL, NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop), window, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (drop));
}
