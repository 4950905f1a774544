/* What a person can do at a place, or with a letter there, as a popover menu. Every entry activates
 * win.act with the journal's own words ("laptop read A"). */
#pragma once

#include "stage/place-card.h"

/* chip: NULL for the place itself. Nothing happens at places where nobody sits. */
void card_menu_popup (PrPlaceCard *card, PrLetterChip *chip);
/* The menu alone, for tests; NULL where there is none. */
GMenu *card_menu_new (const PlaceView *view, const ChipView *chip);
