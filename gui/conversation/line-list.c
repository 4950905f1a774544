#include "conversation/line-list.h"

struct _PrLine {
  GObject parent_instance;
  guint32 event;
};

G_DEFINE_FINAL_TYPE (PrLine, pr_line, G_TYPE_OBJECT)

static void
pr_line_class_init (PrLineClass *klass)
{
}

static void
pr_line_init (PrLine *self)
{
}

guint32
pr_line_event (PrLine *self)
{
  return self->event;
}

struct _PrLineList {
  GObject parent_instance;

  PrSession *session;  /* borrowed: the list goes with the view of the session */
  gboolean packets;    /* rows are sent segments, not what was said */
  Place place;
  GArray *filtered;    /* of guint32, with a filter; NULL without */
  guint seen;          /* rows that were held against the filter */
  guint world;
  guint count;         /* rows up to the position */
};

static void pr_line_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PrLineList, pr_line_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, pr_line_list_model_init))

static const GArray *
all_rows (PrLineList *self)
{
  const TraceIndex *index = pr_session_index (self->session, self->world);

  return self->packets ? index->flights : index->rows;
}

static const GArray *
rows (PrLineList *self)
{
  return self->filtered != NULL ? self->filtered : all_rows (self);
}

static GType
pr_line_list_get_item_type (GListModel *model)
{
  return PR_TYPE_LINE;
}

static guint
pr_line_list_get_n_items (GListModel *model)
{
  return PR_LINE_LIST (model)->count;
}

static gpointer
pr_line_list_get_item (GListModel *model, guint position)
{
  PrLineList *self = PR_LINE_LIST (model);
  PrLine *line;

  if (position >= self->count)
    return NULL;
  line = g_object_new (PR_TYPE_LINE, NULL);
  line->event = g_array_index (rows (self), guint32, position);
  return line;
}

static void
pr_line_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = pr_line_list_get_item_type;
  iface->get_n_items = pr_line_list_get_n_items;
  iface->get_item = pr_line_list_get_item;
}

static void
pr_line_list_finalize (GObject *object)
{
  g_clear_pointer (&PR_LINE_LIST (object)->filtered, g_array_unref);
  G_OBJECT_CLASS (pr_line_list_parent_class)->finalize (object);
}

static void
pr_line_list_class_init (PrLineListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pr_line_list_finalize;
}

static void
pr_line_list_init (PrLineList *self)
{
}

static guint
count_now (PrLineList *self)
{
  if (self->world >= pr_session_n_worlds (self->session))
    return 0;
  return trace_index_count (rows (self), timeline_position (pr_session_timeline (self->session, self->world)));
}

static gboolean
concerns (const TraceIndex *index, const TraceEvent *event, Place place)
{
  const IndexedConnection *connection = trace_index_connection (index, event->connection);

  if (connection != NULL)
    return connection->client.kind == place.kind && connection->client.id == place.id;
  if (event->kind == TRACE_FAULT)
    return place.kind == PLACE_DEVICE && event->fault.device == place.id;
  return event->place.kind == place.kind && event->place.id == place.id;
}

/* A live world's rows grow. */
static void
grow_filter (PrLineList *self)
{
  const TraceIndex *index = pr_session_index (self->session, self->world);
  const Trace *trace = pr_session_trace (self->session, self->world);
  const GArray *all = all_rows (self);

  for (; self->seen < all->len; self->seen++)
    {
      guint32 id = g_array_index (all, guint32, self->seen);

      if (concerns (index, trace_event (trace, id), self->place))
        g_array_append_val (self->filtered, id);
    }
}

static void
build_filter (PrLineList *self)
{
  g_clear_pointer (&self->filtered, g_array_unref);
  self->seen = 0;
  if (self->place.kind == PLACE_NONE || self->world >= pr_session_n_worlds (self->session))
    return;
  self->filtered = g_array_new (FALSE, FALSE, sizeof (guint32));
  grow_filter (self);
}

/* Everything anew: another world, journal, branch or filter. */
static void
reload (PrLineList *self)
{
  guint old = self->count;

  self->count = 0;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old, 0);
  self->world = pr_session_focus (self->session);
  build_filter (self);
  self->count = count_now (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, self->count);
}

static void
on_moved (PrLineList *self)
{
  guint old = self->count, count;

  if (self->filtered != NULL)
    grow_filter (self);
  count = count_now (self);
  if (count == old)
    return;
  self->count = count;
  if (count > old)
    g_list_model_items_changed (G_LIST_MODEL (self), old, 0, count - old);
  else
    g_list_model_items_changed (G_LIST_MODEL (self), count, old - count, 0);
}

static void
on_selected (PrLineList *self)
{
  if (self->world != pr_session_focus (self->session))
    reload (self);
}

static PrLineList *
list_new (PrSession *session, gboolean packets)
{
  PrLineList *self = g_object_new (PR_TYPE_LINE_LIST, NULL);

  self->session = session;
  self->packets = packets;
  g_signal_connect_object (session, "changed", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  reload (self);
  return self;
}

PrLineList *
pr_line_list_new (PrSession *session)
{
  return list_new (session, FALSE);
}

PrLineList *
pr_line_list_new_packets (PrSession *session)
{
  return list_new (session, TRUE);
}

void
pr_line_list_set_filter (PrLineList *self, Place place)
{
  self->place = place;
  reload (self);
}

guint
pr_line_list_find (PrLineList *self, guint32 event)
{
  guint at;

  if (self->count == 0)
    return G_MAXUINT;
  at = trace_index_count (rows (self), event);
  if (at == 0 || at > self->count || g_array_index (rows (self), guint32, at - 1) != event)
    return G_MAXUINT;
  return at - 1;
}
