#include "state-table.h"

int
state_table_find (const StateTable *table, guint from, guint input, guint outcome)
{
  for (guint i = 0; i < table->n_rows; i++)
    {
      const StateRow *row = &table->rows[i];

      if (row->from == from && row->input == input && row->outcome == outcome)
        return (int) i;
    }
  return -1;
}

gboolean
state_table_allows (const StateTable *table, guint from, guint input)
{
  for (guint i = 0; i < table->n_rows; i++)
    if (table->rows[i].from == from && table->rows[i].input == input)
      return TRUE;
  return FALSE;
}

gboolean
state_table_refuses (const StateTable *table, const StateRow *row)
{
  static const char *const refusals[] = { "-ERR", "NO", "BAD", "4yz", "5yz", "BYE", "-" };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (table->outcomes[row->outcome], refusals[i]))
      return TRUE;
  return FALSE;
}
