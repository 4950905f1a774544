/* Everything can be reached and has a name; every action can be activated; every template, picture and look comes up
 * without a warning. */
#include "gui-test.h"

#include <glib/gstdio.h>

#include "window/export.h"
#include "palette.h"
#include "stage/place-card.h"
#include "window/theme.h"

static gboolean
has_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_words (child))
      return TRUE;
  return FALSE;
}

static gboolean
has_name (GtkWidget *widget)
{
  for (GtkWidget *at = widget; at != NULL && at != GTK_WIDGET (gtk_widget_get_root (widget)); at = gtk_widget_get_parent (at))
    {
      if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (at), GTK_ACCESSIBLE_PROPERTY_LABEL))
        return TRUE;
      /* A button inside what has the name: a menu button, a drop-down. */
      if (!GTK_IS_MENU_BUTTON (gtk_widget_get_parent (at)) && !GTK_IS_DROP_DOWN (gtk_widget_get_parent (at)))
        break;
    }
  return has_words (widget);
}

static void
check_name (GtkWidget *widget, gpointer data)
{
  guint *count = data;

  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_focusable (widget) || GTK_IS_SCROLLED_WINDOW (widget))
    return;
  /* The frame's own buttons are GTK's. */
  if (gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL)
    return;
  (*count)++;
  if (!has_name (widget))
    fail_msg ("a %s in a %s has no name", G_OBJECT_TYPE_NAME (widget), G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
}

static void
everything_has_a_name (void **state)
{
  PrWindow *window = gui_test_window ();
  const char *const pages[] = { "stage", "compare", "start", "console", "claims" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      guint count = 0;

      gui_test_act (window, "page", g_variant_new_string (pages[i]));
      pr_session_seek (pr_window_session (window), pr_session_start (pr_window_session (window)) + 10 * G_TIME_SPAN_MINUTE);
      gui_test_settle (window);
      gui_test_each (GTK_WIDGET (window), check_name, &count);
      assert_true (count > 10);
    }
  gui_test_close (window);
}

/* Tab comes round: it leaves every list after one stop. */
static void
tab_leaves_the_conversation (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  GtkWidget *first;
  guint stops = 0;

  gui_test_act (window, "page", g_variant_new_string ("stage"));
  pr_session_seek (session, pr_session_end (session));
  gui_test_settle (window);
  gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
  first = gtk_window_get_focus (GTK_WINDOW (window));
  do
    {
      if (!gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD))
        gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
      stops++;
    }
  while (gtk_window_get_focus (GTK_WINDOW (window)) != first && stops < 60);
  assert_in_range (stops, 10, 50);
  gui_test_close (window);
}

static void
close_dialogs (PrWindow *window)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = g_list_model_get_n_items (toplevels); i > 0; i--)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (toplevels, i - 1);

      if (other != GTK_WINDOW (window) && gtk_widget_get_visible (GTK_WIDGET (other)))
        gtk_window_close (other);
    }
  gui_test_settle (window);
}

static GVariant *
some_value (const char *name, const GVariantType *type)
{
  if (type == NULL)
    return NULL;
  if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING))
    return g_variant_new_string (g_str_equal (name, "act") ? "laptop check" : g_str_equal (name, "page") ? "stage" : "dark");
  if (g_variant_type_equal (type, G_VARIANT_TYPE ("(ssi)")))
    return g_variant_new ("(ssi)", "device", "laptop", 0);
  if (g_variant_type_equal (type, G_VARIANT_TYPE ("(si)")))
    return g_variant_new ("(si)", "laptop check", 0);
  if (g_variant_type_equal (type, G_VARIANT_TYPE ("(iu)")))
    return g_variant_new ("(iu)", 0, 1u);
  if (g_variant_type_equal (type, G_VARIANT_TYPE ("(s)")))
    return g_variant_new ("(s)", "laptop");
  if (g_variant_type_equal (type, G_VARIANT_TYPE ("(ss)")))
    return g_variant_new ("(ss)", "pop3", "imap");
  if (g_variant_type_equal (type, G_VARIANT_TYPE_INT32))
    return g_variant_new_int32 (1);
  assert_true (g_variant_type_equal (type, G_VARIANT_TYPE_DOUBLE));
  return g_variant_new_double (0.5);
}

