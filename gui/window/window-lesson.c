/* Lessons in the window: opening one, its commands, and what it points at. */
#include <glib/gi18n.h>
#include <string.h>

#include "console/console.h"
#include "lesson-catalog.h"
#include "lesson-show.h"
#include "lesson/lesson-keeper.h"
#include "lesson/lesson-notes.h"
#include "lesson/lesson-panel.h"
#include "window/window.h"

#define NEXT "lesson-next" /* what is opened once nothing would be lost */
#define PANEL "lesson-panel"

static PrLessonPlayer *
player_of (gpointer data)
{
  return pr_window_lesson (PR_WINDOW (data));
}

static void
tell_trouble (PrWindow *window)
{
  g_autofree char *trouble = lesson_keeper_steal_trouble ();

  if (trouble != NULL)
    pr_window_error (window, trouble);
}

gboolean
window_open_lesson (PrWindow *window, const char *name, gboolean from_start)
{
  g_autoptr (GError) error = NULL;
  Lesson *lesson = lesson_catalog_open (name, g_get_language_names (), &error);

  if (lesson == NULL)
    {
      pr_window_error (window, error->message);
      return FALSE;
    }
  pr_window_clear_messages (window);
  pr_lesson_player_open (player_of (window), lesson, from_start);
  pr_window_set_page (window, pr_session_n_worlds (pr_window_session (window)) > 1 ? "compare" : "stage");
  tell_trouble (window);
  return TRUE;
}

static void
open_next (PrWindow *window)
{
  window_open_lesson (window, g_object_get_data (G_OBJECT (window), NEXT), FALSE);
}

static void
on_open_lesson (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_object_set_data_full (data, NEXT, g_variant_dup_string (parameter, NULL), g_free);
  window_before_loss (data, open_next);
}

static void
on_restart (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const Lesson *lesson = pr_lesson_player_lesson (player_of (data));
  g_autofree char *name = NULL;

  if (lesson == NULL)
    return;
  name = g_strdup (strchr (lesson->path, '/') != NULL && lesson_catalog_text (lesson->name, lesson->language) == NULL
                   ? lesson->path : lesson->name);
  window_open_lesson (data, name, TRUE);
}

static void
on_next (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_lesson_player_next (player_of (data));
}

static void
on_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_lesson_player_back (player_of (data));
}

static void
on_answer (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (g_variant_get_int32 (parameter) >= 0)
    pr_lesson_player_answer (player_of (data), (guint) g_variant_get_int32 (parameter));
}

static void
on_hint (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_lesson_player_hint (player_of (data));
}

static void
on_solve (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_lesson_player_solve (player_of (data));
}

static void
on_explore (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_lesson_player_explore (player_of (data));
}

static void
on_return (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_lesson_player_return (player_of (data));
}

static void
on_point (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_lesson_player_point (player_of (data), (guint) g_variant_get_int32 (parameter));
}

static void
on_notes (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (pr_lesson_player_lesson (player_of (data)) != NULL)
    lesson_notes_present (GTK_WINDOW (data), player_of (data));
}

static void
on_explain (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GVariant) state = g_action_get_state (G_ACTION (action));
  gboolean explains = !g_variant_get_boolean (state);

  g_simple_action_set_state (action, g_variant_new_boolean (explains));
  pr_window_set_explains (data, explains);
}

/* A line of a conversation: its world, and the event. */
static void
on_show_line (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PrSession *session = pr_window_session (data);
  int world;
  guint32 event;

  g_variant_get (parameter, "(iu)", &world, &event);
  if (world < 0 || (guint) world >= pr_session_n_worlds (session) || event == 0
      || event > trace_length (pr_session_trace (session, (guint) world)))
    return;
  pr_session_set_focus (session, (guint) world);
  pr_session_seek_event (session, (guint) world, event);
  pr_window_set_page (data, "conversation");
  pr_session_select (session, event);
}

/* The last line up to now that the block means, 0. */
static guint32
find_line (PrSession *session, guint world, const LessonBlock *show)
{
  const Timeline *timeline = pr_session_timeline (session, world);

  for (guint32 id = timeline_position (timeline); id > 0; id--)
    if (lesson_show_means_line (show, timeline, trace_event (timeline_trace (timeline), id)))
      return id;
  return 0;
}

/* At the device that the task names, in the language that it is about. */
static void
open_console (PrWindow *window, const LessonBlock *task)
{
  static const struct { const char *name; Protocol protocol; } protocols[] = {
    { "pop3", PROTOCOL_POP3 }, { "imap", PROTOCOL_IMAP }, { "smtp", PROTOCOL_SMTP }, { "submission", PROTOCOL_SUBMISSION },
  };
  PrSession *session = pr_window_session (window);
  const World *world = pr_session_world (session, pr_session_focus (session));
  const Device *device = world_find_device (world, task->console);

  pr_window_set_page (window, "console");
  for (guint i = 0; device != NULL && i < world->host->stores->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (protocols); k++)
      if (((const MailStore *) world->host->stores->pdata[i])->id == device->account
          && g_strcmp0 (protocols[k].name, task->protocol) == 0)
        pr_console_choose (pr_window_console (window), i, protocols[k].protocol);
}

