/* The settings dialogs: opened, changed, applied: one journal line, that can be undone. With POSTROOM_TEST_PICTURES=FOLDER
 * each leaves a picture. */
#include "gui-test.h"

#include "dialogs/choice-words.h"
#include "dialogs/link-dialog.h"
#include "dialogs/networks.h"
#include "dialogs/settings-dialog.h"
#include "dialogs/settings-state.h"
#include "journal/option-help.h"
#include "stage/card-menu.h"
#include "stage/stage.h"
#include "window/export.h"

static PrWindow *
window_at (guint minutes)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);

  pr_window_set_page (window, "stage");
  pr_session_seek (session, pr_session_start (session) + minutes * G_TIME_SPAN_MINUTE);
  gui_test_settle (window);
  return window;
}

static void
picture (PrWindow *window, GtkWindow *dialog, const char *name)
{
  const char *folder = g_getenv ("POSTROOM_TEST_PICTURES");
  g_autofree char *path = folder != NULL ? g_strdup_printf ("%s/%s.png", folder, name) : NULL;

  gui_test_settle (window);
  if (path == NULL)
    return;
  for (guint i = 0; i < 30; i++)
    {
      g_usleep (20000);
      gui_test_settle (window);
    }
  gui_test_picture (GTK_WIDGET (dialog), path);
}

static const Action *
last_action (PrWindow *window)
{
  const Journal *journal = pr_session_journal (pr_window_session (window));

  return journal_action (journal, journal_n_actions (journal) - 1);
}

static void
assert_last_line (PrWindow *window, const char *expected)
{
  g_autofree char *text = action_to_text (last_action (window));

  assert_null (pr_window_error_text (window));
  assert_string_equal (text, expected);
}

static void
apply (PrWindow *window, GtkWindow *dialog)
{
  assert_true (gtk_widget_get_sensitive (gtk_window_get_default_widget (dialog)));
  assert_true (gtk_widget_has_css_class (gtk_window_get_default_widget (dialog), "suggested-action"));
  g_signal_emit_by_name (gtk_window_get_default_widget (dialog), "clicked");
  gui_test_settle (window);
}

static void
check_name (GtkWidget *widget, gpointer data)
{
  char *label = NULL;

  if (!GTK_IS_SWITCH (widget) && !GTK_IS_DROP_DOWN (widget) && !GTK_IS_ENTRY (widget) && !GTK_IS_SCALE (widget)
      && !GTK_IS_PASSWORD_ENTRY (widget))
    return;
  label = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, "");
  assert_non_null (label); /* it differs from "": there is one */
  g_free (label);
}

static void
sets_a_device (void **state)
{
  PrWindow *window = window_at (12);
  PrSession *session = pr_window_session (window);
  GtkWindow *dialog = settings_dialog_present (window, ACTION_SET, "laptop", 0);
  g_autofree char *nothing = settings_dialog_dup_action (dialog), *wrong = NULL, *before = NULL, *undone = NULL;

  before = world_digest (pr_session_world (session, 0));
  assert_null (nothing);
  assert_false (gtk_widget_get_sensitive (gtk_window_get_default_widget (dialog)));
  assert_false (settings_dialog_set (dialog, "idle", "on")); /* IMAP's */
  assert_true (settings_dialog_set (dialog, "check", "often"));
  wrong = settings_dialog_dup_action (dialog);
  assert_null (wrong);
  assert_true (settings_dialog_set (dialog, "check", "15min"));
  assert_true (settings_dialog_set (dialog, "keep", "14d"));
  assert_true (settings_dialog_set (dialog, "pipeline", "on"));
  gui_test_each (GTK_WIDGET (dialog), check_name, NULL);
  picture (window, dialog, "device");
  apply (window, dialog);
  assert_last_line (window, "set laptop keep=14d check=15min pipeline=on");
  /* Of this world alone, as the check button stands. */
  assert_int_equal (last_action (window)->variants & 3, 1);
  gui_test_act (window, "undo", NULL);
  undone = world_digest (pr_session_world (session, 0));
  assert_string_equal (undone, before);
  gui_test_close (window);
}

static void
sets_a_preset (void **state)
{
  PrWindow *window = window_at (12);
  GtkWindow *dialog = settings_dialog_present (window, ACTION_SET, "phone", 1);

  assert_true (settings_dialog_set (dialog, "preset", "k9-pop3"));
  assert_true (settings_dialog_set (dialog, "keep", "7d"));
  assert_false (settings_dialog_set (dialog, "idle", "on"));
  picture (window, dialog, "preset");
  apply (window, dialog);
  assert_last_line (window, "set phone preset=k9-pop3 keep=7d");
  assert_int_equal (last_action (window)->variants & 3, 2);
  gui_test_close (window);
}

