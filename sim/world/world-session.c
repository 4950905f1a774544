/* Driving engines: one call, and what follows from it. */
#include "world/world-private.h"

#define AUTH_DELAY_DOUBLINGS 6

Session *
step_find_session (const Step *step, guint32 connection, Side side)
{
  for (guint i = 0; i < step->world->sessions->len; i++)
    {
      Session *session = step->world->sessions->pdata[i];

      if (session->connection == connection && session->side == side && !session->finished)
        return session;
    }
  return NULL;
}

Session *
step_open_client (Step *step, guint32 connection, Protocol protocol)
{
  Session *session = session_new (connection, SIDE_CLIENT, protocol, step->world->now);

  g_ptr_array_add (step->world->sessions, session);
  return session;
}

/* A server that has too much to do comes to it later, and one that was guessed at. */
static gint64
turn_of (const Step *step, const Session *session)
{
  gboolean host = session_is_server (session) && !(session->smtp_server != NULL && session->smtp_server->mode == SMTP_OUTSIDE);

  return MAX (session->held_until, step->world->now + (host ? step->world->host->policy.slow : 0));
}

void
step_wake (Step *step, Session *session)
{
  if (session->processing || session->finished || (session->side == SIDE_CLIENT && !session->connected)
      || step_tls_busy (session))
    return;
  session->processing = TRUE;
  step_schedule (step, ENTRY_PROCESS, session->connection, session->side, turn_of (step, session), FALSE);
}

Place
step_session_place (const Step *step, const Session *session)
{
  if (session->device != 0)
    return (Place) { PLACE_DEVICE, session->device };
  if (session->smtp_client != NULL && !session->of_host)
    return (Place) { PLACE_OUTSIDE, 0 };
  if (session->smtp_server != NULL && session->smtp_server->mode == SMTP_OUTSIDE)
    return (Place) { PLACE_OUTSIDE, 0 };
  return (Place) { PLACE_SERVER, session_store (session) };
}

static SessionContext
session_context (Step *step, const Session *session)
{
  World *world = step->world;
  Device *device = step_device (step, session->device);
  SessionContext context = { .host = world->host, .now = world->now, .out = &step->out };

  if (session->smtp_server != NULL && session->smtp_server->mode == SMTP_OUTSIDE)
    context.host = NULL;
  if (device != NULL)
    {
      context.policy = &session->policy;
      context.replica = state_own (&replica_state, (gpointer *) &device->replica);
    }
  return context;
}

/* Fills in what only the world knows, and traces the line. Returns its id. */
static guint32
emit_line (Step *step, Session *session, TraceEvent *event, guint32 cause)
{
  TraceLine *line = &event->line;
  TraceToken *tokens = &g_array_index (step->out.tokens, TraceToken, line->first_token);
  guint32 id;

  step_resolve_line (step, session, line, tokens);
  line->protected = session_is_protected (session) && !step->out.start_tls; /* the answer to STLS is not yet */
  line->raw = line->arrived && session->misled;
  if (line->arrived)
    {
      event->cause = session->input_event != 0 ? session->input_event : cause;
      step_real_said (step, session, event, tokens);
      id = step_emit (step, event, tokens);
      session->line_event = id;
      step_real_secrets (step, session, line, tokens);
      if (session_is_server (session) && line->kind == LINE_COMMAND)
        session->command_event = id;
      return id;
    }
  event->cause = cause;
  if (session_is_server (session) && line->kind != LINE_GREETING)
    line->answers = session->command_event;
  return step_emit (step, event, tokens);
}

/* Traces the call's events. Returns the id of the last line written, 0; *cut is the device whose cut falls behind a
 * line that was handled, NULL. */
static guint32
emit_events (Step *step, Session *session, Device **cut)
{
  guint32 written = 0;

  *cut = NULL;
  for (guint i = 0; i < step->out.events->len; i++)
    {
      TraceEvent event = g_array_index (step->out.events, TraceEvent, i);
      guint32 id;

      event.connection = session->connection;
      event.place = step_session_place (step, session);
      if (event.kind != TRACE_LINE)
        {
          event.cause = step->cause;
          step_emit (step, &event, NULL);
          continue;
        }
      id = emit_line (step, session, &event, step->cause);
      if (event.line.arrived)
        {
          step->cause = id;
          *cut = *cut != NULL ? *cut : step_cut_after (step, session, &event);
        }
      else
        written = id;
    }
  return written;
}

