/* Writing commands (RFC 3501 §6). One command is under way at a time. */
#include "imap-client-private.h"

#include <string.h>

#include "imap-lexer.h"

/* Messages whose headers one FETCH asks for. */
#define NEW_AT_ONCE 200

/* RFC 7888 §5: LITERAL- allows non-synchronising literals up to this size. */
#define LITERAL_MINUS_MAX 4096

const char *
flow_verb (guint32 command)
{
  return command == COMMAND_NONE ? NULL : imap_client_table.inputs[command - 1];
}

void
flow_begin (Flow *flow, LineWriter *line, const char *command)
{
  g_autofree char *tag = g_strdup_printf ("a%u", ++flow->client->tag);

  line_begin (line, flow->out, &flow->client->io, ROLE_CLIENT, LINE_COMMAND);
  line_put (line, TOKEN_TAG, tag);
  line_add (line, " ");
  line_put (line, TOKEN_COMMAND, command);
}

/* The mailbox as an astring; the token is the name as it is written. Some programs quote what could be an atom. */
static void
add_mailbox (const Flow *flow, LineWriter *line, const char *wire)
{
  g_autoptr (GString) text = g_string_new (NULL);

  imap_format_astring (text, wire);
  if (flow_quotes_mailboxes (flow->policy) && text->str[0] != '"' && text->str[0] != '{')
    {
      g_string_prepend_c (text, '"');
      g_string_append_c (text, '"');
    }
  line_add (line, " ");
  line_put (line, TOKEN_MAILBOX, text->str);
}

static const char *
wire_of (const Flow *flow, const char *name)
{
  const ImapFolder *folder = flow_folder (flow->client, name);

  return folder != NULL ? folder->wire : name;
}

static void
send_list (Flow *flow, LineWriter *line)
{
  ImapClient *client = flow->client;

  flow_begin (flow, line, "LIST");
  if ((client->notes & NOTE_HALF_LISTED) != 0)
    {
      line_add (line, " \"\" ");
      line_put (line, TOKEN_MAILBOX, "\"INBOX\"");
      return;
    }
  if (flow->policy->sequence == SEQUENCE_THUNDERBIRD && (client->capabilities & CAPABILITY_LIST_EXTENDED) != 0 &&
      (client->notes & NOTE_PLAIN_LIST) == 0)
    {
      line_add (line, " (");
      line_put (line, TOKEN_ITEM, "SUBSCRIBED");
      line_add (line, ")");
    }
  line_add (line, " \"\" ");
  line_put (line, TOKEN_MAILBOX, "\"*\"");
  if (flow_list_returns (client, flow->policy))
    {
      line_add (line, " RETURN (");
      line_put (line, TOKEN_ITEM, "SPECIAL-USE");
      line_add (line, ")");
    }
  for (guint i = 0; i < client->folders->len; i++)
    FLOW_FOLDER (client, i)->notes |= FOLDER_STALE;
}

static void
send_create (Flow *flow, LineWriter *line, const ImapPlan *plan)
{
  g_autofree char *wire = flow_wire_name (flow->client, plan->folder);

  flow_begin (flow, line, "CREATE");
  add_mailbox (flow, line, wire);
}

static void
send_subscribe (Flow *flow, LineWriter *line, const ImapPlan *plan)
{
  ImapFolder *folder = flow_folder (flow->client, plan->folder);

  folder->notes &= ~(guint32) FOLDER_UNSUBSCRIBED;
  flow_begin (flow, line, "SUBSCRIBE");
  add_mailbox (flow, line, folder->wire);
}

/* QRESYNC where it is enabled and something is known (RFC 7162 §3.2.5), else CONDSTORE (§3.1.8). The list of known UIDs
 * is not sent: the server takes all up to the last for it, and tells new ones too. */
static void
add_resync (Flow *flow, LineWriter *line, const char *name)
{
  ImapClient *client = flow->client;
  const ReplicaFolder *folder = replica_folder (flow->replica, name);

  if (!flow_uses_modseq (client, flow->policy))
    return;
  line_add (line, " (");
  if ((client->notes & NOTE_QRESYNC) != 0 && flow_can_resync (client, flow->replica, name))
    {
      client->notes |= NOTE_RESYNC;
      line_put (line, TOKEN_ITEM, "QRESYNC");
      line_addf (line, " (%u %" G_GUINT64_FORMAT ")", folder->uid_validity, folder->highest_modseq);
    }
  else
    line_put (line, TOKEN_ITEM, "CONDSTORE");
  line_add (line, ")");
}

