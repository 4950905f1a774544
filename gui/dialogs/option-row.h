/* OptionRow: one option of a journal's action as a row of a dialog, made from its spec: the plain explanation, the control
 * that fits its type, and a mark and a way back when it is not as the preset has it. Values are texts as in a journal; what
 * people see are words, numbers and units. */
#pragma once

#include <gtk/gtk.h>

#include "journal/action-spec.h"

typedef struct _OptionRow OptionRow;
typedef void (*OptionRowFunc) (gpointer data);

/* usual: the preset's value; NULL when there is none to go back to. changed is called when the person changes it. */
OptionRow *option_row_new (ActionKind kind, const OptionSpec *option, const char *value, const char *usual,
                           OptionRowFunc changed, gpointer data);
void option_row_free (OptionRow *row);
GtkWidget *option_row_widget (OptionRow *row);
const OptionSpec *option_row_spec (OptionRow *row);
/* NULL when what was typed does not fit. Caller owns. */
char *option_row_dup_value (OptionRow *row);
/* Where the usual value is known from; may be NULL. */
void option_row_set_source (OptionRow *row, const char *source);
/* As if the person had set it. */
void option_row_set_value (OptionRow *row, const char *value);
/* The option's value in the action, as a text; "" when it has none. Caller owns. */
char *option_dup_text (const OptionSpec *option, const Action *action);
/* Marks an entry whose text does not fit, for the eye and for screen readers; NULL: it does. */
void option_row_mark (GtkWidget *entry, const char *trouble);
