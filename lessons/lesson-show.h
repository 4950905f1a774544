/* What a `show` block points at: a world, and a line of a conversation. The window and lint both ask here. */
#pragma once

#include "lesson.h"
#include "time/timeline.h"

/* FALSE: the block names another world. */
gboolean lesson_show_means_world (const LessonBlock *show, const Timeline *timeline);
/* TRUE: the event is a line that somebody says, in the conversation that the block means, with the text that it means. */
gboolean lesson_show_means_line (const LessonBlock *show, const Timeline *timeline, const TraceEvent *event);
