/* Modified UTF-7: how mailbox names travel (RFC 3501 §5.1.3). */
#pragma once

#include <glib.h>

/* UTF-8 to the wire. Caller owns. name must be valid UTF-8. */
char *imap_utf7_encode (const char *name);
/* NULL when it is not the one valid encoding of a name: bad BASE64, superfluous shifts, encoded
 * printable ASCII, lone surrogates, NUL, octets from 0x80. Caller owns. */
char *imap_utf7_decode (const char *wire);
