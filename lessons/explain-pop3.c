#include "explain-rows.h"

#include <glib/gi18n-lib.h>

#define ROW(says, word, note, meaning, clause) { PROTOCOL_POP3, SAYS_##says, word, N_ (note), N_ (meaning), clause }

const ExplainRow explain_pop3[] = {
  ROW (GREETING, "*", "the server greets; the session begins",
       "The server speaks first. The session is now in the AUTHORIZATION state: nobody has said who they are.",
       "RFC 1939 §4"),
  ROW (COMMAND, "CAPA", "asks what the server can do", "The client asks for the server's list of capabilities, to know "
       "which commands beyond the oldest ones it may use.", "RFC 2449 §5"),
  ROW (GOOD, "CAPA", "the list of capabilities follows", "The answer has several lines and ends with a line that "
       "holds only a full stop.", "RFC 2449 §5"),
  ROW (DATA, "CAPA", "the capabilities, one a line", "Each line names one thing the server can do, such as TOP, UIDL or "
       "PIPELINING.", "RFC 2449 §6"),
  ROW (BAD, "CAPA", "this server has no list of capabilities", "An old server. The client goes on with the commands "
       "that every server has.", "RFC 2449 §5"),
  ROW (COMMAND, "USER", "names the mailbox", "The first half of logging in: whose maildrop it is.", "RFC 1939 §7 USER"),
  ROW (GOOD, "USER", "the server waits for the password", "The server does not say here whether the name exists.",
       "RFC 1939 §7 USER"),
  ROW (COMMAND, "PASS", "gives the password", "The second half of logging in. Without TLS everybody on the way can read "
       "it.", "RFC 1939 §7 PASS"),
  ROW (GOOD, "PASS", "logged in; the maildrop is locked for this session", "AUTHORIZATION becomes TRANSACTION. The "
       "server takes a lock on the maildrop and fixes the message numbers: what arrives from now on is not seen in this "
       "session.", "RFC 1939 §4"),
  ROW (BAD, "PASS", "not logged in", "The password is wrong, or the maildrop cannot be opened now: the text in brackets "
       "says which.", "RFC 1939 §4, RFC 3206 §4"),
  ROW (COMMAND, "APOP", "logs in without showing the password", "The client proves that it knows the password by a digest "
       "of it and of the greeting's time stamp.", "RFC 1939 §7 APOP"),
  ROW (GOOD, "APOP", "logged in; the maildrop is locked for this session", "AUTHORIZATION becomes TRANSACTION. The "
       "server takes a lock on the maildrop and fixes the message numbers.", "RFC 1939 §4"),
  ROW (BAD, "APOP", "not logged in", "The digest does not fit, or the maildrop cannot be opened now.", "RFC 1939 §7 APOP"),
  ROW (COMMAND, "AUTH", "logs in by SASL", "The client names a SASL mechanism; PLAIN carries name and password in one "
       "base64 word. That is no encryption.", "RFC 5034 §4"),
  ROW (MORE, "AUTH", "go on", "The server waits for the next SASL step.", "RFC 5034 §4"),
  ROW (CLIENT_DATA, "AUTH", "name and password", "One SASL step, base64. That is no encryption.", "RFC 5034 §4"),
  ROW (GOOD, "AUTH", "logged in; the maildrop is locked for this session", "AUTHORIZATION becomes TRANSACTION. The "
       "server takes a lock on the maildrop and fixes the message numbers: what arrives from now on is not seen in this "
       "session.", "RFC 1939 §4, RFC 5034 §4"),
  ROW (BAD, "AUTH", "not logged in", "The password is wrong, or the maildrop cannot be opened now: the text in brackets "
       "says which.", "RFC 5034 §4, RFC 3206 §4"),
  ROW (COMMAND, "STAT", "asks how much mail there is", "The client asks for the number of messages and their octets.",
       "RFC 1939 §5 STAT"),
  ROW (GOOD, "STAT", "number of messages and octets", "Messages that are marked as deleted are not counted.",
       "RFC 1939 §5 STAT"),
  ROW (COMMAND, "LIST", "asks for the sizes", "The client asks for each message's number and size.", "RFC 1939 §5 LIST"),
  ROW (GOOD, "LIST", "the sizes follow", "Numbers count from 1 in this session only; tomorrow the same message may have "
       "another one.", "RFC 1939 §5 LIST"),
  ROW (DATA, "LIST", "message number and size, one a line", "The last line holds only a full stop.", "RFC 1939 §5 LIST"),
  ROW (BAD, "LIST", "no such message", "There is no message with that number, or it is marked as deleted.",
       "RFC 1939 §5 LIST"),
  ROW (COMMAND, "UIDL", "asks for the lasting names", "Message numbers change from session to session. A unique id does "
       "not: by it the client knows what it has fetched before.", "RFC 1939 §7 UIDL"),
  ROW (GOOD, "UIDL", "the unique ids follow", "One line for each message.", "RFC 1939 §7 UIDL"),
  ROW (DATA, "UIDL", "message number and unique id, one a line", "The client compares them with those it remembers. Only "
       "unknown ones are new.", "RFC 1939 §7 UIDL"),
  ROW (BAD, "UIDL", "this server has no unique ids", "Without them the client cannot tell old mail from new and fetches "
       "everything again.", "RFC 1939 §7 UIDL"),
  ROW (COMMAND, "RETR", "asks for the whole of %L", "The client asks for all octets of the message. That does not delete "
       "it.", "RFC 1939 §5 RETR"),
  ROW (GOOD, "RETR", "%L follows", "The octets of the message come next and end with a line that holds only a full stop.",
       "RFC 1939 §5 RETR"),
  ROW (DATA, "RETR", "all octets of %L", "Lines that begin with a full stop get a second one on the way, so that the end "
       "is never mistaken. The copy on the server stays.", "RFC 1939 §3, §5 RETR"),
  ROW (BAD, "RETR", "no such message", "There is no message with that number, or it is marked as deleted.",
       "RFC 1939 §5 RETR"),
  ROW (COMMAND, "TOP", "asks for the header of %L", "The client asks for the header and so many lines of the body.",
       "RFC 1939 §7 TOP"),
  ROW (GOOD, "TOP", "the header follows", "The header, a blank line, and the lines asked for.", "RFC 1939 §7 TOP"),
  ROW (DATA, "TOP", "header of %L", "The rest stays on the server. Without a connection only this much can be read.",
       "RFC 1939 §7 TOP"),
  ROW (BAD, "TOP", "no such message", "There is no message with that number, or it is marked as deleted.",
       "RFC 1939 §7 TOP"),
  ROW (COMMAND, "DELE", "marks %L; nothing is removed yet", "The server only notes the mark. The message goes when "
       "the client says QUIT, and not if the connection is lost before.", "RFC 1939 §5 DELE, §6"),
  ROW (GOOD, "DELE", "marked; nothing is removed yet", "The mark is undone by RSET or by losing the connection.",
       "RFC 1939 §5 DELE"),
  ROW (BAD, "DELE", "no such message", "There is no message with that number, or it is marked already.",
       "RFC 1939 §5 DELE"),
  ROW (COMMAND, "NOOP", "does nothing", "The server answers, which shows that it is still there.", "RFC 1939 §5 NOOP"),
  ROW (GOOD, "NOOP", "still there", "Nothing has changed.", "RFC 1939 §5 NOOP"),
  ROW (COMMAND, "RSET", "takes all marks back", "Messages marked as deleted in this session are unmarked.",
       "RFC 1939 §5 RSET"),
  ROW (GOOD, "RSET", "no message is marked any more", "All messages are there as before.", "RFC 1939 §5 RSET"),
  ROW (COMMAND, "QUIT", "ends the session", "From TRANSACTION the server enters the UPDATE state: only now it removes what "
       "is marked, and frees the lock.", "RFC 1939 §6"),
  ROW (GOOD, "QUIT", "the marked messages are removed; the lock is free", "The UPDATE state is done. What was marked is "
       "gone from the server.", "RFC 1939 §6"),
  ROW (BAD, "QUIT", "some marked messages could not be removed", "The session ends all the same.", "RFC 1939 §6"),
  ROW (BAD, "*", "the server refuses", "The command is not known, not allowed in this state, or its arguments are wrong.",
       "RFC 1939 §3"),
};

const guint n_explain_pop3 = G_N_ELEMENTS (explain_pop3);
