# What building needs, and what the tests beside a real engine need (PACKAGE=COMMAND: any that has the command).
BUILD_PACKAGES = libgit2-dev libyaml-dev libexpat1-dev pkg-config
ENGINE_PACKAGES = docker.io=dockerd docker-registry busybox-static iptables=iptables iproute2=ip git=git curl=curl openssh-server=sshd openssh-client=ssh-keygen perl tzdata python3-venv debootstrap systemd=systemd-analyze shellcheck

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
RELEASE = .build/release/pinion

.PHONY: help demo test build bench install format lint system packages

help:
	@echo "make demo     builds, and shows Pinion at work on the embedded sandbox"
	@echo "make build    builds for debugging"
	@echo "make test     runs every test, also those beside a real Docker engine, Swarm and ECS (needs root)"
	@echo "make bench    measures, and compares with the budgets"
	@echo "make install  builds for release, and installs to PREFIX ($(PREFIX)) with shell completions"
	@echo "make format   formats the sources in place"
	@echo "make lint     says where the sources are not as 'make format' would leave them"

demo: packages
	swift build --product pinion
	examples/quickstart/run

build: packages
	swift build

test: packages
	@Tests/Rig/install $(ENGINE_PACKAGES)
	Tests/Rig/test

bench: packages
	@Tests/Rig/install $(ENGINE_PACKAGES)
	Tests/Bench/run

install: packages
	swift build -c release --static-swift-stdlib --product pinion
	install -D -s -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/pinion
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	$(RELEASE) --generate-completion-script bash > $(SHARE)/bash-completion/completions/pinion
	$(RELEASE) --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_pinion
	$(RELEASE) --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/pinion.fish

format: system
	swift format --in-place --parallel --recursive Sources Tests Package.swift

lint: system
	swift format lint --strict --parallel --recursive Sources Tests Package.swift

system:
	@Tests/Rig/install

packages:
	@Tests/Rig/install $(BUILD_PACKAGES)
