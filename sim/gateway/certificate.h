/* Certificate: what a server of our own shows, signed by itself: nobody can trust it but who has been given it. */
#pragma once

#include <gio/gio.h>

/* Reads folder/server.pem, which holds key and certificate; makes both first when there is none or it has expired. The
 * file is the user's alone (mode 0600). now: µs since the epoch. NULL with a GTlsError or a GFileError. Caller owns. */
GTlsCertificate *certificate_get (const char *folder, gint64 now, GError **error);
