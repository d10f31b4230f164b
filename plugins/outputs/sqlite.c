/* SPDX-License-Identifier: MIT */
/*
 * sqlite: the report as rows of a database that grows by one report with every run, so that SQL
 * can ask since when something is broken. A run is one transaction under SQLite's own journal:
 * the file has all of a report or is as it was. What is there must be such a database, known by
 * its application_id and user_version; nothing else is ever written to.
 */
#include "plugins/lib/report_names.h"

#include <sqlite3.h>

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION 0x496e7173 /* Inqs */
#define LAYOUT 1               /* user_version */
#define PATIENCE 10000         /* milliseconds to wait for another run */
#define MANY_RESOURCES 10000

/* ---- the layout --------------------------------------------------------------------------- */

#define OF_REPORT "report INTEGER NOT NULL REFERENCES reports(id) ON DELETE CASCADE, "
#define OF_RESOURCE "report INTEGER NOT NULL, resource INTEGER NOT NULL, n INTEGER NOT NULL, "
#define KEY_OF_RESOURCE                                                                            \
    ", PRIMARY KEY(report, resource, n), FOREIGN KEY(report, resource) "                           \
    "REFERENCES resources(report, n) ON DELETE CASCADE) WITHOUT ROWID"
#define OF_FINDING "report INTEGER NOT NULL, finding INTEGER NOT NULL, n INTEGER NOT NULL, "
#define KEY_OF_FINDING                                                                             \
    ", PRIMARY KEY(report, finding, n), FOREIGN KEY(report, finding) "                             \
    "REFERENCES findings(report, n) ON DELETE CASCADE) WITHOUT ROWID"
#define PLACE                                                                                      \
    "input TEXT, line INTEGER, \"column\" INTEGER, path TEXT, fact TEXT, value TEXT, "             \
    "supports TEXT, excerpt_line INTEGER, excerpt TEXT"

