#include <string.h>

#include "trace-private.h"

static void
sent_free (gpointer sent)
{
  if (sent != NULL)
    g_array_unref (sent);
}

static void
buffer_free (gpointer buffer)
{
  if (buffer != NULL)
    g_byte_array_unref (buffer);
}

Trace *
trace_new (void)
{
  Trace *trace = g_new0 (Trace, 1);

  trace->events = g_array_new (FALSE, FALSE, sizeof (TraceEvent));
  trace->tokens = g_array_new (FALSE, FALSE, sizeof (TraceToken));
  trace->buffers = g_ptr_array_new_with_free_func (buffer_free);
  trace->sent = g_ptr_array_new_with_free_func (sent_free);
  trace->openings = g_array_new (FALSE, TRUE, sizeof (guint32));
  trace->copies = g_array_new (FALSE, FALSE, sizeof (guint32));
  trace->wires = g_ptr_array_new_with_free_func (trace_wire_free);
  trace->written = g_array_new (FALSE, FALSE, sizeof (TraceWritten));
  return trace;
}

Trace *
trace_new_watched (TraceWatch watch, gpointer data)
{
  Trace *trace = trace_new ();

  trace->watch = watch;
  trace->watch_data = data;
  return trace;
}

void
trace_free (Trace *trace)
{
  if (trace == NULL)
    return;
  g_array_free (trace->events, TRUE);
  g_array_free (trace->tokens, TRUE);
  g_ptr_array_free (trace->buffers, TRUE);
  g_ptr_array_free (trace->sent, TRUE);
  g_array_free (trace->openings, TRUE);
  g_array_free (trace->copies, TRUE);
  g_ptr_array_free (trace->wires, TRUE);
  g_array_free (trace->written, TRUE);
  g_free (trace);
}

guint
trace_length (const Trace *trace)
{
  return trace->events->len;
}

const TraceEvent *
trace_event (const Trace *trace, guint id)
{
  g_assert (id >= 1 && id <= trace->events->len);
  return &g_array_index (trace->events, TraceEvent, id - 1);
}

const GArray *
trace_copies (const Trace *trace)
{
  return trace->copies;
}

const TraceToken *
trace_tokens (const Trace *trace, const TraceLine *line)
{
  g_assert ((guint64) line->first_token + line->n_tokens <= trace->tokens->len);
  return (const TraceToken *) (gpointer) trace->tokens->data + line->first_token;
}

guint
trace_buffer_index (guint connection, Direction direction)
{
  g_assert (connection >= 1);
  return 2 * (connection - 1) + (direction == TO_CLIENT ? 1 : 0);
}

static GByteArray *
find_buffer (const Trace *trace, guint connection, Direction direction)
{
  guint index = trace_buffer_index (connection, direction);

  return index < trace->buffers->len ? g_ptr_array_index (trace->buffers, index) : NULL;
}

const guint8 *
trace_octets (const Trace *trace, guint connection, Direction direction, gsize *length)
{
  const GByteArray *buffer = connection > 0 ? find_buffer (trace, connection, direction) : NULL;

  *length = buffer != NULL ? buffer->len : 0;
  return buffer != NULL ? buffer->data : (const guint8 *) "";
}

static void
note_opening (Trace *trace, const TraceEvent *event)
{
  guint32 *opening;

  g_assert (event->connection > 0);
  if (event->connection > trace->openings->len)
    g_array_set_size (trace->openings, event->connection);
  opening = &g_array_index (trace->openings, guint32, event->connection - 1);
  if (*opening == 0)
    *opening = event->id;
}

const TraceEvent *
trace_connection (const Trace *trace, guint connection)
{
  guint32 id = 0;

  if (connection >= 1 && connection <= trace->openings->len)
    id = g_array_index (trace->openings, guint32, connection - 1);
  return id != 0 ? trace_event (trace, id) : NULL;
}

