/* Devices: when their mail programs connect, and what a session's end means to them. */
#include "smtp/dsn.h"
#include "world/world-private.h"

#define POP3_PORT 110
#define POP3S_PORT 995
#define IMAP_PORT 143
#define IMAPS_PORT 993
#define SUBMISSION_PORT 587
#define SUBMISSIONS_PORT 465
#define RECONNECT_SOON (5 * G_TIME_SPAN_SECOND)
#define RECONNECT_FIRST (30 * G_TIME_SPAN_SECOND)
#define RECONNECT_LAST (15 * G_TIME_SPAN_MINUTE)
#define OUTBOX_RETRY (5 * G_TIME_SPAN_MINUTE)

static char *
dup_login (const MailHost *host, const MailStore *store)
{
  return mail_host_find (host, store->user) == store ? g_strdup (store->user) : mail_store_dup_address (store);
}

static const char *
password_of (const Device *device, const MailStore *store)
{
  return device->password != NULL ? device->password : store->password;
}

/* What answers at the port that the device is set to may be another service than its own, or none. */
static Session *
connect_device (Step *step, Device *device, Protocol protocol, guint port)
{
  World *world = step->world;
  Protocol service = protocol;
  gboolean tls;
  gboolean listening = mail_host_listens (world->host, port, &service, &tls);
  guint32 connection = network_connect (&world->network, step_network (step), device_place (device), service, port,
                                        listening);
  Session *session = step_open_client (step, connection, protocol);

  session->device = device->id;
  session->policy = device->policy;
  session->line_event = step->cause;
  return session;
}

static guint
port_of (const Device *device, guint usual, guint within_tls)
{
  if (device->policy.port != 0)
    return device->policy.port;
  return device->policy.tls == DEVICE_TLS_IMPLICIT ? within_tls : usual;
}

/* Letters that have grown old in the server's Trash are removed for ever, whoever put them there. */
static void
expire_trash (Step *step, Device *device)
{
  Replica *replica = state_own (&replica_state, (gpointer *) &device->replica);
  gint64 oldest = step->world->now - device->policy.trash_days * G_TIME_SPAN_DAY;

  for (guint i = 0; i < replica->folders->len; i++)
    {
      const ReplicaFolder *folder = replica->folders->pdata[i];

      for (guint j = 0; (folder->special_use & SPECIAL_TRASH) != 0 && j < folder->items->len; j++)
        {
          const ReplicaItem *item = &g_array_index (folder->items, ReplicaItem, j);
          PendingChange change = { .kind = PENDING_EXPUNGE, .folder = folder->name, .uid = item->uid, .item = item->id,
                                   .since = step->world->now };

          if (item->uid == 0 || item->hidden || item->internal_date > oldest)
            continue;
          replica_pend (replica, &change);
          replica_set_hidden (replica, item->id, TRUE);
          folder = replica->folders->pdata[i];
        }
    }
}

/* POP3 fetches one of them in a session. */
static void
open_waiting (Device *device, const Session *session)
{
  guint n = session->imap_client != NULL ? device->opens->len : MIN (device->opens->len, 1);

  for (guint i = 0; i < n; i++)
    {
      guint32 item = g_array_index (device->opens, guint32, i);

      if (session->imap_client != NULL)
        imap_client_open (session->imap_client, item);
      else
        pop3_client_open (session->pop3_client, item);
    }
  if (n > 0)
    g_array_remove_range (device->opens, 0, n);
}

static void
collect (Step *step, Device *device)
{
  const MailHost *host = step->world->host;
  const MailStore *store = mail_host_store (host, device->account);
  g_autofree char *login = dup_login (host, store);
  Session *session;

  if (device->policy.trash_days > 0)
    expire_trash (step, device);
  if (device->policy.protocol == PROTOCOL_IMAP)
    {
      session = connect_device (step, device, PROTOCOL_IMAP, port_of (device, IMAP_PORT, IMAPS_PORT));
      session->imap_client = g_new0 (ImapClient, 1);
      imap_client_init (session->imap_client, login, password_of (device, store), device_stays_connected (device));
      if (device->policy.tls == DEVICE_TLS_STARTTLS)
        imap_client_require_tls (session->imap_client);
      open_waiting (device, session);
    }
  else
    {
      g_autofree char *name = g_strconcat (device->policy.recent ? "recent:" : "", login, NULL);

      session = connect_device (step, device, PROTOCOL_POP3, port_of (device, POP3_PORT, POP3S_PORT));
      session->pop3_client = g_new0 (Pop3Client, 1);
      pop3_client_init (session->pop3_client, name, password_of (device, store));
      if (device->policy.tls == DEVICE_TLS_STARTTLS)
        pop3_client_require_tls (session->pop3_client);
      open_waiting (device, session);
    }
  device->collecting = session->connection;
  device->wanted_check = FALSE;
  step_rearm (step, session);
}

