/* PrPresenter: around all of the window's content. While it is active, the window is for an audience: a bar with the scene,
 * the transport and what the header offers comes up when the pointer moves and goes by itself; and the screen can be made
 * black. Who switches it on and off is PrWindow. */
#pragma once

#include "window/window.h"

#define PR_TYPE_PRESENTER (pr_presenter_get_type ())
G_DECLARE_FINAL_TYPE (PrPresenter, pr_presenter, PR, PRESENTER, GtkWidget)

/* content: what the window showed until now. menu: of the main menu's button. */
GtkWidget *pr_presenter_new (PrWindow *window, GtkWidget *content, GtkStack *pages, GMenuModel *menu);
/* transport: borrowed from the window while it is active, and given back after it. */
void pr_presenter_set_active (PrPresenter *presenter, gboolean active, GtkWidget *transport);
gboolean pr_presenter_active (PrPresenter *presenter);
void pr_presenter_set_black (PrPresenter *presenter, gboolean black);
gboolean pr_presenter_black (PrPresenter *presenter);
/* For some seconds, or while the pointer or the keyboard is in it. */
void pr_presenter_show_bar (PrPresenter *presenter);
gboolean pr_presenter_shows_bar (PrPresenter *presenter);
void pr_presenter_popup_menu (PrPresenter *presenter);
