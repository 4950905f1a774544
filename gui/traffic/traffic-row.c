#include "traffic/traffic-row.h"

#include <glib/gi18n.h>

#include "palette.h"
#include "traffic/traffic-chart.h"
#include "words.h"

/* What both charts and the heads above them want at least; the rest of the room is shared alike. */
#define WIDE 90
#define N_WIDE 2
#define N_COLUMNS 7
#define GAP 12 /* pixels between two columns; in larger text more, where there is room */
#define FIGURE 8 /* characters: "999.9 kB" */

struct _PrTrafficRow {
  GtkWidget parent_instance;

  PrSession *session; /* owned */
  Place place;
  GtkWidget *box;
  GtkWidget *space;      /* PrTrafficChart */
  GtkWidget *held;       /* labels */
  GtkWidget *traffic;    /* PrTrafficChart */
  GtkWidget *down, *up, *extra;
};

G_DEFINE_FINAL_TYPE (PrTrafficRow, pr_traffic_row, GTK_TYPE_WIDGET)

static void
pr_traffic_row_dispose (GObject *object)
{
  PrTrafficRow *self = PR_TRAFFIC_ROW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_traffic_row_parent_class)->dispose (object);
}

static void
pr_traffic_row_class_init (PrTrafficRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pr_traffic_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "trafficrow");
}

static GtkSizeRequestMode
cells_mode (GtkWidget *box)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* What a cell is at least; it is the same in all rows, whatever their heights: a box would ask for the width at its own
 * height, and a head that wraps answers another one then. */
static int
cell_width (GtkWidget *cell)
{
  int least, wish;

  gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wish, NULL, NULL);
  return gtk_widget_get_hexpand (cell) ? least : wish;
}

static int
least_width (GtkWidget *box)
{
  int sum = -GAP;

  for (GtkWidget *cell = gtk_widget_get_first_child (box); cell != NULL; cell = gtk_widget_get_next_sibling (cell))
    sum += GAP + cell_width (cell);
  return sum;
}

static int
gap_at (GtkWidget *box, int width)
{
  int spare = MAX (width - least_width (box), 0) / (N_COLUMNS - 1);

  return MIN (GAP + spare, palette_scaled (box, GAP));
}

/* What each of the wide columns gets beyond its least. */
static int
more_at (GtkWidget *box, int width)
{
  return MAX (width - least_width (box) - (gap_at (box, width) - GAP) * (N_COLUMNS - 1), 0) / N_WIDE;
}

static void
measure_cells (GtkWidget *box, GtkOrientation orientation, int for_size, int *minimum, int *natural,
               int *minimum_baseline, int *natural_baseline)
{
  int width = least_width (box), more = more_at (box, for_size);

  *minimum = *natural = width;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  *minimum = *natural = 0;
  for (GtkWidget *cell = gtk_widget_get_first_child (box); cell != NULL; cell = gtk_widget_get_next_sibling (cell))
    {
      int least, wish;

      gtk_widget_measure (cell, orientation, cell_width (cell) + (gtk_widget_get_hexpand (cell) ? more : 0), &least, &wish,
                          NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, wish);
    }
}

static void
allocate_cells (GtkWidget *box, int width, int height, int baseline)
{
  int more = more_at (box, width), gap = gap_at (box, width), x = 0;

  for (GtkWidget *cell = gtk_widget_get_first_child (box); cell != NULL; cell = gtk_widget_get_next_sibling (cell))
    {
      int wide = cell_width (cell) + (gtk_widget_get_hexpand (cell) ? more : 0);

      gtk_widget_size_allocate (cell, &(GtkAllocation) { x, 0, wide, height }, -1);
      x += wide + gap;
    }
}

static void
pr_traffic_row_init (PrTrafficRow *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->box, gtk_custom_layout_new (cells_mode, measure_cells, allocate_cells));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static GtkWidget *
add_label (PrTrafficRow *self, const char *text, int chars, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_width_chars (GTK_LABEL (label), chars);
  gtk_label_set_max_width_chars (GTK_LABEL (label), chars);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_box_append (GTK_BOX (self->box), label);
  return label;
}

static GtkWidget *
add_wide (PrTrafficRow *self, GtkWidget *child)
{
  gtk_widget_set_hexpand (child, TRUE);
  gtk_widget_set_size_request (child, WIDE, -1);
  gtk_box_append (GTK_BOX (self->box), child);
  return child;
}

/* Its wish must not be wider than a chart's, or the columns would not stand in line. */
static void
add_wide_head (PrTrafficRow *self, const char *text, const char *tip)
{
  GtkWidget *label = add_wide (self, gtk_label_new (text));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 4);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 4);
  gtk_widget_set_tooltip_text (label, tip != NULL ? tip : text);
}

/* The figures decide how wide a column is, unless its head is wider. */
static void
wrap_heads (PrTrafficRow *self)
{
  for (GtkWidget *head = gtk_widget_get_first_child (self->box); head != NULL; head = gtk_widget_get_next_sibling (head))
    {
      gtk_label_set_wrap (GTK_LABEL (head), TRUE);
      if (!gtk_widget_get_hexpand (head))
        gtk_label_set_max_width_chars (GTK_LABEL (head), -1);
      gtk_label_set_lines (GTK_LABEL (head), 5);
      gtk_label_set_yalign (GTK_LABEL (head), 1);
    }
}

