#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

void
cli_complain (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fprintf (stderr, "postroom-cli: %s\n", text);
}

/* GLib knows the program's name only. */
char *
cli_help_text (GOptionContext *context, const char *command)
{
  g_autofree char *text = g_option_context_get_help (context, TRUE, NULL);
  g_autofree char *wrong = g_strdup_printf ("%s ", g_get_prgname ());
  const char *at = strstr (text, wrong);

  if (at == NULL)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%.*s%s%s %s", (int) (at - text), text, wrong, command, at + strlen (wrong));
}

gboolean
cli_parse (GOptionContext *context, const char *command, int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;

  g_option_context_set_help_enabled (context, FALSE);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  cli_complain (_("%s; see postroom-cli help %s"), error->message, command);
  return FALSE;
}

gboolean
cli_check_journals (char **files, gboolean needed, const char *command)
{
  if (files == NULL && needed)
    cli_complain (_("a journal is missing; see postroom-cli help %s"), command);
  else if (files != NULL && files[1] != NULL)
    cli_complain (_("one journal at a time: “%s” is too much"), files[1]);
  else
    return TRUE;
  return FALSE;
}

gboolean
cli_write_file (const char *path, const char *octets, gsize length)
{
  g_autoptr (GError) error = NULL;

  if (g_file_set_contents (path, octets, (gssize) length, &error))
    return TRUE;
  cli_complain ("%s", error->message);
  return FALSE;
}
