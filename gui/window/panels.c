#include "window/panels.h"

#include "palette.h"
#include "window/theme.h"

/* Pixels, with text of the usual size. */
#define NARROW 1200       /* the tabs below the stage stand closer */
#define LEAST_HEADER 820  /* with all its buttons, and most of a title */
#define LEAST_STAGE 430   /* beside the inspector */
#define LEAST_BETWEEN 640 /* between lesson and inspector: with all tabs */

static int
measure (GtkWidget *widget)
{
  int least;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least;
}

/* A lesson takes a side of the window. Whatever tab is shown, so that nothing comes and goes with it. What is hidden does
 * not know yet how large text has become: only what is in the middle is measured. */
static gboolean
has_room (const Panels *panels, PanelsWish wish, int width)
{
  int beside = theme_inspector_width ();
  int middle = palette_scaled (panels->window, wish.lesson ? LEAST_BETWEEN : LEAST_STAGE);

  if (wish.lesson)
    beside += theme_lesson_width ();
  return MAX (measure (panels->middle), middle) + beside <= width;
}

gboolean
panels_fit (const Panels *panels, PanelsWish wish)
{
  int width = gtk_widget_get_width (panels->window), height;
  gboolean room;

  if (width == 0)
    gtk_window_get_default_size (GTK_WINDOW (panels->window), &width, &height);
  if (wish.compact || wish.lesson || width < palette_scaled (panels->window, NARROW))
    gtk_widget_add_css_class (panels->lower_bar, "compact");
  else
    gtk_widget_remove_css_class (panels->lower_bar, "compact");
  gtk_widget_set_visible (panels->extra, width >= palette_scaled (panels->window, LEAST_HEADER));
  room = has_room (panels, wish, width);
  gtk_widget_set_visible (panels->lesson, wish.lesson && (room || !wish.explains));
  gtk_widget_set_visible (panels->inspector, room || wish.explains);
  return room;
}

/* What would be hidden in a narrower window. */
static int
spare (const Panels *panels, PanelsWish wish)
{
  if (!gtk_widget_get_visible (panels->inspector)
      || !gtk_widget_get_child_visible (gtk_widget_get_parent (panels->inspector)))
    return 0;
  if (!wish.lesson)
    return wish.explains ? 0 : measure (panels->inspector);
  if (!gtk_widget_get_visible (panels->lesson))
    return 0;
  return measure (wish.explains ? panels->lesson : panels->inspector);
}

int
panels_least (const Panels *panels, PanelsWish wish, int minimum)
{
  return MAX (minimum - spare (panels, wish), MAX (measure (panels->header), measure (panels->transport)));
}
