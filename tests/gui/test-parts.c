/* The parts below the widgets: pace, scale, index, flights, palette, words. */
#include "gui-test.h"

#include <math.h>

#include "stage/card-menu.h"
#include "copies/copy-words.h"
#include "stage/flights.h"
#include "conversation/line-list.h"
#include "playback/pace.h"
#include "palette.h"
#include "widgets/focus-keeper.h"
#include "widgets/notice.h"
#include "words.h"

static void
pace_passes_over_idle_hours (void **state)
{
  Pace pace = { 0 };
  gint64 time = 0, event = G_TIME_SPAN_HOUR;
  guint frames = 0;

  while (time < event && frames < 1000)
    {
      gint64 next = pace_advance (&pace, time, 16667, 0.1, event, event);

      assert_true (next >= time);
      time = next;
      frames++;
    }
  assert_true (frames < 60); /* a second */
}

static void
pace_hurries_over_long_letters (void **state)
{
  Pace pace = { 0 };
  gint64 time = 0, line = 10 * G_TIME_SPAN_SECOND;
  guint frames = 0;

  while (time < line && frames < 10000)
    {
      time = pace_advance (&pace, time, 16667, 0.1, time + 1000, line);
      frames++;
      assert_false (pace.skipping);
    }
  assert_true (frames >= 80 && frames <= 100); /* a second and a half, where it would have been a hundred seconds */
  assert_int_equal (time, line);
}

static void
pace_keeps_to_the_speed_otherwise (void **state)
{
  Pace pace = { 0 };

  assert_int_equal (pace_advance (&pace, 1000, 20000, 0.1, 1500, 2000), 3000);
  assert_int_equal (pace_advance (&pace, 1000, 20000, 2, 1500, 2000), 41000);
}

static void
scale_is_monotone_and_goes_back (void **state)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 start = 1000, end = start + G_TIME_SPAN_DAY;
  double last = -1;

  for (guint i = 0; i < 100; i++)
    {
      gint64 time = start + (i / 10) * G_TIME_SPAN_HOUR + (i % 10) * 20000;

      g_array_append_val (times, time);
    }
  {
    g_autoptr (TimeScale) scale = time_scale_new (times, start, end);

    assert_true (time_scale_fraction (scale, start) == 0);
    assert_true (time_scale_fraction (scale, end) == 1);
    for (guint i = 0; i < times->len; i++)
      {
        gint64 time = g_array_index (times, gint64, i);
        double at = time_scale_fraction (scale, time);

        assert_true (at > last);
        assert_true (ABS (time_scale_time (scale, at) - time) <= 1);
        last = at;
      }
    /* The ten busy moments of 180 ms take more of it than the hours between them would at a plain scale. */
    assert_true (time_scale_fraction (scale, start + 180000) > 0.01);
  }
}

static void
scale_of_nothing (void **state)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (TimeScale) scale = time_scale_new (times, 5, 5);

  assert_true (time_scale_fraction (scale, 5) == 0);
  assert_true (time_scale_time (scale, 2) >= 5);
}

static double
luminance (const GdkRGBA *color)
{
  const float channels[3] = { color->red, color->green, color->blue };
  const double weights[3] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;

  for (guint i = 0; i < 3; i++)
    sum += weights[i] * (channels[i] <= 0.04045 ? channels[i] / 12.92 : pow ((channels[i] + 0.055) / 1.055, 2.4));
  return sum;
}

static double
contrast (const GdkRGBA *a, const GdkRGBA *b)
{
  double x = luminance (a) + 0.05, y = luminance (b) + 0.05;

  return x > y ? x / y : y / x;
}

/* WCAG: 4.5 for text, 3 for large and bold text. */
static void
palette_can_be_read (void **state)
{
  static const ColorName grounds[] = { COLOR_WINDOW, COLOR_BAR, COLOR_PANEL, COLOR_CARD, COLOR_STAGE, COLOR_SELECTED };
  static const ColorName inks[] = { COLOR_TEXT, COLOR_DIM, COLOR_POP3, COLOR_IMAP, COLOR_SMTP };

  for (guint look = 0; look < N_LOOKS; look++)
    {
      palette_set_look (look);
      for (guint i = 0; i < G_N_ELEMENTS (inks); i++)
        for (guint k = 0; k < G_N_ELEMENTS (grounds); k++)
          {
            double value = contrast (palette_color (inks[i]), palette_color (grounds[k]));

            if (value < (inks[i] == COLOR_TEXT ? 7 : inks[i] == COLOR_DIM ? 4.5 : 3))
              fail_msg ("look %u: ink %u on ground %u has a contrast of %.2f", look, inks[i], grounds[k], value);
          }
      assert_true (contrast (palette_color (COLOR_ACCENT), palette_color (COLOR_ACCENT_TEXT)) >= 4.5);
      assert_true (contrast (palette_color (COLOR_DIFFERS), palette_color (COLOR_TEXT)) >= 7);
      for (ColorName ink = COLOR_POP3; ink <= COLOR_SMTP; ink += 2)
        {
          /* A badge is seen to be one, and can be read: its ground is the colour after its ink. */
          assert_false (gdk_rgba_equal (palette_color (ink + 1), palette_color (COLOR_CARD)));
          assert_true (contrast (palette_color (ink), palette_color (ink + 1)) >= (palette_is_contrast () ? 7 : 4.4));
        }
    }
  palette_set_look (LOOK_LIGHT);
  for (guint32 letter = 1; letter <= 8; letter++)
    {
      GdkRGBA color = palette_letter (letter), ink = palette_ink_on (&color);

      assert_true (contrast (&color, &ink) >= 3);
    }
}

