/* A lesson in the window: walked by its actions, with a wrong answer, locked time, a task done in another way, hints, the
 * instructor's notes, progress kept and taken up again, and damaged files that change nothing. */
#include "lesson-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "copies/copy-words.h"
#include "lesson/lesson-keeper.h"
#include "lesson/lesson-notes.h"
#include "lesson/lesson-panel.h"
#include "lesson/lesson-shelf.h"

static void
walks_with_a_wrong_answer (void **state)
{
  PrWindow *window = open_lesson ("a-letter-travels");
  PrSession *session = pr_window_session (window);
  const LessonBlock *open;

  assert_string_equal (pr_window_page (window), "stage");
  assert_true (panel_says (window, "Two people and a server"));
  next_step (window);
  open = lesson_run_open (run_of (window));
  assert_non_null (open);
  assert_int_equal (open->kind, LESSON_PREDICT);
  assert_true (panel_says (window, "Predict first"));
  assert_false (panel_says (window, "Look at the conversation"));
  assert_false (is_enabled (window, "lesson-next"));
  gui_test_act (window, "lesson-answer", g_variant_new_int32 (1));
  assert_true (pr_session_playing (session));
  /* What is right is not told before it was seen. */
  assert_false (pr_lesson_player_is_revealed (pr_window_lesson (window), open));
  assert_true (panel_says (window, "Now watch what happens."));
  pass_over (window);
  assert_true (pr_lesson_player_is_revealed (pr_window_lesson (window), open));
  assert_true (panel_says (window, "Your answer: not so"));
  assert_true (panel_says (window, "The right answer"));
  assert_true (panel_says (window, "Nobody brings mail to a laptop that does not ask."));
  assert_true (panel_says (window, "Look at the conversation"));
  /* What proves it is the server's word, not the letter's own octets. */
  assert_true (panel_says (window, "08:00:00  250 2.6.0 Message taken, id 1.1"));
  assert_false (panel_says (window, "Date: "));
  /* The lesson has pointed at a line that the conversation shows. */
  assert_true (pr_session_selected (session) != 0);
  assert_false (trace_event (pr_session_trace (session, 0), pr_session_selected (session))->line.arrived);
  next_step (window);
  next_step (window);
  gui_test_act (window, "lesson-answer", g_variant_new_int32 (0));
  pass_over (window);
  assert_true (panel_says (window, "Your answer: right"));
  next_step (window);
  assert_true (lesson_run_is_finished (run_of (window)));
  assert_true (panel_says (window, "The lesson is done"));
  assert_false (is_enabled (window, "lesson-next"));
  gui_test_act (window, "lesson-back", NULL);
  assert_int_equal (lesson_run_step (run_of (window)), 3);
  gui_test_close (window);
}

/* What the table of copies says of a letter on a device. Caller owns. */
static char *
copy_words_of (PrWindow *window, const char *device, guint32 letter)
{
  PrSession *session = pr_window_session (window);
  g_autoptr (GArray) columns = copy_columns (session, 0);
  const Device *wanted = world_find_device (pr_session_world (session, 0), device);

  for (guint i = 0; i < columns->len; i++)
    {
      const CopyColumn *column = &g_array_index (columns, CopyColumn, i);
      Place place = g_array_index (pr_session_copies (session, 0)->places, Place, column->column);

      if (place.kind == PLACE_DEVICE && place.id == wanted->id)
        return copy_cell_words (session, column, letter);
    }
  fail_msg ("no column for %s", device);
  return NULL;
}

static void
answer (PrWindow *window, int choice)
{
  next_step (window);
  gui_test_act (window, "lesson-answer", g_variant_new_int32 (choice));
  pass_over (window);
}

/* A console task comes with the console open, in its language. */
static void
opens_the_console (void **state)
{
  PrWindow *window = open_lesson ("smtp-sends-only");
  PrConsole *console = pr_window_console (window);

  answer (window, 0);
  answer (window, 0);
  gui_test_act (window, "lesson-solve", NULL);
  pass_over (window);
  answer (window, 1);
  assert_string_equal (lesson_run_open (run_of (window))->protocol, "smtp");
  assert_true (gtk_widget_get_mapped (GTK_WIDGET (console)));
  gtk_widget_activate_action (GTK_WIDGET (console), "console.connect", NULL);
  pass_over (window);
  assert_int_equal (pr_console_moment (console).protocol, PROTOCOL_SMTP);
  gui_test_close (window);
}

