#include "dialogs/choice-words.h"

#include <glib/gi18n.h>

static const struct {
  const char *option;
  const char *word;
  const char *text; /* names and commands are the same in every language */
} choices[] = {
  { "after-pop", "server", N_("As the server is set") },
  { "after-pop", "keep", N_("Stay as they are") },
  { "after-pop", "read", N_("Marked as read") },
  { "after-pop", "archive", N_("To the archive") },
  { "after-pop", "trash", N_("To Trash") },
  { "after-pop", "delete", N_("Removed") },
  { "auth", "plain", N_("Sends the password") },
  { "auth", "scram", "SCRAM" },
  { "certificate", "check", N_("Only a good one") },
  { "certificate", "any", N_("Any") },
  { "certificate", "good", N_("A good one") },
  { "certificate", "expired", N_("An expired one") },
  { "certificate", "wrong-name", N_("One of another name") },
  { "certificate", "self-signed", N_("A self-signed one") },
  { "commit", "each", N_("After each letter") },
  { "commit", "quit", N_("After QUIT") },
  { "delete", "trash", N_("Moves to Trash") },
  { "delete", "mark", N_("Only marks") },
  { "delete", "at-once", N_("Removes at once") },
  { "disk", "ok", N_("Has room") },
  { "disk", "full", N_("Full") },
  { "expunge", "delete", N_("Nowhere") },
  { "expunge", "archive", N_("To the archive") },
  { "expunge", "trash", N_("To Trash") },
  { "fetch-by", "retr", "RETR" },
  { "fetch-by", "top", "TOP" },
  { "keep", "never", N_("Not at all") },
  { "keep", "until-deleted", N_("Until deleted here") },
  { "keep", "always", N_("Always") },
  { "limit-reply", "limit", N_("With [LIMIT]") },
  { "limit-reply", "alert", N_("With [ALERT]") },
  { "listing", "list-uidl", N_("LIST, then UIDL") },
  { "listing", "uidl-list", N_("UIDL, then LIST") },
  { "listing", "uidl-each", N_("UIDL of each letter") },
  { "login", "best", N_("The best way offered") },
  { "login", "user", N_("USER and PASS") },
  { "notify", "default", N_("Failures") },
  { "notify", "never", N_("Nothing") },
  { "notify", "all", N_("Delivery and delay, too") },
  { "pop", "all", N_("All mail") },
  { "pop", "now", N_("Only from now on") },
  { "pop", "off", N_("Off") },
  { "replay", "changes", N_("Only what changed") },
  { "replay", "whole", N_("All as they are here") },
  { "sequence", "plain", N_("Its own") },
  { "sequence", "thunderbird", "Thunderbird" },
  { "sequence", "k9", "K-9 Mail" },
  { "sequence", "mbsync", "mbsync" },
  { "switched-off", "closed", N_("Port closed") },
  { "switched-off", "refused", N_("Login refused") },
  { "tls", "none", N_("Never") },
  { "tls", "off", N_("Off") },
  { "tls", "on", N_("Both ways") },
  { "tls", "starttls", "STARTTLS" },
  { "tls", "implicit", N_("From the start") },
  { "uidl", "validity-uid", N_("UIDVALIDITY, then UID") },
  { "uidl", "uid-validity", N_("UID, then UIDVALIDITY") },
  { "uidl", "none", N_("None") },
  { "uidvalidity", "drop", N_("Begins again") },
  { "uidvalidity", "stop", N_("Stops") },
  { "without-uidl", "download", N_("Downloads all") },
  { "without-uidl", "stop", N_("Stops") },
  { "without-uidl", "reset", N_("RSET, then stops") },
};

char *
choice_dup_words (const OptionSpec *option, const char *word)
{
  char *end = NULL;
  guint64 days = g_ascii_strtoull (word, &end, 10);

  if (option->type == OPTION_KEEP && end != word && g_str_equal (end, "d"))
    return g_strdup_printf (g_dngettext (NULL, "%u day", "%u days", (gulong) days), (guint) days);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_str_equal (choices[i].option, option->name) && g_str_equal (choices[i].word, word))
      return g_strdup (_(choices[i].text));
  return NULL;
}
