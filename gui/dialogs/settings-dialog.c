#include "dialogs/settings-dialog.h"

#include <glib/gi18n.h>

#include "dialogs/dialog-frame.h"
#include "dialogs/option-row.h"
#include "dialogs/settings-state.h"
#include "journal/journal-words.h"
#include "journal/option-help.h"
#include "journal/preset.h"
#include "palette.h"
#include "widgets/reader-name.h"
#include "words.h"

#define DIALOG "settings-dialog"
#define WIDTH 750 /* pixels */

/* Lives as long as the window that it is attached to. */
typedef struct {
  PrWindow *parent;    /* borrowed: the dialog goes with it */
  ActionKind kind;
  char *name;
  guint world;
  Action *now;
  Action *usual;       /* of the present choice; NULL for accounts */
  char *old_choice;
  GStrv choices;
  GPtrArray *rows;     /* of OptionRow */
  GStrv accounts;      /* a new device's: to choose from */
  GtkWidget *presets;  /* GtkDropDown, NULL for accounts */
  GtkWidget *about;
  GtkWidget *note;
  GtkWidget *keep;     /* GtkCheckButton */
  GtkWidget *entry;    /* a new device's name */
  GtkWidget *trouble;  /* with that name */
  GtkWidget *account;  /* GtkDropDown */
  GtkWidget *groups;   /* GtkBox, or GtkStack of pages */
  GtkWidget *only;
  GtkWidget *apply;
} SettingsDialog;

static void
settings_dialog_free (gpointer data)
{
  SettingsDialog *dialog = data;

  g_ptr_array_unref (dialog->rows);
  g_clear_pointer (&dialog->usual, action_free);
  action_free (dialog->now);
  g_strfreev (dialog->choices);
  g_strfreev (dialog->accounts);
  g_free (dialog->old_choice);
  g_free (dialog->name);
  g_free (dialog);
}

static const char *
choice_of (SettingsDialog *dialog)
{
  return dialog->presets != NULL ? dialog->choices[gtk_drop_down_get_selected (GTK_DROP_DOWN (dialog->presets))] : "";
}

static gboolean
is_anew (SettingsDialog *dialog)
{
  return dialog->presets != NULL && !g_str_equal (choice_of (dialog), dialog->old_choice);
}

/* Against which a row tells whether it says something: what would be so without it. */
static const Action *
baseline (SettingsDialog *dialog)
{
  return dialog->kind == ACTION_DEVICE || is_anew (dialog) ? dialog->usual : dialog->now;
}

static void
add_choice (SettingsDialog *dialog, GString *line)
{
  const char *choice = choice_of (dialog);

  if (dialog->kind != ACTION_DEVICE && !is_anew (dialog))
    return;
  g_string_append_printf (line, " %s=%s", preset_find (dialog->kind == ACTION_SERVER ? PRESET_SERVER : PRESET_DEVICE, choice)
                                          != NULL ? "preset" : "protocol", choice);
  if (gtk_widget_get_visible (dialog->keep) && gtk_check_button_get_active (GTK_CHECK_BUTTON (dialog->keep)))
    g_string_append (line, " mail=kept");
}

static gboolean
add_rows (SettingsDialog *dialog, GString *line)
{
  for (guint i = 0; i < dialog->rows->len; i++)
    {
      OptionRow *row = g_ptr_array_index (dialog->rows, i);
      const OptionSpec *option = option_row_spec (row);
      g_autofree char *value = option_row_dup_value (row);
      g_autofree char *before = option_dup_text (option, baseline (dialog));

      if (value == NULL)
        return FALSE;
      if (g_str_equal (value, before))
        continue;
      g_string_append_printf (line, " %s=", option->name);
      word_quote (line, value);
    }
  return TRUE;
}

static GString *
begin_line (SettingsDialog *dialog)
{
  GString *line = g_string_new (action_kind_name (dialog->kind));
  const char *name = dialog->entry != NULL ? gtk_editable_get_text (GTK_EDITABLE (dialog->entry)) : dialog->name;

  if (dialog->kind == ACTION_SERVER)
    return line;
  g_string_append_c (line, ' ');
  word_quote (line, name);
  if (dialog->account != NULL)
    g_string_append_printf (line, " account=%s",
                            dialog->accounts[gtk_drop_down_get_selected (GTK_DROP_DOWN (dialog->account))]);
  return line;
}

