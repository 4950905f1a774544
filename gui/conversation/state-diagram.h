/* PrStateDiagram: an engine's state machine, drawn from its own table: where a session was, what led it on, and where it is. */
#pragma once

#include <gtk/gtk.h>

#include "conversation/state-layout.h"
#include "trace.h"

/* What of the table was walked. */
typedef struct {
  const StateTable *table;
  guint before;
  guint now;
  int row;      /* of the table; -1: nothing was walked, before and now are the same */
} StateWalk;

#define PR_TYPE_STATE_DIAGRAM (pr_state_diagram_get_type ())
G_DECLARE_FINAL_TYPE (PrStateDiagram, pr_state_diagram, PR, STATE_DIAGRAM, GtkWidget)

/* large: with all labels. */
GtkWidget *pr_state_diagram_new (const StateWalk *walk, gboolean large);
const StateLayout *pr_state_diagram_layout (PrStateDiagram *diagram);
/* "AUTHORIZATION → TRANSACTION by PASS, answered +OK." Translated; caller owns. */
char *state_walk_words (const StateWalk *walk);
/* In a window of its own, above the one that the widget is in. */
GtkWindow *state_diagram_present (GtkWidget *above, const StateWalk *walk);
/* A small diagram in a button that enlarges it. */
GtkWidget *state_diagram_button (const StateWalk *walk);
