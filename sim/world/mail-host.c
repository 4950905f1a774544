#include "world/mail-host.h"

#include <string.h>

#include "rng.h"

static const StateField mail_host_fields[] = {
  STATE_FIELD (MailHost, hostname, STATE_STR),
  STATE_FIELD (MailHost, any_password, STATE_STR),
  STATE_FIELD (MailHost, domains, STATE_STRV),
  STATE_FIELD_OF (MailHost, stores, STATE_OWNED_ARRAY, mail_store_state),
  STATE_FIELD_OF (MailHost, queue, STATE_OWNED_ARRAY, queued_mail_state),
  STATE_FIELD (MailHost, policy, STATE_POD),
  STATE_FIELD (MailHost, next_queued, STATE_POD),
  STATE_FIELD (MailHost, next_session, STATE_POD),
  STATE_FIELD (MailHost, down, STATE_POD),
  STATE_FIELD (MailHost, unused, STATE_POD),
  STATE_FIELD (MailHost, seed, STATE_POD),
  STATE_FIELD (MailHost, pop_since, STATE_POD),
};
const StateType mail_host_state = STATE_TYPE (MailHost, mail_host_fields);

MailHost *
mail_host_new (const char *hostname, guint64 seed)
{
  MailHost *host = g_new0 (MailHost, 1);

  host->hostname = g_strdup (hostname);
  host->domains = g_ptr_array_new ();
  host->stores = g_ptr_array_new ();
  host->queue = g_ptr_array_new ();
  host->next_queued = 1;
  host->next_session = 1;
  host->seed = seed;
  mail_host_default_policy (&host->policy);
  return host;
}

void
mail_host_default_policy (HostPolicy *policy)
{
  *policy = (HostPolicy) {
    .pop3_timeout = 10 * 60 * G_USEC_PER_SEC,
    .imap_timeout = 30 * 60 * G_USEC_PER_SEC,
    .smtp_timeout = 5 * 60 * G_USEC_PER_SEC,
    .message_limit = 25 * 1000 * 1000,
    .pop3_lock = TRUE,
    .pop3_enabled = TRUE,
    .imap_enabled = TRUE,
    .smtp_enabled = TRUE,
    .over_quota_temporary = TRUE,
    .offer_utf8 = TRUE,
    .plain_ports = TRUE,
  };
}

gboolean
mail_host_offers_starttls (const MailHost *host)
{
  return host->policy.offer_tls == TLS_OFFER_BOTH || host->policy.offer_tls == TLS_OFFER_STARTTLS;
}

gboolean
mail_host_listens (const MailHost *host, guint port, Protocol *protocol, gboolean *tls)
{
  const HostPolicy *policy = &host->policy;
  const struct {
    guint port;
    guint tls_port; /* RFC 8314 §3.3, 0 = none */
    Protocol protocol;
    guint32 enabled;
  } services[] = { { 110, 995, PROTOCOL_POP3, policy->pop3_enabled || policy->off_refuses },
                   { 143, 993, PROTOCOL_IMAP, policy->imap_enabled || policy->off_refuses },
                   { 25, 0, PROTOCOL_SMTP, policy->smtp_enabled },
                   { 587, 465, PROTOCOL_SUBMISSION, policy->smtp_enabled } };

  *tls = FALSE;
  for (guint i = 0; port != 0 && i < G_N_ELEMENTS (services); i++)
    {
      if (services[i].port != port && services[i].tls_port != port)
        continue;
      *protocol = services[i].protocol;
      *tls = services[i].tls_port == port;
      if (!services[i].enabled || host->down)
        return FALSE;
      if (*tls)
        return policy->offer_tls == TLS_OFFER_BOTH || policy->offer_tls == TLS_OFFER_IMPLICIT;
      return policy->plain_ports || services[i].protocol == PROTOCOL_SMTP;
    }
  return FALSE;
}

MailStore *
mail_host_store (const MailHost *host, guint32 id)
{
  return id > 0 && id <= host->stores->len ? host->stores->pdata[id - 1] : NULL;
}

static gboolean
matches (const MailStore *store, const char *user, gsize user_length, const char *domain)
{
  return strlen (store->user) == user_length && g_ascii_strncasecmp (store->user, user, user_length) == 0
         && (domain == NULL || g_ascii_strcasecmp (store->domain, domain) == 0);
}

MailStore *
mail_host_find (const MailHost *host, const char *login)
{
  const char *at = strrchr (login, '@');
  gsize length = at != NULL ? (gsize) (at - login) : strlen (login);
  MailStore *found = NULL;

  for (guint i = 0; i < host->stores->len; i++)
    {
      MailStore *store = host->stores->pdata[i];

      if (!matches (store, login, length, at != NULL ? at + 1 : NULL))
        continue;
      if (found != NULL)
        return NULL;
      found = store;
    }
  return found;
}

static gboolean
is_local_domain (const MailHost *host, const char *domain)
{
  for (guint i = 0; i < host->domains->len; i++)
    if (g_ascii_strcasecmp (host->domains->pdata[i], domain) == 0)
      return TRUE;
  return FALSE;
}

/* Looks like the second the mailbox was made in, as on real servers (RFC 3501 §2.3.1.1), and is no small
 * number that a learner could take for a UID. Keyed by the address: the same in all variants. */
static guint32
first_uid_validity (const MailHost *host, const char *address)
{
  return 1500000000u + (guint32) (rng_u64 (host->seed, "uid-validity", address, 0) % 200000000u);
}

