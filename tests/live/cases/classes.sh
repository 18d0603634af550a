# The classes of auditpipe, compared with what was done.
auditon setcond off >/dev/null
mkdir "$work/files"
chmod 755 "${work%/*}" "$work" "$work/files"
cd "$work/files" || exit

is_armed() { rules | grep -q 'key=knox-' && is condition on && sleep 0.2; }

act() {
  echo secret >secret && chmod 600 secret && echo text >text
  eventually is_armed
  cat text                             # read
  echo more >>text                     # write
  echo new >created                    # create
  cat missing                          # fails: no such file
  su nobody -s /bin/sh -c 'cat secret' # fails: no permission
  chmod 640 text
  mkdir made
  mv text moved
  rm moved
  sleep 0.3
}

# told CLASSES: the events about these files, and how they ended.
told() {
  auditpipe --arm "$1" >"$work/trail" &
  pipe=$!
  quietly act
  kill -INT $pipe
  wait $pipe
  bsm2json "$work/trail" | jq -r --arg here "$work/files/" '
    select([.paths[]? | select(startswith($here))] != []) |
    "\(.event.name) \(.return.status) \(.paths[-1] | ltrimstr($here))"' | sed 's/RENAME /RENAMEAT /' | uniq
  rm -rf "$work"/files/*
}

same 'fr' 'AUE_OPENAT_R success text
AUE_OPENAT_R failure secret' "$(told fr)"
same '+fr' 'AUE_OPENAT_R success text' "$(told +fr)"
same '-fr' 'AUE_OPENAT_R failure secret' "$(told -fr)"
same 'fr,^-fr' 'AUE_OPENAT_R success text' "$(told fr,^-fr)"
same 'fc' 'AUE_OPENAT_WC success text
AUE_OPENAT_WTC success created
AUE_MKDIR success made
AUE_RENAMEAT success moved' "$(told fc)"
same 'fd' 'AUE_OPENAT_WTC success created
AUE_RENAMEAT success moved
AUE_UNLINKAT success moved' "$(told fd)"
same 'fm' '' "$(told fm | grep -v 'FCHMODAT\|OPENAT\|MKDIR')"
