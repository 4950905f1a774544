#include "net/tls-model.h"

#include <string.h>

#include "rng.h"

typedef enum { RECORD_CHANGE_CIPHER = 20, RECORD_ALERT = 21, RECORD_HANDSHAKE = 22, RECORD_DATA = 23 } RecordType;

enum { ALERT_CLOSE_NOTIFY = 0, ALERT_UNEXPECTED = 10, ALERT_BAD_RECORD = 20, ALERT_BAD_CERTIFICATE = 42,
       ALERT_CERTIFICATE_EXPIRED = 45, ALERT_UNKNOWN_CA = 48, ALERT_PROTOCOL_VERSION = 70 };

#define HANDSHAKE_CLIENT_HELLO 1
#define HANDSHAKE_SERVER_HELLO 2
#define HANDSHAKE_FINISHED 20
#define FINISHED_LENGTH 36u /* with SHA-256 */
/* EncryptedExtensions, a certificate and that of its authority (RSA, 2048 bits), CertificateVerify, Finished: what such a
 * server sends, to within some hundred octets. */
#define SERVER_FLIGHT_LENGTH (10u + 2700u + 264u + FINISHED_LENGTH)
#define RANDOM_LENGTH 32u

static const StateField tls_layer_fields[] = {
  STATE_FIELD (TlsLayer, input, STATE_BUFFER),        STATE_FIELD (TlsLayer, key, STATE_POD),
  STATE_FIELD (TlsLayer, sent, STATE_POD),           STATE_FIELD (TlsLayer, received, STATE_POD),
  STATE_FIELD (TlsLayer, began, STATE_POD),          STATE_FIELD (TlsLayer, state, STATE_POD),
  STATE_FIELD (TlsLayer, server, STATE_POD),         STATE_FIELD (TlsLayer, certificate, STATE_POD),
  STATE_FIELD (TlsLayer, trusting, STATE_POD),       STATE_FIELD (TlsLayer, ended, STATE_POD),
  STATE_FIELD (TlsLayer, unused, STATE_POD),
};
const StateType tls_layer_state = STATE_TYPE (TlsLayer, tls_layer_fields);

TlsLayer *
tls_layer_new (gboolean server, guint64 key, gint64 now)
{
  TlsLayer *layer = g_new0 (TlsLayer, 1);

  layer->input = g_byte_array_new ();
  layer->key = key;
  layer->began = now;
  layer->server = server;
  return layer;
}

static void
move_on (TlsLayer *layer, EngineOut *out, TlsInput input, TlsOutcome outcome)
{
  engine_transition (out, layer->server ? &tls_server_table : &tls_client_table, &layer->state, input, outcome,
                     layer->server ? ROLE_SERVER : ROLE_CLIENT);
}

static void
put (GByteArray *out, guint value, guint octets)
{
  while (octets-- > 0)
    {
      guint8 octet = (guint8) (value >> (8 * octets));

      g_byte_array_append (out, &octet, 1);
    }
}

static void
put_random (GByteArray *out, guint64 key, const char *purpose, guint length)
{
  for (guint i = 0; i < length; i++)
    put (out, (guint) (rng_u64 (key, purpose, NULL, i) & 0xff), 1);
}

