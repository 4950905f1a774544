/* The inside of a Message, for model/message*.c alone. */
#pragma once

#include "message.h"

struct _Message {
  StateShared shared;
  GBytes *octets;
  /* Lazy: each follows from the octets alone, NULL until asked for. */
  char *digest;
  char *letter_digest;
  GPtrArray *headers;  /* of char *: name as asked for, value, ... */
  MessagePart *structure;
};

/* The end of the line that starts at at: behind its LF, or end. */
gsize message_line_end (const guint8 *octets, gsize at, gsize end);
/* TRUE for CRLF or LF alone. */
gboolean message_line_is_blank (const guint8 *octets, gsize at, gsize line_end);

/* The header that starts at start, its blank line included, in a text that stops at end. A text whose first line
 * is no field has no header. */
OctetRange message_header_scan (const guint8 *octets, gsize start, gsize end);

/* Walks over the fields of a header. *at is where to look, moved behind the field that is found.
 * name_length: octets of the field's name. FALSE when there are no more. */
gboolean message_field_next (const guint8 *octets, gsize *at, gsize end, OctetRange *field, gsize *name_length);

/* TRUE when the field has that name, in any case. */
gboolean message_field_is (const guint8 *octets, const OctetRange *field, gsize name_length, const char *name);

/* Value of a field in *field: unfolded and trimmed. Caller owns. */
char *message_field_value (const guint8 *octets, const OctetRange *field, gsize name_length);

/* Content-Type or Content-Disposition (RFC 2045 §5.1, RFC 2183 §2): the value before the first semicolon, trimmed,
 * and the parameters behind it, added to params (name, value, ...; values without their quotes). */
char *message_parse_params (const char *value, GPtrArray *params);

MessagePart *message_structure_parse (const Message *message);
void message_part_free (MessagePart *part);
