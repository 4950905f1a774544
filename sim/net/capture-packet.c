/* From a packet as captured to its TCP segment: RFC 791, RFC 8200, RFC 9293 §3.1. */
#include "net/capture-private.h"

#include <string.h>

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define PROTOCOL_NUMBER_TCP 6
#define MOST_EXTENSIONS 16

/* Octets that are there, and never read beyond. */
typedef struct {
  const guint8 *at;
  gsize length;
} View;

static guint
get16 (const guint8 *octets)
{
  return (guint) octets[0] << 8 | octets[1];
}

static guint32
get32 (const guint8 *octets)
{
  return (guint32) get16 (octets) << 16 | get16 (octets + 2);
}

static gboolean
skip (View *view, gsize length)
{
  if (view->length < length)
    return FALSE;
  view->at += length;
  view->length -= length;
  return TRUE;
}

static gboolean
skip_ethernet (View *view)
{
  guint type;

  if (view->length < 14)
    return FALSE;
  type = get16 (view->at + 12);
  skip (view, 14);
  while ((type == 0x8100 || type == 0x88a8) && view->length >= 4)
    {
      type = get16 (view->at + 2);
      skip (view, 4);
    }
  return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6;
}

/* The link's own header; the numbers are those of the list of LINKTYPE values. */
static gboolean
skip_link (guint link_type, View *view)
{
  switch (link_type)
    {
    case 1:
      return skip_ethernet (view);
    case 0:   /* BSD loopback */
    case 108: /* OpenBSD loopback */
      return skip (view, 4);
    case 113: /* Linux cooked */
      return skip (view, 16);
    case 276: /* Linux cooked, second version */
      return skip (view, 20);
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return TRUE;
    default:
      return FALSE;
    }
}

/* *length: octets of the IP packet's payload as its header says. */
static gboolean
skip_ipv4 (View *view, CaptureSegment *segment, gsize *length)
{
  gsize header, total;

  if (view->length < 20)
    return FALSE;
  header = (gsize) (view->at[0] & 15) * 4;
  total = get16 (view->at + 2);
  /* Segmentation by the network card: the length is not known yet when the packet is captured. */
  if (total == 0)
    total = view->length;
  if (header < 20 || total < header || view->at[9] != PROTOCOL_NUMBER_TCP || (get16 (view->at + 6) & 0x3fff) != 0)
    return FALSE;
  segment->addresses.family = 4;
  memcpy (segment->addresses.source, view->at + 12, 4);
  memcpy (segment->addresses.destination, view->at + 16, 4);
  *length = total - header;
  return skip (view, header);
}

static gboolean
skip_ipv6 (View *view, CaptureSegment *segment, gsize *length)
{
  guint next;

  if (view->length < 40)
    return FALSE;
  segment->addresses.family = 6;
  memcpy (segment->addresses.source, view->at + 8, 16);
  memcpy (segment->addresses.destination, view->at + 24, 16);
  next = view->at[6];
  *length = get16 (view->at + 4);
  skip (view, 40);
  if (*length == 0)
    *length = view->length;
  for (guint i = 0; i < MOST_EXTENSIONS && (next == 0 || next == 43 || next == 60); i++)
    {
      gsize extension = view->length >= 2 ? ((gsize) view->at[1] + 1) * 8 : G_MAXSIZE;

      if (view->length < extension || *length < extension)
        return FALSE;
      next = view->at[0];
      *length -= extension;
      skip (view, extension);
    }
  return next == PROTOCOL_NUMBER_TCP;
}

static gboolean
parse_tcp (View *view, gsize length, CaptureSegment *segment)
{
  gsize header;

  if (view->length < 20 || length < 20)
    return FALSE;
  header = (gsize) (view->at[12] >> 4) * 4;
  if (header < 20 || header > length)
    return FALSE;
  segment->source_port = (guint16) get16 (view->at);
  segment->destination_port = (guint16) get16 (view->at + 2);
  segment->sequence = get32 (view->at + 4);
  segment->acknowledgement = get32 (view->at + 8);
  segment->flags = view->at[13];
  segment->length = (guint32) (length - header);
  if (!skip (view, header))
    return FALSE;
  segment->captured = (guint32) MIN (view->length, segment->length);
  segment->data = view->at;
  return TRUE;
}

gboolean
capture_parse_packet (guint link_type, const guint8 *packet, gsize length, CaptureSegment *segment)
{
  View view = { packet, length };
  gsize payload = 0;
  gboolean found;

  memset (segment, 0, sizeof *segment);
  if (!skip_link (link_type, &view) || view.length == 0)
    return FALSE;
  if (view.at[0] >> 4 == 4)
    found = skip_ipv4 (&view, segment, &payload);
  else
    found = view.at[0] >> 4 == 6 && skip_ipv6 (&view, segment, &payload);
  return found && parse_tcp (&view, payload, segment);
}
