/* Responses as they come in (RFC 3501 §7). */
#include "imap-client-private.h"

#include <string.h>

static const struct {
  const char *name;
  guint32 capability;
} capabilities[] = {
  { "SASL-IR", CAPABILITY_SASL_IR },
  { "AUTH=PLAIN", CAPABILITY_AUTH_PLAIN },
  { "AUTH=" SCRAM_CLIENT_MECHANISM, CAPABILITY_AUTH_SCRAM },
  { "LOGINDISABLED", CAPABILITY_LOGINDISABLED },
  { "IDLE", CAPABILITY_IDLE },
  { "UIDPLUS", CAPABILITY_UIDPLUS },
  { "MOVE", CAPABILITY_MOVE },
  { "SPECIAL-USE", CAPABILITY_SPECIAL_USE },
  { "LITERAL+", CAPABILITY_LITERAL_PLUS },
  { "LITERAL-", CAPABILITY_LITERAL_MINUS },
  { "STARTTLS", CAPABILITY_STARTTLS },
  { "NAMESPACE", CAPABILITY_NAMESPACE },
  { "ID", CAPABILITY_ID },
  { "QUOTA", CAPABILITY_QUOTA },
  { "LIST-EXTENDED", CAPABILITY_LIST_EXTENDED },
  { "ENABLE", CAPABILITY_ENABLE },
  { "CONDSTORE", CAPABILITY_CONDSTORE },
  { "QRESYNC", CAPABILITY_QRESYNC | CAPABILITY_CONDSTORE }, /* RFC 7162 §3.2.1 */
};

void
flow_transition (Flow *flow, guint input, guint outcome)
{
  engine_transition (flow->out, &imap_client_table, &flow->client->state, input, outcome, ROLE_CLIENT);
}

void
flow_fail (Flow *flow, guint input, guint32 result)
{
  flow_transition (flow, input, IMAP_OUTCOME_NONE);
  if (flow->client->result == CLIENT_RUNNING)
    flow->client->result = result;
  flow->client->command = COMMAND_NONE;
  flow->client->deadline = 0;
  flow->out->close = TRUE;
}

static void
on_capabilities (Flow *flow, const GPtrArray *words)
{
  flow->client->capabilities = 0;
  flow->client->notes |= NOTE_CAPABLE;
  for (guint i = 0; i < words->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (capabilities); j++)
      if (strcmp (words->pdata[i], capabilities[j].name) == 0)
        flow->client->capabilities |= capabilities[j].capability;
}

static void
on_code (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;

  switch (response->code)
    {
    case CODE_CAPABILITY:
      on_capabilities (flow, response->words);
      break;
    case CODE_UIDVALIDITY:
      if (client->state == IMAP_CLIENT_SELECTING)
        client->uid_validity = response->numbers[0];
      break;
    case CODE_UIDNEXT:
      if (client->state == IMAP_CLIENT_SELECTING)
        client->uid_next = response->numbers[0];
      break;
    case CODE_APPENDUID:
      client->copied_validity = response->numbers[0];
      client->copied = response->numbers[1];
      break;
    case CODE_COPYUID:
      /* One message is copied at a time: anything else is no answer to what was asked. */
      if (uid_set_count (&response->copied) == 1)
        {
          client->copied_validity = response->numbers[0];
          client->copied = g_array_index (response->copied.ranges, UidRange, 0).from;
        }
      break;
    case CODE_HIGHESTMODSEQ:
      if (client->state == IMAP_CLIENT_SELECTING)
        client->modseq = response->modseq;
      break;
    case CODE_NOMODSEQ:
      client->modseq = 0;
      break;
    case CODE_CLOSED:
      client->notes &= ~(guint32) NOTE_AWAITS_CLOSED;
      break;
    case CODE_MODIFIED:
    case CODE_NONE:
    case CODE_OTHER:
    case CODE_TRYCREATE:
    case CODE_ALREADYEXISTS:
    case CODE_NONEXISTENT:
      break;
    }
}

