#include "../../rows.h"

#include <string.h>

#include "world-lab.h"

#define ACCOUNT "account ada@kantor.example password=rahasia\n"
#define POP_LAPTOP ACCOUNT "device laptop account=ada protocol=pop3 keep=never\n"
#define IMAP_LAPTOP ACCOUNT "device laptop account=ada protocol=imap\n"
#define IMAP_BOTH IMAP_LAPTOP "device phone account=ada protocol=imap\n"
#define TWO_LETTERS \
  "at 08:00 deliver from=budi@luar.example subject=\"Meeting\" size=3kB as=A\n" \
  "at 08:01 deliver from=citra@luar.example subject=\"Invoice\" size=9kB as=B\n"

static const char pop_day[] = POP_LAPTOP TWO_LETTERS
  "at 08:05 laptop check\n"
  "at 08:06 laptop read A\n"
  "at 08:07 laptop delete B\n"
  "at 08:08 laptop reply A body=\"I shall come.\"\n"
  "at 08:10 laptop purge\n"
  "at 08:11 laptop write to=budi@luar.example subject=\"One more\"\n";

static const char imap_day[] = IMAP_BOTH TWO_LETTERS
  "at 08:05 laptop read A\n"
  "at 08:06 phone flag B\n"
  "at 08:07 laptop delete B\n"
  "at 08:08 phone reply A body=\"I shall come.\"\n"
  "at 08:10 phone offline\n"
  "at 08:11 phone unread A\n"
  "at 08:12 laptop flag A\n"
  "at 08:20 phone online\n"
  "at 08:25 phone close\n";

static void
run_and_check (WorldLab *lab, const char *text)
{
  lab_open (lab, text, 0);
  lab_run (lab);
  lab_check_trace (lab);
}

static void
test_types_are_covered (void **state)
{
  const StateType *const types[] = { &world_state, &letter_state, &device_state, &armed_cut_state,
                                     &outside_state, &session_state };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *missing = NULL;

      if (!state_type_covers (types[i], &missing))
        fail_msg ("%s", missing);
    }
}

static void
test_pop3_day (void **state)
{
  WorldLab lab;
  const ReplicaItem *item;

  run_and_check (&lab, pop_day);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "Trash"), 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "Sent"), 2);
  assert_int_equal (lab_device_count (&lab, "laptop", "Outbox"), 0);
  assert_int_equal (lab.world->outside.arrived->len, 2);
  item = lab_item (&lab, "laptop", 1);
  assert_non_null (item);
  assert_int_equal (item->flags.system, FLAG_SEEN | FLAG_ANSWERED);
  assert_int_equal (lab_copies (&lab, PLACE_SERVER, COPY_APPEARED, REASON_DELIVERED), 2);
  assert_int_equal (lab_copies (&lab, PLACE_DEVICE, COPY_APPEARED, REASON_DOWNLOADED), 2);
  assert_int_equal (lab_copies (&lab, PLACE_SERVER, COPY_VANISHED, REASON_POP_DELETED), 2);
  assert_int_equal (lab_copies (&lab, PLACE_OUTSIDE, COPY_APPEARED, REASON_RELAYED), 2);
  lab_close (&lab);
}

/* Each copy but the first of a letter has a parent, and each letter is the one that the journal numbered. */
static void
test_letters_and_parents (void **state)
{
  WorldLab lab;

  run_and_check (&lab, pop_day);
  assert_int_equal (lab.world->letters->len, 4);
  assert_string_equal (world_letter (lab.world, 3)->subject, "Re: Meeting");
  for (guint id = 1; id <= trace_length (lab.trace); id++)
    {
      const TraceEvent *event = trace_event (lab.trace, id);

      if (event->kind != TRACE_COPY)
        continue;
      assert_true (event->copy.letter >= 1 && event->copy.letter <= 4);
      if (event->copy.change == COPY_APPEARED && event->copy.reason != REASON_COMPOSED)
        assert_int_not_equal (event->copy.parent, 0);
    }
  lab_close (&lab);
}

