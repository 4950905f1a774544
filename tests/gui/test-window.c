/* The window on the shipped day: pages, stepping, acting, undoing, files. */
#include "gui-test.h"

#include "playback/go-to.h"
#include <glib/gstdio.h>

#include "conversation/conversation.h"
#include "conversation/inspector.h"
#include "stage/place-card.h"
#include "stage/stage.h"

static void
starts_in_compare (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);

  assert_string_equal (pr_window_page (window), "compare");
  assert_int_equal (pr_session_n_worlds (session), 2);
  assert_int_equal (pr_session_time (session), pr_session_start (session));
  assert_null (pr_window_error_text (window));
  gui_test_close (window);
}

static void
steps_by_every_unit_and_back (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  const StepUnit units[] = { STEP_SEGMENT, STEP_LINE, STEP_COMMAND, STEP_ACTION, STEP_SESSION };

  gui_test_act (window, "page", g_variant_new_string ("stage"));
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      guint before, there;
      g_autofree char *digest = NULL, *again = NULL;

      pr_session_seek (session, pr_session_start (session) + 5 * G_TIME_SPAN_MINUTE + G_TIME_SPAN_MILLISECOND * 200);
      gui_test_act (window, "unit", g_variant_new_int32 ((int) units[i]));
      before = timeline_position (pr_session_timeline (session, 0));
      gui_test_act (window, "step-forward", NULL);
      there = timeline_position (pr_session_timeline (session, 0));
      assert_true (there > before);
      digest = world_digest (pr_session_world (session, 0));
      gui_test_act (window, "step-forward", NULL);
      assert_true (timeline_position (pr_session_timeline (session, 0)) > there);
      gui_test_act (window, "step-back", NULL);
      assert_int_equal (timeline_position (pr_session_timeline (session, 0)), there);
      again = world_digest (pr_session_world (session, 0));
      assert_string_equal (again, digest);
    }
  gui_test_close (window);
}

/* What is selected follows the head of the conversation, forwards and back. */
static void
selection_follows (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  GtkWidget *conversation;
  guint rows = 0;

  gui_test_act (window, "page", g_variant_new_string ("stage"));
  conversation = gui_test_find (GTK_WIDGET (window), PR_TYPE_CONVERSATION);
  for (guint i = 0; i < 30; i++)
    {
      gboolean forward = i % 5 != 4;
      guint32 selected;

      gui_test_act (window, forward ? "step-forward" : "step-back", NULL);
      selected = pr_session_selected (session);
      if (i > 3)
        {
          const TraceEvent *event = trace_event (pr_session_trace (session, 0), selected);

          assert_int_not_equal (selected, 0);
          assert_int_equal (event->kind, TRACE_LINE);
          assert_true (selected <= timeline_position (pr_session_timeline (session, 0)));
        }
      rows = pr_conversation_n_rows (PR_CONVERSATION (conversation));
    }
  assert_true (rows > 5);
  gui_test_close (window);
}

static void
copies_text_without_secrets (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autofree char *text = NULL;

  pr_session_seek (session, pr_session_end (session));
  text = pr_window_dup_conversation (window);
  assert_non_null (strstr (text, "laptop C: STAT\n"));
  assert_non_null (strstr (text, "••••••\n"));
  assert_null (strstr (text, "rahasia"));
  assert_null (strstr (text, "cmFoYXNpY")); /* the same in Base64 */
  gui_test_act (window, "copy", NULL);
  gui_test_close (window);
}

static void
plays_to_the_end_and_pauses (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  guint rounds = 0;

  gui_test_act (window, "speed", g_variant_new_double (600));
  gui_test_act (window, "play", NULL);
  assert_true (pr_session_playing (session));
  while (pr_session_playing (session) && rounds++ < 20000)
    pr_session_advance (session, 16000);
  assert_false (pr_session_playing (session));
  assert_int_equal (pr_session_time (session), pr_session_end (session));
  gui_test_settle (window);
  gui_test_close (window);
}

/* The idle hours of a day are passed over within a second each. */
static void
skips_idle_time (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  gboolean skipped = FALSE;
  guint frames = 0;

  gui_test_act (window, "speed", g_variant_new_double (1));
  gui_test_act (window, "play", NULL);
  while (pr_session_playing (session) && frames++ < 60 * 120)
    {
      pr_session_advance (session, 16667);
      skipped |= pr_session_skipping (session);
    }
  assert_false (pr_session_playing (session));
  assert_true (skipped);
  gui_test_close (window);
}

