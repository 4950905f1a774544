#include "conversation/conversation.h"

#include <glib/gi18n.h>

#include "conversation/line-find.h"
#include "conversation/line-list.h"
#include "conversation/line-row.h"
#include "widgets/one-stop.h"
#include "widgets/reader-name.h"
#include "widgets/row-in-view.h"

struct _PrConversation {
  GtkWidget parent_instance;

  PrSession *session;         /* owned */
  PrLineList *lines;          /* owned */
  GtkSingleSelection *selection; /* owned */
  GtkWidget *list;
  GtkWidget *filter;          /* GtkDropDown */
  GtkWidget *eavesdrop;       /* GtkToggleButton: as somebody sees it who listens */
  GtkWidget *head;            /* box with both, owned */
  GArray *places;             /* of Place: what the filter's entries mean */
  gboolean following;         /* the selection is being set from the session, not by a person */
  Place shown;                /* when fixed */
  gboolean fixed;             /* the place is set by pr_conversation_show_place() */
};

G_DEFINE_FINAL_TYPE (PrConversation, pr_conversation, GTK_TYPE_WIDGET)

static void
pr_conversation_dispose (GObject *object)
{
  PrConversation *self = PR_CONVERSATION (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->head);
  g_clear_object (&self->selection);
  g_clear_object (&self->lines);
  g_clear_object (&self->session);
  g_clear_pointer (&self->places, g_array_unref);
  G_OBJECT_CLASS (pr_conversation_parent_class)->dispose (object);
}

static void
pr_conversation_class_init (PrConversationClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_conversation_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "conversation");
}

static void
pr_conversation_init (PrConversation *self)
{
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Conversation"), -1);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, pr_line_row_new ());
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  PrConversation *self = data;

  pr_line_row_bind (PR_LINE_ROW (gtk_list_item_get_child (item)), self->session, pr_line_event (gtk_list_item_get_item (item)),
                    gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->eavesdrop)), self->fixed);
  reader_name_row (item);
}

static void
on_picked (PrConversation *self)
{
  PrLine *line = gtk_single_selection_get_selected_item (self->selection);

  if (!self->following && line != NULL)
    pr_session_select (self->session, pr_line_event (line));
}

static void
follow (PrConversation *self)
{
  guint at = pr_line_list_find (self->lines, pr_session_selected (self->session));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->lines));

  if (at == G_MAXUINT)
    at = n > 0 ? n - 1 : GTK_INVALID_LIST_POSITION;
  if (gtk_single_selection_get_selected (self->selection) == at)
    return;
  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, at);
  self->following = FALSE;
  row_in_view (self->list, at);
}

/* Whose conversation is shown. */
static Place
chosen_place (PrConversation *self)
{
  guint at = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->filter));

  return at < self->places->len ? g_array_index (self->places, Place, at) : (Place) { PLACE_NONE, 0 };
}

/* As long as it is there, whatever else has changed. */
static void
choose_place (PrConversation *self, Place place)
{
  for (guint i = 0; i < self->places->len; i++)
    if (g_array_index (self->places, Place, i).kind == place.kind && g_array_index (self->places, Place, i).id == place.id)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->filter), i);
}

static void
fill_filter (PrConversation *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const World *world;
  Place place = { PLACE_NONE, 0 }, chosen = chosen_place (self);

  g_array_set_size (self->places, 0);
  g_array_append_val (self->places, place);
  gtk_string_list_append (names, _("Everybody"));
  if (pr_session_n_worlds (self->session) > 0)
    {
      world = pr_session_world (self->session, pr_session_focus (self->session));
      for (guint i = 0; i < world->devices->len; i++)
        {
          const Device *device = g_ptr_array_index (world->devices, i);
          g_autofree char *name = g_strdup_printf (_("%s ⇄ server"), device->name);

          place = (Place) { PLACE_DEVICE, device->id };
          g_array_append_val (self->places, place);
          gtk_string_list_append (names, name);
        }
      place = (Place) { PLACE_OUTSIDE, 0 };
      g_array_append_val (self->places, place);
      gtk_string_list_append (names, _("outside ⇄ server"));
    }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->filter), G_LIST_MODEL (names));
  choose_place (self, chosen);
}

