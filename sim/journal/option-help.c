#include "journal/option-help.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "journal/action-spec.h"

typedef struct {
  const char *option;
  const char *text;
} Help;

static const Help device_help[] = {
  { "protocol", N_ ("how it collects mail: pop3 downloads it, imap works on the server's mailbox") },
  { "account", N_ ("whose mail it is") },
  { "password", N_ ("the password that it logs in with, when that is not the account's") },
  { "keep", N_ ("POP3: how long what was downloaded stays on the server") },
  { "commit", N_ ("POP3: when it notes what it has: after each letter, or only after QUIT") },
  { "delete", N_ ("IMAP: deleting moves to Trash, only marks, or removes at once") },
  { "check", N_ ("how often it looks for mail by itself") },
  { "connect-timeout", N_ ("how long it waits for a server that does not answer") },
  { "command-timeout", N_ ("how long it waits for a server that falls silent") },
  { "size-limit", N_ ("letters larger than this come in part: by POP3 the top, by IMAP with K-9's commands the text") },
  { "headers-only", N_ ("POP3: only headers are downloaded until a letter is opened") },
  { "top-lines", N_ ("POP3: how many lines of a large letter's text are downloaded") },
  { "delete-when-deleted", N_ ("POP3: a letter deleted here is deleted on the server at the next check") },
  { "apop", N_ ("POP3: logs in without sending the password, where the server can") },
  { "pipeline", N_ ("sends commands without waiting for each answer, where the server can") },
  { "full-copy", N_ ("IMAP: keeps whole letters here; otherwise they are fetched when opened") },
  { "idle", N_ ("IMAP: stays connected and is told of new mail at once") },
  { "save-sent", N_ ("IMAP: puts a copy of what was sent into the server's Sent") },
  { "condstore", N_ ("IMAP: asks only for flags that have changed, where the server can tell") },
  { "qresync", N_ ("IMAP: is told what has changed and what is gone when it opens a folder, where the server can tell") },
  { "login", N_ ("POP3: logs in by the best way offered, or always by USER and PASS") },
  { "listing", N_ ("POP3: in which order it asks for sizes and identifiers") },
  { "fetch-by", N_ ("POP3: fetches whole letters by RETR, or by TOP, which leaves them unread on some servers") },
  { "without-uidl", N_ ("POP3: what it does when the server cannot tell letters apart") },
  { "capa", N_ ("POP3: asks what the server can do") },
  { "utf8", N_ ("POP3: says that it can read UTF-8 headers, where the server asks for that") },
  { "stat", N_ ("POP3: asks how much mail there is") },
  { "last", N_ ("POP3: asks for the last letter read, a command of old servers") },
  { "delete-last", N_ ("POP3: deletes after everything was downloaded, not letter by letter") },
  { "delete-known", N_ ("POP3: deletes what it had downloaded before but could not delete then") },
  { "remember", N_ ("POP3: remembers what it has downloaded; otherwise everything comes again at each check") },
  { "follow-server", N_ ("POP3: deletes its own copies of what the server no longer lists") },
  { "newest", N_ ("POP3: how many letters it downloads, counted from the newest") },
  { "recent", N_ ("POP3: logs in as recent:USER, for the last 30 days at some providers") },
  { "sequence", N_ ("IMAP: whose commands it sends, in whose order") },
  { "replay", N_ ("IMAP: flags changed offline are told one by one, or all as they are here, so that the last one wins") },
  { "uidvalidity", N_ ("IMAP: when a mailbox is made anew, drops its copies and begins again, or stops") },
  { "inbox-only", N_ ("IMAP: looks at INBOX by itself, at other folders only when something is to do there") },
  { "logout", N_ ("IMAP: says goodbye; otherwise it just closes the connection") },
  { "window-days", N_ ("IMAP: which letters it keeps whole: all, or those of the last days") },
  { "part-size", N_ ("IMAP: what it fetches of a letter that is opened: all, or only the text, in pieces of this size") },
  { "trash-days", N_ ("IMAP: after how long letters in the server's Trash are removed") },
  { "port", N_ ("on which port of the server it looks for its mail: POP3's is 110, IMAP's 143, within TLS 995 and 993") },
  { "auth", N_ ("how it shows that it knows the password: sends it, or proves it by SCRAM without sending it, where the "
                "server can") },
  { "notify", N_ ("what it asks to be told of letters that it sends: failures, nothing, or also delivery and delay") },
  { "console", N_ ("a person sits there and types every line by hand, instead of a mail program") },
  { "tls", N_ ("protects its connections: never, by STARTTLS on the usual ports, or from the start on ports of their own") },
  { "certificate", N_ ("which certificate of the server it takes: only a good one, or any") },
  { "mail", N_ ("with another preset, protocol or account: whether the letters that are here are lost or kept") },
};

