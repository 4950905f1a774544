/* A SCRAM-SHA-256 client, for tests: RFC 5802 §3 written a second time. Header only. */
#pragma once

#include <glib.h>
#include <string.h>

static inline void
scram_hmac (const guint8 *key, gsize key_length, const void *data, gsize length, guint8 *out)
{
  g_autoptr (GHmac) sum = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);
  gsize n = 32;

  g_hmac_update (sum, data, (gssize) length);
  g_hmac_get_digest (sum, out, &n);
}

static inline void
scram_salt (const char *password, const char *salt64, guint iterations, guint8 *salted)
{
  gsize n;
  g_autofree guint8 *salt = g_base64_decode (salt64, &n);
  g_autofree guint8 *block = g_malloc0 (n + 4);
  guint8 u[32];

  memcpy (block, salt, n);
  block[n + 3] = 1;
  scram_hmac ((const guint8 *) password, strlen (password), block, n + 4, u);
  memcpy (salted, u, 32);
  for (guint i = 1; i < iterations; i++)
    {
      scram_hmac ((const guint8 *) password, strlen (password), u, 32, u);
      for (guint k = 0; k < 32; k++)
        salted[k] ^= u[k];
    }
}

/* client-final-message in base64, for the header "n,,". challenge: the server's line after "+ ". Caller owns. */
static inline char *
scram_answer (const char *first_bare, const char *challenge, const char *password)
{
  gsize n;
  g_autofree char *decoded = (char *) g_base64_decode (challenge, &n);
  g_autofree char *server_first = g_strndup (decoded, n);
  g_auto (GStrv) parts = g_strsplit (server_first, ",", 3);
  g_autofree char *start = g_strdup_printf ("c=biws,%s", parts[0]);
  g_autofree char *message = g_strdup_printf ("%s,%s,%s", first_bare, server_first, start);
  guint8 salted[32], key[32], stored[32], signature[32];
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *proof = NULL;
  g_autofree char *final = NULL;

  scram_salt (password, parts[1] + 2, (guint) atoi (parts[2] + 2), salted);
  scram_hmac (salted, 32, "Client Key", 10, key);
  g_checksum_update (sum, key, 32);
  n = 32;
  g_checksum_get_digest (sum, stored, &n);
  scram_hmac (stored, 32, message, strlen (message), signature);
  for (guint i = 0; i < 32; i++)
    key[i] ^= signature[i];
  proof = g_base64_encode (key, 32);
  final = g_strdup_printf ("%s,p=%s", start, proof);
  return g_base64_encode ((const guint8 *) final, strlen (final));
}
