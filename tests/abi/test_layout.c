/* SPDX-License-Identifier: MIT */
/*
 * Freezes the binary interface of inquest.h at ABI 1.1 for LP64 machines: where each field of each
 * public struct lies, how wide it is, how large the struct is, and what each enumerator is worth.
 *
 * A line that is here never changes. A minor version appends fields to the end of a struct: add
 * their FIELD lines, raise the struct's SIZE and INQ_ABI_MINOR. Everything else is a new major.
 */
#include "inquest.h"

#define FIELD(type, field, offset, bytes)                                                          \
    _Static_assert(offsetof(type, field) == (offset) &&                                            \
                       sizeof(((const type *)0)->field) == (bytes),                                \
                   #type "." #field " has moved or changed its width")
#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " has changed its size")
#define VALUE(name, number) _Static_assert((int)(name) == (number), #name " has changed its value")

_Static_assert(sizeof(void *) == 8 && sizeof(long) == 8, "the numbers below are those of LP64");

/* inq_str */
FIELD(inq_str, ptr, 0, 8);
FIELD(inq_str, len, 8, 8);
SIZE(inq_str, 16);

/* inq_chunk */
FIELD(inq_chunk, ptr, 0, 8);
FIELD(inq_chunk, len, 8, 8);
FIELD(inq_chunk, offset, 16, 8);
SIZE(inq_chunk, 24);

/* inq_host */
FIELD(inq_host, size, 0, 4);
FIELD(inq_host, abi, 4, 4);
FIELD(inq_host, alloc, 8, 8);
FIELD(inq_host, resize, 16, 8);
FIELD(inq_host, read, 24, 8);
FIELD(inq_host, diag, 32, 8);
FIELD(inq_host, option, 40, 8);
FIELD(inq_host, seek, 48, 8);
FIELD(inq_host, file, 56, 8);
SIZE(inq_host, 64);

/* inq_sink */
FIELD(inq_sink, size, 0, 4);
FIELD(inq_sink, flags, 4, 4);
FIELD(inq_sink, doc, 8, 8);
FIELD(inq_sink, map, 16, 8);
FIELD(inq_sink, list, 24, 8);
FIELD(inq_sink, key, 32, 8);
FIELD(inq_sink, scalar, 40, 8);
FIELD(inq_sink, end, 48, 8);
FIELD(inq_sink, header, 56, 8);
FIELD(inq_sink, rows, 64, 8);
FIELD(inq_sink, line, 72, 8);
FIELD(inq_sink, lines, 80, 8); /* since 1.1 */
FIELD(inq_sink, row, 88, 8);   /* since 1.1 */
SIZE(inq_sink, 96);

/* inq_input */
FIELD(inq_input, size, 0, 4);
FIELD(inq_input, flags, 4, 4);
FIELD(inq_input, name, 8, 16);
FIELD(inq_input, offset, 24, 8);
SIZE(inq_input, 32);

/* inq_parser */
FIELD(inq_parser, size, 0, 4);
FIELD(inq_parser, flags, 4, 4);
FIELD(inq_parser, format, 8, 8);
FIELD(inq_parser, probe, 16, 8);
FIELD(inq_parser, parse, 24, 8);
SIZE(inq_parser, 32);

/* inq_member */
FIELD(inq_member, size, 0, 4);
FIELD(inq_member, flags, 4, 4);
FIELD(inq_member, kind, 8, 4);
FIELD(inq_member, filler, 12, 4);
FIELD(inq_member, name, 16, 16);
FIELD(inq_member, target, 32, 16);
SIZE(inq_member, 48);

/* inq_source */
FIELD(inq_source, size, 0, 4);
FIELD(inq_source, flags, 4, 4);
FIELD(inq_source, probe, 8, 8);
FIELD(inq_source, open, 16, 8);
FIELD(inq_source, next, 24, 8);
FIELD(inq_source, read, 32, 8);
FIELD(inq_source, close, 40, 8);
SIZE(inq_source, 48);

/* inq_excerpt */
FIELD(inq_excerpt, size, 0, 4);
FIELD(inq_excerpt, first_line, 4, 4);
FIELD(inq_excerpt, text, 8, 8);
FIELD(inq_excerpt, n_text, 16, 8);
SIZE(inq_excerpt, 24);

/* inq_evidence */
FIELD(inq_evidence, size, 0, 4);
FIELD(inq_evidence, line, 4, 4);
FIELD(inq_evidence, column, 8, 4);
FIELD(inq_evidence, supports, 12, 4);
FIELD(inq_evidence, input, 16, 16);
FIELD(inq_evidence, path, 32, 16);
FIELD(inq_evidence, fact, 48, 16);
FIELD(inq_evidence, value, 64, 16);
FIELD(inq_evidence, excerpt, 80, 8);
SIZE(inq_evidence, 88);

/* inq_finding */
FIELD(inq_finding, size, 0, 4);
FIELD(inq_finding, severity, 4, 4);
FIELD(inq_finding, phase, 8, 4);
FIELD(inq_finding, confidence, 12, 4);
FIELD(inq_finding, rule, 16, 16);
FIELD(inq_finding, signature, 32, 16);
FIELD(inq_finding, klass, 48, 16);
FIELD(inq_finding, title, 64, 16);
FIELD(inq_finding, remedy, 80, 16);
FIELD(inq_finding, source, 96, 16);
FIELD(inq_finding, resource, 112, 16);
FIELD(inq_finding, basis_for, 128, 8);
FIELD(inq_finding, n_basis_for, 136, 8);
FIELD(inq_finding, basis_against, 144, 8);
FIELD(inq_finding, n_basis_against, 152, 8);
FIELD(inq_finding, basis_missing, 160, 8);
FIELD(inq_finding, n_basis_missing, 168, 8);
FIELD(inq_finding, evidence, 176, 8);
FIELD(inq_finding, n_evidence, 184, 8);
FIELD(inq_finding, hypothesis, 192, 4);
SIZE(inq_finding, 200);

/* inq_relation */
FIELD(inq_relation, size, 0, 4);
FIELD(inq_relation, flags, 4, 4);
FIELD(inq_relation, to, 8, 16);
FIELD(inq_relation, kind, 24, 16);
FIELD(inq_relation, why, 40, 16);
SIZE(inq_relation, 56);

/* inq_resource */
FIELD(inq_resource, size, 0, 4);
FIELD(inq_resource, health, 4, 4);
FIELD(inq_resource, phase, 8, 4);
FIELD(inq_resource, confidence, 12, 4);
FIELD(inq_resource, id, 16, 16);
FIELD(inq_resource, type, 32, 16);
FIELD(inq_resource, version, 48, 16);
FIELD(inq_resource, name, 64, 16);
FIELD(inq_resource, workspace, 80, 16);
FIELD(inq_resource, owner, 96, 16);
FIELD(inq_resource, status, 112, 16);
FIELD(inq_resource, runtime, 128, 16);
FIELD(inq_resource, builder_stage, 144, 16);
FIELD(inq_resource, builder_wanted, 160, 16);
FIELD(inq_resource, builder_processed, 176, 16);
FIELD(inq_resource, builder_info, 192, 16);
FIELD(inq_resource, reason, 208, 16);
FIELD(inq_resource, klass, 224, 16);
FIELD(inq_resource, since_at, 240, 16);
FIELD(inq_resource, since_after, 256, 16);
FIELD(inq_resource, root, 272, 8);
FIELD(inq_resource, via, 280, 8);
FIELD(inq_resource, via_why, 288, 16);
FIELD(inq_resource, symptoms, 304, 8);
FIELD(inq_resource, n_symptoms, 312, 8);
FIELD(inq_resource, at_risk, 320, 8);
FIELD(inq_resource, n_at_risk, 328, 8);
FIELD(inq_resource, gaps, 336, 8);
FIELD(inq_resource, n_gaps, 344, 8);
FIELD(inq_resource, findings, 352, 8);
FIELD(inq_resource, n_findings, 360, 8);
FIELD(inq_resource, relations, 368, 8);
FIELD(inq_resource, n_relations, 376, 8);
FIELD(inq_resource, evidence, 384, 8);
FIELD(inq_resource, n_evidence, 392, 8);
FIELD(inq_resource, cause, 400, 8);
FIELD(inq_resource, counted, 408, 4);
FIELD(inq_resource, suppressed, 412, 4);
SIZE(inq_resource, 416);

/* inq_input_info */
FIELD(inq_input_info, size, 0, 4);
FIELD(inq_input_info, flags, 4, 4);
FIELD(inq_input_info, path, 8, 16);
FIELD(inq_input_info, format, 24, 16);
FIELD(inq_input_info, captured_at, 40, 16);
FIELD(inq_input_info, captured_by, 56, 16);
FIELD(inq_input_info, observations, 72, 8);
FIELD(inq_input_info, resources, 80, 8);
SIZE(inq_input_info, 88);

/* inq_diag */
FIELD(inq_diag, size, 0, 4);
FIELD(inq_diag, level, 4, 4);
FIELD(inq_diag, line, 8, 4);
FIELD(inq_diag, column, 12, 4);
FIELD(inq_diag, code, 16, 16);
FIELD(inq_diag, input, 32, 16);
FIELD(inq_diag, message, 48, 16);
FIELD(inq_diag, hint, 64, 16);
SIZE(inq_diag, 80);

/* inq_view */
FIELD(inq_view, size, 0, 4);
FIELD(inq_view, width, 4, 4);
FIELD(inq_view, limit, 8, 4);
FIELD(inq_view, color, 12, 4);
FIELD(inq_view, verbose, 16, 4);
FIELD(inq_view, cards, 20, 4);
FIELD(inq_view, title, 24, 16); /* since 1.1 */
SIZE(inq_view, 40);

/* inq_report */
FIELD(inq_report, size, 0, 4);
FIELD(inq_report, partial, 4, 4);
FIELD(inq_report, tool, 8, 16);
FIELD(inq_report, version, 24, 16);
FIELD(inq_report, as_of, 40, 16);
FIELD(inq_report, as_of_by, 56, 16);
FIELD(inq_report, view, 72, 8);
FIELD(inq_report, inputs, 80, 8);
FIELD(inq_report, n_inputs, 88, 8);
FIELD(inq_report, n_resources, 96, 8);
FIELD(inq_report, by_health, 104, 56);
FIELD(inq_report, by_phase, 160, 32);
FIELD(inq_report, n_roots, 192, 8);
FIELD(inq_report, n_tombstones, 200, 8);
FIELD(inq_report, unhealthy, 208, 8);
FIELD(inq_report, n_unhealthy, 216, 8);
FIELD(inq_report, findings, 224, 8);
FIELD(inq_report, n_findings, 232, 8);
FIELD(inq_report, diags, 240, 8);
FIELD(inq_report, n_diags, 248, 8);
FIELD(inq_report, next, 256, 8);
FIELD(inq_report, host_private, 264, 8);
FIELD(inq_report, suppressed, 272, 8);
FIELD(inq_report, n_suppressed, 280, 8);
FIELD(inq_report, n_unlisted, 288, 8);
FIELD(inq_report, n_unlisted_items, 296, 8);
FIELD(inq_report, n_unlisted_symptoms, 304, 8);
FIELD(inq_report, baseline, 312, 8);
FIELD(inq_report, next_head, 320, 8);
SIZE(inq_report, 328);

/* inq_baseline */
FIELD(inq_baseline, size, 0, 4);
FIELD(inq_baseline, flags, 4, 4);
FIELD(inq_baseline, as_of, 8, 16);
FIELD(inq_baseline, known, 24, 8);
FIELD(inq_baseline, n_known, 32, 8);
FIELD(inq_baseline, fresh, 40, 8);
FIELD(inq_baseline, n_fresh, 48, 8);
FIELD(inq_baseline, n_remarks, 56, 8);
SIZE(inq_baseline, 64);

/* inq_moment */
FIELD(inq_moment, size, 0, 4);
FIELD(inq_moment, flags, 4, 4);
FIELD(inq_moment, at, 8, 16);
FIELD(inq_moment, label, 24, 16);
FIELD(inq_moment, inputs, 40, 8);
FIELD(inq_moment, n_inputs, 48, 8);
FIELD(inq_moment, n_resources, 56, 8);
SIZE(inq_moment, 64);

/* inq_stay */
FIELD(inq_stay, size, 0, 4);
FIELD(inq_stay, flags, 4, 4);
FIELD(inq_stay, first, 8, 4);
FIELD(inq_stay, last, 12, 4);
FIELD(inq_stay, health, 16, 4);
FIELD(inq_stay, phase, 20, 4);
FIELD(inq_stay, status, 24, 16);
FIELD(inq_stay, runtime, 40, 16);
FIELD(inq_stay, reason, 56, 16);
FIELD(inq_stay, root, 72, 16);
FIELD(inq_stay, evidence, 88, 8);
FIELD(inq_stay, n_evidence, 96, 8);
SIZE(inq_stay, 104);

/* inq_fact_change */
FIELD(inq_fact_change, size, 0, 4);
FIELD(inq_fact_change, flags, 4, 4);
FIELD(inq_fact_change, fact, 8, 16);
FIELD(inq_fact_change, from, 24, 16);
FIELD(inq_fact_change, to, 40, 16);
SIZE(inq_fact_change, 56);

/* inq_change */
FIELD(inq_change, size, 0, 4);
FIELD(inq_change, kind, 4, 4);
FIELD(inq_change, resource, 8, 16);
FIELD(inq_change, from, 24, 8);
FIELD(inq_change, to, 32, 8);
FIELD(inq_change, facts, 40, 8);
FIELD(inq_change, n_facts, 48, 8);
FIELD(inq_change, evidence, 56, 8);
FIELD(inq_change, n_evidence, 64, 8);
SIZE(inq_change, 72);

/* inq_diff */
FIELD(inq_diff, size, 0, 4);
FIELD(inq_diff, partial, 4, 4);
FIELD(inq_diff, tool, 8, 16);
FIELD(inq_diff, version, 24, 16);
FIELD(inq_diff, view, 40, 8);
FIELD(inq_diff, before, 48, 8);
FIELD(inq_diff, after, 56, 8);
FIELD(inq_diff, n_unchanged, 64, 8);
FIELD(inq_diff, by_kind, 72, 56);
FIELD(inq_diff, changes, 128, 8);
FIELD(inq_diff, n_changes, 136, 8);
FIELD(inq_diff, diags, 144, 8);
FIELD(inq_diff, n_diags, 152, 8);
SIZE(inq_diff, 160);

/* inq_transition */
FIELD(inq_transition, size, 0, 4);
FIELD(inq_transition, flags, 4, 4);
FIELD(inq_transition, resource, 8, 16);
FIELD(inq_transition, from, 24, 8);
FIELD(inq_transition, to, 32, 8);
SIZE(inq_transition, 40);

/* inq_lane */
FIELD(inq_lane, size, 0, 4);
FIELD(inq_lane, flags, 4, 4);
FIELD(inq_lane, resource, 8, 16);
FIELD(inq_lane, stays, 24, 8);
FIELD(inq_lane, n_stays, 32, 8);
FIELD(inq_lane, n_failures, 40, 4);
FIELD(inq_lane, failed, 44, 4);
FIELD(inq_lane, seconds, 48, 56);
FIELD(inq_lane, seconds_unseen, 104, 8);
FIELD(inq_lane, seconds_to_recover, 112, 8);
FIELD(inq_lane, recovered, 120, 4);
FIELD(inq_lane, filler, 124, 4);
SIZE(inq_lane, 128);

/* inq_timeline */
FIELD(inq_timeline, size, 0, 4);
FIELD(inq_timeline, partial, 4, 4);
FIELD(inq_timeline, tool, 8, 16);
FIELD(inq_timeline, version, 24, 16);
FIELD(inq_timeline, view, 40, 8);
FIELD(inq_timeline, moments, 48, 8);
FIELD(inq_timeline, n_moments, 56, 8);
FIELD(inq_timeline, n_resources, 64, 8);
FIELD(inq_timeline, lanes, 72, 8);
FIELD(inq_timeline, n_lanes, 80, 8);
FIELD(inq_timeline, cascade, 88, 8);
FIELD(inq_timeline, n_cascade, 96, 8);
FIELD(inq_timeline, transitions, 104, 8);
FIELD(inq_timeline, n_transitions, 112, 8);
FIELD(inq_timeline, diags, 120, 8);
FIELD(inq_timeline, n_diags, 128, 8);
FIELD(inq_timeline, marks, 136, 8);
FIELD(inq_timeline, n_marks, 144, 8);
SIZE(inq_timeline, 152);

/* inq_mark */
FIELD(inq_mark, size, 0, 4);
FIELD(inq_mark, kind, 4, 4);
FIELD(inq_mark, resource, 8, 16);
FIELD(inq_mark, at, 24, 16);
FIELD(inq_mark, text, 40, 16);
FIELD(inq_mark, count, 56, 8);
FIELD(inq_mark, evidence, 64, 8);
SIZE(inq_mark, 72);

/* inq_page */
FIELD(inq_page, size, 0, 4);
FIELD(inq_page, flags, 4, 4);
FIELD(inq_page, pager, 8, 16);
FIELD(inq_page, outputs, 24, 8);
FIELD(inq_page, n_outputs, 32, 8);
FIELD(inq_page, body, 40, 16);
FIELD(inq_page, targets, 56, 8);
SIZE(inq_page, 64);

/* inq_incident */
FIELD(inq_incident, size, 0, 4);
FIELD(inq_incident, flags, 4, 4);
FIELD(inq_incident, monitor, 8, 16);
FIELD(inq_incident, resource, 24, 16);
FIELD(inq_incident, true_since, 40, 16);
FIELD(inq_incident, fired_at, 56, 16);
FIELD(inq_incident, until, 72, 16);
FIELD(inq_incident, delay, 88, 8);
FIELD(inq_incident, late, 96, 8);
FIELD(inq_incident, ahead, 104, 8);
FIELD(inq_incident, json, 112, 16);
FIELD(inq_incident, pages, 128, 8);
FIELD(inq_incident, n_pages, 136, 8);
FIELD(inq_incident, evidence, 144, 8);
FIELD(inq_incident, n_evidence, 152, 8);
SIZE(inq_incident, 160);

/* inq_silence */
FIELD(inq_silence, size, 0, 4);
FIELD(inq_silence, line, 4, 4);
FIELD(inq_silence, monitor, 8, 16);
FIELD(inq_silence, input, 24, 16);
FIELD(inq_silence, why, 40, 16);
SIZE(inq_silence, 56);

/* inq_uncovered */
FIELD(inq_uncovered, size, 0, 4);
FIELD(inq_uncovered, health, 4, 4);
FIELD(inq_uncovered, resource, 8, 16);
FIELD(inq_uncovered, since, 24, 16);
SIZE(inq_uncovered, 40);

/* inq_replay */
FIELD(inq_replay, size, 0, 4);
FIELD(inq_replay, partial, 4, 4);
FIELD(inq_replay, tool, 8, 16);
FIELD(inq_replay, version, 24, 16);
FIELD(inq_replay, view, 40, 8);
FIELD(inq_replay, moments, 48, 8);
FIELD(inq_replay, n_moments, 56, 8);
FIELD(inq_replay, n_monitors, 64, 8);
FIELD(inq_replay, n_pagers, 72, 8);
FIELD(inq_replay, incidents, 80, 8);
FIELD(inq_replay, n_incidents, 88, 8);
FIELD(inq_replay, silent, 96, 8);
FIELD(inq_replay, n_silent, 104, 8);
FIELD(inq_replay, uncovered, 112, 8);
FIELD(inq_replay, n_uncovered, 120, 8);
FIELD(inq_replay, findings, 128, 8);
FIELD(inq_replay, n_findings, 136, 8);
FIELD(inq_replay, diags, 144, 8);
FIELD(inq_replay, n_diags, 152, 8);
SIZE(inq_replay, 160);

/* inq_watch */
FIELD(inq_watch, size, 0, 4);
FIELD(inq_watch, flags, 4, 4);
FIELD(inq_watch, name, 8, 16);
FIELD(inq_watch, description, 24, 16);
FIELD(inq_watch, resource, 40, 16);
FIELD(inq_watch, report, 56, 16);
FIELD(inq_watch, observation, 72, 16);
FIELD(inq_watch, filter, 88, 16);
FIELD(inq_watch, compare, 104, 16);
FIELD(inq_watch, value, 120, 16);
FIELD(inq_watch, schedule, 136, 16);
FIELD(inq_watch, timezone, 152, 16);
FIELD(inq_watch, incident, 168, 16);
FIELD(inq_watch, type, 184, 16);
FIELD(inq_watch, severity, 200, 16);
FIELD(inq_watch, why, 216, 16);
SIZE(inq_watch, 232);

/* inq_watches */
FIELD(inq_watches, size, 0, 4);
FIELD(inq_watches, partial, 4, 4);
FIELD(inq_watches, tool, 8, 16);
FIELD(inq_watches, version, 24, 16);
FIELD(inq_watches, view, 40, 8);
FIELD(inq_watches, watches, 48, 8);
FIELD(inq_watches, n_watches, 56, 8);
FIELD(inq_watches, pager, 64, 16);
FIELD(inq_watches, workspace, 80, 16);
FIELD(inq_watches, type, 96, 16);
FIELD(inq_watches, unable, 112, 8);
FIELD(inq_watches, n_unable, 120, 8);
FIELD(inq_watches, diags, 128, 8);
FIELD(inq_watches, n_diags, 136, 8);
SIZE(inq_watches, 144);

/* inq_suppressed */
FIELD(inq_suppressed, size, 0, 4);
FIELD(inq_suppressed, flags, 4, 4);
FIELD(inq_suppressed, resource, 8, 16);
FIELD(inq_suppressed, rule, 24, 16);
FIELD(inq_suppressed, reason, 40, 16);
FIELD(inq_suppressed, owner, 56, 16);
FIELD(inq_suppressed, expires, 72, 16);
SIZE(inq_suppressed, 88);

/* inq_writer */
FIELD(inq_writer, size, 0, 4);
FIELD(inq_writer, flags, 4, 4);
FIELD(inq_writer, write, 8, 8);
SIZE(inq_writer, 16);

/* inq_output */
FIELD(inq_output, size, 0, 4);
FIELD(inq_output, flags, 4, 4);
FIELD(inq_output, mime, 8, 8);
FIELD(inq_output, suffix, 16, 8);
FIELD(inq_output, emit, 24, 8);
FIELD(inq_output, emit_diff, 32, 8);
FIELD(inq_output, emit_timeline, 40, 8);
FIELD(inq_output, emit_replay, 48, 8);
FIELD(inq_output, emit_watches, 56, 8);
SIZE(inq_output, 64);

/* inq_option */
FIELD(inq_option, key, 0, 8);
FIELD(inq_option, fallback, 8, 8);
FIELD(inq_option, help, 16, 8);
SIZE(inq_option, 24);

/* inq_plugin */
FIELD(inq_plugin, abi, 0, 4);
FIELD(inq_plugin, size, 4, 4);
FIELD(inq_plugin, id, 8, 8);
FIELD(inq_plugin, version, 16, 8);
FIELD(inq_plugin, summary, 24, 8);
FIELD(inq_plugin, license, 32, 8);
FIELD(inq_plugin, options, 40, 8);
FIELD(inq_plugin, source, 48, 8);
FIELD(inq_plugin, parser, 56, 8);
FIELD(inq_plugin, output, 64, 8);
SIZE(inq_plugin, 72);

/* inq_status */
SIZE(inq_status, 4);
VALUE(INQ_OK, 0);
VALUE(INQ_STOP, 1);
VALUE(INQ_ESYNTAX, 2);
VALUE(INQ_ELIMIT, 3);
VALUE(INQ_ENOMEM, 4);
VALUE(INQ_EIO, 5);
VALUE(INQ_EBUG, 6);

/* inq_member_kind */
SIZE(inq_member_kind, 4);
VALUE(INQ_MEMBER_FILE, 0);
VALUE(INQ_MEMBER_DIRECTORY, 1);
VALUE(INQ_MEMBER_LINK, 2);
VALUE(INQ_MEMBER_SPECIAL, 3);
VALUE(INQ_MEMBER_ENCRYPTED, 1);
VALUE(INQ_MEMBER_WHOLE, 2);

/* inq_level */
SIZE(inq_level, 4);
VALUE(INQ_INFO, 0);
VALUE(INQ_WARNING, 1);
VALUE(INQ_ERROR, 2);

/* inq_scalar */
SIZE(inq_scalar, 4);
VALUE(INQ_TEXT, 0);
VALUE(INQ_NUMBER, 1);
VALUE(INQ_BOOL, 2);
VALUE(INQ_NULL, 3);

/* inq_health */
SIZE(inq_health, 4);
VALUE(INQ_HEALTHY, 0);
VALUE(INQ_SUSPENDED, 1);
VALUE(INQ_PROGRESSING, 2);
VALUE(INQ_UNKNOWN, 3);
VALUE(INQ_DEGRADED, 4);
VALUE(INQ_DELETED, 5);
VALUE(INQ_FAILED, 6);

/* inq_phase */
SIZE(inq_phase, 4);
VALUE(INQ_PHASE_NONE, 0);
VALUE(INQ_BUILDER, 1);
VALUE(INQ_RUNTIME, 2);
VALUE(INQ_UNDETERMINED, 3);

/* inq_severity */
SIZE(inq_severity, 4);
VALUE(INQ_SEVERITY_INFO, 0);
VALUE(INQ_SEVERITY_WARNING, 1);
VALUE(INQ_SEVERITY_ERROR, 2);
VALUE(INQ_SEVERITY_CRITICAL, 3);

/* inq_confidence */
SIZE(inq_confidence, 4);
VALUE(INQ_LOW, 0);
VALUE(INQ_MEDIUM, 1);
VALUE(INQ_HIGH, 2);

/* inq_supports */
SIZE(inq_supports, 4);
VALUE(INQ_FOR_HEALTH, 0);
VALUE(INQ_FOR_PHASE, 1);
VALUE(INQ_FOR_CLASS, 2);
VALUE(INQ_FOR_RELATION, 3);
VALUE(INQ_AGAINST, 4);

/* Constants */
VALUE(INQ_ABI_MAJOR, 1);
VALUE(INQ_ABI_MINOR, 1);
VALUE(INQ_ABI, 0x10001);
VALUE(INQ_N_HEALTH, 7);
VALUE(INQ_N_PHASE, 4);
VALUE(INQ_MAX_ROWS, 64);
VALUE(INQ_PARSER_SELF_ENDING, 1);
VALUE(INQ_STAY_BROKEN, 1);
VALUE(INQ_STAY_SUPPRESSED, 2);
VALUE(INQ_STAY_INFERRED, 4);
VALUE(INQ_CHANGE_NEW, 0);
VALUE(INQ_CHANGE_OTHER, 6);
VALUE(INQ_N_CHANGE, 7);
VALUE(INQ_LANE_FLAPS, 1);
VALUE(INQ_LANE_BROKEN, 2);
VALUE(INQ_LANE_SUPPRESSED, 4);

int main(void)
{
    return 0;
}
