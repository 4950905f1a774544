#include "conversation/inspector.h"

#include <glib/gi18n.h>
#include <string.h>

#include "conversation/state-diagram.h"
#include "conversation/line-note.h"
#include "explain.h"
#include "stage/place-view.h"
#include "words.h"

#define MOST_TOKENS 24
#define MOST_OCTETS 1500 /* of a letter, shown */

struct _PrInspector {
  GtkWidget parent_instance;

  PrSession *session; /* owned */
  GtkWidget *scroller;
  GtkWidget *box;
  guint32 shown;      /* event, with the position and world it was shown at */
  guint shown_at;
  guint shown_world;
  gboolean client_shown; /* its states, too */
};

G_DEFINE_FINAL_TYPE (PrInspector, pr_inspector, GTK_TYPE_WIDGET)

static void
pr_inspector_dispose (GObject *object)
{
  PrInspector *self = PR_INSPECTOR (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_inspector_parent_class)->dispose (object);
}

static void
pr_inspector_class_init (PrInspectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_inspector_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "inspector");
}

static void
pr_inspector_init (PrInspector *self)
{
  self->shown_at = G_MAXUINT;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Selected line"), -1);
}

static GtkWidget *
add_text (GtkWidget *box, const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
add_markup (GtkWidget *box, const char *markup)
{
  GtkWidget *label = add_text (box, NULL, NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
}

static void
add_title (PrInspector *self, const Trace *trace, const TraceEvent *line)
{
  g_autofree char *text = trace_line_shown (trace, line, 160);
  char *end = strpbrk (text, "\r\n");

  if (end != NULL)
    *end = '\0';
  /* Not whose engine wrote the event: a line that arrived is its receiver's. */
  add_text (self->box, line->line.direction == TO_SERVER ? _("Selected line · the client says")
                                                         : _("Selected line · the server says"), "dim");
  add_text (self->box, text, "line-title");
}

static void
add_protection (PrInspector *self, const Trace *trace, const TraceEvent *line)
{
  g_autofree char *text = NULL, *size = NULL;
  guint64 start, end;

  if (!line->line.protected)
    return;
  trace_line_on_wire (trace, line, &start, &end);
  size = words_size (end - start);
  text = g_strdup_printf (_("Protected by TLS: who listens sees %s that he cannot read. TLS is modelled here, without "
                            "cryptography."), size);
  add_text (self->box, text, "protected");
}

/* The token as it is shown, marked up; NULL when there is nothing of it to be shown. Caller owns. */
static char *
token_markup (const Trace *trace, const TraceEvent *line, const TraceToken *token)
{
  gsize length;
  const guint8 *octets = trace_line_octets (trace, line, &length);
  guint64 start = line->line.start + token->start;
  g_autofree char *raw = NULL, *valid = NULL, *escaped = NULL;

  if (start + token->length > length || token->length == 0)
    return NULL;
  raw = token->kind == TOKEN_SECRET ? g_strdup (TRACE_DOTS)
                                    : g_strndup ((const char *) octets + start, MIN (token->length, 60));
  raw[strcspn (raw, "\r\n")] = '\0';
  valid = g_utf8_make_valid (raw, -1);
  escaped = g_markup_escape_text (valid, -1);
  return g_strdup_printf ("<b><tt>%s</tt></b>%s", escaped, token->length > 60 ? "…" : "");
}

/* Several of one kind, such as the capabilities of a server, are explained once. */
static gboolean
goes_with (const TraceToken *token, const TraceToken *next)
{
  return token->kind == next->kind && token->letter == 0 && next->letter == 0 && token->uid == 0 && next->uid == 0;
}

static const char *
token_words (Protocol protocol, const TraceEvent *line, const TraceToken *token)
{
  if (token->kind == TOKEN_ITEM && line->line.direction == TO_CLIENT)
    return _("what the server names here");
  return explain_token (protocol, token->kind);
}

/* n: how many of the tokens are explained together. */
static void
add_token (PrInspector *self, const Trace *trace, Protocol protocol, const TraceEvent *line, const TraceToken *token, guint n)
{
  g_autoptr (GString) markup = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *shown = token_markup (trace, line, &token[i]);

      if (shown != NULL)
        g_string_append_printf (markup, "%s%s", markup->len > 0 ? "  " : "", shown);
    }
  if (markup->len == 0)
    return;
  g_string_append_printf (markup, "  %s", token_words (protocol, line, token));
  /* POP3 has no UIDs: the trace knows which message it was, the client does not. */
  if (token->uid != 0 && token->kind != TOKEN_UID && protocol == PROTOCOL_IMAP)
    g_string_append_printf (markup, _(", UID %u"), token->uid);
  if (token->letter != 0)
    g_string_append_printf (markup, _(", letter <b>%s</b>"),
                            journal_letter_name (pr_session_journal (self->session), token->letter));
  add_markup (self->box, markup->str);
}

static void
add_tokens (PrInspector *self, guint world, const Trace *trace, const TraceEvent *line)
{
  const IndexedConnection *connection = trace_index_connection (pr_session_index (self->session, world), line->connection);
  const TraceToken *tokens = trace_tokens (trace, &line->line);
  guint most = MIN (line->line.n_tokens, MOST_TOKENS), n;

  for (guint i = 0; i < most; i += n)
    {
      for (n = 1; i + n < most && goes_with (&tokens[i], &tokens[i + n]);)
        n++;
      if (tokens[i].kind != TOKEN_TEXT)
        add_token (self, trace, connection != NULL ? connection->protocol : PROTOCOL_NONE, line, &tokens[i], n);
    }
}

static void
add_letter (PrInspector *self, guint world, guint32 id)
{
  const Letter *letter = world_letter (pr_session_world (self->session, world), id);
  ChipView view = { .label = journal_letter_name (pr_session_journal (self->session), id), .letter = id,
                     .part = PART_FULL, .quiet = TRUE };
  GtkWidget *box;

  if (letter == NULL)
    return;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (box), pr_letter_chip_new (&view, letter->subject));
  add_text (box, letter->subject, NULL);
  gtk_box_append (GTK_BOX (self->box), box);
}

