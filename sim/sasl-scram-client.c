#include "sasl-scram-client.h"

#include <string.h>

#include "rng.h"
#include "sasl-plain.h"
#include "sasl-scram.h"

#define HASH_LENGTH 32

static const StateField scram_client_fields[] = {
  STATE_FIELD (ScramClient, first, STATE_STR),
  STATE_FIELD (ScramClient, signature, STATE_STR),
  STATE_FIELD (ScramClient, step, STATE_POD),
  STATE_FIELD (ScramClient, asked, STATE_POD),
};
const StateType scram_client_state = STATE_TYPE (ScramClient, scram_client_fields);

static char *
encode (const char *text)
{
  return g_base64_encode ((const guint8 *) text, strlen (text));
}

char *
scram_client_dup_nonce (guint64 seed, const char *user, guint64 counter)
{
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                          rng_u64 (seed, "scram-client-nonce", user, counter * 2),
                          rng_u64 (seed, "scram-client-nonce", user, counter * 2 + 1));
}

char *
scram_client_begin (ScramClient *scram, const char *user, const char *nonce)
{
  g_autofree char *prepared = sasl_prepare (user);
  g_autoptr (GString) name = g_string_new (prepared != NULL ? prepared : user);
  g_autofree char *message = NULL;

  g_string_replace (name, "=", "=3D", 0);
  g_string_replace (name, ",", "=2C", 0);
  state_clear (&scram_client_state, scram);
  scram->first = g_strdup_printf ("n=%s,r=%s", name->str, nonce);
  scram->step = SCRAM_CLIENT_BEGUN;
  scram->asked = TRUE;
  message = g_strconcat ("n,,", scram->first, NULL);
  return encode (message);
}

static void
hmac (const guint8 *key, gsize key_length, gconstpointer data, gsize length, guint8 *digest)
{
  g_autoptr (GHmac) state = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);
  gsize size = HASH_LENGTH;

  g_hmac_update (state, data, (gssize) length);
  g_hmac_get_digest (state, digest, &size);
}

/* Hi() of RFC 5802 §2.2. */
static void
salt_password (const char *password, const guint8 *salt, gsize length, guint iterations, guint8 *result)
{
  g_autoptr (GByteArray) first = g_byte_array_new ();
  guint8 u[HASH_LENGTH];

  g_byte_array_append (first, salt, (guint) length);
  g_byte_array_append (first, (const guint8 *) "\0\0\0\1", 4);
  hmac ((const guint8 *) password, strlen (password), first->data, first->len, u);
  memcpy (result, u, HASH_LENGTH);
  for (guint i = 1; i < iterations; i++)
    {
      hmac ((const guint8 *) password, strlen (password), u, HASH_LENGTH, u);
      for (guint j = 0; j < HASH_LENGTH; j++)
        result[j] ^= u[j];
    }
}

/* ClientProof, and what the server has to send (RFC 5802 §3). */
static char *
dup_proof (ScramClient *scram, const guint8 *salted, const char *auth_message)
{
  guint8 key[HASH_LENGTH];
  guint8 stored[HASH_LENGTH];
  guint8 signature[HASH_LENGTH];
  g_autoptr (GChecksum) hash = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *says = NULL;
  gsize size = HASH_LENGTH;

  hmac (salted, HASH_LENGTH, "Server Key", strlen ("Server Key"), key);
  hmac (key, HASH_LENGTH, auth_message, strlen (auth_message), signature);
  says = g_base64_encode (signature, HASH_LENGTH);
  scram->signature = g_strconcat ("v=", says, NULL);
  hmac (salted, HASH_LENGTH, "Client Key", strlen ("Client Key"), key);
  g_checksum_update (hash, key, HASH_LENGTH);
  g_checksum_get_digest (hash, stored, &size);
  hmac (stored, HASH_LENGTH, auth_message, strlen (auth_message), signature);
  for (guint i = 0; i < HASH_LENGTH; i++)
    key[i] ^= signature[i];
  return g_base64_encode (key, HASH_LENGTH);
}

/* server-first-message = "r=" c-nonce s-nonce "," "s=" base64 "," "i=" posit-number ["," extensions]; an "m=" before it is
 * an extension that has to be known, and none is. */
static char *
prove (ScramClient *scram, const char *password, const char *message)
{
  g_auto (GStrv) parts = g_strsplit (message, ",", 4);
  const char *nonce = strstr (scram->first, ",r=") + 1;
  g_autofree char *prepared = sasl_prepare (password);
  g_autofree guint8 *salt = NULL;
  g_autofree char *bare = NULL;
  g_autofree char *auth_message = NULL;
  g_autofree char *proof = NULL;
  guint8 salted[HASH_LENGTH];
  guint64 iterations = 0;
  gsize length = 0;

  if (g_strv_length (parts) < 3 || prepared == NULL || !g_str_has_prefix (parts[0], nonce) || strcmp (parts[0], nonce) == 0
      || !g_str_has_prefix (parts[1], "s=") || !g_str_has_prefix (parts[2], "i=")
      || !g_ascii_string_to_unsigned (parts[2] + 2, 10, 1, SCRAM_CLIENT_ITERATIONS_MAX, &iterations, NULL))
    return NULL;
  salt = sasl_base64_decode (parts[1] + 2, strlen (parts[1] + 2), &length);
  if (salt == NULL || length == 0)
    return NULL;
  salt_password (prepared, salt, length, (guint) iterations, salted);
  bare = g_strconcat ("c=biws,", parts[0], NULL);
  auth_message = g_strjoin (",", scram->first, message, bare, NULL);
  proof = dup_proof (scram, salted, auth_message);
  scram->step = SCRAM_CLIENT_PROVED;
  return g_strconcat (bare, ",p=", proof, NULL);
}

char *
scram_client_answer (ScramClient *scram, const char *password, const char *challenge)
{
  gsize length = 0;
  g_autofree guint8 *octets = sasl_base64_decode (challenge, strlen (challenge), &length);
  g_autofree char *message = NULL;
  g_autofree char *answer = NULL;

  if (octets == NULL || memchr (octets, 0, length) != NULL)
    return NULL;
  message = g_strndup ((const char *) octets, length);
  if (scram->step == SCRAM_CLIENT_PROVED && strcmp (message, scram->signature) == 0)
    {
      scram->step = SCRAM_CLIENT_SATISFIED;
      return g_strdup ("");
    }
  answer = scram->step == SCRAM_CLIENT_BEGUN ? prove (scram, password, message) : NULL;
  return answer != NULL ? encode (answer) : NULL;
}
