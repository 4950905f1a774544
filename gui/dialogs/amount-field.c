#include "dialogs/amount-field.h"

#include <glib/gi18n.h>

#include "dialogs/amount-words.h"
#include "widgets/reader-name.h"

#define FIRST "10"        /* in place of a word, until something else is typed */
#define FIRST_PORT "1100" /* none of those that are usual */

struct _AmountField {
  const OptionSpec *option;
  GPtrArray *units;     /* of const char * */
  GtkStringList *words; /* owned: of the units, for the number that there is */
  GtkWidget *box;       /* owned */
  GtkWidget *entry;
  GtkWidget *choice;    /* GtkDropDown; a GtkLabel where there is but one unit */
  gboolean one;         /* the words are those for one of it */
  gboolean filling;     /* nobody has done it */
  AmountFieldFunc changed;
  gpointer data;
};

GtkWidget *
amount_field_widget (AmountField *field)
{
  return field->box;
}

static const char *
number_of (AmountField *field)
{
  return gtk_editable_get_text (GTK_EDITABLE (field->entry));
}

static const char *
unit_of (AmountField *field)
{
  guint selected = GTK_IS_DROP_DOWN (field->choice) ? gtk_drop_down_get_selected (GTK_DROP_DOWN (field->choice)) : 0;

  return g_ptr_array_index (field->units, selected < field->units->len ? selected : 0);
}

char *
amount_field_dup_value (AmountField *field)
{
  return amount_join (field->option, number_of (field), unit_of (field));
}

static void
fill_words (AmountField *field)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  field->one = g_str_equal (number_of (field), "1");
  for (guint i = 0; i < field->units->len; i++)
    g_ptr_array_add (words, (gpointer) amount_unit_words (field->option, field->units->pdata[i], number_of (field)));
  g_ptr_array_add (words, NULL);
  if (GTK_IS_LABEL (field->choice))
    gtk_label_set_text (GTK_LABEL (field->choice), words->pdata[0]);
  gtk_string_list_splice (field->words, 0, g_list_model_get_n_items (G_LIST_MODEL (field->words)),
                          (const char *const *) words->pdata);
}

static void
select_unit (AmountField *field, const char *unit)
{
  for (guint i = 0; i < field->units->len && GTK_IS_DROP_DOWN (field->choice); i++)
    if (g_str_equal (field->units->pdata[i], unit))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (field->choice), i);
}

/* "1 minute", "2 minutes". */
static void
follow_number (AmountField *field)
{
  const char *unit = unit_of (field);

  if (field->one == g_str_equal (number_of (field), "1"))
    return;
  field->filling = TRUE;
  fill_words (field);
  select_unit (field, unit);
  field->filling = FALSE;
}

static void
follow_unit (AmountField *field)
{
  gtk_widget_set_visible (field->entry, !g_str_equal (unit_of (field), AMOUNT_NONE));
}

static void
on_typed (AmountField *field)
{
  if (field->filling)
    return;
  follow_number (field);
  field->changed (field->data);
}

static void
on_chosen (AmountField *field)
{
  if (field->filling)
    return;
  field->filling = TRUE;
  follow_unit (field);
  if (gtk_widget_get_visible (field->entry) && *number_of (field) == '\0')
    gtk_editable_set_text (GTK_EDITABLE (field->entry), g_str_equal (field->option->name, "port") ? FIRST_PORT : FIRST);
  field->filling = FALSE;
  follow_number (field);
  field->changed (field->data);
}

/* FALSE: it is no amount of this kind. Whether it fits is not asked here. */
static gboolean
split (AmountField *field, const char *value, char **number, const char **unit)
{
  if (!g_ascii_isdigit (*value) && !g_str_equal (value, "never"))
    return FALSE;
  amount_split (field->option, value, number, unit);
  return **unit != '\0' || field->option->type == OPTION_NUMBER;
}