static const Help server_help[] = {
  { "pop3-timeout", N_ ("after how much silence a POP3 session is ended, with nothing deleted") },
  { "imap-timeout", N_ ("after how much silence an IMAP session is ended") },
  { "smtp-timeout", N_ ("after how much silence an SMTP session is ended") },
  { "message-limit", N_ ("the largest letter that is taken") },
  { "lock", N_ ("only one POP3 session at a time for an account") },
  { "retr-sets-seen", N_ ("a letter downloaded by POP3 counts as read for IMAP") },
  { "pop3", N_ ("POP3 can be used") },
  { "imap", N_ ("IMAP can be used") },
  { "switched-off", N_ ("what a service that is off does: its port is closed, or each login is refused in words") },
  { "smtp", N_ ("mail can be submitted") },
  { "over-quota-temporary", N_ ("mail for a full account is put off; otherwise it is sent back at once") },
  { "login-needs-tls", N_ ("no password is taken on a connection that can be listened to") },
  { "tls", N_ ("connections can be protected: off, by STARTTLS, on the ports 995, 993 and 465, or on in both ways") },
  { "any-account", N_ ("any name can log in with this password, and gets an account") },
  { "lock-wait", N_ ("how long a second POP3 session waits before it is refused") },
  { "idle-notice", N_ ("how often a waiting IMAP program is told that the server is still there") },
  { "pop3-connections", N_ ("how many POP3 sessions an account may have at a time") },
  { "imap-connections", N_ ("how many IMAP sessions an account may have at a time") },
  { "limit-reply", N_ ("how one session too many is refused") },
  { "uidl", N_ ("what POP3 identifiers are made of, or that there are none") },
  { "expunged-error", N_ ("a letter that another session removed is refused to POP3 at once") },
  { "popped", N_ ("what POP3 has downloaded is not listed again, though nothing was deleted") },
  { "from-now", N_ ("POP3 sees only mail that comes from now on") },
  { "after-pop", N_ ("what becomes of letters that POP3 has downloaded") },
  { "pop3-most", N_ ("how many letters a POP3 session sees, the oldest first") },
  { "recent-login", N_ ("the name recent:USER sees the last 30 days over POP3, downloaded or not") },
  { "auto-expunge", N_ ("a letter marked deleted over IMAP is removed at once") },
  { "expunge", N_ ("where letters go that IMAP removes: nowhere, the archive or Trash") },
  { "stores-sent", N_ ("the provider itself puts what is sent into Sent") },
  { "trash-is-free", N_ ("what lies in Trash does not count towards the quota") },
  { "disk", N_ ("whether its disk has room; when it is full, no letter is taken or copied, and no maildrop is opened") },
  { "slow", N_ ("how long the server takes before it looks at a command") },
  { "utf8", N_ ("POP3 gives letters with UTF-8 headers only to programs that say they can read them") },
  { "login-delay", N_ ("how long an account must wait between two POP3 logins") },
  { "expire", N_ ("for how many days POP3 can leave a letter on the server; then it is removed at the next login") },
  { "auth-delay", N_ ("how long the server does not listen after a failed login, twice as long after each further one") },
  { "own-sender", N_ ("mail is submitted only under the address of the account that logged in") },
  { "plain-ports", N_ ("programs can connect without TLS, on the ports 110, 143 and 587") },
  { "certificate", N_ ("the certificate that shows it to be the right server") },
};

