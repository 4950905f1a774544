/* Each POP3 preset sends the very commands that were recorded: tests/presets/NAME.txt. A file holds cases:
 *
 *     case TITLE             a new device with the preset
 *     with OPTION=VALUE      changed before it begins
 *     S: LINE, C: LINE       the session: what the server says, what the client is to say
 *     lost                   the connection is lost here
 *     has N                  so many letters are in the device's INBOX now
 *     result failed          how the session ended; otherwise it succeeds
 *     again, later DAYSd     the next session, at once or then */
#include "client-fixture.h"

#include "journal/action-spec.h"
#include "journal/preset.h"

typedef struct {
  Device *device;
  GString *script;
  Action *action;
  char *title;
  gboolean by_octet;
  gboolean failed;
  gboolean lost;
} Run;

static void
end_session (Run *run)
{
  if (run->script->len == 0)
    return;
  device_play (run->device, run->title, run->script->str);
  if (run->lost)
    device_closed (run->device);
  if (!run->device->closed || (!run->lost && (run->device->client.result == CLIENT_SUCCEEDED) == run->failed))
    fail_msg ("%s: ended %d with %u", run->title, run->device->closed, run->device->client.result);
  g_string_truncate (run->script, 0);
  run->failed = FALSE;
  run->lost = FALSE;
}

static void
end_case (Run *run)
{
  if (run->device != NULL)
    end_session (run);
  g_clear_pointer (&run->device, device_free);
  g_clear_pointer (&run->action, action_free);
  g_clear_pointer (&run->title, g_free);
}

static void
begin_case (Run *run, const Preset *preset, const char *title)
{
  end_case (run);
  run->title = g_strdup_printf ("%s, %s", preset->id, title);
  run->action = action_new (ACTION_DEVICE);
  preset_apply (preset, run->action);
  run->device = device_new (run->by_octet);
  run->device->policy = run->action->policy;
}

static void
change_policy (Run *run, const char *setting)
{
  const char *equals = strchr (setting, '=');
  g_autofree char *name = g_strndup (setting, (gsize) (equals - setting));
  const char *expected;

  assert_true (option_parse (action_spec_option (action_spec_get (ACTION_DEVICE), name), run->action, equals + 1,
                             &expected));
  run->device->policy = run->action->policy;
}

static void
next_session (Run *run, int days)
{
  end_session (run);
  run->device->now += days * DAY;
  device_connect (run->device);
}

static void
play_line (Run *run, const Preset *preset, const char *line)
{
  if (g_str_has_prefix (line, "case "))
    begin_case (run, preset, line + 5);
  else if (g_str_has_prefix (line, "with "))
    change_policy (run, line + 5);
  else if (g_str_has_prefix (line, "S: ") || g_str_has_prefix (line, "C: "))
    g_string_append_printf (run->script, "%s\n", line);
  else if (strcmp (line, "lost") == 0)
    run->lost = TRUE;
  else if (strcmp (line, "result failed") == 0)
    run->failed = TRUE;
  else if (g_str_has_prefix (line, "later "))
    next_session (run, atoi (line + 6));
  else if (strcmp (line, "again") == 0)
    next_session (run, 0);
  else if (g_str_has_prefix (line, "has "))
    {
      end_session (run);
      if (device_count (run->device) != (guint) atoi (line + 4))
        fail_msg ("%s: %u letters, not %s", run->title, device_count (run->device), line + 4);
    }
  else if (line[0] != '\0' && line[0] != '#')
    fail_msg ("%s: %s", preset->id, line);
}

static gboolean
is_of_pop3 (const Preset *preset)
{
  g_autoptr (Action) action = action_new (ACTION_DEVICE);

  if (preset->kind != PRESET_DEVICE)
    return FALSE;
  preset_apply (preset, action);
  return action->policy.protocol == PROTOCOL_POP3;
}

static void
play_file (const Preset *preset, gboolean by_octet)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.txt", SCRIPTS, preset->id);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Run run = { .script = g_string_new (NULL), .by_octet = by_octet };

  if (!g_file_get_contents (path, &text, NULL, NULL))
    fail_msg ("%s is missing", path);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    play_line (&run, preset, lines[i]);
  assert_non_null (run.device);
  end_case (&run);
  g_string_free (run.script, TRUE);
}

static void
test_recorded_sequences (void **state)
{
  for (guint i = 0; i < preset_count (); i++)
    if (is_of_pop3 (preset_get (i)))
      {
        play_file (preset_get (i), FALSE);
        play_file (preset_get (i), TRUE);
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_recorded_sequences),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
