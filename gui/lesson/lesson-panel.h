/* PrLessonPanel: the lesson's page beside the stage: title, place in the lesson, the step's prose and cards, and the way on.
 * Hidden while no lesson is open. Activates win.lesson-* actions. */
#pragma once

#include <gtk/gtk.h>

#include "lesson/lesson-player.h"

#define PR_TYPE_LESSON_PANEL (pr_lesson_panel_get_type ())
G_DECLARE_FINAL_TYPE (PrLessonPanel, pr_lesson_panel, PR, LESSON_PANEL, GtkWidget)

GtkWidget *pr_lesson_panel_new (PrSession *session, PrLessonPlayer *player);
/* A choice of the open question, 0: the first. FALSE: there is none. */
gboolean pr_lesson_panel_choose (PrLessonPanel *panel, guint choice);
/* What is chosen, -1: nothing, or no question is open. */
int pr_lesson_panel_chosen (PrLessonPanel *panel);
/* What does not fit is read page by page. FALSE: there is no more to be read in that direction. */
gboolean pr_lesson_panel_turn (PrLessonPanel *panel, gboolean forward);
