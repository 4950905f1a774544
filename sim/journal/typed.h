/* What a person types by hand, as octets and as others may see it. */
#pragma once

#include <glib.h>

/* escaped: \r \n \t \0 \\ and \xHH stand for octets, and nothing is added. Otherwise text is one line, or several
 * divided by LF: each gets its CRLF. Appends to out. */
void typed_octets (const char *text, gboolean escaped, GByteArray *out);
/* Where in a line the secret begins, judged by the line alone: what follows PASS, the last word of LOGIN, the first answer
 * of AUTH or AUTHENTICATE, and a line that is base64 and nothing else. step: the line answers a challenge of SASL, and is
 * secret whole. FALSE when there is none. */
gboolean typed_secret (const char *text, gboolean step, gsize *start);
/* The line with its secret dotted. Caller owns. */
char *typed_dup_masked (const char *text, gboolean step);