MailStore *
mail_host_add (MailHost *host, const char *address, const char *password, guint64 quota)
{
  const char *at = strrchr (address, '@');
  g_autofree char *user = NULL;
  MailStore *store;

  if (at == NULL || at == address || at[1] == '\0' || mail_host_find (host, address) != NULL)
    return NULL;
  user = g_strndup (address, (gsize) (at - address));
  store = mail_store_new (host->stores->len + 1, user, at + 1, password, quota, first_uid_validity (host, address));
  store->trash_is_free = host->policy.trash_is_free;
  g_ptr_array_add (host->stores, store);
  if (!is_local_domain (host, at + 1))
    g_ptr_array_add (host->domains, g_strdup (at + 1));
  return store;
}

void
mail_host_furnish (MailStore *store)
{
  static const struct {
    const char *name;
    SpecialUse use;
  } mailboxes[] = { { "Drafts", SPECIAL_DRAFTS }, { "Junk", SPECIAL_JUNK },
                    { "Sent", SPECIAL_SENT },     { "Trash", SPECIAL_TRASH } };

  mail_store_subscribe (store, "INBOX");
  for (guint i = 0; i < G_N_ELEMENTS (mailboxes); i++)
    {
      mail_store_create (store, mailboxes[i].name, mailboxes[i].use);
      mail_store_subscribe (store, mailboxes[i].name);
    }
}

/* A name that may become an address: a dot-atom (RFC 5322 §3.2.3), and a domain after it or none. */
static gboolean
is_new_name (const char *login)
{
  const char *at = strrchr (login, '@');
  gsize length = strlen (login);

  for (const char *c = login; *c != '\0'; c++)
    if (c != at && !g_ascii_isalnum (*c) && strchr ("!#$%&'*+-/=?^_`{|}~.", *c) == NULL)
      return FALSE;
  return length > 0 && length <= 254 && at != login && (at == NULL || at[1] != '\0');
}

static MailStore *
add_new (MailHost *host, const char *login)
{
  g_autofree char *address = strchr (login, '@') != NULL
                               ? g_strdup (login)
                               : g_strdup_printf ("%s@%s", login,
                                                  host->domains->len > 0 ? (const char *) host->domains->pdata[0]
                                                                         : MAIL_HOST_DOMAIN);
  MailStore *store = is_new_name (login) ? mail_host_add (host, address, host->any_password, 0) : NULL;

  if (store != NULL)
    mail_host_furnish (store);
  return store;
}

const char *
mail_host_password (const MailHost *host, const char *login)
{
  const MailStore *store = mail_host_find (host, login);

  if (store != NULL)
    return store->password;
  return is_new_name (login) ? host->any_password : NULL;
}

MailStore *
mail_host_log_in (MailHost *host, const char *login, const char *password)
{
  const char *right = mail_host_password (host, login);
  MailStore *store;

  if (right == NULL || strcmp (right, password) != 0)
    return NULL;
  store = mail_host_find (host, login);
  return store != NULL ? store : add_new (host, login);
}

gboolean
mail_host_read_uidl (const MailHost *host, const char *uidl, guint32 *uid_validity, guint32 *uid)
{
  guint32 parts[2];

  if (strlen (uidl) != 16 || strspn (uidl, "0123456789abcdef") != 16)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *part = g_strndup (uidl + 8 * i, 8);

      parts[i] = (guint32) g_ascii_strtoull (part, NULL, 16);
    }
  *uid_validity = parts[host->policy.uidl == UIDL_UID_VALIDITY ? 1 : 0];
  *uid = parts[host->policy.uidl == UIDL_UID_VALIDITY ? 0 : 1];
  return TRUE;
}

gboolean
mail_host_is_local (const MailHost *host, const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL && is_local_domain (host, at + 1);
}

/* Whose mailbox mail to the address goes into. "postmaster", with and without a local domain, is always
 * somebody (RFC 5321 §4.5.1): the first account when nobody bears that name. */
static MailStore *
recipient (const MailHost *host, const char *to)
{
  MailStore *store = mail_host_find (host, to);
  const char *at = strrchr (to, '@');

  if (store != NULL || (at != NULL && !is_local_domain (host, at + 1)))
    return store;
  if (strlen ("postmaster") == (at != NULL ? (gsize) (at - to) : strlen (to))
      && g_ascii_strncasecmp (to, "postmaster", strlen ("postmaster")) == 0)
    return mail_host_store (host, 1);
  return NULL;
}

DeliverResult
mail_host_deliver (MailHost *host, const char *to, Message *message, gint64 now, Changes *changes)
{
  MailStore *store = recipient (host, to);
  MailboxAppend append = { .message = message, .internal_date = now, .now = now, .reason = REASON_DELIVERED };

  if (store == NULL)
    return DELIVER_NO_SUCH_USER;
  if (mail_store_append (store, "INBOX", &append, changes, NULL, NULL) != STORE_OK)
    return DELIVER_OVER_QUOTA;
  return DELIVER_OK;
}

DeliverResult
mail_host_can_deliver (const MailHost *host, const char *to, guint64 octets)
{
  const MailStore *store = recipient (host, to);

  if (store == NULL)
    return DELIVER_NO_SUCH_USER;
  return mail_store_fits (store, octets) ? DELIVER_OK : DELIVER_OVER_QUOTA;
}

void
mail_host_queue (MailHost *host, QueuedMail *mail, gint64 now)
{
  mail->id = host->next_queued++;
  mail->accepted = now;
  g_ptr_array_add (host->queue, mail);
}

void
mail_host_enqueue (MailHost *host, const char *from, const GPtrArray *to, Message *message, gint64 now)
{
  mail_host_queue (host, queued_mail_new (from, NULL, to, NULL, message), now);
}
