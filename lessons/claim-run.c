/* Living a claim's experiment, and what follows from it. */
#include "claim-private.h"

#include <string.h>

struct _ClaimRun {
  const Claim *claim;
  Journal *journal;   /* of the value at hand */
  Journal *first;     /* of the first value */
  ClaimWorld world;   /* at hand; its timeline NULL between worlds */
  guint value;        /* of the sweep */
  guint variant;
  gboolean finished;
  GArray *figures;    /* of ClaimFigure */
  GArray *now;        /* of gint64, beside figures: at the value at hand */
  GArray *cases;      /* of ClaimCase */
};

static void
begin_value (ClaimRun *run)
{
  g_autofree char *text = claim_dup_journal_at (run->claim, run->value);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&run->journal, journal_unref);
  run->journal = journal_parse (text, -1, run->claim->id, &error);
  if (run->journal == NULL)
    g_error ("%s", error->message);
  run->variant = 0;
}

static gboolean
is_measured (const ClaimMeasure *measure, const char *variant)
{
  return measure->variants == NULL || g_strv_contains ((const char *const *) measure->variants, variant);
}

static void
add_figures (ClaimRun *run)
{
  for (guint i = 0; i < run->claim->measures->len; i++)
    for (guint variant = 0; variant < journal_n_variants (run->journal); variant++)
      {
        const ClaimMeasure *measure = &g_array_index (run->claim->measures, ClaimMeasure, i);
        ClaimFigure figure = { .name = measure->name, .argument = measure->argument, .when = measure->when,
                               .label = measure->argument != NULL ? measure->quantity->label_of : measure->quantity->label,
                               .place = measure->place, .world = journal_variant_name (run->first, variant),
                               .variant = variant, .unit = measure->quantity->unit, .least = CLAIM_NEVER,
                               .most = G_MININT64 };
        gint64 nothing = 0;

        if (!is_measured (measure, figure.world))
          continue;
        g_array_append_val (run->figures, figure);
        g_array_append_val (run->now, nothing);
      }
}

ClaimRun *
claim_run_new (const Claim *claim)
{
  ClaimRun *run = g_new0 (ClaimRun, 1);

  run->claim = claim;
  run->figures = g_array_new (FALSE, TRUE, sizeof (ClaimFigure));
  run->now = g_array_new (FALSE, TRUE, sizeof (gint64));
  run->cases = g_array_new (FALSE, TRUE, sizeof (ClaimCase));
  begin_value (run);
  run->first = journal_ref (run->journal);
  add_figures (run);
  for (guint i = 0; i < claim->rules->len; i++)
    {
      ClaimCase one = { i, ((const CaseRule *) claim->rules->pdata[i])->exception, TRUE };

      g_array_append_val (run->cases, one);
    }
  return run;
}

static void
end_world (ClaimRun *run)
{
  g_clear_pointer (&run->world.measure, measure_free);
  g_clear_pointer (&run->world.timeline, timeline_free);
}

void
claim_run_free (ClaimRun *run)
{
  if (run == NULL)
    return;
  end_world (run);
  journal_unref (run->journal);
  journal_unref (run->first);
  g_array_unref (run->figures);
  g_array_unref (run->now);
  g_array_unref (run->cases);
  g_free (run);
}

static const ClaimMeasure *
measure_of (const ClaimRun *run, const ClaimFigure *figure)
{
  for (guint i = 0; i < run->claim->measures->len; i++)
    if (g_array_index (run->claim->measures, ClaimMeasure, i).name == figure->name)
      return &g_array_index (run->claim->measures, ClaimMeasure, i);
  g_assert_not_reached ();
}

static void
take_figures (ClaimRun *run)
{
  for (guint i = 0; i < run->figures->len; i++)
    {
      ClaimFigure *figure = &g_array_index (run->figures, ClaimFigure, i);
      gint64 value;

      if (figure->variant != run->variant)
        continue;
      value = claim_take_figure (measure_of (run, figure), &run->world);
      g_array_index (run->now, gint64, i) = value;
      figure->least = MIN (figure->least, value);
      figure->most = MAX (figure->most, value);
    }
}

/* "second.keep", or "second" in a journal of one world. */
static gboolean
value_of (gpointer data, const char *name, gint64 *value)
{
  const ClaimRun *run = data;

  for (guint i = 0; i < run->figures->len; i++)
    {
      const ClaimFigure *figure = &g_array_index (run->figures, ClaimFigure, i);
      g_autofree char *full = *figure->world != '\0' ? g_strconcat (figure->name, ".", figure->world, NULL)
                                                     : g_strdup (figure->name);

      if (strcmp (full, name) == 0)
        {
          *value = g_array_index (run->now, gint64, i);
          return TRUE;
        }
    }
  return FALSE;
}

static void
judge (ClaimRun *run)
{
  for (guint i = 0; i < run->cases->len; i++)
    {
      const CaseRule *rule = run->claim->rules->pdata[i];
      const char *wrong;
      gboolean is_true = claim_rule_is_true (rule->words, value_of, run, &wrong);

      if (wrong != NULL)
        g_error ("%s: “%s” in a rule is neither a figure nor an amount", run->claim->id, wrong);
      g_array_index (run->cases, ClaimCase, i).is_true &= is_true;
    }
}

static guint
n_values (const ClaimRun *run)
{
  return run->claim->values != NULL ? g_strv_length (run->claim->values) : 1;
}

static void
end_value (ClaimRun *run)
{
  judge (run);
  if (++run->value == n_values (run))
    run->finished = TRUE;
  else
    begin_value (run);
}

gboolean
claim_run_step (ClaimRun *run, guint steps)
{
  if (run->finished)
    return FALSE;
  if (run->world.timeline == NULL)
    run->world.timeline = timeline_new (run->journal, 0, run->variant);
  while (steps > 0 && timeline_step (run->world.timeline))
    steps--;
  if (steps == 0)
    return TRUE;
  run->world.measure = measure_new (run->journal);
  measure_read (run->world.measure, timeline_trace (run->world.timeline), 0);
  take_figures (run);
  end_world (run);
  if (++run->variant == journal_n_variants (run->journal))
    end_value (run);
  return !run->finished;
}

void
claim_run_finish (ClaimRun *run)
{
  while (claim_run_step (run, G_MAXUINT))
    ;
}

ClaimVerdict
claim_run_verdict (const ClaimRun *run)
{
  guint n = 0, n_true = 0;

  g_assert (run->finished);
  for (guint i = 0; i < run->cases->len; i++)
    {
      const ClaimCase *one = &g_array_index (run->cases, ClaimCase, i);

      n += !one->exception;
      n_true += !one->exception && one->is_true;
    }
  return n_true == n ? CLAIM_HOLDS : n_true == 0 ? CLAIM_DOES_NOT_HOLD : CLAIM_HOLDS_IF;
}

const Claim *
claim_run_claim (const ClaimRun *run)
{
  return run->claim;
}

const GArray *
claim_run_figures (const ClaimRun *run)
{
  return run->figures;
}

const GArray *
claim_run_cases (const ClaimRun *run)
{
  return run->cases;
}

Journal *
claim_run_journal (const ClaimRun *run)
{
  return run->first;
}
