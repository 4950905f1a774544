#include "pop3/pop3-client.h"

#include <string.h>

#include "dot-stuff.h"
#include "pop3/pop3-client-private.h"

static const StateField pop3_client_message_fields[] = {
  STATE_FIELD (Pop3ClientMessage, uidl, STATE_STR),
  STATE_FIELD (Pop3ClientMessage, size, STATE_POD),
  STATE_FIELD (Pop3ClientMessage, downloaded, STATE_POD),
  STATE_FIELD (Pop3ClientMessage, number, STATE_POD),
  STATE_FIELD (Pop3ClientMessage, item, STATE_POD),
  STATE_FIELD (Pop3ClientMessage, known, STATE_POD),
  STATE_FIELD (Pop3ClientMessage, delete_wanted, STATE_POD),
  STATE_FIELD (Pop3ClientMessage, fetch, STATE_POD),
  STATE_FIELD (Pop3ClientMessage, dele_sent, STATE_POD),
  STATE_FIELD (Pop3ClientMessage, deleted, STATE_POD),
  STATE_FIELD (Pop3ClientMessage, sized, STATE_POD),
};

const StateType pop3_client_message_state = STATE_TYPE (Pop3ClientMessage, pop3_client_message_fields);

static const StateField pop3_client_fields[] = {
  STATE_FIELD_OF (Pop3Client, io, STATE_STRUCT, engine_io_state),
  STATE_FIELD (Pop3Client, state, STATE_POD),
  STATE_FIELD (Pop3Client, result, STATE_POD),
  STATE_FIELD (Pop3Client, user, STATE_STR),
  STATE_FIELD (Pop3Client, password, STATE_STR),
  STATE_FIELD (Pop3Client, deadline, STATE_POD),
  STATE_FIELD_OF (Pop3Client, scram, STATE_STRUCT, scram_client_state),
  STATE_FIELD (Pop3Client, challenge, STATE_STR),
  STATE_FIELD (Pop3Client, banner, STATE_STR),
  STATE_FIELD_PODS (Pop3Client, pending, Pop3Pending),
  STATE_FIELD_OF (Pop3Client, messages, STATE_STRUCT_ARRAY, pop3_client_message_state),
  STATE_FIELD (Pop3Client, heard, STATE_POD),
  STATE_FIELD (Pop3Client, scan, STATE_POD),
  STATE_FIELD (Pop3Client, in_data, STATE_POD),
  STATE_FIELD (Pop3Client, capabilities, STATE_POD),
  STATE_FIELD (Pop3Client, done, STATE_POD),
  STATE_FIELD (Pop3Client, verdict, STATE_POD),
  STATE_FIELD (Pop3Client, count, STATE_POD),
  STATE_FIELD (Pop3Client, settled, STATE_POD),
  STATE_FIELD (Pop3Client, open_item, STATE_POD),
  STATE_FIELD (Pop3Client, tls, STATE_POD),
};

const StateType pop3_client_state = STATE_TYPE (Pop3Client, pop3_client_fields);

void
pop3_client_init (Pop3Client *client, const char *user, const char *password)
{
  memset (client, 0, sizeof *client);
  engine_io_init (&client->io);
  client->state = POP3_CLIENT_CONNECTING;
  client->user = g_strdup (user);
  client->password = g_strdup (password);
  client->pending = g_array_new (FALSE, TRUE, sizeof (Pop3Pending));
}

void
pop3_client_require_tls (Pop3Client *client)
{
  client->tls = CLIENT_TLS_NEEDED;
}

void
pop3_client_receive (Pop3Client *client, const guint8 *octets, gsize length)
{
  if (client->state != POP3_CLIENT_CLOSED)
    engine_io_receive (&client->io, octets, length);
}

void
pop3_client_open (Pop3Client *client, guint32 item)
{
  client->open_item = item;
  client->settled = 0;
}

/* Every way out but QUIT's response. */
static void
end (Pop3Client *client, EngineOut *out, Pop3ClientInput input)
{
  if (client->state == POP3_CLIENT_CLOSED)
    return;
  engine_transition (out, &pop3_client_table, &client->state, input, POP3_C_NONE, ROLE_CLIENT);
  client->result = client->verdict == CLIENT_REFUSED ? CLIENT_REFUSED : CLIENT_FAILED;
  out->close = TRUE;
}

