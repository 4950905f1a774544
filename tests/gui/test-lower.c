/* The tabs below the stage: packets, space and traffic, and finding in the conversation. With POSTROOM_TEST_PICTURES (a
 * folder) each leaves pictures to be looked at. */
#include "lesson-test.h"

#include "conversation/conversation.h"
#include "window/export.h"
#include "conversation/line-find.h"
#include "conversation/line-list.h"
#include "conversation/packet-row.h"
#include "conversation/packets-view.h"
#include "traffic/traffic-row.h"
#include "traffic/traffic-view.h"
#include "window/theme.h"

static void
leave_picture (PrWindow *window, const char *name)
{
  const char *folder = g_getenv ("POSTROOM_TEST_PICTURES");
  g_autofree char *path = folder != NULL ? g_strdup_printf ("%s/%s.png", folder, name) : NULL;

  if (path != NULL)
    gui_test_picture (GTK_WIDGET (window), path);
}

/* The tab's view, shown, five minutes into the day. */
static GtkWidget *
show_tab (PrWindow *window, GType type)
{
  PrSession *session = pr_window_session (window);
  GtkWidget *view = gui_test_find (GTK_WIDGET (window), type);

  assert_non_null (view);
  gui_test_act (window, "page", g_variant_new_string ("stage"));
  pr_session_seek (session, pr_session_start (session) + 5 * G_TIME_SPAN_MINUTE + 200 * G_TIME_SPAN_MILLISECOND);
  gtk_stack_set_visible_child (GTK_STACK (gtk_widget_get_parent (view)), view);
  gui_test_settle (window);
  assert_true (gtk_widget_get_mapped (view));
  return view;
}

/* The texts of a row of the traffic's table, with " | " between them. Caller owns. */
static char *
row_text (GtkWidget *row)
{
  GString *text = g_string_new (NULL);

  for (GtkWidget *child = gtk_widget_get_first_child (gtk_widget_get_first_child (row)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child))
      g_string_append_printf (text, "%s | ", gtk_label_get_text (GTK_LABEL (child)));
  return g_string_free (text, FALSE);
}

static void
traffic_is_what_was_lived (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  GtkWidget *view = show_tab (window, PR_TYPE_TRAFFIC_VIEW);
  GtkWidget *heads = gui_test_find (view, PR_TYPE_TRAFFIC_ROW), *server, *laptop;
  g_autofree char *empty = NULL, *full = NULL, *held = NULL, *again = NULL;

  leave_picture (window, "traffic");
  server = gtk_widget_get_next_sibling (heads);
  laptop = gtk_widget_get_next_sibling (server);
  pr_session_seek (session, pr_session_start (session));
  gui_test_settle (window);
  empty = row_text (laptop);
  assert_string_equal (empty, "Laptop | 0 B | 0 B | 0 B | 0 B | ");
  pr_session_seek (session, pr_session_end (session));
  gui_test_settle (window);
  leave_picture (window, "traffic-end");
  full = row_text (laptop);
  assert_string_not_equal (full, empty);
  held = row_text (server);
  assert_true (g_str_has_prefix (held, "Server | 0 B | ")); /* POP3 took it all */
  /* Another world's figures, then back: nothing of the other sticks. */
  pr_session_set_focus (session, 1);
  gui_test_settle (window);
  server = gtk_widget_get_next_sibling (gui_test_find (view, PR_TYPE_TRAFFIC_ROW));
  g_free (held);
  held = row_text (server);
  assert_false (g_str_has_prefix (held, "Server | 0 B | "));
  pr_session_set_focus (session, 0);
  gui_test_settle (window);
  laptop = gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (gui_test_find (view, PR_TYPE_TRAFFIC_ROW)));
  again = row_text (laptop);
  assert_string_equal (again, full);
  /* What the person does anew, in the past: the figures of what was not lived are gone. */
  pr_session_seek (session, pr_session_start (session));
  assert_true (pr_session_act (session, "laptop check", NULL));
  gui_test_settle (window);
  gui_test_close (window);
}

