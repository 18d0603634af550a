# shellcheck shell=sh
# Sourced by tools/quickstart, tests/run and .ci/run, which all lie one directory below the top:
# installs what is missing, builds, runs the tests. POSIX sh, for Debian, Ubuntu, macOS and FreeBSD.

root=$(cd "$(dirname "$0")/.." && pwd)

# need PACKAGE...: installs those that are missing. Names are Debian's; the others' are translated here.
# Nothing is asked of the network when everything is there.
# shellcheck disable=SC2086  # $missing is a list
need() {
  missing=
  if command -v apt-get >/dev/null; then
    for package; do
      dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    as_root apt-get -q update &&
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends $missing
  elif command -v brew >/dev/null; then
    for package in $(translate "$@"); do
      [ -e "$(brew --prefix)/opt/$package" ] || missing="$missing $package"
    done
    [ -z "$missing" ] || brew install -q $missing
  elif command -v pkg >/dev/null; then
    for package in $(translate "$@"); do
      pkg info -eq "$package" 2>/dev/null || missing="$missing $package"
    done
    [ -z "$missing" ] || as_root env ASSUME_ALWAYS_YES=yes pkg install -y $missing
  else
    echo "No apt-get, brew or pkg here; hoping that these are installed: $*" >&2
  fi
}

# What Debian calls so, and Homebrew and FreeBSD otherwise. zlib and the compiler are part of those systems, and
# xmllint of macOS.
translate() {
  for package; do
    case $package in
      g++ | zlib1g-dev) ;;
      ninja-build) echo ninja ;;
      libcli11-dev) echo cli11 ;;
      libfmt-dev) [ "$(uname)" = Darwin ] && echo fmt || echo libfmt ;;
      libsimdjson-dev) echo simdjson ;;
      libzstd-dev) echo zstd ;;
      liblz4-dev) [ "$(uname)" = Darwin ] && echo lz4 || echo liblz4 ;;
      libxml2-utils) [ "$(uname)" = Darwin ] || echo libxml2 ;;
      *) echo "$package" ;;
    esac
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

need_to_build() { need cmake ninja-build g++ libcli11-dev libfmt-dev libsimdjson-dev zlib1g-dev libzstd-dev liblz4-dev; }
need_to_test() { need catch2 jq libxml2-utils pkgconf sqlite3 lnav logrotate; }

# build DIRECTORY [CMAKE ARGUMENT...]
build() {
  directory=$1
  shift
  [ -e "$directory/CMakeCache.txt" ] || set -- -G Ninja "$@"
  cmake -S "$root" -B "$directory" "$@" && cmake --build "$directory"
}

# run_tests DIRECTORY [CTEST ARGUMENT...]: the last line is "N passed, N failed"; fails when one failed.
# A test that prints such a line itself counts as so many, any other as one, and a skipped one as none. One that hangs
# is stopped and has failed; live/run may take longer, see tests/CMakeLists.txt.
run_tests() {
  directory=$1
  shift
  report=$directory/tests.xml
  rm -f "$report"
  ctest --test-dir "$directory" --parallel 4 --timeout 600 --output-on-failure --output-junit tests.xml \
    --test-output-size-passed 9999999 --test-output-size-failed 9999999 "$@" || :
  awk '
    /<testcase / { good = bad = 0; status = $0; sub(/.*status="/, "", status); sub(/".*/, "", status) }
    /SKIP_RETURN_CODE/ { status = "skipped" }
    /(^|>)[0-9]+ passed, [0-9]+ failed$/ { sub(/.*>/, ""); good = $1; bad = $3 }
    /<\/testcase>/ {
      if (status == "run") passed += good ? good : 1
      else if (status != "skipped") { passed += good; failed += bad ? bad : 1 }
    }
    END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }
  ' "$report"
}
