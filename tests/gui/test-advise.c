/* Which one suits me?: the answer comes while the window goes on, follows the form, and its month can be played. */
#include "gui-test.h"

#include <string.h>

#include "pages/advise-page.h"
#include "pages/start-page.h"

static PrAdvisePage *
open_page (PrWindow *window)
{
  pr_window_set_page (window, "advise");
  return PR_ADVISE_PAGE (gui_test_find (GTK_WIDGET (window), PR_TYPE_ADVISE_PAGE));
}

static void
wait_for (PrAdvisePage *page)
{
  for (guint i = 0; i < 200000 && pr_advise_page_is_measuring (page); i++)
    g_main_context_iteration (NULL, TRUE);
  assert_false (pr_advise_page_is_measuring (page));
}

typedef struct {
  const char *action;
  const char *label;
  GtkWidget *found;
  guint count;
} Search;

static void
look (GtkWidget *widget, gpointer data)
{
  Search *search = data;
  const char *action = GTK_IS_ACTIONABLE (widget) ? gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)) : NULL;
  const char *label = GTK_IS_BUTTON (widget)         ? gtk_button_get_label (GTK_BUTTON (widget))
                      : GTK_IS_CHECK_BUTTON (widget) ? gtk_check_button_get_label (GTK_CHECK_BUTTON (widget))
                      : GTK_IS_LABEL (widget)        ? gtk_label_get_text (GTK_LABEL (widget))
                                                     : NULL;

  if ((search->action != NULL && g_strcmp0 (action, search->action) == 0)
      || (search->label != NULL && label != NULL && strstr (label, search->label) != NULL))
    {
      search->count++;
      if (search->found == NULL)
        search->found = widget;
    }
}

static Search
find (PrAdvisePage *page, const char *action, const char *label)
{
  Search search = { .action = action, .label = label };

  gui_test_each (GTK_WIDGET (page), look, &search);
  return search;
}

/* Little mail, so that the next measurement is short. */
static void
take_less (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_SPIN_BUTTON (widget))
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (widget), 1);
}

static PrAdvisePage *
open_quick_page (PrWindow *window)
{
  PrAdvisePage *page = open_page (window);

  gui_test_each (GTK_WIDGET (page), take_less, NULL);
  g_signal_emit_by_name (find (page, NULL, "_Measure").found, "clicked");
  return page;
}

/* No turn of the main loop takes long: that is what a frozen window would be. */
static void
leaves_the_window_free (void **state)
{
  PrWindow *window = gui_test_window ();
  PrAdvisePage *page = open_page (window);
  guint turns = 0;

  assert_true (pr_advise_page_is_measuring (page));
  while (pr_advise_page_is_measuring (page) && turns < 200000)
    {
      g_main_context_iteration (NULL, TRUE);
      turns++;
    }
  assert_false (pr_advise_page_is_measuring (page));
  assert_true (turns > 20);
  gui_test_settle (window);
  assert_int_equal (find (page, "advise.play", NULL).count, ADVISER_N_SETUPS);
  assert_int_equal (find (page, NULL, "fewest points against it").count, 1);
  assert_true (find (page, NULL, "Letters missing").count >= 2);
  gui_test_close (window);
}

/* Without a device there is nothing to ask; with another one the answer is of another person. */
static void
follows_the_form (void **state)
{
  PrWindow *window = gui_test_window ();
  PrAdvisePage *page = open_quick_page (window);
  GtkWidget *measure, *laptop, *phone;

  wait_for (page);
  assert_int_equal (adviser_run_person (pr_advise_page_run (page))->n_devices, 2);
  measure = find (page, NULL, "_Measure").found;
  laptop = find (page, NULL, "Laptop").found;
  phone = find (page, NULL, "Phone").found;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (laptop), FALSE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (phone), FALSE);
  assert_false (gtk_widget_get_sensitive (measure));
  assert_int_equal (find (page, NULL, "Choose one device").count, 1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (phone), TRUE);
  assert_true (gtk_widget_get_sensitive (measure));
  /* What is to be seen was measured for somebody else until then. */
  assert_int_equal (find (page, NULL, "measure again").count, 1);
  g_signal_emit_by_name (measure, "clicked");
  wait_for (page);
  assert_int_equal (find (page, NULL, "measure again").count, 0);
  assert_int_equal (adviser_run_person (pr_advise_page_run (page))->n_devices, 1);
  assert_int_equal (adviser_run_figures (pr_advise_page_run (page), SETUP_IMAP_FULL)->n_devices, 1);
  gui_test_close (window);
}

/* Leaving in the middle, measuring anew in the middle, and closing in the middle are all the same to it. */
static void
can_be_left_at_any_time (void **state)
{
  PrWindow *window = gui_test_window ();
  PrAdvisePage *page = open_quick_page (window);
  GtkWidget *measure = find (page, NULL, "_Measure").found;

  for (guint i = 0; i < 5; i++)
    g_main_context_iteration (NULL, FALSE);
  g_signal_emit_by_name (measure, "clicked");
  pr_window_set_page (window, "stage");
  for (guint i = 0; i < 5; i++)
    g_main_context_iteration (NULL, FALSE);
  pr_window_set_page (window, "advise");
  assert_true (pr_advise_page_is_measuring (page));
  gui_test_close (window);
}

static void
plays_the_month (void **state)
{
  PrWindow *window = gui_test_window ();
  PrAdvisePage *page = open_quick_page (window);
  PrSession *session = pr_window_session (window);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (find (page, NULL, "Laptop").found), FALSE);
  g_signal_emit_by_name (find (page, NULL, "_Measure").found, "clicked");
  wait_for (page);
  assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "advise.play", "u", SETUP_POP3_DELETE));
  gui_test_settle (window);
  assert_null (pr_window_error_text (window));
  assert_string_equal (pr_window_page (window), "stage");
  assert_int_equal (pr_session_world (session, 0)->devices->len, 1);
  assert_string_equal (journal_title (pr_session_journal (session), "en"), "A month with POP3 that deletes");
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (leaves_the_window_free),
    cmocka_unit_test (follows_the_form),
    cmocka_unit_test (can_be_left_at_any_time),
    cmocka_unit_test (plays_the_month),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