static guint
model_length (PrPacketsView *view)
{
  return g_list_model_get_n_items (G_LIST_MODEL (pr_packets_view_model (view)));
}

static guint32
packet_at (PrPacketsView *view, guint row)
{
  g_autoptr (PrLine) packet = g_list_model_get_item (G_LIST_MODEL (pr_packets_view_model (view)), row);

  return pr_line_event (packet);
}

static void
packets_are_the_segments_so_far (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  PrPacketsView *view = PR_PACKETS_VIEW (show_tab (window, PR_TYPE_PACKETS_VIEW));
  guint n = model_length (view), position = timeline_position (pr_session_timeline (session, 0));

  assert_true (n > 3);
  leave_picture (window, "packets");
  for (guint i = 0; i < n; i++)
    {
      const TraceEvent *event = trace_event (pr_session_trace (session, 0), packet_at (view, i));

      assert_int_equal (event->kind, TRACE_SEGMENT);
      assert_int_equal (event->segment.fate, SEGMENT_SENT);
      assert_true (event->id <= position);
    }
  pr_session_seek (session, pr_session_end (session));
  gui_test_settle (window);
  assert_true (model_length (view) > n);
  pr_session_seek (session, pr_session_start (session));
  gui_test_settle (window);
  assert_true (model_length (view) < n);
  leave_picture (window, "packets-start");
  gui_test_close (window);
}

/* Choosing a packet selects the line whose octets it carries, and the line its packet. */
/* The packets of the last lines are picked, and lead to the lines; and back. How many of the lines went within TLS. */
static guint
follow_packets (PrWindow *window, PrPacketsView *view)
{
  PrSession *session = pr_window_session (window);
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (pr_packets_view_model (view));
  const Trace *trace = pr_session_trace (session, 0);
  guint tied = 0, sealed = 0, n = model_length (view);

  for (guint i = n > 12 ? n - 12 : 0; i < n; i++)
    {
      const TraceEvent *packet = trace_event (trace, packet_at (view, i)), *line;
      guint64 start, end;

      if (packet->segment.length == 0)
        continue;
      gtk_single_selection_set_selected (selection, i);
      gui_test_settle (window);
      line = trace_event (trace, pr_session_selected (session));
      assert_int_equal (line->kind, TRACE_LINE);
      assert_int_equal (line->connection, packet->connection);
      assert_int_equal (line->line.direction, packet->segment.direction);
      trace_line_on_wire (trace, line, &start, &end);
      assert_true (start < packet->segment.sequence + packet->segment.length);
      assert_true (packet->segment.sequence < end);
      assert_int_equal (gtk_single_selection_get_selected (selection), i);
      gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
      pr_session_select (session, 0);
      pr_session_select (session, line->id);
      assert_true (gtk_single_selection_get_selected (selection) <= i);
      tied++;
      sealed += trace_is_sealed (trace, line);
    }
  assert_true (tied > 1);
  return sealed;
}

static void
packet_and_line_belong_together (void **state)
{
  PrWindow *window = gui_test_window ();
  PrPacketsView *view = PR_PACKETS_VIEW (show_tab (window, PR_TYPE_PACKETS_VIEW));
  g_autofree char *folder = g_path_get_dirname (g_getenv ("POSTROOM_TEST_JOURNAL"));
  g_autofree char *tls = g_build_filename (folder, "support-24-listener.postroom", NULL);

  assert_int_equal (follow_packets (window, view), 0);
  /* Records are longer than what they hold: a line lies elsewhere on the wire than it was written. */
  assert_true (pr_window_open (window, tls));
  view = PR_PACKETS_VIEW (show_tab (window, PR_TYPE_PACKETS_VIEW));
  pr_session_seek (pr_window_session (window), pr_session_end (pr_window_session (window)));
  gui_test_settle (window);
  assert_true (follow_packets (window, view) > 1);
  gui_test_close (window);
}

