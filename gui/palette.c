#include "palette.h"

#include <math.h>

#include "letter-color.h"

typedef struct {
  const char *name;
  const char *values[N_LOOKS]; /* light, dark, contrast, contrast dark */
} NamedColor;

static const NamedColor colors[N_COLORS] = {
  [COLOR_WINDOW] = { "window", { "#fafafa", "#1d1d20", "#ffffff", "#000000" } },
  [COLOR_BAR] = { "bar", { "#ebebed", "#2a2a2e", "#ffffff", "#000000" } },
  [COLOR_PANEL] = { "panel", { "#ffffff", "#222226", "#ffffff", "#000000" } },
  [COLOR_STAGE] = { "stage", { "#f7f9fc", "#1a1b1f", "#ffffff", "#000000" } },
  [COLOR_CARD] = { "card", { "#ffffff", "#2e2e33", "#ffffff", "#000000" } },
  [COLOR_RAISED] = { "raised", { "#ffffff", "#56565f", "#ffffff", "#000000" } },
  [COLOR_BORDER] = { "border", { "#d8d8dc", "#414147", "#000000", "#ffffff" } },
  [COLOR_STRONG_BORDER] = { "strong_border", { "#c6c6cc", "#5a5a62", "#000000", "#ffffff" } },
  [COLOR_TEXT] = { "text", { "#1e1e28", "#f2f2f4", "#000000", "#ffffff" } },
  [COLOR_DIM] = { "dim", { "#63636e", "#adadb8", "#000000", "#ffffff" } },
  [COLOR_FAINT] = { "faint", { "#96969f", "#7c7c86", "#444444", "#bbbbbb" } },
  [COLOR_ACCENT] = { "accent", { "#1a66c8", "#64a4f2", "#0040a0", "#7fb8ff" } },
  [COLOR_ACCENT_TEXT] = { "accent_text", { "#ffffff", "#0d1a2b", "#ffffff", "#000000" } },
  [COLOR_SELECTED] = { "selected", { "#e4edfb", "#21334c", "#dbe7ff", "#00265c" } },
  [COLOR_DIFFERS] = { "differs", { "#fff4d1", "#463b1a", "#ffe680", "#5a4a00" } },
  [COLOR_TROUGH] = { "trough", { "#cfcfd3", "#46464c", "#888888", "#888888" } },
  [COLOR_WARNING] = { "warning", { "#b3261e", "#ff8a80", "#900000", "#ff9a90" } },
  [COLOR_STAR] = { "star", { "#b98300", "#f5c24a", "#6b4900", "#ffd35a" } },
  [COLOR_POP3] = { "pop3", { "#b84000", "#ff8c4a", "#7f2a00", "#ffa36b" } },
  [COLOR_POP3_SOFT] = { "pop3_soft", { "#fde5d6", "#4d2c18", "#ffe6d6", "#3d1c08" } },
  [COLOR_IMAP] = { "imap", { "#1964c4", "#6cacf7", "#0040a0", "#8fc2ff" } },
  [COLOR_IMAP_SOFT] = { "imap_soft", { "#dcebfb", "#1e3859", "#dbe8ff", "#082244" } },
  [COLOR_SMTP] = { "smtp", { "#17744b", "#4cc38a", "#00542c", "#6fe0a8" } },
  [COLOR_SMTP_SOFT] = { "smtp_soft", { "#d9f2e5", "#1d4232", "#d4f5e4", "#06301c" } },
};

static Look current_look = LOOK_LIGHT;
static double current_zoom = 1;

void
palette_set_look (Look look)
{
  g_assert (look < N_LOOKS);
  current_look = look;
}

Look
palette_look (void)
{
  return current_look;
}

gboolean
palette_is_contrast (void)
{
  return current_look == LOOK_CONTRAST || current_look == LOOK_CONTRAST_DARK;
}

const GdkRGBA *
palette_color (ColorName name)
{
  static GdkRGBA parsed[N_LOOKS][N_COLORS];
  static gboolean known;

  if (!known)
    {
      for (guint look = 0; look < N_LOOKS; look++)
        for (guint i = 0; i < N_COLORS; i++)
          g_assert (gdk_rgba_parse (&parsed[look][i], colors[i].values[look]));
      known = TRUE;
    }
  return &parsed[current_look][name];
}

char *
palette_css (void)
{
  GString *css = g_string_new (NULL);

  for (guint i = 0; i < N_COLORS; i++)
    g_string_append_printf (css, "@define-color pr_%s %s;\n", colors[i].name, colors[i].values[current_look]);
  return g_string_free (css, FALSE);
}

GdkRGBA
palette_letter (guint32 letter)
{
  GdkRGBA color;

  g_assert (gdk_rgba_parse (&color, letter_color (letter)));
  return color;
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

GdkRGBA
palette_ink_on (const GdkRGBA *background)
{
  double luminance = 0.2126 * linear (background->red) + 0.7152 * linear (background->green) + 0.0722 * linear (background->blue);

  /* White is preferred down to a contrast of 3:1, which bold label text may have. */
  if (1.05 / (luminance + 0.05) >= 3.0)
    return (GdkRGBA) { 1, 1, 1, 1 };
  return (GdkRGBA) { 0.08, 0.08, 0.12, 1 };
}

const GdkRGBA *
palette_protocol (Protocol protocol)
{
  switch (protocol)
    {
    case PROTOCOL_POP3:
      return palette_color (COLOR_POP3);
    case PROTOCOL_IMAP:
      return palette_color (COLOR_IMAP);
    case PROTOCOL_SMTP:
    case PROTOCOL_SUBMISSION:
      return palette_color (COLOR_SMTP);
    default:
      return palette_color (COLOR_FAINT);
    }
}

const char *
palette_protocol_class (Protocol protocol)
{
  switch (protocol)
    {
    case PROTOCOL_POP3:
      return "pop3";
    case PROTOCOL_IMAP:
      return "imap";
    case PROTOCOL_SMTP:
    case PROTOCOL_SUBMISSION:
      return "smtp";
    default:
      return "none";
    }
}

void
palette_set_zoom (double zoom)
{
  current_zoom = zoom;
}

double
palette_zoom (void)
{
  return current_zoom;
}

int
palette_scaled (GtkWidget *widget, int pixels)
{
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return (int) (current_zoom * (dpi > 96 * 1024 ? (double) pixels * dpi / (96 * 1024) : pixels));
}
