/* Who is it: USER, PASS, APOP (RFC 1939 §7), and the lock. AUTH is in pop3-sasl.c.
 *
 *   user = "USER" SP name CRLF
 *   pass = "PASS" SP string CRLF            ; spaces belong to the password
 *   apop = "APOP" SP name SP 32HEXDIG CRLF  ; MD5 of banner and password, lower case
 *
 * An unknown name and a wrong password are refused in the same words. */
#include <string.h>

#include "pop3/pop3-server-private.h"

#define RECENT "recent:"

gboolean
pop3_plain_allowed (const Pop3Call *call)
{
  return call->server->tls || !call->host->policy.login_needs_tls;
}

/* The same words for everybody, counted: somebody who guesses does not go on for ever. */
Pop3Outcome
pop3_refuse_login (Pop3Call *call)
{
  call->server->errors += POP3_LOGIN_ERRORS;
  call->out->login_failed = TRUE;
  return pop3_reply_err (call, "[AUTH]", "Wrong user name or password");
}

Pop3Outcome
pop3_refuse_unprotected (Pop3Call *call)
{
  return pop3_reply_err (call, NULL, "Passwords are taken on a protected connection only");
}

/* RFC 2449 §8.1.2: IN-USE, at once or after a while in which the lock may become free. */
static Pop3Outcome
refuse_locked (Pop3Call *call, const MailStore *store)
{
  Pop3Server *server = call->server;

  if (server->wait_until == 0 && call->host->policy.pop3_lock_wait > 0)
    {
      server->wait_store = store->id;
      server->wait_until = call->now + call->host->policy.pop3_lock_wait;
      server->wait_input = call->input;
      call->out->waiting = TRUE;
      return POP3_OUT_WAIT;
    }
  server->wait_until = 0;
  engine_note_lock (call->out, LOCK_REFUSED, server->session);
  return pop3_reply_err (call, "[IN-USE]", "Another POP3 session holds the maildrop");
}

static gboolean
is_one_too_many (const Pop3Call *call, const MailStore *store)
{
  return call->host->policy.pop3_connections != 0 && store->pop3_sessions >= call->host->policy.pop3_connections;
}

/* RFC 2449 §8.1.1 */
static gboolean
is_too_early (const Pop3Call *call, const MailStore *store)
{
  return call->host->policy.login_delay > 0 && store->popped_at != 0
         && call->now - store->popped_at < call->host->policy.login_delay;
}

/* RFC 1939 §4: the exclusive lock, and the snapshot that gives the message numbers. */
Pop3Outcome
pop3_open_maildrop (Pop3Call *call, MailStore *store)
{
  Pop3Server *server = call->server;
  MaildropRule rule = pop3_maildrop_rule (call, store);
  g_autofree char *text = NULL;
  guint count;

  if (!call->host->policy.pop3_enabled || store->pop == ACCOUNT_POP_OFF)
    return pop3_reply_err (call, "[SYS/PERM]", "POP3 is disabled for this account");
  if (is_one_too_many (call, store))
    return pop3_reply_err (call, "[SYS/TEMP]", "Too many connections of this account");
  if (call->host->policy.disk_full)
    return pop3_reply_err (call, "[SYS/TEMP]", "The disk is full: the maildrop cannot be opened now");
  if (is_too_early (call, store))
    return pop3_reply_err (call, "[LOGIN-DELAY]", "Minimum time between mail checks violation");
  if (call->host->policy.pop3_lock && store->lock_session != 0)
    return refuse_locked (call, store);
  if (call->host->policy.pop3_lock)
    {
      store->lock_session = server->session;
      engine_note_lock (call->out, LOCK_TAKEN, server->session);
    }
  server->store = store->id;
  server->wait_until = 0;
  server->counted = TRUE;
  store->pop3_sessions++;
  store->popped_at = call->now;
  call->store = store;
  mail_host_expire (call->host, store, call->now, &call->out->changes);
  maildrop_snapshot_by (&server->maildrop, store, &rule);
  count = maildrop_count (&server->maildrop);
  text = g_strdup_printf ("Logged in, %u %s (%" G_GUINT64_FORMAT " octets)", count, count == 1 ? "message" : "messages",
                          maildrop_octets (&server->maildrop));
  return pop3_reply_ok (call, text);
}

void
pop3_release_lock (Pop3Server *server, MailHost *host, EngineOut *out)
{
  MailStore *store = server->store != 0 ? mail_host_store (host, server->store) : NULL;

  if (store != NULL && server->counted)
    store->pop3_sessions--;
  server->counted = FALSE;
  if (store == NULL || store->lock_session != server->session)
    return;
  store->lock_session = 0;
  engine_note_lock (out, LOCK_RELEASED, server->session);
}

Pop3Outcome
pop3_log_in (Pop3Call *call, const char *user, const char *password)
{
  MailStore *store;

  call->server->recent = call->host->policy.recent_login && g_ascii_strncasecmp (user, RECENT, strlen (RECENT)) == 0;
  store = mail_host_log_in (call->host, user + (call->server->recent ? strlen (RECENT) : 0), password);
  if (store == NULL)
    return pop3_refuse_login (call);
  call->out->login_proved = TRUE;
  return pop3_open_maildrop (call, store);
}

/* Any name is taken: what exists here is nobody's business (RFC 1939 §7 allows either). */
Pop3Outcome
pop3_cmd_user (Pop3Call *call)
{
  if (call->args == NULL || call->args[0] == '\0')
    return pop3_reply_err (call, NULL, "USER needs a name");
  if (!pop3_plain_allowed (call))
    return pop3_refuse_unprotected (call);
  g_free (call->server->user);
  call->server->user = g_strdup (call->args);
  return pop3_reply_ok (call, "Send the password");
}

/* RFC 1939 §7: only right after a USER that succeeded. */
Pop3Outcome
pop3_cmd_pass (Pop3Call *call)
{
  g_autofree char *user = g_steal_pointer (&call->server->user);

  if (user == NULL)
    return pop3_reply_err (call, NULL, "USER comes first");
  if (call->args == NULL)
    return pop3_reply_err (call, NULL, "PASS needs a password");
  return pop3_log_in (call, user, call->args);
}

Pop3Outcome
pop3_cmd_apop (Pop3Call *call)
{
  const char *space = call->args != NULL ? strchr (call->args, ' ') : NULL;
  g_autofree char *user = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *secret = NULL;
  const char *password;

  if (!pop3_plain_allowed (call))
    return pop3_refuse_unprotected (call);
  if (space == NULL || space == call->args || strlen (space + 1) != 32)
    return pop3_reply_err (call, NULL, "APOP needs a name and a digest");
  user = g_strndup (call->args, (gsize) (space - call->args));
  password = mail_host_password (call->host, user);
  if (password == NULL)
    return pop3_refuse_login (call);
  secret = g_strconcat (call->server->banner, password, NULL);
  digest = g_compute_checksum_for_string (G_CHECKSUM_MD5, secret, -1);
  if (strcmp (digest, space + 1) != 0)
    return pop3_refuse_login (call);
  return pop3_log_in (call, user, password);
}
