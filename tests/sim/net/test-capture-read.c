#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "net/capture-read.h"
#include "rng.h"

typedef struct {
  GByteArray *out;
  gboolean big;
  guint link_type;
  gboolean six;
} File;

static void
put (GByteArray *out, guint64 value, guint octets, gboolean big)
{
  for (guint i = 0; i < octets; i++)
    {
      guint8 octet = (guint8) (value >> 8 * (big ? octets - 1 - i : i));

      g_byte_array_append (out, &octet, 1);
    }
}

static File
new_pcap (guint link_type, gboolean big, gboolean six)
{
  File file = { g_byte_array_new (), big, link_type, six };

  put (file.out, 0xa1b2c3d4, 4, big);
  put (file.out, 2, 2, big);
  put (file.out, 4, 2, big);
  put (file.out, 0, 8, big);
  put (file.out, 65535, 4, big);
  put (file.out, link_type, 4, big);
  return file;
}

static void
put_link (GByteArray *out, guint link_type, gboolean six)
{
  guint type = six ? 0x86dd : 0x0800;

  if (link_type == 1)
    {
      put (out, 0, 8, TRUE);
      put (out, 0, 4, TRUE);
      put (out, type, 2, TRUE);
    }
  else if (link_type == 113)
    {
      put (out, 0, 8, TRUE);
      put (out, 0, 6, TRUE);
      put (out, type, 2, TRUE);
    }
  else if (link_type == 276)
    {
      put (out, type, 2, TRUE);
      put (out, 0, 8, TRUE);
      put (out, 0, 8, TRUE);
      put (out, 0, 2, TRUE);
    }
  else if (link_type == 0)
    put (out, 2, 4, FALSE);
}

static GByteArray *
make_packet (const File *file, gboolean to_server, guint32 sequence, guint32 acknowledged, guint flags, const char *data)
{
  GByteArray *out = g_byte_array_new ();
  guint length = (guint) strlen (data);

  put_link (out, file->link_type, file->six);
  if (file->six)
    {
      put (out, 0x60000000, 4, TRUE);
      put (out, 20 + length, 2, TRUE);
      put (out, 6, 1, TRUE);
      put (out, 64, 1, TRUE);
      for (guint i = 0; i < 2; i++)
        {
          put (out, 0xfd00, 8, TRUE);
          put (out, (i == 0) == to_server ? 2 : 1, 8, TRUE);
        }
    }
  else
    {
      put (out, 0x4500, 2, TRUE);
      put (out, 40 + length, 2, TRUE);
      put (out, 0, 4, TRUE);
      put (out, 0x4006, 2, TRUE);
      put (out, 0, 2, TRUE);
      put (out, 0x0a000000 + (to_server ? 2 : 1), 4, TRUE);
      put (out, 0x0a000000 + (to_server ? 1 : 2), 4, TRUE);
    }
  put (out, to_server ? 50000 : 110, 2, TRUE);
  put (out, to_server ? 110 : 50000, 2, TRUE);
  put (out, sequence, 4, TRUE);
  put (out, acknowledged, 4, TRUE);
  put (out, 0x5000 | flags, 2, TRUE);
  put (out, 0xffff, 2, TRUE);
  put (out, 0, 4, TRUE);
  g_byte_array_append (out, (const guint8 *) data, length);
  return out;
}

static void
add (File *file, gboolean to_server, guint32 sequence, guint32 acknowledged, guint flags, const char *data)
{
  g_autoptr (GByteArray) packet = make_packet (file, to_server, sequence, acknowledged, flags, data);

  put (file->out, 1000000, 4, file->big);
  put (file->out, 7, 4, file->big);
  put (file->out, packet->len, 4, file->big);
  put (file->out, packet->len, 4, file->big);
  g_byte_array_append (file->out, packet->data, packet->len);
}

#define SYN 2
#define ACK 16

