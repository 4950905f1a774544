/* AdviseForm: asks a person how they use mail, in plain words. */
#pragma once

#include "adviser-person.h"

#include <gtk/gtk.h>

typedef struct _AdviseForm AdviseForm;

/* changed is called whenever something was answered. The form lives as long as its widget. */
AdviseForm *advise_form_new (void (*changed) (gpointer data), gpointer data);
GtkWidget *advise_form_widget (AdviseForm *form);
/* FALSE: no device is chosen; then the rest is as answered all the same. */
gboolean advise_form_read (const AdviseForm *form, AdviserPerson *person);
