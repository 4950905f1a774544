#include "terminal.h"

#include <glib/gi18n.h>
#include <unistd.h>

static guint
char_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

guint
terminal_width (const char *text)
{
  guint width = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    width += char_width (g_utf8_get_char (at));
  return width;
}

void
terminal_pad (GString *out, const char *text, guint width)
{
  g_string_append (out, text);
  for (guint i = terminal_width (text); i < width; i++)
    g_string_append_c (out, ' ');
}

void
terminal_cut (GString *out, const char *text, guint width)
{
  gboolean fits = terminal_width (text) <= width;
  guint used = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (!fits && used + char_width (c) + 1 > width)
        {
          g_string_append (out, "…");
          return;
        }
      used += char_width (c);
      if (g_unichar_iscntrl (c))
        g_string_append (out, "·");
      else
        g_string_append_unichar (out, c);
    }
}

char *
terminal_size (guint64 octets)
{
  if (octets < 1000)
    return g_strdup_printf (ngettext ("%u octet", "%u octets", (gulong) octets), (guint) octets);
  return g_format_size (octets);
}

/* Whether stdout is a terminal that shows them (no-color.org). */
static gboolean
has_colours (void)
{
  return isatty (STDOUT_FILENO) && g_getenv ("NO_COLOR") == NULL && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

void
terminal_styled (GString *out, TerminalStyle style, const char *text)
{
  static const char *const codes[] = { "1", "2", "32", "31" };

  if (has_colours ())
    g_string_append_printf (out, "\033[%sm%s\033[0m", codes[style], text);
  else
    g_string_append (out, text);
}
