#include "transcript.h"

#include <glib/gi18n.h>
#include <string.h>

#include "explain.h"
#include "world/copies.h"
#include "terminal.h"

/* Data about a letter longer than this is told by its size. */
#define FOLD_OCTETS 200
/* Other answers may have this many lines. */
#define LINES_MAX 12
#define COLUMNS_MAX 400

typedef struct {
  const Timeline *timeline;
  const World *world;
  const Trace *trace;
  const Journal *journal;
  GString *out;
  guint name_width;
  GHashTable *handled; /* direction key → octets that the other end has handled */
  GArray *clients;     /* of Place: who opened connection index + 1 */
} Writer;

static gint64
direction_key (const TraceEvent *event)
{
  return (gint64) event->connection * 2 + event->line.direction;
}

static void
note_handled (Writer *writer, const TraceEvent *event)
{
  gint64 *key = g_memdup2 (&(gint64) { direction_key (event) }, sizeof (gint64));
  guint64 *end = g_memdup2 (&event->line.end, sizeof (guint64));

  g_hash_table_insert (writer->handled, key, end);
}

static void
note_client (Writer *writer, const TraceEvent *event)
{
  if (event->connection > writer->clients->len)
    g_array_set_size (writer->clients, event->connection);
  g_array_index (writer->clients, Place, event->connection - 1) = event->conn.client;
}

static void
writer_init (Writer *writer, const Timeline *timeline, GString *out)
{
  *writer = (Writer) { timeline, timeline_world (timeline), timeline_trace (timeline), timeline_journal (timeline), out };
  writer->handled = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  writer->clients = g_array_new (FALSE, TRUE, sizeof (Place));
  for (guint id = 1; id <= trace_length (writer->trace); id++)
    {
      const TraceEvent *event = trace_event (writer->trace, id);

      if (event->kind == TRACE_LINE && event->line.arrived)
        note_handled (writer, event);
      else if (event->kind == TRACE_CONNECTION && event->conn.change == CONNECTION_OPENING)
        note_client (writer, event);
    }
  writer->name_width = MAX (terminal_width (_("Server")), terminal_width (_("Outside")));
  for (guint i = 0; i < writer->world->devices->len; i++)
    writer->name_width = MAX (writer->name_width, terminal_width (((Device *) writer->world->devices->pdata[i])->name));
}

static void
writer_clear (Writer *writer)
{
  g_hash_table_unref (writer->handled);
  g_array_unref (writer->clients);
}

static void
add_time (Writer *writer, gint64 time)
{
  g_autofree char *text = journal_format_time (writer->journal, time, 3);

  terminal_styled (writer->out, STYLE_FAINT, text);
  g_string_append (writer->out, "  ");
}

static Place
client_of (const Writer *writer, const TraceEvent *event)
{
  if (event->connection == 0 || event->connection > writer->clients->len)
    return event->place;
  return g_array_index (writer->clients, Place, event->connection - 1);
}

static char *
dup_name (const Writer *writer, Place place)
{
  return place.kind == PLACE_SERVER ? g_strdup (_("Server")) : place_dup_name (writer->world, place);
}

static void
add_ends (Writer *writer, const TraceEvent *event, Direction direction)
{
  Place client = client_of (writer, event);
  Place server = { client.kind == PLACE_SERVER ? PLACE_OUTSIDE : PLACE_SERVER, 0 };
  g_autofree char *from = dup_name (writer, direction == TO_SERVER ? client : server);
  g_autofree char *to = dup_name (writer, direction == TO_SERVER ? server : client);

  terminal_pad (writer->out, from, writer->name_width);
  g_string_append (writer->out, " → ");
  terminal_pad (writer->out, to, writer->name_width);
  g_string_append (writer->out, "  ");
}

static char *
describe_data (const Writer *writer, guint64 octets, guint32 letter)
{
  g_autofree char *size = terminal_size (octets);

  if (letter == 0)
    return g_strdup_printf (_("… %s"), size);
  /* Translators: folded message data: "… 24.1 kB of letter A" */
  return g_strdup_printf (_("… %s of letter %s"), size, journal_letter_name (writer->journal, letter));
}

static const TraceToken *
token_at (const Writer *writer, const TraceLine *line, guint64 at)
{
  const TraceToken *tokens = trace_tokens (writer->trace, line);

  for (guint i = 0; i < line->n_tokens; i++)
    {
      gboolean folded = tokens[i].kind == TOKEN_LITERAL && tokens[i].length > FOLD_OCTETS;

      if (tokens[i].start <= at && at - tokens[i].start < tokens[i].length
          && (tokens[i].kind == TOKEN_SECRET || (folded && tokens[i].start == at)))
        return &tokens[i];
    }
  return NULL;
}

