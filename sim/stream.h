/* Stream: one end of a TCP-like connection, sans-I/O (RFC 9293, RFC 6298, RFC 5681 in part).
 *
 * Sequence numbers are octet offsets from 0 in the direction's stream; SYN and FIN are flags
 * that take no octet here (captures add the initial sequence number and the phantom octets). */
#pragma once

#include <glib.h>

#include "state.h"
#include "trace.h"

typedef struct {
  guint64 sequence;
  guint64 acknowledged;
  GByteArray *octets;   /* NULL when it carries none */
  guint32 flags;        /* SegmentFlags */
  guint32 window;
  guint32 of_event;     /* retransmission: trace id of the first time it was sent, 0 */
  guint32 unused;
} Segment;

extern const StateType segment_state;

typedef enum { STREAM_CLOSED, STREAM_LISTEN, STREAM_SYN_SENT, STREAM_SYN_RECEIVED, STREAM_ESTABLISHED, STREAM_FIN_WAIT_1,
               STREAM_FIN_WAIT_2, STREAM_CLOSE_WAIT, STREAM_CLOSING, STREAM_LAST_ACK, STREAM_TIME_WAIT } StreamState;

typedef struct {
  guint32 state;        /* StreamState */
  guint32 mss;
  guint64 una;          /* oldest octet not acknowledged */
  guint64 next;         /* next octet to send */
  guint64 received;     /* next octet expected */
  guint64 read;         /* octets handed to the application */
  GByteArray *sending;  /* octets from una on */
  GByteArray *arrived;  /* octets from read on, in order */
  GArray *out_of_order; /* of Segment */
} Stream; /* the owner of this file adds fields and functions */

extern const StateType stream_state;
