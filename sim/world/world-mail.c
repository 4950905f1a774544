/* Mail between servers: what the outside world sends in, what the host sends on, and what comes back. */
#include <string.h>

#include "world/compose.h"
#include "world/delivery-report.h"
#include "world/world-private.h"

#define SMTP_PORT 25
#define OUTSIDE_TIMEOUT (5 * G_TIME_SPAN_MINUTE) /* RFC 5321 §4.5.3.2 */
#define FIRST_RETRY (5 * G_TIME_SPAN_MINUTE)
#define LAST_RETRY (4 * G_TIME_SPAN_HOUR)
#define GIVE_UP (5 * G_TIME_SPAN_DAY)            /* RFC 5321 §4.5.4.1 */
#define TELL_DELAY (4 * G_TIME_SPAN_HOUR)        /* of those who asked (RFC 3461 §5.2.5 leaves the time open) */

static GPtrArray *
recipients (const Step *step, const Action *action)
{
  GPtrArray *to = g_ptr_array_new_with_free_func (g_free);
  const MailStore *first = mail_host_store (step->world->host, 1);

  for (guint i = 0; action->to != NULL && i < action->to->len; i++)
    g_ptr_array_add (to, g_strdup (action->to->pdata[i]));
  if (to->len == 0 && first != NULL)
    g_ptr_array_add (to, mail_store_dup_address (first));
  return to;
}

static GPtrArray *
envelope_of (const GPtrArray *to)
{
  GPtrArray *envelope = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < to->len; i++)
    g_ptr_array_add (envelope, compose_dup_address (to->pdata[i]));
  return envelope;
}

static Message *
compose_delivery (const Step *step, guint index, const char *from, const GPtrArray *to)
{
  const Action *action = journal_action (step->journal, index);
  const char *at = strrchr (from, '@');
  g_autofree char *id = g_strdup_printf ("<%u.%" G_GUINT64_FORMAT "@%s>", index + 1, step->world->seed,
                                         at != NULL ? at + 1 : "luar.example");
  Composition composition = { .from = action->from != NULL ? action->from : from, .to = to,
                              .subject = action->subject, .body = action->body, .message_id = id,
                              .size = action->size, .time = step->world->now,
                              .zone_minutes = step->world->zone_minutes };

  return compose_message (&composition);
}

void
step_deliver (Step *step, guint index)
{
  World *world = step->world;
  const Action *action = journal_action (step->journal, index);
  g_autoptr (GPtrArray) to = recipients (step, action);
  g_autoptr (GPtrArray) envelope = envelope_of (to);
  g_autofree char *from = compose_dup_address (action->from != NULL ? action->from : "somebody@luar.example");
  g_autoptr (Message) message = NULL;
  guint32 letter;
  guint32 item;

  if (to->len == 0)
    {
      step_impossible (step, index, IMPOSSIBLE_NO_SUCH_USER);
      return;
    }
  message = compose_delivery (step, index, from, to);
  letter = world_add_letter (world, message, journal_letter (step->journal, index), index + 1);
  item = outside_queue (&world->outside, from, envelope, message, letter, world->now);
  step_done (step, index, letter);
  step_copy_outside (step, letter, item, OUTSIDE_TO_SEND, message_size (message), 0);
  step_outside_work (step, item);
}

static Session *
find_transfer (const Step *step, guint32 item, gboolean of_host)
{
  for (guint i = 0; i < step->world->sessions->len; i++)
    {
      Session *session = step->world->sessions->pdata[i];

      if (session->smtp_client != NULL && session->device == 0 && session->item == item
          && (session->of_host != 0) == of_host && !session->finished)
        return session;
    }
  return NULL;
}

static void
transfer (Step *step, const QueuedMail *mail, const char *helo, gboolean of_host)
{
  World *world = step->world;
  Place place = of_host ? (Place) { PLACE_SERVER, 0 } : (Place) { PLACE_OUTSIDE, 0 };
  gboolean listening = of_host || (world->host->policy.smtp_enabled && !world->host->down);
  guint32 connection = network_connect (&world->network, step_network (step), place, PROTOCOL_SMTP, SMTP_PORT, listening);
  Session *session = step_open_client (step, connection, PROTOCOL_SMTP);

  session->item = mail->id;
  session->of_host = of_host;
  session->line_event = step->cause;
  session->smtp_client = g_new0 (SmtpClient, 1);
  smtp_client_init (session->smtp_client, helo, NULL, NULL, mail->from, mail->to, mail->message, mail->letter,
                    OUTSIDE_TIMEOUT);
  smtp_client_ask (session->smtp_client, mail->asked, mail->to_asked);
  step_rearm (step, session);
}

