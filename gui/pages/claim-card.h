/* PrClaimCard: one claim: what is said, the verdict, the figures, and a button that opens the experiment. */
#pragma once

#include <gtk/gtk.h>

#include "claim.h"

#define PR_TYPE_CLAIM_CARD (pr_claim_card_get_type ())
G_DECLARE_FINAL_TYPE (PrClaimCard, pr_claim_card, PR, CLAIM_CARD, GtkWidget)

/* language: "id", for the claim's texts; interned. */
GtkWidget *pr_claim_card_new (const Claim *claim, const char *language);
/* The run has finished. */
void pr_claim_card_set_run (PrClaimCard *card, const ClaimRun *run);
/* "" before it has run. */
const char *pr_claim_card_sentence (PrClaimCard *card);
