/* FETCH and UID FETCH: what is asked.
 *
 *   fetch     = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")")
 *   fetch-att = "ENVELOPE" / "FLAGS" / "INTERNALDATE" / "RFC822" [".HEADER" / ".SIZE" / ".TEXT"] /
 *               "BODY" ["STRUCTURE"] / "UID" / "BODY" section ["<" number "." nz-number ">"] /
 *               "BODY.PEEK" section ["<" number "." nz-number ">"]                        (RFC 3501 §9)
 *             / "MODSEQ" (RFC 7162) / "EMAILID" / "THREADID" (RFC 8474) / "SAVEDATE" (RFC 8514)
 *             / "PREVIEW" [SP "(" "LAZY" ")"] (RFC 8970)
 *             / "BINARY" [".PEEK"] section-binary ["<" number "." nz-number ">"] / "BINARY.SIZE" section-binary (RFC 3516)
 *   fetch-modifiers = SP "(" "CHANGEDSINCE" SP mod-sequence-value [SP "VANISHED"] ")"   (RFC 7162 §7) */
#include "imap/imap-fetch.h"
#include "imap/imap-qresync.h"

#include <string.h>

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
  { "MODSEQ", FETCH_MODSEQ },
  { "EMAILID", FETCH_EMAILID },
  { "THREADID", FETCH_THREADID },
  { "SAVEDATE", FETCH_SAVEDATE },
  { "PREVIEW", FETCH_PREVIEW },
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

/* "<" number64 "." nz-number64 ">" (RFC 9051 §9) */
static gboolean
parse_partial (ImapLexer *lexer, FetchItem *item)
{
  if (!imap_lexer_accept (lexer, '<'))
    return TRUE;
  item->partial = TRUE;
  return imap_lexer_number (lexer, G_MAXINT64, &item->offset) && imap_lexer_accept (lexer, '.')
         && imap_lexer_number (lexer, G_MAXINT64, &item->count) && item->count > 0 && imap_lexer_accept (lexer, '>');
}

static const struct {
  const char *prefix;
  FetchKind kind;
  gboolean peek;
} section_names[] = {
  { "BODY.PEEK[", FETCH_SECTION, TRUE },
  { "BODY[", FETCH_SECTION, FALSE },
  { "BINARY.PEEK[", FETCH_BINARY, TRUE },
  { "BINARY.SIZE[", FETCH_BINARY_SIZE, TRUE },
  { "BINARY[", FETCH_BINARY, FALSE },
};

/* BINARY of a header or text is taken as well, although RFC 3516 §7 knows only parts: others do, and it is the same as
 * BODY. BINARY.SIZE has no partial form. */
static gboolean
parse_section_item (ImapCommand *command, FetchItem *item)
{
  ImapLexer *lexer = &command->args;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (section_names) && !imap_lexer_prefix (lexer, section_names[i].prefix); i++)
    ;
  if (i == G_N_ELEMENTS (section_names))
    return FALSE;
  item->kind = section_names[i].kind;
  item->peek = section_names[i].peek;
  lexer->at--;
  if (!imap_parse_section (lexer, &item->section, command->word))
    return FALSE;
  return item->kind == FETCH_BINARY_SIZE || parse_partial (lexer, item);
}

static gboolean
parse_item (ImapCommand *command, FetchItem *item)
{
  ImapLexer *lexer = &command->args;

  for (guint i = 0; i < G_N_ELEMENTS (item_names); i++)
    if (imap_lexer_word (lexer, item_names[i].name))
      {
        item->kind = item_names[i].kind;
        if (item->kind == FETCH_MODSEQ)
          imap_enable_condstore (command);
        /* a preview costs nothing here, so LAZY changes nothing (RFC 8970 §3.1) */
        if (item->kind == FETCH_PREVIEW)
          imap_lexer_prefix (lexer, " (LAZY)");
        return TRUE;
      }
  /* "[" is an atom's character, so BODY[ is no word of its own */
  if (imap_lexer_word (lexer, "BODY"))
    {
      item->kind = FETCH_BODY;
      return TRUE;
    }
  return parse_section_item (command, item);
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
          || ((item->kind == FETCH_SECTION || item->kind == FETCH_BINARY) && !item->peek))
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
  imap_view_note (command->server, index, entry);
  return TRUE;
}

