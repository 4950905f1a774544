/* Playback: several timelines on one clock. */
#include "time/timeline.h"

struct _Playback {
  Journal *journal;
  guint branch;
  int beside;           /* the branch that the last timeline lives while two are compared; -1: none */
  GPtrArray *timelines; /* of Timeline *: all variants of the branch, or one in both branches */
  guint focus;
  gint64 now;           /* at or after each timeline's own */
  gint64 end;           /* G_MININT64: not known yet */
  gint64 limit;         /* as timeline_set_limit() */
  gboolean live;
};

Playback *
playback_new (Journal *journal, guint branch)
{
  Playback *playback = g_new0 (Playback, 1);

  playback->journal = journal_ref (journal);
  playback->branch = branch;
  playback->beside = -1;
  playback->end = G_MININT64;
  playback->limit = G_MAXINT64;
  playback->timelines = g_ptr_array_new_with_free_func ((GDestroyNotify) timeline_free);
  for (guint i = 0; i < journal_n_variants (journal); i++)
    g_ptr_array_add (playback->timelines, timeline_new (journal, branch, i));
  playback->now = timeline_now (playback_timeline (playback, 0));
  return playback;
}

void
playback_free (Playback *playback)
{
  if (playback == NULL)
    return;
  g_ptr_array_unref (playback->timelines);
  journal_unref (playback->journal);
  g_free (playback);
}

guint
playback_n_timelines (const Playback *playback)
{
  return playback->timelines->len;
}

Timeline *
playback_timeline (Playback *playback, guint index)
{
  g_assert (index < playback->timelines->len);
  return playback->timelines->pdata[index];
}

guint
playback_focus (const Playback *playback)
{
  return playback->focus;
}

void
playback_set_focus (Playback *playback, guint index)
{
  g_assert (index < playback->timelines->len);
  playback->focus = index;
}

gint64
playback_now (const Playback *playback)
{
  return playback->now;
}

gint64
playback_start (const Playback *playback)
{
  gint64 start = G_MAXINT64;

  for (guint v = 0; v < playback->timelines->len; v++)
    {
      const Timeline *timeline = playback->timelines->pdata[v];
      g_autoptr (GArray) script = journal_script (playback->journal, timeline_branch (timeline), timeline_variant (timeline));

      for (guint i = 0; i < script->len; i++)
        {
          const Action *action = journal_action (playback->journal, g_array_index (script, guint, i));

          if (action->kind > ACTION_LOAD)
            start = MIN (start, action->time);
        }
    }
  return start != G_MAXINT64 ? start : journal_start (playback->journal);
}

gint64
playback_end (Playback *playback)
{
  if (playback->end != G_MININT64)
    return playback->end;
  for (guint i = 0; i < playback->timelines->len; i++)
    playback->end = MAX (playback->end, timeline_end (playback_timeline (playback, i)));
  return playback->end;
}

void
playback_seek_time (Playback *playback, gint64 time)
{
  for (guint i = 0; i < playback->timelines->len; i++)
    timeline_seek_time (playback_timeline (playback, i), time);
  playback->now = MAX (time, timeline_now (playback_timeline (playback, playback->focus)));
}

gboolean
playback_step (Playback *playback, StepUnit unit, gboolean forward)
{
  Timeline *focus = playback_timeline (playback, playback->focus);
  guint before = timeline_position (focus);

  timeline_seek_event (focus, timeline_find_stop (focus, unit, forward));
  if (timeline_position (focus) == before)
    return FALSE;
  playback->now = timeline_now (focus);
  for (guint i = 0; i < playback->timelines->len; i++)
    if (i != playback->focus)
      timeline_seek_time (playback_timeline (playback, i), playback->now);
  return TRUE;
}

guint
playback_branch (const Playback *playback)
{
  return playback->branch;
}

/* The timelines are other ones, at the same time of day. */
static void
replace_timelines (Playback *playback, GPtrArray *timelines, guint focus)
{
  g_ptr_array_unref (playback->timelines);
  playback->timelines = timelines;
  playback->focus = focus;
  playback->end = G_MININT64;
  for (guint i = 0; i < timelines->len; i++)
    timeline_set_limit (timelines->pdata[i], playback->limit);
  playback_seek_time (playback, playback->now);
}

void
playback_compare (Playback *playback, guint other)
{
  guint variant = timeline_variant (playback_timeline (playback, playback->focus));
  GPtrArray *timelines = g_ptr_array_new_with_free_func ((GDestroyNotify) timeline_free);

  g_assert (other < journal_n_branches (playback->journal));
  playback->beside = (int) other;
  g_ptr_array_add (timelines, timeline_new (playback->journal, playback->branch, variant));
  g_ptr_array_add (timelines, timeline_new (playback->journal, other, variant));
  replace_timelines (playback, timelines, 0);
}

void
playback_compare_end (Playback *playback)
{
  guint variant = timeline_variant (playback_timeline (playback, playback->focus));
  GPtrArray *timelines;

  if (playback->beside < 0)
    return;
  playback->beside = -1;
  timelines = g_ptr_array_new_with_free_func ((GDestroyNotify) timeline_free);
  for (guint i = 0; i < journal_n_variants (playback->journal); i++)
    g_ptr_array_add (timelines, timeline_new (playback->journal, playback->branch, i));
  replace_timelines (playback, timelines, variant);
}

int
playback_beside (const Playback *playback)
{
  return playback->beside;
}