/* The octets of a line as text: secrets masked, long literals folded, line ends as LF. */
static char *
line_text (const Writer *writer, const TraceEvent *event)
{
  const TraceLine *line = &event->line;
  guint64 length = line->end - line->start;
  gboolean is_data = line->kind == LINE_DATA || line->kind == LINE_CLIENT_DATA;
  g_autoptr (GString) text = g_string_new (NULL);
  gsize available;
  const guint8 *octets = trace_line_octets (writer->trace, event, &available);

  g_assert (line->end <= available);
  if (is_data && line->letter != 0 && length > FOLD_OCTETS)
    return describe_data (writer, length, line->letter);
  for (guint64 at = 0; at < length; at++)
    {
      const TraceToken *token = token_at (writer, line, at);

      if (token != NULL && token->kind == TOKEN_LITERAL)
        {
          g_autofree char *folded = describe_data (writer, token->length, token->letter ? token->letter : line->letter);

          if (text->len > 0 && text->str[text->len - 1] == '\n')
            text->str[text->len - 1] = ' ';
          g_string_append (text, folded);
          at += token->length - 1;
        }
      else if (token != NULL)
        {
          g_string_append (text, TRACE_DOTS);
          at += token->length - 1;
        }
      else if (octets[line->start + at] != '\r')
        g_string_append_c (text, (char) octets[line->start + at]);
    }
  if (text->len > 0 && text->str[text->len - 1] == '\n')
    g_string_truncate (text, text->len - 1);
  return g_utf8_make_valid (text->str, (gssize) text->len);
}

static void
add_lines (Writer *writer, const char *text, guint indent)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  for (guint i = 0; i < n && i < LINES_MAX; i++)
    {
      if (i > 0)
        {
          g_string_append_c (writer->out, '\n');
          terminal_pad (writer->out, "", indent);
        }
      terminal_cut (writer->out, lines[i], COLUMNS_MAX);
    }
  if (n > LINES_MAX)
    {
      g_string_append_c (writer->out, '\n');
      terminal_pad (writer->out, "", indent);
      g_string_append_printf (writer->out, ngettext ("… %u more line", "… %u more lines", n - LINES_MAX), n - LINES_MAX);
    }
}

/* What a real client makes of it is not known. */
static gboolean
is_for_real_client (const Writer *writer, const TraceEvent *event)
{
  Place client = client_of (writer, event);
  const Device *device = client.kind == PLACE_DEVICE ? world_device (writer->world, client.id) : NULL;

  return device != NULL && device->real && event->line.direction == TO_CLIENT;
}

static void
add_line (Writer *writer, const TraceEvent *event)
{
  gint64 key = direction_key (event);
  const guint64 *handled = g_hash_table_lookup (writer->handled, &key);
  g_autofree char *time = journal_format_time (writer->journal, event->time, 3);
  g_autofree char *text = line_text (writer, event);

  add_time (writer, event->time);
  add_ends (writer, event, event->line.direction);
  g_string_append (writer->out, event->line.direction == TO_SERVER ? "C: " : "S: ");
  add_lines (writer, text, terminal_width (time) + 2 + 2 * writer->name_width + 3 + 2 + 3);
  if ((handled == NULL || *handled < event->line.end) && !is_for_real_client (writer, event))
    {
      g_string_append (writer->out, "  ");
      terminal_styled (writer->out, STYLE_BAD, _("(never arrived)"));
    }
  g_string_append_c (writer->out, '\n');
}

static const char *
scene_text (const Action *action)
{
  const char *const *languages = g_get_language_names ();

  for (guint i = 0; languages[i] != NULL; i++)
    for (guint k = 0; action->texts != NULL && k + 1 < action->texts->len; k += 2)
      if (g_str_equal (action->texts->pdata[k], languages[i]))
        return action->texts->pdata[k + 1];
  return action->text != NULL ? action->text : "";
}

static void
add_action (Writer *writer, const TraceEvent *event)
{
  const Action *action = journal_action (writer->journal, event->action.action);
  g_autofree char *text = NULL;

  if (action->kind <= ACTION_LOAD || action->kind == ACTION_EXPECT || action->kind == ACTION_WAIT)
    return;
  if (action->kind == ACTION_SCENE)
    {
      g_string_append_c (writer->out, '\n');
      add_time (writer, event->time);
      terminal_styled (writer->out, STYLE_HEADING, scene_text (action));
      g_string_append_c (writer->out, '\n');
      return;
    }
  if (event->action.outcome == OUTCOME_DONE && event->cause != 0
      && trace_event (writer->trace, event->cause)->kind == TRACE_ACTION)
    return; /* its beginning was told */
  text = action_to_shown_text (action);
  add_time (writer, event->time);
  g_string_append (writer->out, "» ");
  terminal_cut (writer->out, text, COLUMNS_MAX);
  if (event->action.outcome == OUTCOME_IMPOSSIBLE)
    {
      g_autofree char *why = g_strdup_printf (_(" (impossible: %s)"),
                                              impossible_reason_name ((ImpossibleReason) event->action.reason));

      terminal_styled (writer->out, STYLE_BAD, why);
    }
  g_string_append_c (writer->out, '\n');
}

