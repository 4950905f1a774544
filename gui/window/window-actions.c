#include <glib/gi18n.h>

#include "dialogs/link-dialog.h"
#include "dialogs/settings-dialog.h"
#include "stage/letter-dialog.h"
#include "window/theme.h"
#include "window/window.h"

static PrSession *
session_of (gpointer data)
{
  return pr_window_session (PR_WINDOW (data));
}

static void
on_play (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_session_set_playing (session_of (data), !pr_session_playing (session_of (data)));
}

static void
on_step_forward (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_session_step (session_of (data), pr_session_unit (session_of (data)), TRUE);
}

static void
on_step_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_session_step (session_of (data), pr_session_unit (session_of (data)), FALSE);
}

/* By a unit named by its number, backwards when negative: for keys. Units count from 1 here. */
static void
on_step_by (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  int unit = g_variant_get_int32 (parameter);

  pr_session_step (session_of (data), (StepUnit) (ABS (unit) - 1), unit > 0);
}

static void
on_start (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_session_set_playing (session_of (data), FALSE);
  pr_session_seek (session_of (data), pr_session_start (session_of (data)));
}

static void
on_end (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_session_set_playing (session_of (data), FALSE);
  pr_session_seek (session_of (data), pr_session_end (session_of (data)));
}

static void
on_unit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_session_set_unit (session_of (data), (StepUnit) g_variant_get_int32 (parameter));
  g_simple_action_set_state (action, parameter);
}

static void
on_speed (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_session_set_speed (session_of (data), g_variant_get_double (parameter));
}

static void
on_world (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_session_set_focus (session_of (data), (guint) g_variant_get_int32 (parameter));
}

static void
on_branch (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_session_set_branch (session_of (data), (guint) g_variant_get_int32 (parameter));
}

static void
on_go_to (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (!pr_window_is_aside (data))
    pr_window_ask_where (data);
}

static void
on_compare_branch (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  int branch = g_variant_get_int32 (parameter);

  pr_session_compare_branch (session_of (data), branch);
  pr_window_set_page (data, branch >= 0 ? "compare" : "stage");
}

static void
on_next_world (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PrSession *session = session_of (data);

  pr_session_set_focus (session, (pr_session_focus (session) + 1) % MAX (pr_session_n_worlds (session), 1));
}

static void
on_show_page (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  pr_window_set_page (PR_WINDOW (data), g_variant_get_string (parameter, NULL));
}

/* world: G_MAXUINT for all. */
static void
act (PrWindow *window, const char *text, guint world)
{
  PrSession *session = pr_window_session (window);
  g_autoptr (GError) error = NULL;
  g_autofree char *time = NULL, *done = NULL, *message = NULL;

  if (pr_session_n_worlds (session) == 0)
    return;
  pr_session_set_playing (session, FALSE);
  if (!pr_session_act_in (session, text, world, &error))
    {
      pr_window_error (window, error->message);
      return;
    }
  done = action_to_shown_text (journal_action (pr_session_journal (session),
                                               journal_n_actions (pr_session_journal (session)) - 1));
  time = journal_format_time (pr_session_journal (session), pr_session_time (session), 3);
  message = g_strdup_printf (_("In the journal: at %s %s"), time, done);
  pr_window_toast (window, message, pr_session_undoes_one (session) ? _("Undo") : NULL, "win.undo");
  /* In a lesson's task what was done is seen to happen. */
  if (pr_session_is_guided (session) && pr_session_time (session) < pr_session_end (session))
    pr_session_set_playing (session, TRUE);
}

static void
on_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  act (data, g_variant_get_string (parameter, NULL), G_MAXUINT);
}

/* In one world alone; a negative one means all. */
static void
on_act_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *text;
  int world;

  g_variant_get (parameter, "(&si)", &text, &world);
  act (data, text, world < 0 || (guint) world >= pr_session_n_worlds (session_of (data)) ? G_MAXUINT : (guint) world);
}

/* Which dialog, of what, and in which world: "device", "add", "account", "server" or "link". */
static void
on_settings (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const struct { const char *name; ActionKind kind; } kinds[] = {
    { "device", ACTION_SET }, { "add", ACTION_DEVICE }, { "account", ACTION_SET_ACCOUNT }, { "server", ACTION_SERVER },
  };
  const char *which, *name;
  int world;

  g_variant_get (parameter, "(&s&si)", &which, &name, &world);
  pr_session_set_playing (session_of (data), FALSE);
  if (world < 0 || (guint) world >= pr_session_n_worlds (session_of (data)))
    world = (int) pr_session_focus (session_of (data));
  if (g_str_equal (which, "link"))
    link_dialog_present (PR_WINDOW (data), name, (guint) world);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (which, kinds[i].name))
      settings_dialog_present (PR_WINDOW (data), kinds[i].kind, name, (guint) world);
}