static void
on_filter (PrConversation *self)
{
  if (self->fixed)
    return;
  pr_line_list_set_filter (self->lines, chosen_place (self));
  follow (self);
  row_in_view (self->list, gtk_single_selection_get_selected (self->selection));
}

/* The rows are bound anew. */
static void
on_eavesdrop (PrConversation *self)
{
  if (self->fixed)
    pr_line_list_set_filter (self->lines, self->shown);
  else
    on_filter (self);
  follow (self);
}

static void
build_eavesdrop (PrConversation *self)
{
  GtkWidget *label;

  self->eavesdrop = gtk_toggle_button_new_with_label (_("Eavesdropper"));
  label = gtk_button_get_child (GTK_BUTTON (self->eavesdrop));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END); /* last of all, in the narrowest window */
  gtk_label_set_width_chars (GTK_LABEL (label), 5);
  gtk_widget_add_css_class (self->eavesdrop, "flat");
  gtk_widget_set_valign (self->eavesdrop, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->eavesdrop, _("As somebody sees it who listens on the way"));
  gtk_box_append (GTK_BOX (self->head), self->eavesdrop);
  g_signal_connect_object (self->eavesdrop, "toggled", G_CALLBACK (on_eavesdrop), self, G_CONNECT_SWAPPED);
}

static void
build_filter (PrConversation *self)
{
  self->filter = gtk_drop_down_new (NULL, NULL);
  self->head = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  build_eavesdrop (self);
  gtk_box_append (GTK_BOX (self->head), self->filter);
  gtk_widget_add_css_class (self->filter, "flat");
  gtk_widget_set_valign (self->filter, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->filter, _("Whose conversation is shown"));
  reader_name (self->filter, _("Whose conversation is shown"));
  fill_filter (self);
  g_signal_connect_object (self->filter, "notify::selected", G_CALLBACK (on_filter), self, G_CONNECT_SWAPPED);
}

static void
build_list (PrConversation *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->lines)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_picked), self, G_CONNECT_SWAPPED);
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_widget_add_css_class (self->list, "lines");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Lines said"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (scroller, "fades");
  gtk_box_append (GTK_BOX (column), pr_line_find_new (self->session, self->lines, GTK_WIDGET (self)));
  gtk_box_append (GTK_BOX (column), pr_one_stop_new (scroller));
  gtk_widget_set_parent (column, GTK_WIDGET (self));
}

GtkWidget *
pr_conversation_new (PrSession *session)
{
  PrConversation *self = g_object_new (PR_TYPE_CONVERSATION, NULL);

  self->session = g_object_ref (session);
  self->lines = pr_line_list_new (session);
  build_filter (self);
  build_list (self);
  g_signal_connect_object (session, "changed", G_CALLBACK (fill_filter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "moved", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  follow (self);
  return GTK_WIDGET (self);
}

GtkWidget *
pr_conversation_filter (PrConversation *self)
{
  return self->head;
}

guint
pr_conversation_n_rows (PrConversation *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->lines));
}

char *
pr_conversation_dup_text (PrConversation *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < pr_conversation_n_rows (self); i++)
    {
      g_autoptr (PrLine) line = g_list_model_get_item (G_LIST_MODEL (self->lines), i);
      g_autofree char *row = line_row_text (self->session, pr_line_event (line));

      g_string_append (text, row);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

void
pr_conversation_show_place (PrConversation *self, Place place)
{
  if (self->fixed && self->shown.kind == place.kind && self->shown.id == place.id)
    return;
  self->fixed = TRUE;
  self->shown = place;
  pr_line_list_set_filter (self->lines, place);
  follow (self);
  row_in_view (self->list, gtk_single_selection_get_selected (self->selection));
}
