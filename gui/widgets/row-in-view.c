#include "widgets/row-in-view.h"

#define WANTED "row-in-view"
#define FRAMES 2 /* in the first one the rows are laid out */

typedef struct {
  GtkWidget *list;
  guint position;
  guint idle; /* source */
  guint tick;
  guint frames;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_clear_handle_id (&wanted->idle, g_source_remove);
  g_free (wanted);
}

static void
scroll (Wanted *wanted)
{
  GListModel *rows = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (wanted->list)));

  if (rows != NULL && wanted->position < g_list_model_get_n_items (rows))
    gtk_widget_activate_action (wanted->list, "list.scroll-to-item", "u", wanted->position);
}

/* What is at the very top fades out of view (style.css): a line stays above the chosen one. */
static void
keep_off_edge (GtkWidget *list)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  graphene_rect_t bounds;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    if ((gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) != 0 && gtk_widget_get_child_visible (row)
        && gtk_widget_compute_bounds (row, list, &bounds) && bounds.origin.y < bounds.size.height)
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + bounds.origin.y - bounds.size.height);
}

static gboolean
on_tick (GtkWidget *list, GdkFrameClock *clock, gpointer data)
{
  Wanted *wanted = data;

  if (wanted->frames++ < FRAMES)
    return G_SOURCE_CONTINUE;
  if (wanted->frames == FRAMES + 1)
    {
      scroll (wanted);
      return G_SOURCE_CONTINUE;
    }
  wanted->tick = 0;
  keep_off_edge (list);
  return G_SOURCE_REMOVE;
}

static gboolean
on_idle (gpointer data)
{
  Wanted *wanted = data;

  wanted->idle = 0;
  if (!gtk_widget_get_mapped (wanted->list))
    return G_SOURCE_REMOVE;
  scroll (wanted);
  wanted->frames = 0;
  if (wanted->tick == 0)
    wanted->tick = gtk_widget_add_tick_callback (wanted->list, on_tick, wanted, NULL);
  return G_SOURCE_REMOVE;
}

static void
queue (Wanted *wanted)
{
  if (wanted->idle == 0)
    wanted->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE + 30, on_idle, wanted, NULL);
}

static void
on_room (GtkWidget *list)
{
  queue (g_object_get_data (G_OBJECT (list), WANTED));
}

static Wanted *
watch (GtkWidget *list)
{
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->list = list;
  g_object_set_data_full (G_OBJECT (list), WANTED, wanted, wanted_free);
  g_signal_connect (list, "map", G_CALLBACK (on_room), NULL);
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list)), "notify::page-size", G_CALLBACK (on_room),
                           list, G_CONNECT_SWAPPED);
  return wanted;
}

void
row_in_view (GtkWidget *list, guint position)
{
  Wanted *wanted = g_object_get_data (G_OBJECT (list), WANTED);

  if (wanted == NULL)
    wanted = watch (list);
  wanted->position = position;
  queue (wanted);
}
