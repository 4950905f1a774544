#include "widgets/reader-name.h"

void
reader_name (GtkWidget *widget, const char *name)
{
  /* A menu's button is labelled by the whole: it would be read twice. */
  if (!GTK_IS_MENU_BUTTON (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (!GTK_IS_DROP_DOWN (widget) && !GTK_IS_MENU_BUTTON (widget) && !GTK_IS_ENTRY (widget) && !GTK_IS_SPIN_BUTTON (widget)
      && !GTK_IS_PASSWORD_ENTRY (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_TOGGLE_BUTTON (child) || GTK_IS_TEXT (child))
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
reader_name_mnemonics (GtkWidget *root)
{
  /* The label inside the button names it without the underline. */
  if (GTK_IS_BUTTON (root) && gtk_button_get_use_underline (GTK_BUTTON (root)))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_PROPERTY_LABEL);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    reader_name_mnemonics (child);
}

static void
collect (GtkWidget *widget, GString *text)
{
  const char *words = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget)) : "";

  if (!gtk_widget_get_visible (widget))
    return;
  if (*words != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, text);
}

void
reader_name_row (GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item), *row = gtk_widget_get_parent (child);
  g_autoptr (GString) text = g_string_new (NULL);

  collect (child, text);
  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str, -1);
}
