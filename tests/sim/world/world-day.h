/* A small day, for the tests of what is done to it. */
#pragma once

#include "world-lab.h"

#define ACCOUNT "account ada@kantor.example password=rahasia\n"
#define POP_LAPTOP ACCOUNT "device laptop account=ada protocol=pop3 keep=always\n"
#define POP_MOVER ACCOUNT "device laptop account=ada protocol=pop3 keep=never\n"
#define IMAP_LAPTOP ACCOUNT "device laptop account=ada protocol=imap full-copy=on\n"
#define LETTERS \
  "at 08:00 deliver from=budi@luar.example subject=\"Meeting\" size=3kB as=A\n" \
  "at 08:01 deliver from=citra@luar.example subject=\"Invoice\" size=9kB as=B\n"