static void
fill_heads (PrTrafficRow *self)
{
  GtkWidget *label;

  gtk_widget_add_css_class (GTK_WIDGET (self), "head");
  add_label (self, _("Place"), 10, 0);
  add_wide_head (self, _("Space over time"), NULL);
  add_label (self, _("Held"), FIGURE, 1);
  add_wide_head (self, _("Traffic: received above, sent below"),
                 _("In full colour what was said, in the lighter one the overhead"));
  add_label (self, _("Received"), FIGURE, 1);
  add_label (self, _("Sent"), FIGURE, 1);
  label = add_label (self, _("Overhead"), FIGURE, 1);
  gtk_widget_set_tooltip_text (label, _("Headers of IP and TCP, and what was sent again: moved on the wire but said by nobody"));
  wrap_heads (self);
}

static void
fill_place (PrTrafficRow *self)
{
  GtkWidget *name = add_label (self, NULL, 10, 0);
  g_autofree char *text = place_dup_name (pr_session_world (self->session, pr_session_focus (self->session)), self->place);
  g_autofree char *capital = words_capitalised (text);

  gtk_label_set_text (GTK_LABEL (name), capital);
  gtk_widget_set_tooltip_text (name, capital);
  gtk_widget_add_css_class (name, "place");
  self->space = add_wide (self, pr_traffic_chart_new (self->session, FALSE));
  self->held = add_label (self, NULL, FIGURE, 1);
  self->traffic = add_wide (self, pr_traffic_chart_new (self->session, TRUE));
  self->down = add_label (self, NULL, FIGURE, 1);
  self->up = add_label (self, NULL, FIGURE, 1);
  self->extra = add_label (self, NULL, FIGURE, 1);
}

GtkWidget *
pr_traffic_row_new (PrSession *session, Place place, GPtrArray *columns)
{
  PrTrafficRow *self = g_object_new (PR_TYPE_TRAFFIC_ROW, NULL);
  guint column = 0;

  self->session = g_object_ref (session);
  self->place = place;
  if (place.kind == PLACE_NONE)
    fill_heads (self);
  else
    fill_place (self);
  for (GtkWidget *cell = gtk_widget_get_first_child (self->box); cell != NULL; cell = gtk_widget_get_next_sibling (cell))
    gtk_size_group_add_widget (columns->pdata[column++], cell);
  g_assert (column == TRAFFIC_ROW_COLUMNS);
  return GTK_WIDGET (self);
}

static void
set_text (GtkWidget *label, const char *text)
{
  if (!g_str_equal (gtk_label_get_text (GTK_LABEL (label)), text))
    gtk_label_set_text (GTK_LABEL (label), text);
}

static char *
set_size (GtkWidget *label, gint64 octets)
{
  char *text = words_size ((guint64) octets);

  set_text (label, text);
  return text;
}

static void
update_space (PrTrafficRow *self, const Measure *measure, guint event, gint64 most)
{
  const MeasureKind kinds[] = { MEASURE_HELD };
  g_autofree char *held = set_size (self->held, measure_at_event (measure, MEASURE_HELD, self->place, event));
  g_autofree char *told = g_strdup_printf (_("%s held"), held);

  pr_traffic_chart_set (PR_TRAFFIC_CHART (self->space), measure, kinds, self->place, most, palette_color (COLOR_SMTP));
  if (!pr_session_playing (self->session))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->space), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
}

static void
update_traffic (PrTrafficRow *self, const Measure *measure, guint event, gint64 most)
{
  /* What comes down to a device is sent by the server. */
  static const MeasureKind of_client[] = { MEASURE_WIRE_DOWN, MEASURE_PAYLOAD_DOWN, MEASURE_WIRE_UP, MEASURE_PAYLOAD_UP };
  static const MeasureKind of_server[] = { MEASURE_WIRE_UP, MEASURE_PAYLOAD_UP, MEASURE_WIRE_DOWN, MEASURE_PAYLOAD_DOWN };
  const MeasureKind *kinds = self->place.kind == PLACE_SERVER ? of_server : of_client;
  gint64 now[CHART_N_FIGURES];
  g_autofree char *received = NULL, *sent = NULL, *extra = NULL, *told = NULL;

  for (guint i = 0; i < CHART_N_FIGURES; i++)
    now[i] = measure_at_event (measure, kinds[i], self->place, event);
  received = set_size (self->down, now[CHART_ABOVE]);
  sent = set_size (self->up, now[CHART_BELOW]);
  extra = set_size (self->extra, MAX (now[CHART_ABOVE] - now[CHART_ABOVE_PART] + now[CHART_BELOW] - now[CHART_BELOW_PART], 0));
  told = g_strdup_printf (_("%s received, %s sent, %s of it overhead"), received, sent, extra);
  pr_traffic_chart_set (PR_TRAFFIC_CHART (self->traffic), measure, kinds, self->place, most, palette_color (COLOR_IMAP));
  if (!pr_session_playing (self->session))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->traffic), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
}

void
pr_traffic_row_update (PrTrafficRow *self, const Measure *measure, gint64 most_held, gint64 most_moved)
{
  guint event = timeline_position (pr_session_timeline (self->session, pr_session_focus (self->session)));

  if (self->place.kind == PLACE_NONE)
    return;
  update_space (self, measure, event, most_held);
  update_traffic (self, measure, event, most_moved);
}
