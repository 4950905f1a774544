/* Real clients: their connections are simulated like all others, on a link that takes no time; at the client's end stands no
 * engine but the gateway, which is told what came out there (WorldTap). A person who is the client by hand sits at a
 * device of this world with a link of its own, and reads in the trace what came out. */
#include "world/world-private.h"

static const guint32 ports[] = { [PROTOCOL_POP3] = 110, [PROTOCOL_IMAP] = 143, [PROTOCOL_SMTP] = 25,
                                 [PROTOCOL_SUBMISSION] = 587 };

static RealSocket *
find_socket (World *world, guint32 socket)
{
  for (guint i = 0; i < world->real_sockets->len; i++)
    if (g_array_index (world->real_sockets, RealSocket, i).socket == socket
        && !g_array_index (world->real_sockets, RealSocket, i).by_hand)
      return &g_array_index (world->real_sockets, RealSocket, i);
  return NULL;
}

static RealSocket *
find_connection (World *world, guint32 connection)
{
  for (guint i = 0; i < world->real_sockets->len; i++)
    if (g_array_index (world->real_sockets, RealSocket, i).connection == connection)
      return &g_array_index (world->real_sockets, RealSocket, i);
  return NULL;
}

gboolean
step_real_is_protected (const Step *step, guint32 connection)
{
  const RealSocket *real = find_connection (step->world, connection);

  return real != NULL && real->tls;
}

gboolean
step_real_is_by_hand (const Step *step, guint32 connection)
{
  const RealSocket *real = find_connection (step->world, connection);

  return real != NULL && real->by_hand;
}

/* Who is told what comes out at the client's end. */
static const WorldTap *
tap_of (const Step *step, const RealSocket *real)
{
  return real != NULL && !real->by_hand ? step->tap : NULL;
}

static Device *
device_of (Step *step, const char *name)
{
  World *world = step->world;
  Device *device = (Device *) world_find_device (world, name);
  LinkSettings link = { .latency = 0, .bandwidth = 0, .up = TRUE };
  DevicePolicy policy;

  if (device != NULL)
    return device;
  device_policy_default (&policy, PROTOCOL_POP3);
  policy.protocol = PROTOCOL_NONE;
  policy.check_interval = 0;
  device = device_new (world->devices->len + 1, name, NULL, 0, &policy);
  device->real = TRUE;
  g_ptr_array_add (world->devices, device);
  network_add_link (&world->network, device_place (device), &link);
  network_name_link (&world->network, device_place (device), name);
  return device;
}

static gboolean
is_listening (const HostPolicy *policy, Protocol protocol)
{
  if (protocol == PROTOCOL_POP3)
    return policy->pop3_enabled || policy->off_refuses;
  return protocol == PROTOCOL_IMAP ? policy->imap_enabled || policy->off_refuses : policy->smtp_enabled != 0;
}

static void
open_connection (Step *step, Device *device, Protocol protocol, RealSocket real)
{
  World *world = step->world;

  real.connection = network_connect (&world->network, step_network (step), device_place (device), protocol, ports[protocol],
                                     !world->host->down && is_listening (&world->host->policy, protocol));
  device->collecting = real.connection;
  g_array_append_val (world->real_sockets, real);
}

static void
accept_client (Step *step, const Action *action)
{
  RealSocket real = { .socket = action->socket, .tls = action->tls };

  if (find_socket (step->world, action->socket) == NULL)
    open_connection (step, device_of (step, action->from), (Protocol) action->policy.protocol, real);
}

static void
receive (Step *step, const Action *action, guint32 connection)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  action_octets (action, octets);
  network_write (&step->world->network, step_network (step), connection, SIDE_CLIENT, octets->data, octets->len);
}

static void
forget (Step *step, guint32 connection)
{
  GArray *sockets = step->world->real_sockets;

  for (guint i = 0; i < sockets->len; i++)
    if (g_array_index (sockets, RealSocket, i).connection == connection)
      {
        g_array_remove_index (sockets, i);
        break;
      }
  for (guint i = 0; i < step->world->devices->len; i++)
    {
      Device *device = step->world->devices->pdata[i];

      if (device->real && device->collecting == connection)
        device->collecting = 0;
    }
}

static void
hang_up (Step *step, const Action *action, guint32 connection)
{
  Network *network = &step->world->network;

  if (action->cut == CUT_CLOSE)
    {
      network_close (network, step_network (step), connection, SIDE_CLIENT);
      return;
    }
  forget (step, connection);
  network_abort (network, step_network (step), connection, SIDE_CLIENT);
}

void
step_real (Step *step, const Action *action)
{
  const RealSocket *real = find_socket (step->world, action->socket);

  if (action->kind == ACTION_ACCEPT)
    accept_client (step, action);
  else if (real != NULL && action->kind == ACTION_RECEIVE)
    receive (step, action, real->connection);
  else if (real != NULL)
    hang_up (step, action, real->connection);
}

