#include "stage/stage.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "dialogs/networks.h"
#include "stage/card-menu.h"
#include "stage/curve.h"
#include "stage/flights.h"
#include "palette.h"
#include "stage/place-card.h"
#include "stage/stage-draw.h"
#include "stage/stage-layout.h"

struct _PrStage {
  GtkWidget parent_instance;

  PrSession *session;  /* owned */
  guint which;         /* G_MAXUINT: the focused one */
  gboolean compact;
  GtkWidget *server;   /* PrPlaceCard, children of this */
  GtkWidget *outside;  /* NULL in compact stages */
  GtkWidget *corner;   /* borrowed: what lies over the upper right corner, NULL */
  GPtrArray *devices;  /* of PrPlaceCard *, borrowed */
  GArray *ids;         /* of guint32: the devices that they show */
  StageLayout layout;
};

G_DEFINE_FINAL_TYPE (PrStage, pr_stage, GTK_TYPE_WIDGET)

static guint
world_index (PrStage *self)
{
  return self->which == G_MAXUINT ? pr_session_focus (self->session) : self->which;
}

static void
drop_cards (PrStage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_ptr_array_set_size (self->devices, 0);
  g_array_set_size (self->ids, 0);
  self->server = self->outside = NULL;
}

static void
pr_stage_dispose (GObject *object)
{
  PrStage *self = PR_STAGE (object);

  drop_cards (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_stage_parent_class)->dispose (object);
}

static void
pr_stage_finalize (GObject *object)
{
  PrStage *self = PR_STAGE (object);

  g_ptr_array_unref (self->devices);
  g_array_unref (self->ids);
  stage_layout_clear (&self->layout);
  G_OBJECT_CLASS (pr_stage_parent_class)->finalize (object);
}

static GtkWidget *
add_card (PrStage *self)
{
  GtkWidget *card = pr_place_card_new ();

  gtk_widget_set_parent (card, GTK_WIDGET (self));
  return card;
}

static guint32
shown_id (PrStage *self, guint index)
{
  return g_array_index (self->ids, guint32, index);
}

/* TRUE when the cards are those of the devices that are there now. */
static gboolean
cards_fit (PrStage *self, const World *world)
{
  guint n = 0;

  for (guint i = 0; i < world->devices->len; i++)
    {
      const Device *device = g_ptr_array_index (world->devices, i);

      if (!device->removed && (n >= self->ids->len || shown_id (self, n++) != device->id))
        return FALSE;
    }
  return self->server != NULL && n == self->ids->len;
}

