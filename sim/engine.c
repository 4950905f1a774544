#include "engine.h"

#include <string.h>

static const StateField engine_io_fields[] = {
  STATE_FIELD (EngineIo, input, STATE_BUFFER),
  STATE_FIELD (EngineIo, in_offset, STATE_POD),
  STATE_FIELD (EngineIo, out_offset, STATE_POD),
};

const StateType engine_io_state = STATE_TYPE (EngineIo, engine_io_fields);

void
engine_io_init (EngineIo *io)
{
  io->input = g_byte_array_new ();
  io->in_offset = 0;
  io->out_offset = 0;
}

void
engine_io_receive (EngineIo *io, const guint8 *octets, gsize length)
{
  if (length > 0)
    g_byte_array_append (io->input, octets, (guint) length);
}

gsize
engine_io_line (const EngineIo *io, gboolean strict)
{
  const guint8 *data = io->input->data;
  gsize length = io->input->len;
  gsize from = 0;

  while (from < length)
    {
      const guint8 *lf = memchr (data + from, '\n', length - from);
      gsize end;

      if (lf == NULL)
        return 0;
      end = (gsize) (lf - data) + 1;
      if (!strict || (end >= 2 && data[end - 2] == '\r'))
        return end;
      from = end;
    }
  return 0;
}

void
engine_io_consume (EngineIo *io, gsize length)
{
  g_assert (length <= io->input->len);
  if (length > 0)
    g_byte_array_remove_range (io->input, 0, (guint) length);
  io->in_offset += length;
}

void
engine_out_init (EngineOut *out, guint32 *next_copy, guint64 seed)
{
  memset (out, 0, sizeof *out);
  out->octets = g_byte_array_new ();
  out->events = g_array_new (FALSE, TRUE, sizeof (TraceEvent));
  out->tokens = g_array_new (FALSE, TRUE, sizeof (TraceToken));
  out->changes.next_copy = next_copy;
  out->changes.events = g_array_new (FALSE, TRUE, sizeof (CopyEvent));
  out->seed = seed;
}

void
engine_out_clear (EngineOut *out)
{
  g_byte_array_free (out->octets, TRUE);
  g_array_free (out->events, TRUE);
  g_array_free (out->tokens, TRUE);
  g_array_free (out->changes.events, TRUE);
  memset (out, 0, sizeof *out);
}

void
engine_out_drain (EngineOut *out)
{
  g_byte_array_set_size (out->octets, 0);
  g_array_set_size (out->events, 0);
  g_array_set_size (out->tokens, 0);
  g_array_set_size (out->changes.events, 0);
  out->close = FALSE;
  out->start_tls = FALSE;
  out->login_failed = FALSE;
  out->login_proved = FALSE;
  out->waiting = FALSE;
}

static Direction
direction_of (Role writer)
{
  return writer == ROLE_CLIENT ? TO_SERVER : TO_CLIENT;
}

void
line_begin (LineWriter *line, EngineOut *out, EngineIo *io, Role role, LineKind kind)
{
  memset (line, 0, sizeof *line);
  line->out = out;
  line->io = io;
  line->event.kind = TRACE_LINE;
  line->event.role = role;
  line->event.line.kind = kind;
  line->event.line.direction = direction_of (role);
  line->event.line.start = io->out_offset;
  line->event.line.first_token = out->tokens->len;
  line->line_start = out->octets->len;
  line->mark = line->line_start;
}

void
line_mark (LineWriter *line)
{
  line->mark = line->out->octets->len;
}

void
line_add_octets (LineWriter *line, const guint8 *octets, gsize length)
{
  if (length > 0)
    g_byte_array_append (line->out->octets, octets, (guint) length);
}

void
line_add (LineWriter *line, const char *text)
{
  line_add_octets (line, (const guint8 *) text, strlen (text));
}

void
line_addf (LineWriter *line, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  line_add (line, text);
}

TraceToken *
line_token (LineWriter *line, TokenKind kind)
{
  TraceToken token = { .kind = kind };

  token.start = (guint32) (line->mark - line->line_start);
  token.length = (guint32) (line->out->octets->len - line->mark);
  g_array_append_val (line->out->tokens, token);
  line_mark (line);
  return &g_array_index (line->out->tokens, TraceToken, line->out->tokens->len - 1);
}

TraceToken *
line_put (LineWriter *line, TokenKind kind, const char *text)
{
  line_mark (line);
  line_add (line, text);
  return line_token (line, kind);
}

void
line_end_raw (LineWriter *line)
{
  line->io->out_offset += line->out->octets->len - line->line_start;
  line->event.line.end = line->io->out_offset;
  line->event.line.n_tokens = line->out->tokens->len - line->event.line.first_token;
  g_array_append_val (line->out->events, line->event);
}

void
line_end (LineWriter *line)
{
  line_add (line, "\r\n");
  line_end_raw (line);
}

void
engine_received (EngineOut *out, EngineIo *io, Role role, LineKind kind, gsize length, const TraceToken *tokens,
                 guint n_tokens)
{
  TraceEvent event = { .kind = TRACE_LINE, .role = role };

  event.line.kind = kind;
  event.line.direction = role == ROLE_CLIENT ? TO_CLIENT : TO_SERVER;
  event.line.arrived = TRUE;
  event.line.start = io->in_offset;
  event.line.end = io->in_offset + length;
  event.line.first_token = out->tokens->len;
  event.line.n_tokens = n_tokens;
  if (n_tokens > 0)
    g_array_append_vals (out->tokens, tokens, n_tokens);
  g_array_append_val (out->events, event);
  engine_io_consume (io, length);
}

void
engine_transition (EngineOut *out, const StateTable *table, guint32 *state, guint input, guint outcome, Role role)
{
  int row = state_table_find (table, *state, input, outcome);
  TraceEvent event = { .kind = TRACE_STATE, .role = role };

  if (row < 0)
    g_error ("%s %s: no row from %s by %s with %s", table->protocol, table->role, table->states[*state],
             table->inputs[input], table->outcomes[outcome]);
  event.state.table = table;
  event.state.row = (guint32) row;
  event.state.old_state = *state;
  event.state.new_state = table->rows[row].to;
  *state = table->rows[row].to;
  g_array_append_val (out->events, event);
}

void
engine_note_lock (EngineOut *out, LockChange change, guint32 session)
{
  TraceEvent event = { .kind = TRACE_LOCK, .role = ROLE_SERVER };

  event.lock.change = change;
  event.lock.session = session;
  g_array_append_val (out->events, event);
}

void
engine_note_quota (EngineOut *out, guint64 used, guint64 limit, gboolean refused)
{
  TraceEvent event = { .kind = TRACE_QUOTA, .role = ROLE_SERVER };

  event.quota.used = used;
  event.quota.limit = limit;
  event.quota.refused = refused;
  g_array_append_val (out->events, event);
}

void
engine_note_decision (EngineOut *out, guint rule, guint32 letter, gint64 a, gint64 b, gint64 c)
{
  TraceEvent event = { .kind = TRACE_DECISION, .role = ROLE_CLIENT };

  event.decision.rule = rule;
  event.decision.letter = letter;
  event.decision.inputs[0] = a;
  event.decision.inputs[1] = b;
  event.decision.inputs[2] = c;
  g_array_append_val (out->events, event);
}

gint64
engine_deadline (gint64 from, gint64 timeout)
{
  return timeout > 0 ? from + timeout : ENGINE_NEVER;
}
