#include "journal/action-spec.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "journal/journal-words.h"
#include "journal/units.h"

#define OPTION(name, type, member) { name, type, G_STRUCT_OFFSET (Action, member), NULL, 0, 0 }
#define CHOICE(name, member, choices) { name, OPTION_CHOICE, G_STRUCT_OFFSET (Action, member), choices, 0, 0 }
#define LINK(name, type, member, bit) \
  { name, type, G_STRUCT_OFFSET (Action, link.member), NULL, G_STRUCT_OFFSET (Action, link_set), bit }
#define HOST(name, type, member, bit) \
  { name, type, G_STRUCT_OFFSET (Action, host.member), NULL, G_STRUCT_OFFSET (Action, host_set), bit }

#define HOST_CHOICE(name, member, choices, bit) \
  { name, OPTION_CHOICE, G_STRUCT_OFFSET (Action, host.member), choices, G_STRUCT_OFFSET (Action, host_set), bit }

static const char *const protocols[] = { "none", "pop3", "imap", NULL };
static const char *const services[] = { "none", "pop3", "imap", "smtp", "submission", NULL };
static const char *const commits[] = { "each", "quit", NULL };
static const char *const deletes[] = { "trash", "mark", "at-once", NULL };
static const char *const logins[] = { "best", "user", NULL };
static const char *const listings[] = { "list-uidl", "uidl-list", "uidl-each", NULL };
static const char *const fetches[] = { "retr", "top", NULL };
static const char *const without_uidl[] = { "download", "stop", "reset", NULL };
static const char *const sequences[] = { "plain", "thunderbird", "k9", "mbsync", NULL };
static const char *const replays[] = { "changes", "whole", NULL };
static const char *const auths[] = { "plain", "scram", NULL };
static const char *const notifies[] = { "default", "never", "all", NULL };
static const char *const validities[] = { "drop", "stop", NULL };
static const char *const switched_off[] = { "closed", "refused", NULL };
static const char *const limit_replies[] = { "limit", "alert", NULL };
static const char *const uidls[] = { "validity-uid", "uid-validity", "none", NULL };
static const char *const after_pop[] = { "keep", "read", "archive", "trash", "delete", NULL };
static const char *const expunges[] = { "delete", "archive", "trash", NULL };
static const char *const cuts[] = { "silent", "reset", "close", NULL };
static const char *const disks[] = { "ok", "full", NULL };
static const char *const cut_ends[] = { "device", "server", NULL }; /* as Side */
static const char *const tls_offers[] = { "off", "on", "starttls", "implicit", NULL };
static const char *const tls_ways[] = { "none", "starttls", "implicit", NULL };
static const char *const certificates[] = { "good", "expired", "wrong-name", "self-signed", NULL };
static const char *const certificate_checks[] = { "check", "any", NULL };
static const char *const losses[] = { "all", "memory", NULL };
static const char *const places[] = { "account", "device", NULL };

static const char *const account_pops[] = { "all", "now", "off", NULL };           /* as AccountPop */
static const char *const account_after_pops[] = { "server", "keep", "read", "archive", "trash", "delete", NULL };
static const char *const mail_fates[] = { "lost", "kept", NULL };                  /* as MailFate */

static const OptionSpec account_options[] = {
  OPTION ("password", OPTION_TEXT, text),
  OPTION ("quota", OPTION_SIZE, size),
  CHOICE ("pop", pop, account_pops),
  CHOICE ("after-pop", after_pop, account_after_pops),
  OPTION ("imap", OPTION_SWITCH, imap),
};

