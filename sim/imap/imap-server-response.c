/* Responses of the IMAP server (RFC 3501 §7). */
#include "imap/imap-server-private.h"
#include "imap/imap-utf7.h"

ImapOutcome
imap_reply (ImapCommand *command, ImapOutcome outcome, const char *code, const char *text)
{
  if (code != NULL)
    g_string_assign (command->code, code);
  command->text = text;
  return outcome;
}

ImapOutcome
imap_bad (ImapCommand *command, const char *text)
{
  return imap_reply (command, IMAP_BAD, NULL, text);
}

/* RFC 9051 §9, seq-number: the server should answer a number above the count of messages with BAD. */
ImapOutcome
imap_bad_set (ImapCommand *command, const char *text)
{
  return imap_bad (command, command->missing ? "There is no message with this number" : text);
}

ImapOutcome
imap_reply_store (ImapCommand *command, StoreResult result)
{
  switch (result)
    {
    case STORE_NONEXISTENT:
      return imap_reply (command, IMAP_NO, "NONEXISTENT", "There is no such mailbox");
    case STORE_ALREADY_EXISTS:
      return imap_reply (command, IMAP_NO, "ALREADYEXISTS", "There is a mailbox of that name already");
    case STORE_OVER_QUOTA:
      engine_note_quota (command->out, mail_store_used (command->store), command->store->quota, TRUE);
      return imap_reply (command, IMAP_NO, "OVERQUOTA", "That would be over the quota");
    case STORE_LIMIT:
      return imap_reply (command, IMAP_NO, "LIMIT", "This mailbox has as many keywords as it can have");
    case STORE_DISK_FULL: /* RFC 5530 §3: a temporary failure of what the server needs */
      return imap_reply (command, IMAP_NO, "UNAVAILABLE", "The disk is full");
    case STORE_CANNOT:
    case STORE_OK:
      break;
    }
  return imap_reply (command, IMAP_NO, "CANNOT", "That cannot be done with this mailbox");
}

void
imap_untagged (ImapCommand *command, LineWriter *line)
{
  line_begin (line, command->out, &command->server->io, ROLE_SERVER, LINE_UNTAGGED);
  line_add (line, "* ");
}

void
imap_untagged_status (ImapCommand *command, const char *status, const char *code, const char *text)
{
  LineWriter line;

  imap_untagged (command, &line);
  line_put (&line, TOKEN_STATUS, status);
  line_add (&line, " ");
  if (code != NULL)
    {
      line_add (&line, "[");
      line_put (&line, TOKEN_CODE, code);
      line_add (&line, "] ");
    }
  line_put (&line, TOKEN_TEXT, text);
  line_end (&line);
}

void
imap_untagged_count (ImapCommand *command, guint count, const char *name)
{
  LineWriter line;

  imap_untagged (command, &line);
  line_addf (&line, "%u ", count);
  line_put (&line, TOKEN_COMMAND, name);
  line_end (&line);
}

void
imap_continuation (ImapCommand *command, const char *text)
{
  LineWriter line;

  line_begin (&line, command->out, &command->server->io, ROLE_SERVER, LINE_CONTINUATION);
  line_put (&line, TOKEN_STATUS, "+");
  line_add (&line, " ");
  line_add (&line, text);
  line_end (&line);
}

static void
put_number (ImapCommand *command, LineWriter *line, guint index, TokenKind kind, guint32 shown)
{
  guint32 letter = imap_view_letter (command, index);
  TraceToken *token;

  line_mark (line);
  line_addf (line, "%u", shown);
  token = line_token (line, kind);
  token->number = index + 1;
  token->uid = imap_view (command->server, index)->uid;
  token->letter = letter;
  line->event.line.letter = letter;
}

void
imap_put_number (ImapCommand *command, LineWriter *line, guint index)
{
  put_number (command, line, index, TOKEN_NUMBER, index + 1);
}

void
imap_put_uid (ImapCommand *command, LineWriter *line, guint index)
{
  put_number (command, line, index, TOKEN_UID, imap_view (command->server, index)->uid);
}

void
imap_put_mailbox (ImapCommand *command, LineWriter *line, const char *name)
{
  gboolean utf8 = imap_is_utf8 (command->server);
  g_autofree char *wire = utf8 ? g_strdup (name) : imap_utf7_encode (name);
  g_autoptr (GString) text = g_string_new (NULL);

  if (utf8)
    imap_format_utf8_astring (text, wire);
  else
    imap_format_astring (text, wire);
  line_put (line, TOKEN_MAILBOX, text->str);
}

void
imap_put_flags (LineWriter *line, const FlagSet *flags, const KeywordTable *keywords)
{
  g_autoptr (GString) text = g_string_new ("(");

  flag_set_format (flags, keywords, text);
  g_string_append_c (text, ')');
  line_put (line, TOKEN_FLAGS, text->str);
}
