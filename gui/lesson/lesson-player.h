/* PrLessonPlayer: a lesson that is lived in the window's session. It alone drives the LessonRun: what the learner is shown, may
 * see of time and may do follows from that.
 *
 * Signals: "changed" (what the panel shows), "pointed" (a `show` block, gpointer: to be carried out by the window), "closed". */
#pragma once

#include "lesson-run.h"
#include "playback/playback-session.h"

#define PR_TYPE_LESSON_PLAYER (pr_lesson_player_get_type ())
G_DECLARE_FINAL_TYPE (PrLessonPlayer, pr_lesson_player, PR, LESSON_PLAYER, GObject)

PrLessonPlayer *pr_lesson_player_new (PrSession *session);
/* Takes the lesson; lives it from its beginning, or goes on where the learner's record says. Another journal in the session
 * ends it. */
void pr_lesson_player_open (PrLessonPlayer *player, Lesson *lesson, gboolean from_start);
const Lesson *pr_lesson_player_lesson (PrLessonPlayer *player); /* NULL: none is open */
const LessonRun *pr_lesson_player_run (PrLessonPlayer *player); /* NULL as well */
const LessonStep *pr_lesson_player_step (PrLessonPlayer *player);

/* So many blocks of the step are to be shown: what follows a prediction only after its answer was seen to happen. */
guint pr_lesson_player_n_shown (PrLessonPlayer *player);
/* The answer has been seen to happen: the verdict may be told. */
gboolean pr_lesson_player_is_revealed (PrLessonPlayer *player, const LessonBlock *prediction);
/* So many hints of the task were given. */
guint pr_lesson_player_n_hints (PrLessonPlayer *player, const LessonBlock *task);

gboolean pr_lesson_player_can_next (PrLessonPlayer *player);
/* pr_lesson_player_next() would do something. */
gboolean pr_lesson_player_can_go_on (PrLessonPlayer *player);
/* While something plays, to its end; otherwise to the next step. */
void pr_lesson_player_next (PrLessonPlayer *player);
void pr_lesson_player_back (PrLessonPlayer *player);
void pr_lesson_player_answer (PrLessonPlayer *player, guint choice);
void pr_lesson_player_hint (PrLessonPlayer *player);
void pr_lesson_player_solve (PrLessonPlayer *player);
void pr_lesson_player_explore (PrLessonPlayer *player);
void pr_lesson_player_return (PrLessonPlayer *player);
/* Carries out a `show` block of the step again. */
void pr_lesson_player_point (PrLessonPlayer *player, guint block);
