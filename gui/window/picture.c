#include "window/picture.h"

#include <glib/gi18n.h>
#include <string.h>

#include "window/export.h"

#define FRAMES_OF_REST 6   /* until layout and scrolling have come to rest */
#define FRAMES_OF_DEED 24  /* and what slides in, too */
#define MOST_FRAMES 300

/* Lives as long as the window. */
typedef struct {
  GtkWidget *window;
  const char *path;
  char **deeds; /* what is left of them */
  int *status;
  int frames;   /* since the last deed */
  int rest;     /* so many of them are waited for */
  guint idle;   /* source: is there when nothing else waits */
  gboolean calm;
} Picture;

static GtkWindow *
topmost (GtkWindow *window)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (all); i > 0; i--)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (all, i - 1);

      if (gtk_widget_get_mapped (GTK_WIDGET (other)))
        return other;
    }
  return window;
}

static gboolean
activate_below (GtkWidget *widget, const char *name, GVariant *target)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (gtk_widget_activate_action_variant (widget, name, target))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (activate_below (child, name, target))
      return TRUE;
  return FALSE;
}

/* Of the window's actions and the program's. Those of a widget's class say by themselves what they were given. */
static gboolean
takes (GtkWindow *window, const char *name, GVariant *target)
{
  GActionGroup *group = g_str_has_prefix (name, "app.") ? G_ACTION_GROUP (g_application_get_default ())
                        : g_str_has_prefix (name, "win.") && G_IS_ACTION_GROUP (window) ? G_ACTION_GROUP (window) : NULL;
  const GVariantType *type;

  if (group == NULL || !g_action_group_has_action (group, name + strlen ("win.")))
    return TRUE;
  type = g_action_group_get_action_parameter_type (group, name + strlen ("win."));
  return type == NULL ? target == NULL : target != NULL && g_variant_is_of_type (target, type);
}

static gboolean
carry_out (GtkWindow *window, const char *deed, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (!g_action_parse_detailed_name (deed, &name, &target, error))
    return FALSE;
  if (!takes (window, name, target))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("“%s” does not give the action what it takes"), deed);
      return FALSE;
    }
  if (activate_below (GTK_WIDGET (window), name, target))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("there is no action “%s” here"), name);
  return FALSE;
}

/* FALSE: it has to be tried again. */
static gboolean
step (Picture *picture, GtkWindow *window)
{
  g_autoptr (GError) error = NULL;

  if (picture->deeds != NULL && *picture->deeds != NULL)
    {
      picture->frames = 0;
      picture->rest = FRAMES_OF_DEED;
      picture->calm = FALSE;
      if (carry_out (topmost (window), *picture->deeds++, &error))
        return FALSE;
    }
  else if (export_widget (GTK_WIDGET (topmost (window)), picture->path, &error))
    return TRUE;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY) && picture->frames < MOST_FRAMES)
    return FALSE;
  g_printerr ("postroom: %s\n", error->message);
  *picture->status = 1;
  return TRUE;
}

/* What was laid out for later has been done, too. */
static gboolean
on_calm (gpointer data)
{
  Picture *picture = data;

  picture->idle = 0;
  picture->calm = TRUE;
  gtk_widget_queue_draw (picture->window);
  return G_SOURCE_REMOVE;
}

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  g_clear_handle_id (&picture->idle, g_source_remove);
  g_free (picture);
}

/* After a frame was painted, so that all of it is there, also while something moves. */
static void
on_painted (GdkFrameClock *clock, gpointer data)
{
  Picture *picture = data;
  GtkWidget *window = picture->window;

  if (++picture->frames >= picture->rest && !picture->calm)
    {
      if (picture->idle == 0)
        picture->idle = g_idle_add_full (G_PRIORITY_LOW, on_calm, picture, NULL);
      return;
    }
  if (picture->frames < picture->rest || !step (picture, GTK_WINDOW (window)))
    {
      gtk_widget_queue_draw (window);
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
      return;
    }
  g_signal_handlers_disconnect_by_data (clock, picture);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
on_map (GtkWidget *window, gpointer data)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_painted), data);
}

void
picture_take (PrWindow *window, const char *path, char **deeds, int *status)
{
  Picture *picture = g_new0 (Picture, 1);

  picture->window = GTK_WIDGET (window);
  picture->path = path;
  picture->deeds = deeds;
  picture->status = status;
  picture->rest = FRAMES_OF_REST;
  gtk_widget_add_css_class (GTK_WIDGET (window), "picture");
  g_object_set_data_full (G_OBJECT (window), "picture", picture, picture_free);
  g_signal_connect (window, "map", G_CALLBACK (on_map), picture);
}
