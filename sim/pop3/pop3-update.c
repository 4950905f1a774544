/* What else the UPDATE state does at providers: what was fetched counts as popped, and is put away. */
#include "pop3/pop3-server-private.h"

/* Before what is marked is removed: numbers of messages that were fetched and not marked. */
void
pop3_after_access (Pop3Call *call)
{
  const GArray *entries = call->server->maildrop.entries;
  const Mailbox *inbox = mail_store_mailbox (call->store, "INBOX");

  if ((!call->host->policy.popped && mail_host_after_pop_of (call->host, call->store) == AFTER_POP_KEEP)
      || inbox->uid_validity != call->server->maildrop.uid_validity)
    return;
  for (guint i = 0; i < entries->len; i++)
    {
      const MaildropEntry *entry = &g_array_index (entries, MaildropEntry, i);

      if (entry->fetched && !entry->deleted)
        mail_host_after_pop (call->host, call->store, entry->uid, call->now, &call->out->changes);
    }
}

/* A message that another session has expunged meanwhile, on servers that tell. */
gboolean
pop3_is_expunged (const Pop3Call *call, const MaildropEntry *entry)
{
  const Mailbox *inbox = call->store != NULL ? mail_store_mailbox (call->store, "INBOX") : NULL;

  return call->host->policy.expunged_error && inbox != NULL && mailbox_find (inbox, entry->uid) == NULL;
}

/* Which of the mailbox's messages a session sees. */
MaildropRule
pop3_maildrop_rule (const Pop3Call *call, const MailStore *store)
{
  const HostPolicy *policy = &call->host->policy;
  gboolean recent = call->server->recent != 0;

  return (MaildropRule) {
    .hide_popped = policy->popped && !recent,
    .saved_after = recent ? 0 : MAX (call->host->pop_since, store->pop_since),
    .dated_after = recent ? call->now - 30 * G_TIME_SPAN_DAY : 0,
    .most = recent ? 0 : policy->pop3_most,
  };
}

char *
pop3_dup_uidl (const Pop3Call *call, guint number)
{
  const Maildrop *maildrop = &call->server->maildrop;
  const MaildropEntry *entry = maildrop_get (maildrop, number);

  if (call->host->policy.uidl == UIDL_UID_VALIDITY)
    return g_strdup_printf ("%08x%08x", entry->uid, maildrop->uid_validity);
  return maildrop_dup_uidl (maildrop, number);
}
