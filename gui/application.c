#include "application.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "playback/go-to.h"
#include "journal/journal-time.h"
#include "pages/tool-page.h"
#include "window/picture.h"
#include "window/theme.h"

struct _PrApplication {
  GtkApplication parent_instance;

  char **arguments; /* borrowed */
  char *page_help;  /* owned: the option's entry points at it */

  /* options of --export, owned */
  char *export;
  char *journal;
  char *lesson;
  char *at;
  char *page;
  char *size;
  char *theme;
  char **deeds;  /* actions, each with its target */
  int world;
  double zoom;
  gboolean contrast;
  gboolean present;
  int status;
};

G_DEFINE_FINAL_TYPE (PrApplication, pr_application, GTK_TYPE_APPLICATION)

static void
pr_application_finalize (GObject *object)
{
  PrApplication *self = PR_APPLICATION (object);

  g_free (self->page_help);
  g_free (self->export);
  g_free (self->journal);
  g_free (self->lesson);
  g_free (self->at);
  g_free (self->page);
  g_free (self->size);
  g_free (self->theme);
  g_strfreev (self->deeds);
  G_OBJECT_CLASS (pr_application_parent_class)->finalize (object);
}

char *
application_find_data (const char *name)
{
  static const char *const places[] = { "../../data", "../../../data", "../share/postroom" };
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  const char *const *shared = g_get_system_data_dirs ();

  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (folder, places[i], name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_canonicalize_filename (path, NULL);
    }
  for (; *shared != NULL; shared++)
    {
      g_autofree char *path = g_build_filename (*shared, "postroom", name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

static void
open_first (PrWindow *window, const char *wanted, const char *lesson)
{
  g_autofree char *shipped = application_find_data ("journals/same-day.postroom");
  g_autofree char *error = NULL;

  if (lesson != NULL ? window_open_lesson (window, lesson, FALSE) : wanted != NULL && pr_window_open (window, wanted))
    return;
  error = g_strdup (pr_window_error_text (window));
  if (shipped == NULL)
    pr_window_error (window, _("The first journal is missing from this installation. Open one with Ctrl+O."));
  else
    pr_window_open (window, shipped);
  if (error != NULL)
    pr_window_error (window, error);
}

static void
greet (PrApplication *self, PrWindow *window)
{
  if (self->export == NULL && self->journal == NULL && self->lesson == NULL && self->at == NULL && self->page == NULL
      && pr_window_error_text (window) == NULL)
    pr_window_toast (window, _("One day of mail, lived under POP3 and under IMAP at once. Press Space to play it."), _("Play"),
                     "win.play");
}

static void
set_size (PrApplication *self, PrWindow *window)
{
  int width, height;

  if (self->size != NULL && sscanf (self->size, "%dx%d", &width, &height) == 2 && width > 0 && height > 0)
    gtk_window_set_default_size (GTK_WINDOW (window), width, height);
}

/* What the command line asks to be seen first. FALSE: there is no such time. */
static gboolean
show_wanted (PrApplication *self, PrWindow *window)
{
  PrSession *session = pr_window_session (window);
  gboolean known = TRUE;
  gint64 time;

  if (self->at != NULL && pr_session_journal (session) != NULL)
    {
      known = go_to_parse_time (pr_session_journal (session), self->at, &time);
      if (known)
        pr_session_seek (session, time);
    }
  if (self->page != NULL)
    pr_window_set_page (window, self->page);
  pr_session_set_focus (session, (guint) self->world);
  if (self->contrast)
    g_action_group_change_action_state (G_ACTION_GROUP (window), "contrast", g_variant_new_boolean (TRUE));
  if (self->present)
    g_action_group_activate_action (G_ACTION_GROUP (window), "present", NULL);
  if (self->zoom > 0)
    theme_set_zoom (self->zoom);
  return known;
}

static void
prepare_export (PrApplication *self, PrWindow *window)
{
  if (pr_window_error_text (window) != NULL)
    {
      g_printerr ("postroom: %s\n", pr_window_error_text (window));
      self->status = 1;
    }
  else if (!show_wanted (self, window))
    {
      g_printerr (_("postroom: “%s” is no time\n"), self->at);
      self->status = 1;
    }
  picture_take (window, self->export, self->deeds, &self->status);
}

static void
prepare_window (PrApplication *self, PrWindow *window)
{
  g_autofree char *text = NULL;

  window_start_autosave (window);
  if (show_wanted (self, window))
    return;
  text = g_strdup_printf (_("“%s” is no time such as 08:10 or 2d 08:10"), self->at);
  pr_window_error (window, text);
}

static void
new_window (PrApplication *self, const char *path)
{
  PrWindow *window = pr_window_new (GTK_APPLICATION (self));

  if (self->export == NULL && self->theme == NULL)
    pr_window_remember (window);
  set_size (self, window);
  open_first (window, path != NULL ? path : self->journal, path == NULL ? self->lesson : NULL);
  if (path == NULL)
    greet (self, window);
  if (self->export != NULL)
    prepare_export (self, window);
  else
    prepare_window (self, window);
  gtk_window_present (GTK_WINDOW (window));
}

static void
pr_application_activate (GApplication *application)
{
  new_window (PR_APPLICATION (application), NULL);
}

static void
pr_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]);

      if (path != NULL)
        new_window (PR_APPLICATION (application), path);
    }
}