/* Who guesses passwords is given less and less time to. */
static void
hold (const Step *step, Session *session)
{
  gint64 delay = step->world->host->policy.auth_delay;

  if (delay == 0)
    return;
  session->held_until = step->world->now + (delay << MIN (session->failed_logins, AUTH_DELAY_DOUBLINGS));
  session->failed_logins++;
}

/* What the engine call that was just made wrote and wants. */
static void
drain (Step *step, Session *session)
{
  Device *cut;
  gboolean close = step->out.close;
  gboolean start_tls = step->out.start_tls;
  guint32 written = emit_events (step, session, &cut);
  guint32 before;

  session->waiting = step->out.waiting;
  if (step->out.login_failed)
    hold (step, session);
  step_copies (step, step_session_place (step, session), session);
  step_cut_note_sent (step, session);
  before = step->cause;
  if (written != 0)
    step->cause = written;
  step_say (step, session, step->out.octets, close);
  step->cause = before;
  engine_out_drain (&step->out);
  if (session->smtp_server != NULL)
    step_take_arrived (step, session);
  if (start_tls && step_real_start_tls (step, session))
    session_protect (session);
  else if (start_tls)
    step_tls_begin (step, session);
  if (cut != NULL)
    step_cut_now (step, cut, session->connection);
  if (close && !session->finished)
    step_close_end (step, session);
}

/* The other end of a connection that idles has nothing to wait for either. */
static gboolean
is_at_rest (const Step *step, const Session *session)
{
  const Session *client = session->imap_client != NULL ? session
                                                       : step_find_session (step, session->connection, SIDE_CLIENT);
  const Device *device = client != NULL ? step_device (step, client->device) : NULL;

  if (client == NULL && step_real_is_by_hand (step, session->connection))
    return TRUE; /* a person takes as long as it takes */
  return client != NULL && client->imap_client != NULL && device != NULL
         && imap_client_in_step (client->imap_client, &client->policy, device->replica);
}

static gint64
expiry_of (const Step *step, const Session *session)
{
  gint64 expiry = session_expiry (session, step->world->host);
  const Device *device = step_device (step, session->device);

  if (step_tls_busy (session))
    return step_tls_expiry (session);
  if (session->side == SIDE_CLIENT && !session->connected && device != NULL)
    return MIN (expiry, engine_deadline (session->opened, device->policy.connect_timeout));
  return expiry;
}

void
step_rearm (Step *step, Session *session)
{
  gint64 expiry = session->finished ? ENGINE_NEVER : expiry_of (step, session);
  gboolean background = is_at_rest (step, session);
  guint32 cause = step->cause;

  if (expiry == session->timer && background == (session->background != 0))
    return;
  if (session->timer != ENGINE_NEVER)
    scheduler_cancel (&step->world->scheduler, ENTRY_ENGINE_TIMER, session->connection, session->side);
  session->timer = expiry;
  session->background = background;
  if (expiry == ENGINE_NEVER)
    return;
  step->cause = session->line_event;
  step_schedule (step, ENTRY_ENGINE_TIMER, session->connection, session->side, MAX (expiry, step->world->now), background);
  step->cause = cause;
}

/* The server's timer is background or not by what the client does. */
static void
rearm_both (Step *step, guint32 connection)
{
  for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
    {
      Session *session = step_find_session (step, connection, side);

      if (session != NULL)
        step_rearm (step, session);
    }
}

void
step_greet (Step *step, Session *session)
{
  SessionContext context = session_context (step, session);

  session->greeted = TRUE;
  session_start (session, &context);
  drain (step, session);
  rearm_both (step, session->connection);
}

static gboolean
take_turn (Step *step, Session *session)
{
  SessionContext context = session_context (step, session);
  gboolean more = session_next (session, &context);

  if (!more && session->poll != 0 && session->imap_server != NULL)
    {
      session->poll = 0;
      imap_server_poll (session->imap_server, context.host, context.now, context.out);
    }
  return more;
}

