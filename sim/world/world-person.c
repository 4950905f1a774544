/* What a person does with letters at a device: the replica changes at once, the server hears of it when it can. */
#include <string.h>

#include "world/compose.h"
#include "world/world-private.h"

typedef struct {
  Step *step;
  const Action *action;
  Device *device;
  Replica *replica;           /* the device's own */
  const ReplicaFolder *folder;
  const ReplicaItem *item;    /* until the replica changes */
  guint32 letter;
  guint32 id;                 /* of the item */
  guint32 uid;
} Act;

static gboolean
is_imap (const Act *act)
{
  return act->device->policy.protocol == PROTOCOL_IMAP;
}

static gboolean
is_remote (const Act *act)
{
  return is_imap (act) && act->uid != 0;
}

static void
pend (Act *act, PendingKind kind, const char *folder, const char *target, guint32 uid, guint32 item)
{
  PendingChange change = { .kind = kind, .folder = (char *) folder, .target = (char *) target, .uid = uid,
                           .item = item, .since = act->step->world->now };

  replica_pend (act->replica, &change);
}

/* Some programs tell, for what was changed offline, all flags as they are here: the last one wins. */
static void
pend_whole_set (Act *act, FlagSet flags)
{
  PendingChange change = { .kind = PENDING_FLAGS, .operation = FLAGS_ADD, .flags = { .system = flags.system },
                           .folder = act->folder->name, .uid = act->uid, .item = act->id,
                           .since = act->step->world->now };

  change.flags.system &= FLAG_ALL_STORED;
  if (change.flags.system != 0)
    replica_pend (act->replica, &change);
  change.operation = FLAGS_REMOVE;
  change.flags.system = FLAG_ALL_STORED & ~flags.system;
  if (change.flags.system != 0)
    replica_pend (act->replica, &change);
}

static ImpossibleReason
set_flag (Act *act, SystemFlag flag, gboolean on)
{
  FlagSet flags = act->item->flags;
  PendingChange change = { .kind = PENDING_FLAGS, .operation = on ? FLAGS_ADD : FLAGS_REMOVE,
                           .folder = act->folder->name, .uid = act->uid, .item = act->id,
                           .since = act->step->world->now };

  if (((flags.system & flag) != 0) == on)
    return IMPOSSIBLE_ALREADY;
  flags.system ^= flag;
  change.flags.system = flag;
  if (is_remote (act) && !act->device->online && act->device->policy.replay == REPLAY_WHOLE)
    pend_whole_set (act, flags);
  else if (is_remote (act))
    replica_pend (act->replica, &change);
  replica_set_flags (act->replica, act->id, &flags, FALSE, REASON_FLAGS_LOCAL, &act->step->out.changes);
  return IMPOSSIBLE_NONE;
}

/* A letter whose text is not here is fetched when it is opened, if there is a way: by its UID, or by its UIDL. POP3 may
 * find that it is there no more (RFC 1939 §7): it is read when it has come. */
static ImpossibleReason
read_letter (Act *act)
{
  if (act->item->part < PART_TEXT)
    {
      if ((!is_remote (act) && act->item->uidl == NULL) || !act->device->online)
        return IMPOSSIBLE_NO_BODY;
      g_array_append_val (act->device->opens, act->id);
      if (!is_remote (act))
        return IMPOSSIBLE_NONE;
    }
  set_flag (act, FLAG_SEEN, TRUE);
  return IMPOSSIBLE_NONE;
}

static const char *
special_folder (const Replica *replica, SpecialUse use, const char *name)
{
  for (guint i = 0; i < replica->folders->len; i++)
    {
      const ReplicaFolder *folder = replica->folders->pdata[i];

      if (folder->special_use & use)
        return g_intern_string (folder->name);
    }
  return name;
}

static void
expunge_later (Act *act)
{
  pend (act, PENDING_EXPUNGE, act->folder->name, NULL, act->uid, act->id);
  replica_set_hidden (act->replica, act->id, TRUE);
}

static void
move_later (Act *act, const char *target)
{
  pend (act, PENDING_MOVE, act->folder->name, target, act->uid, act->id);
  replica_set_hidden (act->replica, act->id, TRUE);
}

/* The server's copy of a letter that POP3 brought is deleted in the next session, when the policy says so. */
static void
want_deleted (Act *act)
{
  UidlState *uidl = act->item->uidl != NULL ? replica_uidl (act->replica, act->item->uidl) : NULL;

  if (uidl != NULL && (act->device->policy.delete_when_deleted || act->device->policy.keep == KEEP_UNTIL_DELETED))
    uidl->delete_wanted = TRUE;
}

static ImpossibleReason
delete_letter (Act *act)
{
  const char *trash = special_folder (act->replica, SPECIAL_TRASH, "Trash");
  gboolean in_trash = strcmp (act->folder->name, trash) == 0;
  Changes *changes = &act->step->out.changes;

  if (is_remote (act))
    {
      if (act->device->policy.delete_mode == DELETE_MARK)
        return set_flag (act, FLAG_DELETED, TRUE);
      if (act->device->policy.delete_mode == DELETE_AT_ONCE || in_trash)
        expunge_later (act);
      else
        move_later (act, trash);
      return IMPOSSIBLE_NONE;
    }
  want_deleted (act);
  if (in_trash)
    replica_remove (act->replica, act->id, REASON_DELETED_LOCALLY, changes);
  else
    replica_move (act->replica, act->id, trash, 0, REASON_DELETED_LOCALLY, changes);
  return IMPOSSIBLE_NONE;
}

