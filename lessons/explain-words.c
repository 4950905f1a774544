/* What single tokens, decisions and reasons mean. */
#include "explain.h"

#include <glib/gi18n-lib.h>

#include "world/device-policy.h"

const char *
explain_token (Protocol protocol, TokenKind kind)
{
  switch (kind)
    {
    case TOKEN_TAG:
      return _("tag: the answer to this command will carry the same one");
    case TOKEN_COMMAND:
      return _("command");
    case TOKEN_STATUS:
      return _("status: done, refused, or go on");
    case TOKEN_CODE:
      return _("a code for programs, where the text is for people");
    case TOKEN_NUMBER:
      return protocol == PROTOCOL_IMAP
               ? _("sequence number: counts from 1 in this session, and drops when an earlier message goes")
               : _("message number in this session, not a lasting name");
    case TOKEN_UID:
      return _("UID: lasts as long as the mailbox keeps its UIDVALIDITY");
    case TOKEN_UIDL:
      return _("unique id: lasts from session to session");
    case TOKEN_SIZE:
      return _("size in octets");
    case TOKEN_MAILBOX:
      return _("mailbox");
    case TOKEN_FLAGS:
      return _("flags");
    case TOKEN_SECRET:
      return _("secret: masked here, but readable on the way unless TLS protects it");
    case TOKEN_ITEM:
      return _("what is asked for");
    case TOKEN_TEXT:
      return _("a remark for people");
    case TOKEN_LITERAL:
      return protocol == PROTOCOL_IMAP ? _("literal: as many octets as were announced")
                                       : _("the message's octets, up to a line that holds only a full stop");
    }
  return "";
}

const char *
explain_decision (guint rule)
{
  switch ((DecisionRule) rule)
    {
    case RULE_NONE:
      return "";
    case RULE_LOG_IN:
      return _("the account needs a name and a password");
    case RULE_LIST_MESSAGES:
      return _("to learn what is there");
    case RULE_DOWNLOAD_NEW:
      return _("it is new here");
    case RULE_DOWNLOAD_AGAIN:
      return _("without unique ids it cannot be told from new mail");
    case RULE_SKIP_KNOWN:
      return _("it was fetched before");
    case RULE_HEADERS_ONLY:
      return _("this device fetches headers only");
    case RULE_TOO_LARGE:
      return _("it is larger than this device wants");
    case RULE_DELETE_AFTER_DOWNLOAD:
      return _("this device deletes from the server after download");
    case RULE_DELETE_AGED:
      return _("it has been kept on the server as long as this device was told");
    case RULE_DELETE_WANTED:
      return _("it was deleted on this device before");
    case RULE_KEEP:
      return _("this device leaves mail on the server");
    case RULE_END_SESSION:
      return _("nothing else is to do");
    case RULE_SYNC_FLAGS:
      return _("to see what other devices changed");
    case RULE_REPLAY_PENDING:
      return _("a change made on this device waits for the server");
    case RULE_OPEN_ON_DEMAND:
      return _("it was opened, and its text is not here yet");
    case RULE_WATCH:
      return _("to hear of news at once");
    case RULE_SAVE_SENT:
      return _("so that every device sees what was sent");
    case RULE_SUBMIT:
      return _("a letter waits in the outbox");
    case RULE_FOLDERS:
      return _("to learn which mailboxes there are");
    case RULE_UIDVALIDITY_CHANGED:
      return _("the mailbox is another one: what was remembered is worthless");
    case RULE_GONE_ON_SERVER:
      return _("it is no longer on the server");
    case RULE_NO_UIDL:
      return _("the server cannot tell letters apart, and without that nothing can be left on it");
    case RULE_NO_TLS:
      return _("the server offers no TLS here, and this device sends no password without it");
    case RULE_UTF8:
      return _("to get letters whose header is in UTF-8 too");
    }
  return "";
}

const char *
explain_reason (CopyReason reason)
{
  switch (reason)
    {
    case REASON_NONE:
      return "";
    case REASON_DELIVERED:
      return _("delivered by SMTP");
    case REASON_LOADED:
      return _("loaded from a file");
    case REASON_APPENDED:
      return _("uploaded by a device");
    case REASON_COPIED:
      return _("copied");
    case REASON_MOVED:
      return _("moved");
    case REASON_DOWNLOADED:
      return _("downloaded");
    case REASON_COMPOSED:
      return _("written here");
    case REASON_FLAGS_STORED:
      return _("a device changed its flags");
    case REASON_FLAGS_LOCAL:
      return _("changed here");
    case REASON_FLAGS_SYNCED:
      return _("learned from the server");
    case REASON_READ_BY_POP:
      return _("read by POP3");
    case REASON_POP_DELETED:
      return _("deleted by POP3 after QUIT");
    case REASON_EXPUNGED:
      return _("expunged by IMAP");
    case REASON_MAILBOX_DELETED:
      return _("its mailbox was removed");
    case REASON_DELETED_LOCALLY:
      return _("deleted on this device");
    case REASON_GONE_ON_SERVER:
      return _("gone on the server, so dropped here");
    case REASON_UIDVALIDITY:
      return _("dropped: the mailbox is another one now");
    case REASON_SENT:
      return _("sent");
    case REASON_RELAYED:
      return _("arrived outside");
    case REASON_REFUSED:
      return _("refused by a server");
    case REASON_DEVICE_LOST:
      return _("lost with the device");
    case REASON_EXPIRED:
      return _("too old");
    case REASON_REMOVED:
      return _("removed from this device together with the account");
    }
  return "";
}
