#include "eavesdropper.h"

#include <string.h>

/* Of one direction of a connection. */
typedef struct {
  guint64 seen; /* octets on the wire that he has */
  guint next;   /* index in lines of the first that he has not read */
  GArray *lines; /* of guint32: ids of those written */
} Ear;

typedef struct {
  const World *world;
  const Trace *trace;
  Place place;
  GPtrArray *ears; /* of Ear *: 2 * (connection - 1) + direction */
  GArray *heard;
} Listener;

static void
ear_free (gpointer data)
{
  Ear *ear = data;

  if (ear != NULL)
    g_array_unref (ear->lines);
  g_free (ear);
}

static void
heard_clear (gpointer data)
{
  Heard *heard = data;

  g_free (heard->text);
  g_free (heard->login);
}

static Ear *
ear_of (Listener *listener, guint connection, Direction direction)
{
  guint index = 2 * (connection - 1) + (direction == TO_CLIENT ? 1 : 0);

  if (index >= listener->ears->len)
    g_ptr_array_set_size (listener->ears, (gint) index + 1);
  if (listener->ears->pdata[index] == NULL)
    {
      Ear *ear = g_new0 (Ear, 1);

      ear->lines = g_array_new (FALSE, FALSE, sizeof (guint32));
      listener->ears->pdata[index] = ear;
    }
  return listener->ears->pdata[index];
}

static gboolean
is_on_link (const Listener *listener, guint connection)
{
  const TraceEvent *opening = trace_connection (listener->trace, connection);
  Place place = opening != NULL ? opening->conn.client : (Place) { PLACE_NONE, 0 };

  if (listener->place.kind == PLACE_NONE)
    return TRUE;
  if (place.kind == PLACE_SERVER) /* who calls the outside does so over the outside's link */
    place = (Place) { PLACE_OUTSIDE, 0 };
  return place.kind == listener->place.kind && place.id == listener->place.id;
}

/* Its passwords are real ones. */
static gboolean
is_real (const Listener *listener, guint connection)
{
  const TraceEvent *opening = trace_connection (listener->trace, connection);

  for (guint i = 0; opening != NULL && opening->conn.client.kind == PLACE_DEVICE && i < listener->world->devices->len; i++)
    {
      const Device *device = listener->world->devices->pdata[i];

      if (device->id == opening->conn.client.id)
        return device->real != 0;
    }
  return FALSE;
}

static char *
text_of (const Listener *listener, const TraceEvent *line)
{
  gsize available;
  const guint8 *octets = trace_line_octets (listener->trace, line, &available);
  gsize length = (gsize) (line->line.end - line->line.start);
  g_auto (GStrv) parts = NULL;
  g_autofree char *valid = NULL;

  if (is_real (listener, line->connection))
    return trace_line_shown (listener->trace, line, 0);
  while (length > 0 && (octets[line->line.start + length - 1] == '\n' || octets[line->line.start + length - 1] == '\r'))
    length--;
  valid = g_utf8_make_valid ((const char *) octets + line->line.start, (gssize) length);
  parts = g_strsplit (valid, "\r\n", -1);
  return g_strjoinv ("\n", parts);
}

/* NUL name NUL password, in base64 (RFC 4616 §2, RFC 4648). */
static char *
login_in (const Listener *listener, const TraceEvent *line)
{
  const TraceToken *tokens = trace_tokens (listener->trace, &line->line);
  gsize available;
  const guint8 *octets = trace_line_octets (listener->trace, line, &available) + line->line.start;

  for (guint i = 0; i < line->line.n_tokens && !is_real (listener, line->connection); i++)
    {
      g_autofree char *base64 = NULL;
      g_autofree guchar *plain = NULL;
      gsize length;
      gsize name;

      if (tokens[i].kind != TOKEN_SECRET || line->line.start + tokens[i].start + tokens[i].length > available)
        continue;
      base64 = g_strndup ((const char *) octets + tokens[i].start, tokens[i].length);
      plain = g_base64_decode (base64, &length);
      name = strnlen ((const char *) plain, length) + 1;
      if (name >= length || memchr (plain + name, 0, length - name) == NULL)
        continue;
      name += strlen ((const char *) plain + name) + 1;
      return g_strdup_printf ("%s %.*s", (const char *) plain + strnlen ((const char *) plain, length) + 1,
                              (int) (length - name), (const char *) plain + name);
    }
  return NULL;
}