static void
sizes_have_units (void **state)
{
  const struct { guint64 octets; const char *text; } cases[] = {
    { 0, "0 B" }, { 999, "999 B" }, { 1000, "1 kB" }, { 3170, "3.2 kB" }, { 24000, "24 kB" }, { 3145728, "3.1 MB" },
    { 10000000, "10 MB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = words_size (cases[i].octets);

      assert_string_equal (text, cases[i].text);
    }
}

static void
open_day (PrSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = journal_read (g_getenv ("POSTROOM_TEST_JOURNAL"), &error);

  g_assert_no_error (error);
  pr_session_set_journal (session, journal, NULL);
}

static void
index_finds_every_row (void **state)
{
  g_autoptr (PrSession) session = pr_session_new ();

  open_day (session);
  for (guint w = 0; w < pr_session_n_worlds (session); w++)
    {
      const Trace *trace = pr_session_trace (session, w);
      const TraceIndex *index = pr_session_index (session, w);
      guint lines = 0, found = 0;

      for (guint id = 1; id <= trace_length (trace); id++)
        {
          const TraceEvent *event = trace_event (trace, id);
          const TraceEvent *other;

          if (event->kind != TRACE_LINE || event->line.arrived)
            continue;
          lines++;
          other = trace_index_counterpart (index, trace, event);
          if (other != NULL)
            {
              assert_true (other->line.arrived);
              assert_int_equal (other->connection, event->connection);
              assert_true (other->line.start >= event->line.start && other->line.start < event->line.end);
            }
        }
      for (guint i = 0; i < index->rows->len; i++)
        found += trace_event (trace, g_array_index (index->rows, guint32, i))->kind == TRACE_LINE;
      assert_int_equal (found, lines);
    }
}

/* What is drawn follows from virtual time alone, however one came there. */
static void
flights_depend_on_time_alone (void **state)
{
  g_autoptr (PrSession) session = pr_session_new ();
  gint64 time;
  guint seen = 0;

  open_day (session);
  for (guint i = 0; i < 50; i++)
    {
      time = pr_session_start (session) + 5 * G_TIME_SPAN_MINUTE + i * 9 * G_TIME_SPAN_MILLISECOND;
      pr_session_seek (session, time);
      g_autoptr (GArray) one = flights_at (session, 0, time);
      pr_session_seek (session, pr_session_end (session));
      pr_session_seek (session, time);
      g_autoptr (GArray) two = flights_at (session, 0, time);

      assert_int_equal (one->len, two->len);
      seen += one->len;
      for (guint k = 0; k < one->len; k++)
        {
          const Flight *a = &g_array_index (one, Flight, k), *b = &g_array_index (two, Flight, k);

          assert_true (a->progress == b->progress && a->progress >= 0 && a->progress <= 1);
          assert_int_equal (g_strcmp0 (a->text, b->text), 0);
        }
    }
  assert_true (seen > 20);
}

static void
check_menu (GMenuModel *menu, PrSession *session, guint *items)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      static const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };
      g_autofree char *target = NULL;

      for (guint k = 0; k < 2; k++)
        {
          g_autoptr (GMenuModel) below = g_menu_model_get_item_link (menu, i, links[k]);

          if (below != NULL)
            check_menu (below, session, items);
        }
      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_TARGET, "s", &target))
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (Action) action
            = journal_parse_action (pr_session_journal (session), target, pr_session_time (session), 0, &error);

          g_assert_no_error (error);
          assert_non_null (action);
          (*items)++;
        }
    }
}

/* Every entry of every menu is a line that the journal takes. */
static void
menus_speak_the_journals_language (void **state)
{
  g_autoptr (PrSession) session = pr_session_new ();
  guint items = 0;

  open_day (session);
  for (guint minute = 0; minute <= 32; minute += 4)
    {
      pr_session_seek (session, pr_session_start (session) + minute * G_TIME_SPAN_MINUTE + 30 * G_TIME_SPAN_MILLISECOND);
      for (guint w = 0; w < pr_session_n_worlds (session); w++)
        {
          const World *world = pr_session_world (session, w);

          for (guint d = 0; d < world->devices->len; d++)
            {
              g_autoptr (PlaceView) view
                = place_view_new_device (pr_session_journal (session), world, g_ptr_array_index (world->devices, d));
              g_autoptr (GMenu) menu = card_menu_new (view, NULL);

              assert_non_null (menu);
              check_menu (G_MENU_MODEL (menu), session, &items);
            }
        }
    }
  assert_true (items > 100);
}