/* The line that has the text, selected, and so in view. */
static void
select_line (PrSession *session, const char *text)
{
  const Trace *trace = pr_session_trace (session, 0);

  for (guint32 id = 1; id <= trace_length (trace); id++)
    {
      const TraceEvent *event = trace_event (trace, id);
      g_autofree char *line = event->kind == TRACE_LINE && !event->line.arrived ? trace_line_text (trace, event, 100) : NULL;

      if (line == NULL || !g_str_has_prefix (line, text))
        continue;
      pr_session_seek (session, event->time + G_TIME_SPAN_SECOND);
      pr_session_select (session, id);
      return;
    }
  fail_msg ("nobody says %s", text);
}

/* A password is dots, until somebody wants to see what a listener would. */
static void
the_eavesdropper_sees_the_password (void **state)
{
  PrWindow *window = gui_test_window ();
  g_autofree char *folder = g_path_get_dirname (g_getenv ("POSTROOM_TEST_JOURNAL"));
  g_autofree char *path = g_build_filename (folder, "support-24-listener.postroom", NULL);
  GtkWidget *conversation, *button;

  assert_true (pr_window_open (window, path));
  conversation = show_tab (window, PR_TYPE_CONVERSATION);
  button = gui_test_find (pr_conversation_filter (PR_CONVERSATION (conversation)), GTK_TYPE_TOGGLE_BUTTON);
  select_line (pr_window_session (window), "PASS ");
  for (guint seen = 0; seen < 2; seen++)
    {
      LessonTestSearch dots = { "PASS •", FALSE }, password = { "PASS rahasia", FALSE };

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), seen > 0);
      gui_test_settle (window);
      gui_test_each (conversation, lesson_test_look, &dots);
      gui_test_each (conversation, lesson_test_look, &password);
      assert_int_equal (dots.found, seen == 0);
      assert_int_equal (password.found, seen > 0);
    }
  gui_test_close (window);
}

/* Whose conversation is shown is not forgotten by what is done meanwhile. */
static void
the_filter_stays (void **state)
{
  PrWindow *window = gui_test_window ();
  PrConversation *conversation = PR_CONVERSATION (show_tab (window, PR_TYPE_CONVERSATION));
  GtkDropDown *filter = GTK_DROP_DOWN (gui_test_find (pr_conversation_filter (conversation), GTK_TYPE_DROP_DOWN));
  guint all = pr_conversation_n_rows (conversation), some;

  gtk_drop_down_set_selected (filter, 1);
  some = pr_conversation_n_rows (conversation);
  assert_true (some >= 1 && some <= all - 1);
  gui_test_act (window, "act", g_variant_new_string ("laptop check"));
  assert_int_equal (gtk_drop_down_get_selected (filter), 1);
  assert_true (pr_conversation_n_rows (conversation) >= some && pr_conversation_n_rows (conversation) <= all - 1);
  gui_test_close (window);
}

static void
packets_tell_their_fate (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  PrPacketsView *view = PR_PACKETS_VIEW (show_tab (window, PR_TYPE_PACKETS_VIEW));
  guint32 id = packet_at (view, 0);
  const TraceEvent *first = trace_event (pr_session_trace (session, 0), id);
  g_autofree char *flags = packet_flags_text (SEGMENT_FIN | SEGMENT_ACK | SEGMENT_ACK_FIN | SEGMENT_PSH);
  g_autofree char *before = NULL, *after = NULL;

  assert_string_equal (flags, "ACK PSH FIN");
  assert_true (first->segment.flags & SEGMENT_SYN);
  pr_session_seek (session, first->time);
  gui_test_settle (window);
  before = packet_row_text (session, id);
  assert_non_null (strstr (before, "\tSYN\t"));
  assert_true (g_str_has_suffix (before, "\ton its way"));
  pr_session_seek (session, first->segment.arrives);
  gui_test_settle (window);
  after = packet_row_text (session, id);
  assert_true (g_str_has_suffix (after, "\tarrived"));
  gui_test_close (window);
}

