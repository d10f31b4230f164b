/* SPDX-License-Identifier: MIT */
/** What the words of a report mean: healths, phases and classes. Constant. [any-thread] */
#ifndef INQ_GLOSSARY_H
#define INQ_GLOSSARY_H

/** A word may stand for several things: `runtime` is a phase and a class. */
struct glossary_entry {
    const char *what; /* health, phase or class */
    const char *word;
    const char *text; /* a sentence */
};

/** Healths from best to worst, then phases, then classes; the last one has a NULL word. */
extern const struct glossary_entry glossary[];

#endif
