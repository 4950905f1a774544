#include "world/session.h"

static const StateField session_fields[] = {
  STATE_FIELD (Session, connection, STATE_POD),
  STATE_FIELD (Session, side, STATE_POD),
  STATE_FIELD (Session, protocol, STATE_POD),
  STATE_FIELD (Session, device, STATE_POD),
  STATE_FIELD (Session, item, STATE_POD),
  STATE_FIELD (Session, of_host, STATE_POD),
  STATE_FIELD (Session, command_event, STATE_POD),
  STATE_FIELD (Session, input_event, STATE_POD),
  STATE_FIELD (Session, line_event, STATE_POD),
  STATE_FIELD (Session, processing, STATE_POD),
  STATE_FIELD (Session, poll, STATE_POD),
  STATE_FIELD (Session, waiting, STATE_POD),
  STATE_FIELD (Session, connected, STATE_POD),
  STATE_FIELD (Session, peer_closed, STATE_POD),
  STATE_FIELD (Session, finished, STATE_POD),
  STATE_FIELD (Session, greeted, STATE_POD),
  STATE_FIELD (Session, misled, STATE_POD),
  STATE_FIELD (Session, background, STATE_POD),
  STATE_FIELD (Session, timer, STATE_POD),
  STATE_FIELD (Session, opened, STATE_POD),
  STATE_FIELD (Session, held_until, STATE_POD),
  STATE_FIELD (Session, failed_logins, STATE_POD),
  STATE_FIELD (Session, unused, STATE_POD),
  STATE_FIELD (Session, policy, STATE_POD),
  STATE_FIELD_OF (Session, tls, STATE_OWNED, tls_layer_state),
  STATE_FIELD_OF (Session, pop3_server, STATE_OWNED, pop3_server_state),
  STATE_FIELD_OF (Session, pop3_client, STATE_OWNED, pop3_client_state),
  STATE_FIELD_OF (Session, imap_server, STATE_OWNED, imap_server_state),
  STATE_FIELD_OF (Session, imap_client, STATE_OWNED, imap_client_state),
  STATE_FIELD_OF (Session, smtp_server, STATE_OWNED, smtp_server_state),
  STATE_FIELD_OF (Session, smtp_client, STATE_OWNED, smtp_client_state),
};

const StateType session_state = STATE_TYPE (Session, session_fields);

Session *
session_new (guint32 connection, Side side, Protocol protocol, gint64 now)
{
  Session *session = g_new0 (Session, 1);

  session->connection = connection;
  session->side = side;
  session->protocol = protocol;
  session->opened = now;
  session->timer = ENGINE_NEVER;
  return session;
}

void
session_protect (Session *session)
{
  if (session->pop3_server != NULL)
    session->pop3_server->tls = TRUE;
  else if (session->imap_server != NULL)
    session->imap_server->tls = TRUE;
  else if (session->smtp_server != NULL)
    session->smtp_server->tls = TRUE;
}

gboolean
session_is_protected (const Session *session)
{
  if (session->tls != NULL)
    return TRUE;
  if (session->pop3_server != NULL)
    return session->pop3_server->tls != 0;
  if (session->imap_server != NULL)
    return session->imap_server->tls != 0;
  return session->smtp_server != NULL && session->smtp_server->tls != 0;
}

gboolean
session_is_server (const Session *session)
{
  return session->pop3_server != NULL || session->imap_server != NULL || session->smtp_server != NULL;
}

const EngineIo *
session_io (const Session *s)
{
  if (s->pop3_server != NULL)
    return &s->pop3_server->io;
  if (s->pop3_client != NULL)
    return &s->pop3_client->io;
  if (s->imap_server != NULL)
    return &s->imap_server->io;
  if (s->imap_client != NULL)
    return &s->imap_client->io;
  if (s->smtp_server != NULL)
    return &s->smtp_server->io;
  g_assert (s->smtp_client != NULL);
  return &s->smtp_client->io;
}

gboolean
session_is_logging_in (const Session *s)
{
  return (s->pop3_server != NULL && s->pop3_server->state == POP3_AUTHENTICATING)
         || (s->imap_server != NULL && s->imap_server->phase == IMAP_PHASE_SASL)
         || (s->smtp_server != NULL && s->smtp_server->state == SMTP_AUTHENTICATING);
}

guint32
session_store (const Session *s)
{
  if (s->pop3_server != NULL)
    return s->pop3_server->store;
  if (s->imap_server != NULL)
    return s->imap_server->store;
  return s->smtp_server != NULL ? s->smtp_server->store : 0;
}

void
session_start (Session *s, SessionContext *c)
{
  if (s->pop3_server != NULL)
    pop3_server_start (s->pop3_server, c->host, c->now, c->out);
  else if (s->imap_server != NULL)
    imap_server_start (s->imap_server, c->host, c->now, c->out);
  else if (s->smtp_server != NULL)
    smtp_server_start (s->smtp_server, c->host, c->now, c->out);
}

