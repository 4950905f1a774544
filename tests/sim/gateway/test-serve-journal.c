/* What is served, saved and served again says each thing once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib/gstdio.h>

#include "gateway/serve-journal.h"

#define NOW G_GINT64_CONSTANT (1772413200000000)
#define HEAD "postroom 1\nseed 7\ndate 2026-03-02\nzone +00:00\naccount ada@kantor.example password=rahasia\n"

typedef struct {
  const char *line;         /* of the file */
  const char *any_password; /* wanted */
  guint added;              /* lines that the first time adds */
} Case;

static void
check (const Case *example, const char *path)
{
  ServeJournal wanted = { .path = path, .any_password = example->any_password, .offer_tls = TRUE };
  g_autofree char *text = g_strconcat (HEAD, example->line, NULL);
  g_autofree char *saved = NULL;
  guint actions = 1 + (*example->line != '\0') + example->added;

  assert_true (g_file_set_contents (path, text, -1, NULL));
  for (guint time = 0; time < 3; time++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Journal) journal = serve_journal (&wanted, NOW, 1, &error);
      g_autofree char *now = NULL;

      if (journal == NULL)
        fail_msg ("%s", error->message);
      assert_int_equal (journal_n_actions (journal), actions);
      assert_true (journal_write (journal, path, NULL));
      assert_true (g_file_get_contents (path, &now, NULL, NULL));
      if (saved != NULL)
        assert_string_equal (now, saved);
      g_free (saved);
      saved = g_steal_pointer (&now);
    }
}

static void
test_each_thing_once (void **state)
{
  static const Case cases[] = {
    { "", NULL, 1 },
    { "", "tamu", 1 },
    { "server tls=on\n", NULL, 0 },
    { "server tls=on any-account=tamu\n", "tamu", 0 },
    { "server tls=starttls any-account=lain\n", "tamu", 1 },
    { "server preset=dovecot tls=off\n", NULL, 1 },
  };
  g_autofree char *folder = g_dir_make_tmp ("postroom-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "day.postroom", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (&cases[i], path);
  assert_int_equal (g_unlink (path), 0);
  assert_int_equal (g_rmdir (folder), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_each_thing_once),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
