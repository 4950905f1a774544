/* PrSession: what the person does, the branches that come of it, and taking it back. */
#include "playback/playback-session-private.h"

static void
tell_changed (PrSession *self)
{
  session_learn_future (self);
  session_follow_head (self);
  session_emit (self, SESSION_CHANGED);
  session_emit (self, SESSION_MOVED);
}

gboolean
pr_session_act_action (PrSession *self, Action *action, GError **error)
{
  Deed deed = { .before = playback_branch (self->playback) };
  int branch;

  if (pr_session_is_live (self))
    return session_live_act (self, action, error);
  branch = self->guide != NULL ? self->guide->act (self->guide_data, self->playback, action, error)
                               : playback_act (self->playback, action, error);
  if (branch < 0)
    return FALSE;
  deed.after = (guint) branch;
  deed.action = journal_n_actions (self->journal) - 1;
  g_array_append_val (self->deeds, deed);
  self->modified = self->guide == NULL;
  /* Who has just read a letter sees it read, before time goes on. */
  if (self->guide == NULL)
    playback_seek_time (self->playback, self->time);
  tell_changed (self);
  return TRUE;
}

gboolean
pr_session_act (PrSession *self, const char *text, GError **error)
{
  return pr_session_act_in (self, text, G_MAXUINT, error);
}

gboolean
pr_session_act_in (PrSession *self, const char *text, guint world, GError **error)
{
  Action *action = journal_parse_action (self->journal, text, self->time, 0, error);

  if (action != NULL && world != G_MAXUINT)
    action->variants &= 1u << timeline_variant (pr_session_timeline (self, world));
  /* Of two branches side by side the one that is acted in is gone on with. */
  if (action != NULL && pr_session_is_comparing (self))
    pr_session_set_branch (self, timeline_branch (pr_session_timeline (self, world != G_MAXUINT ? world : 0)));
  return action != NULL && pr_session_act_action (self, action, error);
}

guint
pr_session_branch (PrSession *self)
{
  return self->playback != NULL ? playback_branch (self->playback) : 0;
}

/* Other branches are played from now on: to the same moment. */
static void
show_other_worlds (PrSession *self)
{
  session_learn_future (self);
  session_take_time (self);
  playback_seek_time (self->playback, self->time);
  session_follow_head (self);
  session_emit (self, SESSION_CHANGED);
  session_emit (self, SESSION_MOVED);
}

void
pr_session_set_branch (PrSession *self, guint branch)
{
  if (self->playback == NULL || self->guide != NULL || pr_session_is_live (self)
      || branch >= journal_n_branches (self->journal)
      || (branch == playback_branch (self->playback) && !pr_session_is_comparing (self)))
    return;
  pr_session_set_playing (self, FALSE);
  playback_set_branch (self->playback, branch);
  g_array_set_size (self->deeds, 0);
  show_other_worlds (self);
}

gboolean
pr_session_is_comparing (PrSession *self)
{
  return self->playback != NULL && playback_beside (self->playback) >= 0;
}

void
pr_session_compare_branch (PrSession *self, int branch)
{
  if (self->playback == NULL || self->guide != NULL || pr_session_is_live (self)
      || branch == playback_beside (self->playback)
      || branch == (int) playback_branch (self->playback) || branch >= (int) journal_n_branches (self->journal))
    return;
  pr_session_set_playing (self, FALSE);
  playback_compare_end (self->playback);
  if (branch >= 0)
    playback_compare (self->playback, (guint) branch);
  show_other_worlds (self);
}

gboolean
pr_session_can_undo (PrSession *self)
{
  /* What was said to a real program cannot be taken back while it is there. */
  if (pr_session_is_live (self))
    return FALSE;
  return self->deeds->len > 0 || (self->guide == NULL && pr_session_branch (self) != 0);
}

gboolean
pr_session_undoes_one (PrSession *self)
{
  return !pr_session_is_live (self) && self->deeds->len > 0;
}

/* A deed that began a branch is undone by leaving it; one that was written to the end of what was there needs a branch
 * that lives on without it. */
static gboolean
take_back (PrSession *self)
{
  Deed deed = g_array_index (self->deeds, Deed, self->deeds->len - 1);
  const Action *action = journal_action (self->journal, deed.action);

  g_array_set_size (self->deeds, self->deeds->len - 1);
  if (deed.before == deed.after)
    return playback_take_back (self->playback, deed.action);
  playback_go_back (self->playback, deed.before, action->time, action->after);
  return TRUE;
}

void
pr_session_undo (PrSession *self)
{
  if (!pr_session_can_undo (self))
    return;
  pr_session_set_playing (self, FALSE);
  if (!(self->deeds->len > 0 ? take_back (self) : playback_undo (self->playback)))
    return;
  self->modified = self->guide == NULL;
  if (self->guide != NULL)
    self->guide->undone (self->guide_data, playback_branch (self->playback));
  session_learn_future (self);
  session_take_time (self);
  session_follow_head (self);
  session_emit (self, SESSION_CHANGED);
  session_emit (self, SESSION_MOVED);
}
