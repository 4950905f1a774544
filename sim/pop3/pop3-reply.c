/* Responses of the POP3 server (RFC 1939 §3, RFC 2449 §8):
 *
 *   single-line  = status [SP [resp-code SP] *CHAR] CRLF
 *   status       = "+OK" / "-ERR"
 *   resp-code    = "[" resp-level *("/" resp-level) "]" */
#include "pop3/pop3-server-private.h"

void
pop3_status_begin (LineWriter *line, Pop3Call *call, Pop3Outcome outcome)
{
  LineKind kind = outcome == POP3_OUT_CONTINUE ? LINE_CONTINUATION : LINE_RESPONSE;

  line_begin (line, call->out, &call->server->io, ROLE_SERVER, kind);
  line->event.line.letter = call->letter;
  line_put (line, TOKEN_STATUS, pop3_server_table.outcomes[outcome]);
  line_add (line, " ");
}

void
pop3_data_begin (LineWriter *line, Pop3Call *call)
{
  line_begin (line, call->out, &call->server->io, ROLE_SERVER, LINE_DATA);
  line->event.line.letter = call->letter;
}

Pop3Outcome
pop3_reply_ok (Pop3Call *call, const char *text)
{
  LineWriter line;

  pop3_status_begin (&line, call, POP3_OUT_OK);
  line_put (&line, TOKEN_TEXT, text);
  line_end (&line);
  return POP3_OUT_OK;
}

Pop3Outcome
pop3_reply_err (Pop3Call *call, const char *code, const char *text)
{
  LineWriter line;

  pop3_status_begin (&line, call, POP3_OUT_ERR);
  if (code != NULL)
    {
      line_put (&line, TOKEN_CODE, code);
      line_add (&line, " ");
    }
  line_put (&line, TOKEN_TEXT, text);
  line_end (&line);
  return POP3_OUT_ERR;
}

Pop3Outcome
pop3_reply_no_message (Pop3Call *call)
{
  return pop3_reply_err (call, NULL, "No such message");
}

void
pop3_put_number (LineWriter *line, const Maildrop *maildrop, guint number)
{
  const MaildropEntry *entry = &g_array_index (maildrop->entries, MaildropEntry, number - 1);
  TraceToken *token;

  line_mark (line);
  line_addf (line, "%u", number);
  token = line_token (line, TOKEN_NUMBER);
  token->number = number;
  token->uid = entry->uid;
  token->letter = entry->letter;
}

gboolean
pop3_parse_number (const char *text, guint *number, const char **rest)
{
  guint64 value = 0;
  const char *p = text;

  for (; g_ascii_isdigit (*p); p++)
    value = MIN (value * 10 + (guint) (*p - '0'), G_MAXUINT);
  if (p == text || (*p != '\0' && *p != ' '))
    return FALSE;
  *number = (guint) value;
  if (rest != NULL)
    *rest = *p == ' ' ? p + 1 : NULL;
  return TRUE;
}
