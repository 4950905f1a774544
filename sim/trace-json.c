#include "journal/action.h"
#include "world/device-policy.h"
#include "trace.h"

/* Longest text of a message's data in one JSON line; the range says how much there is. */
#define MAX_TEXT 1000

#define NAME(names, value) name_of (names, G_N_ELEMENTS (names), (guint) (value))

static const char *const kind_names[] = { "action", "connection", "segment", "line", "state", "copy", "decision",
                                          "lock", "quota", "timer", "fault" };
static const char *const role_names[] = { "", "client", "server" };
static const char *const place_names[] = { "", "server", "device", "outside" };
static const char *const protocol_names[] = { "", "POP3", "IMAP", "SMTP", "SMTP" };
static const char *const direction_names[] = { "to-server", "to-client" };
static const char *const line_names[] = { "greeting", "command", "response", "untagged", "continuation",
                                          "client-data", "data" };
static const char *const token_names[] = { "tag", "command", "status", "code", "number", "uid", "uidl", "size",
                                           "mailbox", "flags", "secret", "item", "text", "literal" };
static const char *const fate_names[] = { "sent", "arrived", "dropped" };
static const char *const connection_names[] = { "opening", "open", "refused", "closed", "reset", "timed-out" };
static const char *const lock_names[] = { "taken", "refused", "released" };
static const char *const timer_names[] = { "check", "autologout", "retransmit", "retry", "idle-renew",
                                           "no-answer" };
static const char *const fault_names[] = { "link-down", "link-up", "link-changed", "cut", "server-restart",
                                            "server-down", "server-up", "disk-full", "disk-ok", "server-slow",
                                            "device-lost", "memory-lost", "recreated", "password" };
static const char *const cut_names[] = { "silent", "reset", "close" };
static const char *const outcome_names[] = { "done", "impossible" };
static const char *const change_names[] = { "appeared", "changed", "moved", "vanished" };
static const char *const flag_names[] = { "\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft", "\\Recent" };

static const char *
name_of (const char *const *names, guint n, guint value)
{
  g_assert (value < n);
  return names[value];
}

const char *
trace_kind_name (TraceKind kind)
{
  return NAME (kind_names, kind);
}

const char *
protocol_name (Protocol protocol)
{
  return NAME (protocol_names, protocol);
}

static void
add_escaped (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const guchar *c = (const guchar *) text; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_printf (out, "\\%c", *c);
      else if (*c == '\n')
        g_string_append (out, "\\n");
      else if (*c < 0x20 || *c == 0x7f)
        g_string_append_printf (out, "\\u%04x", *c);
      else
        g_string_append_c (out, (char) *c);
    }
  g_string_append_c (out, '"');
}

static void
add_text (GString *out, const char *member, const char *text)
{
  g_string_append_printf (out, ",\"%s\":", member);
  add_escaped (out, text);
}

static void
add_number (GString *out, const char *member, gint64 number)
{
  g_string_append_printf (out, ",\"%s\":%" G_GINT64_FORMAT, member, number);
}

static void
add_unless_zero (GString *out, const char *member, gint64 number)
{
  if (number != 0)
    add_number (out, member, number);
}

static void
add_flags (GString *out, const char *member, const FlagSet *flags)
{
  const char *comma = "";

  g_string_append_printf (out, ",\"%s\":[", member);
  for (guint i = 0; i < G_N_ELEMENTS (flag_names); i++)
    if (flags->system & (1u << i))
      {
        g_string_append (out, comma);
        add_escaped (out, flag_names[i]);
        comma = ",";
      }
  for (guint i = 0; i < KEYWORD_MAX; i++)
    if (flags->keywords & (G_GUINT64_CONSTANT (1) << i))
      {
        g_string_append_printf (out, "%s\"keyword-%u\"", comma, i);
        comma = ",";
      }
  g_string_append_c (out, ']');
}

static void
add_tokens (GString *out, const Trace *trace, const TraceLine *line)
{
  const TraceToken *tokens = trace_tokens (trace, line);

  g_string_append (out, ",\"tokens\":[");
  for (guint i = 0; i < line->n_tokens; i++)
    {
      g_string_append_printf (out, "%s[\"%s\",%u,%u", i > 0 ? "," : "", NAME (token_names, tokens[i].kind),
                              tokens[i].start, tokens[i].length);
      if (tokens[i].number != 0 || tokens[i].uid != 0 || tokens[i].letter != 0)
        g_string_append_printf (out, ",%u,%u,%u", tokens[i].number, tokens[i].uid, tokens[i].letter);
      g_string_append_c (out, ']');
    }
  g_string_append_c (out, ']');
}

static void
add_line (GString *out, const Trace *trace, const TraceEvent *event)
{
  const TraceLine *line = &event->line;
  g_autofree char *text = trace_line_text (trace, event, MAX_TEXT);

  add_text (out, "direction", NAME (direction_names, line->direction));
  add_text (out, "line", NAME (line_names, line->kind));
  add_text (out, "fate", line->arrived ? "arrived" : "sent");
  add_number (out, "start", (gint64) line->start);
  add_number (out, "end", (gint64) line->end);
  add_unless_zero (out, "answers", line->answers);
  add_unless_zero (out, "letter", line->letter);
  add_unless_zero (out, "protected", line->protected);
  add_unless_zero (out, "raw", line->raw);
  add_text (out, "text", text);
  add_tokens (out, trace, line);
}

