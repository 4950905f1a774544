/* Services: what a server offers to real mail programs: protocols, each in the open (where STARTTLS may follow) and within
 * TLS. */
#pragma once

#include "gateway/gateway.h"

typedef struct {
  const char *name;    /* "imap", "imaps" */
  Protocol protocol;
  gboolean tls;        /* within TLS from the start */
} Service;

#define N_SERVICES 7u
extern const Service services[N_SERVICES];

/* A port for each service. In: 0 is a free one. Out: the one that it got; 0: it is left out. */
typedef struct {
  guint16 ports[N_SERVICES];
  gboolean without[N_SERVICES];
} ServicePorts;

/* FALSE: *failed is the service that could not be offered. */
gboolean services_listen (Gateway *gateway, const char *address, ServicePorts *ports, guint *failed, GError **error);
