/* postroom-cli claims: what articles say about POP3 and IMAP, tested. */
#include "cli.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#include "claim.h"
#include "terminal.h"

typedef struct {
  gboolean json;
  char *journal;
  char **ids;
} Options;

static GOptionContext *
make_context (Options *options)
{
  GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, N_("print one JSON object a line"), NULL },
    { "journal", 0, 0, G_OPTION_ARG_STRING, &options->journal, N_("print that claim’s experiment, to run it oneself"),
      "ID" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->ids, NULL, NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (_("[ID…]"));

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Tests what articles say about POP3 and IMAP: each claim is lived as an "
                                           "experiment, and its verdict\nfollows from what was measured."));
  return context;
}

static char *
claims_help (void)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);

  return cli_help_text (context, "claims");
}

/* Of the person: "id". */
static const char *
language (void)
{
  const char *const *names = g_get_language_names ();

  return g_str_has_prefix (names[0], "id") ? "id" : "en";
}

static const Claim *
find (const char *id)
{
  const Claim *claim = claim_find (id);

  if (claim == NULL)
    cli_complain (_("there is no claim “%s”"), id);
  return claim;
}

static void
add_figures (JsonBuilder *builder, const ClaimRun *run)
{
  const GArray *figures = claim_run_figures (run);
  static const char *const units[] = { "octets", "letters", "µs", "" };

  json_builder_set_member_name (builder, "figures");
  json_builder_begin_array (builder);
  for (guint i = 0; i < figures->len; i++)
    {
      const ClaimFigure *figure = &g_array_index (figures, ClaimFigure, i);
      const char *const texts[] = { "name", figure->name, "world", figure->world, "place", figure->place, "what",
                                    figure->label, "argument", figure->argument != NULL ? figure->argument : "", "when",
                                    figure->when != NULL ? figure->when : "", "unit",
                                    units[figure->unit] };

      json_builder_begin_object (builder);
      for (guint j = 0; j < G_N_ELEMENTS (texts); j += 2)
        {
          json_builder_set_member_name (builder, texts[j]);
          json_builder_add_string_value (builder, texts[j + 1]);
        }
      json_builder_set_member_name (builder, "least");
      if (figure->least == CLAIM_NEVER)
        json_builder_add_null_value (builder);
      else
        json_builder_add_int_value (builder, figure->least);
      json_builder_set_member_name (builder, "most");
      if (figure->most == CLAIM_NEVER)
        json_builder_add_null_value (builder);
      else
        json_builder_add_int_value (builder, figure->most);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_cases (JsonBuilder *builder, const Claim *claim, const ClaimRun *run)
{
  const GArray *cases = claim_run_cases (run);

  json_builder_set_member_name (builder, "cases");
  json_builder_begin_array (builder);
  for (guint i = 0; i < cases->len; i++)
    {
      const ClaimCase *one = &g_array_index (cases, ClaimCase, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "case");
      json_builder_add_string_value (builder, claim_case_text (claim, one->index, language ()));
      json_builder_set_member_name (builder, "exception");
      json_builder_add_boolean_value (builder, one->exception);
      json_builder_set_member_name (builder, "true");
      json_builder_add_boolean_value (builder, one->is_true);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (const Claim *claim, const ClaimRun *run)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *sentence = claim_run_dup_sentence (run, language ());
  const char *const texts[] = { "id", claim_id (claim), "says", claim_says (claim, language ()), "verdict",
                                claim_verdict_name (claim_run_verdict (run)), "sentence", sentence };
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i += 2)
    {
      json_builder_set_member_name (builder, texts[i]);
      json_builder_add_string_value (builder, texts[i + 1]);
    }
  add_figures (builder, run);
  add_cases (builder, claim, run);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  text = json_to_string (node, FALSE);
  printf ("%s\n", text);
}

/* One line: id, verdict, figures, claim. */
static void
print_line (const Claim *claim, const ClaimRun *run)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *sentence = claim_run_dup_sentence (run, language ());
  const GArray *figures = claim_run_figures (run);

  terminal_styled (out, STYLE_HEADING, claim_id (claim));
  g_string_append_printf (out, "  %s · ", sentence);
  for (guint i = 0; i < figures->len; i++)
    {
      const ClaimFigure *figure = &g_array_index (figures, ClaimFigure, i);
      g_autofree char *label = claim_figure_dup_label (run, figure, language ());
      g_autofree char *value = claim_figure_dup_value (figure);

      g_string_append_printf (out, "%s%s %s", i > 0 ? "; " : "", label, value);
    }
  g_string_append_printf (out, " · %s\n", claim_says (claim, language ()));
  fputs (out->str, stdout);
}

static void
run_claim (const Claim *claim, const Options *options)
{
  g_autoptr (ClaimRun) run = claim_run_new (claim);

  claim_run_finish (run);
  if (options->json)
    print_json (claim, run);
  else
    print_line (claim, run);
  fflush (stdout);
}

static int
print_journal (const char *id)
{
  const Claim *claim = find (id);
  g_autofree char *text = claim != NULL ? claim_dup_journal (claim) : NULL;

  if (text == NULL)
    return CLI_USAGE;
  fputs (text, stdout);
  return CLI_OK;
}

static int
run_claims (const Options *options)
{
  if (options->journal != NULL && (options->json || options->ids != NULL))
    {
      cli_complain (_("--journal prints one experiment and does not live any: nothing else can go with it"));
      return CLI_USAGE;
    }
  if (options->journal != NULL)
    return print_journal (options->journal);
  for (guint i = 0; options->ids != NULL && options->ids[i] != NULL; i++)
    if (find (options->ids[i]) == NULL)
      return CLI_USAGE;
  for (guint i = 0; options->ids != NULL && options->ids[i] != NULL; i++)
    run_claim (claim_find (options->ids[i]), options);
  for (guint i = 0; options->ids == NULL && i < claim_count (); i++)
    run_claim (claim_get (i), options);
  return CLI_OK;
}

static int
claims_command (int argc, char **argv)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);
  int status = CLI_USAGE;

  if (cli_parse (context, "claims", &argc, &argv))
    status = run_claims (&options);
  g_free (options.journal);
  g_strfreev (options.ids);
  return status;
}

const CliCommand cli_claims = { "claims", N_("test what articles say about POP3 and IMAP"), claims_command, claims_help };
