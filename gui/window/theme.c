#include "window/theme.h"

#include <string.h>

#include "compat.h"
#include "palette.h"

#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_SETTINGS "org.freedesktop.portal.Settings"
#define APPEARANCE "org.freedesktop.appearance"
#define SCHEME_KEY "color-scheme"
#define CONTRAST_KEY "contrast"
#define TEXT_POINTS 10.5
#define STYLE "/io/github/postroom/Postroom/style.css"

static struct {
  ColorScheme scheme;
  gboolean system_dark;
  gboolean contrast;     /* the theme's name says so */
  gboolean more_contrast; /* the person chose it */
  gboolean system_contrast; /* the portal says so */
  gboolean theme_dark;   /* the theme's own name says so */
  GtkCssProvider *provider;
  GDBusConnection *bus;
  guint subscription;
  GCancellable *cancellable;
} theme;

/* What has to grow with the text, until it would leave the rest no room. */
static int
width_for_text (int pixels, double most)
{
  int dpi = -1;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  return (int) (pixels * MIN (most, palette_zoom () * (dpi > 0 ? dpi / (96.0 * 1024) : 1)));
}

int
theme_inspector_width (void)
{
  return width_for_text (308, 1.6);
}

int
theme_lesson_width (void)
{
  return width_for_text (330, 1.5);
}

static void
add_sizes (GString *css)
{
  char points[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (points, sizeof points, "%.2f", TEXT_POINTS * palette_zoom ()); /* no comma, in no language */
  g_string_append_printf (css, "\nwindow, tooltip, popover.background { font-size: %spt; }\n", points);
  g_string_append_printf (css, "inspector { min-width: %dpx; }\n", theme_inspector_width ());
  g_string_append_printf (css, "lessonpanel { min-width: %dpx; }\n", theme_lesson_width ());
}

static void
apply (void)
{
  gboolean dark = theme.scheme == SCHEME_DARK || (theme.scheme == SCHEME_SYSTEM && (theme.system_dark || theme.theme_dark));
  gboolean contrast = theme.contrast || theme.more_contrast || theme.system_contrast;
  g_autoptr (GBytes) style = g_resources_lookup_data (STYLE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *colors = NULL;
  g_autoptr (GString) css = NULL;

  g_assert (style != NULL);
  palette_set_look (contrast ? (dark ? LOOK_CONTRAST_DARK : LOOK_CONTRAST) : (dark ? LOOK_DARK : LOOK_LIGHT));
  colors = palette_css ();
  css = g_string_new (colors);
  g_string_append_len (css, g_bytes_get_data (style, NULL), (gssize) g_bytes_get_size (style));
  add_sizes (css);
  compat_load_css (theme.provider, css->str);
  compat_set_dark (gtk_settings_get_default (), dark);
}

static void
on_theme_name (void)
{
  g_autofree char *name = NULL;

  g_object_get (gtk_settings_get_default (), "gtk-theme-name", &name, NULL);
  theme.contrast = name != NULL && g_str_has_prefix (name, "HighContrast");
  theme.theme_dark = name != NULL && (g_str_has_suffix (name, "-dark") || g_str_has_suffix (name, "Inverse"));
  apply ();
}

static void
take_value (const char *key, GVariant *value)
{
  g_autoptr (GVariant) inner = g_variant_ref (value);

  while (g_variant_is_of_type (inner, G_VARIANT_TYPE_VARIANT))
    {
      GVariant *next = g_variant_get_variant (inner);

      g_variant_unref (inner);
      inner = next;
    }
  if (!g_variant_is_of_type (inner, G_VARIANT_TYPE_UINT32))
    return;
  if (g_str_equal (key, SCHEME_KEY))
    theme.system_dark = g_variant_get_uint32 (inner) == 1;
  else if (g_str_equal (key, CONTRAST_KEY))
    theme.system_contrast = g_variant_get_uint32 (inner) == 1;
  apply ();
}

static void
on_setting_changed (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
                    GVariant *parameters, gpointer data)
{
  const char *group, *key;
  g_autoptr (GVariant) value = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;
  g_variant_get (parameters, "(&s&sv)", &group, &key, &value);
  if (g_str_equal (group, APPEARANCE))
    take_value (key, value);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  /* No portal is no fault: the choice in the menu is left. */
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL || theme.provider == NULL)
    return;
  g_variant_get (reply, "(v)", &value);
  take_value (data, value);
}

static void
ask_portal (const char *key)
{
  g_dbus_connection_call (theme.bus, PORTAL, PORTAL_PATH, PORTAL_SETTINGS, "Read", g_variant_new ("(ss)", APPEARANCE, key),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, 2000, theme.cancellable, on_read, (gpointer) key);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL || theme.provider == NULL)
    return;
  theme.bus = g_object_ref (bus);
  theme.subscription = g_dbus_connection_signal_subscribe (bus, PORTAL, PORTAL_SETTINGS, "SettingChanged", PORTAL_PATH, NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE, on_setting_changed, NULL, NULL);
  ask_portal (SCHEME_KEY);
  ask_portal (CONTRAST_KEY);
}

void
theme_start (void)
{
  if (theme.provider != NULL)
    return;
  theme.provider = gtk_css_provider_new ();
  theme.cancellable = g_cancellable_new ();
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (theme.provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_signal_connect (gtk_settings_get_default (), "notify::gtk-theme-name", G_CALLBACK (on_theme_name), NULL);
  g_signal_connect (gtk_settings_get_default (), "notify::gtk-xft-dpi", G_CALLBACK (apply), NULL);
  on_theme_name ();
  g_bus_get (G_BUS_TYPE_SESSION, theme.cancellable, on_bus, NULL);
}

void
theme_stop (void)
{
  if (theme.provider == NULL)
    return;
  g_cancellable_cancel (theme.cancellable);
  if (theme.bus != NULL)
    g_dbus_connection_signal_unsubscribe (theme.bus, theme.subscription);
  g_clear_object (&theme.bus);
  g_clear_object (&theme.cancellable);
  g_signal_handlers_disconnect_by_func (gtk_settings_get_default (), on_theme_name, NULL);
  g_signal_handlers_disconnect_by_func (gtk_settings_get_default (), apply, NULL);
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (theme.provider));
  g_clear_object (&theme.provider);
}

void
theme_set_scheme (ColorScheme scheme)
{
  theme.scheme = scheme;
  if (theme.provider != NULL)
    apply ();
}

ColorScheme
theme_scheme (void)
{
  return theme.scheme;
}

ColorScheme
theme_parse_scheme (const char *name)
{
  if (g_strcmp0 (name, "light") == 0)
    return SCHEME_LIGHT;
  return g_strcmp0 (name, "dark") == 0 ? SCHEME_DARK : SCHEME_SYSTEM;
}

void
theme_set_contrast (gboolean contrast)
{
  if (theme.more_contrast == contrast)
    return;
  theme.more_contrast = contrast;
  compat_set_contrast (gtk_settings_get_default (), contrast);
  if (theme.provider != NULL)
    apply ();
}

gboolean
theme_contrast (void)
{
  return theme.more_contrast;
}

void
theme_set_zoom (double zoom)
{
  palette_set_zoom (CLAMP (zoom, THEME_LEAST_ZOOM, THEME_MOST_ZOOM));
  if (theme.provider != NULL)
    apply ();
}

double
theme_zoom (void)
{
  return palette_zoom ();
}
