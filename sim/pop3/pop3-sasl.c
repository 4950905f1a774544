/* AUTH (RFC 5034 §4):
 *
 *   auth = "AUTH" SP mechanism [SP initial-response] CRLF *(base64 CRLF)
 *   initial-response = base64 / "="             ; "=" is the empty one */
#include <string.h>

#include "pop3/pop3-server-private.h"
#include "sasl-server.h"

static Pop3Outcome
go_on (Pop3Call *call, const char *challenge)
{
  LineWriter line;

  pop3_status_begin (&line, call, POP3_OUT_CONTINUE);
  if (*challenge != '\0')
    line_put (&line, TOKEN_TEXT, challenge);
  line_end (&line);
  return POP3_OUT_CONTINUE;
}

static SaslExchange
exchange_of (Pop3Call *call)
{
  Pop3Server *server = call->server;

  return (SaslExchange) { &server->mechanism, &server->user, &server->scram, call->host, server->session };
}

static Pop3Outcome
log_in (Pop3Call *call, const SaslAnswer *answer)
{
  const char *authzid = answer->authzid;

  if (authzid != NULL && *authzid != '\0'
      && mail_host_find (call->host, authzid) != mail_host_find (call->host, answer->user))
    return pop3_reply_err (call, "[AUTH]", "Nobody may act for another here");
  return pop3_log_in (call, answer->user, answer->password);
}

static Pop3Outcome
take_response (Pop3Call *call, const char *word)
{
  SaslExchange exchange = exchange_of (call);
  g_auto (SaslAnswer) answer = { NULL };

  switch (sasl_server_take (&exchange, word, strlen (word), &answer))
    {
    case SASL_CHALLENGE:
      return go_on (call, answer.challenge);
    case SASL_LOG_IN:
      return log_in (call, &answer);
    case SASL_REFUSED:
      return pop3_refuse_login (call);
    case SASL_MALFORMED:
    default:
      return pop3_reply_err (call, NULL, "Not what the mechanism asks for, in base64");
    }
}

Pop3Outcome
pop3_cmd_auth (Pop3Call *call)
{
  const char *args = call->args != NULL ? call->args : "";
  const char *initial = strchr (args, ' ');
  g_autofree char *name = g_strndup (args, strcspn (args, " "));
  SaslExchange exchange = exchange_of (call);

  if (!sasl_server_begin (&exchange, name))
    return pop3_reply_err (call, NULL, "Unknown authentication mechanism");
  if (!pop3_plain_allowed (call))
    return pop3_refuse_unprotected (call);
  if (initial != NULL)
    return take_response (call, strcmp (initial + 1, "=") == 0 ? "" : initial + 1);
  return go_on (call, sasl_server_first_challenge (&exchange));
}

/* RFC 5034 §4: a line with only "*" cancels. */
Pop3Outcome
pop3_sasl_response (Pop3Call *call)
{
  if (strcmp (call->args, "*") == 0)
    return pop3_reply_err (call, NULL, "Authentication cancelled");
  return take_response (call, call->args);
}