/* Without statistics SQLite takes the key of a whole report for as good as an index: views say. */
static const char *const layout[] = {
    "CREATE TABLE reports(id INTEGER PRIMARY KEY, tool TEXT, version TEXT, as_of TEXT, "
    "as_of_by TEXT, partial INTEGER NOT NULL, resources INTEGER NOT NULL, roots INTEGER NOT NULL, "
    "tombstones INTEGER NOT NULL)",
    "CREATE TABLE inputs(" OF_REPORT "n INTEGER NOT NULL, path TEXT, format TEXT, "
    "captured_at TEXT, captured_by TEXT, observations INTEGER, resources INTEGER, "
    "PRIMARY KEY(report, n)) WITHOUT ROWID",
    "CREATE TABLE resources(" OF_REPORT "n INTEGER NOT NULL, id TEXT NOT NULL, type TEXT, "
    "version TEXT, name TEXT, workspace TEXT, owner TEXT, status TEXT, runtime TEXT, "
    "builder_stage TEXT, builder_wanted INTEGER, builder_processed INTEGER, builder_info TEXT, "
    "health TEXT NOT NULL, reason TEXT, phase TEXT, class TEXT, confidence TEXT, since_at TEXT, "
    "since_after TEXT, root TEXT, via TEXT, via_why TEXT, counted INTEGER NOT NULL, "
    "suppressed INTEGER NOT NULL, PRIMARY KEY(report, n)) WITHOUT ROWID",
    "CREATE TABLE facts(" OF_RESOURCE PLACE KEY_OF_RESOURCE,
    "CREATE TABLE relations(" OF_RESOURCE "target TEXT, kind TEXT, why TEXT" KEY_OF_RESOURCE,
    "CREATE TABLE at_risk(" OF_RESOURCE "id TEXT" KEY_OF_RESOURCE,
    "CREATE TABLE gaps(" OF_RESOURCE "text TEXT" KEY_OF_RESOURCE,
    "CREATE TABLE findings(" OF_REPORT "n INTEGER NOT NULL, resource INTEGER, rule TEXT NOT NULL, "
    "signature TEXT, severity TEXT, phase TEXT, class TEXT, confidence TEXT, "
    "hypothesis INTEGER NOT NULL, title TEXT, remedy TEXT, source TEXT, PRIMARY KEY(report, n), "
    "FOREIGN KEY(report, resource) REFERENCES resources(report, n) ON DELETE CASCADE) "
    "WITHOUT ROWID",
    "CREATE TABLE basis(" OF_FINDING "side TEXT, text TEXT" KEY_OF_FINDING,
    "CREATE TABLE evidence(" OF_FINDING PLACE KEY_OF_FINDING,
    "CREATE TABLE diagnostics(" OF_REPORT "n INTEGER NOT NULL, code TEXT NOT NULL, level TEXT, "
    "input TEXT, line INTEGER, \"column\" INTEGER, message TEXT, hint TEXT, "
    "PRIMARY KEY(report, n)) WITHOUT ROWID",
    "CREATE TABLE suppressed(" OF_REPORT "n INTEGER NOT NULL, resource TEXT, rule TEXT, "
    "reason TEXT, owner TEXT, expires TEXT, PRIMARY KEY(report, n)) WITHOUT ROWID",
    "CREATE TABLE baseline(" OF_REPORT "n INTEGER NOT NULL, id TEXT, new INTEGER NOT NULL, "
    "PRIMARY KEY(report, n)) WITHOUT ROWID",
    "CREATE INDEX resources_by_id ON resources(id, report)",
    "CREATE INDEX resources_by_root ON resources(root, report) WHERE root IS NOT NULL",
    "CREATE INDEX findings_by_resource ON findings(report, resource)",
    "CREATE INDEX findings_by_rule ON findings(rule, report)",
    "CREATE VIEW latest AS SELECT * FROM resources WHERE report = (SELECT max(id) FROM reports)",
    "CREATE VIEW previous AS SELECT * FROM resources WHERE report = (SELECT max(id) FROM reports "
    "WHERE id < (SELECT max(id) FROM reports))",
    "CREATE VIEW broken_now AS SELECT r.id, r.health, r.phase, r.class, r.reason, f.title AS "
    "cause, "
    "f.remedy, r.root, r.since_at, r.since_after, r.report, r.n FROM latest r "
    "LEFT JOIN findings f INDEXED BY findings_by_resource ON f.report = r.report AND f.resource = "
    "r.n AND f.hypothesis = 1 "
    "WHERE r.health IN ('degraded', 'deleted', 'failed') AND r.counted AND NOT r.suppressed",
    "CREATE VIEW broken_since AS SELECT b.id, b.health, b.since_at, b.since_after, "
    "p.id AS report, p.as_of FROM broken_now b JOIN reports p ON p.id = "
    "(SELECT min(bad.report) FROM resources bad WHERE bad.id = b.id AND bad.report > coalesce("
    "(SELECT max(well.report) FROM resources well WHERE well.id = b.id "
    "AND well.health NOT IN ('degraded', 'deleted', 'failed')), 0))",
    "CREATE VIEW roots AS SELECT r.id, r.health, r.cause, r.remedy, s.id AS symptom, "
    "s.health AS symptom_health, s.via, s.via_why FROM broken_now r "
    "LEFT JOIN resources s INDEXED BY resources_by_root ON s.root = r.id AND s.report = r.report "
    "WHERE r.root IS NULL",
    "CREATE VIEW history AS SELECT r.id, r.report, p.as_of, r.health, r.status, r.runtime, r.root "
    "FROM resources r JOIN reports p ON p.id = r.report",
    "CREATE VIEW changes AS SELECT a.id, b.health AS was, a.health AS \"is\" FROM latest a "
    "LEFT JOIN resources b INDEXED BY resources_by_id ON b.id = a.id AND b.report = "
    "(SELECT max(id) FROM reports WHERE id < a.report) WHERE b.health IS NOT a.health UNION ALL "
    "SELECT b.id, b.health, NULL FROM previous b "
    "WHERE NOT EXISTS (SELECT 1 FROM resources a INDEXED BY resources_by_id WHERE a.id = b.id "
    "AND a.report = (SELECT max(id) FROM reports))",
};
#define N_LAYOUT (sizeof layout / sizeof layout[0])

enum table {
    REPORTS,
    INPUTS,
    RESOURCES,
    FACTS,
    RELATIONS,
    AT_RISK,
    GAPS,
    FINDINGS,
    BASIS,
    EVIDENCE,
    DIAGNOSTICS,
    SUPPRESSED,
    BASELINE,
    N_TABLES
};

/* A finding names its resource by its id; the row wants its number. */
#define NUMBER_OF(id) "(SELECT min(n) FROM resources WHERE id = " id " AND report = ?1)"

/* Rows of the two long tables are read from a virtual one: one statement for all of them costs half
 * of one for each. OR FAIL, because a failure undoes the whole report anyway. */
