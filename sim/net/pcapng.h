/* Pcapng: the segments of a trace as a capture file, for Wireshark and its kin.
 *
 * One interface, raw IPv4, time in µs. A capture sees what one end sees: its own segments when it sends them, lost
 * ones too, and the others' when they arrive. The mail server is 10.0.0.1, the outside world 10.0.0.2, device n
 * 10.0.0.(9 + n), from the 241st on 10.0.1.10 and so on. Initial sequence numbers are made up, one for each direction.
 * Octets that engines marked secret are masked with '*', keeping their length.
 * (draft-ietf-opsawg-pcapng, RFC 791, RFC 9293) */
#pragma once

#include <glib.h>

#include "net/network.h"
#include "trace.h"

/* side: whose view, the connections' clients' or servers'. until: events up to that id count. Caller owns. */
GByteArray *pcapng_from_trace (const Trace *trace, guint until, Side side);
