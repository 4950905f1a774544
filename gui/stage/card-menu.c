#include "stage/card-menu.h"

#include <glib/gi18n.h>

#include "dialogs/networks.h"
#include "window/window.h"

static void
add_item (GMenu *menu, const char *label, const char *action)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.act", "s", action);
  g_menu_append_item (menu, item);
}

static gboolean
holds (const FolderView *folder, const ChipView *chip)
{
  for (guint i = 0; i < folder->chips->len; i++)
    if (g_array_index (folder->chips, ChipView, i).letter == chip->letter)
      return TRUE;
  return FALSE;
}

/* To the device's other folders. What waits to be sent is in no folder of the mailbox. */
static void
add_moves (GMenu *menu, const PlaceView *view, const char *device, const ChipView *chip)
{
  g_autoptr (GMenu) folders = g_menu_new ();

  for (guint i = 0; i < view->folders->len; i++)
    {
      const FolderView *folder = g_ptr_array_index (view->folders, i);
      g_autofree char *quoted = folder->wire != NULL ? g_shell_quote (folder->wire) : NULL, *action = NULL;

      if (quoted == NULL || holds (folder, chip) || g_ascii_strcasecmp (folder->wire, "Outbox") == 0)
        continue;
      action = g_strdup_printf ("%s move %s to %s", device, chip->label, quoted);
      add_item (folders, folder->name, action);
    }
  /* A section: GTK takes no two submenus of one name into a menu. */
  if (g_menu_model_get_n_items (G_MENU_MODEL (folders)) > 0)
    g_menu_append_section (menu, _("Move To"), G_MENU_MODEL (folders));
}

static void
add_letter_items (GMenu *menu, const PlaceView *view, const char *device, const ChipView *chip)
{
  gboolean seen = (chip->flags & FLAG_SEEN) != 0, flagged = (chip->flags & FLAG_FLAGGED) != 0;
  const struct { const char *text, *verb; } verbs[] = {
    { seen ? _("Mark as Unread") : _("Read"), seen ? "unread" : "read" },
    { flagged ? _("Remove the Flag") : _("Flag"), flagged ? "unflag" : "flag" },
    { _("Reply"), "reply" },
    { _("Delete"), "delete" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *action = g_strdup_printf ("%s %s %s", device, verbs[i].verb, chip->label);

      add_item (menu, verbs[i].text, action);
    }
  add_moves (menu, view, device, chip);
}

static void
add_dialog (GMenu *menu, const char *label, const char *device)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.letter", "(s)", device);
  g_menu_append_item (menu, item);
}

/* kind and name as win.settings takes them. */
static void
add_settings (GMenu *menu, const PlaceView *view, const char *label, const char *kind, const char *name)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.settings", "(ssi)", kind, name, (int) view->variant);
  g_menu_append_item (menu, item);
}

static void
add_networks (GMenu *menu, const PlaceView *view)
{
  const char *name = view->name != NULL ? view->name : "outside";
  g_autofree char *quoted = g_shell_quote (name);
  g_autoptr (GMenu) items = g_menu_new ();

  for (guint i = 0; i < networks_count (); i++)
    {
      LinkSettings settings;
      g_autofree char *options = NULL, *action = NULL;

      network_settings (i, &settings);
      options = network_dup_options (&settings);
      action = g_strdup_printf ("link %s %s", quoted, options);
      add_item (items, network_label (i), action);
    }
  add_settings (items, view, _("Another One…"), "link", name);
  g_menu_append_submenu (menu, _("Network"), G_MENU_MODEL (items));
}

/* The letters here once more, so that the keyboard reaches them, too. */
static void
add_letters (GMenu *menu, const PlaceView *view, const char *device)
{
  g_autoptr (GMenu) letters = g_menu_new ();

  for (guint i = 0; i < view->folders->len; i++)
    {
      const FolderView *folder = g_ptr_array_index (view->folders, i);

      for (guint k = 0; k < folder->chips->len; k++)
        {
          const ChipView *chip = &g_array_index (folder->chips, ChipView, k);
          g_autoptr (GMenu) items = g_menu_new ();
          g_autofree char *title = g_strdup_printf (_("Letter %s in %s"), chip->label, folder->name);

          add_letter_items (items, view, device, chip);
          g_menu_append_submenu (letters, title, G_MENU_MODEL (items));
        }
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (letters));
}

static void
add_device_items (GMenu *menu, const PlaceView *view, const char *device)
{
  g_autoptr (GMenu) network = g_menu_new (), settings = g_menu_new ();
  g_autofree char *remove = g_strdup_printf ("remove %s", device);
  g_autofree char *check = g_strdup_printf ("%s check", device);
  g_autofree char *purge = g_strdup_printf ("%s purge", device);
  g_autofree char *line = g_strdup_printf ("%s %s", device, view->offline ? "online" : "offline");
  g_autofree char *close = g_strdup_printf ("%s close", device);
  g_autofree char *cut = g_strdup_printf ("cut %s how=silent", device);
  g_autofree char *before_quit = g_strdup_printf ("cut %s before=QUIT", device);

  add_item (menu, _("Check Mail"), check);
  add_dialog (menu, _("Write a Letter…"), view->name);
  add_item (menu, _("Purge What Is Deleted"), purge);
  add_item (network, view->offline ? _("Go Online") : _("Go Offline"), line);
  if (view->busy)
    add_item (network, _("Cut the Connection Now"), cut);
  if (view->busy && view->protocol == PROTOCOL_IMAP)
    add_item (network, _("Close the Mail Program"), close);
  if (view->protocol == PROTOCOL_POP3)
    add_item (network, _("Cut Before the Next QUIT"), before_quit);
  add_networks (network, view);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (network));
  if (!view->by_hand)
    add_settings (settings, view, _("Settings…"), "device", view->name);
  add_item (settings, _("Remove the Device"), remove);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (settings));
  add_letters (menu, view, device);
}