static void
acts_and_undoes (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autofree char *before = NULL, *after = NULL, *undone = NULL;
  guint actions = journal_n_actions (pr_session_journal (session));

  pr_session_seek (session, pr_session_start (session) + 6 * G_TIME_SPAN_MINUTE);
  before = world_digest (pr_session_world (session, 0));
  gui_test_act (window, "act", g_variant_new_string ("phone check"));
  assert_null (pr_window_error_text (window));
  assert_non_null (pr_window_toast_text (window));
  assert_int_equal (journal_n_actions (pr_session_journal (session)), actions + 1);
  assert_true (pr_session_modified (session));
  assert_true (pr_session_undoes_one (session));
  gui_test_act (window, "step-forward", NULL);
  after = world_digest (pr_session_world (session, 0));
  assert_string_not_equal (after, before);
  gui_test_act (window, "undo", NULL);
  undone = world_digest (pr_session_world (session, 0));
  assert_string_equal (undone, before);
  gui_test_close (window);
}

/* At the end nothing has to branch: the line goes to the end of what was there, and can be taken back all the same,
 * one by one, also when several were done at the same instant. */
static void
undoes_at_the_end (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autofree char *before = NULL, *undone = NULL, *text = NULL;
  g_autoptr (Journal) again = NULL;

  gui_test_act (window, "go-end", NULL);
  before = world_digest (pr_session_world (session, 0));
  gui_test_act (window, "act", g_variant_new_string ("phone offline"));
  gui_test_act (window, "act", g_variant_new_string ("laptop offline"));
  assert_int_equal (pr_session_branch (session), 0);
  gui_test_act (window, "undo", NULL);
  gui_test_act (window, "go-end", NULL);
  assert_false (world_find_device (pr_session_world (session, 0), "phone")->online);
  assert_true (world_find_device (pr_session_world (session, 0), "laptop")->online);
  gui_test_act (window, "undo", NULL);
  gui_test_act (window, "go-end", NULL);
  undone = world_digest (pr_session_world (session, 0));
  assert_string_equal (undone, before);
  assert_false (pr_session_undoes_one (session));
  text = journal_to_text (pr_session_journal (session));
  again = journal_parse (text, -1, "again", NULL);
  assert_non_null (again);
  gui_test_close (window);
}

/* What if: one day, another from its middle, and back. */
static void
goes_between_branches (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autofree char *first = NULL, *second = NULL, *again = NULL;

  pr_session_seek (session, pr_session_start (session) + 4 * G_TIME_SPAN_MINUTE);
  gui_test_act (window, "act", g_variant_new_string ("phone check"));
  assert_int_equal (pr_session_branch (session), 1);
  pr_session_seek (session, pr_session_start (session) + 9 * G_TIME_SPAN_MINUTE);
  second = world_digest (pr_session_world (session, 0));
  gui_test_act (window, "branch", g_variant_new_int32 (0));
  assert_int_equal (pr_session_branch (session), 0);
  assert_int_equal (pr_session_time (session), pr_session_start (session) + 9 * G_TIME_SPAN_MINUTE);
  first = world_digest (pr_session_world (session, 0));
  assert_string_not_equal (first, second);
  gui_test_act (window, "branch", g_variant_new_int32 (1));
  again = world_digest (pr_session_world (session, 0));
  assert_string_equal (again, second);
  gui_test_close (window);
}

static void
compares_branches (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autofree char *written = NULL, *otherwise = NULL, *left = NULL, *right = NULL;

  pr_session_seek (session, pr_session_start (session) + 4 * G_TIME_SPAN_MINUTE);
  gui_test_act (window, "act", g_variant_new_string ("phone check"));
  pr_session_seek (session, pr_session_start (session) + 9 * G_TIME_SPAN_MINUTE);
  otherwise = world_digest (pr_session_world (session, 0));
  gui_test_act (window, "branch", g_variant_new_int32 (0));
  written = world_digest (pr_session_world (session, 0));
  gui_test_act (window, "compare-branch", g_variant_new_int32 (1));
  gui_test_settle (window);
  assert_true (pr_session_is_comparing (session));
  assert_string_equal (pr_window_page (window), "compare");
  assert_int_equal (pr_session_n_worlds (session), 2);
  left = world_digest (pr_session_world (session, 0));
  right = world_digest (pr_session_world (session, 1));
  assert_string_equal (left, written);
  assert_string_equal (right, otherwise);
  assert_string_not_equal (pr_session_world_name (session, 0), pr_session_world_name (session, 1));
  /* Who acts in one of the two goes on with that one. */
  assert_true (pr_session_act_in (session, "phone check", 1, NULL));
  gui_test_settle (window);
  assert_false (pr_session_is_comparing (session));
  assert_int_not_equal (pr_session_branch (session), 0);
  gui_test_act (window, "compare-branch", g_variant_new_int32 (0));
  gui_test_act (window, "compare-branch", g_variant_new_int32 (-1));
  gui_test_settle (window);
  assert_false (pr_session_is_comparing (session));
  gui_test_close (window);
}