static void
note_sent (Trace *trace, const TraceEvent *event)
{
  guint index = trace_buffer_index (event->connection, event->line.direction);

  if (index >= trace->sent->len)
    g_ptr_array_set_size (trace->sent, (gint) index + 1);
  if (trace->sent->pdata[index] == NULL)
    trace->sent->pdata[index] = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_val (trace->sent->pdata[index], event->id);
}

/* Halving: the lines of one direction follow each other without a gap. */
const TraceEvent *
trace_sent_line (const Trace *trace, const TraceEvent *line)
{
  guint index = trace_buffer_index (line->connection, line->line.direction);
  const GArray *sent = index < trace->sent->len ? trace->sent->pdata[index] : NULL;
  guint from = 0;
  guint to = sent != NULL && !line->line.raw ? sent->len : 0;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;
      const TraceEvent *event = trace_event (trace, g_array_index (sent, guint32, middle));

      if (line->line.end > event->line.end)
        from = middle + 1;
      else if (line->line.end <= event->line.start)
        to = middle;
      else
        return event;
    }
  return NULL;
}

guint32
trace_append (Trace *trace, const TraceEvent *event, const TraceToken *tokens)
{
  TraceEvent *added;

  if (trace->watch != NULL)
    {
      trace->watch (event, trace->watch_data);
      return event->id;
    }
  g_array_append_vals (trace->events, event, 1);
  added = &g_array_index (trace->events, TraceEvent, trace->events->len - 1);
  added->id = trace->events->len;
  if (event->kind == TRACE_COPY)
    g_array_append_val (trace->copies, added->id);
  if (event->kind == TRACE_LINE)
    {
      added->line.first_token = trace->tokens->len;
      if (event->line.n_tokens > 0)
        g_array_append_vals (trace->tokens, tokens, event->line.n_tokens);
      if (!event->line.arrived && event->connection > 0)
        note_sent (trace, added);
    }
  if (event->kind == TRACE_CONNECTION)
    note_opening (trace, added);
  return added->id;
}

void
trace_append_octets (Trace *trace, guint32 step, guint connection, Direction direction, const guint8 *octets, gsize length)
{
  guint index = trace_buffer_index (connection, direction);
  TraceWritten written = { .step = step, .buffer = index, .length = (guint32) length };

  if (length == 0 || trace->watch != NULL)
    return;
  if (index >= trace->buffers->len)
    g_ptr_array_set_size (trace->buffers, (gint) index + 1);
  if (trace->buffers->pdata[index] == NULL)
    trace->buffers->pdata[index] = g_byte_array_new ();
  g_byte_array_append (trace->buffers->pdata[index], octets, (guint) length);
  g_array_append_val (trace->written, written);
}

static void
truncate_octets (Trace *trace, guint32 step)
{
  while (trace->written->len > 0)
    {
      const TraceWritten *written = &g_array_index (trace->written, TraceWritten, trace->written->len - 1);
      GByteArray *buffer = written->wire ? NULL : trace->buffers->pdata[written->buffer];

      if (written->step <= step)
        return;
      if (written->wire)
        trace_wire_forget (trace, written->buffer, written->length);
      else
        g_byte_array_set_size (buffer, buffer->len - written->length);
      g_array_set_size (trace->written, trace->written->len - 1);
    }
}

/* Events that are left, by halving: each step's come behind those of the step before. */
static guint
count_events (const Trace *trace, guint32 step)
{
  guint low = 0;
  guint high = trace->events->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (trace->events, TraceEvent, middle).step <= step)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
truncate_ids (GArray *ids, guint id)
{
  while (ids != NULL && ids->len > 0 && g_array_index (ids, guint32, ids->len - 1) > id)
    g_array_set_size (ids, ids->len - 1);
}

