#include "world/device-policy.h"

#define SECOND G_USEC_PER_SEC

void
device_policy_default (DevicePolicy *policy, Protocol protocol)
{
  *policy = (DevicePolicy){
    .protocol = protocol,
    .keep = KEEP_NEVER,
    .commit = COMMIT_EACH_MESSAGE,
    .delete_mode = DELETE_TO_TRASH,
    .keep_days = 14,
    .connect_timeout = 30 * (gint64) SECOND,
    .command_timeout = 120 * (gint64) SECOND,
    .top_lines = 20,
    .idle = protocol == PROTOCOL_IMAP,
    .save_sent = protocol == PROTOCOL_IMAP,
    .ask_capa = TRUE,
    .ask_stat = TRUE,
    .delete_known = TRUE,
    .remember = TRUE,
    .log_out = TRUE,
    .use_utf8 = protocol == PROTOCOL_POP3,
  };
}

const char *
decision_rule_name (DecisionRule rule)
{
  static const char *const names[] = {
    [RULE_NONE] = "none",
    [RULE_LOG_IN] = "log-in",
    [RULE_LIST_MESSAGES] = "list-messages",
    [RULE_DOWNLOAD_NEW] = "download-new",
    [RULE_DOWNLOAD_AGAIN] = "download-again",
    [RULE_SKIP_KNOWN] = "skip-known",
    [RULE_HEADERS_ONLY] = "headers-only",
    [RULE_TOO_LARGE] = "too-large",
    [RULE_DELETE_AFTER_DOWNLOAD] = "delete-after-download",
    [RULE_DELETE_AGED] = "delete-aged",
    [RULE_DELETE_WANTED] = "delete-wanted",
    [RULE_KEEP] = "keep",
    [RULE_END_SESSION] = "end-session",
    [RULE_SYNC_FLAGS] = "sync-flags",
    [RULE_REPLAY_PENDING] = "replay-pending",
    [RULE_OPEN_ON_DEMAND] = "open-on-demand",
    [RULE_WATCH] = "watch",
    [RULE_SAVE_SENT] = "save-sent",
    [RULE_SUBMIT] = "submit",
    [RULE_FOLDERS] = "folders",
    [RULE_UIDVALIDITY_CHANGED] = "uidvalidity-changed",
    [RULE_GONE_ON_SERVER] = "gone-on-server",
    [RULE_NO_UIDL] = "no-uidl",
    [RULE_UTF8] = "utf8",
    [RULE_NO_TLS] = "no-tls",
  };

  g_assert ((guint) rule < G_N_ELEMENTS (names));
  return names[rule];
}
