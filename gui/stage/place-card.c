#include "stage/place-card.h"

#include <glib/gi18n.h>

#include "stage/card-menu.h"
#include "widgets/flow-box.h"
#include "palette.h"
#include "stage/quota-bar.h"
#include "words.h"

struct _PrPlaceCard {
  GtkWidget parent_instance;

  PlaceView *view;      /* owned */
  GtkWidget *head;      /* GtkBox: title, detail, badge */
  GtkWidget *title;
  GtkWidget *detail;
  GtkWidget *badge;
  GtkWidget *rows;      /* GtkGrid */
  guint n_rows;
};

G_DEFINE_FINAL_TYPE (PrPlaceCard, pr_place_card, GTK_TYPE_WIDGET)

static void
pr_place_card_dispose (GObject *object)
{
  PrPlaceCard *self = PR_PLACE_CARD (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->view, place_view_free);
  G_OBJECT_CLASS (pr_place_card_parent_class)->dispose (object);
}

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, class);
  return label;
}

static void
on_clicked (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  PrPlaceCard *self = data;
  GtkWidget *at = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  while (at != NULL && at != GTK_WIDGET (self) && !PR_IS_LETTER_CHIP (at))
    at = gtk_widget_get_parent (at);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  card_menu_popup (self, at != NULL && PR_IS_LETTER_CHIP (at) ? PR_LETTER_CHIP (at) : NULL);
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  card_menu_popup (PR_PLACE_CARD (widget), NULL);
  return TRUE;
}

static void
pr_place_card_class_init (PrPlaceCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_place_card_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "placecard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, on_menu_key, NULL);
}

static void
pr_place_card_init (PrPlaceCard *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->title = new_label (NULL, "card-title");
  gtk_widget_set_hexpand (self->title, TRUE);
  self->detail = new_label (NULL, "dim");
  self->badge = new_label (NULL, "badge");
  gtk_label_set_ellipsize (GTK_LABEL (self->badge), PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_valign (self->badge, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->head), self->title);
  gtk_box_append (GTK_BOX (self->head), self->detail);
  gtk_box_append (GTK_BOX (self->head), self->badge);
  gtk_widget_set_parent (self->head, GTK_WIDGET (self));

  self->rows = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->rows), 12);
  gtk_widget_add_css_class (self->rows, "rows");
  gtk_widget_set_parent (self->rows, GTK_WIDGET (self));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect_object (click, "released", G_CALLBACK (on_clicked), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
pr_place_card_new (void)
{
  return g_object_new (PR_TYPE_PLACE_CARD, NULL);
}

const PlaceView *
pr_place_card_view (PrPlaceCard *card)
{
  return card->view;
}

static void
add_row (PrPlaceCard *self, const char *name, GtkWidget *content)
{
  GtkWidget *label = new_label (name, "dim");

  gtk_label_set_width_chars (GTK_LABEL (label), 6);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (content, TRUE);
  gtk_widget_add_css_class (content, "place-row");
  gtk_grid_attach (GTK_GRID (self->rows), label, 0, (int) self->n_rows, 1, 1);
  gtk_grid_attach (GTK_GRID (self->rows), content, 1, (int) self->n_rows, 1, 1);
  self->n_rows++;
}

static GtkWidget *
new_chips (const FolderView *folder, const World *world)
{
  GtkWidget *box = pr_flow_box_new (3);

  for (guint i = 0; i < folder->chips->len; i++)
    {
      const ChipView *chip = &g_array_index (folder->chips, ChipView, i);
      const Letter *letter = world != NULL ? world_letter (world, chip->letter) : NULL;

      pr_flow_box_append (PR_FLOW_BOX (box), pr_letter_chip_new (chip, letter != NULL ? letter->subject : NULL));
    }
  if (folder->more > 0)
    {
      const char *words = folder->chips->len > 0 ? _("+%u more") : ngettext ("%u letter", "%u letters", folder->more);
      g_autofree char *more = g_strdup_printf (words, folder->more);

      pr_flow_box_append (PR_FLOW_BOX (box), new_label (more, "dim"));
    }
  if (folder->text != NULL)
    pr_flow_box_append (PR_FLOW_BOX (box), new_label (folder->text, "dim"));
  return box;
}

static GtkWidget *
new_space (double filled, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  if (filled >= 0)
    gtk_box_append (GTK_BOX (box), pr_quota_bar_new (filled));
  gtk_box_append (GTK_BOX (box), new_label (text, "dim"));
  return box;
}

static void
add_space (PrPlaceCard *self)
{
  g_autofree char *text = place_view_space (self->view->used, self->view->limit);

  add_row (self, _("Space"),
           new_space (self->view->limit > 0 ? (double) self->view->used / (double) self->view->limit : -1, text));
}

/* Its name above the folders that are its own, as wide as they are. */
static void
add_account (PrPlaceCard *self, const FolderView *account)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *name = new_label (account->name, "account-name");
  GtkWidget *space = new_space (account->filled, account->text);

  gtk_label_set_ellipsize (GTK_LABEL (gtk_widget_get_last_child (space)), PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_tooltip_text (name, account->name);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), space);
  gtk_label_set_width_chars (GTK_LABEL (name), 6);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 24);
  gtk_widget_set_hexpand (name, account->filled < 0);
  gtk_widget_add_css_class (row, "place-row");
  gtk_grid_attach (GTK_GRID (self->rows), row, 0, (int) self->n_rows++, 2, 1);
}

static void
rebuild_rows (PrPlaceCard *self, const World *world)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_grid_remove (GTK_GRID (self->rows), child);
  self->n_rows = 0;
  for (guint i = 0; i < self->view->folders->len; i++)
    {
      const FolderView *folder = g_ptr_array_index (self->view->folders, i);

      if (folder->account)
        add_account (self, folder);
      else
        add_row (self, folder->name, new_chips (folder, world));
    }
  if (self->view->place.kind == PLACE_SERVER && g_strv_length (self->view->accounts) < 2)
    add_space (self);
  gtk_widget_set_visible (self->rows, self->n_rows > 0);
}

static void
set_optional (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL);
}

static void
set_class (GtkWidget *widget, const char *class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, class);
  else
    gtk_widget_remove_css_class (widget, class);
}

void
pr_place_card_take_view (PrPlaceCard *self, PlaceView *view, const World *world)
{
  /* Translators: a POP3 session of that device holds the mailbox */
  g_autofree char *lock = g_strdup_printf (_("locked by %s"), view->lock != NULL ? view->lock : "");
  g_autofree char *description = NULL;

  if (self->view != NULL && place_view_equal (self->view, view))
    {
      place_view_free (view);
      return;
    }
  place_view_free (self->view);
  self->view = view;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->head), view->place.kind == PLACE_OUTSIDE ? GTK_ORIENTATION_VERTICAL
                                                                                                 : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (GTK_BOX (self->head), view->place.kind == PLACE_OUTSIDE ? 0 : 8);
  gtk_label_set_text (GTK_LABEL (self->title), view->title);
  set_optional (self->detail, view->lock == NULL ? view->detail : NULL);
  set_optional (self->badge, view->lock != NULL ? lock : view->badge);
  set_class (self->badge, "pop3", (view->protocol == PROTOCOL_POP3 && view->place.kind == PLACE_DEVICE) || view->lock != NULL);
  set_class (self->badge, "imap", view->protocol == PROTOCOL_IMAP);
  set_class (GTK_WIDGET (self), "offline", view->offline);
  set_class (GTK_WIDGET (self), "server", view->place.kind == PLACE_SERVER);
  rebuild_rows (self, world);
  description = place_view_describe (view, world);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, description, -1);
}
