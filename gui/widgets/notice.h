/* PrNotice: a message inside the window: a banner for what went wrong (stays until closed), or a
 * toast for what was done (goes by itself), with a button, or two to choose from (stays until closed). */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_NOTICE (pr_notice_get_type ())
G_DECLARE_FINAL_TYPE (PrNotice, pr_notice, PR, NOTICE, GtkWidget)

GtkWidget *pr_notice_new (gboolean toast);
/* button and action may be NULL. */
void pr_notice_show (PrNotice *notice, const char *text, const char *button, const char *action);
/* Another button, until something else is shown. */
void pr_notice_add_choice (PrNotice *notice, const char *button, const char *action);
void pr_notice_hide (PrNotice *notice);
/* Hides it when it goes by itself anyhow: what it spoke of is out of view. */
void pr_notice_pass (PrNotice *notice);
const char *pr_notice_text (PrNotice *notice); /* NULL when hidden */
