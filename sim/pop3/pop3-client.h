/* POP3 client engine: codec and flow of one session; the replica outlives it. */
#pragma once

#include "sasl-scram-client.h"
#include "world/device-policy.h"
#include "engine.h"
#include "replica.h"

typedef enum { CLIENT_RUNNING, CLIENT_SUCCEEDED, CLIENT_REFUSED /* login or service */, CLIENT_FAILED } ClientResult;

/* Whether a password may go out. */
typedef enum { CLIENT_TLS_NOT_NEEDED, CLIENT_TLS_NEEDED, CLIENT_TLS_DONE } ClientTlsNeed;

typedef enum {
  POP3_CLIENT_CONNECTING,    /* waits for the greeting */
  POP3_CLIENT_AUTHORIZATION,
  POP3_CLIENT_TRANSACTION,
  POP3_CLIENT_UPDATE,        /* QUIT was sent from TRANSACTION: whether the server has removed anything is not known */
  POP3_CLIENT_LEAVING,       /* QUIT was sent from AUTHORIZATION */
  POP3_CLIENT_CLOSED,
} Pop3ClientState;

typedef enum { POP3_NOT_FETCHED, POP3_ASKED_FOR, POP3_FETCHED_TOP, POP3_FETCHED, POP3_FETCH_REFUSED } Pop3Fetch;

/* One message of the maildrop as this session knows it. */
typedef struct {
  char *uidl;            /* NULL: the server told none */
  guint64 size;          /* LIST's figure */
  gint64 downloaded;     /* µs UTC: when its whole content came, in whichever session; 0 = not yet */
  guint32 number;        /* message number of this session */
  guint32 item;          /* of the replica, 0 */
  guint32 known;         /* TRUE: a session before had its UIDL */
  guint32 delete_wanted; /* the person deleted it here */
  guint32 fetch;         /* Pop3Fetch, in this session */
  guint32 dele_sent;
  guint32 deleted;       /* the server said +OK to DELE */
  guint32 sized;         /* its own LIST was sent */
} Pop3ClientMessage;

extern const StateType pop3_client_message_state;

typedef struct {
  EngineIo io;
  guint32 state;         /* Pop3ClientState */
  guint32 result;        /* ClientResult */
  char *user;
  char *password;
  gint64 deadline;       /* µs: gives the server up; 0 before the first call of next */
  ScramClient scram;
  char *challenge;       /* what "+" said, NULL */
  char *banner;          /* APOP's, NULL when the greeting had none */
  GArray *pending;       /* of Pop3Pending: commands sent whose responses have not come, oldest first */
  GArray *messages;      /* of Pop3ClientMessage, by number; NULL before LIST */
  guint64 heard;         /* stream offset up to where the server was heard */
  guint64 scan;          /* in_data: where to go on looking for the end */
  guint32 in_data;       /* TRUE: the oldest pending command's multi-line data is coming */
  guint32 capabilities;  /* bits, see pop3-client-private.h */
  guint32 done;          /* bits: steps of the flow that are behind */
  guint32 verdict;       /* ClientResult that the session will end with after QUIT */
  guint32 count;         /* STAT's */
  guint32 settled;       /* index into messages: for all before nothing is left to do */
  guint32 open_item;     /* replica item whose whole content the person waits for, 0 */
  guint32 tls;           /* ClientTlsNeed */
} Pop3Client;

extern const StateType pop3_client_state;
extern const StateTable pop3_client_table;

void pop3_client_init (Pop3Client *client, const char *user, const char *password);
/* To be called before the greeting: no password without STLS (RFC 2595 §4). What the driver then gets is
 * EngineOut.start_tls; it calls next again when the handshake is done. */
void pop3_client_require_tls (Pop3Client *client);
void pop3_client_receive (Pop3Client *client, const guint8 *octets, gsize length);
/* Handles one response (or the data that has come), or sends the next command(s). FALSE when it has to wait or is done. */
gboolean pop3_client_next (Pop3Client *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out);
/* The person opens an item of which only the header is here: it is fetched whole. */
void pop3_client_open (Pop3Client *client, guint32 item);
gint64 pop3_client_expiry (const Pop3Client *client);
void pop3_client_timeout (Pop3Client *client, gint64 now, EngineOut *out);
/* The connection is gone, expected or not: settles the replica by the policy's commit point. */
void pop3_client_closed (Pop3Client *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out);
/* The verb of the command that would be sent next ("QUIT"), NULL when none: for `cut before=`. */
const char *pop3_client_peek (const Pop3Client *client, const DevicePolicy *policy, const Replica *replica, gint64 now);
