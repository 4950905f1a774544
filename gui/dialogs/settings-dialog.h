/* The settings of a device (also of a new one), of an account or of the server, made from the table of options. What is changed
 * becomes one line of the journal. */
#pragma once

#include "window/window.h"

/* kind as in settings-state.h; name: the device or account, "" otherwise. world: whose settings are shown. NULL when it has no
 * such thing. */
GtkWindow *settings_dialog_present (PrWindow *parent, ActionKind kind, const char *name, guint world);
/* The line that the button would add; NULL when nothing is changed, or what was typed does not fit. Caller owns. */
char *settings_dialog_dup_action (GtkWindow *window);
/* For tests: sets an option, or "preset", "name", as a person would. FALSE when the dialog does not show it. */
gboolean settings_dialog_set (GtkWindow *window, const char *option, const char *value);
