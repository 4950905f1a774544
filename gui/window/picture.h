/* A picture of the window once it has come to rest, for --export. */
#pragma once

#include "window/window.h"

/* Activates each of the actions in turn ("win.lesson-next", "win.letter(('laptop',))"), wherever on what lies on top there is
 * one; then writes a picture of what lies on top, the window or a dialog, and destroys the window. deeds: NULL for none; borrowed
 * like path and status, which becomes 1 when something failed, with a word on the standard error. */
void picture_take (PrWindow *window, const char *path, char **deeds, int *status);
