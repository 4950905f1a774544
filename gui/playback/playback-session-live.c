/* PrSession: a world that lives on in real time while real mail programs are connected to it.
 *
 * The gateway has a world of its own, in which clients are answered at once. What they did is appended to the journal, and the
 * timelines live the journal as they always do, up to now: what is seen is what will be seen when the file is opened
 * again. */
#include "playback/playback-session-private.h"

#define SYNC_MS 30   /* after a client has done something: at most that often */
#define CLOCK_MS 200 /* when nobody does */
#define ASIDE_MS 400 /* while the views look at the past */

/* Where real programs came, and where they went. In the file: the same in every language. */
#define SCENE_BEGAN "scene \"Real mail programs may connect\" id=\"Program surat sungguhan boleh menyambung\""
#define SCENE_ENDED "scene \"The real mail programs have gone\" id=\"Program surat sungguhan sudah pergi\""

Gateway *
pr_session_gateway (PrSession *self)
{
  return self->live.gateway;
}

gboolean
pr_session_is_live (PrSession *self)
{
  return self->live.gateway != NULL;
}

gboolean
pr_session_follows (PrSession *self)
{
  return pr_session_is_live (self) && self->live.following;
}

guint
pr_session_n_clients (PrSession *self)
{
  return pr_session_is_live (self) ? gateway_n_connections (self->live.gateway) : 0;
}

static gint64
clock_time (gpointer data)
{
  const Live *live = &((PrSession *) data)->live;

  return live->began + g_get_monotonic_time () - live->real_began;
}

/* What clients have done since goes into the journal. FALSE: there was nothing. *until: as gateway_pass_on(). */
static gboolean
take_over (PrSession *self, gboolean all, gint64 *until)
{
  guint before = journal_n_actions (self->journal);
  g_autoptr (GError) error = NULL;

  /* What a gateway records can always be written. */
  if (!gateway_pass_on (self->live.gateway, self->journal, all, until, &error))
    g_warning ("%s", error->message);
  if (journal_n_actions (self->journal) == before)
    return FALSE;
  self->modified = TRUE;
  playback_script_changed (self->playback);
  return TRUE;
}

static gboolean
has_other_devices (PrSession *self)
{
  guint devices = gateway_world (self->live.gateway)->devices->len;
  gboolean other = devices != self->live.devices;

  self->live.devices = devices;
  return other;
}

static gboolean
has_other_clients (PrSession *self)
{
  guint clients = pr_session_n_clients (self);
  gboolean other = clients != self->live.clients;

  self->live.clients = clients;
  return other;
}

static void
live_on (PrSession *self, gint64 until)
{
  playback_set_live (self->playback, until);
  for (guint i = 0; !self->live.following && i < self->views->len; i++)
    timeline_end (pr_session_timeline (self, i));
  if (self->live.following)
    playback_seek_time (self->playback, until);
}

static void
catch_up (PrSession *self, gboolean all)
{
  gint64 now, until;
  gboolean told, anew;

  told = take_over (self, all, &until);
  now = gateway_now (self->live.gateway);
  self->live.synced = g_get_monotonic_time ();
  live_on (self, MIN (now, until - 1));
  self->end = now;
  if (self->live.following)
    self->time = self->end;
  anew = session_see_growth (self);
  anew = has_other_devices (self) || anew;
  if (self->live.following)
    session_follow_head (self);
  if (anew)
    session_emit (self, SESSION_CHANGED);
  session_emit (self, SESSION_MOVED);
  if (has_other_clients (self) || told)
    session_emit (self, SESSION_LIVE);
}

