/* PrGoTo: the clock of the transport, a button. It asks for a time of the day or the number of an event, and goes there. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_GO_TO (pr_go_to_get_type ())
G_DECLARE_FINAL_TYPE (PrGoTo, pr_go_to, PR, GO_TO, GtkWidget)

GtkWidget *pr_go_to_new (PrSession *session);
/* What the button shows. */
void pr_go_to_set_text (PrGoTo *go_to, const char *text);
/* Opens the question. */
void pr_go_to_ask (PrGoTo *go_to);

/* "08:10:02.114", "2d 08:10" -> µs UTC. FALSE: it is no time. */
gboolean go_to_parse_time (const Journal *journal, const char *text, gint64 *time);
/* A time, or the number of an event of the focused world. FALSE: it is neither, and nothing has moved. */
gboolean go_to_place (PrSession *session, const char *text);
