#include "conversation/packet-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "world/copies.h"
#include "palette.h"
#include "words.h"

typedef enum { TIME, WAY, FLAGS, OCTETS, LENGTH, ACKNOWLEDGED, WINDOW, FATE, N_COLUMNS } Column;

typedef struct {
  const char *name;
  const char *tip;
  const char *sample; /* has room at least, as its name has; NULL: what way_text() and fate_text() would say */
  int wish;           /* digits that have room */
  float xalign;
} ColumnSpec;

#define GAP 10 /* pixels between two columns, in text of the usual size */
#define SAMPLE_NAME "Laptop"

static const ColumnSpec columns[N_COLUMNS] = {
  [TIME] = { N_("Time"), N_("When it was sent"), "00:00:00.000", 12, 0 },
  [WAY] = { N_("From → to"), N_("Who sent it to whom"), NULL, 18, 0 },
  [FLAGS] = { N_("Flags"),
              N_("SYN opens, ACK acknowledges, PSH hands over at once, FIN closes, RST breaks off"),
              "ACK PSH", 11, 0 },
  [OCTETS] = { N_("Octets"), N_("Which octets of that direction it carries, counted from 0"), "0000000–0000000", 19, 1 },
  [LENGTH] = { N_("Length"), N_("How many octets it carries"), "00000", 7, 1 },
  [ACKNOWLEDGED] = { N_("Ack"),
                     N_("Up to which octet of the other direction everything has arrived"),
                     "0000000", 9, 1 },
  [WINDOW] = { N_("Window"), N_("How many more octets the sender can take in"), "00000", 7, 1 },
  [FATE] = { N_("Outcome"), N_("What became of it"), NULL, 22, 0 },
};

struct _PrPacketRow {
  GtkWidget parent_instance;
  GtkWidget *cells[N_COLUMNS];
  int leasts[N_COLUMNS], wishes[N_COLUMNS]; /* pixels; 0 while not known */
  guint32 event;
};

G_DEFINE_FINAL_TYPE (PrPacketRow, pr_packet_row, GTK_TYPE_WIDGET)

static void
pr_packet_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (pr_packet_row_parent_class)->dispose (object);
}

static const char *
fate_text (SegmentFate fate, gboolean again)
{
  switch (fate)
    {
    case SEGMENT_ARRIVED:
      return again ? _("resent, arrived") : _("arrived");
    case SEGMENT_DROPPED:
      return again ? _("resent, dropped") : _("dropped");
    case SEGMENT_SENT:
      break;
    }
  return again ? _("resent, on its way") : _("on its way");
}

static void
make_room (PrPacketRow *self, Column column, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (self->cells[column], text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  self->leasts[column] = MAX (self->leasts[column], width);
}

/* They depend on nothing but the font, so the columns of all rows stand in line. */
static void
measure_columns (PrPacketRow *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int digit = pango_font_metrics_get_approximate_digit_width (metrics);
  g_autofree char *there = g_strdup_printf (_("%s → server"), SAMPLE_NAME);
  g_autofree char *back = g_strdup_printf (_("server → %s"), SAMPLE_NAME);

  pango_font_metrics_unref (metrics);
  for (Column i = 0; i < N_COLUMNS; i++)
    {
      make_room (self, i, _(columns[i].name));
      if (columns[i].sample != NULL)
        make_room (self, i, columns[i].sample);
    }
  make_room (self, WAY, there);
  make_room (self, WAY, back);
  for (SegmentFate fate = SEGMENT_SENT; fate <= SEGMENT_DROPPED; fate++)
    {
      make_room (self, FATE, fate_text (fate, FALSE));
      if (fate != SEGMENT_SENT) /* the longest, seen for a moment only: it gives way */
        make_room (self, FATE, fate_text (fate, TRUE));
    }
  for (Column i = 0; i < N_COLUMNS; i++)
    self->wishes[i] = MAX (self->leasts[i], PANGO_PIXELS_CEIL (columns[i].wish * digit));
}

static int
gap (PrPacketRow *self)
{
  return palette_scaled (GTK_WIDGET (self), GAP);
}

/* Pixels of each column in a row so wide; -1: as wide as all want. Sums up what they are at least, and want. */
static void
share_width (PrPacketRow *self, int width, int *widths, int *least, int *wish)
{
  int spare, spread;

  if (self->leasts[0] == 0)
    measure_columns (self);
  *least = *wish = gap (self) * (N_COLUMNS - 1);
  for (Column i = 0; i < N_COLUMNS; i++)
    {
      *least += self->leasts[i];
      *wish += self->wishes[i];
    }
  spread = *wish - *least;
  spare = width < 0 ? spread : CLAMP (width - *least, 0, spread);
  for (Column i = 0; i < N_COLUMNS; i++)
    widths[i] = self->leasts[i] + (self->wishes[i] - self->leasts[i]) * spare / MAX (spread, 1);
}

static void
pr_packet_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  PrPacketRow *self = PR_PACKET_ROW (widget);

  GTK_WIDGET_CLASS (pr_packet_row_parent_class)->css_changed (widget, change);
  memset (self->leasts, 0, sizeof self->leasts);
}

static void
pr_packet_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  PrPacketRow *self = PR_PACKET_ROW (widget);
  int widths[N_COLUMNS];

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      share_width (self, -1, widths, minimum, natural);
      return;
    }
  *minimum = *natural = 0;
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      int least, wish;

      gtk_widget_measure (self->cells[i], orientation, -1, &least, &wish, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, wish);
    }
}