static void
add_meaning (PrInspector *self, guint world, const TraceEvent *line)
{
  const Trace *trace = pr_session_trace (self->session, world);
  const TraceEvent *decision = line_decision (trace, line);
  const TraceEvent *best = line_best (self->session, world, line);
  gboolean known;
  g_autoptr (Explanation) explanation = explain_line (trace, pr_session_journal (self->session), best, &known);

  if (explanation->meaning != NULL)
    add_text (self->box, explanation->meaning, NULL);
  if (best->line.letter != 0)
    add_letter (self, world, best->line.letter);
  if (explanation->clause != NULL)
    add_text (self->box, explanation->clause, "dim");
  if (decision != NULL && explain_decision (decision->decision.rule) != NULL)
    {
      add_text (self->box, _("Why it was sent"), "heading");
      add_text (self->box, explain_decision (decision->decision.rule), NULL);
    }
}

/* What is folded away in the conversation: the letter as it is on the wire, its beginning. */
static void
add_octets (PrInspector *self, const Trace *trace, const TraceEvent *line)
{
  g_autoptr (GString) text = NULL;
  g_autofree char *octets = trace_line_shown (trace, line, MOST_OCTETS);

  if (strchr (octets, '\n') == NULL)
    return;
  text = g_string_new (octets);
  g_string_replace (text, "\r", "", 0);
  if (line->line.end - line->line.start > MOST_OCTETS)
    g_string_append (text, "…");
  add_text (self->box, _("As it is on the wire"), "heading");
  add_text (self->box, text->str, "octets");
}

/* TLS is another machine, below the one that speaks. */
static gboolean
is_of_tls (const TraceEvent *event)
{
  return g_str_equal (event->state.table->protocol, "TLS");
}

