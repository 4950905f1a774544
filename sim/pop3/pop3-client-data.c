/* Multi-line data that the POP3 client gets: capabilities, listings, messages; and what of them the
 * replica keeps.
 *
 *   scan-listing = number SP octets [SP *CHAR] CRLF   (RFC 1939 §11)
 *   unique-id    = number SP 1*70<%x21-7E> CRLF       (RFC 1939 §7) */
#include <string.h>

#include "dot-stuff.h"
#include "pop3/pop3-client-private.h"

static GStrv
split_lines (const guint8 *block, gsize length)
{
  g_autoptr (GBytes) content = dot_unstuff (block, length);
  gsize size;
  const char *octets = g_bytes_get_data (content, &size);
  g_autofree char *text = octets != NULL ? g_strndup (octets, size) : g_strdup ("");

  if (g_str_has_suffix (text, "\r\n"))
    text[strlen (text) - 2] = '\0';
  return g_strsplit (text, "\r\n", -1);
}

static void
take_capability (Pop3Client *client, const char *line)
{
  static const struct {
    const char *name;
    guint bit;
  } known[] = {
    { "TOP", POP3_CAN_TOP },
    { "UIDL", POP3_CAN_UIDL },
    { "USER", POP3_CAN_USER },
    { "PIPELINING", POP3_CAN_PIPELINE },
    { "STLS", POP3_CAN_STLS },
    { "UTF8", POP3_CAN_UTF8 },
  };
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  for (guint i = 0; words[0] != NULL && i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (words[0], known[i].name) == 0)
      client->capabilities |= known[i].bit;
  if (words[0] != NULL && g_ascii_strcasecmp (words[0], "SASL") == 0)
    for (guint i = 1; words[i] != NULL; i++)
      {
        if (g_ascii_strcasecmp (words[i], "PLAIN") == 0)
          client->capabilities |= POP3_CAN_PLAIN;
        if (g_ascii_strcasecmp (words[i], SCRAM_CLIENT_MECHANISM) == 0)
          client->capabilities |= POP3_CAN_SCRAM;
      }
}

static void
take_capabilities (Pop3Client *client, const guint8 *block, gsize length)
{
  g_auto (GStrv) lines = split_lines (block, length);

  client->capabilities |= POP3_CAN_ANY;
  client->done |= POP3_DONE_CAPA;
  for (guint i = 0; lines[i] != NULL; i++)
    take_capability (client, lines[i]);
  if ((client->capabilities & POP3_CAN_UIDL) == 0)
    client->done |= POP3_DONE_UIDL;
}

/* "number rest"; FALSE when it is not that. */
static gboolean
parse_entry (const char *line, guint32 *number, const char **rest)
{
  char *end;
  guint64 value;

  if (!g_ascii_isdigit (line[0]))
    return FALSE;
  value = g_ascii_strtoull (line, &end, 10);
  if (value == 0 || value > G_MAXINT32 || end[0] != ' ' || end[1] == '\0')
    return FALSE;
  *number = (guint32) value;
  *rest = end + 1;
  return TRUE;
}

static int
compare_number (gconstpointer a, gconstpointer b)
{
  guint32 x = ((const Pop3ClientMessage *) a)->number;
  guint32 y = ((const Pop3ClientMessage *) b)->number;

  return x < y ? -1 : x > y;
}

/* The message that a listing's line is about; the first listing tells which there are. NULL: not one of this
 * session. *good is FALSE when the numbers of the first listing do not ascend. */
static Pop3ClientMessage *
listed (Pop3Client *client, guint32 number, gboolean first, gboolean *good)
{
  Pop3ClientMessage message = { .number = number };
  guint n = client->messages->len;
  guint index;

  if (first)
    {
      *good = n == 0 || pop3_client_message (client, n - 1)->number < number;
      g_array_append_val (client->messages, message);
      return pop3_client_message (client, n);
    }
  if (!g_array_binary_search (client->messages, &message, compare_number, &index))
    return NULL;
  return pop3_client_message (client, index);
}

