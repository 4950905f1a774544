/* RFC 3501, RFC 2177, RFC 7888: one line of the client. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "imap/imap-lexer.h"
#include "transcript/transcript-imap.h"

#define COMMAND_MAX 8192 /* RFC 7162 §4, without literals */

static gboolean
is_status (const char *word, gsize length)
{
  return (length == 2 && (g_ascii_strncasecmp (word, "OK", 2) == 0 || g_ascii_strncasecmp (word, "NO", 2) == 0))
         || (length == 3 && g_ascii_strncasecmp (word, "BAD", 3) == 0);
}

/* "a1 OK ..." */
gboolean
imap_is_tagged_answer (const Spoken *spoken)
{
  const char *space = memchr (spoken->octets, ' ', spoken->length);
  const char *word = space != NULL ? space + 1 : NULL;
  gsize rest = word != NULL ? spoken->length - (gsize) (word - spoken->octets) : 0;
  const char *end = word != NULL ? memchr (word, ' ', rest) : NULL;

  return word != NULL && space > spoken->octets && is_status (word, end != NULL ? (gsize) (end - word) : rest);
}

gboolean
imap_is_tag (const char *word, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (word[i]))
      return FALSE;
  return length > 1 && g_ascii_isdigit (word[length - 1]) && g_ascii_isalpha (word[0]);
}

Role
imap_walk_guess (const Walk *walk, const Spoken *spoken)
{
  if (walk->reply_line != NULL && walk->reply->len > 0)
    return ROLE_SERVER;
  if (walk->mode == MODE_COUNTED && !walk->counted_asks)
    return ROLE_CLIENT;
  if (spoken->length >= 1 && (spoken->octets[0] == '*' || spoken->octets[0] == '+')
      && (spoken->length == 1 || spoken->octets[1] == ' ') && !(spoken->octets[0] == '*' && spoken->length == 1))
    return ROLE_SERVER;
  return imap_is_tagged_answer (spoken) ? ROLE_SERVER : ROLE_CLIENT;
}

Command *
imap_find_pending (const Walk *walk, const char *tag)
{
  for (GList *at = walk->pending.head; at != NULL; at = at->next)
    if (g_strcmp0 (((Command *) at->data)->tag, tag) == 0)
      return at->data;
  return NULL;
}

/* A command that speaks for longer than one line: AUTHENTICATE or IDLE. */
Command *
imap_find_dialogue (const Walk *walk)
{
  Command *command = g_queue_peek_tail ((GQueue *) &walk->pending);

  if (command != NULL && (strcmp (command->word, "AUTHENTICATE") == 0 || strcmp (command->word, "IDLE") == 0))
    return command;
  return NULL;
}

/* First argument of the command: a sequence set, or a mailbox. */
static void
note_arguments (Command *command, ImapLexer *lexer)
{
  static const char *const sets[] = { "FETCH", "STORE", "COPY", "MOVE", "EXPUNGE" };
  gboolean uid = g_str_has_prefix (command->word, "UID ");
  const char *word = uid ? command->word + 4 : command->word;
  g_autoptr (GString) first = g_string_new (NULL);

  if (!imap_lexer_space (lexer))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    if (strcmp (word, sets[i]) == 0)
      {
        gsize start = lexer->at;

        while (lexer->at < lexer->length && lexer->data[lexer->at] > ' ')
          lexer->at++;
        command->about = g_strdup_printf (uid ? _("UID %.*s") : _("message %.*s"), (int) MIN (lexer->at - start, 40),
                                          lexer->data + start);
        if (strcmp (word, "COPY") != 0 && strcmp (word, "MOVE") != 0)
          return;
        imap_lexer_space (lexer);
      }
  if (command->about == NULL)
    command->about = g_strdup (_("the letter"));
  if (imap_lexer_astring (lexer, first) && g_utf8_validate (first->str, (gssize) first->len, NULL))
    command->mailbox = g_strdup (g_ascii_strcasecmp (first->str, "INBOX") == 0 ? "INBOX" : first->str);
}

/* tag SP command: FALSE when it does not begin so. */
static gboolean
read_head (ImapLexer *lexer, GString *tag, GString *word)
{
  g_autoptr (GString) second = g_string_new (NULL);
  gsize at;

  if (!imap_lexer_chars (lexer, IMAP_TAG_CHARS, tag) || !imap_lexer_space (lexer)
      || !imap_lexer_chars (lexer, IMAP_ATOM_CHARS, word))
    return FALSE;
  g_string_ascii_up (word);
  at = lexer->at;
  if (strcmp (word->str, "UID") == 0 && imap_lexer_space (lexer) && imap_lexer_chars (lexer, IMAP_ATOM_CHARS, second))
    {
      g_string_ascii_up (second);
      g_string_append_printf (word, " %s", second->str);
      at = lexer->at;
    }
  lexer->at = at;
  return TRUE;
}