static void
collect_title (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "card-title"))
    g_string_append_printf (data, "%s ", gtk_label_get_text (GTK_LABEL (widget)));
}

static void
what_tells_programs_apart_comes_first (void **state)
{
  PrWindow *window = window_at (12);
  GtkWindow *dialog = settings_dialog_present (window, ACTION_DEVICE, "", 0);
  g_autoptr (GString) titles = g_string_new (NULL);

  assert_true (settings_dialog_set (dialog, "preset", "k9-pop3"));
  gui_test_each (GTK_WIDGET (dialog), collect_title, titles);
  assert_string_equal (titles->str, "POP3 General ");
  g_string_truncate (titles, 0);
  assert_true (settings_dialog_set (dialog, "preset", "geary"));
  gui_test_each (GTK_WIDGET (dialog), collect_title, titles);
  assert_string_equal (titles->str, "IMAP General ");
  gtk_window_destroy (dialog);
  gui_test_close (window);
}

static void
adds_and_removes_a_device (void **state)
{
  PrWindow *window = window_at (12);
  PrSession *session = pr_window_session (window);
  GtkWindow *dialog = settings_dialog_present (window, ACTION_DEVICE, "", 0);
  g_autofree char *taken = NULL;

  assert_true (settings_dialog_set (dialog, "preset", "thunderbird-imap"));
  assert_true (settings_dialog_set (dialog, "name", "laptop"));
  taken = settings_dialog_dup_action (dialog);
  assert_null (taken);
  assert_true (settings_dialog_set (dialog, "name", "tablet"));
  picture (window, dialog, "add");
  apply (window, dialog);
  assert_int_equal (last_action (window)->kind, ACTION_DEVICE);
  gui_test_act (window, "go-end", NULL);
  assert_non_null (world_find_device (pr_session_world (session, 0), "tablet"));
  assert_non_null (world_find_device (pr_session_world (session, 1), "tablet"));
  gui_test_act (window, "act", g_variant_new_string ("remove tablet"));
  assert_null (pr_window_error_text (window));
  gui_test_act (window, "act", g_variant_new_string ("device tablet account=ada protocol=pop3"));
  assert_null (pr_window_error_text (window));
  gui_test_act (window, "undo", NULL);
  gui_test_act (window, "undo", NULL);
  gui_test_act (window, "go-end", NULL);
  assert_non_null (world_find_device (pr_session_world (session, 0), "tablet"));
  gui_test_close (window);
}

static void
sets_an_account (void **state)
{
  PrWindow *window = window_at (12);
  GtkWindow *dialog = settings_dialog_present (window, ACTION_SET_ACCOUNT, "ada@kantor.example", 0);

  assert_true (settings_dialog_set (dialog, "quota", "20MB"));
  assert_true (settings_dialog_set (dialog, "pop", "now"));
  assert_true (settings_dialog_set (dialog, "imap", "off"));
  gui_test_each (GTK_WIDGET (dialog), check_name, NULL);
  picture (window, dialog, "account");
  apply (window, dialog);
  assert_last_line (window, "set account ada@kantor.example quota=20MB pop=now imap=off");
  gui_test_act (window, "undo", NULL);
  gui_test_close (window);
}

/* Dots, until somebody looks; the journal's line has it in clear, as journals do. */
static void
hides_a_password (void **state)
{
  PrWindow *window = window_at (12);
  GtkWindow *dialog = settings_dialog_present (window, ACTION_SET_ACCOUNT, "ada@kantor.example", 0);
  GtkWidget *password = gui_test_find (GTK_WIDGET (dialog), GTK_TYPE_PASSWORD_ENTRY);
  GtkWidget *text = gui_test_find (password, GTK_TYPE_TEXT);

  assert_string_equal (gtk_editable_get_text (GTK_EDITABLE (password)), "rahasia");
  assert_true (gtk_password_entry_get_show_peek_icon (GTK_PASSWORD_ENTRY (password)));
  assert_false (gtk_text_get_visibility (GTK_TEXT (text)));
  gtk_editable_set_text (GTK_EDITABLE (password), "mawar melati");
  apply (window, dialog);
  assert_last_line (window, "set account ada@kantor.example password=\"mawar melati\"");
  gui_test_close (window);
}

