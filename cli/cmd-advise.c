/* postroom-cli advise: lives a described person's month under several set-ups and tells which one suits. */
#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "adviser-json.h"
#include "advise-print.h"
#include "terminal.h"

#define MOST_POINTS 1000000u

typedef struct {
  gboolean json;
  gboolean sweep;
  char *part;
  char *journal;
  char **settings;
} Options;

/* One key of a sweep, with all its values. */
typedef struct {
  char **settings; /* "mails=5", "mails=20" */
  guint n;
} Axis;

static GOptionContext *
make_context (Options *options)
{
  GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, N_("print the answer as JSON"), NULL },
    { "sweep", 0, 0, G_OPTION_ARG_NONE, &options->sweep,
      N_("take several values of a key, KEY=A,B,C, and print one line of JSON for each combination"), NULL },
    { "part", 0, 0, G_OPTION_ARG_STRING, &options->part, N_("of a sweep, do only every N-th combination, from the I-th on"),
      "I/N" },
    { "journal", 0, 0, G_OPTION_ARG_STRING, &options->journal,
      N_("print the month as a journal, for pop3-delete, pop3-keep, imap-full or imap-on-demand"), "SETUP" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->settings, NULL, NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (_("[KEY=VALUE…]"));

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Makes up a month of mail for the person that the keys describe, plays it with POP3 "
                                           "and\nwith IMAP, each set up in two ways, and tells what was measured and which "
                                           "one suits."));
  return context;
}

static void
describe_keys (GOptionContext *context)
{
  g_autoptr (GString) text = g_string_new (_("Keys:\n"));
  AdviserPerson person;
  guint n;
  const AdviserKey *keys = adviser_keys (&n);

  adviser_person_default (&person);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = adviser_person_value (&person, keys[i].name);
      g_autofree char *key = g_strdup_printf ("%s=%s", keys[i].name, value);

      g_string_append (text, "  ");
      terminal_pad (text, key, 24);
      g_string_append_printf (text, " %s", _(keys[i].help));
      if (strchr (keys[i].value, '|') != NULL)
        g_string_append_printf (text, " (%s)", keys[i].value);
      g_string_append_c (text, '\n');
    }
  g_string_append (text, _("What is not named is as shown here."));
  g_option_context_set_description (context, text->str);
}

static char *
advise_help (void)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);

  describe_keys (context);
  return cli_help_text (context, "advise");
}

static AdviserRun *
live (const AdviserPerson *person, AdviserAnswer *answer)
{
  AdviserRun *run = adviser_run_new (person);

  while (adviser_run_slice (run, G_MAXINT))
    ;
  adviser_answer_init (answer, run);
  return run;
}

static void
advise (const AdviserPerson *person, gboolean json)
{
  AdviserAnswer answer;
  g_autoptr (AdviserRun) run = live (person, &answer);
  g_autoptr (GString) out = g_string_new (NULL);

  if (json)
    {
      g_autofree char *text = adviser_json (&answer, TRUE);

      g_string_append_printf (out, "%s\n", text);
    }
  else
    advise_print (&answer, out);
  fputs (out->str, stdout);
}

/* A place sets the link, so places come first, wherever they stand. */
static gboolean
describe (AdviserPerson *person, char *const *settings)
{
  g_autoptr (GError) error = NULL;
  guint n = settings != NULL ? g_strv_length ((GStrv) settings) : 0;

  adviser_person_default (person);
  for (guint i = 0; i < 2 * n; i++)
    if (g_str_has_prefix (settings[i % n], "where=") == (i < n) && !adviser_person_set (person, settings[i % n], &error))
      {
        cli_complain ("%s", error->message);
        return FALSE;
      }
  return TRUE;
}

static int
print_journal (const Options *options)
{
  AdviserPerson person;
  AdviserSetup setup;
  g_autofree char *text = NULL;

  if (!adviser_setup_find (options->journal, &setup))
    {
      cli_complain (_("--journal wants pop3-delete, pop3-keep, imap-full or imap-on-demand, not “%s”"), options->journal);
      return CLI_USAGE;
    }
  if (!describe (&person, options->settings))
    return CLI_USAGE;
  text = adviser_month_text (&person, setup);
  fputs (text, stdout);
  return CLI_OK;
}

