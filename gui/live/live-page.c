#include "live/live-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "live/live-servers.h"
#include "widgets/column.h"
#include "window/window.h"
#include "words.h"

#define LINE 76 /* characters */
#define DOTS "••••••••"

struct _PrLivePage {
  GtkWidget parent_instance;

  PrSession *session; /* borrowed; NULL before it was looked at */
  GtkWidget *scrolled;
  GtkWidget *content; /* GtkBox */
  GtkWidget *rows;    /* GtkGrid, while the servers are on */
  GtkWidget *password; /* GtkLabel */
  guint account;      /* whose name and password are shown */
  gboolean shown;     /* the password is */
  int n_rows;
};

G_DEFINE_FINAL_TYPE (PrLivePage, pr_live_page, GTK_TYPE_WIDGET)

static void rebuild (PrLivePage *self);

static GtkWidget *
new_text (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (label), LINE);
  /* Otherwise the box is only as wide as the buttons below, and the lines are short. */
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static void
add (PrLivePage *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (self->content), widget);
}

static GtkWidget *
new_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static const MailStore *
account (PrLivePage *self)
{
  const MailHost *host = pr_session_world (self->session, pr_session_focus (self->session))->host;

  return self->account < host->stores->len ? host->stores->pdata[self->account] : NULL;
}

static void
on_copy (GtkButton *button, gpointer data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), g_object_get_data (G_OBJECT (button), "text"));
  gtk_button_set_label (button, _("Copied"));
}

/* what: for who hears the button instead of seeing what stands beside it. */
static GtkWidget *
new_copy (const char *what, const char *text)
{
  GtkWidget *button = gtk_button_new_with_label (_("Copy"));
  /* Translators: copy this: "Copy: Port for IMAP" */
  g_autofree char *name = g_strdup_printf (_("Copy: %s"), what);

  g_object_set_data_full (G_OBJECT (button), "text", g_strdup (text), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", G_CALLBACK (on_copy), NULL);
  return button;
}

static GtkWidget *
add_row (PrLivePage *self, const char *what, const char *text, const char *shown)
{
  GtkWidget *name = new_text (what, "dim"), *value = gtk_label_new (shown);

  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_add_css_class (value, "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
  gtk_grid_attach (GTK_GRID (self->rows), name, 0, self->n_rows, 1, 1);
  gtk_grid_attach (GTK_GRID (self->rows), value, 1, self->n_rows, 1, 1);
  gtk_grid_attach (GTK_GRID (self->rows), new_copy (what, text), 2, self->n_rows, 1, 1);
  self->n_rows++;
  return value;
}

static void
on_show (GtkToggleButton *button, gpointer data)
{
  PrLivePage *self = data;

  self->shown = gtk_toggle_button_get_active (button);
  gtk_label_set_text (GTK_LABEL (self->password), self->shown ? account (self)->password : DOTS);
}

static void
on_account (GtkDropDown *choice, GParamSpec *spec, gpointer data)
{
  PrLivePage *self = data;

  if (self->account == gtk_drop_down_get_selected (choice))
    return;
  self->account = gtk_drop_down_get_selected (choice);
  rebuild (self);
}

/* Only when there is something to choose. */
static void
add_account_choice (PrLivePage *self)
{
  const MailHost *host = pr_session_world (self->session, pr_session_focus (self->session))->host;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *choice;

  if (host->stores->len < 2)
    return;
  for (guint i = 0; i < host->stores->len; i++)
    {
      g_autofree char *address = mail_store_dup_address (host->stores->pdata[i]);

      gtk_string_list_append (names, address);
    }
  choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), self->account);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Account"), -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (on_account), self, 0);
  gtk_grid_attach (GTK_GRID (self->rows), new_text (_("Account"), "dim"), 0, self->n_rows, 1, 1);
  gtk_grid_attach (GTK_GRID (self->rows), choice, 1, self->n_rows++, 2, 1);
}

static void
add_password (PrLivePage *self)
{
  GtkWidget *show = gtk_toggle_button_new_with_label (_("Show"));

  self->password = add_row (self, _("Password"), account (self)->password, self->shown ? account (self)->password : DOTS);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (show), self->shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (show), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Show the password"), -1);
  gtk_widget_add_css_class (show, "flat");
  g_signal_connect_object (show, "toggled", G_CALLBACK (on_show), self, 0);
  gtk_grid_attach (GTK_GRID (self->rows), show, 3, self->n_rows - 1, 1, 1);
}

static void
add_port (PrLivePage *self, const char *what, guint16 port)
{
  g_autofree char *text = g_strdup_printf ("%u", port);

  add_row (self, what, text, text);
}

/* Each protocol, in the open with STARTTLS where the program asks for it, and within TLS. */
static void
add_ports (PrLivePage *self)
{
  static const struct { Protocol protocol; const char *open, *sealed; } names[] = {
    { PROTOCOL_IMAP, N_("IMAP port, STARTTLS or no encryption"), N_("IMAP port, SSL/TLS") },
    { PROTOCOL_POP3, N_("POP3 port, STARTTLS or no encryption"), N_("POP3 port, SSL/TLS") },
    { PROTOCOL_SUBMISSION, N_("Outgoing (SMTP) port, STARTTLS or no encryption"), N_("Outgoing (SMTP) port, SSL/TLS") },
  };
  const ServicePorts *ports = live_servers_ports (self->session);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      add_port (self, _(names[i].open), ports->ports[live_servers_find (names[i].protocol, FALSE)]);
      add_port (self, _(names[i].sealed), ports->ports[live_servers_find (names[i].protocol, TRUE)]);
    }
}