static gboolean
set_size (Pop3ClientMessage *message, const char *rest)
{
  if (message != NULL)
    message->size = MIN (g_ascii_strtoull (rest, NULL, 10), G_MAXINT64);
  return g_ascii_isdigit (rest[0]);
}

static gboolean
set_unique_id (Pop3ClientMessage *message, const char *rest)
{
  if (message != NULL)
    {
      g_free (message->uidl);
      message->uidl = g_strdup (rest);
    }
  return strlen (rest) <= 255;
}

static gboolean
take_listing (Pop3Client *client, const guint8 *block, gsize length,
              gboolean (*set) (Pop3ClientMessage *message, const char *rest))
{
  g_auto (GStrv) lines = split_lines (block, length);
  gboolean first = client->messages == NULL;

  if (first)
    client->messages = g_array_new (FALSE, TRUE, sizeof (Pop3ClientMessage));
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      gboolean good = TRUE;
      const char *rest;
      guint32 number;

      if (!parse_entry (lines[i], &number, &rest) || !set (listed (client, number, first, &good), rest) || !good)
        return FALSE;
    }
  return TRUE;
}

/* What earlier sessions left behind, looked up once: the plan then needs no replica. */
static void
match_replica (Pop3Client *client, const DevicePolicy *policy, const Replica *replica)
{
  g_autoptr (GHashTable) states = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; policy->remember && i < replica->uidls->len; i++)
    {
      UidlState *state = &g_array_index (replica->uidls, UidlState, i);

      g_hash_table_insert (states, state->uidl, state);
    }
  for (guint i = 0; i < client->messages->len; i++)
    {
      Pop3ClientMessage *message = pop3_client_message (client, i);
      const UidlState *state = message->uidl != NULL ? g_hash_table_lookup (states, message->uidl) : NULL;

      if (state == NULL)
        continue;
      message->known = TRUE;
      message->item = state->item;
      message->downloaded = state->downloaded;
      message->delete_wanted = state->delete_wanted;
    }
}

static void
remember (Pop3Flow *flow, const Pop3ClientMessage *message)
{
  UidlState *state;

  if (message->uidl == NULL)
    return;
  state = replica_note_uidl (flow->replica, message->uidl, flow->now);
  state->item = message->item;
  state->downloaded = message->downloaded;
}

static void
add_item (Pop3Flow *flow, Pop3ClientMessage *message, Message *content, CopyPart part)
{
  ReplicaAdd add = { .message = content, .part = part, .uidl = message->uidl, .size = message->size };
  int zone;

  add.now = flow->now;
  add.local_only = TRUE;
  add.reason = REASON_DOWNLOADED;
  if (!message_date (content, &add.internal_date, &zone))
    add.internal_date = flow->now;
  message->item = replica_add (flow->replica, "INBOX", &add, &flow->out->changes);
}

/* What a person has opened is in front of their eyes now. */
static void
show (Pop3Flow *flow, guint32 id)
{
  const ReplicaItem *item = replica_find_id (flow->replica, id, NULL);
  FlagSet flags = item->flags;

  flags.system |= FLAG_SEEN;
  replica_set_flags (flow->replica, id, &flags, FALSE, REASON_FLAGS_LOCAL, &flow->out->changes);
}

/* The message itself is kept at once; whether its UIDL is, is the policy's commit point. */
static void
take_message (Pop3Flow *flow, const Pop3Pending *about, const guint8 *block, gsize length)
{
  Pop3ClientMessage *message = pop3_client_message (flow->client, about->index);
  g_autoptr (GBytes) content = dot_unstuff (block, length);
  g_autoptr (Message) read = message_new (content);
  CopyPart part = about->command == POP3_C_RETR || about->whole ? PART_FULL : PART_HEADER;

  message->fetch = part == PART_FULL ? POP3_FETCHED : POP3_FETCHED_TOP;
  if (part == PART_FULL)
    message->downloaded = flow->now;
  if (message->item != 0 && replica_find_id (flow->replica, message->item, NULL) != NULL)
    replica_set_part (flow->replica, message->item, part, read, flow->now, &flow->out->changes);
  else
    add_item (flow, message, read, part);
  if (part == PART_FULL && message->item == flow->client->open_item)
    show (flow, message->item);
  if (flow->policy->commit == COMMIT_EACH_MESSAGE)
    remember (flow, message);
}

