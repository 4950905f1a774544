#include "playback/scrubber.h"

#include <glib/gi18n.h>

#include "palette.h"
#include "widgets/draw.h"
#include "words.h"

#define LANES 3         /* that names fit into */
#define MOST_LANES 9    /* thin ones, in the same height, where more sessions go on at once */
#define LANE_PITCH 14   /* pixels, with text of the usual size */
#define LANE_SHARE (6 / 7.0f) /* of the pitch: the bar; the rest parts it from the next */
#define MOST_GROWTH 1.6f /* of the lanes, with larger text */
#define NAME_SHARE 0.8  /* of a lane's height: letters with all that is above and below them */
#define TRACK_HEIGHT 6
#define KNOB 9
#define LEAST_BAR 3.0f
#define LEAST_NAMED 24.0f /* no name fits into less: a week has hundreds of bars, and each is drawn in every frame */

typedef struct {
  gint64 time;
  gboolean scene;
} Mark;

struct _PrScrubber {
  GtkWidget parent_instance;
  PrSession *session; /* owned */
  GArray *marks;      /* of Mark: what the journal says happens */
};

G_DEFINE_FINAL_TYPE (PrScrubber, pr_scrubber, GTK_TYPE_WIDGET)

static void
pr_scrubber_dispose (GObject *object)
{
  g_clear_object (&PR_SCRUBBER (object)->session);
  g_clear_pointer (&PR_SCRUBBER (object)->marks, g_array_unref);
  G_OBJECT_CLASS (pr_scrubber_parent_class)->dispose (object);
}

static float
x_of (PrScrubber *self, gint64 time)
{
  float width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * KNOB;

  return KNOB + (float) time_scale_fraction (pr_session_scale (self->session), time) * width;
}

static float
grown (PrScrubber *self, float pixels)
{
  return pixels * CLAMP (palette_scaled (GTK_WIDGET (self), 1000) / 1000.0f, 1, MOST_GROWTH);
}

static void
draw_name (PrScrubber *self, GtkSnapshot *snapshot, const IndexedConnection *connection, const graphene_rect_t *bar)
{
  guint world = pr_session_focus (self->session);
  g_autofree char *plain = place_dup_name (pr_session_world (self->session, world), connection->client);
  g_autofree char *who = words_capitalised (plain);
  g_autofree char *text = g_strdup_printf ("%s %s", who, words_protocol (connection->protocol));
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();
  GdkRGBA ink = palette_ink_on (palette_protocol (connection->protocol));
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_size_new_absolute ((int) (bar->size.height * NAME_SHARE * PANGO_SCALE)));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (width + 8 > bar->size.width)
    return;
  draw_text (snapshot, layout, bar->origin.x + 4, bar->origin.y + (bar->size.height - height) / 2.0f, &ink);
}

/* A bar that is not drawn yet: the next one may go on where it ends. */
typedef struct {
  const IndexedConnection *connection; /* NULL: none */
  float from, to;
} Bar;

static void
draw_bar (PrScrubber *self, GtkSnapshot *snapshot, guint lane, guint lanes, Bar *bar)
{
  float pitch = LANES * grown (self, LANE_PITCH) / (float) lanes;
  graphene_rect_t bounds;

  if (bar->connection == NULL)
    return;
  graphene_rect_init (&bounds, bar->from, (float) (lanes - 1 - lane) * pitch, bar->to - bar->from,
                      MIN (pitch * LANE_SHARE, pitch - 1));
  draw_fill (snapshot, &bounds, MIN (3, bounds.size.height / 3), palette_protocol (bar->connection->protocol));
  if (lanes == LANES && bounds.size.width >= LEAST_NAMED)
    draw_name (self, snapshot, bar->connection, &bounds);
  bar->connection = NULL;
}

/* A week of checks is thousands of sessions: those that nobody could tell apart are one bar. */
static gboolean
goes_on (const Bar *bar, const IndexedConnection *connection, float from, float to)
{
  return bar->connection != NULL && bar->connection->protocol == connection->protocol
         && from - bar->to < 1.5f && to - from <= LEAST_BAR + 1;
}

/* Puts the sessions into that many lanes, and draws them unless snapshot is NULL. How many lanes it takes so that none
 * lies on another. */
static guint
lay_sessions (PrScrubber *self, GtkSnapshot *snapshot, guint lanes)
{
  const TraceIndex *index = pr_session_index (self->session, pr_session_focus (self->session));
  Bar bars[MOST_LANES] = { { NULL } };
  guint needed = 0;

  for (guint i = 0; i < index->connections->len; i++)
    {
      const IndexedConnection *connection = g_ptr_array_index (index->connections, i);
      guint lane = 0;
      float from, to;

      if (connection == NULL)
        continue;
      from = x_of (self, connection->first_time);
      to = MAX (x_of (self, connection->last_time), from + LEAST_BAR);
      while (lane + 1 < lanes && bars[lane].to + 2 > from && !goes_on (&bars[lane], connection, from, to))
        lane++;
      needed = MAX (needed, lane + 1);
      if (goes_on (&bars[lane], connection, from, to))
        {
          bars[lane].to = MAX (bars[lane].to, to);
          continue;
        }
      if (snapshot != NULL)
        draw_bar (self, snapshot, lane, lanes, &bars[lane]);
      bars[lane] = (Bar) { connection, from, to };
    }
  for (guint lane = 0; snapshot != NULL && lane < lanes; lane++)
    draw_bar (self, snapshot, lane, lanes, &bars[lane]);
  return needed;
}

