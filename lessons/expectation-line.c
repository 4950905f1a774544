/* Statements about what was said, and about the states of engines. */
#include "expectation-private.h"

#include <string.h>

/* Of one line, message data included. */
#define SEARCHED_OCTETS (1024 * 1024)

gboolean
moment_has_place (const Moment *moment)
{
  const char *place = moment->expect->kind == EXPECT_READS ? moment->expect->folder : moment->expect->place;

  return place == NULL || g_str_equal (place, "server") || g_str_equal (place, "outside")
         || world_find_device (moment->world, place) != NULL;
}

gboolean
moment_is_here (const Moment *moment, const TraceEvent *event)
{
  const char *place = moment->expect->place;
  const Device *device;

  if (g_str_equal (place, "server"))
    return event->place.kind == PLACE_SERVER;
  if (g_str_equal (place, "outside"))
    return event->place.kind == PLACE_OUTSIDE;
  device = world_find_device (moment->world, place);
  return device != NULL && event->place.kind == PLACE_DEVICE && event->place.id == device->id;
}

static gboolean
says (const Moment *moment, const TraceEvent *event)
{
  g_autofree char *text = NULL;

  if (event->kind != TRACE_LINE || event->line.arrived || !moment_is_here (moment, event))
    return FALSE;
  text = trace_line_text (moment->trace, event, SEARCHED_OCTETS);
  return strstr (text, moment->expect->text) != NULL;
}

guint
moment_find_said (const Moment *moment, guint from, guint to)
{
  guint32 backwards = moment->expect->proof;

  /* What a customer complains of is what happened last. */
  for (guint n = 0; n < to - from; n++)
    {
      guint id = backwards ? to - n : from + 1 + n;

      if (says (moment, trace_event (moment->trace, id)))
        return id;
    }
  return 0;
}

/* A person who is the client by hand has no engine: the state of the terminal is that of its connection at the server. */
static gboolean
is_state_here (const Moment *moment, const TraceEvent *event)
{
  const Device *device = world_find_device (moment->world, moment->expect->place);
  const TraceEvent *opening = trace_connection (moment->trace, event->connection);

  if (moment_is_here (moment, event))
    return TRUE;
  return device != NULL && device->policy.console && event->role == ROLE_SERVER && opening != NULL
         && opening->conn.client.kind == PLACE_DEVICE && opening->conn.client.id == device->id;
}

static gboolean
is_asked_state (const Moment *moment, const TraceEvent *event)
{
  return g_ascii_strcasecmp (event->state.table->states[event->state.new_state], moment->expect->state) == 0;
}

guint
moment_find_state (const Moment *moment, guint from, guint to)
{
  for (guint id = from + 1; id <= to; id++)
    {
      const TraceEvent *event = trace_event (moment->trace, id);

      if (event->kind == TRACE_STATE && is_state_here (moment, event) && is_asked_state (moment, event))
        return id;
    }
  return 0;
}

static gboolean
is_end (const TraceEvent *event)
{
  return event->kind == TRACE_CONNECTION && event->conn.change != CONNECTION_OPENING
         && event->conn.change != CONNECTION_OPEN;
}

/* Ids of connections that are over at the moment; what their engines still do then is no state of theirs any more. */
static GHashTable *
find_ended (const Moment *moment)
{
  GHashTable *ended = g_hash_table_new (NULL, NULL);

  for (guint id = 1; id <= moment->position; id++)
    if (is_end (trace_event (moment->trace, id)))
      g_hash_table_add (ended, GUINT_TO_POINTER (trace_event (moment->trace, id)->connection));
  return ended;
}

/* Looks back from the moment: the newest state of each connection counts, those of closed ones only when no other
 * is there. */
guint
moment_current_state (const Moment *moment, gboolean any)
{
  g_autoptr (GHashTable) passed = find_ended (moment); /* connections that are decided */
  gboolean live = FALSE;
  guint last = 0;

  for (guint id = moment->position; id > 0; id--)
    {
      const TraceEvent *event = trace_event (moment->trace, id);

      if (event->kind != TRACE_STATE || !is_state_here (moment, event))
        continue;
      if (last == 0)
        last = id;
      if (!g_hash_table_add (passed, GUINT_TO_POINTER (event->connection)))
        continue;
      live = TRUE;
      if (any || is_asked_state (moment, event))
        return id;
    }
  if (!live && last != 0 && (any || is_asked_state (moment, trace_event (moment->trace, last))))
    return last;
  return 0;
}
