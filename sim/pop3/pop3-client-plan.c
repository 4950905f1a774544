/* The flow of a POP3 session: which command comes next, and by which rule. Looks and changes
 * nothing, so that the next command can be asked for before it is sent.
 *
 * CAPA, a login, STAT, LIST, UIDL, then message by message RETR or TOP and DELE, QUIT, as far as the
 * policy has no other order. A DELE waits until its message has come whole, also when commands are pipelined. */
#include "pop3/pop3-client-private.h"

static gboolean
is_done (const Pop3Client *client, guint bits)
{
  return (client->done & bits) != 0;
}

static gboolean
can (const Pop3Client *client, guint bits)
{
  return (client->capabilities & bits) != 0;
}

Pop3ClientMessage *
pop3_client_message (const Pop3Client *client, guint index)
{
  return &g_array_index (client->messages, Pop3ClientMessage, index);
}

static Pop3Plan
plan_command (Pop3ClientInput command, DecisionRule rule)
{
  return (Pop3Plan){ .command = command, .rule = rule };
}

gboolean
pop3_client_scrams (const Pop3Client *client, const DevicePolicy *policy)
{
  return policy->auth == AUTH_SCRAM && can (client, POP3_CAN_SCRAM);
}

/* A server that lists its capabilities without USER or SASL PLAIN wants no password on this
 * connection (RFC 2449 §6.3): none is sent. */
static Pop3Plan
plan_login (const Pop3Client *client, const DevicePolicy *policy)
{
  if (client->verdict != CLIENT_RUNNING)
    return plan_command (POP3_C_QUIT, RULE_END_SESSION);
  if ((policy->ask_capa || client->tls == CLIENT_TLS_NEEDED) && !is_done (client, POP3_DONE_CAPA))
    return plan_command (POP3_C_CAPA, RULE_LOG_IN);
  if (client->tls == CLIENT_TLS_NEEDED && can (client, POP3_CAN_STLS))
    return plan_command (POP3_C_STLS, RULE_LOG_IN);
  if (client->tls == CLIENT_TLS_NEEDED)
    return plan_command (POP3_C_QUIT, RULE_NO_TLS);
  if (policy->use_utf8 && can (client, POP3_CAN_UTF8) && !is_done (client, POP3_DONE_UTF8))
    return plan_command (POP3_C_UTF8, RULE_UTF8);
  if (policy->use_apop && client->banner != NULL && !is_done (client, POP3_DONE_APOP))
    return plan_command (POP3_C_APOP, RULE_LOG_IN);
  if (policy->login == LOGIN_BEST && (can (client, POP3_CAN_PLAIN) || pop3_client_scrams (client, policy))
      && !is_done (client, POP3_DONE_AUTH))
    return plan_command (POP3_C_AUTH, RULE_LOG_IN);
  if (can (client, POP3_CAN_ANY) && !can (client, POP3_CAN_USER))
    return plan_command (POP3_C_QUIT, RULE_END_SESSION);
  return plan_command (is_done (client, POP3_DONE_USER) ? POP3_C_PASS : POP3_C_USER, RULE_LOG_IN);
}

static gboolean
wants_delete (const Pop3ClientMessage *message, const DevicePolicy *policy)
{
  if (!message->delete_wanted)
    return FALSE;
  return policy->delete_when_deleted || policy->keep == KEEP_NEVER || policy->keep == KEEP_UNTIL_DELETED;
}

static gboolean
can_top (const Pop3Client *client)
{
  return (!can (client, POP3_CAN_ANY) || can (client, POP3_CAN_TOP)) && !is_done (client, POP3_NO_TOP);
}

static gboolean
is_wanted (const Pop3Client *client, const DevicePolicy *policy, guint index, gboolean opened)
{
  const Pop3ClientMessage *message = pop3_client_message (client, index);

  if (message->fetch != POP3_NOT_FETCHED || (message->known && !opened) || wants_delete (message, policy))
    return FALSE;
  return policy->newest == 0 || client->messages->len - index <= policy->newest;
}

/* TOP in place of RETR, so that a server does not take the message for read. */
static void
plan_whole (const DevicePolicy *policy, const Pop3ClientMessage *message, gboolean top, Pop3Plan *plan)
{
  if (message->uidl == NULL)
    plan->rule = RULE_DOWNLOAD_AGAIN;
  if (policy->fetch_by != FETCH_BY_TOP || policy->keep != KEEP_NEVER || !top)
    return;
  plan->command = POP3_C_TOP;
  plan->lines = 99999999;
  plan->whole = TRUE;
}