static void
draw_sessions (PrScrubber *self, GtkSnapshot *snapshot)
{
  lay_sessions (self, snapshot, pr_scrubber_lanes (self));
}

guint
pr_scrubber_lanes (PrScrubber *self)
{
  return MAX (lay_sessions (self, NULL, MOST_LANES), LANES);
}

static void
draw_marks (PrScrubber *self, GtkSnapshot *snapshot, float y)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      const Mark *mark = &g_array_index (self->marks, Mark, i);

      gtk_snapshot_append_color (snapshot, palette_color (mark->scene ? COLOR_DIM : COLOR_FAINT),
                                 &GRAPHENE_RECT_INIT (x_of (self, mark->time) - 0.75f, y + TRACK_HEIGHT + 4, 1.5f,
                                                      mark->scene ? 7 : 3));
    }
}

static void
pr_scrubber_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PrScrubber *self = PR_SCRUBBER (widget);
  float width = gtk_widget_get_width (widget), y = LANES * grown (self, LANE_PITCH) + KNOB - TRACK_HEIGHT / 2.0f, x;
  gboolean focused = gtk_widget_has_visible_focus (widget);

  draw_fill (snapshot, &GRAPHENE_RECT_INIT (KNOB, y, width - 2 * KNOB, TRACK_HEIGHT), TRACK_HEIGHT / 2.0f,
                palette_color (COLOR_TROUGH));
  if (pr_session_scale (self->session) == NULL)
    return;
  x = x_of (self, pr_session_time (self->session));
  draw_fill (snapshot, &GRAPHENE_RECT_INIT (KNOB, y, MAX (x - KNOB, 1), TRACK_HEIGHT), TRACK_HEIGHT / 2.0f,
                palette_color (COLOR_ACCENT));
  draw_sessions (self, snapshot);
  draw_marks (self, snapshot, y);
  y += TRACK_HEIGHT / 2.0f;
  draw_fill (snapshot, &GRAPHENE_RECT_INIT (x - KNOB, y - KNOB, 2 * KNOB, 2 * KNOB), KNOB,
                palette_color (focused ? COLOR_TEXT : COLOR_ACCENT));
  draw_fill (snapshot, &GRAPHENE_RECT_INIT (x - KNOB + 3, y - KNOB + 3, 2 * KNOB - 6, 2 * KNOB - 6), KNOB - 3,
                palette_color (COLOR_CARD));
}

static void
pr_scrubber_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  int height = (int) (LANES * grown (PR_SCRUBBER (widget), LANE_PITCH)) + 2 * KNOB + 2;

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : height;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 500 : height;
}

static void
pr_scrubber_class_init (PrScrubberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_scrubber_dispose;
  widget_class->snapshot = pr_scrubber_snapshot;
  widget_class->measure = pr_scrubber_measure;
  gtk_widget_class_set_css_name (widget_class, "scrubber");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
seek_to_x (PrScrubber *self, double x)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * KNOB;

  if (pr_session_scale (self->session) != NULL && width > 0)
    pr_session_seek (self->session, time_scale_time (pr_session_scale (self->session), (x - KNOB) / width));
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, gpointer data)
{
  seek_to_x (data, x);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, gpointer data)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    seek_to_x (data, x + dx);
}

static void
pr_scrubber_init (PrScrubber *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin), self, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_drag_update), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Time"),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.0, -1);
}

static void
on_changed (PrScrubber *self)
{
  Journal *journal = pr_session_journal (self->session);
  Timeline *timeline = pr_session_timeline (self->session, pr_session_focus (self->session));
  g_autoptr (GArray) script = journal_script (journal, timeline_branch (timeline), timeline_variant (timeline));

  g_array_set_size (self->marks, 0);
  for (guint i = 0; i < script->len; i++)
    {
      const Action *action = journal_action (journal, g_array_index (script, guint, i));
      Mark mark = { action->time, action->kind == ACTION_SCENE };

      if (action->kind > ACTION_LOAD && !action_is_real (action) && (action->kind < ACTION_EXPECT || action->kind > ACTION_END))
        g_array_append_val (self->marks, mark);
    }
}

static void
on_moved (PrScrubber *self)
{
  if (pr_session_scale (self->session) != NULL && !pr_session_playing (self->session))
    {
      double now = time_scale_fraction (pr_session_scale (self->session), pr_session_time (self->session)) * 100;
      g_autofree char *text = journal_format_time (pr_session_journal (self->session), pr_session_time (self->session), 3);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, now,
                                      GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

GtkWidget *
pr_scrubber_new (PrSession *session)
{
  PrScrubber *self = g_object_new (PR_TYPE_SCRUBBER, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "playing", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
