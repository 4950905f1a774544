/* Text of one and a half times the size, and of twice: no page asks for more room than a small screen has. */
#include "lesson-test.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "conversation/inspector.h"
#include "lesson/lesson-panel.h"
#include "pages/tool-page.h"
#include "stage/place-card.h"
#include "widgets/either.h"
#include "window/theme.h"

#define HEIGHT 900

typedef struct {
  double zoom;
  int width, height;
} Size;

static const Size sizes[] = { { 1, 1024, 720 }, { 1.5, 1280, 800 }, { 2, 1440, 800 }, { 1.5, 1024, 800 }, { 2, 1280, 800 } };
static const char *const days_pages[] = { "conversation", "copies", "packets", "traffic", "console", "compare" };

/* As it would be in a picture: no frame of the desktop's, and what is measured is there at once. */
static PrWindow *
new_window (int width, int height, double zoom)
{
  PrWindow *window = pr_window_new (NULL);

  gtk_widget_add_css_class (GTK_WIDGET (window), "picture");
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  theme_set_zoom (zoom);
  assert_true (pr_window_open (window, g_getenv ("POSTROOM_TEST_JOURNAL")));
  gtk_window_present (GTK_WINDOW (window));
  gui_test_settle (window);
  return window;
}

static int
least_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static int
least_height (GtkWidget *widget, int width)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* The parts that ask for so much, down to the innermost. */
static void
tell_large (GtkWidget *widget, Size size, int depth)
{
  int width = gtk_widget_get_width (widget);

  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget)
      || (least_width (widget) < size.width && least_height (widget, MAX (width, least_width (widget))) < size.height))
    return;
  g_printerr ("%*s%s %d by %d\n", depth, "", G_OBJECT_TYPE_NAME (widget), least_width (widget),
              least_height (widget, MAX (width, least_width (widget))));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_NATIVE (child))
      tell_large (child, (Size) { size.zoom, size.width * 2 / 3, size.height * 2 / 3 }, depth + 1);
}

static void
assert_fits (PrWindow *window, const char *page, Size size)
{
  GtkWidget *widget = GTK_WIDGET (window), *content = gtk_window_get_child (GTK_WINDOW (window));

  gui_test_act (window, "page", g_variant_new_string (page));
  if (least_width (content) <= size.width && least_width (widget) <= size.width && gtk_widget_get_width (widget) <= size.width
      && least_height (widget, size.width) <= size.height && gtk_widget_get_height (widget) <= size.height)
    return;
  tell_large (widget, (Size) { size.zoom, size.width * 2 / 3, size.height / 3 }, 0);
  fail_msg ("%s, text %.1f times as large: %d by %d, asks for %d by %d in %d by %d", page, theme_zoom (),
            gtk_widget_get_width (widget), gtk_widget_get_height (widget), least_width (content),
            least_height (widget, size.width), size.width, size.height);
}

static void
walk_day (PrWindow *window, Size size)
{
  for (guint i = 0; i < G_N_ELEMENTS (days_pages); i++)
    assert_fits (window, days_pages[i], size);
}

static void
walk_pages (PrWindow *window, Size size)
{
  walk_day (window, size);
  pr_session_seek (pr_window_session (window), pr_session_end (pr_window_session (window)));
  walk_day (window, size);
  assert_fits (window, "start", size);
  for (guint i = 0; i < tool_page_count (); i++)
    assert_fits (window, tool_page_get (i)->name, size);
}

static void
walk_sizes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      PrWindow *window = new_window (sizes[i].width, sizes[i].height, sizes[i].zoom);

      walk_pages (window, sizes[i]);
      assert_true (window_open_lesson (window, "pop3-download-delete", TRUE));
      gui_test_settle (window);
      walk_day (window, sizes[i]);
      gui_test_act (window, "lesson-explain", NULL);
      assert_fits (window, "conversation", sizes[i]);
      gui_test_close (window);
    }
  theme_set_zoom (1);
}

