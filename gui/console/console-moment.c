#include "console/console-moment.h"

static void
take_pop3 (ConsoleMoment *moment, const Pop3Server *server)
{
  moment->table = &pop3_server_table;
  moment->state = server->state;
  moment->phase = server->state == POP3_AUTHENTICATING ? CONSOLE_SASL : CONSOLE_COMMAND;
}

static void
take_imap (ConsoleMoment *moment, const ImapServer *server)
{
  guint64 literal = server->literal + server->swallow;

  moment->table = &imap_server_table;
  moment->state = server->state;
  moment->phase = server->phase == IMAP_PHASE_SASL   ? CONSOLE_SASL
                  : server->phase == IMAP_PHASE_IDLE ? CONSOLE_IDLE
                                                     : CONSOLE_COMMAND;
  if (literal > server->io.input->len)
    {
      moment->phase = CONSOLE_LITERAL;
      moment->missing = literal - server->io.input->len;
    }
}

static void
take_smtp (ConsoleMoment *moment, const SmtpServer *server)
{
  moment->table = &smtp_server_table;
  moment->state = server->state;
  moment->phase = server->state == SMTP_AUTHENTICATING ? CONSOLE_SASL
                  : server->state == SMTP_DATA         ? CONSOLE_DATA
                                                       : CONSOLE_COMMAND;
  if (server->state == SMTP_CHUNK && server->chunk > 0)
    {
      moment->phase = CONSOLE_LITERAL;
      moment->missing = server->chunk;
    }
}

ConsoleMoment
console_moment_at (const World *world, const Device *device)
{
  ConsoleMoment moment = { .phase = CONSOLE_CLOSED };

  if (device == NULL || device->collecting == 0)
    return moment;
  moment.phase = CONSOLE_CONNECTING;
  moment.connection = device->collecting;
  for (guint i = 0; i < world->sessions->len; i++)
    {
      const Session *session = g_ptr_array_index (world->sessions, i);

      if (session->connection != device->collecting || session->finished)
        continue;
      moment.protocol = (Protocol) session->protocol;
      if (session->pop3_server != NULL)
        take_pop3 (&moment, session->pop3_server);
      else if (session->imap_server != NULL)
        take_imap (&moment, session->imap_server);
      else if (session->smtp_server != NULL)
        take_smtp (&moment, session->smtp_server);
    }
  return moment;
}

const char *
console_moment_state (const ConsoleMoment *moment)
{
  return moment->table != NULL ? moment->table->states[moment->state] : NULL;
}
