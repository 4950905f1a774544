#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "state-table.h"

static void
check_names (const char *const *names, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      assert_non_null (names[i]);
      for (guint j = 0; j < i; j++)
        assert_string_not_equal (names[i], names[j]);
    }
}

/* A row is found by (from, input, outcome): there is one at most. */
static void
check_rows (const StateTable *table)
{
  for (guint i = 0; i < table->n_rows; i++)
    {
      const StateRow *row = &table->rows[i];

      assert_true (row->from < table->n_states && row->to < table->n_states);
      assert_true (row->input < table->n_inputs && row->outcome < table->n_outcomes);
      assert_true (g_str_has_prefix (row->clause, "RFC ") && strstr (row->clause, "§") != NULL);
      if (state_table_find (table, row->from, row->input, row->outcome) != (int) i)
        fail_msg ("%s %s: two rows from %s by %s with %s", table->protocol, table->role, table->states[row->from],
                  table->inputs[row->input], table->outcomes[row->outcome]);
      assert_true (state_table_allows (table, row->from, row->input));
    }
}

static gboolean
leads_to (const StateTable *table, const gboolean *reached, guint state)
{
  for (guint i = 0; i < table->n_rows; i++)
    if (table->rows[i].to == state && reached[table->rows[i].from])
      return TRUE;
  return FALSE;
}

/* The first state is where sessions begin: from there each other one is reached, by as many edges as
 * there are states at most. */
static void
check_reached (const StateTable *table)
{
  g_autofree gboolean *reached = g_new0 (gboolean, table->n_states);

  reached[0] = TRUE;
  for (guint turn = 0; turn < table->n_states; turn++)
    for (guint state = 1; state < table->n_states; state++)
      reached[state] = reached[state] || leads_to (table, reached, state);
  for (guint state = 0; state < table->n_states; state++)
    if (!reached[state])
      fail_msg ("%s %s: nothing leads to %s", table->protocol, table->role, table->states[state]);
}

static void
test_tables (void **state)
{
  guint n = 0;

  for (const StateTable *const *table = state_tables_all (); *table != NULL; table++, n++)
    {
      check_names ((*table)->states, (*table)->n_states);
      check_names ((*table)->inputs, (*table)->n_inputs);
      check_names ((*table)->outcomes, (*table)->n_outcomes);
      check_rows (*table);
      check_reached (*table);
      assert_ptr_equal (state_table_get ((*table)->protocol, (*table)->role), *table);
    }
  assert_int_equal (n, 8);
  assert_null (state_table_get ("GOPHER", "server"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_tables),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
