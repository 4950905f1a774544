/* Presenting: what gives way, the clicker's keys, the black screen; the size of text; high contrast. */
#include "gui-test.h"

#include <locale.h>
#include <math.h>

#include "palette.h"
#include "playback/transport.h"
#include "window/presenter.h"
#include "window/theme.h"

static gboolean
press (PrWindow *window, guint key)
{
  gboolean taken = window_present_key (window, key, 0);

  gui_test_settle (window);
  return taken;
}

static void
clicker_leads_through_the_day (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  gint64 start = pr_session_time (session), there;

  assert_false (press (window, GDK_KEY_Page_Down)); /* the usual key, as long as nobody presents */
  gui_test_act (window, "present", NULL);
  assert_true (press (window, GDK_KEY_Page_Down));
  assert_true (press (window, GDK_KEY_Page_Down));
  there = pr_session_time (session);
  assert_true (there > start);
  assert_true (press (window, GDK_KEY_Page_Up));
  assert_true (pr_session_time (session) < there);
  gui_test_act (window, "page", g_variant_new_string ("claims"));
  assert_false (press (window, GDK_KEY_Page_Down)); /* there it turns the page */
  assert_true (press (window, GDK_KEY_Escape));
  assert_false (pr_presenter_active (PR_PRESENTER (pr_window_presenter (window))));
  gui_test_close (window);
}

static void
black_screen_ends_with_any_key (void **state)
{
  PrWindow *window = gui_test_window ();
  PrPresenter *presenter = PR_PRESENTER (pr_window_presenter (window));
  gint64 time = pr_session_time (pr_window_session (window));

  gui_test_act (window, "black", NULL);
  assert_false (pr_presenter_black (presenter)); /* only for an audience */
  gui_test_act (window, "present", NULL);
  assert_true (press (window, GDK_KEY_period));
  assert_true (pr_presenter_black (presenter));
  assert_true (press (window, GDK_KEY_Page_Down));
  assert_false (pr_presenter_black (presenter));
  assert_int_equal (pr_session_time (pr_window_session (window)), time);
  assert_true (press (window, GDK_KEY_b));
  assert_true (pr_presenter_black (presenter));
  gui_test_act (window, "present", NULL);
  assert_false (pr_presenter_black (presenter));
  gui_test_close (window);
}

static void
header_gives_way_and_the_bar_comes (void **state)
{
  PrWindow *window = gui_test_window ();
  PrPresenter *presenter = PR_PRESENTER (pr_window_presenter (window));
  GtkWidget *header = gtk_window_get_titlebar (GTK_WINDOW (window));
  GtkWidget *transport = gui_test_find (GTK_WIDGET (window), PR_TYPE_TRANSPORT);

  assert_true (gtk_widget_get_mapped (header));
  gui_test_act (window, "present", NULL);
  assert_false (gtk_widget_get_mapped (header));
  assert_false (gtk_widget_get_mapped (transport));
  assert_false (press (window, GDK_KEY_Tab)); /* shows the bar, and still goes on to what is next */
  assert_true (pr_presenter_shows_bar (presenter));
  assert_true (gtk_widget_get_mapped (transport));
  gui_test_act (window, "present", NULL);
  assert_true (gtk_widget_get_mapped (header));
  assert_true (gtk_widget_get_mapped (transport));
  assert_false (pr_presenter_shows_bar (presenter));
  gui_test_close (window);
}

static void
find_scene (GtkWidget *widget, gpointer data)
{
  if (gtk_widget_has_css_class (widget, "present-scene"))
    *(const char **) data = gtk_label_get_text (GTK_LABEL (widget));
}

static const char *
scene_at (PrWindow *window, int minutes)
{
  PrSession *session = pr_window_session (window);
  const char *scene = NULL;

  pr_session_seek (session, journal_start (pr_session_journal (session)) + minutes * G_TIME_SPAN_MINUTE);
  gui_test_each (GTK_WIDGET (window), find_scene, &scene);
  return scene;
}

