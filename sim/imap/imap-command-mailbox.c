/* CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, STATUS, NAMESPACE.
 *
 *   create = "CREATE" SP mailbox; delete = "DELETE" SP mailbox; rename = "RENAME" SP mailbox SP mailbox
 *   subscribe = "SUBSCRIBE" SP mailbox; unsubscribe = "UNSUBSCRIBE" SP mailbox
 *   status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"                  (RFC 3501 §9)
 *   namespace = "NAMESPACE"                                                              (RFC 2342 §6) */
#include "imap/imap-server-private.h"

#include <string.h>

static char *
only_mailbox (ImapCommand *command)
{
  g_autofree char *name = NULL;

  if (!imap_arg_space (command) || (name = imap_arg_mailbox (command)) == NULL || !imap_arg_end (command))
    return NULL;
  return g_steal_pointer (&name);
}

ImapOutcome
imap_command_create (ImapCommand *command)
{
  g_autofree char *name = only_mailbox (command);
  StoreResult result;

  if (name == NULL)
    return imap_bad (command, "CREATE takes the name of a mailbox");
  result = mail_store_create (command->store, name, 0);
  return result == STORE_OK ? imap_reply (command, IMAP_OK, NULL, "CREATE completed")
                            : imap_reply_store (command, result);
}

ImapOutcome
imap_command_delete (ImapCommand *command)
{
  g_autofree char *name = only_mailbox (command);
  StoreResult result;

  if (name == NULL)
    return imap_bad (command, "DELETE takes the name of a mailbox");
  result = mail_store_delete (command->store, name, &command->out->changes);
  return result == STORE_OK ? imap_reply (command, IMAP_OK, NULL, "DELETE completed")
                            : imap_reply_store (command, result);
}

ImapOutcome
imap_command_rename (ImapCommand *command)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  StoreResult result;

  if (!imap_arg_space (command) || (from = imap_arg_mailbox (command)) == NULL
      || (to = only_mailbox (command)) == NULL)
    return imap_bad (command, "RENAME takes the names of two mailboxes");
  result = mail_store_rename (command->store, from, to, &command->out->changes);
  return result == STORE_OK ? imap_reply (command, IMAP_OK, NULL, "RENAME completed")
                            : imap_reply_store (command, result);
}

ImapOutcome
imap_command_subscribe (ImapCommand *command)
{
  gboolean subscribe = command->input == IMAP_SUBSCRIBE;
  g_autofree char *name = only_mailbox (command);

  if (name == NULL)
    return imap_bad (command, subscribe ? "SUBSCRIBE takes a mailbox" : "UNSUBSCRIBE takes a mailbox");
  if (subscribe)
    mail_store_subscribe (command->store, name);
  else if (!mail_store_unsubscribe (command->store, name))
    return imap_reply (command, IMAP_NO, "NONEXISTENT", "There is no such subscription");
  return imap_reply (command, IMAP_OK, NULL, subscribe ? "SUBSCRIBE completed" : "UNSUBSCRIBE completed");
}

static guint64
count_without (const Mailbox *mailbox, guint32 flag)
{
  guint64 count = 0;

  for (guint i = 0; i < mailbox_count (mailbox); i++)
    count += (mailbox_entry (mailbox, i)->flags.system & flag) == 0 ? 1 : 0;
  return count;
}

/* Messages that a SELECT now would find \Recent. */
static guint64
count_recent (const Mailbox *mailbox)
{
  return mailbox_count (mailbox) - mailbox_lower_bound (mailbox, mailbox->first_recent);
}

/* status-att = "MESSAGES" / "RECENT" / "UIDNEXT" / "UIDVALIDITY" / "UNSEEN" */
static gboolean
status_item (const Mailbox *mailbox, const char *name, guint64 *value)
{
  if (g_ascii_strcasecmp (name, "MESSAGES") == 0)
    *value = mailbox_count (mailbox);
  else if (g_ascii_strcasecmp (name, "RECENT") == 0)
    *value = count_recent (mailbox);
  else if (g_ascii_strcasecmp (name, "UIDNEXT") == 0)
    *value = mailbox->uid_next;
  else if (g_ascii_strcasecmp (name, "UIDVALIDITY") == 0)
    *value = mailbox->uid_validity;
  else if (g_ascii_strcasecmp (name, "UNSEEN") == 0)
    *value = count_without (mailbox, FLAG_SEEN);
  else
    return FALSE;
  return TRUE;
}

/* The items' names in upper case, each once. FALSE: not well formed or unknown. */
static gboolean
status_items (ImapCommand *command, GPtrArray *names)
{
  static const char *const known[] = { "MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN" };

  if (!imap_lexer_accept (&command->args, '('))
    return FALSE;
  do
    {
      guint i;

      for (i = 0; i < G_N_ELEMENTS (known) && !imap_lexer_word (&command->args, known[i]); i++)
        ;
      if (i == G_N_ELEMENTS (known))
        return FALSE;
      if (!g_ptr_array_find (names, known[i], NULL))
        g_ptr_array_add (names, (gpointer) known[i]);
    }
  while (imap_arg_space (command));
  return imap_lexer_accept (&command->args, ')');
}

static void
tell_status (ImapCommand *command, const Mailbox *mailbox, const GPtrArray *items)
{
  LineWriter line;

  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "STATUS");
  line_add (&line, " ");
  imap_put_mailbox (command, &line, mailbox->name);
  line_add (&line, " (");
  for (guint i = 0; i < items->len; i++)
    {
      guint64 value = 0;

      status_item (mailbox, items->pdata[i], &value);
      line_add (&line, i > 0 ? " " : "");
      line_put (&line, TOKEN_ITEM, items->pdata[i]);
      line_addf (&line, " %" G_GUINT64_FORMAT, value);
    }
  line_add (&line, ")");
  line_end (&line);
}

ImapOutcome
imap_command_status (ImapCommand *command)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autofree char *name = NULL;
  const Mailbox *mailbox;

  if (!imap_arg_space (command) || (name = imap_arg_mailbox (command)) == NULL || !imap_arg_space (command)
      || !status_items (command, items) || !imap_arg_end (command))
    return imap_bad (command, "STATUS takes a mailbox and a list of items");
  mailbox = mail_store_mailbox (command->store, name);
  if (mailbox == NULL)
    return imap_reply (command, IMAP_NO, "NONEXISTENT", "There is no such mailbox");
  if (mailbox->no_select)
    return imap_reply (command, IMAP_NO, "CANNOT", "This name only holds other mailboxes");
  tell_status (command, mailbox, items);
  return imap_reply (command, IMAP_OK, NULL, "STATUS completed");
}

ImapOutcome
imap_command_namespace (ImapCommand *command)
{
  LineWriter line;

  if (!imap_arg_end (command))
    return imap_bad (command, "NAMESPACE takes no arguments");
  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "NAMESPACE");
  line_add (&line, " ((\"\" \"/\")) NIL NIL");
  line_end (&line);
  return imap_reply (command, IMAP_OK, NULL, "NAMESPACE completed");
}