void
step_process (Step *step, const Entry *entry)
{
  Session *session = step_find_session (step, entry->a, (Side) entry->b);
  gboolean more;

  if (session == NULL)
    return;
  session->processing = FALSE;
  if (step_tls_busy (session))
    return;
  if (step_cut_before (step, session))
    return;
  more = take_turn (step, session);
  drain (step, session);
  if (more && session->line_event != 0)
    step->cause = session->line_event;
  if (more)
    step_wake (step, session);
  else if (session->peer_closed && !session->finished)
    step_close_end (step, session);
  rearm_both (step, entry->a);
}

static TimerCode
timer_code (const Step *step, const Session *session)
{
  if (session_is_server (session))
    return TIMER_AUTOLOGOUT;
  return is_at_rest (step, session) ? TIMER_IDLE_RENEW : TIMER_NO_ANSWER;
}

/* What the engine wrote is still on its way, and some of it got through since the engine last heard of its peer: a slow
 * transfer is not silence (RFC 1939 §3 and RFC 5321 §4.5.3.2 mean a peer that is not there any more). */
static gboolean
still_flows (Step *step, Session *session, const SessionContext *context)
{
  const Connection *connection = network_connection (&step->world->network, session->connection);
  const Stream *stream = connection != NULL ? &connection->streams[session->side] : NULL;

  if (stream == NULL || stream->state == STREAM_SYN_SENT || stream->una == stream->sending.end)
    return FALSE;
  session_flowed (session, context, stream->progress);
  return session_expiry (session, step->world->host) > step->world->now;
}

void
step_engine_timer (Step *step, const Entry *entry)
{
  Session *session = step_find_session (step, entry->a, (Side) entry->b);
  SessionContext context;

  if (session == NULL)
    return;
  session->timer = ENGINE_NEVER;
  context = session_context (step, session);
  if (!step_tls_busy (session) && still_flows (step, session, &context))
    {
      step_rearm (step, session);
      return;
    }
  step_timer_event (step, timer_code (step, session), step_session_place (step, session), session->connection,
                    session_is_server (session) ? ROLE_SERVER : ROLE_CLIENT);
  if (session->side == SIDE_CLIENT && !session->connected)
    {
      network_give_up (&step->world->network, step_network (step), session->connection, SIDE_CLIENT);
      step_finish (step, session);
      return;
    }
  if (step_tls_busy (session))
    {
      step_tls_timeout (step, session);
      return;
    }
  session_timeout (session, &context);
  drain (step, session);
  step_wake (step, session);
  rearm_both (step, entry->a);
}

static void
conclude (Step *step, Session *session)
{
  if (session->device != 0)
    step_device_session_over (step, session);
  else if (session->smtp_client != NULL)
    step_transfer_over (step, session);
}

void
step_finish (Step *step, Session *session)
{
  SessionContext context;

  if (session->finished)
    return;
  session->finished = TRUE;
  step_rearm (step, session);
  scheduler_cancel (&step->world->scheduler, ENTRY_PROCESS, session->connection, session->side);
  context = session_context (step, session);
  session_closed (session, &context);
  drain (step, session);
  conclude (step, session);
}

/* Whoever waits for a maildrop's lock may have got it. */
static void
wake_waiting (Step *step)
{
  for (guint i = 0; i < step->world->sessions->len; i++)
    {
      Session *session = step->world->sessions->pdata[i];

      if (session->waiting)
        step_wake (step, session);
    }
}

void
step_sweep (Step *step)
{
  GPtrArray *sessions = step->world->sessions;
  gboolean lock_may_be_free = FALSE;

  for (guint i = 0; i < sessions->len;)
    {
      Session *session = sessions->pdata[i];

      if (session->poll != 0)
        {
          step->cause = session->poll;
          step_wake (step, session);
        }
      if (!session->finished)
        {
          i++;
          continue;
        }
      lock_may_be_free = lock_may_be_free || session->pop3_server != NULL;
      state_free (&session_state, g_ptr_array_remove_index (sessions, i));
    }
  if (lock_may_be_free)
    wake_waiting (step);
}
