/* PrOneStop: holds one widget and makes it a single stop for the Tab key: Tab inside a list would
 * walk every row, and nobody could leave a hundred thousand of them. */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_ONE_STOP (pr_one_stop_get_type ())
G_DECLARE_FINAL_TYPE (PrOneStop, pr_one_stop, PR, ONE_STOP, GtkWidget)

GtkWidget *pr_one_stop_new (GtkWidget *child);
