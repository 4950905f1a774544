/* postroom: the window. */
#include <glib/gi18n.h>
#include <locale.h>

#include "application.h"

/* Where the translations are: in the build folder beside this program while it is not installed. */
static char *
dup_locale_folder (void)
{
  const char *wanted = g_getenv ("POSTROOM_LOCALEDIR");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program != NULL ? program : "");
  g_autofree char *built = g_build_filename (folder, "..", "data", "po", NULL);

  if (wanted != NULL)
    return g_strdup (wanted);
  return g_strdup (g_file_test (built, G_FILE_TEST_IS_DIR) ? built : POSTROOM_LOCALEDIR);
}

int
main (int argc, char **argv)
{
  g_autoptr (PrApplication) application = NULL;
  g_autofree char *folder = dup_locale_folder ();
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Postroom");

  application = pr_application_new (argv);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : pr_application_status (application);
}
