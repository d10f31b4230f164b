/* SPDX-License-Identifier: MIT */
#include "glossary.h"

#include <stddef.h>

const struct glossary_entry glossary[] = {
    {"health", "healthy", "It is as it should be."},
    {"health", "suspended", "Someone stopped it on purpose."},
    {"health", "progressing", "It is on its way, and has not been for too long."},
    {"health", "unknown", "The dumps do not tell, or use a word that no kind pack knows."},
    {"health", "degraded",
     "It works in part, waits for too long, or leans on something that is broken."},
    {"health", "deleted",
     "It is gone. It counts if it was seen to go, if something that is there names it, or if it "
     "was asked for by name."},
    {"health", "failed",
     "It does not work, or was not made as its manifest says, whatever its status is."},
    {"phase", "builder",
     "It went wrong while the manifest was made into the resource: nothing of it ran, and the "
     "manifest or what it names needs to be mended."},
    {"phase", "runtime", "It was built, and went wrong when it ran."},
    {"phase", "undetermined",
     "The dumps do not tell where it went wrong; the gaps name the commands that would."},
    {"class", "manifest", "What was asked for is wrong: a field, a name, a version, a query."},
    {"class", "runtime", "The program itself failed while it ran."},
    {"class", "data", "The data or its shape is not what was expected."},
    {"class", "dependency", "Something that it needs is broken; mend that first."},
    {"class", "external", "Something outside of the platform refused or did not answer."},
    {"class", "permission", "Access was refused: an identity, a secret or a right is missing."},
    {"class", "network", "A name, an address or a connection could not be had."},
    {"class", "capacity", "Memory, disk, processors or another limit was used up."},
    {"class", "infrastructure", "The platform below it failed: a node, an image, a volume."},
    {"class", "deleted", "It was taken away."},
    {"class", "unknown", "No rule tells what kind of cause it has."},
    {"class", "note", "A remark; nothing is wrong by it."},
    {"class", "benign", "It looks like an error and is none."},
    {NULL, NULL, NULL},
};