static void
make_cards (PrStage *self, const World *world)
{
  drop_cards (self);
  if (!self->compact)
    self->outside = add_card (self);
  self->server = add_card (self);
  for (guint i = 0; i < world->devices->len; i++)
    {
      const Device *device = g_ptr_array_index (world->devices, i);

      if (device->removed)
        continue;
      g_ptr_array_add (self->devices, add_card (self));
      g_array_append_val (self->ids, device->id);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
update_cards (PrStage *self)
{
  guint index = world_index (self);
  const Journal *journal = pr_session_journal (self->session);
  const World *world;

  if (index >= pr_session_n_worlds (self->session))
    {
      drop_cards (self);
      return;
    }
  world = pr_session_world (self->session, index);
  if (!cards_fit (self, world))
    make_cards (self, world);
  pr_place_card_take_view (PR_PLACE_CARD (self->server),
                           place_view_new_server (journal, world, pr_session_copies (self->session, index)), world);
  if (self->outside != NULL)
    pr_place_card_take_view (PR_PLACE_CARD (self->outside), place_view_new_outside (journal, world), world);
  for (guint i = 0; i < self->devices->len; i++)
    pr_place_card_take_view (g_ptr_array_index (self->devices, i),
                             place_view_new_device (journal, world, world_device (world, shown_id (self, i))), world);
}

/* A stage that nobody sees (Compare has some, too) costs nothing while time passes. */
static void
on_moved (PrStage *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  update_cards (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static StageParts
parts_of (PrStage *self)
{
  return (StageParts) { self->server, self->outside, self->corner, self->devices, self->compact };
}

static void
pr_stage_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline)
{
  PrStage *self = PR_STAGE (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      StageParts parts = parts_of (self);

      *minimum = !self->compact ? 520 : self->server != NULL ? stage_layout_width (&parts) : 0;
      *natural = self->compact ? MAX (*minimum, 620) : 900;
      return;
    }
  *minimum = *natural = 200;
  if (self->server != NULL)
    {
      StageParts parts = parts_of (self);

      *minimum = *natural = stage_layout_height (&parts, for_size > 0 ? for_size : 900);
    }
}

static GtkSizeRequestMode
pr_stage_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
pr_stage_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PrStage *self = PR_STAGE (widget);
  StageParts parts = parts_of (self);

  if (self->server == NULL)
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_popover_present (GTK_POPOVER (child));
  stage_layout_clear (&self->layout);
  stage_layout_allocate (&self->layout, &parts, width, height);
}

static void
snapshot_links (PrStage *self, GtkSnapshot *snapshot, const World *world)
{
  const GArray *links = self->layout.device_links;
  /* Where links go down in lanes there is no room for figures; the pointer gets them from the link. */
  gboolean with_figures = !self->compact && links->len > 0 && !g_array_index (links, Curve, links->len - 1).lane;

  if (self->outside != NULL)
    stage_draw_link (snapshot, GTK_WIDGET (self), &self->layout.outside_link, world, (Place) { PLACE_OUTSIDE, 0 }, FALSE);
  for (guint i = 0; i < self->devices->len && i < links->len; i++)
    {
      stage_draw_link (snapshot, GTK_WIDGET (self), &g_array_index (links, Curve, i), world,
                       (Place) { PLACE_DEVICE, shown_id (self, i) }, with_figures);
    }
}

static const Curve *
curve_of (PrStage *self, Place client)
{
  if (client.kind != PLACE_DEVICE)
    return self->outside != NULL ? &self->layout.outside_link : NULL;
  for (guint i = 0; i < self->ids->len && i < self->layout.device_links->len; i++)
    if (shown_id (self, i) == client.id)
      return &g_array_index (self->layout.device_links, Curve, i);
  return NULL;
}

static gboolean
wants_stillness (PrStage *self)
{
  return !compat_animates (gtk_widget_get_settings (GTK_WIDGET (self)));
}

/* A letter of megabytes is hundreds of segments: those that would cover each other are drawn as one. */
static gboolean
is_crowded (PrStage *self, const Curve *curve, const Flight *flight, GPtrArray *drawn, gboolean still)
{
  for (guint i = 0; i < drawn->len; i++)
    {
      const Flight *other = g_ptr_array_index (drawn, i);

      if (other->connection == flight->connection && other->direction == flight->direction && other->data == flight->data
          && stage_flights_touch (GTK_WIDGET (self), curve, other, flight, still))
        return TRUE;
    }
  return FALSE;
}

static void
snapshot_flights (PrStage *self, GtkSnapshot *snapshot, guint index)
{
  g_autoptr (GArray) flights = flights_at (self->session, index, pr_session_time (self->session));
  gboolean still = wants_stillness (self);

  for (guint pass = 0; pass < 3; pass++) /* bare acknowledgements below, then octets, words above all */
    {
      g_autoptr (GPtrArray) drawn = g_ptr_array_new ();

      for (guint i = 0; i < flights->len; i++)
        {
          Flight *flight = &g_array_index (flights, Flight, i);
          const Curve *curve = curve_of (self, flight->client);

          guint level = flight->text != NULL ? 2 : flight->data ? 1 : 0;

          if (curve == NULL || level != pass || (pass < 2 && is_crowded (self, curve, flight, drawn, still)))
            continue;
          g_ptr_array_add (drawn, flight);
          stage_draw_flight (snapshot, GTK_WIDGET (self), curve, flight, still);
        }
    }
}

static void
pr_stage_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  PrStage *self = PR_STAGE (widget);
  guint index = world_index (self);
  const World *world;

  if (self->server == NULL || self->layout.device_links == NULL || index >= pr_session_n_worlds (self->session))
    return;
  world = pr_session_world (self->session, index);
  snapshot_links (self, snapshot, world);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    gtk_widget_snapshot_child (widget, child, snapshot);
  snapshot_flights (self, snapshot, index);
}

#define LINK_REACH 9 /* pixels beside a link that still mean it */

/* The card at the far end of the link there, NULL. */
static PrPlaceCard *
link_at (PrStage *self, float x, float y)
{
  if (self->server == NULL || self->layout.device_links == NULL
      || gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT) != GTK_WIDGET (self))
    return NULL;
  for (guint i = 0; i < self->devices->len && i < self->layout.device_links->len; i++)
    if (curve_distance (&g_array_index (self->layout.device_links, Curve, i), x, y) < LINK_REACH)
      return g_ptr_array_index (self->devices, i);
  if (self->outside != NULL && curve_distance (&self->layout.outside_link, x, y) < LINK_REACH)
    return PR_PLACE_CARD (self->outside);
  return NULL;
}

