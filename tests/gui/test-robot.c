/* A robot that does to the window what people do, by a fixed seed: no warning, the journal that comes of it lives the same
 * worlds again, and nothing of a window is left when it has been closed. */
#include "gui-test.h"

#include "console/console.h"
#include "conversation/conversation.h"
#include "dialogs/dialog-frame.h"
#include "stage/card-menu.h"
#include "window/presenter.h"

#define DEEDS 60 /* in a round, which begins with a window and ends with none */
/* With POSTROOM_TEST_LONG rounds go on for twenty minutes, or as many as it says, through all journals; otherwise there is
 * one. */
#define LONG_MINUTES 20

static guint32 chance;

/* Numerical Recipes' generator: the robot does the same in every run. */
static guint
draw (guint below)
{
  chance = chance * 1664525u + 1013904223u;
  return (chance >> 8) % below;
}

static void
assert_no_error (PrWindow *window)
{
  const char *text = pr_window_error_text (window);

  if (text != NULL)
    fail_msg ("%s", text);
}

static void
collect (GMenuModel *menu, GPtrArray *targets)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      static const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };
      char *target;

      for (guint k = 0; k < 2; k++)
        {
          g_autoptr (GMenuModel) below = g_menu_model_get_item_link (menu, i, links[k]);

          if (below != NULL)
            collect (below, targets);
        }
      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_TARGET, "s", &target))
        g_ptr_array_add (targets, target);
    }
}

static void
act_somewhere (PrWindow *window)
{
  PrSession *session = pr_window_session (window);
  const World *world = pr_session_world (session, draw (pr_session_n_worlds (session)));
  const Device *device = g_ptr_array_index (world->devices, draw (world->devices->len));
  g_autoptr (PlaceView) view = place_view_new_device (pr_session_journal (session), world, device);
  g_autoptr (GMenu) menu = card_menu_new (view, NULL);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);

  collect (G_MENU_MODEL (menu), targets);
  if (targets->len == 0)
    return;
  gui_test_act (window, "act", g_variant_new_string (g_ptr_array_index (targets, draw (targets->len))));
  assert_no_error (window);
}

static void
seek_somewhere (PrSession *session)
{
  gint64 span = pr_session_end (session) - pr_session_start (session);

  pr_session_seek (session, pr_session_start (session) + span / 1000 * draw (1001));
}

static void
play_for_a_while (PrWindow *window)
{
  PrSession *session = pr_window_session (window);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.play", NULL); /* no frame may come in between: how many is chance */
  for (guint i = draw (60); i > 0; i--)
    pr_session_advance (session, 16667);
  pr_session_set_playing (session, FALSE);
}

static void
walk_in_time (PrWindow *window)
{
  static const char *const ways[] = { "step-forward", "step-back", "go-start", "go-end" };
  PrSession *session = pr_window_session (window);

  switch (draw (5))
    {
    case 0:
      seek_somewhere (session);
      break;
    case 1:
      gui_test_act (window, "unit", g_variant_new_int32 (STEP_SEGMENT + (int) draw (5)));
      break;
    case 2:
      gui_test_act (window, "branch", g_variant_new_int32 ((int) draw (journal_n_branches (pr_session_journal (session)))));
      break;
    case 3:
      play_for_a_while (window);
      break;
    default:
      gui_test_act (window, ways[draw (G_N_ELEMENTS (ways))], NULL);
    }
}

static void
look_elsewhere (PrWindow *window)
{
  /* The pages that measure take seconds to come up: they come up less often. */
  static const char *const pages[] = { "stage", "compare", "conversation", "copies", "packets", "traffic", "console" };
  static const char *const aside[] = { "start", "claims", "advise", "explain" };

  if (draw (8) == 0)
    {
      gui_test_act (window, "page", g_variant_new_string (aside[draw (G_N_ELEMENTS (aside))]));
      gui_test_act (window, "page", g_variant_new_string ("stage"));
    }
  gui_test_act (window, "page", g_variant_new_string (pages[draw (G_N_ELEMENTS (pages))]));
  gui_test_act (window, "world", g_variant_new_int32 ((int) draw (pr_session_n_worlds (pr_window_session (window)))));
}

