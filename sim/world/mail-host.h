/* MailHost: the mail server's side of the world that its engines act on: accounts, limits, the
 * queue of mail to send onward. Engines hold ids and are handed the host at each call. */
#pragma once

#include <glib.h>

#include "mail-store.h"
#include "message.h"
#include "net/tls-model.h"

/* What UIDs of POP3 are made of: UIDVALIDITY then UID, UID then UIDVALIDITY (as Dovecot does), or not offered at all. */
typedef enum { UIDL_VALIDITY_UID, UIDL_UID_VALIDITY, UIDL_NONE } UidlFormat;
/* A provider's choice for mail that POP3 has fetched. */
typedef enum { AFTER_POP_KEEP, AFTER_POP_READ, AFTER_POP_ARCHIVE, AFTER_POP_TRASH, AFTER_POP_DELETE } AfterPop;
/* What an expunge of the last copy does at a provider. */
typedef enum { EXPUNGE_DELETES, EXPUNGE_ARCHIVES, EXPUNGE_TRASHES } ExpungeBehaviour;
typedef enum { LIMIT_CODE, LIMIT_ALERT } LimitReply;
/* Where TLS can be had: nowhere, in both ways, by STLS and STARTTLS only, on ports of its own only (RFC 8314 §3). */
typedef enum { TLS_OFFER_NONE, TLS_OFFER_BOTH, TLS_OFFER_STARTTLS, TLS_OFFER_IMPLICIT } TlsOffer;

/* What an administrator sets. Plain; the defaults are the plain RFC server. Times in µs, timeouts of 0 never come. */
typedef struct {
  gint64 pop3_timeout;   /* autologout, at least 10 min (RFC 1939 §3) */
  gint64 imap_timeout;   /* at least 30 min (RFC 3501 §5.4) */
  gint64 smtp_timeout;   /* at least 5 min (RFC 5321 §4.5.3.2) */
  guint64 message_limit; /* octets; SIZE, APPENDLIMIT */
  guint32 pop3_lock;     /* TRUE: exclusive lock (RFC 1939 §4) */
  guint32 pop3_sets_seen; /* TRUE: RETR sets \Seen, TOP does not */
  guint32 pop3_enabled;
  guint32 imap_enabled;
  guint32 smtp_enabled;
  guint32 over_quota_temporary; /* TRUE: 452, FALSE: 552 */
  guint32 login_needs_tls;
  gint32 zone_minutes;   /* east of UTC, for dates in replies and Received */
  TlsOffer offer_tls;
  guint32 disk_full;     /* TRUE: nothing can be written, not even a maildrop's lock */
  gint64 pop3_lock_wait; /* before [IN-USE] is answered; 0 = at once */
  gint64 idle_notice;    /* between the "Still here" that IDLE gets; 0 = none */
  guint32 pop3_connections; /* of one account at a time, 0 = any number */
  guint32 imap_connections;
  LimitReply limit_reply;
  UidlFormat uidl;
  guint32 expunged_error; /* TRUE: a message that another session expunged is refused to RETR, not served from memory */
  guint32 popped;        /* TRUE: what was fetched and ended with QUIT is listed no more, without any DELE */
  guint32 from_now;      /* TRUE: POP3 lists only what came after that was set */
  AfterPop after_pop;
  guint32 pop3_most;     /* messages in a session, the oldest; 0 = all */
  guint32 recent_login;  /* TRUE: "recent:USER" lists the last 30 days, popped or not */
  guint32 auto_expunge;  /* TRUE: \Deleted is followed by an expunge at once */
  ExpungeBehaviour expunge;
  guint32 stores_sent;   /* TRUE: what is submitted is put into the sender's Sent */
  guint32 trash_is_free; /* TRUE: what lies in Trash does not count */
  gint64 slow;           /* how long it takes before it looks at a command */
  guint32 offer_utf8;    /* TRUE: POP3 offers UTF8, and refuses what needs it to sessions without (RFC 6856) */
  guint32 own_sender;    /* TRUE: submission takes no sender but the account's own address (RFC 6409 §6.1) */
  guint32 plain_ports;   /* TRUE: there are ports where TLS is not spoken from the first octet on */
  Certificate certificate; /* shown in TLS */
  gint64 login_delay;    /* between two POP3 logins of an account (RFC 2449 §6.5); 0 = none */
  gint64 expire;         /* what lies longer in INBOX is removed when POP3 opens it (RFC 2449 §6.7), whole days; 0 = never */
  guint32 off_refuses;   /* TRUE: a service that is off answers, and refuses each login; otherwise nothing listens there */
  guint32 unused;
  gint64 auth_delay;     /* after a failed login nothing is listened to for so long, twice as long after the next; 0 = none */
} HostPolicy;

/* Accepted for somewhere else. */
typedef struct {
  char *from;      /* envelope sender, "" for bounces */
  char *asked;     /* with MAIL, see smtp/dsn.h; NULL */
  GPtrArray *to;   /* of char * */
  GPtrArray *to_asked; /* of char *: with RCPT, one for each of to, "" for nothing */
  Message *message;
  guint32 id;      /* from 1 */
  guint32 letter;
  gint64 accepted; /* µs UTC */
  guint32 attempts;
  guint32 warned;  /* TRUE: its sender knows that it is late */
} QueuedMail;

