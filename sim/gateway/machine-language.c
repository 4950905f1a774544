#include "gateway/machine-language.h"

#include <libintl.h>
#include <locale.h>

/* What the person asks for, whether the system knows it or not. */
static const char *
wanted_locale (void)
{
  static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_getenv (names[i]) != NULL && *g_getenv (names[i]) != '\0')
      return g_getenv (names[i]);
  return "C";
}

static gboolean
is_plain (void)
{
  const char *locale = setlocale (LC_MESSAGES, NULL);

  return locale == NULL || g_str_equal (locale, "C") || g_str_equal (locale, "POSIX");
}

/* Newer C libraries translate nothing in C.UTF-8 either, which may be all that is installed. By another name it is the same:
 * what it has for no territory of C, the C library takes from C itself. */
static void
use_translatable (void)
{
  if (setlocale (LC_MESSAGES, "C_ZZ.UTF-8") == NULL)
    setlocale (LC_MESSAGES, "C.UTF-8");
}

void
machine_language_leave_c (void)
{
  if (is_plain ())
    use_translatable ();
}

static char *
dup_catalogues (const char *installed)
{
  const char *wanted = g_getenv ("POSTROOM_LOCALEDIR");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program != NULL ? program : "");
  g_autofree char *built = g_build_filename (folder, "..", "data", "po", NULL);

  if (wanted != NULL)
    return g_strdup (wanted);
  return g_strdup (g_file_test (built, G_FILE_TEST_IS_DIR) ? built : installed);
}

/* gettext looks at LANGUAGE first, but in the locale C translates nothing at all; GLib does not care about that. */
void
machine_language_begin (const char *installed)
{
  g_autofree char *folder = dup_catalogues (installed);

  if (setlocale (LC_ALL, "") == NULL && setlocale (LC_ALL, "C.UTF-8") != NULL
      && (g_getenv ("LANGUAGE") == NULL || *g_getenv ("LANGUAGE") == '\0'))
    g_setenv ("LANGUAGE", wanted_locale (), TRUE);
  if (is_plain ())
    g_setenv ("LANGUAGE", "C", TRUE);
  else if (g_str_has_prefix (setlocale (LC_MESSAGES, NULL), "C."))
    use_translatable ();
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
