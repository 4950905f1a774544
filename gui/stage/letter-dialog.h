/* The dialog in which a letter is written: from a device, or by somebody in the outside world. */
#pragma once

#include "window/window.h"

/* device: as the journal names it, "" for the outside world. Presents the dialog; sending activates win.act. */
GtkWindow *letter_dialog_present (PrWindow *window, const char *device);
/* What sending would do, as a journal line without its time. Caller owns. NULL while an address is missing. */
char *letter_dialog_dup_action (GtkWindow *dialog);
