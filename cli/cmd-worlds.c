/* postroom-cli worlds: lives worlds made by chance, and asks whether what always has to hold held. */
#include "cli.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "random-world.h"
#include "rng.h"

typedef struct {
  char *seeds;
  char *shrink;
  gboolean print;
} Options;

static GOptionContext *
make_context (Options *options)
{
  GOptionEntry entries[] = {
    { "seeds", 0, 0, G_OPTION_ARG_STRING, &options->seeds, N_("from which seed to which; 1-100 when it is not given"),
      "A-B" },
    { "shrink", 0, 0, G_OPTION_ARG_FILENAME, &options->shrink,
      N_("write the shortest journal there that breaks the same law as the first one broken"), "FILE" },
    { "print", 0, 0, G_OPTION_ARG_NONE, &options->print, N_("print the journals, and do not play them"), NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Plays days made by chance, in which anything may break, and asks whether what "
                                           "always has to hold has held."));
  return context;
}

static char *
worlds_help (void)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);

  return cli_help_text (context, "worlds");
}

static gboolean
parse_seeds (const char *text, guint64 *first, guint64 *last)
{
  g_auto (GStrv) parts = g_strsplit (text, "-", 2);

  if (parts[0] == NULL || !g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXINT64, first, NULL))
    return FALSE;
  *last = *first;
  return parts[1] == NULL
         || (g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXINT64, last, NULL) && *last >= *first);
}

/* A program that fails its own assertions still says in which world. */
static char living[64];

static void
on_abort (int number)
{
  if (write (STDERR_FILENO, living, strlen (living)) < 0 || write (STDERR_FILENO, "\n", 1) < 0)
    _exit (CLI_EXPECTATION_FAILED);
  signal (number, SIG_DFL);
  raise (number);
}

/* A life is left to a copy of the world in every fourth one, at some step. */
static guint
copy_step (guint64 seed)
{
  return seed % 4 == 0 ? 1 + (guint) (rng_u64 (seed, "copy", "", 0) % 2000) : 0;
}

static void
shrink (const RandomWorld *world, const char *broken, guint64 seed, const char *path)
{
  g_autoptr (RandomWorld) least = random_world_shrink (world, broken, copy_step (seed));
  g_autofree char *text = random_world_text (least);

  if (cli_write_file (path, text, strlen (text)))
    printf (_("%s: %u lines of it\n"), path, least->lines->len);
}

static int
live_all (const Options *options, guint64 first, guint64 last)
{
  guint64 n_broken = 0;
  g_autofree char *n_all = g_strdup_printf ("%" G_GUINT64_FORMAT, last - first + 1);
  g_autofree char *n_failed = NULL;

  for (guint64 seed = first; seed <= last; seed++)
    {
      g_autoptr (RandomWorld) world = random_world_new (seed);
      g_autofree char *text = random_world_text (world);
      g_autofree char *broken = NULL;

      g_snprintf (living, sizeof living, "seed %" G_GUINT64_FORMAT, seed);
      if (options->print)
        {
          printf ("%s\n", text);
          continue;
        }
      broken = random_world_break (text, copy_step (seed));
      if (broken == NULL)
        continue;
      printf ("%s: %s\n", living, broken);
      fflush (stdout);
      if (n_broken++ == 0 && options->shrink != NULL)
        shrink (world, broken, seed, options->shrink);
    }
  n_failed = g_strdup_printf ("%" G_GUINT64_FORMAT, n_broken);
  if (!options->print)
    printf (_("%s worlds, %s broken\n"), n_all, n_failed);
  return n_broken == 0 ? CLI_OK : CLI_EXPECTATION_FAILED;
}

static int
worlds_run (int argc, char **argv)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);
  guint64 first, last;
  int status = CLI_USAGE;

  if (!cli_parse (context, "worlds", &argc, &argv))
    return CLI_USAGE;
  if (argc > 1)
    cli_complain (_("“%s” is too much; see postroom-cli help worlds"), argv[1]);
  else if (options.print && options.shrink != NULL)
    cli_complain (_("--print plays nothing that --shrink could shorten"));
  else if (!parse_seeds (options.seeds != NULL ? options.seeds : "1-100", &first, &last))
    cli_complain (_("“%s” are no seeds such as 1-100"), options.seeds);
  else
    {
      signal (SIGABRT, on_abort);
      status = live_all (&options, first, last);
    }
  g_free (options.seeds);
  g_free (options.shrink);
  return status;
}

const CliCommand cli_worlds = { "worlds", N_ ("play days made by chance, and ask whether mail keeps its laws"), worlds_run,
                                worlds_help };
