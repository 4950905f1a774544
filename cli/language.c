#include "language.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "cli.h"

#define FIELD "\nLanguage: " /* of a catalogue's header */

static const char header_key[] = "";

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

/* In C gettext translates nothing, and in newer C libraries not in C.UTF-8 either, which may be all that is installed. By
 * another name it is the same: what it has for no territory of C, the C library takes from C itself. */
static void
use_translatable (void)
{
  if (setlocale (LC_MESSAGES, "C_ZZ.UTF-8") == NULL)
    setlocale (LC_MESSAGES, "C.UTF-8");
}

/* gettext looks at LANGUAGE first, but in the locale C translates nothing at all; GLib does not care about that. */
void
cli_language_begin (void)
{
  if (setlocale (LC_ALL, "") == NULL && setlocale (LC_ALL, "C.UTF-8") != NULL
      && (g_getenv ("LANGUAGE") == NULL || *g_getenv ("LANGUAGE") == '\0'))
    g_setenv ("LANGUAGE", wanted_locale (), TRUE);
  if (is_plain ())
    g_setenv ("LANGUAGE", "C", TRUE);
  else if (g_str_has_prefix (setlocale (LC_MESSAGES, NULL), "C."))
    use_translatable ();
}

/* gettext keeps what it has translated until it is told of another catalogue. */
static void
set_language (const char *names)
{
  g_setenv ("LANGUAGE", names, TRUE);
  textdomain (GETTEXT_PACKAGE);
}

char *
cli_language_dup (void)
{
  const char *header = gettext (header_key);
  const char *field = strstr (header, FIELD);

  if (field == NULL)
    return g_strdup ("en");
  field += strlen (FIELD);
  return g_strndup (field, strcspn (field, "_.@\n"));
}

gboolean
cli_language_use (const char *code)
{
  g_autofree char *before = g_strdup (g_getenv ("LANGUAGE")), *found = NULL;

  if (is_plain ())
    use_translatable ();
  set_language (code);
  found = cli_language_dup ();
  if (g_str_equal (found, code))
    return TRUE;
  set_language (before != NULL ? before : "");
  cli_complain (_("there are no texts in the language “%s”: en and id are there"), code);
  return FALSE;
}
