/* "Where each message lives", as text: letters × places. */
#pragma once

#include "time/timeline.h"

/* At the timeline's position. Appends to out. */
void where_table_write (const Timeline *timeline, GString *out);