/* RFC 3461 §4.1, with each recipient's address as it was written here (§4.2). */
static void
ask_for_reports (SmtpClient *client, TellSender notify)
{
  g_autoptr (GPtrArray) asked = g_ptr_array_new_with_free_func (g_free);

  if (notify == TELL_DEFAULT)
    return;
  for (guint i = 0; i < client->to->len; i++)
    {
      g_autofree char *orcpt = dsn_dup_original (client->to->pdata[i]);

      g_ptr_array_add (asked, notify == TELL_NEVER ? g_strdup ("NOTIFY=NEVER")
                                                   : g_strconcat ("NOTIFY=SUCCESS,FAILURE,DELAY ", orcpt, NULL));
    }
  smtp_client_ask (client, NULL, asked);
}

static void
submit (Step *step, Device *device)
{
  const MailHost *host = step->world->host;
  const MailStore *store = mail_host_store (host, device->account);
  const OutboxEntry *entry = &g_array_index (device->replica->outbox, OutboxEntry, 0);
  const ReplicaItem *item = replica_find_id (device->replica, entry->item, NULL);
  g_autofree char *login = dup_login (host, store);
  Session *session;

  if (item == NULL || item->message == NULL)
    return;
  session = connect_device (step, device, PROTOCOL_SUBMISSION,
                            device->policy.tls == DEVICE_TLS_IMPLICIT ? SUBMISSIONS_PORT : SUBMISSION_PORT);
  session->smtp_client = g_new0 (SmtpClient, 1);
  session->item = entry->item;
  smtp_client_init (session->smtp_client, device->name, login, password_of (device, store), entry->from, entry->to, item->message,
                    item->letter, device->policy.command_timeout);
  if (device->policy.tls == DEVICE_TLS_STARTTLS)
    smtp_client_require_tls (session->smtp_client);
  if (device->policy.auth == AUTH_SCRAM)
    smtp_client_prefer_scram (session->smtp_client);
  ask_for_reports (session->smtp_client, device->policy.notify);
  device->submitting = session->connection;
  step_rearm (step, session);
}

static gboolean
wants_to_collect (const Device *device)
{
  gboolean imap = device->policy.protocol == PROTOCOL_IMAP;

  return device->wanted_check || device->opens->len > 0 || device_stays_connected (device)
         || (imap && device->replica->pending->len > 0);
}

/* The session that is there looks at the replica again. */
static void
nudge (Step *step, Device *device)
{
  Session *session = step_find_session (step, device->collecting, SIDE_CLIENT);

  if (session == NULL || session->imap_client == NULL)
    return; /* POP3: what is wanted waits for the session's end */
  if (device->wanted_check)
    imap_client_refresh (session->imap_client);
  open_waiting (device, session);
  device->wanted_check = FALSE;
  step_wake (step, session);
}

/* What an ENTRY_DEVICE_WORK is for: its b. The device then does whatever there is to do. */
typedef enum { WORK_COLLECT, WORK_SUBMIT } Work;

static void
forget_work (Step *step, const Device *device)
{
  for (Work work = WORK_COLLECT; work <= WORK_SUBMIT; work++)
    scheduler_cancel (&step->world->scheduler, ENTRY_DEVICE_WORK, device->id, work);
}

static void
work_later (Step *step, const Device *device, Work work, gint64 delay, gboolean background)
{
  scheduler_cancel (&step->world->scheduler, ENTRY_DEVICE_WORK, device->id, work);
  step_schedule (step, ENTRY_DEVICE_WORK, device->id, work, step->world->now + delay, background);
}

void
step_device_work (Step *step, Device *device)
{
  if (device->real || !device->online || device->closed || !step->world->day_began)
    return;
  forget_work (step, device);
  if (device->replica->outbox->len > 0 && device->submitting == 0)
    submit (step, device);
  if (!wants_to_collect (device))
    return;
  if (device->collecting == 0)
    collect (step, device);
  else
    nudge (step, device);
}

