/* STARTTLS, LOGIN and AUTHENTICATE.
 *
 *   starttls     = "STARTTLS"                                          (RFC 3501 §9)
 *   login        = "LOGIN" SP userid SP password                       (RFC 3501 §9)
 *   authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp] *(CRLF base64)
 *   initial-resp = base64 / "="                                        (RFC 4959 §7)
 *   PLAIN: message = [authzid] NUL authcid NUL passwd                  (RFC 4616 §2) */
#include "imap/imap-server-private.h"
#include "sasl-plain.h"

#include <string.h>

#define SASL_MAX 4096

static ImapOutcome
refuse_one_too_many (ImapCommand *command)
{
  if (command->host->policy.limit_reply == LIMIT_ALERT)
    return imap_reply (command, IMAP_NO, "ALERT", "Too many simultaneous connections.");
  return imap_reply (command, IMAP_NO, "LIMIT", "Too many connections of this account");
}

/* The login itself. One answer for an unknown user and a wrong password (RFC 5530 §3). */
static ImapOutcome
log_in (ImapCommand *command, const char *user, const char *password)
{
  MailHost *host = command->host;
  MailStore *store;

  if (host->policy.login_needs_tls && !command->server->tls)
    return imap_reply (command, IMAP_NO, "PRIVACYREQUIRED", "Logging in needs a protected connection");
  store = mail_host_log_in (host, user, password);
  if (store == NULL)
    return imap_reply (command, IMAP_NO, "AUTHENTICATIONFAILED", "The user name or the password is wrong");
  if (!host->policy.imap_enabled)
    return imap_reply (command, IMAP_NO, "NOPERM", "IMAP is switched off for this account");
  if (host->policy.imap_connections != 0 && store->imap_sessions >= host->policy.imap_connections)
    return refuse_one_too_many (command);
  store->imap_sessions++;
  command->server->counted = TRUE;
  command->server->store = store->id;
  command->store = store;
  return IMAP_OK;
}

/* After the login the client gets what it would ask for next (RFC 3501 §6.2.3). The dispatcher has not
 * changed the state yet. */
static ImapOutcome
welcome (ImapCommand *command, const char *text)
{
  ImapServer after = { .state = IMAP_AUTHENTICATED, .tls = command->server->tls };
  g_autoptr (GString) code = g_string_new ("CAPABILITY ");

  imap_capabilities (&after, command->host, code);
  return imap_reply (command, IMAP_OK, code->str, text);
}

/* What was sent along after the command is thrown away: it came unprotected and must not count as said within
 * the protection (RFC 9051 §6.2.1). */
ImapOutcome
imap_command_starttls (ImapCommand *command)
{
  if (!imap_arg_end (command))
    return imap_bad (command, "STARTTLS takes no arguments");
  if (!command->host->policy.offer_tls || command->server->tls)
    return imap_reply (command, IMAP_NO, NULL, "TLS is not offered here");
  engine_io_consume (&command->server->io, command->server->io.input->len);
  command->out->start_tls = TRUE;
  return imap_reply (command, IMAP_OK, NULL, "Begin the TLS negotiation now");
}

ImapOutcome
imap_command_login (ImapCommand *command)
{
  g_autofree char *user = NULL;
  ImapOutcome outcome;

  if (!imap_arg_space (command) || !imap_lexer_astring (&command->args, command->word))
    return imap_bad (command, "LOGIN takes a user name and a password");
  user = g_strdup (command->word->str);
  if (!imap_arg_space (command) || !imap_lexer_astring (&command->args, command->word) || !imap_arg_end (command))
    return imap_bad (command, "LOGIN takes a user name and a password");
  outcome = log_in (command, user, command->word->str);
  return outcome == IMAP_OK ? welcome (command, "LOGIN completed") : outcome;
}

static ImapOutcome
respond (ImapCommand *command, const char *text, gsize length)
{
  g_autofree char *authzid = NULL;
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;
  ImapOutcome outcome;

  if (length > SASL_MAX || !sasl_plain_decode (text, length, &authzid, &user, &password))
    return imap_bad (command, "That is no message of PLAIN");
  outcome = log_in (command, user, password);
  if (outcome != IMAP_OK)
    return outcome;
  if (authzid != NULL && *authzid != '\0' && mail_host_find (command->host, authzid) != command->store)
    {
      imap_server_forget_login (command->server, command->host);
      command->store = NULL;
      return imap_reply (command, IMAP_NO, "AUTHORIZATIONFAILED", "Nobody acts for another here");
    }
  return welcome (command, "AUTHENTICATE completed");
}

ImapOutcome
imap_command_authenticate (ImapCommand *command)
{
  gsize start;

  if (!imap_arg_space (command) || !imap_lexer_chars (&command->args, IMAP_ATOM_CHARS, command->word))
    return imap_bad (command, "AUTHENTICATE takes the name of a mechanism");
  if (g_ascii_strcasecmp (command->word->str, "PLAIN") != 0)
    return imap_reply (command, IMAP_NO, NULL, "This mechanism is not offered");
  if (command->host->policy.login_needs_tls && !command->server->tls)
    return imap_reply (command, IMAP_NO, "PRIVACYREQUIRED", "Logging in needs a protected connection");
  if (imap_arg_end (command))
    {
      command->server->phase = IMAP_PHASE_SASL;
      command->server->tag = g_strdup (command->tag);
      imap_continuation (command, "");
      return IMAP_CONTINUE;
    }
  if (!imap_arg_space (command))
    return imap_bad (command, "AUTHENTICATE takes the name of a mechanism");
  for (start = command->args.at; !imap_arg_end (command); command->args.at++)
    ;
  return respond (command, (const char *) command->args.data + start, command->args.at - start);
}

void
imap_authenticate_line (ImapCommand *command, const guint8 *line, gsize length)
{
  g_autofree char *tag = g_steal_pointer (&command->server->tag);
  ImapOutcome outcome;

  while (length > 0 && strchr ("\r\n", line[length - 1]) != NULL)
    length--;
  command->server->phase = IMAP_PHASE_COMMAND;
  command->tag = tag;
  command->input = IMAP_SASL;
  if (length == 1 && line[0] == '*')
    outcome = imap_bad (command, "AUTHENTICATE was cancelled");
  else
    outcome = respond (command, (const char *) line, length);
  imap_finish (command, outcome);
}
