#include "window/tabs.h"

#include <glib/gi18n.h>

#include "widgets/either.h"

static GMenu *
menu_of (GtkStack *stack)
{
  g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (stack);
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (GObject) object = g_list_model_get_item (G_LIST_MODEL (pages), i);
      GtkStackPage *page = GTK_STACK_PAGE (object);
      g_autoptr (GMenuItem) item = g_menu_item_new (gtk_stack_page_get_title (page), NULL);

      g_menu_item_set_action_and_target (item, "win.page", "s", gtk_stack_page_get_name (page));
      g_menu_append_item (menu, item);
    }
  return menu;
}

static void
on_page (GtkStack *stack, GParamSpec *property, gpointer data)
{
  GtkWidget *child = gtk_stack_get_visible_child (stack);

  if (child != NULL)
    gtk_label_set_text (data, gtk_stack_page_get_title (gtk_stack_get_page (stack, child)));
}

static GtkWidget *
new_menu_button (GtkStack *stack)
{
  GtkWidget *button = gtk_menu_button_new (), *label = gtk_label_new (NULL);
  g_autoptr (GMenu) menu = menu_of (stack);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 6);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (button), FALSE);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "tab-menu");
  gtk_widget_set_tooltip_text (button, _("What is shown below the stage"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("What is shown below the stage"), -1);
  g_signal_connect_object (stack, "notify::visible-child", G_CALLBACK (on_page), label, 0);
  on_page (stack, NULL, label);
  return button;
}

GtkWidget *
tabs_new (GtkStack *stack)
{
  GtkWidget *row = gtk_stack_switcher_new ();

  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (row), stack);
  gtk_widget_add_css_class (row, "tabs");
  return pr_either_new (row, new_menu_button (stack));
}
