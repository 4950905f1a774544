/* STARTTLS, LOGIN, and what every login has to pass.
 *
 *   starttls = "STARTTLS"; login = "LOGIN" SP userid SP password   (RFC 3501 §9) */
#include "imap/imap-server-private.h"

/* After the login the client gets what it would ask for next (RFC 3501 §6.2.3). The dispatcher has not
 * changed the state yet. */
static ImapOutcome
welcome (ImapCommand *command)
{
  ImapServer after = { .state = IMAP_AUTHENTICATED, .tls = command->server->tls };
  g_autoptr (GString) code = g_string_new ("CAPABILITY ");

  imap_capabilities (&after, command->host, code);
  return imap_reply (command, IMAP_OK, code->str,
                     command->input == IMAP_LOGIN ? "LOGIN completed" : "AUTHENTICATE completed");
}

static ImapOutcome
refuse_one_too_many (ImapCommand *command)
{
  if (command->host->policy.limit_reply == LIMIT_ALERT)
    return imap_reply (command, IMAP_NO, "ALERT", "Too many simultaneous connections.");
  return imap_reply (command, IMAP_NO, "LIMIT", "Too many connections of this account");
}

/* One answer for an unknown user and a wrong password (RFC 5530 §3). */
ImapOutcome
imap_refuse_login (ImapCommand *command)
{
  command->out->login_failed = TRUE;
  return imap_reply (command, IMAP_NO, "AUTHENTICATIONFAILED", "The user name or the password is wrong");
}

ImapOutcome
imap_admit (ImapCommand *command, const char *user, const char *password, const char *authzid)
{
  MailHost *host = command->host;
  MailStore *store = mail_host_log_in (host, user, password);

  if (store == NULL)
    return imap_refuse_login (command);
  command->out->login_proved = TRUE;
  if (authzid != NULL && *authzid != '\0' && mail_host_find (host, authzid) != store)
    return imap_reply (command, IMAP_NO, "AUTHORIZATIONFAILED", "Nobody acts for another here");
  if (!host->policy.imap_enabled || store->imap_off)
    return imap_reply (command, IMAP_NO, "NOPERM", "IMAP is switched off for this account");
  if (host->policy.imap_connections != 0 && store->imap_sessions >= host->policy.imap_connections)
    return refuse_one_too_many (command);
  store->imap_sessions++;
  command->server->counted = TRUE;
  command->server->store = store->id;
  command->store = store;
  return welcome (command);
}

/* What was sent along after the command is thrown away: it came unprotected and must not count as said within
 * the protection (RFC 9051 §6.2.1). */
ImapOutcome
imap_command_starttls (ImapCommand *command)
{
  if (!imap_arg_end (command))
    return imap_bad (command, "STARTTLS takes no arguments");
  if (!mail_host_offers_starttls (command->host) || command->server->tls)
    return imap_reply (command, IMAP_NO, NULL, "TLS is not offered here");
  engine_io_consume (&command->server->io, command->server->io.input->len);
  command->out->start_tls = TRUE;
  return imap_reply (command, IMAP_OK, NULL, "Begin the TLS negotiation now");
}

ImapOutcome
imap_command_login (ImapCommand *command)
{
  g_autofree char *user = NULL;

  if (!imap_arg_space (command) || !imap_lexer_astring (&command->args, command->word))
    return imap_bad (command, "LOGIN takes a user name and a password");
  user = g_strdup (command->word->str);
  if (!imap_arg_space (command) || !imap_lexer_astring (&command->args, command->word) || !imap_arg_end (command))
    return imap_bad (command, "LOGIN takes a user name and a password");
  if (command->host->policy.login_needs_tls && !command->server->tls)
    return imap_reply (command, IMAP_NO, "PRIVACYREQUIRED", "Logging in needs a protected connection");
  return imap_admit (command, user, command->word->str, NULL);
}