/* To the same instant in all worlds. */
static void
seek_instant (Playback *playback, gint64 time, guint instant)
{
  for (guint i = 0; i < playback->timelines->len; i++)
    timeline_seek_instant (playback_timeline (playback, i), time, instant);
  playback->now = time;
}

static void
adopt_branch (Playback *playback, guint branch)
{
  playback->branch = branch;
  playback_compare_end (playback);
  if (!playback->live)
    playback->end = G_MININT64;
  for (guint i = 0; i < playback->timelines->len; i++)
    timeline_set_branch (playback_timeline (playback, i), branch);
}

/* An action appended to the branch would come before one that is there or before the branch itself, or would happen in
 * branches that were left here earlier: it needs a branch of its own. */
static gboolean
needs_branch (const Playback *playback, gint64 time, guint after)
{
  const Branch *branch = journal_branch (playback->journal, playback->branch);

  if (playback->branch != 0 && (time < branch->at || (time == branch->at && after < branch->after)))
    return TRUE;
  for (guint i = 1; i < journal_n_branches (playback->journal); i++)
    if (journal_branch (playback->journal, i)->parent == playback->branch)
      return TRUE;
  for (guint i = 0; i < journal_n_actions (playback->journal); i++)
    {
      const Action *action = journal_action (playback->journal, i);

      if (journal_action_branch (playback->journal, i) == playback->branch
          && (action->time > time || (action->time == time && action->after > after)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_empty_branch (const Journal *journal, guint branch)
{
  for (guint i = 1; i < journal_n_branches (journal); i++)
    if (journal_branch (journal, i)->parent == branch)
      return FALSE;
  for (guint i = 0; i < journal_n_actions (journal); i++)
    if (journal_action_branch (journal, i) == branch)
      return FALSE;
  return TRUE;
}

/* A new branch from there, or one that was left empty because its action was refused. */
static guint
branch_from (Journal *journal, guint parent, gint64 at, guint after)
{
  for (guint i = 1; i < journal_n_branches (journal); i++)
    {
      const Branch *branch = journal_branch (journal, i);

      if (branch->parent == parent && branch->at == at && branch->after == after && !branch->drop_later
          && is_empty_branch (journal, i))
        return i;
    }
  return journal_add_branch (journal, "what if", parent, at, after); /* in the file: the same in every language */
}

int
playback_act (Playback *playback, Action *action, GError **error)
{
  const World *world = timeline_world (playback_timeline (playback, playback->focus));
  guint branch = playback->branch;
  gint64 time = playback->now;
  guint after = world->now == time ? world->instant : 0;

  action->time = time;
  action->after = after;
  if (needs_branch (playback, time, after))
    branch = branch_from (playback->journal, branch, time, after);
  if (journal_append (playback->journal, branch, action, error) < 0)
    return -1;
  adopt_branch (playback, branch);
  seek_instant (playback, time, after);
  return (int) branch;
}

gboolean
playback_undo (Playback *playback)
{
  const Branch *left = journal_branch (playback->journal, playback->branch);
  gint64 at = left->at;
  guint after = left->after;

  if (playback->branch == 0)
    return FALSE;
  adopt_branch (playback, left->parent);
  seek_instant (playback, at, after);
  return TRUE;
}

/* What was done earlier in that branch at the very instant stays done. FALSE: it cannot be said once more. */
static gboolean
repeat_instant (Journal *journal, guint index, guint branch)
{
  const Action *undone = journal_action (journal, index);

  for (guint i = 0; i < index; i++)
    {
      const Action *action = journal_action (journal, i);
      Action *again;

      if (journal_action_branch (journal, i) != journal_action_branch (journal, index) || action->time != undone->time
          || action->after != undone->after)
        continue;
      again = action_dup (action);
      g_clear_pointer (&again->label, g_free);
      if (journal_append (journal, branch, again, NULL) < 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
playback_take_back (Playback *playback, guint index)
{
  const Action *action = journal_action (playback->journal, index);
  guint home = journal_action_branch (playback->journal, index);
  guint branch = journal_add_branch_without (playback->journal, "undone", home, action->time, action->after);

  if (!repeat_instant (playback->journal, index, branch))
    return FALSE;
  adopt_branch (playback, branch);
  seek_instant (playback, action->time, action->after);
  return TRUE;
}

void
playback_go_back (Playback *playback, guint branch, gint64 time, guint after)
{
  adopt_branch (playback, branch);
  seek_instant (playback, time, after);
}

void
playback_set_branch (Playback *playback, guint branch)
{
  gint64 now = playback->now;

  g_assert (branch < journal_n_branches (playback->journal));
  adopt_branch (playback, branch);
  playback_seek_time (playback, now);
}

void
playback_set_limit (Playback *playback, gint64 limit)
{
  if (limit == playback->limit)
    return;
  playback->limit = limit;
  playback->end = G_MININT64;
  for (guint i = 0; i < playback->timelines->len; i++)
    timeline_set_limit (playback_timeline (playback, i), limit);
}

void
playback_set_live (Playback *playback, gint64 until)
{
  playback->live = TRUE;
  playback->end = until;
  for (guint i = 0; i < playback->timelines->len; i++)
    timeline_set_live (playback_timeline (playback, i), until);
}

void
playback_script_changed (Playback *playback)
{
  for (guint i = 0; i < playback->timelines->len; i++)
    timeline_script_changed (playback_timeline (playback, i));
}
