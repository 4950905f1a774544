#include "console/console-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compat.h"
#include "console/console-language.h"
#include "conversation/conversation.h"
#include "journal/typed.h"
#include "palette.h"
#include "widgets/flow-box.h"
#include "window/window.h"

#define NAME "terminal" /* in the journal: the same in every language */
#define ANSWER_PAUSE G_TIME_SPAN_SECOND /* silence after which an answer is whole */
#define ANSWER_WAIT (30 * G_TIME_SPAN_SECOND) /* silence after which none is expected */

G_DEFINE_FINAL_TYPE (PrConsole, pr_console, GTK_TYPE_WIDGET)

static const Protocol protocols[] = { PROTOCOL_POP3, PROTOCOL_IMAP, PROTOCOL_SUBMISSION, PROTOCOL_SMTP };
static const char *const protocol_words[] = { "pop3", "imap", "submission", "smtp" };

static const World *
world_of (PrConsole *self)
{
  guint focus = pr_session_focus (self->session);

  return focus < pr_session_n_worlds (self->session) ? pr_session_world (self->session, focus) : NULL;
}

static const MailStore *
chosen_account (PrConsole *self)
{
  const World *world = world_of (self);
  guint at = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->account));

  return world != NULL && at < world->host->stores->len ? world->host->stores->pdata[at] : NULL;
}

/* The account's console, NULL. */
static const Device *
find_console (PrConsole *self)
{
  const World *world = world_of (self);
  const MailStore *account = chosen_account (self);

  for (guint i = 0; account != NULL && i < world->devices->len; i++)
    {
      const Device *device = world->devices->pdata[i];

      if (device->policy.console && device->account == account->id)
        return device;
    }
  return NULL;
}

ConsoleMoment
pr_console_moment (PrConsole *self)
{
  const World *world = world_of (self);

  return world != NULL ? console_moment_at (world, find_console (self)) : (ConsoleMoment) { .phase = CONSOLE_CLOSED };
}

static const char *
text_of (PrConsole *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static void
set_text (PrConsole *self, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static char *
next_tag (PrConsole *self)
{
  return g_strdup_printf ("a%u", self->tags + 1);
}

static void
show_hint (PrConsole *self, const char *text, gboolean mistake)
{
  gtk_label_set_text (GTK_LABEL (self->hint), text);
  if (mistake)
    gtk_widget_add_css_class (self->hint, "mistake");
  else
    gtk_widget_remove_css_class (self->hint, "mistake");
}

/* A password is not to be read by who looks over the shoulder: a bar covers it. */
static void
cover_secret (PrConsole *self, const ConsoleMoment *moment)
{
  const GdkRGBA *color = palette_color (COLOR_FAINT);
  PangoAttrList *attributes = pango_attr_list_new ();
  gsize start;

  if (typed_secret (text_of (self), moment->phase == CONSOLE_SASL, &start))
    {
      PangoAttribute *covers[] = {
        pango_attr_foreground_new ((guint16) (color->red * 65535), (guint16) (color->green * 65535),
                                   (guint16) (color->blue * 65535)),
        pango_attr_background_new ((guint16) (color->red * 65535), (guint16) (color->green * 65535),
                                   (guint16) (color->blue * 65535)),
      };

      for (guint i = 0; i < G_N_ELEMENTS (covers); i++)
        {
          covers[i]->start_index = (guint) start;
          pango_attr_list_insert (attributes, covers[i]);
        }
    }
  gtk_entry_set_attributes (GTK_ENTRY (self->entry), attributes);
  pango_attr_list_unref (attributes);
}

void
console_update_hint (PrConsole *self)
{
  ConsoleMoment moment = pr_console_moment (self);
  g_autofree char *tag = next_tag (self);
  g_autofree char *mistake = console_mistake (&moment, text_of (self), tag);
  g_autofree char *guidance = console_guidance (&moment, text_of (self));
  g_autofree char *completed = console_complete (&moment, text_of (self), tag);
  const MailStore *account = chosen_account (self);
  g_autofree char *login = account != NULL ? console_login (&moment, text_of (self), account->user) : NULL;

  cover_secret (self, &moment);
  if (login != NULL)
    {
      show_hint (self, login, FALSE);
      return;
    }
  /* Who is still typing a word has made no mistake yet. */
  if (mistake != NULL && completed == NULL)
    show_hint (self, mistake, TRUE);
  else
    show_hint (self, guidance, FALSE);
}

static GtkWidget *
new_command (const ConsoleMoment *moment, const ConsoleCommand *command, const char *tag)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (NULL);
  g_autofree char *line = console_begin (moment, command, tag);
  const char *space = *command->arguments != '\0' ? " " : "";
  g_autofree char *markup = g_markup_printf_escaped ("<b>%s</b>%s<span alpha='70%%'>%s</span>", command->command, space,
                                                     command->arguments);
  g_autofree char *name = g_strconcat (command->command, space, command->arguments, NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "command");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", line);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "console.insert");
  return button;
}

/* Built anew only when something else may be typed: the buttons keep the keyboard otherwise. */
static void
update_commands (PrConsole *self, const ConsoleMoment *moment)
{
  g_autoptr (GPtrArray) now = console_commands_now (moment);
  g_autofree char *tag = next_tag (self);
  g_autofree char *wanted = g_strdup_printf ("%d %d %u %s", moment->protocol, moment->phase, moment->state, tag);
  GtkWidget *flow;

  if (g_strcmp0 (wanted, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&wanted);
  flow = pr_flow_box_new (4);
  for (guint i = 0; i < now->len; i++)
    pr_flow_box_append (PR_FLOW_BOX (flow), new_command (moment, now->pdata[i], tag));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->commands), flow);
  gtk_widget_set_visible (gtk_widget_get_parent (self->commands), now->len > 0);
}

