#include "sasl-scram.h"

#include <string.h>

#include "rng.h"
#include "sasl-plain.h"

#define HASH_LENGTH 32

static const StateField scram_server_fields[] = {
  STATE_FIELD (ScramServer, user, STATE_STR),
  STATE_FIELD (ScramServer, authzid, STATE_STR),
  STATE_FIELD (ScramServer, gs2_header, STATE_STR),
  STATE_FIELD (ScramServer, client_first, STATE_STR),
  STATE_FIELD (ScramServer, server_first, STATE_STR),
  STATE_FIELD (ScramServer, nonce, STATE_STR),
  STATE_FIELD (ScramServer, salt, STATE_POD),
  STATE_FIELD (ScramServer, iterations, STATE_POD),
  STATE_FIELD (ScramServer, step, STATE_POD),
};

const StateType scram_server_state = STATE_TYPE (ScramServer, scram_server_fields);

/* RFC 3454 B.1 */
static gboolean
is_mapped_to_nothing (gunichar c)
{
  return c == 0xad || c == 0x34f || c == 0x1806 || (c >= 0x180b && c <= 0x180d) || (c >= 0x200b && c <= 0x200d)
         || c == 0x2060 || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff;
}

static gboolean
is_prohibited (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return TRUE;
    default:
      return (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0xfff9 && c <= 0xfffd);
    }
}

char *
sasl_prepare (const char *text)
{
  g_autoptr (GString) mapped = g_string_new (NULL);
  g_autofree char *normal = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR)
        g_string_append_c (mapped, ' ');
      else if (!is_mapped_to_nothing (c))
        g_string_append_unichar (mapped, c);
    }
  normal = g_utf8_normalize (mapped->str, -1, G_NORMALIZE_NFKC);
  for (const char *p = normal; *p != '\0'; p = g_utf8_next_char (p))
    if (is_prohibited (g_utf8_get_char (p)))
      return NULL;
  return g_steal_pointer (&normal);
}

/* saslname (RFC 5802 §5.1): "=2C" is a comma, "=3D" an equals sign; no other of either. NULL when it is none. */
static char *
decode_name (const char *text, gsize length)
{
  g_autoptr (GString) name = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] != '=')
        {
          g_string_append_c (name, text[i]);
          continue;
        }
      if (length - i < 3 || (memcmp (text + i, "=2C", 3) != 0 && memcmp (text + i, "=3D", 3) != 0))
        return NULL;
      g_string_append_c (name, text[i + 2] == 'C' ? ',' : '=');
      i += 2;
    }
  return name->len > 0 ? sasl_prepare (name->str) : NULL;
}

static gboolean
is_nonce (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] < 0x21 || text[i] > 0x7e)
      return FALSE;
  return length > 0;
}

/* gs2-header = ("n" / "y") "," [ "a=" saslname ] ","; "p=..." wants a channel binding that was not offered. Behind it, or
 * NULL. *authzid: caller owns; NULL when there is none. */
static const char *
skip_gs2_header (const char *message, char **authzid)
{
  const char *end;

  if ((message[0] != 'n' && message[0] != 'y') || message[1] != ',')
    return NULL;
  end = strchr (message + 2, ',');
  if (end == NULL)
    return NULL;
  if (end == message + 2)
    return end + 1;
  if (!g_str_has_prefix (message + 2, "a="))
    return NULL;
  *authzid = decode_name (message + 4, (gsize) (end - message - 4));
  return *authzid != NULL ? end + 1 : NULL;
}

/* client-first-message-bare = "n=" saslname "," "r=" c-nonce ["," extensions]. "m=" is a mandatory extension: none is
 * known (§5.1), and it would stand before the name. */
gboolean
scram_server_parse_first (ScramServer *scram, const char *message)
{
  const char *bare = skip_gs2_header (message, &scram->authzid);
  const char *comma;
  gsize length;

  if (bare == NULL || !g_str_has_prefix (bare, "n="))
    return FALSE;
  comma = strchr (bare, ',');
  if (comma == NULL || !g_str_has_prefix (comma, ",r="))
    return FALSE;
  length = strcspn (comma + 3, ",");
  if (!is_nonce (comma + 3, length))
    return FALSE;
  scram->user = decode_name (bare + 2, (gsize) (comma - bare - 2));
  if (scram->user == NULL)
    return FALSE;
  scram->gs2_header = g_strndup (message, (gsize) (bare - message));
  scram->client_first = g_strdup (bare);
  scram->nonce = g_strndup (comma + 3, length);
  return TRUE;
}

