# Speech: to a file whose name says the format, with subtitles; back to text.
test "$(minimax speech synthesize "早上好" -o morning.wav --subtitles)" = "morning.wav"
head -c 4 morning.wav | grep -q RIFF
grep -q "早上好" morning.srt
test "$(minimax speech transcribe morning.wav)" = "早上好"
