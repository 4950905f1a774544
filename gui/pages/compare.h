/* PrCompare: every world of the journal side by side, at the same instant. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_COMPARE (pr_compare_get_type ())
G_DECLARE_FINAL_TYPE (PrCompare, pr_compare, PR, COMPARE, GtkWidget)

/* cover: lies over the upper edge while it is visible, and lives as long as this. What is there moves below it, as far as
 * there is room. */
GtkWidget *pr_compare_new (PrSession *session, GtkWidget *cover);
/* "mail stays on the server": how the devices of a world treat mail. Borrowed, translated. */
const char *world_manner (const World *world);
