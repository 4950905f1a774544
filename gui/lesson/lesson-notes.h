/* The instructor's notes: a window of their own, for the instructor's screen, never part of the window that the class sees. It
 * follows the lesson's step and closes with the lesson. */
#pragma once

#include <gtk/gtk.h>

#include "lesson/lesson-player.h"

/* The window that is there already, or a new one. */
GtkWindow *lesson_notes_present (GtkWindow *parent, PrLessonPlayer *player);
GtkWindow *lesson_notes_find (GtkWindow *parent); /* NULL */