/* What is wrong with a new device's name, NULL: it must not be taken, nor read as a place or a verb. */
static const char *
name_trouble (SettingsDialog *dialog)
{
  PrSession *session = pr_window_session (dialog->parent);
  const char *name = dialog->entry != NULL ? gtk_editable_get_text (GTK_EDITABLE (dialog->entry)) : "";

  if (strpbrk (name, " \t=\"'\\#") != NULL)
    return _("A name is one word, without quotes, “=”, “#” or “\\”.");
  if (world_find_device (pr_session_world (session, dialog->world), name) != NULL
      || journal_device_taken (pr_session_journal (session), name, pr_session_branch (session)))
    return _("There is a device of this name.");
  if (g_str_equal (name, "server") || g_str_equal (name, "outside") || action_spec_find (name, FALSE) != NULL)
    return _("In a journal this word means something else. Choose another name.");
  return NULL;
}

static gboolean
name_fits (SettingsDialog *dialog)
{
  return dialog->entry == NULL
         || (*gtk_editable_get_text (GTK_EDITABLE (dialog->entry)) != '\0' && name_trouble (dialog) == NULL);
}

static void
tell_name_trouble (SettingsDialog *dialog)
{
  const char *trouble = name_trouble (dialog);

  gtk_label_set_text (GTK_LABEL (dialog->trouble), trouble != NULL ? trouble : "");
  gtk_widget_set_visible (dialog->trouble, trouble != NULL);
  option_row_mark (dialog->entry, trouble);
}

char *
settings_dialog_dup_action (GtkWindow *window)
{
  SettingsDialog *dialog = g_object_get_data (G_OBJECT (window), DIALOG);
  g_autoptr (GString) line = begin_line (dialog);
  gsize empty = line->len;

  add_choice (dialog, line);
  if (!add_rows (dialog, line) || line->len == empty || !name_fits (dialog))
    return NULL;
  return g_strdup (line->str);
}

static void
on_changed (gpointer data)
{
  SettingsDialog *dialog = g_object_get_data (data, DIALOG);
  g_autofree char *line = settings_dialog_dup_action (data);

  if (dialog->entry != NULL)
    tell_name_trouble (dialog);
  gtk_widget_set_sensitive (dialog->apply, line != NULL);
}

static void
on_apply (GtkWidget *button, gpointer data)
{
  SettingsDialog *dialog = g_object_get_data (data, DIALOG);
  g_autofree char *line = settings_dialog_dup_action (data);

  if (line != NULL)
    dialog_frame_act (data, dialog->parent, line, dialog->only, dialog->world);
}

static GtkWidget *
new_text (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 30);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 70);
  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
add_group (SettingsDialog *dialog, const char *id, const char *title)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (group, "option-group");
  if (GTK_IS_STACK (dialog->groups))
    {
      gtk_stack_add_titled (GTK_STACK (dialog->groups), group, id, title);
      return group;
    }
  gtk_box_append (GTK_BOX (dialog->groups), new_text (title, "card-title"));
  gtk_box_append (GTK_BOX (dialog->groups), group);
  return group;
}

static void
fill_group (GtkWindow *window, SettingsDialog *dialog, Protocol protocol, const char *title)
{
  const ActionSpec *spec = action_spec_get (dialog->kind);
  const Action *values = is_anew (dialog) || dialog->kind == ACTION_DEVICE ? dialog->usual : dialog->now;
  GtkWidget *group = NULL;

  for (guint i = 0; i < spec->n_options; i++)
    {
      const OptionSpec *option = &spec->options[i];
      g_autofree char *value = option_dup_text (option, values);
      g_autofree char *usual = dialog->usual != NULL ? option_dup_text (option, dialog->usual) : NULL;
      OptionRow *row;

      if (option_protocol (dialog->kind, option->name) != protocol
          || !settings_shows (dialog->kind, option, values->policy.protocol))
        continue;
      if (group == NULL)
        group = add_group (dialog, title, title);
      row = option_row_new (dialog->kind, option, value, option->type == OPTION_TEXT ? NULL : usual, on_changed, window);
      option_row_set_source (row, settings_source (dialog->kind, choice_of (dialog), option->name));
      g_ptr_array_add (dialog->rows, row);
      gtk_box_append (GTK_BOX (group), option_row_widget (row));
    }
}

static void
clear_groups (SettingsDialog *dialog)
{
  GtkWidget *child;

  g_ptr_array_set_size (dialog->rows, 0);
  while ((child = gtk_widget_get_first_child (dialog->groups)) != NULL)
    if (GTK_IS_STACK (dialog->groups))
      gtk_stack_remove (GTK_STACK (dialog->groups), child);
    else
      gtk_box_remove (GTK_BOX (dialog->groups), child);
}

static void
set_text (GtkWidget *label, char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, *text != '\0');
  g_free (text);
}

