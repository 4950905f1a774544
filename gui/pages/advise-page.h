/* PrAdvisePage: "Which one suits me?": a short form, and what the adviser measures for it, lived in slices between
 * frames. A month is played by win.open-text. */
#pragma once

#include "adviser-run.h"

#include <gtk/gtk.h>

#define PR_TYPE_ADVISE_PAGE (pr_advise_page_get_type ())
G_DECLARE_FINAL_TYPE (PrAdvisePage, pr_advise_page, PR, ADVISE_PAGE, GtkWidget)

GtkWidget *pr_advise_page_new (void);
gboolean pr_advise_page_is_measuring (PrAdvisePage *page);
/* What was measured last, or is being measured; NULL when there is none yet. */
const AdviserRun *pr_advise_page_run (PrAdvisePage *page);
