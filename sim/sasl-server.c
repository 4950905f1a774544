#include "sasl-server.h"

#include <string.h>

#include "sasl-plain.h"

#define ASK_USER "VXNlcm5hbWU6"
#define ASK_PASSWORD "UGFzc3dvcmQ6"

void
sasl_answer_clear (SaslAnswer *answer)
{
  g_clear_pointer (&answer->challenge, g_free);
  g_clear_pointer (&answer->user, g_free);
  g_clear_pointer (&answer->password, g_free);
  g_clear_pointer (&answer->authzid, g_free);
}

gboolean
sasl_server_begin (const SaslExchange *exchange, const char *mechanism)
{
  static const struct {
    const char *name;
    SaslStep step;
  } known[] = { { "PLAIN", SASL_STEP_PLAIN }, { SCRAM_MECHANISM, SASL_STEP_SCRAM }, { "LOGIN", SASL_STEP_LOGIN_USER } };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (g_ascii_strcasecmp (known[i].name, mechanism) != 0
          || (known[i].step == SASL_STEP_LOGIN_USER && exchange->user == NULL))
        continue;
      *exchange->step = known[i].step;
      if (exchange->user != NULL)
        g_clear_pointer (exchange->user, g_free);
      state_clear (&scram_server_state, exchange->scram);
      return TRUE;
    }
  return FALSE;
}

const char *
sasl_server_first_challenge (const SaslExchange *exchange)
{
  return *exchange->step == SASL_STEP_LOGIN_USER ? ASK_USER : "";
}

static SaslResult
take_plain (const char *word, gsize length, SaslAnswer *answer)
{
  if (!sasl_plain_decode (word, length, &answer->authzid, &answer->user, &answer->password))
    return SASL_MALFORMED;
  return SASL_LOG_IN;
}

/* A base64 word as a string; NULL when it is none or holds NUL. */
static char *
decode_word (const char *word, gsize length)
{
  gsize decoded = 0;
  g_autofree guint8 *octets = sasl_base64_decode (word, length, &decoded);

  if (octets == NULL || memchr (octets, 0, decoded) != NULL)
    return NULL;
  return g_strndup ((const char *) octets, decoded);
}

static SaslResult
take_login (const SaslExchange *exchange, const char *word, gsize length, SaslAnswer *answer)
{
  g_autofree char *text = decode_word (word, length);

  if (text == NULL)
    return SASL_MALFORMED;
  if (*exchange->step == SASL_STEP_LOGIN_PASSWORD)
    {
      answer->user = g_steal_pointer (exchange->user);
      answer->password = g_steal_pointer (&text);
      return SASL_LOG_IN;
    }
  g_free (*exchange->user);
  *exchange->user = g_steal_pointer (&text);
  *exchange->step = SASL_STEP_LOGIN_PASSWORD;
  answer->challenge = g_strdup (ASK_PASSWORD);
  return SASL_CHALLENGE;
}

/* What proves the server to the client goes as one more challenge, which the client answers with an empty line: a good
 * reply has no room for it (RFC 5034 §4, RFC 4954 §4, RFC 9051 §6.2.2). */
static SaslResult
take_scram (const SaslExchange *exchange, const char *word, gsize length, SaslAnswer *answer)
{
  g_autofree char *text = g_strndup (word, length);

  if (strlen (text) != length)
    return SASL_MALFORMED;
  switch (scram_server_take (exchange->scram, exchange->host, exchange->session, text, &answer->challenge))
    {
    case SCRAM_CHALLENGE:
      return SASL_CHALLENGE;
    case SCRAM_DONE:
      answer->user = g_strdup (exchange->scram->user);
      answer->password = g_strdup (mail_host_password (exchange->host, answer->user));
      if (answer->password == NULL)
        answer->password = g_strdup ("");
      return SASL_LOG_IN;
    case SCRAM_REFUSED:
      return SASL_REFUSED;
    case SCRAM_MALFORMED:
      break;
    }
  return SASL_MALFORMED;
}

SaslResult
sasl_server_take (const SaslExchange *exchange, const char *word, gsize length, SaslAnswer *answer)
{
  *answer = (SaslAnswer) { NULL };
  switch ((SaslStep) *exchange->step)
    {
    case SASL_STEP_LOGIN_USER:
    case SASL_STEP_LOGIN_PASSWORD:
      return take_login (exchange, word, length, answer);
    case SASL_STEP_SCRAM:
      return take_scram (exchange, word, length, answer);
    case SASL_STEP_PLAIN:
    case SASL_STEP_NONE:
      break;
    }
  return take_plain (word, length, answer);
}
