/* What the files of the capture reader share: a packet's place in the file, and the connections so far. */
#pragma once

#include "net/capture-read.h"

typedef struct {
  guint family;            /* 4 or 6 */
  guint8 source[16];
  guint8 destination[16];
} CaptureAddresses;

typedef struct {
  CaptureAddresses addresses;
  guint16 source_port;
  guint16 destination_port;
  guint32 sequence;
  guint32 acknowledgement;
  guint flags;             /* as on the wire: 1 FIN, 2 SYN, 4 RST, 16 ACK */
  guint32 length;          /* octets of data that the packet had */
  guint32 captured;        /* and how many of them are in the file */
  const guint8 *data;      /* borrowed from the file */
  gint64 time;
} CaptureSegment;

/* length octets are there, of original ones. FALSE: it is no whole TCP segment. */
gboolean capture_parse_packet (guint link_type, const guint8 *packet, gsize length, CaptureSegment *segment);

typedef struct _CaptureFlows CaptureFlows;
CaptureFlows *capture_flows_new (Capture *capture);
void capture_flows_add (CaptureFlows *flows, const CaptureSegment *segment);
/* What still waits for octets that never came is taken as it is. Frees the flows. */
void capture_flows_finish (CaptureFlows *flows);
