/* What a person can do at a place, with a letter there, or with a link, as a popover menu. Every entry activates win.act with
 * the journal's own words ("laptop read A"), or opens a dialog. */
#pragma once

#include "stage/place-card.h"

/* chip: NULL for the place itself. */
void card_menu_popup (PrPlaceCard *card, PrLetterChip *chip);
/* Any menu, at a place within the parent (NULL: all of it). */
void card_menu_popup_at (GtkWidget *parent, GMenu *menu, const GdkRectangle *at);
/* The menu alone; NULL where there is none. */
GMenu *card_menu_new (const PlaceView *view, const ChipView *chip);
/* Of the link of a device, or of the outside world. */
GMenu *link_menu_new (const PlaceView *view);
