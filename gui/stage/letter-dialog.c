#include "stage/letter-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dialogs/dialog-frame.h"
#include "palette.h"
#include "widgets/reader-name.h"

#define DIALOG "letter-dialog"

/* Lives as long as the window that it is attached to. */
typedef struct {
  PrWindow *parent; /* borrowed: the dialog goes with it */
  char *device;
  GtkEditable *address;
  GtkEditable *subject;
  GtkEditable *text;       /* of a letter that is written */
  GtkEditable *size;       /* of one that arrives, kB */
  GtkStringList *accounts; /* whom one may be for that arrives: addresses */
  GtkDropDown *account;    /* which of them; NULL: there is no choice */
  GtkWidget *send;
} LetterDialog;

static void
letter_dialog_free (gpointer data)
{
  LetterDialog *dialog = data;

  g_clear_object (&dialog->accounts);
  g_free (dialog->device);
  g_free (dialog);
}

/* As the journal takes it: a name, @, and a domain, nothing else. */
static gboolean
is_address (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at != text && at[1] != '\0' && strpbrk (text, " \t<>,;:\"'\\") == NULL;
}

static void
add_option (GString *action, const char *option, const char *value)
{
  g_autofree char *quoted = g_shell_quote (value);

  if (*value != '\0')
    g_string_append_printf (action, " %s=%s", option, quoted);
}

/* Said even where there is one account: later lines of the day may bring another. */
static void
add_recipient (LetterDialog *dialog, GString *action)
{
  guint at = dialog->account != NULL ? gtk_drop_down_get_selected (dialog->account) : 0;
  const char *address = dialog->accounts != NULL ? gtk_string_list_get_string (dialog->accounts, at) : NULL;

  if (address != NULL)
    add_option (action, "to", address);
}

char *
letter_dialog_dup_action (GtkWindow *window)
{
  LetterDialog *dialog = g_object_get_data (G_OBJECT (window), DIALOG);
  g_autofree char *device = g_shell_quote (dialog->device);
  g_autoptr (GString) action = g_string_new (NULL);

  if (!is_address (gtk_editable_get_text (dialog->address)))
    return NULL;
  if (*dialog->device == '\0')
    g_string_append (action, "deliver");
  else
    g_string_append_printf (action, "%s write", device);
  add_option (action, *dialog->device == '\0' ? "from" : "to", gtk_editable_get_text (dialog->address));
  add_recipient (dialog, action);
  /* The journal asks for a subject, be it an empty one. */
  g_string_append (action, *gtk_editable_get_text (dialog->subject) == '\0' ? " subject=\"\"" : "");
  add_option (action, "subject", gtk_editable_get_text (dialog->subject));
  if (dialog->text != NULL)
    add_option (action, "body", gtk_editable_get_text (dialog->text));
  else
    g_string_append_printf (action, " size=%dkB", gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (dialog->size)));
  return g_strdup (action->str);
}

static void
on_send (GtkWidget *widget, gpointer data)
{
  GtkWindow *window = data;
  LetterDialog *dialog = g_object_get_data (data, DIALOG);
  g_autofree char *action = letter_dialog_dup_action (window);

  if (action == NULL)
    return;
  gtk_widget_activate_action (GTK_WIDGET (dialog->parent), "win.act", "s", action);
  gtk_window_close (window);
}

static void
on_edited (GtkEditable *editable, gpointer data)
{
  LetterDialog *dialog = g_object_get_data (data, DIALOG);

  gtk_widget_set_sensitive (dialog->send, is_address (gtk_editable_get_text (dialog->address)));
}

static void
add_field (GtkGrid *grid, const char *title, GtkWidget *field)
{
  GtkWidget *label = gtk_label_new (title), *last = gtk_widget_get_last_child (GTK_WIDGET (grid));
  int row = 0, column, width, height;

  if (last != NULL)
    {
      gtk_grid_query_child (grid, last, &column, &row, &width, &height);
      row++;
    }
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (field, TRUE);
  reader_name (field, title);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, field, 1, row, 1, 1);
}

static GtkEditable *
add_entry (GtkGrid *grid, const char *title, GtkWidget *entry)
{
  add_field (grid, title, entry);
  return GTK_EDITABLE (entry);
}

static void
add_accounts (LetterDialog *dialog, GtkGrid *grid)
{
  PrSession *session = pr_window_session (dialog->parent);
  const GPtrArray *stores = pr_session_world (session, pr_session_focus (session))->host->stores;

  dialog->accounts = gtk_string_list_new (NULL);
  for (guint i = 0; i < stores->len; i++)
    {
      g_autofree char *address = mail_store_dup_address (stores->pdata[i]);

      gtk_string_list_append (dialog->accounts, address);
    }
  if (stores->len < 2)
    return;
  dialog->account = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_object_ref (dialog->accounts)), NULL));
  add_field (grid, _("To"), GTK_WIDGET (dialog->account));
}

static GtkWidget *
new_fields (LetterDialog *dialog)
{
  GtkWidget *grid = gtk_grid_new ();
  gboolean outside = *dialog->device == '\0';

  gtk_grid_set_row_spacing (GTK_GRID (grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  dialog->address = add_entry (GTK_GRID (grid), outside ? _("From") : _("To"), gtk_entry_new ());
  gtk_editable_set_text (dialog->address, "budi@luar.example");
  if (outside)
    add_accounts (dialog, GTK_GRID (grid));
  dialog->subject = add_entry (GTK_GRID (grid), _("Subject"), gtk_entry_new ());
  if (outside)
    {
      dialog->size = add_entry (GTK_GRID (grid), _("Size in kB"), gtk_spin_button_new_with_range (1, 50000, 1));
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (dialog->size), 3);
    }
  else
    dialog->text = add_entry (GTK_GRID (grid), _("Text"), gtk_entry_new ());
  return grid;
}

GtkWindow *
letter_dialog_present (PrWindow *parent, const char *device)
{
  LetterDialog *dialog = g_new0 (LetterDialog, 1);
  gboolean arrives = *device == '\0';
  GtkWindow *window;
  GtkWidget *fields;

  dialog->parent = parent;
  dialog->device = g_strdup (device);
  fields = new_fields (dialog);
  gtk_widget_add_css_class (fields, "dialog-fields");
  gtk_widget_set_size_request (fields, palette_scaled (GTK_WIDGET (parent), 400), -1);
  window = dialog_frame_new (parent, arrives ? _("Deliver a Letter") : _("Write a Letter"), arrives ? _("_Deliver") : _("_Send"),
                             fields, &dialog->send);
  g_object_set_data_full (G_OBJECT (window), DIALOG, dialog, letter_dialog_free);
  gtk_window_set_resizable (window, FALSE);
  g_signal_connect_object (dialog->send, "clicked", G_CALLBACK (on_send), window, 0);
  g_signal_connect_object (dialog->address, "changed", G_CALLBACK (on_edited), window, 0);
  for (GtkWidget *child = gtk_widget_get_first_child (fields); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_ENTRY (child))
      gtk_entry_set_activates_default (GTK_ENTRY (child), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (dialog->subject));
  gtk_window_present (window);
  return window;
}