#define FEED "inquest_rows"
#define FEED_COLUMNS "c0,c1,c2,c3,c4,c5,c6,c7,c8,c9,c10,c11"
#define FEED_MORE ",c12,c13,c14,c15,c16,c17,c18,c19,c20,c21,c22,c23,c24,c25"
#define MOST_CELLS 26

static const char *const inserts[N_TABLES] = {
    [REPORTS] = "INSERT INTO reports VALUES(?,?,?,?,?,?,?,?,?)",
    [INPUTS] = "INSERT INTO inputs VALUES(?,?,?,?,?,?,?,?)",
    [RESOURCES] = "INSERT OR FAIL INTO resources SELECT " FEED_COLUMNS FEED_MORE " FROM " FEED,
    [FACTS] = "INSERT OR FAIL INTO facts SELECT " FEED_COLUMNS " FROM " FEED,
    [RELATIONS] = "INSERT INTO relations VALUES(?,?,?,?,?,?)",
    [AT_RISK] = "INSERT INTO at_risk VALUES(?,?,?,?)",
    [GAPS] = "INSERT INTO gaps VALUES(?,?,?,?)",
    [FINDINGS] =
        "INSERT INTO findings VALUES(?1,?2," NUMBER_OF("?3") ",?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)",
    [BASIS] = "INSERT INTO basis VALUES(?,?,?,?,?)",
    [EVIDENCE] = "INSERT INTO evidence VALUES(?,?,?,?,?,?,?,?,?,?,?,?)",
    [DIAGNOSTICS] = "INSERT INTO diagnostics VALUES(?,?,?,?,?,?,?,?,?)",
    [SUPPRESSED] = "INSERT INTO suppressed VALUES(?,?,?,?,?,?,?)",
    [BASELINE] = "INSERT INTO baseline VALUES(?,?,?,?)",
};

/* ---- a run -------------------------------------------------------------------------------- */

/* What stands in a column of the row that is being filled; NULL without text and number. */
struct cell {
    inq_str text;
    sqlite3_int64 number;
    bool is_number;
};

struct book {
    inq_ctx *ctx;
    const inq_host *host;
    sqlite3 *db;
    sqlite3_stmt *insert[N_TABLES];
    sqlite3_stmt *row; /* that is being filled */
    struct cell cells[MOST_CELLS];
    size_t at;                       /* the next of them */
    bool (*next_row)(struct book *); /* of the feed: fills it; false at the end */
    bool fed, more;                  /* the feed was asked; there is a row */
    const inq_report *from;
    const inq_resource *resource; /* the feed is at */
    size_t cursor, n_resources, n_evidence;
    uint64_t report; /* id of this report */
    char *room;      /* for the lines of an excerpt */
    size_t room_size;
    bool made;         /* there was no such file before */
    bool laid_out;     /* all that is in it came by this run */
    inq_status status; /* the first failure */
};

static const char no_such[] = "it is there and no database of inquest; it was left as it is";

/* The first failure is the one that is told. */
static bool fail(struct book *b, const char *why)
{
    if (b->status == INQ_OK) {
        b->status = INQ_EIO;
        b->host->diag(b->ctx, 701, 0, "%s", why);
    }
    return false;
}

static bool fail_as_sqlite_says(struct book *b)
{
    const int error = b->db ? sqlite3_system_errno(b->db) : 0;
    const int code = sqlite3_errcode(b->db);
    if (code == SQLITE_NOMEM && b->status == INQ_OK)
        b->status = INQ_ENOMEM;
    if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && error)
        return fail(b, strerror(error));
    return fail(b, code == SQLITE_NOTADB ? no_such : sqlite3_errmsg(b->db));
}

