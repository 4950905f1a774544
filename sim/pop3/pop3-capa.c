/* CAPA (RFC 2449 §5):
 *
 *   capa-resp  = single-line *capability "." CRLF
 *   capability = capa-tag *(SP param) CRLF
 *
 * Only what is implemented whole is named. */
#include "pop3/pop3-server-private.h"

static void
put_capability (LineWriter *line, const char *text)
{
  line_put (line, TOKEN_ITEM, text);
  line_add (line, "\r\n");
}

Pop3Outcome
pop3_cmd_capa (Pop3Call *call)
{
  static const char *const always[] = { "TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "EXPIRE NEVER" };
  LineWriter line;

  if (call->args != NULL)
    return pop3_reply_err (call, NULL, "CAPA takes no argument");
  pop3_reply_ok (call, "Capability list follows");
  pop3_data_begin (&line, call);
  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    put_capability (&line, always[i]);
  if (pop3_plain_allowed (call))
    {
      put_capability (&line, "USER");
      put_capability (&line, "SASL PLAIN");
    }
  put_capability (&line, "IMPLEMENTATION Postroom");
  line_add (&line, ".");
  line_end (&line);
  return POP3_OUT_OK;
}
