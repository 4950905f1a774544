#include "symptom.h"

#include <glib/gi18n-lib.h>

gboolean
symptom_has (const Journal *journal)
{
  return journal_n_remarks (journal, REMARK_CAUSE) > 0;
}

static void
proof_free (gpointer data)
{
  Proof *proof = data;

  verdict_clear (&proof->verdict);
  g_free (proof->text);
  g_free (proof);
}

static const char *
name_of (const Expect *expect)
{
  if (g_str_equal (expect->place, "server"))
    return _("the server");
  return g_str_equal (expect->place, "outside") ? _("the outside world") : expect->place;
}

static char *
describe (const Expect *expect)
{
  if (expect->kind == EXPECT_SAID && expect->when == EXPECT_NEVER)
    return g_strdup_printf (_("%s never says “%s”"), name_of (expect), expect->text);
  if (expect->kind == EXPECT_SAID)
    return g_strdup_printf (_("%s says “%s”"), name_of (expect), expect->text);
  return expect_to_text (expect);
}

static Proof *
prove (Timeline *timeline, guint index)
{
  const Action *action = journal_action (timeline_journal (timeline), index);
  guint event = expectation_find_event (timeline_trace (timeline), index);
  Proof *proof = g_new0 (Proof, 1);

  proof->action = index;
  proof->text = describe (action->expect);
  if (event != 0)
    expectation_evaluate (action->expect, timeline, event, &proof->verdict);
  else
    proof->verdict = (Verdict) { ANSWER_UNKNOWN, g_array_new (FALSE, FALSE, sizeof (guint32)), g_strdup ("") };
  return proof;
}

GPtrArray *
symptom_prove (Timeline *timeline)
{
  const Journal *journal = timeline_journal (timeline);
  g_autoptr (GArray) script = journal_script (journal, timeline_branch (timeline), timeline_variant (timeline));
  GPtrArray *proofs = g_ptr_array_new_with_free_func (proof_free);

  timeline_seek_end (timeline);
  for (guint i = 0; i < script->len; i++)
    {
      guint index = g_array_index (script, guint, i);
      const Action *action = journal_action (journal, index);

      if (action->kind == ACTION_EXPECT && action->expect->proof)
        g_ptr_array_add (proofs, prove (timeline, index));
    }
  timeline_seek_end (timeline);
  return proofs;
}