/* A second click with the first button opens the dialog at once, one with the second button the menu. */
static void
on_link_clicked (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  PrStage *self = data;
  gboolean menu = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_SECONDARY;
  PrPlaceCard *card = link_at (self, (float) x, (float) y);
  const PlaceView *view = card != NULL ? pr_place_card_view (card) : NULL;
  g_autoptr (GMenu) items = NULL;

  if (view == NULL)
    return;
  if (!menu)
    {
      if (n_press == 2)
        gtk_widget_activate_action (GTK_WIDGET (self), "win.settings", "(ssi)", "link",
                                    view->name != NULL ? view->name : "outside", (int) view->variant);
      return;
    }
  items = link_menu_new (view);
  card_menu_popup_at (GTK_WIDGET (self), items, &(GdkRectangle) { (int) x, (int) y, 1, 1 });
}

static gboolean
has_menu_open (PrStage *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child))
      return TRUE;
  return FALSE;
}

static gboolean
on_link_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  PrStage *self = PR_STAGE (widget);
  PrPlaceCard *card = keyboard ? NULL : link_at (self, (float) x, (float) y);
  const PlaceView *view = card != NULL ? pr_place_card_view (card) : NULL;
  const Link *link = view != NULL ? stage_find_link (pr_session_world (self->session, world_index (self)), view->place) : NULL;
  g_autofree char *text = NULL, *latency = NULL, *bandwidth = NULL, *loss = NULL;

  if (link == NULL || has_menu_open (self))
    return FALSE;
  latency = network_dup_value (&link->settings, "latency");
  bandwidth = network_dup_value (&link->settings, "bandwidth");
  loss = network_dup_value (&link->settings, "loss");
  /* Translators: the longer one is who, delay, bandwidth, share of lost segments */
  text = view->cut ? g_strdup_printf (_("%s: the connection is cut, and neither end knows it yet."), view->title)
                   : g_strdup_printf (_("%s: %s, %s, %s lost. Double-click to change it."), view->title, latency, bandwidth,
                                      loss);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
add_link_gestures (PrStage *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_link_clicked), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_link_tooltip), NULL);
}

static void
pr_stage_class_init (PrStageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_stage_dispose;
  G_OBJECT_CLASS (klass)->finalize = pr_stage_finalize;
  widget_class->measure = pr_stage_measure;
  widget_class->get_request_mode = pr_stage_get_request_mode;
  widget_class->size_allocate = pr_stage_size_allocate;
  widget_class->snapshot = pr_stage_snapshot;
  gtk_widget_class_set_css_name (widget_class, "stage");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
pr_stage_init (PrStage *self)
{
  self->devices = g_ptr_array_new ();
  self->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  add_link_gestures (self);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Stage"), -1);
}

GtkWidget *
pr_stage_new (PrSession *session, guint world, gboolean compact)
{
  PrStage *self = g_object_new (PR_TYPE_STAGE, NULL);

  self->session = g_object_ref (session);
  self->which = world;
  self->compact = compact;
  g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_after (self, "map", G_CALLBACK (on_moved), NULL);
  update_cards (self);
  return GTK_WIDGET (self);
}

void
pr_stage_set_corner (PrStage *self, GtkWidget *corner)
{
  self->corner = corner;
  g_signal_connect_object (corner, "notify::visible", G_CALLBACK (gtk_widget_queue_resize), self, G_CONNECT_SWAPPED);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