static bool ran(struct book *b, const char *sql)
{
    return b->status == INQ_OK &&
           (sqlite3_exec(b->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail_as_sqlite_says(b));
}

/* The answer to a question that has one row of one number. */
static bool asked(struct book *b, const char *sql, sqlite3_int64 *answer)
{
    sqlite3_stmt *question = NULL;
    const bool ready = sqlite3_prepare_v2(b->db, sql, -1, &question, NULL) == SQLITE_OK &&
                       sqlite3_step(question) == SQLITE_ROW;
    *answer = ready ? sqlite3_column_int64(question, 0) : 0;
    if (!ready)
        fail_as_sqlite_says(b);
    sqlite3_finalize(question);
    return ready;
}

/* ---- opening ------------------------------------------------------------------------------ */

static bool is_ours(struct book *b)
{
    sqlite3_int64 application, version;
    if (!asked(b, "PRAGMA application_id", &application) ||
        !asked(b, "PRAGMA user_version", &version))
        return false;
    if (application != APPLICATION)
        return fail(b, no_such);
    return version == LAYOUT ||
           fail(b, "it has the layout of another version of inquest; it was left as it is");
}

/* SQLite takes some names for something else: an empty one, :memory:, file:. */
static char *plain_name(struct book *b, const char *path)
{
    const size_t n = strlen(path);
    char *name = b->host->alloc(b->ctx, n + 3, 1);
    if (!name) {
        b->status = INQ_ENOMEM;
        return NULL;
    }
    snprintf(name, n + 3, "%s%s", path[0] == '/' ? "" : "./", path);
    return name;
}

/* The name as a URI that opens the file without a lock, a journal or a thought of writing. */
static char *still_name(struct book *b, const char *name)
{
    static const char head[] = "file:", tail[] = "?immutable=1";
    const size_t size = sizeof head + sizeof tail + 3 * strlen(name);
    char *uri = b->host->alloc(b->ctx, size, 1);
    size_t n = sizeof head - 1;
    if (!uri) {
        b->status = INQ_ENOMEM;
        return NULL;
    }
    memcpy(uri, head, n);
    for (; *name; name++)
        n += (size_t)snprintf(uri + n, size - n, strchr("%?#", *name) ? "%%%02X" : "%c",
                              (unsigned)(unsigned char)*name);
    memcpy(uri + n, tail, sizeof tail);
    return uri;
}

/* Opening a database may already change it: what its journal holds is put back, or what it put
 * off is written. So another's is looked at first in a way that cannot. */
static bool looks_ours(struct book *b, const char *name)
{
    const char *uri = still_name(b, name);
    if (!uri)
        return false;
    const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    const bool opened = sqlite3_open_v2(uri, &b->db, flags, NULL) == SQLITE_OK;
    const bool ours = opened ? is_ours(b) : fail_as_sqlite_says(b);
    sqlite3_close(b->db);
    b->db = NULL;
    return ours;
}

/* The name of the journal; NULL when memory is out. */
static const char *journal_of(struct book *b, const char *name)
{
    const size_t n = strlen(name) + sizeof "-journal";
    char *journal = b->host->alloc(b->ctx, n, 1);
    if (journal)
        snprintf(journal, n, "%s-journal", name);
    return journal;
}

/* A run that was killed left a journal, and perhaps a file that is sound only with it. */
static bool has_journal(struct book *b, const char *name)
{
    const char *journal = journal_of(b, name);
    struct stat st;
    return journal && stat(journal, &st) == 0;
}

static bool may_open(struct book *b, const char *name)
{
    struct stat st;
    if (stat(name, &st) != 0) {
        b->made = errno == ENOENT;
        return b->made || fail(b, strerror(errno));
    }
    if (!S_ISREG(st.st_mode))
        return fail(b, "it is no regular file");
    return st.st_size == 0 || has_journal(b, name) || looks_ours(b, name);
}

/* The file may come from anywhere: nothing in it is to run by itself. */
static bool open_database(struct book *b, const char *name)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(name, &b->db, flags, NULL) != SQLITE_OK)
        return fail_as_sqlite_says(b);
    sqlite3_busy_timeout(b->db, PATIENCE);
    sqlite3_db_config(b->db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    sqlite3_db_config(b->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)NULL);
    sqlite3_db_config(b->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    /* Of a new file. Long pages cost less for each row, but every table has one at least. */
    const bool is_long = b->from->n_resources >= MANY_RESOURCES;
    return ran(b, is_long ? "PRAGMA page_size = 32768" : "PRAGMA page_size = 4096") &&
           ran(b, "PRAGMA foreign_keys = OFF") && ran(b, "PRAGMA temp_store = MEMORY") &&
           ran(b, "PRAGMA cache_size = -8192") && ran(b, "BEGIN IMMEDIATE");
}

static bool is_empty(const char *name)
{
    struct stat st;
    return stat(name, &st) == 0 && st.st_size == 0;
}

static bool lay_out(struct book *b)
{
    char pragmas[96];
    snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             APPLICATION, LAYOUT);
    bool done = ran(b, pragmas);
    for (size_t i = 0; i < N_LAYOUT && done; i++)
        done = ran(b, layout[i]);
    return done;
}

