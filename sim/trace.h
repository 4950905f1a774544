/* Trace: the append-only record of what happened in one world. Everything shown is read from
 * the world and from here. Codes and ids, never translated sentences.
 *
 * Events are numbered from 1 and belong to steps; "event k" means the world after the step that
 * wrote it. An event's cause is an earlier event (0: the journal or a timer set by nobody).
 *
 * Octets: for each connection and direction the trace keeps one buffer of all octets written by
 * the sender; lines and segments are ranges in it. Within TLS segments are ranges of a second one, of
 * what is sent instead. Ranges that engines marked secret are masked
 * by every serialiser, keeping their length. */
#pragma once

#include <glib.h>

#include "changes.h"
#include "state-table.h"

typedef enum {
  TRACE_ACTION,     /* an action of the journal was carried out */
  TRACE_CONNECTION, /* opened, accepted, refused, closed, reset, timed out */
  TRACE_SEGMENT,
  TRACE_LINE,
  TRACE_STATE,
  TRACE_COPY,
  TRACE_DECISION,   /* why a client sent what it sent */
  TRACE_LOCK,       /* POP3 maildrop lock taken, refused, released */
  TRACE_QUOTA,
  TRACE_TIMER,
  TRACE_FAULT,      /* link down or up, loss, cut, a server or a device that fails */
} TraceKind;

typedef enum { ROLE_NONE, ROLE_CLIENT, ROLE_SERVER } Role;

typedef enum { PROTOCOL_NONE, PROTOCOL_POP3, PROTOCOL_IMAP, PROTOCOL_SMTP, PROTOCOL_SUBMISSION } Protocol;

typedef enum { PLACE_NONE, PLACE_SERVER, PLACE_DEVICE, PLACE_OUTSIDE } PlaceKind;

/* Server: id of the account, 0 before a login. Device: id of the device. Ids count from 1 in the world. Outside: 0. */
typedef struct {
  PlaceKind kind;
  guint32 id;
} Place;

typedef enum { TO_SERVER, TO_CLIENT } Direction; /* client = who opened the connection */

typedef enum {
  LINE_GREETING,
  LINE_COMMAND,
  LINE_RESPONSE,      /* POP3 and SMTP status line, IMAP tagged response */
  LINE_UNTAGGED,      /* IMAP */
  LINE_CONTINUATION,  /* IMAP and POP3 "+" */
  LINE_CLIENT_DATA,   /* SASL step, DONE, literal, SMTP message data */
  LINE_DATA,          /* POP3 multi-line data */
} LineKind;

typedef enum {
  TOKEN_TAG,
  TOKEN_COMMAND,
  TOKEN_STATUS,        /* +OK, -ERR, OK, NO, BAD, BYE, 250 */
  TOKEN_CODE,          /* [IN-USE], [UIDVALIDITY 3], 5.7.8 */
  TOKEN_NUMBER,        /* message or sequence number of this session: number, uid and letter are set */
  TOKEN_UID,           /* uid and letter */
  TOKEN_UIDL,          /* letter */
  TOKEN_SIZE,          /* octets */
  TOKEN_MAILBOX,
  TOKEN_FLAGS,
  TOKEN_SECRET,        /* masked everywhere; also marks literals and SASL steps */
  TOKEN_ITEM,          /* FETCH item, SEARCH key, capability */
  TOKEN_TEXT,          /* free text for people */
  TOKEN_LITERAL,       /* octets of a message; letter may be set */
} TokenKind;

typedef struct {
  TokenKind kind;
  guint32 start;   /* octets from the start of the line's range */
  guint32 length;
  guint32 number;  /* 0 when it has none */
  guint32 uid;
  guint32 letter;
} TraceToken;

typedef struct {
  Direction direction;
  LineKind kind;
  guint64 start;       /* octet range in the direction's buffer, CRLF included */
  guint64 end;
  guint32 first_token; /* in the trace's tokens; engines: in their EngineOut */
  guint32 n_tokens;
  guint32 answers;     /* id of the command's arrived line that this responds to, 0 */
  guint32 letter;      /* the letter that the line is about, if exactly one */
  gboolean arrived;    /* FALSE: written by the sender. TRUE: handled by the receiver */
  guint32 protected;   /* TRUE: said within TLS: who listens on the way cannot read it */
  guint32 raw;         /* TRUE: the receiver took the sender's TLS records for a line: the range is one of trace_wire() */
} TraceLine;