/* How the message is to be fetched; FALSE when it is not. */
static gboolean
plan_fetch (const Pop3Client *client, const DevicePolicy *policy, guint index, Pop3Plan *plan)
{
  const Pop3ClientMessage *message = pop3_client_message (client, index);
  gboolean opened = message->item != 0 && message->item == client->open_item && message->downloaded == 0;
  gboolean top = can_top (client);

  if (!is_wanted (client, policy, index, opened))
    return FALSE;
  *plan = plan_command (POP3_C_RETR, RULE_DOWNLOAD_NEW);
  plan->index = index;
  plan->inputs[0] = (gint64) message->size;
  if (policy->listing == LISTING_UIDL_EACH && !message->sized)
    {
      plan->command = POP3_C_LIST;
      plan->rule = RULE_LIST_MESSAGES;
      plan->single = TRUE;
    }
  else if (opened)
    plan->rule = RULE_OPEN_ON_DEMAND;
  else if (policy->headers_only && top)
    {
      plan->command = POP3_C_TOP;
      plan->rule = RULE_HEADERS_ONLY;
    }
  else if (policy->size_limit != 0 && message->size > policy->size_limit && top)
    {
      plan->command = POP3_C_TOP;
      plan->rule = RULE_TOO_LARGE;
      plan->lines = policy->top_lines;
      plan->inputs[1] = (gint64) policy->size_limit;
    }
  else
    plan_whole (policy, message, top, plan);
  return TRUE;
}

/* Age counts from the download on this device; a message of which only the top came stays. */
static gboolean
plan_delete (const Pop3Client *client, const DevicePolicy *policy, guint index, gint64 now, Pop3Plan *plan)
{
  const Pop3ClientMessage *message = pop3_client_message (client, index);
  gint64 age = now - message->downloaded;

  if (message->dele_sent || message->fetch == POP3_ASKED_FOR || message->fetch == POP3_FETCH_REFUSED)
    return FALSE;
  *plan = plan_command (POP3_C_DELE, RULE_NONE);
  plan->index = index;
  if (wants_delete (message, policy))
    plan->rule = RULE_DELETE_WANTED;
  else if (policy->keep == KEEP_NEVER && message->downloaded != 0
           && (policy->delete_known || message->fetch == POP3_FETCHED))
    plan->rule = RULE_DELETE_AFTER_DOWNLOAD;
  else if (policy->keep == KEEP_DAYS && message->downloaded != 0 && age / G_TIME_SPAN_DAY >= policy->keep_days)
    {
      plan->rule = RULE_DELETE_AGED;
      plan->inputs[0] = age;
      plan->inputs[1] = policy->keep_days;
    }
  return plan->rule != RULE_NONE;
}

static Pop3Plan
plan_end (const Pop3Client *client)
{
  Pop3Plan plan = plan_command (POP3_C_QUIT, RULE_END_SESSION);

  for (guint i = 0; client->messages != NULL && i < client->messages->len; i++)
    {
      const Pop3ClientMessage *message = pop3_client_message (client, i);

      plan.inputs[0] += message->fetch == POP3_FETCHED || message->fetch == POP3_FETCHED_TOP;
      plan.inputs[1] += message->deleted;
      plan.inputs[2] += message->known && message->fetch == POP3_NOT_FETCHED;
    }
  return plan;
}

static Pop3Plan
plan_deletes (const Pop3Client *client, const DevicePolicy *policy, gint64 now)
{
  Pop3Plan plan;

  for (guint i = client->settled; i < client->messages->len; i++)
    if (plan_delete (client, policy, i, now, &plan))
      return plan;
  return plan_end (client);
}

/* The first message with something to fetch or to delete. */
static Pop3Plan
plan_messages (const Pop3Client *client, const DevicePolicy *policy, gint64 now)
{
  guint n = client->messages != NULL ? client->messages->len : 0;
  Pop3Plan plan;

  for (guint i = client->settled; i < n; i++)
    if (plan_fetch (client, policy, i, &plan)
        || (!policy->delete_last && plan_delete (client, policy, i, now, &plan)))
      return plan;
  /* Those that wait for the last one to have come: DELEs may be pipelined among themselves. */
  for (guint i = client->settled; policy->delete_last && i < n; i++)
    if (pop3_client_message (client, i)->fetch == POP3_ASKED_FOR)
      return (Pop3Plan){ .wait = TRUE };
  plan = policy->delete_last && n > 0 ? plan_deletes (client, policy, now) : plan_end (client);
  if (plan.command == POP3_C_QUIT && client->pending->len > 0)
    return (Pop3Plan){ .wait = TRUE };
  return plan;
}