static void
deselect (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    gtk_label_select_region (GTK_LABEL (widget), 0, 0);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    deselect (child);
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  /* The one that had the keyboard last comes first; "active" is none while another program has it. */
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (data));
  GtkWidget *about = gtk_about_dialog_new ();

  g_object_set (about, "title", _("About Postroom"), "transient-for", windows != NULL ? windows->data : NULL, "modal", TRUE,
                "destroy-with-parent", TRUE, "program-name", "Postroom", "logo-icon-name", APPLICATION_ID, "version",
                POSTROOM_VERSION, "license-type", GTK_LICENSE_MIT_X11, "comments", _("See what POP3, IMAP and SMTP really do"),
                NULL);
  gtk_window_present (GTK_WINDOW (about));
  /* The dialog puts the keyboard on its name, which is marked by that. */
  gtk_window_set_focus (GTK_WINDOW (about), NULL);
  deselect (about);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  for (GList *windows = gtk_application_get_windows (data), *next; windows != NULL; windows = next)
    {
      next = windows->next;
      gtk_window_close (windows->data);
    }
}

static void
pr_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { "about", on_about, NULL, NULL, NULL, { 0 } },
    { "quit", on_quit, NULL, NULL, NULL, { 0 } },
  };
  static const struct { const char *action; const char *keys[4]; } keys[] = {
    { "win.open", { "<Control>o" } },     { "win.save", { "<Control>s" } },        { "win.save-as", { "<Control><Shift>s" } },
    { "win.undo", { "<Control>z" } },     { "win.copy", { "<Control><Shift>c" } },
    { "win.go-to", { "<Control>g" } },
    { "win.load-mail", { "<Control>l" } },   { "win.present", { "F5", "F11" } },   { "win.lesson-explain", { "F9" } },
    { "win.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
    { "win.zoom-out", { "<Control>minus", "<Control>KP_Subtract" } },
    { "win.zoom-normal", { "<Control>0", "<Control>KP_0" } },
    { "win.page::stage", { "<Alt>1" } },  { "win.page::compare", { "<Alt>2" } },
    { "win.page::console", { "<Alt>3" } },
    { "win.show-start", { "<Alt>Home" } }, { "app.quit", { "<Control>q" } },
    { "win.show-help-overlay", { "F1", "<Control>question" } },
  };

  G_APPLICATION_CLASS (pr_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), keys[i].action, (const char **) keys[i].keys);
  theme_set_scheme (theme_parse_scheme (PR_APPLICATION (application)->theme));
  theme_start ();
}

static void
pr_application_shutdown (GApplication *application)
{
  theme_stop ();
  G_APPLICATION_CLASS (pr_application_parent_class)->shutdown (application);
}

/* A picture needs no screen, but widgets do: one is borrowed from a virtual server. Returns only where there is none. */
static void
go_to_virtual_display (PrApplication *self)
{
  g_autofree char *server = g_find_program_in_path ("xvfb-run");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  if (server == NULL || program == NULL)
    return;
  g_ptr_array_add (words, server);
  g_ptr_array_add (words, (char *) "-a");
  g_ptr_array_add (words, (char *) "-s");
  g_ptr_array_add (words, (char *) "-screen 0 4096x4096x24");
  g_ptr_array_add (words, program);
  for (char **word = self->arguments + 1; *word != NULL; word++)
    g_ptr_array_add (words, *word);
  g_ptr_array_add (words, NULL);
  execv (server, (char **) words->pdata);
}

