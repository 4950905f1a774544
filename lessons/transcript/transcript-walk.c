/* The walk through one session: what the three protocols share. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "transcript/transcript-imap.h"

static void
breach_free (gpointer data)
{
  Breach *breach = data;

  g_free (breach->text);
  g_free (breach);
}

static void
line_free (gpointer data)
{
  TranscriptLine *line = data;

  g_free (line->text);
  g_free (line->note);
  g_free (line->meaning);
  g_ptr_array_unref (line->breaches);
  g_free (line);
}

Command *
command_new (const char *word)
{
  Command *command = g_new0 (Command, 1);

  command->word = g_strdup (word);
  command->allowed = TRUE;
  return command;
}

void
command_free (Command *command)
{
  if (command == NULL)
    return;
  g_free (command->word);
  g_free (command->tag);
  g_free (command->about);
  g_free (command->mailbox);
  g_free (command);
}

static guint
find_state (const StateTable *table, const char *name)
{
  for (guint i = 0; i < table->n_states; i++)
    if (g_ascii_strcasecmp (table->states[i], name) == 0)
      return i;
  return G_MAXUINT;
}

void
walk_begin (Walk *walk, Protocol protocol, const TranscriptHints *hints, GPtrArray *secrets)
{
  *walk = (Walk) { .protocol = protocol == PROTOCOL_SUBMISSION ? PROTOCOL_SMTP : protocol, .secrets = secrets };
  walk->table = state_table_get (transcript_protocol_name (protocol), "server");
  walk->session = g_new0 (TranscriptSession, 1);
  walk->session->protocol = protocol;
  walk->session->table = walk->table;
  walk->session->lines = g_ptr_array_new_with_free_func (line_free);
  walk->block = g_string_new (NULL);
  walk->reply = g_string_new (NULL);
  walk->shown = g_string_new (NULL);
  walk->command = g_string_new (NULL);
  walk->last = g_strdup ("");
  g_queue_init (&walk->pending);
  if (hints != NULL && hints->state != NULL && find_state (walk->table, hints->state) != G_MAXUINT)
    {
      walk->state = find_state (walk->table, hints->state);
      walk->state_known = TRUE;
    }
}

TranscriptSession *
walk_end (Walk *walk)
{
  Command *command;

  if (walk->protocol == PROTOCOL_IMAP)
    imap_walk_flush (walk);
  if (walk->mode == MODE_ANSWER && walk->printed)
    walk_block_end (walk);
  while ((command = g_queue_pop_head (&walk->pending)) != NULL)
    command_free (command);
  command_free (walk->done);
  command_free (walk->building);
  g_string_free (walk->block, TRUE);
  g_string_free (walk->reply, TRUE);
  g_string_free (walk->shown, TRUE);
  g_string_free (walk->command, TRUE);
  g_free (walk->capabilities);
  g_free (walk->last);
  return walk->session;
}

static const char *
state_name (const Walk *walk)
{
  return walk->state_known ? walk->table->states[walk->state] : NULL;
}

TranscriptLine *
walk_add (Walk *walk, const Spoken *spoken, Role role, LineKind kind)
{
  TranscriptLine *line = g_new0 (TranscriptLine, 1);

  line->role = role;
  line->kind = kind;
  line->source = spoken->source;
  line->time = spoken->time;
  line->text = mask_line (walk->secrets, spoken->octets, spoken->length);
  line->n_lines = 1;
  line->octets = spoken->length + (spoken->end == END_LF ? 1 : 2);
  line->breaches = g_ptr_array_new_with_free_func (breach_free);
  line->before = line->after = state_name (walk);
  line->note = g_strdup ("");
  line->meaning = g_strdup ("");
  line->clause = "";
  g_ptr_array_add (walk->session->lines, line);
  if (spoken->gap)
    walk_breach (line, "", _("octets before this line are missing from the capture"));
  return line;
}

void
walk_extend (TranscriptLine *line, const Spoken *spoken)
{
  line->n_lines++;
  line->octets += spoken->length + (spoken->end == END_LF ? 1 : 2);
}

void
walk_block (Walk *walk, const Spoken *spoken, Role role, const char *word, const Command *command)
{
  gboolean server = role == ROLE_SERVER;

  if (walk->block_line == NULL)
    {
      walk->block_line = walk_add (walk, spoken, role, server ? LINE_DATA : LINE_CLIENT_DATA);
      walk_explain (walk, walk->block_line, server ? SAYS_DATA : SAYS_CLIENT_DATA, word, command);
      g_string_truncate (walk->block, 0);
    }
  else
    {
      walk_extend (walk->block_line, spoken);
      g_string_append_c (walk->block, '\n');
    }
  g_string_append_len (walk->block, spoken->octets, (gssize) spoken->length);
}

void
walk_block_end (Walk *walk)
{
  if (walk->block_line != NULL)
    {
      g_free (walk->block_line->text);
      walk->block_line->text = g_strndup (walk->block->str, walk->block->len);
    }
  walk->block_line = NULL;
  walk->mode = MODE_LINES;
}

void
walk_sasl_step (Walk *walk, const Spoken *spoken, Command *command, const char *clause, const char *prompt)
{
  TranscriptLine *line = walk_add (walk, spoken, ROLE_CLIENT, LINE_CLIENT_DATA);

  g_free (line->text);
  line->text = mask_sasl (walk->secrets, spoken->octets, spoken->length, !command->stepped);
  walk_explain (walk, line, SAYS_CLIENT_DATA, "AUTH", command);
  if (!command->asked)
    walk_breach (line, clause, _("the client did not wait for the server's “%s”"), prompt);
  command->asked = FALSE;
  command->stepped = TRUE;
}

static void
replace (GString *text, const char *what, const char *with)
{
  g_string_replace (text, what, with, 0);
}

static char *
fill_in (const char *text, const Command *command)
{
  GString *out = g_string_new (text);

  replace (out, "%L", command != NULL && command->about != NULL ? command->about : _("messages"));
  replace (out, "%M", command != NULL && command->mailbox != NULL ? command->mailbox : _("a mailbox"));
  return g_string_free (out, FALSE);
}

void
walk_explain (Walk *walk, TranscriptLine *line, Says says, const char *word, const Command *command)
{
  const ExplainRow *row = explain_row (walk->protocol, says, word);

  g_free (line->note);
  g_free (line->meaning);
  line->known = row != NULL;
  line->note = row != NULL ? fill_in (_(row->note), command) : g_strdup (_("not known here"));
  line->meaning = row != NULL ? fill_in (_(row->meaning), command) : g_strdup (_("No standard that Postroom speaks has this."));
  line->clause = row != NULL ? row->clause : "";
}

void
walk_breach (TranscriptLine *line, const char *clause, const char *format, ...)
{
  Breach *breach = g_new0 (Breach, 1);
  va_list arguments;

  va_start (arguments, format);
  breach->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  breach->clause = clause;
  g_ptr_array_add (line->breaches, breach);
}

static int
find_name (const char *const *names, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (names[i] != NULL && strcmp (names[i], name) == 0)
      return (int) i;
  return -1;
}

gboolean
walk_transition (Walk *walk, TranscriptLine *line, const char *input, const char *outcome)
{
  int i = find_name (walk->table->inputs, walk->table->n_inputs, input);
  int o = find_name (walk->table->outcomes, walk->table->n_outcomes, outcome);
  int row = walk->state_known && i >= 0 && o >= 0 ? state_table_find (walk->table, walk->state, (guint) i, (guint) o) : -1;

  if (row < 0)
    return FALSE;
  walk->state = walk->table->rows[row].to;
  line->after = state_name (walk);
  return TRUE;
}

int
walk_find_input (const Walk *walk, const char *word)
{
  /* Events have names in lower case, or with more than one word but for UID's. */
  for (const char *c = word; *c != '\0'; c++)
    if (g_ascii_islower (*c))
      return -1;
  if (strcmp (word, "DONE") == 0 || strcmp (word, "SASL") == 0)
    return -1;
  return find_name (walk->table->inputs, walk->table->n_inputs, word);
}