void
pop3_client_settle (Pop3Client *client, const DevicePolicy *policy, gint64 now)
{
  Pop3Plan plan;

  for (; client->messages != NULL && client->settled < client->messages->len; client->settled++)
    if (pop3_client_message (client, client->settled)->fetch == POP3_ASKED_FOR
        || plan_fetch (client, policy, client->settled, &plan)
        || plan_delete (client, policy, client->settled, now, &plan))
      return;
}

/* Keeping, headers alone and a size limit need to know a message again. */
gboolean
pop3_client_lacks_uidls (const Pop3Client *client, const DevicePolicy *policy)
{
  gboolean needed = policy->keep != KEEP_NEVER || policy->headers_only || policy->size_limit != 0;

  if (!needed || policy->without_uidl == WITHOUT_UIDL_DOWNLOAD || !is_done (client, POP3_DONE_UIDL)
      || client->messages == NULL || client->messages->len == 0)
    return FALSE;
  for (guint i = 0; i < client->messages->len; i++)
    if (pop3_client_message (client, i)->uidl != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
plan_listing (const Pop3Client *client, const DevicePolicy *policy, Pop3Plan *plan)
{
  gboolean list = !is_done (client, POP3_DONE_LIST) && policy->listing != LISTING_UIDL_EACH;
  gboolean uidl = !is_done (client, POP3_DONE_UIDL);
  gboolean uidl_first = policy->listing != LISTING_LIST_UIDL;

  if (policy->ask_last && !is_done (client, POP3_DONE_LAST))
    *plan = plan_command (POP3_C_LAST, RULE_LIST_MESSAGES);
  else if (uidl && (uidl_first || !list))
    *plan = plan_command (POP3_C_UIDL, RULE_LIST_MESSAGES);
  else if (list)
    *plan = plan_command (POP3_C_LIST, RULE_LIST_MESSAGES);
  else
    return FALSE;
  return TRUE;
}

static Pop3Plan
plan_transaction (const Pop3Client *client, const DevicePolicy *policy, gint64 now)
{
  Pop3Plan plan;

  if (client->verdict != CLIENT_RUNNING)
    return plan_end (client);
  if (policy->ask_stat && !is_done (client, POP3_DONE_STAT))
    return plan_command (POP3_C_STAT, RULE_LIST_MESSAGES);
  if (is_done (client, POP3_DONE_STAT) && client->count == 0)
    return plan_end (client);
  if (plan_listing (client, policy, &plan))
    return plan;
  if (!pop3_client_lacks_uidls (client, policy))
    return plan_messages (client, policy, now);
  if (policy->without_uidl == WITHOUT_UIDL_RESET && !is_done (client, POP3_DONE_RSET))
    return plan_command (POP3_C_RSET, RULE_NO_UIDL);
  plan = plan_end (client);
  plan.rule = RULE_NO_UIDL;
  return plan;
}

Pop3Plan
pop3_client_plan (const Pop3Client *client, const DevicePolicy *policy, gint64 now)
{
  gboolean listed = is_done (client, POP3_DONE_UIDL) && client->messages != NULL
                    && client->state == POP3_CLIENT_TRANSACTION;
  gboolean pipeline = policy->pipeline && can (client, POP3_CAN_PIPELINE) && listed;
  guint window = pipeline ? POP3_PIPELINE_MAX : 1;

  if (client->done & POP3_SASL_WANTED)
    return plan_command (POP3_C_AUTH, RULE_LOG_IN);
  if (client->pending->len >= window)
    return (Pop3Plan){ .wait = TRUE };
  if (client->state == POP3_CLIENT_TRANSACTION && client->scram.asked && client->scram.step != SCRAM_CLIENT_SATISFIED)
    return plan_command (POP3_C_QUIT, RULE_END_SESSION); /* it has not proved itself (RFC 5802 §3) */
  if (client->state == POP3_CLIENT_AUTHORIZATION)
    return plan_login (client, policy);
  if (client->state == POP3_CLIENT_TRANSACTION)
    return plan_transaction (client, policy, now);
  return (Pop3Plan){ .wait = TRUE };
}

const char *
pop3_client_peek (const Pop3Client *client, const DevicePolicy *policy, const Replica *replica, gint64 now)
{
  Pop3Plan plan = pop3_client_plan (client, policy, now);

  return plan.wait ? NULL : pop3_client_table.inputs[plan.command];
}
