/* PrCopiesView: "where each message lives": letters × places, of one world or of all side by side. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_COPIES_VIEW (pr_copies_view_get_type ())
G_DECLARE_FINAL_TYPE (PrCopiesView, pr_copies_view, PR, COPIES_VIEW, GtkWidget)

/* all_worlds: TRUE in Compare, with the differences marked. */
GtkWidget *pr_copies_view_new (PrSession *session, gboolean all_worlds);
