/* What the programs of our days print, recorded from them and made short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "rng.h"
#include "transcript/transcript.h"

#define METER "\r  0      0   0      0   0      0      0      0                              0"
#define MUTT_SAYS "[2026-11-22 09:42:16 mutt_socket_write_d@../../mutt_socket.c:96] 4> "
#define MUTT_HEARS "[2026-11-22 09:42:16 mutt_socket_readln_d@../../mutt_socket.c:224] 4< "
#define FETCHMAIL "Nov 22 09:38:28 fetchmail: "
#define OPENSSL                                                                                                                \
  "Connecting to 127.0.0.1\nCan't use SSL_get_servername\ndepth=0 O=Postroom, CN=localhost\nverify return:1\n"                \
  "CONNECTED(00000003)\n---\nCertificate chain\n 0 s:O=Postroom, CN=localhost\n   v:NotBefore: Nov 21\n---\n"                 \
  "Server certificate\n-----BEGIN CERTIFICATE-----\nMIIBxjCCrahasia\n-----END CERTIFICATE-----\nsubject=CN=localhost\n---\n"  \
  "Peer Temp Key: X25519, 253 bits\n---\nProtocol: TLSv1.3\nServer public key is 256 bit\n"                                   \
  "This TLS version forbids renegotiation.\nVerify return code: 18 (self-signed certificate)\n---\n"
#define CURL_LOGIN                                                                                                             \
  "< * OK [CAPABILITY IMAP4rev1] ready\r\n> A001 CAPABILITY\r\n< * CAPABILITY IMAP4rev1\r\n< A001 OK done\r\n"                 \
  "> A002 AUTHENTICATE PLAIN AGFkYQByYWhhc2lh\r\n< A002 OK in\r\n> A003 SELECT INBOX\r\n" METER "< * 2 EXISTS\r\n"             \
  "< A003 OK [READ-WRITE] done\r\n"
#define CURL_FETCH "> A004 FETCH 1 BODY[]\r\n< * 1 FETCH (BODY[] {47}\r\n* Found 47 bytes to download\n{ [47 bytes data]\n"
#define CURL_FETCHED "* Written 47 bytes, 0 bytes are left for transfer\n"
#define LETTER "Subject: Kopi\r\n\r\nBesok?\r\n> A quote\r\n.titik\r\n.\r\n"
#define CURL_LEFT "* Connection #0 to host 127.0.0.1:41181 left intact\n"

typedef struct {
  const char *name, *text;
  guint client;       /* lines of the client */
  const char *letter; /* text of the line that holds "Kopi"; NULL: the letter is not in it */
  Role role;          /* of that line */
} Recording;

