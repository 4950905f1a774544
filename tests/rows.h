/* Rows: proves that the tests of an engine went through every edge of its state table.
 *
 * Give rows_note() what each call of the engine wrote, before it is drained. It also holds every
 * transition against the table. The last test of the program calls rows_assert_all(). Header
 * only; needs cmocka. */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "engine.h"

#define ROWS_MAX_TABLES 8
#define ROWS_MAX 512

typedef struct {
  const StateTable *table;
  guint8 seen[ROWS_MAX];
} RowsTable;

/* Weak: one for all files of a test program. */
__attribute__ ((weak)) RowsTable rows_tables[ROWS_MAX_TABLES];

static guint8 *
rows_of (const StateTable *table)
{
  for (guint i = 0; i < ROWS_MAX_TABLES; i++)
    {
      if (rows_tables[i].table == NULL)
        rows_tables[i].table = table;
      if (rows_tables[i].table == table)
        return rows_tables[i].seen;
    }
  fail_msg ("more than %d state tables", ROWS_MAX_TABLES);
  return NULL;
}

static inline void
rows_note_event (const TraceEvent *event)
{
  const StateRow *row;

  if (event->kind != TRACE_STATE)
    return;
  assert_true (event->state.row < event->state.table->n_rows);
  assert_true (event->state.table->n_rows <= ROWS_MAX);
  row = &event->state.table->rows[event->state.row];
  assert_int_equal (row->from, event->state.old_state);
  assert_int_equal (row->to, event->state.new_state);
  rows_of (event->state.table)[event->state.row] = TRUE;
}

static inline void
rows_note (const EngineOut *out)
{
  for (guint i = 0; i < out->events->len; i++)
    rows_note_event (&g_array_index (out->events, TraceEvent, i));
}

static inline void
rows_assert_all (const StateTable *table)
{
  const guint8 *seen = rows_of (table);
  guint missing = 0;

  for (guint i = 0; i < table->n_rows; i++)
    {
      const StateRow *row = &table->rows[i];

      if (seen[i])
        continue;
      missing++;
      print_error ("%s %s: no test went from %s by %s with %s to %s\n", table->protocol, table->role,
                   table->states[row->from], table->inputs[row->input], table->outcomes[row->outcome],
                   table->states[row->to]);
    }
  assert_int_equal (missing, 0);
}
