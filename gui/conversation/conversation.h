/* PrConversation: all that client and server say to each other, line by line. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_CONVERSATION (pr_conversation_get_type ())
G_DECLARE_FINAL_TYPE (PrConversation, pr_conversation, PR, CONVERSATION, GtkWidget)

GtkWidget *pr_conversation_new (PrSession *session);
/* The choice of whose conversation is shown; to be placed in a tab bar. Borrowed. */
GtkWidget *pr_conversation_filter (PrConversation *conversation);
/* What is said with that place, whatever the choice is. */
void pr_conversation_show_place (PrConversation *conversation, Place place);
/* All that is shown, as plain text; secrets stay hidden. Caller owns. */
char *pr_conversation_dup_text (PrConversation *conversation);
guint pr_conversation_n_rows (PrConversation *conversation);