static void
garbage (Pop3Flow *flow, gsize length)
{
  engine_received (flow->out, &flow->client->io, ROLE_CLIENT, LINE_RESPONSE, length, NULL, 0);
  end (flow->client, flow->out, POP3_C_GARBAGE);
}

static gboolean
is_multi_line (const Pop3Pending *about)
{
  guint command = about->command;

  if (about->single)
    return FALSE;
  return command == POP3_C_CAPA || command == POP3_C_LIST || command == POP3_C_UIDL || command == POP3_C_RETR
         || command == POP3_C_TOP;
}

static void
close_after (Pop3Client *client, EngineOut *out, gboolean good)
{
  client->result = client->verdict;
  if (client->verdict == CLIENT_RUNNING)
    client->result = good ? CLIENT_SUCCEEDED : CLIENT_FAILED;
  out->close = TRUE;
}

/* RFC 1939 §7: the greeting of a server with APOP holds "<process-ID.clock@hostname>". */
static void
heard_greeting (Pop3Client *client, Pop3ClientOutcome outcome, const char *text, EngineOut *out)
{
  const char *start = strchr (text, '<');
  const char *stop = start != NULL ? strchr (start, '>') : NULL;

  if (outcome != POP3_C_OK)
    {
      client->verdict = CLIENT_REFUSED;
      close_after (client, out, FALSE);
      return;
    }
  if (stop != NULL && memchr (start, '@', (gsize) (stop - start)) != NULL)
    client->banner = g_strndup (start, (gsize) (stop - start) + 1);
}

static gboolean
parse_status (const char *line, Pop3ClientOutcome *outcome, const char **text)
{
  static const Pop3ClientOutcome order[] = { POP3_C_OK, POP3_C_ERR, POP3_C_CONTINUE };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      const char *word = pop3_client_table.outcomes[order[i]];
      gsize length = strlen (word);

      if (g_ascii_strncasecmp (line, word, length) == 0 && (line[length] == ' ' || line[length] == '\0'))
        {
          *outcome = order[i];
          *text = line + length + (line[length] == ' ');
          return TRUE;
        }
    }
  return FALSE;
}

static void
note_status (Pop3Flow *flow, const char *line, const char *text, gsize length, const Pop3Pending *about)
{
  TraceToken tokens[3] = { { .kind = TOKEN_STATUS, .length = (guint32) strcspn (line, " ") } };
  const char *stop = text[0] == '[' ? strchr (text, ']') : NULL;
  gboolean numbered = about->command == POP3_C_RETR || about->command == POP3_C_TOP || about->command == POP3_C_DELE;
  guint n = 1;

  if (stop != NULL)
    {
      tokens[n++] = (TraceToken){ .kind = TOKEN_CODE, .start = (guint32) (text - line),
                                  .length = (guint32) (stop + 1 - text) };
      text = stop + 1;
      text += *text == ' ';
    }
  if (text[0] != '\0')
    tokens[n++] = (TraceToken){ .kind = TOKEN_TEXT, .start = (guint32) (text - line),
                                .length = (guint32) strlen (text) };
  engine_received (flow->out, &flow->client->io, ROLE_CLIENT,
                   about->command == POP3_C_GREETING ? LINE_GREETING : LINE_RESPONSE, length, tokens, n);
  if (numbered)
    g_array_index (flow->out->events, TraceEvent, flow->out->events->len - 1).line.letter
      = pop3_client_letter (flow->client, flow->replica, about->index);
}

