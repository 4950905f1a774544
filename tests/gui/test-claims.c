/* What articles say, tested: every claim gets its verdict while the window goes on, and its experiment opens. */
#include "gui-test.h"

#include <string.h>

#include "pages/claim-card.h"
#include "pages/claims-page.h"
#include "pages/start-page.h"
#include "pages/tool-page.h"

static PrClaimsPage *
open_page (PrWindow *window)
{
  pr_window_set_page (window, "claims");
  return PR_CLAIMS_PAGE (gui_test_find (GTK_WIDGET (window), PR_TYPE_CLAIMS_PAGE));
}

static void
wait_for (PrClaimsPage *page)
{
  for (guint i = 0; i < 20000 && pr_claims_page_done (page) < claim_count (); i++)
    g_main_context_iteration (NULL, TRUE);
  assert_int_equal (pr_claims_page_done (page), claim_count ());
}

static void
count_card (GtkWidget *widget, gpointer data)
{
  guint *count = data;

  if (!PR_IS_CLAIM_CARD (widget) || !gtk_widget_get_mapped (widget))
    return;
  assert_true (*pr_claim_card_sentence (PR_CLAIM_CARD (widget)) != '\0');
  (*count)++;
}

/* A place is called the same as on the stage and in the tables. */
static void
check_place (GtkWidget *widget, gpointer data)
{
  guint *figures = data;

  if (!GTK_IS_LABEL (widget) || !GTK_IS_GRID (gtk_widget_get_parent (widget)) || !gtk_widget_has_css_class (widget, "dim"))
    return;
  assert_true (g_unichar_isupper (g_utf8_get_char (gtk_label_get_text (GTK_LABEL (widget)))));
  (*figures)++;
}

static guint
count_cards (PrWindow *window)
{
  guint count = 0;

  gui_test_settle (window);
  gui_test_each (GTK_WIDGET (window), count_card, &count);
  return count;
}

static void
all_get_their_verdict (void **state)
{
  PrWindow *window = gui_test_window ();
  PrClaimsPage *page = open_page (window);
  guint figures = 0;

  assert_true (pr_window_is_aside (window));
  wait_for (page);
  assert_int_equal (count_cards (window), 39);
  gui_test_each (GTK_WIDGET (page), check_place, &figures);
  assert_true (figures > 39);
  gui_test_act (window, "page", g_variant_new_string ("stage"));
  assert_false (pr_window_is_aside (window));
  gui_test_close (window);
}

/* Slices are short, few claims fit into one: between two of them the window can be used. */
static void
leaves_the_window_free (void **state)
{
  PrWindow *window = gui_test_window ();
  PrClaimsPage *page = open_page (window);
  guint done = pr_claims_page_done (page);

  while (done < claim_count ())
    {
      g_main_context_iteration (NULL, TRUE);
      assert_true (pr_claims_page_done (page) >= done && pr_claims_page_done (page) <= done + claim_count () / 4);
      done = pr_claims_page_done (page);
    }
  gui_test_close (window);
}

/* Closed in the middle of it. */
static void
may_be_left (void **state)
{
  PrWindow *window = gui_test_window ();
  PrClaimsPage *page = open_page (window);

  while (pr_claims_page_done (page) < 2)
    g_main_context_iteration (NULL, TRUE);
  pr_window_set_page (window, "stage");
  gui_test_settle (window);
  assert_true (pr_claims_page_done (page) < claim_count ());
  pr_window_set_page (window, "claims");
  wait_for (page);
  gui_test_close (window);
}

static void
press_play (GtkWidget *widget, gpointer data)
{
  if (PR_IS_CLAIM_CARD (gtk_widget_get_ancestor (widget, PR_TYPE_CLAIM_CARD)) && GTK_IS_BUTTON (widget))
    g_ptr_array_add (data, widget);
}

static void
opens_the_experiment (void **state)
{
  PrWindow *window = gui_test_window ();
  PrClaimsPage *page = open_page (window);
  PrSession *session = pr_window_session (window);
  g_autoptr (GPtrArray) buttons = g_ptr_array_new ();

  wait_for (page);
  gui_test_each (GTK_WIDGET (page), press_play, buttons);
  assert_int_equal (buttons->len, 39);
  g_signal_emit_by_name (buttons->pdata[4], "clicked");
  gui_test_settle (window);
  assert_null (pr_window_error_text (window));
  assert_string_equal (pr_window_page (window), "compare");
  assert_int_equal (pr_session_n_worlds (session), 2);
  assert_true (g_str_has_prefix (journal_title (pr_session_journal (session), NULL), "C05: "));
  gui_test_close (window);
}

static void
count_tool (GtkWidget *widget, gpointer data)
{
  guint *count = data;

  if (GTK_IS_ACTIONABLE (widget) && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), "win.page") == 0
      && tool_page_is (g_variant_get_string (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (widget)), NULL)))
    (*count)++;
}

/* To each tool from the start page, and back to the day. */
static void
is_on_the_start_page (void **state)
{
  PrWindow *window = gui_test_window ();
  guint count = 0;

  gui_test_act (window, "page", g_variant_new_string ("stage"));
  gui_test_act (window, "show-start", NULL);
  gui_test_each (gui_test_find (GTK_WIDGET (window), PR_TYPE_START_PAGE), count_tool, &count);
  assert_int_equal (count, tool_page_count ());
  open_page (window);
  gui_test_act (window, "show-start", NULL);
  gui_test_act (window, "leave-start", NULL);
  assert_string_equal (pr_window_page (window), "stage");
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (all_get_their_verdict),
    cmocka_unit_test (leaves_the_window_free),
    cmocka_unit_test (may_be_left),
    cmocka_unit_test (opens_the_experiment),
    cmocka_unit_test (is_on_the_start_page),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
