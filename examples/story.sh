# What the example scripts share: sourced, not run.
#
# `say` tells the story, `expect CODE COMMAND…` prints a command, runs it, and ends the script when its exit
# code is another one: an example that no longer tells the truth fails. `where` names the host it runs on, if several.

say() { printf '\n# %s\n' "$*"; }

expect() {
    wanted=$1
    shift
    printf '\n%s$ %s\n' "${where:-}" "$(shown "$@")"
    code=0
    "$@" || code=$?
    if [ "$code" -ne "$wanted" ]; then
        printf 'error: the command ended with %s, and the story needs %s\n' "$code" "$wanted" >&2
        exit 1
    fi
    [ "$code" -eq 0 ] || printf '(exit code %s)\n' "$code"
}

# A command as a person would type it: the built pinion by its name.
shown() {
    first=$1
    shift
    case $first in */pinion) first=pinion ;; esac
    printf '%s' "$first"
    for word in "$@"; do
        case $word in *[\ \*\;]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
    done
}

# A clone of its own for a story, and the repository that it pushes to beside it: repository FOLDER
repository() {
    git init --quiet --bare --initial-branch=main "$1/../origin.git"
    git init --quiet --initial-branch=main "$1"
    git -C "$1" remote add origin "$(cd "$1/../origin.git" && pwd)"
    git -C "$1" config user.name "Ada Example"
    git -C "$1" config user.email "ada@example.com"
    git -C "$1" config commit.gpgsign false
    printf '.pinion/\n' >"$1/.gitignore"
}

# Commits everything, and publishes it: commit MESSAGE
commit() {
    git add --all
    git commit --quiet --message "$1"
    git push --quiet origin HEAD:main
}

# Shows what a branch proposes, and merges it, as the button of a forge does: merge BRANCH
merge() {
    git fetch --quiet origin
    printf '\n$ git show origin/%s\n' "$1"
    git --no-pager show --no-color --format='%B' "origin/$1"
    git merge --quiet --no-ff --message "Merge $1" "origin/$1"
    git push --quiet origin HEAD:main
    git push --quiet origin --delete "$1"
}
