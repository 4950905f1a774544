/* The tables: where each message lives, space and traffic, packets. Nothing in them is cut off, and columns stand in line. */
#include "lesson-test.h"

#include "conversation/packet-row.h"
#include "conversation/packets-view.h"
#include "copies/copies-row.h"
#include "copies/copies-view.h"
#include "pages/compare.h"
#include "stage/place-card.h"
#include "traffic/traffic-row.h"
#include "traffic/traffic-view.h"
#include "window/theme.h"

#define LARGER(test) cmocka_unit_test_setup_teardown (test, larger_text, usual_text)

static void
widths_are_shared_out (void **state)
{
  static const struct { int leasts[3], wishes[3], room, widths[3]; } cases[] = {
    { { 0 }, { 10, 20, 30 }, 100, { 34, 33, 33 } }, /* all fit alike */
    { { 0 }, { 10, 20, 60 }, 100, { 20, 20, 60 } }, /* one wants more: the others share the rest */
    { { 0 }, { 10, 40, 50 }, 100, { 10, 40, 50 } }, /* to the last pixel */
    { { 0 }, { 10, 60, 90 }, 100, { 10, 45, 45 } }, /* the widest give way first */
    { { 0 }, { 50, 60, 90 }, 100, { 34, 33, 33 } },
    { { 0 }, { 0, 0, 0 }, 9, { 3, 3, 3 } },
    { { 10, 50, 20 }, { 10, 60, 90 }, 100, { 10, 50, 40 } }, /* but not where a word would be cut off */
    { { 5, 44, 5 }, { 50, 60, 90 }, 101, { 29, 44, 28 } },
    { { 20, 30, 50 }, { 50, 60, 90 }, 100, { 20, 30, 50 } },
    { { 20, 30, 50 }, { 50, 60, 90 }, 90, { 20, 30, 50 } }, /* there is less room than all need */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PrCopyWidths) widths = pr_copy_widths_new (3);
      int shares[3];

      pr_copy_widths_want (widths, cases[i].leasts, cases[i].wishes);
      pr_copy_widths_share (widths, cases[i].room, shares);
      assert_memory_equal (shares, cases[i].widths, sizeof shares);
    }
}

static void
count (guint *times)
{
  (*times)++;
}

/* A word that is gone again leaves its column as wide: nothing jumps while time moves. */
static void
widths_only_grow (void **state)
{
  g_autoptr (PrCopyWidths) widths = pr_copy_widths_new (2);
  guint grown = 0;

  g_signal_connect_swapped (widths, "grown", G_CALLBACK (count), &grown);
  pr_copy_widths_want (widths, (int[]) { 4, 4 }, (int[]) { 10, 20 });
  pr_copy_widths_want (widths, (int[]) { 3, 4 }, (int[]) { 5, 20 });
  assert_int_equal (grown, 1);
  assert_int_equal (pr_copy_widths_wish (widths), 30);
  pr_copy_widths_want (widths, (int[]) { 0, 0 }, (int[]) { 11, 0 });
  assert_int_equal (grown, 2);
  assert_int_equal (pr_copy_widths_wish (widths), 31);
  pr_copy_widths_want (widths, (int[]) { 0, 6 }, (int[]) { 0, 6 });
  assert_int_equal (grown, 3);
  assert_int_equal (pr_copy_widths_least (widths), 10);
  pr_copy_widths_forget (widths);
  assert_int_equal (pr_copy_widths_wish (widths), 0);
  assert_int_equal (pr_copy_widths_least (widths), 0);
}