/* The first command of a session whose start was not seen: the earliest state in which it may be said. */
static void
find_out_state (Walk *walk, TranscriptLine *line, int input)
{
  for (guint state = 0; state < walk->table->n_states; state++)
    if (state_table_allows (walk->table, state, (guint) input))
      {
        walk->state = state;
        walk->state_known = TRUE;
        line->before = line->after = state_name (walk);
        return;
      }
}

gboolean
walk_check_command (Walk *walk, TranscriptLine *line, int input, const char *clause)
{
  if (input < 0)
    return TRUE;
  if (!walk->state_known)
    find_out_state (walk, line, input);
  /* A command sent before the answer to the one before is judged when that one is answered well. */
  if (!walk->state_known || !g_queue_is_empty (&walk->pending)
      || state_table_allows (walk->table, walk->state, (guint) input))
    return TRUE;
  walk_breach (line, clause, _("%s is not allowed in the state %s"), walk->table->inputs[input], state_name (walk));
  return FALSE;
}

static gboolean
is_tls (const Spoken *spoken)
{
  return spoken->length >= 3 && (spoken->octets[0] == 0x16 || spoken->octets[0] == 0x17 || spoken->octets[0] == 0x15
                                 || spoken->octets[0] == 0x14) && spoken->octets[1] == 3;
}

/* Octets that are no lines, to the session's end. */
static void
add_opaque (Walk *walk, const Spoken *spoken, const char *what, const char *note, const char *meaning, const char *clause)
{
  Spoken shown = *spoken;
  TranscriptLine *line;

  shown.octets = what;
  shown.length = strlen (what);
  line = walk_add (walk, &shown, spoken->role, LINE_DATA);
  g_free (line->note);
  g_free (line->meaning);
  line->note = g_strdup (note);
  line->meaning = g_strdup (meaning);
  line->clause = clause;
  line->known = TRUE;
  walk->opaque = TRUE;
}