static void
add_segment (GString *out, const TraceSegment *segment)
{
  static const char letters[] = "SAFRP";
  char flags[sizeof letters] = "";
  guint n = 0;

  for (guint i = 0; letters[i] != '\0'; i++)
    if (segment->flags & (1u << i))
      flags[n++] = letters[i];
  add_text (out, "direction", NAME (direction_names, segment->direction));
  add_text (out, "fate", NAME (fate_names, segment->fate));
  add_text (out, "flags", flags);
  add_number (out, "sequence", (gint64) segment->sequence);
  add_number (out, "length", segment->length);
  add_number (out, "acknowledged", (gint64) segment->acknowledged);
  add_number (out, "window", segment->window);
  add_unless_zero (out, "retransmission-of", segment->retransmission_of);
  add_unless_zero (out, "sent", segment->sent);
  add_unless_zero (out, "arrives", segment->arrives);
}

static void
add_state (GString *out, const TraceState *state)
{
  const StateTable *table = state->table;
  const StateRow *row;

  g_assert (state->row < table->n_rows);
  row = &table->rows[state->row];
  add_text (out, "protocol", table->protocol);
  add_text (out, "side", table->role);
  add_text (out, "old", table->states[state->old_state]);
  add_text (out, "input", table->inputs[row->input]);
  add_text (out, "outcome", table->outcomes[row->outcome]);
  add_text (out, "new", table->states[state->new_state]);
  add_number (out, "row", state->row);
  add_text (out, "clause", row->clause);
}

static void
add_copy (GString *out, const CopyEvent *copy)
{
  add_text (out, "change", NAME (change_names, copy->change));
  add_text (out, "reason", copy_reason_name (copy->reason));
  add_number (out, "copy", copy->copy);
  add_unless_zero (out, "parent", copy->parent);
  add_number (out, "letter", copy->letter);
  add_unless_zero (out, "uid", copy->uid);
  if (copy->folder != NULL)
    add_text (out, "folder", copy->folder);
  if (copy->to_folder != NULL)
    add_text (out, "to-folder", copy->to_folder);
  add_flags (out, "old-flags", &copy->old_flags);
  add_flags (out, "new-flags", &copy->new_flags);
  add_text (out, "part", copy_part_name (copy->part));
  add_number (out, "octets", (gint64) copy->octets);
}

static void
add_decision (GString *out, const TraceDecision *decision)
{
  add_text (out, "rule", decision_rule_name ((DecisionRule) decision->rule));
  add_unless_zero (out, "letter", decision->letter);
  g_string_append_printf (out, ",\"inputs\":[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "]",
                          decision->inputs[0], decision->inputs[1], decision->inputs[2]);
}

static void
add_connection (GString *out, const TraceConnection *connection)
{
  add_text (out, "change", NAME (connection_names, connection->change));
  add_text (out, "protocol", protocol_name (connection->protocol));
  add_number (out, "port", connection->port);
  add_text (out, "client", NAME (place_names, connection->client.kind));
  add_unless_zero (out, "client-id", connection->client.id);
}

static void
add_quota (GString *out, const TraceQuota *quota)
{
  add_number (out, "used", (gint64) quota->used);
  add_number (out, "limit", (gint64) quota->limit);
  g_string_append_printf (out, ",\"refused\":%s", quota->refused ? "true" : "false");
}

static void
add_fault (GString *out, const TraceFault *fault)
{
  add_text (out, "fault", NAME (fault_names, fault->fault));
  if (fault->fault == FAULT_CUT)
    add_text (out, "how", NAME (cut_names, fault->cut));
  add_unless_zero (out, "device", fault->device);
}

static void
add_action (GString *out, const TraceAction *action)
{
  add_number (out, "action", action->action);
  add_text (out, "outcome", NAME (outcome_names, action->outcome));
  if (action->outcome == OUTCOME_IMPOSSIBLE)
    add_text (out, "reason", impossible_reason_name ((ImpossibleReason) action->reason));
  add_unless_zero (out, "letter", action->letter);
}

static void
add_members (GString *out, const Trace *trace, const TraceEvent *event)
{
  switch (event->kind)
    {
    case TRACE_ACTION:
      add_action (out, &event->action);
      break;
    case TRACE_CONNECTION:
      add_connection (out, &event->conn);
      break;
    case TRACE_SEGMENT:
      add_segment (out, &event->segment);
      break;
    case TRACE_LINE:
      add_line (out, trace, event);
      break;
    case TRACE_STATE:
      add_state (out, &event->state);
      break;
    case TRACE_COPY:
      add_copy (out, &event->copy);
      break;
    case TRACE_DECISION:
      add_decision (out, &event->decision);
      break;
    case TRACE_LOCK:
      add_text (out, "lock", NAME (lock_names, event->lock.change));
      add_number (out, "session", event->lock.session);
      break;
    case TRACE_QUOTA:
      add_quota (out, &event->quota);
      break;
    case TRACE_TIMER:
      add_text (out, "timer", NAME (timer_names, event->timer.timer));
      break;
    case TRACE_FAULT:
      add_fault (out, &event->fault);
      break;
    }
}

void
trace_event_to_json (const Trace *trace, const TraceEvent *event, GString *out)
{
  g_string_append_printf (out, "{\"id\":%u,\"step\":%u,\"time\":%" G_GINT64_FORMAT ",\"cause\":%u", event->id,
                          event->step, event->time, event->cause);
  add_text (out, "kind", trace_kind_name (event->kind));
  add_unless_zero (out, "connection", event->connection);
  if (event->role != ROLE_NONE)
    add_text (out, "role", NAME (role_names, event->role));
  if (event->place.kind != PLACE_NONE)
    {
      add_text (out, "place", NAME (place_names, event->place.kind));
      add_unless_zero (out, "place-id", event->place.id);
    }
  add_members (out, trace, event);
  g_string_append (out, "}\n");
}
