#include "pages/compare.h"

#include <glib/gi18n.h>

#include "copies/copies-view.h"
#include "palette.h"
#include "playback/scene-strip.h"
#include "stage/stage.h"

#define CARD_EDGE 8 /* pixels of a card that nothing stands on */
/* Pixels of a stage's height: at least, and before the scenes are shown above it. */
#define LEAST_STAGE 140
#define WELL_STAGE 240

struct _PrCompare {
  GtkWidget parent_instance;

  PrSession *session;  /* owned */
  GtkWidget *strip;    /* GtkBox around the scenes */
  GtkWidget *worlds;   /* GtkBox, homogeneous */
  guint n_worlds;
  GtkWidget *table;    /* PrCopiesView */
  GtkWidget *cover;    /* borrowed */
};

G_DEFINE_FINAL_TYPE (PrCompare, pr_compare, GTK_TYPE_WIDGET)

static void
pr_compare_dispose (GObject *object)
{
  PrCompare *self = PR_COMPARE (object);

  g_clear_pointer (&self->strip, gtk_widget_unparent);
  g_clear_pointer (&self->worlds, gtk_widget_unparent);
  g_clear_pointer (&self->table, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_compare_parent_class)->dispose (object);
}

static GtkSizeRequestMode
pr_compare_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
pr_compare_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  PrCompare *self = PR_COMPARE (widget);
  gboolean width = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int least, wish;

      if (!gtk_widget_get_visible (child))
        continue;
      gtk_widget_measure (child, orientation, for_size, &least, &wish, NULL, NULL);
      if (child == self->strip && !width)
        least = 0;
      *minimum = width ? MAX (*minimum, least) : *minimum + least;
      *natural = width ? MAX (*natural, wish) : *natural + wish;
    }
}

static GtkRequestedSize
heights_of (GtkWidget *child, int width)
{
  GtkRequestedSize size = { child };

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &size.minimum_size, &size.natural_size, NULL, NULL);
  return size;
}

/* What has to be above the worlds: what explains the symptom, or the scenes where the rest is well without their room. */
static int
height_above (PrCompare *self, int width, int spare)
{
  gboolean scenes = gtk_widget_get_visible (self->strip);
  int above = heights_of (scenes ? self->strip : self->cover, width).natural_size;

  if (!scenes)
    return gtk_widget_get_visible (self->cover) ? CLAMP (spare, 0, above) : 0;
  gtk_widget_set_child_visible (self->strip, above <= spare);
  if (above > spare)
    return 0;
  gtk_widget_size_allocate (self->strip, &(GtkAllocation) { 0, 0, width, above }, -1);
  return above;
}

static void
pr_compare_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PrCompare *self = PR_COMPARE (widget);
  GtkRequestedSize sizes[] = { heights_of (self->worlds, width), heights_of (self->table, width) };
  int above, spare;

  sizes[0].minimum_size += WELL_STAGE - LEAST_STAGE;
  sizes[0].natural_size = MAX (sizes[0].natural_size, sizes[0].minimum_size);
  spare = height - sizes[0].minimum_size - sizes[1].minimum_size;
  above = height_above (self, width, spare);
  gtk_distribute_natural_allocation (MAX (spare - above, 0), G_N_ELEMENTS (sizes), sizes);
  height -= above;
  gtk_widget_size_allocate (self->worlds, &(GtkAllocation) { 0, above, width, height - sizes[1].minimum_size }, -1);
  gtk_widget_size_allocate (self->table,
                            &(GtkAllocation) { 0, above + height - sizes[1].minimum_size, width, sizes[1].minimum_size }, -1);
}

static void pr_compare_root (GtkWidget *widget);
static void pr_compare_unroot (GtkWidget *widget);

static void
pr_compare_class_init (PrCompareClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_compare_dispose;
  widget_class->get_request_mode = pr_compare_get_request_mode;
  widget_class->measure = pr_compare_measure;
  widget_class->size_allocate = pr_compare_size_allocate;
  widget_class->root = pr_compare_root;
  widget_class->unroot = pr_compare_unroot;
  gtk_widget_class_set_css_name (widget_class, "compare");
}

static void
pr_compare_init (PrCompare *self)
{
}

