#include "compat.h"

#include <glib/gi18n.h>

typedef struct {
  ChooseFunc func;
  AskFunc ask;
  gpointer data;
} Answer;

static void
on_file_response (GtkNativeDialog *dialog, int response, gpointer data)
{
  Answer *answer = data;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  answer->func (path, answer->data);
  g_free (answer);
  g_object_unref (dialog);
}

void
compat_choose_file (GtkWindow *parent, const char *title, ChooseKind kind, const char *kind_name,
                    const char *const *patterns, const char *name, ChooseFunc func, gpointer data)
{
  static const GtkFileChooserAction actions[] = { GTK_FILE_CHOOSER_ACTION_OPEN, GTK_FILE_CHOOSER_ACTION_SAVE,
                                                  GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER };
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, parent, actions[kind], NULL, NULL);
  Answer *answer = g_new0 (Answer, 1);

  answer->func = func;
  answer->data = data;
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
  g_signal_connect (dialog, "response", G_CALLBACK (on_file_response), answer);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_ask_response (GtkDialog *dialog, int response, gpointer data)
{
  Answer *answer = data;

  answer->ask (response == GTK_RESPONSE_YES ? ASK_SAVE : response == GTK_RESPONSE_NO ? ASK_DISCARD : ASK_CANCEL, answer->data);
  g_free (answer);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

void
compat_ask_save (GtkWindow *parent, const char *question, AskFunc func, gpointer data)
{
  GtkWidget *dialog = gtk_message_dialog_new (parent, GTK_DIALOG_MODAL | GTK_DIALOG_USE_HEADER_BAR, GTK_MESSAGE_QUESTION,
                                              GTK_BUTTONS_NONE, "%s", question);
  Answer *answer = g_new0 (Answer, 1);

  answer->ask = func;
  answer->data = data;
  gtk_dialog_add_button (GTK_DIALOG (dialog), _("_Cancel"), GTK_RESPONSE_CANCEL);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _("_Discard"), GTK_RESPONSE_NO);
  gtk_dialog_add_button (GTK_DIALOG (dialog), _("_Save"), GTK_RESPONSE_YES);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_YES);
  g_signal_connect (dialog, "response", G_CALLBACK (on_ask_response), answer);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
compat_load_css (GtkCssProvider *provider, const char *css)
{
  gtk_css_provider_load_from_data (provider, css, -1);
}
