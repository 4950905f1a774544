/* TLS, modelled: between an engine and its stream. No cryptography: octets are made unreadable by numbers that
 * both ends know from the world's seed, which protects nothing outside of this simulation. What is as in TLS 1.3 (RFC
 * 8446): the messages of the handshake and how often they cross the network, the records with their 5 octets of header, one of
 * inner type and 16 of tag, what is readable in them (the hellos with the server's name) and what is not (all else), alerts,
 * and why a client refuses a certificate. Not modelled: resumption, client certificates, key updates, session tickets.
 *
 * Sans-I/O as engines are: who drives a layer gives it what came from the stream and what the engine wrote, and takes what is to
 * be sent and what the engine is to get. */
#pragma once

#include <glib.h>

#include "engine.h"

#define TLS_RECORD_HEADER 5u
#define TLS_RECORD_TAG 16u
#define TLS_RECORD_MOST 16384u /* octets of content (RFC 8446 §5.1) */
/* How long a server waits for a handshake, µs: as long as Dovecot waits for a login. */
#define TLS_HANDSHAKE_PATIENCE (180 * G_TIME_SPAN_SECOND)

/* What a server shows, as one sees it who trusts the public authorities. */
typedef enum { CERTIFICATE_GOOD, CERTIFICATE_EXPIRED, CERTIFICATE_WRONG_NAME, CERTIFICATE_SELF_SIGNED } Certificate;

/* Names are those of RFC 8446 appendix A. */
typedef enum { TLS_START, TLS_WAIT_FINISHED, TLS_CONNECTED, TLS_FAILED, TLS_WAIT_SERVER_HELLO /* client */ } TlsState;
typedef enum { TLS_IN_CLIENT_HELLO, TLS_IN_FINISHED, TLS_IN_NOT_TLS, TLS_IN_ALERT, TLS_IN_TIMEOUT, TLS_IN_SERVER_HELLO } TlsInput;
typedef enum { TLS_OK, TLS_EXPIRED, TLS_WRONG_NAME, TLS_SELF_SIGNED } TlsOutcome; /* of a certificate, as Certificate */

typedef struct {
  GByteArray *input; /* octets from the stream that are no whole record yet */
  guint64 key;       /* of what makes octets unreadable */
  guint64 sent;      /* records sent under the key */
  guint64 received;
  gint64 began;      /* µs */
  guint32 state;     /* TlsState */
  guint32 server;    /* TRUE: at the server's end */
  guint32 certificate; /* server: Certificate */
  guint32 trusting;  /* client: TRUE: takes any certificate */
  guint32 ended;     /* the other end has said that nothing more comes */
  guint32 unused;
} TlsLayer;

extern const StateType tls_layer_state;
extern const StateTable tls_client_table, tls_server_table;

/* key: the same at both ends, and another for each connection. */
TlsLayer *tls_layer_new (gboolean server, guint64 key, gint64 now);
/* Client: begins the handshake. wire: what is to be sent is appended. */
void tls_layer_start (TlsLayer *layer, const char *server_name, GByteArray *wire, EngineOut *out);
/* wire: what is to be sent in answer is appended; plain: what the engine is to get. */
void tls_layer_receive (TlsLayer *layer, const guint8 *octets, gsize length, GByteArray *plain, GByteArray *wire, EngineOut *out);
/* One record of at most TLS_RECORD_MOST octets. Only in TLS_CONNECTED. */
void tls_layer_seal (TlsLayer *layer, const guint8 *octets, gsize length, GByteArray *wire);
/* Says that nothing more comes, if the other end did not before (RFC 8446 §6.1). */
void tls_layer_end (TlsLayer *layer, GByteArray *wire);
void tls_layer_timeout (TlsLayer *layer, EngineOut *out);
/* The name of the server in the client's first message, which anybody can read (RFC 6066 §3); NULL when these octets are none.
 * Caller owns. */
char *tls_read_server_name (const guint8 *octets, gsize length);
