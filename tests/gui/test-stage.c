/* What is drawn on the stage: where links run, and where the words stand that travel along them. */
#include "gui-test.h"

#include <math.h>

#include "playback/scrubber.h"
#include "stage/card-menu.h"
#include "stage/curve.h"
#include "stage/pill.h"
#include "stage/place-view.h"
#include "stage/stage-draw.h"
#include "stage/stage.h"

#define MAILBOX "postroom 1\nseed 1\ndate 2026-03-02\nzone +07:00\naccount ada@kantor.example password=rahasia\n"
#define LETTER "at 08:00 deliver from=budi@luar.example subject=\"Minutes\" size=100kB\nat 08:01 laptop check\n"

static void
dashes_reach_both_ends (void **state)
{
  const Curve curves[] = { curve_straight (400, 90, 371, 90), curve_straight (400, 90, 247, 90),
                           curve_vertical (300, 100, 40, 331), curve_vertical (300, 100, 300, 100) };

  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    {
      g_autoptr (GArray) ends = curve_dashes (&curves[i], 5);
      const graphene_point_t *first = &g_array_index (ends, graphene_point_t, 0);
      const graphene_point_t *last = &g_array_index (ends, graphene_point_t, ends->len - 1);

      assert_int_equal (ends->len % 2, 0);
      assert_float_equal (first->x, curves[i].p[0].x, 0.1);
      assert_float_equal (first->y, curves[i].p[0].y, 0.1);
      assert_float_equal (last->x, curves[i].p[3].x, 0.1);
      assert_float_equal (last->y, curves[i].p[3].y, 0.1);
    }
}

static void
dashes_are_as_long_as_gaps (void **state)
{
  const Curve curve = curve_vertical (300, 100, 40, 331);
  g_autoptr (GArray) ends = curve_dashes (&curve, 6);

  assert_true (ends->len > 40);
  for (guint i = 0; i + 1 < ends->len; i++)
    {
      const graphene_point_t *a = &g_array_index (ends, graphene_point_t, i), *b = a + 1;
      long length = lroundf (hypotf (b->x - a->x, b->y - a->y));

      assert_true (length >= 5 && length <= 7);
    }
}

static gboolean
overlaps (const graphene_rect_t *a, float left, float right)
{
  return a->origin.x < right && a->origin.x + a->size.width > left;
}

static void
words_stay_off_the_cards_beside_a_level_link (void **state)
{
  Curve curve = curve_straight (420, 90, 250, 90);

  curve.below = 120;
  for (int i = 0; i <= 10; i++)
    {
      float t = (float) i / 10;
      graphene_rect_t fits = pill_place (&curve, t, 120, 20, 1100);
      graphene_rect_t longer = pill_place (&curve, t, pill_room (&curve, t, 330, 1100), 20, 1100);

      assert_true (fits.origin.x >= 250 && fits.origin.x + fits.size.width <= 420);
      assert_float_equal (fits.origin.y, 80, 0.1);
      assert_true (longer.origin.y >= 120); /* below the outside world */
      assert_true (longer.origin.x >= 0 && longer.origin.x + longer.size.width <= 420);
    }
}

static void
words_stay_between_the_cards_in_a_lane (void **state)
{
  Curve curve = curve_vertical (500, 200, 392, 300);

  curve_add_lane (&curve, 700, 300, 400);
  for (int i = 0; i <= 20; i++)
    {
      float t = (float) i / 20, wanted = 330;
      graphene_rect_t pill = pill_place (&curve, t, pill_room (&curve, t, wanted, 1100), 20, 1100);

      if (pill.origin.y + pill.size.height > 300)
        assert_false (overlaps (&pill, 400, 700) || overlaps (&pill, 0, 300));
    }
}

/* Of two devices, the one whose link goes down to the right says its words to the right of the other one's link. */
static void
words_leave_the_other_links_free (void **state)
{
  const Curve left = curve_vertical (310, 225, 188, 327), right = curve_vertical (407, 225, 525, 327);

  for (int i = 0; i <= 10; i++)
    {
      float t = (float) i / 10;
      float width = pill_room (&right, t, 330, 715);
      graphene_rect_t pill = pill_place (&right, t, width, 20, 715);

      assert_true (curve_distance (&left, pill.origin.x, pill.origin.y + 10) > 40);
      pill = pill_place (&left, t, width, 20, 715);
      assert_true (curve_distance (&right, pill.origin.x + pill.size.width, pill.origin.y + 10) > 40);
    }
}

