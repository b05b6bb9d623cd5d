# The three hosts of the drill, their git host and their clocks: sourced by examples/drill/run.

# Ends with what is missing on this machine, before anything is made.
require() {
    for tool in git perl; do
        command -v "$tool" >/dev/null || { echo "error: the drill needs $tool: apt-get install $tool" >&2; exit 1; }
    done
    for compiler in "${CC:-cc}" clang gcc; do
        command -v "$compiler" >/dev/null && return
    done
    echo "error: the drill needs a C compiler for its clocks: the one of Swift (clang on the PATH), or apt-get install gcc" >&2
    exit 1
}

# A program that is run with this has the host name and the clock that the story gives it.
build_host() {
    "$compiler" -shared -fPIC -O1 -Wall -o "$folder/host.so" "$here/examples/drill/host.c"
    export LD_PRELOAD="$folder/host.so${LD_PRELOAD:+:$LD_PRELOAD}"
}

# Sets the clock of who acts from now on, and the git host's too, which is always right: clock HH:MM [YEAR]
clock() {
    DRILL_TIME=$(date -u -d "${2:-2026}-03-02 $1" +%s)
    export DRILL_TIME
    date -u -d "2026-03-02 $1" +%s >"$folder/time"
}

# Sets the clocks, and tells what happens: tell HH:MM TEXT
tell() {
    clock "$1"
    printf '\n'
    printf '%s  %s\n' "$1" "$2" | fold -s -w 97 | sed -e 's/ *$//' -e '1s/^/# /' -e '2,$s/^/#        /'
}

# From now on commands run on this host: become HOST
become() {
    where="$1 "
    export DRILL_HOST="$1" XDG_STATE_HOME="$folder/$1/state" XDG_CACHE_HOME="$folder/$1/cache"
    cd "$folder/$1/shop"
}

# Runs a command on a host, and compares its exit code: on HOST CODE COMMAND…
on() {
    become "$1"
    shift
    expect "$@"
}

# A host with nothing but a clone. Its services are the cluster's, which all hosts manage: install HOST
install_host() {
    rm -rf "${folder:?}/$1"
    mkdir -p "$folder/$1/state" "$folder/$1/cache"
    git clone --quiet "http://127.0.0.1:$(cat "$folder/port")/origin.git" "$folder/$1/shop"
    ln -s "$folder/cluster" "$folder/$1/shop/.pinion"
}

# Starts the git host, and waits until it answers.
start_git_host() {
    "$here/examples/drill/git-host" "$folder/desk" "$folder/port" "$folder/time" 2>/dev/null &
    git_host=$!
    trap stop_git_host EXIT
    patiently git_host_answers
}

git_host_answers() {
    [ -s "$folder/port" ] && git ls-remote "http://127.0.0.1:$(cat "$folder/port")/origin.git" >/dev/null 2>&1
}

stop_git_host() {
    kill "$git_host" 2>/dev/null || true
    wait "$git_host" 2>/dev/null || true
}

# Waits until a command succeeds, for half a minute at most.
patiently() {
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 300 ] || { echo "error: waited in vain for: $*" >&2; exit 1; }
        sleep 0.1
    done
}

# A run of cron that nobody reads: by_cron HOST CODE
by_cron() {
    become "$1"
    code=0
    "$pinion" reconcile >/dev/null || code=$?
    [ "$code" -eq "$2" ] || { echo "error: the run of $1 ended with $code, and the story needs $2"; exit 1; }
}

# Starts a reconcile on a host, and returns when it is in the middle of its rollout: begin HOST IMAGE
begin() {
    become "$1"
    printf '\n%s$ pinion reconcile &\n' "$where"
    "$pinion" reconcile &
    running=$!
    patiently declares "$2"
}

declares() { sandbox show | grep -q "declared .*$1"; }

# What people and scripts do to the services behind Pinion's back: no git is asked for it.
sandbox() { "$pinion" sandbox "$@" --state .pinion/production.json --images layout:examples/images; }

# What a power cut does to it.
lose_power() {
    kill -9 "$running"
    wait "$running" 2>/dev/null || true
    printf '(killed)\n'
}

# Somebody merges another pin, and the stack file has it too: approve IMAGE MESSAGE
approve() {
    become desk
    sed -i "s|^  web: .*|  web: $1|" environments/production/pins.yaml
    commit "$2"
    sandbox template web "$1"
}

# The cause of a failure is gone, and its rollout goes on to its end: heal SERVICE
heal() {
    become desk
    sandbox mend "$1"
}

# Adds an entry to the ledger as a Pinion of a later version may write it: the newest one, with a fact more.
write_as_newer_program() {
    become desk
    ledger=refs/pinion/ledger/production
    for text in entry state; do
        git --git-dir "$origin" show "$ledger:$text" |
            sed -e '1s/[0-9]*$/3/' -e '/^needs /d' -e '1a needs 0.3' -e '$i vouched web ada' >"$folder/$text"
    done
    tree=$(for text in entry state; do
        printf '100644 blob %s\t%s\n' "$(git --git-dir "$origin" hash-object -w "$folder/$text")" "$text"
    done | git --git-dir "$origin" mktree)
    newer=$(GIT_AUTHOR_NAME=Pinion GIT_AUTHOR_EMAIL=pinion@localhost GIT_COMMITTER_NAME=Pinion \
        GIT_COMMITTER_EMAIL=pinion@localhost git --git-dir "$origin" commit-tree "$tree" -p "$ledger" \
        -m "production: an entry of the future")
    git --git-dir "$origin" update-ref "$ledger" "$newer"
}

# A build of web that the images have, with its digest: image VERSION
image() {
    printf '%s:%s@%s' "$shop/web" "$1" \
        "$(sed -n "s/.*\"digest\":\"\(sha256:[0-9a-f]*\)\".*web:$1\".*/\1/p" "$here/examples/images/index.json")"
}