static void
pages_fit_in_english (void **state)
{
  walk_sizes ();
}

static void
pages_fit_in_indonesian (void **state)
{
  g_autofree char *before = g_strdup (setlocale (LC_MESSAGES, NULL));

  if (g_getenv ("POSTROOM_LOCALEDIR") == NULL || setlocale (LC_MESSAGES, "id_ID.utf8") == NULL)
    skip ();
  g_setenv ("LANGUAGE", "id", TRUE);
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("POSTROOM_LOCALEDIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  assert_string_equal (gettext ("Stage"), "Panggung");
  walk_sizes ();
  g_unsetenv ("LANGUAGE");
  setlocale (LC_MESSAGES, before);
}

static gboolean
shows (PrWindow *window, GType type)
{
  return gtk_widget_get_mapped (gui_test_find (GTK_WIDGET (window), type));
}

static void
assert_shows (PrWindow *window, gboolean lesson, gboolean inspector)
{
  gui_test_settle (window);
  assert_int_equal (gtk_widget_get_width (GTK_WIDGET (window)), 1440);
  assert_int_equal (shows (window, PR_TYPE_LESSON_PANEL), lesson);
  assert_int_equal (shows (window, PR_TYPE_INSPECTOR), inspector);
}

/* By the person's choice or the system's. */
static void
panels_give_way_to_text_and_come_back (void **state)
{
  PrWindow *window = new_window (1440, HEIGHT, 1);
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  assert_true (window_open_lesson (window, "pop3-download-delete", TRUE));
  assert_shows (window, TRUE, TRUE);
  theme_set_zoom (2);
  assert_shows (window, TRUE, FALSE);
  gui_test_act (window, "lesson-explain", NULL);
  assert_shows (window, FALSE, TRUE);
  gui_test_act (window, "lesson-explain", NULL);
  theme_set_zoom (1);
  assert_shows (window, TRUE, TRUE);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * MAX (dpi, 96 * 1024), NULL);
  assert_shows (window, TRUE, FALSE);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  assert_shows (window, TRUE, TRUE);
  gui_test_close (window);
}

/* Without a lesson, too, the stage is what is kept. */
static void
explanation_can_be_asked_for (void **state)
{
  PrWindow *window = new_window (1280, HEIGHT, 2);

  gui_test_act (window, "page", g_variant_new_string ("conversation"));
  assert_false (shows (window, PR_TYPE_INSPECTOR));
  gui_test_act (window, "lesson-explain", NULL);
  assert_true (shows (window, PR_TYPE_INSPECTOR));
  assert_int_equal (gtk_widget_get_width (GTK_WIDGET (window)), 1280);
  gui_test_act (window, "lesson-explain", NULL);
  assert_false (shows (window, PR_TYPE_INSPECTOR));
  theme_set_zoom (1);
  gui_test_close (window);
}

static void
close_dialog (PrWindow *window, const char *name)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = g_list_model_get_n_items (toplevels); i > 0; i--)
    {
      g_autoptr (GtkWidget) dialog = g_list_model_get_item (toplevels, i - 1);

      if (dialog == GTK_WIDGET (window) || !gtk_widget_get_mapped (dialog))
        continue;
      gui_test_settle (dialog);
      if (gtk_widget_get_width (dialog) > gtk_widget_get_width (GTK_WIDGET (window))
          || gtk_widget_get_height (dialog) > gtk_widget_get_height (GTK_WIDGET (window)))
        fail_msg ("%s is %d by %d", name, gtk_widget_get_width (dialog), gtk_widget_get_height (dialog));
      gtk_window_close (GTK_WINDOW (dialog));
      gui_test_settle (window);
      return;
    }
  fail_msg ("%s: no dialog", name);
}

