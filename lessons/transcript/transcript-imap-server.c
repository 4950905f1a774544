/* RFC 3501 §7: one line of the server, put together with its literals. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "explain.h"
#include "transcript/transcript-imap.h"

static void
note_capabilities (Walk *walk, const ImapResponse *response)
{
  g_autoptr (GString) all = NULL;

  if ((response->data != DATA_CAPABILITY && response->code != CODE_CAPABILITY) || response->words == NULL)
    return;
  all = g_string_new (" ");
  for (guint i = 0; i < response->words->len; i++)
    g_string_append_printf (all, "%s ", (const char *) response->words->pdata[i]);
  g_free (walk->capabilities);
  walk->capabilities = g_ascii_strup (all->str, -1);
}

static void
greeting (Walk *walk, TranscriptLine *line, const ImapResponse *response)
{
  line->kind = LINE_GREETING;
  walk->state = response->status == STATUS_PREAUTH ? 1 : 0;
  walk->state_known = TRUE;
  line->before = line->after = walk->table->states[walk->state];
  if (response->status == STATUS_OK)
    walk_transition (walk, line, "greeting", "OK");
  walk_explain (walk, line, response->status == STATUS_OK ? SAYS_GREETING : SAYS_UNTAGGED,
                response->status == STATUS_PREAUTH ? "PREAUTH" : response->status == STATUS_BYE ? "BYE" : "*", NULL);
}

static void
untagged (Walk *walk, TranscriptLine *line, const ImapResponse *response)
{
  g_autofree char *word = explain_untagged_word (walk->reply->str);
  Command about = { 0 };
  g_autofree char *number = response->number != 0 ? g_strdup_printf (_("message %u"), response->number) : NULL;

  line->kind = LINE_UNTAGGED;
  note_capabilities (walk, response);
  if (!walk->begun && g_queue_is_empty (&walk->pending)
      && (response->status == STATUS_OK || response->status == STATUS_PREAUTH || response->status == STATUS_BYE))
    {
      greeting (walk, line, response);
      return;
    }
  about.about = number;
  about.mailbox = response->mailbox;
  walk_explain (walk, line, SAYS_UNTAGGED, word, &about);
  if (!line->known && response->status == STATUS_OK)
    walk_explain (walk, line, SAYS_UNTAGGED, "OK", &about);
  if (response->status == STATUS_BYE && walk->pending.length == 0)
    walk_transition (walk, line, "timeout", "BYE");
}

static const char *
outcome_name (ResponseStatus status)
{
  return status == STATUS_OK ? "OK" : status == STATUS_NO ? "NO" : "BAD";
}

static const char *
input_name (const Command *command)
{
  if (strcmp (command->word, "IDLE") == 0 && command->stepped)
    return "DONE";
  if (strcmp (command->word, "AUTHENTICATE") == 0 && command->stepped)
    return "SASL";
  return command->word;
}

static void
tagged (Walk *walk, TranscriptLine *line, const ImapResponse *response)
{
  Command *command = imap_find_pending (walk, response->tag);
  gboolean good = response->status == STATUS_OK;

  /* While the command is still coming in, it can be refused. */
  if (command == NULL && walk->building != NULL && g_strcmp0 (walk->building->tag, response->tag) == 0)
    {
      command = g_steal_pointer (&walk->building);
      g_queue_push_tail (&walk->pending, command);
      walk->mode = MODE_LINES;
    }
  note_capabilities (walk, response);
  walk_explain (walk, line, good ? SAYS_GOOD : SAYS_BAD, command != NULL ? command->word : "*", command);
  if (command == NULL)
    {
      if (walk->begun)
        walk_breach (line, "RFC 3501 §2.2.2", _("no command with the tag %s waits for an answer"), response->tag);
      return;
    }
  if (!walk_transition (walk, line, input_name (command), outcome_name (response->status)) && good && command->input >= 0
      && walk->state_known && !state_table_allows (walk->table, walk->state, (guint) command->input))
    walk_breach (line, "RFC 3501 §3", _("the server carries out %s, which is not allowed in the state %s"), command->word,
                 walk->table->states[walk->state]);
  if (strcmp (command->word, "IDLE") == 0 && good && !command->stepped)
    walk_breach (line, "RFC 2177 §3", _("IDLE ends before the client has said DONE"));
  walk->closed = good && strcmp (command->word, "LOGOUT") == 0;
  walk->starts_tls = good && strcmp (command->word, "STARTTLS") == 0;
  walk->starts_packing = good && strcmp (command->word, "COMPRESS") == 0;
  if (walk->starts_tls)
    g_clear_pointer (&walk->capabilities, g_free);
  g_queue_remove (&walk->pending, command);
  command_free (command);
}

static void
continuation (Walk *walk, TranscriptLine *line)
{
  Command *dialogue = imap_find_dialogue (walk);

  line->kind = LINE_CONTINUATION;
  if (walk->mode == MODE_COUNTED && walk->counted_asks)
    {
      walk->counted_asks = FALSE;
      walk_explain (walk, line, SAYS_MORE, walk->building->word, walk->building);
    }
  else if (dialogue != NULL)
    {
      walk_explain (walk, line, SAYS_MORE, dialogue->word, dialogue);
      walk_transition (walk, line, input_name (dialogue), "+");
      dialogue->asked = TRUE;
    }
  else
    {
      walk_explain (walk, line, SAYS_MORE, "*", NULL);
      if (walk->begun)
        walk_breach (line, "RFC 3501 §7.5", _("nothing asks for a “+” here"));
    }
}