typedef enum { SEGMENT_SENT, SEGMENT_ARRIVED, SEGMENT_DROPPED } SegmentFate;

/* ACK_FIN is no flag on the wire: the acknowledgement covers the FIN too, which takes no octet here. */
typedef enum { SEGMENT_SYN = 1, SEGMENT_ACK = 2, SEGMENT_FIN = 4, SEGMENT_RST = 8, SEGMENT_PSH = 16,
               SEGMENT_ACK_FIN = 32 } SegmentFlags;

typedef struct {
  Direction direction;
  SegmentFate fate;
  guint32 flags;
  guint32 window;
  guint64 sequence;    /* first octet in the direction's buffer (SYN and FIN not counted) */
  guint32 length;
  guint64 acknowledged; /* octets of the other direction */
  guint32 retransmission_of; /* id of the first sent event, 0 */
  guint32 sent;        /* arrived, dropped: id of the sent event */
  gint64 arrives;      /* sent: when it will arrive, µs; 0 when it is lost */
} TraceSegment;

typedef struct {
  const StateTable *table;
  guint32 row;
  guint32 old_state;
  guint32 new_state;
} TraceState;

/* Rules of device policies: why a command was sent or an item was touched. Codes, in
 * decision-rule.h; the inputs are what the rule looked at. */
typedef struct {
  guint32 rule;        /* DecisionRule */
  guint32 letter;
  gint64 inputs[3];
} TraceDecision;

typedef enum { CONNECTION_OPENING, CONNECTION_OPEN, CONNECTION_REFUSED, CONNECTION_CLOSED, CONNECTION_RESET,
               CONNECTION_TIMED_OUT } ConnectionChange;
typedef struct {
  ConnectionChange change;
  Protocol protocol;
  guint32 port;
  Place client;        /* device or outside */
} TraceConnection;

typedef enum { LOCK_TAKEN, LOCK_REFUSED, LOCK_RELEASED } LockChange;
typedef struct { LockChange change; guint32 session; } TraceLock;

typedef struct { guint64 used; guint64 limit; gboolean refused; } TraceQuota;

typedef enum { TIMER_CHECK, TIMER_AUTOLOGOUT, TIMER_RETRANSMIT, TIMER_RETRY, TIMER_IDLE_RENEW,
               TIMER_NO_ANSWER /* a client gives the server up */ } TimerCode;
typedef struct { TimerCode timer; } TraceTimer;

typedef enum { FAULT_LINK_DOWN, FAULT_LINK_UP, FAULT_LINK_CHANGED, FAULT_CUT, FAULT_SERVER_RESTART,
               FAULT_SERVER_DOWN, FAULT_SERVER_UP, FAULT_DISK_FULL, FAULT_DISK_OK, FAULT_SERVER_SLOW,
               FAULT_DEVICE_LOST, FAULT_MEMORY_LOST, FAULT_RECREATED, FAULT_PASSWORD } FaultCode;
typedef enum { CUT_SILENT, CUT_RESET, CUT_CLOSE } CutKind;
typedef struct { FaultCode fault; CutKind cut; guint32 device; } TraceFault;

typedef enum { OUTCOME_DONE, OUTCOME_IMPOSSIBLE } ActionOutcome;
typedef struct {
  guint32 action;      /* index of the action in its journal */
  ActionOutcome outcome;
  guint32 reason;      /* ImpossibleReason (action.h), 0 */
  guint32 letter;
} TraceAction;

typedef struct {
  TraceKind kind;
  guint32 id;          /* from 1 */
  guint32 step;
  guint32 cause;       /* id of an earlier event, 0 */
  gint64 time;         /* µs since the epoch UTC */
  guint32 connection;  /* id from 1, 0 = none */
  Role role;           /* whose engine wrote it */
  Place place;
  union {
    TraceLine line;
    TraceSegment segment;
    TraceState state;
    CopyEvent copy;
    TraceDecision decision;
    TraceConnection conn;
    TraceLock lock;
    TraceQuota quota;
    TraceTimer timer;
    TraceFault fault;
    TraceAction action;
  };
} TraceEvent;

