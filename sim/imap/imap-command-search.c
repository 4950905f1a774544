/* SEARCH and UID SEARCH.
 *
 *   search     = "SEARCH" [SP search-return-opts] [SP "CHARSET" SP astring] 1*(SP search-key)
 *   search-key = "ALL" / "ANSWERED" / "BCC" SP astring / "BEFORE" SP date / "BODY" SP astring / "CC" SP astring /
 *                "DELETED" / "FLAGGED" / "FROM" SP astring / "KEYWORD" SP flag-keyword / "NEW" / "OLD" / "ON" SP date /
 *                "RECENT" / "SEEN" / "SINCE" SP date / "SUBJECT" SP astring / "TEXT" SP astring / "TO" SP astring /
 *                "UNANSWERED" / "UNDELETED" / "UNFLAGGED" / "UNKEYWORD" SP flag-keyword / "UNSEEN" / "DRAFT" /
 *                "HEADER" SP header-fld-name SP astring / "LARGER" SP number / "NOT" SP search-key /
 *                "OR" SP search-key SP search-key / "SENTBEFORE" SP date / "SENTON" SP date / "SENTSINCE" SP date /
 *                "SMALLER" SP number / "UID" SP sequence-set / "UNDRAFT" / sequence-set /
 *                "(" search-key *(SP search-key) ")"                                     (RFC 3501 §9)
 *              / "OLDER" SP nz-number / "YOUNGER" SP nz-number (RFC 5032) / "SAVEDATESUPPORTED" /
 *                "SAVEDBEFORE" SP date / "SAVEDON" SP date / "SAVEDSINCE" SP date (RFC 8514) /
 *                "MODSEQ" [SP entry-name SP entry-type-req] SP mod-sequence-valzer (RFC 7162) /
 *                "EMAILID" SP objectid / "THREADID" SP objectid (RFC 8474) / "$" (RFC 5182) */
#include "imap/imap-search.h"

#include <string.h>

#define NODES_MAX 2000
#define DEPTH_MAX 500

typedef enum { TAKES_NOTHING, TAKES_TEXT, TAKES_HEADER, TAKES_KEYWORD, TAKES_DATE, TAKES_NUMBER,
               TAKES_SECONDS, TAKES_MODSEQ } Takes;

typedef struct {
  const char *name;
  Takes takes;
  SearchKind kind;
  guint32 mask;
  guint32 value;
  const char *header;
} SearchKey;

