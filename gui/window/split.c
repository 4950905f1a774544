#include "window/split.h"

#include "palette.h"

#define SPLIT "split"
#define USUAL_STAGE 452  /* pixels */
#define LEAST_LOWER 270  /* a few lines of a console, with all that is around them */
#define FEW_LINES 200    /* what it makes do with where the stage would be cut */
#define LARGEST_SHARE 38 /* per cent; of that, where text is large */

typedef struct {
  GtkPaned *paned;
  GtkWidget *stage;
  guint idle;        /* source */
  int total;         /* the height that was divided last */
  gboolean dividing; /* it is not a person who moves it */
  gboolean decided;  /* by a person */
} Split;

static void
split_free (gpointer data)
{
  Split *split = data;

  g_clear_handle_id (&split->idle, g_source_remove);
  g_free (split);
}

static gboolean
divide (gpointer data)
{
  Split *split = data;
  int total = gtk_widget_get_height (GTK_WIDGET (split->paned)), least, well, few;

  split->idle = 0;
  if (total == 0 || split->decided)
    return G_SOURCE_REMOVE;
  gtk_widget_measure (split->stage, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (split->stage), &least, NULL, NULL, NULL);
  well = MAX (palette_scaled (split->stage, USUAL_STAGE), least);
  few = MIN (palette_scaled (split->stage, FEW_LINES), total * LARGEST_SHARE / 100);
  split->total = total;
  split->dividing = TRUE;
  gtk_paned_set_position (split->paned, MAX (MIN (total - few, least),
                                             MIN (total - palette_scaled (split->stage, LEAST_LOWER), well)));
  split->dividing = FALSE;
  return G_SOURCE_REMOVE;
}

static void
divide_soon (Split *split)
{
  if (split->idle == 0)
    split->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE + 5, divide, split, NULL);
}

/* Moved while the height stays what it was. With another height the paned itself moves it. */
static void
on_position (GtkPaned *paned, GParamSpec *property, gpointer data)
{
  Split *split = data;

  if (!split->dividing && gtk_widget_get_height (GTK_WIDGET (paned)) == split->total)
    split->decided = TRUE;
}

void
split_watch (GtkPaned *paned, GtkWidget *stage)
{
  Split *split = g_new0 (Split, 1);

  split->paned = paned;
  split->stage = stage;
  g_object_set_data_full (G_OBJECT (paned), SPLIT, split, split_free);
  g_signal_connect_swapped (paned, "notify::max-position", G_CALLBACK (divide_soon), split);
  g_signal_connect (paned, "notify::position", G_CALLBACK (on_position), split);
}

void
split_reset (GtkPaned *paned)
{
  Split *split = g_object_get_data (G_OBJECT (paned), SPLIT);

  split->decided = FALSE;
  divide_soon (split);
}
