/* PrEither: two ways to offer the same. The wide one is shown where there is room for it, the narrow one elsewhere. */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_EITHER (pr_either_get_type ())
G_DECLARE_FINAL_TYPE (PrEither, pr_either, PR, EITHER, GtkWidget)

GtkWidget *pr_either_new (GtkWidget *wide, GtkWidget *narrow);
