/* SASL PLAIN (RFC 4616) and the base64 that carries it (RFC 4648 §4), for all engines. */
#pragma once

#include <glib.h>

/* Strict: canonical padding, no white space, no other octets. "=" alone is the empty string when it
 * stands for an initial response: the caller knows. NULL when it is not base64. Caller owns. */
guint8 *sasl_base64_decode (const char *text, gsize length, gsize *decoded_length);

/* "[authzid] NUL authcid NUL passwd" in base64. FALSE when it is anything else, holds an empty name
 * or is not UTF-8. Caller owns the strings. */
gboolean sasl_plain_decode (const char *text, gsize length, char **authzid, char **user, char **password);

/* Without authzid, in base64. Caller owns. */
char *sasl_plain_encode (const char *user, const char *password);
