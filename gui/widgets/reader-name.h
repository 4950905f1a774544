/* What a screen reader calls a widget, where GTK 4.8 needs help. */
#pragma once

#include <gtk/gtk.h>

/* Names the widget, and the part inside that the keyboard gets: the button of a drop-down or a menu, the text of an entry
 * or a spin button. */
void reader_name (GtkWidget *widget, const char *name);
/* Buttons with a mnemonic, root and all below it: they are called "_Open Open" otherwise. */
void reader_name_mnemonics (GtkWidget *root);
/* A row of a list, after its child was bound: what stands on its labels, from left to right. */
void reader_name_row (GtkListItem *item);