static const SearchKey keys[] = {
  { "ALL", TAKES_NOTHING, SEARCH_ALL },
  { "ANSWERED", TAKES_NOTHING, SEARCH_FLAGS, FLAG_ANSWERED, FLAG_ANSWERED },
  { "DELETED", TAKES_NOTHING, SEARCH_FLAGS, FLAG_DELETED, FLAG_DELETED },
  { "DRAFT", TAKES_NOTHING, SEARCH_FLAGS, FLAG_DRAFT, FLAG_DRAFT },
  { "FLAGGED", TAKES_NOTHING, SEARCH_FLAGS, FLAG_FLAGGED, FLAG_FLAGGED },
  { "SEEN", TAKES_NOTHING, SEARCH_FLAGS, FLAG_SEEN, FLAG_SEEN },
  { "RECENT", TAKES_NOTHING, SEARCH_FLAGS, FLAG_RECENT, FLAG_RECENT },
  { "NEW", TAKES_NOTHING, SEARCH_FLAGS, FLAG_RECENT | FLAG_SEEN, FLAG_RECENT },
  { "OLD", TAKES_NOTHING, SEARCH_FLAGS, FLAG_RECENT, 0 },
  { "UNANSWERED", TAKES_NOTHING, SEARCH_FLAGS, FLAG_ANSWERED, 0 },
  { "UNDELETED", TAKES_NOTHING, SEARCH_FLAGS, FLAG_DELETED, 0 },
  { "UNDRAFT", TAKES_NOTHING, SEARCH_FLAGS, FLAG_DRAFT, 0 },
  { "UNFLAGGED", TAKES_NOTHING, SEARCH_FLAGS, FLAG_FLAGGED, 0 },
  { "UNSEEN", TAKES_NOTHING, SEARCH_FLAGS, FLAG_SEEN, 0 },
  { "KEYWORD", TAKES_KEYWORD, SEARCH_KEYWORD, 0, 1 },
  { "UNKEYWORD", TAKES_KEYWORD, SEARCH_KEYWORD, 0, 0 },
  { "BEFORE", TAKES_DATE, SEARCH_BEFORE },
  { "ON", TAKES_DATE, SEARCH_ON },
  { "SINCE", TAKES_DATE, SEARCH_SINCE },
  { "SENTBEFORE", TAKES_DATE, SEARCH_SENTBEFORE },
  { "SENTON", TAKES_DATE, SEARCH_SENTON },
  { "SENTSINCE", TAKES_DATE, SEARCH_SENTSINCE },
  { "LARGER", TAKES_NUMBER, SEARCH_LARGER },
  { "SMALLER", TAKES_NUMBER, SEARCH_SMALLER },
  { "BCC", TAKES_TEXT, SEARCH_ADDRESSES, 0, 0, "Bcc" },
  { "CC", TAKES_TEXT, SEARCH_ADDRESSES, 0, 0, "Cc" },
  { "FROM", TAKES_TEXT, SEARCH_ADDRESSES, 0, 0, "From" },
  { "SUBJECT", TAKES_TEXT, SEARCH_HEADER, 0, 0, "Subject" },
  { "TO", TAKES_TEXT, SEARCH_ADDRESSES, 0, 0, "To" },
  { "HEADER", TAKES_HEADER, SEARCH_HEADER },
  { "BODY", TAKES_TEXT, SEARCH_BODY },
  { "TEXT", TAKES_TEXT, SEARCH_TEXT },
  { "YOUNGER", TAKES_SECONDS, SEARCH_YOUNGER },
  { "OLDER", TAKES_SECONDS, SEARCH_OLDER },
  { "SAVEDATESUPPORTED", TAKES_NOTHING, SEARCH_ALL },
  { "SAVEDBEFORE", TAKES_DATE, SEARCH_SAVEDBEFORE },
  { "SAVEDON", TAKES_DATE, SEARCH_SAVEDON },
  { "SAVEDSINCE", TAKES_DATE, SEARCH_SAVEDSINCE },
  { "MODSEQ", TAKES_MODSEQ, SEARCH_MODSEQ },
  { "EMAILID", TAKES_KEYWORD, SEARCH_EMAILID },
  { "THREADID", TAKES_KEYWORD, SEARCH_THREADID },
};

typedef struct {
  ImapCommand *command;
  SearchProgram *program;
  char *charset; /* NULL: US-ASCII or UTF-8 */
} SearchParser;

static gboolean parse_key (SearchParser *parser, guint depth, guint *index);

static void
clear_node (gpointer data)
{
  SearchNode *node = data;

  g_free (node->name);
  g_free (node->text);
  uid_set_clear (&node->set);
  g_clear_pointer (&node->children, g_array_unref);
}

void
imap_search_clear (SearchProgram *program)
{
  g_array_unref (program->nodes);
}

/* Takes what the node owns. */
static guint
add_node (SearchParser *parser, const SearchNode *node)
{
  g_array_append_vals (parser->program->nodes, node, 1);
  return parser->program->nodes->len - 1;
}

static SearchNode
new_node (SearchKind kind)
{
  SearchNode node = { .kind = kind };

  uid_set_init (&node.set);
  return node;
}

/* astring in the search's charset, as folded UTF-8. */
static char *
text_argument (SearchParser *parser)
{
  GString *word = parser->command->word;
  g_autofree char *utf8 = NULL;

  if (!imap_arg_space (parser->command) || !imap_lexer_astring (&parser->command->args, word))
    return NULL;
  if (parser->charset != NULL)
    utf8 = g_convert (word->str, (gssize) word->len, "UTF-8", parser->charset, NULL, NULL, NULL);
  else
    utf8 = g_strndup (word->str, word->len);
  return utf8 != NULL && g_utf8_validate (utf8, -1, NULL) ? imap_search_fold (utf8) : NULL;
}

/* [entry-name SP entry-type-req SP] mod-sequence-valzer. Mod-sequences are those of messages here, not of single
 * flags, as RFC 7162 §3.1.5 allows. */
static gboolean
modseq_argument (SearchParser *parser, SearchNode *node)
{
  ImapCommand *command = parser->command;
  ImapLexer *lexer = &command->args;

  parser->program->modseq = TRUE;
  imap_enable_condstore (command);
  if (imap_lexer_quoted (lexer, command->word)
      && (!g_str_has_prefix (command->word->str, "/flags/") || !imap_arg_space (command)
          || !(imap_lexer_word (lexer, "all") || imap_lexer_word (lexer, "priv") || imap_lexer_word (lexer, "shared"))
          || !imap_arg_space (command)))
    return FALSE;
  return imap_arg_modseq (command, TRUE, &node->size);
}

