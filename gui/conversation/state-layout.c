#include "conversation/state-layout.h"

#include <string.h>

#include "conversation/state-names.h"

#define PAD_X 10.0f
#define PAD_Y 3.0f
#define LANE 9.0f
#define MARGIN 3.0f
#define MOST_LABEL 300.0f
#define OUTSIDE 44.0f /* small: for the label of the way that was walked */

typedef struct {
  const StateTable *table;
  StateLayout *layout;
  gboolean large;
  StateMeasure measure;
  gpointer data;
  float label_height;
  float slot;          /* between two ways at one side of a node */
  float gap;           /* between two nodes */
  float room[2];       /* for labels beside the nodes: left, right */
  guint lanes[2];      /* so many at each side */
  guint *at;           /* by state: its node's index */
  int *lane[2];        /* by state: lane of the ways to it, -1 */
} Build;

static gboolean
is_final (const StateTable *table, guint state)
{
  for (guint i = 0; i < table->n_rows; i++)
    if (table->rows[i].from == state)
      return FALSE;
  return TRUE;
}

static void
add_node (Build *build, guint state)
{
  LayoutNode node = { .state = state };

  for (guint i = 0; i < build->layout->nodes->len; i++)
    if (g_array_index (build->layout->nodes, LayoutNode, i).state == state)
      return;
  build->at[state] = build->layout->nodes->len;
  g_array_append_val (build->layout->nodes, node);
}

static void
order_nodes (Build *build)
{
  for (guint i = 0; i < build->table->n_rows; i++)
    add_node (build, build->table->rows[i].from);
  for (guint state = 0; state < build->table->n_states; state++)
    add_node (build, state);
}

/* The inputs of the rows from one state to another, each once; of those that stay, only commands that are carried out.
 * Caller owns; NULL when there is none. */
static char *
inputs_between (const StateTable *table, guint from, guint to, gboolean *quiet)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();

  *quiet = is_final (table, to);
  for (guint i = 0; i < table->n_rows; i++)
    {
      const StateRow *row = &table->rows[i];
      const char *input = table->inputs[row->input];

      if (row->from != from || row->to != to || g_ptr_array_find (inputs, input, NULL))
        continue;
      if (from == to && (g_ascii_islower (*input) || state_table_refuses (table, row)))
        continue;
      g_ptr_array_add (inputs, (gpointer) input);
      *quiet = *quiet && g_ascii_islower (*input);
    }
  if (inputs->len == 0)
    return NULL;
  for (guint i = 0; i < inputs->len; i++)
    inputs->pdata[i] = (gpointer) state_input_words (inputs->pdata[i]);
  g_ptr_array_add (inputs, NULL);
  return g_strjoinv (", ", (char **) inputs->pdata);
}

static void
add_edges (Build *build)
{
  for (guint i = 0; i < build->layout->nodes->len; i++)
    for (guint k = 0; k < build->layout->nodes->len; k++)
      {
        LayoutEdge edge = { .from = g_array_index (build->layout->nodes, LayoutNode, i).state,
                            .to = g_array_index (build->layout->nodes, LayoutNode, k).state };

        if (i == k)
          continue;
        edge.label = inputs_between (build->table, edge.from, edge.to, &edge.quiet);
        if (edge.label != NULL)
          g_array_append_val (build->layout->edges, edge);
      }
}

/* The only way on is part of the picture, whatever it is. */
static void
keep_only_ways (Build *build)
{
  LayoutEdge *edges = (LayoutEdge *) build->layout->edges->data;
  guint n = build->layout->edges->len;

  for (guint i = 0; i < n; i++)
    if ((i == 0 || edges[i - 1].from != edges[i].from) && (i + 1 == n || edges[i + 1].from != edges[i].from))
      edges[i].quiet = FALSE;
}

/* 0: left and up, 1: right and down, -1: straight to the next. */
static int
side_of (const Build *build, const LayoutEdge *edge)
{
  guint from = build->at[edge->from], to = build->at[edge->to];

  return to == from + 1 ? -1 : to > from;
}

static guint
reach_of (const Build *build, guint to, int side)
{
  guint reach = 0;

  for (guint i = 0; i < build->layout->edges->len; i++)
    {
      const LayoutEdge *edge = &g_array_index (build->layout->edges, LayoutEdge, i);

      if (edge->to == to && side_of (build, edge) == side)
        reach = MAX (reach, (guint) ABS ((int) build->at[edge->from] - (int) build->at[to]));
    }
  return reach;
}