const char *
world_manner (const World *world)
{
  guint pop3 = 0, keeping = 0, n = 0;

  for (guint i = 0; i < world->devices->len; i++)
    {
      const Device *device = g_ptr_array_index (world->devices, i);

      if (device->policy.console)
        continue; /* a person who types: no manner of its own */
      n++;
      pop3 += device->policy.protocol == PROTOCOL_POP3;
      keeping += device->policy.protocol == PROTOCOL_POP3 && device->policy.keep != KEEP_NEVER;
    }
  if (pop3 == 0)
    return _("mail stays on the server");
  if (pop3 < n)
    return _("both protocols on one mailbox");
  return keeping == 0 ? _("download and delete") : keeping == pop3 ? _("download and keep a copy") : _("each device its own way");
}

static Protocol
world_protocol (const World *world)
{
  Protocol protocol = PROTOCOL_NONE;

  for (guint i = 0; i < world->devices->len; i++)
    {
      const Device *device = g_ptr_array_index (world->devices, i);

      if (device->policy.console)
        continue;
      if (protocol != PROTOCOL_NONE && protocol != device->policy.protocol)
        return PROTOCOL_NONE;
      protocol = device->policy.protocol;
    }
  return protocol;
}

static GtkWidget *
new_heading (PrCompare *self, guint index)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  const World *world = pr_session_world (self->session, index);
  const char *name = pr_session_world_name (self->session, index);
  GtkWidget *title = gtk_label_new (*name != '\0' ? name : protocol_name (world_protocol (world)));
  GtkWidget *badge = gtk_label_new (world_manner (world));

  gtk_widget_add_css_class (box, "world-heading");
  gtk_widget_set_tooltip_text (box, _("Steps go by the world that was clicked last; the others follow to the same instant"));
  gtk_widget_add_css_class (title, "world-title");
  gtk_widget_add_css_class (badge, "badge");
  gtk_widget_add_css_class (badge, palette_protocol_class (world_protocol (world)));
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  /* Three worlds beside a lesson: the badge gives way first. */
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (title), MIN (10, (int) g_utf8_strlen (gtk_label_get_text (GTK_LABEL (title)), -1)));
  gtk_label_set_ellipsize (GTK_LABEL (badge), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (badge), 4);
  gtk_widget_set_tooltip_text (badge, world_manner (world));
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), badge);
  return box;
}

/* Where the server's card begins to be read; the whole width when there is none. */
static double
server_start (GtkWidget *stage)
{
  graphene_rect_t card;

  for (GtkWidget *child = gtk_widget_get_first_child (stage); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_has_css_class (child, "server") && gtk_widget_compute_bounds (child, stage, &card))
      return card.origin.x + CARD_EDGE;
  return gtk_widget_get_width (stage);
}

/* A world that is wider than its room is seen from its middle, as far as the names on its server's card are seen too. */
static void
show_middle (GtkScrolledWindow *scroller)
{
  GtkAdjustment *sideways = gtk_scrolled_window_get_hadjustment (scroller);
  double hidden = gtk_adjustment_get_upper (sideways) - gtk_adjustment_get_page_size (sideways);
  double start = server_start (gtk_viewport_get_child (GTK_VIEWPORT (gtk_scrolled_window_get_child (scroller))));

  gtk_adjustment_set_value (sideways, MIN (MAX (hidden, 0) / 2, start));
  g_object_set_data (G_OBJECT (sideways), "middle", GINT_TO_POINTER ((int) gtk_adjustment_get_value (sideways)));
}

/* Who has moved it sideways has moved it. */
static gboolean
on_new_room (gpointer data)
{
  GtkAdjustment *sideways = gtk_scrolled_window_get_hadjustment (data);
  int middle = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (sideways), "middle"));

  if (gtk_widget_get_root (data) != NULL && ABS (gtk_adjustment_get_value (sideways) - middle) < 2)
    show_middle (data);
  return G_SOURCE_REMOVE;
}

/* Told while the world is being allocated, where nothing that is moved would be drawn so. */
static void
keep_middle (GtkScrolledWindow *scroller)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_new_room, g_object_ref (scroller), g_object_unref);
}

