/* What the window has room for: the lesson on one side of the stage, the explanation of the selected line (the inspector) on
 * the other, and a button that the menu has, too. */
#pragma once

#include <gtk/gtk.h>

/* All borrowed. */
typedef struct {
  GtkWidget *window;
  GtkWidget *middle;    /* the stage, and what is below it */
  GtkWidget *lower_bar; /* in it */
  GtkWidget *lesson;    /* of one child each */
  GtkWidget *inspector;
  GtkWidget *header;    /* above and below all that: they stay, too */
  GtkWidget *transport;
  GtkWidget *extra;     /* in the header; the menu has it, too */
} Panels;

/* What there is to show. */
typedef struct {
  gboolean lesson;
  gboolean explains; /* where there is no room for all of it, the inspector is meant */
  gboolean compact;  /* tabs close together, also in a wide window */
} PanelsWish;

/* FALSE: there is no room for all of it. */
gboolean panels_fit (const Panels *panels, PanelsWish wish);
/* How narrow the window may become, as panels_fit() will then hide something. minimum: with all that is shown now. */
int panels_least (const Panels *panels, PanelsWish wish, int minimum);
