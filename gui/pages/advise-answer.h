/* What the adviser measured: the recommendation and its reasons first, then all figures side by side. */
#pragma once

#include "adviser-answer.h"

#include <gtk/gtk.h>

/* Its buttons activate advise.play (u: which set-up). The answer is not needed afterwards. */
GtkWidget *advise_answer_new (const AdviserAnswer *answer);