/* Of `device` and of `set`. protocol comes first: it sets the defaults of the others. */
static const OptionSpec device_options[] = {
  CHOICE ("protocol", policy.protocol, protocols),
  OPTION ("account", OPTION_TEXT, account),
  OPTION ("password", OPTION_TEXT, text),
  OPTION ("keep", OPTION_KEEP, policy),
  CHOICE ("commit", policy.commit, commits),
  CHOICE ("delete", policy.delete_mode, deletes),
  OPTION ("check", OPTION_DURATION, policy.check_interval),
  OPTION ("connect-timeout", OPTION_DURATION, policy.connect_timeout),
  OPTION ("command-timeout", OPTION_DURATION, policy.command_timeout),
  OPTION ("size-limit", OPTION_SIZE, policy.size_limit),
  OPTION ("headers-only", OPTION_SWITCH, policy.headers_only),
  OPTION ("top-lines", OPTION_NUMBER, policy.top_lines),
  OPTION ("delete-when-deleted", OPTION_SWITCH, policy.delete_when_deleted),
  OPTION ("apop", OPTION_SWITCH, policy.use_apop),
  OPTION ("pipeline", OPTION_SWITCH, policy.pipeline),
  OPTION ("full-copy", OPTION_SWITCH, policy.full_copy),
  OPTION ("idle", OPTION_SWITCH, policy.idle),
  OPTION ("save-sent", OPTION_SWITCH, policy.save_sent),
  OPTION ("condstore", OPTION_SWITCH, policy.use_condstore),
  OPTION ("qresync", OPTION_SWITCH, policy.use_qresync),
  CHOICE ("login", policy.login, logins),
  CHOICE ("listing", policy.listing, listings),
  CHOICE ("fetch-by", policy.fetch_by, fetches),
  CHOICE ("without-uidl", policy.without_uidl, without_uidl),
  OPTION ("capa", OPTION_SWITCH, policy.ask_capa),
  OPTION ("utf8", OPTION_SWITCH, policy.use_utf8),
  OPTION ("stat", OPTION_SWITCH, policy.ask_stat),
  OPTION ("last", OPTION_SWITCH, policy.ask_last),
  OPTION ("delete-last", OPTION_SWITCH, policy.delete_last),
  OPTION ("delete-known", OPTION_SWITCH, policy.delete_known),
  OPTION ("remember", OPTION_SWITCH, policy.remember),
  OPTION ("follow-server", OPTION_SWITCH, policy.follow_server),
  OPTION ("recent", OPTION_SWITCH, policy.recent),
  OPTION ("newest", OPTION_NUMBER, policy.newest),
  CHOICE ("sequence", policy.sequence, sequences),
  CHOICE ("replay", policy.replay, replays),
  CHOICE ("uidvalidity", policy.validity, validities),
  OPTION ("inbox-only", OPTION_SWITCH, policy.inbox_only),
  OPTION ("logout", OPTION_SWITCH, policy.log_out),
  OPTION ("window-days", OPTION_NUMBER, policy.window_days),
  OPTION ("part-size", OPTION_SIZE, policy.part_size),
  OPTION ("trash-days", OPTION_NUMBER, policy.trash_days),
  OPTION ("port", OPTION_NUMBER, policy.port),
  CHOICE ("notify", policy.notify, notifies),
  CHOICE ("auth", policy.auth, auths),
  OPTION ("console", OPTION_SWITCH, policy.console),
  CHOICE ("tls", policy.tls, tls_ways),
  CHOICE ("certificate", policy.any_certificate, certificate_checks),
  CHOICE ("mail", mail, mail_fates), /* the last one: of `set` alone */
};

static const OptionSpec link_options[] = {
  LINK ("latency", OPTION_DURATION, latency, 0),
  LINK ("bandwidth", OPTION_RATE, bandwidth, 1),
  LINK ("loss", OPTION_PERCENT, loss_ppm, 2),
};

