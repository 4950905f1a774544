/* What the POP3 client's commands look like, and what their responses mean for the session. */
#include <string.h>

#include "pop3/pop3-client-private.h"
#include "sasl-plain.h"

/* The letter that the device already has under that message's UIDL, 0. */
guint32
pop3_client_letter (const Pop3Client *client, const Replica *replica, guint index)
{
  const Pop3ClientMessage *message = pop3_client_message (client, index);
  const ReplicaItem *item = message->item != 0 ? replica_find_id (replica, message->item, NULL) : NULL;

  return item != NULL ? item->letter : 0;
}

static void
put_apop (LineWriter *line, const Pop3Client *client)
{
  g_autofree char *secret = g_strconcat (client->banner, client->password, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_MD5, secret, -1);

  line_put (line, TOKEN_TEXT, client->user);
  line_add (line, " ");
  line_put (line, TOKEN_SECRET, digest);
}

/* RFC 5034 §4: an initial response goes along when the line stays within 255 octets. */
static void
put_auth (LineWriter *line, Pop3Flow *flow)
{
  Pop3Client *client = flow->client;
  gboolean scram = pop3_client_scrams (client, flow->policy);
  const char *mechanism = scram ? SCRAM_CLIENT_MECHANISM : "PLAIN";
  g_autofree char *nonce = scram_client_dup_nonce (flow->out->seed, client->user, (guint64) flow->now);
  g_autofree char *response = scram ? scram_client_begin (&client->scram, client->user, nonce)
                                    : sasl_plain_encode (client->user, client->password);

  line_put (line, TOKEN_ITEM, mechanism);
  if (strlen ("AUTH ") + strlen (mechanism) + 1 + strlen (response) + 2 > 255)
    {
      state_clear (&scram_client_state, &client->scram);
      client->scram.asked = scram;
      return;
    }
  line_add (line, " ");
  line_put (line, TOKEN_SECRET, response);
}

static void
put_number (Pop3Flow *flow, LineWriter *line, const Pop3Plan *plan)
{
  TraceToken *token;

  line_mark (line);
  line_addf (line, "%u", pop3_client_message (flow->client, plan->index)->number);
  token = line_token (line, TOKEN_NUMBER);
  token->number = pop3_client_message (flow->client, plan->index)->number;
  token->letter = line->event.line.letter;
  if (plan->command == POP3_C_TOP)
    line_addf (line, " %u", plan->lines);
}

static gboolean
is_numbered (const Pop3Plan *plan)
{
  return plan->command == POP3_C_RETR || plan->command == POP3_C_TOP || plan->command == POP3_C_DELE || plan->single;
}

static void
put_arguments (Pop3Flow *flow, LineWriter *line, const Pop3Plan *plan)
{
  Pop3Client *client = flow->client;

  switch ((guint) plan->command)
    {
    case POP3_C_USER:
      line_add (line, " ");
      line_put (line, TOKEN_TEXT, client->user);
      break;
    case POP3_C_PASS:
      line_add (line, " ");
      line_put (line, TOKEN_SECRET, client->password);
      break;
    case POP3_C_APOP:
      line_add (line, " ");
      put_apop (line, client);
      break;
    case POP3_C_AUTH:
      line_add (line, " ");
      put_auth (line, flow);
      break;
    default:
      break;
    }
  if (is_numbered (plan))
    {
      line_add (line, " ");
      put_number (flow, line, plan);
    }
}

/* NULL: there is none. */
static char *
dup_sasl_response (Pop3Flow *flow)
{
  Pop3Client *client = flow->client;
  g_autofree char *nonce = NULL;

  if (!client->scram.asked)
    return sasl_plain_encode (client->user, client->password);
  if (client->scram.step != SCRAM_CLIENT_UNUSED)
    return scram_client_answer (&client->scram, client->password, client->challenge != NULL ? client->challenge : "");
  nonce = scram_client_dup_nonce (flow->out->seed, client->user, (guint64) flow->now);
  return scram_client_begin (&client->scram, client->user, nonce);
}

static void
send_sasl_response (Pop3Flow *flow)
{
  Pop3Client *client = flow->client;
  g_autofree char *response = dup_sasl_response (flow);
  LineWriter line;

  client->done &= ~(guint32) POP3_SASL_WANTED;
  line_begin (&line, flow->out, &client->io, ROLE_CLIENT, LINE_CLIENT_DATA);
  if (response == NULL)
    line_add (&line, "*"); /* RFC 5034 §4: gives it up */
  else if (response[0] != '\0')
    line_put (&line, TOKEN_SECRET, response);
  line_end (&line);
}

