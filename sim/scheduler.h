/* Scheduler: the world's queue of things to come, ordered by (time, serial).
 *
 * Entries are plain tagged values; ids say what they concern. An entry whose cause has gone
 * (a timer set anew, a closed connection) is recognised by its generation and ignored by the
 * world when it comes up, or removed with scheduler_cancel(). */
#pragma once

#include <glib.h>

#include "state.h"

typedef enum {
  ENTRY_SEGMENT,        /* a segment arrives: a = connection, b = index in the network's in-flight list */
  ENTRY_STREAM_TIMER,   /* retransmission, give-up, delayed work: a = connection, b = side */
  ENTRY_ENGINE_TIMER,   /* an engine's expiry: a = connection, b = side */
  ENTRY_PROCESS,        /* input waits to be handled: a = connection, b = side */
  ENTRY_DEVICE_CHECK,   /* the check interval: a = device. Background */
  ENTRY_DEVICE_WORK,    /* a device looks whether it has something to do: a = device */
  ENTRY_HOST_QUEUE,     /* the server sends mail onward */
  ENTRY_OUTSIDE_WORK,   /* the outside world sends or resends: a = item */
} EntryKind;

typedef struct {
  gint64 time;       /* µs */
  guint64 serial;    /* order among equals: first come, first served */
  EntryKind kind;
  guint32 a;
  guint32 b;
  guint32 generation;
  guint32 cause;     /* trace event id */
  guint32 background; /* TRUE: does not keep the world from being idle */
} Entry;

typedef struct {
  GArray *entries; /* of Entry: a binary heap */
  guint64 next_serial;
} Scheduler;

extern const StateType scheduler_state;

void scheduler_init (Scheduler *scheduler);
/* Fills in the serial. */
void scheduler_add (Scheduler *scheduler, Entry entry);
const Entry *scheduler_peek (const Scheduler *scheduler); /* NULL when empty */
gboolean scheduler_pop (Scheduler *scheduler, Entry *entry);
/* Removes all entries of that kind with those ids. */
void scheduler_cancel (Scheduler *scheduler, EntryKind kind, guint32 a, guint32 b);
gboolean scheduler_idle (const Scheduler *scheduler); /* only background entries are left */
