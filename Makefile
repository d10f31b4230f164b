# SPDX-License-Identifier: MIT
# Builds, tests and installs inquest. One makefile; `make help` lists what it can do.
# A new .c file in core/, plugins/*/ or tests/unit/ and a new pack need no edit here, only a
# plugin that links a library needs a line: LIBS-parsers/NAME := its pkg-config module.

VERSION := 0.1.0
ABI_MAJOR := 1

# ---- what a plugin links, and who ships it ---------------------------------------------------
LIBS-parsers/json := yajl
LIBS-parsers/yaml := yaml-0.1
LIBS-outputs/text := libutf8proc
LIBS-outputs/markdown := libutf8proc
LIBS-outputs/html := libutf8proc
LIBS-outputs/sqlite := sqlite3
LIBS-outputs/manifest := yaml-0.1
# The archive source loads its library when it needs it: with --as-needed only the headers count.
LIBS-sources/archive := libarchive
LIBS-sources/gzip := zlib
DEBIAN-yajl := libyajl-dev
DEBIAN-yaml-0.1 := libyaml-dev
DEBIAN-libarchive := libarchive-dev
DEBIAN-zlib := zlib1g-dev
DEBIAN-libutf8proc := libutf8proc-dev
DEBIAN-sqlite3 := libsqlite3-dev
DEBIAN-libpcre2-8 := libpcre2-dev
DEBIAN-cmocka := libcmocka-dev

BUILD_PACKAGES := gcc libc6-dev pkg-config libyaml-dev libyajl-dev libpcre2-dev libarchive-dev \
    zlib1g-dev libutf8proc-dev libsqlite3-dev libjq-dev
CHECK_PACKAGES := libcmocka-dev mandoc jq sqlite3 clang-format clang-tidy cppcheck python3-minimal \
    python3-jsonschema python3-yaml python3-prometheus-client python3-croniter tzdata libxml2-utils binutils g++ \
    cmark-gfm chromium chromium-driver python3-selenium fonts-dejavu-core graphviz zsh fish

# ---- what the caller may set -----------------------------------------------------------------
MODE ?= release
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
MANDIR ?= $(PREFIX)/share/man
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share/inquest
PLUGINDIR = $(LIBDIR)/inquest/plugins-$(ABI_MAJOR)
DEMO ?= samples/depot-takes-down-lens/dumps
PKG_CONFIG ?= pkg-config
CC := $(if $(filter default,$(origin CC)),gcc,$(CC))
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(Q),@echo '  $(1)	$@')

# ---- flags: ours first, the caller's CPPFLAGS, CFLAGS and LDFLAGS last -----------------------
ifeq ($(filter $(MODE),release debug asan tsan),)
$(error MODE is release, debug, asan or tsan, not '$(MODE)')
endif
B := build$(if $(filter-out release,$(MODE)),/$(MODE))
O := $(B)/obj
X86 := $(filter x86_64% i386% i486% i586% i686%,$(shell $(CC) -dumpmachine 2>/dev/null))
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
    -Wmissing-prototypes -Wold-style-definition -Wvla -Wwrite-strings -Wformat=2 -Wundef \
    -Wcast-qual -Wpointer-arith -Wdouble-promotion -Wimplicit-fallthrough $(if $(WERROR),-Werror)
SANITIZE := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all
FLAGS-release := -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
    -fstack-clash-protection $(if $(X86),-fcf-protection)
FLAGS-debug := -O0 -g3
FLAGS-asan := $(SANITIZE) -fsanitize=address,undefined
FLAGS-tsan := $(SANITIZE) -fsanitize=thread
C_FLAGS := -std=c11 -D_GNU_SOURCE -fno-common $(WARNINGS) $(FLAGS-$(MODE)) \
    -ffile-prefix-map=$(CURDIR)=. -Icore -I.
