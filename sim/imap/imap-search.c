/* A message held against a search program (RFC 3501 §6.4.4). */
#include "imap/imap-search.h"

#include <string.h>

#define DAY ((gint64) 86400 * G_USEC_PER_SEC)

static gint64
floor_day (gint64 time)
{
  return time >= 0 ? time / DAY : -((-time + DAY - 1) / DAY);
}

/* The internal date's day where the server is: disregarding time and zone (RFC 3501 §6.4.4). */
static gboolean
compare_day (SearchKind kind, gint64 day, gint64 wanted)
{
  if (kind == SEARCH_BEFORE || kind == SEARCH_SENTBEFORE || kind == SEARCH_SAVEDBEFORE)
    return day < wanted;
  if (kind == SEARCH_ON || kind == SEARCH_SENTON || kind == SEARCH_SAVEDON)
    return day == wanted;
  return day >= wanted;
}

static gboolean
matches_date (ImapCommand *command, const SearchNode *node, const ImapViewEntry *entry)
{
  gint64 minutes = command->host->policy.zone_minutes;
  gboolean saved = node->kind == SEARCH_SAVEDBEFORE || node->kind == SEARCH_SAVEDON || node->kind == SEARCH_SAVEDSINCE;
  gint64 time = saved ? entry->save_date : entry->internal_date;
  int zone;

  if (node->kind == SEARCH_SENTBEFORE || node->kind == SEARCH_SENTON || node->kind == SEARCH_SENTSINCE)
    {
      if (!message_date (entry->message, &time, &zone))
        return FALSE;
      minutes = zone;
    }
  return compare_day (node->kind, floor_day (time + minutes * 60 * G_USEC_PER_SEC), node->day);
}

static gboolean
matches_keyword (ImapCommand *command, const SearchNode *node, const ImapViewEntry *entry)
{
  const Mailbox *mailbox = imap_view_mailbox (command);
  int keyword = mailbox != NULL ? keyword_table_find (&mailbox->keywords, node->name) : -1;
  gboolean has = keyword >= 0 && (entry->keywords >> keyword & 1) != 0;

  return has == (node->value != 0);
}

static gboolean
matches_text (const SearchNode *node, const Message *message)
{
  if (node->kind == SEARCH_ADDRESSES)
    return imap_search_addresses (message, node->name, node->text);
  if (node->kind == SEARCH_HEADER)
    return imap_search_header (message, node->name, node->text);
  return (node->kind == SEARCH_TEXT && imap_search_all_headers (message, node->text))
         || imap_search_body (message, node->text);
}

/* RFC 5032 §3: internal dates within the last seconds. */
static gboolean
is_younger (const ImapCommand *command, const SearchNode *node, const ImapViewEntry *entry)
{
  return entry->internal_date > command->now - (gint64) node->size * G_USEC_PER_SEC;
}

static gboolean
matches_email_id (const SearchNode *node, const ImapViewEntry *entry)
{
  g_autofree char *id = g_strdup_printf ("M%" G_GUINT64_FORMAT, entry->email_id);

  return strcmp (id, node->name) == 0;
}

static gboolean
matches_leaf (ImapCommand *command, const SearchNode *node, guint index)
{
  const ImapViewEntry *entry = imap_view (command->server, index);
  FlagSet flags = imap_view_flags (command->server, index);

  switch (node->kind)
    {
    case SEARCH_FLAGS:
      return (flags.system & node->mask) == node->value;
    case SEARCH_KEYWORD:
      return matches_keyword (command, node, entry);
    case SEARCH_NUMBERS:
      return uid_set_contains (&node->set, index + 1);
    case SEARCH_UIDS:
      return uid_set_contains (&node->set, entry->uid);
    case SEARCH_LARGER:
      return message_size (entry->message) > node->size;
    case SEARCH_SMALLER:
      return message_size (entry->message) < node->size;
    case SEARCH_BEFORE:
    case SEARCH_ON:
    case SEARCH_SINCE:
    case SEARCH_SENTBEFORE:
    case SEARCH_SENTON:
    case SEARCH_SENTSINCE:
    case SEARCH_SAVEDBEFORE:
    case SEARCH_SAVEDON:
    case SEARCH_SAVEDSINCE:
      return matches_date (command, node, entry);
    case SEARCH_YOUNGER:
      return is_younger (command, node, entry);
    case SEARCH_OLDER:
      return !is_younger (command, node, entry);
    case SEARCH_MODSEQ:
      return entry->modseq >= node->size;
    case SEARCH_EMAILID:
      return matches_email_id (node, entry);
    case SEARCH_THREADID:
      return FALSE; /* no message has one */
    case SEARCH_ADDRESSES:
    case SEARCH_HEADER:
    case SEARCH_BODY:
    case SEARCH_TEXT:
      return matches_text (node, entry->message);
    case SEARCH_ALL:
    case SEARCH_AND:
    case SEARCH_OR:
    case SEARCH_NOT:
      break;
    }
  return TRUE;
}

static gboolean
matches (ImapCommand *command, const SearchProgram *program, guint at, guint index)
{
  const SearchNode *node = &g_array_index (program->nodes, SearchNode, at);

  if (node->children == NULL)
    return matches_leaf (command, node, index);
  for (guint i = 0; i < node->children->len; i++)
    {
      gboolean found = matches (command, program, g_array_index (node->children, guint, i), index);

      if (node->kind == SEARCH_NOT)
        return !found;
      if (found == (node->kind == SEARCH_OR))
        return found;
    }
  return node->kind == SEARCH_AND;
}

static gboolean
matches_program (ImapCommand *command, const SearchProgram *program, guint index)
{
  return matches (command, program, program->root, index);
}

GArray *
imap_search_all (ImapCommand *command, const SearchProgram *program)
{
  GArray *indexes = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint index = 0; index < command->server->view->len; index++)
    if (matches_program (command, program, index))
      g_array_append_val (indexes, index);
  return indexes;
}
