#include "state-table.h"

#include "imap/imap-client.h"
#include "imap/imap-server.h"
#include "net/tls-model.h"
#include "pop3/pop3-client.h"
#include "pop3/pop3-server.h"
#include "smtp/smtp-client.h"
#include "smtp/smtp-server.h"

const StateTable *const *
state_tables_all (void)
{
  static const StateTable *const all[] = {
    &pop3_server_table, &pop3_client_table, &imap_server_table, &imap_client_table,
    &smtp_server_table, &smtp_client_table, &tls_server_table, &tls_client_table, NULL,
  };

  return all;
}

const StateTable *
state_table_get (const char *protocol, const char *role)
{
  for (const StateTable *const *table = state_tables_all (); *table != NULL; table++)
    if (g_strcmp0 ((*table)->protocol, protocol) == 0 && g_strcmp0 ((*table)->role, role) == 0)
      return *table;
  return NULL;
}