static void
note_sent (Pop3Flow *flow, const Pop3Plan *plan)
{
  Pop3Client *client = flow->client;

  if (plan->command == POP3_C_RETR || plan->command == POP3_C_TOP)
    pop3_client_message (client, plan->index)->fetch = POP3_ASKED_FOR;
  else if (plan->command == POP3_C_DELE)
    pop3_client_message (client, plan->index)->dele_sent = TRUE;
  else if (plan->single)
    pop3_client_message (client, plan->index)->sized = TRUE;
  else if (plan->command == POP3_C_QUIT)
    {
      if (client->verdict == CLIENT_RUNNING && pop3_client_lacks_uidls (client, flow->policy))
        client->verdict = CLIENT_FAILED;
      if (client->state == POP3_CLIENT_AUTHORIZATION && client->verdict == CLIENT_RUNNING)
        client->verdict = CLIENT_REFUSED;
      engine_transition (flow->out, &pop3_client_table, &client->state, POP3_C_SEND_QUIT, POP3_C_NONE, ROLE_CLIENT);
    }
  pop3_client_settle (client, flow->policy, flow->now);
}

/* What no command was sent for: messages known from before, and those left on the server by the policy. */
static void
note_left (Pop3Flow *flow, const Pop3Plan *plan)
{
  gint64 listed = flow->client->messages != NULL ? flow->client->messages->len : 0;

  if (plan->inputs[2] > 0)
    engine_note_decision (flow->out, RULE_SKIP_KNOWN, 0, plan->inputs[2], 0, 0);
  if (listed > plan->inputs[1] && flow->policy->keep != KEEP_NEVER)
    engine_note_decision (flow->out, RULE_KEEP, 0, listed - plan->inputs[1], flow->policy->keep, flow->policy->keep_days);
}

void
pop3_client_send (Pop3Flow *flow, const Pop3Plan *plan)
{
  Pop3Client *client = flow->client;
  Pop3Pending pending = { plan->command, plan->index, plan->single != FALSE, plan->whole != FALSE };
  guint32 letter = is_numbered (plan) ? pop3_client_letter (client, flow->replica, plan->index) : 0;
  LineWriter line;

  g_array_append_val (client->pending, pending);
  if (client->done & POP3_SASL_WANTED)
    {
      send_sasl_response (flow);
      return;
    }
  if (plan->command == POP3_C_QUIT)
    note_left (flow, plan);
  engine_note_decision (flow->out, plan->rule, letter, plan->inputs[0], plan->inputs[1], plan->inputs[2]);
  line_begin (&line, flow->out, &client->io, ROLE_CLIENT, LINE_COMMAND);
  line.event.line.letter = letter;
  line_put (&line, TOKEN_COMMAND, pop3_client_table.inputs[plan->command]);
  put_arguments (flow, &line, plan);
  line_end (&line);
  note_sent (flow, plan);
}

/* A code says that trying another way to log in is of no use (RFC 2449 §8, RFC 3206). */
static void
heard_login_refused (Pop3Client *client, guint command, const char *code)
{
  if (command == POP3_C_APOP)
    client->done |= POP3_DONE_APOP;
  if (command == POP3_C_AUTH)
    client->done |= POP3_DONE_AUTH;
  if (code[0] != '\0' || (command == POP3_C_AUTH && client->scram.asked) || command == POP3_C_USER || command == POP3_C_PASS)
    client->verdict = CLIENT_REFUSED;
}

/* RFC 1939 §5: numbers count from 1. Who asks for no listing of the sizes has nothing but STAT to go by. */
static void
count_messages (Pop3Client *client)
{
  client->messages = g_array_new (FALSE, TRUE, sizeof (Pop3ClientMessage));
  for (guint32 number = 1; number <= MIN (client->count, POP3_COUNTED_MAX); number++)
    {
      Pop3ClientMessage message = { .number = number };

      g_array_append_val (client->messages, message);
    }
}

static void
heard_stat (Pop3Flow *flow, const char *text)
{
  Pop3Client *client = flow->client;

  client->count = (guint32) MIN (g_ascii_strtoull (text, NULL, 10), G_MAXUINT32);
  client->done |= POP3_DONE_STAT;
  if (flow->policy->listing == LISTING_UIDL_EACH && client->messages == NULL)
    count_messages (client);
}