CORE_FLAGS := -fPIE -DINQUEST_VERSION='"$(VERSION)"' -DINQUEST_PLUGIN_DIR='"$(PLUGINDIR)"'
PLUGIN_FLAGS := -fPIC -fvisibility=hidden
TEST_FLAGS := -fPIE -Itests -DINQUEST_VERSION='"$(VERSION)"'
LD_FLAGS := $(filter -fsanitize=%,$(FLAGS-$(MODE))) -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed
# A sanitizer's runtime lives in the program, so there its symbols stay open in a plugin.
DEFS := $(if $(filter asan tsan,$(MODE)),,-Wl,-z,defs)
PLUGIN_LD_FLAGS := -shared $(LD_FLAGS) -Wl,-z,noseparate-code $(DEFS)

# ---- sources ---------------------------------------------------------------------------------
CORE := $(sort $(wildcard core/*.c))
PLUGINS := $(wildcard $(addsuffix /*.c,$(addprefix plugins/,sources parsers outputs)))
PLUGINS := $(patsubst plugins/%.c,%,$(sort $(PLUGINS)))
PACKS := $(sort $(wildcard core/kinds/*.yaml)) $(sort $(wildcard core/rules/*.yaml))
TESTS := $(patsubst %.c,%,$(foreach d,unit plugin abi,$(sort $(wildcard tests/$d/test_*.c))))
BENCHES := $(patsubst %.c,%,$(sort $(wildcard tests/bench/*.c)))
SUITES := $(wildcard $(addsuffix /run.sh,$(addprefix tests/,golden corpus cli plugin render)))
LINTS := $(sort $(wildcard tests/lint/*.sh))
MANUALS := $(sort $(wildcard man/*.[157]))
SCHEMAS := $(sort $(wildcard man/*.schema.json))
CORE_OBJS := $(CORE:%.c=$(O)/%.o)
# Turns the packs into constant trees; runs while inquest is built.
GENERATOR := $(O)/core/tools/gen_packs
SOS := $(PLUGINS:%=$(B)/plugins/%.so)
STALE := $(filter-out $(SOS),$(wildcard $(B)/plugins/*/*.so))
# The same plugins under names of their own, for tests that link several of them.
LINKED := $(PLUGINS:%=$(O)/linked/%.o)
TEST_BINS := $(TESTS:%=$(O)/%)
BENCH_BINS := $(BENCHES:%=$(O)/%)

# ---- libraries: asked for once, and only by goals that compile -------------------------------
LINKING := $(filter-out help clean deps deps-build demo check format uninstall,$(or $(MAKECMDGOALS),all))
MODULES := $(if $(LINKING),libpcre2-8 $(sort $(foreach p,$(PLUGINS),$(LIBS-$p)))) \
    $(if $(filter checks $(O)/tests/%,$(LINKING)),cmocka)
$(foreach m,$(MODULES),$(eval PKG-$m := $(shell $(PKG_CONFIG) --cflags --libs $m 2>&- || echo missing)))
MISSING := $(strip $(foreach m,$(MODULES),$(if $(filter missing,$(PKG-$m)),$m)))
ifneq ($(MISSING),)
$(error $(PKG_CONFIG) does not find $(MISSING). On Debian: apt-get install pkg-config \
    $(foreach m,$(MISSING),$(or $(DEBIAN-$m),$m)), or run 'make deps')
endif
# The library that runs jq filters is loaded when it is needed and has no module of its own.
ifneq ($(LINKING),)
ifneq ($(shell printf '\043include <jq.h>' | $(CC) $(CPPFLAGS) $(CFLAGS) -E -xc - >/dev/null 2>&1 || echo missing),)
$(error jq.h is not found. On Debian: apt-get install libjq-dev, or run 'make deps')
endif
endif
cflags = $(patsubst -I%,-isystem %,$(filter -I% -D%,$(foreach m,$(1),$(PKG-$m))))
libs = $(filter-out -I% -D%,$(foreach m,$(1),$(PKG-$m)))

# ---- build -----------------------------------------------------------------------------------
.PHONY: all help demo check checks deps deps-build lint format bless screenshots bench install uninstall clean FORCE
.SECONDARY:
.DELETE_ON_ERROR:
all: $(B)/inquest $(SOS) ## build inquest and its plugins (the default)
	$(if $(STALE),$(Q)rm -f $(STALE))

