#include "random-laws.h"

#include <string.h>

char *
law_octets (const World *world)
{
  for (guint i = 0; i < world->host->stores->len; i++)
    {
      const MailStore *store = world->host->stores->pdata[i];
      guint64 sum = 0;

      for (guint j = 0; j < store->mailboxes->len; j++)
        {
          const Mailbox *mailbox = store->mailboxes->pdata[j];

          for (guint k = 0; k < mailbox_count (mailbox); k++)
            if (!store->trash_is_free || (mailbox->special_use & SPECIAL_TRASH) == 0)
              sum += message_size (mailbox_entry (mailbox, k)->message);
        }
      if (sum != mail_store_used (store))
        return g_strdup_printf ("octets: %s has %" G_GUINT64_FORMAT ", not %" G_GUINT64_FORMAT, store->user, sum,
                                mail_store_used (store));
    }
  return NULL;
}

char *
law_uids (const World *world)
{
  for (guint i = 0; i < world->server_copies->len; i++)
    {
      const ServerCopy *copy = &g_array_index (world->server_copies, ServerCopy, i);

      for (guint j = i; j > 0; j--)
        {
          const ServerCopy *before = &g_array_index (world->server_copies, ServerCopy, j - 1);

          if (before->store != copy->store || before->uid_validity != copy->uid_validity)
            continue;
          if (before->uid >= copy->uid)
            return g_strdup_printf ("uids: %u after %u with UIDVALIDITY %u", copy->uid, before->uid, copy->uid_validity);
          break;
        }
    }
  return NULL;
}

/* store, UIDVALIDITY and UID → Message */
GHashTable *
law_same_octets_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) message_unref);
}

static char *
compare_octets (GHashTable *known, guint32 store, guint32 uid_validity, guint32 uid, Message *message, const char *where)
{
  g_autofree char *key = g_strdup_printf ("%u %u %u", store, uid_validity, uid);
  Message *before = g_hash_table_lookup (known, key);

  if (before == NULL)
    g_hash_table_insert (known, g_steal_pointer (&key), message_ref (message));
  else if (before != message && !g_bytes_equal (message_get_bytes (before), message_get_bytes (message)))
    return g_strdup_printf ("same: UID %u with UIDVALIDITY %u has other octets on %s", uid, uid_validity, where);
  return NULL;
}

static char *
compare_on_device (const Device *device, GHashTable *known)
{
  char *broken = NULL;

  for (guint i = 0; i < device->replica->folders->len && broken == NULL; i++)
    {
      const ReplicaFolder *folder = device->replica->folders->pdata[i];

      for (guint j = 0; j < folder->items->len && broken == NULL; j++)
        {
          const ReplicaItem *item = &g_array_index (folder->items, ReplicaItem, j);

          if (item->uid != 0 && item->part == PART_FULL)
            broken = compare_octets (known, device->account, folder->uid_validity, item->uid, item->message, device->name);
        }
    }
  return broken;
}

char *
law_same_octets (const World *world, GHashTable *known)
{
  char *broken = NULL;

  for (guint i = 0; i < world->host->stores->len; i++)
    {
      const MailStore *store = world->host->stores->pdata[i];

      for (guint j = 0; j < store->mailboxes->len; j++)
        {
          const Mailbox *mailbox = store->mailboxes->pdata[j];

          for (guint k = 0; k < mailbox_count (mailbox) && broken == NULL; k++)
            broken = compare_octets (known, i + 1, mailbox->uid_validity, mailbox_entry (mailbox, k)->uid,
                                     mailbox_entry (mailbox, k)->message, "the server");
        }
    }
  for (guint i = 0; i < world->devices->len && broken == NULL; i++)
    broken = compare_on_device (world->devices->pdata[i], known);
  return broken;
}

/* Per copy: 0 never seen, 1 there, 2 gone. */
static char *
follow_copies (const Trace *trace, guint8 *state, guint32 n)
{
  for (guint id = 1; id <= trace_length (trace); id++)
    {
      const TraceEvent *event = trace_event (trace, id);
      const CopyEvent *copy = &event->copy;

      if (event->kind != TRACE_COPY)
        continue;
      if (copy->copy == 0 || copy->copy > n || copy->letter == 0 || copy->reason == REASON_NONE)
        return g_strdup_printf ("copies: event %u tells of copy %u of letter %u without a reason", id, copy->copy,
                                copy->letter);
      if (state[copy->copy] != (copy->change == COPY_APPEARED ? 0 : 1))
        return g_strdup_printf ("copies: event %u: copy %u comes twice, or is gone", id, copy->copy);
      if (copy->change == COPY_VANISHED && event->cause == 0)
        return g_strdup_printf ("copies: event %u: copy %u goes without a cause", id, copy->copy);
      state[copy->copy] = copy->change == COPY_VANISHED ? 2 : 1;
    }
  return NULL;
}

