/* UTF8 and LANG (RFC 6856 §2, §3):
 *
 *   utf8 = "UTF8" CRLF
 *   lang = "LANG" [SP ("*" / Language-Tag)] CRLF
 *
 * A session that has not said UTF8 is not sent messages whose header goes beyond US-ASCII: they are refused with [UTF8]
 * (§5). Its octets are those of RFC 6532, valid UTF-8; other octets there are an old fault, and are passed on.
 * A server that does not offer UTF8 refuses nothing: it knows of no such messages. */
#include <string.h>

#include "pop3/pop3-server-private.h"

Pop3Outcome
pop3_cmd_utf8 (Pop3Call *call)
{
  if (call->args != NULL)
    return pop3_reply_err (call, NULL, "UTF8 takes no argument");
  if (!call->host->policy.offer_utf8)
    return pop3_reply_err (call, NULL, "UTF8 is not offered here");
  call->server->utf8 = TRUE;
  return pop3_reply_ok (call, "UTF8 enabled");
}

gboolean
pop3_needs_utf8 (const Pop3Call *call, const Message *message)
{
  const guint8 *octets = message_octets (message, NULL);
  gsize end = message_header_range (message).end;

  if (call->server->utf8 || !call->host->policy.offer_utf8)
    return FALSE;
  for (gsize i = 0; i < end; i++)
    if (octets[i] >= 0x80)
      return g_utf8_validate ((const char *) octets, (gssize) end, NULL);
  return FALSE;
}

static Pop3Outcome
list_languages (Pop3Call *call)
{
  LineWriter line;

  pop3_reply_ok (call, "Language listing follows:");
  pop3_data_begin (&line, call);
  line_put (&line, TOKEN_ITEM, "en");
  line_add (&line, " English\r\n");
  line_put (&line, TOKEN_ITEM, "i-default");
  line_add (&line, " Default language\r\n.");
  line_end (&line);
  return POP3_OUT_OK;
}

/* The texts are English, which is what i-default means (RFC 2277 §4.5). "*" asks for the server's own choice. */
Pop3Outcome
pop3_cmd_lang (Pop3Call *call)
{
  static const char *const languages[] = { "en", "i-default" };

  if (call->args == NULL)
    return list_languages (call);
  if (strcmp (call->args, "*") == 0)
    return pop3_reply_ok (call, "en English it is");
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (g_ascii_strcasecmp (call->args, languages[i]) == 0)
      {
        g_autofree char *text = g_strdup_printf ("%s Language changed", languages[i]);

        return pop3_reply_ok (call, text);
      }
  return pop3_reply_err (call, NULL, "This language is not supported");
}
