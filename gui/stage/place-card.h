/* PrPlaceCard: the server, a device or the outside world on the stage. Shows a PlaceView; a click,
 * Enter or the menu key opens what a person can do there (see card-menu.h). */
#pragma once

#include "stage/place-view.h"

#define PR_TYPE_PLACE_CARD (pr_place_card_get_type ())
G_DECLARE_FINAL_TYPE (PrPlaceCard, pr_place_card, PR, PLACE_CARD, GtkWidget)

GtkWidget *pr_place_card_new (void);
/* Takes the view. world: for subjects and names, not kept. Rebuilds only when something changed. */
void pr_place_card_take_view (PrPlaceCard *card, PlaceView *view, const World *world);
const PlaceView *pr_place_card_view (PrPlaceCard *card); /* NULL at first */