/* What has the focus comes into view. The viewport would do so too, but a card wider than it would be seen at its end. */
static void
on_focus (PrCompare *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *stage = focus != NULL ? gtk_widget_get_ancestor (focus, PR_TYPE_STAGE) : NULL;
  GtkScrolledWindow *scroller;
  GtkAdjustment *sideways;
  graphene_rect_t card;

  if (stage == NULL || focus == stage || !gtk_widget_is_ancestor (stage, self->worlds)
      || !gtk_widget_compute_bounds (focus, stage, &card))
    return;
  scroller = GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (stage, GTK_TYPE_SCROLLED_WINDOW));
  sideways = gtk_scrolled_window_get_hadjustment (scroller);
  if (card.size.width > gtk_adjustment_get_page_size (sideways))
    show_middle (scroller);
  else
    gtk_adjustment_clamp_page (sideways, card.origin.x, card.origin.x + card.size.width);
  gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (scroller), card.origin.y,
                             card.origin.y + card.size.height);
}

static void
pr_compare_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (pr_compare_parent_class)->root (widget);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget", G_CALLBACK (on_focus), widget,
                           G_CONNECT_SWAPPED);
}

static void
pr_compare_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), on_focus, widget);
  GTK_WIDGET_CLASS (pr_compare_parent_class)->unroot (widget);
}

/* Which world steps go by, and the conversation shows: the one that was touched last. */
static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  PrCompare *self = data;
  GtkWidget *column = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  guint index = 0;

  while ((column = gtk_widget_get_prev_sibling (column)) != NULL)
    index++;
  pr_session_set_focus (self->session, index);
}

static void
mark_focus (PrCompare *self)
{
  guint index = 0, focus = pr_session_focus (self->session);

  for (GtkWidget *column = gtk_widget_get_first_child (self->worlds); column != NULL;
       column = gtk_widget_get_next_sibling (column), index++)
    if (index == focus && self->n_worlds > 1)
      gtk_widget_add_css_class (column, "focused");
    else
      gtk_widget_remove_css_class (column, "focused");
}

static GtkWidget *
new_world (PrCompare *self, guint index)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stage = pr_stage_new (self->session, index, TRUE);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkAdjustment *sideways;
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_add_css_class (column, "world");
  if (index > 0)
    gtk_widget_add_css_class (column, "next-world");
  gtk_widget_set_vexpand (stage, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), stage);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), LEAST_STAGE);
  gtk_widget_set_vexpand (scroller, TRUE);
  sideways = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scroller));
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller))), FALSE);
  g_signal_connect_object (sideways, "notify::upper", G_CALLBACK (keep_middle), scroller, G_CONNECT_SWAPPED);
  g_signal_connect_object (sideways, "notify::page-size", G_CALLBACK (keep_middle), scroller, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (column), new_heading (self, index));
  gtk_box_append (GTK_BOX (column), scroller);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), self, 0);
  gtk_widget_add_controller (column, GTK_EVENT_CONTROLLER (click));
  return column;
}

static void
rebuild (PrCompare *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->worlds)) != NULL)
    gtk_box_remove (GTK_BOX (self->worlds), child);
  self->n_worlds = pr_session_n_worlds (self->session);
  for (guint i = 0; i < self->n_worlds; i++)
    gtk_box_append (GTK_BOX (self->worlds), new_world (self, i));
  mark_focus (self);
}

/* The scenes make room for it. */
static void
on_cover (PrCompare *self)
{
  gtk_widget_set_visible (self->strip, !gtk_widget_get_visible (self->cover));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

GtkWidget *
pr_compare_new (PrSession *session, GtkWidget *cover)
{
  PrCompare *self = g_object_new (PR_TYPE_COMPARE, NULL);

  self->session = g_object_ref (session);
  self->strip = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->strip), pr_scene_strip_new (session));
  gtk_widget_set_parent (self->strip, GTK_WIDGET (self));
  self->worlds = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_set_homogeneous (GTK_BOX (self->worlds), TRUE);
  gtk_widget_set_parent (self->worlds, GTK_WIDGET (self));
  self->table = pr_copies_view_new (session, TRUE);
  gtk_widget_set_parent (self->table, GTK_WIDGET (self));
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  self->cover = cover;
  g_signal_connect_object (cover, "notify::visible", G_CALLBACK (on_cover), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "changed", G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (mark_focus), self, G_CONNECT_SWAPPED);
  rebuild (self);
  return GTK_WIDGET (self);
}
