/* SORT: criteria and the order they make (RFC 5256 §3).
 *
 *   sort-criteria  = "(" sort-criterion *(SP sort-criterion) ")"
 *   sort-criterion = ["REVERSE" SP] ("ARRIVAL" / "CC" / "DATE" / "FROM" / "SIZE" / "SUBJECT" / "TO") */
#include "imap/imap-sort.h"

#include <string.h>

enum { SORT_ARRIVAL, SORT_DATE, SORT_SIZE, SORT_CC, SORT_FROM, SORT_SUBJECT, SORT_TO, SORT_KINDS };

/* What a message is compared by; only what the criteria need is filled in. */
typedef struct {
  guint index;
  gint64 numbers[SORT_KINDS];
  char *texts[SORT_KINDS];
} SortKey;

gboolean
imap_parse_sort_criteria (ImapCommand *command, SortCriteria *criteria)
{
  static const char *const names[SORT_KINDS] = { "ARRIVAL", "DATE", "SIZE", "CC", "FROM", "SUBJECT", "TO" };
  ImapLexer *lexer = &command->args;

  memset (criteria, 0, sizeof *criteria);
  if (!imap_lexer_accept (lexer, '('))
    return FALSE;
  do
    {
      guint8 kind;

      if (criteria->n == G_N_ELEMENTS (criteria->kinds))
        return FALSE;
      criteria->reverse[criteria->n] = imap_lexer_prefix (lexer, "REVERSE ");
      for (kind = 0; kind < SORT_KINDS && !imap_lexer_word (lexer, names[kind]); kind++)
        ;
      if (kind == SORT_KINDS)
        return FALSE;
      criteria->kinds[criteria->n++] = kind;
    }
  while (imap_lexer_space (lexer));
  return imap_lexer_accept (lexer, ')');
}

gint64
imap_sent_time (const ImapViewEntry *entry)
{
  gint64 time;
  int zone;

  return message_date (entry->message, &time, &zone) ? time : entry->internal_date;
}

/* The mailbox of the first address, "" when there is none. */
static char *
first_mailbox (const Message *message, const char *field)
{
  g_autoptr (GPtrArray) addresses = message_addresses (message, message_header_range (message), field);

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      const MessageAddress *address = addresses->pdata[i];

      if (address->mailbox != NULL)
        {
          g_autofree char *valid = g_utf8_make_valid (address->mailbox, -1);

          return imap_collation_key (valid);
        }
    }
  return g_strdup ("");
}

static void
fill_key (const ImapViewEntry *entry, guint8 kind, SortKey *key)
{
  static const char *const fields[SORT_KINDS] = { [SORT_CC] = "Cc", [SORT_FROM] = "From", [SORT_TO] = "To" };
  gboolean reply;

  if (key->texts[kind] != NULL)
    return;
  if (kind == SORT_ARRIVAL)
    key->numbers[kind] = entry->internal_date;
  else if (kind == SORT_DATE)
    key->numbers[kind] = imap_sent_time (entry);
  else if (kind == SORT_SIZE)
    key->numbers[kind] = (gint64) message_size (entry->message);
  else if (kind == SORT_SUBJECT)
    key->texts[kind] = imap_base_subject (message_header (entry->message, "Subject"), &reply);
  else
    key->texts[kind] = first_mailbox (entry->message, fields[kind]);
}

static void
clear_key (gpointer data)
{
  SortKey *key = data;

  for (guint i = 0; i < SORT_KINDS; i++)
    g_free (key->texts[i]);
}

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  const SortCriteria *criteria = data;
  const SortKey *x = a;
  const SortKey *y = b;

  for (guint i = 0; i < criteria->n; i++)
    {
      guint8 kind = criteria->kinds[i];
      int order = x->texts[kind] != NULL ? strcmp (x->texts[kind], y->texts[kind])
                                         : (x->numbers[kind] > y->numbers[kind]) - (x->numbers[kind] < y->numbers[kind]);

      if (order != 0)
        return criteria->reverse[i] ? -order : order;
    }
  return (x->index > y->index) - (x->index < y->index);
}

void
imap_sort (ImapCommand *command, const SortCriteria *criteria, GArray *indexes)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, TRUE, sizeof (SortKey));

  g_array_set_clear_func (keys, clear_key);
  for (guint i = 0; i < indexes->len; i++)
    {
      SortKey key = { .index = g_array_index (indexes, guint, i) };

      for (guint k = 0; k < criteria->n; k++)
        fill_key (imap_view (command->server, key.index), criteria->kinds[k], &key);
      g_array_append_val (keys, key);
    }
  g_array_sort_with_data (keys, compare_keys, (gpointer) criteria);
  for (guint i = 0; i < indexes->len; i++)
    g_array_index (indexes, guint, i) = g_array_index (keys, SortKey, i).index;
}
