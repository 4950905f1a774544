/* postroom-cli report: a customer's complaint as one page of HTML. */
#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "language.h"
#include "report.h"

typedef struct {
  char *output;
  char *language;
  char **files;
} Options;

static GOptionContext *
make_context (Options *options)
{
  GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, N_("write it there instead of to standard output"),
        "FILE.html" },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &options->language, N_("the language: en or id; your own when it is not given"),
        "CODE" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (_("JOURNAL"));

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Writes what a journal shows as one page of HTML: the cause, the proof, what to "
                                           "change, "
                                           "where each\nmessage is, and the conversation. It needs no other file, and can be "
                                           "printed."));
  return context;
}

static char *
report_help (void)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);

  return cli_help_text (context, "report");
}

static gboolean
read_options (Options *options, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = make_context (options);

  return cli_parse (context, "report", &argc, &argv) && cli_check_journals (options->files, TRUE, "report");
}

static int
report (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = journal_read (options->files[0], &error);
  g_autofree char *language = NULL, *html = NULL;

  if (journal == NULL)
    {
      cli_complain ("%s", error->message);
      return CLI_USAGE;
    }
  language = cli_language_dup ();
  html = report_html (journal, language);
  if (options->output == NULL)
    fputs (html, stdout);
  else if (!cli_write_file (options->output, html, strlen (html)))
    return CLI_USAGE;
  return CLI_OK;
}

static int
report_command (int argc, char **argv)
{
  Options options = { 0 };
  int status = CLI_USAGE;

  if (read_options (&options, argc, argv) && (options.language == NULL || cli_language_use (options.language)))
    status = report (&options);
  g_free (options.output);
  g_free (options.language);
  g_strfreev (options.files);
  return status;
}

const CliCommand cli_report = { "report", N_("write what a journal shows as one page"), report_command, report_help };
