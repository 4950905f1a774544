#include "explain-rows.h"

#include <glib/gi18n-lib.h>

#define ROW(says, word, note, meaning, clause) { PROTOCOL_SMTP, SAYS_##says, word, N_ (note), N_ (meaning), clause }

const ExplainRow explain_smtp[] = {
  ROW (GREETING, "*", "the server greets; the session begins", "The receiving server speaks first: 220 and its name.",
       "RFC 5321 §3.1"),
  ROW (COMMAND, "EHLO", "says who is calling", "The client names itself and asks which extensions the server has.",
       "RFC 5321 §3.2, §4.1.1.1"),
  ROW (GOOD, "EHLO", "the server's extensions, one a line", "Each line names an extension, such as SIZE or PIPELINING; "
       "AUTH says that one can log in.", "RFC 5321 §4.1.1.1"),
  ROW (BAD, "EHLO", "an old server", "The client falls back to HELO.", "RFC 5321 §3.2"),
  ROW (COMMAND, "HELO", "says who is calling", "The old greeting, without extensions.", "RFC 5321 §4.1.1.1"),
  ROW (GOOD, "HELO", "welcome", "The session is ready for a first letter.", "RFC 5321 §4.1.1.1"),
  ROW (COMMAND, "AUTH", "logs in", "Submission needs it: the server wants to know who hands in mail. Base64 is no "
       "encryption.", "RFC 4954 §4"),
  ROW (MORE, "AUTH", "go on", "The server waits for the next SASL step.", "RFC 4954 §4"),
  ROW (CLIENT_DATA, "AUTH", "name and password", "One SASL step, base64. That is no encryption.", "RFC 4954 §4"),
  ROW (GOOD, "AUTH", "logged in", "The client may now hand in mail for anywhere.", "RFC 4954 §6"),
  ROW (BAD, "AUTH", "not logged in", "Name or password is wrong.", "RFC 4954 §6"),
  ROW (COMMAND, "MAIL", "begins a letter: the envelope's sender", "The envelope, not the header: failures are reported "
       "to this address.", "RFC 5321 §3.3, §4.1.1.2"),
  ROW (GOOD, "MAIL", "the sender is accepted", "Recipients may follow.", "RFC 5321 §4.1.1.2"),
  ROW (BAD, "MAIL", "the sender is refused", "The text says why: log in first, too large, or not allowed.",
       "RFC 5321 §4.2"),
  ROW (COMMAND, "RCPT", "one recipient of the envelope", "One command for each recipient; Bcc is nothing but a recipient "
       "that the header does not show.", "RFC 5321 §3.3, §4.1.1.3"),
  ROW (GOOD, "RCPT", "the recipient is accepted", "This server takes the letter for that address.", "RFC 5321 §4.1.1.3"),
  ROW (BAD, "RCPT", "the recipient is refused", "4yz: try again later. 5yz: there is no point in trying again.",
       "RFC 5321 §4.2.1"),
  ROW (COMMAND, "DATA", "now the letter itself", "Header and body follow, after the server has said 354.",
       "RFC 5321 §4.1.1.4"),
  ROW (MORE, "DATA", "send it; end with a line that holds only a full stop", "From here on every line is the letter's, "
       "not a command.", "RFC 5321 §4.1.1.4"),
  ROW (CLIENT_DATA, "DATA", "all octets of %L", "Lines that begin with a full stop get a second one on the way.",
       "RFC 5321 §4.5.2"),
  ROW (GOOD, "DATA", "accepted: the server is now responsible", "From this answer on the letter is the server's: it must "
       "deliver it or report the failure. Nothing is stored for the sender.", "RFC 5321 §4.2.5, §6.1"),
  ROW (BAD, "DATA", "the letter is refused", "It stays with the sender. 4yz: try again later.", "RFC 5321 §4.2.5"),
  ROW (COMMAND, "RSET", "forget this letter", "Sender and recipients so far are dropped.", "RFC 5321 §4.1.1.5"),
  ROW (GOOD, "RSET", "forgotten", "A new letter may begin.", "RFC 5321 §4.1.1.5"),
  ROW (COMMAND, "NOOP", "does nothing", "The server answers, which shows that it is still there.", "RFC 5321 §4.1.1.9"),
  ROW (GOOD, "NOOP", "still there", "Nothing has changed.", "RFC 5321 §4.1.1.9"),
  ROW (COMMAND, "QUIT", "ends the session", "SMTP has brought the letter this far and ends here. It never collects mail.",
       "RFC 5321 §3.8, §4.1.1.10"),
  ROW (GOOD, "QUIT", "the server says goodbye", "The connection is closed.", "RFC 5321 §4.1.1.10"),
  ROW (COMMAND, "VRFY", "asks whether an address exists", "Most servers do not say.", "RFC 5321 §3.5"),
  ROW (GOOD, "*", "done", "The command was carried out.", "RFC 5321 §4.2"),
  ROW (BAD, "*", "the server refuses", "4yz: not now. 5yz: not at all. The text says why.", "RFC 5321 §4.2.1"),
};

const guint n_explain_smtp = G_N_ELEMENTS (explain_smtp);
