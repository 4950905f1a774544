/* A robot that does to the window what people do, by a fixed seed: no warning, and the journal that comes of it lives
 * the same worlds again. */
#include "gui-test.h"

#include "stage/card-menu.h"

#define DEEDS 100
#define LONG_DEEDS 4000 /* with POSTROOM_TEST_LONG: some twenty minutes of clicking */

static guint32 chance;

/* Numerical Recipes' generator: the robot does the same in every run. */
static guint
draw (guint below)
{
  chance = chance * 1664525u + 1013904223u;
  return (chance >> 8) % below;
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
  gui_test_act (window, "act", g_variant_new_string (g_ptr_array_index (targets, draw (targets->len))));
  assert_null (pr_window_error_text (window));
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

  gui_test_act (window, "play", NULL);
  for (guint i = draw (60); i > 0; i--)
    pr_session_advance (session, 16667);
  pr_session_set_playing (session, FALSE);
}

static void
do_something (PrWindow *window)
{
  PrSession *session = pr_window_session (window);

  switch (draw (8))
    {
    case 0:
      seek_somewhere (session);
      break;
    case 1:
      gui_test_act (window, "step-forward", NULL);
      break;
    case 2:
      gui_test_act (window, "step-back", NULL);
      break;
    case 3:
      gui_test_act (window, "unit", g_variant_new_int32 (STEP_SEGMENT + (int) draw (5)));
      break;
    case 4:
      gui_test_act (window, "page", g_variant_new_string (draw (2) == 0 ? "stage" : "compare"));
      break;
    case 5:
      gui_test_act (window, "world", g_variant_new_int32 ((int) draw (2)));
      break;
    case 6:
      play_for_a_while (window);
      break;
    default:
      if (draw (4) == 0 && pr_session_can_undo (session))
        gui_test_act (window, "undo", NULL);
      else
        act_somewhere (window);
    }
}

static void
robot_leaves_a_journal_that_lives_again (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autofree char *text = NULL;
  g_autoptr (Journal) again = NULL;
  g_autoptr (Playback) playback = NULL;
  g_autoptr (GError) error = NULL;
  const char *seed = g_getenv ("POSTROOM_TEST_SEED"), *is_long = g_getenv ("POSTROOM_TEST_LONG");
  guint deeds = is_long != NULL && *is_long != '\0' ? LONG_DEEDS : DEEDS;

  chance = seed != NULL ? (guint32) g_ascii_strtoull (seed, NULL, 10) : 7;
  for (guint i = 0; i < deeds; i++)
    do_something (window);

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
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (robot_leaves_a_journal_that_lives_again),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
