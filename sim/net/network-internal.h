/* What network.c, link.c and connection.c share. For no other file. */
#pragma once

#include "net/network.h"

#define NETWORK_LINK(network, i) (&g_array_index ((network)->links, Link, i))

Direction side_direction (Side from); /* that its octets flow in */
Role side_role (Side side);
Place connection_place (const Connection *connection, Side side);

/* link.c: puts the segment on the connection's link and takes its octets. Returns the trace id of its sending.
 * certain: it was made at the far end of a cut and is not lost. */
guint32 link_send (Network *network, NetworkContext *context, const Connection *connection, Side from, Segment *segment,
                   gboolean certain);
gboolean link_take_arrived (Network *network, guint32 id, InFlight *arrived);
void link_trace_fate (NetworkContext *context, const Connection *connection, const InFlight *item, SegmentFate fate);
/* Drops what is on its way on the link, and only of that connection when it is not 0. */
void link_drop_in_flight (Network *network, NetworkContext *context, guint link, guint32 connection);
gboolean link_carries (const Network *network, guint32 connection); /* something of it is on its way */

guint32 connection_trace (NetworkContext *context, const Connection *connection, Side side, ConnectionChange change);

/* connection.c: sends what the stream has to send, sets the timer, traces and tells what happened, and forgets a
 * connection that is finished. The connection may be gone afterwards. events may be NULL. */
void connection_settle (Network *network, NetworkContext *context, guint32 id, GArray *events);