static const sqlite3_module feed_module;

static bool prepare(struct book *b)
{
    if (sqlite3_create_module(b->db, FEED, &feed_module, b) != SQLITE_OK)
        return fail_as_sqlite_says(b);
    for (size_t i = 0; i < N_TABLES; i++)
        if (sqlite3_prepare_v3(b->db, inserts[i], -1, SQLITE_PREPARE_PERSISTENT, &b->insert[i],
                               NULL) != SQLITE_OK)
            return fail_as_sqlite_says(b);
    return true;
}

static bool begin(struct book *b, const char *name)
{
    sqlite3_int64 last;
    if (!may_open(b, name) || !open_database(b, name))
        return false;
    b->laid_out = is_empty(name);
    if (!(b->laid_out ? lay_out(b) : is_ours(b)) || !prepare(b) ||
        !asked(b, "SELECT coalesce(max(id), 0) FROM reports", &last))
        return false;
    if (last < 0 || last == INT64_MAX)
        return fail(b, "it has no room for another report");
    b->report = (uint64_t)last + 1;
    return true;
}

/* A file that this run has made, and what it was made with. */
static void take_back(struct book *b, const char *name)
{
    const char *journal = journal_of(b, name);
    unlink(name);
    if (journal)
        unlink(journal);
}

static void end(struct book *b, const char *name)
{
    for (size_t i = 0; i < N_TABLES; i++)
        sqlite3_finalize(b->insert[i]);
    if (!ran(b, "COMMIT") && b->db) {
        sqlite3_exec(b->db, "ROLLBACK", NULL, NULL, NULL);
        /* Where writing failed midway, the journal is put back by who reads next. */
        sqlite3_exec(b->db, "SELECT count(*) FROM sqlite_master", NULL, NULL, NULL);
    }
    sqlite3_close(b->db);
    if (b->status != INQ_OK && b->made && (b->laid_out || is_empty(name)))
        take_back(b, name);
}

/* ---- rows --------------------------------------------------------------------------------- */

static void number(struct book *b, uint64_t n)
{
    const sqlite3_int64 most = n < INT64_MAX ? (sqlite3_int64)n : INT64_MAX;
    b->cells[b->at++] = (struct cell){.number = most, .is_number = true};
}

/* Many functions of SQL see a text only up to a NUL. */
static inq_str without_nul(struct book *b, inq_str text)
{
    static const char replacement[] = {'\xef', '\xbf', '\xbd'};
    char *to = b->host->alloc(b->ctx, sizeof replacement * text.len, 1);
    size_t n = 0;
    if (!to) {
        b->status = INQ_ENOMEM;
        return text;
    }
    for (size_t i = 0; i < text.len; i++) {
        const size_t size = text.ptr[i] ? 1 : sizeof replacement;
        memcpy(to + n, text.ptr[i] ? &text.ptr[i] : replacement, size);
        n += size;
    }
    return (inq_str){to, n};
}

static void string(struct book *b, inq_str text)
{
    if (text.len && memchr(text.ptr, 0, text.len))
        text = without_nul(b, text);
    b->cells[b->at++] = (struct cell){.text = text};
}

static void word(struct book *b, const char *text)
{
    b->cells[b->at++] = (struct cell){.text = {text, text ? strlen(text) : 0}};
}

/* The first column is the report. */
static void row(struct book *b, enum table table)
{
    b->row = b->insert[table];
    b->at = 0;
    number(b, b->report);
}

static void bind(sqlite3_stmt *row, int at, const struct cell *c)
{
    if (c->is_number)
        sqlite3_bind_int64(row, at, c->number);
    else if (c->text.ptr)
        sqlite3_bind_text64(row, at, c->text.ptr, c->text.len, SQLITE_STATIC, SQLITE_UTF8);
    else
        sqlite3_bind_null(row, at);
}

static void put(struct book *b)
{
    for (size_t i = 0; i < b->at; i++)
        bind(b->row, (int)i + 1, &b->cells[i]);
    if (b->status == INQ_OK && sqlite3_step(b->row) != SQLITE_DONE)
        fail_as_sqlite_says(b);
    sqlite3_reset(b->row);
}

/* A place in a list of a resource or a finding. */
static void row_of(struct book *b, enum table table, size_t owner, size_t n)
{
    row(b, table);
    number(b, owner);
    number(b, n);
}

/* ---- the feed: a virtual table whose rows next_row() fills ---------------------------------- */