static void
pr_packet_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PrPacketRow *self = PR_PACKET_ROW (widget);
  int widths[N_COLUMNS], least, wish, x = 0;

  share_width (self, width, widths, &least, &wish);
  widths[FATE] += MAX (width - wish, 0);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      gtk_widget_size_allocate (self->cells[i], &(GtkAllocation) { x, 0, widths[i], height }, -1);
      x += widths[i] + gap (self);
    }
}

static void
pr_packet_row_class_init (PrPacketRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_packet_row_dispose;
  widget_class->css_changed = pr_packet_row_css_changed;
  widget_class->measure = pr_packet_row_measure;
  widget_class->size_allocate = pr_packet_row_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "packetrow");
}

static void
pr_packet_row_init (PrPacketRow *self)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkWidget *cell = gtk_label_new (NULL);

      /* GTK 4.8 takes the ellipsis as the least width, also where the text is shorter, and then warns. */
      gtk_label_set_width_chars (GTK_LABEL (cell), 4);
      gtk_label_set_ellipsize (GTK_LABEL (cell), PANGO_ELLIPSIZE_END);
      gtk_label_set_single_line_mode (GTK_LABEL (cell), TRUE);
      gtk_label_set_xalign (GTK_LABEL (cell), columns[i].xalign);
      gtk_widget_set_parent (cell, GTK_WIDGET (self));
      self->cells[i] = cell;
    }
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

char *
packet_flags_text (guint32 flags)
{
  static const struct { guint32 flag; const char *name; } names[] = {
    { SEGMENT_SYN, "SYN" }, { SEGMENT_ACK, "ACK" }, { SEGMENT_PSH, "PSH" }, { SEGMENT_FIN, "FIN" }, { SEGMENT_RST, "RST" },
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (flags & names[i].flag)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", names[i].name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
way_text (const World *world, const IndexedConnection *connection, Direction direction)
{
  g_autofree char *plain = connection != NULL ? place_dup_name (world, connection->client) : g_strdup ("");
  g_autofree char *client = words_capitalised (plain);

  return direction == TO_SERVER ? g_strdup_printf (_("%s → server"), client) : g_strdup_printf (_("server → %s"), client);
}

/* strings: N_COLUMNS of them, the caller owns each. */
static void
describe (PrSession *session, const TraceEvent *event, char **strings)
{
  guint world = pr_session_focus (session);
  const TraceIndex *index = pr_session_index (session, world);
  const TraceSegment *segment = &event->segment;
  guint position = timeline_position (pr_session_timeline (session, world));
  SegmentFate fate = trace_index_fate (index, pr_session_trace (session, world), event, position);

  strings[TIME] = journal_format_time (pr_session_journal (session), event->time, 3);
  strings[WAY] = way_text (pr_session_world (session, world), trace_index_connection (index, event->connection),
                           segment->direction);
  strings[FLAGS] = packet_flags_text (segment->flags);
  strings[OCTETS] = segment->length > 0
    ? g_strdup_printf ("%" G_GUINT64_FORMAT "–%" G_GUINT64_FORMAT, segment->sequence, segment->sequence + segment->length - 1)
    : g_strdup_printf ("%" G_GUINT64_FORMAT, segment->sequence);
  strings[LENGTH] = g_strdup_printf ("%u", segment->length);
  strings[ACKNOWLEDGED] = segment->flags & SEGMENT_ACK ? g_strdup_printf ("%" G_GUINT64_FORMAT, segment->acknowledged)
                                                       : g_strdup ("–");
  strings[WINDOW] = g_strdup_printf ("%u", segment->window);
  strings[FATE] = g_strdup (fate_text (fate, segment->retransmission_of != 0));
}

static void
set_class (GtkWidget *widget, const char *class, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, class);
  else
    gtk_widget_remove_css_class (widget, class);
}

void
pr_packet_row_bind (PrPacketRow *self, PrSession *session, guint32 id)
{
  const TraceEvent *event = trace_event (pr_session_trace (session, pr_session_focus (session)), id);
  char *strings[N_COLUMNS];

  self->event = id;
  describe (session, event, strings);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      gtk_label_set_text (GTK_LABEL (self->cells[i]), strings[i]);
      gtk_widget_set_tooltip_text (self->cells[i], strings[i]);
      g_free (strings[i]);
    }
  set_class (GTK_WIDGET (self), "empty", event->segment.length == 0);
  set_class (GTK_WIDGET (self), "again", event->segment.retransmission_of != 0);
}

GtkWidget *
pr_packet_row_new (gboolean head)
{
  PrPacketRow *self = g_object_new (PR_TYPE_PACKET_ROW, NULL);

  for (guint i = 0; i < N_COLUMNS && head; i++)
    {
      gtk_label_set_text (GTK_LABEL (self->cells[i]), _(columns[i].name));
      gtk_widget_set_tooltip_text (self->cells[i], columns[i].tip != NULL ? _(columns[i].tip) : NULL);
    }
  set_class (GTK_WIDGET (self), "head", head);
  return GTK_WIDGET (self);
}

char *
packet_row_text (PrSession *session, guint32 id)
{
  char *strings[N_COLUMNS + 1] = { NULL };
  char *text;

  describe (session, trace_event (pr_session_trace (session, pr_session_focus (session)), id), strings);
  text = g_strjoinv ("\t", strings);
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (strings[i]);
  return text;
}
