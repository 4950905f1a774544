/* What the tests of lessons in the window share. */
#pragma once

#include "gui-test.h"
#include "lesson/lesson-player.h"

/* A lesson that comes with Postroom, with nothing known of a learner. */
PrWindow *open_lesson (const char *name);
/* The same, from where the learner stopped. */
PrWindow *go_on_with (const char *name);
/* A lesson that the test has written. */
PrWindow *open_text (const char *text);
/* Whatever is being played, to its end. */
void pass_over (PrWindow *window);
/* One step further, and passed over. */
void next_step (PrWindow *window);
const LessonRun *run_of (PrWindow *window);
void forget_all (void);

typedef struct {
  const char *text;
  gboolean found;
} LessonTestSearch;
/* For gui_test_each(): is the text in a label? */
void lesson_test_look (GtkWidget *widget, gpointer data);
gboolean panel_says (PrWindow *window, const char *text);
/* win.ACTION */
gboolean is_enabled (PrWindow *window, const char *action);
