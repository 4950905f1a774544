#include "cli.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>

#include "gateway/machine-language.h"
#include "terminal.h"

static const CliCommand *const commands[] = {
  &cli_run,
  &cli_lessons,
  &cli_lint,
  &cli_new_lesson,
  &cli_claims,
  &cli_classroom,
  &cli_serve,
  &cli_sync,
  &cli_journal,
  &cli_explain,
  &cli_report,
  &cli_advise,
  &cli_presets,
  &cli_worlds,
};

static const CliCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];
  return NULL;
}

static void
print_help (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append (text, _("Usage: postroom-cli COMMAND [OPTION…] …\n\n"
                           "Plays a day of mail, written down in a journal, and shows what happened.\n\n"
                           "Commands:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_string_append (text, "  ");
      terminal_pad (text, commands[i]->name, 12);
      g_string_append_printf (text, "%s\n", _(commands[i]->summary));
    }
  g_string_append (text, "  ");
  terminal_pad (text, "help", 12);
  g_string_append (text, _("show this text, or that of a command\n"));
  g_string_append (text, _("\nOptions:\n  -h, --help     show this text\n  --version      show the version\n"));
  fputs (text->str, stdout);
}

static int
help (int argc, char **argv)
{
  const CliCommand *command = argc > 1 ? find_command (argv[1]) : NULL;
  g_autofree char *text = NULL;

  if (argc > 1 && command == NULL)
    {
      cli_complain (_("there is no command “%s”; see postroom-cli help"), argv[1]);
      return CLI_USAGE;
    }
  if (command == NULL)
    {
      print_help ();
      return CLI_OK;
    }
  text = command->help ();
  fputs (text, stdout);
  return CLI_OK;
}

/* Every command takes it, wherever it stands among the options. */
static gboolean
asks_for_help (int argc, char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    if (g_str_equal (argv[i], "--help") || g_str_equal (argv[i], "-h"))
      return TRUE;
  return FALSE;
}

static int
run_command (const CliCommand *command, int argc, char **argv)
{
  g_autofree char *text = NULL;

  if (!asks_for_help (argc, argv))
    return command->run (argc, argv);
  text = command->help ();
  fputs (text, stdout);
  return CLI_OK;
}

static int
dispatch (int argc, char **argv)
{
  const CliCommand *command;

  if (argc < 2)
    {
      cli_complain (_("a command is missing; see postroom-cli help"));
      return CLI_USAGE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      printf ("postroom-cli %s\n", POSTROOM_VERSION);
      return CLI_OK;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_help ();
      return CLI_OK;
    }
  if (g_str_equal (argv[1], "help"))
    return help (argc - 1, argv + 1);
  command = find_command (argv[1]);
  if (command != NULL)
    return run_command (command, argc - 1, argv + 1);
  if (argv[1][0] == '-')
    cli_complain (_("there is no option “%s”; see postroom-cli help"), argv[1]);
  else
    cli_complain (_("there is no command “%s”; see postroom-cli help"), argv[1]);
  return CLI_USAGE;
}

/* Who fills a disk with what is printed has to learn that it is not all there. */
static int
end_output (int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  cli_complain (_("what is printed cannot be written: %s"), g_strerror (errno));
  return CLI_USAGE;
}

int
main (int argc, char **argv)
{
  machine_language_begin (POSTROOM_LOCALEDIR);
  g_set_prgname ("postroom-cli");
  return end_output (dispatch (argc, argv));
}
