#include "checks.h"

#include <glib/gi18n.h>

#include "expectation.h"
#include "terminal.h"
#include "transcript.h"

/* Events that prove a verdict may be many. */
#define PROOFS_MAX 5

static void
write_failure (Timeline *timeline, const char *path, const Action *action, const Verdict *verdict, GString *out)
{
  const char *world = journal_variant_name (timeline_journal (timeline), timeline_variant (timeline));
  g_autofree char *text = expect_to_text (action->expect);
  g_autofree char *place = g_strdup_printf ("%s:%u: ", path, action->line);

  terminal_styled (out, STYLE_BAD, place);
  if (*world != '\0')
    g_string_append_printf (out, "[%s] ", world);
  g_string_append_printf (out, verdict->answer == ANSWER_UNKNOWN ? _("cannot be told: %s\n") : _("not so: %s\n"), text);
  g_string_append_printf (out, _("    instead: %s\n"), verdict->actual);
  for (guint i = 0; i < verdict->proofs->len && i < PROOFS_MAX; i++)
    {
      g_string_append (out, "    ");
      transcript_write_event (timeline, g_array_index (verdict->proofs, guint32, i), out);
    }
}

static gboolean
check_expect (Timeline *timeline, guint index, const char *path, GString *out)
{
  const Action *action = journal_action (timeline_journal (timeline), index);
  g_auto (Verdict) verdict = { ANSWER_UNKNOWN, NULL, NULL };
  guint event = expectation_find_event (timeline_trace (timeline), index);

  if (event != 0)
    expectation_evaluate (action->expect, timeline, event, &verdict);
  else
    {
      verdict.proofs = g_array_new (FALSE, FALSE, sizeof (guint32));
      verdict.actual = g_strdup (_("the run ended before"));
    }
  if (verdict.answer != ANSWER_TRUE)
    write_failure (timeline, path, action, &verdict, out);
  return verdict.answer == ANSWER_TRUE;
}

static gboolean
check_must (Timeline *timeline, guint index, const char *path, GString *out)
{
  const Action *action = journal_action (timeline_journal (timeline), index);
  const Trace *trace = timeline_trace (timeline);
  g_autofree char *text = action_to_text (action);

  for (guint id = 1; id <= trace_length (trace); id++)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind != TRACE_ACTION || event->action.action != index || event->action.outcome != OUTCOME_IMPOSSIBLE)
        continue;
      g_string_append_printf (out, _("%s:%u: impossible (%s): %s\n"), path, action->line,
                              impossible_reason_name ((ImpossibleReason) event->action.reason), text);
      return FALSE;
    }
  return TRUE;
}

guint
checks_run (Timeline *timeline, const char *path, GString *out, guint *n_checked)
{
  const Journal *journal = timeline_journal (timeline);
  g_autoptr (GArray) script = journal_script (journal, timeline_branch (timeline), timeline_variant (timeline));
  guint failed = 0;

  *n_checked = 0;
  for (guint i = 0; i < script->len; i++)
    {
      guint index = g_array_index (script, guint, i);
      const Action *action = journal_action (journal, index);

      if (action->kind == ACTION_EXPECT)
        failed += !check_expect (timeline, index, path, out);
      else if (action->must)
        failed += !check_must (timeline, index, path, out);
      else
        continue;
      (*n_checked)++;
    }
  return failed;
}