static void
add_item (GArray *items, FetchKind kind)
{
  FetchItem item = { .kind = kind };

  if (!has_item (items, kind))
    g_array_append_val (items, item);
}

static gboolean
fetch_one (ImapCommand *command, guint index, GArray *items, gboolean sets_seen)
{
  guint n = items->len;
  gboolean told;

  /* RFC 3501 §6.4.5: flags that changed are told along */
  if (sets_seen && set_seen (command, index))
    {
      add_item (items, FETCH_FLAGS);
      if ((command->server->enabled & IMAP_CONDSTORE) != 0)
        add_item (items, FETCH_MODSEQ);
      if ((command->server->enabled & IMAP_QRESYNC) != 0)
        add_item (items, FETCH_UID);
    }
  told = imap_fetch_message (command, index, items);
  g_array_set_size (items, n);
  return told;
}

typedef struct {
  guint64 changed_since; /* 0: all */
  gboolean vanished;
} FetchModifiers;

/* VANISHED needs CHANGEDSINCE, UID FETCH, and QRESYNC enabled (RFC 7162 §3.2.6). */
static gboolean
parse_modifiers (ImapCommand *command, FetchModifiers *modifiers)
{
  ImapLexer *lexer = &command->args;

  if (!imap_lexer_accept (lexer, '('))
    return FALSE;
  do
    {
      if (imap_lexer_word (lexer, "VANISHED"))
        modifiers->vanished = TRUE;
      else if (!imap_lexer_word (lexer, "CHANGEDSINCE") || !imap_lexer_space (lexer)
               || !imap_arg_modseq (command, FALSE, &modifiers->changed_since))
        return FALSE;
    }
  while (imap_lexer_space (lexer));
  imap_enable_condstore (command);
  return imap_lexer_accept (lexer, ')') && modifiers->changed_since > 0
         && (!modifiers->vanished || (command->uid && (command->server->enabled & IMAP_QRESYNC) != 0));
}

/* The UIDs of the set as it was written: those that have gone are in no view. "*" is the last UID that was ever given
 * out: who asks for 1:* wants to know of all that has gone. */
static void
tell_vanished (ImapCommand *command, gsize set_start, guint64 since)
{
  const Mailbox *mailbox = imap_view_mailbox (command);
  guint32 star = mailbox != NULL ? mailbox->uid_next - 1 : 0;
  const char *text = (const char *) command->args.data + set_start;
  g_auto (UidSet) set = { 0 };

  uid_set_init (&set);
  if (uid_set_parse (&set, text, (gssize) strcspn (text, " "), star))
    imap_tell_vanished_since (command, since, &set);
}

ImapOutcome
imap_command_fetch (ImapCommand *command)
{
  g_autoptr (GArray) indexes = NULL;
  g_autoptr (GArray) items = NULL;
  FetchModifiers modifiers = { 0 };
  gboolean sets_seen;
  gboolean all = TRUE;
  gsize set_start = command->args.at + 1;

  if (!imap_arg_space (command) || (indexes = imap_arg_set (command)) == NULL || !imap_arg_space (command)
      || (items = imap_parse_fetch_items (command)) == NULL
      || (imap_arg_space (command) && !parse_modifiers (command, &modifiers)) || !imap_arg_end (command))
    return imap_bad_set (command, "FETCH takes a set of messages and data items");
  if (command->uid && !has_item (items, FETCH_UID))
    {
      FetchItem uid = { .kind = FETCH_UID };

      g_array_prepend_val (items, uid); /* RFC 3501 §6.4.8 */
    }
  sets_seen = imap_fetch_sets_seen (items) && !command->server->read_only;
  if (modifiers.changed_since > 0)
    add_item (items, FETCH_MODSEQ);
  if (modifiers.vanished)
    tell_vanished (command, set_start, modifiers.changed_since);
  for (guint i = 0; i < indexes->len; i++)
    if (imap_view (command->server, g_array_index (indexes, guint, i))->modseq > modifiers.changed_since)
      all &= fetch_one (command, g_array_index (indexes, guint, i), items, sets_seen);
  if (!all)
    return imap_reply (command, IMAP_NO, "UNKNOWN-CTE", "The encoding of a part is not known");
  return imap_reply (command, IMAP_OK, NULL, "FETCH completed");
}
