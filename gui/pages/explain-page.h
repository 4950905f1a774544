/* PrExplainPage: "Any session explained": a line, a pasted session or a capture, and below it every line with its meaning,
 * the states, and where it breaks the protocol. What was pasted is not shown again: only the lines with their passwords
 * masked. */
#pragma once

#include <gtk/gtk.h>

#include "transcript/transcript.h"

#define PR_TYPE_EXPLAIN_PAGE (pr_explain_page_get_type ())
G_DECLARE_FINAL_TYPE (PrExplainPage, pr_explain_page, PR, EXPLAIN_PAGE, GtkWidget)

GtkWidget *pr_explain_page_new (void);
/* FALSE: nothing could be read; the page says why. */
gboolean pr_explain_page_explain (PrExplainPage *page, const char *octets, gsize length);
/* What is shown, NULL before. Borrowed. */
const Transcript *pr_explain_page_transcript (PrExplainPage *page);
/* Shows the line with that number, from 0 over all sessions. */
void pr_explain_page_select (PrExplainPage *page, guint line);
/* What is said of the selected line. */
const char *pr_explain_page_meaning (PrExplainPage *page);
