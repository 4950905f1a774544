/* SaslServer: the server's part of a SASL exchange (RFC 4422), for all engines: which mechanism it is, and what comes after
 * each of the client's words. Words are base64 (RFC 4648 §4). What a word answers looks like is the protocol's business.
 *
 * PLAIN (RFC 4616), SCRAM-SHA-256 (RFC 7677), and LOGIN, which no RFC defines: the server asks "Username:" and "Password:". */
#pragma once

#include "sasl-scram.h"

typedef enum {
  SASL_STEP_NONE,
  SASL_STEP_PLAIN,
  SASL_STEP_LOGIN_USER,
  SASL_STEP_LOGIN_PASSWORD,
  SASL_STEP_SCRAM,
} SaslStep;

/* Where an engine keeps the exchange; borrowed for one call. */
typedef struct {
  guint32 *step;       /* SaslStep */
  char **user;         /* LOGIN: the name, once it has come. NULL: LOGIN is not offered */
  ScramServer *scram;
  const MailHost *host;
  guint32 session;
} SaslExchange;

typedef enum {
  SASL_CHALLENGE, /* answer.challenge is to be sent, and the client's next word comes */
  SASL_LOG_IN,    /* answer.user with answer.password, acting for answer.authzid ("" or NULL: for nobody else) */
  SASL_REFUSED,   /* as a wrong password */
  SASL_MALFORMED, /* not what the mechanism asks for */
} SaslResult;

typedef struct {
  char *challenge;
  char *user;
  char *password;
  char *authzid;
} SaslAnswer;

void sasl_answer_clear (SaslAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SaslAnswer, sasl_answer_clear)

/* FALSE: no mechanism of that name is known, and nothing has changed. */
gboolean sasl_server_begin (const SaslExchange *exchange, const char *mechanism);
/* What is said when the client has sent no word along. Static. */
const char *sasl_server_first_challenge (const SaslExchange *exchange);
/* The client's next word, which may hold any octets. answer is cleared first. */
SaslResult sasl_server_take (const SaslExchange *exchange, const char *word, gsize length, SaslAnswer *answer);