/* Sequence numbers of the server's side wrap in the middle of it. */
#define FROM 0xfffffffdu

static void
add_session (File *file)
{
  add (file, TRUE, 99, 0, SYN, "");
  add (file, FALSE, FROM - 1, 100, SYN | ACK, "");
  add (file, FALSE, FROM, 100, ACK, "+OK h");
  add (file, FALSE, FROM, 100, ACK, "+OK h");       /* again */
  add (file, TRUE, 104, FROM + 5, ACK, " ada\r\n"); /* before what comes before it */
  add (file, TRUE, 100, FROM + 5, ACK, "USER");
  add (file, FALSE, FROM + 3, 110, ACK, " hi\r\n"); /* overlaps */
}

static char *
octets (const CaptureStream *stream, Direction direction)
{
  return g_strndup ((const char *) stream->octets[direction]->data, stream->octets[direction]->len);
}

static void
check_session (const Capture *capture)
{
  const CaptureStream *stream;
  g_autofree char *client = NULL, *server = NULL;

  assert_int_equal (capture->streams->len, 1);
  stream = capture->streams->pdata[0];
  client = octets (stream, TO_SERVER);
  server = octets (stream, TO_CLIENT);
  assert_string_equal (client, "USER ada\r\n");
  assert_string_equal (server, "+OK hi\r\n");
  assert_int_equal (stream->server_port, 110);
  assert_true (stream->from_start);
  for (guint i = 0; i < stream->chunks->len; i++)
    {
      assert_false (g_array_index (stream->chunks, CaptureChunk, i).gap);
      assert_int_equal (g_array_index (stream->chunks, CaptureChunk, i).time, G_GINT64_CONSTANT (1000000000007));
    }
}

static void
test_links_and_orders (void **state)
{
  static const guint links[] = { 0, 1, 101, 113, 276 };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    for (guint big = 0; big <= 1; big++)
      for (guint six = 0; six <= 1; six++)
        {
          File file = new_pcap (links[i], big != 0, six != 0);
          g_autoptr (Capture) capture = NULL;

          add_session (&file);
          capture = capture_read (file.out->data, file.out->len, NULL);
          assert_non_null (capture);
          check_session (capture);
          assert_int_equal (capture->others, 0);
          g_byte_array_unref (file.out);
        }
}

static void
test_missing_octets_are_told (void **state)
{
  File file = new_pcap (101, FALSE, FALSE);
  g_autoptr (Capture) capture = NULL;
  const CaptureStream *stream;

  add (&file, TRUE, 99, 0, SYN, "");
  add (&file, TRUE, 100, 0, ACK, "USER");
  add (&file, TRUE, 110, 0, ACK, "PASS");
  add (&file, FALSE, 500, 114, ACK, "+OK");
  capture = capture_read (file.out->data, file.out->len, NULL);
  stream = capture->streams->pdata[0];
  assert_int_equal (stream->chunks->len, 3);
  assert_false (g_array_index (stream->chunks, CaptureChunk, 0).gap);
  assert_true (g_array_index (stream->chunks, CaptureChunk, 1).gap);
  g_byte_array_unref (file.out);
}

static void
block (GByteArray *out, guint type, const GByteArray *body, gboolean big)
{
  put (out, type, 4, big);
  put (out, 12 + (body->len + 3) / 4 * 4, 4, big);
  g_byte_array_append (out, body->data, body->len);
  put (out, 0, (0u - body->len) & 3, big);
  put (out, 12 + (body->len + 3) / 4 * 4, 4, big);
}