static void
add_tls (Walk *walk, const Spoken *spoken)
{
  add_opaque (walk, spoken, "TLS", _("TLS from here on"),
              _("Whoever records the packets cannot read what is said inside, and neither can this program: "
                "that is what TLS is for."),
              "RFC 8446 §5.2");
}

static void
add_packed (Walk *walk, const Spoken *spoken)
{
  add_opaque (walk, spoken, "DEFLATE", _("packed from here on"),
              _("Both ends pack what they say, and this program does not unpack it. That is no secrecy: anybody can."),
              "RFC 4978 §3");
}

static void
add_remark (Walk *walk, const Spoken *spoken)
{
  TranscriptLine *line = walk_add (walk, spoken, ROLE_NONE, LINE_DATA);

  line->known = TRUE;
  g_free (line->note);
  line->note = g_strdup (_("the recording tool's own words"));
}

static Role
speaker (const Walk *walk, const Spoken *spoken)
{
  if (spoken->role != ROLE_NONE)
    return spoken->role;
  switch (walk->protocol)
    {
    case PROTOCOL_POP3:
      return pop3_walk_guess (walk, spoken);
    case PROTOCOL_IMAP:
      return imap_walk_guess (walk, spoken);
    default:
      return smtp_walk_guess (walk, spoken);
    }
}

/* Octets of a literal that the server has announced and that are not there yet. */
static gsize
literal_left (const Walk *walk)
{
  return walk->protocol == PROTOCOL_IMAP && walk->reply_line != NULL ? imap_walk_literal_left (walk) : 0;
}

/* Who sends the data that are due. Only where a line is data if it bears no mark. */
static Role
find_sender (const Walk *walk)
{
  if (walk->mode == MODE_LETTER)
    return ROLE_CLIENT;
  return walk->mode == MODE_ANSWER || literal_left (walk) > 0 ? ROLE_SERVER : ROLE_NONE;
}

/* A letter's own "> " looks like the mark of a client. */
static gboolean
is_quotation (const Walk *walk, const Spoken *spoken)
{
  const char *space = memchr (spoken->octets, ' ', spoken->length);
  gsize length = space != NULL ? (gsize) (space - spoken->octets) : spoken->length;
  g_autofree char *word = NULL;

  if (!spoken->apart || !walk->printed || spoken->role != ROLE_CLIENT)
    return FALSE;
  if (walk->protocol == PROTOCOL_IMAP)
    return literal_left (walk) >= spoken->mark + spoken->length && !imap_is_tag (spoken->octets, length);
  word = g_ascii_strup (spoken->octets, (gssize) length);
  return walk->mode == MODE_ANSWER && walk_find_input (walk, word) < 0;
}

/* What the marks alone cannot tell. */
static void
settle (const Walk *walk, Spoken *spoken)
{
  if (spoken->printed)
    {
      spoken->role = find_sender (walk);
      spoken->remark = spoken->role == ROLE_NONE;
    }
  else if (is_quotation (walk, spoken))
    {
      spoken->octets -= spoken->mark;
      spoken->length += spoken->mark;
      spoken->role = ROLE_SERVER;
      spoken->printed = TRUE;
    }
}

static void
check_end (Walk *walk, const Spoken *spoken, guint before)
{
  static const char *const clauses[] = { [PROTOCOL_POP3] = "RFC 1939 §3", [PROTOCOL_IMAP] = "RFC 3501 §2.2",
                                         [PROTOCOL_SMTP] = "RFC 5321 §2.3.8" };

  if (spoken->end == END_LF && walk->session->lines->len > before)
    walk_breach (walk->session->lines->pdata[walk->session->lines->len - 1], clauses[walk->protocol],
                 _("the line ends with LF alone; a line ends with CR LF"));
}

static void
walk_settled (Walk *walk, const Spoken *spoken)
{
  guint before = walk->session->lines->len;

  walk->printed = spoken->printed;
  if (speaker (walk, spoken) == ROLE_CLIENT)
    (walk->protocol == PROTOCOL_POP3 ? pop3_walk_client : walk->protocol == PROTOCOL_IMAP ? imap_walk_client
                                                                                          : smtp_walk_client) (walk, spoken);
  else
    (walk->protocol == PROTOCOL_POP3 ? pop3_walk_server : walk->protocol == PROTOCOL_IMAP ? imap_walk_server
                                                                                          : smtp_walk_server) (walk, spoken);
  check_end (walk, spoken, before);
  walk->begun = TRUE;
}

void
walk_line (Walk *walk, const Spoken *spoken)
{
  Spoken settled = *spoken;

  if (walk->opaque)
    return;
  settle (walk, &settled);
  if (settled.remark)
    {
      if (settled.length > 0)
        add_remark (walk, &settled);
    }
  else if (is_tls (&settled) && !walk->pasted)
    add_tls (walk, &settled);
  else if (walk->starts_packing && !walk->pasted)
    add_packed (walk, &settled);
  else
    walk_settled (walk, &settled);
}
