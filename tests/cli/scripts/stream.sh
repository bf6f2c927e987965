# Streams: text as it is written, audio into a pipe as it is made.
test "$(minimax text chat --stream "Please say: one two three")" = "one two three"
minimax speech synthesize --stream "A longer text, heard as it is made." -o - | wc -c | grep -q "....."