static void
add_steps (PrLivePage *self)
{
  static const char *const steps[] = {
    N_("1. In your mail program add an account, with the address above as its name, and choose to set it up by hand."),
    N_("2. Choose IMAP or POP3 for incoming mail. Type in the server, the port that belongs to it and to the encryption that you "
       "choose, the user name and the password. Authentication: normal password."),
    N_("3. The same server, with one of the outgoing ports, is for sending. Letters to other people go to the simulated outside "
       "world: none leaves this machine."),
    N_("4. With SSL/TLS or STARTTLS the program warns that it does not know who signed the certificate: Postroom signed it by "
       "itself, on this machine. Here, and only here, you may confirm the exception. With a real provider such a warning is a "
       "reason to stop."),
  };

  add (self, new_text (_("What to do"), "section-title"));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    add (self, new_text (_(steps[i]), NULL));
  add (self, new_text (_("Thunderbird: Account Settings, Account Actions, Add Mail Account, Configure manually. The names are "
                         "similar in other programs."), "dim"));
}

static void
add_live (PrLivePage *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *watch;
  g_autofree char *address = NULL;

  watch = new_button (_("Watch on the Stage"), "win.page::stage");
  self->n_rows = 0;
  self->rows = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->rows), 18);
  gtk_grid_set_row_spacing (GTK_GRID (self->rows), 2);
  gtk_widget_add_css_class (self->rows, "live-rows");
  add (self, new_text (_("The servers are on"), "section-title"));
  add (self, pr_column_new (self->rows));
  add_account_choice (self);
  add_row (self, _("Server"), LIVE_HOST, LIVE_HOST);
  if (account (self) != NULL)
    {
      address = mail_store_dup_address (account (self));
      add_row (self, _("User name, and address"), address, address);
      add_password (self);
    }
  add_ports (self);
  gtk_widget_add_css_class (watch, "suggested-action");
  gtk_box_append (GTK_BOX (buttons), watch);
  gtk_box_append (GTK_BOX (buttons), new_button (_("Stop the Servers"), "win.live-stop"));
  add (self, buttons);
  add_steps (self);
}

static gboolean
has_account (PrLivePage *self)
{
  guint focus = pr_session_focus (self->session);

  /* A lesson says itself what happens next. */
  return pr_session_n_worlds (self->session) > 0 && !pr_session_is_guided (self->session)
         && pr_session_world (self->session, focus)->host->stores->len > 0;
}

static void
add_offer (PrLivePage *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *fresh;

  fresh = new_button (_("With a New Mailbox"), "win.live-start::new");
  add (self, new_text (_("Your own mail program becomes one of the devices here: all that it says is shown and explained, "
                         "line by line, and its letters travel before your eyes."), NULL));
  add (self, new_text (_("The servers listen on this machine only, nobody else can reach them, and no letter leaves it. "
                         "While they are on, time runs as in real life. What happens is written into the journal, and "
                         "can be saved, looked at again and stepped through like every day."), NULL));
  gtk_widget_add_css_class (fresh, "suggested-action");
  gtk_box_append (GTK_BOX (buttons), fresh);
  if (has_account (self))
    {
      g_autofree char *code = words_dup_language ();
      const char *title = journal_title (pr_session_journal (self->session), code);

      gtk_box_append (GTK_BOX (buttons), new_button (_("With the Day That Is Open"), "win.live-start::here"));
      add (self, new_text (_("Which mailbox shall it be?"), "section-title"));
      if (title != NULL && *title != '\0')
        {
          g_autofree char *open = g_strdup_printf (_("“%s” is open. It goes on from the moment that is shown."), title);

          add (self, new_text (open, "dim"));
        }
    }
  else
    add (self, new_text (_("Start the servers"), "section-title"));
  add (self, buttons);
}

static void
rebuild (PrLivePage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->content)) != NULL)
    gtk_box_remove (GTK_BOX (self->content), child);
  self->rows = NULL;
  self->password = NULL;
  if (live_servers_ports (self->session) != NULL)
    add_live (self);
  else
    add_offer (self);
}

/* Clients come and go without anything to be told here. */
static void
on_live (PrLivePage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && (self->rows != NULL) != (live_servers_ports (self->session) != NULL))
    rebuild (self);
}

static void
pr_live_page_map (GtkWidget *widget)
{
  PrLivePage *self = PR_LIVE_PAGE (widget);

  if (self->session == NULL)
    {
      self->session = pr_window_session (PR_WINDOW (gtk_widget_get_root (widget)));
      g_signal_connect_object (self->session, "live", G_CALLBACK (on_live), self, G_CONNECT_SWAPPED);
    }
  self->account = 0;
  self->shown = FALSE;
  rebuild (self);
  GTK_WIDGET_CLASS (pr_live_page_parent_class)->map (widget);
}

static void
pr_live_page_dispose (GObject *object)
{
  g_clear_pointer (&PR_LIVE_PAGE (object)->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (pr_live_page_parent_class)->dispose (object);
}

static void
pr_live_page_class_init (PrLivePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_live_page_dispose;
  widget_class->map = pr_live_page_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "livepage");
}

static void
pr_live_page_init (PrLivePage *self)
{
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->content, "live");
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), pr_column_new (self->content));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
pr_live_page_new (void)
{
  return g_object_new (PR_TYPE_LIVE_PAGE, NULL);
}
