#include "conversation/packets-view.h"

#include <glib/gi18n.h>

#include "conversation/line-list.h"
#include "widgets/one-stop.h"
#include "conversation/packet-row.h"
#include "widgets/reader-name.h"
#include "widgets/row-in-view.h"

#define FARTHEST 2000 /* segments looked through for the one that carries a line */

struct _PrPacketsView {
  GtkWidget parent_instance;

  PrSession *session;            /* owned */
  PrLineList *packets;           /* owned */
  GtkSingleSelection *selection; /* owned */
  GPtrArray *bound;              /* of GtkListItem *, borrowed: the rows that are in use */
  GtkWidget *list;
  GtkWidget *empty;              /* shown while there is no segment */
  gboolean following;            /* the selection is being set from the session, not by a person */
};

G_DEFINE_FINAL_TYPE (PrPacketsView, pr_packets_view, GTK_TYPE_WIDGET)

static void
pr_packets_view_dispose (GObject *object)
{
  PrPacketsView *self = PR_PACKETS_VIEW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->packets);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_packets_view_parent_class)->dispose (object);
}

static void
pr_packets_view_finalize (GObject *object)
{
  g_ptr_array_unref (PR_PACKETS_VIEW (object)->bound);
  G_OBJECT_CLASS (pr_packets_view_parent_class)->finalize (object);
}

static void
pr_packets_view_class_init (PrPacketsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_packets_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = pr_packets_view_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "packets");
}

static void
pr_packets_view_init (PrPacketsView *self)
{
  self->bound = g_ptr_array_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Packets"), -1);
}

static void
bind (PrPacketsView *self, GtkListItem *item)
{
  PrLine *line = gtk_list_item_get_item (item);

  if (line != NULL && pr_line_list_find (self->packets, pr_line_event (line)) != G_MAXUINT)
    pr_packet_row_bind (PR_PACKET_ROW (gtk_list_item_get_child (item)), self->session, pr_line_event (line));
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, pr_packet_row_new (FALSE));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  PrPacketsView *self = data;

  g_ptr_array_add (self->bound, item);
  bind (self, item);
  reader_name_row (item);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  g_ptr_array_remove_fast (PR_PACKETS_VIEW (data)->bound, item);
}

/* The line whose octets the segment carries: the first that begins in it, else the one that goes on in it. */
static const TraceEvent *
line_of (PrPacketsView *self, guint32 segment)
{
  guint world = pr_session_focus (self->session);
  const TraceIndex *index = pr_session_index (self->session, world);
  const Trace *trace = pr_session_trace (self->session, world);
  const TraceEvent *line = trace_index_line_of_segment (index, trace, trace_event (trace, segment));

  return line != NULL ? line : trace_index_line_around (index, trace, trace_event (trace, segment));
}

static void
on_picked (PrPacketsView *self)
{
  PrLine *packet = gtk_single_selection_get_selected_item (self->selection);
  const TraceEvent *line;

  if (self->following || packet == NULL)
    return;
  line = line_of (self, pr_line_event (packet));
  if (line != NULL)
    pr_session_select (self->session, line->id);
}

/* A segment is a range of what went over the wire, which within TLS is more than what was said. */
static gboolean
carries (const Trace *trace, const TraceEvent *segment, const TraceEvent *line)
{
  const TraceSegment *octets = &segment->segment;
  guint64 start, end;

  if (segment->connection != line->connection || octets->direction != line->line.direction)
    return FALSE;
  trace_line_on_wire (trace, line, &start, &end);
  return octets->sequence < end && start < octets->sequence + octets->length;
}

/* The row of the first segment that carries octets of the line; none while it waits to be sent. */
static guint
row_of_line (PrPacketsView *self, guint32 id)
{
  guint world = pr_session_focus (self->session);
  const GArray *flights = pr_session_index (self->session, world)->flights;
  const Trace *trace = pr_session_trace (self->session, world);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->packets));
  guint first = trace_index_count (flights, id);

  if (trace_event (trace, id)->kind != TRACE_LINE)
    return GTK_INVALID_LIST_POSITION;
  for (guint i = first; i < n && i - first < FARTHEST; i++)
    if (carries (trace, trace_event (trace, g_array_index (flights, guint32, i)), trace_event (trace, id)))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
show_selected (PrPacketsView *self)
{
  guint at = gtk_single_selection_get_selected (self->selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->packets));

  row_in_view (self->list, at == GTK_INVALID_LIST_POSITION && n > 0 ? n - 1 : at);
}

static void
follow (PrPacketsView *self)
{
  guint32 selected = pr_session_selected (self->session);
  PrLine *packet = gtk_single_selection_get_selected_item (self->selection);
  const TraceEvent *line = packet != NULL ? line_of (self, pr_line_event (packet)) : NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || (line != NULL && line->id == selected))
    return;
  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection,
                                     selected != 0 ? row_of_line (self, selected) : GTK_INVALID_LIST_POSITION);
  self->following = FALSE;
  show_selected (self);
}

static void
on_moved (PrPacketsView *self)
{
  gtk_widget_set_visible (self->empty, g_list_model_get_n_items (G_LIST_MODEL (self->packets)) == 0);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  for (guint i = 0; i < self->bound->len; i++)
    bind (self, g_ptr_array_index (self->bound, i));
  follow (self);
}

static GtkWidget *
build_list (PrPacketsView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->packets)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_picked), self, G_CONNECT_SWAPPED);
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_widget_add_css_class (self->list, "lines");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Packets sent"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (scroller, "fades");
  return pr_one_stop_new (scroller);
}

static void
build (PrPacketsView *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  /* A narrow window: head and rows move sideways together. */
  GtkWidget *sideways = gtk_scrolled_window_new ();

  gtk_box_append (GTK_BOX (column), pr_packet_row_new (TRUE));
  self->empty = gtk_label_new (_("No packet has been sent yet."));
  gtk_widget_add_css_class (self->empty, "dim");
  gtk_widget_set_margin_top (self->empty, 12);
  gtk_box_append (GTK_BOX (column), self->empty);
  gtk_box_append (GTK_BOX (column), build_list (self));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (sideways), column);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (sideways), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_widget_set_parent (sideways, GTK_WIDGET (self));
}

GtkWidget *
pr_packets_view_new (PrSession *session)
{
  PrPacketsView *self = g_object_new (PR_TYPE_PACKETS_VIEW, NULL);

  self->session = g_object_ref (session);
  self->packets = pr_line_list_new_packets (session);
  build (self);
  g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (on_moved), NULL);
  return GTK_WIDGET (self);
}

GtkSelectionModel *
pr_packets_view_model (PrPacketsView *self)
{
  return GTK_SELECTION_MODEL (self->selection);
}