typedef struct _Trace Trace;

Trace *trace_new (void);
void trace_free (Trace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trace, trace_free)

/* A trace that keeps nothing and tells each event as it happens: for long runs of which only figures are wanted. The event is
 * borrowed. Its length stays 0. */
typedef void (*TraceWatch) (const TraceEvent *event, gpointer data);
Trace *trace_new_watched (TraceWatch watch, gpointer data);

guint trace_length (const Trace *trace);
/* id from 1 to trace_length(). */
const TraceEvent *trace_event (const Trace *trace, guint id);
/* Of guint32, ascending: ids of the TRACE_COPY events, so that nobody walks all events for these few. */
const GArray *trace_copies (const Trace *trace);
const TraceToken *trace_tokens (const Trace *trace, const TraceLine *line); /* n_tokens of them */
/* The event that opened the connection: its protocol, port and client. NULL when there is none. */
const TraceEvent *trace_connection (const Trace *trace, guint connection);
/* The line as its sender wrote it, of a line that arrived: the one that its last octet is in. The sender knows more: letters,
 * and what it answers. NULL when there is none; a line as written is found itself. */
const TraceEvent *trace_sent_line (const Trace *trace, const TraceEvent *line);
/* Octets written so far in that direction: what lines are ranges of. */
const guint8 *trace_octets (const Trace *trace, guint connection, Direction direction, gsize *length);
/* Octets as they went over the network: what segments are ranges of. They are others only within TLS, or behind the
 * octet where it began. */
const guint8 *trace_wire (const Trace *trace, guint connection, Direction direction, gsize *length);
/* What the line is a range of. */
const guint8 *trace_line_octets (const Trace *trace, const TraceEvent *line, gsize *length);
/* Where in the wire's octets the line is; within TLS the records that hold it. */
void trace_line_on_wire (const Trace *trace, const TraceEvent *line, guint64 *start, guint64 *end);
/* The line went over the network as TLS records. Not so with a protected one of a real mail program: what went is not kept. */
gboolean trace_is_sealed (const Trace *trace, const TraceEvent *line);
/* Which of the octets written are the first that is not sent before that place on the wire. Behind a record's first
 * octet: what follows the whole record. */
guint64 trace_written_at (const Trace *trace, guint connection, Direction direction, guint64 wire);
/* The octets of a line without its CRLF, secrets masked with '*', for people to read: octets that are not
 * UTF-8 become U+FFFD, line ends within become LF. Text of more than one line: only the lines that fit
 * max_octets, at least one (0: all). Caller owns. */
char *trace_line_text (const Trace *trace, const TraceEvent *line, gsize max_octets);
/* The same with each secret as six dots, whatever its length: what windows and terminals show. Caller owns. */
#define TRACE_DOTS "••••••"
char *trace_line_shown (const Trace *trace, const TraceEvent *line, gsize max_octets);

/* Only the world appends. Tokens are copied; the line's first_token is set. Assigns the id. */
guint32 trace_append (Trace *trace, const TraceEvent *event, const TraceToken *tokens);
/* step: as in events, the one being made. */
void trace_append_octets (Trace *trace, guint32 step, guint connection, Direction direction, const guint8 *octets,
                          gsize length);
/* What is sent instead of what was appended up to written, of what was not sent yet: one record of TLS. A handshake's carries
 * nothing that was written. */
void trace_append_wire (Trace *trace, guint32 step, guint connection, Direction direction, const guint8 *octets,
                        gsize length, guint64 written);
/* Forgets what happened after that step (another branch goes on from there). */
void trace_truncate (Trace *trace, guint32 step);

/* One JSON object a line, stable order of members, secrets masked. */
void trace_event_to_json (const Trace *trace, const TraceEvent *event, GString *out);

const char *trace_kind_name (TraceKind kind);
const char *protocol_name (Protocol protocol); /* "POP3", "IMAP", "SMTP" (submission too) */