static gboolean
parse_part (const char *text, guint64 *part, guint64 *parts)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "1/1", "/", 2);

  return g_strv_length (words) == 2 && g_ascii_string_to_unsigned (words[1], 10, 1, MOST_POINTS, parts, NULL)
         && g_ascii_string_to_unsigned (words[0], 10, 1, *parts, part, NULL);
}

static void
clear_axis (gpointer axis)
{
  g_strfreev (((Axis *) axis)->settings);
}

/* Every value is tried before the first month is lived. NULL when one is wrong. */
static GArray *
read_axes (char *const *settings, guint64 *n_points)
{
  g_autoptr (GArray) axes = g_array_new (FALSE, FALSE, sizeof (Axis));

  g_array_set_clear_func (axes, clear_axis);
  *n_points = 1;
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    {
      gsize length = strcspn (settings[i], "=");
      g_auto (GStrv) values = g_strsplit (settings[i] + length + (settings[i][length] == '='), ",", -1);
      Axis axis = { .n = MAX (g_strv_length (values), 1) };

      axis.settings = g_new0 (char *, axis.n + 1);
      for (guint v = 0; v < axis.n; v++)
        axis.settings[v] = g_strdup_printf ("%.*s%s%s", (int) length, settings[i], settings[i][length] == '=' ? "=" : "",
                                            values[0] != NULL ? values[v] : "");
      g_array_append_val (axes, axis);
      for (guint v = 0; v < axis.n; v++)
        {
          char *one[] = { axis.settings[v], NULL };
          AdviserPerson person;

          if (!describe (&person, one))
            return NULL;
        }
      *n_points *= axis.n;
      if (*n_points > MOST_POINTS)
        {
          cli_complain (_("%s: more than %u combinations"), settings[i], MOST_POINTS);
          return NULL;
        }
    }
  return g_steal_pointer (&axes);
}

/* The last key runs fastest. */
static void
advise_point (const GArray *axes, guint64 point)
{
  g_autofree char **settings = g_new0 (char *, axes->len + 1);
  AdviserPerson person;
  AdviserAnswer answer;
  g_autoptr (AdviserRun) run = NULL;
  g_autofree char *text = NULL;

  for (guint i = axes->len; i > 0; i--)
    {
      const Axis *axis = &g_array_index (axes, Axis, i - 1);

      settings[i - 1] = axis->settings[point % axis->n];
      point /= axis->n;
    }
  if (!describe (&person, settings))
    return;
  run = live (&person, &answer);
  text = adviser_json (&answer, FALSE);
  printf ("%s\n", text);
  fflush (stdout);
}

static int
sweep (const Options *options)
{
  guint64 part, parts, n_points;
  g_autoptr (GArray) axes = NULL;

  if (!parse_part (options->part, &part, &parts))
    {
      cli_complain (_("--part wants two numbers such as 1/4, not “%s”"), options->part);
      return CLI_USAGE;
    }
  axes = read_axes (options->settings, &n_points);
  if (axes == NULL)
    return CLI_USAGE;
  for (guint64 point = part - 1; point < n_points; point += parts)
    advise_point (axes, point);
  return CLI_OK;
}

static int
run_options (const Options *options)
{
  AdviserPerson person;

  if (options->part != NULL && !options->sweep)
    {
      cli_complain (_("--part is for --sweep; see postroom-cli help advise"));
      return CLI_USAGE;
    }
  if (options->journal != NULL && (options->sweep || options->json))
    {
      cli_complain (_("--journal prints one month and does not live it: neither --sweep nor --json can go with it"));
      return CLI_USAGE;
    }
  if (options->journal != NULL)
    return print_journal (options);
  if (options->sweep)
    return sweep (options);
  if (!describe (&person, options->settings))
    return CLI_USAGE;
  advise (&person, options->json);
  return CLI_OK;
}

static int
advise_run (int argc, char **argv)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);
  int status = CLI_USAGE;

  if (cli_parse (context, "advise", &argc, &argv))
    status = run_options (&options);
  g_free (options.part);
  g_free (options.journal);
  g_strfreev (options.settings);
  return status;
}

const CliCommand cli_advise = { "advise", N_ ("measure which way of collecting mail suits a person"), advise_run, advise_help };
