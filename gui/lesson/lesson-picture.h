/* The small picture on a lesson's card: who holds letters, and how they come there. Drawn from the lesson's `picture:`. */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_LESSON_PICTURE (pr_lesson_picture_get_type ())
G_DECLARE_FINAL_TYPE (PrLessonPicture, pr_lesson_picture, PR, LESSON_PICTURE, GtkWidget)

/* kind: what a lesson may name as its picture; NULL or another: letters alone. */
GtkWidget *pr_lesson_picture_new (const char *kind);
/* It is one of the pictures that a lesson may name. */
gboolean pr_lesson_picture_has (const char *kind);