/* The list is one stop for Tab, with a name, and stays without a warning in the dark and when it is small. */
static void
packets_in_a_small_dark_window (void **state)
{
  PrWindow *window = gui_test_window ();
  PrPacketsView *view = PR_PACKETS_VIEW (show_tab (window, PR_TYPE_PACKETS_VIEW));
  GtkWidget *list = gui_test_find (GTK_WIDGET (view), GTK_TYPE_LIST_VIEW), *focus;

  theme_set_scheme (SCHEME_DARK);
  gtk_window_set_default_size (GTK_WINDOW (window), 1024, 768);
  pr_session_seek (pr_window_session (window), pr_session_end (pr_window_session (window)));
  gui_test_settle (window);
  leave_picture (window, "packets-small-dark");
  assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL));
  gtk_widget_child_focus (GTK_WIDGET (view), GTK_DIR_TAB_FORWARD);
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (view)));
  assert_false (gtk_widget_child_focus (GTK_WIDGET (view), GTK_DIR_TAB_FORWARD));
  theme_set_scheme (SCHEME_SYSTEM);
  gui_test_close (window);
}

static void
finds_in_the_conversation (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  GtkWidget *conversation = show_tab (window, PR_TYPE_CONVERSATION);
  PrLineFind *find = PR_LINE_FIND (gui_test_find (conversation, PR_TYPE_LINE_FIND));
  guint32 first, second;
  g_autofree char *text = NULL;

  pr_session_seek (session, pr_session_end (session));
  pr_line_find_open (find, TRUE);
  pr_line_find_set_text (find, "rEtR 1");
  pr_line_find_go (find, TRUE);
  for (guint i = 0; i < 10; i++) /* the bar slides in */
    gui_test_settle (window);
  leave_picture (window, "find");
  first = pr_session_selected (session);
  text = trace_line_text (pr_session_trace (session, 0), trace_event (pr_session_trace (session, 0), first), 0);
  assert_string_equal (text, "RETR 1");
  pr_line_find_go (find, TRUE);
  gui_test_settle (window);
  second = pr_session_selected (session);
  assert_true (second > first);
  pr_line_find_go (find, FALSE);
  gui_test_settle (window);
  assert_int_equal (pr_session_selected (session), first);
  pr_line_find_set_text (find, "nobody says this");
  pr_line_find_go (find, TRUE);
  gui_test_settle (window);
  assert_int_equal (pr_session_selected (session), first);
  /* While it is typed, without Enter; the line that is selected counts. */
  pr_line_find_set_text (find, "retr 1");
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (20000);
      gui_test_settle (window);
    }
  assert_int_equal (pr_session_selected (session), first);
  pr_line_find_set_text (find, "quit");
  for (guint i = 0; i < 100 && pr_session_selected (session) == first; i++)
    {
      g_usleep (20000);
      gui_test_settle (window);
    }
  g_free (text);
  first = pr_session_selected (session);
  text = trace_line_text (pr_session_trace (session, 0), trace_event (pr_session_trace (session, 0), first), 0);
  assert_string_equal (text, "QUIT");
  pr_line_find_open (find, FALSE);
  gui_test_settle (window);
  gui_test_close (window);
}

static void
find_selected (GtkWidget *widget, gpointer data)
{
  if (g_strcmp0 (gtk_widget_get_css_name (widget), "row") == 0
      && (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_SELECTED) != 0)
    *(GtkWidget **) data = widget;
}

/* The whole of the selected line is to be seen. */
static void
assert_line_in_view (PrWindow *window)
{
  GtkWidget *view = gui_test_find (GTK_WIDGET (window), PR_TYPE_CONVERSATION), *row = NULL, *scroller;
  graphene_rect_t bounds;

  gui_test_settle (window);
  gui_test_settle (window);
  gui_test_each (view, find_selected, &row);
  assert_non_null (row);
  scroller = gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW);
  assert_true (gtk_widget_compute_bounds (row, scroller, &bounds));
  assert_true (bounds.origin.y >= 0);
  assert_true (bounds.origin.y + bounds.size.height <= gtk_widget_get_height (scroller) + 0.5);
}