static void
on_greeting (Flow *flow, const ImapResponse *response)
{
  switch (response->status)
    {
    case STATUS_OK:
      flow_transition (flow, IMAP_INPUT_GREETING, IMAP_OUTCOME_OK);
      break;
    case STATUS_PREAUTH:
      flow_transition (flow, IMAP_INPUT_GREETING, IMAP_OUTCOME_PREAUTH);
      break;
    case STATUS_BYE:
      flow_transition (flow, IMAP_INPUT_GREETING, IMAP_OUTCOME_BYE);
      flow->client->result = CLIENT_REFUSED;
      flow->out->close = TRUE;
      break;
    case STATUS_NONE:
    case STATUS_NO:
    case STATUS_BAD:
      flow_fail (flow, IMAP_INPUT_ERROR, CLIENT_FAILED);
      break;
    }
}

static void
on_status (Flow *flow, const ImapResponse *response)
{
  on_code (flow, response);
  if (response->status != STATUS_BYE)
    return;
  if (flow->client->state == IMAP_CLIENT_LOGGING_OUT)
    flow_transition (flow, IMAP_INPUT_BYE, IMAP_OUTCOME_NONE);
  else
    flow_fail (flow, IMAP_INPUT_BYE, CLIENT_FAILED);
}

static void
on_enabled (Flow *flow, const GPtrArray *words)
{
  for (guint i = 0; i < words->len; i++)
    if (strcmp (words->pdata[i], "QRESYNC") == 0)
      flow->client->notes |= NOTE_QRESYNC;
}

/* What SELECT with QRESYNC brings before it ends is only good for the UIDVALIDITY that is known here. If that has not
 * been told by then, it is left alone, and the mailbox is read from end to end. */
static gboolean
is_resyncing (Flow *flow)
{
  ImapClient *client = flow->client;
  const ReplicaFolder *folder;

  if (client->state != IMAP_CLIENT_SELECTING || (client->notes & NOTE_RESYNC) == 0 ||
      (client->notes & NOTE_AWAITS_CLOSED) != 0)
    return FALSE;
  folder = replica_folder (flow->replica, client->selected);
  return folder != NULL && folder->uid_validity == client->uid_validity;
}

static void
on_untagged (Flow *flow, const ImapResponse *response)
{
  gboolean selected = flow->client->state >= IMAP_CLIENT_SELECTED && flow->client->state <= IMAP_CLIENT_IDLE_ENDING;
  gboolean resyncs = is_resyncing (flow);

  switch (response->data)
    {
    case DATA_STATUS:
      on_status (flow, response);
      break;
    case DATA_CAPABILITY:
      on_capabilities (flow, response->words);
      break;
    case DATA_LIST:
      flow_on_list (flow, response);
      break;
    case DATA_MAILBOX_STATUS:
      flow_on_mailbox_status (flow, response);
      break;
    case DATA_EXISTS:
      if (selected || flow->client->state == IMAP_CLIENT_SELECTING)
        flow_on_exists (flow, response->number);
      break;
    case DATA_EXPUNGE:
      if (selected)
        flow_on_expunge (flow, response->number);
      break;
    case DATA_VANISHED:
      flow->client->notes &= ~(guint32) (selected || resyncs ? 0 : NOTE_RESYNC);
      if (selected || (resyncs && response->earlier))
        flow_on_vanished (flow, &response->set, response->earlier);
      break;
    case DATA_FETCH:
      flow->client->notes &= ~(guint32) (selected || resyncs ? 0 : NOTE_RESYNC);
      if (selected || resyncs)
        flow_on_fetch (flow, response);
      break;
    case DATA_SEARCH:
      flow_on_search (flow, response);
      break;
    case DATA_NAMESPACE:
      flow_on_namespace (flow, response);
      break;
    case DATA_ENABLED:
      on_enabled (flow, response->words);
      break;
    case DATA_FLAGS:
    case DATA_OTHER:
      break;
    }
}

