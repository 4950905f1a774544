/* Cuts: a person's connection is lost, at once or at a certain point of the conversation. */
#include <string.h>

#include "world/world-private.h"

/* As Action.cut_when. */
enum { CUT_NOW, CUT_BEFORE_VERB, CUT_AFTER_VERB, CUT_AFTER_OCTETS };

void
step_cut_now (Step *step, Device *device, guint32 connection)
{
  CutKind how = (CutKind) device->cut.how;
  NetworkContext *net = step_network (step);
  Session *client;

  net->cause = device->cut.event;
  state_clear (&armed_cut_state, &device->cut);
  network_cut (&step->world->network, net, connection, how);
  client = step_find_session (step, connection, SIDE_CLIENT);
  if (how == CUT_CLOSE && client != NULL)
    step_finish (step, client);
}

static Device *
armed_device (const Step *step, const Session *session, guint32 when)
{
  Device *device = session->side == SIDE_CLIENT ? step_device (step, session->device) : NULL;

  return device != NULL && device->cut.armed && device->cut.when == when ? device : NULL;
}

gboolean
step_cut_before (Step *step, Session *session)
{
  Device *device = armed_device (step, session, CUT_BEFORE_VERB);
  SessionContext context = { .host = step->world->host, .now = step->world->now };
  const char *verb;

  if (device == NULL)
    return FALSE;
  context.policy = &device->policy;
  context.replica = device->replica;
  verb = session_peek (session, &context);
  if (verb == NULL || g_ascii_strcasecmp (verb, device->cut.verb) != 0)
    return FALSE;
  step_cut_now (step, device, session->connection);
  step_wake (step, session); /* it does not know yet */
  return TRUE;
}

static gboolean
is_command (const Step *step, const TraceEvent *event, guint64 base, const char *verb)
{
  const TraceLine *line = &event->line;

  for (guint i = 0; i < line->n_tokens; i++)
    {
      const TraceToken *token = &g_array_index (step->out.tokens, TraceToken, line->first_token + i);
      const char *text = (const char *) step->out.octets->data + (line->start - base) + token->start;

      if (token->kind == TOKEN_COMMAND && token->length == strlen (verb)
          && g_ascii_strncasecmp (text, verb, token->length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A client has written the command behind which its connection is to be cut: remember where it ends. */
void
step_cut_note_sent (Step *step, const Session *session)
{
  Device *device = armed_device (step, session, CUT_AFTER_VERB);
  guint64 base = session_io (session)->out_offset - step->out.octets->len;

  for (guint i = 0; device != NULL && device->cut.connection == 0 && i < step->out.events->len; i++)
    {
      const TraceEvent *event = &g_array_index (step->out.events, TraceEvent, i);

      if (event->kind != TRACE_LINE || event->line.arrived || !is_command (step, event, base, device->cut.verb))
        continue;
      device->cut.connection = session->connection;
      device->cut.octets = event->line.end;
    }
}

/* After a command means: the server has carried it out and its answer is on the way. */
Device *
step_cut_after (Step *step, const Session *session, const TraceEvent *line)
{
  for (guint i = 0; i < step->world->devices->len && session_is_server (session); i++)
    {
      Device *device = step->world->devices->pdata[i];

      if (device->cut.armed && device->cut.when == CUT_AFTER_VERB && device->cut.connection == session->connection
          && line->line.end >= device->cut.octets)
        return device;
    }
  return NULL;
}

/* The device whose cut counts what this end gets. */
static Device *
counting_device (const Step *step, const Session *session)
{
  for (guint i = 0; i < step->world->devices->len; i++)
    {
      Device *device = step->world->devices->pdata[i];
      const ArmedCut *cut = &device->cut;
      gboolean own = device->collecting == session->connection || device->submitting == session->connection;

      if (cut->armed && cut->when == CUT_AFTER_OCTETS && cut->at == session->side
          && (cut->connection != 0 ? cut->connection == session->connection : own))
        return device;
    }
  return NULL;
}

gsize
step_cut_allowance (Step *step, const Session *session, gsize readable)
{
  const Device *device = counting_device (step, session);

  return device != NULL ? MIN (readable, MAX (1, device->cut.octets)) : readable;
}

void
step_cut_count (Step *step, const Session *session, gsize octets)
{
  Device *device = counting_device (step, session);

  if (device == NULL)
    return;
  device->cut.connection = session->connection;
  device->cut.octets -= MIN (octets, device->cut.octets);
  if (device->cut.octets == 0)
    step_cut_now (step, device, session->connection);
}
