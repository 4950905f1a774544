/* What people do on the stage: moving, writing, delivering, another network. Each becomes a journal line. */
#include "gui-test.h"

#include "stage/card-menu.h"
#include "stage/letter-dialog.h"

static PrWindow *
window_at (guint minutes)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);

  pr_session_seek (session, pr_session_start (session) + minutes * G_TIME_SPAN_MINUTE);
  gui_test_settle (window);
  return window;
}

/* The first target below that begins so, NULL. Caller owns. */
static char *
find_target (GMenuModel *menu, const char *start)
{
  static const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *target = NULL;

      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_TARGET, "s", &target)
          && g_str_has_prefix (target, start))
        return g_steal_pointer (&target);
      for (guint k = 0; k < 2; k++)
        {
          g_autoptr (GMenuModel) below = g_menu_model_get_item_link (menu, i, links[k]);
          char *found = below != NULL ? find_target (below, start) : NULL;

          if (found != NULL)
            return found;
        }
    }
  return NULL;
}

static const Action *
last_action (PrWindow *window)
{
  const Journal *journal = pr_session_journal (pr_window_session (window));

  return journal_action (journal, journal_n_actions (journal) - 1);
}

static GMenu *
laptop_menu (PrWindow *window)
{
  PrSession *session = pr_window_session (window);
  const World *world = pr_session_world (session, 1);
  g_autoptr (PlaceView) view
    = place_view_new_device (pr_session_journal (session), world, g_ptr_array_index (world->devices, 0));

  return card_menu_new (view, NULL);
}

static void
moves_a_letter (void **state)
{
  PrWindow *window = window_at (8);
  g_autoptr (GMenu) menu = laptop_menu (window);
  g_autofree char *target = find_target (G_MENU_MODEL (menu), "'laptop' move ");

  assert_non_null (target);
  assert_null (strstr (target, "Outbox"));
  gui_test_act (window, "act", g_variant_new_string (target));
  assert_null (pr_window_error_text (window));
  assert_int_equal (last_action (window)->kind, ACTION_MOVE);
  gui_test_act (window, "undo", NULL);
  gui_test_close (window);
}

static void
changes_the_network (void **state)
{
  PrWindow *window = window_at (8);
  g_autoptr (GMenu) menu = laptop_menu (window);
  g_autofree char *target = find_target (G_MENU_MODEL (menu), "link 'laptop' latency=300ms");

  assert_non_null (target);
  gui_test_act (window, "act", g_variant_new_string (target));
  assert_null (pr_window_error_text (window));
  assert_int_equal (last_action (window)->kind, ACTION_LINK);
  assert_int_equal (last_action (window)->link.latency, 300 * G_TIME_SPAN_MILLISECOND);
  gui_test_close (window);
}

static GtkWidget *
find_named_entry (GtkWidget *below, const char *text)
{
  if (GTK_IS_ENTRY (below) && g_str_equal (gtk_editable_get_text (GTK_EDITABLE (below)), text))
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named_entry (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Sends by the button; quotes and backslashes arrive as they were typed. */
static void
send_letter (PrWindow *window, const char *device, ActionKind kind)
{
  GtkWindow *dialog = letter_dialog_present (window, device);
  GtkEditable *address = GTK_EDITABLE (find_named_entry (GTK_WIDGET (dialog), "budi@luar.example"));
  GtkEditable *subject = GTK_EDITABLE (find_named_entry (GTK_WIDGET (dialog), ""));
  g_autofree char *missing = NULL;

  gui_test_settle (window);
  gtk_editable_set_text (address, "nobody at all");
  missing = letter_dialog_dup_action (dialog);
  assert_null (missing);
  assert_false (gtk_widget_get_sensitive (gtk_window_get_default_widget (dialog)));
  gtk_editable_set_text (address, "cici@foto.example");
  gtk_editable_set_text (subject, "It's \"new\" \\ and #1");
  assert_true (gtk_widget_get_sensitive (gtk_window_get_default_widget (dialog)));
  g_signal_emit_by_name (gtk_window_get_default_widget (dialog), "clicked");
  gui_test_settle (window);
  assert_null (pr_window_error_text (window));
  assert_int_equal (last_action (window)->kind, kind);
  assert_string_equal (last_action (window)->subject, "It's \"new\" \\ and #1");
}

static void
writes_from_a_device (void **state)
{
  PrWindow *window = window_at (12);

  send_letter (window, "laptop", ACTION_WRITE);
  assert_string_equal (last_action (window)->device, "laptop");
  gui_test_close (window);
}

static void
delivers_from_outside (void **state)
{
  PrWindow *window = window_at (12);
  g_autoptr (PlaceView) view = NULL;
  g_autoptr (GMenu) menu = NULL;

  send_letter (window, "", ACTION_DELIVER);
  assert_string_equal (last_action (window)->from, "cici@foto.example");
  assert_int_equal (last_action (window)->size, 3000);
  view = place_view_new_outside (pr_session_journal (pr_window_session (window)),
                                 pr_session_world (pr_window_session (window), 0));
  menu = card_menu_new (view, NULL);
  assert_non_null (menu);
  gui_test_close (window);
}

/* Where there are several mailboxes one is chosen. */
static void
delivers_to_one_of_two (void **state)
{
  static const char day[] = "postroom 1\nseed 7\ndate 2026-03-02\naccount ada@kantor.example password=a\n"
                            "account sari@kantor.example password=b\nat 08:05 scene now\n";
  PrWindow *window = window_at (12);
  g_autoptr (Journal) journal = journal_parse (day, -1, "two", NULL);
  GtkWindow *dialog;
  GtkWidget *choice;

  pr_window_set_journal (window, journal, NULL);
  dialog = letter_dialog_present (window, "");
  choice = gui_test_find (GTK_WIDGET (dialog), GTK_TYPE_DROP_DOWN);
  assert_non_null (choice);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 1);
  g_signal_emit_by_name (gtk_window_get_default_widget (dialog), "clicked");
  gui_test_settle (window);
  assert_null (pr_window_error_text (window));
  assert_string_equal (g_ptr_array_index (last_action (window)->to, 0), "sari@kantor.example");
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (moves_a_letter),
    cmocka_unit_test (changes_the_network),
    cmocka_unit_test (writes_from_a_device),
    cmocka_unit_test (delivers_from_outside),
    cmocka_unit_test (delivers_to_one_of_two),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