/* Both ways through time, and with what is done meanwhile. */
static void
the_bar_tells_the_scene (void **state)
{
  PrWindow *window = gui_test_window ();

  gui_test_act (window, "present", NULL);
  pr_presenter_show_bar (PR_PRESENTER (pr_window_presenter (window)));
  assert_string_equal (scene_at (window, 8 * 60 + 6), "laptop checks mail");
  assert_string_equal (scene_at (window, 8 * 60 + 10), "phone checks mail");
  assert_string_equal (scene_at (window, 8 * 60 + 1), "four messages arrive");
  assert_string_equal (scene_at (window, 8 * 60 + 35), "out of the tunnel");
  scene_at (window, 8 * 60 + 6);
  gui_test_act (window, "act", g_variant_new_string ("scene \"a guest\""));
  assert_string_equal (scene_at (window, 8 * 60 + 6), "a guest");
  gui_test_act (window, "present", NULL);
  gui_test_close (window);
}

/* Away from the day there is no scene, and the keyboard stays where a card was being chosen. */
static void
the_start_page_is_for_an_audience_too (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *focus;
  const char *scene = NULL;

  gui_test_act (window, "show-start", NULL);
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  assert_non_null (focus);
  gui_test_act (window, "present", NULL);
  assert_ptr_equal (gtk_window_get_focus (GTK_WINDOW (window)), focus);
  pr_presenter_show_bar (PR_PRESENTER (pr_window_presenter (window)));
  gui_test_each (GTK_WIDGET (window), find_scene, &scene);
  assert_string_equal (scene, "Postroom");
  gui_test_act (window, "page", g_variant_new_string ("stage"));
  gui_test_each (GTK_WIDGET (window), find_scene, &scene);
  assert_string_not_equal (scene, "Postroom");
  gui_test_act (window, "present", NULL);
  gui_test_close (window);
}

static void
text_grows_and_comes_back (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *transport = gui_test_find (GTK_WIDGET (window), PR_TYPE_TRANSPORT);
  int before = palette_scaled (transport, 100);

  gui_test_act (window, "zoom-in", NULL);
  assert_int_equal (palette_scaled (transport, 100), before * 11 / 10);
  gui_test_act (window, "present", NULL);
  assert_true (palette_scaled (transport, 100) > before * 12 / 10);
  gui_test_act (window, "zoom-out", NULL);
  gui_test_act (window, "present", NULL);
  assert_int_equal (palette_scaled (transport, 100), before * 11 / 10);
  gui_test_act (window, "zoom-normal", NULL);
  assert_int_equal (palette_scaled (transport, 100), before);
  for (guint i = 0; i < 40; i++)
    gui_test_act (window, "zoom-out", NULL);
  assert_true (theme_zoom () >= THEME_LEAST_ZOOM);
  gui_test_act (window, "zoom-normal", NULL);
  gui_test_close (window);
}

static void
audience_gets_more_than_the_person_has (void **state)
{
  PrWindow *window = gui_test_window ();

  theme_set_zoom (2);
  gui_test_act (window, "present", NULL);
  assert_true (theme_zoom () > 2.2);
  gui_test_act (window, "present", NULL);
  assert_true (theme_zoom () == 2);
  gui_test_act (window, "present", NULL);
  gui_test_close (window);
  assert_true (theme_zoom () == 2); /* other windows may be open */
  theme_set_zoom (1);
}

/* One after the other, and left in any order. */
static void
two_windows_before_an_audience_find_back (void **state)
{
  PrWindow *first = gui_test_window (), *second = gui_test_window ();
  double large;

  gui_test_act (first, "present", NULL);
  large = theme_zoom ();
  gui_test_act (second, "present", NULL);
  assert_true (theme_zoom () == large);
  gui_test_close (first);
  assert_true (theme_zoom () == large); /* the second has its audience still */
  gui_test_act (second, "present", NULL);
  assert_true (theme_zoom () == 1);
  gui_test_close (second);
}

static void
sheet_needs_no_decimal_point_of_a_language (void **state)
{
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));

  if (setlocale (LC_NUMERIC, "id_ID.utf8") == NULL)
    skip ();
  theme_set_zoom (1.23); /* a parser's warning is fatal here */
  theme_set_zoom (1);
  setlocale (LC_NUMERIC, before);
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (ColorName name)
{
  const GdkRGBA *color = palette_color (name);

  return 0.2126 * linear (color->red) + 0.7152 * linear (color->green) + 0.0722 * linear (color->blue);
}

