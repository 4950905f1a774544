#include "gateway-private.h"

struct _Gateway {
  GatewaySettings settings;
  World *world;
  GArray *script;          /* of guint: action indices */
  GPtrArray *services;     /* of GSocketService * */
  GPtrArray *connections;  /* of GatewayConnection *, owned */
  GTlsCertificate *certificate; /* NULL */
  Recorder *recorder;      /* NULL */
  WorldTap tap;
  GSource *timer;          /* NULL: nothing is due */
  gint64 timer_time;       /* the world's time that it goes off at */
  guint32 next_socket;
  guint first_recorded;    /* index of the journal's first action that came here, or later */
  gboolean running;        /* within gateway_run() */
};

/* What a listening socket serves. */
typedef struct {
  Protocol protocol;
  gboolean tls;
} Service;

GatewayConnection *
gateway_find (const Gateway *gateway, guint32 socket)
{
  for (guint i = 0; i < gateway->connections->len; i++)
    {
      GatewayConnection *connection = gateway->connections->pdata[i];

      if (connection->socket == socket && !connection->dead)
        return connection;
    }
  return NULL;
}

static void
on_octets (gpointer data, guint32 socket, const guint8 *octets, gsize length)
{
  GatewayConnection *connection = gateway_find (data, socket);

  if (connection != NULL)
    gateway_connection_say (connection, octets, length);
}

static void
on_start_tls (gpointer data, guint32 socket, guint64 after)
{
  GatewayConnection *connection = gateway_find (data, socket);

  if (connection != NULL)
    connection->tls_after = after;
}

static void
on_ended (gpointer data, guint32 socket, gboolean reset)
{
  GatewayConnection *connection = gateway_find (data, socket);

  if (connection != NULL)
    gateway_connection_end (connection, reset);
}

static void
on_secret (gpointer data, guint32 socket, guint64 start, guint64 end, gboolean command, gboolean known)
{
  Gateway *gateway = data;

  if (gateway->recorder != NULL)
    recorder_secret (gateway->recorder, socket, start, end, command, known);
}

Gateway *
gateway_new (const GatewaySettings *settings)
{
  Gateway *gateway = g_new0 (Gateway, 1);

  gateway->settings = *settings;
  gateway->world = world_new (settings->journal, settings->variant);
  gateway->script = journal_script (settings->journal, settings->branch, settings->variant);
  gateway->services = g_ptr_array_new_with_free_func (g_object_unref);
  gateway->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) gateway_connection_free);
  gateway->recorder = settings->record ? recorder_new () : NULL;
  gateway->tap = (WorldTap) { on_octets, on_start_tls, on_ended, on_secret, gateway };
  gateway->next_socket = 1;
  gateway->first_recorded = journal_n_actions (settings->journal);
  return gateway;
}

static void
stop_listening (Gateway *gateway)
{
  for (guint i = 0; i < gateway->services->len; i++)
    {
      g_socket_service_stop (gateway->services->pdata[i]);
      g_socket_listener_close (gateway->services->pdata[i]);
    }
  g_ptr_array_set_size (gateway->services, 0);
}

void
gateway_free (Gateway *gateway)
{
  if (gateway == NULL)
    return;
  stop_listening (gateway);
  g_ptr_array_unref (gateway->services);
  g_ptr_array_unref (gateway->connections);
  if (gateway->timer != NULL)
    {
      g_source_destroy (gateway->timer);
      g_source_unref (gateway->timer);
    }
  g_clear_object (&gateway->certificate);
  g_clear_pointer (&gateway->recorder, recorder_free);
  g_array_unref (gateway->script);
  world_free (gateway->world);
  g_free (gateway);
}

void
gateway_set_certificate (Gateway *gateway, GTlsCertificate *certificate)
{
  g_set_object (&gateway->certificate, certificate);
}

GTlsCertificate *
gateway_certificate (const Gateway *gateway)
{
  return gateway->certificate;
}

const World *
gateway_world (const Gateway *gateway)
{
  return gateway->world;
}

guint
gateway_n_connections (const Gateway *gateway)
{
  return gateway->connections->len;
}

static void
forget_dead (Gateway *gateway)
{
  for (guint i = gateway->connections->len; i > 0; i--)
    if (((GatewayConnection *) gateway->connections->pdata[i - 1])->dead)
      g_ptr_array_remove_index (gateway->connections, i - 1);
}

