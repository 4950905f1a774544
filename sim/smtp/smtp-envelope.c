/* The envelope (RFC 5321 §4.1.1.2, §4.1.1.3):
 *
 *   mail = "MAIL FROM:" Reverse-path *(SP esmtp-param) CRLF   ; SIZE= (RFC 1870), BODY= (RFC 6152), AUTH= (RFC 4954),
 *                                                             ; SMTPUTF8 (RFC 6531), RET=, ENVID= (RFC 3461)
 *   rcpt = "RCPT TO:" Forward-path *(SP esmtp-param) CRLF     ; NOTIFY=, ORCPT= (RFC 3461)
 *   data = "DATA" CRLF
 *
 * A space after the colon is taken: people type it. */
#include <string.h>

#include "smtp/dsn.h"
#include "smtp/smtp-server-private.h"

/* Behind "FROM:" or "TO:"; NULL when it is not there. */
static const char *
skip_keyword (const char *args, const char *keyword)
{
  gsize length = strlen (keyword);

  if (args == NULL || g_ascii_strncasecmp (args, keyword, length) != 0)
    return NULL;
  return args + length + (args[length] == ' ');
}

static gboolean
parse_size (const char *text, guint64 *size)
{
  char *end;

  if (!g_ascii_isdigit (text[0]) || strlen (text) > 20)
    return FALSE;
  *size = g_ascii_strtoull (text, &end, 10);
  return *end == '\0';
}

static gboolean
take_other_mail (SmtpServer *server, const char *text)
{
  if (g_ascii_strncasecmp (text, "SIZE=", 5) == 0)
    return parse_size (text + 5, &server->declared);
  if (g_ascii_strncasecmp (text, "BODY=", 5) == 0)
    return g_ascii_strcasecmp (text + 5, "7BIT") == 0 || g_ascii_strcasecmp (text + 5, "8BITMIME") == 0;
  if (g_ascii_strcasecmp (text, "SMTPUTF8") == 0)
    {
      server->utf8 = TRUE;
      return TRUE;
    }
  return server->mode == SMTP_SUBMISSION && g_ascii_strncasecmp (text, "AUTH=", 5) == 0 && text[5] != '\0';
}

/* One parameter of MAIL. DSN_OTHER: it is not known, or has a wrong value that is none of RFC 3461's. */
static DsnTake
take_mail (SmtpCall *call, const char *text, char **asked)
{
  DsnTake dsn = smtp_dsn_offered (call) ? dsn_take_mail (asked, text) : DSN_OTHER;

  if (dsn != DSN_OTHER)
    return dsn;
  return take_other_mail (call->server, text) ? DSN_TAKEN : DSN_OTHER;
}

static DsnTake
take_rcpt (SmtpCall *call, const char *text, char **asked)
{
  return smtp_dsn_offered (call) ? dsn_take_rcpt (asked, text, call->server->utf8 != 0) : DSN_OTHER;
}

/* Takes all, or refuses and says why (RFC 5321 §4.1.1.11; RFC 3461 §5.1: 501). SMTP_OUT_2YZ, nothing said: taken. */
static SmtpOutcome
take_parameters (SmtpCall *call, const char *rest, DsnTake (*take) (SmtpCall *, const char *, char **), char **asked)
{
  g_auto (GStrv) words = g_strsplit (rest, " ", -1);
  DsnTake taken = words[0] == NULL || words[0][0] == '\0' ? DSN_TAKEN : DSN_OTHER;

  for (guint i = 1; taken == DSN_TAKEN && words[0] != NULL && words[i] != NULL; i++)
    taken = take (call, words[i], asked);
  if (taken == DSN_WRONG)
    return smtp_reply (call, 501, "5.5.4", "A parameter of RFC 3461 is there twice or has a wrong value");
  if (taken == DSN_OTHER)
    return smtp_reply (call, 555, "5.5.4", "A parameter is not known here or has a wrong value");
  return SMTP_OUT_2YZ;
}

/* RFC 6409 §6.1 lets a server ask for that. The null reverse-path is anybody's: reports bear it. */
static gboolean
may_send_as (const SmtpCall *call, const char *address)
{
  const SmtpServer *server = call->server;
  g_autofree char *own = NULL;

  if (server->mode != SMTP_SUBMISSION || !call->host->policy.own_sender || address[0] == '\0')
    return TRUE;
  own = mail_store_dup_address (mail_host_store (call->host, server->store));
  return g_ascii_strcasecmp (own, address) == 0;
}

