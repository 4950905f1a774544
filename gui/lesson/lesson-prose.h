/* Prose of a lesson as widgets: paragraphs, lists, code, selectable, with code spans in monospace. */
#pragma once

#include <gtk/gtk.h>

#include "lesson-text.h"

/* A GtkBox. plain: no selecting, for text inside a button or a choice. */
GtkWidget *lesson_prose_new (const LessonText *text, gboolean plain);