static void
handle_status (Pop3Flow *flow, const char *line, gsize length)
{
  Pop3Client *client = flow->client;
  Pop3Pending about = { .command = POP3_C_GREETING };
  Pop3ClientOutcome outcome;
  const char *text;

  if (client->pending->len > 0)
    about = g_array_index (client->pending, Pop3Pending, 0);
  if ((client->pending->len == 0 && client->state != POP3_CLIENT_CONNECTING) || !parse_status (line, &outcome, &text)
      || state_table_find (&pop3_client_table, client->state, about.command, outcome) < 0)
    {
      garbage (flow, length);
      return;
    }
  note_status (flow, line, text, length, &about);
  engine_transition (flow->out, &pop3_client_table, &client->state, about.command, outcome, ROLE_CLIENT);
  if (about.command == POP3_C_GREETING)
    {
      heard_greeting (client, outcome, text, flow->out);
      return;
    }
  client->in_data = outcome == POP3_C_OK && is_multi_line (&about);
  client->scan = 0;
  if (client->in_data)
    return;
  g_array_remove_index (client->pending, 0);
  pop3_client_heard (flow, &about, outcome, text);
  if (about.command == POP3_C_QUIT)
    close_after (client, flow->out, outcome == POP3_C_OK);
}

/* FALSE: more has to come. */
static gboolean
handle_data (Pop3Flow *flow)
{
  Pop3Client *client = flow->client;
  Pop3Pending about = g_array_index (client->pending, Pop3Pending, 0);
  gboolean message = about.command == POP3_C_RETR || about.command == POP3_C_TOP;
  gsize limit = message ? POP3_MESSAGE_MAX : POP3_LISTING_MAX;
  gsize scan = (gsize) client->scan;
  gsize length = dot_find_end (client->io.input->data, client->io.input->len, &scan);
  gboolean good;

  client->scan = scan;
  if (length == 0 && client->io.input->len <= limit)
    return FALSE;
  if (length == 0)
    {
      garbage (flow, client->io.input->len);
      return TRUE;
    }
  good = pop3_client_take_data (flow, &about, client->io.input->data, length);
  if (!good)
    {
      garbage (flow, length);
      return TRUE;
    }
  engine_received (flow->out, &client->io, ROLE_CLIENT, LINE_DATA, length, NULL, 0);
  if (message)
    g_array_index (flow->out->events, TraceEvent, flow->out->events->len - 1).line.letter
      = pop3_client_letter (client, flow->replica, about.index);
  client->in_data = FALSE;
  g_array_remove_index (client->pending, 0);
  return TRUE;
}

static gboolean
handle_line (Pop3Flow *flow)
{
  Pop3Client *client = flow->client;
  gsize length = engine_io_line (&client->io, TRUE);
  g_autofree char *line = NULL;

  if (length > POP3_RESPONSE_MAX || (length == 0 && client->io.input->len >= POP3_RESPONSE_MAX))
    {
      garbage (flow, client->io.input->len);
      return TRUE;
    }
  if (length == 0)
    return FALSE;
  line = g_strndup ((const char *) client->io.input->data, length - 2);
  handle_status (flow, line, length);
  return TRUE;
}

static gboolean
send_commands (Pop3Flow *flow)
{
  Pop3Plan plan = pop3_client_plan (flow->client, flow->policy, flow->now);
  gboolean sent = FALSE;

  while (!plan.wait)
    {
      pop3_client_send (flow, &plan);
      sent = TRUE;
      plan = pop3_client_plan (flow->client, flow->policy, flow->now);
    }
  return sent;
}

gboolean
pop3_client_next (Pop3Client *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out)
{
  Pop3Flow flow = { .client = client, .policy = policy, .replica = replica, .now = now, .out = out };
  guint64 heard = client->io.in_offset + client->io.input->len;
  gboolean worked;

  if (client->state == POP3_CLIENT_CLOSED)
    return FALSE;
  worked = client->in_data ? handle_data (&flow) : handle_line (&flow);
  if (!worked)
    worked = send_commands (&flow);
  if (worked || heard != client->heard || client->deadline == 0)
    client->deadline = engine_deadline (now, policy->command_timeout);
  client->heard = heard;
  return worked;
}

gint64
pop3_client_expiry (const Pop3Client *client)
{
  return client->state == POP3_CLIENT_CLOSED || client->deadline == 0 ? ENGINE_NEVER : client->deadline;
}

void
pop3_client_timeout (Pop3Client *client, gint64 now, EngineOut *out)
{
  end (client, out, POP3_C_TIMEOUT);
}

/* What the commit point keeps was written when it was reached: nothing is left to settle, the rest
 * is forgotten with the flow. */
void
pop3_client_closed (Pop3Client *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out)
{
  end (client, out, POP3_C_LOST);
}
