/* StateLayout: where the states of a table and the ways between them are drawn. Nodes stand below each other, in the order
 * in which the table's rows speak of them, final states last. A way to the next node goes straight down, one that skips
 * nodes goes down to the right of them, one back goes up to the left; ways to the same node share their lane. The same
 * table and measures give the same picture. */
#pragma once

#include <gtk/gtk.h>

#include "state-table.h"

typedef struct {
  guint state;
  graphene_rect_t rect;
  char *text;           /* Pango markup */
} LayoutNode;

typedef struct {
  guint from;           /* states */
  guint to;
  graphene_point_t points[4]; /* the last is where the arrow's point is */
  guint n_points;
  gboolean quiet;       /* only what ends every session: a time-out, a lost connection */
  char *label;          /* inputs: "PASS, APOP, AUTH" */
  graphene_rect_t label_rect; /* empty: it has no room */
} LayoutEdge;

typedef struct {
  GArray *nodes;        /* of LayoutNode, from top to bottom */
  GArray *edges;        /* of LayoutEdge */
  float width;
  float height;
} StateLayout;

/* The size of a text, in pixels. */
typedef void (*StateMeasure) (gpointer data, const char *markup, int *width, int *height);

/* large: with all labels, and what each state stays in. */
StateLayout *state_layout_new (const StateTable *table, gboolean large, StateMeasure measure, gpointer data);
void state_layout_free (StateLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StateLayout, state_layout_free)
const LayoutNode *state_layout_node (const StateLayout *layout, guint state);
/* NULL when the table has no such way, or it is the same state. */
const LayoutEdge *state_layout_edge (const StateLayout *layout, guint from, guint to);