compile = mkdir -p $(@D); $(CC) $(C_FLAGS) $(1) -MMD -MP $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
core_flags = $(CORE_FLAGS) $(call cflags,libpcre2-8)
plugin_flags = $(PLUGIN_FLAGS) $(if $(findstring html,$(1)),-I$(O)/generated) $(call cflags,$(LIBS-$(1)))
linked_flags = $(plugin_flags) -DINQ_ENTRY=inq_plugin_$(subst -,_,$(notdir $(1)))

# A stamp changes when what it lists does: objects wait for the flags, links for the files.
define STAMP-flags
$(CC) $(C_FLAGS) $(CORE_FLAGS) $(PLUGIN_FLAGS) $(CPPFLAGS) $(CFLAGS)
$(LD_FLAGS) $(PLUGIN_LD_FLAGS) $(LDFLAGS)
endef
STAMP-files = $(CORE) $(PLUGINS) $(PACKS)
$(O)/%.stamp: FORCE
	@$(shell mkdir -p $(@D))$(file >$@.new,$(STAMP-$*))cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(O)/core/%.o: core/%.c $(O)/flags.stamp
	$(call say,CC)
	$(Q)$(call compile,$(core_flags))
$(O)/packs.o: $(O)/packs.c $(O)/flags.stamp
	$(Q)$(call compile,$(core_flags))
$(O)/plugins/%.o: plugins/%.c $(O)/flags.stamp
	$(call say,CC)
	$(Q)$(call compile,$(call plugin_flags,$*))
$(O)/linked/%.o: plugins/%.c $(O)/flags.stamp
	$(Q)$(call compile,$(call linked_flags,$*))
$(O)/tests/%.o: tests/%.c $(O)/flags.stamp
	$(call say,CC)
	$(Q)$(call compile,$(TEST_FLAGS) $(call cflags,$(MODULES)) \
	    $(patsubst test_%_parser,-DINQ_ENTRY=inq_plugin_%,$(filter test_%_parser,$(notdir $*))))
# The style and the script of the html output, with the hashes that its policy names.
$(O)/plugins/outputs/html.o $(O)/linked/outputs/html.o: $(O)/generated/html_assets.h
$(O)/generated/html_assets.h: plugins/outputs/html.css plugins/outputs/html.js plugins/outputs/embed.sh
	$(call say,GEN)
	@mkdir -p $(@D)
	$(Q)sh plugins/outputs/embed.sh style plugins/outputs/html.css script plugins/outputs/html.js > $@
$(GENERATOR): $(O)/core/tools/gen_packs.o $(O)/linked/parsers/yaml.o $(O)/base.a
	$(call say,LD)
	$(Q)$(CC) -pie $(LD_FLAGS) $(CFLAGS) -o $@ $^ $(call libs,libpcre2-8 $(LIBS-parsers/yaml)) -ldl -lpthread $(LDFLAGS)
$(O)/packs.c: $(PACKS) $(GENERATOR) $(O)/files.stamp
	$(call say,GEN)
	$(Q)$(GENERATOR) $@ $(PACKS)

$(B)/inquest: $(CORE_OBJS) $(O)/packs.o $(O)/files.stamp
	$(call say,LD)
	$(Q)$(CC) -pie $(LD_FLAGS) $(CFLAGS) -o $@ $(filter %.o,$^) $(call libs,libpcre2-8) -ldl -lpthread $(LDFLAGS)
$(B)/plugins/%.so: $(O)/plugins/%.o
	$(call say,LD)
	@mkdir -p $(@D)
	$(Q)$(CC) $(PLUGIN_LD_FLAGS) $(CFLAGS) -o $@ $< $(call libs,$(LIBS-$*)) -ldl $(LDFLAGS)

$(O)/base.a: $(filter-out %/main.o,$(CORE_OBJS))
$(O)/core.a: $(filter-out %/main.o,$(CORE_OBJS)) $(O)/packs.o
$(O)/parsers.a: $(filter $(O)/linked/parsers/%,$(LINKED))
$(O)/outputs.a: $(filter $(O)/linked/outputs/%,$(LINKED))
$(O)/%.a: $(O)/files.stamp
	$(Q)rm -f $@; $(AR) rcs $@ $(filter %.o,$^)