static void
the_selected_line_is_in_view (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  GtkWidget *split = NULL;

  /* Chosen on another page, before the list was ever laid out. */
  assert_string_equal (pr_window_page (window), "compare");
  pr_session_seek (session, pr_session_start (session) + 10 * G_TIME_SPAN_MINUTE);
  gui_test_act (window, "page", g_variant_new_string ("stage"));
  assert_line_in_view (window);
  gui_test_act (window, "page", g_variant_new_string ("compare"));
  pr_session_seek (session, pr_session_end (session));
  gui_test_settle (window);
  gui_test_act (window, "page", g_variant_new_string ("conversation"));
  assert_line_in_view (window);
  /* The room becomes less, then more. */
  split = gui_test_find (GTK_WIDGET (window), GTK_TYPE_PANED);
  for (int position = gtk_widget_get_height (split) - 160; position > 300; position -= 77)
    {
      gtk_paned_set_position (GTK_PANED (split), position);
      assert_line_in_view (window);
    }
  gui_test_close (window);
}

/* Who looks at one device only stays where he was in the day. */
static void
the_filter_keeps_the_place (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *view = show_tab (window, PR_TYPE_CONVERSATION), *filter;

  filter = gui_test_find (gtk_widget_get_ancestor (view, GTK_TYPE_PANED), GTK_TYPE_DROP_DOWN);
  pr_session_seek (pr_window_session (window), pr_session_end (pr_window_session (window)));
  gui_test_settle (window);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (filter), 1);
  assert_line_in_view (window);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (filter), 0);
  assert_line_in_view (window);
  gui_test_close (window);
}

/* Pixels between the last two columns. */
static float
last_gap (GtkWidget *row)
{
  GtkWidget *last = gtk_widget_get_last_child (row);
  graphene_rect_t left, right;

  assert_true (gtk_widget_compute_bounds (gtk_widget_get_prev_sibling (last), row, &left));
  assert_true (gtk_widget_compute_bounds (last, row, &right));
  return right.origin.x - left.origin.x - left.size.width;
}

static float
gap_of_packets (GtkWidget *view)
{
  return last_gap (gui_test_find (view, PR_TYPE_PACKET_ROW));
}

static void
columns_of_packets_part_more_in_large_text (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *view = show_tab (window, PR_TYPE_PACKETS_VIEW);
  float usual;

  pr_session_seek (pr_window_session (window), pr_session_end (pr_window_session (window)));
  gui_test_settle (window);
  usual = gap_of_packets (view);
  theme_set_zoom (2);
  gui_test_settle (window);
  assert_true (usual >= 10 && gap_of_packets (view) > 1.9f * usual);
  theme_set_zoom (1);
  gui_test_close (window);
}

static float
gap_of_traffic (GtkWidget *view)
{
  return last_gap (gtk_widget_get_first_child (gui_test_find (view, PR_TYPE_TRAFFIC_ROW)));
}

static void
columns_of_traffic_part_more_in_large_text (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *view = show_tab (window, PR_TYPE_TRAFFIC_VIEW);
  float usual;

  gtk_window_set_default_size (GTK_WINDOW (window), 1580, 800); /* there is room, with wide fonts, too */
  gui_test_settle (window);
  usual = gap_of_traffic (view);
  theme_set_zoom (1.25);
  gui_test_settle (window);
  assert_true (usual >= 12 && gap_of_traffic (view) > 1.2f * usual);
  theme_set_zoom (1);
  gui_test_close (window);
}

