/* What the network tells, and what sessions do about it. */
#include "world/world-private.h"

static void
make_server_engine (Step *step, Session *session, const Connection *connection)
{
  MailHost *host = step->world->host;

  switch (connection->protocol)
    {
    case PROTOCOL_POP3:
      session->pop3_server = g_new0 (Pop3Server, 1);
      pop3_server_init (session->pop3_server, host->next_session++);
      return;
    case PROTOCOL_IMAP:
      session->imap_server = g_new0 (ImapServer, 1);
      imap_server_init (session->imap_server, host->next_session++);
      return;
    case PROTOCOL_SMTP:
    case PROTOCOL_SUBMISSION:
      session->smtp_server = g_new0 (SmtpServer, 1);
      if (connection->client.kind == PLACE_SERVER)
        smtp_server_init (session->smtp_server, connection->id, SMTP_OUTSIDE);
      else
        smtp_server_init (session->smtp_server, host->next_session++,
                          connection->protocol == PROTOCOL_SMTP ? SMTP_RELAY_IN : SMTP_SUBMISSION);
      return;
    case PROTOCOL_NONE:
      break;
    }
  g_assert_not_reached ();
}

static void
accept_connection (Step *step, guint32 id)
{
  const Connection *connection = network_connection (&step->world->network, id);
  Protocol protocol;
  gboolean tls;
  Session *session;

  if (step->world->host->down && connection->client.kind != PLACE_SERVER)
    {
      network_abort (&step->world->network, step_network (step), id, SIDE_SERVER);
      return;
    }
  session = session_new (id, SIDE_SERVER, connection->protocol, step->world->now);
  make_server_engine (step, session, connection);
  if (step_real_is_protected (step, id))
    session_protect (session);
  session->connected = TRUE;
  session->line_event = step->cause;
  g_ptr_array_add (step->world->sessions, session);
  mail_host_listens (step->world->host, connection->port, &protocol, &tls);
  if (tls)
    step_tls_begin (step, session);
  else
    step_greet (step, session);
}

static gboolean
is_tls_from (const Step *step, guint32 id, guint32 side)
{
  const Connection *connection = network_connection (&step->world->network, id);

  return connection != NULL && (connection->tls & 1u << (side == SIDE_CLIENT ? SIDE_SERVER : SIDE_CLIENT)) != 0;
}

static void
take_input (Step *step, const NetEvent *event)
{
  World *world = step->world;
  Session *session = step_find_session (step, event->connection, event->side);
  gsize readable = network_readable (&world->network, event->connection, event->side);
  gsize allowed;
  g_autoptr (GBytes) octets = NULL;

  if (readable == 0)
    return;
  if (session == NULL)
    {
      /* Nobody reads this end any more (RFC 9293 §3.6.1). */
      network_abort (&world->network, step_network (step), event->connection, event->side);
      return;
    }
  allowed = step_cut_allowance (step, session, readable);
  octets = network_read (&world->network, step_network (step), event->connection, event->side, allowed);
  if (octets == NULL)
    return;
  session->input_event = step->cause;
  session->misled = session->tls == NULL && is_tls_from (step, event->connection, session->side);
  if (session->tls != NULL)
    step_tls_receive (step, session, octets);
  else
    session_receive (session, g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
  step_wake (step, session);
  step_cut_count (step, session, g_bytes_get_size (octets));
}

static gboolean
wants_tls_first (const Session *session)
{
  return session->device != 0 && session->policy.tls == DEVICE_TLS_IMPLICIT;
}

static void
handle (Step *step, const NetEvent *event)
{
  Session *session = step_find_session (step, event->connection, event->side);

  if (step_real_event (step, event))
    return;
  switch (event->kind)
    {
    case NET_CONNECTED:
      if (event->side == SIDE_SERVER)
        {
          accept_connection (step, event->connection);
          return;
        }
      if (session != NULL)
        {
          session->connected = TRUE;
          session->line_event = step->cause;
          if (wants_tls_first (session))
            step_tls_begin (step, session);
          step_wake (step, session);
          step_rearm (step, session);
        }
      return;
    case NET_READABLE:
      take_input (step, event);
      return;
    case NET_PEER_CLOSED:
      if (session != NULL)
        {
          session->peer_closed = TRUE;
          step_wake (step, session);
          if (step_tls_busy (session))
            step_close_end (step, session);
        }
      return;
    case NET_RESET:
    case NET_GAVE_UP:
    case NET_CLOSED:
      if (session != NULL)
        step_finish (step, session);
      return;
    }
}

static void
handle_all (Step *step)
{
  step->cause = step->net.cause;
  for (guint i = 0; i < step->happened->len; i++)
    {
      NetEvent event = g_array_index (step->happened, NetEvent, i);

      handle (step, &event);
    }
}

void
step_segment (Step *step, const Entry *entry)
{
  network_segment_arrives (&step->world->network, step_network (step), entry, step->happened);
  handle_all (step);
}

void
step_stream_timer (Step *step, const Entry *entry)
{
  network_stream_timer (&step->world->network, step_network (step), entry, step->happened);
  handle_all (step);
}

void
step_close_end (Step *step, Session *session)
{
  g_autoptr (GByteArray) nothing = g_byte_array_new ();

  step_say (step, session, nothing, TRUE);
  network_close (&step->world->network, step_network (step), session->connection, (Side) session->side);
  step_finish (step, session);
}
