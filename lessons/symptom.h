/* Symptom: what a customer complains of, as far as a journal tells: its cause, the proof, and what to change.
 *
 * The proof is never written down: it is the lines of the run that make the journal's `proof` statements true. */
#pragma once

#include "expectation.h"

/* One `proof` statement in one world. */
typedef struct {
  guint action;   /* index in the journal */
  Verdict verdict;
  char *text;     /* the statement for people: "phone says “DELE 1”"; translated */
} Proof;

/* TRUE when the journal names a cause. */
gboolean symptom_has (const Journal *journal);
/* GPtrArray of Proof, in the journal's order: those that hold for this world. Moves the timeline. Caller owns. */
GPtrArray *symptom_prove (Timeline *timeline);
