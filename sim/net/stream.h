/* Stream: one end of a TCP-like connection, sans-I/O (RFC 9293, RFC 6298, RFC 5681 in part).
 *
 * Who drives it calls one of the functions below, then stream_next_segment() until it says FALSE,
 * tells stream_sent() the trace id of each, takes what happened with stream_take_events(), and
 * calls stream_timeout() at stream_expiry().
 *
 * Sequence numbers are octet offsets from 0 in the direction's stream; SYN and FIN are flags
 * that take no octet here (captures add the initial sequence number and the phantom octets).
 * Every ACK acknowledges the SYN; SEGMENT_ACK_FIN says that it acknowledges the FIN too.
 *
 * Done: handshake, MSS, sliding window with flow control, probes of a closed window, slow start
 * and congestion avoidance, fast retransmit and recovery (RFC 6582), retransmission time-out with
 * back-off, detection of time-outs that came too early (RFC 5682), give-up, delayed ACK, half-close,
 * TIME-WAIT, RST. Not done: SACK, time stamps, window
 * scaling, urgent data, simultaneous open. No Nagle: mail programs switch it off. */
#pragma once

#include <glib.h>

#include "net/send-queue.h"
#include "state.h"
#include "trace.h"

#define STREAM_MSS 1460u
#define STREAM_WINDOW 65535u     /* receive buffer, octets; the most without window scaling */
#define STREAM_INITIAL_WINDOW 10u /* segments (RFC 6928) */
/* All in µs. The minimum is below RFC 6298 §2.4's second, as all of today's systems have it. */
#define STREAM_RTO_INITIAL (G_GINT64_CONSTANT (1) * G_USEC_PER_SEC)
#define STREAM_RTO_MIN (G_GINT64_CONSTANT (200) * 1000)
#define STREAM_RTO_MAX (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define STREAM_ACK_DELAY (G_GINT64_CONSTANT (40) * 1000)       /* RFC 9293 §3.8.6.3: below 500 ms */
#define STREAM_SYN_TRIES 6u                                     /* 1+2+4+8+16+32 s: gives up after 63 s */
#define STREAM_GIVE_UP (G_GINT64_CONSTANT (120) * G_USEC_PER_SEC) /* since the last progress */
#define STREAM_TIME_WAIT_LENGTH (G_GINT64_CONSTANT (2) * G_USEC_PER_SEC) /* short: nobody reuses a port here */
#define STREAM_FIN_WAIT_LENGTH (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC) /* FIN-WAIT-2 with nothing heard */
#define STREAM_NEVER G_MAXINT64

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

/* What happened to the application, bits. */
typedef enum {
  STREAM_EVENT_CONNECTED = 1,
  STREAM_EVENT_READABLE = 2,
  STREAM_EVENT_PEER_CLOSED = 4,
  STREAM_EVENT_RESET = 8,
  STREAM_EVENT_REFUSED = 16,  /* RST in answer to SYN */
  STREAM_EVENT_GAVE_UP = 32,
  STREAM_EVENT_CLOSED = 64,   /* both directions ended in order */
} StreamEvents;

/* After a retransmission time-out, until it is known whether anything was lost (RFC 5682 §2.1). */
typedef enum { DOUBT_NONE, DOUBT_FIRST_ACK, DOUBT_SECOND_ACK } StreamDoubt;

/* Sent, not acknowledged. */
typedef struct {
  guint64 sequence;
  gint64 sent;          /* last time, µs */
  guint32 length;
  guint32 flags;        /* SYN, FIN, PSH */
  guint32 times;        /* sent so often */
  guint32 event;        /* trace id of the first time */
  guint32 lost;         /* TRUE: to be sent (again) */
  guint32 unused;
} SentRange;

typedef struct {
  guint32 state;        /* StreamState */
  guint32 mss;
  guint64 una;          /* oldest octet not acknowledged */
  guint64 next;         /* next octet to send */
  guint64 received;     /* next octet expected */
  guint64 read;         /* octets handed to the application */
  SendQueue sending;    /* octets from una on */
  GByteArray *arrived;  /* octets from read on, in order, after arrived_start that are done with */
  GArray *out_of_order; /* of Segment, by sequence */
  GArray *unacked;      /* of SentRange, by sequence */
  guint32 arrived_start;
  guint32 probe;        /* one octet may leave in spite of a closed window */
  guint64 window;       /* that the peer offers */
  guint64 offered;      /* right edge of the window that we offered */
  guint64 cwnd;
  guint64 ssthresh;
  guint64 recover;      /* recovering: ends when this is acknowledged */
  gint64 srtt;          /* µs; 0: no sample yet */
  gint64 rttvar;
  gint64 rto;
  gint64 deadline;      /* retransmission, probe, TIME-WAIT or FIN-WAIT-2 */
  gint64 ack_at;        /* delayed ACK */
  gint64 progress;      /* last time that the peer acknowledged something, or that waiting for it began */
  guint32 duplicates;   /* ACKs */
  guint32 recovering;
  guint32 fin_wanted;
  guint32 fin_sent;
  guint32 fin_acked;
  guint32 fin_received;
  guint32 ack_now;
  guint32 unanswered;   /* segments with octets since our last ACK */
  guint32 rst_wanted;
  guint32 events;       /* StreamEvents not taken yet */
  guint32 sent_index;   /* in unacked, of the segment given last, + 1; 0 = it is not there */
  guint32 doubt;        /* StreamDoubt */
} Stream;

extern const StateType stream_state;

/* CLOSED. Freed with state_clear (&stream_state, stream). */
void stream_init (Stream *stream);
void stream_listen (Stream *stream);
void stream_connect (Stream *stream, gint64 now);
/* Octets after stream_shutdown() or on an ended stream are dropped. */
void stream_write (Stream *stream, const guint8 *octets, gsize length);
/* FIN after what is queued. Reading goes on. */
void stream_shutdown (Stream *stream);
/* RST; nothing more is sent or told. */
void stream_abort (Stream *stream);
void stream_receive (Stream *stream, const Segment *segment, gint64 now);
gsize stream_readable (const Stream *stream);
/* At most max octets, at least one when any are readable; NULL when none are. */
GBytes *stream_read (Stream *stream, gsize max);

/* Fills in segment, whose octets the caller then owns. FALSE when there is nothing to send now. */
gboolean stream_next_segment (Stream *stream, gint64 now, Segment *segment);
void stream_sent (Stream *stream, guint32 event);
gint64 stream_expiry (const Stream *stream); /* µs, STREAM_NEVER */
/* The trace id of the segment that is sent again because of this, 0 when it is for something else. */
guint32 stream_timeout (Stream *stream, gint64 now);
guint stream_take_events (Stream *stream);
/* Nothing more will be told to the application: CLOSED or TIME-WAIT. */
gboolean stream_ended (const Stream *stream);
const char *stream_state_name (StreamState state); /* "SYN-SENT" */