static void
lines_end_at_dots (void **state)
{
  static const struct { const char *words, *text; } cases[] = {
    { "read", "read" },
    { "gone: mailbox deleted", "gone: mailbox deleted" },
    { "unread · header only", "unread\302\240· header\302\240only" },
    { "Sent · waits for the server", "Sent\302\240· waits for the server" },
    { "1 kB · 2 kB", "1\302\240kB\302\240· 2\302\240kB" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = copy_words_for_lines (cases[i].words);

      assert_string_equal (text, cases[i].text);
    }
}

static int
larger_text (void **state)
{
  theme_set_zoom (1.25);
  return 0;
}

static int
usual_text (void **state)
{
  theme_set_zoom (1);
  return 0;
}

/* Room for larger text grows with it. */
static void
set_size (PrWindow *window, int width, int height)
{
  gtk_window_set_default_size (GTK_WINDOW (window), (int) (width * theme_zoom ()), (int) (height * theme_zoom ()));
}

static PrWindow *
open_journal (const char *name, int width, int height)
{
  PrWindow *window = gui_test_window ();
  g_autofree char *folder = g_path_get_dirname (g_getenv ("POSTROOM_TEST_JOURNAL"));
  g_autofree char *path = g_build_filename (folder, name, NULL);

  assert_true (pr_window_open (window, path));
  set_size (window, width, height);
  return window;
}

/* What the table says of a letter at a place of a world. Caller owns. */
static char *
words_at (PrSession *session, guint world, const char *place, guint32 letter)
{
  g_autoptr (GArray) columns = copy_columns (session, G_MAXUINT);

  for (guint i = 0; i < columns->len; i++)
    {
      const CopyColumn *column = &g_array_index (columns, CopyColumn, i);
      Place at = g_array_index (pr_session_copies (session, column->world)->places, Place, column->column);
      g_autofree char *name = place_dup_name (pr_session_world (session, column->world), at);

      if (column->world == world && g_ascii_strcasecmp (name, place) == 0)
        return copy_cell_words (session, column, letter);
    }
  fail_msg ("no %s in world %u", place, world);
  return NULL;
}

static void
assert_says (PrSession *session, guint world, const char *place, guint32 letter, const char *says)
{
  g_autofree char *words = words_at (session, world, place, letter);

  assert_string_equal (words, says);
}

/* Sent mail that no server keeps: nothing promises that it will come. */
static void
says_what_never_was_here (void **state)
{
  PrWindow *window = open_journal ("support-08-sent-mail-missing.postroom", 1024, 768);
  PrSession *session = pr_window_session (window);

  pr_session_seek (session, pr_session_end (session));
  assert_says (session, 0, "Server", 1, "not here");
  assert_says (session, 0, "phone", 1, "not here");
  assert_says (session, 1, "phone", 1, "Sent");
  gui_test_close (window);
}

/* What could not be answered where it never came is nowhere. */
static void
says_what_was_impossible (void **state)
{
  PrWindow *window = open_journal ("same-day.postroom", 1024, 768);
  PrSession *session = pr_window_session (window);

  pr_session_seek (session, pr_session_end (session));
  assert_says (session, 0, "phone", 5, "impossible: this device does not have the letter");
  assert_says (session, 0, "Server", 5, "not here");
  assert_says (session, 0, "laptop", 5, "not here");
  gui_test_close (window);
}

/* Ten minutes into the day the phone sees that the letter has left INBOX; it lies in Trash, and is not gone. */
static void
says_what_moved_on_the_server (void **state)
{
  PrWindow *window = open_journal ("same-day.postroom", 1024, 768);
  PrSession *session = pr_window_session (window);

  pr_session_seek (session, pr_session_start (session) + 10 * G_TIME_SPAN_MINUTE + 600 * G_TIME_SPAN_MILLISECOND);
  assert_says (session, 1, "Server", 3, "Trash");
  assert_says (session, 1, "phone", 3, "moved on the server");
  assert_says (session, 0, "phone", 3, "never arrived");
  gui_test_close (window);
}

typedef struct {
  GArray *lines; /* of int: where the columns begin, in the first row that was seen */
  GtkWidget *in;
  guint rows, columns;
  int texts[12]; /* pixels of the longest text in each of them */
} Table;

static graphene_rect_t
bounds_in (GtkWidget *widget, GtkWidget *in)
{
  graphene_rect_t bounds;

  assert_true (gtk_widget_compute_bounds (widget, in, &bounds));
  return bounds;
}

static void
check_cell (Table *table, GtkWidget *cell)
{
  graphene_rect_t bounds = bounds_in (cell, table->in);
  int x = (int) (bounds.origin.x + 0.5f), text = 0;

  g_assert (table->columns < G_N_ELEMENTS (table->texts));
  if (GTK_IS_LABEL (cell))
    pango_layout_get_pixel_size (gtk_label_get_layout (GTK_LABEL (cell)), &text, NULL);
  table->texts[table->columns] = MAX (table->texts[table->columns], text);
  if (GTK_IS_LABEL (cell) && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (cell))))
    fail_msg ("“%s” is cut off in %d pixels", gtk_label_get_text (GTK_LABEL (cell)), gtk_widget_get_width (cell));
  if (table->rows == 0)
    g_array_append_val (table->lines, x);
  else
    assert_int_equal (g_array_index (table->lines, int, table->columns), x);
  table->columns++;
}

