/* SASL SCRAM-SHA-256 (RFC 5802, RFC 7677), the server's part, for all engines. No input or output of its own: base64
 * words in, base64 words out.
 *
 *     C: n,,n=user,r=NONCE
 *     S: r=NONCE+MORE,s=SALT,i=4096
 *     C: c=biws,r=NONCE+MORE,p=PROOF
 *     S: v=SIGNATURE
 *     C: (empty; RFC 5034 §4, RFC 4954 §4 and RFC 9051 §6.2.2 have no room for data in their good replies)
 *
 * Without channel binding: SCRAM-SHA-256-PLUS is not offered. Names that nobody has are asked for a proof as all others
 * are, with a salt of their own, and fail at its check. */
#pragma once

#include "world/mail-host.h"

#define SCRAM_MECHANISM "SCRAM-SHA-256"
#define SCRAM_ITERATIONS 4096
#define SCRAM_SALT_LENGTH 16

/* Zeroed before the first word; state_clear() frees it. */
typedef struct {
  char *user;         /* authcid, prepared */
  char *authzid;      /* NULL: the same */
  char *gs2_header;   /* "n,," */
  char *client_first; /* client-first-message-bare */
  char *server_first;
  char *nonce;        /* both parts */
  guint8 salt[SCRAM_SALT_LENGTH];
  guint32 iterations;
  guint32 step;       /* words taken so far */
} ScramServer;

extern const StateType scram_server_state;

typedef enum {
  SCRAM_CHALLENGE, /* *challenge is to be sent; the caller owns it */
  SCRAM_DONE,      /* it is user: mail_host_log_in() with mail_host_password() */
  SCRAM_MALFORMED, /* no word of SCRAM, or not in its place */
  SCRAM_REFUSED,   /* the proof is wrong, or somebody would act for another */
} ScramResult;

/* One base64 word of the client. session keys the server's nonce. After anything but SCRAM_CHALLENGE it is over. */
ScramResult scram_server_take (ScramServer *scram, const MailHost *host, guint32 session, const char *word, char **challenge);

/* The steps by themselves, with decoded messages: for the RFC's example. */
gboolean scram_server_parse_first (ScramServer *scram, const char *message);
char *scram_server_dup_challenge (ScramServer *scram, const char *more_nonce, const guint8 *salt, guint32 iterations);
/* password may be NULL: nobody has that name. */
ScramResult scram_server_check_final (ScramServer *scram, const char *message, const char *password, char **signature);

/* SASLprep (RFC 4013) of a query string, without its check of writing directions. NULL: a character is prohibited.
 * Caller owns. */
char *sasl_prepare (const char *text);