static void
sets_the_server (void **state)
{
  PrWindow *window = window_at (12);
  GtkWindow *dialog = settings_dialog_present (window, ACTION_SERVER, "", 0);

  assert_true (settings_dialog_set (dialog, "preset", "webmail"));
  assert_true (settings_dialog_set (dialog, "pop3-most", "10"));
  picture (window, dialog, "server");
  apply (window, dialog);
  assert_last_line (window, "server preset=webmail pop3-most=10");
  gui_test_act (window, "undo", NULL);
  gui_test_close (window);
}

static void
sets_a_link (void **state)
{
  PrWindow *window = window_at (12);
  GtkWindow *dialog = link_dialog_present (window, "phone", 0);
  g_autofree char *nothing = link_dialog_dup_action (dialog);

  assert_null (nothing);
  link_dialog_slide (dialog, "latency", 2);
  link_dialog_slide (dialog, "loss", 5);
  gui_test_each (GTK_WIDGET (dialog), check_name, NULL);
  picture (window, dialog, "link");
  apply (window, dialog);
  assert_last_line (window, "link phone latency=100ms bandwidth=6Mbit loss=5%");
  gui_test_act (window, "undo", NULL);
  dialog = link_dialog_present (window, "outside", 0);
  link_dialog_slide (dialog, "bandwidth", 5);
  apply (window, dialog);
  assert_int_equal (last_action (window)->link.bandwidth, 100000);
  gui_test_close (window);
}

/* Nobody reads "45ms" and "6Mbit" but in the journal. */
static void
tells_a_link_in_words (void **state)
{
  static const struct { LinkSettings settings; const char *words[3]; } links[] = {
    { { 45000, 6000000, 0, TRUE }, { "45 ms", "6 Mbit/s", "0%" } },
    { { 500, 256000, 5000, TRUE }, { "0.5 ms", "256 kbit/s", "0.5%" } },
    { { 3000000, 1000000000, 400000, TRUE }, { "3000 ms", "1 Gbit/s", "40%" } },
    { { 0, 0, 0, TRUE }, { "0 ms", "No limit", "0%" } },
  };
  static const char *const options[] = { "latency", "bandwidth", "loss" };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    for (guint k = 0; k < 3; k++)
      {
        g_autofree char *words = network_dup_value (&links[i].settings, options[k]);

        assert_string_equal (words, links[i].words[k]);
      }
}

/* What is not there has no dialog; nothing happens. */
static void
shows_nothing_of_what_is_not_there (void **state)
{
  PrWindow *window = window_at (12);

  assert_null (settings_dialog_present (window, ACTION_SET, "fax", 0));
  assert_null (settings_dialog_present (window, ACTION_SET_ACCOUNT, "zoe", 0));
  assert_null (link_dialog_present (window, "fax", 0));
  gui_test_act (window, "settings", g_variant_new ("(ssi)", "device", "fax", 0));
  gui_test_close (window);
}

/* Every option that a person can set is in a dialog, with its explanation. */
static void
every_option_is_shown (void **state)
{
  static const char *const others[] = { "protocol", "account", "console", "mail", NULL };
  const ActionSpec *spec = action_spec_get (ACTION_SET);

  for (guint i = 0; i < spec->n_options; i++)
    {
      const OptionSpec *option = &spec->options[i];

      assert_string_not_equal (option_help (ACTION_SET, option->name), "");
      if (!g_strv_contains (others, option->name))
        assert_true (settings_shows (ACTION_SET, option, PROTOCOL_POP3) || settings_shows (ACTION_SET, option, PROTOCOL_IMAP));
    }
}

static void
assert_choices_in_words (ActionKind kind)
{
  const ActionSpec *spec = action_spec_get (kind);

  for (guint i = 0; i < spec->n_options; i++)
    for (const char *const *word = spec->options[i].choices; word != NULL && *word != NULL; word++)
      if (settings_shows (kind, &spec->options[i], option_protocol (kind, spec->options[i].name)))
        {
          g_autofree char *words = choice_dup_words (&spec->options[i], *word);

          if (words == NULL)
            fail_msg ("%s=%s has no words", spec->options[i].name, *word);
        }
}

/* Nobody chooses from the journal's own words. */
static void
choices_are_in_words (void **state)
{
  PrWindow *window = window_at (12);
  GtkWindow *dialog = settings_dialog_present (window, ACTION_SERVER, "", 0);
  g_autofree char *line = NULL;

  assert_choices_in_words (ACTION_SET);
  assert_choices_in_words (ACTION_SERVER);
  assert_choices_in_words (ACTION_SET_ACCOUNT);
  assert_true (settings_dialog_set (dialog, "uidl", "none"));
  assert_true (settings_dialog_set (dialog, "certificate", "expired"));
  line = settings_dialog_dup_action (dialog);
  assert_string_equal (line, "server certificate=expired uidl=none");
  gtk_window_destroy (dialog);
  gui_test_close (window);
}

