/* LiveServers: the servers that real mail programs on this machine connect to while a session is live. Loopback, and nothing
 * else. */
#pragma once

#include "gateway/services.h"
#include "playback/playback-session.h"

#define LIVE_HOST "127.0.0.1"

/* The session goes live, and all services listen on free ports. FALSE: nothing is on. */
gboolean live_servers_start (PrSession *session, GError **error);
/* NULL while they are off. Valid until they are started again. */
const ServicePorts *live_servers_ports (PrSession *session);
/* Index into services[]. */
guint live_servers_find (Protocol protocol, gboolean tls);
/* A journal of today with one account and one letter in it, to go live at once. NULL with error. Caller owns. */
Journal *live_servers_new_journal (GError **error);
