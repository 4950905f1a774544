#include "sasl-plain.h"

#include <string.h>

/* g_base64_decode() skips what is no base64; a peer's octets must be exact. */
static gboolean
base64_is_canonical (const char *text, gsize length)
{
  gsize letters = length;

  if (length % 4 != 0)
    return FALSE;
  while (letters > 0 && length - letters < 2 && text[letters - 1] == '=')
    letters--;
  for (gsize i = 0; i < letters; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;
  return TRUE;
}

guint8 *
sasl_base64_decode (const char *text, gsize length, gsize *decoded_length)
{
  g_autofree char *copy = NULL;
  g_autofree guint8 *decoded = NULL;
  g_autofree char *again = NULL;

  if (!base64_is_canonical (text, length))
    return NULL;
  if (length == 0)
    {
      *decoded_length = 0;
      return g_malloc0 (1);
    }
  copy = g_strndup (text, length);
  decoded = g_base64_decode (copy, decoded_length);
  again = g_base64_encode (decoded, *decoded_length);
  if (strcmp (again, copy) != 0)
    return NULL;
  return g_steal_pointer (&decoded);
}

/* message = [authzid] UTF8NUL authcid UTF8NUL passwd (RFC 4616 §2) */
gboolean
sasl_plain_decode (const char *text, gsize length, char **authzid, char **user, char **password)
{
  gsize n = 0;
  g_autofree guint8 *octets = sasl_base64_decode (text, length, &n);
  const char *parts[3];
  gsize lengths[3];
  gsize from = 0;

  if (octets == NULL)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    {
      const guint8 *nul = from <= n ? memchr (octets + from, 0, n - from) : NULL;
      gsize end = nul != NULL ? (gsize) (nul - octets) : n;

      if ((i < 2) != (nul != NULL))
        return FALSE;
      parts[i] = (const char *) octets + from;
      lengths[i] = end - from;
      if (!g_utf8_validate (parts[i], (gssize) lengths[i], NULL))
        return FALSE;
      from = end + 1;
    }
  if (lengths[1] == 0 || lengths[2] == 0)
    return FALSE;
  *authzid = g_strndup (parts[0], lengths[0]);
  *user = g_strndup (parts[1], lengths[1]);
  *password = g_strndup (parts[2], lengths[2]);
  return TRUE;
}

char *
sasl_plain_encode (const char *user, const char *password)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  g_byte_array_append (octets, (const guint8 *) "", 1);
  g_byte_array_append (octets, (const guint8 *) user, (guint) strlen (user) + 1);
  g_byte_array_append (octets, (const guint8 *) password, (guint) strlen (password));
  return g_base64_encode (octets->data, octets->len);
}
