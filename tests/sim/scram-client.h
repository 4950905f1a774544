/* A client of SCRAM-SHA-256, for tests of the servers: makes its words from what the server said, in base64. Written
 * apart from the server's part, so that one does not prove the other's faults. */
#pragma once

#include <string.h>

#include <glib.h>

static inline GBytes *
scram_hmac (gconstpointer key, gsize key_length, const char *text, gsize length)
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_hmac_update (hmac, (const guint8 *) text, (gssize) length);
  g_hmac_get_digest (hmac, digest, &size);
  return g_bytes_new (digest, size);
}

static inline GBytes *
scram_hi (const char *password, const guint8 *salt, gsize length, guint iterations)
{
  g_autofree char *first = g_malloc (length + 4);
  g_autoptr (GBytes) u = NULL;
  guint8 result[32] = { 0 };

  memcpy (first, salt, length);
  memcpy (first + length, "\0\0\0\1", 4);
  u = scram_hmac (password, strlen (password), first, length + 4);
  for (guint i = 1;; i++)
    {
      const guint8 *octets = g_bytes_get_data (u, NULL);
      GBytes *next;

      for (guint j = 0; j < 32; j++)
        result[j] ^= octets[j];
      if (i == iterations)
        return g_bytes_new (result, 32);
      next = scram_hmac (password, strlen (password), (const char *) octets, 32);
      g_bytes_unref (u);
      u = next;
    }
}

/* What follows "n,,n=user,r=nonce". challenge: the server's word. *signature: what the server has to send then, in
 * base64. Caller owns both. */
static inline char *
scram_client_final (const char *user, const char *nonce, const char *password, const char *challenge, char **signature)
{
  gsize length;
  g_autofree guint8 *raw = g_base64_decode (challenge, &length);
  g_autofree char *server_first = g_strndup ((const char *) raw, length);
  g_auto (GStrv) parts = g_strsplit (server_first, ",", 3);
  g_autofree char *bare = g_strdup_printf ("c=biws,%s", parts[0]);
  g_autofree char *auth = g_strdup_printf ("n=%s,r=%s,%s,%s", user, nonce, server_first, bare);
  gsize salt_length;
  g_autofree guint8 *salt = g_base64_decode (parts[1] + 2, &salt_length);
  g_autoptr (GBytes) salted = scram_hi (password, salt, salt_length, (guint) atoi (parts[2] + 2));
  g_autoptr (GBytes) client_key = scram_hmac (g_bytes_get_data (salted, NULL), 32, "Client Key", 10);
  g_autoptr (GBytes) server_key = scram_hmac (g_bytes_get_data (salted, NULL), 32, "Server Key", 10);
  g_autoptr (GBytes) server_says = scram_hmac (g_bytes_get_data (server_key, NULL), 32, auth, strlen (auth));
  g_autoptr (GChecksum) stored = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GBytes) client_says = NULL;
  g_autofree char *proof64 = NULL;
  g_autofree char *final = NULL;
  g_autofree char *says64 = g_base64_encode (g_bytes_get_data (server_says, NULL), 32);
  g_autofree char *says = g_strconcat ("v=", says64, NULL);
  guint8 key[32];
  guint8 proof[32];
  gsize size = 32;

  g_checksum_update (stored, g_bytes_get_data (client_key, NULL), 32);
  g_checksum_get_digest (stored, key, &size);
  client_says = scram_hmac (key, 32, auth, strlen (auth));
  for (guint i = 0; i < 32; i++)
    proof[i] = (guint8) (((const guint8 *) g_bytes_get_data (client_key, NULL))[i]
                         ^ ((const guint8 *) g_bytes_get_data (client_says, NULL))[i]);
  proof64 = g_base64_encode (proof, 32);
  final = g_strdup_printf ("%s,p=%s", bare, proof64);
  *signature = g_base64_encode ((const guint8 *) says, strlen (says));
  return g_base64_encode ((const guint8 *) final, strlen (final));
}

static inline char *
scram_client_first (const char *user, const char *nonce)
{
  g_autofree char *message = g_strdup_printf ("n,,n=%s,r=%s", user, nonce);

  return g_base64_encode ((const guint8 *) message, strlen (message));
}