static void
update_state (PrConsole *self, const ConsoleMoment *moment)
{
  static const char *const classes[] = { "pop3", "imap", "smtp" };
  const char *state = console_moment_state (moment);
  gboolean open = moment->phase != CONSOLE_CLOSED;

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (self->state, classes[i]);
  gtk_label_set_text (GTK_LABEL (self->state), state != NULL ? state : open ? _("connecting") : _("not connected"));
  if (state != NULL)
    {
      gtk_widget_add_css_class (self->state, "now");
      gtk_widget_add_css_class (self->state, palette_protocol_class (moment->protocol));
    }
  else
    gtk_widget_remove_css_class (self->state, "now");
  gtk_widget_set_visible (self->connect, !open);
  gtk_widget_set_visible (self->hang_up, open);
  gtk_widget_set_sensitive (self->protocol, !open);
  gtk_widget_set_sensitive (self->send, open);
  gtk_widget_set_sensitive (self->connect, chosen_account (self) != NULL);
}

static void
update (PrConsole *self)
{
  ConsoleMoment moment;
  const Device *device;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  moment = pr_console_moment (self);
  device = find_console (self);
  pr_conversation_show_place (PR_CONVERSATION (self->conversation),
                              device != NULL ? device_place (device) : (Place) { PLACE_DEVICE, G_MAXUINT32 });
  update_state (self, &moment);
  update_commands (self, &moment);
  console_update_hint (self);
}

static void
fill_accounts (PrConsole *self)
{
  const World *world = world_of (self);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint at = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->account));
  guint n = world != NULL ? world->host->stores->len : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *address = mail_store_dup_address (world->host->stores->pdata[i]);

      gtk_string_list_append (names, address);
    }
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->account), G_LIST_MODEL (names));
  if (at < n)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->account), at);
  update (self);
}

/* An answer is whole when nobody has said anything for a while. 0: nothing more happens on that connection. */
static gint64
find_answer (PrConsole *self, Place console)
{
  guint focus = pr_session_focus (self->session);
  const Trace *trace = pr_session_trace (self->session, focus);
  const TraceIndex *index = pr_session_index (self->session, focus);
  gint64 last = pr_session_time (self->session);
  gboolean heard = FALSE;

  for (guint id = timeline_position (pr_session_timeline (self->session, focus)) + 1; id <= trace_length (trace); id++)
    {
      const TraceEvent *event = trace_event (trace, id);
      const IndexedConnection *connection = event->connection != 0 ? trace_index_connection (index, event->connection) : NULL;

      if (event->time - last > (heard ? ANSWER_PAUSE : ANSWER_WAIT))
        break;
      if (connection == NULL || connection->client.kind != console.kind || connection->client.id != console.id)
        continue;
      last = event->time;
      heard = heard || (event->kind == TRACE_LINE && event->role == ROLE_SERVER && !event->line.arrived);
    }
  return last;
}

