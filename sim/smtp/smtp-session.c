/* Commands around the mail transaction (RFC 5321 §4.1.1):
 *
 *   ehlo = "EHLO" SP ( Domain / address-literal ) CRLF
 *   helo = "HELO" SP Domain CRLF
 *   starttls = "STARTTLS" CRLF                              (RFC 3207 §4)
 *   rset = "RSET" CRLF     noop = "NOOP" [SP String] CRLF    quit = "QUIT" CRLF
 *   vrfy = "VRFY" SP String CRLF   expn = "EXPN" SP String CRLF   help = "HELP" [SP String] CRLF */
#include <string.h>

#include "smtp/smtp-server-private.h"

guint64
smtp_message_limit (const SmtpCall *call)
{
  return call->host != NULL ? call->host->policy.message_limit : SMTP_OUTSIDE_LIMIT;
}

gboolean
smtp_disk_full (const SmtpCall *call)
{
  return call->host != NULL && call->host->policy.disk_full;
}

gboolean
smtp_auth_offered (const SmtpCall *call)
{
  return call->server->mode == SMTP_SUBMISSION && (call->server->tls || !call->host->policy.login_needs_tls);
}

gboolean
smtp_tls_offered (const SmtpCall *call)
{
  return call->host != NULL && mail_host_offers_starttls (call->host) && !call->server->tls;
}

gboolean
smtp_dsn_offered (const SmtpCall *call)
{
  return call->server->mode != SMTP_OUTSIDE;
}

static gboolean
is_host_name (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length == 0 || length > 255)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-._:[]", *p) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
greet (SmtpCall *call, gboolean esmtp)
{
  SmtpServer *server = call->server;

  if (!is_host_name (call->args))
    return FALSE;
  smtp_reset (server);
  g_free (server->helo);
  server->helo = g_strdup (call->args);
  server->esmtp = esmtp;
  return TRUE;
}

/* Only what is implemented whole is named (RFC 5321 §4.1.1.1). */
SmtpOutcome
smtp_cmd_ehlo (SmtpCall *call)
{
  g_autofree char *hello = NULL;
  g_autofree char *size = NULL;

  if (!greet (call, TRUE))
    return smtp_reply (call, 501, "5.5.4", "EHLO needs the name of the client");
  hello = g_strdup_printf ("%s greets %s", call->server->hostname, call->server->helo);
  size = g_strdup_printf ("SIZE %" G_GUINT64_FORMAT, smtp_message_limit (call));
  smtp_reply_line (call, 250, FALSE, NULL, hello);
  smtp_reply_line (call, 250, FALSE, NULL, size);
  smtp_reply_line (call, 250, FALSE, NULL, "8BITMIME");
  smtp_reply_line (call, 250, FALSE, NULL, "PIPELINING");
  smtp_reply_line (call, 250, FALSE, NULL, "ENHANCEDSTATUSCODES");
  smtp_reply_line (call, 250, FALSE, NULL, "CHUNKING");
  smtp_reply_line (call, 250, FALSE, NULL, "SMTPUTF8");
  if (smtp_dsn_offered (call))
    smtp_reply_line (call, 250, FALSE, NULL, "DSN");
  if (smtp_tls_offered (call))
    smtp_reply_line (call, 250, FALSE, NULL, "STARTTLS");
  if (smtp_auth_offered (call))
    smtp_reply_line (call, 250, FALSE, NULL, "AUTH SCRAM-SHA-256 PLAIN LOGIN");
  return smtp_reply_line (call, 250, TRUE, NULL, "HELP");
}

SmtpOutcome
smtp_cmd_helo (SmtpCall *call)
{
  if (!greet (call, FALSE))
    return smtp_reply (call, 501, "5.5.4", "HELO needs the name of the client");
  return smtp_reply (call, 250, NULL, call->server->hostname);
}

static SmtpOutcome
refuse_argument (SmtpCall *call)
{
  return smtp_reply (call, 501, "5.5.4", "This command takes no argument");
}

/* Behind it everything begins anew, with no greeting: what was said before, and what came behind STARTTLS without
 * protection, counts no more (RFC 3207 §4.2). */
SmtpOutcome
smtp_cmd_starttls (SmtpCall *call)
{
  SmtpServer *server = call->server;

  if (call->args != NULL)
    return refuse_argument (call);
  if (server->tls)
    return smtp_reply (call, 503, "5.5.1", "The connection is protected already");
  if (!smtp_tls_offered (call))
    return smtp_reply (call, 502, "5.5.1", "TLS is not offered here");
  smtp_reset (server);
  g_clear_pointer (&server->helo, g_free);
  g_clear_pointer (&server->login, g_free);
  server->esmtp = FALSE;
  server->store = 0;
  engine_io_consume (&server->io, server->io.input->len);
  server->tls = TRUE;
  call->out->start_tls = TRUE;
  return smtp_reply (call, 220, "2.0.0", "Ready to start TLS");
}

SmtpOutcome
smtp_cmd_rset (SmtpCall *call)
{
  if (call->args != NULL)
    return refuse_argument (call);
  smtp_reset (call->server);
  return smtp_reply (call, 250, "2.0.0", "Nothing is kept of this mail");
}

SmtpOutcome
smtp_cmd_noop (SmtpCall *call)
{
  return smtp_reply (call, 250, "2.0.0", "Nothing done");
}

/* RFC 5321 §7.3: who has a mailbox here is not told to those who only ask. */
SmtpOutcome
smtp_cmd_vrfy (SmtpCall *call)
{
  if (call->args == NULL || call->args[0] == '\0')
    return smtp_reply (call, 501, "5.5.4", "VRFY needs an address");
  return smtp_reply (call, 252, "2.5.2", "Cannot say, but send the mail and see");
}

SmtpOutcome
smtp_cmd_expn (SmtpCall *call)
{
  return smtp_reply (call, 502, "5.5.1", "EXPN is not implemented");
}

SmtpOutcome
smtp_cmd_help (SmtpCall *call)
{
  return smtp_reply (call, 214, "2.0.0",
                     "Commands: EHLO HELO STARTTLS AUTH MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT (RFC 5321)");
}

SmtpOutcome
smtp_cmd_quit (SmtpCall *call)
{
  if (call->args != NULL)
    return refuse_argument (call);
  smtp_reset (call->server);
  return smtp_reply (call, 221, "2.0.0", "Goodbye");
}
