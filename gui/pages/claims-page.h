/* PrClaimsPage: "What articles say, tested": each claim with its verdict and its figures, and the way to its experiment
 * (win.open-text). The experiments are lived in idle moments once the page is looked at. */
#pragma once

#include <gtk/gtk.h>

#define PR_TYPE_CLAIMS_PAGE (pr_claims_page_get_type ())
G_DECLARE_FINAL_TYPE (PrClaimsPage, pr_claims_page, PR, CLAIMS_PAGE, GtkWidget)

GtkWidget *pr_claims_page_new (void);
/* How many claims have their verdict. */
guint pr_claims_page_done (PrClaimsPage *page);
