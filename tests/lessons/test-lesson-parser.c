/* Lessons are read as written, and each fault is told with its exact place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "claim.h"
#include "lesson-lint.h"
#include "lesson-sample.h"
#include "lesson.h"

/* The sample with one text put in place of another. */
static char *
changed_in (const char *sample, const char *from, const char *to)
{
  g_autoptr (GString) text = g_string_new (sample);

  if (g_string_replace (text, from, to, 1) != 1)
    fail_msg ("no “%s” in the sample", from);
  return g_strdup (text->str);
}

static char *
changed (const char *from, const char *to)
{
  return changed_in (SAMPLE, from, to);
}

static GPtrArray *
faults_of (const char *text, gboolean lint)
{
  GPtrArray *faults = lesson_faults_new ();
  g_autoptr (Lesson) lesson = lesson_parse_all (text, -1, "lessons/en/sample.md", faults);

  if (lesson != NULL && lint)
    lesson_lint (lesson, FALSE, faults);
  return faults;
}

static void
assert_fault_in (const char *sample, const char *from, const char *to, guint line, guint column, const char *part)
{
  g_autofree char *text = changed_in (sample, from, to);
  g_autoptr (GPtrArray) faults = faults_of (text, TRUE);

  for (guint i = 0; i < faults->len; i++)
    {
      const LessonFault *fault = faults->pdata[i];

      if (fault->line == line && fault->column == column && strstr (fault->message, part) != NULL)
        return;
    }
  if (faults->len == 0)
    fail_msg ("no fault with “%s”", to);
  for (guint i = 0; i < faults->len; i++)
    {
      g_autofree char *said = lesson_fault_text (faults->pdata[i], "sample");

      print_error ("%s\n", said);
    }
  fail_msg ("with “%s”: no “%s” at %u:%u", to, part, line, column);
}

static void
assert_fault (const char *from, const char *to, guint line, guint column, const char *part)
{
  assert_fault_in (SAMPLE, from, to, line, column, part);
}

static void
test_good (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Lesson) lesson = lesson_parse (SAMPLE, -1, "lessons/en/sample.md", &error);
  const LessonBlock *predict, *task;
  const LessonChoice *choice;

  assert_null (error);
  assert_string_equal (lesson->name, "sample");
  assert_string_equal (lesson->language, "en");
  assert_string_equal (lesson->title, "A sample");
  assert_int_equal (lesson->minutes, 7);
  assert_int_equal (lesson->order, 40);
  assert_string_equal (lesson->claims[1], "C09");
  assert_string_equal (lesson->picture, "pop3");
  assert_int_equal (lesson_n_steps (lesson), 3);
  assert_string_equal (lesson_step (lesson, 1)->title, "Second");
  assert_int_equal (lesson_n_blocks_of (lesson, LESSON_DO), 5);
  predict = lesson_step_block (lesson_step (lesson, 0), 3);
  assert_int_equal (predict->kind, LESSON_PREDICT);
  assert_int_equal (predict->line, 26);
  assert_int_equal (predict->until - journal_start (lesson->journal), 8 * G_TIME_SPAN_HOUR + 6 * G_TIME_SPAN_MINUTE);
  choice = predict->choices->pdata[1];
  assert_non_null (choice->right);
  assert_null (choice->wrong);
  assert_int_equal (((Action *) choice->expects->pdata[0])->line, 32);
  task = lesson_step_block (lesson_step (lesson, 1), 2);
  assert_int_equal (task->kind, LESSON_TASK);
  assert_int_equal (task->hints->len, 2);
  assert_int_equal (task->n_actions, 1);
  assert_int_equal (journal_action (lesson->journal, task->first_action)->line, 60);
  assert_null (strstr (lesson->start, "08:"));
}

static void
test_text (void **state)
{
  g_autoptr (LessonText) text = lesson_text_new ("One *two* `three`\nfour\n\n1. a\n2. b\n   - c\n\n> **q** [l](u)\n");
  const Paragraph *first = lesson_text_paragraph (text, 0);
  const Paragraph *last = lesson_text_paragraph (text, 4);
  g_autofree char *plain = lesson_text_plain (text);

  assert_int_equal (lesson_text_length (text), 5);
  assert_int_equal (first->runs->len, 5);
  assert_string_equal (g_array_index (first->runs, TextRun, 1).text, "two");
  assert_int_equal (g_array_index (first->runs, TextRun, 1).style, RUN_EMPHASIS);
  assert_int_equal (g_array_index (first->runs, TextRun, 3).style, RUN_CODE);
  assert_int_equal (lesson_text_paragraph (text, 2)->kind, PARAGRAPH_ITEM);
  assert_int_equal (lesson_text_paragraph (text, 2)->number, 2);
  assert_int_equal (lesson_text_paragraph (text, 3)->depth, 2);
  assert_int_equal (lesson_text_paragraph (text, 3)->number, 0);
  assert_true (last->quote);
  assert_string_equal (g_array_index (last->runs, TextRun, 2).url, "u");
  assert_string_equal (plain, "One two three four\na\nb\nc\nq l");
}