static void
look_otherwise (PrWindow *window)
{
  static const char *const schemes[] = { "light", "dark", "system" };
  static const char *const zooms[] = { "zoom-in", "zoom-out", "zoom-normal" };

  switch (draw (4))
    {
    case 0:
      gui_test_act (window, "scheme", g_variant_new_string (schemes[draw (3)]));
      break;
    case 1:
      gui_test_act (window, zooms[draw (3)], NULL);
      break;
    case 2:
      g_action_group_change_action_state (G_ACTION_GROUP (window), "contrast", g_variant_new_boolean (draw (2) == 0));
      break;
    default:
      gui_test_act (window, "copy", NULL);
    }
}

static void
present_for_a_while (PrWindow *window)
{
  static const guint keys[] = { GDK_KEY_Page_Down, GDK_KEY_Page_Down, GDK_KEY_Page_Up, GDK_KEY_period, GDK_KEY_b, GDK_KEY_Tab };

  gui_test_act (window, "present", NULL);
  for (guint i = draw (8); i > 0; i--)
    {
      window_present_key (window, keys[draw (G_N_ELEMENTS (keys))], 0);
      gui_test_settle (window);
    }
  if (pr_presenter_active (PR_PRESENTER (pr_window_presenter (window))))
    gui_test_act (window, "present", NULL);
}

/* The dialog that was opened last; NULL. */
static GtkWindow *
open_dialog (PrWindow *window)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (windows); i > 0; i--)
    {
      g_autoptr (GtkWindow) found = g_list_model_get_item (windows, i - 1);

      if (gtk_window_get_transient_for (found) == GTK_WINDOW (window))
        return found;
    }
  return NULL;
}

static void
fiddle (GtkWidget *widget, gpointer data)
{
  if (draw (12) != 0 || !gtk_widget_is_sensitive (widget))
    return;
  if (GTK_IS_SWITCH (widget))
    gtk_switch_set_active (GTK_SWITCH (widget), draw (2) == 0);
  else if (GTK_IS_DROP_DOWN (widget))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (widget), draw (g_list_model_get_n_items (gtk_drop_down_get_model (
                                                          GTK_DROP_DOWN (widget)))));
  else if (GTK_IS_SPIN_BUTTON (widget))
    gtk_spin_button_spin (GTK_SPIN_BUTTON (widget), draw (2) == 0 ? GTK_SPIN_STEP_FORWARD : GTK_SPIN_STEP_BACKWARD, 1);
  else if (GTK_IS_RANGE (widget) && !GTK_IS_SCROLLBAR (widget))
    gtk_range_set_value (GTK_RANGE (widget), gtk_adjustment_get_upper (gtk_range_get_adjustment (GTK_RANGE (widget)))
                                               * draw (100) / 100);
  else if (GTK_IS_ENTRY (widget) || GTK_IS_PASSWORD_ENTRY (widget))
    gtk_editable_set_text (GTK_EDITABLE (widget), draw (2) == 0 ? "10" : "ada@kantor.example");
}

/* Whatever the dialog makes of it, it says so before: its button is dull when nothing can come of it. */
static void
use_dialog (PrWindow *window)
{
  static const char *const kinds[] = { "device", "account", "server", "link", "add" };
  PrSession *session = pr_window_session (window);
  const World *world = pr_session_world (session, 0);
  const Device *device = g_ptr_array_index (world->devices, draw (world->devices->len));
  const char *kind = kinds[draw (G_N_ELEMENTS (kinds))];
  const char *name = g_str_equal (kind, "device") || g_str_equal (kind, "link") ? device->name
                     : g_str_equal (kind, "account") ? ((const MailStore *) world->host->stores->pdata[0])->user : "";
  GtkWindow *dialog;

  if (device->removed)
    return;
  if (draw (4) == 0)
    gui_test_act (window, "letter", g_variant_new ("(s)", draw (3) == 0 ? "" : device->name));
  else
    gui_test_act (window, "settings", g_variant_new ("(ssi)", kind, name, 0));
  dialog = open_dialog (window);
  if (dialog == NULL)
    return;
  gui_test_each (GTK_WIDGET (dialog), fiddle, NULL);
  gui_test_settle (window);
  if (draw (3) > 0 && gtk_window_get_default_widget (dialog) != NULL
      && gtk_widget_is_sensitive (gtk_window_get_default_widget (dialog)))
    g_signal_emit_by_name (gtk_window_get_default_widget (dialog), "clicked");
  else
    gtk_window_close (dialog);
  gui_test_settle (window);
  while ((dialog = open_dialog (window)) != NULL)
    {
      gtk_window_destroy (dialog);
      gui_test_settle (window);
    }
}

