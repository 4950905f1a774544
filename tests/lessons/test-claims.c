#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "claim.h"

static ClaimRun *
run_text (const char *text, Claim **claim)
{
  g_autoptr (GError) error = NULL;
  ClaimRun *run;

  *claim = claim_parse (text, "test", &error);
  if (*claim == NULL)
    fail_msg ("%s", error->message);
  run = claim_run_new (*claim);
  claim_run_finish (run);
  return run;
}

/* What each claim comes to, and in which of its cases and exceptions it is true ('+') or not ('-'). */
static const struct {
  const char *id;
  ClaimVerdict verdict;
  const char *cases;
} expected[] = {
  { "C01", CLAIM_HOLDS, "+" },
  { "C02", CLAIM_HOLDS_IF, "+-" },         /* unless deletions are passed on: DELE is all that a client can say */
  { "C03", CLAIM_HOLDS, "+" },
  { "C04", CLAIM_HOLDS, "+-" },            /* but not what came as headers only */
  { "C05", CLAIM_HOLDS_IF, "+-" },         /* if it deletes; not with UIDL and mail left there */
  { "C06", CLAIM_HOLDS, "+" },
  { "C07", CLAIM_HOLDS_IF, "+-" },         /* if it deletes */
  { "C08", CLAIM_HOLDS, "+" },
  { "C09", CLAIM_HOLDS, "+" },
  { "C10", CLAIM_HOLDS, "+" },
  { "C11", CLAIM_HOLDS_IF, "+-" },         /* if "until deleted" is set, from the next QUIT on */
  { "C12", CLAIM_HOLDS_IF, "++-" },        /* if connected: IDLE, or the next poll */
  { "C13", CLAIM_HOLDS, "+-" },            /* but for two offline devices, when all flags are told */
  { "C14", CLAIM_HOLDS, "+" },
  { "C15", CLAIM_HOLDS_IF, "+-" },         /* if bodies come on demand */
  { "C16", CLAIM_HOLDS_IF, "+-" },         /* for changes to be told, not for reading */
  { "C17", CLAIM_DOES_NOT_HOLD, "--" },
  { "C18", CLAIM_HOLDS, "++" },
  { "C19", CLAIM_DOES_NOT_HOLD, "--" },
  { "C20", CLAIM_HOLDS, "+" },
  { "C21", CLAIM_HOLDS, "+" },
  { "C22", CLAIM_HOLDS_IF, "+-" },         /* if it deletes */
  { "C23", CLAIM_HOLDS, "+--" },           /* but for size limits and headers only */
  { "C24", CLAIM_HOLDS, "+" },
  { "C25", CLAIM_HOLDS, "+" },
  { "C26", CLAIM_HOLDS, "++" },
  { "C27", CLAIM_HOLDS, "+" },
  { "C28", CLAIM_HOLDS, "+-" },            /* but where the provider files a copy */
  { "C29", CLAIM_HOLDS, "+" },
  { "C30", CLAIM_HOLDS, "+" },
  { "C31", CLAIM_HOLDS_IF, "+-" },         /* if it deletes */
  { "C32", CLAIM_HOLDS_IF, "+-" },         /* if every message is noted as it comes: cut anywhere, nothing is lost or doubled */
  { "C33", CLAIM_HOLDS_IF, "+-" },         /* for what has been downloaded */
  { "C34", CLAIM_HOLDS, "+" },
  { "C35", CLAIM_DOES_NOT_HOLD, "-+" },    /* only what is a header here cannot be read */
  { "C36", CLAIM_HOLDS, "+" },
  { "C37", CLAIM_HOLDS, "+" },
  { "C38", CLAIM_HOLDS, "+" },
  { "C39", CLAIM_HOLDS, "+" },
};

static void
test_verdicts (void **state)
{
  assert_int_equal (claim_count (), G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const Claim *claim = claim_get (i);
      g_autoptr (ClaimRun) run = claim_run_new (claim);
      g_autoptr (GString) cases = g_string_new (NULL);

      assert_string_equal (claim_id (claim), expected[i].id);
      claim_run_finish (run);
      for (guint j = 0; j < claim_run_cases (run)->len; j++)
        g_string_append_c (cases, g_array_index (claim_run_cases (run), ClaimCase, j).is_true ? '+' : '-');
      if (claim_run_verdict (run) != expected[i].verdict || strcmp (cases->str, expected[i].cases) != 0)
        fail_msg ("%s: %s %s", expected[i].id, claim_verdict_name (claim_run_verdict (run)), cases->str);
    }
}

