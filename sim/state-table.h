/* StateTable: an engine's state machine as data, one row per edge of the RFC's diagram.
 *
 * The engine dispatches by it, the window draws the diagram from it, and the tests hold every
 * traced transition against it. "Unknown command" and "not in this state" are told apart with
 * state_table_allows(). Tables are per endpoint: client and server differ for half a round trip. */
#pragma once

#include <glib.h>

typedef struct {
  guint8 from;
  guint8 input;   /* a command, or an event such as a time-out or BYE */
  guint8 outcome;
  guint8 to;
  const char *clause; /* "RFC 1939 §4" */
} StateRow;

typedef struct {
  const char *protocol; /* "POP3" */
  const char *role;     /* "server", "client" */
  const char *const *states;
  guint n_states;
  const char *const *inputs; /* "USER", ..., events in lower case: "timeout" */
  guint n_inputs;
  const char *const *outcomes; /* "+OK", "-ERR" */
  guint n_outcomes;
  const StateRow *rows;
  guint n_rows;
} StateTable;

/* Of the file's own states, inputs and outcomes, which are arrays, with those rows. */
#define STATE_TABLE(protocol, role, rows) \
  { \
    protocol, role, states, G_N_ELEMENTS (states), inputs, G_N_ELEMENTS (inputs), outcomes, G_N_ELEMENTS (outcomes), \
    rows, G_N_ELEMENTS (rows), \
  }

/* Index of the row, -1 when there is none. */
int state_table_find (const StateTable *table, guint from, guint input, guint outcome);
/* TRUE when any row leaves that state by that input. */
gboolean state_table_allows (const StateTable *table, guint from, guint input);

/* TRUE when the row's outcome is that nothing became of it: -ERR, NO, BAD, a 5yz reply. */
gboolean state_table_refuses (const StateTable *table, const StateRow *row);

/* All engines' tables, NULL-terminated: for the tests, the diagrams and the explanations. */
const StateTable *const *state_tables_all (void);
const StateTable *state_table_get (const char *protocol, const char *role);
