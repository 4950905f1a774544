/* PrQuotaBar: how much of a quota is used, as a thin bar. */
#pragma once

#include "palette.h"

#include <gtk/gtk.h>

#define PR_TYPE_QUOTA_BAR (pr_quota_bar_get_type ())
G_DECLARE_FINAL_TYPE (PrQuotaBar, pr_quota_bar, PR, QUOTA_BAR, GtkWidget)

GtkWidget *pr_quota_bar_new (double fraction);
/* A figure: never a warning, always in that colour. */
GtkWidget *pr_quota_bar_new_figure (double fraction, ColorName color);