/* Every text is there in both languages, every journal can be read and written, every figure belongs to a rule or is shown. */
static void
test_texts (void **state)
{
  for (guint i = 0; i < claim_count (); i++)
    {
      const Claim *claim = claim_get (i);
      g_autoptr (Journal) journal = claim_journal (claim);
      g_autoptr (ClaimRun) run = claim_run_new (claim);
      g_autofree char *text = claim_dup_journal (claim);
      guint n = claim_run_cases (run)->len;

      assert_non_null (journal);
      assert_true (g_str_has_prefix (text, "postroom 1\n"));
      assert_null (strchr (text, '$'));
      assert_string_not_equal (claim_says (claim, "en"), claim_says (claim, "id"));
      assert_true (claim_run_figures (run)->len > 0);
      for (guint j = 0; j < n; j++)
        if (n > 1 && *claim_case_text (claim, j, "en") != '\0')
          assert_string_not_equal (claim_case_text (claim, j, "en"), claim_case_text (claim, j, "id"));
      for (guint j = 0; j < journal_n_variants (journal) && journal_n_variants (journal) > 1; j++)
        assert_true (*journal_variant_title (journal, j, "id") != '\0');
    }
}

#define HEAD "says \"x\" id=\"y\"\n"
#define JOURNAL_OF(policy) \
  "journal\npostroom 1\naccount ada@kantor.example password=rahasia\n" \
  "device laptop account=ada protocol=pop3 " policy "\ndevice phone account=ada protocol=pop3 keep=always\n" \
  "at 08:00 deliver from=budi@luar.example subject=Hi size=3kB\nat 08:05 laptop check\nat 08:10 phone check\n"

/* One setting turned: other figures, another verdict. */
static void
test_follows_the_experiment (void **state)
{
  const char *const texts[] = {
    HEAD "measure second = phone letters\ncase when second = 0\n" JOURNAL_OF ("keep=never"),
    HEAD "measure second = phone letters\ncase when second = 0\n" JOURNAL_OF ("keep=always"),
    HEAD "measure second = phone letters\ncase when second + 2 * second >= 3\n" JOURNAL_OF ("keep=always"),
  };
  const ClaimVerdict verdicts[] = { CLAIM_HOLDS, CLAIM_DOES_NOT_HOLD, CLAIM_HOLDS };
  const gint64 figures[] = { 0, 1, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      Claim *claim;
      ClaimRun *run = run_text (texts[i], &claim);

      assert_int_equal (claim_run_verdict (run), verdicts[i]);
      assert_int_equal (g_array_index (claim_run_figures (run), ClaimFigure, 0).least, figures[i]);
      claim_run_free (run);
      claim_free (claim);
    }
}

/* Whose, until when, and what never comes. */
static void
test_figures_have_bounds (void **state)
{
  static const struct { const char *measure; gint64 figure; } cases[] = {
    { "laptop failed", 1 }, { "laptop failed at 08:20", 0 }, { "laptop failed since 08:31", 0 }, { "phone failed", 2 },
    { "laptop delay A at 08:04", CLAIM_NEVER }, { "phone delay A", CLAIM_NEVER },
  };
  static const char journal[] = JOURNAL_OF ("keep=never") "at 08:30 laptop online\nat 08:31 phone online\n"
                                                          "at 08:32 phone online\n";

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (HEAD "measure it = %s\ncase when it = it\n%s", cases[i].measure, journal);
      Claim *claim;
      ClaimRun *run = run_text (text, &claim);

      if (g_array_index (claim_run_figures (run), ClaimFigure, 0).least != cases[i].figure)
        fail_msg ("%s: %" G_GINT64_FORMAT, cases[i].measure, g_array_index (claim_run_figures (run), ClaimFigure, 0).least);
      claim_run_free (run);
      claim_free (claim);
    }
}

/* However little is taken of what never comes, it is later than anything. */
static void
test_never_is_later (void **state)
{
  static const char *const rules[] = { "0 * late > 9d", "late * 0 > 9d", "late + 1 > 9d", "1 + late > 9d", "soon < late" };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autofree char *text = g_strdup_printf (HEAD "measure late = phone delay A\nmeasure soon = laptop delay A\n"
                                                    "case when %s\n" JOURNAL_OF ("keep=never"), rules[i]);
      Claim *claim;
      ClaimRun *run = run_text (text, &claim);

      if (claim_run_verdict (run) != CLAIM_HOLDS)
        fail_msg ("not so: %s", rules[i]);
      claim_run_free (run);
      claim_free (claim);
    }
}