static void
on_continuation (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;

  if (client->state == IMAP_CLIENT_AUTHENTICATING && client->command == COMMAND (IMAP_INPUT_AUTHENTICATE))
    {
      flow_transition (flow, IMAP_INPUT_AUTHENTICATE, IMAP_OUTCOME_CONTINUE);
      flow_send_sasl (flow, response->challenge);
    }
  else if (client->literal != NULL)
    {
      flow_transition (flow, IMAP_INPUT_APPEND, IMAP_OUTCOME_CONTINUE);
      flow_send_literal (flow);
    }
  else if (client->state == IMAP_CLIENT_IDLE_REQUESTED)
    flow_transition (flow, IMAP_INPUT_IDLE, IMAP_OUTCOME_CONTINUE);
}

static gboolean
is_own_tag (const ImapClient *client, const char *tag)
{
  g_autofree char *own = g_strdup_printf ("a%u", client->tag);

  return client->command != COMMAND_NONE && strcmp (own, tag) == 0;
}

static void
dispatch (Flow *flow, const ImapResponse *response)
{
  if (flow->client->state == IMAP_CLIENT_GREETING)
    {
      if (response->kind == RESPONSE_UNTAGGED && response->code == CODE_CAPABILITY)
        on_capabilities (flow, response->words);
      on_greeting (flow, response);
    }
  else if (response->kind == RESPONSE_CONTINUATION)
    on_continuation (flow, response);
  else if (response->kind == RESPONSE_UNTAGGED)
    on_untagged (flow, response);
  else if (is_own_tag (flow->client, response->tag))
    {
      on_code (flow, response);
      flow_done (flow, response);
    }
}

/* Fills in what the numbers of the response mean: sequence number → UID → letter. Returns the letter. */
static guint32
resolve (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;
  guint32 uid = response->uid;
  const ReplicaItem *item;

  if (response->data != DATA_FETCH && response->data != DATA_EXPUNGE)
    return 0;
  if (uid == 0 && response->number <= client->uids->len)
    uid = FLOW_UID (client, response->number - 1);
  item = client->selected != NULL ? flow_find_item (client, flow->replica, uid) : NULL;
  for (guint i = 0; i < response->tokens->len; i++)
    {
      TraceToken *token = &g_array_index (response->tokens, TraceToken, i);

      if (token->number == 0 && token->uid == 0)
        continue;
      token->uid = uid;
      token->letter = item != NULL ? item->letter : 0;
    }
  return item != NULL ? item->letter : 0;
}

static LineKind
line_kind (const ImapClient *client, const ImapResponse *response)
{
  if (client->state == IMAP_CLIENT_GREETING)
    return LINE_GREETING;
  if (response->kind == RESPONSE_CONTINUATION)
    return LINE_CONTINUATION;
  return response->kind == RESPONSE_TAGGED ? LINE_RESPONSE : LINE_UNTAGGED;
}

gboolean
flow_receive (Flow *flow)
{
  ImapClient *client = flow->client;
  g_auto (ImapResponse) response = { 0 };
  gsize length = 0;
  gboolean good;
  guint32 letter;

  switch (imap_frame_find (&client->frame, client->io.input->data, client->io.input->len, &length))
    {
    case FRAME_INCOMPLETE:
      return FALSE;
    case FRAME_TOO_LONG:
      flow_fail (flow, IMAP_INPUT_ERROR, CLIENT_FAILED);
      return TRUE;
    case FRAME_COMPLETE:
      break;
    }
  good = imap_response_parse (&response, client->io.input->data, length);
  letter = resolve (flow, &response);
  engine_received (flow->out, &client->io, ROLE_CLIENT, line_kind (client, &response), length,
                   (const TraceToken *) (gpointer) response.tokens->data, response.tokens->len);
  g_array_index (flow->out->events, TraceEvent, flow->out->events->len - 1).line.letter = letter;
  if (good)
    dispatch (flow, &response);
  else if (client->state == IMAP_CLIENT_GREETING)
    flow_fail (flow, IMAP_INPUT_ERROR, CLIENT_FAILED);
  return TRUE;
}