/* Options of the other actions; a name means the same wherever it stands. */
static const Help other_help[] = {
  { "password", N_ ("the account's password: made up, nobody's real one") },
  { "quota", N_ ("how much mail the account can hold") },
  { "pop", N_ ("POP3: which mail it sees: all, or only what comes from now on; or it is off") },
  { "after-pop", N_ ("POP3: what becomes of letters that were downloaded: as the server is set, or otherwise") },
  { "imap", N_ ("IMAP: can be used for this account") },
  { "latency", N_ ("how long an octet travels, one way") },
  { "bandwidth", N_ ("how many bits pass in a second") },
  { "loss", N_ ("which share of the segments is lost") },
  { "folder", N_ ("where the mail goes; INBOX when it is not named") },
  { "sha256", N_ ("what the mail has to be, so that the run repeats; filled in by Postroom") },
  { "from", N_ ("who sends it") },
  { "to", N_ ("to whom, several separated by commas; the only account when it is not named") },
  { "subject", N_ ("by this a letter can be named later") },
  { "size", N_ ("how large the letter is made") },
  { "body", N_ ("what it says") },
  { "draft", N_ ("it is not sent yet: kept among the drafts, with IMAP on the server") },
  { "as", N_ ("the letter's label, instead of the next free one") },
  { "how", N_ ("silent: nothing gets through any more; reset: both ends are told; close: the program hangs up") },
  { "at", N_ ("whose octets are counted: those that the device or the server has received") },
  { "mail", N_ ("kept: all letters and folders are there again, with new unique identifiers") },
  { "where", N_ ("a folder of the account, on the server with IMAP; or one of the device alone") },
  { "what", N_ ("all: the device with its mail; memory: only what its mail program remembered") },
  { "socket", N_ ("which connection") },
  { "protocol", N_ ("what it speaks") },
  { "tls", N_ ("whether it was protected") },
  { "line", N_ ("one line that it said") },
  { "octets", N_ ("what it said, in base64") },
};

/* "" when there is none. */
static const char *
find_help (ActionKind kind, const char *option)
{
  const Help *help = other_help;
  guint n = G_N_ELEMENTS (other_help);

  if (kind == ACTION_DEVICE || kind == ACTION_SET)
    {
      help = device_help;
      n = G_N_ELEMENTS (device_help);
    }
  else if (kind == ACTION_SERVER)
    {
      help = server_help;
      n = G_N_ELEMENTS (server_help);
    }
  if (action_spec_option (action_spec_get (kind), option) == NULL)
    return "";
  for (guint i = 0; i < n; i++)
    if (strcmp (help[i].option, option) == 0)
      return help[i].text;
  return "";
}

const char *
option_help (ActionKind kind, const char *option)
{
  const char *text = find_help (kind, option);

  return *text != '\0' ? _(text) : "";
}

/* A text of one protocol begins with its name, in the source at least; the server's names no other. */
Protocol
option_protocol (ActionKind kind, const char *option)
{
  const char *text = find_help (kind, option);

  if (kind == ACTION_SERVER && (strstr (text, "POP3") != NULL) != (strstr (text, "IMAP") != NULL))
    return strstr (text, "POP3") != NULL ? PROTOCOL_POP3 : PROTOCOL_IMAP;
  if (g_str_has_prefix (text, "POP3: "))
    return PROTOCOL_POP3;
  return g_str_has_prefix (text, "IMAP: ") ? PROTOCOL_IMAP : PROTOCOL_NONE;
}
