/* PrSession: the window's one piece of view state: which journal is open, where in time we are,
 * what is selected. Sections read from here and listen; only here the playback is moved.
 *
 * Signals: "changed" (another journal or branch: everything is new), "moved" (other time or
 * position), "selected" (other line or focused world), "playing" (started, stopped, speed, unit), "live" (began, ended,
 * following or not, other clients, or a client did something). */
#pragma once

#include <gio/gio.h>

#include "gateway/gateway.h"
#include "world/copies.h"
#include "time/timeline.h"
#include "playback/time-scale.h"
#include "playback/trace-index.h"

#define PR_TYPE_SESSION (pr_session_get_type ())
G_DECLARE_FINAL_TYPE (PrSession, pr_session, PR, SESSION, GObject)

PrSession *pr_session_new (void);

/* path may be NULL (not saved anywhere yet). Takes a reference. */
void pr_session_set_journal (PrSession *session, Journal *journal, const char *path);
Journal *pr_session_journal (PrSession *session); /* NULL at first */
const char *pr_session_path (PrSession *session);
void pr_session_set_path (PrSession *session, const char *path);
gboolean pr_session_modified (PrSession *session);
void pr_session_set_saved (PrSession *session);
/* What was set is in no file that the person knows. */
void pr_session_set_unsaved (PrSession *session);

guint pr_session_n_worlds (PrSession *session); /* variants; 0 without a journal */
Timeline *pr_session_timeline (PrSession *session, guint world);
const World *pr_session_world (PrSession *session, guint world);
const Trace *pr_session_trace (PrSession *session, guint world);
const TraceIndex *pr_session_index (PrSession *session, guint world);
const CopyTable *pr_session_copies (PrSession *session, guint world); /* at the position; until the next move */
const char *pr_session_world_name (PrSession *session, guint world);
const TimeScale *pr_session_scale (PrSession *session);

guint pr_session_focus (PrSession *session);
void pr_session_set_focus (PrSession *session, guint world);
guint32 pr_session_selected (PrSession *session); /* event id in the focused world, 0 */
void pr_session_select (PrSession *session, guint32 event);

gint64 pr_session_start (PrSession *session); /* µs UTC */
gint64 pr_session_end (PrSession *session);
gint64 pr_session_time (PrSession *session);
void pr_session_seek (PrSession *session, gint64 time);
void pr_session_seek_event (PrSession *session, guint world, guint32 event);
StepUnit pr_session_unit (PrSession *session);
void pr_session_set_unit (PrSession *session, StepUnit unit);
gboolean pr_session_step (PrSession *session, StepUnit unit, gboolean forward);

gboolean pr_session_playing (PrSession *session);
void pr_session_set_playing (PrSession *session, gboolean playing);
/* Virtual time over real time. */
double pr_session_speed (PrSession *session);
void pr_session_set_speed (PrSession *session, double speed);
/* Only what devices say is waited for: set while the outside world is not in view. */
void pr_session_set_devices_only (PrSession *session, gboolean devices_only);
/* While playing: that much real time (µs) has gone by. */
void pr_session_advance (PrSession *session, gint64 elapsed);
/* TRUE while hours in which nothing happens are being passed over. */
gboolean pr_session_skipping (PrSession *session);

/* A person acts, now, in all worlds: text as in a journal ("laptop check"). */
gboolean pr_session_act (PrSession *session, const char *text, GError **error);
/* In that world alone; G_MAXUINT: in all. */
gboolean pr_session_act_in (PrSession *session, const char *text, guint world, GError **error);
/* Takes the action. */
gboolean pr_session_act_action (PrSession *session, Action *action, GError **error);
/* Somebody leads through the day, as a lesson does: what may be seen and done is up to him. */
typedef struct {
  guint (*branch) (gpointer data);
  gint64 (*now) (gpointer data);   /* what he has let happen goes so far, µs UTC */
  gint64 (*limit) (gpointer data); /* later than this nothing may be shown; G_MAXINT64: no limit */
  int (*act) (gpointer data, Playback *playback, Action *action, GError **error); /* as playback_act() */
  void (*undone) (gpointer data, guint branch); /* a deed was taken back: that branch is lived now */
  const char *(*refusal) (gpointer data); /* why nothing may be done now, for people; NULL: it may */
  gboolean (*asks) (gpointer data); /* what will happen is the question: nothing may give it away */
} SessionGuide;
/* As pr_session_set_journal(), with a guide. Both are borrowed until another journal is set. */
void pr_session_set_guided (PrSession *session, Journal *journal, const SessionGuide *guide, gpointer data);
/* The guide has let more happen, or less: at the same instant where there still is one. */
void pr_session_follow_guide (PrSession *session);
gboolean pr_session_is_guided (PrSession *session);
/* The guide waits for the learner to say what he expects. */
gboolean pr_session_is_asking (PrSession *session);
/* Why nothing may be done now, for people; NULL: it may. */
const char *pr_session_refusal (PrSession *session);

guint pr_session_branch (PrSession *session);
/* Another branch of the journal, at the same instant. */
void pr_session_set_branch (PrSession *session, guint branch);
/* The worlds are then two: the focused one in this branch, and in that one. -1: all variants again. */
void pr_session_compare_branch (PrSession *session, int branch);
gboolean pr_session_is_comparing (PrSession *session);
/* Undoing takes back the last deed. When there is none since the branch was entered, it leaves the branch. */
gboolean pr_session_can_undo (PrSession *session);
/* TRUE when undoing takes back one deed and nothing else. */
gboolean pr_session_undoes_one (PrSession *session);
void pr_session_undo (PrSession *session);

/* playback-session-live.c: the focused world lives on from this moment, in real time, behind a gateway that real mail
 * programs connect to; what they do is appended to the journal. What a person does is done now. Views may look at the past
 * meanwhile. FALSE with a JournalError. */
gboolean pr_session_go_live (PrSession *session, GError **error);
void pr_session_stop_live (PrSession *session);
Gateway *pr_session_gateway (PrSession *session); /* NULL: not live */
gboolean pr_session_is_live (PrSession *session);
/* TRUE: the views show now, and go on with it. */
gboolean pr_session_follows (PrSession *session);
void pr_session_follow (PrSession *session); /* back to now */
/* Programs that are connected now. */
guint pr_session_n_clients (PrSession *session);
