/* postroom-cli run: plays a journal to its end, in every world that it has. */
#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "eavesdrop-print.h"
#include "net/pcapng.h"
#include "run-lesson.h"
#include "terminal.h"
#include "time/timeline.h"
#include "trace-lines.h"
#include "transcript.h"
#include "where-table.h"

typedef struct {
  char *seed;
  char *trace;
  char *capture;
  char *branch;
  char *variant;
  char *eavesdrop;
  gboolean quiet;
  char **files;
} Options;

typedef struct {
  Options options;
  Journal *journal;
  guint branch;
  GString *trace; /* of all worlds, NULL when it is not wanted */
  GByteArray *capture; /* of the one world, NULL when it is not wanted */
  guint failed;
} Run;

static GOptionContext *
make_context (Options *options)
{
  GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_STRING, &options->seed, N_("use this seed instead of the journal's"), "N" },
    { "trace", 0, 0, G_OPTION_ARG_FILENAME, &options->trace, N_("write all events there, one JSON object a line"),
      "FILE.jsonl" },
    { "capture", 0, 0, G_OPTION_ARG_FILENAME, &options->capture,
      N_("write what is seen at the server's network there, for Wireshark"), "FILE.pcapng" },
    { "branch", 0, 0, G_OPTION_ARG_STRING, &options->branch, N_("play that branch instead of the first"), "NAME" },
    { "variant", 0, 0, G_OPTION_ARG_STRING, &options->variant, N_("play that world only"), "NAME" },
    { "eavesdrop", 0, 0, G_OPTION_ARG_STRING, &options->eavesdrop,
      N_("print what somebody reads who listens on that device's link, on “outside”, or on “all”"), "LINK" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, N_("print only what is not as expected"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (_("FILE|LESSON"));

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Plays a journal to its end and prints the conversation, and where each "
                                           "message lives then.\nA lesson, by its name or as a file that ends in .md, is "
                                           "played with the right answers."));
  g_option_context_set_description (context, _("The exit status is 1 when something that the journal expects is not "
                                               "so, and 2 when the\ncommand line or the journal cannot be "
                                               "understood."));
  return context;
}

static char *
run_help (void)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);

  return cli_help_text (context, "run");
}

static void
options_clear (Options *options)
{
  g_free (options->seed);
  g_free (options->trace);
  g_free (options->capture);
  g_free (options->branch);
  g_free (options->variant);
  g_free (options->eavesdrop);
  g_strfreev (options->files);
}

static gboolean
read_options (Options *options, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = make_context (options);

  if (!cli_parse (context, "run", &argc, &argv) || !cli_check_journals (options->files, TRUE, "run"))
    return FALSE;
  if (options->quiet && options->eavesdrop != NULL)
    cli_complain (_("either --quiet or --eavesdrop"));
  return !options->quiet || options->eavesdrop == NULL;
}

static gboolean
set_seed (Run *run)
{
  guint64 seed;

  if (run->options.seed == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (run->options.seed, 10, 0, G_MAXUINT64, &seed, NULL))
    {
      cli_complain (_("--seed wants a number, not “%s”"), run->options.seed);
      return FALSE;
    }
  journal_set_seed (run->journal, seed);
  return TRUE;
}

static gboolean
find_branch (Run *run)
{
  for (run->branch = 0; run->options.branch != NULL; run->branch++)
    {
      if (run->branch == journal_n_branches (run->journal))
        {
          cli_complain (_("the journal has no branch “%s”"), run->options.branch);
          return FALSE;
        }
      if (g_str_equal (journal_branch (run->journal, run->branch)->name, run->options.branch))
        break;
    }
  return TRUE;
}

static gboolean
is_wanted (const Run *run, guint variant)
{
  return run->options.variant == NULL || g_str_equal (run->options.variant, journal_variant_name (run->journal, variant));
}

static gboolean
check_variant (const Run *run)
{
  for (guint i = 0; i < journal_n_variants (run->journal); i++)
    if (is_wanted (run, i))
      return TRUE;
  cli_complain (_("the journal has no variant “%s”"), run->options.variant);
  return FALSE;
}

/* Two worlds in one file would be one network with the same connections twice. */
static gboolean
check_capture (const Run *run)
{
  if (run->options.capture == NULL || run->options.variant != NULL || journal_n_variants (run->journal) == 1)
    return TRUE;
  cli_complain (_("--capture writes one world: say with --variant which"));
  return FALSE;
}