static gboolean
has_target (GMenuModel *menu, const char *start)
{
  static const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };
  gboolean found = FALSE;

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GVariant) target = g_menu_model_get_item_attribute_value (menu, i, G_MENU_ATTRIBUTE_TARGET, NULL);
      g_autofree char *text = target != NULL ? g_variant_print (target, FALSE) : g_strdup ("");

      found = found || strstr (text, start) != NULL;
      for (guint k = 0; k < 2; k++)
        {
          g_autoptr (GMenuModel) below = g_menu_model_get_item_link (menu, i, links[k]);

          found = found || (below != NULL && has_target (below, start));
        }
    }
  return found;
}

/* Whatever a person can do is in a menu, and so reached by the menu key, too. */
static void
menus_hold_everything (void **state)
{
  static const char *const of_device[] = { "check", "offline", "cut ", "'link'", "'device'", "remove", " read ", " flag ",
                                           " delete ", " move ", "reply", " purge", "('laptop',)" };
  static const char *const of_server[] = { "'account'", "'server'", "'add'", "server down", "server restart" };
  static const char *const of_outside[] = { "('',)", "'link'", "'add'", "link 'outside'" };
  PrWindow *window = window_at (8);
  PrSession *session = pr_window_session (window);
  const World *world = pr_session_world (session, 1);
  const Journal *journal = pr_session_journal (session);
  g_autoptr (PlaceView) device = place_view_new_device (journal, world, world_find_device (world, "laptop"));
  g_autoptr (PlaceView) server = place_view_new_server (journal, world, pr_session_copies (session, 1));
  g_autoptr (PlaceView) outside = place_view_new_outside (journal, world);
  g_autoptr (GMenu) at_device = card_menu_new (device, NULL), at_server = card_menu_new (server, NULL);
  g_autoptr (GMenu) at_outside = card_menu_new (outside, NULL), at_link = link_menu_new (device);

  for (guint i = 0; i < G_N_ELEMENTS (of_device); i++)
    assert_true (has_target (G_MENU_MODEL (at_device), of_device[i]));
  for (guint i = 0; i < G_N_ELEMENTS (of_server); i++)
    assert_true (has_target (G_MENU_MODEL (at_server), of_server[i]));
  for (guint i = 0; i < G_N_ELEMENTS (of_outside); i++)
    assert_true (has_target (G_MENU_MODEL (at_outside), of_outside[i]));
  assert_true (has_target (G_MENU_MODEL (at_link), "'link'"));
  gui_test_close (window);
}

/* Twelve of them: no link goes under a card. */
static void
holds_twelve_devices (void **state)
{
  PrWindow *window = window_at (12);
  PrSession *session = pr_window_session (window);

  for (guint i = 3; i <= 12; i++)
    {
      g_autofree char *line = g_strdup_printf ("device pc%u account=ada protocol=%s", i, i % 2 == 0 ? "pop3" : "imap");

      gui_test_act (window, "act", g_variant_new_string (line));
      assert_null (pr_window_error_text (window));
    }
  gui_test_act (window, "step-by", g_variant_new_int32 (STEP_SEGMENT + 1));
  pr_session_seek (session, pr_session_time (session) + 30 * G_TIME_SPAN_SECOND);
  picture (window, GTK_WINDOW (window), "twelve");
  gui_test_settle (window);
  gui_test_act (window, "act", g_variant_new_string ("remove pc5"));
  assert_null (pr_window_error_text (window));
  gui_test_act (window, "step-forward", NULL);
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (sets_a_device),
    cmocka_unit_test (sets_a_preset),
    cmocka_unit_test (what_tells_programs_apart_comes_first),
    cmocka_unit_test (adds_and_removes_a_device),
    cmocka_unit_test (sets_an_account),
    cmocka_unit_test (hides_a_password),
    cmocka_unit_test (sets_the_server),
    cmocka_unit_test (sets_a_link),
    cmocka_unit_test (tells_a_link_in_words),
    cmocka_unit_test (shows_nothing_of_what_is_not_there),
    cmocka_unit_test (every_option_is_shown),
    cmocka_unit_test (choices_are_in_words),
    cmocka_unit_test (menus_hold_everything),
    cmocka_unit_test (holds_twelve_devices),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
