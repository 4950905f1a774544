#include "pages/advise-form.h"
#include "widgets/reader-name.h"

#include <glib/gi18n.h>

#define MAX_MAILS 200

typedef struct {
  const char *text;
  guint64 octets;
} Amount;

static const Amount sizes[] = { { N_ ("small, text only"), 20000 },
                                { N_ ("some with attachments"), 75000 },
                                { N_ ("many with attachments"), 300000 },
                                { N_ ("mostly pictures and documents"), 1000000 } };
static const Amount rooms[] = { { "10 MB", 10000000 },   { "50 MB", 50000000 }, { "200 MB", 200000000 },
                                { "1 GB", 1000000000 }, { "10 GB", 10000000000 } };
static const char *const wheres[] = { N_ ("in an office"), N_ ("at home"), N_ ("on trains"), N_ ("in a village"), N_ ("at sea") };
static const char *const needs[] = { N_ ("no"), N_ ("now and then"), N_ ("always") };
static const char *const kinds[] = { N_ ("Desktop"), N_ ("Laptop"), N_ ("Phone"), N_ ("Tablet") };

struct _AdviseForm {
  GtkWidget *grid;
  GtkWidget *devices[ADVISER_N_KINDS]; /* GtkCheckButton */
  GtkWidget *where;                    /* GtkDropDown */
  GtkWidget *offline;                  /* GtkSpinButton */
  GtkWidget *mails;
  GtkWidget *size;
  GtkWidget *space;
  GtkWidget *quota;
  GtkWidget *need;
  GtkWidget *folders;                  /* GtkCheckButton */
  void (*changed) (gpointer data);
  gpointer data;
  int rows;
};

static void
on_changed (AdviseForm *form)
{
  form->changed (form->data);
}

/* A place brings its hours without a network along. */
static void
on_where (AdviseForm *form)
{
  AdviserPerson person;

  adviser_person_default (&person);
  adviser_person_set_where (&person, gtk_drop_down_get_selected (GTK_DROP_DOWN (form->where)));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (form->offline), person.offline);
  on_changed (form);
}

static void
add_row (AdviseForm *form, const char *question, GtkWidget *answer)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (question);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 16);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), answer);
  gtk_widget_set_hexpand (answer, TRUE);
  gtk_widget_set_valign (answer, GTK_ALIGN_CENTER);
  reader_name (answer, gtk_label_get_text (GTK_LABEL (label)));
  gtk_grid_attach (GTK_GRID (form->grid), label, 0, form->rows, 1, 1);
  gtk_grid_attach (GTK_GRID (form->grid), answer, 1, form->rows, 1, 1);
  form->rows++;
}

static GtkWidget *
add_choice (AdviseForm *form, const char *question, const char *const *words, guint chosen)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (words);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), chosen);
  add_row (form, question, choice);
  return choice;
}

static GtkWidget *
add_words (AdviseForm *form, const char *question, const char *const *words, guint n, guint chosen)
{
  g_autofree const char **translated = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    translated[i] = _(words[i]);
  return add_choice (form, question, translated, chosen);
}

static GtkWidget *
add_amount (AdviseForm *form, const char *question, const Amount *amounts, guint n, guint64 octets)
{
  g_autofree const char **words = g_new0 (const char *, n + 1);
  guint chosen = 0;

  for (guint i = 0; i < n; i++)
    {
      words[i] = _(amounts[i].text);
      if (amounts[i].octets == octets)
        chosen = i;
    }
  return add_choice (form, question, words, chosen);
}

static GtkWidget *
add_number (AdviseForm *form, const char *question, double most, double value)
{
  GtkWidget *number = gtk_spin_button_new_with_range (0, most, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (number), value);
  add_row (form, question, number);
  return number;
}

