/* PrPacketRow: one segment in a row of the packets' table, or the table's heads. */
#pragma once

#include "playback/playback-session.h"

#include <gtk/gtk.h>

#define PR_TYPE_PACKET_ROW (pr_packet_row_get_type ())
G_DECLARE_FINAL_TYPE (PrPacketRow, pr_packet_row, PR, PACKET_ROW, GtkWidget)

/* head: the columns' names. */
GtkWidget *pr_packet_row_new (gboolean head);
/* event: of a sent segment in the focused world. Shown as it is at the session's position: bind again after a move. */
void pr_packet_row_bind (PrPacketRow *row, PrSession *session, guint32 event);
/* "SYN ACK": the names on the wire, in RFC 9293's order. Caller owns. */
char *packet_flags_text (guint32 flags);
/* A row as plain text. Caller owns. */
char *packet_row_text (PrSession *session, guint32 event);