static void
goes_where_it_is_told (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  gint64 before;

  assert_true (go_to_place (session, " 08:05 "));
  assert_int_equal (pr_session_time (session), pr_session_start (session) + 5 * G_TIME_SPAN_MINUTE);
  assert_true (go_to_place (session, "1d 08:06:00.5"));
  assert_int_equal (pr_session_time (session), pr_session_start (session) + 6 * G_TIME_SPAN_MINUTE + G_USEC_PER_SEC / 2);
  assert_true (go_to_place (session, "100"));
  assert_int_equal (pr_session_selected (session), 100);
  before = pr_session_time (session);
  assert_int_equal (before, trace_event (pr_session_trace (session, 0), 100)->time);
  assert_false (go_to_place (session, "soon"));
  assert_false (go_to_place (session, "99999999"));
  assert_false (go_to_place (session, "0"));
  assert_false (go_to_place (session, ""));
  assert_int_equal (pr_session_time (session), before);
  gui_test_act (window, "go-to", NULL);
  gui_test_settle (window);
  gui_test_close (window);
}

static void
refuses_nonsense (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  guint actions = journal_n_actions (pr_session_journal (session));

  gui_test_act (window, "act", g_variant_new_string ("toaster check"));
  assert_non_null (pr_window_error_text (window));
  assert_int_equal (journal_n_actions (pr_session_journal (session)), actions);
  assert_false (pr_session_modified (session));
  gui_test_close (window);
}

static void
keeps_what_is_open_when_a_file_is_bad (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  Journal *journal = pr_session_journal (session);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "postroom-test-bad.postroom", NULL);

  assert_true (g_file_set_contents (path, "postroom 1\nat eight o'clock toast\n", -1, NULL));
  assert_false (pr_window_open (window, path));
  assert_non_null (strstr (pr_window_error_text (window), ":2:"));
  assert_ptr_equal (pr_session_journal (session), journal);
  gui_test_settle (window);
  g_unlink (path);
  assert_false (pr_window_open (window, path));
  gui_test_close (window);
}

static void
saves_and_opens_again (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "postroom-test-save.postroom", NULL);
  guint actions;

  pr_session_seek (session, pr_session_end (session));
  gui_test_act (window, "act", g_variant_new_string ("laptop check"));
  actions = journal_n_actions (pr_session_journal (session));
  assert_true (window_save (window, path));
  assert_false (pr_session_modified (session));
  assert_true (pr_window_open (window, path));
  assert_int_equal (journal_n_actions (pr_session_journal (session)), actions);
  gui_test_settle (window);
  g_unlink (path);
  gui_test_close (window);
}

static void
loads_real_mail (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  guint letters = journal_n_letters (pr_session_journal (session));

  pr_session_seek (session, pr_session_start (session) + G_TIME_SPAN_MINUTE);
  assert_true (window_load_mail (window, g_getenv ("POSTROOM_TEST_MBOX")));
  assert_true (journal_n_letters (pr_session_journal (session)) > letters);
  assert_null (pr_window_error_text (window));
  gui_test_settle (window);
  assert_false (window_load_mail (window, "/nowhere/at all.mbox"));
  assert_non_null (pr_window_error_text (window));
  gui_test_close (window);
}

/* As if that file were let go over the window. */
static gboolean
drop (PrWindow *window, const char *path)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (window));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, G_TYPE_FILE);
  g_value_set_object (&value, file);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 10.0, 10.0, &taken);
    }
  gui_test_settle (window);
  return taken;
}