static const Recording recordings[] = {
  { "curl, data between the lines",
    "*   Trying 127.0.0.1:41181...\n  % Total    % Received % Xferd  Average Speed  Time    Time    Time   Current\n"
    "                                 Dload  Upload  Total   Spent   Left   Speed\n" METER
    CURL_LOGIN CURL_FETCH LETTER CURL_FETCHED "<  FLAGS (\\Seen))\r\n< A004 OK done\r\n\n" CURL_LEFT,
    4, "* 1 FETCH (BODY[] {47}\nSubject: Kopi\n\nBesok?\n> A quote\n.titik\n.\n FLAGS (\\Seen))", ROLE_SERVER },
  { "curl, no line end at the end of a part",
    CURL_LOGIN "> A004 FETCH 1 BODY[1]\r\n< * 1 FETCH (BODY[1] {4}\r\nKopi* Written 4 bytes, 0 bytes are left\n< )\r\n"
    "< A004 OK done\r\n" CURL_LEFT,
    4, "* 1 FETCH (BODY[1] {4}\nKopi\n)", ROLE_SERVER },
  { "curl before 8.10, the same",
    CURL_LOGIN "> A004 FETCH 1 BODY[1]\r\n< * 1 FETCH (BODY[1] {4}\r\n{ [4 bytes data]\nKopi< )\r\n< A004 OK done\r\n" CURL_LEFT,
    4, "* 1 FETCH (BODY[1] {4}\nKopi\n)", ROLE_SERVER },
  { "curl, data behind it all", CURL_LOGIN CURL_FETCH CURL_FETCHED "< )\r\n< A004 OK done\r\n\n" CURL_LEFT "Subject: Kopi\r\n",
    4, "Subject: Kopi", ROLE_NONE },
  { "curl, data in a file", CURL_LOGIN CURL_FETCH CURL_FETCHED "< )\r\n< A004 OK done\r\n" CURL_LEFT, 4, NULL, ROLE_NONE },
  { "curl, a list is shown twice",
    CURL_LOGIN "> A004 LIST \"\" *\r\n< * LIST () \"/\" Kopi\r\n{ [19 bytes data]\n* LIST () \"/\" Kopi\r\n< A004 OK done\r\n"
    "\r100    201   0    201   0      0  25270      0                          25270\r100    201   0    201   0      0  25260 "
    "     0                              0\n" CURL_LEFT,
    4, "* LIST () \"/\" Kopi", ROLE_SERVER },
  { "curl, a letter sent to a folder",
    CURL_LOGIN "> A004 APPEND INBOX (\\Seen) {73}\r\n" METER "< + go\r\n} [73 bytes data]\n* upload completely sent off: 73 "
    "bytes\n\r100     73   0      0 100     73      0   6690                              0> \r\n< A004 OK done\r\n" CURL_LEFT,
    5, NULL, ROLE_NONE },
  { "curl, POP3 on a terminal",
    "09:49:45.445714 [0-0] * [SETUP] added\r\n09:49:45.446983 [0-0] < +OK ready\r\r\n09:49:45.447074 [0-0] > USER ada\r\r\n"
    "09:49:45.447114 [0-0] < +OK\r\r\n09:49:45.447383 [0-0] > PASS rahasia\r\r\n09:49:45.447410 [0-0] < +OK\r\r\n"
    "09:49:45.447410 [0-0] > STAT\r\r\n09:49:45.447410 [0-0] < +OK 1 49\r\r\n09:49:45.447410 [0-0] > NOOP\r\r\n"
    "09:49:45.447410 [0-0] < +OK\r\r\n09:49:45.447410 [0-0] > NOOP\r\r\n09:49:45.447410 [0-0] < +OK\r\r\n"
    "09:49:45.447410 [0-0] > NOOP\r\r\n09:49:45.447410 [0-0] < +OK\r\r\n"
    "09:49:45.447562 [0-0] > RETR 1\r\r\n09:49:45.447585 [0-0] < +OK 49 octets\r\r\nSubject: Kopi\r\r\n\r\r\n.titik\r\r\n"
    "09:49:45.448079 [0-0] * Connection #0 to host 127.0.0.1:33339 left intact\r\n",
    7, "Subject: Kopi\n\n.titik", ROLE_SERVER },
  { "curl, POP3",
    METER "< +OK ready\r\n> AUTH PLAIN\r\n< + \r\n> AGFkYQByYWhhc2lh\r\n< +OK in\r\n> RETR 1\r\n< +OK 49 octets\r\n"
    "{ [13 bytes data]\n" LETTER "\r100     49   0     49   0      0  17598      0                          17598\n" CURL_LEFT
    "> QUIT\r\n< +OK\r\n",
    4, "Subject: Kopi\n\nBesok?\n> A quote\n.titik\n.", ROLE_SERVER },
  { "curl, SMTP within TLS",
    "< 220 x ESMTP\r\n> EHLO m\r\n< 250-x\r\n< 250 STARTTLS\r\n> STARTTLS\r\n< 220 go\r\n} [5 bytes data]\n"
    "* TLSv1.3 (OUT), TLS handshake, Client hello (1):\n} [1544 bytes data]\n> EHLO m\r\n{ [5 bytes data]\n< 250 AUTH PLAIN\r\n"
    "> AUTH PLAIN\r\n< 334 \r\n} [5 bytes data]\n> AGFkYQByYWhhc2lh\r\n< 235 in\r\n> MAIL FROM:<ada@localhost> SIZE=73\r\n" METER
    "{ [5 bytes data]\n< 250 ok\r\n> RCPT TO:<ada@localhost>\r\n< 250 ok\r\n> DATA\r\n< 354 go\r\n} [5 bytes data]\n"
    "* upload completely sent off: 77 bytes\n\r105     73   0      0 105     77      0   1384                              0"
    "\r105     73   0      0 105     77      0   1384                              0{ [5 bytes data]\n< 250 taken\r\n" CURL_LEFT
    "> QUIT\r\n< 221 bye\r\n",
    9, NULL, ROLE_NONE },
  { "fetchmail, POP3",
    FETCHMAIL "WARNING: Running as root is discouraged.\n" FETCHMAIL "Old UID list from localhost:\n <empty>\n\n"
    FETCHMAIL "POP3< +OK ready\n" FETCHMAIL "POP3> USER ada\n" FETCHMAIL "POP3< +OK\n" FETCHMAIL "POP3> PASS *\n"
    FETCHMAIL "POP3< +OK in\n" FETCHMAIL "POP3> UIDL\n" FETCHMAIL "POP3< +OK 1\n" FETCHMAIL "POP3< 1 64\n"
    FETCHMAIL "1 is unseen\n" FETCHMAIL "POP3< .\n" FETCHMAIL "POP3> RETR 1\n" FETCHMAIL "POP3< +OK 73 octets\n"
    FETCHMAIL "reading message ada@localhost@localhost:1 of 1 (73 octets)About to rewrite From: ada@localhost...\n"
    "...rewritten version is From: ada@localhost.\n" FETCHMAIL "about to deliver with: cat >> spool\n not flushed\n"
    FETCHMAIL "POP3> QUIT\n" FETCHMAIL "POP3< +OK\n" FETCHMAIL "New UID list from localhost:\n 64 = SEEN\n",
    5, NULL, ROLE_NONE },
  { "fetchmail, IMAP",
    FETCHMAIL "IMAP< * PREAUTH ready\n" FETCHMAIL "IMAP> A0002 SELECT \"INBOX\"\n" FETCHMAIL "IMAP< * 1 EXISTS\n"
    FETCHMAIL "IMAP< A0002 OK done\n" FETCHMAIL "1 message waiting after first poll\n" FETCHMAIL
    "IMAP> A0003 FETCH 1 RFC822.HEADER\n" FETCHMAIL "IMAP< * 1 FETCH (RFC822.HEADER {291}\n" FETCHMAIL
    "reading message ada@localhost@localhost:1 of 1 (291 header octets)About to rewrite From: ada@localhost...\n"
    "...rewritten version is From: ada@localhost.\n" FETCHMAIL "IMAP< )\n" FETCHMAIL "IMAP< A0003 OK done\n"
    FETCHMAIL "IMAP> A0004 FETCH 1 BODY.PEEK[TEXT]\n" FETCHMAIL "IMAP< * 1 FETCH (BODY[TEXT] {16}\n" FETCHMAIL
    " (16 body octets)IMAP< )\n" FETCHMAIL "IMAP< A0004 OK done\n not flushed\n"
    FETCHMAIL "IMAP> A0005 FETCH 1 BODY.PEEK[TEXT]\n" FETCHMAIL
    "IMAP< * 1 FETCH (BODY[TEXT] {27}\n" FETCHMAIL " (27 body octets) ***\nIMAP< )\n" FETCHMAIL "IMAP< A0005 OK done\n",
    4, NULL, ROLE_NONE },
  { "fetchmail in the system's log",
    "Nov 22 09:38:28 kantor fetchmail[812]: POP3< +OK ready\nNov 22 09:38:28 kantor fetchmail[812]: POP3> QUIT\n"
    "Nov 22 09:38:28 kantor fetchmail[812]: POP3< +OK bye\n",
    1, NULL, ROLE_NONE },
  { "mpop",
    "password = *\nuidls file = uidls\n<-- +OK ready\r\n--> AUTH PLAIN\r\n<-- + \r\n--> AGFkYQByYWhhc2lh\r\n<-- +OK in\r\n"
    "--> LIST\r\n<-- +OK 1\r\n<-- 1 73\r\n<-- .\r\nada@localhost at localhost:\nnew: 1 message in 73 bytes\n--> RETR 1\r\n"
    "<-- +OK 73 octets\r\n<-- Subject: Kopi\r\n<-- \r\n<-- ..titik\r\n<-- .\r\n--> QUIT\r\n<-- +OK\r\n",
    5, "Subject: Kopi\n\n..titik\n.", ROLE_SERVER },
  { "msmtp within TLS",
    "tls = on\nauth = choose\n<-- 220 x ESMTP\r\n--> EHLO x\r\n<-- 250 STARTTLS\r\n--> STARTTLS\r\n<-- 220 go\r\n"
    "TLS session parameters:\n    (TLS1.3)-(ECDHE-SECP256R1)\nTLS certificate information:\n    Subject:\n        CN=x\n"
    "--> EHLO x\r\n<-- 250-PIPELINING\r\n<-- 250 AUTH LOGIN\r\n"
    "--> AUTH LOGIN\r\n<-- 334 VXNlcm5hbWU6\r\n--> YWRh\r\n<-- 334 UGFzc3dvcmQ6\r\n"
    "--> cmFoYXNpYQ==\r\n<-- 235 in\r\n--> MAIL FROM:<a@x>\r\n--> RCPT TO:<a@x>\r\n--> DATA\r\n<-- 250 ok\r\n<-- 250 ok\r\n"
    "<-- 354 go\r\n--> Subject: Kopi\r\n--> \r\n--> ..titik\r\n--> .\r\n<-- 250 taken\r\n--> QUIT\r\n<-- 221 bye\r\n",
    11, "Subject: Kopi\n\n..titik\n.", ROLE_CLIENT },
  { "swaks",
    "=== Trying 127.0.0.1:587...\n=== Connected to 127.0.0.1.\n<-  220 x ESMTP\n -> EHLO vm\n<-  250-x\n<-  250 STARTTLS\n"
    " -> STARTTLS\n<-  220 go\n=== TLS started with cipher TLSv1.3:TLS_AES_256_GCM_SHA384:256\n=== TLS peer[0]   "
    "subject=[/CN=localhost]\n ~> EHLO vm\n<~  250 AUTH PLAIN\n ~> AUTH PLAIN AGFkYQByYWhhc2lh\n<~  235 in\n ~> MAIL "
    "FROM:<a@x>\n<~  250 ok\n ~> RCPT TO:<a@x>\n<~  250 ok\n ~> DATA\n<~  354 go\n ~> Subject: Kopi\n ~> \n ~> ..titik\n ~> \n"
    " ~> .\n<~  250 taken\n ~> QUIT\n<~  221 bye\n=== Connection closed with remote host.\n",
    9, "Subject: Kopi\n\n..titik\n\n.", ROLE_CLIENT },
  { "mutt",
    "[2026-11-22 09:42:16 start_debug@../../init.c:3676] Mutt/2.4.1 (2026-07-04) debugging at level 2\n"
    MUTT_HEARS "* OK [CAPABILITY IMAP4rev1 LITERAL+] ready\n" MUTT_SAYS "a0000 AUTHENTICATE PLAIN\r\n\n" MUTT_HEARS "+ \n"
    MUTT_SAYS "AGFkYQByYWhhc2lh\r\n\n" MUTT_HEARS "a0000 OK in\n" MUTT_SAYS "a0001 CAPABILITY\r\na0002 LIST \"\" \"\"\r\n\n"
    MUTT_HEARS "* CAPABILITY IMAP4rev1 LITERAL+\n" MUTT_HEARS "a0001 OK done\n" MUTT_HEARS "a0002 OK done\n"
    MUTT_SAYS "a0003 APPEND \"Sent\" (\\Seen) {26}\r\n\n" MUTT_HEARS "+ go\n"
    MUTT_SAYS "Subject: Kopi\r\n\r\n[1] teh\r\n\n" MUTT_SAYS "\r\n\n" MUTT_HEARS "a0003 OK done\n"
    "[2026-11-22 09:42:16 mutt_free_body@../../muttlib.c:204] unlinking /var/tmp/mutt-vm.\n"
    MUTT_SAYS "a0004 LOGOUT\r\n\n" MUTT_HEARS "* BYE\n" MUTT_HEARS "a0004 OK done\n",
    7, "Subject: Kopi\n\n[1] teh\n", ROLE_CLIENT },
  { "mbsync -Dn",
    "Reading configuration file ./mbrc\nConnecting to localhost (127.0.0.1:40545)... \n* OK [CAPABILITY IMAP4rev1] ready\n"
    "Logging in...\n*** IMAP Warning *** Password is being sent in the clear\n>>> 1 LOGIN <user> <pass>\n1 OK in\n"
    "Opening far side box INBOX...\n>>> 2 SELECT \"INBOX\"\n* FLAGS (\\Seen)\n* 1 EXISTS\n2 OK done\n"
    "near side: 0 messages, 0 recent\n>>> 3 UID FETCH 1 (BODY.PEEK[])\n* 1 FETCH (UID 1 BODY[] {73}\n"
    "=== (73 bytes omitted)\n)\n3 OK done\n>>> 4 LOGOUT\n* BYE\n4 OK done\nChannels: 1    Boxes: 1    Far: +0 *0 #0 -0\n",
    4, NULL, ROLE_NONE },
  { "imaplib",
    "  16:36.10 imaplib version 2.60\n  16:36.10 < b'* OK ready'\n  16:36.10 > b'MAEG0 LOGIN ada \"rahasia\"'\n"
    "  16:36.10 < b'MAEG0 OK in'\n  16:36.10 > b'MAEG1 SELECT INBOX'\n  16:36.10 < b\"* OK [MAILBOXID (F1)] the box's\"\n"
    "  16:36.10 < b'MAEG1 OK done'\n  16:36.10 > b'MAEG2 FETCH 1 (BODY[])'\n  16:36.10 < b'* 1 FETCH (BODY[] {73}'\n"
    "  16:36.10 read literal size 73\n  16:36.10 < b')'\n  16:36.10 < b'MAEG2 OK done'\n",
    3, NULL, ROLE_NONE },
  { "poplib",
    "*get* b'+OK ready\\r\\n'\n*cmd* 'USER ada'\n*put* b'USER ada'\n*get* b'+OK\\r\\n'\n*resp* b'+OK'\n*cmd* 'PASS rahasia'\n"
    "*put* b'PASS rahasia'\n*get* b'+OK\\r\\n'\n*put* b'RETR 1'\n*get* b'+OK\\r\\n'\n*get* b'Subject: Kopi\\r\\n'\n"
    "*get* b'\\r\\n'\n*get* b'.\\r\\n'\n*put* b'QUIT'\n*get* b'+OK\\r\\n'\n",
    4, "Subject: Kopi\n\n.", ROLE_SERVER },
  { "smtplib",
    "reply: b'220 x\\r\\n'\nsend: 'ehlo x\\r\\n'\nreply: b'250 AUTH PLAIN\\r\\n'\nreply: retcode (250); Msg: b'AUTH PLAIN'\n"
    "send: 'AUTH PLAIN AGFkYQByYWhhc2lh\\r\\n'\nreply: b'235 in\\r\\n'\nsend: 'mail from:<a@x>\\r\\n'\nreply: b'250 ok\\r\\n'\n"
    "send: 'rcpt to:<a@x>\\r\\n'\nreply: b'250 ok\\r\\n'\nsend: 'data\\r\\n'\nreply: b'354 go\\r\\n'\ndata: (354, b'go')\n"
    "send: b'Subject: Kopi\\r\\n\\r\\nhalo\\r\\n.\\r\\n'\nreply: b'250 taken\\r\\n'\n"
    "send: 'quit\\r\\n'\nreply: b'221 bye\\r\\n'\n",
    7, "Subject: Kopi\\r\\n\\r\\nhalo\\r\\n.", ROLE_CLIENT },
  { "openssl s_client",
    OPENSSL "+OK ready\nUSER ada\n+OK\nPASS rahasia\n+OK in\nretr 1\n+OK\nSubject: Kopi\n\n..titik\n.\nQUIT\n+OK\nclosed\n",
    4, "Subject: Kopi\n\n..titik\n.", ROLE_SERVER },
  { "openssl s_client -starttls imap",
    OPENSSL ". OK CAPABILITY completed\na LOGIN ada rahasia\na OK in\nb SELECT INBOX\n* OK [UIDNEXT 2] x\nb OK done\n"
    "c FETCH 1 BODY[1]\n* 1 FETCH (BODY[1] {6}\nKopi\n)\nc OK done\nd LOGOUT\n* BYE\nd OK done\nclosed\n",
    4, "* 1 FETCH (BODY[1] {6}\nKopi\n)", ROLE_SERVER },
  { "openssl s_client -starttls smtp, typed too early",
    OPENSSL "250 HELP\nEHLO x\n250 AUTH PLAIN\nAUTH PLAIN AGFkYQByYWhhc2lh\n235 in\nmail from:<a@x>\n250 ok\nrcpt to:<a@x>\n"
    "250 ok\nRENEGOTIATING\nERROR\n80C2:error:0A00010A:SSL routines:can_renegotiate:wrong ssl version\n",
    4, NULL, ROLE_NONE },
};

