/* The start page: what it offers, opening a card, free play, files opened before, and the way back. */
#include "gui-test.h"

#include <glib/gstdio.h>

#include "lesson-catalog.h"
#include "lesson/lesson-picture.h"
#include "lesson/lesson-shelf.h"
#include "pages/start-journals.h"
#include "pages/start-page.h"
#include "widgets/card-grid.h"

static guint
count_cards (GtkWidget *below, const char *action)
{
  guint n = GTK_IS_ACTIONABLE (below) && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (below)), action) == 0;

  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_cards (child, action);
  return n;
}

static GtkWidget *
find_card (GtkWidget *below, const char *action)
{
  GtkWidget *found = NULL;

  if (GTK_IS_ACTIONABLE (below) && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (below)), action) == 0)
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_card (child, action);
  return found;
}

static float
top_of (GtkWidget *widget, GtkWidget *page)
{
  graphene_rect_t bounds;

  assert_true (gtk_widget_compute_bounds (widget, page, &bounds));
  return bounds.origin.y;
}

static void
goes_there_and_back (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *page, *focus;

  gui_test_act (window, "show-start", NULL);
  assert_string_equal (pr_window_page (window), "start");
  page = gui_test_find (GTK_WIDGET (window), PR_TYPE_START_PAGE);
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  assert_non_null (focus);
  assert_true (gtk_widget_is_ancestor (focus, page));
  assert_true (count_cards (page, "win.open-path") >= 19);
  gui_test_act (window, "leave-start", NULL);
  assert_string_equal (pr_window_page (window), "compare");
  gui_test_act (window, "page", g_variant_new_string ("stage"));
  gui_test_act (window, "show-start", NULL);
  gui_test_act (window, "show-start", NULL);
  assert_string_equal (pr_window_page (window), "stage");
  gui_test_close (window);
}

/* Who comes for the first time sees the difference first, and has the keyboard on the first lesson. */
static void
begins_at_the_first_lesson (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *page, *shelf;

  gui_test_act (window, "show-start", NULL);
  page = gui_test_find (GTK_WIDGET (window), PR_TYPE_START_PAGE);
  shelf = gui_test_find (page, PR_TYPE_LESSON_SHELF);
  assert_ptr_equal (gtk_window_get_focus (GTK_WINDOW (window)), pr_lesson_shelf_first (PR_LESSON_SHELF (shelf)));
  assert_true (top_of (find_card (page, "win.open-path"), page) < top_of (shelf, page));
  gui_test_close (window);
}

/* Each lesson's picture is drawn, and few are alike. */
static void
lessons_have_pictures (void **state)
{
  const char *const english[] = { "en", NULL };
  g_autoptr (GPtrArray) entries = lesson_catalog_list (english);
  g_autoptr (GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);

  assert_true (entries->len >= 27);
  for (guint i = 0; i < entries->len; i++)
    {
      const LessonEntry *entry = entries->pdata[i];

      if (!pr_lesson_picture_has (entry->picture))
        fail_msg ("%s: no picture %s", entry->name, entry->picture);
      g_hash_table_add (kinds, entry->picture);
    }
  assert_true (g_hash_table_size (kinds) >= 12);
  assert_false (pr_lesson_picture_has ("cat"));
}

static void
check_whole (GtkWidget *widget, gpointer data)
{
  if (!GTK_IS_LABEL (widget) || !gtk_widget_has_css_class (widget, "card-detail"))
    return;
  (*(guint *) data)++;
  if (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))
    fail_msg ("“%s” is cut off", gtk_label_get_text (GTK_LABEL (widget)));
}

/* What a lesson is about is told in whole sentences, on the narrowest cards. */
static void
lessons_are_told_in_whole_sentences (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *shelf;
  guint n = 0;

  gtk_window_set_default_size (GTK_WINDOW (window), 1024, 768);
  gui_test_act (window, "show-start", NULL);
  gui_test_settle (window);
  shelf = gui_test_find (GTK_WIDGET (window), PR_TYPE_LESSON_SHELF);
  gui_test_each (shelf, check_whole, &n);
  assert_true (n >= 27);
  gui_test_close (window);
}