/* The longer the way, the farther out: fewer of them cross. */
static void
choose_lanes (Build *build)
{
  for (int side = 0; side < 2; side++)
    for (guint reach = 1; reach <= build->layout->nodes->len; reach++)
      for (guint i = 0; i < build->layout->nodes->len; i++)
        {
          guint state = g_array_index (build->layout->nodes, LayoutNode, i).state;

          if (reach_of (build, state, side) == reach)
            build->lane[side][state] = (int) build->lanes[side]++;
        }
}

static char *
node_text (const Build *build, guint state)
{
  gboolean quiet;
  g_autofree char *stays = build->large ? inputs_between (build->table, state, state, &quiet) : NULL;
  g_autofree char *name = g_markup_escape_text (build->table->states[state], -1);
  GString *text = g_string_new (NULL);
  guint column = 0;

  g_string_append_printf (text, "<b>%s</b>", name);
  for (const char *at = stays; at != NULL && *at != '\0'; at++, column++)
    {
      if (at == stays || (column > 44 && *at == ' '))
        {
          g_string_append_c (text, '\n');
          column = 0;
          if (*at == ' ')
            continue;
        }
      g_string_append_c (text, *at);
    }
  return g_string_free (text, FALSE);
}

static guint
count_at (const Build *build, guint state, int side)
{
  guint n = build->lane[side][state] >= 0;

  for (guint i = 0; i < build->layout->edges->len; i++)
    {
      const LayoutEdge *edge = &g_array_index (build->layout->edges, LayoutEdge, i);

      n += edge->from == state && side_of (build, edge) == side;
    }
  return n;
}

static void
place_nodes (Build *build)
{
  StateLayout *layout = build->layout;
  float outside = build->large ? 0 : OUTSIDE;
  float widest = 0, y = build->large ? 4 * MARGIN : MARGIN;
  float left = outside + MARGIN + LANE * (float) build->lanes[0] + build->room[0] + LANE;

  for (guint i = 0; i < layout->nodes->len; i++)
    {
      LayoutNode *node = &g_array_index (layout->nodes, LayoutNode, i);
      guint slots = MAX (count_at (build, node->state, 0), count_at (build, node->state, 1));
      int width, height;

      node->text = node_text (build, node->state);
      build->measure (build->data, node->text, &width, &height);
      node->rect.size.height = MAX ((float) height + 2 * PAD_Y, build->slot * (float) (slots + 1));
      node->rect.origin.y = y;
      y += node->rect.size.height + build->gap;
      widest = MAX (widest, (float) width + 2 * PAD_X);
    }
  for (guint i = 0; i < layout->nodes->len; i++)
    {
      LayoutNode *node = &g_array_index (layout->nodes, LayoutNode, i);

      node->rect.origin.x = left;
      node->rect.size.width = widest;
    }
  layout->width = left + widest + LANE + build->room[1] + LANE * (float) build->lanes[1] + MARGIN + outside;
  layout->height = y - build->gap + MARGIN;
}

/* The n-th way at a side of a node: exits in the order of the edges, the entrance last. */
static float
slot_y (const Build *build, const LayoutNode *node, int side, guint n)
{
  guint slots = count_at (build, node->state, side);

  return node->rect.origin.y + node->rect.size.height * (float) (n + 1) / (float) (slots + 1);
}

static guint
exits_before (const Build *build, guint index, int side)
{
  const LayoutEdge *edges = (const LayoutEdge *) build->layout->edges->data;
  guint n = 0;

  for (guint i = 0; i < index; i++)
    n += edges[i].from == edges[index].from && side_of (build, &edges[i]) == side;
  return n;
}

static void
place_label (Build *build, LayoutEdge *edge, int side)
{
  g_autofree char *markup = g_markup_escape_text (edge->label, -1);
  float x = edge->points[0].x + 5, y;
  int width, height;

  build->measure (build->data, markup, &width, &height);
  y = edge->points[0].y - (float) height;
  if (side < 0)
    y = (edge->points[0].y + edge->points[1].y) / 2 - (float) height / 2;
  else if (side == 0)
    x = edge->points[0].x - 5 - MIN ((float) width, MOST_LABEL);
  if (build->large)
    graphene_rect_init (&edge->label_rect, x, y, MIN ((float) width, MOST_LABEL), (float) height);
}

