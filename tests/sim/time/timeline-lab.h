/* For the tests of the timeline. */
#pragma once

#include "time/timeline.h"

void assert_world_is (const Timeline *timeline, const char *digest);
/* Digests of the world at the position and after each further step. */
GPtrArray *run_forward (Timeline *timeline);
/* Stepping back to each event gives the world that running forward gave. */
void check_every_step_back (Journal *journal, guint variant);