static void
test_places (void **state)
{
  assert_fault ("# A sample\n", "A sample\n", 1, 1, "begins with its title");
  assert_fault ("What it is *about*.\n", "\n", 1, 1, "what the lesson is about");
  assert_fault ("minutes: 7", "minutes: soon", 6, 10, "a number");
  assert_fault ("C05 C09", "C05 C77", 7, 13, "no claim “C77”");
  assert_fault ("C05 C09", "C00", 7, 9, "no claim “C00”");
  assert_fault ("C05 C09", "C05 C0", 7, 13, "no claim “C0”"); /* that begins as the first does */
  assert_fault ("C05 C09", "c05", 7, 9, "no claim “c05”");
  assert_fault ("picture: pop3", "picture: cat", 8, 10, "the picture is");
  assert_fault ("order: 40", "colour: 40", 9, 1, "“colour” is not known");
  assert_fault ("```show", "```shew", 40, 4, "no block “shew”");
  assert_fault ("Ada has a laptop.", "Ada has <b>a</b> laptop.", 14, 1, "HTML");
  assert_fault ("Ada has a laptop.", "![Ada](ada.png)", 14, 1, "no pictures");
  assert_fault ("device laptop account=ada", "device laptop acount=ada", 18, 15, "acount");
  assert_fault ("at 08:05 laptop check", "at 08:05 laptop chekc", 37, 17, "chekc");
  assert_fault ("at 08:05 laptop check", "at 08:05 tablet check", 37, 10, "tablet");
  assert_fault ("at 08:05 laptop check", "laptop check", 37, 1, "a time is missing");
  assert_fault ("at 08:40 laptop check", "at 08:10 laptop check", 64, 1, "runs backwards");
  assert_fault ("  at 08:25 phone check", "  at 08:25 phone chekc", 60, 18, "chekc");
  assert_fault ("  expect server INBOX has A", "  expect server INBOX owns A", 29, 23, "has, lacks");
  assert_fault ("  expect server INBOX has A", "  expect cellar INBOX has A", 29, 10, "cellar");
  assert_fault ("goal: expect phone INBOX has B", "goal: expect phone INBOX has Z", 56, 30, "Z");
  assert_fault ("goal: expect phone INBOX has B", "goal: phone check", 56, 7, "“expect …” is meant");
}

/* Those of the catalogue, and no others. */
static void
test_claims (void **state)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *text = NULL, *none = NULL;
  g_autoptr (Lesson) lesson = NULL, empty = NULL;

  for (guint i = 0; i < claim_count (); i++)
    g_string_append_printf (all, "%s ", claim_id (claim_get (i)));
  text = changed ("C05 C09", all->str);
  lesson = lesson_parse (text, -1, "en/sample.md", NULL);
  assert_non_null (lesson);
  none = changed ("C05 C09", "");
  empty = lesson_parse (none, -1, "en/sample.md", NULL);
  assert_int_equal (g_strv_length (empty->claims), 0);
  assert_int_equal (g_strv_length (lesson->claims), claim_count ());
  assert_fault ("C05 C09", "C40", 7, 9, "no claim “C40”: they are C01 to C39");
}