static gboolean
parse_argument (SearchParser *parser, const SearchKey *key, SearchNode *node)
{
  ImapLexer *lexer = &parser->command->args;

  if (key->takes == TAKES_NOTHING)
    return TRUE;
  if (key->takes == TAKES_TEXT)
    return (node->text = text_argument (parser)) != NULL;
  if (!imap_arg_space (parser->command))
    return FALSE;
  if (key->takes == TAKES_DATE)
    return imap_parse_date (lexer, &node->day);
  if (key->takes == TAKES_NUMBER)
    return imap_lexer_number (lexer, G_MAXINT64, &node->size); /* RFC 9051 §9: number64 */
  if (key->takes == TAKES_SECONDS)
    return imap_lexer_number (lexer, G_MAXUINT32, &node->size) && node->size > 0;
  if (key->takes == TAKES_MODSEQ)
    return modseq_argument (parser, node);
  if (key->takes == TAKES_KEYWORD && !imap_lexer_chars (lexer, IMAP_ATOM_CHARS, parser->command->word))
    return FALSE;
  if (key->takes == TAKES_HEADER && !imap_lexer_astring (lexer, parser->command->word))
    return FALSE;
  node->name = g_strdup (parser->command->word->str);
  return key->takes == TAKES_KEYWORD || (node->text = text_argument (parser)) != NULL;
}

static gboolean
parse_named (SearchParser *parser, const SearchKey *key, guint *index)
{
  SearchNode node = new_node (key->kind);
  gboolean parsed;

  node.mask = key->mask;
  node.value = key->value;
  node.name = g_strdup (key->header);
  parsed = parse_argument (parser, key, &node);
  *index = add_node (parser, &node);
  return parsed;
}

static gboolean
parse_set (SearchParser *parser, gboolean uids, guint *index)
{
  ImapLexer *lexer = &parser->command->args;
  GArray *view = parser->command->server->view;
  SearchNode node = new_node (uids ? SEARCH_UIDS : SEARCH_NUMBERS);
  gsize start = lexer->at;
  guint32 star = view->len;
  gboolean parsed;

  if (uids && view->len > 0)
    star = imap_view (parser->command->server, view->len - 1)->uid;
  while (imap_lexer_peek (lexer) > 0 && strchr ("0123456789:,*", imap_lexer_peek (lexer)) != NULL)
    lexer->at++;
  parsed = lexer->at > start
           && uid_set_parse (&node.set, (const char *) lexer->data + start, (gssize) (lexer->at - start), star);
  *index = add_node (parser, &node);
  return parsed;
}

/* "$": what the last SEARCH RETURN (SAVE) found */
static void
parse_saved (SearchParser *parser, guint *index)
{
  SearchNode node = { .kind = SEARCH_UIDS };

  state_copy (&uid_set_state, &node.set, &parser->command->server->saved);
  *index = add_node (parser, &node);
}

/* count keys, or with count 0 as many as come, under one node. */
static gboolean
parse_children (SearchParser *parser, SearchKind kind, guint count, guint depth, guint *index)
{
  SearchNode node = new_node (kind);
  gboolean parsed = TRUE;
  guint child;

  node.children = g_array_new (FALSE, FALSE, sizeof (guint));
  do
    {
      parsed = parse_key (parser, depth + 1, &child);
      if (parsed)
        g_array_append_val (node.children, child);
    }
  while (parsed && node.children->len != count && imap_arg_space (parser->command));
  parsed = parsed && (count == 0 || node.children->len == count);
  *index = add_node (parser, &node);
  return parsed;
}

