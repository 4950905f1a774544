/* ClientSocket: one session of a client engine with a real server, over a socket. Blocks until the session is over.
 *
 * The engine is the one that lives in the simulation. The clock is the machine's; what happens is recorded in a trace
 * as the world does it, without letters: nobody here knows which letter it is. */
#pragma once

#include <gio/gio.h>

#include "world/session.h"

typedef enum {
  CLIENT_TLS_NONE,
  CLIENT_TLS_FIRST,   /* implicit (RFC 8314 §3) */
  CLIENT_TLS_UPGRADE, /* STLS, STARTTLS: the engine has to be told too (…_client_require_tls) */
} ClientTls;

typedef struct {
  const char *host;
  guint port;
  ClientTls tls;
  const char *ca_file; /* whom to trust instead of the system's authorities; NULL */
  gboolean insecure;   /* any certificate will do, on loopback only */
  Session *session;    /* with its client engine */
  const DevicePolicy *policy;
  Replica *replica;    /* the caller's own */
  Trace *trace;        /* empty */
  /* Called for each event as it happens; may be NULL. */
  void (*told) (const Trace *trace, const TraceEvent *event, gpointer data);
  gpointer data;
} ClientSocket;

/* FALSE when there was no connection, or TLS failed, or the connection broke. How the session ended is the engine's
 * result in either case. */
gboolean client_socket_run (ClientSocket *socket, GError **error);

/* "localhost", or an address of this very machine. */
gboolean client_socket_is_loopback (const char *host);
