/* Verdicts and figures in words. */
#include "claim-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const char *
claim_verdict_word (ClaimVerdict verdict)
{
  switch (verdict)
    {
    case CLAIM_HOLDS:
      return _("holds");
    case CLAIM_HOLDS_IF:
      return _("holds if");
    case CLAIM_DOES_NOT_HOLD:
      break;
    }
  return _("does not hold");
}

const char *
claim_verdict_name (ClaimVerdict verdict)
{
  static const char *const names[] = { "holds", "holds-if", "does-not-hold" };

  return names[verdict];
}

/* The texts of cases, or of exceptions, with that outcome: "this, or that". NULL when there are none. Caller owns. */
static char *
dup_cases (const ClaimRun *run, const Claim *claim, gboolean exception, gboolean is_true, const char *language)
{
  const GArray *cases = claim_run_cases (run);
  GString *out = NULL;

  for (guint i = 0; i < cases->len; i++)
    {
      const ClaimCase *one = &g_array_index (cases, ClaimCase, i);
      const char *text = claim_case_text (claim, one->index, language);

      if (one->exception != exception || one->is_true != is_true || *text == '\0')
        continue;
      if (out == NULL)
        out = g_string_new (text);
      else
        g_string_append_printf (out, _(", or %s"), text);
    }
  return out != NULL ? g_string_free (out, FALSE) : NULL;
}

char *
claim_run_dup_sentence (const ClaimRun *run, const char *language)
{
  const Claim *claim = claim_run_claim (run);
  ClaimVerdict verdict = claim_run_verdict (run);
  g_autofree char *cases = verdict == CLAIM_HOLDS_IF ? dup_cases (run, claim, FALSE, TRUE, language) : NULL;
  g_autofree char *others = verdict == CLAIM_HOLDS_IF ? dup_cases (run, claim, FALSE, FALSE, language) : NULL;
  g_autofree char *exceptions = dup_cases (run, claim, TRUE, verdict == CLAIM_DOES_NOT_HOLD, language);
  g_autofree char *sentence = cases != NULL ? g_strdup_printf (_("holds if %s; not if %s"), cases, others)
                                            : g_strdup (claim_verdict_word (verdict));

  if (exceptions == NULL)
    return g_steal_pointer (&sentence);
  return g_strdup_printf (_("%s, except when %s"), sentence, exceptions);
}

static char *
dup_octets (guint64 octets)
{
  if (octets < 1000)
    return g_strdup_printf (ngettext ("%u octet", "%u octets", (guint) octets), (guint) octets);
  if (octets < 1000 * 1000)
    return g_strdup_printf (_("%.1f kB"), (double) octets / 1000);
  return g_strdup_printf (_("%.1f MB"), (double) octets / 1000 / 1000);
}

static char *
dup_amount (const ClaimFigure *figure, gint64 value)
{
  if (value == CLAIM_NEVER)
    return g_strdup (_("never"));
  switch (figure->unit)
    {
    case UNIT_OCTETS:
      return dup_octets ((guint64) value);
    case UNIT_LETTERS:
      return g_strdup_printf (ngettext ("%u letter", "%u letters", (guint) value), (guint) value);
    case UNIT_TIME:
      if (value >= 120 * G_USEC_PER_SEC)
        return g_strdup_printf (_("%.1f min"), (double) value / 60 / G_USEC_PER_SEC);
      return g_strdup_printf (_("%.2f s"), (double) value / G_USEC_PER_SEC);
    case UNIT_NUMBER:
      break;
    }
  return g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

char *
claim_figure_dup_value (const ClaimFigure *figure)
{
  g_autofree char *least = dup_amount (figure, figure->least);
  g_autofree char *most = dup_amount (figure, figure->most);

  if (strcmp (least, most) == 0)
    return g_steal_pointer (&least);
  if (figure->unit == UNIT_LETTERS)
    return g_strdup_printf (ngettext ("%u to %u letter", "%u to %u letters", (guint) figure->most),
                            (guint) figure->least, (guint) figure->most);
  /* Translators: the smallest and the largest of several measured figures */
  return g_strdup_printf (_("%s to %s"), least, most);
}

const char *
claim_figure_place (const ClaimFigure *figure)
{
  if (strcmp (figure->place, "server") == 0)
    return _("Server");
  if (strcmp (figure->place, "outside") == 0)
    return _("Outside");
  return figure->place;
}

/* The rows of claim_quantities are the only formats. */
char *
claim_figure_dup_what (const ClaimFigure *figure)
{
  return figure->argument != NULL ? g_strdup_printf (_(figure->label), figure->argument) : g_strdup (_(figure->label));
}

/* "7d 20:00" as people say it. Caller owns. */
static char *
dup_moment (const char *time)
{
  const char *day = strstr (time, "d ");

  if (day == NULL)
    return g_strdup (time);
  /* Translators: the day's number and the time: "day 7, 20:00" */
  return g_strdup_printf (_("day %.*s, %s"), (int) (day - time), time, day + 2);
}

char *
claim_figure_dup_when (const ClaimFigure *figure)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *first = NULL, *second = NULL;

  if (figure->when == NULL)
    return NULL;
  /* "at B", "since A", "since A at B" */
  parts = g_strsplit (figure->when + (g_str_has_prefix (figure->when, "at ") ? 3 : 6), " at ", 2);
  first = dup_moment (parts[0]);
  if (g_str_has_prefix (figure->when, "at "))
    return g_strdup_printf (_("at %s"), first);
  if (parts[1] == NULL)
    return g_strdup_printf (_("since %s"), first);
  second = dup_moment (parts[1]);
  return g_strdup_printf (_("%s to %s"), first, second);
}

const char *
claim_figure_world (const ClaimRun *run, const ClaimFigure *figure, const char *language)
{
  return *figure->world != '\0' ? journal_variant_title (claim_run_journal (run), figure->variant, language) : "";
}

char *
claim_figure_dup_label (const ClaimRun *run, const ClaimFigure *figure, const char *language)
{
  g_autofree char *what = claim_figure_dup_what (figure), *when = claim_figure_dup_when (figure);
  const char *world = claim_figure_world (run, figure, language);
  GString *out = g_string_new (claim_figure_place (figure));

  g_string_append_printf (out, " %s", what);
  if (when != NULL)
    g_string_append_printf (out, " %s", when);
  if (*world != '\0')
    g_string_append_printf (out, " (%s)", world);
  g_string_append_c (out, ':');
  return g_string_free (out, FALSE);
}
