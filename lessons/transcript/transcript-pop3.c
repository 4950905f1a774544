/* RFC 1939, RFC 2449, RFC 5034: one line of the client, one of the server. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "explain.h"
#include "pop3/pop3-server.h"
#include "transcript/transcript-private.h"

#define COMMAND_MAX 255 /* RFC 2449 §4, with the line end */
#define REPLY_MAX 512

static gboolean
is_good (const Spoken *spoken)
{
  return spoken->length >= 3 && memcmp (spoken->octets, "+OK", 3) == 0;
}

static gboolean
is_bad (const Spoken *spoken)
{
  return spoken->length >= 4 && memcmp (spoken->octets, "-ERR", 4) == 0;
}

static gboolean
is_more (const Spoken *spoken)
{
  return spoken->length >= 1 && spoken->octets[0] == '+' && (spoken->length == 1 || spoken->octets[1] == ' ');
}

Role
pop3_walk_guess (const Walk *walk, const Spoken *spoken)
{
  if (walk->mode == MODE_ANSWER || is_good (spoken) || is_bad (spoken) || is_more (spoken))
    return ROLE_SERVER;
  return ROLE_CLIENT;
}

static void
close_answer (Walk *walk)
{
  if (walk->block_line != NULL && walk->block->len > 0)
    {
      g_free (walk->block_line->text);
      walk->block_line->text = g_strndup (walk->block->str, walk->block->len);
    }
  g_string_truncate (walk->block, 0);
  walk->block_line = NULL;
  walk->mode = MODE_LINES;
  g_clear_pointer (&walk->done, command_free);
}

static void
note_capability (Walk *walk, const Spoken *spoken)
{
  g_autofree char *line = g_strndup (spoken->octets, spoken->length), *upper = g_ascii_strup (line, -1);
  char *all = g_strconcat (walk->capabilities != NULL ? walk->capabilities : " ", upper, " ", NULL);

  g_free (walk->capabilities);
  walk->capabilities = all;
}

static void
take_data (Walk *walk, const Spoken *spoken)
{
  /* What a program prints has no dots added (RFC 1939 §3) and no end. */
  gboolean end = spoken->length == 1 && spoken->octets[0] == '.' && !spoken->printed;

  if (walk->block_line == NULL && strcmp (walk->done->word, "CAPA") == 0)
    g_clear_pointer (&walk->capabilities, g_free);
  walk_block (walk, spoken, ROLE_SERVER, walk->done->word, walk->done);
  if (!spoken->printed && spoken->length > 1 && spoken->octets[0] == '.' && spoken->octets[1] != '.')
    walk_breach (walk->block_line, "RFC 1939 §3", _("a line of the data begins with one full stop; it must have two"));
  if (!end && strcmp (walk->done->word, "CAPA") == 0)
    note_capability (walk, spoken);
  if (end)
    close_answer (walk);
}

/* The maildrop's message number is the first argument of most commands. */
static void
note_arguments (Command *command, GStrv words)
{
  const char *number = words[0] != NULL ? words[1] : NULL;

  if (number != NULL && g_ascii_isdigit (*number))
    command->about = g_strdup_printf (_("message %s"), number);
  if (strcmp (command->word, "RETR") == 0 || strcmp (command->word, "TOP") == 0 || strcmp (command->word, "CAPA") == 0)
    command->many = TRUE;
  else if (strcmp (command->word, "LIST") == 0 || strcmp (command->word, "UIDL") == 0 || strcmp (command->word, "LANG") == 0)
    command->many = number == NULL || *number == '\0';
  else if (strcmp (command->word, "AUTH") == 0)
    command->many = command->listing = number == NULL || *number == '\0';
}

static void
check_arguments (const Walk *walk, TranscriptLine *line, const Command *command, GStrv words)
{
  static const char *const need_number[] = { "RETR", "DELE", "TOP" };
  guint n = g_strv_length (words);

  for (guint i = 0; i < G_N_ELEMENTS (need_number); i++)
    if (strcmp (command->word, need_number[i]) == 0 && (n < 2 || !g_ascii_isdigit (*words[1]) || atoi (words[1]) == 0))
      walk_breach (line, "RFC 1939 §5", _("%s wants a message number, counted from 1"), command->word);
  if (strcmp (command->word, "TOP") == 0 && n < 3)
    walk_breach (line, "RFC 1939 §7 TOP", _("TOP wants the number of lines, too"));
  if (strcmp (command->word, "PASS") == 0 && strcmp (walk->last, "USER") != 0 && walk->begun)
    walk_breach (line, "RFC 1939 §7 PASS", _("PASS may only follow USER"));
  if (line->octets > COMMAND_MAX)
    walk_breach (line, "RFC 2449 §4", _("the command has %u octets; %u are the most"), (guint) line->octets, COMMAND_MAX);
}

static gboolean
awaits_step (const Command *command)
{
  return command != NULL && strcmp (command->word, "AUTH") == 0 && !command->listing;
}

/* Answers to commands sent ahead: only a server that says PIPELINING takes them. */
static void
check_pipelining (Walk *walk, TranscriptLine *line)
{
  if (!g_queue_is_empty (&walk->pending) && walk->capabilities != NULL && strstr (walk->capabilities, " PIPELINING ") == NULL)
    walk_breach (line, "RFC 2449 §6.6", _("sent before the last answer has come, but the server has not offered PIPELINING"));
}