/* From here on what the server tells is about the new mailbox (RFC 3501 §6.3.1). */
static void
send_select (Flow *flow, LineWriter *line, const ImapPlan *plan)
{
  ImapClient *client = flow->client;
  ImapFolder *old = client->selected != NULL ? flow_folder (client, client->selected) : NULL;

  if (old != NULL && ((client->notes & NOTES_OF_MAILBOX) != 0 ||
                      !uid_set_is_empty (&client->new_uids) || !uid_set_is_empty (&client->bodies)))
    old->notes &= ~(guint32) FOLDER_VISITED;
  client->notes &= ~(guint32) (NOTES_OF_MAILBOX | NOTE_RESYNC | NOTE_AWAITS_CLOSED);
  if ((client->notes & NOTE_QRESYNC) != 0 && client->state == IMAP_CLIENT_SELECTED)
    client->notes |= NOTE_AWAITS_CLOSED;
  client->read_only = plan->command == COMMAND (IMAP_INPUT_EXAMINE);
  flow_begin (flow, line, flow_verb (plan->command));
  add_mailbox (flow, line, wire_of (flow, plan->folder));
  add_resync (flow, line, plan->folder);
  if (client->selected != plan->folder)
    {
      g_free (client->selected);
      client->selected = g_strdup (plan->folder);
    }
  client->modseq = 0;
  client->uid_validity = 0;
  client->uid_next = 0;
  client->hint = 0;
  g_array_set_size (client->uids, 0);
  uid_set_clear (&client->new_uids);
  uid_set_clear (&client->bodies);
  uid_set_clear (&client->found);
  client->structured = 0;
  g_clear_pointer (&client->text, g_byte_array_unref);
}

static void
format_all (const Flow *flow, GString *out)
{
  if (flow->policy->sequence == SEQUENCE_MBSYNC && flow->client->uid_next > 1)
    g_string_append_printf (out, "1:%u", flow->client->uid_next - 1);
  else
    g_string_append (out, "1:*");
}

/* UIDs of a set, neighbours in the mailbox as one range: nothing lies between them. */
static guint
format_set (ImapClient *client, const UidSet *set, GString *out, guint32 *first)
{
  guint32 from = 0;
  guint32 to = 0;
  guint count = 0;

  *first = 0;
  for (guint i = 0; i <= client->uids->len && count <= NEW_AT_ONCE; i++)
    {
      guint32 uid = i < client->uids->len ? FLOW_UID (client, i) : 0;
      gboolean wanted = uid != 0 && count < NEW_AT_ONCE && uid_set_contains (set, uid);

      if (wanted)
        {
          from = from == 0 ? uid : from;
          to = uid;
          client->uid = uid;
          *first = *first == 0 ? uid : *first;
          count++;
        }
      else if (from != 0)
        {
          g_string_append_printf (out, from == to ? "%s%u" : "%s%u:%u", out->len > 0 ? "," : "", from, to);
          from = 0;
          if (count == NEW_AT_ONCE)
            break;
        }
    }
  return count;
}

static void
add_uids (LineWriter *line, const char *uids, guint32 uid, guint32 letter)
{
  TraceToken *token;

  line_add (line, " ");
  token = line_put (line, TOKEN_UID, uids);
  token->uid = uid;
  token->letter = letter;
  line->event.line.letter = letter;
}

static guint32
letter_of (Flow *flow, const ImapPlan *plan)
{
  const ReplicaItem *item = plan->item != 0 ? replica_find_id (flow->replica, plan->item, NULL) : NULL;

  if (item == NULL && plan->uid != 0)
    item = flow_find_item (flow->client, flow->replica, plan->uid);
  return item != NULL ? item->letter : 0;
}

static guint32
last_known_uid (const ImapClient *client)
{
  guint32 last = 0;

  for (guint i = 0; i < client->uids->len; i++)
    last = MAX (last, FLOW_UID (client, i));
  return last;
}