static Command *
read_command (Walk *walk, TranscriptLine *line, const Spoken *spoken)
{
  g_autoptr (GString) tag = g_string_new (NULL), word = g_string_new (NULL);
  g_autofree char *upper = NULL;
  ImapLexer lexer;
  Command *command;

  imap_lexer_init (&lexer, spoken->octets, spoken->length);
  if (!read_head (&lexer, tag, word)
      || (walk_find_input (walk, word->str) < 0 && explain_row (PROTOCOL_IMAP, SAYS_COMMAND, word->str) == NULL))
    {
      g_autofree char *first = g_strndup (spoken->octets, strcspn (spoken->octets, " \r\n"));

      upper = g_ascii_strup (first, (gssize) MIN (strlen (first), spoken->length));
      if (walk_find_input (walk, upper) >= 0 || word->len == 0)
        {
          walk_breach (line, "RFC 3501 §2.2.1", _("a command begins with a tag"));
          g_string_assign (word, upper);
          g_string_truncate (tag, 0);
        }
    }
  command = command_new (word->str);
  command->tag = tag->len > 0 ? g_strdup (tag->str) : NULL;
  command->input = walk_find_input (walk, word->str);
  if (command->tag != NULL && imap_find_pending (walk, command->tag) != NULL)
    walk_breach (line, "RFC 3501 §2.2.1", _("the tag %s is in use: its command has not been answered yet"), command->tag);
  if (command->input >= 0)
    note_arguments (command, &lexer);
  return command;
}

static void
check_offered (const Walk *walk, TranscriptLine *line, const char *word)
{
  static const struct { const char *word, *capability, *also, *clause; } needs[] = {
    { "IDLE", " IDLE ", " IMAP4REV2 ", "RFC 2177 §3" },      { "MOVE", " MOVE ", " IMAP4REV2 ", "RFC 6851 §3" },
    { "UID MOVE", " MOVE ", " IMAP4REV2 ", "RFC 6851 §3" },  { "UID EXPUNGE", " UIDPLUS ", " IMAP4REV2 ", "RFC 4315 §2.1" },
    { "ENABLE", " ENABLE ", " IMAP4REV2 ", "RFC 5161 §3.1" }, { "UNSELECT", " UNSELECT ", " IMAP4REV2 ", "RFC 3691 §2" },
    { "GETQUOTAROOT", " QUOTA ", " QUOTA ", "RFC 9208 §4.1.2" },
  };

  for (guint i = 0; walk->capabilities != NULL && i < G_N_ELEMENTS (needs); i++)
    if (strcmp (word, needs[i].word) == 0 && strstr (walk->capabilities, needs[i].capability) == NULL
        && strstr (walk->capabilities, needs[i].also) == NULL)
      walk_breach (line, needs[i].clause, _("the server has not offered this"));
}

/* Octets announced at the line's end: the client's next ones are not a line of the protocol. */
static gboolean
announce (Walk *walk, TranscriptLine *line, const Spoken *spoken)
{
  ImapLiteral literal;

  if (!imap_line_announces_literal ((const guint8 *) spoken->octets, spoken->length, &literal))
    return FALSE;
  if (!literal.synchronising && walk->capabilities != NULL && strstr (walk->capabilities, " LITERAL") == NULL
      && strstr (walk->capabilities, " IMAP4REV2 ") == NULL)
    walk_breach (line, "RFC 7888 §3", _("the server has not offered LITERAL+, so the client must wait for a “+”"));
  walk->mode = MODE_COUNTED;
  walk->counted = MIN (literal.octets, G_MAXINT64);
  walk->counted_asks = literal.synchronising;
  walk->block_line = NULL;
  g_string_truncate (walk->block, 0);
  return TRUE;
}

static void
finish_command (Walk *walk)
{
  Command *command = g_steal_pointer (&walk->building);

  g_queue_push_tail (&walk->pending, command);
  g_string_truncate (walk->command, 0);
}

static void
begin_command (Walk *walk, const Spoken *spoken)
{
  TranscriptLine *line = walk_add (walk, spoken, ROLE_CLIENT, LINE_COMMAND);
  Command *command = read_command (walk, line, spoken);

  command->allowed = walk_check_command (walk, line, command->input, "RFC 3501 §3");
  walk_explain (walk, line, SAYS_COMMAND, command->word, command);
  if (!line->known)
    walk_breach (line, "RFC 3501 §6", _("IMAP has no command “%s”"), command->word);
  check_offered (walk, line, command->word);
  if (line->octets > COMMAND_MAX)
    walk_breach (line, "RFC 7162 §4", _("the command has %u octets; %u are the most"), (guint) line->octets, COMMAND_MAX);
  command_free (walk->building);
  walk->building = command;
  if (!announce (walk, line, spoken))
    finish_command (walk);
}

