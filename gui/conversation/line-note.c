#include "conversation/line-note.h"

#include <glib/gi18n.h>

#include "explain.h"
#include "words.h"

gboolean
line_note_effects (PrSession *session, guint world, const TraceEvent *line, guint32 *first, guint32 *last)
{
  const Trace *trace = pr_session_trace (session, world);
  const TraceEvent *handled = trace_index_counterpart (pr_session_index (session, world), trace, line);
  guint until = timeline_position (pr_session_timeline (session, world));

  if (handled == NULL || handled->id > until)
    return FALSE;
  *first = *last = handled->id;
  while (*last < until && trace_event (trace, *last + 1)->step == handled->step)
    (*last)++;
  return TRUE;
}

const TraceEvent *
line_best (PrSession *session, guint world, const TraceEvent *line)
{
  const TraceEvent *handled
    = trace_index_counterpart (pr_session_index (session, world), pr_session_trace (session, world), line);

  return line->line.letter == 0 && handled != NULL && handled->line.letter != 0 ? handled : line;
}

const TraceEvent *
line_decision (const Trace *trace, const TraceEvent *line)
{
  if (line->role != ROLE_CLIENT)
    return NULL;
  for (guint32 id = line->id - 1; id > 0; id--)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->step != line->step)
        return NULL;
      if (event->kind == TRACE_DECISION && event->connection == line->connection)
        return event;
      if (event->kind == TRACE_LINE && !event->line.arrived && event->connection == line->connection)
        return NULL;
    }
  return NULL;
}

static void
add_part (GString *note, const char *text)
{
  if (note->len > 0)
    g_string_append (note, ", ");
  g_string_append (note, text);
}

static void
add_effects (GString *note, PrSession *session, guint world, const TraceEvent *line)
{
  const Trace *trace = pr_session_trace (session, world);
  guint32 first, last;

  if (!line_note_effects (session, world, line, &first, &last))
    return;
  for (guint32 id = first; id <= last; id++)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->connection != line->connection)
        continue;
      if (event->kind == TRACE_STATE && event->role == ROLE_SERVER && event->state.old_state != event->state.new_state)
        {
          g_autofree char *text = g_strdup_printf ("%s → %s", event->state.table->states[event->state.old_state],
                                                   event->state.table->states[event->state.new_state]);

          add_part (note, text);
        }
      if (event->kind == TRACE_LOCK)
        add_part (note, event->lock.change == LOCK_TAKEN ? _("mailbox locked")
                        : event->lock.change == LOCK_REFUSED ? _("mailbox is locked by another session") : _("mailbox unlocked"));
    }
}

char *
line_note (PrSession *session, guint world, const TraceEvent *line)
{
  GString *note = g_string_new (NULL);

  if (line->role == ROLE_CLIENT)
    add_effects (note, session, world, line);
  if (note->len == 0)
    {
      gboolean known;
      g_autoptr (Explanation) explanation
        = explain_line (pr_session_trace (session, world), pr_session_journal (session), line_best (session, world, line),
                        &known);

      g_string_append (note, explanation->note != NULL ? explanation->note : "");
    }
  return g_string_free (note, FALSE);
}

static char *
connection_text (PrSession *session, guint world, const TraceEvent *event)
{
  const World *now = pr_session_world (session, world);
  g_autofree char *who = place_dup_name (now, event->conn.client);
  const char *protocol = words_protocol (event->conn.protocol);

  switch (event->conn.change)
    {
    case CONNECTION_OPENING:
      return g_strdup_printf (_("%s opens a connection: %s, port %u"), who, protocol, event->conn.port);
    case CONNECTION_REFUSED:
      return g_strdup_printf (_("%s: connection refused"), who);
    case CONNECTION_CLOSED:
      return g_strdup_printf (_("%s: %s connection closed"), who, protocol);
    case CONNECTION_RESET:
      return g_strdup_printf (_("%s: %s connection reset"), who, protocol);
    case CONNECTION_TIMED_OUT:
      return g_strdup_printf (_("%s: %s connection timed out"), who, protocol);
    default:
      return g_strdup_printf (_("%s: %s connection open"), who, protocol);
    }
}

static char *
fault_text (PrSession *session, guint world, const TraceEvent *event)
{
  g_autofree char *who = place_dup_name (pr_session_world (session, world), event->fault.device != 0
                                         ? (Place) { PLACE_DEVICE, event->fault.device } : event->place);

  switch (event->fault.fault)
    {
    case FAULT_LINK_DOWN:
      return g_strdup_printf (_("%s: link down"), who);
    case FAULT_LINK_UP:
      return g_strdup_printf (_("%s: link up"), who);
    case FAULT_LINK_CHANGED:
      return g_strdup_printf (_("%s: link changed"), who);
    case FAULT_CUT:
      return g_strdup_printf (_("%s: connection cut"), who);
    case FAULT_SERVER_DOWN:
      return g_strdup (_("server down: nobody answers"));
    case FAULT_SERVER_UP:
      return g_strdup (_("server up again"));
    case FAULT_DISK_FULL:
      return g_strdup (_("the server's disk is full"));
    case FAULT_DISK_OK:
      return g_strdup (_("the server's disk has room again"));
    case FAULT_SERVER_SLOW:
      return g_strdup (_("the server's time for each command changes"));
    case FAULT_DEVICE_LOST:
      return g_strdup_printf (_("%s: lost, with all that was on it"), who);
    case FAULT_MEMORY_LOST:
      return g_strdup_printf (_("%s: no memory of what it has downloaded"), who);
    case FAULT_RECREATED:
      return g_strdup_printf (_("%s: account made anew"), who);
    case FAULT_PASSWORD:
      return g_strdup_printf (_("%s: logs in with another password"), who);
    default:
      return g_strdup (_("server restarted"));
    }
}

static char *
tls_text (PrSession *session, guint world, const TraceEvent *event)
{
  const IndexedConnection *connection = trace_index_connection (pr_session_index (session, world), event->connection);
  g_autofree char *who = connection != NULL ? place_dup_name (pr_session_world (session, world), connection->client) : NULL;
  const char *what = explain_tls (event);

  return event->role == ROLE_CLIENT && who != NULL ? g_strdup_printf ("%s: %s", who, what) : g_strdup (what);
}

char *
event_text (PrSession *session, guint world, const TraceEvent *event)
{
  switch (event->kind)
    {
    case TRACE_ACTION:
      {
        g_autofree char *text = action_to_shown_text (journal_action (pr_session_journal (session), event->action.action));

        if (event->action.outcome == OUTCOME_IMPOSSIBLE)
          return g_strdup_printf (_("%s: impossible, %s"), text, words_impossible (event->action.reason));
        return g_steal_pointer (&text);
      }
    case TRACE_CONNECTION:
      return connection_text (session, world, event);
    case TRACE_FAULT:
      return fault_text (session, world, event);
    case TRACE_STATE:
      return tls_text (session, world, event);
    case TRACE_TIMER:
      return g_strdup (words_timer (event->timer.timer));
    default:
      return g_strdup ("");
    }
}