static void
send_fetch (Flow *flow, LineWriter *line, const ImapPlan *plan)
{
  ImapClient *client = flow->client;
  g_autoptr (GString) uids = g_string_new (NULL);
  g_autofree char *items = NULL;
  guint32 first = plan->uid;

  client->purpose = plan->purpose;
  client->uid = plan->uid;
  if (flow_searches (flow->policy) && plan->uid == 0)
    client->uid = flow_format_some (flow,
                                    plan->purpose == PURPOSE_FLAGS ? &client->found
                                    : plan->purpose == PURPOSE_NEW ? &client->new_uids : &client->bodies,
                                    plan->purpose == PURPOSE_BODY, uids, &first);
  else if (plan->purpose == PURPOSE_FLAGS || plan->purpose == PURPOSE_CHANGES)
    format_all (flow, uids);
  else if (plan->purpose == PURPOSE_MAP)
    g_string_append_printf (uids, "%u:*", (guint32) MIN ((guint64) last_known_uid (client) + 1, G_MAXUINT32));
  else if (plan->purpose == PURPOSE_NEW)
    format_set (client, &client->new_uids, uids, &first);
  else if (flow->policy->sequence == SEQUENCE_THUNDERBIRD && plan->item == 0)
    format_set (client, &client->bodies, uids, &first);
  else
    g_string_append_printf (uids, "%u", plan->uid);
  if (plan->purpose == PURPOSE_FLAGS || plan->purpose == PURPOSE_MAP || plan->purpose == PURPOSE_CHANGES)
    client->notes &= ~(guint32) (NOTE_FLAGS_WANTED | NOTE_MAP_WANTED | NOTE_CHANGES_WANTED);
  if (plan->purpose == PURPOSE_CONFLICT)
    client->notes &= ~(guint32) NOTE_CONFLICT;
  flow_begin (flow, line, "UID FETCH");
  add_uids (line, uids->str, plan->purpose == PURPOSE_BODY ? plan->uid : first,
            plan->purpose == PURPOSE_BODY || plan->item != 0 ? letter_of (flow, plan) : 0);
  line_add (line, " ");
  items = plan->purpose == PURPOSE_PART ? flow_dup_part (client, flow->policy, plan->item != 0)
                                        : g_strdup (flow_fetch_items (flow->policy, plan->purpose));
  line_put (line, TOKEN_ITEM, items);
  if (plan->purpose == PURPOSE_CHANGES)
    line_addf (line, " (CHANGEDSINCE %" G_GUINT64_FORMAT ")",
               replica_folder (flow->replica, client->selected)->highest_modseq);
}

/* What is marked as deleted is as good as gone to this program. */
static void
send_search (Flow *flow, LineWriter *line)
{
  ImapClient *client = flow->client;

  client->notes &= ~(guint32) (NOTE_FLAGS_WANTED | NOTE_MAP_WANTED | NOTE_CHANGES_WANTED);
  uid_set_clear (&client->found);
  flow_begin (flow, line, "UID SEARCH");
  line_addf (line, " 1:%u ", client->uids->len);
  line_put (line, TOKEN_ITEM, "NOT DELETED");
}

static const KeywordTable *
keywords_of (const Flow *flow, const char *name)
{
  const ReplicaFolder *folder = replica_folder (flow->replica, name);

  return folder != NULL ? &folder->keywords : NULL;
}

static void
add_flags (LineWriter *line, FlagSet flags, const KeywordTable *keywords)
{
  g_autoptr (GString) text = g_string_new (NULL);

  flags.system &= FLAG_ALL_STORED;
  flag_set_format (&flags, keywords, text);
  line_add (line, " (");
  line_put (line, TOKEN_FLAGS, text->str);
  line_add (line, ")");
}

static void
send_store (Flow *flow, LineWriter *line, const ImapPlan *plan)
{
  static const char *const operations[] = {
    [FLAGS_REPLACE] = "FLAGS", [FLAGS_ADD] = "+FLAGS", [FLAGS_REMOVE] = "-FLAGS",
  };
  const PendingChange *change = FLOW_PENDING (flow->replica, plan->pending - 1);
  gboolean expunge = change->kind == PENDING_EXPUNGE;
  FlagSet deleted = { .system = FLAG_DELETED };
  g_autofree char *uid = g_strdup_printf ("%u", plan->uid);
  /* What is deleted is deleted, whatever its flags are by now. */
  guint64 known = expunge ? 0 : flow_known_modseq (flow, change->folder, plan->uid);

  flow_begin (flow, line, "UID STORE");
  add_uids (line, uid, plan->uid, letter_of (flow, plan));
  if (known != 0)
    line_addf (line, " (UNCHANGEDSINCE %" G_GUINT64_FORMAT ")", known);
  line_add (line, " ");
  line_put (line, TOKEN_ITEM, operations[expunge ? FLAGS_ADD : change->operation]);
  if (flow->policy->sequence == SEQUENCE_MBSYNC)
    line_add (line, ".SILENT");
  add_flags (line, expunge ? deleted : change->flags, keywords_of (flow, change->folder));
}

