#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "expectation.h"

/* POP3 takes the mail home at 08:05, phone looks at it by IMAP before. */
static const char day[] =
  "postroom 1\nseed 7\ndate 2026-03-02\n"
  "account ada@kantor.example password=rahasia\n"
  "device laptop account=ada protocol=pop3 keep=never\n"
  "device phone account=ada protocol=imap full-copy=off idle=off\n"
  "at 08:00 deliver from=budi@luar.example subject=\"Invoice March\" size=24kB\n"
  "at 08:01 deliver from=cici@luar.example subject=Photos size=300kB\n"
  "at 08:02 phone check\n"
  "at 08:03 phone flag A\n"
  "at 08:05 laptop check\n"
  "at 08:06 laptop read A\n"
  "at 08:20 phone check\n"
  "at 08:30 %s\n"
  "at 08:40 scene end\n";

typedef struct {
  Timeline *timeline;
  const Expect *expect;
  guint event;
} Case;

static void
case_init (Case *c, const char *line)
{
  g_autofree char *action = g_strconcat ("expect ", line, NULL);
  g_autofree char *text = g_strdup_printf (day, action);
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = NULL;

  journal = journal_parse (text, -1, "test", &error);
  if (journal == NULL)
    fail_msg ("%s: %s", line, error->message);
  c->timeline = timeline_new (journal, 0, 0);
  timeline_seek_end (c->timeline);
  for (guint i = 0; i < journal_n_actions (journal); i++)
    if (journal_action (journal, i)->kind == ACTION_EXPECT)
      {
        c->expect = journal_action (journal, i)->expect;
        c->event = expectation_find_event (timeline_trace (c->timeline), i);
      }
  assert_non_null (c->expect);
  assert_int_not_equal (c->event, 0);
}

static const struct { const char *line; Answer answer; } answers[] = {
  { "server INBOX has 0", ANSWER_TRUE },
  { "server has 0", ANSWER_TRUE },
  { "server INBOX has 2", ANSWER_FALSE },
  { "server INBOX has 2 ever", ANSWER_TRUE },
  { "server INBOX has 3 ever", ANSWER_FALSE },
  { "server INBOX has 3 never", ANSWER_TRUE },
  { "server INBOX has 2 never", ANSWER_FALSE },
  { "server INBOX has 2 by 08:02", ANSWER_TRUE },
  { "server INBOX has 2 by 08:00:30", ANSWER_FALSE },
  { "server INBOX has 1 flagged by 08:04", ANSWER_TRUE },
  { "server INBOX has A flagged by 08:02:59", ANSWER_FALSE },
  { "laptop has 2 by 08:04", ANSWER_FALSE },
  { "laptop has 2 by 08:40", ANSWER_TRUE },
  { "laptop has 2", ANSWER_TRUE },
  { "laptop has >1", ANSWER_TRUE },
  { "laptop has >2", ANSWER_FALSE },
  { "laptop has >=2", ANSWER_TRUE },
  { "laptop has <2", ANSWER_FALSE },
  { "laptop has <=2", ANSWER_TRUE },
  { "laptop lacks 2", ANSWER_FALSE },
  { "laptop INBOX has A read", ANSWER_TRUE },
  { "laptop inbox has \"Invoice March\" read", ANSWER_TRUE },
  { "laptop has B read", ANSWER_FALSE },
  { "laptop has B full", ANSWER_TRUE },
  { "laptop has B unflagged", ANSWER_TRUE },
  { "laptop has B marked", ANSWER_FALSE },
  { "laptop Trash has B", ANSWER_FALSE },
  { "laptop lacks B", ANSWER_FALSE },
  { "phone lacks B", ANSWER_TRUE },
  { "phone has B header by 08:04", ANSWER_TRUE },
  { "phone has B full ever", ANSWER_FALSE },
  { "phone has A waiting", ANSWER_FALSE },
  { "phone has A waiting ever", ANSWER_TRUE },
  { "outside Sent has 2", ANSWER_TRUE },
  { "server gone A because pop-deleted", ANSWER_TRUE },
  { "server INBOX gone A because pop-deleted", ANSWER_TRUE },
  { "server gone A because expunged", ANSWER_FALSE },
  { "laptop gone A because pop-deleted", ANSWER_FALSE },
  { "phone gone A because gone-on-server when idle", ANSWER_TRUE },
  { "laptop said \"DELE 1\"", ANSWER_TRUE },
  { "server said \"DELE 1\"", ANSWER_FALSE },
  { "phone said \"DELE 1\" ever", ANSWER_FALSE },
  { "phone said \"DELE 1\" never", ANSWER_TRUE },
  { "laptop said RETR by 08:04", ANSWER_FALSE },
  { "laptop said RETR by 08:06", ANSWER_TRUE },
  { "laptop said rahasia ever", ANSWER_FALSE }, /* secrets are masked */
  { "server state TRANSACTION ever", ANSWER_TRUE },
  { "server state NOWHERE ever", ANSWER_FALSE },
  { "server state TRANSACTION by 08:04", ANSWER_FALSE },
  { "laptop octets >300kB", ANSWER_TRUE },
  { "laptop octets <300kB", ANSWER_FALSE },
  { "phone octets <20kB", ANSWER_TRUE },
  { "server octets >320kB ever", ANSWER_TRUE },
};