struct feed {
    sqlite3_vtab base;
    struct book *book;
};

/* NOLINTNEXTLINE(readability-function-size): SQLite says what it takes. */
static int feed_connect(sqlite3 *db, void *book, int argc, const char *const *argv,
                        sqlite3_vtab **feed, char **why)
{
    (void)argc, (void)argv, (void)why;
    const int code = sqlite3_declare_vtab(db, "CREATE TABLE t(" FEED_COLUMNS FEED_MORE ")");
    struct feed *f = code == SQLITE_OK ? sqlite3_malloc(sizeof *f) : NULL;
    if (!f)
        return code == SQLITE_OK ? SQLITE_NOMEM : code;
    *f = (struct feed){.book = book};
    *feed = &f->base;
    return SQLITE_OK;
}

static int feed_disconnect(sqlite3_vtab *feed)
{
    sqlite3_free(feed);
    return SQLITE_OK;
}

static int feed_plan(sqlite3_vtab *feed, sqlite3_index_info *plan)
{
    (void)feed, (void)plan;
    return SQLITE_OK;
}

static int feed_open(sqlite3_vtab *feed, sqlite3_vtab_cursor **cursor)
{
    (void)feed;
    *cursor = sqlite3_malloc(sizeof **cursor);
    return *cursor ? SQLITE_OK : SQLITE_NOMEM;
}

