#include "compat.h"

#include <glib/gi18n.h>

typedef struct {
  ChooseFunc func;
  AskFunc ask;
  gpointer data;
} Answer;

static Answer *
answer_new (gpointer data)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->data = data;
  return answer;
}

static void
answer_free (gpointer answer, GClosure *closure)
{
  g_free (answer);
}

static void
drop_file_dialog (GtkNativeDialog *dialog)
{
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

/* An answer may be the end of the window: the dialog goes by itself then. */
static void
on_file_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  const Answer *answer = data;
  GtkWindow *parent = gtk_native_dialog_get_transient_for (dialog);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_signal_handlers_disconnect_by_func (parent, drop_file_dialog, dialog);
  answer->func (path, answer->data);
  drop_file_dialog (dialog);
}

void
compat_choose_file (GtkWindow *parent, const char *title, ChooseKind kind, const char *kind_name,
                    const char *const *patterns, const char *name, ChooseFunc func, gpointer data)
{
  static const GtkFileChooserAction actions[] = { GTK_FILE_CHOOSER_ACTION_OPEN, GTK_FILE_CHOOSER_ACTION_SAVE,
                                                  GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER };
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, parent, actions[kind], NULL, NULL);
  Answer *answer = answer_new (data);

  answer->func = func;
  if (patterns != NULL)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, kind_name);
      for (; *patterns != NULL; patterns++)
        gtk_file_filter_add_pattern (filter, *patterns);
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    }
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_file_response), answer, answer_free, 0);
  g_signal_connect_object (parent, "destroy", G_CALLBACK (drop_file_dialog), dialog, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_ask_response (GtkDialog *dialog, int response, gpointer data)
{
  const Answer *answer = data;

  /* The answer may be the end of the window, and this dialog is not to ask about it any more when it goes (GTK 4.8). */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  answer->ask (response == GTK_RESPONSE_YES ? ASK_SAVE : response == GTK_RESPONSE_NO ? ASK_DISCARD : ASK_CANCEL, answer->data);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

void
compat_ask_save (GtkWindow *parent, const char *question, AskFunc func, gpointer data)
{
  GtkWidget *dialog = gtk_message_dialog_new (parent,
                                              GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT | GTK_DIALOG_USE_HEADER_BAR,
                                              GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s", question);
  Answer *answer = answer_new (data);

  answer->ask = func;
  gtk_dialog_add_button (GTK_DIALOG (dialog), _("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _("_Discard"), GTK_RESPONSE_NO);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _("_Save"), GTK_RESPONSE_YES);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_YES);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_ask_response), answer, answer_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
compat_load_css (GtkCssProvider *provider, const char *css)
{
  gtk_css_provider_load_from_data (provider, css, -1);
}

/* FALSE: this GTK has no such setting. */
static gboolean
set_nick (GtkSettings *settings, const char *name, const char *nick)
{
  GParamSpec *setting = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name);

  if (setting == NULL)
    return FALSE;
  g_object_set (settings, name, g_enum_get_value_by_nick (G_PARAM_SPEC_ENUM (setting)->enum_class, nick)->value, NULL);
  return TRUE;
}

void
compat_set_dark (GtkSettings *settings, gboolean dark)
{
  if (!set_nick (settings, "gtk-interface-color-scheme", dark ? "dark" : "light"))
    g_object_set (settings, "gtk-application-prefer-dark-theme", dark, NULL);
}

void
compat_set_contrast (GtkSettings *settings, gboolean more)
{
  if (set_nick (settings, "gtk-interface-contrast", more ? "more" : "no-preference"))
    return;
  if (more)
    g_object_set (settings, "gtk-theme-name", "HighContrast", NULL);
  else
    gtk_settings_reset_property (settings, "gtk-theme-name");
}

gboolean
compat_animates (GtkSettings *settings)
{
  GParamSpec *motion = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), "gtk-interface-reduced-motion");
  gboolean animations;
  int reduced = 0;

  g_object_get (settings, "gtk-enable-animations", &animations, NULL);
  if (motion != NULL)
    g_object_get (settings, motion->name, &reduced, NULL);
  return animations && reduced == 0;
}