static char *
find_copy (guint8 *state, guint32 copy, const char *where)
{
  if (state[copy] != 1)
    return g_strdup_printf ("copies: copy %u is in %s, but that was never told", copy, where);
  state[copy] = 3;
  return NULL;
}

static char *
find_on_server (const World *world, guint8 *state)
{
  for (guint i = 0; i < world->host->stores->len; i++)
    {
      const MailStore *store = world->host->stores->pdata[i];

      for (guint j = 0; j < store->mailboxes->len; j++)
        for (guint k = 0; k < mailbox_count (store->mailboxes->pdata[j]); k++)
          {
            char *broken = find_copy (state, mailbox_entry (store->mailboxes->pdata[j], k)->copy, "a mailbox");

            if (broken != NULL)
              return broken;
          }
    }
  return NULL;
}

static char *
find_on_devices (const World *world, guint8 *state)
{
  for (guint i = 0; i < world->devices->len; i++)
    {
      const Device *device = world->devices->pdata[i];

      for (guint j = 0; j < device->replica->folders->len; j++)
        {
          const ReplicaFolder *folder = device->replica->folders->pdata[j];

          for (guint k = 0; k < folder->items->len; k++)
            {
              char *broken = find_copy (state, g_array_index (folder->items, ReplicaItem, k).copy, device->name);

              if (broken != NULL)
                return broken;
            }
        }
    }
  return NULL;
}

char *
law_copies (const World *world, const Trace *trace)
{
  g_autofree guint8 *state = g_new0 (guint8, (gsize) world->next_copy + 1);
  char *broken = follow_copies (trace, state, world->next_copy);

  for (guint i = 0; broken == NULL && i < world->outside.copies->len; i++)
    broken = find_copy (state, g_array_index (world->outside.copies, OutsideCopy, i).copy, "the outside");
  if (broken == NULL)
    broken = find_on_server (world, state);
  if (broken == NULL)
    broken = find_on_devices (world, state);
  for (guint32 copy = 1; broken == NULL && copy <= world->next_copy; copy++)
    if (state[copy] == 1)
      broken = g_strdup_printf ("copies: copy %u is nowhere, and nothing told that it went", copy);
  return broken;
}

static gboolean
is_verb (const Trace *trace, const TraceEvent *event, const char *verb)
{
  const TraceToken *tokens = trace_tokens (trace, &event->line);
  gsize length;
  const guint8 *octets = trace_line_octets (trace, event, &length);

  for (guint i = 0; i < event->line.n_tokens; i++)
    if (tokens[i].kind == TOKEN_COMMAND && tokens[i].length == strlen (verb)
        && g_ascii_strncasecmp ((const char *) octets + event->line.start + tokens[i].start, verb, tokens[i].length) == 0)
      return TRUE;
  return FALSE;
}

/* The server has handled QUIT in this very step. */
static gboolean
is_after_quit (const Trace *trace, const TraceEvent *event)
{
  for (guint id = event->id; id > 0 && trace_event (trace, id)->step == event->step; id--)
    {
      const TraceEvent *line = trace_event (trace, id);

      if (line->kind == TRACE_LINE && line->line.arrived && line->connection == event->connection
          && is_verb (trace, line, "QUIT"))
        return TRUE;
    }
  return FALSE;
}

char *
law_pop3 (const Trace *trace)
{
  for (guint id = 1; id <= trace_length (trace); id++)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind == TRACE_COPY && event->copy.change == COPY_VANISHED && event->copy.reason == REASON_POP_DELETED
          && !is_after_quit (trace, event))
        return g_strdup_printf ("pop3: event %u deletes without QUIT", id);
    }
  return NULL;
}

/* What the client of a session has been told that there is. */
typedef struct {
  guint32 connection;
  guint32 count;
  guint32 done; /* the last command that was answered to its end */
  UidSet gone; /* of which it was told by UID */
} View;

