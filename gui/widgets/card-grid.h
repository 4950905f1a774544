/* PrCardGrid: cards, equally wide, in as many columns as there is room for; those in a row are equally high. */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_CARD_GRID (pr_card_grid_get_type ())
G_DECLARE_FINAL_TYPE (PrCardGrid, pr_card_grid, PR, CARD_GRID, GtkWidget)

/* most: columns, where the window is wide. */
GtkWidget *pr_card_grid_new (int most);
void pr_card_grid_append (PrCardGrid *grid, GtkWidget *card);