/* Steps of SplitMix64: as plain to those who know the key as it is noise to those who look. */
static guint64
next_noise (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* Makes octets unreadable, and readable again. Returns what the record's tag begins with. */
static guint64
scramble (guint64 key, gboolean by_server, guint64 record, guint8 *octets, gsize length, gboolean opening)
{
  guint64 state = rng_u64 (key, "tls record", by_server ? "server" : "client", record);
  guint64 tag = state ^ length;
  guint64 noise = 0;

  for (gsize i = 0; i < length; i++)
    {
      guint8 before = octets[i];

      noise = i % 8 == 0 ? next_noise (&state) : noise >> 8;
      octets[i] ^= (guint8) noise;
      tag = (tag ^ (opening ? octets[i] : before)) * G_GUINT64_CONSTANT (0x100000001b3);
    }
  return tag;
}

static void
put_record (GByteArray *wire, RecordType type, const GByteArray *content, guint version)
{
  put (wire, type, 1);
  put (wire, version, 2);
  put (wire, content->len, 2);
  g_byte_array_append (wire, content->data, content->len);
}

/* TLSInnerPlaintext = content type; then the tag (RFC 8446 §5.2). */
static void
put_protected (TlsLayer *layer, GByteArray *wire, RecordType type, const guint8 *content, gsize length)
{
  guint start = wire->len + TLS_RECORD_HEADER;
  guint64 tag;

  put (wire, RECORD_DATA, 1);
  put (wire, 0x0303, 2);
  put (wire, (guint) length + 1 + TLS_RECORD_TAG, 2);
  if (length > 0)
    g_byte_array_append (wire, content, (guint) length);
  put (wire, type, 1);
  tag = scramble (layer->key, layer->server != 0, layer->sent++, wire->data + start, length + 1, FALSE);
  put (wire, (guint) (tag >> 32), 4);
  put (wire, (guint) tag, 4);
  put_random (wire, tag, "tls tag", TLS_RECORD_TAG - 8);
}

static void
put_change_cipher (GByteArray *wire)
{
  static const guint8 record[] = { RECORD_CHANGE_CIPHER, 3, 3, 0, 1, 1 };

  g_byte_array_append (wire, record, sizeof record);
}

/* Before there are keys everybody can read them. */
static void
put_alert (TlsLayer *layer, GByteArray *wire, guint alert)
{
  guint8 content[] = { alert == ALERT_CLOSE_NOTIFY ? 1 : 2, (guint8) alert };
  g_autoptr (GByteArray) plain = g_byte_array_new ();

  if (layer->state == TLS_WAIT_FINISHED || layer->state == TLS_CONNECTED)
    {
      put_protected (layer, wire, RECORD_ALERT, content, sizeof content);
      return;
    }
  g_byte_array_append (plain, content, sizeof content);
  put_record (wire, RECORD_ALERT, plain, 0x0303);
}

static void
put_extension (GByteArray *out, guint type, const guint8 *octets, guint length)
{
  put (out, type, 2);
  put (out, length, 2);
  g_byte_array_append (out, octets, length);
}

/* RFC 6066 §3. */
static void
put_server_name (GByteArray *out, const char *name)
{
  guint length = (guint) strlen (name);

  put (out, 0, 2);
  put (out, length + 5, 2);
  put (out, length + 3, 2);
  put (out, 0, 1);
  put (out, length, 2);
  g_byte_array_append (out, (const guint8 *) name, length);
}

static void
put_key_share (GByteArray *out, guint64 key, gboolean listed)
{
  put (out, 51, 2);
  put (out, listed ? 38 : 36, 2);
  if (listed)
    put (out, 36, 2);
  put (out, 29, 2); /* x25519 */
  put (out, 32, 2);
  put_random (out, key, listed ? "client share" : "server share", 32);
}

static void
put_client_extensions (GByteArray *out, guint64 key, const char *server_name)
{
  static const guint8 groups[] = { 0, 4, 0, 29, 0, 23 };
  static const guint8 signatures[] = { 0, 6, 4, 3, 8, 4, 4, 1 };
  static const guint8 modes[] = { 1, 1 };
  static const guint8 versions[] = { 2, 3, 4 };

  put_server_name (out, server_name);
  put_extension (out, 10, groups, sizeof groups);
  put_extension (out, 13, signatures, sizeof signatures);
  put_extension (out, 45, modes, sizeof modes);
  put_extension (out, 43, versions, sizeof versions);
  put_key_share (out, key, TRUE);
}

static void
put_hello (GByteArray *wire, guint type, const GByteArray *body, guint version)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  put (message, type, 1);
  put (message, body->len, 3);
  g_byte_array_append (message, body->data, body->len);
  put_record (wire, RECORD_HANDSHAKE, message, version);
}

/* RFC 8446 §4.1.2. */
void
tls_layer_start (TlsLayer *layer, const char *server_name, GByteArray *wire, EngineOut *out)
{
  static const guint8 ciphers[] = { 0, 6, 0x13, 1, 0x13, 2, 0x13, 3, 1, 0 }; /* and no compression */
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GByteArray) extensions = g_byte_array_new ();

  put (body, 0x0303, 2);
  put_random (body, layer->key, "client random", RANDOM_LENGTH);
  put (body, 32, 1);
  put_random (body, layer->key, "session id", 32);
  g_byte_array_append (body, ciphers, sizeof ciphers);
  put_client_extensions (extensions, layer->key, server_name);
  put (body, extensions->len, 2);
  g_byte_array_append (body, extensions->data, extensions->len);
  put_hello (wire, HANDSHAKE_CLIENT_HELLO, body, 0x0301);
  move_on (layer, out, TLS_IN_CLIENT_HELLO, TLS_OK);
}