static gint64
now (const Gateway *gateway)
{
  return MAX (gateway->settings.clock (gateway->settings.clock_data), gateway->world->now);
}

/* Lives all that is due at that time. */
static void
live_until (Gateway *gateway, gint64 time)
{
  const GatewaySettings *settings = &gateway->settings;

  while (world_live_next_time (gateway->world, settings->journal, gateway->script) <= time)
    world_live_step (gateway->world, settings->journal, gateway->script, settings->trace, &gateway->tap);
}

static gboolean
on_timer (gpointer data)
{
  gateway_run (data);
  return G_SOURCE_REMOVE;
}

static void
rearm (Gateway *gateway)
{
  gint64 time = world_live_next_time (gateway->world, gateway->settings.journal, gateway->script);
  gint64 wait;

  if (gateway->timer != NULL && gateway->timer_time == time)
    return;
  if (gateway->timer != NULL)
    {
      g_source_destroy (gateway->timer);
      g_clear_pointer (&gateway->timer, g_source_unref);
    }
  gateway->timer_time = time;
  if (time == G_MAXINT64)
    return;
  /* Rounded up: going off too early would only mean doing so again. A day at most, for the timer counts in int. */
  wait = CLAMP ((time - now (gateway)) / 1000 + 1, 0, 24 * 60 * 60 * 1000);
  gateway->timer = g_timeout_source_new ((guint) wait);
  g_source_set_callback (gateway->timer, on_timer, gateway, NULL);
  g_source_attach (gateway->timer, NULL);
}

void
gateway_run (Gateway *gateway)
{
  if (gateway->running)
    return;
  gateway->running = TRUE;
  live_until (gateway, now (gateway));
  for (guint i = 0; i < gateway->connections->len; i++)
    gateway_connection_pump (gateway->connections->pdata[i]);
  forget_dead (gateway);
  gateway->timer_time = G_MININT64;
  rearm (gateway);
  gateway->running = FALSE;
  if (gateway->settings.changed != NULL)
    gateway->settings.changed (gateway->settings.changed_data);
}

void
gateway_act (Gateway *gateway, Action *action)
{
  const GatewaySettings *settings = &gateway->settings;
  World *world = gateway->world;
  gint64 time = now (gateway);
  guint after;

  live_until (gateway, time);
  after = time == world->now ? world->instant : 0;
  world_live_act (world, settings->journal, settings->trace, &gateway->tap, time, action);
  if (gateway->recorder != NULL)
    recorder_add (gateway->recorder, action, time, after);
  else
    action_free (action);
  live_until (gateway, time);
}

/* Of a recording that ended with connections open: whoever they were is not here. */
static void
end_left_over (Gateway *gateway)
{
  const GArray *sockets = gateway->world->real_sockets;

  for (guint i = sockets->len; i > 0; i--)
    {
      const RealSocket *real = &g_array_index (sockets, RealSocket, i - 1);
      Action *action;

      if (real->by_hand)
        continue;
      action = action_new (ACTION_HANGUP);
      action->socket = real->socket;
      gateway_act (gateway, action);
    }
}

void
gateway_start (Gateway *gateway)
{
  live_until (gateway, now (gateway));
  end_left_over (gateway);
  gateway_run (gateway);
}

void
gateway_stop (Gateway *gateway)
{
  stop_listening (gateway);
  for (guint i = 0; i < gateway->connections->len; i++)
    gateway_connection_lose (gateway->connections->pdata[i]);
  gateway_run (gateway);
}

/* Clients are told apart by where they come from: programs of this machine are all "real". */
static char *
dup_client_name (GSocketConnection *tcp)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (tcp, NULL);
  GInetAddress *address = G_IS_INET_SOCKET_ADDRESS (remote)
                            ? g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote))
                            : NULL;

  if (address == NULL || g_inet_address_get_is_loopback (address))
    return g_strdup ("real");
  return g_inet_address_to_string (address);
}

static gboolean
on_incoming (GSocketService *listener, GSocketConnection *tcp, GObject *source, gpointer data)
{
  Gateway *gateway = data;
  const Service *service = g_object_get_data (source, "service");
  GatewayConnection *connection;
  Action *action;

  if (gateway->connections->len >= GATEWAY_CONNECTIONS_MAX || (service->tls && gateway->certificate == NULL))
    return TRUE;
  connection = gateway_connection_new (gateway, tcp, gateway->next_socket++);
  g_ptr_array_add (gateway->connections, connection);
  action = action_new (ACTION_ACCEPT);
  action->socket = connection->socket;
  action->policy.protocol = service->protocol;
  action->tls = service->tls;
  action->from = dup_client_name (tcp);
  if (service->tls)
    gateway_connection_start_tls (connection);
  gateway_act (gateway, action);
  gateway_run (gateway);
  return TRUE;
}