static void
send_copy (Flow *flow, LineWriter *line, const ImapPlan *plan)
{
  g_autofree char *uid = g_strdup_printf ("%u", plan->uid);

  flow_begin (flow, line, plan->command == COMMAND (IMAP_INPUT_MOVE) ? "UID MOVE" : "UID COPY");
  add_uids (line, uid, plan->uid, letter_of (flow, plan));
  add_mailbox (flow, line, wire_of (flow, plan->folder));
}

/* Without UID EXPUNGE it expunges all that carries \Deleted, whoever marked it (RFC 4315 §1). */
static void
send_expunge (Flow *flow, LineWriter *line, const ImapPlan *plan)
{
  g_autofree char *uid = g_strdup_printf ("%u", plan->uid);
  const PendingChange *change = FLOW_PENDING (flow->replica, plan->pending - 1);
  gboolean uidplus = (flow->client->capabilities & CAPABILITY_UIDPLUS) != 0 && !flow_expunges_all (flow->policy, change);

  flow_begin (flow, line, uidplus ? "UID EXPUNGE" : "EXPUNGE");
  if (uidplus)
    add_uids (line, uid, plan->uid, letter_of (flow, plan));
}

static char *
format_date_time (gint64 time)
{
  static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);

  if (date == NULL)
    return NULL;
  return g_strdup_printf ("%2d-%s-%04d %02d:%02d:%02d +0000", g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1], g_date_time_get_year (date),
                          g_date_time_get_hour (date), g_date_time_get_minute (date), g_date_time_get_second (date));
}

/* APPEND mailbox flags date literal (RFC 3501 §6.3.11). TRUE when the literal may follow at once (RFC 7888). */
static gboolean
send_append (Flow *flow, LineWriter *line, const ImapPlan *plan)
{
  ImapClient *client = flow->client;
  const ReplicaFolder *folder;
  const ReplicaItem *item = replica_find_id (flow->replica, plan->item, &folder);
  g_autofree char *date = format_date_time (item->internal_date);
  gsize size = message_size (item->message);
  gboolean at_once = (client->capabilities & CAPABILITY_LITERAL_PLUS) != 0 ||
                     ((client->capabilities & CAPABILITY_LITERAL_MINUS) != 0 && size <= LITERAL_MINUS_MAX);

  flow_begin (flow, line, "APPEND");
  add_mailbox (flow, line, wire_of (flow, plan->folder));
  add_flags (line, item->flags, &folder->keywords);
  if (date != NULL && flow_dates_upload (flow->policy, plan->rule))
    line_addf (line, " \"%s\"", date);
  line_add (line, " {");
  line_mark (line);
  line_addf (line, "%" G_GSIZE_FORMAT, size);
  line_token (line, TOKEN_SIZE);
  line_add (line, at_once ? "+}" : "}");
  line->event.line.letter = item->letter;
  client->literal = message_ref (item->message);
  return at_once;
}

void
flow_send_literal (Flow *flow)
{
  ImapClient *client = flow->client;
  const ReplicaItem *item = replica_find_id (flow->replica, client->item, NULL);
  LineWriter line;
  TraceToken *token;
  gsize length;
  const guint8 *octets = message_octets (client->literal, &length);

  line_begin (&line, flow->out, &client->io, ROLE_CLIENT, LINE_CLIENT_DATA);
  line_add_octets (&line, octets, length);
  client->uploaded = length;
  token = line_token (&line, TOKEN_LITERAL);
  token->letter = line.event.line.letter = item != NULL ? item->letter : 0;
  line_end (&line);
  g_clear_pointer (&client->literal, message_unref);
}

static void
send_done (Flow *flow)
{
  LineWriter line;

  line_begin (&line, flow->out, &flow->client->io, ROLE_CLIENT, LINE_CLIENT_DATA);
  line_put (&line, TOKEN_COMMAND, "DONE");
  line_end (&line);
  flow->client->notes &= ~(guint32) NOTE_RENEW;
}