/* WCAG 2.1 §1.4.3 and §1.4.6, of the colours that text has on those that it stands on. */
static void
text_can_be_read (void **state)
{
  static const ColorName texts[] = { COLOR_TEXT, COLOR_DIM, COLOR_ACCENT, COLOR_POP3, COLOR_IMAP, COLOR_SMTP };
  static const ColorName grounds[] = { COLOR_PANEL, COLOR_CARD, COLOR_SELECTED };
  static const ColorName pairs[][2] = {
    { COLOR_ACCENT_TEXT, COLOR_ACCENT }, { COLOR_POP3, COLOR_POP3_SOFT }, { COLOR_IMAP, COLOR_IMAP_SOFT },
    { COLOR_SMTP, COLOR_SMTP_SOFT },     { COLOR_CARD, COLOR_POP3 },      { COLOR_CARD, COLOR_IMAP },
    { COLOR_CARD, COLOR_SMTP },          { COLOR_TEXT, COLOR_DIFFERS },   { COLOR_DIM, COLOR_DIFFERS },
    { COLOR_DIM, COLOR_BAR },            { COLOR_DIM, COLOR_WINDOW },     { COLOR_WARNING, COLOR_WINDOW },
  };
  Look before = palette_look ();

  for (Look look = 0; look < N_LOOKS; look++)
    for (guint i = 0; i < G_N_ELEMENTS (texts) * G_N_ELEMENTS (grounds) + G_N_ELEMENTS (pairs); i++)
      {
        guint pair = i - MIN (i, G_N_ELEMENTS (texts) * G_N_ELEMENTS (grounds));
        gboolean listed = i >= G_N_ELEMENTS (texts) * G_N_ELEMENTS (grounds);
        double a, b, least;

        palette_set_look (look);
        least = palette_is_contrast () ? 7 : 4.5;
        a = luminance (listed ? pairs[pair][0] : texts[i % G_N_ELEMENTS (texts)]);
        b = luminance (listed ? pairs[pair][1] : grounds[i / G_N_ELEMENTS (texts)]);
        if ((MAX (a, b) + 0.05) / (MIN (a, b) + 0.05) < least)
          fail_msg ("look %d, pair %u: %.2f", (int) look, i, (MAX (a, b) + 0.05) / (MIN (a, b) + 0.05));
      }
  palette_set_look (before);
}

static void
high_contrast_is_a_choice (void **state)
{
  PrWindow *window = gui_test_window ();
  Look before = palette_look ();

  g_action_group_change_action_state (G_ACTION_GROUP (window), "contrast", g_variant_new_boolean (TRUE));
  assert_true (palette_is_contrast ());
  g_action_group_change_action_state (G_ACTION_GROUP (window), "contrast", g_variant_new_boolean (FALSE));
  assert_int_equal (palette_look (), before);
  gui_test_close (window);
}

/* The theme's own blue of what is ticked is pale on white, and dark on black. */
static void
ticks_have_the_accent_in_every_look (void **state)
{
  for (guint i = 0; i < 4; i++)
    {
      GtkWidget *button = g_object_ref_sink (gtk_check_button_new ());
      GdkRGBA color;

      theme_set_scheme (i % 2 ? SCHEME_DARK : SCHEME_LIGHT);
      theme_set_contrast (i >= 2);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (button), TRUE);
      gtk_style_context_get_color (gtk_widget_get_style_context (gtk_widget_get_first_child (button)), &color);
      if (!gdk_rgba_equal (&color, palette_color (COLOR_ACCENT_TEXT)))
        fail_msg ("look %u: the tick is %s", i, gdk_rgba_to_string (&color));
      g_object_unref (button);
    }
  theme_set_scheme (SCHEME_SYSTEM);
  theme_set_contrast (FALSE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (clicker_leads_through_the_day),
    cmocka_unit_test (black_screen_ends_with_any_key),
    cmocka_unit_test (header_gives_way_and_the_bar_comes),
    cmocka_unit_test (the_bar_tells_the_scene),
    cmocka_unit_test (the_start_page_is_for_an_audience_too),
    cmocka_unit_test (text_grows_and_comes_back),
    cmocka_unit_test (audience_gets_more_than_the_person_has),
    cmocka_unit_test (two_windows_before_an_audience_find_back),
    cmocka_unit_test (sheet_needs_no_decimal_point_of_a_language),
    cmocka_unit_test (text_can_be_read),
    cmocka_unit_test (high_contrast_is_a_choice),
    cmocka_unit_test (ticks_have_the_accent_in_every_look),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
