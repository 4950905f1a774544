/* Measure: figures read from a trace: octets moved and held, letters, commands, sessions, waits. Nothing is typed in.
 *
 * A figure is a series: its value after each event that changed it. Looking it up by event or by time takes O(log n), so
 * that a chart can draw it and an adviser can ask for any moment. Values of counters (octets moved, commands, sessions)
 * only grow: of a span of time they are the difference of its ends.
 *
 * Links belong to devices and to the outside; of PLACE_SERVER those figures are the sum of all links. Place.id 0 means all
 * places of that kind. Up is towards the mail server, whoever opened the connection. */
#pragma once

#include "journal/journal.h"
#include "trace.h"

typedef enum {
  MEASURE_PAYLOAD_UP,   /* octets of conversations, each once */
  MEASURE_PAYLOAD_DOWN,
  MEASURE_WIRE_UP,      /* octets put on the link: with IP and TCP headers, and all that was sent again */
  MEASURE_WIRE_DOWN,
  MEASURE_HELD,         /* octets that the copies at the place take */
  MEASURE_LETTERS,      /* letters with a copy there, each once */
  MEASURE_BODIES,       /* letters with a whole copy there: readable without a network */
  MEASURE_SESSIONS,     /* connections that were opened */
  MEASURE_COMMANDS,     /* commands that were sent */
  MEASURE_N_KINDS,
} MeasureKind;

/* Counters grow; the others are levels. */
#define MEASURE_IS_COUNTER(kind) ((kind) <= MEASURE_WIRE_DOWN || (kind) >= MEASURE_SESSIONS)

typedef struct {
  gint64 time;  /* µs UTC */
  gint64 value; /* from this event on */
  guint32 event;
  guint32 unused;
} MeasurePoint;

typedef struct {
  MeasureKind kind;
  Place place;
  GArray *points; /* of MeasurePoint, in order of events; before the first the value is 0 */
} MeasureSeries;

typedef struct _Measure Measure;

/* The journal that the trace comes from: it tells which actions are a person's. Takes a reference. */
Measure *measure_new (Journal *journal);
void measure_free (Measure *measure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Measure, measure_free)

/* Reads on from the event where it stopped, to that id (0: all there is). A trace that was truncated needs a new Measure. */
void measure_read (Measure *measure, const Trace *trace, guint until);
guint measure_read_until (const Measure *measure);

/* NULL when nothing of it has happened. Valid until the next measure_read(). */
const MeasureSeries *measure_series (const Measure *measure, MeasureKind kind, Place place);
gint64 measure_series_at_time (const MeasureSeries *series, gint64 time);  /* series may be NULL: 0 */
gint64 measure_series_at_event (const MeasureSeries *series, guint event);

gint64 measure_at_time (const Measure *measure, MeasureKind kind, Place place, gint64 time);
gint64 measure_at_event (const Measure *measure, MeasureKind kind, Place place, guint event);
/* Of a counter: how much it grew in (from, to]. */
gint64 measure_span (const Measure *measure, MeasureKind kind, Place place, gint64 from, gint64 to);

/* Commands with that verb ("RETR", "UID FETCH"; NULL: all) that clients at the place sent in (from, to]. */
guint measure_commands (const Measure *measure, Place place, const char *verb, gint64 from, gint64 to);

typedef enum { LETTERS_ALL, LETTERS_WHOLE, LETTERS_UNREAD, LETTERS_FLAGGED, LETTERS_ANSWERED, LETTERS_TWICE } LettersWhich;
/* Letters of which the place has such a copy at that time, each once; folder: NULL for any. Copies that are marked as
 * deleted do not count. Replays the place's copies: O(n). */
guint measure_letters (const Measure *measure, Place place, LettersWhich which, const char *folder, gint64 time);
/* Folders at the place in which a letter lies at that time. */
guint measure_folders (const Measure *measure, Place place, gint64 time);
/* Letters that were delivered into any account until then, and of which the place has no copy. */
guint measure_missing (const Measure *measure, Place place, gint64 time);

/* What a person did at a device, and what came of it. */
typedef struct {
  Place place;     /* the device */
  guint32 action;  /* index in the journal */
  guint32 begin;   /* event of the action */
  guint32 end;     /* the last event at the device that follows from it: a line that it handled, a copy that came or changed */
  guint32 letter;
  gint64 since;    /* µs UTC */
  gint64 until;
} MeasureWait;

/* Of MeasureWait, in order: all that people did at devices. */
const GArray *measure_waits (const Measure *measure);
/* Sum, longest and number of the waits at the place that began in (from, to]. Each may be NULL. */
void measure_wait_figures (const Measure *measure, Place place, gint64 from, gint64 to, gint64 *sum, gint64 *longest,
                           guint *count);