static void
route (Build *build, guint index)
{
  LayoutEdge *edge = &g_array_index (build->layout->edges, LayoutEdge, index);
  const LayoutNode *from = &g_array_index (build->layout->nodes, LayoutNode, build->at[edge->from]);
  const LayoutNode *to = &g_array_index (build->layout->nodes, LayoutNode, build->at[edge->to]);
  int side = side_of (build, edge);
  float x, lane, sign = side == 1 ? 1 : -1;

  if (side < 0)
    {
      x = from->rect.origin.x + from->rect.size.width / 2;
      edge->points[0] = GRAPHENE_POINT_INIT (x, from->rect.origin.y + from->rect.size.height);
      edge->points[1] = GRAPHENE_POINT_INIT (x, to->rect.origin.y);
      edge->n_points = 2;
    }
  else
    {
      x = from->rect.origin.x + (side == 1 ? from->rect.size.width : 0);
      lane = x + sign * (build->room[side] + LANE * (float) (build->lane[side][edge->to] + 1));
      edge->points[0] = GRAPHENE_POINT_INIT (x, slot_y (build, from, side, exits_before (build, index, side)));
      edge->points[3] = GRAPHENE_POINT_INIT (x, slot_y (build, to, side, count_at (build, edge->to, side) - 1));
      edge->points[1] = GRAPHENE_POINT_INIT (lane, edge->points[0].y);
      edge->points[2] = GRAPHENE_POINT_INIT (lane, edge->points[3].y);
      edge->n_points = 4;
    }
  place_label (build, edge, side);
}

/* How much room the labels beside the nodes need. */
static void
make_room (Build *build)
{
  int width, height;

  build->measure (build->data, "X", &width, &height);
  build->label_height = (float) height;
  build->slot = build->large ? build->label_height + 3 : 5;
  build->gap = build->large ? build->label_height + 12 : 15;
  for (guint i = 0; build->large && i < build->layout->edges->len; i++)
    {
      const LayoutEdge *edge = &g_array_index (build->layout->edges, LayoutEdge, i);
      g_autofree char *markup = g_markup_escape_text (edge->label, -1);
      int side = side_of (build, edge);

      build->measure (build->data, markup, &width, &height);
      if (side >= 0)
        build->room[side] = MAX (build->room[side], MIN ((float) width, MOST_LABEL) + 6);
    }
}

static void
node_clear (gpointer node)
{
  g_free (((LayoutNode *) node)->text);
}

static void
edge_clear (gpointer edge)
{
  g_free (((LayoutEdge *) edge)->label);
}

StateLayout *
state_layout_new (const StateTable *table, gboolean large, StateMeasure measure, gpointer data)
{
  StateLayout *layout = g_new0 (StateLayout, 1);
  g_autofree guint *at = g_new0 (guint, table->n_states);
  g_autofree int *left = g_new (int, table->n_states);
  g_autofree int *right = g_new (int, table->n_states);
  Build build = { .table = table, .layout = layout, .large = large, .measure = measure, .data = data, .at = at,
                  .lane = { left, right } };

  memset (left, 0xff, sizeof *left * table->n_states);
  memset (right, 0xff, sizeof *right * table->n_states);
  layout->nodes = g_array_new (FALSE, TRUE, sizeof (LayoutNode));
  layout->edges = g_array_new (FALSE, TRUE, sizeof (LayoutEdge));
  g_array_set_clear_func (layout->nodes, node_clear);
  g_array_set_clear_func (layout->edges, edge_clear);
  order_nodes (&build);
  add_edges (&build);
  keep_only_ways (&build);
  choose_lanes (&build);
  make_room (&build);
  place_nodes (&build);
  for (guint i = 0; i < layout->edges->len; i++)
    route (&build, i);
  return layout;
}

void
state_layout_free (StateLayout *layout)
{
  g_array_unref (layout->nodes);
  g_array_unref (layout->edges);
  g_free (layout);
}

const LayoutNode *
state_layout_node (const StateLayout *layout, guint state)
{
  for (guint i = 0; i < layout->nodes->len; i++)
    if (g_array_index (layout->nodes, LayoutNode, i).state == state)
      return &g_array_index (layout->nodes, LayoutNode, i);
  g_assert_not_reached ();
}

const LayoutEdge *
state_layout_edge (const StateLayout *layout, guint from, guint to)
{
  for (guint i = 0; i < layout->edges->len; i++)
    {
      const LayoutEdge *edge = &g_array_index (layout->edges, LayoutEdge, i);

      if (edge->from == from && edge->to == to)
        return edge;
    }
  return NULL;
}