# A parser and an output may share a name; a test of outputs is given the outputs first.
$(O)/tests/%: $(O)/tests/%.o $(O)/core.a $(O)/parsers.a $(O)/outputs.a
	$(Q)$(CC) -pie $(LD_FLAGS) $(CFLAGS) -o $@ $< $(if $(findstring output,$@),$(O)/outputs.a) \
	    $(O)/parsers.a $(O)/outputs.a $(O)/core.a $(call libs,$(MODULES)) -ldl -lpthread -lm $(LDFLAGS)

compile_commands.json: Makefile $(O)/generated/html_assets.h $(O)/files.stamp $(O)/flags.stamp ## what clang tools want to know
	@$(file >$@.new,$(foreach c,$(CORE) core/tools/gen_packs.c,$(call command,$c,$(core_flags))) \
	    $(foreach p,$(PLUGINS),$(call command,plugins/$p.c,$(call plugin_flags,$p))) \
	    $(foreach t,$(TESTS) $(BENCHES),$(call command,$t.c,$(TEST_FLAGS) $(call cflags,$(MODULES)))))
	@{ echo '['; sed 's/} *{/},\n{/g' $@.new; echo ']'; } > $@; rm $@.new
command = {"directory": "$(CURDIR)", "file": "$(1)", "command": "$(subst ",\",$(CC) $(C_FLAGS) $(2) -c $(1))"}

# ---- test ------------------------------------------------------------------------------------
JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
demo: deps-build ## build, then read the dumps in DEMO
	@$(MAKE) --no-print-directory $(JOBS) all
	@$(B)/inquest $(DEMO) || case $$? in 1 | 3) ;; *) exit 1 ;; esac
check: deps ## build and run every test; MODE=asan and MODE=tsan sanitize, WERROR=1 is strict
	@$(MAKE) --no-print-directory $(JOBS) checks

checks lint bench bless screenshots: export INQUEST := $(CURDIR)/$(B)/inquest
checks lint bench bless screenshots: export BUILD := $(CURDIR)/$(B)
checks: export PATH := $(CURDIR)/build/tools:$(PATH)
SHARED ?= $(CURDIR)/../shared
# A status of its own, so that no test takes a sanitizer's complaint for an answer of inquest.
ASAN_OPTIONS ?= detect_leaks=1:strict_string_checks=1:allocator_may_return_null=1:exitcode=99
UBSAN_OPTIONS ?= halt_on_error=1:print_stacktrace=1:exitcode=99
TSAN_OPTIONS ?= halt_on_error=1:exitcode=99
export MODE CC SHARED ASAN_OPTIONS UBSAN_OPTIONS TSAN_OPTIONS
checks: all $(TEST_BINS) $(BENCH_BINS) compile_commands.json
	@bash tests/run.sh $(foreach t,$(TEST_BINS),'$t$(if $(findstring contract,$t), $(SOS))') \
	    $(sort $(wildcard tests/abi/*.sh)) $(SUITES) \
	    $(if $(filter release,$(MODE)),tests/browser/run.sh $(LINTS))
lint: compile_commands.json ## format, floors, calls, function lengths, clang-tidy, cppcheck, manuals
	@bash tests/run.sh $(LINTS)
format: ## lay out all C files as .clang-format says
	clang-format -i $(sort $(wildcard core/*.[ch] core/tools/*.c plugins/*/*.[ch] tests/*/*.[ch] samples/*/*.[ch]))
bless: all ## take what inquest prints now as what the golden tests expect
	@BLESS=1 bash tests/golden/run.sh
screenshots: all ## make samples/screenshot.png, for the README (needs chromium)
	@bash tests/browser/screenshot.sh samples/screenshot.png
bench: all $(BENCH_BINS) ## measure against the bare libraries and other tools; QUICK=1 for a glance
	@bash tests/bench/bench.sh $(O)/tests/bench