static const struct {
  const char *id;
  const char *old;
  const char *new;
  ClaimVerdict verdict;
} turned[] = {
  { "C05", "keep=always\ndevice phone", "keep=never\ndevice phone", CLAIM_HOLDS },
  { "C07", "keep=never", "keep=always", CLAIM_DOES_NOT_HOLD },
  { "C12", "  at 07:55 phone offline", "  at 07:55 phone check", CLAIM_HOLDS },
  { "C15", "full-copy=on", "full-copy=off", CLAIM_HOLDS },
  { "C17", "full-copy=on", "full-copy=off", CLAIM_HOLDS_IF },
  { "C31", "quota=200kB", "quota=20MB", CLAIM_HOLDS },
  { "C32", "commit=quit delete-known=off", "commit=each", CLAIM_HOLDS },
};

static char *
dup_turned (guint i)
{
  g_autofree char *path = g_strdup_printf (CLAIMS "/%s.claim", turned[i].id);
  g_autofree char *text = NULL;
  g_autoptr (GString) out = NULL;

  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  out = g_string_new (text);
  assert_true (g_string_replace (out, turned[i].old, turned[i].new, 0) > 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_shipped_claims_follow_their_settings (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (turned); i++)
    {
      g_autofree char *text = dup_turned (i);
      Claim *claim;
      ClaimRun *run = run_text (text, &claim);

      if (claim_run_verdict (run) != turned[i].verdict)
        fail_msg ("%s: %s", turned[i].id, claim_verdict_name (claim_run_verdict (run)));
      claim_run_free (run);
      claim_free (claim);
    }
}

/* A bit at a time is the same. */
static void
test_in_small_steps (void **state)
{
  g_autoptr (ClaimRun) slow = claim_run_new (claim_find ("c05"));
  g_autoptr (ClaimRun) fast = claim_run_new (claim_find ("C05"));
  guint n = 0;

  while (claim_run_step (slow, 7))
    n++;
  assert_true (n > 10);
  claim_run_finish (fast);
  assert_int_equal (claim_run_verdict (slow), claim_run_verdict (fast));
  assert_int_equal (claim_run_figures (slow)->len, claim_run_figures (fast)->len);
  for (guint i = 0; i < claim_run_figures (slow)->len; i++)
    {
      const ClaimFigure *a = &g_array_index (claim_run_figures (slow), ClaimFigure, i);
      const ClaimFigure *b = &g_array_index (claim_run_figures (fast), ClaimFigure, i);

      assert_int_equal (a->least, b->least);
      assert_int_equal (a->most, b->most);
    }
}

static void
test_refuses_what_it_cannot_read (void **state)
{
  static const struct {
    const char *text;
    const char *error;
  } wrong[] = {
    { "says \"x\"\nmeasure a = laptop weight\n", "test:2:20: " },
    { "says \"x\"\nmeasure a laptop letters\n", "test:2:11: " },
    { "says \"x\"\nmeasure a = laptop letters at noon\n", "test:2:28: " },
    { "says \"x\"\ncase a = 0\n", "test:2:6: " },
    { "says \"x\"\nverdict holds\n", "test:2:1: " },
    { "says \"x\"\nsweep cut\n", "test:2:7: " },
    { "says \"x\"\nmeasure a = laptop says\n", "test:2:1: " },
    { "says \"x\n", "test:1:6: " },
    { "says\n", "test:1:1: " },
    { "says \"x\"\ncase when 1 = 1\n", "test: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (claim_parse (wrong[i].text, "test", &error));
      assert_non_null (error);
      if (!g_str_has_prefix (error->message, wrong[i].error))
        fail_msg ("%u: %s", i, error->message);
    }
  assert_null (claim_find ("C40"));
}

static void
test_words (void **state)
{
  g_autoptr (ClaimRun) run = claim_run_new (claim_find ("C04"));
  g_autofree char *sentence = NULL, *label = NULL, *value = NULL;
  const ClaimFigure *figure = &g_array_index (claim_run_figures (run), ClaimFigure, 0);

  claim_run_finish (run);
  sentence = claim_run_dup_sentence (run, "en");
  label = claim_figure_dup_label (run, figure, "en");
  value = claim_figure_dup_value (figure);
  assert_string_equal (sentence, "holds, except when the program fetched the headers only");
  assert_string_equal (label, "laptop readable offline at 08:10 (whole messages):");
  assert_string_equal (value, "2 letters");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_verdicts),
    cmocka_unit_test (test_texts),
    cmocka_unit_test (test_follows_the_experiment),
    cmocka_unit_test (test_figures_have_bounds),
    cmocka_unit_test (test_never_is_later),
    cmocka_unit_test (test_shipped_claims_follow_their_settings),
    cmocka_unit_test (test_in_small_steps),
    cmocka_unit_test (test_refuses_what_it_cannot_read),
    cmocka_unit_test (test_words),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
