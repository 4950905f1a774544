#include "dialogs/link-dialog.h"

#include <glib/gi18n.h>
#include <math.h>

#include "dialogs/dialog-frame.h"
#include "dialogs/networks.h"
#include "journal/journal-words.h"
#include "journal/option-help.h"
#include "stage/stage-draw.h"
#include "widgets/reader-name.h"
#include "words.h"

#define DIALOG "link-dialog"

/* Sliders of latency and bandwidth are logarithmic: powers of ten. */
static const struct {
  const char *option;
  const char *title;
  double from, to, step;
} sliders[] = {
  { "latency", N_("Delay, one way"), 0, 3.5, 0.05 },       /* 1 ms to 3 s */
  { "bandwidth", N_("Bandwidth"), 3.9, 9, 0.05 },          /* 8 kbit to 1 Gbit */
  { "loss", N_("Loss"), 0, 40, 0.5 },                      /* percent */
};

/* Lives as long as the window that it is attached to. */
typedef struct {
  PrWindow *parent; /* borrowed: the dialog goes with it */
  char *name;
  guint world;
  LinkSettings before;
  LinkSettings settings;
  gboolean filling; /* the sliders follow; nobody moves them */
  GtkWidget *networks; /* GtkDropDown: the named ones, and one that is none of them */
  GtkWidget *scales[G_N_ELEMENTS (sliders)];
  GtkWidget *values[G_N_ELEMENTS (sliders)];
  GtkWidget *only;
  GtkWidget *apply;
} LinkDialog;

static void
link_dialog_free (gpointer data)
{
  LinkDialog *dialog = data;

  g_free (dialog->name);
  g_free (dialog);
}

static gboolean
is_changed (const LinkDialog *dialog)
{
  return dialog->before.latency != dialog->settings.latency || dialog->before.bandwidth != dialog->settings.bandwidth
         || dialog->before.loss_ppm != dialog->settings.loss_ppm;
}

char *
link_dialog_dup_action (GtkWindow *window)
{
  LinkDialog *dialog = g_object_get_data (G_OBJECT (window), DIALOG);
  g_autofree char *options = network_dup_options (&dialog->settings);
  GString *line = g_string_new ("link ");

  if (!is_changed (dialog))
    {
      g_string_free (line, TRUE);
      return NULL;
    }
  word_quote (line, dialog->name);
  g_string_append_printf (line, " %s", options);
  return g_string_free (line, FALSE);
}

static double
position (const LinkSettings *settings, guint slider)
{
  if (slider == 0)
    return log10 (MAX (1.0, (double) settings->latency / G_TIME_SPAN_MILLISECOND));
  if (slider == 1)
    return settings->bandwidth == 0 ? sliders[1].to : log10 ((double) settings->bandwidth);
  return settings->loss_ppm / 10000.0;
}

/* Two digits are as much as a hand can mean. */
static gint64
round_to_two (double value)
{
  double unit = pow (10, floor (log10 (MAX (value, 1))) - 1);

  return unit <= 1 ? (gint64) round (value) : (gint64) (round (value / unit) * unit);
}

static void
take_position (LinkSettings *settings, guint slider, double value)
{
  if (slider == 0)
    settings->latency = round_to_two (pow (10, value)) * G_TIME_SPAN_MILLISECOND;
  else if (slider == 1)
    settings->bandwidth = (guint64) round_to_two (pow (10, value - 3)) * 1000;
  else
    settings->loss_ppm = (guint32) round (value * 2) * 5000;
}

static void
update (LinkDialog *dialog)
{
  int network = network_find (&dialog->settings);

  dialog->filling = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (sliders); i++)
    {
      g_autofree char *value = network_dup_value (&dialog->settings, sliders[i].option);

      gtk_label_set_text (GTK_LABEL (dialog->values[i]), value);
      gtk_range_set_value (GTK_RANGE (dialog->scales[i]), position (&dialog->settings, i));
      /* The slider's own value is a power of ten. */
      gtk_accessible_update_property (GTK_ACCESSIBLE (dialog->scales[i]), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, value, -1);
    }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (dialog->networks), network >= 0 ? (guint) network : networks_count ());
  gtk_widget_set_sensitive (dialog->apply, is_changed (dialog));
  dialog->filling = FALSE;
}

static void
on_slid (GtkRange *range, gpointer data)
{
  LinkDialog *dialog = data;

  for (guint i = 0; i < G_N_ELEMENTS (sliders) && !dialog->filling; i++)
    if (dialog->scales[i] == GTK_WIDGET (range))
      take_position (&dialog->settings, i, gtk_range_get_value (range));
  if (!dialog->filling)
    update (dialog);
}

