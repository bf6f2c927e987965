# Long speech as a task: the handle now, the audio later, in another process.
printf 'A whole chapter. %.0s' $(seq 50) > chapter.txt
handle=$(minimax speech create-task --file chapter.txt)
minimax task download "$handle" -o chapter.mp3
test -s chapter.mp3
minimax task refresh "$handle" | grep -q 'status: succeeded'
