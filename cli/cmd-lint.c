/* postroom-cli lint: what is wrong with lessons. */
#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "lesson-catalog.h"
#include "lesson-lint.h"

typedef struct {
  gboolean strict;
  char **files;
} Options;

static GOptionContext *
make_context (Options *options)
{
  GOptionEntry entries[] = {
    { "strict", 0, 0, G_OPTION_ARG_NONE, &options->strict, N_("hold it to what lessons of Postroom itself have to keep"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (_("[LESSON…]"));

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Says what is wrong with lessons, each fault with its file, line and column; without "
                                           "a lesson: with all\nthat come with Postroom. A lesson in a folder named after "
                                           "its language, such as id, is compared with\nthat of the same name in the folder "
                                           "en beside it."));
  g_option_context_set_description (context, _("The exit status is 1 when there is a fault."));
  return context;
}

static char *
lint_help (void)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);

  return cli_help_text (context, "lint");
}

/* The English lesson that this one is a translation of; NULL when there is none, or, with error, none that can be read. */
static Lesson *
read_original (const Lesson *lesson, gboolean shipped, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (lesson->path);
  g_autofree char *file = g_strconcat (lesson->name, ".md", NULL);
  g_autofree char *path = g_build_filename (folder, "..", "en", file, NULL);

  if (*lesson->language == '\0' || strcmp (lesson->language, "en") == 0)
    return NULL;
  if (!shipped)
    return g_file_test (path, G_FILE_TEST_EXISTS) ? lesson_read (path, error) : NULL;
  return lesson_catalog_text (lesson->name, "en") != NULL ? lesson_catalog_open (lesson->name, NULL, error) : NULL;
}

static guint
lint_text (const char *text, gssize length, const char *path, gboolean strict, gboolean shipped)
{
  g_autoptr (GPtrArray) faults = lesson_faults_new ();
  g_autoptr (Lesson) lesson = lesson_parse_all (text, length, path, faults);
  g_autoptr (GError) error = NULL;
  g_autoptr (Lesson) original = lesson != NULL ? read_original (lesson, shipped, &error) : NULL;

  if (lesson != NULL)
    lesson_lint (lesson, strict, faults);
  if (original != NULL)
    lesson_lint_translation (original, lesson, faults);
  if (error != NULL)
    lesson_fault (faults, 1, 1, _("the original, with which this is to be compared, has a fault itself: %s"),
                  error->message);
  for (guint i = 0; i < faults->len; i++)
    {
      g_autofree char *line = lesson_fault_text (faults->pdata[i], path);

      printf ("%s\n", line);
    }
  return faults->len;
}

/* One that comes with Postroom, or NULL: all of them; in all languages. */
static guint
lint_shipped (const char *name, gboolean strict)
{
  guint n = 0;

  for (guint i = 0; i < lesson_catalog_n_texts (); i++)
    {
      g_auto (GStrv) parts = g_strsplit (lesson_catalog_key (i), "/", 2);
      g_autofree char *path = g_strconcat (lesson_catalog_key (i), ".md", NULL);

      if (name == NULL || strcmp (name, parts[1]) == 0)
        n += lint_text (lesson_catalog_text (parts[1], parts[0]), -1, path, strict, TRUE);
    }
  return n;
}

static gboolean
lint_file (const char *name, gboolean strict, guint *n_faults)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (strchr (name, '/') == NULL && lesson_catalog_text (name, "en") != NULL && !g_file_test (name, G_FILE_TEST_EXISTS))
    {
      *n_faults += lint_shipped (name, strict);
      return TRUE;
    }
  if (!g_file_get_contents (name, &text, &length, &error))
    {
      cli_complain ("%s", error->message);
      return FALSE;
    }
  *n_faults += lint_text (text, (gssize) length, name, strict, FALSE);
  return TRUE;
}

static int
lint_run (int argc, char **argv)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);
  g_auto (GStrv) files = NULL;
  guint n_faults = 0;
  int status = CLI_OK;

  if (!cli_parse (context, "lint", &argc, &argv))
    return CLI_USAGE;
  files = options.files;
  if (files == NULL)
    n_faults = lint_shipped (NULL, TRUE);
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    if (!lint_file (files[i], options.strict, &n_faults))
      status = CLI_USAGE;
  if (n_faults > 0)
    printf (ngettext ("%u fault\n", "%u faults\n", n_faults), n_faults);
  return n_faults > 0 ? CLI_EXPECTATION_FAILED : status;
}

const CliCommand cli_lint = { "lint", N_("say what is wrong with lessons"), lint_run, lint_help };
