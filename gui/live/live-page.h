/* PrLivePage: "Connect a real mail program": starts the servers, and says what is to be typed into the program. */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_LIVE_PAGE (pr_live_page_get_type ())
G_DECLARE_FINAL_TYPE (PrLivePage, pr_live_page, PR, LIVE_PAGE, GtkWidget)

GtkWidget *pr_live_page_new (void);