static void
add (Listener *listener, const TraceEvent *segment, Heard heard)
{
  heard.event = segment->id;
  heard.time = segment->time;
  heard.connection = segment->connection;
  heard.direction = segment->segment.direction;
  g_array_append_val (listener->heard, heard);
}

static void
hear_line (Listener *listener, const TraceEvent *segment, const TraceEvent *line)
{
  Heard heard = { .kind = HEARD_LINE, .line = line->id, .octets = line->line.end - line->line.start };

  heard.text = text_of (listener, line);
  heard.login = login_in (listener, line);
  if (heard.login != NULL && !g_utf8_validate (heard.login, -1, NULL))
    g_clear_pointer (&heard.login, g_free);
  add (listener, segment, heard);
}

/* What he cannot read: how many octets passed, and a server's name when a handshake begins. */
static void
hear_records (Listener *listener, const TraceEvent *segment, guint64 from, guint64 to)
{
  Heard heard = { .kind = HEARD_RECORDS, .octets = to - from };
  gsize length;
  const guint8 *wire = trace_wire (listener->trace, segment->connection, segment->segment.direction, &length);

  to = MIN (to, length);
  if (from < to && segment->segment.direction == TO_SERVER)
    heard.text = tls_read_server_name (wire + from, (gsize) (to - from));
  if (heard.text != NULL)
    heard.kind = HEARD_NAME;
  add (listener, segment, heard);
}

/* The lines that are whole with what he has now. Returns how much of the wire that explains. */
static guint64
read_lines (Listener *listener, Ear *ear, const TraceEvent *segment, guint64 from)
{
  for (; ear->next < ear->lines->len; ear->next++)
    {
      const TraceEvent *line = trace_event (listener->trace, g_array_index (ear->lines, guint32, ear->next));
      guint64 start;
      guint64 end;

      trace_line_on_wire (listener->trace, line, &start, &end);
      if (end > ear->seen)
        return line->line.protected ? from : ear->seen;
      if (line->line.protected)
        continue;
      hear_line (listener, segment, line);
      from = MAX (from, end);
    }
  return from;
}

static void
hear_segment (Listener *listener, const TraceEvent *segment)
{
  Ear *ear = ear_of (listener, segment->connection, segment->segment.direction);
  guint64 end = segment->segment.sequence + segment->segment.length;
  guint64 from = ear->seen;

  if (end <= from)
    return;
  ear->seen = end;
  from = read_lines (listener, ear, segment, from);
  if (from < end)
    hear_records (listener, segment, from, end);
}

/* What a real mail program says is known to be a line behind the segment that brought it, so lines come first. */
GArray *
eavesdrop (const World *world, const Trace *trace, guint until, Place place)
{
  Listener listener = { world, trace, place, g_ptr_array_new_with_free_func (ear_free), NULL };

  listener.heard = g_array_new (FALSE, FALSE, sizeof (Heard));
  g_array_set_clear_func (listener.heard, heard_clear);
  until = MIN (until, trace_length (trace));
  for (guint id = 1; id <= until; id++)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind == TRACE_LINE && !event->line.arrived && is_on_link (&listener, event->connection))
        g_array_append_val (ear_of (&listener, event->connection, event->line.direction)->lines, event->id);
    }
  for (guint id = 1; id <= until; id++)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind == TRACE_SEGMENT && event->segment.fate == SEGMENT_SENT && is_on_link (&listener, event->connection))
        hear_segment (&listener, event);
    }
  g_ptr_array_unref (listener.ears);
  return listener.heard;
}

char *
eavesdrop_line (const World *world, const Trace *trace, const TraceEvent *line)
{
  const Listener listener = { .world = world, .trace = trace };

  return line->line.protected ? NULL : text_of (&listener, line);
}

const Heard *
eavesdrop_find (const GArray *heard, const char *text)
{
  for (guint i = 0; i < heard->len; i++)
    {
      const Heard *item = &g_array_index (heard, Heard, i);

      if ((item->text != NULL && strstr (item->text, text) != NULL)
          || (item->login != NULL && strstr (item->login, text) != NULL))
        return item;
    }
  return NULL;
}
