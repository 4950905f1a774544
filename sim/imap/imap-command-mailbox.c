/* CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, NAMESPACE.
 *
 *   create = "CREATE" SP mailbox [SP "(" "USE" SP "(" [use-attr *(SP use-attr)] ")" ")"]   (RFC 3501 §9, RFC 6154 §6)
 *   delete = "DELETE" SP mailbox; rename = "RENAME" SP mailbox SP mailbox
 *   subscribe = "SUBSCRIBE" SP mailbox; unsubscribe = "UNSUBSCRIBE" SP mailbox             (RFC 3501 §9)
 *   namespace = "NAMESPACE"                                                                (RFC 2342 §6) */
#include "imap/imap-status.h"

#include <string.h>

static char *
only_mailbox (ImapCommand *command)
{
  g_autofree char *name = NULL;

  if (!imap_arg_space (command) || (name = imap_arg_mailbox (command)) == NULL || !imap_arg_end (command))
    return NULL;
  return g_steal_pointer (&name);
}

static const struct {
  const char *name;
  SpecialUse use;
} special_uses[] = {
  { "\\All", SPECIAL_ALL },   { "\\Archive", SPECIAL_ARCHIVE }, { "\\Drafts", SPECIAL_DRAFTS }, { "\\Flagged", SPECIAL_FLAGGED },
  { "\\Junk", SPECIAL_JUNK }, { "\\Sent", SPECIAL_SENT },       { "\\Trash", SPECIAL_TRASH },
};

SpecialUse
imap_special_use_parse (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (special_uses); i++)
    if (g_ascii_strcasecmp (special_uses[i].name, name) == 0)
      return special_uses[i].use;
  return 0;
}

void
imap_special_use_format (guint32 uses, GString *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (special_uses); i++)
    if ((uses & special_uses[i].use) != 0)
      g_string_append_printf (out, "%s%s", out->len > 0 && out->str[out->len - 1] != '(' ? " " : "",
                              special_uses[i].name);
}

/* "(" "USE" SP "(" [use-attr *(SP use-attr)] ")" ")". *refused: an attribute that this server gives to no mailbox. */
static gboolean
parse_uses (ImapCommand *command, guint32 *uses, gboolean *refused)
{
  ImapLexer *lexer = &command->args;

  if (!imap_lexer_accept (lexer, '(') || !imap_lexer_word (lexer, "USE") || !imap_lexer_space (lexer)
      || !imap_lexer_accept (lexer, '('))
    return FALSE;
  if (imap_lexer_accept (lexer, ')'))
    return imap_lexer_accept (lexer, ')');
  do
    {
      SpecialUse use;

      if (imap_lexer_peek (lexer) != '\\' || !imap_lexer_flag (lexer, command->word))
        return FALSE;
      use = imap_special_use_parse (command->word->str);
      /* \All and \Flagged would be views of other mailboxes' messages: there are none here */
      *refused |= use == 0 || use == SPECIAL_ALL || use == SPECIAL_FLAGGED;
      *uses |= use;
    }
  while (imap_lexer_space (lexer));
  return imap_lexer_accept (lexer, ')') && imap_lexer_accept (lexer, ')');
}

static gboolean
any_taken (const MailStore *store, guint32 uses)
{
  for (guint i = 0; i < G_N_ELEMENTS (special_uses); i++)
    if ((uses & special_uses[i].use) != 0 && mail_store_special (store, special_uses[i].use) != NULL)
      return TRUE;
  return FALSE;
}

ImapOutcome
imap_command_create (ImapCommand *command)
{
  g_autofree char *name = NULL;
  gboolean refused = FALSE;
  guint32 uses = 0;
  StoreResult result;

  if (!imap_arg_space (command) || (name = imap_arg_mailbox (command)) == NULL
      || (imap_arg_space (command) && !parse_uses (command, &uses, &refused)) || !imap_arg_end (command))
    return imap_bad (command, "CREATE takes the name of a mailbox");
  if (refused || any_taken (command->store, uses))
    return imap_reply (command, IMAP_NO, "USEATTR", "No mailbox can be made for this special use");
  result = command->host->policy.disk_full ? STORE_DISK_FULL : mail_store_create (command->store, name, uses);
  if (result != STORE_OK)
    return imap_reply_store (command, result);
  g_strdelimit (name + strlen (name) - 1, "/", '\0');
  g_string_printf (command->code, "MAILBOXID (F%" G_GUINT64_FORMAT ")",
                   mail_store_mailbox (command->store, name)->mailbox_id);
  return imap_reply (command, IMAP_OK, NULL, "CREATE completed");
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
