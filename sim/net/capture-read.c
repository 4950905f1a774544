/* The blocks and records of the files. */
#include "net/capture-read.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "net/capture-private.h"

#define BLOCK_SECTION 0x0a0d0d0a
#define BLOCK_INTERFACE 1
#define BLOCK_OLD_PACKET 2
#define BLOCK_SIMPLE_PACKET 3
#define BLOCK_PACKET 6
#define BYTE_ORDER_MAGIC 0x1a2b3c4d
#define INTERFACES_MAX 1024
#define OPTION_RESOLUTION 9

typedef struct {
  guint link_type;
  guint32 most;        /* octets captured of a packet; 0: all */
  guint64 resolution;  /* ticks of a second */
} Interface;

typedef struct {
  const guint8 *octets;
  gsize length;
  gsize at;
  gboolean big;        /* byte order of the file, or of the section */
  GArray *interfaces;  /* of Interface */
  Capture *capture;
  CaptureFlows *flows;
} Reader;

GQuark
capture_error_quark (void)
{
  return g_quark_from_static_string ("capture-error-quark");
}

static void
stream_free (gpointer data)
{
  CaptureStream *stream = data;

  g_free (stream->client);
  g_free (stream->server);
  g_byte_array_unref (stream->octets[0]);
  g_byte_array_unref (stream->octets[1]);
  g_array_unref (stream->chunks);
  g_free (stream);
}

void
capture_free (Capture *capture)
{
  g_ptr_array_unref (capture->streams);
  g_free (capture);
}

static guint32
get32 (const Reader *reader, gsize at)
{
  guint32 value;

  memcpy (&value, reader->octets + at, sizeof value);
  return reader->big ? GUINT32_FROM_BE (value) : GUINT32_FROM_LE (value);
}

static guint
get16 (const Reader *reader, gsize at)
{
  guint16 value;

  memcpy (&value, reader->octets + at, sizeof value);
  return reader->big ? GUINT16_FROM_BE (value) : GUINT16_FROM_LE (value);
}

static gboolean
fail (GError **error, gsize at, const char *why)
{
  g_autofree char *place = g_strdup_printf ("%" G_GSIZE_FORMAT, at);

  g_set_error (error, CAPTURE_ERROR, CAPTURE_ERROR_FORMAT, _("octet %s: %s"), place, why);
  return FALSE;
}

/* pcap's magic in either byte order; *nano: its times are nanoseconds. */
static gboolean
is_pcap (const guint8 *octets, gboolean *big, gboolean *nano)
{
  guint32 magic;

  memcpy (&magic, octets, sizeof magic);
  magic = GUINT32_FROM_LE (magic);
  *big = magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1;
  *nano = magic == 0xa1b23c4d || magic == 0x4d3cb2a1;
  return *big || *nano || magic == 0xa1b2c3d4;
}

gboolean
capture_is (const guint8 *octets, gsize length)
{
  static const guint8 section[] = { 0x0a, 0x0d, 0x0d, 0x0a };
  gboolean big, nano;

  return length >= 4 && (memcmp (octets, section, 4) == 0 || is_pcap (octets, &big, &nano));
}

static void
cut_off (Reader *reader, gsize at)
{
  reader->capture->cut_off = TRUE;
  reader->capture->cut_off_at = at;
  reader->at = reader->length;
}

static void
take_packet (Reader *reader, guint link_type, gsize at, gsize length, gint64 time)
{
  CaptureSegment segment;

  reader->capture->packets++;
  if (!capture_parse_packet (link_type, reader->octets + at, length, &segment))
    {
      reader->capture->others++;
      return;
    }
  segment.time = time;
  capture_flows_add (reader->flows, &segment);
}

static gint64
to_microseconds (guint64 ticks, guint64 resolution)
{
  guint64 seconds = ticks / resolution, rest = ticks % resolution;

  if (seconds > G_MAXINT64 / G_USEC_PER_SEC - 1)
    return 0;
  return (gint64) (seconds * G_USEC_PER_SEC + (guint64) ((double) rest / (double) resolution * G_USEC_PER_SEC));
}

static gboolean
read_pcap (Reader *reader, GError **error)
{
  gboolean nano;
  guint link_type;

  is_pcap (reader->octets, &reader->big, &nano);
  if (reader->length < 24)
    return fail (error, 0, _("the capture's head is not whole"));
  link_type = get32 (reader, 20) & 0xffff;
  reader->at = 24;
  while (reader->at < reader->length)
    {
      gsize at = reader->at, captured;

      if (reader->length - at < 16 || (captured = get32 (reader, at + 8)) > reader->length - at - 16)
        {
          cut_off (reader, at);
          break;
        }
      take_packet (reader, link_type, at + 16, captured,
                   (gint64) get32 (reader, at) * G_USEC_PER_SEC + get32 (reader, at + 4) / (nano ? 1000 : 1));
      reader->at = at + 16 + captured;
    }
  return TRUE;
}