static const OptionSpec server_options[] = {
  HOST ("pop3-timeout", OPTION_DURATION, pop3_timeout, 0),
  HOST ("imap-timeout", OPTION_DURATION, imap_timeout, 1),
  HOST ("smtp-timeout", OPTION_DURATION, smtp_timeout, 2),
  HOST ("message-limit", OPTION_SIZE, message_limit, 3),
  HOST ("lock", OPTION_SWITCH, pop3_lock, 4),
  HOST ("retr-sets-seen", OPTION_SWITCH, pop3_sets_seen, 5),
  HOST ("pop3", OPTION_SWITCH, pop3_enabled, 6),
  HOST ("imap", OPTION_SWITCH, imap_enabled, 7),
  HOST ("smtp", OPTION_SWITCH, smtp_enabled, 8),
  HOST ("over-quota-temporary", OPTION_SWITCH, over_quota_temporary, 9),
  HOST ("login-needs-tls", OPTION_SWITCH, login_needs_tls, 10),
  HOST_CHOICE ("tls", offer_tls, tls_offers, 12),
  OPTION ("any-account", OPTION_TEXT, text),
  HOST ("lock-wait", OPTION_DURATION, pop3_lock_wait, 13),
  HOST ("idle-notice", OPTION_DURATION, idle_notice, 14),
  HOST ("pop3-connections", OPTION_NUMBER, pop3_connections, 15),
  HOST ("imap-connections", OPTION_NUMBER, imap_connections, 16),
  HOST_CHOICE ("limit-reply", limit_reply, limit_replies, 17),
  HOST_CHOICE ("uidl", uidl, uidls, 18),
  HOST ("expunged-error", OPTION_SWITCH, expunged_error, 19),
  HOST ("popped", OPTION_SWITCH, popped, 20),
  HOST ("from-now", OPTION_SWITCH, from_now, 21),
  HOST_CHOICE ("after-pop", after_pop, after_pop, 22),
  HOST ("pop3-most", OPTION_NUMBER, pop3_most, 23),
  HOST ("recent-login", OPTION_SWITCH, recent_login, 24),
  HOST ("auto-expunge", OPTION_SWITCH, auto_expunge, 25),
  HOST_CHOICE ("expunge", expunge, expunges, 26),
  HOST ("stores-sent", OPTION_SWITCH, stores_sent, 27),
  HOST ("trash-is-free", OPTION_SWITCH, trash_is_free, 28),
  HOST_CHOICE ("disk", disk_full, disks, 29),
  HOST ("slow", OPTION_DURATION, slow, 30),
  HOST ("utf8", OPTION_SWITCH, offer_utf8, 31),
  HOST ("own-sender", OPTION_SWITCH, own_sender, 32),
  HOST ("plain-ports", OPTION_SWITCH, plain_ports, 33),
  HOST_CHOICE ("certificate", certificate, certificates, 34),
  HOST ("login-delay", OPTION_DURATION, login_delay, 35),
  HOST ("expire", OPTION_DAYS, expire, 36),
  HOST ("auth-delay", OPTION_DURATION, auth_delay, 37),
  HOST_CHOICE ("switched-off", off_refuses, switched_off, 38),
};

static const OptionSpec load_options[] = {
  OPTION ("folder", OPTION_TEXT, folder),
  OPTION ("sha256", OPTION_TEXT, digest),
};

static const OptionSpec deliver_options[] = {
  OPTION ("from", OPTION_ADDRESS, from), OPTION ("to", OPTION_ADDRESSES, to), OPTION ("subject", OPTION_TEXT, subject),
  OPTION ("size", OPTION_SIZE, size),    OPTION ("body", OPTION_TEXT, body),  OPTION ("as", OPTION_TEXT, label),
};

static const OptionSpec write_options[] = {
  OPTION ("to", OPTION_ADDRESSES, to), OPTION ("subject", OPTION_TEXT, subject), OPTION ("size", OPTION_SIZE, size),
  OPTION ("body", OPTION_TEXT, body),  OPTION ("as", OPTION_TEXT, label),  OPTION ("draft", OPTION_SWITCH, draft),
};

static const OptionSpec reply_options[] = {
  OPTION ("body", OPTION_TEXT, body),
  OPTION ("as", OPTION_TEXT, label),
};

static const OptionSpec cut_options[] = {
  CHOICE ("how", cut, cuts),
  CHOICE ("at", cut_at, cut_ends),
};

static const OptionSpec accept_options[] = {
  OPTION ("socket", OPTION_NUMBER, socket),
  CHOICE ("protocol", policy.protocol, services),
  OPTION ("from", OPTION_TEXT, from),
  OPTION ("tls", OPTION_SWITCH, tls),
};

static const OptionSpec receive_options[] = {
  OPTION ("socket", OPTION_NUMBER, socket),
  OPTION ("line", OPTION_TEXT, text),
  OPTION ("octets", OPTION_TEXT, octets),
};

static const OptionSpec hangup_options[] = {
  OPTION ("socket", OPTION_NUMBER, socket),
  CHOICE ("how", cut, cuts),
};

static const OptionSpec connect_options[] = {
  CHOICE ("protocol", policy.protocol, services),
};

static const OptionSpec disconnect_options[] = {
  CHOICE ("how", cut, cuts),
};

static const OptionSpec recreate_options[] = {
  CHOICE ("mail", mail, mail_fates),
};
static const OptionSpec move_options[] = {
  CHOICE ("where", where, places),
};

static const OptionSpec lose_options[] = {
  CHOICE ("what", lose, losses),
};

