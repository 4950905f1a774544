/* RFC 5321, RFC 4954, RFC 3030: one line of the client, one of the server. */
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "transcript/transcript-private.h"

#define COMMAND_MAX 512  /* RFC 5321 §4.5.3.1.4, with the line end */
#define REPLY_MAX 512
#define TEXT_MAX 1000
#define AUTH_MAX 12288   /* RFC 4954 §4 */

/* 250 of "250-SIZE", 0 when it is no reply line. */
static guint
code_of (const Spoken *spoken)
{
  const char *octets = spoken->octets;

  if (spoken->length < 3 || !g_ascii_isdigit (octets[0]) || !g_ascii_isdigit (octets[1]) || !g_ascii_isdigit (octets[2])
      || octets[0] < '2' || octets[0] > '5')
    return 0;
  if (spoken->length > 3 && octets[3] != ' ' && octets[3] != '-')
    return 0;
  return (guint) (octets[0] - '0') * 100 + (guint) (octets[1] - '0') * 10 + (guint) (octets[2] - '0');
}

Role
smtp_walk_guess (const Walk *walk, const Spoken *spoken)
{
  if (walk->mode == MODE_LETTER || walk->mode == MODE_COUNTED)
    return ROLE_CLIENT;
  return code_of (spoken) != 0 ? ROLE_SERVER : ROLE_CLIENT;
}

static Command *
find_waiting (const Walk *walk, const char *word)
{
  Command *command = g_queue_peek_tail ((GQueue *) &walk->pending);

  return command != NULL && strcmp (command->word, word) == 0 ? command : NULL;
}

static void
letter_line (Walk *walk, const Spoken *spoken)
{
  Command *command = find_waiting (walk, "DATA");

  walk_block (walk, spoken, ROLE_CLIENT, "DATA", command);
  if (spoken->length > 1 && spoken->octets[0] == '.' && spoken->octets[1] != '.')
    walk_breach (walk->block_line, "RFC 5321 §4.5.2", _("a line of the letter begins with one full stop; it must have two"));
  if (spoken->length + 2 > TEXT_MAX)
    walk_breach (walk->block_line, "RFC 5321 §4.5.3.1.6", _("a line of the letter has %u octets; %u are the most"),
                 (guint) spoken->length + 2, TEXT_MAX);
  if (spoken->length == 1 && spoken->octets[0] == '.')
    {
      walk_block_end (walk);
      if (command != NULL)
        command->stepped = TRUE;
    }
}

static void
counted_line (Walk *walk, const Spoken *spoken)
{
  guint64 octets = spoken->length + (spoken->end == END_LF ? 1 : 2);

  walk_block (walk, spoken, ROLE_CLIENT, "BDAT", find_waiting (walk, "BDAT"));
  walk->counted -= MIN (octets, walk->counted);
  if (walk->counted == 0)
    walk_block_end (walk);
}

static void
check_path (TranscriptLine *line, const char *text, const char *prefix, const char *clause)
{
  gsize n = strlen (prefix);

  if (g_ascii_strncasecmp (text, prefix, n) != 0)
    walk_breach (line, clause, _("after the command comes “%s” and an address in angle brackets"), prefix);
  else if (text[n] == ' ')
    walk_breach (line, "RFC 5321 §3.3", _("no space may stand after the colon"));
  else if (text[n] != '<' || strchr (text, '>') == NULL)
    walk_breach (line, clause, _("the address must stand in angle brackets"));
}

static void
check_arguments (Walk *walk, TranscriptLine *line, const char *verb, const char *text)
{
  const char *rest = text + strlen (verb);
  gboolean auth = strcmp (verb, "AUTH") == 0;

  while (*rest == ' ')
    rest++;
  if (strcmp (verb, "MAIL") == 0)
    check_path (line, rest, "FROM:", "RFC 5321 §4.1.1.2");
  else if (strcmp (verb, "RCPT") == 0)
    check_path (line, rest, "TO:", "RFC 5321 §4.1.1.3");
  else if ((strcmp (verb, "EHLO") == 0 || strcmp (verb, "HELO") == 0) && *rest == '\0')
    walk_breach (line, "RFC 5321 §4.1.1.1", _("%s wants the client's name"), verb);
  else if (strcmp (verb, "BDAT") == 0)
    {
      char *end;

      walk->counted = g_ascii_strtoull (rest, &end, 10);
      walk->last_chunk = g_ascii_strncasecmp (end, " LAST", 5) == 0;
      if (end == rest)
        walk_breach (line, "RFC 3030 §2", _("BDAT wants the number of octets"));
      if (walk->counted > 0)
        walk->mode = MODE_COUNTED;
    }
  if (line->octets > (auth ? AUTH_MAX : COMMAND_MAX) && (auth || walk->capabilities == NULL))
    walk_breach (line, "RFC 5321 §4.5.3.1.4", _("the command has %u octets; %u are the most"), (guint) line->octets,
                 auth ? AUTH_MAX : COMMAND_MAX);
}