char *
scram_server_dup_challenge (ScramServer *scram, const char *more_nonce, const guint8 *salt, guint32 iterations)
{
  g_autofree char *first_part = scram->nonce;
  g_autofree char *encoded = g_base64_encode (salt, SCRAM_SALT_LENGTH);

  memcpy (scram->salt, salt, SCRAM_SALT_LENGTH);
  scram->iterations = iterations;
  scram->nonce = g_strconcat (first_part, more_nonce, NULL);
  scram->server_first = g_strdup_printf ("r=%s,s=%s,i=%u", scram->nonce, encoded, iterations);
  return g_strdup (scram->server_first);
}

static void
hmac (const guint8 *key, gsize key_length, const void *data, gsize length, guint8 *digest)
{
  g_autoptr (GHmac) state = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);
  gsize size = HASH_LENGTH;

  g_hmac_update (state, data, (gssize) length);
  g_hmac_get_digest (state, digest, &size);
}

/* Hi() of RFC 5802 §2.2. */
static void
salted_password (const ScramServer *scram, const char *password, guint8 *result)
{
  g_autoptr (GHmac) keyed = g_hmac_new (G_CHECKSUM_SHA256, (const guint8 *) password, strlen (password));
  guint8 salt[SCRAM_SALT_LENGTH + 4] = { 0 };
  guint8 u[HASH_LENGTH];

  memcpy (salt, scram->salt, SCRAM_SALT_LENGTH);
  salt[SCRAM_SALT_LENGTH + 3] = 1;
  memset (result, 0, HASH_LENGTH);
  for (guint i = 0; i < scram->iterations; i++)
    {
      g_autoptr (GHmac) state = g_hmac_copy (keyed);
      gsize size = HASH_LENGTH;

      g_hmac_update (state, i == 0 ? salt : u, i == 0 ? sizeof salt : sizeof u);
      g_hmac_get_digest (state, u, &size);
      for (guint j = 0; j < HASH_LENGTH; j++)
        result[j] ^= u[j];
    }
}

static void
hash (const guint8 *octets, guint8 *digest)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = HASH_LENGTH;

  g_checksum_update (checksum, octets, HASH_LENGTH);
  g_checksum_get_digest (checksum, digest, &size);
}

/* ClientKey := ClientProof XOR HMAC (StoredKey, AuthMessage); its hash has to be StoredKey (RFC 5802 §3). */
static gboolean
proof_is_right (const guint8 *salted, const char *auth_message, const guint8 *proof)
{
  guint8 key[HASH_LENGTH];
  guint8 stored[HASH_LENGTH];
  guint8 signature[HASH_LENGTH];

  hmac (salted, HASH_LENGTH, "Client Key", strlen ("Client Key"), key);
  hash (key, stored);
  hmac (stored, HASH_LENGTH, auth_message, strlen (auth_message), signature);
  for (guint i = 0; i < HASH_LENGTH; i++)
    if ((key[i] ^ signature[i]) != proof[i])
      return FALSE;
  return TRUE;
}

static char *
dup_signature (const guint8 *salted, const char *auth_message)
{
  guint8 key[HASH_LENGTH];
  guint8 signature[HASH_LENGTH];
  g_autofree char *encoded = NULL;

  hmac (salted, HASH_LENGTH, "Server Key", strlen ("Server Key"), key);
  hmac (key, HASH_LENGTH, auth_message, strlen (auth_message), signature);
  encoded = g_base64_encode (signature, HASH_LENGTH);
  return g_strconcat ("v=", encoded, NULL);
}

/* client-final-message = "c=" base64 "," "r=" nonce ["," extensions] "," "p=" base64. *proof: where ",p=" is. */
static ScramResult
parse_final (const ScramServer *scram, const char *message, const char **proof)
{
  g_autofree char *header = g_base64_encode ((const guint8 *) scram->gs2_header, strlen (scram->gs2_header));
  g_autofree char *begin = g_strdup_printf ("c=%s,r=", header);
  const char *nonce;

  *proof = strstr (message, ",p=");
  if (!g_str_has_prefix (message, "c=") || *proof == NULL || strstr (message, ",r=") == NULL)
    return SCRAM_MALFORMED;
  if (!g_str_has_prefix (message, begin))
    return SCRAM_REFUSED;
  nonce = message + strlen (begin);
  return strcspn (nonce, ",") == strlen (scram->nonce) && g_str_has_prefix (nonce, scram->nonce) ? SCRAM_CHALLENGE
                                                                                                  : SCRAM_REFUSED;
}

