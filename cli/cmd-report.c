/* postroom-cli report: a customer's complaint as one page of HTML. */
#include "cli.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

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

/* gettext looks at LANGUAGE first; for the C locale it translates nothing at all. */
static void
set_language (const char *language)
{
  const char *locale = setlocale (LC_MESSAGES, NULL);

  g_setenv ("LANGUAGE", language, TRUE);
  if (locale == NULL || g_str_equal (locale, "C"))
    {
      g_autofree char *wanted = g_strdup_printf ("%s_%s.UTF-8", language, g_str_equal (language, "id") ? "ID" : "US");

      if (setlocale (LC_MESSAGES, wanted) == NULL)
        setlocale (LC_MESSAGES, "C.UTF-8");
    }
}

/* GLib decides at the first text whether there are translations, and keeps to that: so --lang is looked for before anything
 * is said, and before the command line is read. */
static void
look_for_language (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (g_str_has_prefix (argv[i], "--lang="))
      set_language (argv[i] + strlen ("--lang="));
    else if (g_str_equal (argv[i], "--lang") && i + 1 < argc)
      set_language (argv[i + 1]);
}

static int
report (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = journal_read (options->files[0], &error);
  g_autofree char *own = g_strndup (g_get_language_names ()[0], strcspn (g_get_language_names ()[0], "_.@"));
  const char *language = options->language != NULL ? options->language : own;
  g_autofree char *html = NULL;

  if (journal == NULL)
    {
      cli_complain ("%s", error->message);
      return CLI_USAGE;
    }
  html = report_html (journal, g_str_equal (language, "C") ? "en" : language);
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

  look_for_language (argc, argv);
  if (read_options (&options, argc, argv))
    status = report (&options);
  g_free (options.output);
  g_free (options.language);
  g_strfreev (options.files);
  return status;
}

const CliCommand cli_report = { "report", N_("write what a journal shows as one page"), report_command, report_help };
