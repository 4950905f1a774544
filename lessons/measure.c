/* Reading a trace. */
#include "measure-private.h"

#include <string.h>

#include "net/network.h"

/* Copies of one letter at one place. */
typedef struct {
  guint copies;
  guint whole;
} Holder;

static void
series_free (gpointer data)
{
  MeasureSeries *series = data;

  g_array_unref (series->points);
  g_free (series);
}

Measure *
measure_new (Journal *journal)
{
  Measure *measure = g_new0 (Measure, 1);

  measure->journal = journal_ref (journal);
  measure->series = g_ptr_array_new_with_free_func (series_free);
  measure->copies = g_array_new (FALSE, TRUE, sizeof (CopyRecord));
  measure->commands = g_array_new (FALSE, TRUE, sizeof (CommandRecord));
  measure->waits = g_array_new (FALSE, TRUE, sizeof (MeasureWait));
  measure->roots = g_array_new (FALSE, TRUE, sizeof (guint32));
  g_array_set_size (measure->roots, 1);
  measure->latest = g_hash_table_new (NULL, NULL);
  measure->counted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  measure->holders = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return measure;
}

void
measure_free (Measure *measure)
{
  if (measure == NULL)
    return;
  journal_unref (measure->journal);
  g_ptr_array_unref (measure->series);
  g_array_unref (measure->copies);
  g_array_unref (measure->commands);
  g_array_unref (measure->waits);
  g_array_unref (measure->roots);
  g_hash_table_unref (measure->latest);
  g_hash_table_unref (measure->counted);
  g_hash_table_unref (measure->holders);
  g_free (measure);
}

guint
measure_read_until (const Measure *measure)
{
  return measure->until;
}

static MeasureSeries *
series_own (Measure *measure, MeasureKind kind, Place place)
{
  MeasureSeries *series = (MeasureSeries *) measure_series (measure, kind, place);

  if (series != NULL)
    return series;
  series = g_new0 (MeasureSeries, 1);
  series->kind = kind;
  series->place = place;
  series->points = g_array_new (FALSE, TRUE, sizeof (MeasurePoint));
  g_ptr_array_add (measure->series, series);
  return series;
}

static void
add (Measure *measure, MeasureKind kind, Place place, const TraceEvent *event, gint64 amount)
{
  GArray *points = series_own (measure, kind, place)->points;
  MeasurePoint point = { .time = event->time, .value = amount, .event = event->id };

  if (points->len > 0)
    {
      MeasurePoint *last = &g_array_index (points, MeasurePoint, points->len - 1);

      point.value += last->value;
      if (last->event == event->id)
        {
          last->value = point.value;
          return;
        }
    }
  if (amount != 0)
    g_array_append_val (points, point);
}

/* A counter that starts at 0, by key. */
static gpointer
counter_of (GHashTable *table, guint64 key, gsize size)
{
  gpointer value = g_hash_table_lookup (table, &key);

  if (value == NULL)
    {
      value = g_malloc0 (size);
      g_hash_table_insert (table, g_memdup2 (&key, sizeof key), value);
    }
  return value;
}

/* Whose link a connection goes over; *up is the direction towards the mail server. */
static Place
link_of (const Trace *trace, guint connection, Direction *up)
{
  const TraceEvent *opening = trace_connection (trace, connection);
  Place outside = { PLACE_OUTSIDE, 0 };

  *up = TO_SERVER;
  if (opening == NULL)
    return outside;
  if (opening->conn.client.kind == PLACE_DEVICE)
    return opening->conn.client;
  if (opening->conn.client.kind == PLACE_SERVER)
    *up = TO_CLIENT;
  return outside;
}

static void
read_segment (Measure *measure, const Trace *trace, const TraceEvent *event)
{
  const TraceSegment *segment = &event->segment;
  guint64 end = segment->sequence + segment->length;
  guint64 *counted = counter_of (measure->counted, (guint64) event->connection << 1 | segment->direction, sizeof *counted);
  Direction up;
  Place place = link_of (trace, event->connection, &up);
  gboolean is_up = segment->direction == up;

  if (segment->fate != SEGMENT_SENT)
    return;
  add (measure, is_up ? MEASURE_WIRE_UP : MEASURE_WIRE_DOWN, place, event, (gint64) segment->length + NETWORK_HEADER);
  if (end <= *counted)
    return;
  add (measure, is_up ? MEASURE_PAYLOAD_UP : MEASURE_PAYLOAD_DOWN, place, event, (gint64) (end - *counted));
  *counted = end;
}

static void
hold (Measure *measure, const TraceEvent *event, const CopyRecord *record, int by)
{
  guint64 key = (guint64) record->place.kind << 60 | (guint64) (record->place.id & 0xffffff) << 32
                | measure_letter_of (record);
  Holder *holder = counter_of (measure->holders, key, sizeof *holder);
  gboolean had = holder->copies > 0, had_whole = holder->whole > 0;

  holder->copies += (guint) by;
  holder->whole += record->part == PART_FULL ? (guint) by : 0;
  add (measure, MEASURE_HELD, record->place, event, by * (gint64) record->octets);
  add (measure, MEASURE_LETTERS, record->place, event, (holder->copies > 0) - had);
  add (measure, MEASURE_BODIES, record->place, event, (holder->whole > 0) - had_whole);
}