static void
read_resolution (const Reader *reader, gsize at, gsize end, Interface *interface)
{
  while (end - at >= 4)
    {
      guint code = get16 (reader, at), length = get16 (reader, at + 2);

      if (code == 0 || end - at - 4 < length)
        return;
      if (code == OPTION_RESOLUTION && length >= 1)
        {
          guint8 value = reader->octets[at + 4];
          guint power = value & 0x7f;

          interface->resolution = 1;
          for (guint i = 0; i < power && interface->resolution < G_GUINT64_CONSTANT (1) << 59; i++)
            interface->resolution *= value & 0x80 ? 2 : 10;
        }
      at += MIN (4 + ((gsize) length + 3) / 4 * 4, end - at);
    }
}

static gboolean
read_interface (Reader *reader, gsize body, gsize end, GError **error)
{
  Interface interface = { .resolution = G_USEC_PER_SEC };

  if (end - body < 8 || reader->interfaces->len >= INTERFACES_MAX)
    return fail (error, body - 8, _("this cannot be a description of an interface"));
  interface.link_type = get16 (reader, body);
  interface.most = get32 (reader, body + 4);
  read_resolution (reader, body + 8, end, &interface);
  g_array_append_val (reader->interfaces, interface);
  return TRUE;
}

static gboolean
read_packet (Reader *reader, guint32 type, gsize body, gsize end, GError **error)
{
  const Interface *interface;
  guint32 index;
  gsize captured;

  if (end - body < 20)
    return fail (error, body - 8, _("this cannot be a packet"));
  index = type == BLOCK_OLD_PACKET ? get16 (reader, body) : get32 (reader, body);
  captured = get32 (reader, body + 12);
  if (index >= reader->interfaces->len || captured > end - body - 20)
    return fail (error, body - 8, _("this cannot be a packet"));
  interface = &g_array_index (reader->interfaces, Interface, index);
  take_packet (reader, interface->link_type, body + 20, captured,
               to_microseconds ((guint64) get32 (reader, body + 4) << 32 | get32 (reader, body + 8), interface->resolution));
  return TRUE;
}

static gboolean
read_simple_packet (Reader *reader, gsize body, gsize end, GError **error)
{
  const Interface *interface;
  gsize captured;

  if (end - body < 4 || reader->interfaces->len == 0)
    return fail (error, body - 8, _("this cannot be a packet"));
  interface = &g_array_index (reader->interfaces, Interface, 0);
  captured = MIN (get32 (reader, body), end - body - 4);
  if (interface->most != 0)
    captured = MIN (captured, interface->most);
  take_packet (reader, interface->link_type, body + 4, captured, 0);
  return TRUE;
}

static gboolean
read_block (Reader *reader, guint32 type, gsize body, gsize end, GError **error)
{
  switch (type)
    {
    case BLOCK_INTERFACE:
      return read_interface (reader, body, end, error);
    case BLOCK_PACKET:
    case BLOCK_OLD_PACKET:
      return read_packet (reader, type, body, end, error);
    case BLOCK_SIMPLE_PACKET:
      return read_simple_packet (reader, body, end, error);
    default:
      return TRUE;
    }
}

/* A section says in which byte order it is written. */
static gboolean
begin_section (Reader *reader, gsize at, GError **error)
{
  reader->big = FALSE;
  if (get32 (reader, at + 8) != BYTE_ORDER_MAGIC)
    {
      reader->big = TRUE;
      if (get32 (reader, at + 8) != BYTE_ORDER_MAGIC)
        return fail (error, at, _("this section does not say its byte order"));
    }
  g_array_set_size (reader->interfaces, 0);
  return TRUE;
}

static gboolean
read_pcapng (Reader *reader, GError **error)
{
  while (reader->at < reader->length)
    {
      gsize at = reader->at, length;
      guint32 type;

      if (reader->length - at < 12)
        {
          cut_off (reader, at);
          break;
        }
      type = get32 (reader, at);
      if (type == BLOCK_SECTION && !begin_section (reader, at, error))
        return FALSE;
      length = get32 (reader, at + 4);
      if (length < 12 || length % 4 != 0 || (type == BLOCK_SECTION && length < 28))
        return fail (error, at, _("no block can have such a length"));
      if (length > reader->length - at)
        {
          cut_off (reader, at);
          break;
        }
      if (!read_block (reader, type, at + 8, at + length - 4, error))
        return FALSE;
      reader->at = at + length;
    }
  return TRUE;
}

Capture *
capture_read (const guint8 *octets, gsize length, GError **error)
{
  g_autoptr (Capture) capture = g_new0 (Capture, 1);
  Reader reader = { .octets = octets, .length = length, .capture = capture };
  gboolean big, nano, good;

  capture->streams = g_ptr_array_new_with_free_func (stream_free);
  if (!capture_is (octets, length))
    {
      fail (error, 0, _("this is neither a pcapng nor a pcap file"));
      return NULL;
    }
  reader.interfaces = g_array_new (FALSE, TRUE, sizeof (Interface));
  reader.flows = capture_flows_new (capture);
  good = is_pcap (octets, &big, &nano) ? read_pcap (&reader, error) : read_pcapng (&reader, error);
  capture_flows_finish (reader.flows);
  g_array_unref (reader.interfaces);
  return good ? g_steal_pointer (&capture) : NULL;
}