/* The world that is meant, and in it the line; of several worlds first that which is looked at. */
static void
point_at (PrSession *session, const LessonBlock *show)
{
  guint n = pr_session_n_worlds (session), first = pr_session_focus (session);
  gboolean seeks = show->show_line != NULL || show->console != NULL;

  for (guint i = 0; i < n; i++)
    {
      guint world = (first + i) % n;
      gboolean is_meant = lesson_show_means_world (show, pr_session_timeline (session, world));
      guint32 event = seeks && is_meant ? find_line (session, world, show) : 0;

      if (!is_meant || (event == 0 && show->variant == NULL))
        continue;
      pr_session_set_focus (session, world);
      if (event != 0)
        pr_session_select (session, event);
      return;
    }
}

static void
on_pointed (PrLessonPlayer *player, gpointer pointer, gpointer data)
{
  const LessonBlock *block = pointer;

  if (block->page != NULL)
    pr_window_set_page (data, block->page);
  if (block->tab != NULL)
    pr_window_set_page (data, block->tab);
  if (block->kind == LESSON_TASK)
    open_console (data, block);
  else
    point_at (pr_window_session (data), block);
}

void
window_update_lesson_actions (PrWindow *window)
{
  PrLessonPlayer *player = player_of (window);
  const LessonRun *run = player != NULL ? pr_lesson_player_run (player) : NULL;
  const LessonBlock *open = run != NULL ? lesson_run_open (run) : NULL;
  gboolean playing = pr_session_playing (pr_window_session (window)), task = open != NULL && open->kind == LESSON_TASK;

  window_enable_action (window, "lesson-next", run != NULL && (playing || pr_lesson_player_can_next (player)));
  window_enable_action (window, "lesson-back", run != NULL && lesson_run_step (run) > 0);
  window_enable_action (window, "lesson-answer", open != NULL && open->kind == LESSON_PREDICT);
  window_enable_action (window, "lesson-hint", task && lesson_run_n_hints (run) < open->hints->len);
  window_enable_action (window, "lesson-solve", task);
  window_enable_action (window, "lesson-explore", run != NULL && open == NULL && !lesson_run_is_exploring (run));
  window_enable_action (window, "lesson-return", run != NULL && lesson_run_is_exploring (run));
  window_enable_action (window, "lesson-notes", run != NULL);
  window_enable_action (window, "lesson-restart", run != NULL);
  window_enable_action (window, "lesson-point", run != NULL);
}

static PrLessonPanel *
panel_of (PrWindow *window)
{
  return PR_LESSON_PANEL (g_object_get_data (G_OBJECT (window), PANEL));
}

gboolean
window_choose_answer (PrWindow *window, guint choice)
{
  return pr_lesson_panel_choose (panel_of (window), choice);
}

static void
tell_what_is_awaited (PrWindow *window)
{
  const LessonBlock *open = lesson_run_open (pr_lesson_player_run (player_of (window)));

  if (open != NULL)
    pr_window_toast (window, open->kind == LESSON_PREDICT ? _("First an answer: its number is its key")
                                                          : _("First the task: the lesson goes on when it is done"), NULL, NULL);
}

void
window_turn_lesson (PrWindow *window, gboolean forward)
{
  PrLessonPlayer *player = player_of (window);
  int chosen = pr_lesson_panel_chosen (panel_of (window));

  if (!pr_session_playing (pr_window_session (window)) && pr_lesson_panel_turn (panel_of (window), forward))
    return;
  if (!forward)
    pr_lesson_player_back (player);
  else if (pr_lesson_player_can_go_on (player))
    pr_lesson_player_next (player);
  else if (chosen >= 0)
    pr_lesson_player_answer (player, (guint) chosen);
  else
    tell_what_is_awaited (window);
}

PrLessonPlayer *
window_new_lesson (PrWindow *window, GtkBox *area)
{
  static const GActionEntry entries[] = {
    { "open-lesson", on_open_lesson, "s", NULL, NULL, { 0 } },
    { "lesson-next", on_next, NULL, NULL, NULL, { 0 } },
    { "lesson-back", on_back, NULL, NULL, NULL, { 0 } },
    { "lesson-answer", on_answer, "i", NULL, NULL, { 0 } },
    { "lesson-hint", on_hint, NULL, NULL, NULL, { 0 } },
    { "lesson-solve", on_solve, NULL, NULL, NULL, { 0 } },
    { "lesson-explore", on_explore, NULL, NULL, NULL, { 0 } },
    { "lesson-return", on_return, NULL, NULL, NULL, { 0 } },
    { "lesson-point", on_point, "i", NULL, NULL, { 0 } },
    { "lesson-notes", on_notes, NULL, NULL, NULL, { 0 } },
    { "lesson-restart", on_restart, NULL, NULL, NULL, { 0 } },
    { "lesson-explain", on_explain, NULL, "false", NULL, { 0 } },
    { "show-line", on_show_line, "(iu)", NULL, NULL, { 0 } },
  };
  PrLessonPlayer *player = pr_lesson_player_new (pr_window_session (window));
  GtkWidget *panel = pr_lesson_panel_new (pr_window_session (window), player);

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  gtk_box_append (area, panel);
  g_object_set_data (G_OBJECT (window), PANEL, panel);
  g_signal_connect_object (player, "pointed", G_CALLBACK (on_pointed), window, 0);
  return player;
}
