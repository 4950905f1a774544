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
