/* What is remembered from one start to the next: colours, speed, size of the window. Where the
 * schema is not installed (run from the build folder), nothing is, and nothing is missed. */
#pragma once

#include "window/window.h"

void preferences_restore (PrWindow *window);
void preferences_keep (PrWindow *window);
