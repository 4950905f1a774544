#include "gui-test.h"

#include "window/export.h"
#include "window/theme.h"

/* GDK 4.24 counts a frame twice on X11 when a popover is up and no compositor runs, and warns of itself. Every other warning
 * goes on to where it is fatal. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE")
        && g_str_equal (fields[i].value, "gdk_frame_timings_submitted() called on submitted frame."))
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

void
gui_test_init (void)
{
  g_autofree char *state = NULL;

  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  /* What the window remembers stays out of the person's home. */
  state = g_dir_make_tmp ("postroom-test-XXXXXX", NULL);
  assert_non_null (state);
  g_setenv ("XDG_STATE_HOME", state, TRUE);
  g_setenv ("XDG_CACHE_HOME", state, TRUE);
  g_setenv ("XDG_DATA_HOME", state, TRUE);
  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
  /* GTK keeps recent files by them. */
  g_set_application_name ("Postroom");
  g_set_prgname ("postroom");
  gtk_disable_setlocale ();
  if (!gtk_init_check ())
    exit (77);
  g_log_set_writer_func (write_log, NULL, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  theme_start ();
}

PrWindow *
gui_test_window (void)
{
  PrWindow *window = pr_window_new (NULL);

  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 800);
  assert_true (pr_window_open (window, g_getenv ("POSTROOM_TEST_JOURNAL")));
  gtk_window_present (GTK_WINDOW (window));
  gui_test_settle (window);
  return window;
}

void
gui_test_close (PrWindow *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  int *frames = data;

  gtk_widget_queue_draw (widget);
  return ++*frames < 4 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
gui_test_settle (gpointer window)
{
  int frames = 0;

  gtk_widget_add_tick_callback (GTK_WIDGET (window), on_frame, &frames, NULL);
  while (frames < 4)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

void
gui_test_act (PrWindow *window, const char *name, GVariant *target)
{
  g_autofree char *full = g_strdup_printf ("win.%s", name);

  assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (window), full, target));
  gui_test_settle (window);
}

GtkWidget *
gui_test_find (GtkWidget *below, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (below), type))
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gui_test_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

void
gui_test_each (GtkWidget *below, void (*func) (GtkWidget *widget, gpointer data), gpointer data)
{
  if (!gtk_widget_get_visible (below))
    return;
  func (below, data);
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    gui_test_each (child, func, data);
}

void
gui_test_picture (GtkWidget *widget, const char *path)
{
  for (guint tries = 0; tries < 200; tries++)
    {
      g_autoptr (GError) error = NULL;

      if (export_widget (widget, path, &error))
        return;
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
        fail_msg ("%s: %s", path, error->message);
      gtk_widget_queue_draw (widget);
      g_main_context_iteration (NULL, TRUE);
    }
  fail_msg ("%s: nothing was ever drawn", path);
}
