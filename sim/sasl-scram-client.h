/* SASL SCRAM-SHA-256 (RFC 5802, RFC 7677), the client's part, for all engines: base64 words in, base64 words out. Without
 * channel binding. */
#pragma once

#include "state.h"

#define SCRAM_CLIENT_MECHANISM "SCRAM-SHA-256"
/* More than any server asks for; a password is not worth a minute of work for a stranger. */
#define SCRAM_CLIENT_ITERATIONS_MAX 1000000

typedef enum { SCRAM_CLIENT_UNUSED, SCRAM_CLIENT_BEGUN, SCRAM_CLIENT_PROVED, SCRAM_CLIENT_SATISFIED } ScramClientStep;

/* Zeroed before the first word; state_clear() frees it. */
typedef struct {
  char *first;     /* client-first-message-bare */
  char *signature; /* what proves the server, "v=..." */
  guint32 step;    /* ScramClientStep */
  guint32 asked;   /* TRUE: the mechanism was named to the server */
} ScramClient;

extern const StateType scram_client_state;

/* The first word. nonce: printable, unlike any before. Caller owns. */
char *scram_client_begin (ScramClient *scram, const char *user, const char *nonce);
/* The word that answers the server's. NULL: it cannot be answered, what was said is wrong or is not the server that knows the
 * password. After SCRAM_CLIENT_SATISFIED the server may say that all is well, and not before. Caller owns. */
char *scram_client_answer (ScramClient *scram, const char *password, const char *challenge);
/* A nonce out of the driver's chance. Caller owns. */
char *scram_client_dup_nonce (guint64 seed, const char *user, guint64 counter);
