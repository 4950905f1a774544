/* AUTH (RFC 5034 §4):
 *
 *   auth = "AUTH" SP mechanism [SP initial-response] CRLF *(base64 CRLF)
 *   initial-response = base64 / "="             ; "=" is the empty one
 *
 * SCRAM-SHA-256 (RFC 7677), PLAIN (RFC 4616), and LOGIN, which no RFC defines: the server asks "Username:" and
 * "Password:". */
#include <string.h>

#include "pop3/pop3-server-private.h"
#include "sasl-plain.h"

#define ASK_USER "VXNlcm5hbWU6"
#define ASK_PASSWORD "UGFzc3dvcmQ6"

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

static Pop3Outcome
take_plain (Pop3Call *call, const char *text)
{
  g_autofree char *authzid = NULL;
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;

  if (!sasl_plain_decode (text, strlen (text), &authzid, &user, &password))
    return pop3_reply_err (call, NULL, "Not a PLAIN response");
  if (authzid[0] != '\0' && mail_host_find (call->host, authzid) != mail_host_find (call->host, user))
    return pop3_reply_err (call, "[AUTH]", "Nobody may act for another here");
  return pop3_log_in (call, user, password);
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

static Pop3Outcome
take_login (Pop3Call *call, const char *text)
{
  Pop3Server *server = call->server;
  g_autofree char *word = decode_word (text);
  g_autofree char *user = NULL;

  if (word == NULL)
    return pop3_reply_err (call, NULL, "Not a LOGIN response");
  if (server->mechanism == POP3_SASL_LOGIN_PASSWORD)
    {
      user = g_steal_pointer (&server->user);
      return pop3_log_in (call, user, word);
    }
  g_free (server->user);
  server->user = g_steal_pointer (&word);
  server->mechanism = POP3_SASL_LOGIN_PASSWORD;
  return go_on (call, ASK_PASSWORD);
}

/* What proves the server to the client goes as one more challenge, which the client answers with an empty line: "+OK" has
 * no room for it (RFC 5034 §4). */
static Pop3Outcome
take_scram (Pop3Call *call, const char *text)
{
  ScramServer *scram = &call->server->scram;
  g_autofree char *challenge = NULL;
  const char *password;

  switch (scram_server_take (scram, call->host, call->server->session, text, &challenge))
    {
    case SCRAM_CHALLENGE:
      return go_on (call, challenge);
    case SCRAM_DONE:
      password = mail_host_password (call->host, scram->user);
      return pop3_log_in (call, scram->user, password != NULL ? password : "");
    case SCRAM_REFUSED:
      return pop3_refuse_login (call);
    case SCRAM_MALFORMED:
    default:
      return pop3_reply_err (call, NULL, "Not a " SCRAM_MECHANISM " response");
    }
}

static Pop3Outcome
take_response (Pop3Call *call, const char *text)
{
  switch ((Pop3Sasl) call->server->mechanism)
    {
    case POP3_SASL_LOGIN:
    case POP3_SASL_LOGIN_PASSWORD:
      return take_login (call, text);
    case POP3_SASL_SCRAM:
      return take_scram (call, text);
    case POP3_SASL_PLAIN:
    default:
      return take_plain (call, text);
    }
}

static gboolean
find_mechanism (const char *text, guint32 *mechanism)
{
  static const struct {
    const char *name;
    Pop3Sasl mechanism;
  } known[] = { { SCRAM_MECHANISM, POP3_SASL_SCRAM }, { "PLAIN", POP3_SASL_PLAIN }, { "LOGIN", POP3_SASL_LOGIN } };
  gsize length = strcspn (text, " ");

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strlen (known[i].name) == length && g_ascii_strncasecmp (known[i].name, text, length) == 0)
      {
        *mechanism = known[i].mechanism;
        return TRUE;
      }
  return FALSE;
}

Pop3Outcome
pop3_cmd_auth (Pop3Call *call)
{
  Pop3Server *server = call->server;
  const char *args = call->args != NULL ? call->args : "";
  const char *initial = strchr (args, ' ');

  if (!find_mechanism (args, &server->mechanism))
    return pop3_reply_err (call, NULL, "Unknown authentication mechanism");
  if (!pop3_plain_allowed (call))
    return pop3_refuse_unprotected (call);
  g_clear_pointer (&server->user, g_free);
  state_clear (&scram_server_state, &server->scram);
  if (initial != NULL)
    return take_response (call, strcmp (initial + 1, "=") == 0 ? "" : initial + 1);
  return go_on (call, server->mechanism == POP3_SASL_LOGIN ? ASK_USER : "");
}

/* RFC 5034 §4: a line with only "*" cancels. */
Pop3Outcome
pop3_sasl_response (Pop3Call *call)
{
  if (strcmp (call->args, "*") == 0)
    return pop3_reply_err (call, NULL, "Authentication cancelled");
  return take_response (call, call->args);
}
