/* Which of the panels beside the stage the window has room for: the lesson on one side, the explanation of the selected line
 * (the inspector) on the other. */
#pragma once

#include <gtk/gtk.h>

/* All borrowed. */
typedef struct {
  GtkWidget *window;
  GtkWidget *middle;    /* the stage, and what is below it */
  GtkWidget *lower_bar; /* in it */
  GtkWidget *lesson;    /* of one child each */
  GtkWidget *inspector;
} Panels;

/* What there is to show. */
typedef struct {
  gboolean lesson;
  gboolean explains; /* where there is no room for all of it, the inspector is meant */
  gboolean compact;  /* tabs close together, also in a wide window */
} PanelsWish;

/* FALSE: there is no room for all of it. */
gboolean panels_fit (const Panels *panels, PanelsWish wish);
/* What the window may become narrower by, as panels_fit() would then hide something. */
int panels_spare (const Panels *panels, PanelsWish wish);
