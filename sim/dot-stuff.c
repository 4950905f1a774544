#include "dot-stuff.h"

#include <string.h>

gsize
dot_next_line (const guint8 *octets, gsize length, gsize from)
{
  while (from + 1 < length)
    {
      const guint8 *cr = memchr (octets + from, '\r', length - from - 1);

      if (cr == NULL)
        return 0;
      from = (gsize) (cr - octets) + 1;
      if (octets[from] == '\n')
        return from + 1;
    }
  return 0;
}

void
dot_stuff (GByteArray *out, const guint8 *octets, gsize length)
{
  gsize from = 0;
  gboolean ended = length == 0 || (length >= 2 && memcmp (octets + length - 2, "\r\n", 2) == 0);

  while (from < length)
    {
      gsize to = dot_next_line (octets, length, from);

      if (to == 0)
        to = length;
      if (octets[from] == '.')
        g_byte_array_append (out, (const guint8 *) ".", 1);
      g_byte_array_append (out, octets + from, (guint) (to - from));
      from = to;
    }
  if (!ended)
    g_byte_array_append (out, (const guint8 *) "\r\n", 2);
  g_byte_array_append (out, (const guint8 *) ".\r\n", 3);
}

gsize
dot_find_end (const guint8 *octets, gsize length, gsize *scan)
{
  for (;;)
    {
      gsize next;

      if (length - *scan >= 3 && memcmp (octets + *scan, ".\r\n", 3) == 0)
        return *scan + 3;
      next = dot_next_line (octets, length, *scan);
      if (next == 0)
        return 0;
      *scan = next;
    }
}

GBytes *
dot_unstuff (const guint8 *block, gsize length)
{
  g_autoptr (GByteArray) content = NULL;
  gsize end = length - 3;
  gsize from = 0;

  g_assert (length >= 3);
  content = g_byte_array_sized_new ((guint) end);
  while (from < end)
    {
      gsize to = dot_next_line (block, end, from);

      if (to == 0)
        to = end;
      if (block[from] == '.')
        from++;
      g_byte_array_append (content, block + from, (guint) (to - from));
      from = to;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}