/* As many columns as there is room for; cards of one row are equally high and wide. */
static void
cards_fit_the_width (void **state)
{
  static const struct { int width; guint columns; } cases[] = { { 1400, 4 }, { 900, 3 }, { 500, 2 }, { 250, 1 } };
  GtkWidget *window = gtk_window_new (), *grid = pr_card_grid_new (4), *cards[5];

  for (guint i = 0; i < G_N_ELEMENTS (cards); i++)
    {
      cards[i] = gtk_label_new (i == 1 ? "two\nlines" : "one");
      pr_card_grid_append (PR_CARD_GRID (grid), cards[i]);
    }
  gtk_window_set_child (GTK_WINDOW (window), grid);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      graphene_rect_t first, next;
      float row_end;
      int height;
      guint columns = 1;

      gtk_widget_measure (grid, GTK_ORIENTATION_VERTICAL, cases[i].width, &height, NULL, NULL, NULL);
      gtk_widget_size_allocate (grid, &(GtkAllocation) { 0, 0, cases[i].width, height }, -1);
      assert_true (gtk_widget_compute_bounds (cards[0], grid, &first));
      row_end = first.origin.x + first.size.width;
      for (guint k = 1; k < G_N_ELEMENTS (cards); k++)
        {
          assert_true (gtk_widget_compute_bounds (cards[k], grid, &next));
          assert_true (next.size.width == first.size.width);
          assert_true (next.origin.x + next.size.width <= cases[i].width);
          if (next.origin.y == first.origin.y)
            {
              assert_true (next.size.height == first.size.height);
              columns++;
              row_end = next.origin.x + next.size.width;
            }
        }
      assert_int_equal (columns, cases[i].columns);
      assert_true (row_end == cases[i].width);
      assert_true (next.origin.y + next.size.height <= height);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What was just done is told where it was done. */
static void
a_toast_stays_behind (void **state)
{
  PrWindow *window = gui_test_window ();

  gui_test_act (window, "act", g_variant_new_string ("laptop check"));
  assert_non_null (pr_window_toast_text (window));
  gui_test_act (window, "show-start", NULL);
  assert_null (pr_window_toast_text (window));
  gui_test_close (window);
}

static void
every_card_opens (void **state)
{
  PrWindow *window = gui_test_window ();

  for (guint support = 0; support < 2; support++)
    {
      g_autoptr (GPtrArray) journals = start_journals_shipped (support != 0);

      assert_true (journals->len >= (support != 0 ? 18 : 1));
      for (guint i = 0; i < journals->len; i++)
        {
          const StartJournal *journal = g_ptr_array_index (journals, i);

          assert_true (*journal->title != '\0');
          assert_true (*journal->scenes != '\0');
          assert_null (strstr (journal->scenes, " · "));
          gui_test_act (window, "show-start", NULL);
          gui_test_act (window, "open-path", g_variant_new_string (journal->path));
          assert_null (pr_window_error_text (window));
          assert_string_equal (pr_session_path (pr_window_session (window)), journal->path);
          assert_string_not_equal (pr_window_page (window), "start");
        }
    }
  gui_test_close (window);
}

static void
plays_freely (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);

  gui_test_act (window, "free-play", g_variant_new ("(ss)", "imap", "pop3"));
  assert_null (pr_session_path (session));
  assert_int_equal (pr_session_n_worlds (session), 1);
  assert_int_equal (pr_session_world (session, 0)->devices->len, 2);
  assert_string_equal (pr_window_page (window), "stage");
  pr_session_seek (session, pr_session_end (session));
  gui_test_act (window, "act", g_variant_new_string ("laptop check"));
  assert_null (pr_window_error_text (window));
  assert_true (pr_session_end (session) > pr_session_start (session));
  gui_test_close (window);
}