G_STATIC_ASSERT (G_N_ELEMENTS (device_options) <= 64); /* bits of Action.named */

#define WITH(options) options, G_N_ELEMENTS (options)

/* In the order of ActionKind. */
static const ActionSpec specs[] = {
  { ACTION_ACCOUNT, "account", FALSE, TRUE, "A", WITH (account_options) },
  { ACTION_DEVICE, "device", FALSE, TRUE, "n", device_options, G_N_ELEMENTS (device_options) - 1 },
  { ACTION_LINK, "link", FALSE, TRUE, "n", WITH (link_options) },
  { ACTION_SERVER, "server", FALSE, TRUE, "", WITH (server_options) },
  { ACTION_LOAD, "load", FALSE, TRUE, "aF", WITH (load_options) },
  { ACTION_DELIVER, "deliver", FALSE, FALSE, "", WITH (deliver_options) },
  { ACTION_CHECK, "check", TRUE, FALSE, "", NULL, 0 },
  { ACTION_READ, "read", TRUE, FALSE, "l", NULL, 0 },
  { ACTION_UNREAD, "unread", TRUE, FALSE, "l", NULL, 0 },
  { ACTION_FLAG, "flag", TRUE, FALSE, "l", NULL, 0 },
  { ACTION_UNFLAG, "unflag", TRUE, FALSE, "l", NULL, 0 },
  { ACTION_DELETE, "delete", TRUE, FALSE, "l", NULL, 0 },
  { ACTION_MOVE, "move", TRUE, FALSE, "ltf", WITH (move_options) },
  { ACTION_PURGE, "purge", TRUE, FALSE, "", NULL, 0 },
  { ACTION_WRITE, "write", TRUE, FALSE, "", WITH (write_options) },
  { ACTION_REPLY, "reply", TRUE, FALSE, "l", WITH (reply_options) },
  { ACTION_CLOSE, "close", TRUE, FALSE, "", NULL, 0 },
  { ACTION_OFFLINE, "offline", TRUE, FALSE, "", NULL, 0 },
  { ACTION_ONLINE, "online", TRUE, FALSE, "", NULL, 0 },
  { ACTION_CUT, "cut", FALSE, FALSE, "n", WITH (cut_options) },
  { ACTION_LOSE, "lose", FALSE, FALSE, "n", WITH (lose_options) },
  { ACTION_RECREATE, "recreate", FALSE, FALSE, "a", WITH (recreate_options) },
  { ACTION_RESTART, "server restart", FALSE, FALSE, "", NULL, 0 },
  { ACTION_DOWN, "server down", FALSE, FALSE, "", NULL, 0 },
  { ACTION_UP, "server up", FALSE, FALSE, "", NULL, 0 },
  { ACTION_QUOTA, "quota", FALSE, FALSE, "as", NULL, 0 },
  { ACTION_PASSWORD, "password", FALSE, FALSE, "nw", NULL, 0 },
  { ACTION_SET, "set", FALSE, FALSE, "n", WITH (device_options) },
  { ACTION_SET_ACCOUNT, "set account", FALSE, FALSE, "a", WITH (account_options) },
  { ACTION_REMOVE, "remove", FALSE, FALSE, "n", NULL, 0 },
  { ACTION_SCENE, "scene", FALSE, FALSE, "", NULL, 0 },
  { ACTION_EXPECT, "expect", FALSE, FALSE, "", NULL, 0 },
  { ACTION_WAIT, "wait", FALSE, FALSE, "", NULL, 0 },
  { ACTION_END, "end", FALSE, FALSE, "", NULL, 0 },
  { ACTION_ACCEPT, "accept", FALSE, FALSE, "", WITH (accept_options) },
  { ACTION_RECEIVE, "receive", FALSE, FALSE, "", WITH (receive_options) },
  { ACTION_HANGUP, "hangup", FALSE, FALSE, "", WITH (hangup_options) },
  { ACTION_CONNECT, "connect", TRUE, FALSE, "", WITH (connect_options) },
  { ACTION_TYPE, "type", TRUE, FALSE, "x", NULL, 0 },
  { ACTION_SEND, "send", TRUE, FALSE, "o", NULL, 0 },
  { ACTION_DISCONNECT, "hangup", TRUE, FALSE, "", WITH (disconnect_options) },
};

