#include "dialogs/option-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dialogs/amount-field.h"
#include "dialogs/amount-words.h"
#include "dialogs/choice-words.h"
#include "journal/option-help.h"
#include "palette.h"
#include "widgets/reader-name.h"
#include "words.h"

#define FIELD 208 /* pixels: what is typed or chosen is of one width in all rows */

struct _OptionRow {
  ActionKind kind;
  const OptionSpec *option;
  char *usual;
  GPtrArray *words;   /* of char *: the values of a drop-down */
  GtkWidget *box;     /* owned */
  GtkWidget *control;
  AmountField *amount; /* whose widget the control is; NULL for other types */
  GtkWidget *reset;
  GtkWidget *name;    /* as the journal calls it */
  GtkWidget *trouble; /* what would fit, shown when something else was typed */
  OptionRowFunc changed;
  gpointer data;
};

char *
option_dup_text (const OptionSpec *option, const Action *action)
{
  GString *out = g_string_new (NULL);

  if (option->type == OPTION_TEXT)
    g_string_append (out, G_STRUCT_MEMBER (char *, action, option->offset) != NULL
                            ? G_STRUCT_MEMBER (char *, action, option->offset) : "");
  else
    option_format (option, action, out);
  return g_string_free (out, FALSE);
}

GtkWidget *
option_row_widget (OptionRow *row)
{
  return row->box;
}

const OptionSpec *
option_row_spec (OptionRow *row)
{
  return row->option;
}

static char *
dup_shown (OptionRow *row)
{
  if (row->amount != NULL)
    return amount_field_dup_value (row->amount);
  if (GTK_IS_SWITCH (row->control))
    return g_strdup (gtk_switch_get_active (GTK_SWITCH (row->control)) ? "on" : "off");
  if (GTK_IS_DROP_DOWN (row->control))
    return g_strdup (g_ptr_array_index (row->words, gtk_drop_down_get_selected (GTK_DROP_DOWN (row->control))));
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->control))));
}

/* "60s" and "1min" are the same: as a journal would write it. */
char *
option_row_dup_value (OptionRow *row)
{
  g_autoptr (Action) action = action_new (row->kind);
  g_autofree char *text = dup_shown (row);
  const char *expected;

  return option_parse (row->option, action, text, &expected) ? option_dup_text (row->option, action) : NULL;
}

void
option_row_mark (GtkWidget *entry, const char *trouble)
{
  if (trouble != NULL)
    gtk_widget_add_css_class (entry, "error");
  else
    gtk_widget_remove_css_class (entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               trouble != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, trouble != NULL ? trouble : "",
                                  -1);
}

static void
tell_trouble (OptionRow *row, gboolean right)
{
  const char *trouble = right || row->amount == NULL ? NULL : amount_field_trouble (row->amount);

  gtk_widget_set_visible (row->trouble, trouble != NULL);
  if (trouble != NULL)
    gtk_label_set_text (GTK_LABEL (row->trouble), trouble);
  if (row->amount != NULL)
    option_row_mark (amount_field_entry (row->amount), trouble);
}

static void
update (OptionRow *row)
{
  g_autofree char *text = option_row_dup_value (row);
  gboolean other = row->usual != NULL && g_strcmp0 (text, row->usual) != 0;

  gtk_widget_set_opacity (row->reset, other ? 1 : 0);
  gtk_widget_set_sensitive (row->reset, other);
  tell_trouble (row, text != NULL);
  if (other)
    gtk_widget_add_css_class (row->box, "changed");
  else
    gtk_widget_remove_css_class (row->box, "changed");
}

static void
on_changed (gpointer data)
{
  OptionRow *row = data;

  update (row);
  row->changed (row->data);
}

static guint
word_index (OptionRow *row, const char *value)
{
  for (guint i = 0; i < row->words->len; i++)
    if (g_str_equal (g_ptr_array_index (row->words, i), value))
      return i;
  return 0;
}

void
option_row_set_value (OptionRow *row, const char *value)
{
  if (row->amount != NULL)
    amount_field_set_value (row->amount, value);
  else if (GTK_IS_SWITCH (row->control))
    gtk_switch_set_active (GTK_SWITCH (row->control), g_str_equal (value, "on"));
  else if (GTK_IS_DROP_DOWN (row->control))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (row->control), word_index (row, value));
  else
    gtk_editable_set_text (GTK_EDITABLE (row->control), value);
}

void
option_row_set_source (OptionRow *row, const char *source)
{
  g_autofree char *text = source != NULL ? g_strdup_printf ("%s · %s", row->option->name, source) : NULL;

  gtk_label_set_text (GTK_LABEL (row->name), text != NULL ? text : row->option->name);
}

static void
on_reset (gpointer data)
{
  OptionRow *row = data;

  option_row_set_value (row, row->usual);
}

static void
add_word (OptionRow *row, const char *word)
{
  if (!g_ptr_array_find_with_equal_func (row->words, word, g_str_equal, NULL))
    g_ptr_array_add (row->words, g_strdup (word));
}

/* Caller owns. */
static char *
dup_words (OptionRow *row, const char *value)
{
  char *words = amount_is (row->option) ? amount_dup_words (row->option, value) : choice_dup_words (row->option, value);

  return words != NULL ? words : g_strdup (value);
}

