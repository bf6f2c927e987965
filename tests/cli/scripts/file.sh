# Files: up, listed, down again unchanged, gone.
id=$(minimax file upload sample.wav --purpose voice_clone --json | sed -n 's/.*"id": "\([0-9]*\)".*/\1/p')
minimax file list voice_clone | grep -q "^$id"
minimax file download "$id" -o again.wav
cmp sample.wav again.wav
minimax file delete "$id" --purpose voice_clone
