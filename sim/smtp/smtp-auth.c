/* AUTH (RFC 4954 §4), for submission:
 *
 *   auth = "AUTH" SP mechanism [SP initial-response] *(CRLF [base64]) [CRLF "*"] CRLF */
#include <string.h>

#include "sasl-server.h"
#include "smtp/smtp-server-private.h"

static SmtpOutcome
log_in (SmtpCall *call, const char *user, const char *password)
{
  const MailStore *store = mail_host_log_in (call->host, user, password);

  call->server->errors += store == NULL ? SMTP_LOGIN_ERRORS : 0;
  call->out->login_failed = store == NULL;
  call->out->login_proved = store != NULL;
  if (store == NULL)
    return smtp_reply (call, 535, "5.7.8", "Wrong user name or password");
  call->server->store = store->id;
  return smtp_reply (call, 235, "2.7.0", "Logged in");
}

static SmtpOutcome
refuse_encoding (SmtpCall *call)
{
  return smtp_reply (call, 501, "5.5.2", "Not what the mechanism asks for, in base64");
}

static SaslExchange
exchange_of (SmtpCall *call)
{
  SmtpServer *server = call->server;

  return (SaslExchange) { &server->step, &server->login, &server->scram, call->host, server->session };
}

static SmtpOutcome
take_word (SmtpCall *call, const char *word)
{
  SaslExchange exchange = exchange_of (call);
  g_auto (SaslAnswer) answer = { NULL };

  switch (sasl_server_take (&exchange, word, strlen (word), &answer))
    {
    case SASL_CHALLENGE:
      return smtp_reply (call, 334, NULL, answer.challenge);
    case SASL_LOG_IN:
      if (answer.authzid != NULL && *answer.authzid != '\0'
          && mail_host_find (call->host, answer.authzid) != mail_host_find (call->host, answer.user))
        return smtp_reply (call, 535, "5.7.8", "Nobody may act for another here");
      return log_in (call, answer.user, answer.password);
    case SASL_REFUSED:
      return log_in (call, "", "");
    case SASL_MALFORMED:
    default:
      return refuse_encoding (call);
    }
}

SmtpOutcome
smtp_cmd_auth (SmtpCall *call)
{
  const char *mechanism = call->args != NULL ? call->args : "";
  const char *initial = strchr (mechanism, ' ');
  g_autofree char *name = g_strndup (mechanism, strcspn (mechanism, " "));
  SaslExchange exchange = exchange_of (call);

  if (call->server->mode != SMTP_SUBMISSION)
    return smtp_reply (call, 502, "5.5.1", "AUTH is for submission");
  if (call->server->store != 0)
    return smtp_reply (call, 503, "5.5.1", "Logged in already");
  if (!smtp_auth_offered (call))
    return smtp_reply (call, 538, "5.7.11", "Passwords are taken on a protected connection only");
  if (!sasl_server_begin (&exchange, name))
    return smtp_reply (call, 504, "5.5.4", "Unknown authentication mechanism");
  if (initial != NULL)
    return take_word (call, strcmp (initial + 1, "=") == 0 ? "" : initial + 1);
  return smtp_reply (call, 334, NULL, sasl_server_first_challenge (&exchange));
}

SmtpOutcome
smtp_sasl_response (SmtpCall *call)
{
  if (strcmp (call->args, "*") == 0)
    return smtp_reply (call, 501, "5.7.0", "Authentication cancelled");
  return take_word (call, call->args);
}
