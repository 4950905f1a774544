/* What is set while the world runs: settings of devices and accounts, devices that come and go. */
#include "../../rows.h"

#include <string.h>

#include "time/timeline.h"
#include "world-day.h"

/* Lived twice, and from the journal's own text: the same worlds. */
static void
test_setting_lives_again (void **state)
{
  static const char text[] = POP_LAPTOP LETTERS "at 08:05 laptop check\nat 08:10 set laptop keep=never check=15min\n"
                             "at 08:11 laptop check\nat 08:20 set laptop preset=thunderbird-imap mail=kept\n"
                             "at 08:30 set account ada quota=20kB pop=off\nat 08:40 remove laptop\n";
  WorldLab lab, again;
  g_autofree char *lived = NULL, *relived = NULL, *written = NULL;

  lab_live (&lab, text);
  lived = world_digest (lab.world);
  written = journal_to_text (lab.journal);
  assert_non_null (strstr (written, "set laptop preset=thunderbird-imap mail=kept\n"));
  lab_live (&again, text);
  relived = world_digest (again.world);
  assert_string_equal (lived, relived);
  lab_close (&lab);
  lab_close (&again);
}

static void
test_lines_are_written_as_they_are_read (void **state)
{
  static const char *const lines[] = {
    "set laptop keep=14d check=15min",
    "set laptop check=never",
    "set laptop preset=k9-imap full-copy=on mail=kept",
    "set laptop protocol=imap idle=off",
    "set laptop password=lain",
    "set account ada password=lain quota=20MB",
    "set account ada pop=now after-pop=trash imap=off",
    "set account ada quota=0B pop=all",
    "remove laptop",
  };
  static const char *const wrong[] = {
    "set laptop", "set laptop console=on", "set laptop mail=some keep=never", "set account ada", "set account ada keep=never",
    "set laptop preset=k9-imap protocol=pop3",
  };
  WorldLab lab;

  lab_open (&lab, POP_LAPTOP, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (Action) action = journal_parse_action (lab.journal, lines[i], lab.world->now, 0, NULL);
      g_autofree char *text = NULL;

      assert_non_null (action);
      text = action_to_text (action);
      assert_string_equal (text, lines[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Action) action = journal_parse_action (lab.journal, wrong[i], lab.world->now, 0, &error);

      assert_null (action);
      assert_non_null (error);
    }
  lab_close (&lab);
}

/* A session that runs goes on as it began; the next one is another. */
static void
test_settings_count_from_the_next_session_on (void **state)
{
  WorldLab lab;

  lab_live (&lab, POP_LAPTOP LETTERS "at 08:05 laptop check\nat 08:05:00.100 set laptop keep=never\n");
  assert_int_equal (lab_outcome (&lab, ACTION_SET)->outcome, OUTCOME_DONE);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
  lab_close (&lab);
  lab_live (&lab, POP_LAPTOP LETTERS "at 08:05 laptop check\nat 08:05:00.100 set laptop keep=never\nat 08:10 laptop check\n");
  assert_int_equal (lab_server_count (&lab, "INBOX"), 0);
  lab_close (&lab);
}

/* It looks by itself from then on, and stops when told so. */
static void
test_the_interval_changes (void **state)
{
  WorldLab lab;

  lab_live (&lab, POP_LAPTOP LETTERS "at 08:10 set laptop check=10min\nat 09:05 set laptop check=never\nat 12:00 end\n");
  assert_int_equal (lab_lines (&lab, TO_SERVER, "QUIT"), 2 /* deliveries */ + 5);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  lab_close (&lab);
}

/* A program that waits on the server logs out and comes again as it is set now. */
static void
test_a_waiting_program_comes_again (void **state)
{
  WorldLab lab;

  lab_live (&lab, IMAP_LAPTOP LETTERS "at 08:10 set laptop save-sent=off\nat 08:20 laptop read A\nat 08:21 end\n");
  assert_true (world_find_device (lab.world, "laptop")->collecting != 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  lab_close (&lab);
}

/* From POP3 to IMAP on one device: the mail that POP3 had taken off the server is lost with the account, or stays in a
 * folder that no server knows. */
static void
test_another_protocol_is_an_account_added_anew (void **state)
{
  static const struct {
    const char *set;
    guint kept, inbox, removed;
  } cases[] = {
    { "set laptop protocol=imap", 0, 1, 2 },
    { "set laptop protocol=imap mail=kept", 2, 1, 2 },
    { "set laptop preset=outlook-pop3", 0, 1, 2 },
    { "set laptop preset=outlook-pop3 mail=kept", 2, 1, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WorldLab lab;
      g_autofree char *text = g_strconcat (POP_MOVER LETTERS "at 08:05 laptop check\nat 08:10 ", cases[i].set,
                                           "\nat 08:20 deliver from=budi@luar.example subject=New size=2kB\n"
                                           "at 08:30 laptop check\nat 08:40 end\n", NULL);

      lab_live (&lab, text);
      assert_int_equal (lab_device_count (&lab, "laptop", "Kept"), cases[i].kept);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), cases[i].inbox);
      assert_int_equal (lab_copies (&lab, PLACE_DEVICE, COPY_VANISHED, REASON_REMOVED), cases[i].removed);
      lab_close (&lab);
    }
}

/* Bit n of a set of keywords is name n of its folder's table (RFC 3501 §2.3.2): two folders may number them otherwise. */
static void
test_keywords_keep_their_names (void **state)
{
  WorldLab lab;
  Device *laptop;
  Replica *replica;
  const ReplicaFolder *kept;

  lab_open (&lab, IMAP_LAPTOP LETTERS "at 08:10 set laptop preset=outlook-pop3 mail=kept\nat 08:20 end\n", 0);
  while (world_find_device (lab.world, "laptop") == NULL || lab_device_count (&lab, "laptop", "INBOX") < 2)
    assert_true (world_step (lab.world, lab.journal, lab.script, lab.trace));
  laptop = (Device *) world_find_device (lab.world, "laptop");
  replica = state_own (&replica_state, (gpointer *) &laptop->replica);
  keyword_table_intern (&replica_folder_own (replica, "INBOX")->keywords, "invoice");
  keyword_table_intern (&replica_folder_own (replica, "INBOX")->keywords, "later");
  for (guint32 letter = 1; letter <= 2; letter++)
    {
      FlagSet flags = { .keywords = letter == 1 ? 2 : 3 };
      Changes unseen = { .next_copy = &lab.world->next_copy };

      replica_set_flags (replica, lab_item (&lab, "laptop", letter)->id, &flags, TRUE, REASON_FLAGS_SYNCED, &unseen);
    }
  lab_run (&lab);
  kept = replica_folder (laptop->replica, "Kept");
  assert_int_equal (kept->items->len, 2);
  for (guint i = 0; i < kept->items->len; i++)
    {
      const ReplicaItem *item = &g_array_index (kept->items, ReplicaItem, i);
      g_autoptr (GString) text = g_string_new (NULL);

      flag_set_format (&item->flags, &kept->keywords, text);
      assert_string_equal (text->str, item->letter == 1 ? "later" : "later invoice");
    }
  lab_close (&lab);
}

static void
test_what_cannot_be_set (void **state)
{
  static const struct {
    const char *line;
    ImpossibleReason reason;
  } cases[] = {
    { "set laptop keep=always", IMPOSSIBLE_ALREADY },
    { "set laptop idle=on", IMPOSSIBLE_OTHER_PROTOCOL },
    { "set laptop protocol=imap keep=never", IMPOSSIBLE_OTHER_PROTOCOL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WorldLab lab;
      g_autofree char *text = g_strconcat (POP_LAPTOP LETTERS "at 08:10 ", cases[i].line, "\n", NULL);

      lab_live (&lab, text);
      assert_int_equal (lab_outcome (&lab, ACTION_SET)->reason, cases[i].reason);
      lab_close (&lab);
    }
}

/* The device goes with all that is on it, and its name is free again. */
static void
test_a_device_comes_and_goes (void **state)
{
  WorldLab lab;

  lab_live (&lab, POP_LAPTOP LETTERS "at 08:05 laptop check\nat 08:10 remove laptop\nat 08:11 laptop check\n"
             "at 08:20 device phone account=ada protocol=imap\nat 08:25 device laptop account=ada protocol=imap\n"
             "at 08:40 end\n");
  assert_int_equal (lab_outcome (&lab, ACTION_CHECK)->reason, IMPOSSIBLE_REMOVED);
  assert_int_equal (lab_copies (&lab, PLACE_DEVICE, COPY_VANISHED, REASON_REMOVED), 2);
  assert_int_equal (lab.world->devices->len, 3);
  assert_int_equal (lab_device_count (&lab, "phone", "INBOX"), 2);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  assert_int_equal (world_find_device (lab.world, "laptop")->id, 3);
  lab_close (&lab);
}

/* While it is in the middle of fetching, too. */
static void
test_a_device_goes_in_mid_session (void **state)
{
  WorldLab lab;

  lab_live (&lab, POP_MOVER "at 08:00 deliver from=budi@luar.example subject=Big size=900kB\nat 08:05 laptop check\n"
             "at 08:05:00.500 remove laptop\n");
  assert_int_equal (lab_outcome (&lab, ACTION_REMOVE)->outcome, OUTCOME_DONE);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 1);
  lab_close (&lab);
}

/* In the provider's panel: who has no access is told so, and mail programs go on with the old password. */
static void
test_the_account_is_set (void **state)
{
  WorldLab lab;

  lab_live (&lab, POP_LAPTOP LETTERS "at 08:05 set account ada pop=off\nat 08:10 laptop check\n");
  assert_int_equal (lab_lines (&lab, TO_CLIENT, "-ERR [SYS/PERM]"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 0);
  lab_close (&lab);
  lab_live (&lab, IMAP_LAPTOP "at 08:00 set account ada imap=off\nat 08:10 laptop close\nat 08:20 laptop check\nat 08:30 end\n");
  assert_int_equal (world_find_device (lab.world, "laptop")->collecting, 0);
  lab_close (&lab);
  lab_live (&lab, POP_LAPTOP LETTERS "at 08:05 set account ada password=lain\nat 08:10 laptop check\nat 08:12 end\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 0);
  lab_close (&lab);
  lab_live (&lab, POP_LAPTOP LETTERS "at 08:05 set account ada pop=now\n"
             "at 08:10 deliver from=budi@luar.example subject=New size=2kB\nat 08:20 laptop check\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
  lab_close (&lab);
  lab_live (&lab, POP_LAPTOP LETTERS "at 08:05 set account ada after-pop=trash\nat 08:20 laptop check\n");
  assert_int_equal (lab_server_count (&lab, "Trash"), 2);
  lab_close (&lab);
  lab_live (&lab, POP_LAPTOP "at 08:05 set account ada quota=4kB\n"
             "at 08:10 deliver from=budi@luar.example subject=S size=3kB\n"
             "at 08:11 deliver from=budi@luar.example subject=T size=3kB\n");
  assert_int_equal (lab_server_count (&lab, "INBOX"), 1);
  lab_close (&lab);
}

/* Set in the past, it is another day; the first one stays as it was. */
static void
test_setting_in_the_past_begins_a_branch (void **state)
{
  static const char text[] = "postroom 1\nseed 7\ndate 2026-03-02\nzone +07:00\n" POP_LAPTOP LETTERS
                             "at 08:10 laptop check\n";
  g_autoptr (Journal) journal = journal_parse (text, -1, "branch", NULL);
  g_autoptr (Playback) playback = playback_new (journal, 0);
  gint64 end = playback_end (playback);
  Action *action;

  playback_seek_time (playback, playback_start (playback) + 5 * G_TIME_SPAN_MINUTE);
  action = journal_parse_action (journal, "set laptop keep=never", 0, 0, NULL);
  assert_int_equal (playback_act (playback, action, NULL), 1);
  end = playback_end (playback);
  playback_seek_time (playback, end);
  assert_int_equal (mail_store_used (mail_host_store (timeline_world (playback_timeline (playback, 0))->host, 1)), 0);
  playback_set_branch (playback, 0);
  playback_seek_time (playback, end);
  assert_true (mail_store_used (mail_host_store (timeline_world (playback_timeline (playback, 0))->host, 1)) > 0);
}

/* `never` is no time at all to wait for, and the longest durations lead nowhere but far into the future. */
static void
test_never (void **state)
{
  static const char *const protocols[] = { "pop3 keep=always", "imap full-copy=on" };
  static const char *const times[] = { "never", "99999d" };

  for (guint i = 0; i < G_N_ELEMENTS (protocols) * G_N_ELEMENTS (times); i++)
    {
      const char *time = times[i / 2];
      g_autofree char *text = g_strdup_printf (
        ACCOUNT "device laptop account=ada protocol=%s check=%s connect-timeout=%s command-timeout=%s\n"
        "server pop3-timeout=%s imap-timeout=%s smtp-timeout=%s\n" LETTERS "at 08:05 laptop check\n"
        "at 08:06 laptop write to=budi@luar.example subject=Jawaban\nat 08:10 end\n",
        protocols[i % 2], time, time, time, time, time, time);
      WorldLab lab;

      lab_live (&lab, text);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
      assert_int_equal (lab_device_count (&lab, "laptop", "Sent"), 1);
      for (guint id = 1; id <= trace_length (lab.trace); id++)
        assert_int_not_equal (trace_event (lab.trace, id)->kind, TRACE_TIMER);
      lab_close (&lab);
    }
}

/* A program that looks at INBOX alone and waits there has nothing more to do: the world comes to rest. */
static void
test_inbox_only_rests (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=imap inbox-only=on\n" LETTERS);
  assert_true (lab.world->step < 1000);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  assert_int_equal (lab_lines (&lab, TO_SERVER, "a"), lab_lines (&lab, TO_CLIENT, "a") + 1); /* IDLE goes on */
  lab_close (&lab);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_setting_lives_again),
    cmocka_unit_test (test_lines_are_written_as_they_are_read),
    cmocka_unit_test (test_settings_count_from_the_next_session_on),
    cmocka_unit_test (test_the_interval_changes),
    cmocka_unit_test (test_a_waiting_program_comes_again),
    cmocka_unit_test (test_another_protocol_is_an_account_added_anew),
    cmocka_unit_test (test_keywords_keep_their_names),
    cmocka_unit_test (test_what_cannot_be_set),
    cmocka_unit_test (test_a_device_comes_and_goes),
    cmocka_unit_test (test_a_device_goes_in_mid_session),
    cmocka_unit_test (test_the_account_is_set),
    cmocka_unit_test (test_setting_in_the_past_begins_a_branch),
    cmocka_unit_test (test_never),
    cmocka_unit_test (test_inbox_only_rests),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
