/* Engine: what all protocol engines share. Octets in, octets and events out, time an argument.
 *
 * An engine is a plain struct described by a StateType; it can be copied at any moment. Who
 * drives it (world, test, fuzzer, console, gateway) does:
 *
 *     pop3_server_start (server, host, now, out);        the greeting
 *     pop3_server_receive (server, octets, length);      keep what came
 *     while (pop3_server_next (server, host, now, out))  handle one line (or literal, or chunk)
 *       ...drain out...
 *     pop3_server_expiry (server)                        when to call
 *     pop3_server_timeout (server, host, now, out);
 *     pop3_server_closed (server, host, now, out);       the peer is gone, however it went
 *
 * After each call the driver takes from out what was written (octets), what happened (events),
 * and whether the engine wants the connection closed. The driver fills in id, step, time, cause,
 * connection and place of the events.
 *
 * Octets of a peer are never trusted: errors are protocol replies and events. Faults of the
 * programmer are assertions. */
#pragma once

#include <glib.h>

#include "changes.h"
#include "state.h"
#include "trace.h"

/* One engine's input not yet handled, and where in the streams it is. */
typedef struct {
  GByteArray *input;  /* received, not handled */
  guint64 in_offset;  /* stream offset of input->data[0] */
  guint64 out_offset; /* octets written so far */
} EngineIo;

extern const StateType engine_io_state;

void engine_io_init (EngineIo *io);
void engine_io_receive (EngineIo *io, const guint8 *octets, gsize length);
/* Length of the first line with its line end, 0 when no line end has come. With strict only CRLF
 * ends a line; otherwise LF does too. */
gsize engine_io_line (const EngineIo *io, gboolean strict);
/* Forgets the first octets of the input. */
void engine_io_consume (EngineIo *io, gsize length);

/* Filled by one call, drained by the driver. */
typedef struct {
  GByteArray *octets; /* to send */
  GArray *events;     /* of TraceEvent */
  GArray *tokens;     /* of TraceToken; lines' first_token counts from 0 here */
  Changes changes;    /* copies: next_copy is the driver's counter */
  guint64 seed;       /* for rng */
  gboolean close;     /* close the connection after sending (FIN) */
  gboolean start_tls; /* do the TLS handshake after sending (STLS, STARTTLS) */
  gboolean login_failed; /* a server has refused a login */
  gboolean login_proved; /* a server was given the right password, whatever came of the login */
  gboolean waiting;   /* the engine waits for something other than input (a lock); poll it again */
} EngineOut;

void engine_out_init (EngineOut *out, guint32 *next_copy, guint64 seed);
void engine_out_clear (EngineOut *out);
/* Empties it for the next call; flags too. */
void engine_out_drain (EngineOut *out);

/* Writing lines. A line is begun, its octets added, and ended; the event LINE is added then.
 * Tokens are noted as the octets are written: engine_out_token() marks what was written since
 * the last engine_out_mark(). */
typedef struct {
  EngineOut *out;
  EngineIo *io;
  TraceEvent event;
  gsize line_start;
  gsize mark;
} LineWriter;

void line_begin (LineWriter *line, EngineOut *out, EngineIo *io, Role role, LineKind kind);
void line_mark (LineWriter *line);
void line_add (LineWriter *line, const char *text);
void line_addf (LineWriter *line, const char *format, ...) G_GNUC_PRINTF (2, 3);
void line_add_octets (LineWriter *line, const guint8 *octets, gsize length);
TraceToken *line_token (LineWriter *line, TokenKind kind); /* since the mark; moves the mark. Valid until the next token. */
/* text as one token: mark, add, token */
TraceToken *line_put (LineWriter *line, TokenKind kind, const char *text);
void line_end (LineWriter *line); /* adds CRLF */
void line_end_raw (LineWriter *line); /* adds nothing: data that brings its own end */

/* Notes that length octets at the start of the input were handled as a line, and consumes them.
 * tokens: relative to the line; may be NULL. */
void engine_received (EngineOut *out, EngineIo *io, Role role, LineKind kind, gsize length,
                      const TraceToken *tokens, guint n_tokens);

/* The one way to change an engine's state: looks the row up (there must be one), sets *state and
 * adds the event, also when old and new state are the same. */
void engine_transition (EngineOut *out, const StateTable *table, guint32 *state, guint input, guint outcome, Role role);

void engine_note_lock (EngineOut *out, LockChange change, guint32 session);
void engine_note_quota (EngineOut *out, guint64 used, guint64 limit, gboolean refused);
void engine_note_decision (EngineOut *out, guint rule, guint32 letter, gint64 a, gint64 b, gint64 c);

/* A server is not silent while it is still being told: an upload is granted the time of a slow line, 1 kB/s. */
#define ENGINE_UPLOAD_PACE 1000 /* µs an octet */

/* No expiry. */
#define ENGINE_NEVER G_MAXINT64
/* timeout 0: never. */
gint64 engine_deadline (gint64 from, gint64 timeout);
