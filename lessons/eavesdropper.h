/* Eavesdropper: what somebody reads who listens on a link of the world, taken from the segments that went over it. TLS is
 * modelled (net/tls-model.h), and so is what it hides: the octets are there, and are said to be unreadable.
 *
 * Passwords are shown here and nowhere else, since to show them is what this is for; those of real mail programs, which are real
 * passwords, stay hidden. */
#pragma once

#include "world/world.h"

typedef enum {
  HEARD_LINE,    /* a line, with everything in it */
  HEARD_NAME,    /* a TLS handshake begins, with the server's name in it */
  HEARD_RECORDS, /* octets that mean nothing to him */
} HeardKind;

typedef struct {
  HeardKind kind;
  guint32 event;      /* the segment that brought its last octet */
  guint32 line;       /* HEARD_LINE: the line as it was written, 0 */
  guint32 connection;
  Direction direction;
  gint64 time;        /* when that segment was sent, µs */
  guint64 octets;     /* on the wire */
  char *text;         /* line: without line end, line ends within as LF; name: the server's; records: NULL */
  char *login;        /* line: what base64 hides from nobody (RFC 4616): "name password"; NULL */
} Heard;

/* Up to the event `until`. place: at whose link; PLACE_NONE: at all. Returns a GArray of Heard, in the order of time. */
GArray *eavesdrop (const World *world, const Trace *trace, guint until, Place place);
/* What he reads of a line that went over the network; NULL when TLS protects it. Caller owns. */
char *eavesdrop_line (const World *world, const Trace *trace, const TraceEvent *line);
/* The first that has that text in its line, its login or its name, NULL. */
const Heard *eavesdrop_find (const GArray *heard, const char *text);
