#include "imap/imap-utf7.h"

#include <string.h>

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static gboolean
is_direct (gunichar c)
{
  return c >= 0x20 && c <= 0x7e;
}

static void
encode_run (GString *out, const gunichar2 *units, glong n)
{
  guint32 bits = 0;
  guint held = 0;

  g_string_append_c (out, '&');
  for (glong i = 0; i < n; i++)
    {
      bits = bits << 16 | units[i];
      held += 16;
      for (; held >= 6; held -= 6)
        g_string_append_c (out, base64[bits >> (held - 6) & 63]);
    }
  if (held > 0)
    g_string_append_c (out, base64[bits << (6 - held) & 63]);
  g_string_append_c (out, '-');
}

char *
imap_utf7_encode (const char *name)
{
  GString *out = g_string_new (NULL);
  const char *at = name;

  while (*at != '\0')
    {
      const char *run = at;

      while (*at != '\0' && !is_direct (g_utf8_get_char (at)))
        at = g_utf8_next_char (at);
      if (at > run)
        {
          glong n;
          g_autofree gunichar2 *units = g_utf8_to_utf16 (run, at - run, NULL, &n, NULL);

          if (units != NULL)
            encode_run (out, units, n);
          continue;
        }
      g_string_append_c (out, *at);
      if (*at == '&')
        g_string_append_c (out, '-');
      at++;
    }
  return g_string_free (out, FALSE);
}

/* BASE64 between "&" and "-" to UTF-16 units. FALSE when it is no whole number of units or its
 * filling bits are not zero. */
static gboolean
decode_units (const char *run, gsize length, GArray *units)
{
  guint32 bits = 0;
  guint held = 0;

  for (gsize i = 0; i < length; i++)
    {
      const char *found = strchr (base64, run[i]);

      if (found == NULL)
        return FALSE;
      bits = bits << 6 | (guint32) (found - base64);
      held += 6;
      if (held >= 16)
        {
          gunichar2 unit = (gunichar2) (bits >> (held - 16));

          g_array_append_val (units, unit);
          held -= 16;
        }
    }
  return units->len > 0 && held < 6 && (bits & ((1u << held) - 1)) == 0;
}

static gboolean
decode_run (const char *run, gsize length, GString *out)
{
  g_autoptr (GArray) units = g_array_new (FALSE, FALSE, sizeof (gunichar2));
  g_autofree char *text = NULL;
  glong read;

  if (!decode_units (run, length, units))
    return FALSE;
  for (guint i = 0; i < units->len; i++)
    if (g_array_index (units, gunichar2, i) == 0 || is_direct (g_array_index (units, gunichar2, i)))
      return FALSE;
  text = g_utf16_to_utf8 ((gunichar2 *) units->data, units->len, &read, NULL, NULL);
  if (text == NULL || read != (glong) units->len)
    return FALSE;
  g_string_append (out, text);
  return TRUE;
}

char *
imap_utf7_decode (const char *wire)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean shifted = FALSE; /* a second shift right after the first is superfluous */

  for (const char *at = wire; *at != '\0'; at++)
    {
      const char *end;

      if (!is_direct ((guint8) *at))
        return NULL;
      if (*at != '&')
        {
          g_string_append_c (out, *at);
          shifted = FALSE;
          continue;
        }
      end = strchr (at, '-');
      if (end == NULL)
        return NULL;
      if (end == at + 1)
        g_string_append_c (out, '&');
      else if (shifted || !decode_run (at + 1, (gsize) (end - at - 1), out))
        return NULL;
      shifted = end > at + 1;
      at = end;
    }
  return g_strdup (out->str);
}
