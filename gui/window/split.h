/* Where the window is divided between the stage and what is below it, until a person decides. */
#pragma once

#include <gtk/gtk.h>

/* stage: what the upper part holds; its least height counts. Both borrowed; it ends with the paned. */
void split_watch (GtkPaned *paned, GtkWidget *stage);
/* What a person decided no longer counts: the room has become another one. */
void split_reset (GtkPaned *paned);
