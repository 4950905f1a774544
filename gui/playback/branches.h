/* PrBranches: the days that were lived: "main" and every "what if" that began when somebody acted
 * in the past. A menu to go from one to another; hidden while there is only one. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

/* A GtkMenuButton that follows the session. Its entries activate win.branch. */
GtkWidget *branches_button_new (PrSession *session);
