# Voices: a design with its preview, and the list.
voice=$(minimax voices design "A warm old sailor" --preview-text "Fair winds." -o sailor.mp3)
test -s sailor.mp3
minimax speech synthesize "Aye." --voice "$voice" -o aye.mp3
minimax voices list designed | cut -f 1 | grep -qx "$voice"