/* On a short link as on a long one: what is seen is how many there are, not a heap. */
static void
octets_on_the_way_do_not_cover_each_other (void **state)
{
  const Curve shorter = curve_vertical (500, 225, 500, 327), longer = curve_vertical (500, 225, 500, 900);
  GtkWidget *widget = g_object_ref_sink (gtk_label_new (NULL));
  Flight a = { .client.kind = PLACE_DEVICE, .direction = TO_CLIENT, .letter = 1, .data = TRUE, .progress = 0.4f }, b = a;

  b.progress = 0.55f;
  assert_true (stage_flights_touch (widget, &shorter, &a, &b, FALSE));
  assert_false (stage_flights_touch (widget, &longer, &a, &b, FALSE));
  assert_true (stage_flights_touch (widget, &longer, &a, &b, TRUE)); /* nothing moves: all are in the middle */
  g_object_unref (widget);
}

static void
figures_of_a_link_have_a_fitting_unit (void **state)
{
  const struct { LinkSettings settings; const char *text; } cases[] = {
    { { .latency = 20000, .bandwidth = 20000000, .up = TRUE }, "20 ms · 20 Mbit/s" },
    { { .latency = 300000, .bandwidth = 256000, .up = TRUE }, "300 ms · 256 kbit/s" },
    { { .latency = 5000, .up = TRUE }, "5 ms" },
    { { .latency = 400000, .bandwidth = 128000, .loss_ppm = 100000, .up = TRUE }, "400 ms · 128 kbit/s · 10% lost" },
    { { .latency = 500, .bandwidth = 1000000000, .up = TRUE }, "0.5 ms · 1 Gbit/s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = stage_dup_figures (&cases[i].settings);

      assert_string_equal (text, cases[i].text);
    }
}

/* Of two people on one server it is seen whose folders are whose, and how full each mailbox is. */
static void
the_server_tells_its_accounts_apart (void **state)
{
  g_autofree char *folder = g_path_get_dirname (g_getenv ("POSTROOM_TEST_JOURNAL"));
  g_autofree char *path = g_build_filename (folder, "support-24-listener.postroom", NULL);
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  static const char *const names[] = { "ada", "INBOX", "Sent", "Trash", "eko", "INBOX", "Sent", "Trash" };
  g_autoptr (PlaceView) view = NULL;

  assert_true (pr_window_open (window, path));
  gui_test_act (window, "go-end", NULL);
  view = place_view_new_server (pr_session_journal (session), pr_session_world (session, 0), pr_session_copies (session, 0));
  assert_int_equal (view->folders->len, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const FolderView *row = g_ptr_array_index (view->folders, i);

      assert_string_equal (row->name, names[i]);
      assert_int_equal (row->account, i % 4 == 0);
      if (row->account)
        assert_string_equal (row->text, "1.2 kB");
    }
  gui_test_close (window);
}

/* A connection that died without a word looks alive to both ends, and not to who looks on. */
static void
a_cut_is_seen (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autoptr (PlaceView) before = NULL, after = NULL;
  g_autofree char *words = NULL;
  const World *world;

  gui_test_act (window, "page", g_variant_new_string ("stage"));
  pr_session_seek (session, pr_session_start (session) + 5 * G_TIME_SPAN_MINUTE + G_TIME_SPAN_SECOND);
  world = pr_session_world (session, 0);
  before = place_view_new_device (pr_session_journal (session), world, world_find_device (world, "laptop"));
  assert_true (before->busy);
  assert_false (before->cut);
  gui_test_act (window, "act", g_variant_new_string ("cut laptop how=silent"));
  gui_test_settle (window); /* time stands still: it is done all the same */
  world = pr_session_world (session, 0);
  after = place_view_new_device (pr_session_journal (session), world, world_find_device (world, "laptop"));
  assert_true (after->cut);
  assert_false (place_view_equal (before, after));
  words = place_view_describe (after, world);
  assert_non_null (strstr (words, "cut"));
  gui_test_close (window);
}

static void
the_menu_of_a_letter_names_it (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  const ChipView chip = { .letter = 2, .label = "B", .part = PART_FULL };
  g_autoptr (PlaceView) view = NULL;
  g_autoptr (GMenu) menu = NULL;
  g_autofree char *title = NULL;

  pr_session_seek (session, pr_session_end (session));
  view = place_view_new_device (pr_session_journal (session), pr_session_world (session, 1),
                                world_find_device (pr_session_world (session, 1), "laptop"));
  menu = card_menu_new (view, &chip);
  assert_true (g_menu_model_get_item_attribute (G_MENU_MODEL (menu), 0, G_MENU_ATTRIBUTE_LABEL, "s", &title));
  assert_string_equal (title, "Letter B");
  gui_test_close (window);
}

static PrWindow *
open_written (const char *text)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "written.postroom", NULL);
  PrWindow *window = gui_test_window ();

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  assert_true (g_file_set_contents (path, text, -1, NULL));
  if (!pr_window_open (window, path))
    fail_msg ("%s", pr_window_error_text (window));
  gtk_window_set_default_size (GTK_WINDOW (window), 1024, 768);
  gui_test_settle (window);
  return window;
}