static void
speak (PrWindow *window)
{
  static const char *const lines[] = {
    "USER ada", "PASS rahasia", "STAT", "LIST", "UIDL", "RETR 1", "DELE 1", "RSET", "QUIT", "a LOGIN ada rahasia",
    "b SELECT INBOX", "c FETCH 1:* (FLAGS)", "d STORE 1 +FLAGS (\\Deleted)", "e EXPUNGE", "f IDLE", "DONE", "g LOGOUT",
    "EHLO me", "MAIL FROM:<a@b.example>", "RCPT TO:<ada@kantor.example>", "DATA", ".", "NOOP", "RETR 999999999999", "\"",
    "h APPEND INBOX {5}", "hello", "i SEARCH {3}", "é", "x", "",
  };
  static const Protocol protocols[] = { PROTOCOL_POP3, PROTOCOL_IMAP, PROTOCOL_SMTP };
  PrConsole *console;

  gui_test_act (window, "page", g_variant_new_string ("console"));
  console = PR_CONSOLE (gui_test_find (GTK_WIDGET (window), PR_TYPE_CONSOLE));
  if (draw (3) == 0)
    pr_console_choose (console, 0, protocols[draw (3)]);
  for (guint i = 1 + draw (4); i > 0; i--)
    {
      gtk_editable_set_text (GTK_EDITABLE (pr_console_entry (console)), lines[draw (G_N_ELEMENTS (lines))]);
      pr_console_complete (console);
      pr_console_recall (console, draw (2) == 0 ? -1 : 1);
      g_signal_emit_by_name (pr_console_entry (console), "activate");
      gui_test_settle (window);
    }
}

static void
press_in_console (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_is_sensitive (widget) && draw (6) == 0)
    g_signal_emit_by_name (widget, "clicked");
}

static void
read_lines (PrWindow *window)
{
  PrSession *session = pr_window_session (window);
  const TraceIndex *index = pr_session_index (session, pr_session_focus (session));

  gui_test_act (window, "page", g_variant_new_string ("conversation"));
  if (index->rows->len > 0)
    pr_session_select (session, g_array_index (index->rows, guint32, draw (index->rows->len)));
  gui_test_settle (window);
}

/* GTK 4.8 loses the popover of a drop-down when its window goes while it is open. */
static void
close_menu (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_POPOVER (widget))
    gtk_popover_popdown (GTK_POPOVER (widget));
}

static void
do_something (PrWindow *window)
{
  switch (draw (12))
    {
    case 0:
    case 1:
    case 2:
      walk_in_time (window);
      break;
    case 3:
      look_elsewhere (window);
      break;
    case 4:
      look_otherwise (window);
      break;
    case 5:
      present_for_a_while (window);
      break;
    case 6:
      use_dialog (window);
      break;
    case 7:
      speak (window);
      break;
    case 8:
      gui_test_each (gui_test_find (GTK_WIDGET (window), PR_TYPE_CONSOLE), press_in_console, NULL);
      gui_test_settle (window);
      break;
    case 9:
      read_lines (window);
      break;
    default:
      if (draw (4) == 0 && pr_session_can_undo (pr_window_session (window)))
        gui_test_act (window, "undo", NULL);
      else
        act_somewhere (window);
    }
}

static void
assert_lives_again (PrWindow *window)
{
  PrSession *session = pr_window_session (window);
  g_autofree char *text = NULL;
  g_autoptr (Journal) again = NULL;
  g_autoptr (Playback) playback = NULL;
  g_autoptr (GError) error = NULL;

  pr_session_seek (session, pr_session_end (session));
  text = journal_to_text (pr_session_journal (session));
  again = journal_parse (text, -1, "robot.postroom", &error);
  g_assert_no_error (error);
  playback = playback_new (again, timeline_branch (pr_session_timeline (session, 0)));
  playback_seek_time (playback, pr_session_time (session));
  for (guint i = 0; i < pr_session_n_worlds (session); i++)
    {
      g_autofree char *lived = world_digest (pr_session_world (session, i));
      g_autofree char *relived = world_digest (timeline_world (playback_timeline (playback, i)));

      assert_string_equal (relived, lived);
    }
}