static void
view_clear (gpointer view)
{
  uid_set_clear (&((View *) view)->gone);
}

static View *
view_of (GArray *views, guint32 connection)
{
  View view = { .connection = connection };

  for (guint i = views->len; i > 0; i--)
    if (g_array_index (views, View, i - 1).connection == connection)
      return &g_array_index (views, View, i - 1);
  g_array_append_val (views, view);
  return &g_array_index (views, View, views->len - 1);
}

/* RFC 3501 §7.4.1: not while FETCH, STORE or SEARCH by sequence numbers are being answered. */
static gboolean
may_not_be_told (const Trace *trace, const TraceEvent *event)
{
  static const char *const verbs[] = { "FETCH", "STORE", "SEARCH" };
  const TraceEvent *command = event->line.answers != 0 ? trace_event (trace, event->line.answers) : NULL;

  for (guint i = 0; command != NULL && i < G_N_ELEMENTS (verbs); i++)
    if (is_verb (trace, command, verbs[i]) && !is_verb (trace, command, "UID"))
      {
        g_autofree char *text = trace_line_text (trace, command, 60);

        return strstr (text, " UID ") == NULL && strstr (text, " uid ") == NULL;
      }
  return FALSE;
}

/* RFC 3501 §7.4.1, RFC 7162 §3.2.10: when a letter may be told to be gone. NULL: now. */
static char *
told_too_soon (const View *view, const Trace *trace, const TraceEvent *event)
{
  if (may_not_be_told (trace, event))
    return g_strdup_printf ("expunges: event %u: told while sequence numbers are in use", event->id);
  if (event->line.answers != 0 && event->line.answers == view->done)
    return g_strdup_printf ("expunges: event %u: told while no command is in progress", event->id);
  return NULL;
}

/* RFC 7162 §3.2.10.2: what is gone since, by UID and once. What was gone before is told as EARLIER and counts for nothing. */
static char *
take_vanished (View *view, const Trace *trace, const TraceEvent *event, const char *text)
{
  g_auto (UidSet) told = { NULL };
  char *broken = told_too_soon (view, trace, event);

  if (broken != NULL)
    return broken;

  if (!uid_set_parse (&told, text, -1, 0))
    return g_strdup_printf ("expunges: event %u: VANISHED %s", event->id, text);
  for (guint i = 0; i < told.ranges->len; i++)
    {
      const UidRange *range = &g_array_index (told.ranges, UidRange, i);

      for (guint32 uid = range->from; uid <= range->to; uid++)
        if (view->count == 0 || uid_set_contains (&view->gone, uid))
          return g_strdup_printf ("expunges: event %u: UID %u is gone twice, or was never there", event->id, uid);
        else
          {
            uid_set_add (&view->gone, uid);
            view->count--;
          }
    }
  return NULL;
}

static char *
take_untagged (GArray *views, const Trace *trace, const TraceEvent *event, const char *text)
{
  View *view = view_of (views, event->connection);
  char *end;
  guint32 number = (guint32) strtoul (text, &end, 10);

  if (g_str_has_prefix (text, "OK [CLOSED]"))
    view->count = 0;
  if (g_str_has_prefix (text, "VANISHED ") && text[strlen ("VANISHED ")] != '(')
    return take_vanished (view, trace, event, text + strlen ("VANISHED "));
  if (end == text || *end != ' ')
    return NULL;
  if (strcmp (end, " EXISTS") == 0)
    {
      const TraceEvent *command = event->line.answers != 0 ? trace_event (trace, event->line.answers) : NULL;
      gboolean opening = command != NULL && (is_verb (trace, command, "SELECT") || is_verb (trace, command, "EXAMINE"));

      if (!opening && number < view->count)
        return g_strdup_printf ("expunges: event %u: %u letters, there were %u", event->id, number, view->count);
      if (opening)
        uid_set_clear (&view->gone);
      view->count = number;
    }
  else if (strcmp (end, " EXPUNGE") == 0)
    {
      if (number == 0 || number > view->count)
        return g_strdup_printf ("expunges: event %u: number %u of %u", event->id, number, view->count);
      view->count--;
      return told_too_soon (view, trace, event);
    }
  return NULL;
}