void
pop3_walk_client (Walk *walk, const Spoken *spoken)
{
  Command *head = g_queue_peek_tail (&walk->pending), *command;
  g_autofree char *text = g_strndup (spoken->octets, spoken->length);
  g_auto (GStrv) words = g_strsplit (text, " ", 4);
  g_autofree char *verb = g_ascii_strup (words[0] != NULL ? words[0] : "", -1);
  TranscriptLine *line;

  /* A pasted answer may lack its full stop. */
  if (walk->mode == MODE_ANSWER && walk->pasted)
    close_answer (walk);
  if (awaits_step (head) && (head->asked || walk_find_input (walk, verb) < 0))
    {
      walk_sasl_step (walk, spoken, head, "RFC 5034 §4", "+");
      return;
    }
  line = walk_add (walk, spoken, ROLE_CLIENT, LINE_COMMAND);
  command = command_new (verb);
  command->input = walk_find_input (walk, verb);
  note_arguments (command, words);
  check_pipelining (walk, line);
  command->allowed = walk_check_command (walk, line, command->input, "RFC 1939 §3");
  walk_explain (walk, line, SAYS_COMMAND,
                strcmp (verb, "QUIT") == 0 && walk->state_known && walk->state == 0 ? "QUIT AUTHORIZATION" : verb, command);
  if (!line->known)
    walk_breach (line, "RFC 1939 §3", _("POP3 has no command “%s”"), verb);
  check_arguments (walk, line, command, words);
  g_queue_push_tail (&walk->pending, command);
  g_free (walk->last);
  walk->last = g_steal_pointer (&verb);
}

static void
greeting (Walk *walk, TranscriptLine *line, gboolean good)
{
  walk->state = 0;
  walk->state_known = TRUE;
  line->kind = LINE_GREETING;
  line->before = line->after = walk->table->states[0];
  walk_explain (walk, line, good ? SAYS_GREETING : SAYS_BAD, "*", NULL);
}

static void
check_fit (Walk *walk, TranscriptLine *line, const Command *command, const char *input, const char *outcome)
{
  if (walk_transition (walk, line, input, outcome) || !walk->state_known || strcmp (outcome, "-ERR") == 0
      || command->input < 0 || command->listing)
    return;
  if (!state_table_allows (walk->table, walk->state, (guint) command->input))
    walk_breach (line, "RFC 1939 §3", _("the server carries out %s, which is not allowed in the state %s"), command->word,
                 walk->table->states[walk->state]);
  else
    walk_breach (line, "RFC 1939 §3", _("%s cannot be answered with “%s”"), command->word, outcome);
}

/* What the answer is about: the command, or that it is for another state. */
static const char *
word_of_answer (const Walk *walk, const Command *command, gboolean good)
{
  const char *refused = NULL;

  if (!walk->state_known)
    return command->word;
  if (strcmp (command->word, "QUIT") == 0 && walk->state == POP3_AUTHORIZATION)
    return "QUIT AUTHORIZATION";
  if (!good && !command->stepped)
    refused = explain_refused_by_state (command->word, walk->state == POP3_TRANSACTION);
  return refused != NULL ? refused : command->word;
}

static void
answer (Walk *walk, TranscriptLine *line, Command *command, gboolean good)
{
  const char *outcome = good ? "+OK" : "-ERR";
  gboolean leaving = strcmp (command->word, "QUIT") == 0;

  walk_explain (walk, line, good ? SAYS_GOOD : SAYS_BAD, word_of_answer (walk, command, good), command);
  if (command->listing && good)
    {
      g_free (line->note);
      line->note = g_strdup (_("the mechanisms follow, one a line"));
    }
  else if (leaving && good && walk_transition (walk, line, "QUIT", ""))
    walk_transition (walk, line, "updated", outcome);
  else
    check_fit (walk, line, command, command->stepped ? "SASL response" : command->word, outcome);
  walk->closed = leaving && good;
  walk->starts_tls = good && strcmp (command->word, "STLS") == 0;
  if (walk->starts_tls)
    g_clear_pointer (&walk->capabilities, g_free);
  if (good && command->many)
    {
      walk->mode = MODE_ANSWER;
      walk->done = command;
    }
  else
    command_free (command);
}

static void
more (Walk *walk, TranscriptLine *line, Command *command)
{
  line->kind = LINE_CONTINUATION;
  walk_explain (walk, line, SAYS_MORE, "AUTH", command);
  if (!awaits_step (command))
    {
      walk_breach (line, "RFC 1939 §3", _("nothing asks for a “+” here: an answer begins with +OK or -ERR"));
      return;
    }
  walk_transition (walk, line, command->stepped ? "SASL response" : "AUTH", "+");
  command->asked = TRUE;
}

void
pop3_walk_server (Walk *walk, const Spoken *spoken)
{
  TranscriptLine *line;
  Command *command;

  if (walk->mode == MODE_ANSWER)
    {
      take_data (walk, spoken);
      return;
    }
  line = walk_add (walk, spoken, ROLE_SERVER, LINE_RESPONSE);
  if (line->octets > REPLY_MAX)
    walk_breach (line, "RFC 2449 §4", _("the answer has %u octets; %u are the most"), (guint) line->octets, REPLY_MAX);
  command = g_queue_peek_head (&walk->pending);
  if (is_more (spoken))
    {
      more (walk, line, command);
      return;
    }
  if (!is_good (spoken) && !is_bad (spoken))
    walk_breach (line, "RFC 1939 §3", _("an answer begins with +OK or -ERR"));
  if (command == NULL && (!walk->begun || !walk->state_known))
    {
      greeting (walk, line, !is_bad (spoken));
      return;
    }
  if (command == NULL)
    {
      walk_explain (walk, line, is_good (spoken) ? SAYS_GREETING : SAYS_BAD, "*", NULL);
      if (is_good (spoken))
        walk_breach (line, "RFC 1939 §3", _("the server speaks, and nobody has asked"));
      return;
    }
  answer (walk, line, g_queue_pop_head (&walk->pending), is_good (spoken));
}
