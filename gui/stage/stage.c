#include "stage/stage.h"

#include <glib/gi18n.h>

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
  GPtrArray *devices;  /* of PrPlaceCard *, borrowed */
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
  if (self->server == NULL || self->devices->len != world->devices->len)
    {
      drop_cards (self);
      if (!self->compact)
        self->outside = add_card (self);
      self->server = add_card (self);
      for (guint i = 0; i < world->devices->len; i++)
        g_ptr_array_add (self->devices, add_card (self));
    }
  pr_place_card_take_view (PR_PLACE_CARD (self->server),
                           place_view_new_server (journal, world, pr_session_copies (self->session, index)), world);
  if (self->outside != NULL)
    pr_place_card_take_view (PR_PLACE_CARD (self->outside), place_view_new_outside (journal, world), world);
  for (guint i = 0; i < self->devices->len; i++)
    pr_place_card_take_view (g_ptr_array_index (self->devices, i),
                             place_view_new_device (journal, world, g_ptr_array_index (world->devices, i)), world);
}

static void
on_moved (PrStage *self)
{
  update_cards (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pr_stage_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline)
{
  PrStage *self = PR_STAGE (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = self->compact ? 380 : 520;
      *natural = self->compact ? 620 : 900;
      return;
    }
  *minimum = *natural = self->server != NULL
    ? stage_layout_height (self->server, self->outside, self->devices, for_size > 0 ? for_size : 900, self->compact) : 200;
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

  if (self->server == NULL)
    return;
  stage_layout_clear (&self->layout);
  stage_layout_allocate (&self->layout, self->server, self->outside, self->devices, width, height, self->compact);
}

static void
snapshot_links (PrStage *self, GtkSnapshot *snapshot, const World *world)
{
  if (self->outside != NULL)
    stage_draw_link (snapshot, GTK_WIDGET (self), &self->layout.outside_link, world, (Place) { PLACE_OUTSIDE, 0 }, FALSE);
  for (guint i = 0; i < self->devices->len && i < self->layout.device_links->len; i++)
    {
      const Device *device = g_ptr_array_index (world->devices, i);

      stage_draw_link (snapshot, GTK_WIDGET (self), &g_array_index (self->layout.device_links, Curve, i), world,
                       (Place) { PLACE_DEVICE, device->id }, !self->compact);
    }
}

static const Curve *
curve_of (PrStage *self, const World *world, Place client)
{
  if (client.kind != PLACE_DEVICE)
    return self->outside != NULL ? &self->layout.outside_link : NULL;
  for (guint i = 0; i < world->devices->len && i < self->layout.device_links->len; i++)
    if (((const Device *) g_ptr_array_index (world->devices, i))->id == client.id)
      return &g_array_index (self->layout.device_links, Curve, i);
  return NULL;
}

static gboolean
wants_stillness (PrStage *self)
{
  gboolean animations = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animations, NULL);
  return !animations;
}

/* A letter of megabytes is hundreds of segments: those that would cover each other are drawn as one. */
static gboolean
is_crowded (const Flight *flight, GPtrArray *drawn)
{
  for (guint i = 0; i < drawn->len; i++)
    {
      const Flight *other = g_ptr_array_index (drawn, i);

      if (other->connection == flight->connection && other->direction == flight->direction && other->data == flight->data
          && ABS (other->progress - flight->progress) < 0.12f)
        return TRUE;
    }
  return FALSE;
}

static void
snapshot_flights (PrStage *self, GtkSnapshot *snapshot, guint index, const World *world)
{
  g_autoptr (GArray) flights = flights_at (self->session, index, pr_session_time (self->session));
  gboolean still = wants_stillness (self);

  for (guint pass = 0; pass < 3; pass++) /* bare acknowledgements below, then octets, words above all */
    {
      g_autoptr (GPtrArray) drawn = g_ptr_array_new ();

      for (guint i = 0; i < flights->len; i++)
        {
          Flight *flight = &g_array_index (flights, Flight, i);
          const Curve *curve = curve_of (self, world, flight->client);

          guint level = flight->text != NULL ? 2 : flight->data ? 1 : 0;

          if (curve == NULL || level != pass || (pass < 2 && is_crowded (flight, drawn)))
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
  snapshot_flights (self, snapshot, index, world);
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
  update_cards (self);
  return GTK_WIDGET (self);
}
