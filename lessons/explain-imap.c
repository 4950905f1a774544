#include "explain-rows.h"

#include <glib/gi18n-lib.h>

#define ROW(says, word, note, meaning, clause) { PROTOCOL_IMAP, SAYS_##says, word, N_ (note), N_ (meaning), clause }

const ExplainRow explain_imap[] = {
  ROW (GREETING, "*", "the server greets; the session begins", "The server speaks first. Nobody is logged in yet.",
       "RFC 3501 §3.1, §7.1"),
  ROW (COMMAND, "CAPABILITY", "asks what the server can do", "The client asks for the extensions that it may use.",
       "RFC 3501 §6.1.1"),
  ROW (COMMAND, "NOOP", "anything new?", "Does nothing, but gives the server a chance to tell what has changed.",
       "RFC 3501 §6.1.2"),
  ROW (COMMAND, "LOGOUT", "ends the session", "The server says BYE and closes. Nothing is removed by that.",
       "RFC 3501 §6.1.3"),
  ROW (COMMAND, "LOGIN", "gives name and password", "Without TLS everybody on the way can read them.", "RFC 3501 §6.2.3"),
  ROW (COMMAND, "AUTHENTICATE", "logs in by SASL", "PLAIN carries name and password in one base64 word. That is no "
       "encryption.", "RFC 3501 §6.2.2, RFC 4959 §3"),
  ROW (MORE, "AUTHENTICATE", "go on", "The server waits for the next SASL step.", "RFC 3501 §7.5"),
  ROW (CLIENT_DATA, "AUTHENTICATE", "name and password", "One SASL step, base64. That is no encryption.",
       "RFC 3501 §6.2.2"),
  ROW (COMMAND, "ENABLE", "switches extensions on", "Some extensions change how the server speaks, so the client has to "
       "ask for them.", "RFC 5161 §3.1"),
  ROW (COMMAND, "NAMESPACE", "asks where mailboxes live", "Own, other people's and shared mailboxes, each with its prefix.",
       "RFC 2342 §5"),
  ROW (COMMAND, "ID", "client and server name themselves", "For statistics and finding faults only.", "RFC 2971 §3.1"),
  ROW (COMMAND, "LIST", "asks which mailboxes there are", "Folders live on the server; every device sees the same ones.",
       "RFC 3501 §6.3.8"),
  ROW (COMMAND, "LSUB", "asks which mailboxes are subscribed", "Subscriptions are kept on the server too.",
       "RFC 3501 §6.3.9"),
  ROW (COMMAND, "SUBSCRIBE", "subscribes to %M", "The mailbox is put on the list of those to be shown.", "RFC 3501 §6.3.6"),
  ROW (COMMAND, "UNSUBSCRIBE", "unsubscribes from %M", "The mailbox stays; it is only shown no more.", "RFC 3501 §6.3.7"),
  ROW (COMMAND, "CREATE", "makes the mailbox %M", "A folder on the server: all devices will see it.", "RFC 3501 §6.3.3"),
  ROW (COMMAND, "DELETE", "removes the mailbox %M", "With all its messages, for all devices.", "RFC 3501 §6.3.4"),
  ROW (COMMAND, "RENAME", "renames a mailbox", "For all devices.", "RFC 3501 §6.3.5"),
  ROW (COMMAND, "STATUS", "asks about %M without opening it", "Number of messages, of unread ones, and the next UID.",
       "RFC 3501 §6.3.10"),
  ROW (COMMAND, "SELECT", "opens %M", "From now on the session is in the SELECTED state: sequence numbers and UIDs mean "
       "messages of this mailbox.", "RFC 3501 §6.3.1"),
  ROW (GOOD, "SELECT", "the mailbox is open", "READ-WRITE: changes are allowed. UIDVALIDITY, told before, says whether "
       "remembered UIDs still hold.", "RFC 3501 §6.3.1"),
  ROW (COMMAND, "EXAMINE", "opens %M for reading only", "Like SELECT, but nothing can change, not even the mark “read”.",
       "RFC 3501 §6.3.2"),
  ROW (COMMAND, "FETCH", "asks for parts of messages", "Just the parts that the client names: flags, header, one body "
       "part, or everything.", "RFC 3501 §6.4.5"),
  ROW (COMMAND, "UID FETCH", "asks about %L", "By UID, which lasts, not by sequence number. Only what the client names is "
       "sent: flags, header, one body part, or everything. PEEK leaves it unread.", "RFC 3501 §6.4.5, §6.4.8"),
  ROW (COMMAND, "STORE", "changes flags", "On the server: every device will see it.", "RFC 3501 §6.4.6"),
  ROW (COMMAND, "UID STORE", "changes flags of %L on the server", "Read, starred, answered, deleted: marks that belong "
       "to the mailbox, not to a device. Every device will see them.", "RFC 3501 §6.4.6, §6.4.8"),
  ROW (COMMAND, "COPY", "copies messages into %M", "Within the server: no octets of them travel.", "RFC 3501 §6.4.7"),
  ROW (COMMAND, "UID COPY", "copies %L into another mailbox", "Within the server: no octets of it travel.",
       "RFC 3501 §6.4.7"),
  ROW (COMMAND, "MOVE", "moves messages into %M", "Within the server, in one go.", "RFC 6851 §3.1"),
  ROW (COMMAND, "UID MOVE", "moves %L to another mailbox", "Within the server, in one go: no octets of it travel, and "
       "every device will see it.", "RFC 6851 §3.2"),
  ROW (COMMAND, "EXPUNGE", "removes what is marked as deleted", "Only now messages marked \\Deleted go, for all devices.",
       "RFC 3501 §6.4.3"),
  ROW (COMMAND, "UID EXPUNGE", "removes %L if marked as deleted", "Only the named ones, so that other devices' marks are "
       "left alone.", "RFC 4315 §2.1"),
  ROW (COMMAND, "CLOSE", "closes the mailbox", "Messages marked \\Deleted are removed without a word.", "RFC 3501 §6.4.2"),
  ROW (COMMAND, "UNSELECT", "closes the mailbox", "Unlike CLOSE it removes nothing.", "RFC 3691 §2"),
  ROW (COMMAND, "CHECK", "asks for a checkpoint", "The server may write its books.", "RFC 3501 §6.4.1"),
  ROW (COMMAND, "SEARCH", "lets the server search", "The server reads, and answers with numbers only.", "RFC 3501 §6.4.4"),
  ROW (COMMAND, "UID SEARCH", "lets the server search", "The server reads, and answers with UIDs only.",
       "RFC 3501 §6.4.4"),
  ROW (COMMAND, "APPEND", "puts a message into %M", "SMTP stores no copy for the sender: a client that wants its sent mail "
       "on the server uploads it this way.", "RFC 3501 §6.3.11"),
  ROW (MORE, "APPEND", "send the octets", "The server is ready for as many octets as were announced.", "RFC 3501 §7.5"),
  ROW (CLIENT_DATA, "APPEND", "all octets of %L", "A literal: the number of octets was announced, so nothing in it "
       "needs to be escaped.", "RFC 3501 §4.3"),
  ROW (COMMAND, "IDLE", "waits for news", "The client says nothing more and lets the server tell at once what "
       "changes in the open mailbox.", "RFC 2177 §3"),
  ROW (MORE, "IDLE", "waiting", "From now on the server may speak at any time.", "RFC 2177 §3"),
  ROW (CLIENT_DATA, "IDLE", "has heard enough", "DONE ends the waiting; the client wants to say something.",
       "RFC 2177 §3"),
  ROW (GOOD, "IDLE", "no longer waiting", "Commands may follow.", "RFC 2177 §3"),
  ROW (MORE, "*", "go on", "The server is ready for the rest of the command.", "RFC 3501 §7.5"),
  ROW (CLIENT_DATA, "*", "the rest of the command", "A literal: the number of octets was announced before.",
       "RFC 3501 §4.3"),
  ROW (GOOD, "LOGIN", "logged in", "The session is now in the AUTHENTICATED state.", "RFC 3501 §3.2"),
  ROW (GOOD, "AUTHENTICATE", "logged in", "The session is now in the AUTHENTICATED state.", "RFC 3501 §3.2"),
  ROW (GOOD, "APPEND", "stored", "APPENDUID tells which UID the message got.", "RFC 4315 §3"),
  ROW (GOOD, "UID MOVE", "moved", "COPYUID, told before, says which UID became which.", "RFC 6851 §4.3"),
  ROW (GOOD, "LOGOUT", "goodbye", "The server closes the connection.", "RFC 3501 §6.1.3"),
  ROW (GOOD, "*", "done", "The tag says which command is done. All its untagged responses came before.", "RFC 3501 §7.1"),
  ROW (BAD, "LOGIN", "not logged in", "Name or password is wrong, or the service is switched off: the code says which.",
       "RFC 5530 §3"),
  ROW (BAD, "AUTHENTICATE", "not logged in", "Name or password is wrong, or the service is switched off: the code says "
       "which.", "RFC 5530 §3"),
  ROW (BAD, "*", "the server refuses", "NO: it could not be done. BAD: the command is not understood or not allowed in "
       "this state.", "RFC 3501 §7.1.2, §7.1.3"),
  ROW (UNTAGGED, "CAPABILITY", "what the server can do", "Each word is an extension with its own RFC.", "RFC 3501 §7.2.1"),
  ROW (UNTAGGED, "LIST", "a mailbox", "Its attributes, the sign between levels, and its name. \\Sent, \\Trash and the like "
       "say what it is for.", "RFC 3501 §7.2.2, RFC 6154 §2"),
  ROW (UNTAGGED, "LSUB", "a subscribed mailbox", "Attributes, the sign between levels, and the name.", "RFC 3501 §7.2.3"),
  ROW (UNTAGGED, "STATUS", "figures of a mailbox", "As asked for.", "RFC 3501 §7.2.4"),
  ROW (UNTAGGED, "SEARCH", "what was found", "Numbers only.", "RFC 3501 §7.2.5"),
  ROW (UNTAGGED, "ESEARCH", "what was found", "In the short form that the client asked for.", "RFC 4731 §3.1"),
  ROW (UNTAGGED, "FLAGS", "flags that this mailbox knows", "The system flags, and keywords that people made.",
       "RFC 3501 §7.2.6"),
  ROW (UNTAGGED, "EXISTS", "how many messages are in the mailbox", "When the number grows, new mail has come.",
       "RFC 3501 §7.3.1"),
  ROW (UNTAGGED, "RECENT", "how many this session is the first to see", "A mark that only one session gets.",
       "RFC 3501 §7.3.2"),
  ROW (UNTAGGED, "EXPUNGE", "a message is gone; later ones move up by one", "Sequence numbers change with each of these "
       "lines. UIDs never do.", "RFC 3501 §7.4.1"),
  ROW (UNTAGGED, "VANISHED", "messages are gone", "Told by UID.", "RFC 7162 §3.2.10"),
  ROW (UNTAGGED, "FETCH", "about %L", "What was asked for, or news that another device caused: so every device comes to "
       "see the same.", "RFC 3501 §7.4.2"),
  ROW (UNTAGGED, "BYE", "the server will close the connection", "At LOGOUT, after a time-out, or when it is shut down.",
       "RFC 3501 §7.1.5"),
  ROW (UNTAGGED, "NAMESPACE", "where mailboxes live", "Own, other people's and shared.", "RFC 2342 §5"),
  ROW (UNTAGGED, "ID", "the server names itself", "For statistics and finding faults only.", "RFC 2971 §3.2"),
  ROW (UNTAGGED, "ENABLED", "extensions that are on now", "Some may have been on before.", "RFC 5161 §3.2"),
  ROW (UNTAGGED, "QUOTA", "space used and allowed", "In units of 1024 octets.", "RFC 9208 §4.2.1"),
  ROW (UNTAGGED, "QUOTAROOT", "which quota this mailbox counts for", "One account has one here.", "RFC 9208 §4.2.2"),
  ROW (UNTAGGED, "UIDVALIDITY", "the mailbox's generation", "While this number stays the same, a UID means the same message "
       "for ever. Another number: forget all remembered UIDs.", "RFC 3501 §2.3.1.1"),
  ROW (UNTAGGED, "UIDNEXT", "the UID that the next message will get", "UIDs only grow.", "RFC 3501 §2.3.1.1"),
  ROW (UNTAGGED, "UNSEEN", "the first unread message", "Its sequence number.", "RFC 3501 §7.1"),
  ROW (UNTAGGED, "PERMANENTFLAGS", "flags that the client may change for good", "\\* means that it may make new keywords.",
       "RFC 3501 §7.1"),
  ROW (UNTAGGED, "HIGHESTMODSEQ", "the number of the latest change", "A client that remembers it can ask for what has "
       "changed since.", "RFC 7162 §3.1.2.1"),
  ROW (UNTAGGED, "NOMODSEQ", "this mailbox does not count changes", "The client has to compare everything.",
       "RFC 7162 §3.1.2.2"),
  ROW (UNTAGGED, "COPYUID", "which UID became which", "So that the client need not look for them.", "RFC 4315 §3"),
  ROW (UNTAGGED, "OK", "a remark of the server", "For people, or with a code in brackets for the client.",
       "RFC 3501 §7.1.1"),
  ROW (UNTAGGED, "NO", "a warning of the server", "The text says of what.", "RFC 3501 §7.1.2"),
  ROW (UNTAGGED, "BAD", "a serious error that belongs to no command", "The text says what.", "RFC 3501 §7.1.3"),
  ROW (UNTAGGED, "PREAUTH", "already logged in", "The connection itself has proved who it is.", "RFC 3501 §7.1.4"),
};

const guint n_explain_imap = G_N_ELEMENTS (explain_imap);
