/* Message: immutable octets, reference-counted, with its MIME structure (RFC 5322, RFC 2045).
 *
 * Lines end in CRLF. A message made from octets with bare LF or CR must be normalised by the
 * importer first; message_new() takes the octets as they are.
 *
 * The structure is parsed at the first question and kept; parsing changes nothing that can be
 * observed. Octet ranges are exact: they index message_octets().
 */
#pragma once

#include <glib.h>

#include "state.h"

typedef struct _Message Message;

/* start <= end, octet offsets into the message */
typedef struct {
  gsize start;
  gsize end;
} OctetRange;

/* One body part, in the shape that IMAP's BODYSTRUCTURE needs (RFC 3501 §7.4.2).
 * Strings are as on the wire (no RFC 2047 decoding), owned by the message, NULL when absent. */
typedef struct _MessagePart MessagePart;
struct _MessagePart {
  const char *type;        /* lower case; "text" when the message says nothing */
  const char *subtype;
  const char *encoding;    /* upper case; "7BIT" when absent */
  const char *id;
  const char *description;
  const char *md5;
  const char *disposition; /* lower case */
  const char *location;
  GPtrArray *params;             /* of char *: name, value, name, value, ... */
  GPtrArray *disposition_params; /* the same */
  GPtrArray *languages;          /* of char * */
  OctetRange header;       /* the part's own MIME header, with its blank line */
  OctetRange body;         /* the part's body, still encoded */
  guint64 lines;           /* lines of the body: for text and message */
  GPtrArray *children;     /* of MessagePart *: of a multipart; of message/rfc822 and message/global exactly one, its content */
  const MessagePart *parent;
  OctetRange rfc822_header; /* for these two: header of the message inside (blank line included) */
};

extern const StateType message_state;

/* Takes a reference on octets. Never fails: anything is a message. */
Message *message_new (GBytes *octets);
Message *message_new_from_string (const char *octets, gssize length);
Message *message_ref (Message *message);
void message_unref (Message *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Message, message_unref)

const guint8 *message_octets (const Message *message, gsize *length);
GBytes *message_get_bytes (const Message *message);
gsize message_size (const Message *message); /* RFC822.SIZE, octets */

/* Digest (hex SHA-256) of the whole octets. */
const char *message_digest (const Message *message);

/* What makes it the same letter: a digest (hex SHA-256) of the header without trace fields
 * (Received, Return-Path, Delivered-To, Bcc, Status, X-Status, X-UID, X-Keywords,
 * X-Mozilla-*) and of the body. */
const char *message_letter_digest (const Message *message);

/* The header with its blank line: [0, n). */
OctetRange message_header_range (const Message *message);

/* First field of that name (any case), unfolded, trimmed, RFC 2047 not decoded; NULL when absent.
 * Owned by the message. */
const char *message_header (const Message *message, const char *name);

/* The same for the header in a range (a part's or a nested message's). Caller owns. */
char *message_header_in (const Message *message, OctetRange header, const char *name);

/* Ranges of all fields in a header range whose name is (keep = TRUE) or is not (FALSE) among
 * names; each with its folded lines and CRLF. The blank line at the end is not among them. */
GArray *message_header_fields (const Message *message, OctetRange header, GStrv names, gboolean keep); /* of OctetRange */

/* Decoded for people (RFC 2047, UTF-8). Caller owns. Never NULL. */
char *message_dup_subject (const Message *message);
char *message_dup_from (const Message *message);

/* Encoded words of a header field's value decoded (RFC 2047). NULL gives "". Caller owns. Always UTF-8. */
char *message_decode_words (const char *value);

/* The root part. Never NULL; a broken structure is text/plain. Owned by the message. */
const MessagePart *message_structure (const Message *message);

/* IMAP part number "1.2" → part; NULL when there is none (RFC 3501 §6.4.5). path of length 0 is the root. */
const MessagePart *message_part (const Message *message, const guint *path, guint length);

/* The part's content with its Content-Transfer-Encoding undone (RFC 3516, and SEARCH BODY).
 * NULL when the encoding is unknown. Caller owns. */
GBytes *message_part_decoded (const Message *message, const MessagePart *part);

/* Address of a header field for ENVELOPE: groups are entries with NULL host (RFC 3501 §7.4.2). */
typedef struct {
  char *name;    /* as on the wire, may be NULL */
  char *adl;     /* source route, NULL nearly always */
  char *mailbox; /* NULL ends a group */
  char *host;    /* NULL: start or end of a group */
} MessageAddress;

/* Addresses of the named fields in a header range, in order. Free with g_ptr_array_unref. */
GPtrArray *message_addresses (const Message *message, OctetRange header, const char *name); /* of MessageAddress * */

/* The Date field (RFC 5322 §3.3) in µs since the epoch UTC, and its zone in minutes. FALSE when absent or bad. */
gboolean message_date (const Message *message, gint64 *time, int *zone_minutes);
