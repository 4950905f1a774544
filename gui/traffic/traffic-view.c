#include "traffic/traffic-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "measure.h"
#include "traffic/traffic-row.h"

struct _PrTrafficView {
  GtkWidget parent_instance;

  PrSession *session;  /* owned */
  Measure *measure;    /* of the trace below; NULL: to be made */
  const Trace *trace;  /* only compared, never looked into */
  guint known;         /* so much of it was read for the two below: what the charts are scaled by */
  gint64 held, moved;
  GArray *places;      /* of Place: the rows below the heads */
  GtkWidget *scroller;
  GtkWidget *rows;
  GPtrArray *columns;  /* of GtkSizeGroup */
};

G_DEFINE_FINAL_TYPE (PrTrafficView, pr_traffic_view, GTK_TYPE_WIDGET)

static void
pr_traffic_view_dispose (GObject *object)
{
  PrTrafficView *self = PR_TRAFFIC_VIEW (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->measure, measure_free);
  g_clear_pointer (&self->places, g_array_unref);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_traffic_view_parent_class)->dispose (object);
}

static void
pr_traffic_view_class_init (PrTrafficViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pr_traffic_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "traffic");
}

static void
pr_traffic_view_init (PrTrafficView *self)
{
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < TRAFFIC_ROW_COLUMNS; i++)
    g_ptr_array_add (self->columns, gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL));
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_margin_bottom (self->rows, 8);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->rows);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Space and traffic"), -1);
}

static void
build_rows (PrTrafficView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_box_remove (GTK_BOX (self->rows), child);
  gtk_box_append (GTK_BOX (self->rows), pr_traffic_row_new (self->session, (Place) { PLACE_NONE }, self->columns));
  for (guint i = 0; i < self->places->len; i++)
    gtk_box_append (GTK_BOX (self->rows),
                    pr_traffic_row_new (self->session, g_array_index (self->places, Place, i), self->columns));
}

/* What the trace tells by now, whatever the position: a chart's height does not jump when time is stepped back. */
static void
read_measure (PrTrafficView *self, const Trace *trace)
{
  if (self->measure != NULL && (trace != self->trace || measure_read_until (self->measure) > trace_length (trace)))
    g_clear_pointer (&self->measure, measure_free);
  if (self->measure == NULL)
    {
      self->known = 0;
      self->measure = measure_new (pr_session_journal (self->session));
    }
  self->trace = trace;
  measure_read (self->measure, trace, 0);
}

/* Of a level the highest it ever was. */
static gint64
largest_held (const MeasureSeries *series)
{
  gint64 most = 0;

  for (guint i = 0; series != NULL && i < series->points->len; i++)
    most = MAX (most, g_array_index (series->points, MeasurePoint, i).value);
  return most;
}

/* The whole day is looked through: only when there is more of it. */
static void
find_largest (PrTrafficView *self)
{
  const Place server = { PLACE_SERVER, 0 }; /* all links end there */

  if (self->known == measure_read_until (self->measure))
    return;
  self->known = measure_read_until (self->measure);
  self->held = 0;
  self->moved = MAX (measure_at_event (self->measure, MEASURE_WIRE_DOWN, server, G_MAXUINT),
                     measure_at_event (self->measure, MEASURE_WIRE_UP, server, G_MAXUINT));
  for (guint i = 0; i < self->places->len; i++)
    self->held = MAX (self->held, largest_held (measure_series (self->measure, MEASURE_HELD,
                                                                g_array_index (self->places, Place, i))));
}

static void
update_rows (PrTrafficView *self)
{
  find_largest (self);
  for (GtkWidget *row = gtk_widget_get_first_child (self->rows); row != NULL; row = gtk_widget_get_next_sibling (row))
    pr_traffic_row_update (PR_TRAFFIC_ROW (row), self->measure, self->held, self->moved);
}

static void
update (PrTrafficView *self)
{
  guint world = pr_session_focus (self->session);
  const GArray *places;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || pr_session_n_worlds (self->session) == 0)
    return;
  places = pr_session_copies (self->session, world)->places;
  if (self->trace != pr_session_trace (self->session, world) || places->len != self->places->len
      || memcmp (places->data, self->places->data, places->len * sizeof (Place)) != 0)
    {
      g_array_set_size (self->places, 0);
      g_array_append_vals (self->places, places->data, places->len);
      self->known = 0;
      build_rows (self);
    }
  read_measure (self, pr_session_trace (self->session, world));
  update_rows (self);
}

/* Another journal or branch: nothing that was read holds. */
static void
on_changed (PrTrafficView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_box_remove (GTK_BOX (self->rows), child);
  g_array_set_size (self->places, 0);
  g_clear_pointer (&self->measure, measure_free);
  self->known = 0;
  self->trace = NULL;
  update (self);
}

GtkWidget *
pr_traffic_view_new (PrSession *session)
{
  PrTrafficView *self = g_object_new (PR_TYPE_TRAFFIC_VIEW, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "moved", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (update), NULL);
  return GTK_WIDGET (self);
}