/* What lies in a folder of this device only, and goes to one that the server has: it is uploaded (RFC 4549 §4.2.1). */
static gboolean
is_upload (const Act *act, const char *name)
{
  const ReplicaFolder *target = replica_folder (act->replica, name);

  return is_imap (act) && act->item->local_only && act->item->part == PART_FULL && act->folder->uid_validity == 0
         && strcmp (act->folder->name, "Outbox") != 0 && target != NULL && target->uid_validity != 0;
}

/* To a folder of this device: the letter is copied into it, and the server's is deleted. */
static ImpossibleReason
move_off_server (Act *act, const char *target)
{
  const ReplicaItem *item = act->item;
  ReplicaAdd add = { .message = item->message, .part = PART_FULL, .flags = { .system = item->flags.system },
                     .size = item->size, .internal_date = item->internal_date, .now = act->step->world->now,
                     .letter = item->letter, .parent = item->copy, .local_only = TRUE, .reason = REASON_MOVED };

  if (item->part < PART_FULL)
    return IMPOSSIBLE_NO_BODY;
  replica_add (act->replica, target, &add, &act->step->out.changes);
  act->item = replica_find_id (act->replica, act->id, &act->folder);
  if (act->device->policy.delete_mode == DELETE_MARK)
    set_flag (act, FLAG_DELETED, TRUE);
  else
    expunge_later (act);
  return IMPOSSIBLE_NONE;
}

static ImpossibleReason
move_letter (Act *act)
{
  const char *target = act->action->folder;

  if (strcmp (act->folder->name, target) == 0)
    return IMPOSSIBLE_ALREADY;
  if (is_remote (act) && act->action->where == WHERE_DEVICE)
    return move_off_server (act, target);
  if (!is_remote (act))
    {
      if (act->action->where == WHERE_ACCOUNT && is_upload (act, target))
        pend (act, PENDING_APPEND, target, target, 0, act->id);
      replica_move (act->replica, act->id, target, 0, REASON_MOVED, &act->step->out.changes);
      return IMPOSSIBLE_NONE;
    }
  /* A folder that the server does not have is created on the way (RFC 3501 §6.3.3). */
  move_later (act, target);
  return IMPOSSIBLE_NONE;
}

static ImpossibleReason
do_to_letter (Act *act)
{
  switch ((guint) act->action->kind)
    {
    case ACTION_READ:
      return read_letter (act);
    case ACTION_UNREAD:
      return set_flag (act, FLAG_SEEN, FALSE);
    case ACTION_FLAG:
      return set_flag (act, FLAG_FLAGGED, TRUE);
    case ACTION_UNFLAG:
      return set_flag (act, FLAG_FLAGGED, FALSE);
    case ACTION_DELETE:
      return delete_letter (act);
    case ACTION_MOVE:
      return move_letter (act);
    default:
      g_assert_not_reached ();
    }
}

/* Marked letters, and all that lie in Trash. */
static gboolean
is_to_be_purged (const Act *act, const ReplicaFolder *folder, const ReplicaItem *item)
{
  const char *trash = special_folder (act->replica, SPECIAL_TRASH, "Trash");
  gboolean marks = is_imap (act) && act->device->policy.delete_mode == DELETE_MARK;

  if (item->hidden)
    return FALSE;
  return (item->flags.system & FLAG_DELETED) != 0 || (!marks && strcmp (folder->name, trash) == 0);
}

static void
purge (Act *act)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < act->replica->folders->len; i++)
    {
      const ReplicaFolder *folder = act->replica->folders->pdata[i];

      for (guint j = 0; j < folder->items->len; j++)
        if (is_to_be_purged (act, folder, &g_array_index (folder->items, ReplicaItem, j)))
          g_array_append_val (ids, g_array_index (folder->items, ReplicaItem, j).id);
    }
  for (guint i = 0; i < ids->len; i++)
    {
      act->id = g_array_index (ids, guint32, i);
      act->item = replica_find_id (act->replica, act->id, &act->folder);
      act->uid = act->item->uid;
      if (is_remote (act))
        expunge_later (act);
      else
        replica_remove (act->replica, act->id, REASON_DELETED_LOCALLY, &act->step->out.changes);
    }
}

/* The letter that the journal means; one that no action made, such as a bounce, is known by its name only when it has
 * come. */
static guint32
letter_meant (const World *world, const Journal *journal, const Action *action)
{
  if (action->letter_id != 0)
    return action->letter_id;
  for (guint i = world->letters->len; i > 0 && action->letter != NULL; i--)
    {
      const Letter *letter = &g_array_index (world->letters, Letter, i - 1);

      if (strcmp (journal_letter_name (journal, letter->id), action->letter) == 0)
        return letter->id;
    }
  return 0;
}