static void
note_retry (Step *step, const QueuedMail *mail, Place place)
{
  if (mail->attempts > 0)
    step_timer_event (step, TIMER_RETRY, place, 0, ROLE_NONE);
}

void
step_outside_work (Step *step, guint32 item)
{
  const QueuedMail *mail = outside_find (&step->world->outside, item);
  const char *at = mail != NULL ? strrchr (mail->from, '@') : NULL;
  g_autofree char *helo = g_strdup_printf ("mail.%s", at != NULL ? at + 1 : "luar.example");

  if (mail == NULL || find_transfer (step, item, FALSE) != NULL)
    return;
  note_retry (step, mail, (Place) { PLACE_OUTSIDE, 0 });
  transfer (step, mail, helo, FALSE);
}

static int
queue_index (const MailHost *host, guint32 item)
{
  for (guint i = 0; i < host->queue->len; i++)
    if (((const QueuedMail *) host->queue->pdata[i])->id == item)
      return (int) i;
  return -1;
}

void
step_host_work (Step *step, guint32 item)
{
  const MailHost *host = step->world->host;
  int index = queue_index (host, item);

  if (index < 0 || host->down || find_transfer (step, item, TRUE) != NULL)
    return;
  note_retry (step, host->queue->pdata[index], (Place) { PLACE_SERVER, 0 });
  transfer (step, host->queue->pdata[index], host->hostname, TRUE);
}

/* Mail that an engine has put into the host's queue in this step. */
void
step_plan_queue (Step *step)
{
  World *world = step->world;

  for (guint i = 0; i < world->host->queue->len; i++)
    {
      QueuedMail *mail = world->host->queue->pdata[i];

      if (mail->id <= world->queue_seen)
        continue;
      world->queue_seen = mail->id;
      mail->letter = world_letter_of (world, mail->message);
      step_schedule (step, ENTRY_HOST_QUEUE, mail->id, 0, world->now, FALSE);
    }
}

/* What the next server said about that recipient, NULL. */
static const char *
refusal_of (const SmtpClient *client, const char *address)
{
  for (guint i = 0; i + 1 < client->refused->len; i += 2)
    if (strcmp (client->refused->pdata[i], address) == 0)
      return client->refused->pdata[i + 1];
  return NULL;
}

typedef enum { FATE_GONE, FATE_AGAIN, FATE_FAILED } Fate;

/* Of one recipient after a transfer. */
static Fate
fate_of (const SmtpClient *client, const char *address, gboolean gave_up)
{
  const char *reply = refusal_of (client, address);
  Fate again = gave_up ? FATE_FAILED : FATE_AGAIN;

  if (reply != NULL)
    return reply[0] == '4' ? again : FATE_FAILED;
  if (client->result == SMTP_TRANSFER_SENT || client->result == SMTP_TRANSFER_PARTLY)
    return FATE_GONE;
  return client->result == SMTP_TRANSFER_REFUSED ? FATE_FAILED : again;
}

/* Keeps those recipients that may be tried again. FALSE when none is left. */
static gboolean
keep_temporary (QueuedMail *mail, const SmtpClient *client, gboolean gave_up)
{
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < mail->to->len; i++)
    if (fate_of (client, mail->to->pdata[i], gave_up) == FATE_AGAIN)
      g_array_append_val (left, i);
  if (left->len > 0)
    queued_mail_keep (mail, left);
  return left->len > 0;
}

static void
retry_later (Step *step, QueuedMail *mail, EntryKind kind)
{
  gint64 delay = MIN (FIRST_RETRY << MIN (mail->attempts, 6), LAST_RETRY);

  mail->attempts++;
  step_schedule (step, kind, mail->id, 0, step->world->now + delay, mail->attempts >= WORLD_PATIENT_TRIES);
}

