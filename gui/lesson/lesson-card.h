/* The cards in the lesson's panel: a question, a task, a free trial, a thing to look at. Each is made anew when the player has
 * changed; all commands are win.lesson-* actions. */
#pragma once

#include <gtk/gtk.h>

#include "lesson/lesson-player.h"

typedef struct {
  PrSession *session;
  PrLessonPlayer *player;
  int chosen; /* of the open question, -1 */
} LessonCards;

/* A card: a box in a frame with a heading. */
GtkWidget *lesson_card_new (const char *heading, const char *class);
GtkWidget *lesson_card_button (const char *label, const char *action);
/* lesson-predict.c. The open question's radio buttons set cards->chosen, which has to outlive the card. */
GtkWidget *lesson_predict_new (LessonCards *cards, const LessonBlock *block);
/* Marks a choice of the open question (0: the first), and offers to check it. FALSE: the card has no such choice. */
gboolean lesson_predict_choose (GtkWidget *card, guint index);
/* lesson-task.c */
GtkWidget *lesson_task_new (LessonCards *cards, const LessonBlock *block);
GtkWidget *lesson_explore_new (LessonCards *cards, const LessonBlock *block);
/* index: of the block in its step. */
GtkWidget *lesson_show_new (LessonCards *cards, const LessonBlock *block, guint index);
