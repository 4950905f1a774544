/* Bounce: what comes back to a sender when a letter could not be delivered after it had been taken: a multipart/report
 * (RFC 6522) with the words, the fields for programs (RFC 3464) and the letter's header. */
#pragma once

#include "world/mail-host.h"

/* refused: recipient, reply, recipient, reply ...; NULL or empty: nobody answered for too long. Caller owns. */
Message *bounce_message (const MailHost *host, const QueuedMail *mail, const GPtrArray *refused, guint64 seed, gint64 now,
                         int zone_minutes);