static GByteArray *
make_pcapng (gboolean big)
{
  File file = { g_byte_array_new (), big, 1, FALSE };
  g_autoptr (GByteArray) section = g_byte_array_new (), interface = g_byte_array_new ();

  put (section, 0x1a2b3c4d, 4, big);
  put (section, 1, 2, big);
  put (section, 0, 2, big);
  put (section, G_MAXUINT64, 8, big);
  block (file.out, 0x0a0d0d0a, section, big);
  put (interface, 1, 2, big);
  put (interface, 0, 2, big);
  put (interface, 0, 4, big);
  put (interface, 9, 2, big);
  put (interface, 1, 2, big);
  put (interface, 9, 1, big); /* nanoseconds */
  put (interface, 0, 3, big);
  block (file.out, 1, interface, big);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GByteArray) packet = make_packet (&file, TRUE, 100 + i * 4, 0, ACK, i == 0 ? "QUIT" : "\r\n");
      g_autoptr (GByteArray) body = g_byte_array_new ();
      guint64 time = G_GUINT64_CONSTANT (1000000000007000);

      put (body, 0, 4, big);
      put (body, time >> 32, 4, big);
      put (body, time & G_MAXUINT32, 4, big);
      put (body, packet->len, 4, big);
      put (body, packet->len, 4, big);
      g_byte_array_append (body, packet->data, packet->len);
      block (file.out, 6, body, big);
    }
  return file.out;
}

static void
test_pcapng_orders (void **state)
{
  for (guint big = 0; big <= 1; big++)
    {
      g_autoptr (GByteArray) file = make_pcapng (big != 0);
      g_autoptr (Capture) capture = capture_read (file->data, file->len, NULL);
      const CaptureStream *stream;
      g_autofree char *client = NULL;

      assert_non_null (capture);
      stream = capture->streams->pdata[0];
      client = octets (stream, TO_SERVER);
      assert_string_equal (client, "QUIT\r\n");
      assert_int_equal (g_array_index (stream->chunks, CaptureChunk, 0).time, G_GINT64_CONSTANT (1000000000007));
    }
}

static void
test_errors_name_the_octet (void **state)
{
  g_autoptr (GByteArray) file = make_pcapng (FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (Capture) capture = NULL;

  file->data[28 + 4] = 13; /* the interface block's length */
  capture = capture_read (file->data, file->len, &error);
  assert_null (capture);
  assert_non_null (strstr (error->message, "28"));
  g_clear_error (&error);
  assert_null (capture_read ((const guint8 *) "+OK hello", 9, &error));
  assert_true (g_error_matches (error, CAPTURE_ERROR, CAPTURE_ERROR_FORMAT));
}

/* Whatever is cut off or changed: an answer or an error, and what was before the cut is there. */
static void
try_all_cuts (const GByteArray *file)
{
  for (guint length = 0; length <= file->len; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (file->data, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (Capture) capture = capture_read (copy, length, &error);

      assert_true ((capture == NULL) == (error != NULL));
    }
}

static void
try_mutations (const GByteArray *file)
{
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (file->data, file->len);
      g_autoptr (GError) error = NULL;
      g_autoptr (Capture) capture = NULL;

      for (guint k = 0; k < 1 + i % 5; k++)
        copy[rng_u64 (7, "place", NULL, i * 8 + k) % file->len] = (guint8) rng_u64 (7, "octet", NULL, i * 8 + k);
      capture = capture_read (copy, file->len, &error);
      assert_true ((capture == NULL) == (error != NULL));
    }
}

static void
test_broken_files (void **state)
{
  File file = new_pcap (1, FALSE, FALSE);
  g_autoptr (GByteArray) other = make_pcapng (TRUE);
  g_autoptr (Capture) capture = NULL;

  add_session (&file);
  try_all_cuts (file.out);
  try_all_cuts (other);
  try_mutations (file.out);
  try_mutations (other);
  capture = capture_read (file.out->data, file.out->len - 3, NULL);
  assert_true (capture->cut_off);
  g_byte_array_unref (file.out);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_links_and_orders),     cmocka_unit_test (test_missing_octets_are_told),
    cmocka_unit_test (test_pcapng_orders),        cmocka_unit_test (test_errors_name_the_octet),
    cmocka_unit_test (test_broken_files),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
