# The examples of the man pages that are marked `example: live`. What they wait for happens all the time meanwhile.
printf '#!/bin/sh\nls / >/dev/null\n' >"$work/install.sh"
chmod +x "$work/install.sh" && cp "$work/install.sh" "$work/make"
auditon setcond on >/dev/null
auditon setqctrl backlog_limit=64 rate_limit=0 backlog_wait_time=15000 >/dev/null
while sleep 0.2; do
  su nobody -s /bin/cat /etc/shadow
  "$work/make"
done >/dev/null 2>&1 9>&- &
happening=$!

examples() {
  shown=$(KNOX_CWD=$work KNOX_BIN=$tools "$live/../examples" --live "$live/../../man/$1") && return
  echo "$shown"
  return 1
}
for page in auditpipe.1 auditon.1 commands.1 pwait.1 paudit.1 knox.7; do
  check "the examples of $page" examples $page
done
kill $happening