/* The least screen: enough of both, and what a person decides stays. */
static void
the_split_fits_the_height (void **state)
{
  PrWindow *window = pr_window_new (NULL);
  GtkPaned *split;
  int position;

  gtk_window_set_default_size (GTK_WINDOW (window), 1024, 768);
  assert_true (pr_window_open (window, g_getenv ("POSTROOM_TEST_JOURNAL")));
  pr_window_set_page (window, "stage");
  gtk_window_present (GTK_WINDOW (window));
  gui_test_settle (window);
  assert_true (gtk_widget_get_width (GTK_WIDGET (window)) <= 1024);
  split = GTK_PANED (gui_test_find (GTK_WIDGET (window), GTK_TYPE_PANED));
  position = gtk_paned_get_position (split);
  assert_true (position >= 340);
  assert_true (gtk_widget_get_height (GTK_WIDGET (split)) - position >= 260);
  gtk_paned_set_position (split, position - 40);
  gui_test_act (window, "zoom-in", NULL);
  gui_test_act (window, "zoom-normal", NULL);
  assert_int_equal (gtk_paned_get_position (split), position - 40);
  gui_test_close (window);
}

/* Above it is another one: the top of the list fades. */
static void
what_was_found_is_not_at_the_edge (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *view = show_tab (window, PR_TYPE_CONVERSATION), *row = NULL;
  PrLineFind *find = PR_LINE_FIND (gui_test_find (view, PR_TYPE_LINE_FIND));
  graphene_rect_t bounds;

  pr_session_seek (pr_window_session (window), pr_session_end (pr_window_session (window)));
  gui_test_settle (window);
  pr_line_find_open (find, TRUE);
  pr_line_find_set_text (find, "RETR 2");
  pr_line_find_go (find, TRUE);
  for (guint i = 0; i < 10; i++) /* the bar slides in */
    gui_test_settle (window);
  gui_test_each (view, find_selected, &row);
  assert_non_null (row);
  assert_true (gtk_widget_compute_bounds (row, gui_test_find (view, GTK_TYPE_SCROLLED_WINDOW), &bounds));
  assert_true (bounds.origin.y > 20);
  assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), GTK_WIDGET (find)));
  gui_test_close (window);
}

#define CAUGHT 6 /* GtkPaned takes as many pixels around its handle */

/* A click on a button below the stage is not taken for the wish to move the split, but at its very edge. */
static void
the_split_leaves_the_buttons_alone (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *view = show_tab (window, PR_TYPE_CONVERSATION), *split, *button = NULL;
  graphene_rect_t handle, bounds;

  split = gtk_widget_get_ancestor (view, GTK_TYPE_PANED);
  button = gui_test_find (split, GTK_TYPE_DROP_DOWN);
  for (GtkWidget *child = gtk_widget_get_first_child (split); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (gtk_widget_get_css_name (child), "separator"))
      assert_true (gtk_widget_compute_bounds (child, split, &handle));
  assert_true (gtk_widget_compute_bounds (button, split, &bounds));
  assert_true (handle.origin.y + handle.size.height + CAUGHT - bounds.origin.y <= bounds.size.height / 5);
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_selected_line_is_in_view),
    cmocka_unit_test (columns_of_packets_part_more_in_large_text),
    cmocka_unit_test (columns_of_traffic_part_more_in_large_text),
    cmocka_unit_test (the_split_fits_the_height),
    cmocka_unit_test (packets_are_the_segments_so_far),
    cmocka_unit_test (traffic_is_what_was_lived),
    cmocka_unit_test (packet_and_line_belong_together),
    cmocka_unit_test (packets_tell_their_fate),
    cmocka_unit_test (the_filter_stays),
    cmocka_unit_test (the_eavesdropper_sees_the_password),
    cmocka_unit_test (packets_in_a_small_dark_window),
    cmocka_unit_test (finds_in_the_conversation),
    cmocka_unit_test (what_was_found_is_not_at_the_edge),
    cmocka_unit_test (the_split_leaves_the_buttons_alone),
    cmocka_unit_test (the_filter_keeps_the_place),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