static gboolean
parse_key (SearchParser *parser, guint depth, guint *index)
{
  ImapLexer *lexer = &parser->command->args;

  if (depth > DEPTH_MAX || parser->program->nodes->len > NODES_MAX)
    return FALSE;
  if (imap_lexer_accept (lexer, '$'))
    {
      parse_saved (parser, index);
      return TRUE;
    }
  if (imap_lexer_accept (lexer, '('))
    return parse_children (parser, SEARCH_AND, 0, depth, index) && imap_lexer_accept (lexer, ')');
  if (imap_lexer_word (lexer, "NOT"))
    return imap_arg_space (parser->command) && parse_children (parser, SEARCH_NOT, 1, depth, index);
  if (imap_lexer_word (lexer, "OR"))
    return imap_arg_space (parser->command) && parse_children (parser, SEARCH_OR, 2, depth, index);
  if (imap_lexer_prefix (lexer, "UID $"))
    {
      parse_saved (parser, index);
      return TRUE;
    }
  if (imap_lexer_word (lexer, "UID"))
    return imap_arg_space (parser->command) && parse_set (parser, TRUE, index);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (imap_lexer_word (lexer, keys[i].name))
      return parse_named (parser, &keys[i], index);
  return parse_set (parser, FALSE, index);
}

/* FALSE: GLib cannot convert from it (RFC 3501: BADCHARSET). */
static gboolean
set_charset (SearchParser *parser, const char *charset)
{
  GIConv converter;

  if (g_ascii_strcasecmp (charset, "UTF-8") == 0 || g_ascii_strcasecmp (charset, "US-ASCII") == 0)
    return TRUE;
  if (!imap_is_charset (charset))
    return FALSE;
  converter = g_iconv_open ("UTF-8", charset);
  if (converter == (GIConv) -1)
    return FALSE;
  g_iconv_close (converter);
  parser->charset = g_strdup (charset);
  return TRUE;
}

static SearchParse
parse_keys (SearchParser *parser)
{
  return parse_children (parser, SEARCH_AND, 0, 0, &parser->program->root) && imap_arg_end (parser->command)
           ? SEARCH_PARSED
           : SEARCH_MALFORMED;
}

/* astring, then the search keys */
static SearchParse
parse_charset_and_keys (SearchParser *parser)
{
  ImapCommand *command = parser->command;
  SearchParse parsed = SEARCH_MALFORMED;

  if (!imap_lexer_astring (&command->args, command->word))
    return SEARCH_MALFORMED;
  if ((command->server->enabled & IMAP_UTF8) != 0 && g_ascii_strcasecmp (command->word->str, "UTF-8") != 0)
    return SEARCH_MALFORMED; /* RFC 6855 §3 */
  if (!set_charset (parser, command->word->str))
    return SEARCH_BAD_CHARSET;
  if (imap_arg_space (command))
    parsed = parse_keys (parser);
  g_free (parser->charset);
  return parsed;
}

static void
program_init (SearchProgram *program)
{
  program->nodes = g_array_new (FALSE, TRUE, sizeof (SearchNode));
  g_array_set_clear_func (program->nodes, clear_node);
}

SearchParse
imap_search_parse (ImapCommand *command, SearchProgram *program)
{
  SearchParser parser = { command, program, NULL };

  program_init (program);
  if (!imap_arg_space (command))
    return SEARCH_MALFORMED;
  if (!imap_lexer_word (&command->args, "CHARSET"))
    return parse_keys (&parser);
  if (!imap_arg_space (command) || (command->server->enabled & IMAP_UTF8) != 0)
    return SEARCH_MALFORMED; /* RFC 6855 §3 */
  return parse_charset_and_keys (&parser);
}

SearchParse
imap_search_parse_criteria (ImapCommand *command, SearchProgram *program)
{
  SearchParser parser = { command, program, NULL };

  program_init (program);
  return parse_charset_and_keys (&parser);
}

ImapOutcome
imap_command_search (ImapCommand *command)
{
  SearchProgram program = { 0 };
  SearchReturn wanted = { 0 };
  SearchParse parsed;

  if (!imap_parse_search_return (command, &wanted))
    return imap_bad (command, "SEARCH takes search keys");
  parsed = imap_search_parse (command, &program);
  if (parsed == SEARCH_PARSED)
    {
      g_autoptr (GArray) indexes = imap_search_all (command, &program);

      imap_tell_search (command, &program, &wanted, indexes);
    }
  else if (parsed == SEARCH_BAD_CHARSET && wanted.save)
    imap_forget_saved (command->server); /* RFC 5182 §2.1: a NO empties the result */
  imap_search_clear (&program);
  if (parsed == SEARCH_BAD_CHARSET)
    return imap_reply (command, IMAP_NO, "BADCHARSET (US-ASCII UTF-8)", "This charset is not known");
  if (parsed == SEARCH_MALFORMED)
    return imap_bad (command, "SEARCH takes search keys");
  return imap_reply (command, IMAP_OK, NULL, "SEARCH completed");
}