const ActionSpec *
action_spec_get (ActionKind kind)
{
  g_assert (kind < G_N_ELEMENTS (specs) && specs[kind].kind == kind);
  return &specs[kind];
}

const ActionSpec *
action_spec_find (const char *verb, gboolean of_device)
{
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    if (specs[i].of_device == of_device && strcmp (specs[i].verb, verb) == 0)
      return &specs[i];
  return NULL;
}

const OptionSpec *
action_spec_option (const ActionSpec *spec, const char *name)
{
  for (guint i = 0; i < spec->n_options; i++)
    if (strcmp (spec->options[i].name, name) == 0)
      return &spec->options[i];
  return NULL;
}

const char *
action_kind_name (ActionKind kind)
{
  return action_spec_get (kind)->verb;
}

/* local@domain, without blanks: what a journal needs, not all of RFC 5322. */
static gboolean
is_address (const char *text)
{
  const char *at = strrchr (text, '@');

  return at != NULL && at != text && at[1] != '\0' && strpbrk (text, " \t<>,;:\"") == NULL;
}

static gboolean
parse_addresses (GPtrArray **member, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (!is_address (parts[i]))
        return FALSE;
      g_ptr_array_add (addresses, g_strdup (parts[i]));
    }
  if (addresses->len == 0)
    return FALSE;
  g_clear_pointer (member, g_ptr_array_unref);
  *member = g_steal_pointer (&addresses);
  return TRUE;
}

static gboolean
parse_switch (guint32 *member, const char *text)
{
  if (strcmp (text, "on") != 0 && strcmp (text, "off") != 0)
    return FALSE;
  *member = strcmp (text, "on") == 0;
  return TRUE;
}

static gboolean
parse_choice (guint32 *member, const char *const *choices, const char *text)
{
  for (guint32 i = 0; choices[i] != NULL; i++)
    if (strcmp (choices[i], text) == 0)
      {
        *member = i;
        return TRUE;
      }
  return FALSE;
}

/* So many days are still within a gint64 of µs. */
#define NUMBER_MAX 99999999

static gboolean
parse_number (guint32 *member, const char *text)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, NUMBER_MAX, &value, NULL))
    return FALSE;
  *member = (guint32) value;
  return TRUE;
}

static gboolean
parse_keep (DevicePolicy *policy, const char *text)
{
  static const char *const words[] = { "never", "always", "", "until-deleted", NULL };
  guint32 keep;
  gint64 us;

  if (*text != '\0' && parse_choice (&keep, words, text))
    policy->keep = (KeepOnServer) keep;
  else if (unit_parse_duration (text, &us) && us > 0 && us % (24 * G_TIME_SPAN_HOUR) == 0)
    {
      policy->keep = KEEP_DAYS;
      policy->keep_days = us / (24 * G_TIME_SPAN_HOUR);
    }
  else
    return FALSE;
  return TRUE;
}

static gboolean
parse_days (gint64 *member, const char *text)
{
  gint64 us = 0;

  if (strcmp (text, "never") != 0 && (!unit_parse_duration (text, &us) || us <= 0 || us % G_TIME_SPAN_DAY != 0))
    return FALSE;
  *member = us;
  return TRUE;
}

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

static const char *
what_is_expected (const OptionSpec *option)
{
  switch (option->type)
    {
    case OPTION_ADDRESS:
    case OPTION_ADDRESSES:
      return _("an address such as ada@kantor.example");
    case OPTION_SIZE:
      return _("a size with its unit, such as 24kB");
    case OPTION_DURATION:
      return _("a duration with its unit, such as 40ms or 15min");
    case OPTION_DAYS:
      return _("“never” or a number of days such as 14d");
    case OPTION_RATE:
      return _("a rate with its unit, such as 10Mbit");
    case OPTION_PERCENT:
      return _("a percentage such as 0.5%");
    case OPTION_SWITCH:
      return _("“on” or “off”");
    case OPTION_NUMBER:
      return _("a whole number");
    case OPTION_KEEP:
      return _("“never”, “always”, “until-deleted” or a number of days such as 14d");
    case OPTION_TEXT:
    case OPTION_CHOICE:
      break;
    }
  return _("another word");
}