char *
law_expunges (const Trace *trace)
{
  g_autoptr (GArray) views = g_array_new (FALSE, TRUE, sizeof (View));
  char *broken = NULL;

  g_array_set_clear_func (views, view_clear);
  for (guint id = 1; id <= trace_length (trace) && broken == NULL; id++)
    {
      const TraceEvent *event = trace_event (trace, id);
      g_autofree char *text = NULL;

      if (event->kind != TRACE_LINE || event->line.arrived)
        continue;
      if (event->line.kind == LINE_RESPONSE)
        view_of (views, event->connection)->done = event->line.answers;
      if (event->line.kind != LINE_UNTAGGED)
        continue;
      text = trace_line_text (trace, event, 60);
      if (g_str_has_prefix (text, "* "))
        broken = take_untagged (views, trace, event, text + 2);
    }
  return broken;
}

/* To a program that searches for what is NOT DELETED, a letter that carries \Deleted may be there or not. */
static gboolean
is_overlooked (const Device *device, guint32 system)
{
  return device->policy.sequence == SEQUENCE_K9 && (system & FLAG_DELETED) != 0;
}

static guint
n_mirrored (const Device *device, const ReplicaFolder *folder)
{
  guint count = 0;

  for (guint i = 0; folder != NULL && i < folder->items->len; i++)
    {
      const ReplicaItem *item = &g_array_index (folder->items, ReplicaItem, i);

      count += item->uid != 0 && !is_overlooked (device, item->flags.system);
    }
  return count;
}

static guint
n_shown (const Device *device, const Mailbox *mailbox)
{
  guint count = 0;

  for (guint i = 0; i < mailbox_count (mailbox); i++)
    count += !is_overlooked (device, mailbox_entry (mailbox, i)->flags.system);
  return count;
}

static char *
agree_on_mailbox (const Device *device, const Mailbox *mailbox)
{
  const ReplicaFolder *folder = replica_folder (device->replica, mailbox->name);

  if (n_mirrored (device, folder) != n_shown (device, mailbox))
    return g_strdup_printf ("agreement: %s shows %u letters in %s, the server has %u", device->name,
                            n_mirrored (device, folder), mailbox->name, n_shown (device, mailbox));
  for (guint i = 0; i < mailbox_count (mailbox); i++)
    {
      const MailboxEntry *entry = mailbox_entry (mailbox, i);
      const ReplicaItem *item = replica_find_uid (folder, entry->uid);

      if (is_overlooked (device, entry->flags.system))
        continue;
      if (item == NULL || item->hidden || item->letter != entry->letter || item->flags.system != entry->flags.system)
        return g_strdup_printf ("agreement: %s: UID %u of %s is not as on the server", device->name, entry->uid,
                                mailbox->name);
      if (item->part == PART_FULL
          && strcmp (message_letter_digest (item->message), message_letter_digest (entry->message)) != 0)
        return g_strdup_printf ("agreement: %s: UID %u of %s has other octets", device->name, entry->uid, mailbox->name);
    }
  return NULL;
}

/* A program that has stopped for good when the account was made anew does as it was seen to do. */
static gboolean
has_stopped (const Device *device, const MailStore *store)
{
  const ReplicaFolder *inbox = replica_folder (device->replica, "INBOX");
  const Mailbox *there = mail_store_mailbox (store, "INBOX");

  return device->policy.validity == VALIDITY_STOP && inbox->uid_validity != 0 && inbox->uid_validity != there->uid_validity;
}

char *
law_agreement (const World *world)
{
  for (guint i = 0; i < world->devices->len; i++)
    {
      const Device *device = world->devices->pdata[i];
      const MailStore *store = mail_host_store (world->host, device->account);

      if (device->replica->outbox->len > 0)
        return g_strdup_printf ("agreement: %s has %u letters to send", device->name, device->replica->outbox->len);
      if (device->policy.protocol != PROTOCOL_IMAP || has_stopped (device, store))
        continue;
      if (device->replica->pending->len > 0)
        return g_strdup_printf ("agreement: %s has %u changes to tell", device->name, device->replica->pending->len);
      for (guint j = 0; j < store->mailboxes->len; j++)
        {
          const Mailbox *mailbox = store->mailboxes->pdata[j];
          gboolean looked_at = !device->policy.inbox_only || strcmp (mailbox->name, "INBOX") == 0;
          char *broken = looked_at ? agree_on_mailbox (device, mailbox) : NULL;

          if (broken != NULL)
            return broken;
        }
    }
  return NULL;
}