static void
outside_over (Step *step, QueuedMail *mail, const SmtpClient *client)
{
  Outside *outside = &step->world->outside;
  gboolean gave_up = step->world->now - mail->accepted > GIVE_UP;
  gboolean sent = client->result == SMTP_TRANSFER_SENT || client->result == SMTP_TRANSFER_PARTLY;
  gboolean refused = !sent && (client->result == SMTP_TRANSFER_REFUSED || gave_up);

  if (sent)
    step_copy_outside (step, mail->letter, mail->id, OUTSIDE_SENT, message_size (mail->message), 0);
  if (client->result == SMTP_TRANSFER_PARTLY && keep_temporary (mail, client, gave_up))
    {
      retry_later (step, mail, ENTRY_OUTSIDE_WORK);
      return;
    }
  if (!sent && !refused)
    {
      retry_later (step, mail, ENTRY_OUTSIDE_WORK);
      return;
    }
  if (refused)
    step_copy_outside (step, mail->letter, mail->id, OUTSIDE_BOUNCED, message_size (mail->message), 0);
  outside_done (outside, mail->id, refused);
}

/* RFC 3461 §5.2.2 to §5.2.5: what the sender is told of a transfer. */
static void
add_fates (DeliveryReport *report, QueuedMail *mail, const SmtpClient *client, gboolean gave_up, gboolean late)
{
  for (guint i = 0; i < mail->to->len; i++)
    {
      const char *to = mail->to->pdata[i];
      const char *asked = mail->to_asked->pdata[i];
      const char *reply = refusal_of (client, to);
      Fate fate = fate_of (client, to, gave_up);

      if (reply == NULL)
        reply = client->reply;
      if (fate == FATE_FAILED)
        delivery_report_add (report, to, asked, REPORT_FAILED, reply);
      else if (fate == FATE_AGAIN && late)
        delivery_report_add (report, to, asked, REPORT_DELAYED, reply);
      else if (fate == FATE_GONE && !smtp_client_asks_server (client))
        delivery_report_add (report, to, asked, REPORT_RELAYED, NULL);
    }
}

static void
report_transfer (Step *step, QueuedMail *mail, const SmtpClient *client, gboolean gave_up)
{
  World *world = step->world;
  g_autofree char *id = g_strdup_printf ("%u.%u.%" G_GUINT64_FORMAT, mail->id, mail->attempts, world->seed);
  const MailStore *store = mail_host_find (world->host, mail->from);
  gboolean late = world->now - mail->accepted > TELL_DELAY && !mail->warned;
  DeliveryReport report;

  delivery_report_begin (&report, world->host->hostname, id);
  report.from = mail->from;
  report.asked = mail->asked;
  report.message = mail->message;
  report.arrival = mail->accepted;
  report.now = world->now;
  report.retry_until = mail->accepted + GIVE_UP;
  report.zone_minutes = world->zone_minutes;
  add_fates (&report, mail, client, gave_up, late);
  mail->warned |= late;
  delivery_report_send (&report, world->host, &step->out.changes);
  if (store != NULL)
    step_copies (step, (Place) { PLACE_SERVER, store->id }, NULL);
}

static void
host_over (Step *step, QueuedMail *mail, const SmtpClient *client)
{
  MailHost *host = step->world->host;
  gboolean gave_up = step->world->now - mail->accepted > GIVE_UP;

  report_transfer (step, mail, client, gave_up);
  if (keep_temporary (mail, client, gave_up))
    retry_later (step, mail, ENTRY_HOST_QUEUE);
  else
    state_free (&queued_mail_state, g_ptr_array_remove_index (host->queue, (guint) queue_index (host, mail->id)));
}

void
step_transfer_over (Step *step, Session *session)
{
  World *world = step->world;

  if (session->of_host)
    {
      int index = queue_index (world->host, session->item);

      if (index >= 0)
        host_over (step, world->host->queue->pdata[index], session->smtp_client);
    }
  else if (outside_find (&world->outside, session->item) != NULL)
    outside_over (step, outside_find (&world->outside, session->item), session->smtp_client);
}

/* The copy on the host that the mail was made from: none is kept there. On the device that wrote it there is one. */
static guint32
written_copy (const World *world, guint32 letter)
{
  const ReplicaFolder *folder;

  for (guint i = 0; i < world->devices->len; i++)
    {
      const ReplicaItem *item = device_find_letter (world->devices->pdata[i], letter, &folder);

      if (item != NULL)
        return item->copy;
    }
  return 0;
}

void
step_take_arrived (Step *step, Session *session)
{
  World *world = step->world;
  GPtrArray *received = session->smtp_server->received;

  while (received != NULL && received->len > 0)
    {
      QueuedMail *mail = g_ptr_array_remove_index (received, 0);

      mail->letter = world_letter_of (world, mail->message);
      g_ptr_array_add (world->outside.arrived, mail);
      step_copy_outside (step, mail->letter, 0, OUTSIDE_ARRIVED, message_size (mail->message),
                         written_copy (world, mail->letter));
    }
}
