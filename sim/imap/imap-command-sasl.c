/* AUTHENTICATE: PLAIN (RFC 4616) and SCRAM-SHA-256 (RFC 7677).
 *
 *   authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp] *(CRLF base64)   (RFC 3501 §9)
 *   initial-resp = base64 / "="                                                   (RFC 4959 §7) */
#include "imap/imap-server-private.h"
#include "sasl-server.h"

#include <string.h>

#define SASL_MAX 4096

static ImapOutcome
malformed (ImapCommand *command)
{
  return imap_bad (command, "That is no message of this mechanism");
}

static SaslExchange
exchange_of (ImapCommand *command)
{
  ImapServer *server = command->server;

  return (SaslExchange) { &server->sasl_step, NULL, &server->scram, command->host, server->session };
}

static ImapOutcome
respond (ImapCommand *command, const char *text, gsize length)
{
  SaslExchange exchange = exchange_of (command);
  g_auto (SaslAnswer) answer = { NULL };

  if (length > SASL_MAX)
    return malformed (command);
  switch (sasl_server_take (&exchange, text, length, &answer))
    {
    case SASL_CHALLENGE:
      imap_continuation (command, answer.challenge);
      return IMAP_CONTINUE;
    case SASL_LOG_IN:
      return imap_admit (command, answer.user, answer.password, answer.authzid);
    case SASL_REFUSED:
      return imap_refuse_login (command);
    case SASL_MALFORMED:
      break;
    }
  return malformed (command);
}

/* Waits for the next line, or is over. */
static ImapOutcome
settle (ImapCommand *command, ImapOutcome outcome)
{
  ImapServer *server = command->server;

  if (outcome == IMAP_CONTINUE)
    {
      server->phase = IMAP_PHASE_SASL;
      if (server->tag == NULL)
        server->tag = g_strdup (command->tag);
      return outcome;
    }
  server->phase = IMAP_PHASE_COMMAND;
  server->sasl_step = SASL_STEP_NONE;
  state_clear (&scram_server_state, &server->scram);
  return outcome;
}

ImapOutcome
imap_command_authenticate (ImapCommand *command)
{
  ImapServer *server = command->server;
  SaslExchange exchange = exchange_of (command);
  gsize start;

  if (!imap_arg_space (command) || !imap_lexer_chars (&command->args, IMAP_ATOM_CHARS, command->word))
    return imap_bad (command, "AUTHENTICATE takes the name of a mechanism");
  if (!sasl_server_begin (&exchange, command->word->str))
    return imap_reply (command, IMAP_NO, NULL, "This mechanism is not offered");
  if (command->host->policy.login_needs_tls && !server->tls)
    return imap_reply (command, IMAP_NO, "PRIVACYREQUIRED", "Logging in needs a protected connection");
  if (imap_arg_end (command))
    {
      imap_continuation (command, "");
      return settle (command, IMAP_CONTINUE);
    }
  if (!imap_arg_space (command))
    return imap_bad (command, "AUTHENTICATE takes the name of a mechanism");
  for (start = command->args.at; !imap_arg_end (command); command->args.at++)
    ;
  return settle (command, respond (command, (const char *) command->args.data + start, command->args.at - start));
}

void
imap_authenticate_line (ImapCommand *command, const guint8 *line, gsize length)
{
  g_autofree char *tag = g_strdup (command->server->tag);
  ImapOutcome outcome;

  while (length > 0 && strchr ("\r\n", line[length - 1]) != NULL)
    length--;
  command->tag = tag;
  command->input = IMAP_SASL;
  if (length == 1 && line[0] == '*')
    outcome = imap_bad (command, "AUTHENTICATE was cancelled");
  else
    outcome = respond (command, (const char *) line, length);
  if (settle (command, outcome) != IMAP_CONTINUE)
    g_clear_pointer (&command->server->tag, g_free);
  imap_finish (command, outcome);
}
