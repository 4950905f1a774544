/* PrLessonShelf: the lessons that come with Postroom, a card each with a picture, what it is about, and how far the learner has
 * come. Activating one opens it where he stopped. */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_LESSON_SHELF (pr_lesson_shelf_get_type ())
G_DECLARE_FINAL_TYPE (PrLessonShelf, pr_lesson_shelf, PR, LESSON_SHELF, GtkWidget)

GtkWidget *pr_lesson_shelf_new (void);
/* The lesson to go on with, or the first: what the keyboard is at. NULL without lessons. */
GtkWidget *pr_lesson_shelf_first (PrLessonShelf *shelf);
