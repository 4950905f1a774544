/* PrSceneStrip: the scenes of the journal in order, the present one highlighted; a click goes there. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_SCENE_STRIP (pr_scene_strip_get_type ())
G_DECLARE_FINAL_TYPE (PrSceneStrip, pr_scene_strip, PR, SCENE_STRIP, GtkWidget)

GtkWidget *pr_scene_strip_new (PrSession *session);
/* What a scene is called in the system's language. Borrowed. */
const char *scene_name (const Action *action);