gboolean
gateway_listen (Gateway *gateway, const char *text, guint16 port, Protocol protocol, gboolean tls, guint16 *bound, GError **error)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (text, port);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GObject) source = g_object_new (G_TYPE_OBJECT, NULL);
  Service served = { protocol, tls };

  if (address == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no IP address", text);
      return FALSE;
    }
  g_object_set_data_full (source, "service", g_memdup2 (&served, sizeof served), g_free);
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (service), GATEWAY_BACKLOG);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                      source, &effective, error))
    return FALSE;
  *bound = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (service, "incoming", G_CALLBACK (on_incoming), gateway);
  g_ptr_array_add (gateway->services, g_steal_pointer (&service));
  return TRUE;
}

Journal *
gateway_dup_journal (const Gateway *gateway, GError **error)
{
  const GatewaySettings *settings = &gateway->settings;
  g_autoptr (Journal) journal = journal_dup (settings->journal);

  if (gateway->recorder != NULL
      && !recorder_write (gateway->recorder, journal, settings->branch, settings->variant, error))
    return NULL;
  return g_steal_pointer (&journal);
}

gint64
gateway_now (const Gateway *gateway)
{
  return now (gateway);
}

/* What clients did here was done when it came: the script is what stands beside it. */
static void
read_script (Gateway *gateway)
{
  const GatewaySettings *settings = &gateway->settings;

  g_array_unref (gateway->script);
  gateway->script = journal_script (settings->journal, settings->branch, settings->variant);
  for (guint i = gateway->script->len; i > 0; i--)
    {
      guint index = g_array_index (gateway->script, guint, i - 1);

      if (index >= gateway->first_recorded && action_is_real (journal_action (settings->journal, index)))
        g_array_remove_index (gateway->script, i - 1);
    }
}

gboolean
gateway_do (Gateway *gateway, Journal *journal, Action *action, GError **error)
{
  gint64 time = now (gateway);
  int index;

  g_assert (journal == gateway->settings.journal);
  live_until (gateway, time);
  action->time = time;
  action->after = time == gateway->world->now ? gateway->world->instant : 0;
  index = journal_append (journal, gateway->settings.branch, action, error);
  if (index < 0)
    return FALSE;
  read_script (gateway);
  gateway_run (gateway);
  return TRUE;
}

static const Session *
find_session (const World *world, guint32 socket)
{
  guint32 connection = 0;

  for (guint i = 0; i < world->real_sockets->len; i++)
    if (g_array_index (world->real_sockets, RealSocket, i).socket == socket)
      connection = g_array_index (world->real_sockets, RealSocket, i).connection;
  for (guint i = 0; i < world->sessions->len; i++)
    {
      const Session *session = world->sessions->pdata[i];

      if (session->connection == connection && session->side == SIDE_SERVER && !session->finished)
        return session;
    }
  return NULL;
}

/* Octets up to there were handled, and are no part of a login that may yet succeed. */
static gboolean
is_told (gpointer data, guint32 socket, guint64 end)
{
  const Gateway *gateway = data;
  const Session *session = find_session (gateway->world, socket);

  if (session == NULL)
    return TRUE;
  return session_io (session)->in_offset >= end
         && (!session_is_logging_in (session) || !recorder_is_secret (gateway->recorder, socket, end));
}

gboolean
gateway_pass_on (Gateway *gateway, Journal *journal, gboolean all, gint64 *until, GError **error)
{
  const GatewaySettings *settings = &gateway->settings;

  g_assert (gateway->recorder != NULL && journal == settings->journal);
  return recorder_pass_on (gateway->recorder, journal, settings->branch, settings->variant, all ? NULL : is_told, gateway,
                           until, error);
}

gint64
gateway_last_recorded (const Journal *journal, guint branch, guint variant)
{
  g_autoptr (GArray) script = journal_script (journal, branch, variant);
  gint64 last = G_MININT64;

  for (guint i = 0; i < script->len; i++)
    {
      const Action *action = journal_action (journal, g_array_index (script, guint, i));

      if (action_is_real (action))
        last = MAX (last, action->time);
    }
  return last;
}
