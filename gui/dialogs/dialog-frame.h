/* DialogFrame: what all dialogs have: a header with Cancel and the deed, Escape, and a check button that holds what is done
 * to one world. */
#pragma once

#include "window/window.h"

/* Modal, not presented yet. deed has a mnemonic; *button gets it, for being made sensitive and connected to. */
GtkWindow *dialog_frame_new (PrWindow *parent, const char *title, const char *deed, GtkWidget *content, GtkWidget **button);
/* NULL when there is but one world. Borrowed by who packs it. */
GtkWidget *dialog_frame_new_only (PrWindow *parent, guint world, gboolean active);
/* Acts now, in that world alone when only (may be NULL) is checked, and closes. */
void dialog_frame_act (GtkWindow *window, PrWindow *parent, const char *action, GtkWidget *only, guint world);
/* Escape closes it. */
void dialog_frame_add_escape (GtkWindow *window);