static void
dialogs_fit (void **state)
{
  static const char *const dialogs[] = {
    "settings(('device','laptop',0))", "settings(('add','',0))", "settings(('account','ada@kantor.example',0))",
    "settings(('server','',0))", "settings(('link','laptop',0))", "letter(('laptop',))", "letter(('',))",
  };
  PrWindow *window = new_window (1440, HEIGHT, 2);

  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      g_autofree char *name = NULL;
      g_autoptr (GVariant) target = NULL;

      assert_true (g_action_parse_detailed_name (dialogs[i], &name, &target, NULL));
      gui_test_act (window, name, target);
      close_dialog (window, dialogs[i]);
    }
  theme_set_zoom (1);
  gui_test_close (window);
}

typedef struct {
  GtkWidget *window;
  GPtrArray *found;
} Search;

static void
find_cards (GtkWidget *widget, gpointer data)
{
  Search *search = data;

  if ((PR_IS_PLACE_CARD (widget) || gtk_widget_has_css_class (widget, "segmented")) && gtk_widget_get_mapped (widget)
      && gtk_widget_get_ancestor (widget, GTK_TYPE_PANED) != NULL)
    g_ptr_array_add (search->found, widget);
}

static void
nothing_covers_a_card (void **state)
{
  static const int widths[] = { 1024, 1280, 1440 };

  for (guint i = 0; i < G_N_ELEMENTS (widths) * G_N_ELEMENTS (sizes); i++)
    {
      PrWindow *window = new_window (widths[i / G_N_ELEMENTS (sizes)], HEIGHT,
                                      sizes[i % G_N_ELEMENTS (sizes)].zoom);
      Search search = { GTK_WIDGET (window), g_ptr_array_new () };

      gui_test_act (window, "page", g_variant_new_string ("conversation"));
      gui_test_each (GTK_WIDGET (window), find_cards, &search);
      assert_int_equal (search.found->len, 5); /* server, outside world, two devices, and which world it is */
      for (guint a = 0; a < search.found->len; a++)
        for (guint b = 0; b < a; b++)
          {
            graphene_rect_t one, other, both;

            assert_true (gtk_widget_compute_bounds (search.found->pdata[a], search.window, &one));
            assert_true (gtk_widget_compute_bounds (search.found->pdata[b], search.window, &other));
            if (graphene_rect_intersection (&one, &other, &both))
              fail_msg ("%d wide, text %.1f: %u and %u overlap", widths[i / G_N_ELEMENTS (sizes)], theme_zoom (), a, b);
          }
      g_ptr_array_unref (search.found);
      gui_test_close (window);
    }
  theme_set_zoom (1);
}

/* Pixels beside the word of the first tab below the stage, where tabs stand close. */
static int
room_in_tab (double zoom)
{
  PrWindow *window = new_window (1190, 800, zoom);
  GtkWidget *either = gui_test_find (GTK_WIDGET (window), PR_TYPE_EITHER);
  GtkWidget *tab = gtk_widget_get_first_child (gui_test_find (either, GTK_TYPE_STACK_SWITCHER));
  GtkWidget *word = gui_test_find (tab, GTK_TYPE_LABEL);
  PangoRectangle text;
  int room;

  gui_test_act (window, "page", g_variant_new_string ("traffic"));
  gui_test_settle (window);
  assert_true (gtk_widget_get_mapped (tab));
  pango_layout_get_pixel_extents (gtk_label_get_layout (GTK_LABEL (word)), NULL, &text);
  room = gtk_widget_get_allocated_width (tab) - text.width;
  gui_test_close (window);
  return room;
}

static void
tabs_part_more_in_large_text (void **state)
{
  int usual = room_in_tab (1), large = room_in_tab (1.25);

  assert_true (usual >= 12 && large > usual + 2);
  theme_set_zoom (1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (tabs_part_more_in_large_text),
    cmocka_unit_test (pages_fit_in_english),
    cmocka_unit_test (pages_fit_in_indonesian),
    cmocka_unit_test (panels_give_way_to_text_and_come_back),
    cmocka_unit_test (explanation_can_be_asked_for),
    cmocka_unit_test (dialogs_fit),
    cmocka_unit_test (nothing_covers_a_card),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