static int feed_close(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static struct book *fed_by(const sqlite3_vtab_cursor *cursor)
{
    return ((const struct feed *)(const void *)cursor->pVtab)->book;
}

static int feed_next(sqlite3_vtab_cursor *cursor)
{
    struct book *b = fed_by(cursor);
    b->more = b->status == INQ_OK && b->next_row(b) && b->status == INQ_OK;
    return SQLITE_OK;
}

static int feed_first(sqlite3_vtab_cursor *cursor, int plan, const char *name, int argc,
                      sqlite3_value **argv)
{
    (void)plan, (void)name, (void)argc, (void)argv;
    fed_by(cursor)->fed = true;
    return feed_next(cursor);
}

static int feed_ends(sqlite3_vtab_cursor *cursor)
{
    return !fed_by(cursor)->more;
}

static int feed_cell(sqlite3_vtab_cursor *cursor, sqlite3_context *to, int at)
{
    const struct cell *c = &fed_by(cursor)->cells[at];
    if (c->is_number)
        sqlite3_result_int64(to, c->number);
    else if (c->text.ptr)
        sqlite3_result_text64(to, c->text.ptr, c->text.len, SQLITE_STATIC, SQLITE_UTF8);
    return SQLITE_OK;
}

static int feed_number(sqlite3_vtab_cursor *cursor, sqlite3_int64 *number)
{
    (void)cursor;
    *number = 0;
    return SQLITE_OK;
}

static const sqlite3_module feed_module = {
    .xConnect = feed_connect,
    .xBestIndex = feed_plan,
    .xDisconnect = feed_disconnect,
    .xOpen = feed_open,
    .xClose = feed_close,
    .xFilter = feed_first,
    .xNext = feed_next,
    .xEof = feed_ends,
    .xColumn = feed_cell,
    .xRowid = feed_number,
};

static void feed_into(struct book *b, enum table table, bool (*next_row)(struct book *))
{
    b->next_row = next_row;
    b->fed = false;
    b->resource = NULL;
    b->cursor = b->n_resources = 0;
    if (b->status != INQ_OK)
        return;
    if (sqlite3_step(b->insert[table]) != SQLITE_DONE)
        fail_as_sqlite_says(b);
    else if (!b->fed) /* the file has a table of this name */
        fail(b, no_such);
    sqlite3_reset(b->insert[table]);
}

/* ---- what is written ---------------------------------------------------------------------- */

static bool make_room(struct book *b, size_t size)
{
    if (size <= b->room_size)
        return true;
    b->room = b->host->alloc(b->ctx, 2 * size, 1);
    b->room_size = b->room ? 2 * size : 0;
    if (!b->room)
        b->status = INQ_ENOMEM;
    return b->room;
}

/* The lines with newlines between them. */
static void excerpt(struct book *b, const inq_excerpt *x)
{
    size_t size = 0, n = 0;
    for (size_t i = 0; x && i < x->n_text; i++)
        size += x->text[i].len + 1;
    if (!size || !make_room(b, size)) {
        string(b, (inq_str){NULL, 0});
        string(b, (inq_str){NULL, 0});
        return;
    }
    for (size_t i = 0; i < x->n_text; i++) {
        if (x->text[i].len)
            memcpy(b->room + n, x->text[i].ptr, x->text[i].len);
        n += x->text[i].len;
        b->room[n++] = '\n';
    }
    number(b, x->first_line);
    string(b, (inq_str){b->room, n - 1});
}

static void write_proof(struct book *b, const inq_evidence *e)
{
    string(b, e->input);
    number(b, e->line);
    number(b, e->column);
    string(b, e->path);
    string(b, e->fact);
    string(b, e->value);
    word(b, report_supports_name(e->supports));
    excerpt(b, e->excerpt);
}

static void write_report(struct book *b, const inq_report *r)
{
    row(b, REPORTS);
    string(b, r->tool);
    string(b, r->version);
    string(b, r->as_of);
    string(b, r->as_of_by);
    number(b, r->partial);
    number(b, r->n_resources);
    number(b, r->n_roots);
    number(b, r->n_tombstones);
    put(b);
}

static void write_inputs(struct book *b, const inq_report *r)
{
    for (size_t i = 0; i < r->n_inputs && b->status == INQ_OK; i++) {
        const inq_input_info *in = r->inputs[i];
        row(b, INPUTS);
        number(b, i);
        string(b, in->path);
        string(b, in->format);
        string(b, in->captured_at);
        string(b, in->captured_by);
        number(b, in->observations);
        number(b, in->resources);
        put(b);
    }
}

static inq_str id_of(const inq_resource *r)
{
    return r ? r->id : (inq_str){NULL, 0};
}

static void write_identity(struct book *b, const inq_resource *r)
{
    string(b, r->id);
    string(b, r->type);
    string(b, r->version);
    string(b, r->name);
    string(b, r->workspace);
    string(b, r->owner);
    string(b, r->status);
    string(b, r->runtime);
    string(b, r->builder_stage);
    string(b, r->builder_wanted);
    string(b, r->builder_processed);
    string(b, r->builder_info);
}

static void write_diagnosis(struct book *b, const inq_resource *r)
{
    word(b, report_health_name(r->health));
    string(b, r->reason);
    word(b, report_phase_name(r->phase));
    string(b, r->klass);
    word(b, r->phase == INQ_PHASE_NONE ? NULL : report_confidence_name(r->confidence));
    string(b, r->since_at);
    string(b, r->since_after);
    string(b, id_of(r->root));
    string(b, id_of(r->via));
    string(b, r->via_why);
    number(b, r->counted);
    number(b, r->suppressed);
}

static void write_list(struct book *b, enum table table, size_t owner, const inq_str *texts,
                       size_t n)
{
    for (size_t i = 0; i < n && b->status == INQ_OK; i++) {
        row_of(b, table, owner, i);
        string(b, texts[i]);
        put(b);
    }
}

static void write_relations(struct book *b, const inq_resource *r, size_t owner)
{
    for (size_t i = 0; i < r->n_relations && b->status == INQ_OK; i++) {
        row_of(b, RELATIONS, owner, i);
        string(b, r->relations[i]->to);
        string(b, r->relations[i]->kind);
        string(b, r->relations[i]->why);
        put(b);
    }
}

static bool next_resource(struct book *b)
{
    const bool heads = b->from->size >= offsetof(inq_report, next_head) + sizeof b->from->next_head;
    const inq_resource *r = (heads ? b->from->next_head : b->from->next)(b->from, &b->cursor);
    if (!r)
        return false;
    row(b, RESOURCES);
    number(b, b->n_resources++);
    write_identity(b, r);
    write_diagnosis(b, r);
    return true;
}

/* The next fact of any resource. What else a resource has is written when it is come to. */
static bool next_fact(struct book *b)
{
    while (!b->resource || b->n_evidence == b->resource->n_evidence) {
        const inq_resource *r = b->resource = b->from->next(b->from, &b->cursor);
        if (!r || b->status != INQ_OK)
            return false;
        const size_t n = b->n_resources++;
        write_relations(b, r, n);
        write_list(b, AT_RISK, n, r->at_risk, r->n_at_risk);
        write_list(b, GAPS, n, r->gaps, r->n_gaps);
        b->n_evidence = 0;
    }
    row_of(b, FACTS, b->n_resources - 1, b->n_evidence);
    write_proof(b, b->resource->evidence[b->n_evidence++]);
    return true;
}

static void write_basis(struct book *b, const inq_finding *f, size_t owner)
{
    const struct {
        const char *side;
        const inq_str *texts;
        size_t n;
    } sides[] = {{"for", f->basis_for, f->n_basis_for},
                 {"against", f->basis_against, f->n_basis_against},
                 {"missing", f->basis_missing, f->n_basis_missing}};
    size_t n = 0;
    for (size_t s = 0; s < 3; s++)
        for (size_t i = 0; i < sides[s].n && b->status == INQ_OK; i++) {
            row_of(b, BASIS, owner, n++);
            word(b, sides[s].side);
            string(b, sides[s].texts[i]);
            put(b);
        }
}

static void write_finding(struct book *b, const inq_finding *f, size_t n)
{
    row(b, FINDINGS);
    number(b, n);
    string(b, f->resource);
    string(b, f->rule);
    string(b, f->signature);
    word(b, report_severity_name(f->severity));
    word(b, report_phase_name(f->phase));
    string(b, f->klass);
    word(b, report_confidence_name(f->confidence));
    number(b, f->hypothesis);
    string(b, f->title);
    string(b, f->remedy);
    string(b, f->source);
    put(b);
    write_basis(b, f, n);
    for (size_t i = 0; i < f->n_evidence && b->status == INQ_OK; i++) {
        row_of(b, EVIDENCE, n, i);
        write_proof(b, f->evidence[i]);
        put(b);
    }
}

static void place(struct book *b, uint32_t position)
{
    if (position)
        number(b, position);
    else
        string(b, (inq_str){NULL, 0});
}

static void write_diag(struct book *b, const inq_diag *d, size_t n)
{
    row(b, DIAGNOSTICS);
    number(b, n);
    string(b, d->code);
    word(b, report_level_name(d->level));
    string(b, d->input);
    place(b, d->line);
    place(b, d->column);
    string(b, d->message);
    string(b, d->hint);
    put(b);
}

static void write_suppressed(struct book *b, const inq_suppressed *s, size_t n)
{
    row(b, SUPPRESSED);
    number(b, n);
    string(b, s->resource);
    string(b, s->rule);
    string(b, s->reason);
    string(b, s->owner);
    string(b, s->expires);
    put(b);
}

static void write_baseline(struct book *b, const inq_baseline *base)
{
    for (size_t i = 0; base && i < base->n_fresh + base->n_known && b->status == INQ_OK; i++) {
        const bool fresh = i < base->n_fresh;
        row(b, BASELINE);
        number(b, i);
        string(b, fresh ? base->fresh[i] : base->known[i - base->n_fresh]);
        number(b, fresh);
        put(b);
    }
}

static void write_all(struct book *b, const inq_report *r)
{
    write_report(b, r);
    write_inputs(b, r);
    feed_into(b, RESOURCES, next_resource);
    feed_into(b, FACTS, next_fact);
    for (size_t i = 0; i < r->n_findings && b->status == INQ_OK; i++)
        write_finding(b, r->findings[i], i);
    for (size_t i = 0; i < r->n_diags && b->status == INQ_OK; i++)
        write_diag(b, r->diags[i], i);
    for (size_t i = 0; i < r->n_suppressed && b->status == INQ_OK; i++)
        write_suppressed(b, r->suppressed[i], i);
    write_baseline(b, r->baseline);
}

static inq_status emit_sqlite(inq_ctx *ctx, const inq_host *host, const inq_report *report,
                              const inq_writer *writer)
{
    struct book b = {.ctx = ctx, .host = host, .from = report};
    const bool knows = host->size >= offsetof(inq_host, file) + sizeof host->file;
    const char *path = knows ? host->file(ctx) : NULL;
    (void)writer;
    if (!path)
        return INQ_EBUG;
    const char *name = plain_name(&b, path);
    if (!name)
        return INQ_ENOMEM;
    if (begin(&b, name))
        write_all(&b, report);
    end(&b, name);
    return b.status;
}

static const inq_output sqlite_output = {
    .size = (uint32_t)sizeof(inq_output),
    .flags = INQ_OUTPUT_OWNS_FILE,
    .mime = "application/vnd.sqlite3",
    .suffix = "db",
    .emit = emit_sqlite,
};

INQ_PLUGIN(.id = "sqlite", .version = "0.1.0",
           .summary = "a database that grows by one report with every run", .license = "MIT",
           .output = &sqlite_output);