static void
on_network (GtkDropDown *down, GParamSpec *property, gpointer data)
{
  LinkDialog *dialog = data;
  guint index = gtk_drop_down_get_selected (down);

  if (dialog->filling)
    return;
  if (index < networks_count ())
    network_settings (index, &dialog->settings);
  update (dialog);
}

static void
on_apply (GtkWidget *button, gpointer data)
{
  LinkDialog *dialog = g_object_get_data (data, DIALOG);
  g_autofree char *line = link_dialog_dup_action (data);

  if (line != NULL)
    dialog_frame_act (data, dialog->parent, line, dialog->only, dialog->world);
}

static void
attach (GtkWidget *grid, const char *title, GtkWidget *field, GtkWidget *value, int row)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (field, TRUE);
  reader_name (field, title);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), field, 1, row, value != NULL ? 1 : 2, 1);
  if (value != NULL)
    gtk_grid_attach (GTK_GRID (grid), value, 2, row, 1, 1);
}

static void
add_networks (LinkDialog *dialog, GtkWidget *grid)
{
  const char *names[16] = { NULL };

  g_assert (networks_count () + 2 <= G_N_ELEMENTS (names));
  for (guint i = 0; i < networks_count (); i++)
    names[i] = network_label (i);
  names[networks_count ()] = _("Another One");
  dialog->networks = gtk_drop_down_new_from_strings (names);
  g_signal_connect (dialog->networks, "notify::selected", G_CALLBACK (on_network), dialog);
  attach (grid, _("Network"), dialog->networks, NULL, 0);
}

static void
add_sliders (LinkDialog *dialog, GtkWidget *grid)
{
  for (guint i = 0; i < G_N_ELEMENTS (sliders); i++)
    {
      GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, sliders[i].from, sliders[i].to, sliders[i].step);
      GtkWidget *value = gtk_label_new (NULL);

      gtk_widget_set_size_request (scale, 240, -1);
      gtk_widget_set_tooltip_text (scale, option_help (ACTION_LINK, sliders[i].option));
      gtk_label_set_xalign (GTK_LABEL (value), 1);
      gtk_label_set_width_chars (GTK_LABEL (value), 10);
      gtk_widget_add_css_class (value, "numeric");
      dialog->scales[i] = scale;
      dialog->values[i] = value;
      g_signal_connect (scale, "value-changed", G_CALLBACK (on_slid), dialog);
      attach (grid, _(sliders[i].title), scale, value, (int) i + 1);
    }
}

static const Link *
link_of (PrSession *session, const char *name, guint index)
{
  const World *world = pr_session_world (session, index);
  const Device *device = world_find_device (world, name);
  Place place = device != NULL ? device_place (device) : (Place) { PLACE_OUTSIDE, 0 };

  if (device == NULL && !g_str_equal (name, "outside"))
    return NULL;
  return stage_find_link (world, place);
}

GtkWindow *
link_dialog_present (PrWindow *parent, const char *name, guint world)
{
  const Link *link = link_of (pr_window_session (parent), name, world);
  g_autofree char *device = words_capitalised (name); /* as on its card */
  g_autofree char *title = g_str_equal (name, "outside") ? g_strdup (_("Network of the Outside World"))
                                                         : g_strdup_printf (_("Network of %s"), device);
  LinkDialog *dialog;
  GtkWidget *box, *grid, *apply;
  GtkWindow *window;

  if (link == NULL)
    return NULL;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  grid = gtk_grid_new ();
  window = dialog_frame_new (parent, title, _("_Apply"), box, &apply);
  dialog = g_new0 (LinkDialog, 1);
  dialog->parent = parent;
  dialog->name = g_strdup (name);
  dialog->world = world;
  dialog->before = dialog->settings = link->settings;
  dialog->apply = apply;
  g_object_set_data_full (G_OBJECT (window), DIALOG, dialog, link_dialog_free);
  gtk_widget_add_css_class (box, "dialog-fields");
  gtk_grid_set_row_spacing (GTK_GRID (grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  add_networks (dialog, grid);
  add_sliders (dialog, grid);
  gtk_box_append (GTK_BOX (box), grid);
  dialog->only = dialog_frame_new_only (parent, world, FALSE);
  if (dialog->only != NULL)
    gtk_box_append (GTK_BOX (box), dialog->only);
  update (dialog);
  g_signal_connect_object (apply, "clicked", G_CALLBACK (on_apply), window, 0);
  gtk_window_set_resizable (window, FALSE);
  gtk_window_present (window);
  return window;
}

void
link_dialog_slide (GtkWindow *window, const char *option, double value)
{
  LinkDialog *dialog = g_object_get_data (G_OBJECT (window), DIALOG);

  for (guint i = 0; i < G_N_ELEMENTS (sliders); i++)
    if (g_str_equal (sliders[i].option, option))
      gtk_range_set_value (GTK_RANGE (dialog->scales[i]), value);
}
