/* PrStage: one world as a picture: the mail server, the devices, the outside world, the links
 * between them and what travels along these at the present instant. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_STAGE (pr_stage_get_type ())
G_DECLARE_FINAL_TYPE (PrStage, pr_stage, PR, STAGE, GtkWidget)

/* compact: as one of several in Compare. world: an index; G_MAXUINT for the focused one. */
GtkWidget *pr_stage_new (PrSession *session, guint world, gboolean compact);
/* Lies over the upper right corner and lives as long as the stage: no card is put below it. */
void pr_stage_set_corner (PrStage *stage, GtkWidget *corner);