static void
take_response (Walk *walk)
{
  g_auto (ImapResponse) response = { 0 };
  TranscriptLine *line = g_steal_pointer (&walk->reply_line);

  if (line->n_lines > 1)
    {
      g_free (line->text);
      line->text = g_strchomp (g_strndup (walk->shown->str, walk->shown->len));
    }
  if (!imap_response_parse (&response, (const guint8 *) walk->reply->str, walk->reply->len))
    {
      walk_explain (walk, line, SAYS_UNTAGGED, "?", NULL);
      walk_breach (line, "RFC 3501 §7", _("this is no response of IMAP"));
    }
  else if (response.kind == RESPONSE_CONTINUATION)
    continuation (walk, line);
  else if (response.kind == RESPONSE_TAGGED)
    tagged (walk, line, &response);
  else
    untagged (walk, line, &response);
  g_string_truncate (walk->reply, 0);
  g_string_truncate (walk->shown, 0);
  memset (&walk->frame, 0, sizeof walk->frame);
}

/* A literal that never came to its end: what there is of it. */
void
imap_walk_flush (Walk *walk)
{
  TranscriptLine *line = walk->reply_line;

  if (line == NULL)
    return;
  take_response (walk);
  walk_breach (line, "RFC 3501 §4.3", _("the literal has fewer octets than were announced"));
}

gsize
imap_walk_literal_left (const Walk *walk)
{
  return walk->frame.start > walk->reply->len ? walk->frame.start - walk->reply->len : 0;
}

/* The rest of a response, and the literal is not whole: the tool has left its octets out, or shows them elsewhere. */
static gboolean
is_left_out (const Walk *walk, const Spoken *spoken)
{
  return spoken->apart && imap_walk_literal_left (walk) > 0 && spoken->length > 0
         && (spoken->octets[0] == ')' || spoken->octets[0] == ' ');
}

static void
leave_out (Walk *walk)
{
  const char *announced = g_strrstr_len (walk->reply->str, (gssize) walk->literal, "{");

  if (announced > walk->reply->str && announced[-1] == '~')
    announced--;
  g_string_truncate (walk->reply, (gsize) (announced - walk->reply->str));
  g_string_append (walk->reply, "\"\"");
  walk->frame.literals -= walk->frame.start - walk->literal;
  walk->frame.start = walk->announcing;
  walk->frame.scanned = walk->reply->len;
}

/* A literal that has no line end at its end: what the tool says next stands in the same line. */
static gsize
count_data (const Walk *walk, const Spoken *spoken)
{
  return spoken->printed ? MIN (spoken->length, imap_walk_literal_left (walk)) : spoken->length;
}

static FrameResult
append (Walk *walk, const Spoken *spoken, gsize length)
{
  gboolean within = imap_walk_literal_left (walk) > 0;
  gsize line = walk->frame.start;
  FrameResult result;
  gsize found;

  g_string_append (walk->shown, walk->shown->len > 0 ? "\n" : "");
  g_string_append_len (walk->shown, spoken->octets, (gssize) length);
  g_string_append_len (walk->reply, spoken->octets, (gssize) length);
  if (length == spoken->length)
    g_string_append (walk->reply, spoken->end == END_LF ? "\n" : "\r\n");
  result = imap_frame_find (&walk->frame, (const guint8 *) walk->reply->str, walk->reply->len, &found);
  if (!within)
    {
      walk->announcing = line;
      walk->literal = walk->reply->len;
    }
  return result;
}

/* It is marked where the line was the response's last one. */
static void
after_data (Walk *walk, const Spoken *spoken, gsize length)
{
  Spoken rest = *spoken;

  rest.printed = FALSE;
  rest.octets += length + 2;
  rest.length -= MIN (rest.length, length + 2);
  if (rest.length > 0 && memcmp (spoken->octets + length, "< ", 2) == 0)
    imap_walk_server (walk, &rest);
}

static void
begin_reply (Walk *walk, const Spoken *spoken)
{
  if (walk->reply_line == NULL)
    walk->reply_line = walk_add (walk, spoken, ROLE_SERVER, LINE_RESPONSE);
  else
    walk_extend (walk->reply_line, spoken);
}

void
imap_walk_server (Walk *walk, const Spoken *spoken)
{
  gsize length;
  FrameResult result;

  /* Pasted texts lose octets; a tagged answer shows it. */
  if (walk->pasted && walk->reply_line != NULL && imap_is_tagged_answer (spoken))
    {
      g_autofree char *tag = g_strndup (spoken->octets, strcspn (spoken->octets, " "));

      if (imap_find_pending (walk, tag) != NULL)
        imap_walk_flush (walk);
    }
  if (walk->reply_line != NULL && is_left_out (walk, spoken))
    leave_out (walk);
  begin_reply (walk, spoken);
  length = count_data (walk, spoken);
  result = append (walk, spoken, length);
  if (length < spoken->length)
    after_data (walk, spoken, length);
  if (result == FRAME_INCOMPLETE)
    return;
  if (result == FRAME_TOO_LONG)
    walk_breach (walk->reply_line, "RFC 3501 §4.3", _("no program takes as many octets as this announces"));
  take_response (walk);
}
