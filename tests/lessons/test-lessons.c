/* Every lesson that comes with Postroom: parses, has no fault, and its translation is the same lesson. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "lesson-catalog.h"
#include "lesson-lint.h"

static void
assert_no_fault (const GPtrArray *faults, const char *path)
{
  if (faults->len > 0)
    {
      g_autofree char *text = lesson_fault_text (faults->pdata[0], path);

      fail_msg ("%s (%u in all)", text, faults->len);
    }
}

static void
test_every_lesson (void **state)
{
  assert_true (lesson_catalog_n_texts () > 0 && lesson_catalog_n_texts () % 2 == 0);
  for (guint i = 0; i < lesson_catalog_n_texts (); i++)
    {
      g_auto (GStrv) parts = g_strsplit (lesson_catalog_key (i), "/", 2);
      g_autofree char *path = g_strconcat (lesson_catalog_key (i), ".md", NULL);
      g_autoptr (GPtrArray) faults = lesson_faults_new ();
      g_autoptr (Lesson) lesson = lesson_parse_all (lesson_catalog_text (parts[1], parts[0]), -1, path, faults);
      g_autoptr (Lesson) original = lesson_catalog_open (parts[1], NULL, NULL);

      assert_no_fault (faults, path);
      lesson_lint (lesson, TRUE, faults);
      assert_no_fault (faults, path);
      assert_string_equal (original->language, "en");
      lesson_lint_translation (original, lesson, faults);
      assert_no_fault (faults, path);
      /* What comes after another comes after one that is there. */
      assert_true (lesson->after == NULL || lesson_catalog_text (lesson->after, "en") != NULL);
      assert_non_null (lesson_catalog_text (parts[1], "id"));
    }
}

static void
test_list (void **state)
{
  const char *languages[] = { "id_ID", "id", "en", NULL };
  g_autoptr (GPtrArray) english = lesson_catalog_list (NULL);
  g_autoptr (GPtrArray) indonesian = lesson_catalog_list (languages);
  const LessonEntry *first = indonesian->pdata[0];

  assert_int_equal (english->len * 2, lesson_catalog_n_texts ());
  assert_int_equal (english->len, indonesian->len);
  assert_string_equal (first->name, "a-letter-travels");
  assert_string_equal (first->title, "Perjalanan sebuah surat");
  assert_string_equal (first->language, "id");
  assert_string_equal (((LessonEntry *) english->pdata[0])->title, "A letter travels");
  for (guint i = 1; i < english->len; i++)
    assert_true (((LessonEntry *) english->pdata[i - 1])->order < ((LessonEntry *) english->pdata[i])->order);
}

static void
test_open (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Lesson) lesson = lesson_catalog_open ("a-letter-travels", (const char *const[]) { "xx", NULL }, &error);

  assert_non_null (lesson);
  assert_string_equal (lesson->language, "en");
  assert_null (lesson_catalog_open ("no-such-lesson", NULL, &error));
  assert_true (g_error_matches (error, LESSON_ERROR, LESSON_ERROR_NOT_FOUND));
  g_clear_error (&error);
  assert_null (lesson_catalog_open ("/nowhere/no.md", NULL, &error));
  assert_true (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
}

static void
test_template (void **state)
{
  g_autoptr (GPtrArray) faults = lesson_faults_new ();
  g_autoptr (Lesson) lesson = lesson_parse_all (lesson_catalog_template (), -1, "my-lesson.md", faults);

  assert_no_fault (faults, "my-lesson.md");
  lesson_lint (lesson, TRUE, faults);
  assert_no_fault (faults, "my-lesson.md");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_lesson),
    cmocka_unit_test (test_list),
    cmocka_unit_test (test_open),
    cmocka_unit_test (test_template),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