static void
fill (GtkWindow *window, SettingsDialog *dialog)
{
  gboolean tabs = GTK_IS_STACK (dialog->groups);

  clear_groups (dialog);
  g_clear_pointer (&dialog->usual, action_free);
  dialog->usual = settings_usual (dialog->kind, choice_of (dialog));
  if (tabs)
    fill_group (window, dialog, PROTOCOL_NONE, _("General"));
  fill_group (window, dialog, PROTOCOL_POP3, "POP3");
  fill_group (window, dialog, PROTOCOL_IMAP, "IMAP");
  /* In one column what a mail program does with its mail comes first: it is what tells programs apart. */
  if (!tabs)
    fill_group (window, dialog, PROTOCOL_NONE, _("General"));
  set_text (dialog->about, settings_dup_about (dialog->kind, choice_of (dialog)));
  set_text (dialog->note, settings_dup_note (dialog->kind, choice_of (dialog)));
  gtk_widget_set_visible (dialog->keep, dialog->kind == ACTION_SET && is_anew (dialog));
  on_changed (window);
}

static void
on_preset (GtkDropDown *down, GParamSpec *property, gpointer data)
{
  if (gtk_drop_down_get_selected (down) != GTK_INVALID_LIST_POSITION)
    fill (data, g_object_get_data (data, DIALOG));
}

static void
add_field (GtkWidget *box, const char *title, GtkWidget *field)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_widget_set_hexpand (field, TRUE);
  reader_name (field, title);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), field);
  gtk_box_append (GTK_BOX (box), line);
}

static void
add_presets (GtkWindow *window, SettingsDialog *dialog, GtkWidget *box)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;
  guint selected = 0;

  dialog->choices = settings_dup_choices (dialog->kind);
  for (guint i = 0; dialog->choices[i] != NULL; i++)
    {
      g_autofree char *name = settings_dup_choice_name (dialog->kind, dialog->choices[i]);

      g_strv_builder_add (names, name);
      selected = g_str_equal (dialog->choices[i], dialog->old_choice) ? i : selected;
    }
  texts = g_strv_builder_end (names);
  dialog->presets = gtk_drop_down_new_from_strings ((const char *const *) texts);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (dialog->presets), selected);
  g_signal_connect_object (dialog->presets, "notify::selected", G_CALLBACK (on_preset), window, 0);
  add_field (box, dialog->kind == ACTION_SERVER ? _("Set up as") : _("Mail program"), dialog->presets);
}

static void
add_new_device (GtkWindow *window, SettingsDialog *dialog, GtkWidget *box)
{
  const World *world = pr_session_world (pr_window_session (dialog->parent), dialog->world);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  GtkWidget *name = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  dialog->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (dialog->entry), _("such as tablet"));
  gtk_entry_set_activates_default (GTK_ENTRY (dialog->entry), TRUE);
  g_signal_connect_object (dialog->entry, "changed", G_CALLBACK (on_changed), window, G_CONNECT_SWAPPED);
  dialog->trouble = new_text (NULL, "trouble");
  gtk_box_append (GTK_BOX (name), dialog->entry);
  gtk_box_append (GTK_BOX (name), dialog->trouble);
  add_field (box, _("Name"), name);
  reader_name (dialog->entry, _("Name"));
  for (guint i = 0; i < world->host->stores->len; i++)
    {
      g_autofree char *address = mail_store_dup_address (mail_host_store (world->host, i + 1));

      g_strv_builder_add (names, address);
    }
  dialog->accounts = g_strv_builder_end (names);
  dialog->account = gtk_drop_down_new_from_strings ((const char *const *) dialog->accounts);
  g_signal_connect_object (dialog->account, "notify::selected", G_CALLBACK (on_changed), window, G_CONNECT_SWAPPED);
  add_field (box, _("Account"), dialog->account);
}

static void
add_groups (SettingsDialog *dialog, GtkWidget *box)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  if (dialog->kind == ACTION_SET_ACCOUNT || dialog->kind == ACTION_SERVER)
    {
      GtkWidget *switcher = gtk_stack_switcher_new ();

      dialog->groups = gtk_stack_new ();
      gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), GTK_STACK (dialog->groups));
      gtk_widget_add_css_class (switcher, "segmented");
      gtk_widget_set_halign (switcher, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (box), switcher);
    }
  else
    dialog->groups = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), dialog->groups);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (scroller, "options");
  gtk_box_append (GTK_BOX (box), scroller);
}