/* The last state of an engine up to an event, NULL. */
static const TraceEvent *
state_at (const Trace *trace, guint32 connection, Role role, guint32 until)
{
  for (guint32 id = MIN (until, trace_length (trace)); id > 0; id--)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind == TRACE_STATE && event->connection == connection && event->role == role && !is_of_tls (event))
        return event;
      if (event->kind == TRACE_CONNECTION && event->connection == connection && event->conn.change == CONNECTION_OPENING)
        return NULL;
    }
  return NULL;
}

/* The step of that engine in the events, NULL. */
static const TraceEvent *
state_within (const Trace *trace, guint32 connection, Role role, guint32 first, guint32 last)
{
  for (guint32 id = first; id <= MIN (last, trace_length (trace)); id++)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind == TRACE_STATE && event->connection == connection && event->role == role && !is_of_tls (event))
        return event;
    }
  return NULL;
}

/* What the line made of the engine's state: where it was handled, or where it was written. */
static const TraceEvent *
state_of_line (PrInspector *self, guint world, const Trace *trace, const TraceEvent *line, Role role)
{
  const TraceEvent *found = NULL;
  guint32 first = line->id, last = line->id, from, to;

  if (line->role != role && line_note_effects (self->session, world, line, &from, &to))
    return state_within (trace, line->connection, role, from, to);
  if (line->role == role)
    {
      while (first > 1 && trace_event (trace, first - 1)->step == line->step)
        first--;
      while (last < trace_length (trace) && trace_event (trace, last + 1)->step == line->step)
        last++;
      found = state_within (trace, line->connection, role, first, last);
    }
  return found;
}

static gboolean
find_walk (PrInspector *self, guint world, const Trace *trace, const TraceEvent *line, guint position, Role role, StateWalk *walk)
{
  const TraceEvent *walked = state_of_line (self, world, trace, line, role);
  const TraceEvent *state = walked != NULL ? walked : state_at (trace, line->connection, role, position);

  if (state == NULL)
    return FALSE;
  *walk = (StateWalk) { .table = state->state.table, .before = state->state.new_state, .now = state->state.new_state, .row = -1 };
  if (walked != NULL)
    {
      walk->before = state->state.old_state;
      walk->row = (int) state->state.row;
    }
  return TRUE;
}

static void
on_client_shown (PrInspector *self, GParamSpec *pspec, GtkToggleButton *button)
{
  self->client_shown = gtk_toggle_button_get_active (button);
}

static void
add_states (PrInspector *self, guint world, const Trace *trace, const TraceEvent *line, guint position)
{
  GtkWidget *button, *diagram;
  StateWalk walk;

  if (find_walk (self, world, trace, line, position, ROLE_SERVER, &walk))
    {
      add_text (self->box, _("State of this session"), "heading");
      gtk_box_append (GTK_BOX (self->box), state_diagram_button (&walk));
    }
  if (!find_walk (self, world, trace, line, position, ROLE_CLIENT, &walk))
    return;
  button = gtk_toggle_button_new_with_label (_("State of the client"));
  diagram = state_diagram_button (&walk);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), self->client_shown);
  g_object_bind_property (button, "active", diagram, "visible", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (button, "notify::active", G_CALLBACK (on_client_shown), self, G_CONNECT_SWAPPED);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->box), button);
  gtk_box_append (GTK_BOX (self->box), diagram);
}

