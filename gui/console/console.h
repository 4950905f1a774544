/* PrConsole: the learner is the client. What is typed becomes a line of the journal, goes to the server's live engine at
 * this instant, and time plays on until the server has answered.
 *
 * Actions: console.connect, console.hang-up, console.send (what stands in the entry), console.insert (s). */
#pragma once

#include "console/console-moment.h"
#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_CONSOLE (pr_console_get_type ())
G_DECLARE_FINAL_TYPE (PrConsole, pr_console, PR, CONSOLE, GtkWidget)

GtkWidget *pr_console_new (PrSession *session);
/* Account: index on the server, GTK_INVALID_LIST_POSITION: as it is; protocol: as of a connection. */
void pr_console_choose (PrConsole *console, guint account, Protocol protocol);
ConsoleMoment pr_console_moment (PrConsole *console);
GtkEntry *pr_console_entry (PrConsole *console);
const char *pr_console_hint (PrConsole *console);
/* Tab. FALSE when nothing can be completed. */
gboolean pr_console_complete (PrConsole *console);
/* Up (-1) and Down (1) through what was typed. */
void pr_console_recall (PrConsole *console, int direction);
