#include "language.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli.h"
#include "gateway/machine-language.h"

#define FIELD "\nLanguage: " /* of a catalogue's header */

static const char header_key[] = "";

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

  machine_language_leave_c ();
  set_language (code);
  found = cli_language_dup ();
  if (g_str_equal (found, code))
    return TRUE;
  set_language (before != NULL ? before : "");
  cli_complain (_("there are no texts in the language “%s”: en and id are there"), code);
  return FALSE;
}