static void
connect_by_hand (Step *step, guint index, Device *device)
{
  const Action *action = journal_action (step->journal, index);
  guint32 protocol = action->policy.protocol != PROTOCOL_NONE ? action->policy.protocol : device->policy.protocol;
  RealSocket real = { .by_hand = TRUE };

  if (!device->online || device->collecting != 0)
    {
      step_impossible (step, index, device->online ? IMPOSSIBLE_ALREADY : IMPOSSIBLE_OFFLINE);
      return;
    }
  step_done (step, index, 0);
  open_connection (step, device, (Protocol) protocol, real);
}

void
step_by_hand (Step *step, guint index, Device *device)
{
  const Action *action = journal_action (step->journal, index);

  if (!device->policy.console)
    step_impossible (step, index, IMPOSSIBLE_NO_CONSOLE);
  else if (action->kind == ACTION_CONNECT)
    connect_by_hand (step, index, device);
  else if (device->collecting == 0)
    step_impossible (step, index, IMPOSSIBLE_NO_CONNECTION);
  else
    {
      step_done (step, index, 0);
      if (action->kind == ACTION_DISCONNECT)
        hang_up (step, action, device->collecting);
      else
        receive (step, action, device->collecting);
    }
}

/* The device has lost its network, and knows it. */
void
step_by_hand_lost (Step *step, const Device *device)
{
  guint32 connection = device->collecting;

  if (connection == 0 || !step_real_is_by_hand (step, connection))
    return;
  forget (step, connection);
  network_abort (&step->world->network, step_network (step), connection, SIDE_CLIENT);
}

static void
tell_ended (Step *step, const RealSocket *ended, guint32 connection, gboolean reset)
{
  const WorldTap *tap = tap_of (step, ended);
  guint32 socket = ended->socket;

  forget (step, connection);
  if (tap != NULL)
    tap->ended (tap->data, socket, reset);
}

gboolean
step_real_event (Step *step, const NetEvent *event)
{
  const RealSocket *real = event->side == SIDE_CLIENT ? find_connection (step->world, event->connection) : NULL;
  g_autoptr (GBytes) octets = NULL;

  if (real == NULL)
    return FALSE;
  switch (event->kind)
    {
    case NET_CONNECTED:
      break;
    case NET_READABLE:
      octets = network_read (&step->world->network, step_network (step), event->connection, SIDE_CLIENT, G_MAXSIZE);
      if (octets != NULL && tap_of (step, real) != NULL)
        step->tap->octets (step->tap->data, real->socket, g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
      break;
    case NET_PEER_CLOSED:
      network_close (&step->world->network, step_network (step), event->connection, SIDE_CLIENT);
      tell_ended (step, real, event->connection, FALSE);
      break;
    case NET_RESET:
    case NET_GAVE_UP:
      tell_ended (step, real, event->connection, TRUE);
      break;
    case NET_CLOSED:
      tell_ended (step, real, event->connection, FALSE);
      break;
    }
  return TRUE;
}

gboolean
step_real_start_tls (Step *step, const Session *session)
{
  const RealSocket *real = find_connection (step->world, session->connection);

  if (tap_of (step, real) != NULL)
    step->tap->start_tls (step->tap->data, real->socket, session_io (session)->out_offset);
  /* Who types by hand has no TLS: the server waits for a handshake, and what is typed is none. */
  return real != NULL && !real->by_hand;
}

void
step_real_secrets (Step *step, const Session *session, const TraceLine *line, const TraceToken *tokens)
{
  const RealSocket *real = session->side == SIDE_SERVER ? find_connection (step->world, session->connection) : NULL;
  gboolean known = step->out.login_proved;

  if (tap_of (step, real) == NULL)
    return;
  if (line->kind == LINE_COMMAND)
    step->tap->secret (step->tap->data, real->socket, line->start, line->start, TRUE, FALSE);
  for (guint i = 0; i < line->n_tokens; i++)
    if (tokens[i].kind == TOKEN_SECRET)
      step->tap->secret (step->tap->data, real->socket, line->start + tokens[i].start,
                         line->start + tokens[i].start + tokens[i].length, FALSE, known);
  /* A mechanism may end with an empty line (RFC 5802 §5). */
  if (line->kind == LINE_CLIENT_DATA)
    step->tap->secret (step->tap->data, real->socket, line->end, line->end, FALSE, known);
}

static void
note_program (Step *step, const Session *session, guint32 device_id)
{
  const char *name = session->imap_server != NULL ? session->imap_server->client_name : NULL;
  Device *device = step_device (step, device_id);

  if (name == NULL || device == NULL || g_strcmp0 (name, device->program) == 0)
    return;
  g_free (device->program);
  device->program = g_strdup (name);
}

/* Nobody at the client's end knows what is a line, and what in it is secret, so it is told when the server knows. */
void
step_real_said (Step *step, const Session *session, const TraceEvent *arrived, const TraceToken *tokens)
{
  const RealSocket *real = session->side == SIDE_SERVER ? find_connection (step->world, session->connection) : NULL;
  const Connection *connection = real != NULL ? network_connection (&step->world->network, session->connection) : NULL;
  TraceEvent said = *arrived;

  if (connection == NULL)
    return;
  note_program (step, session, connection->client.id);
  said.line.arrived = FALSE;
  said.role = ROLE_CLIENT;
  said.place = connection->client;
  step_emit (step, &said, tokens);
}