static void
check (const TranscriptLine *line, const Recording *recording)
{
  if (!line->known)
    fail_msg ("without a meaning: %s", line->text);
  for (guint i = 0; i < line->breaches->len; i++)
    fail_msg ("“%s”: %s", line->text, ((Breach *) line->breaches->pdata[i])->text);
  assert_null (strstr (line->text, "rahasia"));
  assert_null (strstr (line->text, "cmFoYXNpYQ"));
  assert_null (strstr (line->text, "AGFkYQByYWhhc2lh"));
  if (strstr (line->text, "Kopi") != NULL && line->role == recording->role)
    assert_string_equal (line->text, recording->letter);
}

static void
test_every_recording (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (recordings); i++)
    {
      const Recording *recording = &recordings[i];
      g_autoptr (Transcript) transcript = transcript_explain ((const guint8 *) recording->text, strlen (recording->text), NULL,
                                                              NULL);
      const GPtrArray *lines;
      guint client = 0, letters = 0;

      print_message ("%s\n", recording->name);
      assert_non_null (transcript);
      assert_int_equal (transcript->sessions->len, 1);
      lines = ((TranscriptSession *) transcript->sessions->pdata[0])->lines;
      for (guint k = 0; k < lines->len; k++)
        {
          const TranscriptLine *line = lines->pdata[k];

          check (line, recording);
          client += line->role == ROLE_CLIENT && (line->kind == LINE_COMMAND || line->kind == LINE_CLIENT_DATA);
          letters += line->role == recording->role && strstr (line->text, "Kopi") != NULL;
        }
      assert_int_equal (client, recording->client);
      assert_int_equal (letters, recording->letter != NULL);
    }
}