/* RFC 8446 §4.1.3, then all else under the key: the flight's first octet tells what certificate it is. */
static void
answer_hello (TlsLayer *layer, GByteArray *wire)
{
  static const guint8 version[] = { 3, 4 };
  g_autoptr (GByteArray) body = g_byte_array_new ();
  guint8 flight[SERVER_FLIGHT_LENGTH] = { (guint8) layer->certificate };

  put (body, 0x0303, 2);
  put_random (body, layer->key, "server random", RANDOM_LENGTH);
  put (body, 32, 1);
  put_random (body, layer->key, "session id", 32);
  put (body, 0x1301, 2);
  put (body, 0, 1);
  put (body, 46, 2);
  put_extension (body, 43, version, sizeof version);
  put_key_share (body, layer->key, FALSE);
  put_hello (wire, HANDSHAKE_SERVER_HELLO, body, 0x0303);
  put_change_cipher (wire);
  put_protected (layer, wire, RECORD_HANDSHAKE, flight, sizeof flight);
}

static guint
alert_for (Certificate certificate)
{
  if (certificate == CERTIFICATE_EXPIRED)
    return ALERT_CERTIFICATE_EXPIRED;
  return certificate == CERTIFICATE_SELF_SIGNED ? ALERT_UNKNOWN_CA : ALERT_BAD_CERTIFICATE;
}

static void
take_server_flight (TlsLayer *layer, const guint8 *content, gsize length, GByteArray *wire, EngineOut *out)
{
  Certificate certificate = length == SERVER_FLIGHT_LENGTH ? (Certificate) MIN (content[0], CERTIFICATE_SELF_SIGNED)
                                                           : CERTIFICATE_SELF_SIGNED;
  guint8 finished[FINISHED_LENGTH] = { HANDSHAKE_FINISHED };

  if (certificate != CERTIFICATE_GOOD && !layer->trusting)
    {
      put_alert (layer, wire, alert_for (certificate));
      move_on (layer, out, TLS_IN_FINISHED, (TlsOutcome) certificate);
      return;
    }
  put_change_cipher (wire);
  put_protected (layer, wire, RECORD_HANDSHAKE, finished, sizeof finished);
  move_on (layer, out, TLS_IN_FINISHED, TLS_OK);
}

static void
fail (TlsLayer *layer, guint alert, GByteArray *wire, EngineOut *out)
{
  put_alert (layer, wire, alert);
  move_on (layer, out, TLS_IN_NOT_TLS, TLS_OK);
}

static void
take_alert (TlsLayer *layer, const guint8 *content, gsize length, EngineOut *out)
{
  if (length == 2 && content[1] == ALERT_CLOSE_NOTIFY)
    layer->ended = TRUE;
  else
    move_on (layer, out, TLS_IN_ALERT, TLS_OK);
}

static void
take_hello (TlsLayer *layer, const guint8 *content, gsize length, GByteArray *wire, EngineOut *out)
{
  guint type = length > 0 ? content[0] : 0;

  if (layer->server && layer->state == TLS_START && type == HANDSHAKE_CLIENT_HELLO)
    {
      answer_hello (layer, wire);
      move_on (layer, out, TLS_IN_CLIENT_HELLO, TLS_OK);
    }
  else if (!layer->server && layer->state == TLS_WAIT_SERVER_HELLO && type == HANDSHAKE_SERVER_HELLO)
    move_on (layer, out, TLS_IN_SERVER_HELLO, TLS_OK);
  else
    fail (layer, ALERT_UNEXPECTED, wire, out);
}

static gboolean
open_record (TlsLayer *layer, guint8 *content, gsize length)
{
  guint8 expected[8];
  guint64 tag = GUINT64_TO_BE (scramble (layer->key, !layer->server, layer->received++, content, length, TRUE));

  memcpy (expected, &tag, sizeof expected);
  return memcmp (expected, content + length, sizeof expected) == 0;
}

static void
take_protected (TlsLayer *layer, guint8 *content, gsize length, GByteArray *plain, GByteArray *wire, EngineOut *out)
{
  gsize inner;
  guint type;

  if (length < TLS_RECORD_TAG + 1 || !open_record (layer, content, length - TLS_RECORD_TAG))
    {
      fail (layer, ALERT_BAD_RECORD, wire, out);
      return;
    }
  inner = length - TLS_RECORD_TAG - 1;
  type = content[inner];
  if (type == RECORD_ALERT)
    take_alert (layer, content, inner, out);
  else if (type == RECORD_DATA && layer->state == TLS_CONNECTED)
    g_byte_array_append (plain, content, (guint) inner);
  else if (type == RECORD_HANDSHAKE && layer->state == TLS_WAIT_FINISHED && layer->server)
    move_on (layer, out, TLS_IN_FINISHED, TLS_OK);
  else if (type == RECORD_HANDSHAKE && layer->state == TLS_WAIT_FINISHED)
    take_server_flight (layer, content, inner, wire, out);
  else
    fail (layer, ALERT_UNEXPECTED, wire, out);
}