static void
check_row (Table *table, GtkWidget *cells)
{
  table->columns = 0;
  for (GtkWidget *cell = gtk_widget_get_first_child (cells); cell != NULL; cell = gtk_widget_get_next_sibling (cell))
    check_cell (table, cell);
  assert_int_equal (table->columns, table->lines->len);
  table->rows++;
}

/* Letters that find no room are scrolled to. */
static gboolean
letters_scroll (GtkWidget *table)
{
  GtkWidget *list = gui_test_find (table, GTK_TYPE_LIST_VIEW);
  GtkAdjustment *up;

  if (!gtk_widget_get_mapped (list))
    return FALSE;
  up = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  return gtk_adjustment_get_upper (up) > gtk_adjustment_get_page_size (up);
}

static void
check_copies_row (GtkWidget *widget, gpointer data)
{
  Table *table = data;
  graphene_rect_t bounds;

  if (!PR_IS_COPIES_ROW (widget) || !gtk_widget_get_mapped (widget))
    return;
  bounds = bounds_in (widget, table->in);
  if (gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_VIEW) == NULL || !letters_scroll (table->in))
    {
      assert_true (bounds.origin.y >= 0);
      assert_true (bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (table->in));
    }
  assert_true (bounds.origin.x + bounds.size.width <= (float) gtk_widget_get_width (table->in));
  check_row (table, widget);
}

static GtkWidget *
table_of_compare (PrWindow *window)
{
  gui_test_act (window, "page", g_variant_new_string ("compare"));
  gui_test_settle (window);
  gui_test_settle (window);
  return gui_test_find (gui_test_find (GTK_WIDGET (window), PR_TYPE_COMPARE), PR_TYPE_COPIES_VIEW);
}

/* Where rows wrap, too, all of a few letters and the total are seen in the smallest window; more are scrolled to. */
static void
the_whole_table_is_seen (void **state)
{
  static const struct { const char *name; guint letters; } cases[] = {
    { "same-day.postroom", 6 }, { "support-04-lost-before-quit.postroom", 2 }, { "support-10-account-recreated.postroom", 2 },
    { "support-08-sent-mail-missing.postroom", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PrWindow *window = open_journal (cases[i].name, 1024, 768);
      Table table = { g_array_new (FALSE, FALSE, sizeof (int)) };

      pr_session_seek (pr_window_session (window), pr_session_end (pr_window_session (window)));
      table.in = table_of_compare (window);
      gui_test_each (table.in, check_copies_row, &table);
      if (cases[i].letters > 3 && letters_scroll (table.in))
        assert_true (table.rows >= 3 + 2 && table.rows <= cases[i].letters + 2);
      else
        assert_int_equal (table.rows, cases[i].letters + 2);
      g_array_unref (table.lines);
      gui_test_close (window);
    }
}

/* Six places in what a lesson leaves of the smallest window. */
static void
the_table_fits_beside_a_lesson (void **state)
{
  PrWindow *window = open_lesson ("two-devices-pop3");
  Table table = { g_array_new (FALSE, FALSE, sizeof (int)) };

  set_size (window, 1024, 768);
  pass_over (window);
  table.in = table_of_compare (window);
  gui_test_each (table.in, check_copies_row, &table);
  assert_int_equal (table.rows, 3);
  assert_int_equal (table.lines->len, 7);
  g_array_unref (table.lines);
  gui_test_close (window);
}

/* At the middle, or where the server's card begins to be read. */
static void
check_middle (GtkWidget *widget, gpointer data)
{
  guint *scrolled = data;
  GtkWidget *scroller;
  GtkAdjustment *sideways;
  double middle, value;
  float start;

  if (!PR_IS_PLACE_CARD (widget) || !gtk_widget_has_css_class (widget, "server"))
    return;
  scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  sideways = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller));
  middle = (gtk_adjustment_get_upper (sideways) - gtk_adjustment_get_page_size (sideways)) / 2;
  value = gtk_adjustment_get_value (sideways);
  start = bounds_in (widget, scroller).origin.x;
  assert_true (value > 0 && value <= middle);
  assert_true (start > -9 && (value > middle - 1 || start < -7));
  (*scrolled)++;
}