void
session_receive (Session *s, const guint8 *octets, gsize length)
{
  if (s->pop3_server != NULL)
    pop3_server_receive (s->pop3_server, octets, length);
  else if (s->pop3_client != NULL)
    pop3_client_receive (s->pop3_client, octets, length);
  else if (s->imap_server != NULL)
    imap_server_receive (s->imap_server, octets, length);
  else if (s->imap_client != NULL)
    imap_client_receive (s->imap_client, octets, length);
  else if (s->smtp_server != NULL)
    smtp_server_receive (s->smtp_server, octets, length);
  else
    smtp_client_receive (s->smtp_client, octets, length);
}

gboolean
session_next (Session *s, SessionContext *c)
{
  if (s->pop3_server != NULL)
    return pop3_server_next (s->pop3_server, c->host, c->now, c->out);
  if (s->pop3_client != NULL)
    return pop3_client_next (s->pop3_client, c->policy, c->replica, c->now, c->out);
  if (s->imap_server != NULL)
    return imap_server_next (s->imap_server, c->host, c->now, c->out);
  if (s->imap_client != NULL)
    return imap_client_next (s->imap_client, c->policy, c->replica, c->now, c->out);
  if (s->smtp_server != NULL)
    return smtp_server_next (s->smtp_server, c->host, c->now, c->out);
  return smtp_client_next (s->smtp_client, c->now, c->out);
}

gint64
session_expiry (const Session *s, const MailHost *host)
{
  if (s->pop3_server != NULL)
    return pop3_server_expiry (s->pop3_server, host);
  if (s->pop3_client != NULL)
    return pop3_client_expiry (s->pop3_client);
  if (s->imap_server != NULL)
    return imap_server_expiry (s->imap_server, host);
  if (s->imap_client != NULL)
    return imap_client_expiry (s->imap_client);
  if (s->smtp_server != NULL)
    return smtp_server_expiry (s->smtp_server, host);
  return smtp_client_expiry (s->smtp_client);
}

static void
put_off (gint64 *deadline, gint64 progress, gint64 timeout)
{
  if (*deadline != 0 && *deadline != ENGINE_NEVER)
    *deadline = MAX (*deadline, progress + timeout);
}

void
session_flowed (Session *s, const SessionContext *c, gint64 progress)
{
  if (s->pop3_server != NULL)
    s->pop3_server->last_input = MAX (s->pop3_server->last_input, progress);
  else if (s->pop3_client != NULL)
    put_off (&s->pop3_client->deadline, progress, c->policy->command_timeout);
  else if (s->imap_server != NULL)
    s->imap_server->last_input = MAX (s->imap_server->last_input, progress);
  else if (s->imap_client != NULL)
    put_off (&s->imap_client->deadline, progress, c->policy->command_timeout);
  else if (s->smtp_server != NULL)
    s->smtp_server->last_input = MAX (s->smtp_server->last_input, progress);
  else
    put_off (&s->smtp_client->deadline, progress, s->smtp_client->command_timeout);
}

void
session_timeout (Session *s, SessionContext *c)
{
  if (s->pop3_server != NULL)
    pop3_server_timeout (s->pop3_server, c->host, c->now, c->out);
  else if (s->pop3_client != NULL)
    pop3_client_timeout (s->pop3_client, c->now, c->out);
  else if (s->imap_server != NULL)
    imap_server_timeout (s->imap_server, c->host, c->now, c->out);
  else if (s->imap_client != NULL)
    imap_client_timeout (s->imap_client, c->now, c->out);
  else if (s->smtp_server != NULL)
    smtp_server_timeout (s->smtp_server, c->host, c->now, c->out);
  else
    smtp_client_timeout (s->smtp_client, c->now, c->out);
}

void
session_closed (Session *s, SessionContext *c)
{
  if (s->pop3_server != NULL)
    pop3_server_closed (s->pop3_server, c->host, c->now, c->out);
  else if (s->pop3_client != NULL)
    pop3_client_closed (s->pop3_client, c->policy, c->replica, c->now, c->out);
  else if (s->imap_server != NULL)
    imap_server_closed (s->imap_server, c->host, c->now, c->out);
  else if (s->imap_client != NULL)
    imap_client_closed (s->imap_client, c->policy, c->replica, c->now, c->out);
  else if (s->smtp_server != NULL)
    smtp_server_closed (s->smtp_server, c->host, c->now, c->out);
  else
    smtp_client_closed (s->smtp_client, c->now, c->out);
}

const char *
session_peek (const Session *s, const SessionContext *c)
{
  if (s->pop3_client != NULL)
    return pop3_client_peek (s->pop3_client, c->policy, c->replica, c->now);
  if (s->imap_client != NULL)
    return imap_client_peek (s->imap_client, c->policy, c->replica, c->now);
  return s->smtp_client != NULL ? smtp_client_peek (s->smtp_client, c->now) : NULL;
}