SmtpOutcome
smtp_cmd_mail (SmtpCall *call)
{
  SmtpServer *server = call->server;
  const char *path = skip_keyword (call->args, "FROM:");
  g_autofree char *address = NULL;
  g_autofree char *asked = NULL;
  SmtpOutcome refused;
  const char *rest;

  if (server->mode == SMTP_SUBMISSION && server->store == 0 && smtp_tls_offered (call) && !smtp_auth_offered (call))
    return smtp_reply (call, 530, "5.7.0", "Must issue a STARTTLS command first");
  if (server->mode == SMTP_SUBMISSION && server->store == 0)
    return smtp_reply (call, 530, "5.7.0", "Log in first");
  if (path == NULL)
    return smtp_reply (call, 501, "5.5.4", "MAIL FROM:<address> is the form");
  if (!smtp_parse_path (path, &address, &rest))
    return smtp_reply (call, 501, "5.1.7", "That is no address in angle brackets");
  server->declared = 0;
  server->utf8 = FALSE;
  refused = take_parameters (call, rest, take_mail, &asked);
  if (refused != SMTP_OUT_2YZ)
    return refused;
  if (smtp_is_international (address) && !server->utf8)
    return smtp_reply (call, 553, "5.6.7", "An address beyond US-ASCII needs SMTPUTF8");
  if (!may_send_as (call, address))
    return smtp_reply (call, 553, "5.7.1", "That is not the address of who is logged in");
  if (server->declared > smtp_message_limit (call))
    return smtp_reply (call, 552, "5.3.4", "Messages of that size are not taken");
  if (smtp_disk_full (call))
    return smtp_reply (call, 452, "4.3.1", "The disk is full");
  server->from = g_steal_pointer (&address);
  server->asked = g_steal_pointer (&asked);
  return smtp_reply (call, 250, "2.1.0", "Sender taken");
}

static SmtpOutcome
refuse_quota (SmtpCall *call, const char *to)
{
  const MailStore *store = mail_host_find (call->host, to);

  if (store != NULL)
    engine_note_quota (call->out, mail_store_used (store), store->quota, TRUE);
  if (call->host->policy.over_quota_temporary)
    return smtp_reply (call, 452, "4.2.2", "The mailbox is full");
  return smtp_reply (call, 552, "5.2.2", "The mailbox is full");
}

static gboolean
is_local (const SmtpCall *call, const char *to)
{
  return strchr (to, '@') == NULL || mail_host_is_local (call->host, to);
}

/* What keeps the recipient from being taken; SMTP_OUT_2YZ, nothing said: nothing does. */
static SmtpOutcome
check_recipient (SmtpCall *call, const char *to)
{
  const SmtpServer *server = call->server;

  if (server->mode == SMTP_OUTSIDE)
    return g_ascii_strncasecmp (to, "nobody@", 7) == 0 ? smtp_reply (call, 550, "5.1.1", "No such user here")
                                                       : SMTP_OUT_2YZ;
  if (!is_local (call, to))
    return server->mode == SMTP_SUBMISSION
             ? SMTP_OUT_2YZ
             : smtp_reply (call, 550, "5.7.1", "Mail for elsewhere is not relayed for strangers");
  switch (mail_host_can_deliver (call->host, to, server->declared))
    {
    case DELIVER_NO_SUCH_USER:
      return smtp_reply (call, 550, "5.1.1", "No such user here");
    case DELIVER_OVER_QUOTA:
      return refuse_quota (call, to);
    case DELIVER_OK:
    default:
      return SMTP_OUT_2YZ;
    }
}

static gboolean
is_named_already (const SmtpServer *server, const char *to)
{
  for (guint i = 0; i < server->to->len; i++)
    if (strcmp (server->to->pdata[i], to) == 0)
      return TRUE;
  return FALSE;
}

SmtpOutcome
smtp_cmd_rcpt (SmtpCall *call)
{
  SmtpServer *server = call->server;
  const char *path = skip_keyword (call->args, "TO:");
  g_autofree char *address = NULL;
  g_autofree char *asked = NULL;
  SmtpOutcome refused;
  const char *rest;

  if (path == NULL)
    return smtp_reply (call, 501, "5.5.4", "RCPT TO:<address> is the form");
  if (!smtp_parse_path (path, &address, &rest) || address[0] == '\0')
    return smtp_reply (call, 501, "5.1.3", "That is no address in angle brackets");
  if (smtp_is_international (address) && !server->utf8)
    return smtp_reply (call, 553, "5.6.7", "An address beyond US-ASCII needs SMTPUTF8");
  refused = take_parameters (call, rest, take_rcpt, &asked);
  if (refused != SMTP_OUT_2YZ)
    return refused;
  if (server->to->len >= SMTP_RECIPIENTS_MAX)
    return smtp_reply (call, 452, "4.5.3", "Too many recipients: send the rest in another mail");
  refused = check_recipient (call, address);
  if (refused != SMTP_OUT_2YZ)
    return refused;
  if (!is_named_already (server, address))
    {
      g_ptr_array_add (server->to, g_steal_pointer (&address));
      g_ptr_array_add (server->to_asked, asked != NULL ? g_steal_pointer (&asked) : g_strdup (""));
    }
  return smtp_reply (call, 250, "2.1.5", "Recipient taken");
}

SmtpOutcome
smtp_cmd_data (SmtpCall *call)
{
  SmtpServer *server = call->server;

  if (call->args != NULL)
    return smtp_reply (call, 501, "5.5.4", "This command takes no argument");
  if (server->to->len == 0)
    return smtp_reply (call, 554, "5.5.1", "No valid recipients");
  server->data = g_byte_array_new ();
  server->data_from = server->io.in_offset;
  server->scan = SMTP_SCAN_LINE_START;
  return smtp_reply (call, 354, NULL, "Send the message, then a line with a single dot");
}
