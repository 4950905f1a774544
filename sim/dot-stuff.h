/* Multi-line data as POP3 and SMTP carry it: lines that begin with "." get one more, and a line
 * with only "." ends it (RFC 1939 §3, RFC 5321 §4.5.2). Only CRLF ends a line here: a lone CR or LF
 * is an octet like any other, so "\n.\n" is never an end. */
#pragma once

#include <glib.h>

/* Index behind the first CRLF at or after from; 0 when there is none. */
gsize dot_next_line (const guint8 *octets, gsize length, gsize from);

/* Appends the stuffed octets, the missing CRLF of a last line, and ".\r\n". */
void dot_stuff (GByteArray *out, const guint8 *octets, gsize length);

/* Length of the block with its end ".\r\n"; 0 when the end has not come. *scan: where to go on
 * looking when more has come; 0 at first. */
gsize dot_find_end (const guint8 *octets, gsize length, gsize *scan);

/* The content of a block that dot_find_end() measured: without the end, dots undone. Caller owns. */
GBytes *dot_unstuff (const guint8 *block, gsize length);