static gboolean
is_animated (PrConsole *self)
{
  return compat_animates (gtk_widget_get_settings (GTK_WIDGET (self))) && gtk_widget_get_mapped (GTK_WIDGET (self));
}

/* What was done has been done at this instant; its first step makes the device known. */
static void
play_on (PrConsole *self, Place console)
{
  gint64 until = find_answer (self, console);

  self->until = 0;
  if (until <= pr_session_time (self->session) || !is_animated (self))
    {
      pr_session_seek (self->session, until);
      return;
    }
  self->until = until;
  pr_session_set_playing (self->session, TRUE);
}

static void
on_moved (PrConsole *self)
{
  gint64 until = self->until;

  if (until != 0 && pr_session_time (self->session) >= until)
    {
      self->until = 0;
      pr_session_set_playing (self->session, FALSE);
      pr_session_seek (self->session, until);
      return;
    }
  update (self);
}

static void
on_playing (PrConsole *self)
{
  if (!pr_session_playing (self->session))
    self->until = 0;
}

static gboolean
complain (PrConsole *self, GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (PR_IS_WINDOW (root))
    pr_window_error (PR_WINDOW (root), error->message);
  g_error_free (error);
  return FALSE;
}

static gboolean
act (PrConsole *self, const char *text)
{
  GError *error = NULL;

  pr_session_set_playing (self->session, FALSE);
  return pr_session_act (self->session, text, &error) || complain (self, error);
}

/* What a later line of the day brings has its name already, too. */
static char *
free_name (PrSession *session, const World *world)
{
  for (guint n = 1;; n++)
    {
      g_autofree char *name = n == 1 ? g_strdup (NAME) : g_strdup_printf (NAME "%u", n);

      if (world_find_device (world, name) == NULL
          && !journal_device_taken (pr_session_journal (session), name, pr_session_branch (session)))
        return g_steal_pointer (&name);
    }
}

static char *
quoted (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "'", -1);

  return g_strjoinv ("", parts);
}

/* The name of the account's console, which is set up when there is none. NULL when that fails. Caller owns. */
static char *
need_console (PrConsole *self)
{
  const Device *device = find_console (self);
  const MailStore *account = chosen_account (self);
  g_autofree char *name = NULL;
  g_autofree char *address = NULL;
  g_autofree char *text = NULL;

  if (device != NULL)
    return g_strdup (device->name);
  if (account == NULL)
    return NULL;
  name = free_name (self->session, world_of (self));
  address = mail_store_dup_address (account);
  text = g_strdup_printf ("device %s account='%s' protocol=%s console=on", name, address,
                          gtk_drop_down_get_selected (GTK_DROP_DOWN (self->protocol)) == 1 ? "imap" : "pop3");
  if (!act (self, text))
    return NULL;
  /* It is there after the first step of this instant. */
  pr_session_seek (self->session, pr_session_time (self->session));
  return g_steal_pointer (&name);
}

static void
on_connect (GtkWidget *widget, const char *action, GVariant *parameter)
{
  PrConsole *self = PR_CONSOLE (widget);
  g_autofree char *name = need_console (self);
  g_autofree char *safe = name != NULL ? quoted (name) : NULL;
  g_autofree char *text = NULL;
  const Device *device = find_console (self);

  Place place;

  if (name == NULL || device == NULL)
    return;
  place = device_place (device);
  self->tags = 0;
  text = g_strdup_printf ("'%s' connect protocol=%s", safe,
                          protocol_words[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->protocol))]);
  if (act (self, text))
    play_on (self, place);
  gtk_widget_grab_focus (self->entry);
}

static void
on_hang_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  PrConsole *self = PR_CONSOLE (widget);
  const Device *device = find_console (self);
  Place place;
  g_autofree char *safe = NULL;
  g_autofree char *text = NULL;

  if (device == NULL)
    return;
  place = device_place (device);
  safe = quoted (device->name);
  text = g_strdup_printf ("'%s' hangup", safe);
  if (act (self, text))
    play_on (self, place);
}

static void
remember (PrConsole *self, const char *text, const ConsoleMoment *moment)
{
  if (*text != '\0')
    g_ptr_array_add (self->history, g_strdup (text));
  self->recalled = self->history->len;
  g_clear_pointer (&self->draft, g_free);
  self->tags += moment->protocol == PROTOCOL_IMAP && moment->phase == CONSOLE_COMMAND && *text != '\0';
}

