/* Each IMAP preset sends the very commands that were recorded: tests/presets/NAME.txt. A file holds cases:
 *
 *     case TITLE             a new device with the preset
 *     S: LINE, C: LINE       what the server says, what the client is to say; literals go over several S lines
 *     read UID, trash UID    the person does that to a letter of INBOX
 *     purge UID              and removes it for good
 *     whole UID              told offline, with all flags as they are here: read, and not one of the others
 *     sent TEXT              a letter of that one line was sent, and its copy goes into Sent
 *     open UID               the person opens it, and waits for what is not here
 *     leave                  the program is closed
 *     closed, failed         the client has ended the session, well or badly
 *     has N                  so many letters are to be seen in INBOX
 *     part UID WORD          so much of that letter is here
 *     again                  the next session */
#include "client-script.h"

#include "journal/preset.h"

typedef struct {
  Script *script;
  char *title;
  gboolean octetwise;
} Run;

static void
end_case (Run *run)
{
  if (run->script == NULL)
    return;
  if (run->script->sent->len > 0)
    fail_msg ("%s: at the end, it sent %s", run->title, run->script->sent->str);
  script_clear (run->script);
  g_clear_pointer (&run->script, g_free);
  g_clear_pointer (&run->title, g_free);
}

static void
begin_case (Run *run, const Preset *preset, const char *title)
{
  g_autoptr (Action) action = action_new (ACTION_DEVICE);

  end_case (run);
  preset_apply (preset, action);
  run->title = g_strdup_printf ("%s, %s", preset->id, title);
  run->script = g_new0 (Script, 1);
  script_init (run->script, action->policy.idle != 0);
  run->script->policy = action->policy;
  run->script->octetwise = run->octetwise;
  script_pump (run->script);
}

static void
begin_session (Run *run)
{
  Script *script = run->script;

  imap_client_closed (&script->client, &script->policy, script->replica, script->now, &script->out);
  script_drain (script);
  state_clear (&imap_client_state, &script->client);
  imap_client_init (&script->client, "ada", "rahasia", script->policy.idle != 0);
  script->closed = FALSE;
  script_pump (script);
}

static const ReplicaItem *
inbox_item (const Script *script, guint32 uid)
{
  const ReplicaItem *item = replica_find_uid (replica_folder (script->replica, "INBOX"), uid);

  assert_non_null (item);
  return item;
}

static void
act (Run *run, const char *word, guint32 uid)
{
  Script *script = run->script;
  const ReplicaItem *item = inbox_item (script, uid);
  PendingChange change = { .kind = PENDING_FLAGS, .operation = FLAGS_ADD, .flags = { .system = FLAG_SEEN },
                           .folder = (char *) "INBOX", .uid = uid };
  FlagSet seen = { .system = FLAG_SEEN };

  change.item = item->id;
  if (strcmp (word, "purge") == 0)
    {
      change.kind = PENDING_EXPUNGE;
      replica_set_hidden (script->replica, item->id, TRUE);
    }
  else if (strcmp (word, "trash") != 0)
    replica_set_flags (script->replica, item->id, &seen, FALSE, REASON_FLAGS_LOCAL, &script->out.changes);
  else
    {
      change.kind = PENDING_MOVE;
      change.target = (char *) "Trash";
      replica_set_hidden (script->replica, item->id, TRUE);
    }
  replica_pend (script->replica, &change);
  if (strcmp (word, "whole") == 0)
    {
      change.operation = FLAGS_REMOVE;
      change.flags.system = FLAG_ALL_STORED & ~(guint32) FLAG_SEEN;
      replica_pend (script->replica, &change);
    }
  if (!script->closed)
    script_pump (script);
}

static void
save_sent (Script *script, const char *text)
{
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);
  g_autoptr (Message) message = message_new_from_string (line, -1);
  ReplicaAdd add = { .message = message, .part = PART_FULL, .flags = { .system = FLAG_SEEN }, .now = script->now,
                     .internal_date = script->now, .local_only = TRUE, .reason = REASON_COMPOSED };
  PendingChange change = { .kind = PENDING_APPEND, .folder = (char *) "Sent", .target = (char *) "Sent" };

  change.item = replica_add (script->replica, "Sent", &add, &script->out.changes);
  replica_pend (script->replica, &change);
  if (!script->closed)
    script_pump (script);
}

