/* Timeline: one (branch, variant) of a journal, with its world at any event.
 *
 * It keeps the trace from the start to the furthest point ever reached, and keyframes (world
 * copies) every thousand steps or so, thinned with age. Going back re-executes from the nearest
 * keyframe: exactly the same world again. */
#pragma once

#include <glib.h>

#include "journal/journal.h"
#include "trace.h"
#include "world/world.h"

typedef struct _Timeline Timeline;

Timeline *timeline_new (Journal *journal, guint branch, guint variant); /* at event 0 */
void timeline_free (Timeline *timeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Timeline, timeline_free)

const World *timeline_world (const Timeline *timeline); /* at the position; valid until the next move */
/* Up to the furthest point reached; views show events up to timeline_position(). */
const Trace *timeline_trace (const Timeline *timeline);
const Journal *timeline_journal (const Timeline *timeline);
guint timeline_branch (const Timeline *timeline);
guint timeline_variant (const Timeline *timeline);
guint timeline_position (const Timeline *timeline); /* id of the last event that has happened, 0 = none */
gint64 timeline_now (const Timeline *timeline);
gint64 timeline_next_time (const Timeline *timeline); /* of the step after the position; G_MAXINT64 at the end */

gboolean timeline_step (Timeline *timeline);      /* one world step; FALSE at the end */
gboolean timeline_step_back (Timeline *timeline); /* to before the last step */
/* To the world after the step that wrote event id (or the furthest there is). */
void timeline_seek_event (Timeline *timeline, guint id);
/* To the world after all steps at or before time. */
void timeline_seek_time (Timeline *timeline, gint64 time);
void timeline_seek_end (Timeline *timeline);
/* To the world after n steps of that microsecond, or, when there are fewer, after all up to it. */
void timeline_seek_instant (Timeline *timeline, gint64 time, guint instant);
gint64 timeline_end (Timeline *timeline); /* time of the last step; runs there once, without moving the position */
/* The script has got more actions (journal_append). What lies ahead of the first that differs is forgotten; the
 * position goes back to it when it was beyond. */
void timeline_script_changed (Timeline *timeline);
void timeline_set_branch (Timeline *timeline, guint branch); /* the same for another branch's script */
/* From here on for good, it follows a world that lives on behind a gateway: what a world that has come to rest would leave
 * undone is lived too (world_live_step()), and nothing that comes after that time, which only grows. */
void timeline_set_live (Timeline *timeline, gint64 until);

/* Nothing later than that is lived from here on, and what was is forgotten. G_MAXINT64: no limit. */
void timeline_set_limit (Timeline *timeline, gint64 limit);

/* What a person steps by. */
typedef enum { STEP_EVENT, STEP_SEGMENT, STEP_LINE, STEP_COMMAND, STEP_ACTION, STEP_SESSION } StepUnit;
/* Position (event id) of the next or previous place to stop at: line = a line was handled; command = a command's last
 * response was handled by the client; action = the journal's next action; session = a connection ended.
 * 0 (back) or the end (forward) when there is none. */
guint timeline_find_stop (Timeline *timeline, StepUnit unit, gboolean forward);

/* Playback: several timelines on one clock (Compare), moved together. */
typedef struct _Playback Playback;

Playback *playback_new (Journal *journal, guint branch); /* all variants of the branch */
void playback_free (Playback *playback);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Playback, playback_free)
guint playback_n_timelines (const Playback *playback);
Timeline *playback_timeline (Playback *playback, guint index);
guint playback_focus (const Playback *playback); /* the timeline that steps go by */
void playback_set_focus (Playback *playback, guint index);
gint64 playback_now (const Playback *playback);
gint64 playback_start (const Playback *playback); /* of the first action that is not set-up */
gint64 playback_end (Playback *playback);         /* runs all timelines to their ends once, then known */
void playback_seek_time (Playback *playback, gint64 time);
/* By one unit in the focused timeline; the others follow to the same instant. FALSE at either end. */
gboolean playback_step (Playback *playback, StepUnit unit, gboolean forward);
/* A person acts at the present position, in all timelines: appends to the journal; begins a branch when the branch has a
 * future of its own here, or branches of its own. The action happens in the next step. Takes the action. Returns the
 * branch, -1 with error: then the worlds are unchanged. */
int playback_act (Playback *playback, Action *action, GError **error);
gboolean playback_undo (Playback *playback); /* back to the parent branch, at the point where it left */
/* Lives on as if the action, which is in the present branch or one that it comes from, and all after it there had not been
 * done: in a new branch, for nothing in a journal is rewritten. What stands before it stays, also at the same instant.
 * FALSE: then nothing has changed. */
gboolean playback_take_back (Playback *playback, guint index);
/* To that branch, after n steps of that microsecond. */
void playback_go_back (Playback *playback, guint branch, gint64 time, guint after);
/* All timelines, also those that come later: nothing after that is lived, nor known to anybody who looks at them. */
void playback_set_limit (Playback *playback, gint64 limit);
/* All timelines; the end is that time. */
void playback_set_live (Playback *playback, gint64 until);
/* The journal has got more lines in the present branch. */
void playback_script_changed (Playback *playback);
guint playback_branch (const Playback *playback);
void playback_set_branch (Playback *playback, guint branch); /* at the same time of day */
/* Instead of all variants: the focused one in the present branch, and beside it in another; at the same time of day. Ends
 * with playback_compare_end(), and when somebody acts, takes back or goes to a branch. */
void playback_compare (Playback *playback, guint other);
void playback_compare_end (Playback *playback);
int playback_beside (const Playback *playback); /* that other branch; -1: all variants are there */