/* RFC 2920 §3.1: which commands must be the last of a group. */
static void
check_pipelining (Walk *walk, TranscriptLine *line, const char *verb)
{
  Command *before = g_queue_peek_tail (&walk->pending);

  if (before == NULL || strcmp (before->word, "BDAT") == 0 || strcmp (verb, "BDAT") == 0)
    return;
  if (walk->capabilities != NULL && strstr (walk->capabilities, " PIPELINING ") == NULL)
    walk_breach (line, "RFC 2920 §3.1", _("sent before the last answer has come, but the server has not offered PIPELINING"));
  else if (strcmp (before->word, "EHLO") == 0 || strcmp (before->word, "DATA") == 0 || strcmp (before->word, "STARTTLS") == 0)
    walk_breach (line, "RFC 2920 §3.1", _("the client must wait for the answer to %s"), before->word);
}

static void
command_line (Walk *walk, const Spoken *spoken)
{
  g_autofree char *text = g_strndup (spoken->octets, spoken->length);
  g_auto (GStrv) words = g_strsplit (text, " ", 2);
  g_autofree char *verb = g_ascii_strup (words[0] != NULL ? words[0] : "", -1);
  TranscriptLine *line = walk_add (walk, spoken, ROLE_CLIENT, LINE_COMMAND);
  Command *command = command_new (verb);

  command->input = walk_find_input (walk, verb);
  command->about = g_strdup (_("the letter"));
  check_pipelining (walk, line, verb);
  if (!walk->begun)
    walk->begun = TRUE;
  else if (walk->session->lines->len > 1 && !walk->state_known && g_queue_is_empty (&walk->pending) && !walk->pasted)
    walk_breach (line, "RFC 5321 §3.1", _("the client speaks before the server's greeting"));
  command->allowed = walk_check_command (walk, line, command->input, "RFC 5321 §4.1.4");
  walk_explain (walk, line, SAYS_COMMAND, verb, command);
  if (!line->known)
    walk_breach (line, "RFC 5321 §4.2.4", _("SMTP has no command “%s”"), verb);
  check_arguments (walk, line, verb, text);
  g_queue_push_tail (&walk->pending, command);
}

void
smtp_walk_client (Walk *walk, const Spoken *spoken)
{
  Command *auth = find_waiting (walk, "AUTH"), *data = find_waiting (walk, "DATA");

  if (walk->mode == MODE_COUNTED)
    counted_line (walk, spoken);
  else if (walk->mode == MODE_LETTER)
    letter_line (walk, spoken);
  else if (auth != NULL)
    walk_sasl_step (walk, spoken, auth, "RFC 4954 §4", "334");
  else if (data != NULL && !data->stepped && data->allowed && !walk->pasted)
    {
      walk->mode = MODE_LETTER;
      letter_line (walk, spoken);
      if (walk->session->lines->len > 0 && !data->asked)
        walk_breach (walk->session->lines->pdata[walk->session->lines->len - 1], "RFC 5321 §4.1.1.4",
                     _("the client did not wait for the server's “%s”"), "354");
    }
  else
    command_line (walk, spoken);
}

static const char *
outcome_of (guint code)
{
  static const char *const outcomes[] = { "2yz", "3yz", "4yz", "5yz" };

  return outcomes[code / 100 - 2];
}

static const char *
input_of (const Walk *walk, const Command *command)
{
  if (strcmp (command->word, "AUTH") == 0 && command->stepped)
    return "SASL response";
  if (strcmp (command->word, "DATA") == 0 && command->stepped)
    return "message";
  if (strcmp (command->word, "BDAT") == 0)
    return walk->last_chunk ? "message" : "chunk";
  return command->word;
}

static void
check_fit (Walk *walk, TranscriptLine *line, const Command *command, guint code)
{
  if (strcmp (command->word, "BDAT") == 0)
    walk_transition (walk, line, "BDAT", "");
  /* What follows a command that was wrong here was complained about there. */
  if (walk_transition (walk, line, input_of (walk, command), outcome_of (code)) || !walk->state_known || code >= 400
      || command->input < 0 || command->stepped)
    return;
  if (!state_table_allows (walk->table, walk->state, (guint) command->input))
    walk_breach (line, "RFC 5321 §4.1.4", _("the server carries out %s, which is not allowed in the state %s"), command->word,
                 walk->table->states[walk->state]);
  else
    walk_breach (line, "RFC 5321 §4.2", _("%s cannot be answered with %u"), command->word, code);
}