static gboolean
has_label (GtkWidget *below, const char *text)
{
  if (GTK_IS_LABEL (below) && g_str_equal (gtk_label_get_text (GTK_LABEL (below)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;
  return FALSE;
}

/* What was opened comes first, once, without what is gone and without what is shipped. */
static void
remembers_files (void **state)
{
  GtkWidget *page;
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "mine.postroom", NULL);
  g_autofree char *other = g_build_filename (g_get_user_state_dir (), "other.postroom", NULL);
  PrWindow *window = gui_test_window ();

  assert_true (window_save (window, other));
  assert_true (window_save (window, path));
  assert_true (pr_window_open (window, path));
  assert_true (pr_window_open (window, g_getenv ("POSTROOM_TEST_JOURNAL")));
  {
    g_auto (GStrv) recent = start_recent_dup ();

    assert_int_equal (g_strv_length (recent), 2);
    assert_string_equal (recent[0], path);
  }
  g_unlink (path);
  {
    g_auto (GStrv) recent = start_recent_dup ();

    assert_int_equal (g_strv_length (recent), 1);
    assert_string_equal (recent[0], other);
  }
  gui_test_act (window, "show-start", NULL);
  page = gui_test_find (GTK_WIDGET (window), PR_TYPE_START_PAGE);
  assert_non_null (page);
  assert_true (has_label (page, "other")); /* without what every file's name ends with */
  g_unlink (other);
  gui_test_close (window);
}

/* As if the program had broken off: what it kept is found, restored as not saved, and gone after a clean end. */
static void
recovers_what_was_not_saved (void **state)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "postroom", NULL);
  g_autofree char *left = g_build_filename (folder, "unsaved-999999999-1.postroom", NULL), *found = NULL, *none = NULL;
  g_autofree char *other = g_build_filename (folder, "unsaved-999999998-1.postroom", NULL);
  g_autoptr (Journal) before = NULL;
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint actions;

  window_start_autosave (window);
  assert_false (window_autosave_now (window));
  gui_test_act (window, "act", g_variant_new_string ("laptop check"));
  assert_true (window_autosave_now (window));
  actions = journal_n_actions (pr_session_journal (session));
  assert_null (window_dup_orphan ()); /* this program is there */
  assert_true (journal_write (pr_session_journal (session), left, NULL));
  before = journal_ref (pr_session_journal (session));
  gui_test_close (window);

  found = window_dup_orphan ();
  assert_string_equal (found, left);
  window = gui_test_window ();
  session = pr_window_session (window);
  window_start_autosave (window);
  assert_non_null (pr_window_toast_text (window));
  assert_true (journal_write (pr_session_journal (session), other, NULL));
  gui_test_act (window, "discard", NULL);
  assert_non_null (pr_window_toast_text (window)); /* of the other one */
  assert_false (g_file_test (left, G_FILE_TEST_EXISTS) && g_file_test (other, G_FILE_TEST_EXISTS));
  assert_true (journal_write (before, left, NULL));
  g_unlink (other);
  gui_test_act (window, "restore", NULL);
  assert_int_equal (journal_n_actions (pr_session_journal (session)), actions);
  assert_true (pr_session_modified (session));
  assert_null (pr_session_path (session));
  none = window_dup_orphan ();
  assert_null (none);
  gui_test_close (window);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    assert_false (g_str_has_prefix (name, "unsaved-"));
}

/* Nothing is left for a crash once it is saved; and who cannot be helped then is told so before. */
static void
keeps_only_what_is_not_saved (void **state)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "postroom", NULL);
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "saved.postroom", NULL);
  g_autofree char *away = g_strconcat (folder, "-away", NULL);
  PrWindow *window = gui_test_window ();
  g_autoptr (GDir) dir = NULL;
  const char *name;

  window_start_autosave (window);
  gui_test_act (window, "act", g_variant_new_string ("laptop check"));
  assert_true (window_autosave_now (window));
  assert_true (window_save (window, path));
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    assert_false (g_str_has_prefix (name, "unsaved-"));
  assert_int_equal (g_rename (folder, away), 0);
  assert_true (g_file_set_contents (folder, "no folder", -1, NULL));
  gui_test_act (window, "act", g_variant_new_string ("phone check"));
  assert_null (pr_window_error_text (window));
  assert_false (window_autosave_now (window));
  assert_non_null (pr_window_error_text (window));
  pr_window_clear_messages (window);
  assert_false (window_autosave_now (window));
  assert_null (pr_window_error_text (window));
  gui_test_close (window);
  g_unlink (folder);
  assert_int_equal (g_rename (away, folder), 0);
  g_unlink (path);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (goes_there_and_back),
    cmocka_unit_test (begins_at_the_first_lesson),
    cmocka_unit_test (lessons_have_pictures),
    cmocka_unit_test (lessons_are_told_in_whole_sentences),
    cmocka_unit_test (cards_fit_the_width),
    cmocka_unit_test (a_toast_stays_behind),
    cmocka_unit_test (every_card_opens),
    cmocka_unit_test (plays_freely),
    cmocka_unit_test (remembers_files),
    cmocka_unit_test (recovers_what_was_not_saved),
    cmocka_unit_test (keeps_only_what_is_not_saved),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
