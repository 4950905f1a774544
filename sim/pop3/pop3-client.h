/* POP3 client engine: codec and flow of one session; the replica outlives it. */
#pragma once

#include "device-policy.h"
#include "engine.h"
#include "replica.h"

typedef enum { CLIENT_RUNNING, CLIENT_SUCCEEDED, CLIENT_REFUSED /* login or service */, CLIENT_FAILED } ClientResult;

typedef struct {
  EngineIo io;
  guint32 state;
  guint32 result;   /* ClientResult */
  char *user;
  char *password;
  gint64 deadline;  /* µs: gives the server up */
} Pop3Client; /* the owner of this file adds the flow's fields */

extern const StateType pop3_client_state;
extern const StateTable pop3_client_table;

void pop3_client_init (Pop3Client *client, const char *user, const char *password);
void pop3_client_receive (Pop3Client *client, const guint8 *octets, gsize length);
/* Handles one response (or the data that has come), or sends the next command(s). FALSE when it has to wait or is done. */
gboolean pop3_client_next (Pop3Client *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out);
gint64 pop3_client_expiry (const Pop3Client *client);
void pop3_client_timeout (Pop3Client *client, gint64 now, EngineOut *out);
/* The connection is gone, expected or not: settles the replica by the policy's commit point. */
void pop3_client_closed (Pop3Client *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out);
/* The verb of the command that would be sent next ("QUIT"), NULL when none: for `cut before=`. */
const char *pop3_client_peek (const Pop3Client *client, const DevicePolicy *policy, const Replica *replica, gint64 now);
