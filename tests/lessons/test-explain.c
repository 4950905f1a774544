#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "explain.h"
#include "world/world.h"

typedef struct {
  Journal *journal;
  GArray *script;
  World *world;
  Trace *trace;
} Run;

static Run
run_variant (Journal *journal, guint variant)
{
  Run run = { journal, journal_script (journal, 0, variant), world_new (journal, variant), trace_new () };

  while (world_step (run.world, journal, run.script, run.trace))
    ;
  return run;
}

static void
run_clear (Run *run)
{
  trace_free (run->trace);
  world_free (run->world);
  g_array_unref (run->script);
}

/* Every line of every shipped journal means something. */
static void
test_every_shipped_line_has_a_meaning (void **state)
{
  g_autoptr (GDir) folder = g_dir_open (JOURNALS, 0, NULL);
  const char *name;
  guint lines = 0;

  assert_non_null (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (JOURNALS, name, NULL);
      g_autoptr (Journal) journal = journal_read (path, NULL);

      assert_non_null (journal);
      for (guint variant = 0; variant < journal_n_variants (journal); variant++)
        {
          Run run = run_variant (journal, variant);

          for (guint id = 1; id <= trace_length (run.trace); id++)
            {
              const TraceEvent *event = trace_event (run.trace, id);
              g_autoptr (Explanation) explanation = NULL;
              gboolean known;

              if (event->kind != TRACE_LINE)
                continue;
              explanation = explain_line (run.trace, journal, event, &known);
              if (!known || *explanation->note == '\0' || *explanation->meaning == '\0' || *explanation->clause == '\0')
                fail_msg ("%s, event %u: %s", name, id, trace_line_text (run.trace, event, 100));
              lines++;
            }
          run_clear (&run);
        }
    }
  assert_true (lines > 500);
}

static const char day[] = "postroom 1\n"
                          "account ada@kantor.example password=rahasia\n"
                          "device laptop account=ada protocol=pop3 keep=never\n"
                          "at 08:00 deliver from=budi@luar.example subject=Hello as=H\n"
                          "at 08:05 laptop check\n";

static char *
note_of (const Run *run, const char *text)
{
  for (guint id = 1; id <= trace_length (run->trace); id++)
    {
      const TraceEvent *event = trace_event (run->trace, id);
      g_autofree char *line = event->kind == TRACE_LINE && event->line.arrived ? trace_line_text (run->trace, event, 80)
                                                                                : g_strdup ("");
      g_autoptr (Explanation) explanation = NULL;
      gboolean known;

      if (!g_str_has_prefix (line, text))
        continue;
      explanation = explain_line (run->trace, run->journal, event, &known);
      return g_strdup (explanation->note);
    }
  fail_msg ("no line %s", text);
  return NULL;
}

static void
test_notes_name_the_letter_and_what_is_answered (void **state)
{
  g_autoptr (Journal) journal = journal_parse (day, -1, "day", NULL);
  Run run = run_variant (journal, 0);
  g_autofree char *dele = note_of (&run, "DELE 1");
  g_autofree char *retr = note_of (&run, "RETR 1");
  g_autofree char *mail = note_of (&run, "250 2.1.0");
  g_autofree char *data = note_of (&run, "Return-Path:");

  assert_string_equal (dele, "marks letter H; nothing is removed yet");
  assert_string_equal (retr, "asks for the whole of letter H");
  assert_string_equal (mail, "the sender is accepted");
  assert_string_equal (data, "all octets of letter H");
  run_clear (&run);
}

/* RFC 1939 §4: QUIT in the AUTHORIZATION state does not enter UPDATE. */
static void
test_quit_before_logging_in_removes_nothing (void **state)
{
  g_autoptr (Journal) journal = journal_parse (day, -1, "day", NULL);
  g_autoptr (Journal) refused = journal_parse ("postroom 1\n"
                                               "account ada@kantor.example password=rahasia\n"
                                               "device laptop account=ada protocol=pop3 password=wrong\n"
                                               "at 08:05 laptop check\n",
                                               -1, "refused", NULL);
  Run run = run_variant (journal, 0);
  Run run_refused = run_variant (refused, 0);
  g_autofree char *after = note_of (&run, "+OK Goodbye");
  g_autofree char *before = note_of (&run_refused, "+OK Goodbye");

  assert_string_equal (after, "the marked messages are removed; the lock is free");
  assert_string_equal (before, "goodbye");
  run_clear (&run);
  run_clear (&run_refused);
}

/* RFC 1939 §3: a command may be refused for the state alone, whatever it asks for. */
static void
test_commands_of_another_state (void **state)
{
  static const char *const notes[] = { "refused: nobody is logged in yet", "refused: somebody is logged in already",
                                       "no such message" };
  g_autoptr (Journal) journal = journal_parse ("postroom 1\naccount ada@kantor.example password=rahasia\n"
                                               "device terminal account=ada protocol=pop3 console=on\n"
                                               "at 08:10 terminal connect\nat 08:10:01 terminal type \"RETR 1\"\n"
                                               "at 08:10:02 terminal type \"USER ada\"\n"
                                               "at 08:10:03 terminal type \"PASS rahasia\"\n"
                                               "at 08:10:04 terminal type \"USER ada\"\n"
                                               "at 08:10:05 terminal type \"RETR 1\"\n",
                                               -1, "states", NULL);
  Run run = run_variant (journal, 0);
  guint found = 0;

  for (guint id = 1; id <= trace_length (run.trace); id++)
    {
      const TraceEvent *event = trace_event (run.trace, id);
      g_autofree char *line = event->kind == TRACE_LINE ? trace_line_text (run.trace, event, 80) : g_strdup ("");
      g_autoptr (Explanation) explanation = NULL;
      gboolean known;

      if (!g_str_has_prefix (line, "-ERR"))
        continue;
      explanation = explain_line (run.trace, run.journal, event, &known);
      assert_true (found < G_N_ELEMENTS (notes));
      assert_string_equal (explanation->note, notes[found++]);
    }
  assert_int_equal (found, G_N_ELEMENTS (notes));
  run_clear (&run);
}

static void
test_every_code_has_words (void **state)
{
  for (guint kind = TOKEN_TAG; kind <= TOKEN_LITERAL; kind++)
    assert_string_not_equal (explain_token (PROTOCOL_IMAP, kind), "");
  for (guint rule = RULE_LOG_IN; rule <= RULE_UTF8; rule++)
    assert_string_not_equal (explain_decision (rule), "");
  for (guint reason = REASON_DELIVERED; reason <= REASON_EXPIRED; reason++)
    assert_string_not_equal (explain_reason (reason), "");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_shipped_line_has_a_meaning),
    cmocka_unit_test (test_notes_name_the_letter_and_what_is_answered),
    cmocka_unit_test (test_quit_before_logging_in_removes_nothing),
    cmocka_unit_test (test_commands_of_another_state),
    cmocka_unit_test (test_every_code_has_words),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