static void
count_wide (GtkWidget *widget, gpointer data)
{
  GtkWidget *scroller;
  GtkAdjustment *sideways;
  guint *found = data;

  if (!PR_IS_STAGE (widget) || !gtk_widget_get_mapped (widget))
    return;
  scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  sideways = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller));
  found[0]++;
  found[1] += gtk_adjustment_get_upper (sideways) > gtk_adjustment_get_page_size (sideways);
}

static void
three_worlds_need_no_scrolling_sideways (void **state)
{
  PrWindow *window = open_written (MAILBOX "variant a\n  device laptop account=ada protocol=imap\n"
                                   "variant b\n  device laptop account=ada protocol=imap\n"
                                   "variant c\n  device laptop account=ada protocol=imap\n" LETTER);
  guint found[2] = { 0 };

  gui_test_act (window, "page", g_variant_new_string ("compare"));
  gui_test_settle (window);
  assert_true (gtk_widget_get_width (GTK_WIDGET (window)) <= 1024);
  gui_test_each (GTK_WIDGET (window), count_wide, found);
  assert_int_equal (found[0], 3);
  assert_int_equal (found[1], 0);
  gui_test_close (window);
}

static void
sessions_at_once_do_not_cover_each_other (void **state)
{
  g_autoptr (GString) text = g_string_new (MAILBOX "device laptop account=ada protocol=imap\n");
  g_autoptr (GString) checks = g_string_new (LETTER);
  PrWindow *window = gui_test_window ();
  PrScrubber *scrubber = PR_SCRUBBER (gui_test_find (GTK_WIDGET (window), PR_TYPE_SCRUBBER));

  assert_int_equal (pr_scrubber_lanes (scrubber), 3);
  gui_test_close (window);
  for (guint i = 0; i < 6; i++)
    {
      g_string_append_printf (text, "device d%u account=ada protocol=imap\n", i);
      g_string_append_printf (checks, "at 08:02 d%u check\n", i);
    }
  g_string_append (text, checks->str);
  window = open_written (text->str);
  scrubber = PR_SCRUBBER (gui_test_find (GTK_WIDGET (window), PR_TYPE_SCRUBBER));
  assert_true (pr_scrubber_lanes (scrubber) >= 6);
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (dashes_reach_both_ends),
    cmocka_unit_test (dashes_are_as_long_as_gaps),
    cmocka_unit_test (words_stay_off_the_cards_beside_a_level_link),
    cmocka_unit_test (words_stay_between_the_cards_in_a_lane),
    cmocka_unit_test (words_leave_the_other_links_free),
    cmocka_unit_test (octets_on_the_way_do_not_cover_each_other),
    cmocka_unit_test (figures_of_a_link_have_a_fitting_unit),
    cmocka_unit_test (the_server_tells_its_accounts_apart),
    cmocka_unit_test (a_cut_is_seen),
    cmocka_unit_test (the_menu_of_a_letter_names_it),
    cmocka_unit_test (three_worlds_need_no_scrolling_sideways),
    cmocka_unit_test (sessions_at_once_do_not_cover_each_other),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