static void
on_gone (gpointer data, GObject *where)
{
  g_hash_table_remove (data, where);
}

static void
watch_one (GHashTable *left, gpointer object)
{
  g_hash_table_insert (left, object, (gpointer) G_OBJECT_TYPE_NAME (object));
  g_object_weak_ref (object, on_gone, left);
}

static void
watch_all (GtkWidget *below, GHashTable *left)
{
  /* Of GTK's own, some outlive a window with GTK 4.8: its tooltip, an open menu, what the pointer rested on. */
  if (g_str_has_prefix (G_OBJECT_TYPE_NAME (below), "Pr"))
    watch_one (left, below);
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    watch_all (child, left);
}

/* A widget that somebody has forgotten to let go of stays for ever, and its session and worlds with it. */
static void
assert_nothing_stays (PrWindow *window)
{
  GHashTable *left = g_hash_table_new (NULL, NULL); /* object → name of its type */
  GHashTableIter iter;
  gpointer name;

  watch_all (GTK_WIDGET (window), left);
  watch_one (left, pr_window_session (window));
  gui_test_close (window);
  for (guint i = 0; i < 50 && g_hash_table_size (left) > 0; i++)
    {
      g_usleep (20000);
      while (g_main_context_pending (NULL))
        g_main_context_iteration (NULL, FALSE);
    }
  g_hash_table_iter_init (&iter, left);
  while (g_hash_table_iter_next (&iter, NULL, &name))
    print_error ("left over: %s\n", (const char *) name);
  assert_int_equal (g_hash_table_size (left), 0);
  assert_int_equal (g_list_model_get_n_items (gtk_window_get_toplevels ()), 0);
  g_hash_table_unref (left);
}

static void
one_round (const char *journal, gboolean animated)
{
  PrWindow *window;

  /* Without motion nothing depends on how fast the machine is: such a round is the same again. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", animated, NULL);
  window = pr_window_new (NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 800);
  assert_true (pr_window_open (window, journal));
  gtk_window_present (GTK_WINDOW (window));
  gui_test_settle (window);
  for (guint i = 0; i < DEEDS; i++)
    {
      do_something (window);
      gui_test_each (GTK_WIDGET (window), close_menu, NULL);
    }
  assert_lives_again (window);
  assert_nothing_stays (window);
}

static void
robot_leaves_a_journal_that_lives_again (void **state)
{
  const char *seed = g_getenv ("POSTROOM_TEST_SEED"), *is_long = g_getenv ("POSTROOM_TEST_LONG");
  g_autofree char *folder = g_path_get_dirname (g_getenv ("POSTROOM_TEST_JOURNAL"));
  guint64 told = is_long != NULL ? g_ascii_strtoull (is_long, NULL, 10) : 0;
  gint64 minutes = told > 0 ? (gint64) told : is_long != NULL && *is_long != '\0' ? LONG_MINUTES : 0;
  gint64 until = g_get_monotonic_time () + minutes * G_TIME_SPAN_MINUTE;
  guint32 first = seed != NULL ? (guint32) g_ascii_strtoull (seed, NULL, 10) : 7;
  g_autoptr (GDir) journals = NULL;
  const char *name = NULL;

  chance = first;
  one_round (g_getenv ("POSTROOM_TEST_JOURNAL"), FALSE);
  for (guint round = 1; g_get_monotonic_time () < until; round++)
    {
      g_autofree char *path = NULL;

      if (name == NULL)
        {
          g_clear_pointer (&journals, g_dir_close);
          journals = g_dir_open (folder, 0, NULL);
        }
      name = g_dir_read_name (journals);
      if (name == NULL || !g_str_has_suffix (name, ".postroom"))
        continue;
      /* What to set the seed to for this round to be the first. */
      chance = first + round;
      path = g_build_filename (folder, name, NULL);
      print_message ("round %u: %s, seed %u\n", round, name, chance);
      one_round (path, round % 2 == 1);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (robot_leaves_a_journal_that_lives_again),
  };

  gui_test_init ();
  /* GTK 4.8 warns of a selection in an entry that blinks, when the focus came to it before the selection. */
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, NULL);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
