/* PrSymptomBar: of a customer's complaint: its cause, the lines that prove it, and what to change. It lies over the
 * page's top. Nothing is shown for a journal that names no cause. Closed at first, so that it can be guessed; it opens by itself
 * once the day has been lived to its end. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_SYMPTOM_BAR (pr_symptom_bar_get_type ())
G_DECLARE_FINAL_TYPE (PrSymptomBar, pr_symptom_bar, PR, SYMPTOM_BAR, GtkWidget)

GtkWidget *pr_symptom_bar_new (PrSession *session);
/* What opens and closes it, for the header; only visible when there is something to say. Borrowed. */
GtkWidget *pr_symptom_bar_button (PrSymptomBar *bar);
void pr_symptom_bar_set_open (PrSymptomBar *bar, gboolean open);
gboolean pr_symptom_bar_open (PrSymptomBar *bar);
/* Buttons that lead to a line. */
guint pr_symptom_bar_n_proofs (PrSymptomBar *bar);
void pr_symptom_bar_go (PrSymptomBar *bar, guint proof);