static GHashTable *
collect_listed (const Pop3Flow *flow)
{
  GHashTable *uidls = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; flow->client->messages != NULL && i < flow->client->messages->len; i++)
    {
      const Pop3ClientMessage *message = pop3_client_message (flow->client, i);

      if (message->uidl != NULL && !message->deleted)
        g_hash_table_add (uidls, message->uidl);
    }
  return uidls;
}

/* UIDLs that the server lists no more can never come back (RFC 1939 §7). */
static void
forget_gone (Pop3Flow *flow)
{
  g_autoptr (GHashTable) there = collect_listed (flow);
  GArray *uidls = flow->replica->uidls;

  for (guint i = uidls->len; i > 0; i--)
    {
      const UidlState *state = &g_array_index (uidls, UidlState, i - 1);
      g_autofree char *uidl = g_strdup (state->uidl);

      if (!g_hash_table_contains (there, uidl))
        replica_forget_uidl (flow->replica, uidl);
    }
}

static gboolean
listing_is_complete (const Pop3Client *client)
{
  gboolean unique = FALSE;

  if ((client->done & POP3_DONE_STAT) != 0 && client->count == 0)
    return TRUE;
  if (client->messages == NULL)
    return FALSE;
  if (client->messages->len == 0)
    return (client->done & (POP3_DONE_LIST | POP3_DONE_UIDL)) != 0;
  for (guint i = 0; i < client->messages->len; i++)
    unique |= pop3_client_message (client, i)->uidl != NULL;
  return unique;
}

/* A mirror: what the server lists no more is destroyed here too, wherever it lies. */
static void
follow_server (Pop3Flow *flow)
{
  g_autoptr (GHashTable) there = NULL;

  if (!flow->policy->follow_server || !listing_is_complete (flow->client))
    return;
  there = collect_listed (flow);
  for (guint i = flow->replica->uidls->len; i > 0; i--)
    {
      UidlState *state = &g_array_index (flow->replica->uidls, UidlState, i - 1);
      const ReplicaItem *item = state->item != 0 ? replica_find_id (flow->replica, state->item, NULL) : NULL;

      if (item == NULL || g_hash_table_contains (there, state->uidl))
        continue;
      engine_note_decision (flow->out, RULE_GONE_ON_SERVER, item->letter, 0, g_hash_table_size (there), 0);
      state->item = 0;
      replica_remove (flow->replica, item->id, REASON_GONE_ON_SERVER, &flow->out->changes);
    }
}

gboolean
pop3_client_take_data (Pop3Flow *flow, const Pop3Pending *about, const guint8 *block, gsize length)
{
  Pop3Client *client = flow->client;
  gboolean good = TRUE;

  if (about->command == POP3_C_CAPA)
    take_capabilities (client, block, length);
  else if (about->command == POP3_C_LIST)
    {
      good = take_listing (client, block, length, set_size);
      client->done |= POP3_DONE_LIST;
    }
  else if (about->command == POP3_C_UIDL)
    {
      good = take_listing (client, block, length, set_unique_id);
      client->done |= POP3_DONE_UIDL;
      match_replica (client, flow->policy, flow->replica);
      if (good)
        follow_server (flow);
    }
  else
    take_message (flow, about, block, length);
  pop3_client_settle (client, flow->policy, flow->now);
  return good;
}

void
pop3_client_commit (Pop3Flow *flow)
{
  const Pop3Client *client = flow->client;

  for (guint i = 0; client->messages != NULL && i < client->messages->len; i++)
    {
      const Pop3ClientMessage *message = pop3_client_message (client, i);

      if (message->fetch == POP3_FETCHED || message->fetch == POP3_FETCHED_TOP)
        remember (flow, message);
    }
  if (client->verdict == CLIENT_RUNNING)
    follow_server (flow);
  if (client->verdict == CLIENT_RUNNING && listing_is_complete (client))
    forget_gone (flow);
}
