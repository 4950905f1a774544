/* What the files of the gateway share. */
#pragma once

#include "gateway.h"

/* Octets that may wait for a client before no more is read from it. */
#define GATEWAY_WAITING_MAX (256u * 1024u)
#define GATEWAY_CHUNK (16u * 1024u)
/* How long a client is waited for that does not close its end after the world has closed its own. */
#define GATEWAY_LINGER_MS 2000
/* Clients that may wait to be taken in. One that finds no room tries again after a second. */
#define GATEWAY_BACKLOG 128
/* Connections at the same time; further ones are closed at once. */
#define GATEWAY_CONNECTIONS_MAX 1000u

/* Recorder: what came from sockets, in order. */
typedef struct _Recorder Recorder;
Recorder *recorder_new (void);
void recorder_free (Recorder *recorder);
/* Takes the action. after: as Action.after. */
void recorder_add (Recorder *recorder, Action *action, gint64 time, guint after);
/* start, end: octets of what the socket's client has sent; see WorldTap.secret. */
void recorder_secret (Recorder *recorder, guint32 socket, guint64 start, guint64 end, gboolean command, gboolean known);
/* Appends to the journal what was recorded since the last call, up to the first thing of which is_told says FALSE (NULL:
 * all). *until: the time of that thing, G_MAXINT64. Nothing of it is kept here. */
typedef gboolean (*RecorderTold) (gpointer data, guint32 socket, guint64 end);
gboolean recorder_pass_on (Recorder *recorder, Journal *journal, guint branch, guint variant, RecorderTold is_told,
                           gpointer data, gint64 *until, GError **error);
/* Octets of that socket from there on were passed on, and begin a login that has not succeeded. */
gboolean recorder_is_secret (const Recorder *recorder, guint32 socket, guint64 end);
gboolean recorder_write (const Recorder *recorder, Journal *journal, guint branch, guint variant, GError **error);

typedef struct {
  Gateway *gateway;
  guint32 socket;          /* number */
  GSocketConnection *tcp;
  GIOStream *stream;       /* tcp, or TLS on it */
  GSource *readable;       /* NULL while nothing is to be read */
  GSource *writable;       /* NULL while nothing waits */
  GSource *lingering;      /* NULL before all was said: ends the wait for the client's end */
  GByteArray *input;       /* read, not given to the world */
  GByteArray *output;      /* to be written; the first output_done octets are */
  gsize output_done;
  guint64 to_client;       /* octets that the world has said so far */
  guint64 tls_after;       /* TLS begins behind that many of them, G_MAXUINT64 */
  gsize batch;             /* octets given to the world at once: 0 is one line (gateway-connection.c) */
  gboolean handshaking;
  gboolean input_ended;    /* the client has closed its direction, and the world knows */
  gboolean input_eof;      /* the client has closed its direction */
  gboolean world_ended;    /* no more comes from the world */
  gboolean dead;           /* to be freed */
} GatewayConnection;

/* Takes the stream. */
GatewayConnection *gateway_connection_new (Gateway *gateway, GSocketConnection *tcp, guint32 socket);
/* Within TLS from the start. */
void gateway_connection_start_tls (GatewayConnection *connection);
void gateway_connection_free (GatewayConnection *connection);
/* The client is gone, or it is told to go. */
void gateway_connection_lose (GatewayConnection *connection);
/* From the world. */
void gateway_connection_say (GatewayConnection *connection, const guint8 *octets, gsize length);
void gateway_connection_end (GatewayConnection *connection, gboolean reset);
/* Gives input to the world and output to the socket, as far as both take it. */
void gateway_connection_pump (GatewayConnection *connection);

/* gateway.c: a client's act, now, with all that follows at this instant. Takes the action. */
void gateway_act (Gateway *gateway, Action *action);
GTlsCertificate *gateway_certificate (const Gateway *gateway);
/* Lives what is due, gives everybody what was said to them, and frees connections that are dead. */
void gateway_run (Gateway *gateway);
GatewayConnection *gateway_find (const Gateway *gateway, guint32 socket); /* NULL when it is gone */
