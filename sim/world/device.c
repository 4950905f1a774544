#include "world/device.h"

#include <string.h>

static const StateField armed_cut_fields[] = {
  STATE_FIELD (ArmedCut, armed, STATE_POD),
  STATE_FIELD (ArmedCut, how, STATE_POD),
  STATE_FIELD (ArmedCut, when, STATE_POD),
  STATE_FIELD (ArmedCut, event, STATE_POD),
  STATE_FIELD (ArmedCut, at, STATE_POD),
  STATE_FIELD (ArmedCut, connection, STATE_POD),
  STATE_FIELD (ArmedCut, octets, STATE_POD),
  STATE_FIELD (ArmedCut, verb, STATE_STR),
};

const StateType armed_cut_state = STATE_TYPE (ArmedCut, armed_cut_fields);

static const StateField device_fields[] = {
  STATE_FIELD (Device, name, STATE_STR),
  STATE_FIELD (Device, preset, STATE_STR),
  STATE_FIELD (Device, program, STATE_STR),
  STATE_FIELD (Device, password, STATE_STR),
  STATE_FIELD (Device, id, STATE_POD),
  STATE_FIELD (Device, account, STATE_POD),
  STATE_FIELD (Device, online, STATE_POD),
  STATE_FIELD (Device, collecting, STATE_POD),
  STATE_FIELD (Device, submitting, STATE_POD),
  STATE_FIELD (Device, wanted_check, STATE_POD),
  STATE_FIELD (Device, closed, STATE_POD),
  STATE_FIELD (Device, failures, STATE_POD),
  STATE_FIELD (Device, real, STATE_POD),
  STATE_FIELD (Device, removed, STATE_POD),
  STATE_FIELD (Device, policy, STATE_POD),
  STATE_FIELD_OF (Device, replica, STATE_REF, replica_state),
  STATE_FIELD_PODS (Device, opens, guint32),
  STATE_FIELD_OF (Device, cut, STATE_STRUCT, armed_cut_state),
};

const StateType device_state = STATE_TYPE (Device, device_fields);

Device *
device_new (guint32 id, const char *name, const char *preset, guint32 account, const DevicePolicy *policy)
{
  Device *device = g_new0 (Device, 1);

  device->name = g_strdup (name);
  device->preset = g_strdup (preset);
  device->id = id;
  device->account = account;
  device->online = TRUE;
  device->policy = *policy;
  device->replica = replica_new ();
  device->opens = g_array_new (FALSE, FALSE, sizeof (guint32));
  return device;
}

Place
device_place (const Device *device)
{
  return (Place) { PLACE_DEVICE, device->id };
}

gboolean
device_stays_connected (const Device *device)
{
  return device->policy.protocol == PROTOCOL_IMAP && device->policy.idle;
}

const ReplicaItem *
device_find_letter (const Device *device, guint32 letter, const ReplicaFolder **folder)
{
  const ReplicaItem *found = NULL;

  for (guint i = 0; i < device->replica->folders->len; i++)
    {
      const ReplicaFolder *here = device->replica->folders->pdata[i];
      gboolean trash = (here->special_use & SPECIAL_TRASH) != 0 || strcmp (here->name, "Trash") == 0;

      for (guint j = 0; j < here->items->len; j++)
        {
          const ReplicaItem *item = &g_array_index (here->items, ReplicaItem, j);

          if (item->letter != letter || item->hidden || (found != NULL && trash))
            continue;
          found = item;
          *folder = here;
          if (!trash)
            return found;
        }
    }
  return found;
}