static void
hides_the_future (void **state)
{
  PrWindow *window = open_lesson ("pop3-download-delete");
  PrSession *session = pr_window_session (window);
  gint64 limit;

  next_step (window);
  limit = lesson_run_limit ((LessonRun *) run_of (window));
  assert_true (limit != G_MAXINT64);
  gui_test_act (window, "go-end", NULL);
  assert_true (pr_session_time (session) <= limit);
  for (guint i = 0; i < 5; i++)
    gui_test_act (window, "step-by", g_variant_new_int32 (STEP_SESSION + 1));
  assert_true (pr_session_time (session) <= limit);
  pr_session_seek (session, G_MAXINT64);
  assert_true (pr_session_time (session) <= limit);
  assert_true (pr_session_end (session) <= limit);
  for (guint id = 1; id <= trace_length (pr_session_trace (session, 0)); id++)
    assert_true (trace_event (pr_session_trace (session, 0), id)->time <= limit);
  assert_false (is_enabled (window, "act"));
  assert_false (is_enabled (window, "letter"));
  assert_false (is_enabled (window, "settings"));
  assert_false (is_enabled (window, "load-mail"));
  assert_non_null (pr_session_refusal (session));
  assert_false (pr_session_act (session, "laptop check", NULL));
  gui_test_close (window);
}

/* To its task. */
static PrWindow *
come_to_task (void)
{
  PrWindow *window = open_lesson ("pop3-download-delete");

  for (guint i = 0; i < 20; i++)
    {
      if (lesson_run_open (run_of (window)) != NULL && lesson_run_open (run_of (window))->kind == LESSON_TASK)
        return window;
      if (lesson_run_open (run_of (window)) != NULL)
        gui_test_act (window, "lesson-answer", g_variant_new_int32 (0));
      else
        gui_test_act (window, "lesson-next", NULL);
      pass_over (window);
    }
  fail_msg ("there is no task");
  return NULL;
}

static void
does_a_task_by_another_way (void **state)
{
  PrWindow *window = come_to_task ();
  const LessonBlock *task = lesson_run_open (run_of (window));

  assert_true (is_enabled (window, "act"));
  assert_true (panel_says (window, "Your turn"));
  assert_false (panel_says (window, "Done"));
  /* The mailbox was empty in the morning: looking back there does not do the task. */
  gui_test_act (window, "go-start", NULL);
  assert_int_equal (lesson_run_task_state (run_of (window), task), TASK_NOT_DONE);
  gui_test_act (window, "go-end", NULL);
  gui_test_act (window, "lesson-hint", NULL);
  assert_int_equal (pr_lesson_player_n_hints (pr_window_lesson (window), task), 1);
  /* Not as the solution does it. */
  gui_test_act (window, "act", g_variant_new_string ("laptop close"));
  pass_over (window);
  assert_int_equal (lesson_run_task_state (run_of (window), task), TASK_NOT_DONE);
  gui_test_act (window, "undo", NULL);
  gui_test_act (window, "act", g_variant_new_string ("set laptop check-at-start=yes"));
  gui_test_act (window, "act", g_variant_new_string ("laptop check"));
  pass_over (window);
  assert_int_equal (lesson_run_task_state (run_of (window), task), TASK_DONE);
  assert_true (panel_says (window, "✓ Done"));
  assert_true (is_enabled (window, "lesson-next"));
  gui_test_close (window);
}

static void
shows_a_task (void **state)
{
  PrWindow *window = come_to_task ();
  const LessonBlock *task = lesson_run_open (run_of (window));
  const ProgressTask *kept;

  for (guint i = 0; i < task->hints->len; i++)
    gui_test_act (window, "lesson-hint", NULL);
  assert_false (is_enabled (window, "lesson-hint"));
  assert_true (panel_says (window, "Show me"));
  gui_test_act (window, "lesson-solve", NULL);
  pass_over (window);
  assert_int_equal (lesson_run_task_state (run_of (window), task), TASK_SHOWN);
  kept = progress_find_task (progress_find (lesson_keeper_progress (), "pop3-download-delete"), 1);
  assert_non_null (kept);
  assert_true (kept->shown);
  assert_int_equal (kept->hints, task->hints->len);
  gui_test_close (window);
}

