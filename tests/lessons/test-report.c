#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "explain.h"
#include "report.h"
#include "symptom.h"

static GPtrArray *
support_journals (void)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) folder = g_dir_open (JOURNALS, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "support-"))
      g_ptr_array_add (paths, g_build_filename (JOURNALS, name, NULL));
  return paths;
}

static void
check_remarks (const Journal *journal)
{
  assert_true (symptom_has (journal));
  assert_true (journal_remark_has (journal, REMARK_CAUSE, 0, "id"));
  assert_true (journal_n_remarks (journal, REMARK_ADVICE) > 0);
  for (guint i = 0; i < journal_n_remarks (journal, REMARK_ADVICE); i++)
    {
      assert_true (journal_remark_has (journal, REMARK_ADVICE, i, "id"));
      assert_string_not_equal (journal_remark (journal, REMARK_ADVICE, i, "id"), journal_remark (journal, REMARK_ADVICE, i,
          NULL));
    }
}

static void
check_meaning (const Trace *trace, Journal *journal, const TraceEvent *line, const char *html)
{
  gboolean known;
  g_autoptr (Explanation) explanation = explain_line (trace, journal, line, &known);
  g_autofree char *meaning = g_markup_escape_text (explanation->meaning, -1);

  assert_true (known);
  assert_non_null (strstr (html, meaning));
}

/* The very line, as the trace has it, stands in the page, with what it means. */
static guint
check_proof (const Proof *proof, const Trace *trace, Journal *journal, const char *html)
{
  guint lines = 0;

  assert_int_equal (proof->verdict.answer, ANSWER_TRUE);
  for (guint i = 0; i < proof->verdict.proofs->len; i++)
    {
      const TraceEvent *event = trace_event (trace, g_array_index (proof->verdict.proofs, guint32, i));
      g_autofree char *text = event->kind == TRACE_LINE ? trace_line_shown (trace, event, 60) : g_strdup ("");
      g_autofree char *first = g_strndup (text, strcspn (text, "\n")), *escaped = g_markup_escape_text (first, -1);

      assert_non_null (strstr (html, escaped));
      if (event->kind == TRACE_LINE)
        check_meaning (trace, journal, event, html);
      lines += event->kind == TRACE_LINE;
    }
  return lines;
}

static void
test_every_complaint (void **state)
{
  g_autoptr (GPtrArray) paths = support_journals ();

  assert_true (paths->len >= 18);
  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Journal) journal = journal_read (paths->pdata[i], &error);
      g_autofree char *english = NULL, *indonesian = NULL, *advice = NULL;
      guint lines = 0;

      g_assert_no_error (error);
      print_message ("%s\n", (const char *) paths->pdata[i]);
      check_remarks (journal);
      english = report_html (journal, "en");
      indonesian = report_html (journal, "id");
      advice = g_markup_escape_text (journal_remark (journal, REMARK_ADVICE, 0, "id"), -1);
      assert_non_null (strstr (indonesian, advice));
      for (guint variant = 0; variant < journal_n_variants (journal); variant++)
        {
          g_autoptr (Timeline) timeline = timeline_new (journal, 0, variant);
          g_autoptr (GPtrArray) proofs = symptom_prove (timeline);

          assert_true (proofs->len > 0);
          for (guint k = 0; k < proofs->len; k++)
            lines += check_proof (proofs->pdata[k], timeline_trace (timeline), journal, english);
        }
      assert_true (lines > 0);
    }
}

/* One page that fetches nothing, and shows no password. */
static void
test_self_contained (void **state)
{
  g_autoptr (GPtrArray) paths = support_journals ();

  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (Journal) journal = journal_read (paths->pdata[i], NULL);
      g_autofree char *html = report_html (journal, NULL);

      assert_true (g_str_has_prefix (html, "<!DOCTYPE html>"));
      assert_non_null (strstr (html, "@media print"));
      assert_null (strstr (html, "src="));
      assert_null (strstr (html, "href="));
      assert_null (strstr (html, "url("));
      assert_null (strstr (html, "<script"));
      assert_null (strstr (html, "rahasia"));
      assert_true (g_utf8_validate (html, -1, NULL));
    }
}

static void
test_words_of_the_journal (void **state)
{
  static const char text[] = "postroom 1\ntitle \"x\"\ncause \"why\" id=\"mengapa\"\nadvice \"one\"\nadvice \"two\" "
                             "id=\"dua\"\n"
                             "account ada@a.example password=p\n"
                             "device d account=ada protocol=pop3 check=never\nat 08:00 d check\nat 09:00 proof d said "
                             "\"QUIT\"\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = journal_parse (text, -1, "x", &error), copy = NULL, again = NULL;
  g_autofree char *written = NULL, *line = NULL;

  g_assert_no_error (error);
  assert_string_equal (journal_remark (journal, REMARK_CAUSE, 0, "id"), "mengapa");
  assert_string_equal (journal_remark (journal, REMARK_ADVICE, 0, "id"), "one");
  assert_string_equal (journal_remark (journal, REMARK_ADVICE, 1, "id"), "dua");
  assert_null (journal_remark (journal, REMARK_ADVICE, 2, "id"));
  line = action_to_text (journal_action (journal, journal_n_actions (journal) - 1));
  assert_string_equal (line, "proof d said QUIT");
  copy = journal_dup (journal);
  assert_string_equal (journal_remark (copy, REMARK_CAUSE, 0, NULL), "why");
  written = journal_to_text (journal);
  again = journal_parse (written, -1, "x", NULL);
  assert_int_equal (journal_n_remarks (again, REMARK_ADVICE), 2);
  assert_null (journal_parse ("postroom 1\ncause \"a\"\ncause \"b\"\n", -1, "x", &error));
  assert_non_null (strstr (error->message, "x:3:"));
}

/* What is twice at a place, and a proof that something was never said. */
static void
test_copies_and_nevers (void **state)
{
  static const char text[] = "postroom 1\naccount ada@a.example password=p\n"
                             "device d account=ada protocol=pop3 keep=always check=never\n"
                             "at 08:00 deliver from=b@c.example subject=Once size=2kB\n"
                             "at 08:10 d check\nat 08:20 lose d what=memory\nat 08:30 d check\n"
                             "at 09:00 proof d said \"DELE\" never\nat 09:00 proof d said \"UIDL\"\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = journal_parse (text, -1, "x", &error);
  g_autofree char *html = NULL;

  g_assert_no_error (error);
  html = report_html (journal, "en");
  assert_non_null (strstr (html, "INBOX, unread, ×2</td>"));
  assert_non_null (strstr (html, "<p>d never says “DELE” ✓</p>"));
  assert_non_null (strstr (html, "<p>d says “UIDL” ✓</p>"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_complaint),
    cmocka_unit_test (test_self_contained),
    cmocka_unit_test (test_words_of_the_journal),
    cmocka_unit_test (test_copies_and_nevers),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