static void
test_answers (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_auto (Verdict) verdict = { ANSWER_UNKNOWN, NULL, NULL };
      Case c = { 0 };

      case_init (&c, answers[i].line);
      expectation_evaluate (c.expect, c.timeline, c.event, &verdict);
      if (verdict.answer != answers[i].answer)
        fail_msg ("%s: %d (%s)", answers[i].line, verdict.answer, verdict.actual);
      assert_non_null (verdict.actual);
      timeline_free (c.timeline);
    }
}

/* At a console nobody but the server has a state: that of the terminal's own connection. */
static void
test_state_at_a_console (void **state)
{
  static const struct { const char *line; Answer answer; } cases[] = {
    { "terminal state TRANSACTION", ANSWER_TRUE },
    { "terminal state AUTHORIZATION", ANSWER_FALSE },
    { "terminal state AUTHORIZATION by 08:06", ANSWER_TRUE },
    { "other state TRANSACTION ever", ANSWER_FALSE },
    { "other state AUTHORIZATION", ANSWER_TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("postroom 1\nseed 7\ndate 2026-03-02\n"
                                               "account ada@kantor.example password=rahasia\n"
                                               "device terminal account=ada protocol=pop3 console=on\n"
                                               "device other account=ada protocol=pop3 console=on\n"
                                               "at 08:05 terminal connect\nat 08:05:01 other connect\n"
                                               "at 08:06:10 terminal type \"USER ada\"\n"
                                               "at 08:06:20 terminal type \"PASS rahasia\"\n"
                                               "at 08:07 expect %s\nat 08:08 scene end\n", cases[i].line);
      g_auto (Verdict) verdict = { ANSWER_UNKNOWN, NULL, NULL };
      g_autoptr (Journal) journal = journal_parse (text, -1, "test", NULL);
      guint index = 0;
      Timeline *timeline;

      assert_non_null (journal);
      timeline = timeline_new (journal, 0, 0);
      timeline_seek_end (timeline);
      while (journal_action (journal, index)->kind != ACTION_EXPECT)
        index++;
      expectation_evaluate (journal_action (journal, index)->expect, timeline,
                            expectation_find_event (timeline_trace (timeline), index), &verdict);
      if (verdict.answer != cases[i].answer)
        fail_msg ("%s: %d (%s)", cases[i].line, verdict.answer, verdict.actual);
      timeline_free (timeline);
    }
}

/* Each proof is an event of the kind that can prove it, in order, not later than the moment. */
static void
test_proofs (void **state)
{
  static const struct { const char *line; TraceKind kind; guint n; const char *actual; } cases[] = {
    { "laptop has 2", TRACE_COPY, 2, "2 letters: A, B" },
    { "laptop has A", TRACE_COPY, 1, "A is there, in INBOX: read, full" },
    { "server has A", TRACE_COPY, 1, "A is gone: pop-deleted" },
    { "outside Inbox has A", TRACE_COPY, 0, "A has never been there" },
    { "laptop said QUIT", TRACE_LINE, 1, "QUIT" },
    { "laptop said STLS", TRACE_LINE, 0, "no line with these words" },
    { "server state TRANSACTION ever", TRACE_STATE, 1, "in state TRANSACTION" },
    { "server octets <1MB", TRACE_COPY, 0, "0 octets" },
    { "server INBOX has 0", TRACE_COPY, 1, "0 letters" },
    { "laptop state NOWHERE", TRACE_STATE, 1, "in state CLOSED" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Verdict) verdict = { ANSWER_UNKNOWN, NULL, NULL };
      Case c = { 0 };

      case_init (&c, cases[i].line);
      expectation_evaluate (c.expect, c.timeline, c.event, &verdict);
      assert_string_equal (verdict.actual, cases[i].actual);
      assert_int_equal (verdict.proofs->len, cases[i].n);
      for (guint k = 0; k < verdict.proofs->len; k++)
        {
          guint id = g_array_index (verdict.proofs, guint32, k);

          assert_true (id >= 1 && id <= timeline_position (c.timeline));
          assert_int_equal (trace_event (timeline_trace (c.timeline), id)->kind, cases[i].kind);
          assert_true (k == 0 || id > g_array_index (verdict.proofs, guint32, k - 1));
        }
      timeline_free (c.timeline);
    }
}

/* What was true for a while is not true now. */
static void
test_state_of_now (void **state)
{
  g_auto (Verdict) verdict = { ANSWER_UNKNOWN, NULL, NULL };
  Case c;

  case_init (&c, "laptop state TRANSACTION");
  expectation_evaluate (c.expect, c.timeline, c.event, &verdict);
  assert_int_equal (verdict.answer, ANSWER_FALSE);
  timeline_free (c.timeline);
}

static void
test_unknown_place (void **state)
{
  g_auto (Verdict) verdict = { ANSWER_UNKNOWN, NULL, NULL };
  g_autoptr (Expect) expect = expect_new (EXPECT_HAS);
  Case c;

  case_init (&c, "laptop has 2");
  expect->place = g_strdup ("tablet");
  expect->when = EXPECT_EVER;
  expectation_evaluate (expect, c.timeline, c.event, &verdict);
  assert_int_equal (verdict.answer, ANSWER_UNKNOWN);
  timeline_free (c.timeline);
}

/* The timeline stands where the answer was decided: the moment when it came true. */
static void
test_moment (void **state)
{
  g_auto (Verdict) verdict = { ANSWER_UNKNOWN, NULL, NULL };
  const TraceEvent *last;
  Case c;

  case_init (&c, "laptop has 1 ever");
  expectation_evaluate (c.expect, c.timeline, c.event, &verdict);
  assert_int_equal (verdict.answer, ANSWER_TRUE);
  assert_int_equal (verdict.proofs->len, 1);
  last = trace_event (timeline_trace (c.timeline), g_array_index (verdict.proofs, guint32, 0));
  assert_int_equal (last->copy.letter, 1);
  assert_int_equal (last->step, trace_event (timeline_trace (c.timeline), timeline_position (c.timeline))->step);
  timeline_free (c.timeline);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_answers),
    cmocka_unit_test (test_state_at_a_console),
    cmocka_unit_test (test_proofs),
    cmocka_unit_test (test_state_of_now),
    cmocka_unit_test (test_unknown_place),
    cmocka_unit_test (test_moment),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