static void
explores_and_returns (void **state)
{
  PrWindow *window = come_to_task ();
  PrSession *session = pr_window_session (window);
  gint64 time;

  gui_test_act (window, "lesson-solve", NULL);
  pass_over (window);
  next_step (window);
  time = pr_session_time (session);
  assert_false (is_enabled (window, "act"));
  gui_test_act (window, "lesson-explore", NULL);
  assert_true (is_enabled (window, "act"));
  assert_true (panel_says (window, "Back to the lesson"));
  gui_test_act (window, "act", g_variant_new_string ("laptop close"));
  pass_over (window);
  gui_test_act (window, "lesson-return", NULL);
  assert_false (is_enabled (window, "act"));
  assert_int_equal (pr_session_time (session), time);
  assert_int_equal (pr_session_branch (session), lesson_run_branch (run_of (window)));
  gui_test_close (window);
}

static void
goes_on_where_it_stopped (void **state)
{
  PrWindow *window;

  window = open_lesson ("a-letter-travels");
  next_step (window);
  gui_test_act (window, "lesson-answer", g_variant_new_int32 (2));
  pass_over (window);
  next_step (window);
  gui_test_close (window);
  /* As after a restart: from the file. */
  lesson_keeper_forget ();
  window = go_on_with ("a-letter-travels");
  assert_int_equal (lesson_run_step (run_of (window)), 2);
  gui_test_act (window, "lesson-back", NULL);
  assert_true (panel_says (window, "Your answer: not so"));
  gui_test_act (window, "lesson-restart", NULL);
  pass_over (window);
  assert_int_equal (lesson_run_step (run_of (window)), 0);
  /* Only the first answer counts. */
  next_step (window);
  gui_test_act (window, "lesson-answer", g_variant_new_int32 (0));
  assert_int_equal (progress_find_answer (progress_find (lesson_keeper_progress (), "a-letter-travels"), 1)->choice, 2);
  gui_test_close (window);
}

static void
puts_a_damaged_record_aside (void **state)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "postroom", "progress.json", NULL);
  g_autofree char *aside = g_strconcat (path, ".damaged-1", NULL);
  PrWindow *window = gui_test_window ();

  assert_true (g_file_set_contents (path, "{ \"postroom-progress\": 1, ", -1, NULL));
  lesson_keeper_forget ();
  gui_test_act (window, "open-lesson", g_variant_new_string ("a-letter-travels"));
  assert_non_null (pr_window_error_text (window));
  assert_non_null (strstr (pr_window_error_text (window), "progress.json"));
  assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  assert_non_null (run_of (window));
  gui_test_close (window);
}

static void
notes_are_a_window_of_their_own (void **state)
{
  PrWindow *window = open_lesson ("a-letter-travels");
  GtkWindow *notes;
  LessonTestSearch search = { "Ask the class first", FALSE };

  assert_false (panel_says (window, "Ask the class first"));
  gui_test_act (window, "lesson-notes", NULL);
  notes = lesson_notes_find (GTK_WINDOW (window));
  assert_non_null (notes);
  gui_test_each (GTK_WIDGET (notes), lesson_test_look, &search);
  assert_true (search.found);
  next_step (window);
  search.found = FALSE;
  gui_test_each (GTK_WIDGET (notes), lesson_test_look, &search);
  assert_false (search.found);
  /* Another journal ends the lesson, and with it the notes. */
  assert_true (pr_window_open (window, g_getenv ("POSTROOM_TEST_JOURNAL")));
  assert_null (run_of (window));
  assert_null (lesson_notes_find (GTK_WINDOW (window)));
  assert_false (is_enabled (window, "lesson-notes"));
  assert_false (gtk_widget_get_visible (gui_test_find (GTK_WIDGET (window), PR_TYPE_LESSON_PANEL)));
  gui_test_close (window);
}

static GtkWidget *
find_button (GtkWidget *below, const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (below) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (below)), label) == 0)
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static void
press (PrWindow *window, guint key)
{
  assert_true (window_present_key (window, key, 0));
  gui_test_settle (window);
}