static void
add_fact (GtkWidget *box, const char *name, const char *value)
{
  g_autofree char *markup = g_markup_printf_escaped ("%s: <b>%s</b>", name, value);
  GtkWidget *label = add_text (box, NULL, NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
}

static void
add_marked (GtkWidget *box, const World *world, guint32 connection)
{
  for (guint i = 0; i < world->sessions->len; i++)
    {
      const Session *session = g_ptr_array_index (world->sessions, i);
      g_autoptr (GString) marked = g_string_new (NULL);

      if (session->connection != connection || session->pop3_server == NULL)
        continue;
      for (guint k = 0; session->pop3_server->maildrop.entries != NULL && k < session->pop3_server->maildrop.entries->len; k++)
        if (g_array_index (session->pop3_server->maildrop.entries, MaildropEntry, k).deleted)
          g_string_append_printf (marked, "%s%u", marked->len > 0 ? ", " : "", k + 1);
      add_fact (box, _("Marked as deleted"), marked->len > 0 ? marked->str : _("none"));
    }
}

/* What has arrived, not what waits to be sent. */
static guint64
octets_arrived (PrInspector *self, guint index, const IndexedConnection *connection, Direction direction)
{
  const TraceIndex *found = pr_session_index (self->session, index);
  const Trace *trace = pr_session_trace (self->session, index);
  guint count = trace_index_count (found->flights, timeline_position (pr_session_timeline (self->session, index)));

  while (count > 0)
    {
      const TraceEvent *event = trace_event (trace, g_array_index (found->flights, guint32, --count));

      if (event->id < connection->first_event)
        break;
      if (event->connection == connection->id && event->segment.direction == direction && event->segment.length > 0
          && event->segment.arrives != 0 && event->segment.arrives <= pr_session_time (self->session))
        return event->segment.sequence + event->segment.length;
    }
  return 0;
}

static void
add_truth (PrInspector *self, guint index, const TraceEvent *line)
{
  const World *world = pr_session_world (self->session, index);
  const IndexedConnection *connection = trace_index_connection (pr_session_index (self->session, index), line->connection);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *who = NULL, *down = NULL, *up = NULL, *both = NULL;

  if (connection == NULL)
    return;
  who = place_dup_name (world, connection->client);
  down = words_size (octets_arrived (self, index, connection, TO_CLIENT));
  up = words_size (octets_arrived (self, index, connection, TO_SERVER));
  both = g_strdup_printf ("%s ↓ %s ↑", down, up);
  add_text (self->box, _("What is true now"), "heading");
  gtk_widget_add_css_class (box, "facts");
  add_fact (box, _("Session"), who);
  add_marked (box, world, line->connection);
  add_fact (box, _("Octets so far"), both);
  gtk_box_append (GTK_BOX (self->box), box);
}

static void
add_hint (PrInspector *self)
{
  add_text (self->box, _("Selected line"), "dim");
  add_text (self->box, _("Nothing has been said yet. Press play, or step forward."), NULL);
}

static void
show (PrInspector *self, guint world, guint32 id, guint position)
{
  const Trace *trace = pr_session_trace (self->session, world);
  const TraceEvent *event = id > 0 && id <= trace_length (trace) ? trace_event (trace, id) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  if (event == NULL)
    {
      add_hint (self);
      return;
    }
  if (event->kind != TRACE_LINE)
    {
      g_autofree char *text = event_text (self->session, world, event);

      add_text (self->box, _("Selected event"), "dim");
      add_text (self->box, text, "line-title");
      return;
    }
  add_title (self, trace, event);
  add_protection (self, trace, event);
  add_tokens (self, world, trace, line_best (self->session, world, event));
  add_meaning (self, world, event);
  add_states (self, world, trace, event, position);
  add_truth (self, world, event);
  add_octets (self, trace, event);
}

static void
update (PrInspector *self)
{
  guint world = pr_session_focus (self->session);
  guint32 id = pr_session_selected (self->session);
  guint position;

  if (world >= pr_session_n_worlds (self->session) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  position = timeline_position (pr_session_timeline (self->session, world));
  if (self->shown == id && self->shown_at == position && self->shown_world == world)
    return;
  self->shown = id;
  self->shown_at = position;
  self->shown_world = world;
  show (self, world, id, position);
}

static void
renew (PrInspector *self)
{
  self->shown_at = G_MAXUINT;
  update (self);
}

GtkWidget *
pr_inspector_new (PrSession *session)
{
  PrInspector *self = g_object_new (PR_TYPE_INSPECTOR, NULL);

  self->session = g_object_ref (session);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_add_css_class (self->box, "content");
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  g_signal_connect_object (session, "changed", G_CALLBACK (renew), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "moved", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (renew), NULL);
  return GTK_WIDGET (self);
}
