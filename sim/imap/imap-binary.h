/* BINARY (RFC 3516): parts without their transfer encoding, and messages that come with NULs. */
#pragma once

#include "imap/imap-fetch.h"

/* A message whose parts of encoding BINARY are BASE64 instead, so that it can be fetched as text too (RFC 3516 §4.3).
 * NULL when a NUL is left. Caller owns. */
GBytes *imap_encode_binary (GBytes *octets);
/* The section's content, decoded. NULL when there is no such part; *unknown: its encoding is not known (UNKNOWN-CTE).
 * Caller owns. */
GBytes *imap_binary_octets (const Message *message, const ImapSection *section, gboolean *unknown);
