/* SPDX-License-Identifier: MIT */
/* Several tables of one capture about one resource: a heading names it, each of the others tells a
 * part, and all they tell becomes one observation when something else begins. */
#include "builder.h"
#include "record.h"
#include "str.h"

#define JOINT_FACTS 200 /* an observation takes 255 */

static bool keep(struct inq_ctx *job, inq_str *s)
{
    if (!s->ptr)
        return true;
    char *copy = arena_raw(&job->part->arena, s->len + 1, 1);
    if (!copy)
        return false;
    if (s->len)
        memcpy(copy, s->ptr, s->len);
    *s = (inq_str){copy, s->len};
    return true;
}

static bool keep_identity(struct inq_ctx *job, struct identity *id)
{
    return keep(job, &id->name) && keep(job, &id->type) && keep(job, &id->version) &&
           keep(job, &id->workspace);
}

static bool make_room(struct inq_ctx *job)
{
    struct joint *j = &job->builder->joint;
    if (j->facts)
        return true;
    j->facts = arena_alloc(&job->part->arena, JOINT_FACTS * sizeof *j->facts, 0);
    j->forms = arena_alloc(&job->part->arena, JOINT_FACTS * sizeof(const struct form *), 0);
    return j->facts && j->forms;
}

bool joint_begin(struct inq_ctx *job, const struct subject *subject)
{
    struct joint *j = &job->builder->joint;
    if (record_end_joint(job) != INQ_OK || !make_room(job))
        return false;
    *j = (struct joint){.facts = j->facts, .forms = j->forms, .subject = *subject, .open = true};
    return keep_identity(job, &j->subject.identity) && keep(job, &j->subject.owner);
}

bool joint_list(struct inq_ctx *job, const struct identity *member)
{
    job->builder->joint.member = *member;
    return keep_identity(job, &job->builder->joint.member);
}

bool joint_default(struct inq_ctx *job, uint64_t offset)
{
    struct joint *j = &job->builder->joint;
    const struct subject asked = {.offset = offset, .table = true, .identified = true};
    if (j->open)
        return true;
    if (!joint_begin(job, &asked))
        return false;
    complete_identity(job, &j->subject, job->builder->n_held);
    return true;
}

static void tell_full(struct inq_ctx *job, const struct held *first)
{
    struct joint *j = &job->builder->joint;
    if (!j->told_full)
        job_diag(job, 309, first->offset, "more is told of one resource than is kept");
    j->told_full = true;
}

bool joint_take(struct inq_ctx *job, size_t base)
{
    struct builder *b = job->builder;
    struct joint *j = &b->joint;
    const size_t n = b->n_held - base;
    bool taken = true;
    if (!n || !j->open || n > JOINT_FACTS - j->n) {
        if (n && j->open)
            tell_full(job, &b->held[base]);
        drop_held(b, base);
        return true;
    }
    for (size_t i = base; i < b->n_held; i++)
        locate(job, &b->held[i]);
    j->slices = take_slices(job, &job->part->arena, base, j->slices, true);
    for (size_t i = base; i < b->n_held && taken; i++) {
        struct held *h = &j->facts[j->n];
        *h = b->held[i];
        h->settled = h->many = true;
        j->forms[j->n++] = b->table.form;
        taken = keep(job, &h->value);
    }
    drop_held(b, base);
    return taken;
}

void joint_renew(struct inq_ctx *job, const struct form *form)
{
    struct joint *j = &job->builder->joint;
    size_t n = 0;
    for (size_t i = 0; j->open && i < j->n; i++)
        if (j->forms[i] != form) {
            j->facts[n] = j->facts[i];
            j->forms[n++] = j->forms[i];
        }
    j->n = n;
}

inq_status record_end_joint(struct inq_ctx *job)
{
    struct builder *b = job->builder;
    struct joint *j = &b->joint;
    struct slice *const early = b->early;
    const size_t base = b->n_held;
    if (!j->open)
        return INQ_OK;
    j->open = false;
    for (size_t i = 0; i < j->n; i++) {
        if (b->n_held == b->held_cap &&
            !ARENA_GROW(&job->part->arena, b->held, b->held_cap, b->n_held))
            return INQ_ENOMEM;
        b->held[b->n_held++] = j->facts[i];
    }
    b->early = j->slices;
    const inq_status status = j->n ? observe(job, &j->subject, base) : INQ_OK;
    b->early = early;
    return status;
}