static void
take_record (TlsLayer *layer, guint type, guint8 *content, gsize length, GByteArray *plain, GByteArray *wire, EngineOut *out)
{
  gboolean keyed = layer->state == TLS_WAIT_FINISHED || layer->state == TLS_CONNECTED;

  if (type == RECORD_CHANGE_CIPHER) /* means nothing (RFC 8446 §5) */
    return;
  if (type == RECORD_ALERT)
    take_alert (layer, content, length, out);
  else if (type == RECORD_HANDSHAKE)
    take_hello (layer, content, length, wire, out);
  else if (keyed)
    take_protected (layer, content, length, plain, wire, out);
  else
    fail (layer, ALERT_UNEXPECTED, wire, out);
}

/* What begins like this may be a record. */
static gboolean
may_be_record (const GByteArray *input)
{
  return (input->len < 1 || (input->data[0] >= RECORD_CHANGE_CIPHER && input->data[0] <= RECORD_DATA))
         && (input->len < 2 || input->data[1] == 3)
         && (input->len < 5 || (guint) (input->data[3] << 8 | input->data[4]) <= TLS_RECORD_MOST + 256);
}

void
tls_layer_receive (TlsLayer *layer, const guint8 *octets, gsize length, GByteArray *plain, GByteArray *wire, EngineOut *out)
{
  if (length > 0 && layer->state != TLS_FAILED && !layer->ended)
    g_byte_array_append (layer->input, octets, (guint) length);
  while (layer->input->len > 0 && layer->state != TLS_FAILED && !layer->ended)
    {
      guint8 *input = layer->input->data;
      guint needed;

      if (!may_be_record (layer->input))
        {
          fail (layer, ALERT_PROTOCOL_VERSION, wire, out);
          break;
        }
      needed = layer->input->len < TLS_RECORD_HEADER ? G_MAXUINT : TLS_RECORD_HEADER + (guint) (input[3] << 8 | input[4]);
      if (layer->input->len < needed)
        return;
      take_record (layer, input[0], input + TLS_RECORD_HEADER, needed - TLS_RECORD_HEADER, plain, wire, out);
      g_byte_array_remove_range (layer->input, 0, needed);
    }
  g_byte_array_set_size (layer->input, 0);
}

void
tls_layer_seal (TlsLayer *layer, const guint8 *octets, gsize length, GByteArray *wire)
{
  g_assert (layer->state == TLS_CONNECTED && length <= TLS_RECORD_MOST);
  put_protected (layer, wire, RECORD_DATA, octets, length);
}

void
tls_layer_end (TlsLayer *layer, GByteArray *wire)
{
  if (layer->state == TLS_CONNECTED && !layer->ended)
    put_alert (layer, wire, ALERT_CLOSE_NOTIFY);
  layer->ended = TRUE;
}

void
tls_layer_timeout (TlsLayer *layer, EngineOut *out)
{
  if (layer->state != TLS_FAILED && layer->state != TLS_CONNECTED)
    move_on (layer, out, TLS_IN_TIMEOUT, TLS_OK);
}

static guint
get (const guint8 *octets, guint n)
{
  guint value = 0;

  while (n-- > 0)
    value = value << 8 | *octets++;
  return value;
}

/* Behind what comes first: version, random, three lists with their lengths of 1, 2 and 1 octets. 0: it is cut short. */
static gsize
find_extensions (const guint8 *octets, gsize length)
{
  static const guint8 sizes[] = { 1, 2, 1 };
  gsize at = TLS_RECORD_HEADER + 4 + 2 + RANDOM_LENGTH;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      if (at + sizes[i] > length)
        return 0;
      at += sizes[i] + get (octets + at, sizes[i]);
    }
  return at + 2;
}

char *
tls_read_server_name (const guint8 *octets, gsize length)
{
  gsize at;

  if (length <= TLS_RECORD_HEADER || octets[0] != RECORD_HANDSHAKE || octets[TLS_RECORD_HEADER] != HANDSHAKE_CLIENT_HELLO)
    return NULL;
  for (at = find_extensions (octets, length); at > 0 && at + 9 <= length; at += 4 + get (octets + at + 2, 2))
    {
      guint name = get (octets + at + 7, 2);

      if (get (octets + at, 2) == 0 && at + 9 + name <= length)
        return g_utf8_make_valid ((const char *) octets + at + 9, name);
    }
  return NULL;
}