/* Two literals in one response, the first whole, the other not there; and as many as fit, in no time. */
static void
test_left_out (void **state)
{
  g_autoptr (GString) many = g_string_new (CURL_LOGIN "> A004 FETCH 1 BODY[]\r\n< * 1 FETCH (X {3}\r\n");
  const char *both = CURL_LOGIN "> A004 FETCH 1 (BODY[1] BODY[2])\r\n< * 1 FETCH (BODY[1] {6}\r\nKopi\r\n"
                                "<  BODY[2] {4}\r\n< )\r\n< A004 OK done\r\n";
  g_autoptr (Transcript) two = transcript_explain ((const guint8 *) both, strlen (both), NULL, NULL);
  g_autoptr (Transcript) all = NULL;
  const GPtrArray *lines = ((TranscriptSession *) two->sessions->pdata[0])->lines;
  const TranscriptLine *response = lines->pdata[lines->len - 2];

  assert_int_equal (transcript_n_breaches (two), 0);
  assert_string_equal (response->text, "* 1 FETCH (BODY[1] {6}\nKopi\n BODY[2] {4}\n)");
  assert_int_equal (response->kind, LINE_UNTAGGED);
  for (guint i = 0; i < 50000; i++)
    g_string_append (many, "<  X {3}\r\n");
  all = transcript_explain ((const guint8 *) many->str, many->len, NULL, NULL);
  assert_non_null (all);
}

