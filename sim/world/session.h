/* Session: the engines at one end of a connection, in the world. One Session per end. */
#pragma once

#include "imap/imap-client.h"
#include "imap/imap-server.h"
#include "net/network.h"
#include "net/tls-model.h"
#include "pop3/pop3-client.h"
#include "pop3/pop3-server.h"
#include "smtp/smtp-client.h"
#include "smtp/smtp-server.h"

typedef struct {
  guint32 connection;
  guint32 side;          /* Side */
  guint32 protocol;      /* Protocol */
  guint32 device;        /* client side on a device: its id, 0 */
  guint32 item;          /* SMTP client: outbox item, queued mail or outside letter it carries */
  guint32 of_host;       /* TRUE: SMTP client of the mail host, sending its queue onward */
  guint32 command_event; /* server side: line event of the last command handled: what responses answer */
  guint32 input_event;   /* event of the segment that brought the last input */
  guint32 line_event;    /* line event of the last line handled, or what began the session */
  guint32 processing;    /* TRUE: an ENTRY_PROCESS is in the queue */
  guint32 poll;          /* event of a change on the host that an idling IMAP client wants to hear of, 0 */
  guint32 waiting;       /* TRUE: the engine waits for the maildrop's lock */
  guint32 connected;     /* FALSE: client side, and no answer yet */
  guint32 peer_closed;   /* TRUE: no more input will come */
  guint32 finished;      /* TRUE: the engine was told that it is over; removed at the end of the step */
  guint32 greeted;       /* TRUE: server side, the engine was started */
  guint32 misled;        /* TRUE: the other end speaks TLS and this one does not */
  guint32 background;    /* TRUE: the timer in the queue is one that does not keep the world from being idle */
  gint64 timer;          /* when the engine timer in the queue goes off, ENGINE_NEVER */
  gint64 opened;         /* µs */
  gint64 held_until;     /* µs: the server listens to nothing before that, after a failed login; 0 */
  guint32 failed_logins;
  guint32 unused;
  DevicePolicy policy;   /* client side on a device: as it was set when the session began */
  TlsLayer *tls;         /* NULL: the connection is not protected */
  Pop3Server *pop3_server; /* exactly one of these is not NULL */
  Pop3Client *pop3_client;
  ImapServer *imap_server;
  ImapClient *imap_client;
  SmtpServer *smtp_server;
  SmtpClient *smtp_client;
} Session; /* the world's owner may add fields */

extern const StateType session_state;

/* What engines act on, borrowed for one call; policy and replica are NULL on the server's side. */
typedef struct {
  MailHost *host;             /* NULL for the outside world's server */
  const DevicePolicy *policy;
  Replica *replica;           /* its holder's own */
  gint64 now;
  EngineOut *out;
} SessionContext;

Session *session_new (guint32 connection, Side side, Protocol protocol, gint64 now);

/* The connection is within TLS from here on: before session_start(), or after the engine wanted to start it. */
void session_protect (Session *session);
gboolean session_is_protected (const Session *session);
gboolean session_is_server (const Session *session);
const EngineIo *session_io (const Session *session);
/* TRUE: a server within an exchange of SASL. */
gboolean session_is_logging_in (const Session *session);
/* The account that is logged in at the server's end, 0. */
guint32 session_store (const Session *session);

/* The engine's calls of the same names (engine.h). */
void session_start (Session *session, SessionContext *context); /* servers only */
void session_receive (Session *session, const guint8 *octets, gsize length);
gboolean session_next (Session *session, SessionContext *context);
gint64 session_expiry (const Session *session, const MailHost *host);
void session_timeout (Session *session, SessionContext *context);
void session_closed (Session *session, SessionContext *context);
/* The peer took octets at that time: silence counts from then, for an engine that only waits for what it wrote to get
 * through. */
void session_flowed (Session *session, const SessionContext *context, gint64 progress);
/* The verb that a client would send next, NULL. */
const char *session_peek (const Session *session, const SessionContext *context);
