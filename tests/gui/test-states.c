/* State diagrams: drawn for every engine's table, with nothing in the way of anything else, and told in words. */
#include "gui-test.h"

#include <string.h>

#include "conversation/inspector.h"
#include "conversation/state-diagram.h"
#include "conversation/state-names.h"
#include "window/export.h"

static gboolean
overlap (const graphene_rect_t *a, const graphene_rect_t *b)
{
  graphene_rect_t common;

  return graphene_rect_intersection (a, b, &common) && common.size.width > 0.1f && common.size.height > 0.1f;
}

static void
check_nodes (const StateTable *table, const StateLayout *layout)
{
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, layout->width, layout->height);

  assert_int_equal (layout->nodes->len, table->n_states);
  for (guint i = 0; i < layout->nodes->len; i++)
    {
      const LayoutNode *node = &g_array_index (layout->nodes, LayoutNode, i);

      assert_true (graphene_rect_contains_rect (&all, &node->rect));
      for (guint k = 0; k < i; k++)
        if (overlap (&node->rect, &g_array_index (layout->nodes, LayoutNode, k).rect))
          fail_msg ("%s %s: %s is covered", table->protocol, table->role, table->states[node->state]);
    }
}

static void
check_edges (const StateTable *table, const StateLayout *layout)
{
  for (guint i = 0; i < table->n_rows; i++)
    {
      const StateRow *row = &table->rows[i];
      const LayoutEdge *edge = state_layout_edge (layout, row->from, row->to);

      assert_true ((edge != NULL) == (row->from != row->to));
      if (edge != NULL)
        assert_non_null (strstr (edge->label, table->inputs[row->input]));
    }
  for (guint i = 0; i < layout->edges->len; i++)
    {
      const LayoutEdge *edge = &g_array_index (layout->edges, LayoutEdge, i);
      const LayoutNode *from = state_layout_node (layout, edge->from), *to = state_layout_node (layout, edge->to);

      for (guint k = 0; k < edge->n_points; k++)
        {
          assert_true ((int) edge->points[k].x >= 0 && (int) edge->points[k].x <= (int) layout->width);
          assert_true ((int) edge->points[k].y >= 0 && (int) edge->points[k].y <= (int) layout->height);
        }
      assert_true (graphene_rect_contains_point (&from->rect, &edge->points[0]));
      assert_true (graphene_rect_contains_point (&to->rect, &edge->points[edge->n_points - 1]));
      for (guint k = 0; k < layout->nodes->len; k++)
        assert_false (overlap (&edge->label_rect, &g_array_index (layout->nodes, LayoutNode, k).rect));
    }
}

static void
every_table_is_drawn (void **state)
{
  GtkWidget *window = gtk_window_new ();

  for (const StateTable *const *table = state_tables_all (); *table != NULL; table++)
    for (int large = 0; large < 2; large++)
      {
        StateWalk walk = { *table, (*table)->rows[0].from, (*table)->rows[0].to, 0 };
        GtkWidget *diagram = pr_state_diagram_new (&walk, large);
        const StateLayout *layout;

        gtk_window_set_child (GTK_WINDOW (window), diagram);
        gtk_window_present (GTK_WINDOW (window));
        for (guint i = 0; i < 200 && gtk_widget_get_width (diagram) == 0; i++)
          g_main_context_iteration (NULL, TRUE);
        layout = pr_state_diagram_layout (PR_STATE_DIAGRAM (diagram));
        check_nodes (*table, layout);
        check_edges (*table, layout);
        /* With wide fonts, too, the inspector need not shrink it much. */
        if (!large)
          assert_true (layout->width * 0.8f < 300 && layout->height * 0.8f < 560);
        assert_true (gtk_widget_get_width (diagram) > 0);
        if (g_getenv ("POSTROOM_TEST_PICTURES") != NULL)
          {
            g_autofree char *path = g_strdup_printf ("%s/states-%s-%s-%d.png", g_getenv ("POSTROOM_TEST_PICTURES"),
                                                     (*table)->protocol, (*table)->role, large);

            gui_test_picture (diagram, path);
          }
      }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is no command is words, which have their translation. */
static void
every_input_is_words_or_a_command (void **state)
{
  for (const StateTable *const *table = state_tables_all (); *table != NULL; table++)
    for (guint i = 0; i < (*table)->n_inputs; i++)
      {
        const char *input = (*table)->inputs[i], *space = strchr (input, ' ');

        if ((g_ascii_islower (*input) || (space != NULL && g_ascii_islower (space[1]))) && state_input_phrase (input) == NULL)
          fail_msg ("%s %s: %s", (*table)->protocol, (*table)->role, input);
      }
}

static void
every_row_is_told (void **state)
{
  for (const StateTable *const *table = state_tables_all (); *table != NULL; table++)
    for (guint i = 0; i < (*table)->n_rows; i++)
      {
        StateWalk walk = { *table, (*table)->rows[i].from, (*table)->rows[i].to, (int) i };
        g_autofree char *words = state_walk_words (&walk);

        assert_non_null (strstr (words, (*table)->inputs[(*table)->rows[i].input]));
        assert_non_null (strstr (words, (*table)->states[(*table)->rows[i].to]));
      }
}

/* The line that ends the session has the way that it leads beside it, and a click enlarges it. */
static void
inspector_shows_the_way (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  const Trace *trace;
  guint32 found = 0;
  GtkWidget *diagram, *button;
  g_autoptr (GListModel) windows = NULL;
  guint before;

  gui_test_act (window, "page", g_variant_new_string ("stage"));
  pr_session_set_focus (session, 0);
  pr_session_seek (session, pr_session_end (session));
  trace = pr_session_trace (session, 0);
  for (guint id = 1; id <= trace_length (trace) && found == 0; id++)
    {
      const TraceEvent *event = trace_event (trace, id);
      g_autofree char *text = event->kind == TRACE_LINE && !event->line.arrived ? trace_line_text (trace, event, 0) : NULL;

      if (text != NULL && g_str_has_prefix (text, "QUIT"))
        found = id;
    }
  assert_true (found != 0);
  pr_session_select (session, found);
  gui_test_settle (window);
  diagram = gui_test_find (gui_test_find (GTK_WIDGET (window), PR_TYPE_INSPECTOR), PR_TYPE_STATE_DIAGRAM);
  assert_non_null (diagram);
  button = gtk_widget_get_ancestor (diagram, GTK_TYPE_BUTTON);
  windows = g_object_ref (gtk_window_get_toplevels ());
  before = g_list_model_get_n_items (windows);
  g_signal_emit_by_name (button, "clicked");
  gui_test_settle (window);
  assert_int_equal (g_list_model_get_n_items (windows), before + 1);
  for (guint i = g_list_model_get_n_items (windows); i > 0; i--)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (windows, i - 1);

      if (other != GTK_WINDOW (window))
        gtk_window_close (other);
    }
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_table_is_drawn),
    cmocka_unit_test (every_input_is_words_or_a_command),
    cmocka_unit_test (every_row_is_told),
    cmocka_unit_test (inspector_shows_the_way),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