/* Both ends' lines say which letter they are about, also the client's that asks for it for the first time. */
static void
test_lines_name_their_letters (void **state)
{
  const char *const days[] = { pop_day, imap_day };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      WorldLab lab;
      guint named = 0;

      run_and_check (&lab, days[i]);
      for (guint id = 1; id <= trace_length (lab.trace); id++)
        {
          const TraceEvent *event = trace_event (lab.trace, id);
          gboolean command = event->kind == TRACE_LINE && event->line.kind == LINE_COMMAND;
          const TraceToken *tokens = command ? trace_tokens (lab.trace, &event->line) : NULL;

          for (guint t = 0; tokens != NULL && t < event->line.n_tokens; t++)
            if (tokens[t].uid != 0 || tokens[t].number != 0)
              {
                assert_true (tokens[t].letter >= 1 && tokens[t].letter <= 4);
                named += event->line.letter != 0;
              }
        }
      assert_true (named >= 8); /* RETR and DELE, sent and arrived, twice */
      lab_close (&lab);
    }
}

/* What a server sends answers a command that it has handled, and what it handles was brought by a segment. */
static void
test_causes (void **state)
{
  WorldLab lab;
  guint answered = 0;

  run_and_check (&lab, pop_day);
  for (guint id = 1; id <= trace_length (lab.trace); id++)
    {
      const TraceEvent *event = trace_event (lab.trace, id);
      const TraceEvent *cause = event->cause > 0 ? trace_event (lab.trace, event->cause) : NULL;

      if (event->kind == TRACE_SEGMENT && event->segment.fate == SEGMENT_ARRIVED)
        assert_int_equal (cause->segment.fate, SEGMENT_SENT);
      if (event->kind != TRACE_LINE)
        continue;
      if (event->line.arrived)
        assert_int_equal (cause->segment.fate, SEGMENT_ARRIVED);
      else if (event->line.kind == LINE_RESPONSE)
        {
          const TraceEvent *command = trace_event (lab.trace, event->line.answers);

          assert_true (command->kind == TRACE_LINE && command->line.arrived);
          assert_int_equal (command->connection, event->connection);
          answered++;
        }
    }
  assert_true (answered > 20);
  lab_close (&lab);
}

static void
test_imap_day (void **state)
{
  WorldLab lab;

  run_and_check (&lab, imap_day);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 1);
  assert_int_equal (lab_server_count (&lab, "Trash"), 1);
  assert_int_equal (lab_server_count (&lab, "Sent"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
  assert_int_equal (lab_device_count (&lab, "phone", "INBOX"), 1);
  assert_int_equal (lab_device_count (&lab, "phone", "Outbox"), 0);
  assert_int_equal (lab.world->outside.arrived->len, 1);
  /* read on the laptop, answered and marked unread on the phone, starred on the laptop while the phone was offline */
  assert_int_equal (lab_item (&lab, "laptop", 1)->flags.system, FLAG_ANSWERED | FLAG_FLAGGED);
  assert_int_equal (lab_item (&lab, "phone", 1)->flags.system, FLAG_ANSWERED | FLAG_FLAGGED);
  assert_int_equal (world_find_device (lab.world, "phone")->collecting, 0);
  lab_close (&lab);
}

/* The same journal and seed: the same trace, octet for octet. */
static void
test_runs_repeat (void **state)
{
  const char *const days[] = { pop_day, imap_day };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      WorldLab first, second;
      g_autofree char *a = NULL;
      g_autofree char *b = NULL;

      run_and_check (&first, days[i]);
      run_and_check (&second, days[i]);
      a = lab_json (&first);
      b = lab_json (&second);
      assert_string_equal (a, b);
      lab_close (&first);
      lab_close (&second);
    }
}

/* After every step: the original goes one step on and leaves its copy as it was; the copy then does the same. */
static void
live_in_copies (const char *text)
{
  WorldLab lab, straight;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  gboolean more = TRUE;

  run_and_check (&straight, text);
  lab_open (&lab, text, 0);
  while (more)
    {
      World *copy = world_dup (lab.world);
      g_autofree char *before = world_digest (lab.world);
      g_autofree char *of_copy = NULL;
      g_autofree char *after = NULL;
      g_autofree char *again = NULL;

      more = world_step (lab.world, lab.journal, lab.script, NULL);
      after = world_digest (lab.world);
      of_copy = world_digest (copy);
      assert_string_equal (before, of_copy);
      assert_int_equal (world_step (copy, lab.journal, lab.script, lab.trace), more);
      again = world_digest (copy);
      assert_string_equal (after, again);
      world_free (lab.world);
      lab.world = copy;
    }
  a = lab_json (&straight);
  b = lab_json (&lab);
  assert_string_equal (a, b);
  lab_close (&straight);
  lab_close (&lab);
}

static void
test_copies_live_on_alike (void **state)
{
  live_in_copies (pop_day);
  live_in_copies (imap_day);
}