static void
on_send (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PrConsole *self = PR_CONSOLE (widget);
  const Device *device = find_console (self);
  ConsoleMoment moment = pr_console_moment (self);
  g_autofree char *text = g_strdup (text_of (self));
  g_autofree char *tag = next_tag (self);
  g_autofree char *mistake = console_mistake (&moment, text, tag);
  GError *error = NULL;
  Action *typed;
  Place place;

  if (device == NULL || moment.phase == CONSOLE_CLOSED)
    {
      show_hint (self, _("Not connected. Press Connect first."), TRUE);
      return;
    }
  place = device_place (device);
  typed = action_new (ACTION_TYPE);
  typed->device = g_strdup (device->name);
  typed->text = g_strdup (text);
  pr_session_set_playing (self->session, FALSE);
  if (!pr_session_act_action (self->session, typed, &error))
    {
      complain (self, error);
      return;
    }
  remember (self, text, &moment);
  set_text (self, "");
  play_on (self, place);
  if (mistake != NULL)
    show_hint (self, mistake, TRUE);
}

static void
on_insert (GtkWidget *widget, const char *action, GVariant *parameter)
{
  PrConsole *self = PR_CONSOLE (widget);

  gtk_widget_grab_focus (self->entry);
  set_text (self, g_variant_get_string (parameter, NULL));
}

gboolean
pr_console_complete (PrConsole *self)
{
  ConsoleMoment moment = pr_console_moment (self);
  g_autofree char *tag = next_tag (self);
  g_autofree char *completed = console_complete (&moment, text_of (self), tag);

  if (completed == NULL || g_str_equal (completed, text_of (self)))
    return FALSE;
  set_text (self, completed);
  return TRUE;
}

void
pr_console_recall (PrConsole *self, int direction)
{
  if ((direction < 0 && self->recalled == 0) || (direction > 0 && self->recalled >= self->history->len))
    return;
  if (self->recalled == self->history->len)
    {
      g_free (self->draft);
      self->draft = g_strdup (text_of (self));
    }
  self->recalled += (guint) direction;
  set_text (self, self->recalled < self->history->len ? self->history->pdata[self->recalled] : self->draft);
}

static void
pr_console_dispose (GObject *object)
{
  PrConsole *self = PR_CONSOLE (object);

  g_clear_pointer (&self->column, gtk_widget_unparent);
  g_clear_object (&self->session);
  g_clear_pointer (&self->history, g_ptr_array_unref);
  g_clear_pointer (&self->draft, g_free);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (pr_console_parent_class)->dispose (object);
}

static void
pr_console_class_init (PrConsoleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_console_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "console");
  gtk_widget_class_install_action (widget_class, "console.connect", NULL, on_connect);
  gtk_widget_class_install_action (widget_class, "console.hang-up", NULL, on_hang_up);
  gtk_widget_class_install_action (widget_class, "console.send", NULL, on_send);
  gtk_widget_class_install_action (widget_class, "console.insert", "s", on_insert);
}

static void
pr_console_init (PrConsole *self)
{
  self->history = g_ptr_array_new_with_free_func (g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Console"), -1);
}

GtkWidget *
pr_console_new (PrSession *session)
{
  PrConsole *self = g_object_new (PR_TYPE_CONSOLE, NULL);

  self->session = g_object_ref (session);
  self->column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->column, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (self->column), console_build_bar (self));
  gtk_box_append (GTK_BOX (self->column), console_build_middle (self));
  self->hint = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->hint), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->hint), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->hint, "console-hint");
  gtk_box_append (GTK_BOX (self->column), console_build_line (self));
  gtk_box_append (GTK_BOX (self->column), self->hint);
  fill_accounts (self);
  g_signal_connect_object (self->account, "notify::selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "changed", G_CALLBACK (fill_accounts), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "playing", G_CALLBACK (on_playing), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (update), NULL);
  return GTK_WIDGET (self);
}

void
pr_console_choose (PrConsole *self, guint account, Protocol protocol)
{
  if (account != GTK_INVALID_LIST_POSITION)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->account), account);
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (protocols[i] == protocol)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->protocol), i);
}

GtkEntry *
pr_console_entry (PrConsole *self)
{
  return GTK_ENTRY (self->entry);
}

const char *
pr_console_hint (PrConsole *self)
{
  return gtk_label_get_text (GTK_LABEL (self->hint));
}
