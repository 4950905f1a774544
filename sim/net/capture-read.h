/* CaptureRead: the TCP connections of a capture file, put together again: pcapng and pcap, of either byte order, with
 * Ethernet, Linux cooked, loopback and raw IP packets, IPv4 and IPv6.
 *
 * The file is a stranger's. What is not TCP is counted and left out; a block that cannot be is an error with the octet
 * where it begins; a file that breaks off gives what came before. No octet is kept twice, so that memory stays within
 * the file's own size and a fixed amount for each packet. */
#pragma once

#include <glib.h>

#include "trace.h"

typedef enum { CAPTURE_ERROR_FORMAT } CaptureError;
#define CAPTURE_ERROR (capture_error_quark ())
GQuark capture_error_quark (void);

/* Octets in the order in which they could be read. */
typedef struct {
  gint64 time;         /* µs since the epoch UTC, 0 when the capture does not say */
  Direction direction;
  gboolean gap;        /* octets before these are missing from the capture */
  gsize start;         /* in octets[direction] */
  gsize length;
} CaptureChunk;

typedef struct {
  char *client;        /* "192.0.2.1:50123", "[::1]:143" */
  char *server;
  guint client_port;
  guint server_port;
  gboolean from_start; /* the connection's first packets are in the capture */
  GByteArray *octets[2]; /* by Direction */
  GArray *chunks;      /* of CaptureChunk */
} CaptureStream;

typedef struct {
  GPtrArray *streams;  /* of CaptureStream, in order of their first packet */
  guint64 packets;
  guint64 others;      /* packets that are no whole TCP segment */
  gboolean cut_off;    /* the file ends within a block */
  guint64 cut_off_at;  /* octet where that block begins */
} Capture;

/* Does the file begin as one of these? */
gboolean capture_is (const guint8 *octets, gsize length);
Capture *capture_read (const guint8 *octets, gsize length, GError **error);
void capture_free (Capture *capture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Capture, capture_free)