static void
test_structure (void **state)
{
  assert_fault ("predict until=08:06", "predict", 26, 1, "needs the time");
  assert_fault ("predict until=08:06", "predict until=late", 26, 12, "a time such as");
  assert_fault ("predict until=08:06", "predict until=07:06", 26, 12, "before the last line");
  assert_fault ("predict until=08:06", "predict until=08:06 at=08:10", 26, 1, "opens after");
  assert_fault ("  right: Yes.\n```\n",
                "```\n\n```predict at=08:05 until=08:05:30\n? What?\n- This\n"
                "  expect server INBOX has A\n- That\n  expect server INBOX has 0\n```\n",
                35, 21, "before the prediction above");
  assert_fault ("predict until=08:06", "predict until=08:06 loud", 26, 24, "“loud”");
  assert_fault ("predict until=08:06", "predict until=08:21", 51, 1, "line 26");
  assert_fault ("? Where is it?\n", "", 26, 1, "the question is missing");
  assert_fault ("? Where is it?\n- On the server\n  expect server INBOX has A\n  wrong: It was deleted.\n", "? Where?\n", 26, 1,
                "two choices");
  assert_fault ("  expect laptop INBOX has A\n", "", 31, 1, "needs what is true");
  assert_fault ("  right: Yes.", "  right:", 33, 3, "a text is missing");
  assert_fault ("goal: expect phone INBOX has B\n", "", 54, 1, "needs a goal");
  assert_fault ("solution:\n  at 08:25 phone check\n", "", 54, 1, "needs a solution");
  assert_fault ("hint: Ask.", "console: laptop", 54, 1, "stand together");
  assert_fault ("hint: Ask.", "console: tablet\nprotocol: pop3", 57, 10, "“tablet”");
  assert_fault ("line=\"DELE 1\"", "device=tablet", 41, 18, "no device “tablet”");
  assert_fault ("line=\"DELE 1\"", "variant=IMAP", 41, 18, "no variant “IMAP”");
  assert_fault ("line=\"DELE 1\"", "line=A line=B", 41, 25, "each once");
  assert_fault ("tab=conversation line=\"DELE 1\"", "device=laptop", 40, 1, "says nothing");
  assert_fault ("tab=conversation", "tab=window", 41, 1, "page=");
  assert_fault ("## Second\n", "# Second\n", 44, 1, "one title");
  assert_fault ("- Two.\n", "- Two.\n\n```do\nat 09:00 phone check\n```\n", 94, 1, "nothing happens in the last step");
  assert_fault ("## Second\n", "## Second\n\n```setup\naccount eko@kantor.example password=x\n```\n", 46, 1, "set-up");
  assert_fault ("- Two.\n", "- Two.\n\n```text\n", 94, 1, "never closed");
}

static void
test_lint (void **state)
{
  g_autoptr (GPtrArray) none = faults_of (SAMPLE, TRUE);

  assert_int_equal (none->len, 0);
  assert_fault ("## What to remember", "## The end", 89, 1, "What to remember");
  assert_fault ("- One.\n- Two.", "One and two.", 89, 1, "a list");
  assert_fault ("  wrong: It was deleted.\n", "", 28, 1, "no word on it");
  assert_fault ("  right: Yes.", "  wrong: No.", 31, 1, "turns out right");
  assert_fault ("  wrong: It was deleted.", "  right: Yes.", 28, 1, "turns out wrong");
  assert_fault ("  expect laptop INBOX has A", "  expect phone INBOX has A", 31, 1, "no choice turns out right");
  assert_fault ("  expect server INBOX has A", "  expect server INBOX lacks A", 26, 1, "2 choices turn out right");
  assert_fault ("at 08:45 expect server INBOX has C", "at 08:45 expect server INBOX has B", 69, 1, "not so");
  assert_fault ("at 08:40 laptop check\n", "at 08:40 end\n", 69, 1, "never comes to this");
  assert_fault ("goal: expect phone INBOX has B", "goal: expect server INBOX has B", 54, 1, "before anything was done");
  assert_fault ("  at 08:25 phone check", "  at 08:25 laptop check", 54, 1, "does not reach");
  assert_fault ("line=\"DELE 1\"", "line=\"DELE 9\"", 41, 18, "nobody ever says “DELE 9”");
  assert_fault ("line=\"DELE 1\"", "device=phone line=\"DELE 1\"", 41, 31, "nobody ever says “DELE 1” there");
  assert_fault ("line=\"DELE 1\"", "line=\"TOP 1\"", 41, 18, "nobody ever says");
  assert_fault ("line=\"DELE 1\"", "device=phone line=\"+OK\"", 41, 31, "nobody has said “+OK” yet");
  assert_fault ("at 08:50 phone check", "at 08:50 must phone read B\nat 08:50 must phone flag A", 83, 1, "impossible");
  assert_fault ("```show\ntab=conversation line=\"DELE 1\"\n```\n",
                "```explore\n? Try.\n```\n\n```do\nat 08:10 phone check\n```\n", 40, 1, "at the end of its step");
}