static GtkWidget *
new_drop_down (OptionRow *row, const char *value)
{
  static const char *const keeps[] = { "never", "1d", "7d", "14d", "30d", "until-deleted", "always", NULL };
  const char *const *words = row->option->type == OPTION_KEEP ? keeps : row->option->choices;
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *down;

  for (; *words != NULL; words++)
    add_word (row, *words);
  add_word (row, value);
  if (row->usual != NULL)
    add_word (row, row->usual);
  for (guint i = 0; i < row->words->len; i++)
    g_ptr_array_add (shown, dup_words (row, g_ptr_array_index (row->words, i)));
  g_ptr_array_add (shown, NULL);
  down = gtk_drop_down_new_from_strings ((const char *const *) shown->pdata);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (down), word_index (row, value));
  g_signal_connect_swapped (down, "notify::selected", G_CALLBACK (on_changed), row);
  return down;
}

/* Only passwords are texts: dots, until somebody looks at what they hide. */
static GtkWidget *
new_password (OptionRow *row, const char *value)
{
  GtkWidget *entry = gtk_password_entry_new ();

  gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (entry), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), value);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 14);
  g_object_set (entry, "activates-default", TRUE, "placeholder-text", _("not set"), NULL);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed), row);
  return entry;
}

static GtkWidget *
new_control (OptionRow *row, const char *value)
{
  GtkWidget *control;

  if (amount_is (row->option))
    {
      row->amount = amount_field_new (row->option, value, row->usual, on_changed, row);
      return amount_field_widget (row->amount);
    }
  if (row->option->type == OPTION_CHOICE || row->option->type == OPTION_KEEP)
    return new_drop_down (row, value);
  if (row->option->type == OPTION_TEXT)
    return new_password (row, value);
  g_assert (row->option->type == OPTION_SWITCH); /* addresses and rates are no settings */
  control = gtk_switch_new ();
  gtk_switch_set_active (GTK_SWITCH (control), g_str_equal (value, "on"));
  g_signal_connect_swapped (control, "notify::active", G_CALLBACK (on_changed), row);
  return control;
}

/* The explanation without the protocol: the group says that. Caller owns. */
static char *
dup_explanation (OptionRow *row)
{
  const char *text = option_help (row->kind, row->option->name);

  if (g_str_has_prefix (text, "POP3: ") || g_str_has_prefix (text, "IMAP: "))
    text += strlen ("POP3: ");
  return words_capitalised (text);
}

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 24);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_words (OptionRow *row)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = new_label (row->option->name, "dim");
  g_autofree char *explanation = dup_explanation (row);

  row->name = name;
  gtk_widget_add_css_class (name, "option-name");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), new_label (explanation, NULL));
  gtk_box_append (GTK_BOX (words), name);
  return words;
}

/* The control, and below it what is wrong with what was typed there. */
static GtkWidget *
new_field (OptionRow *row, const char *value, const char *explanation)
{
  GtkWidget *field = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  row->control = new_control (row, value);
  row->trouble = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (row->trouble), 0);
  gtk_label_set_wrap (GTK_LABEL (row->trouble), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (row->trouble), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (row->trouble), 20);
  gtk_widget_add_css_class (row->trouble, "trouble");
  if (row->amount != NULL)
    amount_field_set_name (row->amount, explanation);
  else
    reader_name (row->control, explanation);
  if (!GTK_IS_SWITCH (row->control))
    gtk_widget_set_size_request (row->control, palette_scaled (row->box, FIELD), -1);
  gtk_widget_set_hexpand (field, FALSE); /* whatever is in it */
  gtk_widget_set_valign (field, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (field), row->control);
  gtk_box_append (GTK_BOX (field), row->trouble);
  return field;
}

OptionRow *
option_row_new (ActionKind kind, const OptionSpec *option, const char *value, const char *usual, OptionRowFunc changed,
                gpointer data)
{
  OptionRow *row = g_new0 (OptionRow, 1);
  g_autofree char *explanation = NULL;
  g_autofree char *back = NULL, *words = NULL;

  row->kind = kind;
  row->option = option;
  words = usual != NULL ? dup_words (row, usual) : NULL;
  back = usual != NULL ? g_strdup_printf (_("Back to “%s”"), words) : NULL;
  row->usual = g_strdup (usual);
  row->words = g_ptr_array_new_with_free_func (g_free);
  row->changed = changed;
  row->data = data;
  row->box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10));
  gtk_widget_add_css_class (row->box, "option-row");
  gtk_box_append (GTK_BOX (row->box), new_words (row));
  row->reset = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  gtk_widget_add_css_class (row->reset, "flat");
  gtk_widget_set_valign (row->reset, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (row->reset, usual != NULL);
  gtk_widget_set_tooltip_text (row->reset, back);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->reset), GTK_ACCESSIBLE_PROPERTY_LABEL, back != NULL ? back : "", -1);
  g_signal_connect_swapped (row->reset, "clicked", G_CALLBACK (on_reset), row);
  gtk_box_append (GTK_BOX (row->box), row->reset);
  explanation = dup_explanation (row);
  gtk_box_append (GTK_BOX (row->box), new_field (row, value, explanation));
  update (row);
  return row;
}

void
option_row_free (OptionRow *row)
{
  g_signal_handlers_disconnect_by_data (row->control, row);
  g_clear_pointer (&row->amount, amount_field_free);
  g_signal_handlers_disconnect_by_data (row->reset, row);
  g_object_unref (row->box);
  g_ptr_array_unref (row->words);
  g_free (row->usual);
  g_free (row);
}
