/* What is wrong with a lesson that parses: its shape, and what only its run tells. */
#pragma once

#include "lesson.h"

/* Adds to faults (of LessonFault *). house: hold it to what lessons that come with Postroom have to keep, too: 5 to 15 minutes,
 * two predictions, a claim, a note for the instructor. */
void lesson_lint (const Lesson *lesson, gboolean house, GPtrArray *faults);
/* A translation has the same blocks, journal lines, choices and goals as its original. */
void lesson_lint_translation (const Lesson *original, const Lesson *translation, GPtrArray *faults);
