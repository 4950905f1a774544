/* Transcript: anybody's POP3, IMAP or SMTP session, explained line by line.
 *
 * What comes in is one line, a pasted session in the form of any tool, or a capture. Who speaks is read from the marks of the
 * tool, from the capture, or else from the protocol itself. The lines then walk through the state tables of our own servers:
 * a command, the outcome that the recorded server gave, and the state after it. Where a line breaks the protocol a breach
 * says how, with the RFC's clause.
 *
 * Passwords are masked in everything that comes out: in the lines, and again wherever the same octets stand elsewhere. */
#pragma once

#include <glib.h>

#include "trace.h"

typedef enum { TRANSCRIPT_ERROR_NOTHING, TRANSCRIPT_ERROR_CAPTURE } TranscriptError;
#define TRANSCRIPT_ERROR (transcript_error_quark ())
GQuark transcript_error_quark (void);

/* Where a line breaks the protocol. */
typedef struct {
  char *text;          /* translated */
  const char *clause;  /* "RFC 5321 §4.1.4" */
} Breach;

/* One command, reply, or block of data; may be several lines of text. */
typedef struct {
  Role role;           /* ROLE_NONE: not of the session, but of the tool that recorded it */
  LineKind kind;
  char *text;          /* UTF-8, masked, control characters as "\x01", lines divided by "\n" */
  guint n_lines;
  guint64 octets;      /* with line ends, as on the wire */
  guint source;        /* line of the pasted text, from 1; 0 in a capture */
  gint64 time;         /* µs since the epoch UTC, 0: not known */
  char *note;          /* translated, as in Explanation */
  char *meaning;
  const char *clause;
  gboolean known;      /* FALSE: no row of the explain tables fits */
  const char *before;  /* the server's state, by its table; NULL: not known */
  const char *after;
  GPtrArray *breaches; /* of Breach */
} TranscriptLine;

/* One connection. */
typedef struct {
  Protocol protocol;
  const StateTable *table;
  char *client;        /* "192.0.2.1:50123"; NULL in a pasted text */
  char *server;
  GPtrArray *lines;    /* of TranscriptLine */
} TranscriptSession;

typedef struct {
  GPtrArray *sessions; /* of TranscriptSession */
  char *remark;        /* translated: what has to be known about the whole; NULL */
} Transcript;

typedef struct {
  Protocol protocol;   /* PROTOCOL_NONE: find it */
  const char *state;   /* in which the session is at the first line, as its table calls it; NULL: find it */
} TranscriptHints;

/* hints may be NULL. Memory stays within a small multiple of length. */
Transcript *transcript_explain (const guint8 *octets, gsize length, const TranscriptHints *hints, GError **error);
void transcript_free (Transcript *transcript);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transcript, transcript_free)

guint transcript_n_breaches (const Transcript *transcript);
/* "POP3"; NULL for PROTOCOL_NONE. */
const char *transcript_protocol_name (Protocol protocol);
/* "pop3", "SMTP"; PROTOCOL_NONE when it is none. */
Protocol transcript_parse_protocol (const char *name);