/* Four worlds beside each other in large text are wider than the smallest window: each is seen from its middle. */
static void
worlds_are_seen_from_the_middle (void **state)
{
  PrWindow *window = open_journal ("support-04-lost-before-quit.postroom", 1024, 768);
  guint scrolled = 0;

  theme_set_zoom (2);
  table_of_compare (window);
  gui_test_each (gui_test_find (GTK_WIDGET (window), PR_TYPE_COMPARE), check_middle, &scrolled);
  assert_int_equal (scrolled, 4);
  gui_test_close (window);
}

static void
check_below (GtkWidget *widget, gpointer data)
{
  GtkWidget *cover = data;

  if (gtk_widget_has_css_class (widget, "world-heading"))
    assert_true (bounds_in (widget, cover).origin.y >= (float) gtk_widget_get_height (cover));
}

/* All that it says is seen, and it covers no more than that needs. */
static void
assert_as_high_as_its_words (GtkWidget *cover)
{
  GtkWidget *scroller = gui_test_find (cover, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *parts = gtk_viewport_get_child (GTK_VIEWPORT (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller))));
  int words;

  gtk_widget_measure (parts, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (parts), NULL, &words, NULL, NULL);
  assert_int_equal (gtk_widget_get_height (scroller), words);
}

/* What explains the symptom opens over the page, and does not cover which world is which. */
static void
worlds_keep_their_names_below_the_cause (void **state)
{
  PrWindow *window = open_journal ("support-08-sent-mail-missing.postroom", 1024, 768);
  GtkWidget *cover = pr_window_symptom_bar (window);

  table_of_compare (window);
  pr_session_seek (pr_window_session (window), pr_session_end (pr_window_session (window)));
  gui_test_settle (window);
  gui_test_settle (window);
  assert_true (gtk_widget_get_visible (cover));
  gui_test_each (gui_test_find (GTK_WIDGET (window), PR_TYPE_COMPARE), check_below, cover);
  assert_as_high_as_its_words (cover);
  gui_test_close (window);
}

/* Where the columns of Compare begin. */
static void
columns_of_compare (PrWindow *window, GArray *lines)
{
  Table table = { lines, table_of_compare (window) };

  g_array_set_size (lines, 0);
  gui_test_each (table.in, check_copies_row, &table);
  assert_int_equal (lines->len, 10);
}

/* After a leap no column is wider for what stood there before, whether the table was seen meanwhile or not. */
static void
columns_forget_after_a_leap (void **state)
{
  PrWindow *window = open_journal ("support-08-sent-mail-missing.postroom", 1440, 900);
  PrSession *session = pr_window_session (window);
  g_autoptr (GArray) fresh = g_array_new (FALSE, FALSE, sizeof (int)), waiting = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (int));

  pr_session_seek (session, pr_session_end (session));
  columns_of_compare (window, fresh);
  for (guint seen = 0; seen < 2; seen++)
    {
      pr_session_seek (session, pr_session_start (session) + 100 * G_TIME_SPAN_MILLISECOND);
      assert_says (session, 0, "laptop", 1, "Outbox · waits for the server");
      if (seen)
        columns_of_compare (window, waiting);
      else
        gui_test_act (window, "page", g_variant_new_string ("conversation"));
      pr_session_seek (session, pr_session_end (session));
      columns_of_compare (window, lines);
      assert_memory_equal (lines->data, fresh->data, fresh->len * sizeof (int));
    }
  assert_memory_not_equal (waiting->data, fresh->data, fresh->len * sizeof (int));
  gui_test_close (window);
}