/* RFC 1939 §6: without QUIT nothing is removed. */
static void
test_cut_before_quit (void **state)
{
  WorldLab lab;

  run_and_check (&lab, POP_LAPTOP TWO_LETTERS "at 08:04 cut laptop before=QUIT\nat 08:05 laptop check\n");
  assert_int_equal (lab_lines (&lab, TO_SERVER, "DELE"), 2);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  lab_close (&lab);
}

/* Once the server has answered QUIT, the deletions stand, though the client never hears of it. */
static void
test_cut_after_quit (void **state)
{
  WorldLab lab;

  run_and_check (&lab, POP_LAPTOP TWO_LETTERS "at 08:04 cut laptop after=QUIT\nat 08:05 laptop check\n");
  assert_int_equal (lab_server_count (&lab, "INBOX"), 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  assert_int_equal (lab_copies (&lab, PLACE_SERVER, COPY_VANISHED, REASON_POP_DELETED), 2);
  lab_close (&lab);
}

/* A connection lost in the middle of the second letter: a program that writes its state after QUIT only gets the first
 * one twice; one that writes it with each message does not. */
static void
test_cut_after_octets (void **state)
{
  static const char *const how[] = { "silent", "reset", "close" };
  static const char *const commit[] = { "each", "quit" };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (how); i++)
    {
      WorldLab lab;
      g_autofree char *text = g_strdup_printf (
        ACCOUNT "device laptop account=ada protocol=pop3 keep=never commit=%s\n" TWO_LETTERS
        "at 08:04 cut laptop how=%s octets=5000\nat 08:05 laptop check\nat 09:05 laptop check\n",
        commit[i % 2], how[i / 2]);

      run_and_check (&lab, text);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), i % 2 == 0 ? 2 : 3);
      assert_int_equal (lab_server_count (&lab, "INBOX"), 0);
      lab_close (&lab);
    }
}

static void
test_impossible_actions (void **state)
{
  static const struct {
    const char *text;
    ActionKind kind;
    ImpossibleReason reason;
  } cases[] = {
    { POP_LAPTOP TWO_LETTERS "at 08:02 laptop read A\n", ACTION_READ, IMPOSSIBLE_NO_LETTER },
    { POP_LAPTOP "at 08:02 laptop offline\nat 08:03 laptop check\n", ACTION_CHECK, IMPOSSIBLE_OFFLINE },
    { POP_LAPTOP "at 08:02 laptop online\n", ACTION_ONLINE, IMPOSSIBLE_ALREADY },
    { POP_LAPTOP "at 08:02 cut laptop\n", ACTION_CUT, IMPOSSIBLE_NO_CONNECTION },
    { POP_LAPTOP TWO_LETTERS "at 08:02 laptop check\nat 08:03 laptop unread A\n", ACTION_UNREAD, IMPOSSIBLE_ALREADY },
    { IMAP_LAPTOP TWO_LETTERS "at 08:03 laptop move A to INBOX\n", ACTION_MOVE, IMPOSSIBLE_ALREADY },
    { IMAP_LAPTOP TWO_LETTERS "at 08:03 laptop offline\nat 08:04 laptop read A\n", ACTION_READ, IMPOSSIBLE_NO_BODY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WorldLab lab;

      run_and_check (&lab, cases[i].text);
      assert_int_equal (lab_outcome (&lab, cases[i].kind)->outcome, OUTCOME_IMPOSSIBLE);
      assert_int_equal (lab_outcome (&lab, cases[i].kind)->reason, cases[i].reason);
      lab_close (&lab);
    }
}

static void
test_move_creates_the_folder (void **state)
{
  WorldLab lab;

  run_and_check (&lab, IMAP_BOTH TWO_LETTERS "at 08:03 laptop move A to Tax\nat 08:10 phone check\n");
  assert_int_equal (lab_outcome (&lab, ACTION_MOVE)->outcome, OUTCOME_DONE);
  assert_int_equal (lab_server_count (&lab, "Tax"), 1);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "Tax"), 1);
  assert_int_equal (lab_device_count (&lab, "phone", "Tax"), 1);
  lab_close (&lab);
}

/* The first microsecond after the deliveries in which at least three steps are made. */
static gint64
busy_instant (const WorldLab *lab)
{
  guint steps = 0;

  for (guint id = 2; id <= trace_length (lab->trace); id++)
    {
      const TraceEvent *before = trace_event (lab->trace, id - 1);
      const TraceEvent *event = trace_event (lab->trace, id);

      if (event->time != before->time)
        steps = 0;
      else if (event->step != before->step && ++steps == 3)
        return event->time;
    }
  fail_msg ("nothing happens at once");
  return 0;
}