static const char *const pages[] = { "stage", "compare", "start", "conversation", "copies",
                                     "packets", "traffic", "console", NULL };

/* Caller owns. */
static char *
dup_pages (void)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; pages[i] != NULL; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", pages[i]);
  for (guint i = 0; i < tool_page_count (); i++)
    g_string_append_printf (known, ", %s", tool_page_get (i)->name);
  return g_string_free (g_steal_pointer (&known), FALSE);
}

static int
pr_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  PrApplication *self = PR_APPLICATION (application);

  g_variant_dict_lookup (options, "export", "^ay", &self->export);
  g_variant_dict_lookup (options, "journal", "^ay", &self->journal);
  g_variant_dict_lookup (options, "lesson", "s", &self->lesson);
  g_variant_dict_lookup (options, "at", "s", &self->at);
  g_variant_dict_lookup (options, "page", "s", &self->page);
  g_variant_dict_lookup (options, "size", "s", &self->size);
  g_variant_dict_lookup (options, "theme", "s", &self->theme);
  g_variant_dict_lookup (options, "do", "^as", &self->deeds);
  g_variant_dict_lookup (options, "world", "i", &self->world);
  g_variant_dict_lookup (options, "zoom", "d", &self->zoom);
  g_variant_dict_lookup (options, "contrast", "b", &self->contrast);
  g_variant_dict_lookup (options, "present", "b", &self->present);
  if (self->page != NULL && !g_strv_contains (pages, self->page) && !tool_page_is (self->page))
    {
      g_autofree char *known = dup_pages ();

      g_printerr (_("postroom: there is no page “%s”; there are %s\n"), self->page, known);
      return 2;
    }
  if (!gtk_init_check ())
    {
      if (self->export != NULL)
        go_to_virtual_display (self);
      g_printerr (_("postroom: there is no display to open a window on\n"));
      return 1;
    }
  return -1;
}

static void
pr_application_class_init (PrApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = pr_application_finalize;
  application_class->activate = pr_application_activate;
  application_class->open = pr_application_open;
  application_class->startup = pr_application_startup;
  application_class->shutdown = pr_application_shutdown;
  application_class->handle_local_options = pr_application_handle_local_options;
}

static void
pr_application_init (PrApplication *self)
{
  g_autofree char *known = dup_pages ();
  const GOptionEntry options[] = {
    { "export", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Write a picture of the window (.png, .svg, .pdf) and leave"), N_("FILE") },
    { "journal", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Open this journal"), N_("FILE") },
    { "lesson", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Open this lesson: its name, or a .md file"), N_("LESSON") },
    { "at", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Show this instant, such as 08:10:02.114"), N_("TIME") },
    { "page", 0, 0, G_OPTION_ARG_STRING, NULL,
      self->page_help = g_strdup_printf (_("Show this page: %s"), known), N_("PAGE") },
    { "do", 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, N_("Do this first, such as win.lesson-next (with --export; may be repeated)"),
      N_("ACTION") },
    { "world", 0, 0, G_OPTION_ARG_INT, NULL, N_("Look at this world, counted from 0"), N_("NUMBER") },
    { "size", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Size of the window, such as 1440x900"), N_("SIZE") },
    { "theme", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Colours: system, light or dark"), N_("THEME") },
    { "contrast", 0, 0, G_OPTION_ARG_NONE, NULL, N_("High contrast"), NULL },
    { "zoom", 0, 0, G_OPTION_ARG_DOUBLE, NULL, N_("Size of text, 1 for the usual one"), N_("FACTOR") },
    { "present", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Present: large text on the whole screen"), NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

PrApplication *
pr_application_new (char **arguments)
{
  PrApplication *self = g_object_new (PR_TYPE_APPLICATION, "application-id", APPLICATION_ID,
                                      "flags", G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE, NULL);

  self->arguments = arguments;
  return self;
}

int
pr_application_status (PrApplication *self)
{
  return self->status;
}