/* LOGIN's literals: the name, then the password. Both are masked; a name in a literal is rare. */
static gboolean
is_secret (const Walk *walk)
{
  return walk->building != NULL && (strcmp (walk->building->word, "LOGIN") == 0
                                    || strcmp (walk->building->word, "AUTHENTICATE") == 0);
}

static void
close_literal (Walk *walk)
{
  g_free (walk->block_line->text);
  if (is_secret (walk))
    walk->block_line->text = mask_word (walk->secrets, walk->block->str, walk->block->len);
  else
    walk->block_line->text = g_strndup (walk->block->str, walk->block->len);
  walk->block_line = NULL;
  walk->mode = MODE_LINES;
}

static void
begin_literal (Walk *walk, const Spoken *spoken)
{
  walk->block_line = walk_add (walk, spoken, ROLE_CLIENT, LINE_CLIENT_DATA);
  walk->block_line->octets = 0;
  walk->block_line->n_lines = 0;
  if (is_secret (walk))
    {
      g_free (walk->block_line->text);
      walk->block_line->text = mask_word (walk->secrets, spoken->octets, spoken->length);
    }
  walk_explain (walk, walk->block_line, SAYS_CLIENT_DATA, walk->building->word, walk->building);
  if (walk->counted_asks)
    walk_breach (walk->block_line, "RFC 3501 §4.3", _("the client did not wait for the server's “%s”"), "+");
  walk->counted_asks = FALSE;
}

/* What follows the literal's octets in the same line: the rest of the command, perhaps with one more. */
static void
after_literal (Walk *walk, const Spoken *spoken, gsize used)
{
  Spoken rest = *spoken;
  TranscriptLine *line = walk->session->lines->pdata[walk->session->lines->len - 1];

  rest.octets += used;
  rest.length -= used;
  if (rest.length > 0)
    {
      line = walk_add (walk, &rest, ROLE_CLIENT, LINE_CLIENT_DATA);
      walk_explain (walk, line, SAYS_CLIENT_DATA, "*", walk->building);
      if (is_secret (walk) && !imap_line_announces_literal ((const guint8 *) rest.octets, rest.length, &(ImapLiteral) { 0 }))
        {
          g_free (line->text);
          line->text = mask_word (walk->secrets, rest.octets, rest.length);
        }
    }
  if (!announce (walk, line, &rest))
    finish_command (walk);
}

static void
literal_line (Walk *walk, const Spoken *spoken)
{
  gsize used = MIN (spoken->length, walk->counted);
  guint64 ending = spoken->end == END_LF ? 1 : 2;

  if (walk->block_line == NULL)
    begin_literal (walk, spoken);
  else
    g_string_append_c (walk->block, '\n');
  g_string_append_len (walk->block, spoken->octets, (gssize) used);
  walk->block_line->n_lines++;
  if (walk->counted > spoken->length)
    {
      guint64 octets = MIN (walk->counted, spoken->length + ending);

      walk->block_line->octets += octets;
      walk->counted -= octets;
      /* The literal's last octets are a line end, and the command goes on in the next line. */
      return;
    }
  walk->block_line->octets += used;
  walk->counted = 0;
  close_literal (walk);
  after_literal (walk, spoken, used);
}

static void
dialogue_line (Walk *walk, const Spoken *spoken, Command *command)
{
  TranscriptLine *line = walk_add (walk, spoken, ROLE_CLIENT, LINE_CLIENT_DATA);
  gboolean idle = strcmp (command->word, "IDLE") == 0;

  if (!idle)
    {
      g_free (line->text);
      line->text = mask_sasl (walk->secrets, spoken->octets, spoken->length, !command->stepped);
    }
  walk_explain (walk, line, SAYS_CLIENT_DATA, command->word, command);
  if (!command->asked)
    walk_breach (line, idle ? "RFC 2177 §3" : "RFC 3501 §6.2.2", _("the client did not wait for the server's “%s”"), "+");
  if (idle && (spoken->length != 4 || g_ascii_strncasecmp (spoken->octets, "DONE", 4) != 0))
    walk_breach (line, "RFC 2177 §3", _("only DONE ends the waiting"));
  command->asked = idle;
  command->stepped = TRUE;
}

void
imap_walk_client (Walk *walk, const Spoken *spoken)
{
  Command *dialogue = imap_find_dialogue (walk);

  if (walk->pasted)
    imap_walk_flush (walk);
  if (walk->mode == MODE_COUNTED)
    literal_line (walk, spoken);
  else if (dialogue != NULL && !(dialogue->stepped && strcmp (dialogue->word, "IDLE") == 0))
    dialogue_line (walk, spoken, dialogue);
  else
    begin_command (walk, spoken);
}