/* The clicker's forward key: the question waits for an answer and says so, then checks the one whose number was pressed. */
static void
clicker_leads_through_a_lesson (void **state)
{
  PrWindow *window = open_lesson ("pop3-download-delete");
  const LessonBlock *question;

  gui_test_act (window, "present", NULL);
  assert_false (window_choose_answer (window, 0)); /* nothing is asked yet */
  while (lesson_run_open (run_of (window)) == NULL)
    press (window, GDK_KEY_Page_Down);
  pr_window_clear_messages (window);
  while (pr_window_toast_text (window) == NULL)
    press (window, GDK_KEY_Page_Down);
  assert_string_equal (pr_window_toast_text (window), "First an answer: its number is its key");
  question = lesson_run_open (run_of (window));
  assert_non_null (question);
  assert_false (window_choose_answer (window, 8));
  gui_test_act (window, "show-start", NULL);
  assert_false (window_choose_answer (window, 1)); /* nobody sees the question */
  gui_test_act (window, "page", g_variant_new_string ("stage"));
  assert_true (window_choose_answer (window, 1));
  press (window, GDK_KEY_Page_Down);
  assert_non_null (lesson_run_answer_to (run_of (window), question));
  assert_int_equal (lesson_run_answer_to (run_of (window), question)->choice, 1);
  gui_test_act (window, "present", NULL);
  gui_test_close (window);
}

/* What does not fit is read to its end before the next step comes. */
static void
a_long_step_is_read_page_by_page (void **state)
{
  PrWindow *window = open_lesson ("type-pop3-by-hand");
  PrLessonPanel *panel = PR_LESSON_PANEL (gui_test_find (GTK_WIDGET (window), PR_TYPE_LESSON_PANEL));
  guint step = lesson_run_step (run_of (window)), pages = 0;

  for (guint i = 0; i < 12; i++)
    gui_test_act (window, "zoom-in", NULL);
  gui_test_settle (window);
  while (pr_lesson_panel_turn (panel, FALSE))
    ;
  while (pr_lesson_panel_turn (panel, TRUE))
    pages++;
  assert_true (pages > 0);
  assert_int_equal (lesson_run_step (run_of (window)), step);
  assert_true (pr_lesson_panel_turn (panel, FALSE));
  gui_test_act (window, "zoom-normal", NULL);
  gui_test_close (window);
}

/* Next and Back of the notes do something whenever they can be pressed; the clicker works from there, too. */
static void
notes_lead_through_the_lesson (void **state)
{
  PrWindow *window = open_lesson ("pop3-download-delete");
  PrLessonPlayer *player = pr_window_lesson (window);
  GtkWindow *notes;
  GtkWidget *back, *next;

  gui_test_act (window, "lesson-notes", NULL);
  notes = lesson_notes_find (GTK_WINDOW (window));
  back = find_button (GTK_WIDGET (notes), "Back");
  next = find_button (GTK_WIDGET (notes), "Next");
  assert_false (gtk_widget_get_sensitive (back));
  assert_true (gtk_widget_get_sensitive (next));
  assert_ptr_equal (gtk_window_get_focus (notes), next);
  next_step (window);
  assert_true (gtk_widget_get_sensitive (back));
  assert_false (gtk_widget_get_sensitive (next)); /* a question is open */
  gui_test_act (window, "lesson-answer", g_variant_new_int32 (0));
  assert_int_equal (gtk_widget_get_sensitive (next), pr_lesson_player_can_go_on (player));
  assert_true (gtk_widget_get_sensitive (next));
  gui_test_close (window);
}

static void
damaged_lesson_changes_nothing (void **state)
{
  PrWindow *window = open_lesson ("a-letter-travels");
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "broken.md", NULL);

  next_step (window);
  assert_true (g_file_set_contents (path, "# Broken\n\nA lesson.\n\n```lesson\nminutes: many\n```\n", -1, NULL));
  assert_false (pr_window_open (window, path));
  assert_non_null (strstr (pr_window_error_text (window), "broken.md:"));
  assert_int_equal (lesson_run_step (run_of (window)), 1);
  assert_string_equal (pr_lesson_player_lesson (pr_window_lesson (window))->name, "a-letter-travels");
  gui_test_act (window, "open-lesson", g_variant_new_string ("no-such-lesson"));
  assert_non_null (pr_window_error_text (window));
  assert_int_equal (lesson_run_step (run_of (window)), 1);
  gui_test_close (window);
}