void
trace_truncate (Trace *trace, guint32 step)
{
  guint id = count_events (trace, step);
  guint tokens = 0;

  truncate_octets (trace, step);
  g_array_set_size (trace->events, id);
  for (guint i = id; i > 0 && tokens == 0; i--)
    {
      const TraceEvent *event = &g_array_index (trace->events, TraceEvent, i - 1);

      if (event->kind == TRACE_LINE)
        tokens = event->line.first_token + event->line.n_tokens;
    }
  g_array_set_size (trace->tokens, tokens);
  for (guint i = 0; i < trace->openings->len; i++)
    if (g_array_index (trace->openings, guint32, i) > id)
      g_array_index (trace->openings, guint32, i) = 0;
  truncate_ids (trace->copies, id);
  for (guint i = 0; i < trace->sent->len; i++)
    truncate_ids (trace->sent->pdata[i], id);
}

/* Cuts text of several lines behind the last line that fits whole; one line is never cut. */
static gsize
fitting_length (const guint8 *octets, gsize length, gsize max)
{
  const guint8 *end;

  if (max == 0 || length <= max)
    return length;
  for (gsize i = max; i > 0; i--)
    if (octets[i - 1] == '\n')
      return i;
  end = memchr (octets, '\n', length);
  return end != NULL ? (gsize) (end - octets) + 1 : length;
}

static void
mask_secrets (const Trace *trace, const TraceLine *line, char *text, gsize length)
{
  const TraceToken *tokens = trace_tokens (trace, line);

  for (guint i = 0; i < line->n_tokens; i++)
    if (tokens[i].kind == TOKEN_SECRET && tokens[i].start < length)
      memset (text + tokens[i].start, '*', MIN (tokens[i].length, length - tokens[i].start));
}

/* CRLF becomes LF within the text, and the last one goes. Returns the new length. */
static gsize
fold_line_ends (char *text, gsize length)
{
  gsize to = 0;

  for (gsize i = 0; i < length; i++)
    if (text[i] != '\r' || i + 1 == length || text[i + 1] != '\n')
      text[to++] = text[i];
  return to > 0 && text[to - 1] == '\n' ? to - 1 : to;
}

/* The octets with the secrets as dots. */
static GString *
dot_secrets (const Trace *trace, const TraceLine *line, const char *octets, gsize length)
{
  const TraceToken *tokens = trace_tokens (trace, line);
  GString *out = g_string_new (NULL);
  gsize at = 0;

  for (guint i = 0; i < line->n_tokens; i++)
    if (tokens[i].kind == TOKEN_SECRET && tokens[i].length > 0 && tokens[i].start >= at && tokens[i].start < length)
      {
        g_string_append_len (out, octets + at, (gssize) (tokens[i].start - at));
        g_string_append (out, TRACE_DOTS);
        at = MIN ((gsize) tokens[i].start + tokens[i].length, length);
      }
  return g_string_append_len (out, octets + at, (gssize) (length - at));
}

char *
trace_line_shown (const Trace *trace, const TraceEvent *line, gsize max_octets)
{
  g_autoptr (GString) text = NULL;
  const guint8 *octets;
  gsize available;

  g_assert (line->kind == TRACE_LINE);
  octets = trace_line_octets (trace, line, &available);
  g_assert (line->line.start <= line->line.end && line->line.end <= available);
  octets += line->line.start;
  text = dot_secrets (trace, &line->line, (const char *) octets,
                      fitting_length (octets, line->line.end - line->line.start, max_octets));
  g_string_truncate (text, fold_line_ends (text->str, text->len));
  return g_utf8_make_valid (text->str, (gssize) text->len);
}

char *
trace_line_text (const Trace *trace, const TraceEvent *line, gsize max_octets)
{
  gsize available;
  gsize length;
  const guint8 *octets;
  g_autofree char *text = NULL;

  g_assert (line->kind == TRACE_LINE);
  octets = trace_line_octets (trace, line, &available);
  g_assert (line->line.start <= line->line.end && line->line.end <= available);
  octets += line->line.start;
  length = fitting_length (octets, line->line.end - line->line.start, max_octets);
  text = g_malloc (length + 1);
  memcpy (text, octets, length);
  mask_secrets (trace, &line->line, text, length);
  length = fold_line_ends (text, length);
  return g_utf8_make_valid (text, (gssize) length);
}