static guint
count_seen (const Script *script)
{
  const ReplicaFolder *inbox = replica_folder (script->replica, "INBOX");
  guint count = 0;

  for (guint i = 0; i < inbox->items->len; i++)
    count += !g_array_index (inbox->items, ReplicaItem, i).hidden;
  return count;
}

static void
check_part (Run *run, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  const ReplicaItem *item = replica_find_uid (replica_folder (run->script->replica, "INBOX"), (guint32) atoi (words[1]));

  if (item == NULL || strcmp (copy_part_name (item->part), words[2]) != 0)
    fail_msg ("%s: of %s there is %s", run->title, words[1], item != NULL ? copy_part_name (item->part) : "nothing");
}

static void
check (Run *run, const char *line)
{
  const Script *script = run->script;

  if (strcmp (line, "closed") == 0 && (!script->closed || script->client.result != CLIENT_SUCCEEDED))
    fail_msg ("%s: closed %d, result %u", run->title, script->closed, script->client.result);
  if (strcmp (line, "failed") == 0 && (!script->closed || script->client.result != CLIENT_FAILED))
    fail_msg ("%s: did not fail", run->title);
  if (g_str_has_prefix (line, "has ") && count_seen (script) != (guint) atoi (line + 4))
    fail_msg ("%s: %u letters, not %s", run->title, count_seen (script), line + 4);
  if (g_str_has_prefix (line, "part "))
    check_part (run, line);
}

static gboolean
is_deed (const char *line)
{
  static const char *const deeds[] = { "read ", "trash ", "purge ", "whole ", NULL };

  for (guint i = 0; deeds[i] != NULL; i++)
    if (g_str_has_prefix (line, deeds[i]))
      return TRUE;
  return FALSE;
}

static void
play_line (Run *run, const Preset *preset, const char *line)
{
  if (g_str_has_prefix (line, "case "))
    begin_case (run, preset, line + 5);
  else if (line[0] == '\0' || line[0] == '#')
    return;
  else if (g_str_has_prefix (line, "S:"))
    {
      g_autofree char *octets = g_strconcat (strlen (line) > 3 ? line + 3 : "", "\r\n", NULL);

      if (run->script->sent->len > 0)
        fail_msg ("%s: before %s, it sent %s", run->title, line, run->script->sent->str);
      script_feed (run->script, octets, strlen (octets));
    }
  else if (g_str_has_prefix (line, "C: "))
    script_expect (run->script, line + 3);
  else if (is_deed (line))
    {
      g_autofree char *word = g_strndup (line, strcspn (line, " "));

      act (run, word, (guint32) atoi (strchr (line, ' ') + 1));
    }
  else if (g_str_has_prefix (line, "sent "))
    save_sent (run->script, line + 5);
  else if (g_str_has_prefix (line, "open "))
    imap_client_open (&run->script->client, inbox_item (run->script, (guint32) atoi (line + 5))->id);
  else if (strcmp (line, "leave") == 0)
    {
      imap_client_leave (&run->script->client);
      script_pump (run->script);
    }
  else if (strcmp (line, "again") == 0)
    begin_session (run);
  else
    check (run, line);
}

static gboolean
is_of_imap (const Preset *preset)
{
  g_autoptr (Action) action = action_new (ACTION_DEVICE);

  if (preset->kind != PRESET_DEVICE)
    return FALSE;
  preset_apply (preset, action);
  return action->policy.protocol == PROTOCOL_IMAP;
}

static void
play_file (const Preset *preset, gboolean octetwise)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.txt", SCRIPTS, preset->id);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Run run = { .octetwise = octetwise };

  if (!g_file_get_contents (path, &text, NULL, NULL))
    fail_msg ("%s is missing", path);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    play_line (&run, preset, lines[i]);
  assert_non_null (run.script);
  end_case (&run);
}

static void
test_recorded_sequences (void **state)
{
  guint files = 0;

  for (guint i = 0; i < preset_count (); i++)
    if (is_of_imap (preset_get (i)))
      {
        play_file (preset_get (i), FALSE);
        play_file (preset_get (i), TRUE);
        files++;
      }
  assert_true (files >= 8);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_recorded_sequences),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