static void
add_connection (Writer *writer, const TraceEvent *event)
{
  const char *what = NULL;

  if (event->conn.change == CONNECTION_REFUSED)
    what = _("connection refused");
  else if (event->conn.change == CONNECTION_RESET)
    what = _("connection reset");
  else if (event->conn.change == CONNECTION_TIMED_OUT)
    what = _("connection timed out");
  if (what == NULL)
    return;
  add_time (writer, event->time);
  add_ends (writer, event, TO_SERVER);
  terminal_styled (writer->out, STYLE_BAD, what);
  g_string_append_printf (writer->out, " (%s)\n", protocol_name (event->conn.protocol));
}

/* What the day begins with is no news. */
static gboolean
is_set_up (const Writer *writer, const TraceEvent *event)
{
  return event->time == journal_start (writer->journal);
}

static void
add_fault (Writer *writer, const TraceEvent *event)
{
  static const char *const names[] = { N_("link down"), N_("link up"), N_("link changed"), N_("connection cut"),
                                       N_("server restarted"), N_("server down"), N_("server up"),
                                       N_("the server's disk is full"), N_("the server's disk has room again"),
                                       N_("the server's time for each command changes"), N_("lost"),
                                       N_("no memory of what it has downloaded"), N_("account made anew"),
                                       N_("logs in with another password") };
  const Device *device = event->fault.device != 0 ? world_device (writer->world, event->fault.device) : NULL;

  if (event->fault.fault == FAULT_LINK_CHANGED && is_set_up (writer, event))
    return;
  add_time (writer, event->time);
  g_string_append (writer->out, "✂ ");
  if (device != NULL)
    g_string_append_printf (writer->out, "%s: ", device->name);
  g_string_append_printf (writer->out, "%s\n", _(names[event->fault.fault]));
}

static void
add_tls (Writer *writer, const TraceEvent *event)
{
  const char *what = explain_tls (event);

  if (what == NULL)
    return;
  add_time (writer, event->time);
  add_ends (writer, event, event->role == ROLE_CLIENT ? TO_SERVER : TO_CLIENT);
  terminal_styled (writer->out, event->state.new_state == TLS_FAILED ? STYLE_BAD : STYLE_FAINT, what);
  g_string_append_c (writer->out, '\n');
}

static void
add_event (Writer *writer, const TraceEvent *event)
{
  switch (event->kind)
    {
    case TRACE_ACTION:
      add_action (writer, event);
      break;
    case TRACE_CONNECTION:
      add_connection (writer, event);
      break;
    case TRACE_LINE:
      if (!event->line.arrived)
        add_line (writer, event);
      break;
    case TRACE_FAULT:
      add_fault (writer, event);
      break;
    case TRACE_STATE:
      add_tls (writer, event);
      break;
    case TRACE_SEGMENT:
    case TRACE_COPY:
    case TRACE_DECISION:
    case TRACE_LOCK:
    case TRACE_QUOTA:
    case TRACE_TIMER:
      break;
    }
}

void
transcript_write (const Timeline *timeline, GString *out)
{
  transcript_write_span (timeline, G_MININT64, G_MAXINT64, out);
}

void
transcript_write_span (const Timeline *timeline, gint64 from, gint64 to, GString *out)
{
  Writer writer;

  writer_init (&writer, timeline, out);
  for (guint id = 1; id <= trace_length (writer.trace); id++)
    {
      const TraceEvent *event = trace_event (writer.trace, id);

      if (event->time >= from && event->time <= to)
        add_event (&writer, event);
    }
  writer_clear (&writer);
}

static void
add_copy (Writer *writer, const TraceEvent *event)
{
  static const char *const changes[] = { N_("appears"), N_("changes"), N_("moves"), N_("vanishes") };
  const CopyEvent *copy = &event->copy;
  g_autofree char *place = place_dup_name (writer->world, event->place);

  add_time (writer, event->time);
  g_string_append_printf (writer->out, "%s %s: %s %s (%s)\n", place, copy->folder != NULL ? copy->folder : "",
                          journal_letter_name (writer->journal, copy->letter), _(changes[copy->change]),
                          copy_reason_name (copy->reason));
}

static void
add_state (Writer *writer, const TraceEvent *event)
{
  const TraceState *state = &event->state;

  add_time (writer, event->time);
  g_string_append_printf (writer->out, "%s %s: %s → %s\n", state->table->protocol, state->table->role,
                          state->table->states[state->old_state], state->table->states[state->new_state]);
}

void
transcript_write_event (const Timeline *timeline, guint id, GString *out)
{
  Writer writer;
  const TraceEvent *event;

  writer_init (&writer, timeline, out);
  event = trace_event (writer.trace, id);
  if (event->kind == TRACE_LINE)
    add_line (&writer, event);
  else if (event->kind == TRACE_COPY)
    add_copy (&writer, event);
  else if (event->kind == TRACE_STATE)
    add_state (&writer, event);
  else
    add_event (&writer, event);
  writer_clear (&writer);
}
