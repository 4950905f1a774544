/* SMTP server engine (RFC 5321 with RFC 1870, 2034, 2920, 3030, 3207, 3461, 4954, 6152, 6531) and submission (RFC 6409).
 * Sans-I/O: see engine.h. */
#pragma once

#include "engine.h"
#include "line-reader.h"
#include "world/mail-host.h"
#include "sasl-scram.h"

typedef enum {
  SMTP_CONNECTED,
  SMTP_READY, /* after EHLO */
  SMTP_MAIL,
  SMTP_RCPT,
  SMTP_DATA,
  SMTP_CLOSED,
  SMTP_AUTHENTICATING, /* waits for a SASL response */
  SMTP_CHUNK,  /* octets of a BDAT come */
  SMTP_CHUNKS, /* between two BDATs */
} SmtpState;

/* What takes the accepted message. The mail host itself, or the outside world's mail server. */
typedef enum { SMTP_RELAY_IN /* port 25 of the host */, SMTP_SUBMISSION /* 587 */, SMTP_OUTSIDE /* the world's own */ } SmtpMode;

typedef struct {
  EngineIo io;
  guint32 state;
  guint32 mode;       /* SmtpMode */
  guint32 session;
  guint32 store;      /* account id after AUTH, 0 */
  guint32 tls;        /* TRUE: the connection is protected. The driver sets it before the start when TLS came first;
                         STARTTLS sets it itself, and says start_tls */
  guint32 esmtp;      /* TRUE: EHLO, not HELO */
  gint64 last_input;  /* µs; the time-out counts from here */
  char *helo;
  char *from;         /* NULL before MAIL; "" is the null reverse-path */
  char *asked;        /* with MAIL, see dsn.h; NULL */
  GPtrArray *to;      /* of char *, none twice */
  GPtrArray *to_asked; /* of char *: with RCPT, one for each of to, "" for nothing */
  GByteArray *data;   /* of DATA so far, dots undone; NULL outside of DATA */
  GPtrArray *received; /* SMTP_OUTSIDE: of QueuedMail *, for the driver to take */
  char *hostname;     /* what it calls itself */
  char *login;        /* AUTH LOGIN: the name, once it has come */
  LineReader reader;
  guint64 declared;   /* octets: MAIL's SIZE, 0 */
  guint64 data_from;  /* stream offset where the message began */
  guint32 scan;       /* SmtpScan: where in a line of the message the last octet was */
  guint32 bad_ends;   /* TRUE: a lone CR or LF was in it */
  guint32 too_large;  /* TRUE: over the limit; the rest is not kept */
  guint32 step;       /* SaslStep */
  guint32 accepted;   /* messages so far: makes ids */
  guint32 utf8;       /* TRUE: MAIL came with SMTPUTF8 */
  ScramServer scram;
  guint64 chunk;      /* octets of BDAT that are still to come */
  guint64 discard;    /* the same, of a BDAT out of place: nothing becomes of them */
  guint32 last_chunk; /* TRUE: with this one the message is whole */
  guint32 errors;     /* since a message was taken: lines that were no commands, and failed logins */
} SmtpServer;

extern const StateType smtp_server_state;
extern const StateTable smtp_server_table;

void smtp_server_init (SmtpServer *server, guint32 session, SmtpMode mode);
/* host may be NULL only with SMTP_OUTSIDE, which accepts any recipient but nobody@…: so that something can bounce. */
void smtp_server_start (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out);
void smtp_server_receive (SmtpServer *server, const guint8 *octets, gsize length);
gboolean smtp_server_next (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out);
gint64 smtp_server_expiry (const SmtpServer *server, const MailHost *host);
void smtp_server_timeout (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out);
void smtp_server_closed (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out);
