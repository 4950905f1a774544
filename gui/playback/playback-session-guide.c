/* PrSession: a day that somebody leads through. Worlds are never lived beyond his limit, so that no view can give away what
 * is to come. */
#include "playback/playback-session-private.h"

/* Lives up to that time and comes back. The last event's time. */
static gint64
live_until (PrSession *self, gint64 time)
{
  gint64 now = playback_now (self->playback), last = G_MININT64;
  const World *world = timeline_world (playback_timeline (self->playback, playback_focus (self->playback)));
  guint after = world->now == now ? world->instant : 0;

  playback_seek_time (self->playback, time);
  for (guint i = 0; i < playback_n_timelines (self->playback); i++)
    last = MAX (last, timeline_now (playback_timeline (self->playback, i)));
  playback_go_back (self->playback, playback_branch (self->playback), now, after);
  return last;
}

gint64
session_find_end (PrSession *self)
{
  gint64 now, limit;

  if (self->guide == NULL)
    return playback_end (self->playback);
  now = MAX (self->guide->now (self->guide_data), playback_now (self->playback));
  limit = self->guide->limit (self->guide_data);
  playback_set_limit (self->playback, limit);
  if (limit == G_MAXINT64)
    return MAX (now, playback_end (self->playback));
  return MAX (self->start, MIN (MAX (now, live_until (self, limit)), limit));
}

void
pr_session_follow_guide (PrSession *self)
{
  g_assert (self->guide != NULL);
  g_array_set_size (self->deeds, 0);
  playback_set_branch (self->playback, self->guide->branch (self->guide_data));
  session_learn_future (self);
  self->time = CLAMP (self->time, self->start, self->end);
  playback_seek_time (self->playback, self->time);
  session_follow_head (self);
  session_emit (self, SESSION_CHANGED);
  session_emit (self, SESSION_MOVED);
}

gboolean
pr_session_is_guided (PrSession *self)
{
  return self->guide != NULL;
}

gboolean
pr_session_is_asking (PrSession *self)
{
  return self->guide != NULL && self->guide->asks (self->guide_data);
}

const char *
pr_session_refusal (PrSession *self)
{
  return self->guide != NULL ? self->guide->refusal (self->guide_data) : NULL;
}
