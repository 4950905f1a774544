/* PrExplainLines: the lines of a transcript as a list, and what the chosen one means beside it. */
#pragma once

#include <gtk/gtk.h>

#include "transcript/transcript.h"

#define PR_TYPE_EXPLAIN_LINES (pr_explain_lines_get_type ())
G_DECLARE_FINAL_TYPE (PrExplainLines, pr_explain_lines, PR, EXPLAIN_LINES, GtkWidget)

GtkWidget *pr_explain_lines_new (void);
/* The transcript has to live until another one is set. */
void pr_explain_lines_set_transcript (PrExplainLines *lines, const Transcript *transcript);
void pr_explain_lines_select (PrExplainLines *lines, guint line);
const char *pr_explain_lines_meaning (PrExplainLines *lines);
