/* Every journal that is shipped lives to its end, and everything that it expects is so. Each of the support desk's
 * eighteen cases is there, with its title and its scenes in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <sys/wait.h>

#include "journal/journal.h"

#define CASES 24

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_journals (void)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) folder = g_dir_open (JOURNALS, 0, NULL);
  const char *name;

  assert_non_null (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, ".postroom"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
test_all_is_as_expected (void **state)
{
  g_autoptr (GPtrArray) names = list_journals ();

  assert_true (names->len > CASES);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (JOURNALS, names->pdata[i], NULL);
      char *command[] = { (char *) g_getenv ("POSTROOM_CLI"), (char *) "run", (char *) "--quiet", path, NULL };
      g_autofree char *out = NULL;
      g_autofree char *err = NULL;
      int status;

      assert_true (g_spawn_sync (NULL, command, NULL, 0, NULL, NULL, &out, &err, &status, NULL));
      if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
        fail_msg ("%s\n%s%s", path, out, err);
    }
}

static guint
count_expectations (const Journal *journal, const char *path)
{
  guint count = 0;

  for (guint i = 0; i < journal_n_actions (journal); i++)
    {
      const Action *action = journal_action (journal, i);

      count += action->kind == ACTION_EXPECT;
      if (action->kind == ACTION_SCENE && (action->texts == NULL || action->texts->len < 2))
        fail_msg ("%s:%u: a scene in one language only", path, action->line);
    }
  return count;
}

static void
test_all_support_cases_are_there (void **state)
{
  g_autoptr (GPtrArray) names = list_journals ();
  guint next = 1;

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (JOURNALS, names->pdata[i], NULL);
      g_autofree char *beginning = g_strdup_printf ("support-%02u-", next);
      g_autoptr (Journal) journal = NULL;

      if (!g_str_has_prefix (names->pdata[i], beginning))
        continue;
      journal = journal_read (path, NULL);
      assert_non_null (journal);
      assert_string_not_equal (journal_title (journal, "en"), "");
      assert_string_not_equal (journal_title (journal, "en"), journal_title (journal, "id"));
      assert_true (count_expectations (journal, path) >= 3);
      next++;
    }
  assert_int_equal (next, CASES + 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_all_is_as_expected),
    cmocka_unit_test (test_all_support_cases_are_there),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
