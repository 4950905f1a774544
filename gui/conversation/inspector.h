/* PrInspector: the selected line taken apart: its tokens, why it was said, what it did to the
 * session's state, and what is true now. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_INSPECTOR (pr_inspector_get_type ())
G_DECLARE_FINAL_TYPE (PrInspector, pr_inspector, PR, INSPECTOR, GtkWidget)

GtkWidget *pr_inspector_new (PrSession *session);
