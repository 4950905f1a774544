/* Timeline: the places that a person steps by. */
#include "time/timeline-internal.h"

/* Set-up, headings and tests are not what people wait for. */
static gboolean
is_action_of_the_day (const Timeline *timeline, const TraceAction *action)
{
  const Action *done = journal_action (timeline->journal, action->action);
  gboolean set_up = done->kind <= ACTION_LOAD && done->time == journal_start (timeline->journal);

  return !set_up && done->kind < ACTION_SCENE;
}

static gboolean
is_client_line (const TraceEvent *event)
{
  return event->kind == TRACE_LINE && event->line.arrived && event->role == ROLE_CLIENT;
}

static gboolean
is_connection_end (const TraceEvent *event)
{
  return event->kind == TRACE_CONNECTION && event->conn.change >= CONNECTION_REFUSED;
}

/* The command that a line handled by the client answers: that of the server's line that its last octet was in; 0. */
static guint32
answered_command (const Timeline *timeline, const TraceEvent *event)
{
  const TraceEvent *sent = trace_sent_line (timeline->trace, event);

  return sent != NULL ? sent->line.answers : 0;
}

static gboolean
is_part_of_answer (const TraceEvent *event)
{
  return is_client_line (event) && (event->line.kind == LINE_RESPONSE || event->line.kind == LINE_DATA);
}

/* IMAP's tagged response is the last line of an answer. Elsewhere it shows in what the connection brings next. */
static gboolean
is_last_of_answer (Timeline *timeline, guint id)
{
  TraceEvent event = *trace_event (timeline->trace, id);
  guint32 command;

  if (!is_part_of_answer (&event))
    return FALSE;
  command = answered_command (timeline, &event);
  if (command == 0 || trace_connection (timeline->trace, event.connection)->conn.protocol == PROTOCOL_IMAP)
    return command != 0 && event.line.kind == LINE_RESPONSE;
  for (guint next = id + 1; next <= trace_length (timeline->trace) || timeline_extend (timeline); next++)
    {
      const TraceEvent *later = trace_event (timeline->trace, next);

      if (later->connection != event.connection)
        continue;
      if (is_connection_end (later))
        return TRUE;
      if (is_part_of_answer (later))
        return answered_command (timeline, later) != command;
    }
  return TRUE;
}

static gboolean
is_stop (Timeline *timeline, guint id, StepUnit unit)
{
  const TraceEvent *event = trace_event (timeline->trace, id);

  switch (unit)
    {
    case STEP_EVENT:
      return TRUE;
    case STEP_SEGMENT:
      return event->kind == TRACE_SEGMENT && event->segment.fate != SEGMENT_SENT;
    case STEP_LINE:
      return event->kind == TRACE_LINE && event->line.arrived;
    case STEP_COMMAND:
      return is_last_of_answer (timeline, id);
    case STEP_ACTION:
      return event->kind == TRACE_ACTION && is_action_of_the_day (timeline, &event->action);
    case STEP_SESSION:
      return is_connection_end (event);
    }
  return FALSE;
}

static guint
find_forward (Timeline *timeline, StepUnit unit)
{
  guint id = timeline_position (timeline) + 1;

  for (; id <= trace_length (timeline->trace) || timeline_extend (timeline); id++)
    if (is_stop (timeline, id, unit))
      return timeline_step_end (timeline, id);
  return trace_length (timeline->trace);
}

static guint
find_back (Timeline *timeline, StepUnit unit)
{
  guint position = timeline_position (timeline);

  for (guint id = position; id > 0; id--)
    if (timeline_step_end (timeline, id) < position && is_stop (timeline, id, unit))
      return timeline_step_end (timeline, id);
  return 0;
}

guint
timeline_find_stop (Timeline *timeline, StepUnit unit, gboolean forward)
{
  return forward ? find_forward (timeline, unit) : find_back (timeline, unit);
}
