#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../rows.h"
#include "../../model/state-check.h"
#include "net/tls-model.h"

#define NAME "mail.kantor.example"

/* Two layers, and what lies between them. */
typedef struct {
  TlsLayer *ends[2]; /* client, server */
  GByteArray *sent[2]; /* by them, all of it */
  GByteArray *wire[2]; /* by them, not yet received */
  GByteArray *got[2];  /* by their engines */
  EngineOut out;
  guint32 copies;
} Pair;

static void
note (Pair *pair)
{
  for (guint i = 0; i < pair->out.events->len; i++)
    rows_note_event (&g_array_index (pair->out.events, TraceEvent, i));
  engine_out_drain (&pair->out);
}

static void
put_on (Pair *pair, guint end, const GByteArray *wire)
{
  g_byte_array_append (pair->wire[end], wire->data, wire->len);
  g_byte_array_append (pair->sent[end], wire->data, wire->len);
}

static void
pair_init (Pair *pair)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();

  *pair = (Pair) { { tls_layer_new (FALSE, 7, 0), tls_layer_new (TRUE, 7, 0) } };
  engine_out_init (&pair->out, &pair->copies, 1);
  for (guint end = 0; end < 2; end++)
    {
      pair->sent[end] = g_byte_array_new ();
      pair->wire[end] = g_byte_array_new ();
      pair->got[end] = g_byte_array_new ();
    }
  tls_layer_start (pair->ends[0], NAME, wire, &pair->out);
  put_on (pair, 0, wire);
  note (pair);
}

static void
pair_clear (Pair *pair)
{
  for (guint end = 0; end < 2; end++)
    {
      state_free (&tls_layer_state, pair->ends[end]);
      g_byte_array_unref (pair->sent[end]);
      g_byte_array_unref (pair->wire[end]);
      g_byte_array_unref (pair->got[end]);
    }
  engine_out_clear (&pair->out);
}

/* What one has sent comes to the other, in pieces of that many octets. */
static void
carry (Pair *pair, guint from, gsize piece)
{
  while (pair->wire[from]->len > 0)
    {
      g_autoptr (GByteArray) wire = g_byte_array_new ();
      guint length = (guint) MIN (piece, pair->wire[from]->len);

      tls_layer_receive (pair->ends[1 - from], pair->wire[from]->data, length, pair->got[1 - from], wire, &pair->out);
      note (pair);
      g_byte_array_remove_range (pair->wire[from], 0, length);
      put_on (pair, 1 - from, wire);
    }
}

static void
shake_hands (Pair *pair, gsize piece)
{
  carry (pair, 0, piece);
  carry (pair, 1, piece);
  carry (pair, 0, piece);
}

static void
say (Pair *pair, guint end, const char *text)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();

  tls_layer_seal (pair->ends[end], (const guint8 *) text, strlen (text), wire);
  assert_int_equal (wire->len, strlen (text) + 1 + TLS_RECORD_HEADER + TLS_RECORD_TAG);
  put_on (pair, end, wire);
}

static gboolean
holds (const GByteArray *octets, const char *text)
{
  gsize length = strlen (text);

  for (gsize at = 0; at + length <= octets->len; at++)
    if (memcmp (octets->data + at, text, length) == 0)
      return TRUE;
  return FALSE;
}

/* One and a half round trips: hello, the server's flight, Finished together with what the client says first. */
static void
test_handshake (void **state)
{
  static const gsize pieces[] = { G_MAXSIZE, 1, 7, 1000 };
  Pair first;

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      Pair pair;

      pair_init (&pair);
      assert_int_equal (pair.ends[0]->state, TLS_WAIT_SERVER_HELLO);
      carry (&pair, 0, pieces[i]);
      assert_int_equal (pair.ends[1]->state, TLS_WAIT_FINISHED);
      carry (&pair, 1, pieces[i]);
      assert_int_equal (pair.ends[0]->state, TLS_CONNECTED);
      say (&pair, 0, "USER ada\r\n");
      carry (&pair, 0, pieces[i]);
      assert_int_equal (pair.ends[1]->state, TLS_CONNECTED);
      say (&pair, 1, "+OK\r\n");
      carry (&pair, 1, pieces[i]);
      assert_true (holds (pair.got[1], "USER ada\r\n") && holds (pair.got[0], "+OK\r\n"));
      assert_false (holds (pair.sent[0], "USER") || holds (pair.sent[1], "+OK"));
      assert_true (holds (pair.sent[0], NAME));
      if (i == 0)
        first = pair;
      else
        {
          for (guint end = 0; end < 2; end++)
            {
              assert_int_equal (pair.sent[end]->len, first.sent[end]->len);
              assert_memory_equal (pair.sent[end]->data, first.sent[end]->data, first.sent[end]->len);
            }
          pair_clear (&pair);
        }
    }
  pair_clear (&first);
}

static void
test_certificates (void **state)
{
  for (Certificate certificate = CERTIFICATE_GOOD; certificate <= CERTIFICATE_SELF_SIGNED; certificate++)
    for (guint trusting = 0; trusting < 2; trusting++)
      {
        gboolean taken = trusting || certificate == CERTIFICATE_GOOD;
        Pair pair;

        pair_init (&pair);
        pair.ends[1]->certificate = certificate;
        pair.ends[0]->trusting = trusting;
        shake_hands (&pair, G_MAXSIZE);
        assert_int_equal (pair.ends[0]->state, taken ? TLS_CONNECTED : TLS_FAILED);
        assert_int_equal (pair.ends[1]->state, taken ? TLS_CONNECTED : TLS_FAILED);
        pair_clear (&pair);
      }
}

