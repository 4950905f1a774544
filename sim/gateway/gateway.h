/* Gateway: real TCP connections into one world, which runs on behind them.
 *
 * A real client is a device of the world without a mail program (Device.real). What comes from its socket is given to the
 * world as actions (accept, receive, hangup) at the instant it came; what comes out at the client's end of the simulated
 * connection goes to the socket. The clock is passed in: it tells the world's time, in µs, and never runs backwards.
 *
 * Recording. With record, everything that came from sockets is kept, and gateway_dup_journal() writes it down behind the
 * journal's own lines. That journal, lived again, gives the same world and the same trace, octet for octet, up to the last
 * thing that a client did. Not part of it:
 * - TLS: what is recorded is what was said within it. That a connection was protected is recorded.
 * - The secret of a login that failed: octets 'A' of the same number stand for it, and it fails again. The secret of one
 *   that succeeded is recorded as it was said, for it is the account's password, which stands in the journal anyway.
 * - What came after an `end` of the journal: the servers go on, but a run stops there.
 * - When the octets left for the client: the simulated connection takes them at once, and a client that is slow to read
 *   is waited for outside of the world.
 *
 * Limits. A client is read from only while less than a bounded number of octets wait to be written to it, and its
 * lines are given to the world one by one, so that what one can make wait is bounded by one answer more.
 *
 * One thread, in the default main context, which the caller runs. */
#pragma once

#include <gio/gio.h>

#include "world/world.h"

typedef struct _Gateway Gateway;

typedef struct {
  Journal *journal;         /* owned by the caller until gateway_free(); appended to only by the calls that say so */
  guint branch;
  guint variant;
  Trace *trace;             /* NULL: none is kept. Owned by the caller */
  gint64 (*clock) (gpointer data); /* the world's time now */
  gpointer clock_data;
  gboolean record;
  void (*changed) (gpointer data); /* the world was stepped; may be NULL */
  gpointer changed_data;
} GatewaySettings;

Gateway *gateway_new (const GatewaySettings *settings);
/* Closes all connections. */
void gateway_free (Gateway *gateway);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Gateway, gateway_free)

/* For implicit TLS and STARTTLS; without it, STARTTLS ends the connection. */
void gateway_set_certificate (Gateway *gateway, GTlsCertificate *certificate);
/* Listens at an address ("127.0.0.1", "::1"). port 0: a free one, which *bound tells. tls: within TLS from the start.
 * FALSE with a GIOError. */
gboolean gateway_listen (Gateway *gateway, const char *address, guint16 port, Protocol protocol, gboolean tls, guint16 *bound,
                         GError **error);
/* Lives what is due; afterwards the gateway does so by itself. */
void gateway_start (Gateway *gateway);
/* Ends all connections and stops listening; that is recorded too. */
void gateway_stop (Gateway *gateway);
const World *gateway_world (const Gateway *gateway);
guint gateway_n_connections (const Gateway *gateway);
/* For a journal that grows while it is lived, with what is recorded at its end (settings.journal; nothing else may be
 * recorded from): appends what clients did since the last call. What may be part of a login that is not decided yet is
 * held back, with all that came later, unless `all` is set; *until is then the time before which everything is told,
 * G_MAXINT64 when nothing is held back. FALSE with a JournalError. */
gboolean gateway_pass_on (Gateway *gateway, Journal *journal, gboolean all, gint64 *until, GError **error);
/* A person does something in this world, now: gives it its time and appends it to that journal, in the gateway's branch.
 * Takes the action. FALSE with a JournalError. */
gboolean gateway_do (Gateway *gateway, Journal *journal, Action *action, GError **error);
/* The world's time now. */
gint64 gateway_now (const Gateway *gateway);
/* The journal with what was recorded so far. NULL with a JournalError. Caller owns. */
Journal *gateway_dup_journal (const Gateway *gateway, GError **error);

/* The newest time that recorded lines of the journal have, in that branch and variant; G_MININT64 when there is none. */
gint64 gateway_last_recorded (const Journal *journal, guint branch, guint variant);