/* Of a device, or "" of the outside world. */
static void
on_letter (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *device;

  g_variant_get (parameter, "(&s)", &device);
  pr_session_set_playing (session_of (data), FALSE);
  letter_dialog_present (PR_WINDOW (data), device);
}

static void
on_undo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PrWindow *window = PR_WINDOW (data);

  if (!pr_session_can_undo (pr_window_session (window)))
    return;
  pr_session_undo (pr_window_session (window));
  pr_window_toast (window, _("Back in the day as it was before"), NULL, NULL);
}

static void
on_copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *text = pr_window_dup_conversation (PR_WINDOW (data));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (data)), text);
  pr_window_toast (PR_WINDOW (data), _("Conversation copied as text"), NULL, NULL);
}

static void
on_scheme (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  theme_set_scheme (theme_parse_scheme (g_variant_get_string (parameter, NULL)));
  g_simple_action_set_state (action, parameter);
}

void
window_add_actions (PrWindow *window)
{
  static const GActionEntry entries[] = {
    { "play", on_play, NULL, NULL, NULL, { 0 } },
    { "step-forward", on_step_forward, NULL, NULL, NULL, { 0 } },
    { "step-back", on_step_back, NULL, NULL, NULL, { 0 } },
    { "step-by", on_step_by, "i", NULL, NULL, { 0 } },
    { "go-start", on_start, NULL, NULL, NULL, { 0 } },
    { "go-end", on_end, NULL, NULL, NULL, { 0 } },
    { "unit", on_unit, "i", "2", NULL, { 0 } },
    { "speed", on_speed, "d", "0.1", NULL, { 0 } },
    { "world", on_world, "i", "0", NULL, { 0 } },
    { "branch", on_branch, "i", "0", NULL, { 0 } },
    { "go-to", on_go_to, NULL, NULL, NULL, { 0 } },
    { "compare-branch", on_compare_branch, "i", NULL, NULL, { 0 } },
    { "next-world", on_next_world, NULL, NULL, NULL, { 0 } },
    { "page", on_show_page, "s", "'stage'", NULL, { 0 } },
    { "act", on_act, "s", NULL, NULL, { 0 } },
    { "act-in", on_act_in, "(si)", NULL, NULL, { 0 } },
    { "settings", on_settings, "(ssi)", NULL, NULL, { 0 } },
    { "letter", on_letter, "(s)", NULL, NULL, { 0 } },
    { "copy", on_copy, NULL, NULL, NULL, { 0 } },
    { "undo", on_undo, NULL, NULL, NULL, { 0 } },
    { "scheme", on_scheme, "s", "'system'", NULL, { 0 } },
  };

  G_STATIC_ASSERT (STEP_LINE == 2);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}

static void
set_state (PrWindow *window, const char *name, GVariant *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
}

void
window_enable_action (PrWindow *window, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), name)), enabled);
}

void
window_update_actions (PrWindow *window)
{
  static const char *const need_journal[] = { "play", "step-forward", "step-back", "step-by", "go-start", "go-end",
                                              "save", "save-as" };
  static const char *const are_acts[] = { "act", "act-in", "letter", "settings", "load-mail", "load-maildir" };
  PrSession *session = pr_window_session (window);
  guint n = pr_session_n_worlds (session);
  gboolean may_act = n > 0 && pr_session_refusal (session) == NULL;

  set_state (window, "speed", g_variant_new_double (pr_session_speed (session)));
  set_state (window, "world", g_variant_new_int32 ((int) pr_session_focus (session)));
  set_state (window, "branch", g_variant_new_int32 ((int) pr_session_branch (session)));
  set_state (window, "page", g_variant_new_string (pr_window_page (window)));
  window_enable_action (window, "undo", pr_session_can_undo (session));
  window_enable_action (window, "branch", !pr_session_is_guided (session));
  window_enable_action (window, "compare-branch", !pr_session_is_guided (session));
  for (guint i = 0; i < G_N_ELEMENTS (need_journal); i++)
    window_enable_action (window, need_journal[i], n > 0);
  /* It tells the whole day. */
  window_enable_action (window, "export-report", n > 0 && !pr_session_is_asking (session));
  for (guint i = 0; i < G_N_ELEMENTS (are_acts); i++)
    window_enable_action (window, are_acts[i], may_act);
  window_update_lesson_actions (window);
}
