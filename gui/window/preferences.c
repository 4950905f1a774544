#include "window/preferences.h"

#include "application.h"
#include "window/theme.h"

/* NULL where the schema is not installed: g_settings_new() would end the program. */
static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE) : NULL;

  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

void
preferences_restore (PrWindow *window)
{
  g_autoptr (GSettings) settings = open_settings ();
  g_autofree char *scheme = NULL;
  int width, height;

  if (settings == NULL)
    return;
  scheme = g_settings_get_string (settings, "scheme");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.scheme", "s", scheme);
  g_action_group_change_action_state (G_ACTION_GROUP (window), "contrast", g_settings_get_value (settings, "contrast"));
  theme_set_zoom (g_settings_get_double (settings, "zoom"));
  pr_session_set_speed (pr_window_session (window), g_settings_get_double (settings, "speed"));
  g_settings_get (settings, "size", "(ii)", &width, &height);
  if (width >= 600 && height >= 400)
    gtk_window_set_default_size (GTK_WINDOW (window), width, height);
}

void
preferences_keep (PrWindow *window)
{
  static const char *const schemes[] = { "system", "light", "dark" };
  g_autoptr (GSettings) settings = open_settings ();
  g_autoptr (GVariant) presenting = g_action_group_get_action_state (G_ACTION_GROUP (window), "present");
  int width, height;

  if (settings == NULL)
    return;
  /* What is remembered is the window as it was before. */
  if (g_variant_get_boolean (presenting))
    g_action_group_activate_action (G_ACTION_GROUP (window), "present", NULL);
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  g_settings_set_string (settings, "scheme", schemes[theme_scheme ()]);
  g_settings_set_boolean (settings, "contrast", theme_contrast ());
  g_settings_set_double (settings, "zoom", theme_zoom ());
  g_settings_set_double (settings, "speed", pr_session_speed (pr_window_session (window)));
  g_settings_set (settings, "size", "(ii)", width, height);
}