void
step_device_begin (Step *step, Device *device)
{
  if (device->real)
    return;
  if (device->policy.check_interval > 0)
    step_schedule (step, ENTRY_DEVICE_CHECK, device->id, 0, step->world->now + device->policy.check_interval, TRUE);
  if (device->policy.protocol == PROTOCOL_IMAP)
    device->wanted_check = device->online;
  step_device_work (step, device);
}

void
step_device_check (Step *step, Device *device)
{
  step_schedule (step, ENTRY_DEVICE_CHECK, device->id, 0, step->world->now + device->policy.check_interval, TRUE);
  if (!device->online || device->closed || (device->collecting != 0 && device->policy.protocol == PROTOCOL_POP3))
    return; /* who is collecting mail does not begin anew */
  step_timer_event (step, TIMER_CHECK, device_place (device), 0, ROLE_NONE);
  device->wanted_check = TRUE;
  step_device_work (step, device);
}

static void
end_session (Step *step, guint32 connection, gboolean abort)
{
  Session *session = connection != 0 ? step_find_session (step, connection, SIDE_CLIENT) : NULL;

  if (session == NULL)
    return;
  if (abort || !session->connected)
    {
      network_abort (&step->world->network, step_network (step), connection, SIDE_CLIENT);
      step_finish (step, session);
    }
  else if (session->imap_client != NULL)
    {
      imap_client_leave (session->imap_client);
      step_wake (step, session);
    }
  else
    step_close_end (step, session);
}

void
step_device_drop_sessions (Step *step, Device *device)
{
  guint32 closed = device->closed;

  device->closed = TRUE; /* what ends does not begin anew */
  end_session (step, device->collecting, TRUE);
  end_session (step, device->submitting, TRUE);
  device->closed = closed;
  g_array_set_size (device->opens, 0);
  device->failures = 0;
  forget_work (step, device);
}

void
step_device_policy (Step *step, Device *device, const DevicePolicy *policy)
{
  gboolean stayed = device_stays_connected (device), other_interval = device->policy.check_interval != policy->check_interval;

  device->policy = *policy;
  if (!step->world->day_began)
    return;
  if (other_interval)
    {
      scheduler_cancel (&step->world->scheduler, ENTRY_DEVICE_CHECK, device->id, 0);
      if (policy->check_interval > 0)
        step_schedule (step, ENTRY_DEVICE_CHECK, device->id, 0, step->world->now + policy->check_interval, TRUE);
    }
  if (stayed && device->online && !device->closed)
    end_session (step, device->collecting, FALSE);
  else
    step_device_work (step, device);
}

void
step_device_close (Step *step, Device *device)
{
  device->closed = TRUE;
  forget_work (step, device);
  end_session (step, device->collecting, FALSE);
  end_session (step, device->submitting, FALSE);
}

/* A device that goes offline knows that its connections are gone; the server does not hear of it. */
void
step_device_set_online (Step *step, Device *device, gboolean online)
{
  World *world = step->world;
  LinkSettings settings = network_link (&world->network, device_place (device))->settings;

  device->online = online;
  settings.up = online;
  network_set_link (&world->network, step_network (step), device_place (device), &settings);
  if (online)
    {
      device->failures = 0;
      step_device_work (step, device);
      return;
    }
  forget_work (step, device);
  g_array_set_size (device->opens, 0);
  step_by_hand_lost (step, device);
  end_session (step, device->collecting, TRUE);
  end_session (step, device->submitting, TRUE);
}

static void
sent (Step *step, Device *device, const Session *session)
{
  Replica *replica = state_own (&replica_state, (gpointer *) &device->replica);
  PendingChange change = { .kind = PENDING_APPEND, .folder = (char *) "Sent", .target = (char *) "Sent",
                           .item = session->item, .since = step->world->now };

  replica_outbox_done (replica, 0);
  replica_move (replica, session->item, "Sent", 0, REASON_SENT, &step->out.changes);
  if (device->policy.protocol == PROTOCOL_IMAP && device->policy.save_sent)
    replica_pend (replica, &change);
  step_copies (step, device_place (device), NULL);
}

