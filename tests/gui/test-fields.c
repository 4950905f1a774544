/* What people type into the settings dialogs: amounts with their units, names; and what they are told when it does not fit. */
#include "gui-test.h"

#include <string.h>

#include "dialogs/amount-words.h"
#include "dialogs/option-row.h"
#include "dialogs/settings-dialog.h"
#include "dialogs/settings-state.h"
#include "journal/preset.h"

static void
assert_amounts_in_words (ActionKind kind, const Action *action)
{
  const ActionSpec *spec = action_spec_get (kind);

  for (guint i = 0; i < spec->n_options; i++)
    if (amount_is (&spec->options[i]))
      {
        g_autofree char *value = option_dup_text (&spec->options[i], action), *number = NULL, *again = NULL, *back = NULL;
        g_autofree char *words = amount_dup_words (&spec->options[i], value);
        g_autoptr (Action) read = action_new (kind);
        g_autoptr (GPtrArray) units = amount_units (&spec->options[i], value, NULL);
        const char *unit, *expected;

        amount_split (&spec->options[i], value, &number, &unit);
        assert_true (g_ptr_array_find_with_equal_func (units, unit, g_str_equal, NULL));
        again = amount_join (&spec->options[i], number, unit);
        assert_true (option_parse (&spec->options[i], read, again, &expected));
        back = option_dup_text (&spec->options[i], read);
        assert_string_equal (back, value);
        if (!g_str_equal (words, "0 lines") && strpbrk (words, "123456789") == NULL) /* a word in its place */
          assert_string_equal (unit, AMOUNT_NONE);
      }
}

/* Whatever a preset says can be shown as a number and a unit, and comes back as it was. */
static void
amounts_are_in_words (void **state)
{
  static const struct { const char *option, *value, *words; } device[] = {
    { "check", "10min", "10 minutes" },       { "check", "1h", "1 hour" },            { "check", "never", "Never" },
    { "size-limit", "50kB", "50 kB" },        { "size-limit", "128KiB", "128 KiB" },  { "size-limit", "0B", "No limit" },
    { "window-days", "14", "14 days" },       { "window-days", "1", "1 day" },        { "newest", "0", "All letters" },
    { "connect-timeout", "500ms", "500 milliseconds" }, { "port", "2110", "2110" },   { "top-lines", "0", "0 lines" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (device); i++)
    {
      const OptionSpec *option = action_spec_option (action_spec_get (ACTION_SET), device[i].option);
      g_autofree char *words = amount_dup_words (option, device[i].value);

      assert_string_equal (words, device[i].words);
    }
  for (guint i = 0; i < preset_count (); i++)
    {
      ActionKind kind = preset_get (i)->kind == PRESET_SERVER ? ACTION_SERVER : ACTION_SET;
      g_autoptr (Action) usual = settings_usual (kind, preset_get (i)->id);

      assert_amounts_in_words (kind, usual);
    }
}

/* A new option says what none of it means; of few that is a number like any other. */
static void
nothing_has_a_word (void **state)
{
  static const ActionKind kinds[] = { ACTION_SET, ACTION_SET_ACCOUNT, ACTION_SERVER };
  static const char *const numbers[] = { "top-lines", "message-limit", NULL };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint i = 0; i < action_spec_get (kinds[k])->n_options; i++)
      {
        const OptionSpec *option = &action_spec_get (kinds[k])->options[i];
        g_autofree char *nothing = amount_join (option, "", AMOUNT_NONE), *number = NULL;
        const char *unit = NULL;

        if (!amount_is (option))
          continue;
        amount_split (option, nothing, &number, &unit);
        assert_int_equal (g_str_equal (unit, AMOUNT_NONE), !g_strv_contains (numbers, option->name));
      }
}

typedef struct {
  const char *option;
  GtkWidget *row;
} RowSearch;

static void
look_for_row (GtkWidget *widget, gpointer data)
{
  RowSearch *search = data;

  if (!GTK_IS_LABEL (widget) || !gtk_widget_has_css_class (widget, "option-name")
      || !g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), search->option))
    return;
  for (search->row = widget; !gtk_widget_has_css_class (search->row, "option-row");)
    search->row = gtk_widget_get_parent (search->row);
}

static GtkWidget *
find_row (GtkWindow *dialog, const char *option)
{
  RowSearch search = { option, NULL };

  gui_test_each (GTK_WIDGET (dialog), look_for_row, &search);
  assert_non_null (search.row);
  return search.row;
}

static const char *
chosen_words (GtkWidget *down)
{
  return gtk_string_object_get_string (gtk_drop_down_get_selected_item (GTK_DROP_DOWN (down)));
}

static void
look_for_trouble (GtkWidget *widget, gpointer data)
{
  if (gtk_widget_has_css_class (widget, "trouble") && gtk_widget_get_visible (widget))
    *(const char **) data = gtk_label_get_text (GTK_LABEL (widget));
}