static gboolean
on_sync (gpointer data)
{
  PrSession *self = data;

  self->live.sync = 0;
  catch_up (self, FALSE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_clock (gpointer data)
{
  PrSession *self = data;

  if (self->live.following || g_get_monotonic_time () - self->live.synced > ASIDE_MS * G_TIME_SPAN_MILLISECOND)
    catch_up (self, FALSE);
  return G_SOURCE_CONTINUE;
}

static void
on_gateway (gpointer data)
{
  PrSession *self = data;

  if (self->live.gateway != NULL && self->live.sync == 0)
    self->live.sync = g_timeout_add (self->live.following ? SYNC_MS : ASIDE_MS, on_sync, self);
}

/* A journal may say where a run ends; what is lived now comes after that. */
static void
leave_end (PrSession *self)
{
  Timeline *timeline = pr_session_timeline (self, pr_session_focus (self));
  g_autoptr (GArray) script = journal_script (self->journal, timeline_branch (timeline), timeline_variant (timeline));
  const World *world = timeline_world (timeline);
  guint after = world->now == self->time ? world->instant : 0;

  for (guint i = 0; i < script->len; i++)
    if (journal_action (self->journal, g_array_index (script, guint, i))->kind == ACTION_END)
      {
        guint branch = journal_add_branch_without (self->journal, "live", timeline_branch (timeline), self->time, after);

        pr_session_set_branch (self, branch);
        return;
      }
}

/* Timelines that have lived nothing beyond now, or, when it is over, nothing that only a live world does: those of the
 * file live the same, up to the scene that ends it. */
static void
begin_anew (PrSession *self, gboolean live)
{
  guint branch = pr_session_branch (self), focus = pr_session_focus (self);
  gint64 time = self->time;

  playback_free (self->playback);
  self->playback = playback_new (self->journal, branch);
  playback_set_focus (self->playback, focus);
  if (live)
    playback_set_live (self->playback, time);
  g_array_set_size (self->deeds, 0);
  session_learn_future (self);
  self->time = live ? time : CLAMP (time, self->start, self->end);
  playback_seek_time (self->playback, self->time);
  session_follow_head (self);
}

gboolean
pr_session_go_live (PrSession *self, GError **error)
{
  guint focus = pr_session_focus (self);
  GatewaySettings settings = { .clock = clock_time, .clock_data = self, .record = TRUE, .changed = on_gateway,
                               .changed_data = self };

  g_assert (self->playback != NULL && !pr_session_is_live (self));
  pr_session_set_playing (self, FALSE);
  leave_end (self);
  if (!pr_session_act_in (self, SCENE_BEGAN, focus, error)
      || (pr_session_world (self, focus)->host->policy.offer_tls != TLS_OFFER_BOTH
          && !pr_session_act_in (self, "server tls=on", focus, error)))
    return FALSE;
  settings.journal = self->journal;
  settings.branch = pr_session_branch (self);
  settings.variant = timeline_variant (pr_session_timeline (self, focus));
  self->live.began = self->time;
  self->live.real_began = g_get_monotonic_time ();
  self->live.gateway = gateway_new (&settings);
  self->live.following = TRUE;
  self->live.devices = pr_session_world (self, focus)->devices->len;
  begin_anew (self, TRUE);
  gateway_start (self->live.gateway);
  self->live.clock = g_timeout_add (CLOCK_MS, on_clock, self);
  session_emit (self, SESSION_CHANGED);
  catch_up (self, FALSE);
  session_emit (self, SESSION_LIVE);
  return TRUE;
}

void
session_live_drop (PrSession *self)
{
  g_clear_handle_id (&self->live.sync, g_source_remove);
  g_clear_handle_id (&self->live.clock, g_source_remove);
  g_clear_pointer (&self->live.gateway, gateway_free);
}

void
pr_session_stop_live (PrSession *self)
{
  gint64 until;
  Action *scene;

  if (!pr_session_is_live (self))
    return;
  pr_session_set_playing (self, FALSE);
  gateway_stop (self->live.gateway);
  take_over (self, TRUE, &until);
  scene = journal_parse_action (self->journal, SCENE_ENDED, self->time, 0, NULL);
  if (journal_n_variants (self->journal) > 1)
    scene->variants &= 1u << timeline_variant (pr_session_timeline (self, pr_session_focus (self)));
  gateway_do (self->live.gateway, self->journal, scene, NULL);
  session_live_drop (self);
  begin_anew (self, FALSE);
  session_emit (self, SESSION_CHANGED);
  session_emit (self, SESSION_MOVED);
  session_emit (self, SESSION_LIVE);
}

gboolean
session_live_act (PrSession *self, Action *action, GError **error)
{
  gint64 until;

  take_over (self, FALSE, &until);
  if (!gateway_do (self->live.gateway, self->journal, action, error))
    return FALSE;
  self->modified = TRUE;
  self->live.following = TRUE;
  playback_script_changed (self->playback);
  catch_up (self, FALSE);
  session_emit (self, SESSION_CHANGED);
  session_emit (self, SESSION_MOVED);
  session_emit (self, SESSION_LIVE);
  return TRUE;
}

void
session_live_moved (PrSession *self, gboolean to_now)
{
  if (!pr_session_is_live (self) || self->live.following == to_now)
    return;
  self->live.following = to_now;
  session_emit (self, SESSION_LIVE);
}

gboolean
session_live_pause (PrSession *self)
{
  if (!pr_session_follows (self))
    return FALSE;
  session_live_moved (self, FALSE);
  return TRUE;
}

void
pr_session_follow (PrSession *self)
{
  if (!pr_session_is_live (self))
    return;
  pr_session_set_playing (self, FALSE);
  session_live_moved (self, TRUE);
  catch_up (self, FALSE);
}
