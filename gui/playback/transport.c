#include "playback/transport.h"

#include <glib/gi18n.h>
#include <string.h>

#include "palette.h"
#include "widgets/glyph.h"
#include "playback/go-to.h"
#include "playback/scrubber.h"

#define NARROW 1180 /* pixels, with text of the usual size */
#define LEAST_WIDTH 760

struct _PrTransport {
  GtkWidget parent_instance;

  PrSession *session;  /* owned */
  GtkWidget *box;
  GtkWidget *play;
  GtkWidget *play_glyph;
  GtkWidget *units;    /* GtkBox of GtkToggleButton, in the order of unit_names */
  GtkWidget *unit;     /* GtkMenuButton: the same in a narrow window */
  guint narrowing;     /* idle source */
  GtkWidget *clock;
  GtkWidget *day;
  GtkWidget *speed;    /* GtkMenuButton */
};

G_DEFINE_FINAL_TYPE (PrTransport, pr_transport, GTK_TYPE_WIDGET)

static const struct { StepUnit unit; const char *name; } unit_names[] = {
  { STEP_SEGMENT, N_("Segment") }, { STEP_LINE, N_("Line") },       { STEP_COMMAND, N_("Command") },
  { STEP_ACTION, N_("Action") },   { STEP_SESSION, N_("Session") },
};

static const double speeds[] = { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 10, 60, 600 };

static void
pr_transport_dispose (GObject *object)
{
  PrTransport *self = PR_TRANSPORT (object);

  g_clear_handle_id (&self->narrowing, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_transport_parent_class)->dispose (object);
}

static gboolean
is_narrow (PrTransport *self, int width)
{
  return width < palette_scaled (GTK_WIDGET (self), NARROW);
}

static gboolean
set_narrow (gpointer data)
{
  PrTransport *self = data;
  gboolean narrow = is_narrow (self, gtk_widget_get_width (GTK_WIDGET (self)));

  self->narrowing = 0;
  gtk_widget_set_visible (self->units, !narrow);
  gtk_widget_set_visible (self->unit, narrow);
  return G_SOURCE_REMOVE;
}

/* What is shown must not change while sizes are being given out. */
static void
pr_transport_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PrTransport *self = PR_TRANSPORT (widget);

  gtk_widget_allocate (self->box, width, height, baseline, NULL);
  if (is_narrow (self, width) != gtk_widget_get_visible (self->unit) && self->narrowing == 0)
    self->narrowing = g_idle_add (set_narrow, self);
}

static void
pr_transport_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (PR_TRANSPORT (widget)->box, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, LEAST_WIDTH); /* it narrows by itself */
}

static void
pr_transport_class_init (PrTransportClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_transport_dispose;
  widget_class->size_allocate = pr_transport_size_allocate;
  widget_class->measure = pr_transport_measure;
  gtk_widget_class_set_css_name (widget_class, "transport");
}

static void
pr_transport_init (PrTransport *self)
{
}

char *
speed_words (double speed)
{
  if (speed < 1)
    return g_strdup_printf ("×1/%.0f", 1 / speed);
  return g_strdup_printf ("×%.0f", speed);
}

static GtkWidget *
new_button (GlyphKind kind, const char *action, const char *name, gboolean primary)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *glyph = pr_glyph_new (kind, primary ? 17 : 14, primary);

  gtk_button_set_child (GTK_BUTTON (button), glyph);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  /* So that the space bar plays, whatever was clicked last. */
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_add_css_class (button, "round");
  if (primary)
    gtk_widget_add_css_class (button, "play");
  return button;
}

static void
add_buttons (PrTransport *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->play = new_button (GLYPH_PLAY, "win.play", _("Play (Space)"), TRUE);
  self->play_glyph = gtk_button_get_child (GTK_BUTTON (self->play));
  gtk_box_append (GTK_BOX (box), new_button (GLYPH_START, "win.go-start", _("To the start (Home)"), FALSE));
  gtk_box_append (GTK_BOX (box), new_button (GLYPH_BACK, "win.step-back", _("Step back (Left)"), FALSE));
  gtk_box_append (GTK_BOX (box), self->play);
  gtk_box_append (GTK_BOX (box), new_button (GLYPH_FORWARD, "win.step-forward", _("Step forward (Right)"), FALSE));
  gtk_box_append (GTK_BOX (box), new_button (GLYPH_END, "win.go-end", _("To the end (End)"), FALSE));
  gtk_box_append (GTK_BOX (self->box), box);
}

static void
add_units (PrTransport *self)
{
  GtkWidget *group = NULL;

  self->units = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->units, "segmented");
  gtk_widget_set_valign (self->units, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->units, _("What a step is"));
  for (guint i = 0; i < G_N_ELEMENTS (unit_names); i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (_(unit_names[i].name));

      gtk_widget_set_focus_on_click (button, FALSE);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", (int) unit_names[i].unit);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.unit");
      if (group != NULL)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (group));
      group = button;
      gtk_box_append (GTK_BOX (self->units), button);
    }
  gtk_box_append (GTK_BOX (self->box), self->units);
}