static void
note_extensions (Walk *walk)
{
  g_autofree char *upper = g_ascii_strup (walk->reply->str, -1);

  g_strdelimit (upper, "\n-", ' ');
  g_free (walk->capabilities);
  walk->capabilities = g_strdup_printf (" %s ", upper);
}

static void
unasked (Walk *walk, TranscriptLine *line, guint code)
{
  if (!walk->begun || !walk->state_known)
    {
      line->kind = LINE_GREETING;
      walk->state = 0;
      walk->state_known = TRUE;
      line->before = line->after = walk->table->states[0];
      walk_transition (walk, line, "connected", code < 400 ? "2yz" : "4yz");
      walk_explain (walk, line, code < 400 ? SAYS_GREETING : SAYS_BAD, "*", NULL);
      if (code != 220 && code < 400)
        walk_breach (line, "RFC 5321 §4.2", _("a greeting is 220, not %u"), code);
      return;
    }
  walk_explain (walk, line, code < 400 ? SAYS_GOOD : SAYS_BAD, "*", NULL);
  if (code == 421)
    walk_transition (walk, line, "timeout", "4yz");
  else
    walk_breach (line, "RFC 5321 §4.2", _("the server speaks, and nobody has asked"));
}

static void
answer (Walk *walk, TranscriptLine *line, guint code)
{
  Command *command = g_queue_peek_head (&walk->pending);
  gboolean more = code >= 300 && code < 400;

  if (command == NULL)
    {
      unasked (walk, line, code);
      return;
    }
  walk_explain (walk, line, more ? SAYS_MORE : code < 400 ? SAYS_GOOD : SAYS_BAD, command->word, command);
  if (strcmp (command->word, "EHLO") == 0 && code < 300)
    note_extensions (walk);
  check_fit (walk, line, command, code);
  if (more && strcmp (command->word, "AUTH") == 0)
    command->asked = TRUE;
  else if (more && strcmp (command->word, "DATA") == 0)
    {
      command->asked = TRUE;
      if (!command->stepped)
        walk->mode = MODE_LETTER;
    }
  else
    {
      walk->closed = strcmp (command->word, "QUIT") == 0 && code < 300;
      walk->starts_tls = strcmp (command->word, "STARTTLS") == 0 && code < 300;
      if (walk->starts_tls)
        g_clear_pointer (&walk->capabilities, g_free);
      command_free (g_queue_pop_head (&walk->pending));
    }
}

void
smtp_walk_server (Walk *walk, const Spoken *spoken)
{
  guint code = code_of (spoken);
  gboolean goes_on = spoken->length > 3 && spoken->octets[3] == '-';

  if (walk->mode == MODE_LETTER && walk->pasted)
    {
      Command *data = find_waiting (walk, "DATA");

      if (spoken->apart && data != NULL)
        data->stepped = TRUE;
      walk_block_end (walk);
    }
  if (walk->reply_line == NULL)
    {
      walk->reply_line = walk_add (walk, spoken, ROLE_SERVER, LINE_RESPONSE);
      g_string_truncate (walk->reply, 0);
    }
  else
    {
      if (code != 0 && memcmp (walk->reply->str, spoken->octets, 3) != 0)
        walk_breach (walk->reply_line, "RFC 5321 §4.2.1", _("all lines of a reply have the same code"));
      walk_extend (walk->reply_line, spoken);
      g_string_append_c (walk->reply, '\n');
    }
  g_string_append_len (walk->reply, spoken->octets, (gssize) spoken->length);
  if (spoken->length + 2 > REPLY_MAX)
    walk_breach (walk->reply_line, "RFC 5321 §4.5.3.1.5", _("the reply has %u octets; %u are the most"),
                 (guint) spoken->length + 2, REPLY_MAX);
  if (code == 0)
    walk_breach (walk->reply_line, "RFC 5321 §4.2", _("a reply begins with three digits"));
  if (goes_on && code != 0)
    return;
  g_free (walk->reply_line->text);
  walk->reply_line->text = g_strndup (walk->reply->str, walk->reply->len);
  answer (walk, g_steal_pointer (&walk->reply_line), code != 0 ? code : 500);
}