static GtkWidget *
show_tab (PrWindow *window, const char *tab, gint64 time, GType type)
{
  gui_test_act (window, "page", g_variant_new_string (tab));
  pr_session_seek (pr_window_session (window), time);
  gui_test_settle (window);
  gui_test_settle (window);
  return gui_test_find (GTK_WIDGET (window), type);
}

static void
check_traffic_row (GtkWidget *widget, gpointer data)
{
  if (PR_IS_TRAFFIC_ROW (widget))
    check_row (data, gtk_widget_get_first_child (widget));
}

static void
check_packet_row (GtkWidget *widget, gpointer data)
{
  if (PR_IS_PACKET_ROW (widget) && gtk_widget_get_mapped (widget))
    check_row (data, widget);
}

/* A table moves sideways only where its texts leave no room, never for the sake of empty columns. */
static void
check_room (const Table *table)
{
  GtkAdjustment *sideways = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (gtk_widget_get_first_child (table->in)));
  double upper = gtk_adjustment_get_upper (sideways), page = gtk_adjustment_get_page_size (sideways);
  int texts = 0;

  for (guint i = 0; i < G_N_ELEMENTS (table->texts); i++)
    texts += table->texts[i];
  if (upper > page && texts < upper * 3 / 5)
    fail_msg ("the table takes %g of %g pixels for %d of text", upper, page, texts);
}

/* Heads that wrap or are short stand above their figures all the same. */
static void
figures_stand_below_their_heads (void **state)
{
  static const int widths[] = { 1024, 1440 };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      PrWindow *window = open_journal ("same-day.postroom", widths[i], 768);
      gint64 end = pr_session_end (pr_window_session (window));
      /* three million octets have gone by */
      gint64 middle = pr_session_start (pr_window_session (window)) + 5 * G_TIME_SPAN_MINUTE + 2600 * G_TIME_SPAN_MILLISECOND;
      Table traffic = { g_array_new (FALSE, FALSE, sizeof (int)) }, packets = { g_array_new (FALSE, FALSE, sizeof (int)) };

      packets.in = show_tab (window, "packets", middle, PR_TYPE_PACKETS_VIEW);
      gui_test_each (packets.in, check_packet_row, &packets);
      packets.in = show_tab (window, "packets", end, PR_TYPE_PACKETS_VIEW);
      gui_test_each (packets.in, check_packet_row, &packets);
      assert_true (packets.rows > 8);
      traffic.in = show_tab (window, "traffic", end, PR_TYPE_TRAFFIC_VIEW);
      gui_test_each (traffic.in, check_traffic_row, &traffic);
      assert_int_equal (traffic.rows, 5);
      check_room (&packets);
      g_array_unref (traffic.lines);
      g_array_unref (packets.lines);
      gui_test_close (window);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (widths_are_shared_out),
    cmocka_unit_test (widths_only_grow),
    cmocka_unit_test (lines_end_at_dots),
    cmocka_unit_test (says_what_never_was_here),
    cmocka_unit_test (says_what_was_impossible),
    cmocka_unit_test (says_what_moved_on_the_server),
    cmocka_unit_test (the_whole_table_is_seen),
    LARGER (the_whole_table_is_seen),
    cmocka_unit_test (the_table_fits_beside_a_lesson),
    LARGER (the_table_fits_beside_a_lesson),
    cmocka_unit_test_teardown (worlds_are_seen_from_the_middle, usual_text),
    LARGER (worlds_are_seen_from_the_middle),
    cmocka_unit_test (worlds_keep_their_names_below_the_cause),
    LARGER (worlds_keep_their_names_below_the_cause),
    cmocka_unit_test (columns_forget_after_a_leap),
    LARGER (columns_forget_after_a_leap),
    cmocka_unit_test (figures_stand_below_their_heads),
    LARGER (figures_stand_below_their_heads),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