static void
send_status (Flow *flow, LineWriter *line, const ImapPlan *plan)
{
  ImapFolder *folder = flow_folder (flow->client, plan->folder);

  folder->notes |= FOLDER_ASKED;
  flow_begin (flow, line, "STATUS");
  add_mailbox (flow, line, folder->wire);
  line_add (line, " (");
  line_put (line, TOKEN_ITEM, "MESSAGES");
  line_add (line, ")");
}

/* Commands of one word, and those that only recorded programs send. */
static void
send_other (Flow *flow, LineWriter *line, const ImapPlan *plan)
{
  ImapClient *client = flow->client;

  flow_begin (flow, line, flow_verb (plan->command));
  if (plan->command == COMMAND (IMAP_INPUT_NOOP))
    client->notes &= ~(guint32) NOTE_NOOP_WANTED;
  else if (plan->command == COMMAND (IMAP_INPUT_CHECK))
    client->notes |= NOTE_CHECKED;
  else if (plan->command == COMMAND (IMAP_INPUT_ID))
    {
      client->notes |= NOTE_ID;
      line_add (line, " (\"name\" \"Postroom\")");
    }
  else if (plan->command == COMMAND (IMAP_INPUT_GETQUOTAROOT))
    {
      client->notes |= NOTE_QUOTA;
      add_mailbox (flow, line, wire_of (flow, client->selected));
    }
}

static gboolean
send_command (Flow *flow, LineWriter *line, const ImapPlan *plan)
{
  switch ((ImapClientInput) (plan->command - 1))
    {
    case IMAP_INPUT_AUTHENTICATE:
      flow_send_authenticate (flow, line);
      break;
    case IMAP_INPUT_LOGIN:
      flow_send_login (flow, line);
      break;
    case IMAP_INPUT_ENABLE:
      flow->client->notes |= NOTE_ENABLE;
      flow_begin (flow, line, "ENABLE");
      line_add (line, " ");
      line_put (line, TOKEN_ITEM, "QRESYNC");
      break;
    case IMAP_INPUT_NAMESPACE:
      flow->client->notes |= NOTE_NAMESPACE;
      flow_begin (flow, line, "NAMESPACE");
      break;
    case IMAP_INPUT_LIST:
      send_list (flow, line);
      break;
    case IMAP_INPUT_CREATE:
      send_create (flow, line, plan);
      break;
    case IMAP_INPUT_SUBSCRIBE:
      send_subscribe (flow, line, plan);
      break;
    case IMAP_INPUT_SELECT:
    case IMAP_INPUT_EXAMINE:
      send_select (flow, line, plan);
      break;
    case IMAP_INPUT_SEARCH:
      send_search (flow, line);
      break;
    case IMAP_INPUT_STATUS:
      send_status (flow, line, plan);
      break;
    case IMAP_INPUT_FETCH:
      send_fetch (flow, line, plan);
      break;
    case IMAP_INPUT_STORE:
      send_store (flow, line, plan);
      break;
    case IMAP_INPUT_COPY:
    case IMAP_INPUT_MOVE:
      send_copy (flow, line, plan);
      break;
    case IMAP_INPUT_EXPUNGE:
      send_expunge (flow, line, plan);
      break;
    case IMAP_INPUT_APPEND:
      return send_append (flow, line, plan);
    default:
      send_other (flow, line, plan);
      break;
    }
  return FALSE;
}

void
flow_send (Flow *flow, const ImapPlan *plan)
{
  ImapClient *client = flow->client;
  gboolean literal = FALSE;
  LineWriter line;

  engine_note_decision (flow->out, plan->rule, letter_of (flow, plan), plan->uid, plan->pending, client->uids->len);
  if (plan->command == COMMAND (IMAP_INPUT_LOGOUT) && !flow->policy->log_out && (client->notes & NOTE_LISTED) != 0)
    {
      flow_fail (flow, IMAP_INPUT_CLOSED, client->refused->len > 0 ? CLIENT_FAILED : CLIENT_SUCCEEDED);
      return;
    }
  if (plan->command == COMMAND (IMAP_INPUT_DONE))
    send_done (flow);
  else
    {
      client->pending = plan->pending;
      client->item = plan->item;
      client->copied = 0;
      g_free (client->target);
      client->target = g_strdup (plan->folder);
      literal = send_command (flow, &line, plan);
      line_end (&line);
      client->command = plan->command;
    }
  flow_transition (flow, plan->command - 1, IMAP_OUTCOME_SENT);
  if (literal)
    flow_send_literal (flow);
}
