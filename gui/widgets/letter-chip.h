/* PrLetterChip: one copy of a letter, as a small coloured tile with the letter's label.
 *
 * Dot: unread. Star: flagged. Struck out and pale: marked as deleted. Hollow: only the header is
 * here. Dashed outline: was here and is gone. Small ring: a change for it waits for the server. */
#pragma once

#include <gtk/gtk.h>

#include "changes.h"
#include "trace.h"

typedef struct {
  const char *label; /* interned: "A" */
  guint32 letter;
  guint32 flags;    /* SystemFlag bits */
  CopyPart part;
  CopyReason gone;  /* why, of a ghost */
  gboolean ghost;
  gboolean waiting;
  gboolean quiet;   /* no unread dot: flags mean nothing at this place */
} ChipView;

#define PR_TYPE_LETTER_CHIP (pr_letter_chip_get_type ())
G_DECLARE_FINAL_TYPE (PrLetterChip, pr_letter_chip, PR, LETTER_CHIP, GtkWidget)

/* subject: for the tooltip and the accessible name, may be NULL. */
GtkWidget *pr_letter_chip_new (const ChipView *view, const char *subject);
const ChipView *pr_letter_chip_view (PrLetterChip *chip);
/* "Letter A, Meeting at nine: unread, flagged". Caller owns. */
char *chip_view_describe (const ChipView *view, const char *subject);
/* Draws the tile's body for a letter into a rectangle: also for pictures inside other widgets. */
void chip_draw_tile (GtkSnapshot *snapshot, GtkWidget *widget, guint32 letter, const char *label,
                     const graphene_rect_t *bounds);
