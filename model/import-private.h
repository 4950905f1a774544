/* The inside of the import, for model/import*.c alone. */
#pragma once

#include "import.h"

/* Adds a message made of length octets, which stand at offset in the input called name. Line ends become CRLF, and
 * the last line gets one; with unquote, one '>' of each mboxrd quote goes. FALSE with error: an octet that no message
 * may have, or no header. Otherwise the place in messages, to set date and flags. */
ImportedMessage *import_add (GArray *messages, const guint8 *octets, gsize offset, gsize length, gboolean unquote,
                             const char *name, GError **error);

void import_fail (GError **error, const char *name, gsize offset, const char *what);

/* TRUE when the octets begin with "From ". */
gboolean import_is_mbox (const guint8 *octets, gsize length);
gboolean import_mbox (GArray *messages, const guint8 *octets, gsize length, const char *name, GError **error);
