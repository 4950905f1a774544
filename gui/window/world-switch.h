/* Which of the session's worlds the stage shows: one button for each, through win.world. Nothing where there is one. */
#pragma once

#include <gtk/gtk.h>

#include "playback/playback-session.h"

/* bar: what the switch alone stands in; shown while there is something to choose. */
GtkWidget *world_switch_new (PrSession *session, GtkBox *bar);