static void
fill (AmountField *field, const char *value)
{
  const char *unit = unit_of (field), *found = NULL;
  g_autofree char *number = NULL;
  gboolean right = split (field, value, &number, &found);

  if (right)
    unit = found;
  else if (g_str_equal (unit, AMOUNT_NONE))
    unit = field->units->pdata[0];
  if (!g_ptr_array_find_with_equal_func (field->units, unit, g_str_equal, NULL))
    g_ptr_array_insert (field->units, 0, (gpointer) unit);
  field->filling = TRUE;
  if (!g_str_equal (unit, AMOUNT_NONE))
    gtk_editable_set_text (GTK_EDITABLE (field->entry), right ? number : value);
  fill_words (field);
  select_unit (field, unit);
  follow_unit (field);
  field->filling = FALSE;
}

void
amount_field_set_value (AmountField *field, const char *value)
{
  fill (field, value);
  field->changed (field->data);
}

/* The arrow keys count up and down. */
static gboolean
on_key (AmountField *field, guint key)
{
  guint64 number = 0;
  g_autofree char *text = NULL;

  if (key != GDK_KEY_Up && key != GDK_KEY_Down && key != GDK_KEY_KP_Up && key != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  if (!g_ascii_string_to_unsigned (number_of (field), 10, 0, G_MAXINT, &number, NULL))
    return GDK_EVENT_STOP;
  number = key == GDK_KEY_Up || key == GDK_KEY_KP_Up ? number + 1 : number > 0 ? number - 1 : 0;
  text = g_strdup_printf ("%u", (guint) number);
  gtk_editable_set_text (GTK_EDITABLE (field->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (field->entry), -1);
  return GDK_EVENT_STOP;
}

static void
add_entry (AmountField *field)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  field->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (field->entry), 6);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (field->entry), 6);
  gtk_editable_set_alignment (GTK_EDITABLE (field->entry), 1);
  gtk_entry_set_input_purpose (GTK_ENTRY (field->entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_entry_set_activates_default (GTK_ENTRY (field->entry), TRUE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), field);
  gtk_widget_add_controller (field->entry, keys);
  g_signal_connect_swapped (field->entry, "changed", G_CALLBACK (on_typed), field);
  gtk_box_append (GTK_BOX (field->box), field->entry);
}

static void
add_choice (AmountField *field)
{
  if (field->units->len > 1)
    {
      field->choice = gtk_drop_down_new (G_LIST_MODEL (g_object_ref (field->words)), NULL);
      g_signal_connect_swapped (field->choice, "notify::selected", G_CALLBACK (on_chosen), field);
    }
  else
    {
      field->choice = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (field->choice), 0);
    }
  gtk_widget_set_hexpand (field->choice, TRUE);
  gtk_box_append (GTK_BOX (field->box), field->choice);
}

AmountField *
amount_field_new (const OptionSpec *option, const char *value, const char *usual, AmountFieldFunc changed, gpointer data)
{
  AmountField *field = g_new0 (AmountField, 1);

  field->option = option;
  field->units = amount_units (option, value, usual);
  field->words = gtk_string_list_new (NULL);
  field->changed = changed;
  field->data = data;
  field->box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  field->filling = TRUE;
  add_entry (field);
  add_choice (field);
  fill (field, value);
  return field;
}

void
amount_field_free (AmountField *field)
{
  g_signal_handlers_disconnect_by_data (field->entry, field);
  g_signal_handlers_disconnect_by_data (field->choice, field);
  g_object_unref (field->box);
  g_object_unref (field->words);
  g_ptr_array_unref (field->units);
  g_free (field);
}

void
amount_field_set_name (AmountField *field, const char *name)
{
  g_autofree char *unit = g_strdup_printf (_("Unit: %s"), name);

  reader_name (field->entry, name);
  if (GTK_IS_DROP_DOWN (field->choice))
    reader_name (field->choice, unit);
}

GtkWidget *
amount_field_entry (AmountField *field)
{
  return field->entry;
}

const char *
amount_field_trouble (AmountField *field)
{
  return amount_trouble (number_of (field));
}
