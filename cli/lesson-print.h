/* A lesson's texts for a terminal. */
#pragma once

#include "lesson-text.h"

/* Wrapped to the terminal's usual width, each line behind the indent. Ends with a line end. Appends to out. */
void lesson_print_text (GString *out, const LessonText *text, const char *indent);