static void
add_server_items (GMenu *menu, const PlaceView *view)
{
  g_autoptr (GMenu) accounts = g_menu_new (), others = g_menu_new ();

  for (guint i = 0; view->accounts != NULL && view->accounts[i] != NULL; i++)
    {
      g_autofree char *label = g_strdup_printf (_("Account %s…"), view->accounts[i]);

      add_settings (accounts, view, label, "account", view->accounts[i]);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (accounts));
  add_settings (others, view, _("Settings of the Server…"), "server", "");
  add_item (others, view->offline ? _("Start the Server") : _("Stop the Server"), view->offline ? "server up" : "server down");
  if (!view->offline)
    add_item (others, _("Restart the Server"), "server restart");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (others));
}

static GMenu *
new_place_menu (const PlaceView *view)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) devices = g_menu_new ();

  if (view->place.kind == PLACE_OUTSIDE)
    {
      add_dialog (menu, _("Deliver a Letter…"), "");
      add_networks (menu, view);
    }
  else
    add_server_items (menu, view);
  add_settings (devices, view, _("Add a Device…"), "add", "");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (devices));
  return menu;
}

GMenu *
card_menu_new (const PlaceView *view, const ChipView *chip)
{
  g_autofree char *device = NULL;
  GMenu *menu;

  if (view->place.kind != PLACE_DEVICE)
    return new_place_menu (view);
  if (view->name == NULL)
    return NULL;
  device = g_shell_quote (view->name);
  menu = g_menu_new ();
  if (chip != NULL && !chip->ghost)
    {
      g_autoptr (GMenu) items = g_menu_new ();
      g_autofree char *title = g_strdup_printf (_("Letter %s"), chip->label);

      add_letter_items (items, view, device, chip);
      g_menu_append_section (menu, title, G_MENU_MODEL (items));
    }
  else
    add_device_items (menu, view, device);
  return menu;
}

static gboolean
unparent (gpointer popover)
{
  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* The menu's action is activated after it has closed: only then it may go. */
static void
on_closed (GtkPopover *popover, gpointer data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent, g_object_ref (popover), g_object_unref);
}

static void
on_left (GtkWidget *chip)
{
  gtk_widget_set_has_tooltip (chip, TRUE);
}

void
card_menu_popup_at (GtkWidget *parent, GMenu *menu, const GdkRectangle *at)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  const char *refusal = PR_IS_WINDOW (root) ? pr_session_refusal (pr_window_session (PR_WINDOW (root))) : NULL;
  g_autoptr (GMenu) refused = g_menu_new ();
  GtkWidget *popover;

  /* Why all of it is greyed. */
  if (refusal != NULL)
    g_menu_append_section (refused, refusal, G_MENU_MODEL (menu));
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (refusal != NULL ? refused : menu));
  gtk_widget_set_parent (popover, parent);
  if (at != NULL)
    gtk_popover_set_pointing_to (GTK_POPOVER (popover), at);
  g_signal_connect (popover, "closed", G_CALLBACK (on_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

void
card_menu_popup (PrPlaceCard *card, PrLetterChip *chip)
{
  const PlaceView *view = pr_place_card_view (card);
  g_autoptr (GMenu) menu = view != NULL ? card_menu_new (view, chip != NULL ? pr_letter_chip_view (chip) : NULL) : NULL;
  graphene_rect_t bounds;
  GtkWidget *popover;
  GdkRectangle at;

  if (menu == NULL)
    return;
  if (chip == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (chip), GTK_WIDGET (card), &bounds))
    {
      card_menu_popup_at (GTK_WIDGET (card), menu, NULL);
      return;
    }
  /* What is told of the letter would cover what can be done with it. */
  gtk_widget_set_has_tooltip (GTK_WIDGET (chip), FALSE);
  at = (GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width, (int) bounds.size.height };
  card_menu_popup_at (GTK_WIDGET (card), menu, &at);
  popover = gtk_widget_get_last_child (GTK_WIDGET (card));
  if (GTK_IS_POPOVER (popover))
    g_signal_connect_object (popover, "closed", G_CALLBACK (on_left), chip, G_CONNECT_SWAPPED);
}

GMenu *
link_menu_new (const PlaceView *view)
{
  GMenu *menu = g_menu_new ();
  g_autofree char *device = view->name != NULL ? g_shell_quote (view->name) : NULL;
  g_autofree char *line = g_strdup_printf ("%s %s", device, view->offline ? "online" : "offline");
  g_autofree char *cut = g_strdup_printf ("cut %s how=silent", device);
  g_autofree char *reset = g_strdup_printf ("cut %s how=reset", device);

  add_networks (menu, view);
  if (view->place.kind != PLACE_DEVICE)
    return menu;
  add_item (menu, view->offline ? _("Go Online") : _("Go Offline"), line);
  if (view->busy)
    {
      add_item (menu, _("Cut the Connection Now"), cut);
      add_item (menu, _("Reset the Connection Now"), reset);
    }
  return menu;
}
