/* LiveBar: on top of the window while real mail programs may connect: who is there, the way back to now, and the end. */
#pragma once

#include <gtk/gtk.h>

#include "playback/playback-session.h"

GtkWidget *live_bar_new (PrSession *session);