static void
shelf_tells_how_far (void **state)
{
  PrWindow *window;
  LessonTestSearch search = { "Continue: step 2 of 5", FALSE };
  GtkWidget *shelf, *first;

  window = open_lesson ("a-letter-travels");
  next_step (window);
  gui_test_act (window, "show-start", NULL);
  assert_false (gtk_widget_get_mapped (gui_test_find (GTK_WIDGET (window), PR_TYPE_LESSON_PANEL)));
  shelf = gui_test_find (GTK_WIDGET (window), PR_TYPE_LESSON_SHELF);
  assert_non_null (shelf);
  gui_test_each (shelf, lesson_test_look, &search);
  assert_true (search.found);
  /* The keyboard is at the lesson to go on with. */
  first = pr_lesson_shelf_first (PR_LESSON_SHELF (shelf));
  assert_ptr_equal (gtk_window_get_focus (GTK_WINDOW (window)), first);
  gui_test_act (window, "leave-start", NULL);
  assert_true (gtk_widget_get_mapped (gui_test_find (GTK_WIDGET (window), PR_TYPE_LESSON_PANEL)));
  gui_test_close (window);
}

static void
panels_share_a_narrow_window (void **state)
{
  PrWindow *window = open_lesson ("a-letter-travels");
  GtkWidget *panel = gui_test_find (GTK_WIDGET (window), PR_TYPE_LESSON_PANEL);

  assert_true (gtk_widget_get_mapped (panel));
  gui_test_act (window, "lesson-explain", NULL);
  assert_false (gtk_widget_get_mapped (panel));
  gui_test_act (window, "lesson-explain", NULL);
  assert_true (gtk_widget_get_mapped (panel));
  gui_test_close (window);
}

/* Three worlds beside the lesson's text fit into a small window: no part of it pushes the others out. */
static void
three_worlds_fit (void **state)
{
  PrWindow *window = open_lesson ("idle-or-polling");
  int least;

  gui_test_act (window, "page", g_variant_new_string ("compare"));
  assert_int_equal (pr_session_n_worlds (pr_window_session (window)), 3);
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  assert_true (least <= 1024);
  gui_test_close (window);
}

/* The table of copies does not say of any letter that it will never come, before the learner has said what he expects. */
static void
tables_give_nothing_away (void **state)
{
  PrWindow *window = open_lesson ("two-devices-pop3");
  g_autofree char *before = NULL, *after = NULL;

  answer (window, 1);
  pass_over (window);
  next_step (window);
  assert_non_null (lesson_run_open (run_of (window)));
  before = copy_words_of (window, "phone", 1);
  assert_string_equal (before, "not here yet");
  gui_test_act (window, "lesson-answer", g_variant_new_int32 (1));
  pass_over (window);
  assert_null (lesson_run_open (run_of (window)));
  after = copy_words_of (window, "phone", 1);
  assert_string_equal (after, "never arrived");
  gui_test_close (window);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test (walks_with_a_wrong_answer),
    cmocka_unit_test (tables_give_nothing_away),
    cmocka_unit_test (three_worlds_fit),
    cmocka_unit_test (opens_the_console),
    cmocka_unit_test (hides_the_future),
    cmocka_unit_test (does_a_task_by_another_way),
    cmocka_unit_test (shows_a_task),
    cmocka_unit_test (explores_and_returns),
    cmocka_unit_test (goes_on_where_it_stopped),
    cmocka_unit_test (puts_a_damaged_record_aside),
    cmocka_unit_test (notes_are_a_window_of_their_own),
    cmocka_unit_test (notes_lead_through_the_lesson),
    cmocka_unit_test (clicker_leads_through_a_lesson),
    cmocka_unit_test (a_long_step_is_read_page_by_page),
    cmocka_unit_test (damaged_lesson_changes_nothing),
    cmocka_unit_test (shelf_tells_how_far),
    cmocka_unit_test (panels_share_a_narrow_window),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
