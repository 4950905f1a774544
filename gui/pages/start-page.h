/* PrStartPage: what there is to look at: days, support cases, free play, and files opened before. It only names what
 * was chosen: win.open-path (s), win.free-play ((ss)). */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_START_PAGE (pr_start_page_get_type ())
G_DECLARE_FINAL_TYPE (PrStartPage, pr_start_page, PR, START_PAGE, GtkWidget)

GtkWidget *pr_start_page_new (void);
/* To the first card, for the keyboard. */
void pr_start_page_focus (PrStartPage *page);
