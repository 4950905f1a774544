/* What `postroom-cli sync` shows: the conversation as it goes on, and what the device holds then. */
#pragma once

#include "gateway/client-socket.h"

/* For ClientSocket.told; data is not used. Prints lines, secrets masked, and changes of the connection. */
void sync_print_event (const Trace *trace, const TraceEvent *event, gpointer data);
void sync_print_replica (const Replica *replica, Protocol protocol);
