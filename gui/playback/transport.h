/* PrTransport: the bar that moves time: start, step back, play, step forward, end; by which unit;
 * scrubber; clock. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_TRANSPORT (pr_transport_get_type ())
G_DECLARE_FINAL_TYPE (PrTransport, pr_transport, PR, TRANSPORT, GtkWidget)

GtkWidget *pr_transport_new (PrSession *session);
/* The play button gets the keyboard. */
void pr_transport_focus (PrTransport *transport);
/* "×1", "×1/10". Caller owns. */
char *speed_words (double speed);
/* Asks for a time or an event to go to. */
void pr_transport_ask_where (PrTransport *transport);
