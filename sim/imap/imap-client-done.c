/* The tagged response ends the command under way (RFC 3501 §7.1). */
#include "imap-client-private.h"

#include <string.h>

static gboolean
is_ok (const ImapResponse *response)
{
  return response->status == STATUS_OK;
}

/* What the server said before the handshake is worth nothing (RFC 3501 §6.2.1), also what it sent along with the OK. */
static void
starttls_done (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;

  if (!is_ok (response))
    {
      client->notes |= NOTE_NO_LOGIN;
      return;
    }
  client->tls = CLIENT_TLS_DONE;
  client->capabilities = 0;
  client->notes &= ~(guint32) NOTE_CAPABLE;
  engine_io_consume (&client->io, client->io.input->len);
  flow->out->start_tls = TRUE;
}

static void
capability_done (Flow *flow, const ImapResponse *response)
{
  flow->client->notes |= NOTE_CAPABLE;
}

/* Capabilities differ before and after (RFC 3501 §6.2.2): asked for again unless the response tells them. */
static void
login_done (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;

  if (is_ok (response) && client->scram.asked && client->scram.step != SCRAM_CLIENT_SATISFIED)
    {
      client->notes |= NOTE_NO_LOGIN; /* it has not proved itself (RFC 5802 §3) */
      client->result = CLIENT_REFUSED;
    }
  else if (is_ok (response))
    {
      if (response->code != CODE_CAPABILITY)
        client->notes &= ~(guint32) NOTE_CAPABLE;
    }
  else if (response->status == STATUS_BAD && client->command == COMMAND (IMAP_INPUT_AUTHENTICATE))
    client->notes |= NOTE_NO_AUTHENTICATE;
  else
    {
      client->notes |= NOTE_NO_LOGIN;
      client->result = CLIENT_REFUSED;
    }
}

static void
list_done (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;
  gboolean returned = flow_list_returns (client, flow->policy);

  if (is_ok (response) && flow_list_goes_on (client, flow->policy))
    {
      client->notes |= NOTE_HALF_LISTED;
      return;
    }
  client->notes &= ~(guint32) NOTE_HALF_LISTED;
  if (is_ok (response))
    flow_list_done (flow);
  else if (returned)
    client->notes |= NOTE_PLAIN_LIST;
  else
    {
      /* Nothing is known of the folders: nothing is dropped for that, and there is an INBOX always. */
      client->notes |= NOTE_LISTED;
      if (flow_folder (client, "INBOX") == NULL)
        flow_add_folder (client, "INBOX", "INBOX");
    }
}

static void
create_done (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;
  g_autofree char *wire = flow_wire_name (client, client->target);
  ImapFolder *folder = flow_folder (client, client->target);

  if (folder == NULL)
    folder = flow_add_folder (client, client->target, wire);
  folder->notes |= FOLDER_CREATED;
  if (!is_ok (response) && response->code != CODE_ALREADYEXISTS)
    folder->notes |= FOLDER_REFUSED;
  else if (flow_subscribes (flow->policy))
    folder->notes |= FOLDER_UNSUBSCRIBED;
}

static void
select_done (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;
  ImapFolder *folder = flow_folder (client, client->selected);

  if (is_ok (response))
    {
      flow_selected (flow);
      return;
    }
  if (folder != NULL)
    folder->notes |= FOLDER_REFUSED;
  g_clear_pointer (&client->selected, g_free);
}

/* What was asked for and did not come is not asked for again in this session. */
static void
forget_up_to (UidSet *set, guint32 last)
{
  while (!uid_set_is_empty (set) && g_array_index (set->ranges, UidRange, 0).from <= last)
    {
      UidRange *range = &g_array_index (set->ranges, UidRange, 0);

      if (range->to > last)
        range->from = last + 1;
      else
        g_array_remove_index (set->ranges, 0);
    }
}