static void
assert_trouble (GtkWidget *row, const char *expected)
{
  GtkWidget *entry = gui_test_find (row, GTK_TYPE_ENTRY);
  const char *found = NULL;

  gui_test_each (row, look_for_trouble, &found);
  assert_int_equal (gtk_widget_has_css_class (entry, "error"), expected != NULL);
  if (expected == NULL)
    assert_null (found);
  else
    assert_string_equal (found, expected);
}

static void
assert_line (GtkWindow *dialog, const char *expected)
{
  g_autofree char *line = settings_dialog_dup_action (dialog);

  assert_string_equal (line != NULL ? line : "nothing", expected);
}

/* Whoever types a number is told at its field when it is none; the unit stands beside it. */
static void
takes_an_amount (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWindow *dialog = settings_dialog_present (window, ACTION_SET, "laptop", 0);
  GtkWidget *row = find_row (dialog, "connect-timeout");
  GtkWidget *entry = gui_test_find (row, GTK_TYPE_ENTRY), *units = gui_test_find (row, GTK_TYPE_DROP_DOWN);

  assert_string_equal (gtk_editable_get_text (GTK_EDITABLE (entry)), "30");
  assert_string_equal (chosen_words (units), "seconds");
  assert_trouble (row, NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "often");
  assert_trouble (row, "Type a number, such as 15.");
  assert_line (dialog, "nothing");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  assert_trouble (row, "Type a number, such as 15.");
  gtk_editable_set_text (GTK_EDITABLE (entry), "99999999999999999999");
  assert_trouble (row, "Type a smaller number.");
  gtk_editable_set_text (GTK_EDITABLE (entry), "1");
  assert_trouble (row, NULL);
  assert_string_equal (chosen_words (units), "second");
  assert_line (dialog, "set laptop connect-timeout=1s");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (units), gtk_drop_down_get_selected (GTK_DROP_DOWN (units)) + 1);
  gtk_editable_set_text (GTK_EDITABLE (entry), "1,5");
  assert_string_equal (chosen_words (units), "minutes");
  assert_line (dialog, "set laptop connect-timeout=90s");
  /* The word in place of number and unit comes last. */
  gtk_drop_down_set_selected (GTK_DROP_DOWN (units), g_list_model_get_n_items (gtk_drop_down_get_model (
                                                       GTK_DROP_DOWN (units))) - 1);
  assert_false (gtk_widget_get_visible (entry));
  assert_line (dialog, "set laptop connect-timeout=never");
  assert_true (settings_dialog_set (dialog, "connect-timeout", "30s"));
  assert_true (gtk_widget_get_visible (entry));
  assert_line (dialog, "nothing"); /* as it was */
  row = find_row (dialog, "check");
  assert_false (gtk_widget_get_visible (gtk_widget_get_first_child (gtk_widget_get_parent (gui_test_find (row,
                                                                                             GTK_TYPE_DROP_DOWN)))));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (gui_test_find (row, GTK_TYPE_DROP_DOWN)), 1);
  assert_line (dialog, "set laptop check=10min");
  gtk_window_destroy (dialog);
  gui_test_close (window);
}

/* A name that cannot be says so at its field, not only by a dull button. */
static void
tells_what_is_wrong_with_a_name (void **state)
{
  static const struct { const char *name, *trouble; } names[] = {
    { "laptop", "There is a device of this name." },
    { "my tablet", "A name is one word, without quotes, “=”, “#” or “\\”." },
    { "server", "In a journal this word means something else. Choose another name." },
    { "link", "In a journal this word means something else. Choose another name." },
  };
  PrWindow *window = gui_test_window ();
  GtkWindow *dialog = settings_dialog_present (window, ACTION_DEVICE, "", 0);
  GtkWidget *entry = gui_test_find (GTK_WIDGET (dialog), GTK_TYPE_ENTRY);
  const char *found = NULL;

  gui_test_each (GTK_WIDGET (dialog), look_for_trouble, &found);
  assert_null (found); /* nothing was typed yet */
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      assert_true (settings_dialog_set (dialog, "name", names[i].name));
      gui_test_each (GTK_WIDGET (dialog), look_for_trouble, &found);
      assert_string_equal (found, names[i].trouble);
      assert_true (gtk_widget_has_css_class (entry, "error"));
      assert_line (dialog, "nothing");
    }
  found = NULL;
  assert_true (settings_dialog_set (dialog, "name", "tablet"));
  gui_test_each (GTK_WIDGET (dialog), look_for_trouble, &found);
  assert_null (found);
  assert_false (gtk_widget_has_css_class (entry, "error"));
  gtk_window_destroy (dialog);
  gui_test_close (window);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (amounts_are_in_words),
    cmocka_unit_test (nothing_has_a_word),
    cmocka_unit_test (takes_an_amount),
    cmocka_unit_test (tells_what_is_wrong_with_a_name),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
