/* What the window's tests share: GTK without a person, and a window on the shipped journal. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "window/window.h"

/* Ends the program with 77 (skipped) when there is no display. Every warning is a failure from here on. */
void gui_test_init (void);
/* Presented, on the shipped day. */
PrWindow *gui_test_window (void);
void gui_test_close (PrWindow *window);
/* Until nothing is waiting and some frames were drawn. window: any GtkWindow. */
void gui_test_settle (gpointer window);
/* Activates "win.NAME" with the target (consumed), which may be NULL; fails when there is no such action. */
void gui_test_act (PrWindow *window, const char *name, GVariant *target);
/* The first widget of that type below, NULL. */
GtkWidget *gui_test_find (GtkWidget *below, GType type);
/* Calls func for every visible widget below. */
void gui_test_each (GtkWidget *below, void (*func) (GtkWidget *widget, gpointer data), gpointer data);
/* Leaves a picture of the widget. What is not drawn yet, on a machine that has much else to do, is waited for. */
void gui_test_picture (GtkWidget *widget, const char *path);
