/* IMAP client engine: codec and flow of one session; the replica outlives it. */
#pragma once

#include "device-policy.h"
#include "engine.h"
#include "pop3/pop3-client.h" /* ClientResult */
#include "replica.h"

typedef struct {
  EngineIo io;
  guint32 state;
  guint32 result;    /* ClientResult */
  guint32 stay;      /* TRUE: stays connected when in step (IDLE or waiting), until told to leave */
  guint32 leave;     /* TRUE: log out when nothing else is to do */
  guint32 open_item; /* replica item whose body the person waits for, 0 */
  guint32 unused;
  char *user;
  char *password;
  gint64 deadline;
} ImapClient; /* the owner of this file adds the flow's fields */

extern const StateType imap_client_state;
extern const StateTable imap_client_table;

void imap_client_init (ImapClient *client, const char *user, const char *password, gboolean stay);
void imap_client_receive (ImapClient *client, const guint8 *octets, gsize length);
/* Handles one response, or sends the next command. FALSE when it has to wait or is done. Looks at the replica's
 * pending changes each time: call it after the person has done something, also while it idles. */
gboolean imap_client_next (ImapClient *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out);
/* Look at everything again at the next chance (check mail). */
void imap_client_refresh (ImapClient *client);
/* The person opens an item whose body is not here. */
void imap_client_open (ImapClient *client, guint32 item);
void imap_client_leave (ImapClient *client);
gboolean imap_client_in_step (const ImapClient *client, const Replica *replica); /* synchronised, nothing pending */
gint64 imap_client_expiry (const ImapClient *client);
void imap_client_timeout (ImapClient *client, gint64 now, EngineOut *out);
void imap_client_closed (ImapClient *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out);
const char *imap_client_peek (const ImapClient *client, const DevicePolicy *policy, const Replica *replica, gint64 now);