/* "number octets" */
static void
heard_size (Pop3Client *client, const Pop3Pending *about, const char *text)
{
  const char *space = strchr (text, ' ');

  if (space != NULL)
    pop3_client_message (client, about->index)->size = MIN (g_ascii_strtoull (space + 1, NULL, 10), G_MAXINT64);
}

/* What was said before the handshake is worth nothing, also what came along with the +OK (RFC 2595 §4). */
static void
heard_stls (Pop3Flow *flow)
{
  Pop3Client *client = flow->client;

  client->tls = CLIENT_TLS_DONE;
  client->capabilities = 0;
  client->done &= ~(guint32) (POP3_DONE_CAPA | POP3_DONE_UTF8);
  g_clear_pointer (&client->banner, g_free);
  engine_io_consume (&client->io, client->io.input->len);
  flow->out->start_tls = TRUE;
}

static void
heard_ok (Pop3Flow *flow, const Pop3Pending *about, const char *text)
{
  Pop3Client *client = flow->client;

  if (about->command == POP3_C_STLS)
    heard_stls (flow);
  else if (about->command == POP3_C_UTF8)
    client->done |= POP3_DONE_UTF8;
  else if (about->command == POP3_C_USER)
    client->done |= POP3_DONE_USER;
  else if (about->command == POP3_C_STAT)
    heard_stat (flow, text);
  else if (about->single)
    heard_size (client, about, text);
  else if (about->command == POP3_C_DELE)
    pop3_client_message (client, about->index)->deleted = TRUE;
  else if (about->command == POP3_C_LAST)
    client->done |= POP3_DONE_LAST;
  else if (about->command == POP3_C_RSET)
    client->done |= POP3_DONE_RSET;
  else if (about->command == POP3_C_QUIT)
    pop3_client_commit (flow);
}

/* TOP is optional: RETR instead, except for what RETR would be refused too (RFC 6856 §5). */
static void
heard_top_refused (Pop3Client *client, const Pop3Pending *about, const char *code)
{
  gboolean utf8 = g_ascii_strcasecmp (code, "[UTF8]") == 0;

  if (!utf8)
    client->done |= POP3_NO_TOP;
  pop3_client_message (client, about->index)->fetch = utf8 ? POP3_FETCH_REFUSED : POP3_NOT_FETCHED;
}

static void
heard_err (Pop3Flow *flow, const Pop3Pending *about, const char *code)
{
  Pop3Client *client = flow->client;

  if (about->single)
    return; /* its size stays unknown */
  switch (about->command)
    {
    case POP3_C_LAST: /* every server today: RFC 1725 dropped it */
      client->done |= POP3_DONE_LAST;
      break;
    case POP3_C_RSET:
      client->done |= POP3_DONE_RSET;
      break;
    case POP3_C_CAPA:
      client->done |= POP3_DONE_CAPA;
      break;
    case POP3_C_UTF8: /* the session is as good as one without it (RFC 6856 §2) */
      client->done |= POP3_DONE_UTF8;
      break;
    case POP3_C_STLS:
      client->verdict = CLIENT_REFUSED;
      break;
    case POP3_C_APOP:
    case POP3_C_AUTH:
    case POP3_C_USER:
    case POP3_C_PASS:
      heard_login_refused (client, about->command, code);
      break;
    case POP3_C_STAT:
    case POP3_C_LIST:
    case POP3_C_QUIT:
      if (client->verdict == CLIENT_RUNNING)
        client->verdict = CLIENT_FAILED;
      break;
    case POP3_C_UIDL: /* optional (RFC 1939 §7): everything counts as new */
      client->done |= POP3_DONE_UIDL;
      break;
    case POP3_C_TOP:
      heard_top_refused (client, about, code);
      break;
    case POP3_C_RETR:
      pop3_client_message (client, about->index)->fetch = POP3_FETCH_REFUSED;
      break;
    default:
      break;
    }
}

void
pop3_client_heard (Pop3Flow *flow, const Pop3Pending *about, Pop3ClientOutcome outcome, const char *text)
{
  const char *end = text[0] == '[' ? strchr (text, ']') : NULL;
  g_autofree char *code = end != NULL ? g_strndup (text, (gsize) (end - text) + 1) : g_strdup ("");

  if (outcome == POP3_C_CONTINUE)
    {
      flow->client->done |= POP3_SASL_WANTED;
      g_free (flow->client->challenge);
      flow->client->challenge = g_strdup (text);
    }
  else if (outcome == POP3_C_OK)
    heard_ok (flow, about, text);
  else
    heard_err (flow, about, code);
  pop3_client_settle (flow->client, flow->policy, flow->now);
}