/* A `show` may name its world: that has to be there, and its device and line in that very world. */
static void
test_worlds_shown (void **state)
{
  g_autoptr (GPtrArray) faults = faults_of (SHOWN_WORLDS, TRUE);
  g_autofree char *other = changed_in (SHOWN_WORLDS, "variant=POP3", "variant=IMAP");
  g_autoptr (Lesson) original = lesson_parse (SHOWN_WORLDS, -1, "en/own.md", NULL);
  g_autoptr (Lesson) translation = lesson_parse (other, -1, "id/own.md", NULL);

  assert_int_equal (faults->len, 0);
  assert_fault_in (SHOWN_WORLDS, "variant=IMAP", "variant=SMTP", 26, 1, "no variant “SMTP”");
  assert_fault_in (SHOWN_WORLDS, "variant=IMAP device=laptop", "variant=POP3 device=phone", 26, 14, "no device “phone”");
  assert_fault_in (SHOWN_WORLDS, "variant=IMAP device=laptop line=\"OK\"", "variant=POP3 line=\"FETCH\"", 26, 14,
                   "nobody ever says “FETCH” there");
  assert_fault_in (SHOWN_WORLDS, "line=\"IDLE\"", "line=\"IDLE\" variant=POP3", 42, 12, "nobody ever says “IDLE” there");
  lesson_lint_translation (original, translation, faults);
  assert_int_equal (faults->len, 1);
  assert_int_equal (((LessonFault *) faults->pdata[0])->line, 33);
}

static void
test_translation (void **state)
{
  static const struct { const char *from, *to; guint line; } cases[] = {
    { "minutes: 7", "minutes: 9", 5 },
    { "at 08:05 laptop check", "at 08:05:30 laptop check", 37 },
    { "at 08:05 laptop check\n", "", 36 },
    { "expect server INBOX has A", "expect server INBOX lacks A", 28 },
    { "until=08:06", "until=08:07", 26 },
    { "goal: expect phone INBOX has B", "goal: expect phone has B", 54 },
    { "hint: Ask.\n", "", 54 },
    { "line=\"DELE 1\"", "line=\"DELE\"", 40 },
    { "  wrong: It was deleted.\n", "", 28 },
    { "```explore\n? Try it.\n```\n", "", 44 },
    { "## Second\n", "", 88 },
  };
  g_autoptr (Lesson) original = lesson_parse (SAMPLE, -1, "en/sample.md", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = changed (cases[i].from, cases[i].to);
      g_autoptr (GPtrArray) faults = lesson_faults_new ();
      g_autoptr (Lesson) lesson = lesson_parse_all (text, -1, "id/sample.md", faults);

      assert_int_equal (faults->len, 0);
      lesson_lint_translation (original, lesson, faults);
      if (faults->len == 0 || ((LessonFault *) faults->pdata[0])->line != cases[i].line)
        fail_msg ("“%s” → “%s”: %u faults, the first in line %u", cases[i].from, cases[i].to, faults->len,
                  faults->len > 0 ? ((LessonFault *) faults->pdata[0])->line : 0);
    }
}

static void
parse_anything (const char *text, gsize length)
{
  g_autoptr (GPtrArray) faults = lesson_faults_new ();
  g_autoptr (Lesson) lesson = lesson_parse_all (text, (gssize) length, "x/sample.md", faults);

  assert_true ((lesson != NULL) == (faults->len == 0));
}

/* Nothing that a file may hold brings the parser down, and what it takes can be held to the rules. */
static void
test_mutated (void **state)
{
  static const char *const pieces[] = { "```", "\n", "? ", "- ", "expect ", "\xff", "\"", "until=", "##", "  ", "variant X\n",
                                        "at 1d 00:00 ", "solution:\n", "```do\n", "<!--", "\r", "\t", "![", "99999999999" };
  gsize length = strlen (SAMPLE);
  GRand *rand = g_rand_new_with_seed (5);

  for (gsize n = 0; n <= length; n += 3)
    parse_anything (SAMPLE, n);
  parse_anything ("a\0b", 3);
  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GString) text = g_string_new (SAMPLE);

      for (gint k = g_rand_int_range (rand, 1, 4); k > 0; k--)
        {
          gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) text->len);
          gssize n = g_rand_int_range (rand, 1, 60);

          if (g_rand_boolean (rand))
            g_string_erase (text, (gssize) at, MIN ((gssize) (text->len - at), n));
          else
            g_string_insert (text, (gssize) at, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
        }
      parse_anything (text->str, text->len);
      if (i % 10 == 0)
        g_ptr_array_unref (faults_of (text->str, TRUE));
    }
  g_rand_free (rand);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good),
    cmocka_unit_test (test_text),
    cmocka_unit_test (test_places),
    cmocka_unit_test (test_claims),
    cmocka_unit_test (test_structure),
    cmocka_unit_test (test_lint),
    cmocka_unit_test (test_worlds_shown),
    cmocka_unit_test (test_translation),
    cmocka_unit_test (test_mutated),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
