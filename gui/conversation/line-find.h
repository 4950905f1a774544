/* PrLineFind: the bar that finds text in the conversation. It looks through a few thousand lines at a time while
 * nothing else is to be done, so that a hundred thousand lines stop nobody. Secrets are masked and so never found. */
#pragma once

#include "conversation/line-list.h"

#include <gtk/gtk.h>

#define PR_TYPE_LINE_FIND (pr_line_find_get_type ())
G_DECLARE_FINAL_TYPE (PrLineFind, pr_line_find, PR, LINE_FIND, GtkWidget)

/* Ctrl+F opens it wherever the focus is while keys_from is shown. What is found is selected in the session. */
GtkWidget *pr_line_find_new (PrSession *session, PrLineList *lines, GtkWidget *keys_from);
void pr_line_find_open (PrLineFind *find, gboolean open);
void pr_line_find_set_text (PrLineFind *find, const char *text);
/* The next line, or the one before, that has the text; goes on at the other end. */
void pr_line_find_go (PrLineFind *find, gboolean forward);
