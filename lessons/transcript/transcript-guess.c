/* Which protocol is it? Every line gives a point to each protocol that it could be of. */
#include <string.h>

#include "transcript/transcript-private.h"

#define LINES_LOOKED_AT 400

static const char *const pop3_patterns[] = {
  "^(\\+OK|-ERR)( |$)", "^(CAPA|STAT|UIDL( \\d+)?|(RETR|DELE|LIST) ?\\d*|TOP \\d+ \\d+|APOP \\S+ \\S+|STLS|USER \\S+|PASS "
  ".*)$", NULL,
};
static const char *const imap_patterns[] = {
  "^\\* "
  "(OK|NO|BAD|BYE|PREAUTH|CAPABILITY|LIST|LSUB|FLAGS|SEARCH|STATUS|ID|NAMESPACE|QUOTA|QUOTAROOT|ENABLED|VANISHED|ESEARCH)( |$)",
  "^\\* \\d+ (EXISTS|RECENT|EXPUNGE|FETCH)", "^[^ +*]+ (OK|NO|BAD)( |$)",
  "^(?!AUTH )[^ +*]+ (CAPABILITY|NOOP|LOGOUT|ID|STARTTLS|LOGIN|AUTHENTICATE|ENABLE|SELECT|EXAMINE|CREATE|DELETE|RENAME|SUBSCRIBE|"
  "UNSUBSCRIBE|LIST|LSUB|STATUS|NAMESPACE|APPEND|IDLE|CHECK|CLOSE|UNSELECT|EXPUNGE|SEARCH|FETCH|STORE|COPY|MOVE|UID|"
  "GETQUOTAROOT|SORT|THREAD)( |$)",
  "^(SELECT|EXAMINE|FETCH|UID FETCH|LOGIN \\S+ \\S+|IDLE|LSUB|UID \\S+|AUTHENTICATE|APPEND)( |$)",
  NULL,
};
static const char *const smtp_patterns[] = {
  "^[2-5]\\d\\d([ -]|$)", "^(EHLO|HELO|LHLO|MAIL FROM:|RCPT TO:|DATA$|BDAT \\d+|VRFY|EXPN|STARTTLS$)", NULL,
};
/* Of both POP3 and SMTP: they decide only when nothing else does. */
static const char *const weak_patterns[] = { "^(QUIT|RSET|NOOP|AUTH( .*)?)$", NULL };

static guint
count (const GArray *spoken, const char *const *patterns)
{
  guint points = 0;

  for (; *patterns != NULL; patterns++)
    {
      g_autoptr (GRegex) regex = g_regex_new (*patterns, G_REGEX_CASELESS | G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, NULL);

      for (guint i = 0; i < MIN (spoken->len, LINES_LOOKED_AT); i++)
        {
          const Spoken *line = &g_array_index (spoken, Spoken, i);

          points += !line->remark
                    && g_regex_match_full (regex, line->octets, (gssize) MIN (line->length, 200), 0, 0, NULL, NULL);
        }
    }
  return points;
}

Protocol
guess_protocol (const GArray *spoken)
{
  guint pop3 = count (spoken, pop3_patterns), imap = count (spoken, imap_patterns), smtp = count (spoken, smtp_patterns);

  if (pop3 + imap + smtp == 0)
    return count (spoken, weak_patterns) > 0 ? PROTOCOL_POP3 : PROTOCOL_NONE;
  if (pop3 >= imap && pop3 >= smtp)
    return PROTOCOL_POP3;
  return imap >= smtp ? PROTOCOL_IMAP : PROTOCOL_SMTP;
}