/* Each event's object tells the world. */
static void
add_trace (GString *out, const Timeline *timeline)
{
  guint written = 0;

  trace_lines_append (out, timeline_trace (timeline), &written,
                      journal_variant_name (timeline_journal (timeline), timeline_variant (timeline)));
}

static void
write_checks (Run *run, Timeline *timeline, GString *out)
{
  guint checked;
  guint failed = checks_run (timeline, run->options.files[0], out, &checked);

  run->failed += failed;
  if (checked > 0 && failed == 0 && !run->options.quiet)
    g_string_append_printf (out, ngettext ("%u expectation, as expected\n", "%u expectations, all as expected\n", checked),
                            checked);
  if (!run->options.quiet)
    g_string_append_c (out, '\n');
}

static void
write_heading (const char *name, GString *out)
{
  g_autofree char *heading = g_strdup_printf ("══ %s ══", name);

  if (*name == '\0')
    return;
  terminal_styled (out, STYLE_HEADING, heading);
  g_string_append_c (out, '\n');
}

/* FALSE: there is no link of that name. */
static gboolean
write_heard (const Run *run, const Timeline *timeline, GString *out)
{
  if (run->options.eavesdrop == NULL)
    return TRUE;
  if (!eavesdrop_write (timeline, run->options.eavesdrop, out))
    {
      cli_complain (_("there is no link “%s”"), run->options.eavesdrop);
      return FALSE;
    }
  g_string_append_c (out, '\n');
  return TRUE;
}

static gboolean
live (Run *run, guint variant)
{
  g_autoptr (Timeline) timeline = timeline_new (run->journal, run->branch, variant);
  g_autoptr (GString) out = g_string_new (NULL);
  const char *name = journal_variant_name (run->journal, variant);

  timeline_seek_end (timeline);
  if (run->trace != NULL)
    add_trace (run->trace, timeline);
  if (run->options.capture != NULL)
    run->capture = pcapng_from_trace (timeline_trace (timeline), timeline_position (timeline), SIDE_SERVER);
  if (!run->options.quiet)
    {
      write_heading (name, out);
      if (!write_heard (run, timeline, out))
        return FALSE;
    }
  if (!run->options.quiet && run->options.eavesdrop == NULL)
    {
      transcript_write (timeline, out);
      g_string_append_c (out, '\n');
      terminal_styled (out, STYLE_HEADING, _("Where each message lives"));
      g_string_append_c (out, '\n');
      where_table_write (timeline, out);
      g_string_append_c (out, '\n');
    }
  write_checks (run, timeline, out);
  fputs (out->str, stdout);
  fflush (stdout);
  return TRUE;
}

static int
run_journal (Run *run)
{
  g_autoptr (GError) error = NULL;

  run->journal = journal_read (run->options.files[0], &error);
  if (run->journal == NULL)
    {
      cli_complain ("%s", error->message);
      return CLI_USAGE;
    }
  if (!set_seed (run) || !find_branch (run) || !check_variant (run) || !check_capture (run))
    return CLI_USAGE;
  run->trace = run->options.trace != NULL ? g_string_new (NULL) : NULL;
  for (guint i = 0; i < journal_n_variants (run->journal); i++)
    if (is_wanted (run, i) && !live (run, i))
      return CLI_USAGE;
  if (run->trace != NULL && !cli_write_file (run->options.trace, run->trace->str, run->trace->len))
    return CLI_USAGE;
  if (run->capture != NULL
      && !g_file_set_contents (run->options.capture, (const char *) run->capture->data, run->capture->len, &error))
    {
      cli_complain ("%s", error->message);
      return CLI_USAGE;
    }
  return run->failed > 0 ? CLI_EXPECTATION_FAILED : CLI_OK;
}

static int
run_command (int argc, char **argv)
{
  Run run = { 0 };
  int status = CLI_USAGE;

  if (!read_options (&run.options, argc, argv))
    status = CLI_USAGE;
  else if (!run_lesson_is_meant (run.options.files[0]))
    status = run_journal (&run);
  else if (run.options.seed != NULL || run.options.trace != NULL || run.options.capture != NULL
           || run.options.branch != NULL || run.options.variant != NULL || run.options.eavesdrop != NULL)
    cli_complain (_("a lesson is played as it is: of the options only --quiet can be used"));
  else
    status = run_lesson (run.options.files[0], run.options.quiet);
  g_clear_pointer (&run.journal, journal_unref);
  if (run.trace != NULL)
    g_string_free (run.trace, TRUE);
  g_clear_pointer (&run.capture, g_byte_array_unref);
  options_clear (&run.options);
  return status;
}

const CliCommand cli_run = { "run", N_("play a journal to its end"), run_command, run_help };
