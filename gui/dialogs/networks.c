#include "dialogs/networks.h"

#include <glib/gi18n.h>

#include "journal/action-spec.h"

#define MS G_TIME_SPAN_MILLISECOND
#define KBIT (G_GUINT64_CONSTANT (1000))
#define MBIT (G_GUINT64_CONSTANT (1000000))

static const struct {
  const char *label;
  LinkSettings settings;
} networks[] = {
  { N_("Fibre"), { 5 * MS, 300 * MBIT, 0, TRUE } },
  { N_("Office Wi-Fi"), { 10 * MS, 50 * MBIT, 0, TRUE } },
  { N_("Good Mobile Network"), { 45 * MS, 6 * MBIT, 0, TRUE } },
  { N_("Village, 3G"), { 300 * MS, 256 * KBIT, 10000, TRUE } },
  { N_("Train with Tunnels"), { 400 * MS, 128 * KBIT, 100000, TRUE } },
  { N_("Satellite"), { 280 * MS, 10 * MBIT, 5000, TRUE } },
};

guint
networks_count (void)
{
  return G_N_ELEMENTS (networks);
}

const char *
network_label (guint index)
{
  g_assert (index < G_N_ELEMENTS (networks));
  return _(networks[index].label);
}

void
network_settings (guint index, LinkSettings *settings)
{
  g_assert (index < G_N_ELEMENTS (networks));
  *settings = networks[index].settings;
}

int
network_find (const LinkSettings *settings)
{
  for (guint i = 0; i < G_N_ELEMENTS (networks); i++)
    if (networks[i].settings.latency == settings->latency && networks[i].settings.bandwidth == settings->bandwidth
        && networks[i].settings.loss_ppm == settings->loss_ppm)
      return (int) i;
  return -1;
}

/* As a journal has it. Caller owns. */
static char *
dup_option (const LinkSettings *settings, const char *option)
{
  g_autoptr (Action) action = action_new (ACTION_LINK);
  GString *out = g_string_new (NULL);

  action->link = *settings;
  option_format (action_spec_option (action_spec_get (ACTION_LINK), option), action, out);
  return g_string_free (out, FALSE);
}

char *
network_dup_value (const LinkSettings *settings, const char *option)
{
  double bits = (double) settings->bandwidth;

  if (g_str_equal (option, "latency"))
    return g_strdup_printf (_("%g ms"), (double) settings->latency / MS);
  if (g_str_equal (option, "loss"))
    return g_strdup_printf (_("%g%%"), settings->loss_ppm / 1e4);
  if (settings->bandwidth == 0)
    return g_strdup (_("No limit"));
  if (bits < 1e6)
    return g_strdup_printf (_("%g kbit/s"), bits / 1e3);
  return bits < 1e9 ? g_strdup_printf (_("%g Mbit/s"), bits / 1e6) : g_strdup_printf (_("%g Gbit/s"), bits / 1e9);
}

char *
network_dup_options (const LinkSettings *settings)
{
  g_autofree char *latency = dup_option (settings, "latency");
  g_autofree char *bandwidth = dup_option (settings, "bandwidth");
  g_autofree char *loss = dup_option (settings, "loss");

  return g_strdup_printf ("latency=%s bandwidth=%s loss=%s", latency, bandwidth, loss);
}
