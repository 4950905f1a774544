/* IMAP server engine (RFC 3501; RFC 2177 IDLE, RFC 4315 UIDPLUS, RFC 6851 MOVE). Sans-I/O: see engine.h. */
#pragma once

#include "engine.h"
#include "mail-host.h"

typedef enum { IMAP_NOT_AUTHENTICATED, IMAP_AUTHENTICATED, IMAP_SELECTED, IMAP_LOGOUT } ImapState;

/* One message as this session sees it; index + 1 is its sequence number. */
typedef struct {
  Message *message;   /* its own reference: readable after another session's expunge */
  guint64 keywords;   /* flags as last told to the client */
  guint32 system;
  guint32 uid;
  guint32 recent;
  guint32 letter;
} ImapViewEntry;

typedef struct {
  EngineIo io;
  GArray *view;       /* of ImapViewEntry */
  char *mailbox;      /* selected, NULL */
  guint64 seen_modseq; /* everything up to here was told */
  guint32 state;
  guint32 store;      /* account id, 0 */
  guint32 session;
  guint32 tls;
  gint64 last_input;
} ImapServer; /* the owner of this file adds fields */

extern const StateType imap_server_state;
extern const StateTable imap_server_table;

void imap_server_init (ImapServer *server, guint32 session);
void imap_server_start (ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
void imap_server_receive (ImapServer *server, const guint8 *octets, gsize length);
gboolean imap_server_next (ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
/* Something on the host may have changed: an idling session tells its client. Does nothing else. */
void imap_server_poll (ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
gint64 imap_server_expiry (const ImapServer *server, const MailHost *host);
void imap_server_timeout (ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
void imap_server_closed (ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