static void
read_copy (Measure *measure, const TraceEvent *event)
{
  const CopyEvent *copy = &event->copy;
  guint latest = GPOINTER_TO_UINT (g_hash_table_lookup (measure->latest, GUINT_TO_POINTER (copy->copy)));
  CopyRecord record = { .time = event->time, .event = event->id, .copy = copy->copy, .letter = copy->letter,
                        .reason = copy->reason, .place = event->place, .folder = copy->folder,
                        .flags = copy->new_flags, .part = copy->part, .octets = copy->octets };

  if (latest > 0)
    {
      CopyRecord before = g_array_index (measure->copies, CopyRecord, latest - 1);

      if (!before.gone)
        hold (measure, event, &before, -1);
      record.letter = record.letter != 0 ? record.letter : before.letter;
    }
  record.gone = copy->change == COPY_VANISHED;
  if (copy->change == COPY_MOVED)
    record.folder = copy->to_folder;
  if (!record.gone)
    hold (measure, event, &record, 1);
  g_array_append_val (measure->copies, record);
  g_hash_table_insert (measure->latest, GUINT_TO_POINTER (copy->copy), GUINT_TO_POINTER (measure->copies->len));
}

static void
read_command (Measure *measure, const Trace *trace, const TraceEvent *event)
{
  const TraceToken *tokens = trace_tokens (trace, &event->line);
  gsize length;
  const guint8 *octets = trace_octets (trace, event->connection, event->line.direction, &length);
  CommandRecord record = { .time = event->time, .place = event->place };

  for (guint i = 0; i < event->line.n_tokens && record.verb == NULL; i++)
    if (tokens[i].kind == TOKEN_COMMAND && event->line.start + tokens[i].start + tokens[i].length <= length)
      {
        g_autofree char *text = g_ascii_strup ((const char *) octets + event->line.start + tokens[i].start,
                                               (gssize) tokens[i].length);

        record.verb = g_intern_string (text);
      }
  add (measure, MEASURE_COMMANDS, event->place, event, 1);
  g_array_append_val (measure->commands, record);
}

/* A timer begins something new, but for one that only sends again. */
static guint32
root_of (const Measure *measure, const TraceEvent *event)
{
  if (event->kind == TRACE_TIMER && event->timer.timer != TIMER_RETRANSMIT && event->timer.timer != TIMER_RETRY)
    return 0;
  return event->cause > 0 && event->cause < event->id ? g_array_index (measure->roots, guint32, event->cause) : 0;
}

static gboolean
is_of_person (ActionKind kind)
{
  return kind >= ACTION_CHECK && kind <= ACTION_ONLINE;
}

static guint32
begin_wait (Measure *measure, const TraceEvent *event)
{
  MeasureWait wait = { .place = event->place, .action = event->action.action, .begin = event->id, .end = event->id,
                       .letter = event->action.letter, .since = event->time, .until = event->time };

  if (event->place.kind != PLACE_DEVICE || event->action.outcome == OUTCOME_IMPOSSIBLE
      || !is_of_person (journal_action (measure->journal, event->action.action)->kind))
    return 0;
  g_array_append_val (measure->waits, wait);
  return measure->waits->len;
}

/* Something that follows from an action happened at the device where it was done. */
static void
read_consequence (Measure *measure, const TraceEvent *event, guint32 root)
{
  MeasureWait *wait = root != 0 ? &g_array_index (measure->waits, MeasureWait, root - 1) : NULL;
  gboolean counts = event->kind == TRACE_COPY
                    || (event->kind == TRACE_LINE && event->line.arrived && event->line.direction == TO_CLIENT);

  if (wait == NULL || !counts || event->place.kind != PLACE_DEVICE || event->place.id != wait->place.id)
    return;
  wait->end = event->id;
  wait->until = event->time;
}

static void
read_event (Measure *measure, const Trace *trace, const TraceEvent *event)
{
  guint32 root = root_of (measure, event);

  if (event->kind == TRACE_SEGMENT)
    read_segment (measure, trace, event);
  else if (event->kind == TRACE_COPY)
    read_copy (measure, event);
  else if (event->kind == TRACE_LINE && event->role == ROLE_CLIENT && !event->line.arrived
           && event->line.kind == LINE_COMMAND)
    read_command (measure, trace, event);
  else if (event->kind == TRACE_CONNECTION && event->conn.change == CONNECTION_OPEN)
    {
      Direction up;

      add (measure, MEASURE_SESSIONS, link_of (trace, event->connection, &up), event, 1);
    }
  else if (event->kind == TRACE_ACTION)
    root = begin_wait (measure, event);
  g_array_append_val (measure->roots, root);
  read_consequence (measure, event, root);
}

void
measure_read (Measure *measure, const Trace *trace, guint until)
{
  guint end = until == 0 ? trace_length (trace) : MIN (until, trace_length (trace));

  while (measure->until < end)
    read_event (measure, trace, trace_event (trace, ++measure->until));
}