# ---- install ---------------------------------------------------------------------------------
define INQUEST_PC
includedir=$(INCLUDEDIR)
plugindir=$(PLUGINDIR)
Name: inquest
Description: What plugins of inquest are built against
Version: $(VERSION)
Cflags: -I$${includedir}
endef
install: all ## install below DESTDIR: PREFIX, BINDIR, LIBDIR, MANDIR, INCLUDEDIR
	install -d $(addprefix $(DESTDIR)$(PLUGINDIR)/,sources parsers outputs) $(DESTDIR)$(DATADIR)
	install -D -m 755 $(B)/inquest $(DESTDIR)$(BINDIR)/inquest
	for p in $(PLUGINS); do install -D -m 644 $(B)/plugins/$$p.so $(DESTDIR)$(PLUGINDIR)/$$p.so || exit; done
	install -D -m 644 core/inquest.h $(DESTDIR)$(INCLUDEDIR)/inquest.h
	for m in $(MANUALS); do install -D -m 644 $$m $(DESTDIR)$(MANDIR)/man$${m##*.}/$${m##*/} || exit; done
	for s in $(SCHEMAS); do install -D -m 644 $$s $(DESTDIR)$(DATADIR)/$${s##*/} || exit; done
	@$(file >$(B)/inquest.pc,$(INQUEST_PC))
	install -D -m 644 $(B)/inquest.pc $(DESTDIR)$(LIBDIR)/pkgconfig/inquest.pc
uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(BINDIR)/inquest $(DESTDIR)$(INCLUDEDIR)/inquest.h \
	    $(DESTDIR)$(LIBDIR)/pkgconfig/inquest.pc \
	    $(foreach m,$(MANUALS),$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $m))/$(notdir $m))
	rm -rf $(DESTDIR)$(LIBDIR)/inquest $(DESTDIR)$(DATADIR)

# ---- the rest --------------------------------------------------------------------------------
define get
@missing=; if command -v apt-get >/dev/null 2>&1; then \
    for p in $(1); do dpkg-query -W -f '$${db:Status-Status}\n' $$p 2>/dev/null | \
        grep -qx installed || missing="$$missing $$p"; done; \
    [ -n "$$missing" ] || exit 0; echo "installing:$$missing"; \
    as=; [ "$$(id -u)" -eq 0 ] || as=sudo; $$as apt-get -qq update; \
    $$as env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$missing; \
else for c in $(CC) $(2); do command -v $$c >/dev/null 2>&1 || missing="$$missing $$c"; done; \
    $(PKG_CONFIG) --exists libpcre2-8 yajl yaml-0.1 libarchive zlib libutf8proc sqlite3 || missing="$$missing libraries"; \
    [ -z "$$missing" ] || { echo "not found:$$missing. Debian packages: $(1)"; exit 1; }; \
fi
endef
# The package has a server, which must not be left running: only its checker is taken out of it.
PROMTOOL := build/tools/promtool
define get_promtool
@[ -x $(PROMTOOL) ] || command -v promtool >/dev/null || ! command -v apt-get >/dev/null || { \
    mkdir -p $(dir $(PROMTOOL)) && cd $(dir $(PROMTOOL)) && apt-get -qq download prometheus && \
    dpkg-deb --fsys-tarfile prometheus_*.deb | tar -xO ./usr/bin/promtool >promtool.new && \
    chmod +x promtool.new && mv promtool.new promtool; rm -f prometheus_*.deb; } 2>/dev/null
endef
deps: ## install what building and testing need (Debian)
	$(call get,$(BUILD_PACKAGES) $(CHECK_PACKAGES),mandoc jq clang-format clang-tidy cppcheck python3 nm g++)
	$(get_promtool)
deps-build: ## install what building needs (Debian)
	$(call get,$(BUILD_PACKAGES))
clean: ## remove all that was built
	rm -rf build compile_commands.json
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z_.-]+:.*## / {printf "  %-22s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo 'with MODE=release|debug|asan|tsan WERROR=1 V=1 PREFIX=$(PREFIX) DESTDIR='

-include $(patsubst %.o,%.d,$(CORE_OBJS) $(PLUGINS:%=$(O)/plugins/%.o) $(LINKED)) \
    $(addsuffix .d,$(TEST_BINS) $(BENCH_BINS) $(GENERATOR) $(O)/packs)