ScramResult
scram_server_check_final (ScramServer *scram, const char *message, const char *password, char **signature)
{
  g_autofree char *prepared = password != NULL ? sasl_prepare (password) : NULL;
  g_autofree char *auth_message = NULL;
  g_autofree guint8 *octets = NULL;
  guint8 salted[HASH_LENGTH];
  const char *proof;
  gsize length = 0;
  ScramResult result = parse_final (scram, message, &proof);

  if (result != SCRAM_CHALLENGE)
    return result;
  octets = sasl_base64_decode (proof + 3, strlen (proof + 3), &length);
  if (octets == NULL || length != HASH_LENGTH)
    return SCRAM_MALFORMED;
  if (prepared == NULL)
    return SCRAM_REFUSED;
  auth_message = g_strdup_printf ("%s,%s,%.*s", scram->client_first, scram->server_first, (int) (proof - message), message);
  salted_password (scram, prepared, salted);
  if (!proof_is_right (salted, auth_message, octets))
    return SCRAM_REFUSED;
  *signature = dup_signature (salted, auth_message);
  return SCRAM_CHALLENGE;
}

static void
put_u64 (guint8 *octets, guint64 value)
{
  for (guint i = 0; i < 8; i++)
    octets[i] = (guint8) (value >> (8 * i));
}

/* The account's own salt: by its address, or by the name that was given when nobody has it. */
static char *
make_challenge (ScramServer *scram, const MailHost *host, guint32 session)
{
  const MailStore *store = mail_host_find (host, scram->user);
  g_autofree char *address = store != NULL ? g_strdup_printf ("%s@%s", store->user, store->domain)
                                           : g_strdup (scram->user);
  g_autofree char *nonce = NULL;
  guint8 salt[SCRAM_SALT_LENGTH];

  put_u64 (salt, rng_u64 (host->seed, "scram-salt", address, 0));
  put_u64 (salt + 8, rng_u64 (host->seed, "scram-salt", address, 1));
  nonce = g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                           rng_u64 (host->seed, "scram-nonce", scram->nonce, (guint64) session * 2),
                           rng_u64 (host->seed, "scram-nonce", scram->nonce, (guint64) session * 2 + 1));
  return scram_server_dup_challenge (scram, nonce, salt, SCRAM_ITERATIONS);
}

static gboolean
acts_for_another (const ScramServer *scram, const MailHost *host)
{
  return scram->authzid != NULL && strcmp (scram->authzid, scram->user) != 0
         && mail_host_find (host, scram->authzid) != mail_host_find (host, scram->user);
}

static ScramResult
take_message (ScramServer *scram, const MailHost *host, guint32 session, const char *message, char **reply)
{
  switch (scram->step++)
    {
    case 0:
      if (!scram_server_parse_first (scram, message))
        return SCRAM_MALFORMED;
      if (acts_for_another (scram, host))
        return SCRAM_REFUSED;
      *reply = make_challenge (scram, host, session);
      return SCRAM_CHALLENGE;
    case 1:
      return scram_server_check_final (scram, message, mail_host_password (host, scram->user), reply);
    case 2:
    default:
      return message[0] == '\0' ? SCRAM_DONE : SCRAM_MALFORMED;
    }
}

ScramResult
scram_server_take (ScramServer *scram, const MailHost *host, guint32 session, const char *word, char **challenge)
{
  gsize length = 0;
  g_autofree guint8 *octets = sasl_base64_decode (word, strlen (word), &length);
  g_autofree char *message = NULL;
  g_autofree char *reply = NULL;
  ScramResult result;

  if (octets == NULL || memchr (octets, 0, length) != NULL || !g_utf8_validate ((const char *) octets, (gssize) length, NULL))
    return SCRAM_MALFORMED;
  message = g_strndup ((const char *) octets, length);
  result = take_message (scram, host, session, message, &reply);
  if (result == SCRAM_CHALLENGE)
    *challenge = g_base64_encode ((const guint8 *) reply, strlen (reply));
  return result;
}
