/* SMTP server engine (RFC 5321) and submission (RFC 6409). Sans-I/O: see engine.h. */
#pragma once

#include "engine.h"
#include "mail-host.h"

typedef enum { SMTP_CONNECTED, SMTP_READY /* after EHLO */, SMTP_MAIL, SMTP_RCPT, SMTP_DATA, SMTP_CLOSED } SmtpState;

/* What takes the accepted message. The mail host itself, or the outside world's mail server. */
typedef enum { SMTP_RELAY_IN /* port 25 of the host */, SMTP_SUBMISSION /* 587 */, SMTP_OUTSIDE /* the world's own */ } SmtpMode;

typedef struct {
  EngineIo io;
  guint32 state;
  guint32 mode;       /* SmtpMode */
  guint32 session;
  guint32 store;      /* account id after AUTH, 0 */
  guint32 tls;
  guint32 unused;
  gint64 last_input;
  char *helo;
  char *from;         /* NULL before MAIL; "" is the null reverse-path */
  GPtrArray *to;      /* of char * */
  GByteArray *data;   /* of DATA so far, dots undone */
  GPtrArray *received; /* SMTP_OUTSIDE: of QueuedMail *, for the driver to take */
} SmtpServer; /* the owner of this file adds fields */

extern const StateType smtp_server_state;
extern const StateTable smtp_server_table;

void smtp_server_init (SmtpServer *server, guint32 session, SmtpMode mode);
/* host is NULL-able only with SMTP_OUTSIDE, which accepts any recipient. */
void smtp_server_start (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out);
void smtp_server_receive (SmtpServer *server, const guint8 *octets, gsize length);
gboolean smtp_server_next (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out);
gint64 smtp_server_expiry (const SmtpServer *server, const MailHost *host);
void smtp_server_timeout (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out);
void smtp_server_closed (SmtpServer *server, MailHost *host, gint64 now, EngineOut *out);
