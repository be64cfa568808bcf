#!/bin/sh
# Writes what this machine's kernel tells of its memory, as a capture for ballonet.
#
#   sudo sh capture.sh > machine.ballonet        or        sudo sh capture.sh machine.ballonet
#
# Needs a POSIX shell with cat, od and uname; gzip packs what it writes where it is there. It reads only, follows no
# link, and writes to nothing but standard output or the file that is named, which must not be there yet.
set -u
LC_ALL=C
export LC_ALL
umask 077

blocks=/sys/devices/system/memory

indented() {
    while IFS= read -r line || [ -n "$line" ]; do
        printf ' %s\n' "$line"
    done
}

# Says in the capture and to who runs this what is not there.
missing() {
    printf '! %s %s\n' "$1" "$2"
    printf 'capture.sh: %s is missing: %s\n' "$1" "$2" >&2
}

# Prints a file of the kernel, or why it cannot be had.
part() {
    if [ -L "$1" ]; then
        missing "$1" 'it is a link'
    elif [ ! -e "$1" ]; then
        missing "$1" 'no such file or directory'
    elif [ ! -r "$1" ]; then
        missing "$1" 'permission denied'
    else
        printf '%s\n' "$1"
        cat "$1" 2>/dev/null | indented
    fi
}

fact() {
    [ -z "$2" ] || printf '%s\n %s\n' "$1" "$2"
}

page_size() {
    while read -r key value unit; do
        if [ "$key" = KernelPageSize: ]; then
            echo $((value * 1024))
            return
        fi
    done
    getconf PAGE_SIZE 2>/dev/null
}

# A block's files are one line each: reading them here starts no process for each of thousands.
block() {
    for name in state valid_zones phys_index; do
        if [ -r "$1/$name" ] && [ ! -L "$1/$name" ] && IFS= read -r line 2>/dev/null <"$1/$name"; then
            printf '%s/%s\n %s\n' "$1" "$name" "$line"
        fi
    done
    for link in "$1"/node[0-9]*; do
        [ ! -L "$link" ] || printf '%s\n %s\n' "$link" "${link##*/}"
    done
}

flags() {
    if [ ! -e /proc/kpageflags ]; then
        missing /proc/kpageflags 'no such file or directory'
    elif [ ! -r /proc/kpageflags ]; then
        missing /proc/kpageflags 'permission denied'
    elif ! od -A x -t x8 -N 8 /proc/kpageflags >/dev/null 2>&1; then
        missing /proc/kpageflags 'od here cannot print words of 64 bits'
    else
        echo /proc/kpageflags
        od -A x -t x8 /proc/kpageflags
    fi
}

capture() {
    echo 'ballonet capture 1'
    fact release "$(uname -r)"
    fact machine "$(uname -m)"
    fact page_size "$(page_size 2>/dev/null </proc/self/smaps)"
    for each in "$blocks"/memory[0-9]*; do
        [ ! -d "$each" ] || block "$each"
    done
    for each in "$blocks/block_size_bytes" "$blocks/auto_online_blocks" \
        /sys/kernel/mm/transparent_hugepage/enabled /proc/cmdline /proc/iomem /proc/swaps /proc/interrupts \
        /proc/meminfo /proc/vmstat /proc/zoneinfo /proc/pagetypeinfo /proc/buddyinfo; do
        part "$each"
    done
    flags
    echo end
}

packed() {
    if command -v gzip >/dev/null 2>&1; then
        capture | gzip -c
    else
        capture
    fi
}

advise() {
    [ "$(id -u 2>/dev/null)" = 0 ] || echo 'capture.sh: root can take all that the kernel has' >&2
    printf 'capture.sh: %s: `ballonet %s` opens it, `ballonet whatif %s COMMAND` asks\n' "$2" "$1" "$1" >&2
}

if [ $# -gt 1 ] || [ "${1:-}" = --help ]; then
    echo "usage: sh capture.sh [FILE]" >&2
    exit 2
elif [ $# -eq 1 ]; then
    set -C # a file that is there already is not overwritten, and a link not followed
    packed >"$1" || exit
    advise "$1" "$1 has $(($(wc -c <"$1"))) bytes"
elif [ -t 1 ]; then
    echo "capture.sh: a capture is not for a terminal: name a file, or write > FILE" >&2
    exit 2
else
    packed || exit
    advise FILE 'the capture is written'
fi
