/* Session: the engines at one end of a connection, in the world. One Session per end. */
#pragma once

#include "imap/imap-client.h"
#include "imap/imap-server.h"
#include "network.h"
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
  guint32 generation;    /* of the engine timer in the queue */
  guint32 command_event; /* line event of the last command handled: what responses answer */
  guint32 finished;
  Pop3Server *pop3_server; /* exactly one of these is not NULL */
  Pop3Client *pop3_client;
  ImapServer *imap_server;
  ImapClient *imap_client;
  SmtpServer *smtp_server;
  SmtpClient *smtp_client;
} Session; /* the world's owner may add fields */

extern const StateType session_state;