static gboolean
parse_value (const OptionSpec *option, Action *action, const char *text)
{
  gpointer member = (guint8 *) action + option->offset;

  switch (option->type)
    {
    case OPTION_ADDRESS:
      if (!is_address (text))
        return FALSE;
      G_GNUC_FALLTHROUGH;
    case OPTION_TEXT:
      set_text (member, text);
      return TRUE;
    case OPTION_ADDRESSES:
      return parse_addresses (member, text);
    case OPTION_SIZE:
      return unit_parse_size (text, member);
    case OPTION_DURATION:
      if (strcmp (text, "never") == 0)
        {
          *(gint64 *) member = 0;
          return TRUE;
        }
      return unit_parse_duration (text, member);
    case OPTION_DAYS:
      return parse_days (member, text);
    case OPTION_RATE:
      return unit_parse_rate (text, member);
    case OPTION_PERCENT:
      return unit_parse_percent (text, member);
    case OPTION_SWITCH:
      return parse_switch (member, text);
    case OPTION_CHOICE:
      return parse_choice (member, option->choices, text);
    case OPTION_NUMBER:
      return parse_number (member, text);
    case OPTION_KEEP:
      return parse_keep (member, text);
    }
  return FALSE;
}

gboolean
option_set_policy (const OptionSpec *option, const Action *from, DevicePolicy *to)
{
  gsize at = option->offset - G_STRUCT_OFFSET (Action, policy);
  gsize size = sizeof (guint32);

  if (option->offset < G_STRUCT_OFFSET (Action, policy) || at >= sizeof *to)
    return FALSE;
  if (option->type == OPTION_KEEP)
    {
      to->keep = from->policy.keep;
      to->keep_days = from->policy.keep_days;
      return TRUE;
    }
  if (option->type == OPTION_SIZE || option->type == OPTION_DURATION || option->type == OPTION_RATE)
    size = sizeof (guint64);
  memcpy ((guint8 *) to + at, (const guint8 *) &from->policy + at, size);
  return TRUE;
}

gboolean
option_parse (const OptionSpec *option, Action *action, const char *text, const char **expected)
{
  if (!parse_value (option, action, text))
    {
      *expected = what_is_expected (option);
      return FALSE;
    }
  if (action_sets (action->kind))
    action->named |= (guint64) 1 << (option - action_spec_get (action->kind)->options);
  if (option->set_offset == G_STRUCT_OFFSET (Action, link_set))
    action->link_set |= 1u << option->set_bit;
  else if (option->set_offset == G_STRUCT_OFFSET (Action, host_set))
    action->host_set |= (guint64) 1 << option->set_bit;
  return TRUE;
}

static void
format_addresses (const GPtrArray *addresses, GString *out)
{
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "," : "", (const char *) addresses->pdata[i]);
}

static void
format_keep (const DevicePolicy *policy, GString *out)
{
  static const char *const words[] = { "never", "always", "", "until-deleted" };

  if (policy->keep == KEEP_DAYS)
    g_string_append_printf (out, "%" G_GINT64_FORMAT "d", policy->keep_days);
  else
    g_string_append (out, words[policy->keep]);
}

void
option_format (const OptionSpec *option, const Action *action, GString *out)
{
  gconstpointer member = (const guint8 *) action + option->offset;

  switch (option->type)
    {
    case OPTION_TEXT:
    case OPTION_ADDRESS:
      if (*(char *const *) member != NULL)
        word_quote (out, *(char *const *) member);
      break;
    case OPTION_ADDRESSES:
      format_addresses (*(GPtrArray *const *) member, out);
      break;
    case OPTION_SIZE:
      unit_format_size (out, *(const guint64 *) member);
      break;
    case OPTION_DURATION:
    case OPTION_DAYS:
      if (*(const gint64 *) member == 0)
        g_string_append (out, "never");
      else
        unit_format_duration (out, *(const gint64 *) member);
      break;
    case OPTION_RATE:
      unit_format_rate (out, *(const guint64 *) member);
      break;
    case OPTION_PERCENT:
      unit_format_percent (out, *(const guint32 *) member);
      break;
    case OPTION_SWITCH:
      g_string_append (out, *(const guint32 *) member ? "on" : "off");
      break;
    case OPTION_CHOICE:
      g_string_append (out, option->choices[*(const guint32 *) member]);
      break;
    case OPTION_NUMBER:
      g_string_append_printf (out, "%u", *(const guint32 *) member);
      break;
    case OPTION_KEEP:
      format_keep (member, out);
      break;
    }
}
