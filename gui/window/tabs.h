/* What is below the stage: a row of tabs, or a menu of them where there is no room for the row. */
#pragma once

#include <gtk/gtk.h>

/* After the stack has been filled. */
GtkWidget *tabs_new (GtkStack *stack);