static void
check_can_be_shown (const Transcript *transcript)
{
  for (guint i = 0; i < transcript->sessions->len; i++)
    {
      const GPtrArray *lines = ((TranscriptSession *) transcript->sessions->pdata[i])->lines;

      for (guint k = 0; k < lines->len; k++)
        {
          const TranscriptLine *line = lines->pdata[k];

          assert_true (g_utf8_validate (line->text, -1, NULL));
          assert_true (g_utf8_validate (line->note, -1, NULL) && g_utf8_validate (line->meaning, -1, NULL));
          for (guint b = 0; b < line->breaches->len; b++)
            assert_true (g_utf8_validate (((Breach *) line->breaches->pdata[b])->text, -1, NULL));
        }
    }
}

/* Cut off anywhere, and with octets that were mistaken: an answer that can be shown, or an error. */
static void
test_anything (void **state)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (GString) text = g_string_new (recordings[i % G_N_ELEMENTS (recordings)].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (Transcript) transcript = NULL;

      for (guint k = 0; k < 1 + i % 7; k++)
        text->str[rng_u64 (3, "place", NULL, i * 8 + k) % text->len] = (char) rng_u64 (3, "octet", NULL, i * 8 + k);
      g_string_truncate (text, rng_u64 (3, "length", NULL, i) % (text->len + 1));
      transcript = transcript_explain ((const guint8 *) text->str, text->len, NULL, &error);
      assert_true ((transcript == NULL) == (error != NULL));
      if (transcript != NULL)
        check_can_be_shown (transcript);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_every_recording), cmocka_unit_test (test_left_out),
                                      cmocka_unit_test (test_anything) };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
