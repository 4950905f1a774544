/* The server's mailboxes, and what they are called here. */
#include "imap-client-private.h"

#include <string.h>

#include "imap-utf7.h"

/* Mailboxes beyond this number are not looked at. */
#define FOLDERS_MAX 2000

ImapFolder *
flow_folder (const ImapClient *client, const char *name)
{
  for (guint i = 0; i < client->folders->len; i++)
    if (strcmp (FLOW_FOLDER (client, i)->name, name) == 0)
      return FLOW_FOLDER (client, i);
  return NULL;
}

ImapFolder *
flow_add_folder (ImapClient *client, const char *name, const char *wire)
{
  ImapFolder folder = { .name = g_strdup (name), .wire = g_strdup (wire) };

  g_array_append_val (client->folders, folder);
  return FLOW_FOLDER (client, client->folders->len - 1);
}

static void
remove_at (ImapClient *client, guint index)
{
  state_clear (&imap_folder_state, FLOW_FOLDER (client, index));
  g_array_remove_index (client->folders, index);
}

void
flow_remove_folder (ImapClient *client, const char *name)
{
  ImapFolder *folder = flow_folder (client, name);

  if (folder != NULL)
    remove_at (client, (guint) (folder - FLOW_FOLDER (client, 0)));
}

static void
swap_octets (char *text, char from, char to)
{
  for (; *text != '\0'; text++)
    if (*text == from)
      *text = to;
}

/* Without the prefix of the personal namespace (RFC 2342 §5). A name that is no valid modified UTF-7 is shown as it is
 * on the wire. */
static char *
local_name (const ImapClient *client, const char *wire)
{
  gsize prefix = client->prefix != NULL && g_str_has_prefix (wire, client->prefix) ? strlen (client->prefix) : 0;
  const char *own = wire[prefix] != '\0' ? wire + prefix : wire;
  char *name = imap_utf7_decode (own);

  if (name == NULL)
    name = g_utf8_make_valid (own, -1);
  if (client->delimiter != 0 && client->delimiter != '/')
    swap_octets (name, (char) client->delimiter, '/');
  if (g_ascii_strcasecmp (name, "INBOX") != 0)
    return name;
  g_free (name);
  return g_strdup ("INBOX");
}

char *
flow_wire_name (const ImapClient *client, const char *name)
{
  g_autofree char *text = g_utf8_make_valid (name, -1);
  g_autofree char *encoded = NULL;

  if (client->delimiter != 0 && client->delimiter != '/')
    swap_octets (text, '/', (char) client->delimiter);
  encoded = imap_utf7_encode (text);
  return client->prefix != NULL ? g_strconcat (client->prefix, encoded, NULL) : g_steal_pointer (&encoded);
}

void
flow_on_namespace (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;

  if (client->command != COMMAND (IMAP_INPUT_NAMESPACE) || strpbrk (response->mailbox, "\r\n") != NULL)
    return;
  g_free (client->prefix);
  client->prefix = g_strdup (response->mailbox);
  if (response->delimiter != 0)
    client->delimiter = (guint8) response->delimiter;
}

static ImapFolder *
folder_by_wire (const ImapClient *client, const char *wire)
{
  for (guint i = 0; i < client->folders->len; i++)
    if (strcmp (FLOW_FOLDER (client, i)->wire, wire) == 0)
      return FLOW_FOLDER (client, i);
  return NULL;
}

void
flow_on_list (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;
  ImapFolder *folder = folder_by_wire (client, response->mailbox);

  /* A name with a line end could not be said in one line. */
  if (client->command != COMMAND (IMAP_INPUT_LIST) || strpbrk (response->mailbox, "\r\n") != NULL)
    return;
  if (response->delimiter != 0)
    client->delimiter = (guint8) response->delimiter;
  if (folder == NULL)
    {
      g_autofree char *name = local_name (client, response->mailbox);

      if (client->folders->len >= FOLDERS_MAX || flow_folder (client, name) != NULL)
        return;
      folder = flow_add_folder (client, name, response->mailbox);
    }
  folder->special_use = response->special_use;
  folder->notes &= ~(guint32) (FOLDER_STALE | FOLDER_NO_SELECT);
  if ((response->attributes & (LIST_NO_SELECT | LIST_NON_EXISTENT)) != 0)
    folder->notes |= FOLDER_NO_SELECT;
}

