/* Expectation: is a statement about a world (sim/journal/expect.h) true there?
 *
 * Moments. An expectation is spoken at an event, mostly that of its own journal line.
 *   now        the world at that event; `said`: up to it
 *   by TIME    at some moment from there to TIME; when TIME lies before, from the start to TIME
 *   ever       at some moment of the whole run
 *   never      at no moment of the whole run
 *   when idle  as soon as nothing is going on any more: only what comes by itself much later is left to do
 * `reads` (eavesdropper [LINK] reads TEXT) looks at what somebody who listens on that link, or on any, could read up to the
 * moment's end: lines that no TLS protects, what base64 hides in them, and names of servers.
 * `said` looks at everything said from the start to the moment's end. A statement may be true for a while in between:
 * `by` and `ever` find it.
 *
 * Places. `has N` counts letters, each once, that are not marked as deleted and not hidden. `has LETTER` means one of
 * them, unless a state says otherwise. `octets` are those held at the place. `state` is that of any connection that the
 * place has, or of its last one when it has none. `server` means all accounts. */
#pragma once

#include "time/timeline.h"

typedef enum {
  ANSWER_FALSE,
  ANSWER_TRUE,
  ANSWER_UNKNOWN, /* this world has no such place, or the moment has not been lived */
} Answer;

typedef struct {
  Answer answer;
  GArray *proofs; /* of guint32: ids of the trace events that prove it, ascending; may be empty */
  char *actual;   /* what is the case, in the user's language; never NULL */
} Verdict;

/* event: where it is spoken, 0: at the timeline's position. Moves the timeline and leaves it at the moment that decided.
 * Free the verdict with verdict_clear(). */
void expectation_evaluate (const Expect *expect, Timeline *timeline, guint event, Verdict *verdict);
void verdict_clear (Verdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Verdict, verdict_clear)

/* The event of the journal line with that index in the trace, 0 when this world did not come to it. */
guint expectation_find_event (const Trace *trace, guint action);
