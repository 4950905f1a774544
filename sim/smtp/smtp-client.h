/* SMTP client engine: brings one message to a server. Used by devices (submission, with AUTH), by
 * the outside world and by the mail host's queue (port 25). */
#pragma once

#include "engine.h"
#include "message.h"

typedef enum { SMTP_TRANSFER_RUNNING, SMTP_TRANSFER_SENT, SMTP_TRANSFER_PARTLY /* some recipients refused */,
               SMTP_TRANSFER_REFUSED /* 5yz: do not try again */, SMTP_TRANSFER_FAILED /* 4yz or lost: try again */
} SmtpTransferResult;

typedef struct {
  EngineIo io;
  guint32 state;
  guint32 result;       /* SmtpTransferResult */
  char *helo;
  char *user;           /* NULL: no AUTH */
  char *password;
  char *from;
  GPtrArray *to;        /* of char * */
  GPtrArray *refused;   /* of char *: address, reply text, address, reply text ... */
  Message *message;
  gint64 deadline;
  guint32 letter;
  guint32 unused;
} SmtpClient; /* the owner of this file adds fields */

extern const StateType smtp_client_state;
extern const StateTable smtp_client_table;

/* Copies the strings, takes references. */
void smtp_client_init (SmtpClient *client, const char *helo, const char *user, const char *password,
                       const char *from, GPtrArray *to, Message *message, guint32 letter, gint64 command_timeout);
void smtp_client_receive (SmtpClient *client, const guint8 *octets, gsize length);
gboolean smtp_client_next (SmtpClient *client, gint64 now, EngineOut *out);
gint64 smtp_client_expiry (const SmtpClient *client);
void smtp_client_timeout (SmtpClient *client, gint64 now, EngineOut *out);
void smtp_client_closed (SmtpClient *client, gint64 now, EngineOut *out);
const char *smtp_client_peek (const SmtpClient *client, gint64 now);
