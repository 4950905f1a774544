/* What the files of the expectation share: statements about one moment. */
#pragma once

#include "expectation.h"

/* A world right after one of its events. Borrowed. */
typedef struct {
  const Expect *expect;
  const Journal *journal;
  const World *world;
  const Trace *trace;
  guint position;
} Moment;

/* FALSE: the world has no place of that name. */
gboolean moment_has_place (const Moment *moment);
/* TRUE when the event happened at the place that the expectation names. */
gboolean moment_is_here (const Moment *moment, const TraceEvent *event);

/* has, lacks, octets, gone: is it so at this moment? */
gboolean moment_holds (const Moment *moment);
/* What is the case, and the events that show it. */
char *moment_describe (const Moment *moment, GArray *proofs);

/* said and state: the first event in (from, to] that makes it true, 0. */
guint moment_find_said (const Moment *moment, guint from, guint to);
guint moment_find_state (const Moment *moment, guint from, guint to);
/* state: the event that brought the state which a connection of the place is in, and is asked for; 0. With any, whatever
 * state that is. */
guint moment_current_state (const Moment *moment, gboolean any);
