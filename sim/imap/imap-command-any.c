/* Commands of any state: CAPABILITY, NOOP (and CHECK), LOGOUT, ID; and ENABLE.
 *
 *   capability = "CAPABILITY"; noop = "NOOP"; check = "CHECK"; logout = "LOGOUT"   (RFC 3501 §9)
 *   id = "ID" SP ( "(" [string SP nstring *(SP string SP nstring)] ")" / nil )     (RFC 2971 §4)
 *   enable = "ENABLE" 1*(SP capability)                                            (RFC 5161 §4) */
#include "imap/imap-server-private.h"

/* RFC 2971 §3.3 */
#define ID_PAIRS_MAX 30
#define ID_NAME_MAX 40 /* characters of a name that is shown */

void
imap_capabilities (const ImapServer *server, const MailHost *host, GString *out)
{
  g_string_append (out, "IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ID ENABLE");
  if (server->state != IMAP_NOT_AUTHENTICATED)
    g_string_append_printf (out,
                            " IDLE NAMESPACE UIDPLUS MOVE UNSELECT CHILDREN LIST-EXTENDED LIST-STATUS SPECIAL-USE"
                            " CREATE-SPECIAL-USE STATUS=SIZE ESEARCH SEARCHRES WITHIN CONDSTORE QRESYNC OBJECTID SAVEDATE PREVIEW"
                            " MULTIAPPEND BINARY UTF8=ACCEPT SORT THREAD=ORDEREDSUBJECT THREAD=REFERENCES QUOTA=RES-STORAGE QUOTA"
                            " APPENDLIMIT=%" G_GUINT64_FORMAT,
                            host->policy.message_limit);
  else if (mail_host_offers_starttls (host) && !server->tls)
    g_string_append (out, host->policy.login_needs_tls ? " STARTTLS LOGINDISABLED" : " STARTTLS AUTH=PLAIN AUTH=SCRAM-SHA-256");
  else if (host->policy.login_needs_tls && !server->tls)
    g_string_append (out, " LOGINDISABLED");
  else
    g_string_append (out, " AUTH=PLAIN AUTH=SCRAM-SHA-256");
}

ImapOutcome
imap_command_capability (ImapCommand *command)
{
  g_autoptr (GString) capabilities = g_string_new (NULL);
  LineWriter line;

  if (!imap_arg_end (command))
    return imap_bad (command, "CAPABILITY takes no arguments");
  imap_capabilities (command->server, command->host, capabilities);
  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "CAPABILITY");
  line_add (&line, " ");
  line_put (&line, TOKEN_ITEM, capabilities->str);
  line_end (&line);
  return imap_reply (command, IMAP_OK, NULL, "CAPABILITY completed");
}

ImapOutcome
imap_command_noop (ImapCommand *command)
{
  gboolean check = command->input == IMAP_CHECK;

  if (!imap_arg_end (command))
    return imap_bad (command, check ? "CHECK takes no arguments" : "NOOP takes no arguments");
  return imap_reply (command, IMAP_OK, NULL, check ? "CHECK completed" : "NOOP completed");
}

ImapOutcome
imap_command_logout (ImapCommand *command)
{
  if (!imap_arg_end (command))
    return imap_bad (command, "LOGOUT takes no arguments");
  imap_untagged_status (command, "BYE", NULL, "Logging out");
  imap_view_close (command->server);
  command->out->close = TRUE;
  return imap_reply (command, IMAP_OK, NULL, "LOGOUT completed");
}

/* For people to read, and no longer than a name. */
static void
note_client_name (ImapCommand *command)
{
  const char *name = command->word->str;

  if (!g_utf8_validate (name, -1, NULL) || *name == '\0' || g_utf8_strlen (name, -1) > ID_NAME_MAX)
    return;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isprint (g_utf8_get_char (at)))
      return;
  g_free (command->server->client_name);
  command->server->client_name = g_strdup (name);
}

static gboolean
id_pair (ImapCommand *command)
{
  gboolean is_name, nil;

  if (!imap_lexer_string (&command->args, command->word))
    return FALSE;
  is_name = g_ascii_strcasecmp (command->word->str, "name") == 0;
  if (!imap_arg_space (command) || !imap_lexer_nstring (&command->args, command->word, &nil))
    return FALSE;
  if (is_name && !nil)
    note_client_name (command);
  return TRUE;
}

static gboolean
id_parameters (ImapCommand *command)
{
  guint pairs = 0;

  if (imap_lexer_word (&command->args, "NIL"))
    return TRUE;
  if (!imap_lexer_accept (&command->args, '('))
    return FALSE;
  if (imap_lexer_accept (&command->args, ')'))
    return TRUE;
  do
    if (++pairs > ID_PAIRS_MAX || !id_pair (command))
      return FALSE;
  while (imap_arg_space (command));
  return imap_lexer_accept (&command->args, ')');
}

ImapOutcome
imap_command_id (ImapCommand *command)
{
  LineWriter line;

  if (!imap_arg_space (command) || !id_parameters (command) || !imap_arg_end (command))
    return imap_bad (command, "ID takes NIL or a list of pairs");
  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "ID");
  line_add (&line, " (\"name\" \"Postroom\")");
  line_end (&line);
  return imap_reply (command, IMAP_OK, NULL, "ID completed");
}

static const struct {
  const char *name;
  ImapEnabled bit;
} enablings[] = {
  { "CONDSTORE", IMAP_CONDSTORE },
  { "QRESYNC", IMAP_QRESYNC },
  { "UTF8=ACCEPT", IMAP_UTF8 },
  { "IMAP4rev2", IMAP_REV2 },
};

ImapOutcome
imap_command_enable (ImapCommand *command)
{
  guint asked = 0;
  guint32 enabled = 0;
  LineWriter line;

  while (imap_arg_space (command))
    {
      if (!imap_lexer_chars (&command->args, IMAP_ATOM_CHARS, command->word))
        return imap_bad (command, "ENABLE takes names of capabilities");
      asked++;
      for (guint i = 0; i < G_N_ELEMENTS (enablings); i++)
        if (g_ascii_strcasecmp (command->word->str, enablings[i].name) == 0)
          enabled |= enablings[i].bit;
    }
  if (asked == 0 || !imap_arg_end (command))
    return imap_bad (command, "ENABLE takes names of capabilities");
  imap_untagged (command, &line);
  line_put (&line, TOKEN_COMMAND, "ENABLED");
  for (guint i = 0; i < G_N_ELEMENTS (enablings); i++)
    if ((enabled & enablings[i].bit) != 0)
      line_addf (&line, " %s", enablings[i].name);
  line_end (&line);
  /* QRESYNC has CONDSTORE in it (RFC 7162 §3.2.3) */
  command->server->enabled |= enabled | ((enabled & IMAP_QRESYNC) != 0 ? IMAP_CONDSTORE : 0);
  return imap_reply (command, IMAP_OK, NULL, "ENABLE completed");
}
