/* IDLE.
 *
 *   idle = "IDLE" CRLF "DONE"   (RFC 2177 §4) */
#include "imap/imap-server-private.h"

#include <string.h>

ImapOutcome
imap_command_idle (ImapCommand *command)
{
  if (!imap_arg_end (command))
    return imap_bad (command, "IDLE takes no arguments");
  command->server->phase = IMAP_PHASE_IDLE;
  command->server->tag = g_strdup (command->tag);
  imap_continuation (command, "idling");
  return IMAP_CONTINUE;
}

void
imap_idle_line (ImapCommand *command, const guint8 *line, gsize length)
{
  g_autofree char *tag = g_steal_pointer (&command->server->tag);
  ImapOutcome outcome;

  while (length > 0 && strchr ("\r\n", line[length - 1]) != NULL)
    length--;
  command->server->phase = IMAP_PHASE_COMMAND;
  command->tag = tag;
  command->input = IMAP_DONE;
  if (length == 4 && g_ascii_strncasecmp ((const char *) line, "DONE", 4) == 0)
    outcome = imap_reply (command, IMAP_OK, NULL, "IDLE terminated");
  else
    outcome = imap_bad (command, "Only DONE ends IDLE");
  imap_finish (command, outcome);
}
