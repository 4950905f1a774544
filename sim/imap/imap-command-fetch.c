/* FETCH and UID FETCH: what is asked.
 *
 *   fetch     = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")")
 *   fetch-att = "ENVELOPE" / "FLAGS" / "INTERNALDATE" / "RFC822" [".HEADER" / ".SIZE" / ".TEXT"] /
 *               "BODY" ["STRUCTURE"] / "UID" / "BODY" section ["<" number "." nz-number ">"] /
 *               "BODY.PEEK" section ["<" number "." nz-number ">"]                        (RFC 3501 §9) */
#include "imap/imap-fetch.h"

#define ITEMS_MAX 64

typedef struct {
  const char *name;
  FetchKind kind;
} ItemName;

/* In this order: a word that is the beginning of another comes after it. */
static const ItemName item_names[] = {
  { "ENVELOPE", FETCH_ENVELOPE },
  { "FLAGS", FETCH_FLAGS },
  { "INTERNALDATE", FETCH_INTERNALDATE },
  { "RFC822.HEADER", FETCH_RFC822_HEADER },
  { "RFC822.SIZE", FETCH_SIZE },
  { "RFC822.TEXT", FETCH_RFC822_TEXT },
  { "RFC822", FETCH_RFC822 },
  { "BODYSTRUCTURE", FETCH_BODYSTRUCTURE },
  { "UID", FETCH_UID },
};

static const struct {
  const char *name;
  FetchKind kinds[6];
  guint n;
} macros[] = {
  { "ALL", { FETCH_FLAGS, FETCH_INTERNALDATE, FETCH_SIZE, FETCH_ENVELOPE }, 4 },
  { "FAST", { FETCH_FLAGS, FETCH_INTERNALDATE, FETCH_SIZE }, 3 },
  { "FULL", { FETCH_FLAGS, FETCH_INTERNALDATE, FETCH_SIZE, FETCH_ENVELOPE, FETCH_BODY }, 5 },
};

static void
clear_item (gpointer item)
{
  g_clear_pointer (&((FetchItem *) item)->section.fields, g_ptr_array_unref);
}

/* "<" number "." nz-number ">" */
static gboolean
parse_partial (ImapLexer *lexer, FetchItem *item)
{
  guint64 offset, count;

  if (!imap_lexer_accept (lexer, '<'))
    return TRUE;
  if (!imap_lexer_number (lexer, G_MAXUINT32, &offset) || !imap_lexer_accept (lexer, '.')
      || !imap_lexer_number (lexer, G_MAXUINT32, &count) || count == 0)
    return FALSE;
  item->partial = TRUE;
  item->offset = (guint32) offset;
  item->count = (guint32) count;
  return imap_lexer_accept (lexer, '>');
}

static gboolean
parse_item (ImapCommand *command, FetchItem *item)
{
  ImapLexer *lexer = &command->args;

  for (guint i = 0; i < G_N_ELEMENTS (item_names); i++)
    if (imap_lexer_word (lexer, item_names[i].name))
      {
        item->kind = item_names[i].kind;
        return TRUE;
      }
  /* "[" is an atom's character, so BODY[ is no word of its own */
  if (imap_lexer_word (lexer, "BODY"))
    {
      item->kind = FETCH_BODY;
      return TRUE;
    }
  item->kind = FETCH_SECTION;
  if (imap_lexer_prefix (lexer, "BODY.PEEK["))
    item->peek = TRUE;
  else if (!imap_lexer_prefix (lexer, "BODY["))
    return FALSE;
  lexer->at--;
  return imap_parse_section (lexer, &item->section, command->word) && parse_partial (lexer, item);
}

static gboolean
parse_macro (ImapCommand *command, GArray *items)
{
  for (guint i = 0; i < G_N_ELEMENTS (macros); i++)
    if (imap_lexer_word (&command->args, macros[i].name))
      {
        for (guint j = 0; j < macros[i].n; j++)
          {
            FetchItem item = { .kind = macros[i].kinds[j] };

            g_array_append_val (items, item);
          }
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_list (ImapCommand *command, GArray *items)
{
  gboolean list = imap_lexer_accept (&command->args, '(');

  do
    {
      FetchItem item = { 0 };
      gboolean parsed = items->len < ITEMS_MAX && parse_item (command, &item);

      g_array_append_val (items, item); /* also a broken one: the array frees what it holds */
      if (!parsed)
        return FALSE;
    }
  while (list && imap_arg_space (command));
  return !list || imap_lexer_accept (&command->args, ')');
}

GArray *
imap_parse_fetch_items (ImapCommand *command)
{
  GArray *items = g_array_new (FALSE, TRUE, sizeof (FetchItem));

  g_array_set_clear_func (items, clear_item);
  if (parse_macro (command, items) || parse_list (command, items))
    return items;
  g_array_unref (items);
  return NULL;
}

gboolean
imap_fetch_sets_seen (const GArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const FetchItem *item = &g_array_index (items, FetchItem, i);

      if (item->kind == FETCH_RFC822 || item->kind == FETCH_RFC822_TEXT
          || (item->kind == FETCH_SECTION && !item->peek))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_item (const GArray *items, FetchKind kind)
{
  for (guint i = 0; i < items->len; i++)
    if (g_array_index (items, FetchItem, i).kind == kind)
      return TRUE;
  return FALSE;
}

/* TRUE when that changed the flags. */
static gboolean
set_seen (ImapCommand *command, guint index)
{
  FlagSet seen = { .system = FLAG_SEEN };
  guint32 uid = imap_view (command->server, index)->uid;
  Mailbox *mailbox = imap_view_mailbox_own (command);
  const MailboxEntry *entry;

  if (mailbox == NULL
      || !mailbox_store_flags (mailbox, uid, FLAGS_ADD, &seen, REASON_FLAGS_STORED, &command->out->changes))
    return FALSE;
  entry = mailbox_find (mailbox, uid);
  imap_view_set_flags (command->server, index, &entry->flags);
  return TRUE;
}

static void
fetch_one (ImapCommand *command, guint index, GArray *items, gboolean sets_seen)
{
  guint n = items->len;

  /* RFC 3501 §6.4.5: flags that changed are told along */
  if (sets_seen && set_seen (command, index) && !has_item (items, FETCH_FLAGS))
    {
      FetchItem flags = { .kind = FETCH_FLAGS };

      g_array_append_val (items, flags);
    }
  imap_fetch_message (command, index, items);
  g_array_set_size (items, n);
}

ImapOutcome
imap_command_fetch (ImapCommand *command)
{
  g_autoptr (GArray) indexes = NULL;
  g_autoptr (GArray) items = NULL;
  gboolean sets_seen;

  if (!imap_arg_space (command) || (indexes = imap_arg_set (command)) == NULL || !imap_arg_space (command)
      || (items = imap_parse_fetch_items (command)) == NULL || !imap_arg_end (command))
    return imap_bad (command, "FETCH takes a set of messages and data items");
  if (command->uid && !has_item (items, FETCH_UID))
    {
      FetchItem uid = { .kind = FETCH_UID };

      g_array_prepend_val (items, uid); /* RFC 3501 §6.4.8 */
    }
  sets_seen = imap_fetch_sets_seen (items) && !command->server->read_only;
  for (guint i = 0; i < indexes->len; i++)
    fetch_one (command, g_array_index (indexes, guint, i), items, sets_seen);
  return imap_reply (command, IMAP_OK, NULL, "FETCH completed");
}