/* Each end says it, unless the other has. */
static void
test_end (void **state)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  Pair pair;

  pair_init (&pair);
  shake_hands (&pair, G_MAXSIZE);
  tls_layer_end (pair.ends[1], wire);
  assert_int_equal (wire->len, 2 + 1 + TLS_RECORD_HEADER + TLS_RECORD_TAG);
  put_on (&pair, 1, wire);
  carry (&pair, 1, G_MAXSIZE);
  assert_true (pair.ends[0]->ended);
  g_byte_array_set_size (wire, 0);
  tls_layer_end (pair.ends[0], wire);
  assert_int_equal (wire->len, 0);
  pair_clear (&pair);
}

static void
expect_failure (guint end, guint turns, const char *octets, gsize length)
{
  for (gsize piece = 1; piece <= length; piece += length > 1 ? length - 1 : 1)
    {
      Pair pair;

      pair_init (&pair);
      for (guint turn = 0; turn < turns; turn++)
        carry (&pair, turn % 2, G_MAXSIZE);
      for (gsize at = 0; at < length; at += piece)
        {
          g_autoptr (GByteArray) wire = g_byte_array_new ();

          tls_layer_receive (pair.ends[end], (const guint8 *) octets + at, MIN (piece, length - at), pair.got[end], wire,
                             &pair.out);
          note (&pair);
        }
      assert_int_equal (pair.ends[end]->state, TLS_FAILED);
      assert_int_equal (pair.got[end]->len, 0);
      pair_clear (&pair);
    }
}

#define FAILURE(end, turns, octets) expect_failure (end, turns, octets, sizeof octets - 1)

static void
test_failures (void **state)
{
  static const char alert[] = "\x15\x03\x03\0\x02\x02\x28";

  FAILURE (0, 0, "+OK ready\r\n");
  FAILURE (0, 1, "* OK ready\r\n");
  FAILURE (1, 0, "CAPA\r\n");
  FAILURE (1, 0, "\x16\x03\x01\xff\xff");
  FAILURE (1, 0, "\x16\x03\x01\0\0");
  FAILURE (1, 0, "\x17\x03\x03\0\x02zz");
  FAILURE (1, 1, "\x17\x03\x03\0\x02zz");
  FAILURE (1, 1, "\x17\x03\x03\0\x20zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz");
  FAILURE (1, 3, "RETR 1\r\n");
  FAILURE (0, 3, "+OK\r\n");
  FAILURE (0, 0, alert);
  FAILURE (1, 0, alert);
  FAILURE (1, 1, alert);
  FAILURE (0, 3, alert);
  FAILURE (1, 3, alert);
}

/* Between its ServerHello and the rest of its flight anything may come. */
static void
test_half_way (void **state)
{
  static const char *const bad[] = { "+OK\r\n", "\x15\x03\x03" };

  for (guint i = 0; i <= G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GByteArray) wire = g_byte_array_new ();
      Pair pair;
      guint hello;

      pair_init (&pair);
      carry (&pair, 0, G_MAXSIZE);
      hello = TLS_RECORD_HEADER + (guint) (pair.wire[1]->data[3] << 8 | pair.wire[1]->data[4]);
      g_byte_array_set_size (pair.wire[1], hello);
      carry (&pair, 1, G_MAXSIZE);
      assert_int_equal (pair.ends[0]->state, TLS_WAIT_FINISHED);
      if (i == 0)
        tls_layer_receive (pair.ends[0], (const guint8 *) bad[0], 5, pair.got[0], wire, &pair.out);
      else if (i == 1)
        tls_layer_receive (pair.ends[0], (const guint8 *) "\x15\x03\x03\0\x02\x02\x28", 7, pair.got[0], wire, &pair.out);
      else
        tls_layer_timeout (pair.ends[0], &pair.out);
      note (&pair);
      assert_int_equal (pair.ends[0]->state, TLS_FAILED);
      pair_clear (&pair);
    }
}

static void
test_timeouts (void **state)
{
  for (guint turns = 0; turns < 2; turns++)
    for (guint end = 0; end < 2; end++)
      {
        Pair pair;

        pair_init (&pair);
        for (guint turn = 0; turn < turns; turn++)
          carry (&pair, turn, G_MAXSIZE);
        tls_layer_timeout (pair.ends[end], &pair.out);
        note (&pair);
        assert_int_equal (pair.ends[end]->state, TLS_FAILED);
        pair_clear (&pair);
      }
}

static void
test_server_name (void **state)
{
  Pair pair;
  const GByteArray *sent;

  pair_init (&pair);
  sent = pair.sent[0];
  for (guint length = 0; length <= sent->len; length++)
    {
      g_autofree guint8 *octets = g_memdup2 (sent->data, length);
      g_autofree char *name = tls_read_server_name (octets, length);

      if (length == sent->len)
        assert_string_equal (name, NAME);
      else if (name != NULL)
        assert_string_equal (name, NAME);
    }
  for (guint at = 0; at < sent->len; at++)
    {
      g_autofree guint8 *octets = g_memdup2 (sent->data, sent->len);
      g_autofree char *name = NULL;

      octets[at] ^= 0xff;
      name = tls_read_server_name (octets, sent->len);
    }
  pair_clear (&pair);
}

static void
test_coverage (void **state)
{
  check_covers (&tls_layer_state);
}

static void
test_rows (void **state)
{
  rows_assert_all (&tls_client_table);
  rows_assert_all (&tls_server_table);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_handshake), cmocka_unit_test (test_certificates), cmocka_unit_test (test_end),
    cmocka_unit_test (test_failures),  cmocka_unit_test (test_half_way),     cmocka_unit_test (test_timeouts),
    cmocka_unit_test (test_server_name), cmocka_unit_test (test_coverage),   cmocka_unit_test (test_rows),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