static char *
cell (PrSession *session, const GArray *columns, guint world, const char *place, guint32 letter)
{
  for (guint i = 0; i < columns->len; i++)
    {
      const CopyColumn *column = &g_array_index (columns, CopyColumn, i);
      Place at = g_array_index (pr_session_copies (session, column->world)->places, Place, column->column);
      g_autofree char *name = place_dup_name (pr_session_world (session, column->world), at);

      if (column->world == world && g_ascii_strcasecmp (name, place) == 0)
        return copy_cell_words (session, column, letter);
    }
  return NULL;
}

/* The lesson of the shipped day, as the table says it. */
static void
copies_tell_the_day (void **state)
{
  g_autoptr (PrSession) session = pr_session_new ();
  const struct { guint world; const char *place; guint32 letter; const char *says; } cases[] = {
    { 0, "Server", 1, "deleted by laptop" }, { 0, "laptop", 1, "read" }, { 0, "phone", 1, "never arrived" },
    { 0, "phone", 5, "impossible: this device does not have the letter" }, { 1, "Server", 1, "read" },
    { 1, "Server", 2, "★ unread" }, { 1, "Server", 3, "Trash" }, { 1, "phone", 3, "Trash · header only" },
  };
  GArray *columns;

  open_day (session);
  pr_session_seek (session, pr_session_end (session));
  columns = copy_columns (session, G_MAXUINT);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = cell (session, columns, cases[i].world, cases[i].place, cases[i].letter);

      assert_string_equal (text, cases[i].says);
    }
  g_array_unref (columns);
}

/* A hundred thousand rows cost no more than those that are asked for. */
static void
line_list_makes_rows_on_demand (void **state)
{
  g_autoptr (PrSession) session = pr_session_new ();
  g_autoptr (PrLineList) list = NULL;
  guint n;

  open_day (session);
  list = pr_line_list_new (session);
  pr_session_seek (session, pr_session_end (session));
  n = g_list_model_get_n_items (G_LIST_MODEL (list));
  assert_int_equal (n, pr_session_index (session, 0)->rows->len);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PrLine) line = g_list_model_get_item (G_LIST_MODEL (list), i);

      assert_int_equal (pr_line_list_find (list, pr_line_event (line)), i);
    }
  assert_null (g_list_model_get_item (G_LIST_MODEL (list), n));
  pr_line_list_set_filter (list, (Place) { PLACE_DEVICE, 1 });
  assert_true (g_list_model_get_n_items (G_LIST_MODEL (list)) >= 1);
  assert_true (g_list_model_get_n_items (G_LIST_MODEL (list)) <= n - 1);
  pr_session_seek (session, pr_session_start (session));
  assert_true (g_list_model_get_n_items (G_LIST_MODEL (list)) < n);
}

/* What is rebuilt under the focus hands it to the next widget: a label, here. */
static void
a_label_follows_what_is_removed (void **state)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *button = gtk_button_new_with_label ("one");
  GtkWidget *label = gtk_label_new ("two");

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), label);
  gtk_window_set_child (window, box);
  focus_keeper_watch (window);
  gtk_window_present (window);
  gui_test_settle (window);
  gtk_widget_grab_focus (button);
  gtk_box_remove (GTK_BOX (box), button);
  gui_test_settle (window);
  assert_ptr_equal (gtk_window_get_focus (window), label);
  gtk_window_destroy (window);
}

/* A message that hides while the keyboard is in it gives it back, and does not outlive a window that is closed at once. */
static void
a_message_goes_with_its_window (void **state)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *button = gtk_button_new_with_label ("one");
  GtkWidget *notice = pr_notice_new (TRUE);
  gpointer alive = notice;

  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), notice);
  gtk_window_set_child (window, box);
  gtk_window_present (window);
  pr_notice_show (PR_NOTICE (notice), "Saved", NULL, NULL);
  gui_test_settle (window);
  assert_true (gtk_widget_child_focus (notice, GTK_DIR_TAB_FORWARD));
  g_object_add_weak_pointer (G_OBJECT (notice), &alive);
  pr_notice_hide (PR_NOTICE (notice));
  assert_ptr_equal (gtk_window_get_focus (window), button);
  gtk_window_destroy (window);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  assert_null (alive);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (pace_passes_over_idle_hours),
    cmocka_unit_test (pace_hurries_over_long_letters),
    cmocka_unit_test (pace_keeps_to_the_speed_otherwise),
    cmocka_unit_test (scale_is_monotone_and_goes_back),
    cmocka_unit_test (scale_of_nothing),
    cmocka_unit_test (palette_can_be_read),
    cmocka_unit_test (sizes_have_units),
    cmocka_unit_test (index_finds_every_row),
    cmocka_unit_test (flights_depend_on_time_alone),
    cmocka_unit_test (menus_speak_the_journals_language),
    cmocka_unit_test (copies_tell_the_day),
    cmocka_unit_test (line_list_makes_rows_on_demand),
    cmocka_unit_test (a_label_follows_what_is_removed),
    cmocka_unit_test (a_message_goes_with_its_window),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