static void
fetch_done (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;

  if (flow_searches (flow->policy) && client->item == 0)
    {
      flow_fetched_some (flow);
      return;
    }
  switch ((FetchPurpose) client->purpose)
    {
    case PURPOSE_CHANGES:
      if (is_ok (response))
        flow_resynced (flow);
      else
        client->notes |= NOTE_FLAGS_WANTED;
      break;
    case PURPOSE_FLAGS:
    case PURPOSE_MAP:
      if (is_ok (response))
        flow_reconcile (flow);
      break;
    case PURPOSE_CONFLICT: /* what is there now, with the change on top of it, is what the person sees */
      break;
    case PURPOSE_NEW:
      forget_up_to (&client->new_uids, client->uid);
      if (uid_set_is_empty (&client->new_uids) && (client->notes & (NOTES_OF_MAILBOX & ~NOTE_NOOP_WANTED)) == 0)
        flow_mailbox_done (flow);
      break;
    case PURPOSE_BODY:
      if (client->item != 0)
        uid_set_remove (&client->bodies, client->uid);
      else
        forget_up_to (&client->bodies, client->uid);
      if (client->item != 0 && client->item == client->open_item)
        client->open_item = 0;
      break;
    case PURPOSE_STRUCTURE:
      if (!flow_structured (flow))
        client->open_item = 0;
      break;
    case PURPOSE_PART:
      if (!flow_text_goes_on (flow))
        client->open_item = 0;
      break;
    }
}

static void
search_done (Flow *flow, const ImapResponse *response)
{
  if (is_ok (response))
    flow_searched (flow);
  else
    uid_set_clear (&flow->client->found);
}

static void
idle_done (Flow *flow, const ImapResponse *response)
{
  if (!is_ok (response))
    flow->client->notes |= NOTE_NO_IDLE;
}

static void
logout_done (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;

  if (client->result == CLIENT_RUNNING && (client->notes & NOTE_LISTED) == 0)
    client->result = CLIENT_REFUSED;
  else if (client->result == CLIENT_RUNNING)
    client->result = client->refused->len > 0 ? CLIENT_FAILED : CLIENT_SUCCEEDED;
  flow->out->close = TRUE;
}

static void
effect (Flow *flow, guint input, const ImapResponse *response)
{
  static void (*const effects[]) (Flow *, const ImapResponse *) = {
    [IMAP_INPUT_STARTTLS] = starttls_done,
    [IMAP_INPUT_CAPABILITY] = capability_done,
    [IMAP_INPUT_AUTHENTICATE] = login_done,
    [IMAP_INPUT_LOGIN] = login_done,
    [IMAP_INPUT_LIST] = list_done,
    [IMAP_INPUT_CREATE] = create_done,
    [IMAP_INPUT_SELECT] = select_done,
    [IMAP_INPUT_EXAMINE] = select_done,
    [IMAP_INPUT_SEARCH] = search_done,
    [IMAP_INPUT_FETCH] = fetch_done,
    [IMAP_INPUT_STORE] = flow_replayed,
    [IMAP_INPUT_COPY] = flow_replayed,
    [IMAP_INPUT_MOVE] = flow_replayed,
    [IMAP_INPUT_EXPUNGE] = flow_replayed,
    [IMAP_INPUT_APPEND] = flow_replayed,
    [IMAP_INPUT_IDLE] = idle_done,
    [IMAP_INPUT_LOGOUT] = logout_done,
  };

  if (input < G_N_ELEMENTS (effects) && effects[input] != NULL)
    effects[input] (flow, response);
}

void
flow_done (Flow *flow, const ImapResponse *response)
{
  static const guint outcomes[] = {
    [STATUS_OK] = IMAP_OUTCOME_OK, [STATUS_NO] = IMAP_OUTCOME_NO, [STATUS_BAD] = IMAP_OUTCOME_BAD,
  };
  ImapClient *client = flow->client;
  guint input = client->command - 1;

  flow_transition (flow, input, outcomes[response->status]);
  effect (flow, input, response);
  client->command = COMMAND_NONE;
  client->pending = 0;
  client->item = 0;
  client->uploaded = 0;
}
