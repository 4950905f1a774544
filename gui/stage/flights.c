#include "stage/flights.h"

#include <string.h>

#include "stage/place-view.h"

#define LOST_FLIGHT 40000 /* µs: how long a segment that gets lost is seen */
#define LONGEST_TEXT 40

static void
flight_clear (gpointer data)
{
  g_free (((Flight *) data)->text);
}

static guint32
letter_in_line (const TraceIndex *index, const Trace *trace, const TraceEvent *line)
{
  const TraceEvent *handled = trace_index_counterpart (index, trace, line);
  const TraceToken *tokens = trace_tokens (trace, &line->line);

  if (line->line.letter != 0)
    return line->line.letter;
  if (handled != NULL && handled->line.letter != 0)
    return handled->line.letter;
  for (guint i = 0; i < line->line.n_tokens; i++)
    if (tokens[i].kind == TOKEN_LITERAL && tokens[i].letter != 0)
      return tokens[i].letter;
  return 0;
}

static char *
short_text (const Trace *trace, const TraceEvent *line)
{
  g_autofree char *text = trace_line_shown (trace, line, 200);
  char *end = strpbrk (text, "\r\n");

  if (end != NULL)
    *end = '\0';
  if (g_utf8_strlen (text, -1) > LONGEST_TEXT)
    {
      g_autofree char *start = g_utf8_substring (text, 0, LONGEST_TEXT - 1);

      return g_strconcat (start, "…", NULL);
    }
  return g_steal_pointer (&text);
}

static void
add_flight (GArray *flights, const Journal *journal, const TraceIndex *index, const Trace *trace, const TraceEvent *segment,
            gint64 time)
{
  const IndexedConnection *connection = trace_index_connection (index, segment->connection);
  gint64 length = segment->segment.arrives != 0 ? segment->segment.arrives - segment->time : LOST_FLIGHT;
  const TraceEvent *line = trace_index_line_of_segment (index, trace, segment);
  const TraceEvent *around = line != NULL ? line : trace_index_line_around (index, trace, segment);
  Flight flight = { .progress = length > 0 ? (float) (time - segment->time) / (float) length : 1.0f };

  if (connection == NULL || time >= segment->time + length)
    return;
  flight.client = connection->client;
  flight.protocol = connection->protocol;
  flight.direction = segment->segment.direction;
  flight.connection = segment->connection;
  flight.data = segment->segment.length > 0;
  flight.lost = segment->segment.arrives == 0;
  if (around != NULL)
    flight.letter = letter_in_line (index, trace, around);
  if (flight.letter != 0)
    flight.label = journal_letter_name (journal, flight.letter);
  if (line != NULL && line->line.kind != LINE_DATA)
    flight.text = short_text (trace, line);
  g_array_append_val (flights, flight);
}

GArray *
flights_at (PrSession *session, guint world, gint64 time)
{
  GArray *flights = g_array_new (FALSE, FALSE, sizeof (Flight));
  const TraceIndex *index = pr_session_index (session, world);
  const Trace *trace = pr_session_trace (session, world);
  gint64 oldest = time - MAX (index->longest_flight, LOST_FLIGHT);
  guint count = trace_index_count (index->flights, timeline_position (pr_session_timeline (session, world)));
  guint first = count;

  g_array_set_clear_func (flights, flight_clear);
  while (first > 0 && trace_event (trace, g_array_index (index->flights, guint32, first - 1))->time >= oldest)
    first--;
  for (guint i = first; i < count; i++)
    add_flight (flights, pr_session_journal (session), index, trace,
                trace_event (trace, g_array_index (index->flights, guint32, i)), time);
  return flights;
}