static void
every_action_activates (void **state)
{
  PrWindow *window = gui_test_window ();
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (window));

  pr_session_seek (pr_window_session (window), pr_session_start (pr_window_session (window)) + 6 * G_TIME_SPAN_MINUTE);
  gui_test_settle (window);
  for (guint i = 0; names[i] != NULL; i++)
    {
      const GVariantType *type = g_action_group_get_action_parameter_type (G_ACTION_GROUP (window), names[i]);

      if (g_str_equal (names[i], "save") || g_str_equal (names[i], "open"))
        continue; /* they ask, or write: test-window */
      gui_test_act (window, names[i], some_value (names[i], type));
      close_dialogs (window);
    }
  pr_session_set_playing (pr_window_session (window), FALSE);
  gui_test_close (window);
  theme_set_scheme (SCHEME_SYSTEM);
}

static void
help_overlay_comes_up (void **state)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/postroom/Postroom/gtk/help-overlay.ui");
  GtkWindow *help = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  assert_non_null (help);
  gtk_window_present (help);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  gtk_window_destroy (help);
}

/* All pages in every look and at the least size, drawn into every kind of picture. */
static void
pictures_in_every_look (void **state)
{
  const char *const names[] = { "postroom-test.png", "postroom-test.svg", "postroom-test.pdf" };
  const char *const pages[] = { "stage", "compare", "start", "console", "claims" };
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autofree char *folder = g_dir_make_tmp ("postroom-XXXXXX", NULL);

  assert_non_null (folder);
  pr_session_seek (session, pr_session_start (session) + 5 * G_TIME_SPAN_MINUTE + 900 * G_TIME_SPAN_MILLISECOND);
  for (guint scheme = SCHEME_LIGHT; scheme <= SCHEME_DARK; scheme++)
    for (guint page = 0; page < G_N_ELEMENTS (pages); page++)
      {
        theme_set_scheme (scheme);
        gui_test_act (window, "page", g_variant_new_string (pages[page]));
        for (guint i = 0; i < G_N_ELEMENTS (names); i++)
          {
            g_autofree char *path = g_build_filename (folder, names[i], NULL);
            GStatBuf status;

            gui_test_picture (GTK_WIDGET (window), path);
            assert_int_equal (g_stat (path, &status), 0);
            assert_true (status.st_size > 5000);
            g_unlink (path);
          }
      }
  theme_set_scheme (SCHEME_SYSTEM);
  g_rmdir (folder);
  gui_test_close (window);
}

static void
picture_of_unknown_kind (void **state)
{
  PrWindow *window = gui_test_window ();
  g_autoptr (GError) error = NULL;

  assert_false (export_widget (GTK_WIDGET (window), "/tmp/picture.gif", &error));
  assert_non_null (error);
  gui_test_close (window);
}

static void
count_frame (GdkFrameClock *clock, gpointer data)
{
  (*(guint *) data)++;
}

static gboolean
stop_waiting (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Half a second in which nothing plays: not one frame. */
static void
a_paused_window_draws_nothing (void **state)
{
  PrWindow *window = gui_test_window ();
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  guint frames = 0;
  gboolean over = FALSE;

  gui_test_act (window, "page", g_variant_new_string ("stage"));
  gui_test_act (window, "step-forward", NULL);
  g_timeout_add (1200, stop_waiting, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  over = FALSE;
  g_signal_connect (clock, "paint", G_CALLBACK (count_frame), &frames);
  g_timeout_add (500, stop_waiting, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (clock, &frames);
  assert_int_equal (frames, 0);
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (everything_has_a_name),
    cmocka_unit_test (tab_leaves_the_conversation),
    cmocka_unit_test (every_action_activates),
    cmocka_unit_test (help_overlay_comes_up),
    cmocka_unit_test (pictures_in_every_look),
    cmocka_unit_test (picture_of_unknown_kind),
    cmocka_unit_test (a_paused_window_draws_nothing),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