static gboolean
begin (Act *act, Step *step, guint index, Device *device)
{
  *act = (Act) { .step = step, .action = journal_action (step->journal, index), .device = device };
  act->replica = state_own (&replica_state, (gpointer *) &device->replica);
  act->letter = letter_meant (step->world, step->journal, act->action);
  act->item = act->letter != 0 ? device_find_letter (device, act->letter, &act->folder) : NULL;
  if (act->item != NULL)
    {
      act->id = act->item->id;
      act->uid = act->item->uid;
    }
  return act->item != NULL;
}

static void
conclude (Act *act, guint index, ImpossibleReason reason)
{
  Step *step = act->step;

  if (reason != IMPOSSIBLE_NONE)
    {
      step_impossible (step, index, reason);
      return;
    }
  step_done (step, index, act->letter);
  step_copies (step, device_place (act->device), NULL);
  act->device->closed = FALSE;
  step_device_work (step, act->device);
}

void
step_person (Step *step, guint index, Device *device)
{
  Act act;
  gboolean found = begin (&act, step, index, device);

  if (act.action->kind == ACTION_PURGE)
    {
      purge (&act);
      conclude (&act, index, IMPOSSIBLE_NONE);
      return;
    }
  conclude (&act, index, found ? do_to_letter (&act) : IMPOSSIBLE_NO_LETTER);
}

/* With IMAP every device is to see it: it is uploaded (RFC 3501 §6.3.11). */
static void
into_drafts (Act *act, ReplicaAdd *add)
{
  const char *drafts = special_folder (act->replica, SPECIAL_DRAFTS, "Drafts");
  guint32 item;

  add->flags.system |= FLAG_DRAFT;
  item = replica_add (act->replica, drafts, add, &act->step->out.changes);
  if (is_imap (act))
    pend (act, PENDING_APPEND, drafts, drafts, 0, item);
}

static void
put_away (Act *act, guint index, const Composition *composition)
{
  World *world = act->step->world;
  g_autoptr (Message) message = compose_message (composition);
  OutboxEntry entry = { .from = (char *) composition->from, .to = (GPtrArray *) composition->to };
  ReplicaAdd add = { .message = message, .part = PART_FULL, .flags = { .system = FLAG_SEEN }, .now = world->now,
                     .internal_date = world->now, .local_only = TRUE, .reason = REASON_COMPOSED };

  act->letter = world_add_letter (world, message, journal_letter (act->step->journal, index), index + 1);
  add.letter = act->letter;
  if (act->action->draft)
    {
      into_drafts (act, &add);
      return;
    }
  entry.item = replica_add (act->replica, "Outbox", &add, &act->step->out.changes);
  replica_outbox_add (act->replica, &entry);
}

static void
write_letter (Act *act, guint index, Composition *composition, GPtrArray *to)
{
  World *world = act->step->world;
  const MailStore *store = mail_host_store (world->host, act->device->account);
  g_autofree char *from = mail_store_dup_address (store);
  g_autofree char *message_id = g_strdup_printf ("<%u.%" G_GUINT64_FORMAT "@%s>", index + 1, world->seed,
                                                 store->domain);

  composition->from = from;
  composition->to = to;
  composition->message_id = message_id;
  composition->body = act->action->body;
  composition->size = act->action->size;
  composition->time = world->now;
  composition->zone_minutes = world->zone_minutes;
  put_away (act, index, composition);
}

/* RFC 5322 §3.6.4 */
static void
write_reply (Act *act, guint index)
{
  Message *original = act->item->message;
  const char *id = message_header (original, "Message-ID");
  const char *reply_to = message_header (original, "Reply-To");
  const char *from = message_header (original, "From");
  const char *references = message_header (original, "References");
  g_autofree char *subject = message_dup_subject (original);
  g_autofree char *all = references != NULL && id != NULL ? g_strdup_printf ("%s\r\n %s", references, id) : g_strdup (id);
  gboolean again = g_ascii_strncasecmp (subject, "Re:", 3) == 0;
  g_autofree char *answer = again ? g_strdup (subject) : g_strdup_printf ("Re: %s", subject);
  g_autoptr (GPtrArray) to = g_ptr_array_new_with_free_func (g_free);
  Composition composition = { .subject = answer, .in_reply_to = id, .references = all };

  g_ptr_array_add (to, compose_dup_address (reply_to != NULL ? reply_to : from != NULL ? from : ""));
  set_flag (act, FLAG_ANSWERED, TRUE);
  write_letter (act, index, &composition, to);
}

void
step_write (Step *step, guint index, Device *device)
{
  Act act;
  gboolean found = begin (&act, step, index, device);
  Composition composition = { .subject = act.action->subject };

  if (act.action->kind == ACTION_WRITE)
    write_letter (&act, index, &composition, act.action->to);
  else if (!found || act.item->message == NULL)
    {
      step_impossible (step, index, found ? IMPOSSIBLE_NO_BODY : IMPOSSIBLE_NO_LETTER);
      return;
    }
  else
    write_reply (&act, index);
  conclude (&act, index, IMPOSSIBLE_NONE);
}
