/* AmountField: a number to type and a unit to choose, for a duration, a size or a count: "10" "minutes". Values are texts as
 * in a journal. */
#pragma once

#include <gtk/gtk.h>

#include "journal/action-spec.h"

typedef struct _AmountField AmountField;
typedef void (*AmountFieldFunc) (gpointer data);

/* value, usual: texts that fit; usual may be NULL. changed is called when the person changes it. The widget belongs to who
 * puts it somewhere, and must live as long as the field. */
AmountField *amount_field_new (const OptionSpec *option, const char *value, const char *usual, AmountFieldFunc changed,
                               gpointer data);
void amount_field_free (AmountField *field);
GtkWidget *amount_field_widget (AmountField *field);
/* As a journal has it; what was typed may not fit. Caller owns. */
char *amount_field_dup_value (AmountField *field);
void amount_field_set_value (AmountField *field, const char *value);
/* What a screen reader says: of what it is the amount. */
void amount_field_set_name (AmountField *field, const char *name);
/* Where the number is typed. */
GtkWidget *amount_field_entry (AmountField *field);
/* What to type instead of what does not fit. */
const char *amount_field_trouble (AmountField *field);