extern const StateType queued_mail_state;

/* Copies the strings, takes a reference. asked and to_asked may be NULL. */
QueuedMail *queued_mail_new (const char *from, const char *asked, const GPtrArray *to, const GPtrArray *to_asked,
                             Message *message);
/* Leaves only those recipients, by their indexes, ascending. */
void queued_mail_keep (QueuedMail *mail, const GArray *indexes);

typedef struct {
  char *hostname;       /* "mail.kantor.example" */
  char *any_password;   /* NULL; whoever logs in with it gets an account at the first login */
  GPtrArray *domains;   /* of char *: what is local */
  GPtrArray *stores;    /* of MailStore *, owned, by id */
  GPtrArray *queue;     /* of QueuedMail *, oldest first */
  HostPolicy policy;
  guint32 next_queued;
  guint32 next_session; /* sessions on this host, from 1 */
  guint32 down;         /* TRUE: nobody answers */
  guint32 unused;
  guint64 seed;
  gint64 pop_since;     /* µs UTC: since when from_now is set, 0 */
} MailHost;

extern const StateType mail_host_state;

/* Of accounts whose name has none, as long as there is no other. */
#define MAIL_HOST_DOMAIN "localhost"

MailHost *mail_host_new (const char *hostname, guint64 seed);
void mail_host_default_policy (HostPolicy *policy);
gboolean mail_host_offers_starttls (const MailHost *host);
/* Which service listens at that port, and whether within TLS from the first octet on. FALSE: none does. protocol is set
 * when the port is one of a service, even of one that does not listen. */
gboolean mail_host_listens (const MailHost *host, guint port, Protocol *protocol, gboolean *tls);
/* The account of id, NULL. */
MailStore *mail_host_store (const MailHost *host, guint32 id);
/* By "ada" (when only one domain has it) or "ada@kantor.example", any case. NULL. */
MailStore *mail_host_find (const MailHost *host, const char *login);
/* Adds an account; the domain becomes local. NULL when the address exists. */
MailStore *mail_host_add (MailHost *host, const char *address, const char *password, guint64 quota);
/* Adds the folders that a new account has, and subscribes to them. */
void mail_host_furnish (MailStore *store);
/* Whose login it is, NULL when name or password is wrong. With any_password the account may be a new one. */
MailStore *mail_host_log_in (MailHost *host, const char *login, const char *password);
/* What a login has to prove to know, NULL when nobody has that name: for mechanisms that send no password. The login
 * itself is then mail_host_log_in() with it. */
const char *mail_host_password (const MailHost *host, const char *login);
/* What a unique id of POP3 says in this host's format. FALSE: it is none of this host's. */
gboolean mail_host_read_uidl (const MailHost *host, const char *uidl, guint32 *uid_validity, guint32 *uid);
gboolean mail_host_is_local (const MailHost *host, const char *address);

typedef enum { DELIVER_OK, DELIVER_NO_SUCH_USER, DELIVER_OVER_QUOTA } DeliverResult;

/* Puts the message (trace fields already added) into the recipient's INBOX. */
DeliverResult mail_host_deliver (MailHost *host, const char *to, Message *message, gint64 now, Changes *changes);
/* Would it fit? Asked at RCPT with the declared SIZE. */
DeliverResult mail_host_can_deliver (const MailHost *host, const char *to, guint64 octets);
/* Nothing is asked for. */
void mail_host_enqueue (MailHost *host, const char *from, const GPtrArray *to, Message *message, gint64 now);
/* Owns the mail from now on, and gives it its id. */
void mail_host_queue (MailHost *host, QueuedMail *mail, gint64 now);

/* mail-host-provider.c: what presets of providers do besides the standards */

/* To be called after the policy was set. */
void mail_host_policy_changed (MailHost *host, gint64 now);
/* As the policy says: removed, or moved to Archive or Trash. TRUE when it was there. */
gboolean mail_host_expunge (MailHost *host, MailStore *store, const char *mailbox, guint32 uid, gint64 now,
                            Changes *changes);
/* What becomes of mail that POP3 has fetched from that account. */
AfterPop mail_host_after_pop_of (const MailHost *host, const MailStore *store);
/* A session that fetched a message of INBOX has ended with QUIT. */
void mail_host_after_pop (MailHost *host, MailStore *store, guint32 uid, gint64 now, Changes *changes);
/* Removes what has lain in INBOX for longer than the policy allows. */
void mail_host_expire (MailHost *host, MailStore *store, gint64 now, Changes *changes);
#define MAIL_HOST_NEVER_EXPIRES G_MAXUINT
/* For how many days POP3 can leave mail on this host (RFC 2449 §6.7): 0 when it is not listed again once it was fetched;
 * MAIL_HOST_NEVER_EXPIRES. store NULL: an account's for which nothing else was said. */
guint mail_host_expire_days (const MailHost *host, const MailStore *store);
/* The sender's own copy, if the provider makes one. */
void mail_host_store_sent (MailHost *host, MailStore *store, Message *message, gint64 now, Changes *changes);