static void
fill_content (GtkWindow *window, SettingsDialog *dialog, GtkWidget *box)
{
  if (dialog->kind == ACTION_DEVICE)
    add_new_device (window, dialog, box);
  if (dialog->kind != ACTION_SET_ACCOUNT)
    add_presets (window, dialog, box);
  dialog->about = new_text (NULL, "about");
  dialog->note = new_text (NULL, "dim");
  dialog->keep = gtk_check_button_new_with_label (_("Keep the letters that are on the device"));
  gtk_widget_set_tooltip_text (dialog->keep, _("The account is removed and added again, as a person would do it. Without "
                                               "this, its letters go with it."));
  g_signal_connect_object (dialog->keep, "toggled", G_CALLBACK (on_changed), window, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), dialog->about);
  gtk_box_append (GTK_BOX (box), dialog->note);
  gtk_box_append (GTK_BOX (box), dialog->keep);
  add_groups (dialog, box);
  if (dialog->kind != ACTION_SERVER && dialog->kind != ACTION_SET_ACCOUNT)
    dialog->only = dialog_frame_new_only (dialog->parent, dialog->world, dialog->kind == ACTION_SET);
  else
    dialog->only = dialog_frame_new_only (dialog->parent, dialog->world, FALSE);
  if (dialog->only != NULL)
    gtk_box_append (GTK_BOX (box), dialog->only);
  fill (window, dialog);
}

static char *
dup_title (ActionKind kind, const char *name)
{
  g_autofree char *device = words_capitalised (name); /* as on its card */

  switch ((guint) kind)
    {
    case ACTION_SET:
      return g_strdup_printf (_("Settings of %s"), device);
    case ACTION_SET_ACCOUNT:
      return g_strdup_printf (_("Account %s"), name);
    case ACTION_SERVER:
      return g_strdup (_("Settings of the Server"));
    default:
      return g_strdup (_("Add a Device"));
    }
}

/* As large as its text asks for, and as the window below has room. */
static void
set_size (GtkWindow *window, GtkWidget *parent, int height)
{
  gtk_window_set_default_size (window, MIN (palette_scaled (parent, WIDTH), MAX (WIDTH, gtk_widget_get_width (parent))),
                               MIN (palette_scaled (parent, height), MAX (height, gtk_widget_get_height (parent))));
}

GtkWindow *
settings_dialog_present (PrWindow *parent, ActionKind kind, const char *name, guint world)
{
  Action *now = settings_now (kind, pr_session_world (pr_window_session (parent), world), name);
  SettingsDialog *dialog;
  g_autofree char *title = dup_title (kind, name);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *apply;
  GtkWindow *window;

  if (now == NULL)
    {
      g_object_unref (g_object_ref_sink (box));
      return NULL;
    }
  window = dialog_frame_new (parent, title, kind == ACTION_DEVICE ? _("_Add") : _("_Apply"), box, &apply);
  dialog = g_new0 (SettingsDialog, 1);
  dialog->parent = parent;
  dialog->kind = kind;
  dialog->name = g_strdup (name);
  dialog->world = world;
  dialog->now = now;
  dialog->old_choice = settings_dup_choice (now);
  dialog->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) option_row_free);
  dialog->apply = apply;
  g_object_set_data_full (G_OBJECT (window), DIALOG, dialog, settings_dialog_free);
  gtk_widget_add_css_class (box, "dialog-fields");
  fill_content (window, dialog, box);
  g_signal_connect_object (apply, "clicked", G_CALLBACK (on_apply), window, 0);
  set_size (window, GTK_WIDGET (parent), kind == ACTION_SET_ACCOUNT ? 320 : 620);
  gtk_window_present (window);
  return window;
}

static gboolean
set_choice (SettingsDialog *dialog, const char *value)
{
  for (guint i = 0; dialog->presets != NULL && dialog->choices[i] != NULL; i++)
    if (g_str_equal (dialog->choices[i], value))
      {
        gtk_drop_down_set_selected (GTK_DROP_DOWN (dialog->presets), i);
        return TRUE;
      }
  return FALSE;
}

gboolean
settings_dialog_set (GtkWindow *window, const char *option, const char *value)
{
  SettingsDialog *dialog = g_object_get_data (G_OBJECT (window), DIALOG);

  if (g_str_equal (option, "preset"))
    return set_choice (dialog, value);
  if (g_str_equal (option, "name") && dialog->entry != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (dialog->entry), value);
      return TRUE;
    }
  for (guint i = 0; i < dialog->rows->len; i++)
    if (g_str_equal (option_row_spec (g_ptr_array_index (dialog->rows, i))->name, option))
      {
        option_row_set_value (g_ptr_array_index (dialog->rows, i), value);
        return TRUE;
      }
  return FALSE;
}