/* Steps of one microsecond are counted, and an action may come between them. */
static void
test_actions_between_steps (void **state)
{
  for (guint after = 0; after < 3; after++)
    {
      WorldLab lab;
      gint64 instant;
      guint32 first = 0;
      g_autofree char *time = NULL;
      g_autofree char *text = NULL;

      run_and_check (&lab, POP_LAPTOP "at 08:00 laptop check\n");
      instant = busy_instant (&lab);
      time = journal_format_time (lab.journal, instant, 6);
      text = g_strdup_printf (POP_LAPTOP "at 08:00 laptop check\nat %s+%u scene \"now\"\n", time, after);
      lab_close (&lab);

      run_and_check (&lab, text);
      for (guint id = 1; id <= trace_length (lab.trace); id++)
        {
          const TraceEvent *event = trace_event (lab.trace, id);

          if (event->time == instant && first == 0)
            first = event->step;
          if (event->kind == TRACE_ACTION && event->action.action == 3)
            assert_int_equal (event->step - first, after);
        }
      lab_close (&lab);
    }
}

static void
test_next_time_is_kept (void **state)
{
  WorldLab lab;
  gint64 next;

  lab_open (&lab, pop_day, 0);
  for (;;)
    {
      next = world_next_time (lab.world, lab.journal, lab.script);
      if (!world_step (lab.world, lab.journal, lab.script, lab.trace))
        break;
      assert_true (lab.world->now == next);
    }
  assert_true (next == G_MAXINT64);
  lab_close (&lab);
}

static void
test_end (void **state)
{
  WorldLab lab;

  run_and_check (&lab, POP_LAPTOP TWO_LETTERS "at 08:01:00.050 end\nat 09:00 laptop check\n");
  assert_true (lab.world->ended);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 1);
  assert_false (world_step (lab.world, lab.journal, lab.script, lab.trace));
  lab_close (&lab);
}

/* What a person armed is the cause of the cut, wherever it falls. */
/* It does nothing itself; what a program does by itself until then is lived, in its own world only. */
static void
test_wait (void **state)
{
  static const char *const text = "account ada@kantor.example password=rahasia\n"
                                  "variant one\n  device phone account=ada protocol=pop3 keep=always check=1h\n"
                                  "variant two\n  device phone account=ada protocol=pop3 keep=always check=1h\n"
                                  "at 08:00 scene x\n" TWO_LETTERS "variant one\n  at 09:30 wait\n";

  for (guint variant = 0; variant < 2; variant++)
    {
      WorldLab lab;

      lab_open (&lab, text, variant);
      lab_run (&lab);
      lab_check_trace (&lab);
      assert_int_equal (lab_device_count (&lab, "phone", "INBOX"), variant == 0 ? 2 : 0);
      lab_close (&lab);
    }
}

static void
test_cause_of_a_cut (void **state)
{
  WorldLab lab;
  guint cuts = 0;

  run_and_check (&lab, POP_LAPTOP TWO_LETTERS "at 08:04 cut laptop before=QUIT\nat 08:05 laptop check\n");
  for (guint id = 1; id <= trace_length (lab.trace); id++)
    {
      const TraceEvent *event = trace_event (lab.trace, id);

      if (event->kind != TRACE_FAULT || event->fault.fault != FAULT_CUT)
        continue;
      assert_int_equal (trace_event (lab.trace, event->cause)->kind, TRACE_ACTION);
      cuts++;
    }
  assert_int_equal (cuts, 1);
  lab_close (&lab);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_types_are_covered),
    cmocka_unit_test (test_pop3_day),
    cmocka_unit_test (test_letters_and_parents),
    cmocka_unit_test (test_causes),
    cmocka_unit_test (test_lines_name_their_letters),
    cmocka_unit_test (test_imap_day),
    cmocka_unit_test (test_runs_repeat),
    cmocka_unit_test (test_copies_live_on_alike),
    cmocka_unit_test (test_cut_before_quit),
    cmocka_unit_test (test_cut_after_quit),
    cmocka_unit_test (test_cut_after_octets),
    cmocka_unit_test (test_impossible_actions),
    cmocka_unit_test (test_move_creates_the_folder),
    cmocka_unit_test (test_actions_between_steps),
    cmocka_unit_test (test_next_time_is_kept),
    cmocka_unit_test (test_end),
    cmocka_unit_test (test_wait),
    cmocka_unit_test (test_cause_of_a_cut),
  };

  return cmocka_run_group_tests_name ("world", tests, NULL, NULL);
}
