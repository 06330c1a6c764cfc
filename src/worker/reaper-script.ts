/**
 * What the reaper's shell runs. It reads lines: `+ pid` watch, `- pid` watch no longer, `q` the program ends in an
 * orderly way. The children see the end of their connection and may end by themselves, so that their own exit handlers
 * can run: for that they get a second after a `q` and a fifth of one without. Then they are killed.
 */
export const reaperScript = `
trap '' INT TERM HUP QUIT
pids=' '
tries=4
while read -r op pid; do
  case $op in
    +) pids="$pids$pid " ;;
    -) case $pids in *" $pid "*) pids="\${pids%% $pid *} \${pids#* $pid }" ;; esac ;;
    q) tries=20 ;;
  esac
done
while [ $tries -gt 0 ]; do
  alive=
  for pid in $pids; do kill -0 $pid && alive=1; done
  [ "$alive" ] || exit 0
  sleep 0.05
  tries=$((tries - 1))
done
for pid in $pids; do kill -KILL $pid; done
`;