/* Mail is loaded, a journal is opened; but not over what is not saved, and not when it is damaged. */
static void
takes_what_is_dropped (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autofree char *folder = g_path_get_dirname (g_getenv ("POSTROOM_TEST_JOURNAL"));
  g_autofree char *other = g_build_filename (folder, "support-24-listener.postroom", NULL);
  g_autofree char *letter = g_build_filename (g_get_user_state_dir (), "one.eml", NULL);
  g_autofree char *damaged = g_build_filename (g_get_user_state_dir (), "damaged.postroom", NULL);
  guint before;

  assert_true (drop (window, other));
  assert_string_equal (pr_session_path (session), other);
  assert_true (g_file_set_contents (damaged, "postroom 1\nnonsense\n", -1, NULL));
  assert_false (drop (window, damaged));
  assert_non_null (pr_window_error_text (window));
  assert_string_equal (pr_session_path (session), other);
  pr_window_clear_messages (window);
  before = journal_n_letters (pr_session_journal (session));
  assert_true (drop (window, g_getenv ("POSTROOM_TEST_MBOX")));
  assert_true (journal_n_letters (pr_session_journal (session)) > before + 1);
  before = journal_n_letters (pr_session_journal (session));
  assert_true (g_file_set_contents (letter, "From: a@b.example\r\nSubject: One\r\n\r\nText\r\n", -1, NULL));
  assert_true (drop (window, letter));
  assert_int_equal (journal_n_letters (pr_session_journal (session)), before + 1);
  assert_string_equal (pr_window_toast_text (window), "1 letter loaded from one.eml");
  assert_false (drop (window, g_getenv ("POSTROOM_TEST_JOURNAL")));
  assert_non_null (pr_window_error_text (window));
  assert_int_equal (journal_n_letters (pr_session_journal (session)), before + 1);
  g_unlink (letter);
  g_unlink (damaged);
  gui_test_close (window);
}

static guint
n_toplevels (void)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ());
}

/* A question that is still open when its window goes is never answered: there is nobody left to hear it. */
static void
questions_go_with_the_window (void **state)
{
  static const char *const asking[] = { "open", "save-as", "load-mail", "export" };
  PrWindow *window;

  for (guint i = 0; i < G_N_ELEMENTS (asking); i++)
    {
      window = gui_test_window ();
      assert_int_equal (n_toplevels (), 1);
      gui_test_act (window, asking[i], NULL);
      assert_int_equal (n_toplevels (), 2);
      gui_test_close (window);
      assert_int_equal (n_toplevels (), 0);
    }
  window = gui_test_window ();
  gui_test_act (window, "act", g_variant_new_string ("laptop check"));
  gtk_window_close (GTK_WINDOW (window));
  gui_test_settle (window);
  assert_int_equal (n_toplevels (), 2);
  gui_test_close (window);
  assert_int_equal (n_toplevels (), 0);
}

static GtkDialog *
open_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (GTK_IS_DIALOG (window))
        return GTK_DIALOG (window);
    }
  fail ();
  return NULL;
}

/* The window goes while its questions are being answered: save, where to. */
static void
an_answer_ends_the_window (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("postroom-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "journal.postroom", NULL);

  for (guint saves = 0; saves < 2; saves++)
    {
      PrWindow *window = gui_test_window ();

      gui_test_act (window, "act", g_variant_new_string ("laptop check"));
      gtk_window_close (GTK_WINDOW (window));
      gui_test_settle (window);
      gtk_dialog_response (open_question (), saves ? GTK_RESPONSE_YES : GTK_RESPONSE_NO);
      if (saves)
        {
          g_autoptr (GFile) file = g_file_new_for_path (folder);

          gui_test_settle (window);
          assert_true (gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (open_question ()), file, NULL));
          gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (open_question ()), "journal.postroom");
          gui_test_settle (window);
          gtk_dialog_response (open_question (), GTK_RESPONSE_ACCEPT);
        }
      for (guint i = 0; i < 100 && n_toplevels () > 0; i++)
        {
          g_usleep (10000);
          while (g_main_context_pending (NULL))
            g_main_context_iteration (NULL, FALSE);
        }
      assert_int_equal (n_toplevels (), 0);
      assert_int_equal (g_file_test (path, G_FILE_TEST_EXISTS), saves > 0);
    }
  g_unlink (path);
  g_rmdir (folder);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (starts_in_compare),
    cmocka_unit_test (steps_by_every_unit_and_back),
    cmocka_unit_test (selection_follows),
    cmocka_unit_test (copies_text_without_secrets),
    cmocka_unit_test (plays_to_the_end_and_pauses),
    cmocka_unit_test (skips_idle_time),
    cmocka_unit_test (acts_and_undoes),
    cmocka_unit_test (undoes_at_the_end),
    cmocka_unit_test (goes_between_branches),
    cmocka_unit_test (compares_branches),
    cmocka_unit_test (goes_where_it_is_told),
    cmocka_unit_test (refuses_nonsense),
    cmocka_unit_test (keeps_what_is_open_when_a_file_is_bad),
    cmocka_unit_test (saves_and_opens_again),
    cmocka_unit_test (loads_real_mail),
    cmocka_unit_test (takes_what_is_dropped),
    cmocka_unit_test (questions_go_with_the_window),
    cmocka_unit_test (an_answer_ends_the_window),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