/* The person sees it among the drafts and has to do something about it. */
static void
refused (Step *step, Device *device, const Session *session)
{
  Replica *replica = state_own (&replica_state, (gpointer *) &device->replica);
  PendingChange change = { .kind = PENDING_APPEND, .folder = (char *) "Drafts", .target = (char *) "Drafts",
                           .item = session->item, .since = step->world->now };

  replica_outbox_done (replica, 0);
  replica_move (replica, session->item, "Drafts", 0, REASON_REFUSED, &step->out.changes);
  if (device->policy.protocol == PROTOCOL_IMAP)
    replica_pend (replica, &change);
  step_copies (step, device_place (device), NULL);
}

static void
submission_over (Step *step, Device *device, const Session *session)
{
  Replica *replica = state_own (&replica_state, (gpointer *) &device->replica);
  OutboxEntry *entry;

  device->submitting = 0;
  if (replica->outbox->len == 0 || g_array_index (replica->outbox, OutboxEntry, 0).item != session->item)
    return;
  entry = &g_array_index (replica->outbox, OutboxEntry, 0);
  switch ((SmtpTransferResult) session->smtp_client->result)
    {
    case SMTP_TRANSFER_SENT:
    case SMTP_TRANSFER_PARTLY:
      sent (step, device, session);
      break;
    case SMTP_TRANSFER_REFUSED:
      refused (step, device, session);
      break;
    case SMTP_TRANSFER_RUNNING:
    case SMTP_TRANSFER_FAILED:
      entry->attempts++;
      if (device->online && !device->closed)
        work_later (step, device, WORK_SUBMIT, OUTBOX_RETRY, entry->attempts >= WORLD_PATIENT_TRIES);
      return;
    }
  step_device_work (step, device);
}

static gint64
reconnect_delay (const Device *device)
{
  guint doublings = MIN (device->failures, 6);

  return device->failures == 0 ? RECONNECT_SOON : MIN (RECONNECT_FIRST << (doublings - 1), RECONNECT_LAST);
}

static void
await_still (Device *device, guint32 id)
{
  const ReplicaItem *item = id != 0 ? replica_find_id (device->replica, id, NULL) : NULL;

  for (guint i = 0; i < device->opens->len; i++)
    if (g_array_index (device->opens, guint32, i) == id)
      return;
  if (item != NULL && item->part < PART_FULL)
    g_array_append_val (device->opens, id);
}

/* What the person still waits for when a session has been refused, or has broken, before it came. */
static void
await_again (Device *device, const Session *session)
{
  g_autoptr (GArray) later = device->opens;

  device->opens = g_array_new (FALSE, FALSE, sizeof (guint32));
  await_still (device, session->imap_client != NULL ? session->imap_client->open_item : session->pop3_client->open_item);
  for (guint i = 0; session->imap_client != NULL && i < session->imap_client->opens->len; i++)
    await_still (device, g_array_index (session->imap_client->opens, guint32, i));
  for (guint i = 0; i < later->len; i++)
    await_still (device, g_array_index (later, guint32, i));
}

static void
collecting_over (Step *step, Device *device, const Session *session)
{
  guint32 result = session->imap_client != NULL ? session->imap_client->result : session->pop3_client->result;
  gboolean succeeded = result == CLIENT_SUCCEEDED;

  /* A server that hangs up on a program that wants to stay must not be called every few seconds. */
  if (device_stays_connected (device) && step->world->now - session->opened < RECONNECT_FIRST)
    succeeded = FALSE;
  device->collecting = 0;
  device->failures = succeeded ? 0 : device->failures + 1;
  if (result != CLIENT_SUCCEEDED && device->online && !device->closed)
    await_again (device, session);
  if (!device->online || device->closed || !wants_to_collect (device))
    return;
  /* Another session holds the maildrop, or the password is wrong: as with a plain check, the next one tries again. */
  if (result == CLIENT_REFUSED && session->pop3_client != NULL && !device->wanted_check)
    return;
  if (succeeded && (device->wanted_check || device->opens->len > 0))
    step_device_work (step, device);
  else if (succeeded && !device_stays_connected (device)) /* the server refuses a change, for now */
    work_later (step, device, WORK_COLLECT, RECONNECT_LAST, TRUE);
  else
    work_later (step, device, WORK_COLLECT, reconnect_delay (device),
                device->failures >= WORLD_PATIENT_TRIES);
}

void
step_device_session_over (Step *step, Session *session)
{
  Device *device = step_device (step, session->device);

  if (session->smtp_client != NULL)
    submission_over (step, device, session);
  else
    collecting_over (step, device, session);
}
