/* SMTP client engine: brings one message to a server. Used by devices (submission, with AUTH), by
 * the outside world and by the mail host's queue (port 25). */
#pragma once

#include "engine.h"
#include "message.h"
#include "sasl-scram-client.h"

typedef enum { SMTP_TRANSFER_RUNNING, SMTP_TRANSFER_SENT, SMTP_TRANSFER_PARTLY /* some recipients refused */,
               SMTP_TRANSFER_REFUSED /* 5yz: do not try again */, SMTP_TRANSFER_FAILED /* 4yz or lost: try again */
} SmtpTransferResult;

typedef enum {
  SMTP_CLIENT_CONNECTING, /* waits for the greeting */
  SMTP_CLIENT_GREETED,    /* EHLO or HELO is on its way */
  SMTP_CLIENT_READY,
  SMTP_CLIENT_SENDING,    /* the sender was taken; recipients go out */
  SMTP_CLIENT_DATA,       /* 354 has come: the message goes out, its reply is waited for */
  SMTP_CLIENT_LEAVING,    /* QUIT was sent */
  SMTP_CLIENT_CLOSED,
} SmtpClientState;

typedef struct {
  EngineIo io;
  guint32 state;        /* SmtpClientState */
  guint32 result;       /* SmtpTransferResult */
  char *helo;
  char *user;           /* NULL: no AUTH */
  char *password;
  ScramClient scram;
  char *challenge;      /* what 334 said, NULL */
  char *from;
  char *asked;          /* see dsn.h; NULL */
  GPtrArray *to;        /* of char * */
  GPtrArray *to_asked;  /* of char *, one for each of to */
  GPtrArray *refused;   /* of char *: address, reply text, address, reply text ... */
  Message *message;
  gint64 deadline;      /* µs; 0 before the first call of next */
  gint64 command_timeout; /* µs; 0 = none */
  GArray *pending;      /* of guint32: inputs of smtp_client_table whose replies have not come, oldest first */
  char *reply;          /* what the reply that ended the transfer said, NULL: "452 4.2.2 The mailbox is full" */
  guint64 heard;        /* stream offset up to where the server was heard */
  guint64 uploaded;     /* octets of the message sent whose reply has not come */
  guint32 letter;
  guint32 extensions;   /* bits, see smtp-client-private.h */
  guint32 done;         /* bits: steps of the flow that are behind */
  guint32 verdict;      /* SmtpTransferResult that the session will end with after QUIT */
  guint32 next_to;      /* index of the next recipient to name */
  guint32 answered_to;  /* recipients answered */
  guint32 taken;        /* recipients taken */
  guint32 temporary;    /* of the refused, those with 4yz */
  guint32 in_reply;     /* status of a reply whose last line has not come, 0 */
  guint32 prefers_scram; /* TRUE: SCRAM-SHA-256 where it is offered */
  guint32 unused;
  guint32 tls;          /* TRUE: STARTTLS is still to be done, before all else */
} SmtpClient;

extern const StateType smtp_client_state;
extern const StateTable smtp_client_table;

/* Copies the strings, takes references. */
void smtp_client_init (SmtpClient *client, const char *helo, const char *user, const char *password,
                       const char *from, GPtrArray *to, Message *message, guint32 letter, gint64 command_timeout);
/* To be called before the greeting: nothing without STARTTLS (RFC 3207 §4). What the driver then gets is
 * EngineOut.start_tls; it calls next again when the handshake is done. */
void smtp_client_require_tls (SmtpClient *client);
/* To be called before the greeting: the password is proved, not sent, where the server can (RFC 7677). */
void smtp_client_prefer_scram (SmtpClient *client);
/* To be called before the greeting: what the sender asked for goes to a server that offers DSN (RFC 3461 §5.2.1). Copies. */
void smtp_client_ask (SmtpClient *client, const char *asked, const GPtrArray *to_asked);
/* TRUE: the server will tell the sender what was asked for; else that falls to who sends. */
gboolean smtp_client_asks_server (const SmtpClient *client);
void smtp_client_receive (SmtpClient *client, const guint8 *octets, gsize length);
gboolean smtp_client_next (SmtpClient *client, gint64 now, EngineOut *out);
gint64 smtp_client_expiry (const SmtpClient *client);
void smtp_client_timeout (SmtpClient *client, gint64 now, EngineOut *out);
void smtp_client_closed (SmtpClient *client, gint64 now, EngineOut *out);
const char *smtp_client_peek (const SmtpClient *client, gint64 now);
