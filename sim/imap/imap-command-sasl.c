/* AUTHENTICATE: PLAIN (RFC 4616) and SCRAM-SHA-256 (RFC 7677).
 *
 *   authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp] *(CRLF base64)   (RFC 3501 §9)
 *   initial-resp = base64 / "="                                                   (RFC 4959 §7) */
#include "imap/imap-server-private.h"
#include "sasl-plain.h"

#include <string.h>

#define SASL_MAX 4096

/* The mechanism under way; what comes next within SCRAM, sasl-scram knows. */
enum { MECHANISM_PLAIN = 1, MECHANISM_SCRAM };

static ImapOutcome
malformed (ImapCommand *command)
{
  return imap_bad (command, "That is no message of this mechanism");
}

static ImapOutcome
plain (ImapCommand *command, const char *text, gsize length)
{
  g_autofree char *authzid = NULL;
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;

  if (!sasl_plain_decode (text, length, &authzid, &user, &password))
    return malformed (command);
  return imap_admit (command, user, password, authzid);
}

static ImapOutcome
scram (ImapCommand *command, const char *text, gsize length)
{
  ImapServer *server = command->server;
  g_autofree char *word = g_strndup (text, length);
  g_autofree char *challenge = NULL;
  const char *password;

  if (strlen (word) != length)
    return malformed (command);
  switch (scram_server_take (&server->scram, command->host, server->session, word, &challenge))
    {
    case SCRAM_CHALLENGE:
      imap_continuation (command, challenge);
      return IMAP_CONTINUE;
    case SCRAM_DONE:
      password = mail_host_password (command->host, server->scram.user);
      return imap_admit (command, server->scram.user, password != NULL ? password : "", NULL);
    case SCRAM_REFUSED:
      return imap_refuse_login (command);
    case SCRAM_MALFORMED:
      break;
    }
  return malformed (command);
}

static ImapOutcome
respond (ImapCommand *command, const char *text, gsize length)
{
  if (length > SASL_MAX)
    return malformed (command);
  if (command->server->sasl_step == MECHANISM_PLAIN)
    return plain (command, text, length);
  return scram (command, text, length);
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
  server->sasl_step = 0;
  state_clear (&scram_server_state, &server->scram);
  return outcome;
}

ImapOutcome
imap_command_authenticate (ImapCommand *command)
{
  ImapServer *server = command->server;
  gsize start;

  if (!imap_arg_space (command) || !imap_lexer_chars (&command->args, IMAP_ATOM_CHARS, command->word))
    return imap_bad (command, "AUTHENTICATE takes the name of a mechanism");
  if (g_ascii_strcasecmp (command->word->str, "PLAIN") == 0)
    server->sasl_step = MECHANISM_PLAIN;
  else if (g_ascii_strcasecmp (command->word->str, "SCRAM-SHA-256") == 0)
    server->sasl_step = MECHANISM_SCRAM;
  else
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