/* The mailbox for sent mail is "Sent" here, whatever the server's language (RFC 6154 §2). */
static void
name_special_uses (ImapClient *client)
{
  static const struct { guint32 use; const char *name; } uses[] = {
    { SPECIAL_SENT, "Sent" }, { SPECIAL_TRASH, "Trash" }, { SPECIAL_DRAFTS, "Drafts" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    for (guint j = 0; j < client->folders->len && flow_folder (client, uses[i].name) == NULL; j++)
      {
        ImapFolder *folder = FLOW_FOLDER (client, j);

        if ((folder->special_use & uses[i].use) == 0 || strcmp (folder->name, "INBOX") == 0)
          continue;
        g_free (folder->name);
        folder->name = g_strdup (uses[i].name);
      }
}

/* The server has the mailbox no more: nor have we, but for what was never there. */
static void
drop_unlisted (Flow *flow, const char *name)
{
  const ReplicaFolder *folder = replica_folder (flow->replica, name);

  for (guint i = folder->items->len; i > 0; i--)
    {
      const ReplicaItem *item = FLOW_ITEM (folder, i - 1);

      if (item->uid == 0)
        continue;
      engine_note_decision (flow->out, RULE_GONE_ON_SERVER, item->letter, item->uid, 0, 0);
      replica_remove (flow->replica, item->id, REASON_GONE_ON_SERVER, &flow->out->changes);
      folder = replica_folder (flow->replica, name);
    }
  for (guint i = flow->replica->pending->len; i > 0; i--)
    if (FLOW_PENDING (flow->replica, i - 1)->kind != PENDING_APPEND &&
        FLOW_PENDING (flow->replica, i - 1)->uid != 0 &&
        strcmp (FLOW_PENDING (flow->replica, i - 1)->folder, name) == 0)
      flow_change_finished (flow, i - 1);
  replica_folder_own (flow->replica, name)->remote = FALSE;
  replica_folder_own (flow->replica, name)->uid_validity = 0;
}

/* What can be selected is there to move letters into, also before it has been looked at. */
static void
show_folders (Flow *flow)
{
  for (guint i = 0; i < flow->client->folders->len; i++)
    {
      const ImapFolder *listed = FLOW_FOLDER (flow->client, i);
      const ReplicaFolder *folder = replica_folder (flow->replica, listed->name);

      if ((listed->notes & FOLDER_NO_SELECT) != 0 ||
          (folder != NULL && folder->remote && folder->special_use == listed->special_use))
        continue;
      replica_folder_own (flow->replica, listed->name)->remote = TRUE;
      replica_folder_own (flow->replica, listed->name)->special_use = listed->special_use;
    }
}

void
flow_list_done (Flow *flow)
{
  ImapClient *client = flow->client;

  for (guint i = client->folders->len; i > 0; i--)
    if ((FLOW_FOLDER (client, i - 1)->notes & FOLDER_STALE) != 0)
      remove_at (client, i - 1);
  if (flow_folder (client, "INBOX") == NULL)
    flow_add_folder (client, "INBOX", "INBOX");
  name_special_uses (client);
  show_folders (flow);
  for (guint i = 0; i < flow->replica->folders->len; i++)
    {
      const ReplicaFolder *folder = flow->replica->folders->pdata[i];

      if (folder->remote && flow_folder (client, folder->name) == NULL)
        drop_unlisted (flow, folder->name);
    }
  client->notes |= NOTE_LISTED;
}

gboolean
flow_is_empty_here (const Replica *replica, const char *name)
{
  const ReplicaFolder *folder = replica_folder (replica, name);

  return folder == NULL || folder->items->len == 0;
}

void
flow_on_mailbox_status (Flow *flow, const ImapResponse *response)
{
  ImapClient *client = flow->client;
  ImapFolder *folder = folder_by_wire (client, response->mailbox);

  if (folder != NULL && client->command == COMMAND (IMAP_INPUT_STATUS) &&
      g_strcmp0 (folder->name, client->target) == 0 && response->number == 0 &&
      flow_is_empty_here (flow->replica, folder->name))
    folder->notes |= FOLDER_VISITED;
}

/* The cache is good for one UIDVALIDITY only (RFC 3501 §2.3.1.1, RFC 4549 §4.1). FALSE: the program wants a person to
 * look at it, and stops. */
static gboolean
check_uid_validity (Flow *flow, ReplicaFolder *folder)
{
  ImapClient *client = flow->client;

  if (client->uid_validity == 0 || client->uid_validity == folder->uid_validity)
    return TRUE;
  if (folder->uid_validity != 0)
    {
      engine_note_decision (flow->out, RULE_UIDVALIDITY_CHANGED, 0, folder->uid_validity, client->uid_validity,
                            folder->items->len);
      if (flow->policy->validity == VALIDITY_STOP)
        return FALSE;
      replica_reset_folder (flow->replica, client->selected, client->uid_validity, &flow->out->changes);
      /* Changes may have been dropped from the middle: what was refused is tried again. */
      g_array_set_size (client->refused, 0);
      client->marked = 0;
      return TRUE;
    }
  folder->uid_validity = client->uid_validity;
  return TRUE;
}

void
flow_selected (Flow *flow)
{
  ImapClient *client = flow->client;
  ImapFolder *listed = flow_folder (client, client->selected);
  ReplicaFolder *folder = replica_folder_own (flow->replica, client->selected);

  folder->remote = TRUE;
  if (listed != NULL)
    listed->notes |= FOLDER_VISITED;
  if (check_uid_validity (flow, folder))
    flow_resynced (flow);
  else
    flow_fail (flow, IMAP_INPUT_ERROR, CLIENT_FAILED);
}
