/* Network: links and TCP-like connections between the server and everybody else.
 *
 * Every device has one link to the server; the outside world has one too. A link delays
 * (latency + octets / bandwidth, in order), loses by keyed chance, and can be down.
 * Connections do SYN, MSS, ACK, window, retransmission time-out with back-off, give-up, FIN and
 * RST (RFC 9293, RFC 6298), so that a capture of them is one that mail engineers believe. */
#pragma once

#include <glib.h>

#include "engine.h"
#include "scheduler.h"
#include "net/stream.h"

/* As set by the journal. Plain. */
typedef struct {
  gint64 latency;    /* µs, one way */
  guint64 bandwidth; /* bit/s, 0 = without limit */
  guint32 loss_ppm;  /* lost segments in a million */
  guint32 up;
} LinkSettings;

void link_settings_default (LinkSettings *settings); /* 20 ms, 20 Mbit/s, no loss, up */

/* One end of a link is the server; links are named by the other end. */
typedef struct {
  Place place;            /* device or outside */
  LinkSettings settings;
  guint64 key;            /* of its luck: from the place, or from a name by network_name_link() */
  /* Per Direction, here seen from the mail server, whoever opened the connection: */
  gint64 free_at[2];      /* when the last octet queued so far has left */
  guint64 counter[2];     /* segments so far, for the keyed chance */
  guint64 octets[2];      /* octets that streams put on it, sent again ones too; no headers */
} Link;

#define NETWORK_HEADER 40u /* octets of IP and TCP header that a segment takes of the bandwidth */

typedef enum { SIDE_CLIENT, SIDE_SERVER } Side;

typedef struct {
  guint32 id;             /* from 1 */
  guint32 link;           /* index */
  Place client;
  Protocol protocol;
  guint32 port;
  guint32 client_port;
  guint32 silent;         /* cut silently or by reset: nothing gets through any more */
  Stream streams[2];      /* per Side */
  guint32 generation[2];  /* of the stream timers */
  gint64 armed[2];        /* when the timer in the queue goes off */
  guint32 first_event;    /* trace event that opened it */
  guint32 ended;          /* its end was traced */
  guint32 tls;            /* bits: 1 << Side of the ends that speak TLS, or try to */
  guint32 unused;
  gint64 opened;
} Connection;

/* On its way. */
typedef struct {
  Segment segment;
  gint64 arrives;
  guint32 connection;
  guint32 to;             /* Side */
  guint32 sent_event;     /* trace id */
  guint32 id;             /* unique; ENTRY_SEGMENT's b */
} InFlight;

typedef struct {
  GArray *links;          /* of Link */
  GArray *connections;    /* of Connection, only live ones */
  GArray *in_flight;      /* of InFlight */
  guint32 next_connection;
  guint32 next_in_flight;
  guint64 seed;
} Network;

extern const StateType link_state, connection_state, in_flight_state, network_state;

/* The port that a client's connection comes from (RFC 6335 §6: the dynamic ones). */
#define NETWORK_CLIENT_PORT(connection) (49152u + (connection) % 16384u)

/* What the world tells the network to do its work with. Borrowed for one call. */
typedef struct {
  gint64 now;
  Scheduler *scheduler;
  guint32 cause;                                  /* of everything done in this call; network_segment_arrives() and
                                                     network_stream_timer() set it to their own event */
  guint32 (*emit) (gpointer data, TraceEvent *event); /* fills in step and time, returns the id */
  void (*emit_octets) (gpointer data, guint32 connection, Direction direction, const guint8 *octets, gsize length);
  gpointer data;
} NetworkContext;

/* What a call made happen for an application, in order. NET_RESET: a refused connection too. NET_CLOSED: both
 * directions ended in order. After NET_RESET, NET_GAVE_UP and NET_CLOSED nothing more comes for that side, and the
 * connection may be gone already. */
typedef enum { NET_CONNECTED, NET_READABLE, NET_PEER_CLOSED, NET_RESET, NET_GAVE_UP, NET_CLOSED } NetEventKind;
typedef struct {
  NetEventKind kind;
  guint32 connection;
  Side side;
} NetEvent;

void network_init (Network *network, guint64 seed);
/* The link's luck then follows the name, whatever other devices there are. */
void network_name_link (Network *network, Place place, const char *name);
guint network_add_link (Network *network, Place place, const LinkSettings *settings);
Link *network_link (Network *network, Place place);
Connection *network_connection (Network *network, guint32 id); /* NULL when it is gone */

/* Opens a connection from place to the server's port, or from the server (PLACE_SERVER) to the outside's: sends
 * SYN. listening: FALSE answers with RST. Returns its id. */
guint32 network_connect (Network *network, NetworkContext *context, Place place, Protocol protocol,
                         guint port, gboolean listening);
/* What is written after network_close() is recorded but never sent. */
void network_write (Network *network, NetworkContext *context, guint32 connection, Side side, const guint8 *octets, gsize length);
/* Octets that arrived in order and were not read yet; network_read() takes them. */
gsize network_readable (const Network *network, guint32 connection, Side side);
GBytes *network_read (Network *network, NetworkContext *context, guint32 connection, Side side, gsize max);
void network_close (Network *network, NetworkContext *context, guint32 connection, Side side); /* FIN after what is queued */
void network_abort (Network *network, NetworkContext *context, guint32 connection, Side side); /* RST */
/* The same, because nobody has answered. */
void network_give_up (Network *network, NetworkContext *context, guint32 connection, Side side);
/* Reset: both ends are sent an RST, and nothing else gets through any more. Close: the client's program ends it. */
void network_cut (Network *network, NetworkContext *context, guint32 connection, CutKind how);
/* Taking a link down drops what is on its way. */
void network_set_link (Network *network, NetworkContext *context, Place place, const LinkSettings *settings);

/* Entries of the queue. events: GArray of NetEvent, appended to. */
void network_segment_arrives (Network *network, NetworkContext *context, const Entry *entry, GArray *events);
void network_stream_timer (Network *network, NetworkContext *context, const Entry *entry, GArray *events);
