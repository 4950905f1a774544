/* AUTH (RFC 4954 §4), for submission:
 *
 *   auth = "AUTH" SP mechanism [SP initial-response] *(CRLF [base64]) [CRLF "*"] CRLF
 *
 * SCRAM-SHA-256 (RFC 7677), PLAIN (RFC 4616), and LOGIN, which no RFC defines: the server asks "Username:" and "Password:". */
#include <string.h>

#include "sasl-plain.h"
#include "smtp/smtp-server-private.h"

#define ASK_USER "VXNlcm5hbWU6"
#define ASK_PASSWORD "UGFzc3dvcmQ6"

static SmtpOutcome
log_in (SmtpCall *call, const char *user, const char *password)
{
  const MailStore *store = mail_host_log_in (call->host, user, password);

  call->server->errors += store == NULL ? SMTP_LOGIN_ERRORS : 0;
  call->out->login_failed = store == NULL;
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

static SmtpOutcome
log_in_plain (SmtpCall *call, const char *text)
{
  g_autofree char *authzid = NULL;
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;

  if (!sasl_plain_decode (text, strlen (text), &authzid, &user, &password))
    return refuse_encoding (call);
  if (authzid[0] != '\0' && mail_host_find (call->host, authzid) != mail_host_find (call->host, user))
    return smtp_reply (call, 535, "5.7.8", "Nobody may act for another here");
  return log_in (call, user, password);
}

/* What proves the server to the client goes as one more challenge, which the client answers with an empty line: a good
 * reply has no room for it (RFC 4954 §4). */
static SmtpOutcome
take_scram (SmtpCall *call, const char *text)
{
  ScramServer *scram = &call->server->scram;
  g_autofree char *challenge = NULL;
  const char *password;

  switch (scram_server_take (scram, call->host, call->server->session, text, &challenge))
    {
    case SCRAM_CHALLENGE:
      return smtp_reply (call, 334, NULL, challenge);
    case SCRAM_DONE:
      password = mail_host_password (call->host, scram->user);
      return log_in (call, scram->user, password != NULL ? password : "");
    case SCRAM_REFUSED:
      return log_in (call, "", "");
    case SCRAM_MALFORMED:
    default:
      return refuse_encoding (call);
    }
}

/* A base64 line as a string; NULL when it is none or holds NUL. */
static char *
decode_word (const char *text)
{
  gsize length = 0;
  g_autofree guint8 *octets = sasl_base64_decode (text, strlen (text), &length);

  if (octets == NULL || memchr (octets, 0, length) != NULL)
    return NULL;
  return g_strndup ((const char *) octets, length);
}

static SmtpOutcome
take_login_name (SmtpCall *call, const char *text)
{
  g_free (call->server->login);
  call->server->login = decode_word (text);
  if (call->server->login == NULL)
    return refuse_encoding (call);
  call->server->step = SMTP_STEP_LOGIN_PASS;
  return smtp_reply (call, 334, NULL, ASK_PASSWORD);
}

static SmtpOutcome
take_login_password (SmtpCall *call, const char *text)
{
  g_autofree char *password = decode_word (text);
  g_autofree char *user = g_steal_pointer (&call->server->login);

  return password == NULL ? refuse_encoding (call) : log_in (call, user, password);
}

static SmtpOutcome
ask (SmtpCall *call, SmtpAuthStep step, const char *challenge)
{
  call->server->step = step;
  return smtp_reply (call, 334, NULL, challenge);
}

SmtpOutcome
smtp_cmd_auth (SmtpCall *call)
{
  const char *mechanism = call->args != NULL ? call->args : "";
  const char *initial = strchr (mechanism, ' ');
  g_autofree char *name = g_strndup (mechanism, strcspn (mechanism, " "));

  if (call->server->mode != SMTP_SUBMISSION)
    return smtp_reply (call, 502, "5.5.1", "AUTH is for submission");
  if (call->server->store != 0)
    return smtp_reply (call, 503, "5.5.1", "Logged in already");
  if (!smtp_auth_offered (call))
    return smtp_reply (call, 538, "5.7.11", "Passwords are taken on a protected connection only");
  if (initial != NULL)
    initial = strcmp (initial + 1, "=") == 0 ? "" : initial + 1;
  if (g_ascii_strcasecmp (name, "PLAIN") == 0)
    return initial != NULL ? log_in_plain (call, initial) : ask (call, SMTP_STEP_PLAIN, "");
  if (g_ascii_strcasecmp (name, "LOGIN") == 0)
    return initial != NULL ? take_login_name (call, initial) : ask (call, SMTP_STEP_LOGIN_USER, ASK_USER);
  state_clear (&scram_server_state, &call->server->scram);
  if (g_ascii_strcasecmp (name, SCRAM_MECHANISM) != 0)
    return smtp_reply (call, 504, "5.5.4", "Unknown authentication mechanism");
  call->server->step = SMTP_STEP_SCRAM;
  return initial != NULL ? take_scram (call, initial) : smtp_reply (call, 334, NULL, "");
}

SmtpOutcome
smtp_sasl_response (SmtpCall *call)
{
  if (strcmp (call->args, "*") == 0)
    return smtp_reply (call, 501, "5.7.0", "Authentication cancelled");
  switch ((SmtpAuthStep) call->server->step)
    {
    case SMTP_STEP_LOGIN_USER:
      return take_login_name (call, call->args);
    case SMTP_STEP_LOGIN_PASS:
      return take_login_password (call, call->args);
    case SMTP_STEP_SCRAM:
      return take_scram (call, call->args);
    case SMTP_STEP_PLAIN:
    default:
      return log_in_plain (call, call->args);
    }
}