static void
add_devices (AdviseForm *form, const AdviserPerson *person)
{
  GtkWidget *box = gtk_grid_new ();

  for (guint i = 0; i < ADVISER_N_KINDS; i++)
    {
      form->devices[i] = gtk_check_button_new_with_label (_(kinds[i]));
      gtk_grid_attach (GTK_GRID (box), form->devices[i], (int) i % 2, (int) i / 2, 1, 1);
      g_signal_connect_swapped (form->devices[i], "toggled", G_CALLBACK (on_changed), form);
    }
  gtk_grid_set_column_spacing (GTK_GRID (box), 8);
  for (guint i = 0; i < person->n_devices; i++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (form->devices[person->devices[i]]), TRUE);
  add_row (form, _("Devices"), box);
}

static void
ask (AdviseForm *form, const AdviserPerson *person)
{
  add_devices (form, person);
  form->where = add_words (form, _("_Where"), wheres, G_N_ELEMENTS (wheres), person->where);
  form->offline = add_number (form, _("_Hours a day without a network"), 12, person->offline);
  form->mails = add_number (form, _("_Letters a day"), MAX_MAILS, person->mails);
  form->size = add_amount (form, _("They _are"), sizes, G_N_ELEMENTS (sizes), person->size);
  form->space = add_amount (form, _("_Room on each device"), rooms, G_N_ELEMENTS (rooms), person->space);
  form->quota = add_amount (form, _("Room on the ser_ver"), rooms, G_N_ELEMENTS (rooms), person->quota);
  form->need = add_words (form, _("Mail is _needed without a network"), needs, G_N_ELEMENTS (needs), person->need_offline);
  form->folders = gtk_check_button_new_with_mnemonic (_("I _file letters in folders"));
  gtk_grid_attach (GTK_GRID (form->grid), form->folders, 0, form->rows, 2, 1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (form->folders), person->folders);
}

static void
listen (AdviseForm *form)
{
  GtkWidget *const choices[] = { form->size, form->space, form->quota, form->need };

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    g_signal_connect_swapped (choices[i], "notify::selected", G_CALLBACK (on_changed), form);
  g_signal_connect_swapped (form->where, "notify::selected", G_CALLBACK (on_where), form);
  g_signal_connect_swapped (form->offline, "value-changed", G_CALLBACK (on_changed), form);
  g_signal_connect_swapped (form->mails, "value-changed", G_CALLBACK (on_changed), form);
  g_signal_connect_swapped (form->folders, "toggled", G_CALLBACK (on_changed), form);
}

static void
ignore (gpointer data)
{
}

AdviseForm *
advise_form_new (void (*changed) (gpointer data), gpointer data)
{
  AdviseForm *form = g_new0 (AdviseForm, 1);
  AdviserPerson person;

  form->grid = gtk_grid_new ();
  form->changed = ignore;
  gtk_grid_set_row_spacing (GTK_GRID (form->grid), 10);
  gtk_grid_set_column_spacing (GTK_GRID (form->grid), 12);
  adviser_person_default (&person);
  ask (form, &person);
  listen (form);
  form->changed = changed;
  form->data = data;
  g_object_set_data_full (G_OBJECT (form->grid), "advise-form", form, g_free);
  return form;
}

GtkWidget *
advise_form_widget (AdviseForm *form)
{
  return form->grid;
}

gboolean
advise_form_read (const AdviseForm *form, AdviserPerson *person)
{
  adviser_person_default (person);
  person->n_devices = 0;
  for (guint i = 0; i < ADVISER_N_KINDS; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (form->devices[i])))
      person->devices[person->n_devices++] = i;
  adviser_person_set_where (person, gtk_drop_down_get_selected (GTK_DROP_DOWN (form->where)));
  person->offline = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (form->offline));
  person->mails = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (form->mails));
  person->size = sizes[gtk_drop_down_get_selected (GTK_DROP_DOWN (form->size))].octets;
  person->space = rooms[gtk_drop_down_get_selected (GTK_DROP_DOWN (form->space))].octets;
  person->quota = rooms[gtk_drop_down_get_selected (GTK_DROP_DOWN (form->quota))].octets;
  person->need_offline = gtk_drop_down_get_selected (GTK_DROP_DOWN (form->need));
  person->folders = gtk_check_button_get_active (GTK_CHECK_BUTTON (form->folders));
  return person->n_devices > 0;
}