static void
add_unit_menu (PrTransport *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (unit_names); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_(unit_names[i].name), NULL);

      g_menu_item_set_action_and_target (item, "win.unit", "i", (int) unit_names[i].unit);
      g_menu_append_item (menu, item);
    }
  self->unit = gtk_menu_button_new ();
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->unit), G_MENU_MODEL (menu));
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->unit), GTK_ARROW_UP);
  gtk_widget_set_valign (self->unit, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->unit, FALSE);
  gtk_widget_add_css_class (self->unit, "unit");
  gtk_widget_set_tooltip_text (self->unit, _("What a step is"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->unit), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What a step is"), -1);
  gtk_box_append (GTK_BOX (self->box), self->unit);
}

static GMenuModel *
speed_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      g_autofree char *text = speed_words (speeds[i]);
      g_autofree char *label = g_strdup_printf (speeds[i] < 1 ? _("%s slow motion") : speeds[i] > 1 ? _("%s time lapse")
                                                : _("%s as in real life"), text);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.speed", "d", speeds[i]);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

static void
add_clock (PrTransport *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  g_autoptr (GMenuModel) menu = speed_menu ();

  self->clock = pr_go_to_new (self->session);
  self->day = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->day, "dim");
  gtk_widget_add_css_class (self->day, "numeric");
  self->speed = gtk_menu_button_new ();
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->speed), menu);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->speed), GTK_ARROW_UP);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->speed), FALSE);
  gtk_widget_add_css_class (self->speed, "speed");
  gtk_widget_set_tooltip_text (self->speed, _("How fast time goes"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->speed), GTK_ACCESSIBLE_PROPERTY_LABEL, _("How fast time goes"), -1);
  gtk_widget_set_halign (below, GTK_ALIGN_END);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (below), self->speed);
  gtk_box_append (GTK_BOX (below), self->day);
  gtk_box_append (GTK_BOX (box), self->clock);
  gtk_box_append (GTK_BOX (box), below);
  gtk_box_append (GTK_BOX (self->box), box);
}

static void
on_moved (PrTransport *self)
{
  Journal *journal = pr_session_journal (self->session);
  gint64 time = pr_session_time (self->session);
  g_autofree char *text = NULL, *day = NULL;
  const char *clock;
  int number;

  if (journal == NULL)
    return;
  text = journal_format_time (journal, time, 3);
  clock = strchr (text, ' ') != NULL ? strchr (text, ' ') + 1 : text;
  number = (int) ((time - journal_start (journal)) / G_TIME_SPAN_DAY) + 1;
  if (pr_session_skipping (self->session))
    day = g_strdup_printf (_("Day %d · nothing happens, skipping"), number);
  else
    day = g_strdup_printf (_("Day %d · event %u"), number,
                           timeline_position (pr_session_timeline (self->session, pr_session_focus (self->session))));
  pr_go_to_set_text (PR_GO_TO (self->clock), clock);
  gtk_label_set_text (GTK_LABEL (self->day), day);
}

static void
on_playing (PrTransport *self)
{
  gboolean follows = pr_session_follows (self->session);
  gboolean playing = follows || pr_session_playing (self->session);
  g_autofree char *speed = speed_words (follows ? 1 : pr_session_speed (self->session));
  const char *name = playing ? _("Pause (Space)") : _("Play (Space)");

  pr_glyph_set_kind (PR_GLYPH (self->play_glyph), playing ? GLYPH_PAUSE : GLYPH_PLAY);
  gtk_widget_set_tooltip_text (self->play, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->speed), speed);
  /* Real life goes at its own speed. */
  gtk_widget_set_sensitive (self->speed, !follows);
  for (guint i = 0; i < G_N_ELEMENTS (unit_names); i++)
    if (unit_names[i].unit == pr_session_unit (self->session))
      gtk_menu_button_set_label (GTK_MENU_BUTTON (self->unit), _(unit_names[i].name));
}

GtkWidget *
pr_transport_new (PrSession *session)
{
  PrTransport *self = g_object_new (PR_TYPE_TRANSPORT, NULL);

  self->session = g_object_ref (session);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 14);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  add_buttons (self);
  add_units (self);
  add_unit_menu (self);
  gtk_box_append (GTK_BOX (self->box), pr_scrubber_new (session));
  add_clock (self);
  g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "playing", G_CALLBACK (on_playing), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "playing", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "live", G_CALLBACK (on_playing), self, G_CONNECT_SWAPPED);
  on_moved (self);
  on_playing (self);
  return GTK_WIDGET (self);
}

void
pr_transport_focus (PrTransport *self)
{
  gtk_widget_grab_focus (self->play);
}

void
pr_transport_ask_where (PrTransport *self)
{
  pr_go_to_ask (PR_GO_TO (self->clock));
}
